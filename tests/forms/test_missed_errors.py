"""Errors whose figures stand apart: the words, or the other figures of a row, tell them."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS


def alarms(text: str) -> list[str]:
    found = [item for item in proofread(text) if item.verdict in ALARMS]
    return [f"{item.kind} {item.stated} {item.expected}".strip() for item in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # The counts of a row make up a figure before it.
        (
            (
                "Huyện có 52 chi bộ. Kết quả có 31 chi bộ xuất sắc, chiếm gần 60%. Có 18 chi bộ "
                "tốt, tỷ lệ 34,7%, và 03 chi bộ hoàn thành, tỷ lệ 5,8%."
            ),
            ["ratio 34,7% 34,6%"],
        ),
        (
            (
                "Xã có 8 thôn với 4.127 nhân khẩu. Dân tộc Tày 3.895 người, chiếm 94,83%; Nùng "
                "205 người, chiếm 4,97%; khác 27 người, chiếm 0,65%."
            ),
            ["ratio 94,83% 94,38%"],
        ),
        # "Trong đó" divides what a fraction tells.
        (
            (
                "Đã trả 5.238/6.410 hồ sơ (tỷ lệ 81,7%). Trong đó, có 5.221 hồ sơ trước hạn (tỷ "
                "lệ 98,7%), 17 hồ sơ trễ hạn (tỷ lệ 0,3%)."
            ),
            ["ratio 98,7% 99,7%"],
        ),
        # The base is named by what has been done, or as a total.
        (
            (
                "Ngành đã thụ lý 41.206 vụ; đã giải quyết 38.117 vụ, đạt 92,5%. Số còn lại chưa "
                "hết hạn. Bị hủy 264 vụ = 0,68% số án đã giải quyết."
            ),
            ["ratio 0,68% 0,69%"],
        ),
        (
            (
                "Kết nạp mới, nâng tổng số đoàn viên toàn huyện 17.305/21.480 người. Trong đó "
                "đoàn viên ưu tú 4.212, đạt 24,43% so với tổng số đoàn viên."
            ),
            ["ratio 24,43% 24,34%"],
        ),
        # It is named in the paragraph before, and the other shares of the row agree.
        (
            (
                "Tổng chi gồm chi đầu tư 2.905,4 tỷ đồng, chi thường xuyên 5.127,6 tỷ đồng.\n\n"
                "Chi giáo dục 2.204,9 tỷ đồng, chiếm 42,9% chi thường xuyên; chi y tế 512,8 tỷ "
                "đồng (10,0%), chi quản lý 946,1 tỷ đồng (18,5%)."
            ),
            ["ratio 42,9% 43,0%"],
        ),
        # The plan stands in a bracket before the share, what was reached in the sentence before.
        (
            (
                "Huyện giải ngân được 318,6 tỷ đồng. So với kế hoạch tỉnh giao (742,9 tỷ đồng), "
                "tỷ lệ giải ngân đạt 42,9%; so với kế hoạch huyện giao (801,4 tỷ đồng), tỷ lệ "
                "giải ngân đạt 37,96% kế hoạch."
            ),
            ["ratio 37,96% 39,76%"],
        ),
        # The sentence before tells of the year before.
        (
            (
                "Năm 2021, tiếp nhận 52.418 đơn, giải quyết 47.903 đơn. Năm 2022, tiếp nhận "
                "58.836 đơn, giải quyết 51.266 đơn, so với năm trước tiếp nhận tăng 6.481 đơn, "
                "giải quyết tăng 3.363 đơn."
            ),
            ["difference 6.481 6.418"],
        ),
        (
            (
                "Năm 2021, tiếp nhận 52.418 đơn. Năm 2022, tiếp nhận 58.836 đơn, so với năm "
                "trước tiếp nhận tăng 6.481 đơn."
            ),
            ["difference 6.481 6.418"],
        ),
        # So many cases more are so many of what was counted just before.
        (
            "Có 212 hộ kinh doanh xin nghỉ, tăng 61 trường hợp so với cùng kỳ (42,4%).",
            ["growth 42,4% 40,4%"],
        ),
        # Both figures name their time.
        (
            (
                "Xảy ra 42 vụ cháy (cùng kỳ 48 vụ), giảm 5 vụ; làm chết 3 người (cùng kỳ 5 người), "
                "giảm 2 người."
            ),
            ["difference 5 6"],
        ),
        (
            (
                "Năm 2021, tổng thu đạt 31,4 tỷ đồng. Năm 2022, tổng thu đạt 38,7 tỷ đồng, tăng "
                "7,8 tỷ đồng so với năm 2021."
            ),
            ["difference 7,8 tỷ đồng 7,3 tỷ đồng"],
        ),
        (
            "Tháng 3/2024 tiếp 312 lượt, tháng 4/2024 tiếp 355 lượt, tăng 34 lượt.",
            ["difference 34 43"],
        ),
        ("Đầu năm có 518 hộ nghèo, đến nay còn 463 hộ, giảm 65 hộ.", ["difference 65 55"]),
        (
            "Quý I tiếp 345 lượt, quý II tiếp 412 lượt, tăng 76 lượt so với quý I.",
            ["difference 76 67"],
        ),
        (
            "Đợt 1 có 1.203 hộ đăng ký, đợt 2 có 1.487 hộ đăng ký, tăng 32,6%.",
            ["growth 32,6% 23,6%"],
        ),
        (
            "Có 43/46 thôn có nhà văn hóa (93,5%), tăng 4 thôn so với năm trước (41 thôn).",
            ["difference 4 2"],
        ),
        ("Tỷ lệ bao phủ đạt 93,8% (kế hoạch 92,5%), vượt 1,8%.", ["growth 1,8% 1,3 điểm %"]),
        ("Đàn bò 4.215 con (tăng 6,2%; cùng kỳ 4.050 con).", ["growth 6,2% 4,1%"]),
        # What the parts make together is not printed, but one of them tells it.
        (
            "Trả 1.482 hồ sơ đúng hạn (đạt tỷ lệ 97,65%), 37 hồ sơ trễ hạn (chiếm tỷ lệ 2,44%).",
            ["ratio 97,65% 97,56%"],
        ),
        # The share behind that of the plan has a base of its own.
        (
            (
                "Thu ước 27.360 triệu đồng, đạt 91,2% dự toán giao (30.000 triệu đồng), bằng "
                "107,4% so với cùng kỳ (25.120 triệu đồng)."
            ),
            ["ratio 107,4% 108,9%"],
        ),
        # The people of a place are counted as "nhân khẩu".
        (
            (
                "Xã có 3.204 hộ với 12.460 nhân khẩu. Số người có thẻ là 11.712 người, đạt tỷ lệ "
                "93,99% dân số."
            ),
            ["ratio 93,99% 94,00%"],
        ),
        # A step's share is judged once, whatever it is compared with.
        (
            "Tiếp nhận 2.364 hồ sơ, tăng 214 hồ sơ (tăng 10,05%) so với quý trước (2.150 hồ sơ).",
            ["growth 10,05% 9,95%"],
        ),
        # Two digits are exchanged in what is told again.
        (
            (
                "Kiểm tra vệ sinh, xử phạt vi phạm: lập 36.482 biên bản.\n\nNhìn chung, các đội "
                "kiểm tra đã lập 36.842 biên bản vi phạm về vệ sinh."
            ),
            ["repeated 36.842 36.482"],
        ),
        # The last share is that of all others.
        (
            (
                "Huyện có 12 dân tộc, trong đó: tỷ lệ dân tộc Dao chiếm 61,4%; tỷ lệ dân tộc Tày "
                "chiếm 22,8%, tỷ lệ dân tộc Kinh chiếm 12,1%, còn lại là các dân tộc khác chiếm "
                "3,1%."
            ),
            ["shares 99,4% 100%"],
        ),
        # A rise or fall divided by what it has become.
        (
            "Xảy ra 46 vụ, giảm 12 vụ so với cùng kỳ năm 2024 (58 vụ), tương ứng giảm 26,1%.",
            ["growth 26,1% 20,7%"],
        ),
        (
            "Tiếp 1.250 lượt, tăng 310 lượt so với quý trước (940 lượt), tương đương tăng 24,8%.",
            ["growth 24,8% 33,0%"],
        ),
        # "Of the total number to be …" names what the sentence has just divided.
        (
            (
                "Số phải thu hồi là 9.412 thẻ; trong đó, đã nhận thông báo là 6.105 thẻ (chiếm "
                "41,27% trong tổng số phải thu hồi)."
            ),
            ["ratio 41,27% 64,86%"],
        ),
        (
            "Tòa đã giải quyết 512 vụ, việc trong tổng số 587 vụ, việc thụ lý, đạt tỷ lệ 87,6%.",
            ["ratio 87,6% 87,2%"],
        ),
        # A share alone in a bracket behind its step.
        ("Có 48 cơ sở vi phạm, giảm 16 cơ sở (28%).", ["growth 28% 25%"]),
        (
            "Có 412 hợp tác xã, tăng 5,3% về số hợp tác xã so với cùng kỳ (398 hợp tác xã).",
            ["growth 5,3% 3,5%"],
        ),
    ],
)
def test_a_share_is_held_to_what_words_or_its_row_fix(text: str, found: list[str]) -> None:
    assert alarms(text) == found


@pytest.mark.parametrize(
    "text",
    [
        # Each share is one of a plan of its own.
        (
            "Kết nạp 41 đảng viên: khối xã 24 đồng chí (80%), khối trường 15 đồng chí (75%), "
            "khối doanh nghiệp 2 đồng chí (40%)."
        ),
        (
            "Huyện có 52 chi bộ. Kết quả có 31 chi bộ xuất sắc, chiếm 59,6%. Có 18 chi bộ tốt, "
            "tỷ lệ 34,6%, và 03 chi bộ hoàn thành, tỷ lệ 5,8%."
        ),
        "Đã trả 5.238/6.410 hồ sơ, trong đó trước hạn 5.221 hồ sơ (99,7%).",
        # Two figures have the name.
        (
            "Cấp tỉnh giải quyết 1.204 vụ; cấp huyện giải quyết 8.317 vụ. Bị hủy 64 vụ, chiếm "
            "0,67% số án đã giải quyết."
        ),
        # The years do not follow each other.
        (
            "Năm 2019, tiếp nhận 52.418 đơn, giải quyết 47.903 đơn. Năm 2022, tiếp nhận 58.836 "
            "đơn, so với năm trước tiếp nhận tăng 6.481 đơn, giải quyết tăng 3.363 đơn."
        ),
        # Nothing but the noun is common to the two figures.
        (
            "Tuyên truyền qua loa 36.482 hộ.\n\nHuyện có số dân đông, hiện quản lý 36.842 hộ "
            "theo sổ sách."
        ),
        # Months of one length, but of other matters.
        "Tháng 3/2024 tiếp 312 lượt, tháng 4/2024 giải quyết 355 lượt, tăng 12 lượt.",
        "Xảy ra 42 vụ cháy (cùng kỳ 48 vụ), giảm 6 vụ; bị thương 9 người, tăng 2 người.",
        "Quý IV tiếp 345 lượt, quý I tiếp 412 lượt, tăng 12 lượt so với quý trước.",
        "Trả 1.482 hồ sơ đúng hạn (đạt tỷ lệ 97,56%), 37 hồ sơ trễ hạn (chiếm tỷ lệ 2,44%).",
        "Có 1.482 hộ dùng nước máy (đạt 91,3%), 37 hộ dùng nước giếng (chiếm 2,4%).",
        "Có 43/46 thôn có nhà văn hóa (93,5%), tăng 2 thôn so với năm trước (41 thôn).",
        "Đàn bò 4.215 con (tăng 4,1%; cùng kỳ 4.050 con), đàn lợn 9.120 con (giảm 2,3%).",
        "Hộ nghèo 188 hộ, tỷ lệ 4,01%; hộ cận nghèo 231 hộ, tỷ lệ 4,92%; tổng số hộ 4.692 hộ.",
        # The change is one since another time, or from a plan.
        "Tháng 3 tiếp 420 lượt. Tháng 4 tiếp 465 lượt, tăng 12% so với cùng kỳ năm trước.",
        "Năm 2021 thu đạt 45,2 tỷ đồng, năm 2022 thu đạt 52,8 tỷ đồng, tăng 5% so với dự toán.",
        "Trồng 85 ha (kế hoạch 90 ha), tăng 12 ha so với cùng kỳ.",
        "Trồng 95 ha (kế hoạch 90 ha), tăng 12 ha.",
        "Tỷ lệ hộ nghèo 3,2% (kế hoạch 3,5%), giảm 0,8% so với đầu năm.",
        # What was reached is not told.
        (
            "Huyện có 318,6 tỷ đồng vốn. So với kế hoạch tỉnh giao (742,9 tỷ đồng), tỷ lệ giải "
            "ngân đạt 61,7%; so với dự toán (801,4 tỷ đồng), đạt 55,2%."
        ),
        "Hộ có điện chiếm 61,4%; hộ có bể chiếm 22,8%, hộ có nhà ở khác chiếm 13,1%.",
        # What has grown by so much is no share.
        "Nông nghiệp tăng 21,4%, công nghiệp tăng 60,2%, dịch vụ khác tăng 18,1%.",
        # A share that is only about so much leaves the sum open.
        "Dân tộc Dao chiếm gần 61%, Tày chiếm 22,8%, Kinh chiếm 12,1%, còn lại chiếm 3,1%.",
        # Money has risen, not what is counted.
        "Có 412 hợp tác xã, tăng 18,6% về tổng số vốn so với cùng kỳ (cùng kỳ 398 hợp tác xã).",
        "Xảy ra 46 vụ, giảm 12 vụ so với cùng kỳ năm 2024 (58 vụ), tương ứng giảm 20,7%.",
        # The base is called a total of more than the figure at hand.
        (
            "Số phải thu hồi là 9.412 thẻ; trong đó, đã nhận thông báo là 6.105 thẻ (chiếm 41,27% "
            "trong tổng số phải thu hồi của toàn tỉnh)."
        ),
        (
            "Số phải thu hồi là 9.412 thẻ; trong đó, đã nhận thông báo là 6.105 thẻ (chiếm 64,86% "
            "trong tổng số phải thu hồi)."
        ),
        "Thụ lý 587 vụ, việc; giải quyết 512 vụ, việc trong tổng số 587 vụ, việc, đạt 87,2%.",
        # More than one digit apart: perhaps of another figure.
        "Có 48 cơ sở vi phạm, giảm 16 cơ sở (61%).",
        "Có 48 cơ sở vi phạm, giảm 16 cơ sở (25%).",
        # Other things have risen than those that are counted.
        "Có 412 hợp tác xã, tăng 9,2% về số thành viên so với cùng kỳ (cùng kỳ 398 hợp tác xã).",
        "Có 412 hợp tác xã, tăng 3,5% về số hợp tác xã so với cùng kỳ (cùng kỳ 398 hợp tác xã).",
        # One part was not rated, and the shares are of the others.
        (
            "Huyện có 64 trường (02 trường không xếp loại). Có 37 trường xuất sắc, tỷ lệ 59,7%; "
            "21 trường khá, tỷ lệ 33,9%; 04 trường đạt, tỷ lệ 6,5%."
        ),
    ],
)
def test_what_words_leave_open_is_left_alone(text: str) -> None:
    assert alarms(text) == []


@pytest.mark.parametrize(
    "text",
    [
        (
            "Tiếp nhận 1.233 hồ sơ, trong đó trực tuyến 1.186 hồ sơ, đạt 96,19%. Có 11/25 dịch vụ "
            "thiết yếu phát sinh hồ sơ, tỷ lệ hồ sơ trực tuyến đạt 97,67%."
        ),
        "Tỷ lệ nộp trực tuyến đạt 76,98% (3.865/5.021 hồ sơ), so với tháng trước (73,15%) tăng.",
        (
            "Tiếp nhận mới 1.482 hồ sơ, tổng số giải quyết 1.619 hồ sơ; đã giải quyết 1.405 hồ sơ "
            "(86,78%). Trong số đã giải quyết có 1.398 hồ sơ đúng hạn (99,50%), 07 hồ sơ trễ hạn."
        ),
        (
            "Có 261 đơn, gồm 178 đơn khiếu nại và 83 đơn tố cáo. Đã giải quyết 122 đơn khiếu "
            "nại (đạt 68,5%) và 62 đơn tố cáo (đạt 74,7%)."
        ),
        (
            "Tổ chức 04 đoàn kiểm tra, gồm: Đoàn do Chủ tịch làm trưởng; Đoàn của Công an huyện; "
            "Đoàn của Phòng Tư pháp; Đoàn của Văn phòng HĐND và UBND huyện."
        ),
        (
            "Kiến nghị 03 nội dung:\n(1) Cấp bổ sung thiết bị; (2) nâng băng thông; (3) hướng dẫn\n"
            "rà soát thửa đất.\n"
        ),
        (
            "Cơ cấu: trật tự xã hội 128 vụ (chiếm 54,2%), kinh tế 17 vụ (chiếm 7,2%), ma túy 79 vụ "
            "(chiếm 33,5%), môi trường 12 vụ (chiếm 5,1%)."
        ),
    ],
)
def test_what_is_told_of_something_else_raises_no_alarm(text: str) -> None:
    assert not [claim for claim in proofread(text) if claim.verdict in ALARMS]
