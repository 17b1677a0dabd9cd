"""What must raise no alarm: passages that are right in the ways that invite a false one."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS

PASSAGES = Path(__file__).parent.parent / "data" / "proofread_silence.toml"


def alarms(text: str) -> list[tuple[str, str, str]]:
    found = [claim for claim in proofread(text) if claim.verdict in ALARMS]
    return [(claim.kind, claim.stated, claim.expected) for claim in found]


def classes() -> dict[str, list[str]]:
    content = tomllib.loads(PASSAGES.read_text(encoding="utf-8"))
    return {name: list(texts) for name, texts in content.items()}


@pytest.mark.parametrize("name", sorted(classes()))
def test_right_passages_of_an_awkward_class_raise_no_alarm(name: str) -> None:
    texts = classes()[name]
    assert len(texts) >= 9
    assert {text: found for text in texts if (found := alarms(text))} == {}


@pytest.mark.parametrize(
    "text",
    [
        # A count of cases beside that of the people in them is no fraction.
        "Thụ lý 1.367 vụ/2.420 bị cáo, giải quyết 1.206 vụ/2.085 bị cáo, đạt 88,22%.",
        # Shares that all fail have a base that is not printed.
        (
            "Kỷ luật 62 đảng viên, khiển trách 28 (chiếm 45%). Nội dung vi phạm: quy định 15 "
            "(20,2%); lối sống 14 (18,9%); chính sách 12 (16,2%); nguyên tắc 8 (10,8%)."
        ),
        # The figure in the bracket is the step itself.
        "Năng suất lúa 52,1 tạ/ha, giảm 3,0% so với cùng kỳ (giảm 1,6 tạ/ha).",
        # A total of products.
        "Mua 02 máy x 18 triệu đồng, 03 máy x 25 triệu đồng, tổng cộng 111 triệu đồng.",
        # The law that is cited is not one of the month's documents.
        (
            "BÁO CÁO\nKết quả tháng 10/2025\n\nTrong tháng triển khai Nghị định số 70/2025/NĐ-CP "
            "ngày 20/3/2025 của Chính phủ.\n"
        ),
        # A line may break within a figure.
        "Đã cấp 1.662.\n114 tài khoản, đạt 161,87% so với chỉ tiêu (1.026.794 tài khoản).",
        # Units that attend a meeting are not what it concludes.
        "Sau khi nghe ý kiến 07/07 đơn vị dự họp, Chủ tịch kết luận:\n1. Việc một.\n2. Việc hai.\n",
        # A footnote begins with its number.
        (
            "Tiếp nhận 3.517 hồ sơ6 trực tuyến.\n_____________\n6 Giảm 34 hồ sơ so với quý trước "
            "(3.551 hồ sơ).\n"
        ),
        # Shares of groups that overlap need not make 100 per cent.
        (
            "Cơ cấu 500 người trúng cử: nữ 151 người, chiếm tỷ lệ 30,2%; ngoài Đảng 14 người, "
            "chiếm tỷ lệ 2,8%; tái cử 203 người, chiếm tỷ lệ 40,6%; trẻ tuổi 137 người, chiếm "
            "tỷ lệ 27,4%."
        ),
        # What stands in a bracket is divided no further by the sentence around it.
        (
            "Ghi nhận 29 ca (5 ca xác định, 24 ca nghi ngờ), có 12/22 quận có ca bệnh bao gồm: "
            "Quận 1 (5 ca), Quận 3 (9 ca), Quận 5 (15 ca)."
        ),
    ],
)
def test_what_once_raised_a_false_alarm_raises_none(text: str) -> None:
    assert alarms(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "stated"),
    [
        ("Giải quyết 176 đơn (160 khiếu nại, 16 tố cáo)/221 đơn, đạt 79,64%.", "ratio", "79,64%"),
        (
            "Trả đúng hạn 19.255 hồ sơ (đạt 96,55%) trên 19.944 hồ sơ đến hạn giải quyết.",
            "ratio",
            "96,55%",
        ),
        (
            (
                "Xảy ra 1.734 vụ, làm chết 708 người, bị thương 1.484 người. So với cùng kỳ giảm "
                "400 vụ (-18,74%), giảm 47 người chết (-6,23%)."
            ),
            "growth",
            "6,23%",
        ),
        ("Tổng số 3.9185 hồ sơ (cũ chuyển qua 112, mới 3.806 hồ sơ).", "breakdown", "3.918"),
        ("Thụ lý 7.761 vụ, giảm 1.308 vụ = 14,4% so với năm trước.", "growth", "14,4%"),
        (
            "Vốn 3.480 triệu đồng (xây lắp 2.960, thiết bị 210, chi phí khác 310).",
            "breakdown",
            "3.480 triệu đồng",
        ),
        ("Trang bị 05 máy, đơn giá 8,5 triệu đồng, thành tiền 42,5 triệu đồng.", "product", "42,5"),
        (
            "Thụ lý mới 624 vụ việc + 89 vụ việc kỳ trước; giải quyết 260 vụ, đạt 36,5%.",
            "ratio",
            "36,5%",
        ),
        (
            "Nhận 115 kiến nghị. Giải quyết dứt điểm 45 kiến nghị (39,1%); đang xử lý 70 (60,9%).",
            "ratio",
            "39,1%",
        ),
        (
            "Gửi 6.310 giấy mời, đã đến 4.127 người (tỷ lệ 65,4%), chưa đến 2.183 người.",
            "ratio",
            "65,4%",
        ),
        ("Có 10.914/11.672 nhân khẩu tham gia, độ bao phủ 93,51%.", "ratio", "93,51%"),
        (
            "Tổng chi 8.127 tỷ đồng.\nChi y tế 486 tỷ đồng, đạt 51% dự toán, chiếm 5,98% tổng chi.",
            "ratio",
            "5,98%",
        ),
        ("Làm rõ 08/09 vụ, 14 đối tượng, tỷ lệ 88,9%.", "ratio", "88,9%"),
        ("Tiếp 41 đoàn, giảm 13% (13/15) so với cùng kỳ.", "growth", "13%"),
        (
            "Sản lượng ước 2.465 tấn, so cùng kỳ năm 2023 tăng 8,21% (tăng 187 tấn).",
            "growth",
            "8,21%",
        ),
        (
            "Cấp mới 118.204 tài khoản, cùng kỳ năm trước 164.390 tài khoản, giảm 28,1%.",
            "growth",
            "28,1%",
        ),
        (
            (
                "Thanh toán 201.690,4 tỷ đồng. So với cùng kỳ, tăng 21.639,8 tỷ đồng về giá trị "
                "(hết tháng 8/2023 thanh toán 180.050,6 tỷ đồng)."
            ),
            "difference",
            "21.639,8",
        ),
        (
            "Cấp 184.320 chứng thư, tăng 12.745 chứng thư so với tháng trước (tăng 7,4%).",
            "growth",
            "7,4%",
        ),
        ("Kỷ luật 12 đảng viên: khiển trách 09, cảnh cáo 02, khai trừ 01.", "breakdown", "12"),
    ],
)
def test_wordings_of_real_reports_are_understood(text: str, kind: str, stated: str) -> None:
    found = [c for c in proofread(text) if c.kind == kind and c.stated.startswith(stated)]
    assert [claim.verdict for claim in found] == ["right"]


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Tham gia 79.000 người, tăng 30.127 người (tăng 64,61%) so với cùng kỳ.", "64,61%"),
        ("Gieo 4.218 ha/4.350 ha, đạt 96,97%, gồm lúa 2.916 ha, ngô 804 ha, lạc 489 ha.", "4.218"),
        ("Thi hành 1.902 việc, trong đó có điều kiện 1.527 việc, chưa có điều kiện 357.", "1.902"),
        ("Kim ngạch 3.118 tấn, trong đó xuất khẩu 1.902 tấn, nhập khẩu 1.251 tấn.", "3.118"),
        (
            (
                "Chỉ tiêu giao 1.026.794 tài khoản; thực hiện 1.099.217 tài khoản, đạt 107,05%, "
                "vượt 74.223 tài khoản."
            ),
            "74.223",
        ),
        (
            "Hộ nghèo 26.318 hộ. Năm nay giảm 8.117 hộ. Dao 24.906 hộ, chiếm 94,9% hộ nghèo.",
            "94,9%",
        ),
        (
            "Nhận 96 đơn: 15 khiếu nại, 81 kiến nghị. Đã xử lý 90 đơn, đạt 93,15%; còn 06 đơn.",
            "93,15%",
        ),
        (
            "Có 51/53 đại biểu dự. Phiếu cao 46 (90,2%), trung bình 4 (7,8%), thấp 1 (9,0%).",
            "9,0%",
        ),
        (
            "Xử lý 1.318 trường hợp (giảm 206 trường hợp so với Tết năm trước, 1.522 trường hợp).",
            "206",
        ),
        (
            "Có 31.214 học sinh; so với năm trước tăng 612 học sinh (năm 2024: 37.602 học sinh).",
            "612",
        ),
        (
            "Chi thường xuyên 4.896,2 tỷ đồng.\nHọc 2.041,7 tỷ đồng, chiếm 41,6% chi thường xuyên.",
            "41,6%",
        ),
        ("Có 89 đại biểu, trong đó nam 45 (50,56%). Đại biểu nữ 44, chiếm 49,43%.", "49,43%"),
        ("Xã A 88/102 đạt 86%; xã B 30/44 đạt 86%.", "86%"),
        ("Có 119 đơn vị tạm ngừng, tăng 37 đơn vị so với cùng kỳ (47%).", "47%"),
        (
            "Quản lý 612 đối tượng, 387 người qua tài khoản (63,5%), còn 225 người nhận tiền mặt.",
            "63,5%",
        ),
        ("Tiếp 512 lượt, số người giảm 3,9% (233/240) so với tháng trước.", "3,9%"),
        (
            (
                "Thanh toán 201.690,4 tỷ đồng. So với cùng kỳ, tăng 21.369,8 tỷ đồng về giá trị "
                "(hết tháng 8/2023 thanh toán 180.050,6 tỷ đồng)."
            ),
            "21.369,8 tỷ đồng",
        ),
        ("Năm 2024 đạt 99,2%, năm 2023 đạt 84,5%, tăng 17,9%.", "17,9%"),
        ("Xã có 879/879 ấp có Tổ, 156/156 xã có Tổ, tổng cộng 1.053 Tổ.", "1.053"),
        ("Nhận 120 hồ sơ, trả trực tuyến 58 hồ sơ. Đã trả 98/120 hồ sơ, còn 32 hồ sơ.", "32"),
    ],
)
def test_errors_that_the_words_fix_are_noticed(text: str, stated: str) -> None:
    assert [found[1] for found in alarms(text)] == [stated]


@pytest.mark.parametrize(
    "before",
    [
        "Tiếp nhận 5.106 hồ sơ toàn trình.",
        "Toàn tỉnh có 351.077 hồ sơ, đúng hạn 347.590 hồ sơ, đạt 99,01%.",
        "Đã duyệt 21.300/21.450 hồ sơ (99,30%).",
        "Giao dịch tăng 4,6% so với tháng trước.",
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "Số hồ sơ trễ hạn là 13 hồ sơ, chiếm 0,55%.",
        "Tỷ lệ hộ nghèo giảm từ 3,20% xuống 2,45%.",
        "Hồ sơ tồn 2.418 hồ sơ, chiếm 12,4% tổng số hồ sơ toàn tỉnh.",
    ],
)
def test_another_sentence_contradicts_no_share(before: str, text: str) -> None:
    assert alarms(f"{before} {text}") == []
    assert alarms(f"- {before}\n- {text}\n") == []


def test_a_decision_has_no_symbol_of_a_letter() -> None:
    found = alarms("Theo Quyết định số 1216/CV-UBND.")
    assert found == [("document", "1216/CV-UBND", "QĐ-UBND")]
    assert alarms("Theo Công văn số 1216/CV-UBND và Văn bản số 1217/CV-UBND.") == []


def test_weekdays_and_hours_are_held_against_the_calendar() -> None:
    right = (
        "Khai mạc lúc 8 giờ 00 phút, thứ Năm, ngày 13 tháng 11 năm 2025. Kỳ họp thứ Ba ngày "
        "17/9/2025. Hội nghị lần thứ hai, ngày 16/9/2025. Trực 24 giờ, cấp cứu trong 48 giờ; "
        "phát 72 giờ 30 phút. Thứ Hai, 15/4/2019. Ngày 14/4/2019 (Chủ nhật)."
    )
    assert alarms(right) == []
    assert alarms("Họp lúc 14 giờ 00, thứ Hai, ngày 16/9/2025.") == [("date", "thứ Hai", "thứ Ba")]
    assert alarms("Ngày 16/9/2025 (thứ Tư).") == [("date", "thứ Tư", "thứ Ba")]
    assert [found[0] for found in alarms("Họp lúc 25 giờ 00 ngày 15/9/2025.")] == ["date"]
    assert [found[0] for found in alarms("Họp lúc 8 giờ 75 phút ngày 15/9/2025.")] == ["date"]


def test_a_number_of_no_named_body_has_one_date_but_for_a_slip() -> None:
    text = "Theo Kế hoạch số 709/KH-UBND ngày 16/7/2024. Kế hoạch số 709/KH-UBND ngày {}."
    assert alarms(text.format("16/7/2024")) == []
    assert alarms(text.format("28/11/2024")) == []
    assert alarms(text.format("18/7/2024")) == [("document", "18/7/2024", "16/7/2024")]


def test_the_head_of_a_list_is_what_its_items_are_shares_of() -> None:
    text = "Hệ thống tiếp nhận 2.206 phản ánh:\n+ Đã giải quyết: 2.150 phản ánh (đạt {}).\n"
    assert alarms(text.format("97,46%")) == []
    assert alarms(text.format("94,76%")) == [("ratio", "94,76%", "97,46%")]


def test_shares_that_all_miss_their_base_show_that_it_is_mistyped() -> None:
    text = (
        "Toàn huyện có 74 hợp tác xã. Xếp loại: tốt 11 hợp tác xã (chiếm 32,4%), khá 14 hợp tác "
        "xã (chiếm 41,2%), trung bình 6 hợp tác xã (chiếm 17,6%)."
    )
    found = [("ratio", "32,4%", "14,9%"), ("ratio", "41,2%", "18,9%"), ("ratio", "17,6%", "8,1%")]
    assert alarms(text) == found
    assert all("khớp nếu 74 là 34." in claim.explanation for claim in proofread(text))


def test_shares_that_all_miss_their_base_by_a_last_digit_are_each_wrong() -> None:
    text = (
        "Có 51 tổ chức: xuất sắc 08 (có 07 chi bộ), chiếm tỷ lệ 15,67%; hoàn thành tốt 35 (có 28 "
        "chi bộ), chiếm 68,62%; hoàn thành 08 (có 04 chi bộ), chiếm 15,68%."
    )
    found = [("ratio", "15,67%", "15,69%"), ("ratio", "68,62%", "68,63%")]
    assert sorted(alarms(text)) == sorted([*found, ("ratio", "15,68%", "15,69%")])


def test_a_row_of_shares_tells_the_figure_that_it_divides() -> None:
    text = (
        "Có 51/53 đại biểu dự. Phiếu tín nhiệm cao 46 phiếu (chiếm 90,2%), tín nhiệm 4 phiếu "
        "(chiếm 7,8%), tín nhiệm thấp 1 phiếu (chiếm {})."
    )
    assert alarms(text.format("2,0%")) == []
    assert alarms(text.format("9,0%")) == [("ratio", "9,0%", "2,0%")]


def test_what_is_remembered_of_a_paragraph_changes_nothing() -> None:
    lines = ["Nhận 949/959 hồ sơ, đạt 98,96%, còn 10 hồ sơ."] * 3
    before = proofread("\n".join(lines))
    lines[1] = lines[1].replace("98,96", "97,54")
    changed = proofread("\n".join(lines))
    assert [claim.line for claim in before] == [1, 1, 2, 2, 3, 3]
    assert [(c.line, c.stated) for c in changed if c.verdict == "wrong"] == [(2, "97,54%")]
    assert proofread("\n".join(lines)) == changed
