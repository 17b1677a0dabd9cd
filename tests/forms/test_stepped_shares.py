"""Steps told twice, by so many and by so much per cent of what a figure was before."""

from typing import Final

import pytest

from forms.claims.claim import Claim
from forms.proofreading import proofread

LIST: Final = "Xảy ra 412 vụ cháy, làm chết 57 người, bị thương 95 người.\n"
FITS: Final = [
    # The figures of the paragraph before, each by its noun or its verb.
    (LIST + "So với cùng kỳ giảm 38 vụ (giảm 8,44%), tăng 9 người chết (tăng 18,75%).", 2),
    (LIST + "So với cùng kỳ số vụ giảm 38 vụ, tương ứng giảm 8,44%.", 1),
    # What was before stands in a bracket that the sentence begins with.
    ("So với đầu quý (350 hộ nghèo), giảm 42 hộ, tương ứng giảm 12%.", 1),
    # A comma stands between the step and its share.
    ("Bắt giữ 615 đối tượng; giảm 85 đối tượng bị bắt, xử lý (-12,14%).", 1),
    # What was before stands between the step and its share.
    ("Đăng 358 tin, bài (tăng 46 tin, bài so với quý II là 312, tương ứng tăng 14,7%).", 1),
    ("Còn 134 vụ, giảm 165 vụ so với 359 vụ, tương ứng giảm 45,96%.", 1),
    ("Khởi tố 1.853 vụ, so với cùng kỳ tăng 856 vụ - tương ứng 85,86%.", 1),
    # One part of what was divided has changed, as it is told of at once.
    ("Nhận 1.088 việc, gồm cũ 500 việc, mới 588 việc, tăng 287 việc (tăng 95,3%).", 1),
    # The share is told first.
    ("Cả huyện có 1.840 tổ hợp tác. Số tổ hợp tác tăng 15% (tăng 240 tổ hợp tác).", 1),
    ("Sản lượng đạt 74,8 tấn, giảm 6,5% so với vụ trước (giảm 5,2 tấn).", 1),
]


@pytest.mark.parametrize(("text", "count"), FITS)
def test_a_share_of_a_step_is_checked(text: str, count: int) -> None:
    assert [claim.verdict for claim in growths(text)] == ["right"] * count


MISTYPED: Final = [
    (LIST + "So với cùng kỳ giảm 38 vụ (giảm 8,94%), tăng 9 người chết (tăng 18,75%).", "8,94%"),
    # Of few digits, but the other step of the sentence tells how they are meant.
    (LIST + "So với cùng kỳ giảm 38 vụ (giảm 8,44%), tăng 9 người chết (tăng 49%).", "49%"),
    ("So với đầu quý (350 hộ nghèo), giảm 42 hộ, tương ứng giảm 17%.", "17%"),
    ("Xảy ra 48 vụ (đường bộ 40 vụ, đường sắt 08 vụ), giảm 12 vụ (giảm 25%).", "25%"),
    ("Thu được 36 tỷ 400 triệu đồng, tăng 8 tỷ 400 triệu đồng (tăng 50%).", "50%"),
    ("Đàn bò 760 con, giảm 40 con so với cùng kỳ (800 con), tương ứng giảm 8%.", "8%"),
    ("Cả huyện có 1.840 tổ hợp tác. Số tổ hợp tác tăng 18% (tăng 240 tổ hợp tác).", "18%"),
    ("Số ý kiến giảm 12 ý kiến so với tháng 10 (36 ý kiến), giảm 12,5%.", "12,5%"),
    ("Nhận 629 hồ sơ, gồm: đã trả 583 hồ sơ, còn 46 hồ sơ; giảm 37 hồ sơ (giảm 5,86%).", "5,86%"),
    ("Khởi tố 1.853 vụ, so với cùng kỳ tăng 856 vụ - tương ứng 80,43%.", "80,43%"),
    # Of what the figure has become, as the sign in the bracket tells; of a case by its noun.
    ("Va chạm 936 vụ, bị thương 1.106 người; giảm 339 vụ (-36,22%).", "36,22%"),
    ("Tiếp 2.783 lượt công dân, giảm 714 lượt so cùng kỳ [25,42%].", "25,42%"),
    ("Giải thể 32 doanh nghiệp, giảm 23 trường hợp (46%).", "46%"),
]


@pytest.mark.parametrize(("text", "stated"), MISTYPED)
def test_a_mistyped_share_of_a_step_is_noticed(text: str, stated: str) -> None:
    alarms = [claim.stated for claim in growths(text) if claim.verdict in {"wrong", "doubtful"}]
    assert alarms == [stated]


@pytest.mark.parametrize(
    "text",
    [
        # The whole of the months before is not printed.
        "Trong tháng xảy ra 24 vụ. Tính từ đầu năm, số vụ nghiêm trọng giảm 59 vụ (giảm 12%).",
        # Words name others than the figure before.
        "Tiếp nhận 900 hồ sơ, số hồ sơ quá hạn giảm 20 hồ sơ (giảm 15%).",
        # A step of the paragraph before is nothing that changes.
        "So với tháng trước giảm 87 người bị thương.\nSố người bị thương tăng 17 người (+12,41%).",
        # What was before is no base of a share of another thing.
        "So với đầu quý (350 hộ nghèo), giảm 42 hộ, đạt 84%.",
        # The share is rounded talk.
        "Xảy ra 48 vụ, giảm 12 vụ (khoảng 25%).",
    ],
)
def test_a_share_of_what_is_not_printed_is_left_alone(text: str) -> None:
    assert not [claim for claim in growths(text) if claim.verdict in {"wrong", "doubtful"}]


def growths(text: str) -> list[Claim]:
    return [claim for claim in proofread(text) if claim.kind == "growth"]
