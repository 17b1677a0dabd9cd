from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forms.numbers import (
    MAX_DIGITS,
    MONEY_UNITS,
    NumberProblem,
    format_number,
    format_percent,
    from_dong,
    from_scaled,
    half_up,
    last_digit_unit,
    parse_number,
    parse_percent,
    percent,
    percent_truncated,
    quoted,
    scaled,
    slip_hint,
    truncate,
)

WIDE = Context(prec=200)
BIG = 10**40


def exactly(value: Decimal) -> tuple[int, int]:
    return scaled(value)


@st.composite
def figures(draw: st.DrawFn) -> Decimal:
    digits = draw(st.integers(1, MAX_DIGITS))
    decimals = draw(st.integers(0, digits - 1))
    return from_scaled(draw(st.integers(0, 10**digits - 1)), decimals)


NUMBER_LIKE = st.text(alphabet="0123456789.,,..-+eE% _\u00a0\u202f٣４x'−đ", max_size=24)


def problem(text: str, *, max_decimals: int = 2) -> NumberProblem:
    outcome = parse_number(text, max_decimals=max_decimals)
    assert isinstance(outcome, NumberProblem), outcome
    return outcome


# --- reading -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"),
        ("00", "0"),
        ("03", "3"),
        ("007", "7"),
        ("1304", "1304"),
        ("1.304", "1304"),
        ("12.618", "12618"),
        ("1.662.114", "1662114"),
        ("85.526.922.228", "85526922228"),
        ("75,54", "75.54"),
        ("1.245,5", "1245.5"),
        ("0,69", "0.69"),
        ("0,00", "0.00"),
        ("95,90", "95.90"),
        ("100", "100"),
        ("999.999.999.999.999.999", "999999999999999999"),
    ],
)
def test_vietnamese_text_is_read_with_its_decimals_as_typed(text: str, value: str) -> None:
    read = parse_number(text, max_decimals=2)
    assert isinstance(read, Decimal)
    assert exactly(read) == exactly(Decimal(value))


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u202f \t\r\n"])
def test_empty_text_is_nothing_and_not_zero(text: str) -> None:
    assert parse_number(text, max_decimals=0) is None
    assert parse_percent(text, max_decimals=0) is None


@pytest.mark.parametrize("text", [" 1.304 ", "\u00a01.304\u00a0", "\u202f1.304", "1.304\n"])
def test_spaces_at_the_ends_do_not_matter(text: str) -> None:
    assert parse_number(text, max_decimals=0) == 1304


def test_a_grouped_number_stays_grouped_in_a_field_with_decimals() -> None:
    assert parse_number("1.304", max_decimals=3) == 1304
    assert parse_number("1,245", max_decimals=3) == Decimal("1.245")


def test_negative_figures_are_refused() -> None:
    assert problem("-5").code == "NUM-SIGN"
    assert problem("-5").candidates == (Decimal(5),)
    assert problem("− 5").candidates == (Decimal(5),)
    assert problem("-12.34").candidates == (Decimal("12.34"), Decimal(1234))


