"""What is left of work: the whole and what is done of it stand some clauses before."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS

_TOLD = [
    # What is left is of the fraction before it, not of one before that.
    (
        (
            "Số hóa thành phần hồ sơ: 1.249/1.314, đạt 95,05%; cấp kết quả điện tử: 1.018/1.067 hồ "
            "sơ, đạt 95,41%, còn 49 hồ sơ trả kết quả giấy."
        ),
        "còn 49",
        "còn 94",
    ),
    (
        (
            "Kinh phí 412 triệu đồng: ngân sách 260 triệu đồng, xã hội hóa 152 triệu đồng; đã chi "
            "318,5 triệu đồng, còn 93,5 triệu đồng."
        ),
        "còn 93,5",
        "còn 97,5",
    ),
    (
        (
            "Nhận 6.427 hồ sơ, trong đó trực tuyến 6.181 hồ sơ, trực tiếp 246 hồ sơ. Đã giải quyết "
            "6.302 hồ sơ; đang giải quyết 125 hồ sơ."
        ),
        "quyết 125",
        "quyết 128",
    ),
    # Its printed share tells what is done of what.
    (
        (
            "Phải giải quyết 9.874 hồ sơ, trong đó tiếp nhận mới 9.206 hồ sơ, kỳ trước chuyển sang "
            "668 hồ sơ. Đã giải quyết 9.142 hồ sơ, đạt tỷ lệ 92,59%; còn 732 hồ sơ."
        ),
        "còn 732",
        "còn 739",
    ),
    (
        (
            "Phí thu 386,4 triệu đồng, nộp cấp trên 115,92 triệu đồng (30%), giữ lại 270,48 triệu "
            "đồng."
        ),
        "lại 270,48",
        "lại 277,48",
    ),
    (
        (
            "Có 7.842 đối tượng; đã chi trả qua tài khoản cho 6.204 người, đạt 79,11%, "
            "còn 1.638 người nhận tiền mặt."
        ),
        "còn 1.638",
        "còn 1.738",
    ),
    (
        (
            "Giao 420 triệu đồng, đã chi 238,5 triệu đồng, gồm máy 126 triệu đồng, mạng "
            "74,5 triệu đồng, tập huấn 38 triệu đồng; đạt 56,79% dự toán, còn lại 181,5 triệu đồng."
        ),
        "lại 181,5",
        "lại 131,5",
    ),
    # The same verb is denied of the rest.
    (
        "Đã lấy ý kiến 4.019/4.211 hộ (95,4%), hài lòng 3.986 hộ, đạt 99,2%, chưa hài lòng 33 hộ.",
        "lòng 33",
        "lòng 53",
    ),
    ("Đã xong 41/58 việc (70,69%), hoàn thành 41/58 việc, đang triển khai 17 việc.", "17", "47"),
    (
        (
            "Góp 20 triệu đồng, ủng hộ 14,2 triệu đồng. Quỹ thu 18.450.000 đồng, đã chi "
            "12.975.000 đồng, còn 5.475.000 đồng."
        ),
        "còn 5.475",
        "còn 5.485",
    ),
    ("Làm rõ 341/387 vụ, đạt 88,11%, bắt 618 đối tượng; còn 46 vụ đang điều tra.", "46", "96"),
    ("Thu nhận 144.634 hồ sơ. Đã trả 139.870 thẻ, tồn 4.764 thẻ.", "4.764", "4.774"),
    ("Thụ lý 77 vụ, giải quyết 53 vụ, đạt 68,83%. Còn tồn 24 vụ.", "tồn 24", "tồn 94"),
    # Something of the work is gone otherwise; what was divided before is no whole of the rest.
    (
        (
            "Nhận 1.206 hồ sơ (tồn 118, mới 1.088); đã giải quyết 1.047 hồ sơ, trong đó đúng hạn "
            "1.021, trễ hạn 26; trả lại 62 hồ sơ; đang giải quyết 97 hồ sơ."
        ),
        "quyết 97",
        "quyết 92",
    ),
    (
        "Theo dõi 54 bản án, gồm cũ 39 bản án, mới 15 bản án; đã thi hành 5, còn 49 bản án.",
        "còn 49",
        "còn 42",
    ),
    # Two rests.
    (
        "Nhận 139 ý kiến. Có 109 ý kiến được xử lý, 14 ý kiến chưa giải quyết và còn 16 ý kiến.",
        "còn 16",
        "còn 11",
    ),
    # "Số còn lại" is all that the sentence before does not tell of.
    (
        (
            "Nhận 1.536 đơn (tồn 40 đơn, mới 1.496 đơn), tăng 131 đơn. Có 221 đơn thuộc thẩm quyền,"
            " giảm 198 đơn. Số còn lại 1.315 đơn là đơn trùng."
        ),
        "1.315",
        "1.395",
    ),
    # Counts of other things stand between, or a bracket around it.
    (
        (
            "Có 1.054/1.058 đơn vị tham gia; gửi 214.730 chứng từ trên 215.119 chứng từ, tỷ lệ "
            "99,82%. Còn 4 đơn vị chưa tham gia."
        ),
        "Còn 4",
        "Còn 6",
    ),
    ("Có 21/27 đơn vị đăng 123 lượt thông tin (còn lại 06 đơn vị chưa đăng).", "06", "36"),
    # Of what one half of a fraction counts.
    ("Gieo 1.246/1.305 ha, đạt 95,5%; thu hoạch 874 ha, còn lại 372 ha.", "372", "370"),
    # Who is left is told behind the figure, or in the noun of the part.
    ("Thu mẫu 2.014 người trên 2.655 người (75,86%), 641 người chưa thu.", "641", "621"),
    (
        "Thông báo 4.120 trường hợp trên 4.376 người, đạt 94,15%; chưa thông báo 256 trường hợp.",
        "256",
        "756",
    ),
]


_ACROSS = (
    (
        "- Trong kỳ tiếp nhận 148.236 hồ sơ, trong đó trực tuyến 121.904, trực tiếp 26.332 hồ "
        "sơ.\n- Đã giải quyết 139.518 hồ sơ, trong đó quá hạn 1.491 hồ sơ. Còn {} hồ sơ."
    ),
    (
        "- Số phải thi hành là 728.227 việc, trong đó có điều kiện 579.413 việc.\n- Số thi hành "
        "xong là 369.372 việc; đạt 63,75%.\n- Số việc chuyển kỳ sau là {} việc."
    ),
)


def _verdicts(text: str) -> list[str]:
    return [item.verdict for item in proofread(text) if item.kind == "remainder"]


@pytest.mark.parametrize(("text", "printed", "mistyped"), _TOLD)
def test_what_is_left_is_recomputed_and_a_slip_in_it_is_noticed(
    text: str, printed: str, mistyped: str
) -> None:
    assert "right" in _verdicts(text)
    found = _verdicts(text.replace(printed, mistyped))
    assert not ALARMS.isdisjoint(found)


@pytest.mark.parametrize(
    "text",
    [
        # Some of what is left may be told of alone.
        "Khởi tố 16 vụ, 18 bị can; xử lý hành chính 2 vụ; đang điều tra 4 vụ.",
        # What is left is told in two parts.
        "Có 38 nhiệm vụ. Đã hoàn thành 15 nhiệm vụ, đang triển khai 19 nhiệm vụ, chưa đến hạn 04.",
        # No slip of the hand leads from one figure to the other.
        "Nhận 54.575 hồ sơ; đã giải quyết 51.780 hồ sơ. Đang giải quyết gồm 2.800 hồ sơ.",
        # The share of the rest agrees: another figure is wrong, and its own share says so.
        "Đến hạn 4.169 hồ sơ. Đã trả 4.147 hồ sơ. Hồ sơ chưa trả là 12 hồ sơ (chiếm 0,29%).",
        # The next rest is one of other things.
        "Mầm non 4.615/4.723 dữ liệu, đạt 97,71%, còn 108 dữ liệu; tiểu học còn 168 dữ liệu.",
        # Something else became of the work.
        "Nhận 318 đơn, đã giải quyết 254 đơn, hướng dẫn 12 đơn, đang giải quyết 54 đơn.",
        # Some came besides.
        "Năm 2023 có 86 hộ nghèo, đã thoát nghèo 12 hộ, phát sinh mới 3 hộ, còn lại 77 hộ nghèo.",
    ],
)
def test_a_rest_of_something_else_is_left_alone(text: str) -> None:
    assert ALARMS.isdisjoint(item.verdict for item in proofread(text))


@pytest.mark.parametrize(
    ("text", "printed", "mistyped"),
    [(_ACROSS[0], "8.718", "8.918"), (_ACROSS[1], "358.855", "328.855")],
)
def test_what_is_left_may_stand_in_an_item_of_its_own(
    text: str, printed: str, mistyped: str
) -> None:
    rests = {(c.verdict, c.stated) for c in proofread(text.format(printed)) if c.end_line > c.line}
    assert ("right", printed) in rests
    rests = {(c.verdict, c.stated) for c in proofread(text.format(mistyped)) if c.end_line > c.line}
    assert ("doubtful", mistyped) in rests


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        # All that is not done is named by its verb, so that no slip has to explain it.
        (
            "Giao 12.845 triệu đồng; chi trả 10.917 triệu đồng. Số chưa chi trả 1.855 triệu đồng.",
            "1.855 triệu đồng",
        ),
        # The parts of the whole do not make it up, and are no wholes themselves.
        (
            "Tổng số là 64, trong đó cũ 39 bản án, mới 15 bản án; thi hành xong 5 bản án, còn 49.",
            "49",
        ),
    ],
)
def test_what_is_left_need_not_be_a_slip_away(text: str, stated: str) -> None:
    found = [(c.verdict, c.stated) for c in proofread(text) if c.kind == "remainder"]
    assert found == [("doubtful", stated)]


def test_parts_that_a_breakdown_disputes_are_disputed_once() -> None:
    text = "Rà soát 393.955 trẻ em: đã làm sạch 361.164 (91,68%), chưa làm sạch 37.291."
    alarms = [item.kind for item in proofread(text) if item.verdict in ALARMS]
    assert alarms == ["breakdown"]
