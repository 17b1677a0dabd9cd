"""So many at so much each: courses of so many people, means of a total, yields of an area."""

from __future__ import annotations

import pytest

from forms.proofreading import proofread
from tests.proofread_corpus import ALARMS

_TOLD = [
    ("Tổ chức 17 lớp tập huấn, mỗi lớp 45 học viên, tổng số {} học viên.", "765", "755"),
    ("Tổ chức 09 lớp tập huấn, mỗi lớp 65 học viên, tổng cộng {} lượt học viên.", "585", "595"),
    ("Mở 12 lớp tập huấn, mỗi lớp 85 người, tổng cộng {} lượt người tham dự.", "1.020", "1.520"),
    # The sum of money for each leaves no room for rounding; an "and" of the sentence before none.
    ("Sửa 08 căn nhà x 40 triệu đồng/căn bằng {} triệu đồng.", "320", "321"),
    ("Đăng 226 tin và bài. Tuyên truyền tại 14 ấp, mỗi ấp 02 cuộc, tổng số {} cuộc.", "28", "24"),
    ("Trang bị {} máy quét cho 06 bàn tiếp nhận (mỗi bàn 02 máy).", "12", "16"),
    ("Đào tạo 06 lớp, 35 học viên/lớp, tổng số {} học viên.", "210", "240"),
    ("Mua 312 bộ máy x 13,8 triệu đồng/bộ, thành tiền {} triệu đồng.", "4.305,6", "4.335,6"),
    ("Thu hoạch 71.206 ha, năng suất 5,84 tấn/ha, sản lượng {} tấn.", "415.843", "425.843"),
    (
        "Gieo 2.846 ha (KH 2.800 ha). Năng suất bình quân 59 tạ/ha. Sản lượng {} tấn.",
        "16.791,4",
        "18.791,4",
    ),
    (
        "Phạt 512 trường hợp, số tiền {} triệu đồng (bình quân 9,5 triệu đồng/trường hợp).",
        "4.864",
        "4.364",
    ),
]


def _products(text: str) -> list[tuple[str, str]]:
    found = [item for item in proofread(text) if item.kind == "product"]
    return [(item.verdict, item.stated.split()[0]) for item in found]


@pytest.mark.parametrize(("text", "printed", "mistyped"), _TOLD)
def test_a_product_is_recomputed_and_a_slip_in_it_is_noticed(
    text: str, printed: str, mistyped: str
) -> None:
    assert _products(text.format(printed)) == [("right", printed)]
    ((verdict, stated),) = _products(text.format(mistyped))
    assert verdict in ALARMS
    assert stated == mistyped


@pytest.mark.parametrize(
    "text",
    [
        # The mean is one of other things, or no total of it is told.
        "Thu nhập bình quân 52,4 triệu đồng/người/năm, tăng 3,2 triệu đồng; xã có 4.120 người.",
        "Có 486 doanh nghiệp mới; năng suất lao động bình quân 96 triệu đồng/người.",
        # A rounded mean leaves room for other totals.
        "Phạt 512 trường hợp, số tiền 4.870 triệu đồng (bình quân 9,5 triệu đồng/trường hợp).",
        # The total is printed in a larger unit.
        "Hỗ trợ 83 hộ, mỗi hộ 15 triệu đồng, tổng kinh phí 1,25 tỷ đồng.",
        # Each has so many of another thing, but for one; something else was bought besides.
        "Trang bị 24 máy tính và 15 máy in cho 12 thôn (mỗi thôn 02 máy tính).",
        "Lập 12 tổ với 65 thành viên (mỗi tổ 05 thành viên, riêng tổ số 1 có 10 thành viên).",
        "Mua 15 bộ máy tính, mỗi bộ 13,5 triệu đồng và 2 máy in; tổng cộng 215 triệu đồng.",
        # The yield is one of the area that was reaped, which is not told.
        "Gieo 1.482 ha, năng suất 6,2 tấn/ha, sản lượng 7.013 tấn.",
        "Có 12 lớp 6 và 14 lớp 7, tổng số 812 học sinh.",
    ],
)
def test_what_is_no_product_is_left_alone(text: str) -> None:
    assert ALARMS.isdisjoint(verdict for verdict, _ in _products(text))