@pytest.mark.parametrize(
    ("text", "max_decimals", "code", "candidates"),
    [
        ("1,234.5", 1, "NUM-AMBIGUOUS", ["1234.5"]),
        ("1,234.5", 0, "NUM-AMBIGUOUS", []),
        ("1,234,567", 0, "NUM-AMBIGUOUS", ["1234567"]),
        ("1,234", 0, "NUM-AMBIGUOUS", ["1234"]),
        ("1,234", 2, "NUM-AMBIGUOUS", ["1234", "1.23"]),
        ("12.34", 2, "NUM-AMBIGUOUS", ["12.34", "1234"]),
        ("12.34", 0, "NUM-AMBIGUOUS", ["1234"]),
        ("1.3", 2, "NUM-AMBIGUOUS", ["1.3"]),
        ("1.3", 0, "NUM-GROUP", []),
        ("1304.567", 0, "NUM-AMBIGUOUS", ["1304567"]),
        ("0.304", 3, "NUM-AMBIGUOUS", ["0.304"]),
        ("0.304", 2, "NUM-GROUP", []),
        ("01.304", 0, "NUM-AMBIGUOUS", ["1304"]),
        ("1e5", 0, "NUM-EXPONENT", ["100000"]),
        ("1,5E+3", 0, "NUM-EXPONENT", ["1500"]),
        ("1e99", 0, "NUM-EXPONENT", []),
        ("1e-5", 2, "NUM-EXPONENT", []),
        ("NaN", 2, "NUM-CHAR", []),
        ("Infinity", 2, "NUM-CHAR", []),
        ("-inf", 2, "NUM-CHAR", []),
        ("0x10", 2, "NUM-CHAR", []),
        ("1_000", 0, "NUM-CHAR", ["1000"]),
        ("1'304", 0, "NUM-CHAR", ["1304"]),
        ("٣٤", 0, "NUM-CHAR", ["34"]),
        ("１３０４", 0, "NUM-CHAR", ["1304"]),
        ("５²", 0, "NUM-CHAR", []),
        ("75%", 0, "NUM-CHAR", ["75"]),
        ("45 triệu", 0, "NUM-CHAR", []),
        ("\u200b5", 0, "NUM-CHAR", []),
        ("1..2", 2, "NUM-GROUP", []),
        ("1.30.4", 2, "NUM-GROUP", []),
        ("12.34.567", 2, "NUM-GROUP", []),
        ("1,2,3", 2, "NUM-GROUP", []),
        (",5", 2, "NUM-GROUP", ["0.5"]),
        ("5,", 2, "NUM-GROUP", ["5"]),
        ("1.304.", 2, "NUM-GROUP", ["1304"]),
        (",", 2, "NUM-GROUP", []),
        (".,", 2, "NUM-GROUP", []),
        ("1 304", 0, "NUM-SPACE", ["1304"]),
        ("1\u00a0304", 0, "NUM-SPACE", ["1304"]),
        ("1 2 x", 0, "NUM-CHAR", []),
        ("+5", 0, "NUM-SIGN", ["5"]),
        ("--5", 0, "NUM-SIGN", []),
        ("5-", 0, "NUM-SIGN", []),
        ("-", 0, "NUM-SIGN", []),
        ("16-7-2024", 0, "NUM-SIGN", []),
        ("75,54", 0, "NUM-DECIMALS", []),
        ("75,00", 0, "NUM-DECIMALS", ["75"]),
        ("99,4867", 2, "NUM-DECIMALS", ["99.49"]),
        ("0,123", 2, "NUM-DECIMALS", ["0.12"]),
        ("1234567890123456789", 0, "NUM-LONG", []),
        ("12345678901234567,89", 2, "NUM-LONG", []),
        ("9" * 100_000, 0, "NUM-LONG", []),
    ],
)
def test_doubtful_text_is_refused_with_its_readings(
    text: str, max_decimals: int, code: str, candidates: list[str]
) -> None:
    found = problem(text, max_decimals=max_decimals)
    assert found.code == code
    assert [str(value) for value in found.candidates] == candidates
    assert found.text == text
    assert found.message.startswith("“")


def test_the_message_names_the_fault_the_readings_and_the_next_step() -> None:
    assert problem("12.34").message == (
        "“12.34” chưa rõ là số nào: dấu chấm tách hàng nghìn, dấu phẩy tách số lẻ. "
        "Có phải là 12,34 hay 1.234? Hãy chọn hoặc gõ lại."
    )
    assert problem("75,546", max_decimals=0).message == (
        "“75,546” chưa rõ là số nào: dấu chấm tách hàng nghìn, dấu phẩy tách số lẻ. "
        "Có phải là 75.546? Hãy chọn hoặc gõ lại."
    )
    assert problem("75,5", max_decimals=0).message == (
        "“75,5” có 1 chữ số lẻ, ô này chỉ nhận số nguyên. Hãy gõ lại, ví dụ 1.304."
    )
    assert problem("45 triệu").message == (
        "“45 triệu” có ký tự “t”, không đọc được thành số. Hãy gõ lại, ví dụ 75,54."
    )
    assert "ẩn U+200B" in problem("\u200b5").message


