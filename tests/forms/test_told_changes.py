"""Changes whose figures words give: by what has changed, and by when it was otherwise."""

from typing import Final

import pytest

from forms.claims.claim import Claim
from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS

ROAD: Final = "Xảy ra 214 vụ, làm chết 31 người, bị thương 186 người. So với cùng kỳ năm 2023: "
YEARS: Final = (
    "Năm 2020, thụ lý 214.360 vụ, giải quyết 198.240 vụ.\n"
    "Năm 2021, thụ lý 231.815 vụ, giải quyết 209.472 vụ; so với năm 2020, "
)
RATES: Final = "Chi 412,5 tỷ đồng, bằng 48,6% dự toán. So với cùng kỳ, "
TALLIES: Final = (
    "Xảy ra 6 vụ, chết 2 người, bị thương 7 người; so với tháng trước (9 vụ, chết 1 người, bị "
    "thương 11 người) giảm 3 vụ, tăng {} người chết, giảm 4 người bị thương."
)
FITS: Final = [
    # A paragraph for each year, and a rate of the same time last year in a bracket.
    (YEARS + "thụ lý tăng 17.455 vụ, giải quyết tăng 11.232 vụ.", 2),
    (RATES + "giảm 3,2% về tỷ lệ (hết tháng 8/2020 chi 398,1 tỷ đồng, đạt 51,8% dự toán).", 1),
    ("Số vụ giảm 5,8% (3.389 vụ so với 3.599 vụ của 5 năm trước).", 1),
    ("Còn 134 vụ, giảm 225 vụ so với 359 vụ.", 1),
    ("Dư nợ đạt 3.610,4 tỷ đồng, tăng 310,4 tỷ đồng so với đầu năm, tỷ lệ tăng 9,4%.", 1),
    ("Có 9.287 người; so với cùng kỳ (6.481 người); tăng 2.806 (43%).", 2),
    ("Thu 11,275 tỷ đồng, phí 3,061 tỷ đồng; so với cùng kỳ (8,902 tỷ đồng) tăng 26,7%.", 1),
    # Several tallies, and as many of before in one bracket.
    (TALLIES.format(1), 3),
    ("Cháy 6 vụ, chết 2 người. So với cùng kỳ giảm 3 vụ, tăng 1 người (9 vụ, chết 1 người).", 2),
    ("Trọng án giảm 165 vụ, giảm 45,96% (194/359 vụ) so với 5 năm liền kề.", 2),
    # A bracket behind each step gives what was before.
    (ROAD + "giảm 22 vụ (236 vụ), tăng 04 người chết (27 người).", 2),
    # The words before the verb name a figure of another sentence, or of the paragraph before.
    ("Xã có hộ nghèo 96 hộ; hộ cận nghèo 140 hộ.\nHộ nghèo giảm 31 hộ (đầu năm 127 hộ).", 1),
    ("Đăng ký ô tô 1.240 xe, mô tô 8.600 xe. So với quý I, ô tô tăng 24% (1.000 xe).", 1),
    ("Nộp trực tuyến chiếm 71,3%. Tỷ lệ trực tuyến tăng 6,2 điểm % (cùng kỳ 65,1%).", 1),
    ("So với quý I (5.210 hồ sơ nộp mới), hồ sơ nộp mới tăng 412 hồ sơ.", 0),
    # The bracket gives the figure of the time that is named before it.
    ("Có 9.177 người so với cùng kỳ năm 2019 (8.317 người); tăng 860 (10,3%).", 2),
]


@pytest.mark.parametrize(("text", "count"), FITS)
def test_a_change_of_named_figures_is_checked(text: str, count: int) -> None:
    assert [claim.verdict for claim in changes(text)] == ["right"] * count


