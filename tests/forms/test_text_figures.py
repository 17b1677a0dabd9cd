"""What is a figure in a sentence and what only looks like one."""

from decimal import Decimal

import pytest

from forms.claims.figure_scan import read
from forms.claims.passages import passages, plain_text
from forms.claims.text_figures import Figure


def figures(text: str) -> list[Figure]:
    return [figure for passage in passages(plain_text(text)) for figure in read(passage).figures]


def values(text: str) -> list[str]:
    return [str(figure.value) for figure in figures(text) if figure.role != "enumerator"]


@pytest.mark.parametrize(
    "text",
    [
        "trực 24/7 và 24/24 giờ",
        "lưới điện 220/380V",
        "phủ sóng 4G/5G, trạm 3G",
        "Đề án 06/CP và Đề án 06",
        "đứng thứ 63/63 tỉnh, xếp hạng 7/19 cơ quan",
        "Kế hoạch số 709/KH-UBND, Nghị quyết 57-NQ/TW",
        "ngày 16/7/2024, tháng 7/2024, quý 2 năm 2024, năm 2025",
        "giai đoạn 2021 - 2025, giai đoạn 2",
        "phiên bản 1.0, phiên bản 2.1.0",
        "Điều 5, khoản 3, lớp 12, mức độ 2, Quốc lộ 91",
        "Phòng PC06, dịch COVID-19",
        "trong 06 tháng, 90 ngày đêm",
        "giá 7.200 - 7.400 đồng",
        "khách sạn 4* và 2-3*",
        "số điện thoại 0912.345.678",
        "kỳ phát sóng 01/tháng/kỳ",
    ],
)
def test_what_is_no_quantity_is_left_out(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("tiếp nhận 1.304 hồ sơ", ["1304"]),
        ("đạt 97,54%, 95.5% và 12 %", ["97.54", "95.5", "12"]),
        ("chỉ 03 hồ sơ", ["3"]),
        ("tổng 1,245 tỷ đồng", ["1.245"]),
        ("vận động 1 tỷ 245 triệu đồng", ["1245"]),
        ("cấp 3.752 thẻ qua tài khoản 655 người", ["3752", "655"]),
        ("có 1,234,567 lượt", ["1234567"]),
        ("8.726 tỷ đồng/11.450 tỷ đồng", ["8726", "11450"]),
    ],
)
def test_a_quantity_is_read_exactly(text: str, found: list[str]) -> None:
    assert values(text) == found


def test_a_fraction_keeps_both_figures() -> None:
    (figure,) = figures("tiếp nhận 12.618/12.709 hồ sơ")
    assert (figure.value, figure.base) == (Decimal(12618), Decimal(12709))
    assert figure.unit == ("hồ", "sơ")


def test_money_knows_its_power_of_ten() -> None:
    (figure,) = figures("bố trí 41.928 triệu đồng")
    assert (figure.value, figure.power, figure.money) == (Decimal(41928), 6, True)


@pytest.mark.parametrize("word", ["hơn", "gần", "khoảng", "trên", "xấp xỉ", "tối thiểu", "dưới"])
def test_approximations_are_marked(word: str) -> None:
    (figure,) = figures(f"tập huấn cho {word} 600 cán bộ")
    assert figure.loose


def test_numbers_of_a_list_are_no_quantities() -> None:
    roles = [figure.role for figure in figures("gồm: (1) máy quét; (2) máy in 3 chiếc")]
    assert roles == ["enumerator", "enumerator", "count"]