def test_quoted_text_is_short_and_printable() -> None:
    assert quoted("a\nb") == "“a·b”"
    assert quoted("x" * 99) == "“" + "x" * 30 + "…”"


@given(figures())
def test_every_figure_survives_printing_and_reading(value: Decimal) -> None:
    text = format_number(value)
    read = parse_number(text, max_decimals=MAX_DIGITS)
    assert isinstance(read, Decimal)
    assert exactly(read) == exactly(value)
    ungrouped = parse_number(format_number(value, grouped=False), max_decimals=MAX_DIGITS)
    assert ungrouped == value


@given(text=st.one_of(st.text(), NUMBER_LIKE), max_decimals=st.integers(0, 4))
def test_no_text_raises_and_every_candidate_is_acceptable(text: str, max_decimals: int) -> None:
    for parse in (parse_number, parse_percent):
        outcome = parse(text, max_decimals=max_decimals)
        if isinstance(outcome, Decimal):
            assert scaled(outcome)[1] <= max_decimals
            assert outcome >= 0
        if isinstance(outcome, NumberProblem):
            for value in outcome.candidates:
                retyped = format_number(value)
                assert parse(retyped, max_decimals=max_decimals) == value


@given(NUMBER_LIKE)
def test_an_accepted_number_means_the_same_digits_that_were_typed(text: str) -> None:
    outcome = parse_number(text, max_decimals=6)
    if isinstance(outcome, Decimal):
        typed = "".join(c for c in text if c.isascii() and c.isdigit())
        assert scaled(outcome)[0] == int(typed)


def test_percent_text_may_end_with_its_sign() -> None:
    for text in ("75,54%", "75,54 %", " 75,54\u00a0% ", "75,54"):
        assert parse_percent(text, max_decimals=2) == Decimal("75.54")
    twice = parse_percent("75%%", max_decimals=2)
    assert isinstance(twice, NumberProblem)
    assert twice.code == "NUM-CHAR"
    alone = parse_percent(" %", max_decimals=2)
    assert isinstance(alone, NumberProblem)
    assert alone.text == " %"


# --- printing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal(1304), "1.304"),
        (1662114, "1.662.114"),
        (Decimal("75.54"), "75,54"),
        (Decimal("95.90"), "95,90"),
        (Decimal("1234567.50"), "1.234.567,50"),
        (Decimal("1E+5"), "100.000"),
        (Decimal("1E-7"), "0,0000001"),
        (Decimal("-0.00"), "0,00"),
        (-5, "-5"),
        (3, "3"),
    ],
)
def test_numbers_print_the_vietnamese_way(value: Decimal | int, text: str) -> None:
    assert format_number(value) == text


def test_printing_ignores_the_decimal_context() -> None:
    assert format_number(123456789012345678901234567890123456789, grouped=False).endswith("789")


def test_running_text_prints_small_whole_numbers_with_two_digits() -> None:
    assert [format_number(n, pad=True) for n in (0, 3, 9, 10)] == ["00", "03", "09", "10"]
    assert format_number(Decimal("3.5"), pad=True) == "3,5"
    assert format_number(1304, pad=True, grouped=False) == "1304"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_what_is_no_number_cannot_be_printed(value: str) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        format_number(Decimal(value))
    with pytest.raises(ValueError, match="not a finite number"):
        scaled(Decimal(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("100.00", "100"),
        ("82", "82"),
        ("82.0", "82"),
        ("95.90", "95,90"),
        ("1.90", "1,90"),
        ("161.87", "161,87"),
        ("5.00", "5"),
        ("0", "00"),
        ("0.00", "00"),
    ],
)
def test_percentages_print_in_the_house_style(value: str, text: str) -> None:
    assert format_percent(Decimal(value)) == text