MISTYPED: Final = [
    (YEARS + "thụ lý tăng 17.455 vụ, giải quyết tăng 19.232 vụ.", "19.232"),
    ("Có 9.177 người so với cùng kỳ năm 2019 (8.317 người); tăng 890 (10,3%).", "890"),
    (YEARS + "thụ lý tăng 17.545 vụ.", "17.545"),
    (YEARS + "giải quyết tăng 12.968 vụ.", "12.968"),
    (RATES + "giảm 3,7% về tỷ lệ (hết tháng 8/2020 chi 398,1 tỷ đồng, đạt 51,8% dự toán).",
     "3,7%"),
    ("Số vụ giảm 5,8% (3.389 vụ so với 3.999 vụ của 5 năm trước).", "5,8%"),
    ("Còn 134 vụ, giảm 165 vụ so với 359 vụ.", "165"),
    ("Có 9.827 người; so với cùng kỳ (6.481 người); tăng 2.806.", "2.806"),
    ("Hộ nghèo: 418 hộ, tỉ lệ 17,67% (đầu năm 537 hộ); giảm 219 hộ.", "219"),
    (TALLIES.format(8), "8"),
    ("Trọng án giảm 169 vụ, giảm 45,96% (194/359 vụ) so với 5 năm liền kề.", "169"),
    ("Dư nợ đạt 3.610,4 tỷ đồng, tăng 310,4 tỷ đồng so với đầu năm, tỷ lệ tăng 9,9%.", "9,9%"),
    (ROAD + "giảm 27 vụ (236 vụ), tăng 04 người chết (27 người).", "27"),
    ("Xã có hộ nghèo 96 hộ; hộ cận nghèo 140 hộ.\nHộ nghèo giảm 51 hộ (đầu năm 127 hộ).", "51"),
    ("Đăng ký ô tô 1.240 xe, mô tô 8.600 xe. So với quý I, ô tô tăng 29% (1.000 xe).", "29%"),
    ("Nộp trực tuyến chiếm 71,3%. Tỷ lệ trực tuyến tăng 9,2 điểm % (cùng kỳ 65,1%).", "9,2 điểm %"),
    # Of two figures before the one that one digit sets apart is what has changed.
    ("Thu 8.412 triệu đồng/9.500 triệu đồng; tăng 937 triệu đồng so với quý I (7.485 triệu đồng).",
     "937 triệu đồng"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "stated"), MISTYPED)
def test_a_mistyped_change_of_named_figures_is_noticed(text: str, stated: str) -> None:
    assert [claim.stated for claim in changes(text) if claim.verdict in ALARMS] == [stated]


@pytest.mark.parametrize(
    "text",
    [
        # Only one word of the name is printed before, beside another figure.
        "Có 140 hộ cận nghèo.\nSo với đầu năm, hộ nghèo giảm 31 hộ (đầu năm 98 hộ).",
        # The bracket gives no figure of before.
        "Xảy ra 214 vụ. Số vụ giảm 22 vụ (đã khởi tố 36 vụ).",
        # The paragraph before tells of another year than the last.
        "Năm 2012, thụ lý 214.360 vụ.\nNăm 2021, thụ lý 231.815 vụ, so với 2020 thụ lý tăng 9.120.",
        # Money of another matter.
        "Thu bổ sung 2.600 triệu đồng. So với cùng kỳ (16.912 triệu đồng) tăng 1.494 triệu đồng.",
    ],
)
def test_a_change_of_what_is_not_named_is_left_alone(text: str) -> None:
    assert not [claim for claim in changes(text) if claim.verdict in ALARMS]


def changes(text: str) -> list[Claim]:
    return [claim for claim in proofread(text) if claim.kind in {"difference", "growth"}]


def test_what_lacks_is_held_to_what_is_needed() -> None:
    text = "Toàn tỉnh có 64 người, còn thiếu {} người so với nhu cầu (75 người)."
    found = [[(c.kind, c.verdict) for c in proofread(text.format(n))] for n in (11, 29)]
    assert found == [[("remainder", "right")], [("remainder", "wrong")]]