def test_the_zero_percentage_is_a_choice() -> None:
    assert format_percent(Decimal("0.00"), zero="0") == "0"


# --- exact arithmetic --------------------------------------------------------------------------


def test_half_up_is_the_decimal_rounding_on_every_small_ratio() -> None:
    step = Decimal("0.01")
    for d in range(1, 301):
        for n in range(d + 1):
            exact = WIDE.divide(Decimal(100 * n), Decimal(d))
            assert percent(n, d, 2) == exact.quantize(step, ROUND_HALF_UP), (n, d)
            assert percent_truncated(n, d, 2) == exact.quantize(step, ROUND_DOWN), (n, d)


@given(st.integers(-BIG, BIG), st.integers(-BIG, BIG).filter(bool))
def test_half_up_and_truncate_are_exact_on_large_numbers(n: int, d: int) -> None:
    ratio = Fraction(n, d)
    rounded, cut = half_up(n, d), truncate(n, d)
    assert abs(rounded - ratio) <= Fraction(1, 2)
    assert abs(rounded - ratio) < Fraction(1, 2) or abs(rounded) > abs(ratio)
    assert abs(cut) <= abs(ratio) < abs(cut) + 1
    assert cut * ratio >= 0


def test_ties_go_away_from_zero() -> None:
    assert [half_up(n, 2) for n in (1, 3, 5, -1, -3)] == [1, 2, 3, -1, -2]
    assert [truncate(n, 2) for n in (1, 3, -1, -3)] == [0, 1, 0, -1]


def test_a_zero_denominator_is_an_error_of_the_caller() -> None:
    for divide in (half_up, truncate):
        with pytest.raises(ZeroDivisionError):
            divide(1, 0)


@pytest.mark.parametrize(
    ("n", "d", "right", "cut"),
    [
        (12618, 12709, "99.28", "99.28"),
        (949, 959, "98.96", "98.95"),
        (4615, 4723, "97.71", "97.71"),
        (969, 974, "99.49", "99.48"),
        (42643, 43662, "97.67", "97.66"),
        (1662114, 1026794, "161.87", "161.87"),
        (4382, 4383, "99.98", "99.97"),
        (0, 215, "0.00", "0.00"),
    ],
)
def test_rates_of_the_reports(n: int, d: int, right: str, cut: str) -> None:
    assert str(percent(n, d, 2)) == right
    assert str(percent_truncated(n, d, 2)) == cut


def test_a_rate_may_have_fewer_decimals() -> None:
    assert str(percent(850009, 1214835, 0)) == "70"
    assert str(percent(1, 3, 1)) == "33.3"


@given(st.integers(-BIG, BIG), st.integers(0, 30))
def test_scaled_integers_round_trip(digits: int, decimals: int) -> None:
    assert scaled(from_scaled(digits, decimals)) == (digits, decimals)


def test_scaled_of_a_decimal_with_an_exponent_is_whole() -> None:
    assert scaled(Decimal("1.2E+3")) == (1200, 0)
    assert scaled(Decimal("-0.50")) == (-50, 2)


# --- money -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "dong", "last"),
    [
        ("1.245", "tỷ đồng", 1_245_000_000, 10**6),
        ("1.245", "tỉ đồng", 1_245_000_000, 10**6),
        ("101375", "triệu đồng", 101_375_000_000, 10**6),
        ("45", "triệu đồng", 45_000_000, 10**6),
        ("1.5", "ngàn đồng", 1500, 100),
        ("1500", "nghìn đồng", 1_500_000, 1000),
        ("85526922228", "đ", 85_526_922_228, 1),
    ],
)
def test_money_is_whole_dong(value: str, unit: str, dong: int, last: int) -> None:
    assert last_digit_unit(Decimal(value), unit) == last
    assert from_dong(dong, unit) == Decimal(value)


def test_decomposed_unit_names_are_the_same_units() -> None:
    assert last_digit_unit(Decimal(1), "ty\u0309 đo\u0302\u0300ng") == 10**9


def test_fractions_of_a_dong_and_unknown_units_are_errors() -> None:
    with pytest.raises(ValueError, match="below one đồng"):
        last_digit_unit(Decimal("1.0000"), "nghìn đồng")
    with pytest.raises(ValueError, match="not a money unit"):
        last_digit_unit(Decimal(1), "USD")


def test_dong_are_shown_with_as_few_decimals_as_they_need() -> None:
    assert str(from_dong(1_245_000_000, "tỷ đồng")) == "1.245"
    assert str(from_dong(2_000_000_000, "tỷ đồng")) == "2"
    assert str(from_dong(1, "triệu đồng")) == "0.000001"
    assert str(from_dong(0, "tỷ đồng")) == "0"


@given(st.integers(-(10**18), 10**18), st.sampled_from(sorted(MONEY_UNITS)))
def test_money_round_trips_in_every_unit(dong: int, unit: str) -> None:
    assert from_dong(dong, unit) * MONEY_UNITS[unit] == dong


# --- slips -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant", "slip"),
    [
        ("88.4", "89.4", "digit"),
        ("0.20", "2.01", "shifted"),
        ("20.1", "2.01", "shifted"),
        ("20.15", "2.01", "shifted"),
        ("1304", "130.4", "shifted"),
        ("1245", "1.245", "shifted"),
        ("20", "2", "shifted"),
        ("97.45", "97.54", "transposed"),
        ("21", "12", "transposed"),
        ("134", "1304", "missing_digit"),
        ("99.4", "99.49", "missing_digit"),
        ("9.96", "98.96", "missing_digit"),
        ("13304", "1304", "extra_digit"),
        ("99.499", "99.49", "extra_digit"),
        ("82", "83.00", "digit"),
        ("0.69", "1.69", "digit"),
        ("-88.4", "-89.4", "digit"),
        ("97.54", "98.96", None),
        ("97.66", "97.71", None),
        ("2", "15", None),
        ("5", "6", None),
        ("0", "10", None),
        ("10", "0", None),
        ("-5", "5", None),
        ("82", "82.00", None),
    ],
)
def test_the_likely_slip_is_named(typed: str, meant: str, slip: str | None) -> None:
    assert slip_hint(Decimal(typed), Decimal(meant)) == slip


def test_the_shifted_rate_is_recognized_from_its_exact_ratio() -> None:
    assert slip_hint(Decimal("0.20"), percent(27, 1340, 2)) == "shifted"


@given(figures(), figures())
def test_a_figure_is_never_a_slip_of_itself(value: Decimal, other: Decimal) -> None:
    assert slip_hint(value, value) is None
    forth, back = slip_hint(value, other), slip_hint(other, value)
    pairs = {"missing_digit": "extra_digit", "extra_digit": "missing_digit"}
    assert back == pairs.get(str(forth), forth)


@given(st.lists(st.sampled_from("0123456789"), min_size=2, max_size=9), st.data())
def test_a_slip_on_the_same_places_is_told_by_the_places_that_differ(
    meant: list[str], data: st.DataObject
) -> None:
    meant[0] = meant[0].replace("0", "1")
    typed = list(meant)
    for place in data.draw(st.sets(st.integers(0, len(meant) - 1), max_size=3)):
        typed[place] = data.draw(st.sampled_from("0123456789"))
    left, right = int("".join(typed)), int("".join(meant))
    assume(0 < max(left, right) < 9 * min(left, right) and len(str(left)) == len(str(right)))
    differ = [i for i, pair in enumerate(zip(typed, meant, strict=True)) if pair[0] != pair[1]]
    swapped = len(differ) == 2 and differ[1] - differ[0] == 1
    swapped = swapped and typed[differ[0]] == meant[differ[1]] and sorted(typed) == sorted(meant)
    expected = {0: None, 1: "digit"}.get(len(differ), "transposed" if swapped else None)
    for decimals in (0, 2):
        slip = slip_hint(from_scaled(left, decimals), from_scaled(right, decimals))
        assert slip == expected
