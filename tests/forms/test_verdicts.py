"""Every row of the table of rounding and unit semantics, and the arithmetic against fractions."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.numbers import MONEY_UNITS, half_up, last_digit_unit, percent, percent_truncated, scaled
from forms.verdicts import (
    Operand,
    RateVerdict,
    is_closed,
    is_rate,
    judge_rate,
    judge_total,
    rate_meets,
    totals_meet,
)

D = Decimal
MILLION = 10**6


def kind(n: int | None, d: int | None, stated: str | None, decimals: int = 2) -> str:
    return judge_rate(n, d, None if stated is None else D(stated), decimals).kind


# --- one rate


@pytest.mark.parametrize(
    ("n", "d", "stated", "verdict"),
    [
        # 1: a blank is not evaluated, whatever is stated beside it
        (None, 959, "97.54", "not_evaluated"),
        (949, None, "97.54", "not_evaluated"),
        (None, None, None, "not_evaluated"),
        (None, 0, "5", "not_evaluated"),
        # 2: nothing over nothing
        (0, 0, None, "right"),
        (0, 0, "0", "right"),
        (0, 0, "0.00", "right"),
        # 3: none of some, however the zero is written
        (0, 215, "0", "right"),
        (0, 215, "0.00", "right"),
        (0, 215, None, "right"),
        # 4: no base
        (5, 0, None, "zero_base"),
        (0, 0, "3", "zero_base"),
        (5, 0, "100", "zero_base"),
        # 5: rounded half up, trailing zeros free
        (12618, 12709, "99.28", "right"),
        (205, 250, "82", "right"),
        (205, 250, "82.0", "right"),
        (205, 250, "82.000", "right"),
        (6, 6, "100", "right"),
        # 6: fewer decimals than the field has
        (850009, 1214835, "70", "coarse"),
        (850009, 1214835, "70.0", "coarse"),
        (850009, 1214835, "69.97", "right"),
        # more decimals than the field has
        (850009, 1214835, "69.969", "fine"),
        (850009, 1214835, "69.9691", "fine"),
        # 7: cut off instead of rounded
        (969, 974, "99.48", "truncated"),
        (969, 974, "99.480", "truncated"),
        (969, 974, "99.486", "truncated"),
        (969, 974, "99.49", "right"),
        # 8: an exact tie is rounded up; the even neighbour is what is cut off
        (1, 160, "0.63", "right"),
        (1, 160, "0.62", "truncated"),
        (3, 160, "1.88", "right"),
        (3, 160, "1.87", "truncated"),
        # 9: anything else
        (949, 959, "97.54", "wrong"),
        (4615, 4723, "97.66", "wrong"),
        (143, 160, "88.4", "wrong"),
        (27, 1340, "0.20", "wrong"),
        (12618, 12709, "99.29", "wrong"),
        (969, 974, "99.5", "coarse"),
        (969, 974, "99.4", "wrong"),
        # 10: more than the whole, and 11: more than 100 of less than the whole
        (1662114, 1026794, "161.87", "right"),
        (5, 10, "150", "wrong"),
        # 12: shows 100 although something is left
        (99999, 100000, "100", "shows_whole"),
        (99999, 100000, None, "shows_whole"),
        (4382, 4383, "99.98", "right"),
        (4382, 4383, "100", "coarse"),
        (100001, 100000, "100", "right"),
    ],
)
def test_a_printed_rate(n: int | None, d: int | None, stated: str | None, verdict: str) -> None:
    assert kind(n, d, stated) == verdict


def test_the_right_rate_comes_with_the_verdict() -> None:
    assert judge_rate(949, 959, D("97.54"), 2) == RateVerdict("wrong", D("98.96"))
    assert judge_rate(5, 0, None, 2).expected is None
    assert judge_rate(None, 5, D(3), 2).expected is None


def test_running_text_may_print_fewer_decimals() -> None:
    assert judge_rate(850009, 1214835, D(70), 2, coarse=True).kind == "right"
    assert judge_rate(850009, 1214835, D(69), 2, coarse=True).kind == "wrong"
    assert judge_rate(850009, 1214835, D("69.969"), 2, coarse=True).kind == "fine"


@pytest.mark.parametrize("decimals", [0, 1, 2, 3, 4])
def test_ties_of_every_precision_round_up(decimals: int) -> None:
    # Seven and a half units of the last decimal.
    right = Decimal(8).scaleb(-decimals)
    assert judge_rate(15, 200 * 10**decimals, None, decimals) == RateVerdict("right", right)


COUNTS = st.integers(0, 10**9)
BASES = st.integers(1, 10**9)
DECIMALS = st.integers(0, 4)


@given(COUNTS, BASES, DECIMALS)
def test_the_expected_rate_is_the_nearest_one(n: int, d: int, decimals: int) -> None:
    expected = judge_rate(n, d, None, decimals).expected
    assert expected is not None
    assert scaled(expected)[1] == decimals
    off = Fraction(expected) - Fraction(100 * n, d)
    unit = Fraction(1, 10**decimals)
    assert -unit / 2 < off <= unit / 2


@given(COUNTS, BASES, DECIMALS, st.integers(0, 4), st.integers(-2, 2))
def test_a_stated_rate_is_judged_as_by_fractions(
    n: int, d: int, decimals: int, typed: int, off: int
) -> None:
    exact = Fraction(100 * n, d)
    figure = half_up(100 * n * 10**typed, d) + off
    stated = Decimal(figure).scaleb(-typed)
    verdict = judge_rate(n, d, stated, decimals)
    if Fraction(stated) == Fraction(percent(n, d, decimals)):
        shows = Fraction(stated) == 100 and n < d
        assert verdict.kind == ("shows_whole" if shows else "right")
    elif off == 0:
        # The same figure may have fewer digits than were typed.
        assert verdict.kind in {"coarse", "fine", "truncated"}
    elif verdict.kind == "truncated":
        places = max(decimals, min(typed, scaled(stated.normalize())[1]))
        cut = exact * 10**places // 1
        truncated = Fraction(percent_truncated(n, d, decimals))
        assert Fraction(stated) in {Fraction(cut, 10**places), truncated}
    else:
        assert verdict.kind in {"wrong", "coarse", "fine"}


@given(COUNTS, BASES, DECIMALS)
def test_the_right_rate_with_any_zeros_behind_it_is_right(n: int, d: int, decimals: int) -> None:
    right = percent(n, d, decimals)
    longer = right.quantize(Decimal(1).scaleb(-4))
    assert judge_rate(n, d, longer, decimals).kind in {"right", "shows_whole"}
    shorter = right.normalize()
    assert judge_rate(n, d, shorter, decimals).kind in {"right", "shows_whole"}


# --- 13, 14: exact remainders and closed lists; 17, 19: totals of rounded operands


def exact(*figures: int) -> list[Operand]:
    return [Operand(figure) for figure in figures]


@pytest.mark.parametrize(
    ("total", "parts", "verdict"),
    [
        # 13: the rest of a whole
        (32791, (393955, -361164), "right"),
        (32790, (393955, -361164), "wrong"),
        # 14: a closed list of exact figures
        (101375, (41928, 33495, 18809, 4245, 2898), "right"),
        (52310, (11007, 11007, 11007, 11007, 11007), "wrong"),
        (101374, (41928, 33495, 18809, 4245, 2898), "wrong"),
    ],
)
def test_exact_operands_add_up_exactly(total: int, parts: tuple[int, ...], verdict: str) -> None:
    assert judge_total(Operand(total), exact(*parts)) == verdict


def printed(text: str, unit: str) -> Operand:
    """Row 19: money as printed, with the size of its last digit in đồng."""
    return Operand(int(D(text) * MONEY_UNITS[unit]), last_digit_unit(D(text), unit))


def test_money_is_compared_in_dong_with_the_unit_of_its_last_digit() -> None:
    total = printed("1.245", "tỷ đồng")
    assert total == Operand(1_245 * MILLION, MILLION)
    parts = [*[printed("100", "triệu đồng")] * 12, printed("45", "triệu đồng")]
    assert judge_total(total, parts) == "right"
    assert judge_total(printed("1.2", "tỷ đồng"), parts) == "rounding"
    assert judge_total(printed("1.3", "tỷ đồng"), parts) == "rounding"
    assert judge_total(printed("1.4", "tỷ đồng"), parts) == "wrong"


@pytest.mark.parametrize(
    ("total", "verdict"),
    [
        (55035, "right"),
        (55032, "rounding"),
        (55038, "rounding"),
        (55031, "wrong"),
        (52310, "wrong"),
    ],
)
def test_rounded_operands_may_be_off_by_half_of_all_their_units(total: int, verdict: str) -> None:
    parts = [Operand(11007, 1)] * 5
    assert judge_total(Operand(total, 1), parts) == verdict


@pytest.mark.parametrize(
    ("parts", "meet"),
    [
        # A total truncated to 10 stands for 10 up to but not including 11.
        ([Operand(11)], False),
        ([Operand(10)], True),
        ([Operand(5), Operand(6)], False),
        ([Operand(9)], False),
        # Parts cut off themselves: 10 is anything under 11, and so on.
        ([Operand(10, 1, "truncated")], True),
        ([Operand(11, 1, "truncated")], False),
        ([Operand(9, 1, "truncated")], False),
        ([Operand(4, 1, "truncated"), Operand(5, 1, "truncated")], True),
        ([Operand(4, 1, "truncated"), Operand(4, 1, "truncated")], False),
    ],
)
def test_a_truncated_total_of_ten(parts: list[Operand], *, meet: bool) -> None:
    assert totals_meet(Operand(10, 1, "truncated"), parts) is meet


def test_what_is_cut_off_of_a_negative_figure_or_of_zero() -> None:
    assert not totals_meet(Operand(-10, 1, "truncated"), exact(-11))
    assert totals_meet(Operand(-10, 1, "truncated"), exact(-10))
    assert totals_meet(Operand(0, 1, "truncated"), exact(0))
    assert not totals_meet(Operand(0, 1, "truncated"), exact(1))
    assert not totals_meet(Operand(0, 1, "truncated"), exact(-1))


def test_a_rounded_total_includes_its_ties() -> None:
    assert totals_meet(Operand(10, 2), exact(11))
    assert totals_meet(Operand(10, 2), exact(9))
    assert not totals_meet(Operand(10, 2), exact(12))


UNITS = st.sampled_from([0, 1, 2, 5, 10, 1000])
PARTS = st.lists(st.tuples(st.integers(0, 5000), UNITS), min_size=1, max_size=6)


@given(st.integers(0, 30_000), UNITS, PARTS)
def test_rounded_totals_meet_exactly_within_half_of_all_units(
    total: int, unit: int, parts: list[tuple[int, int]]
) -> None:
    off = abs(total - sum(figure for figure, _ in parts))
    room = Fraction(unit + sum(size for _, size in parts), 2)
    operands = [Operand(figure, size) for figure, size in parts]
    assert totals_meet(Operand(total, unit), operands) == (off <= room)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.sampled_from([10, 100, 1000]))
def test_true_figures_never_contradict_themselves_printed(true: list[int], unit: int) -> None:
    total = sum(true)
    parts = [Operand(half_up(part, unit) * unit, unit) for part in true]
    assert totals_meet(Operand(half_up(total, unit) * unit, unit), parts)
    cut = [Operand(part // unit * unit, unit, "truncated") for part in true]
    assert totals_meet(Operand(total // unit * unit, unit, "truncated"), cut)


# --- 15 is a rule of forms (test_engine); 16: shares that make up the whole


@pytest.mark.parametrize(
    ("shares", "closed"),
    [
        (("99.89", "0.09", "0.01", "0.01"), True),
        (("33.3", "33.3", "33.3"), True),
        (("33.33", "33.33", "33.3"), True),
        (("33", "33", "33"), True),
        (("33", "33", "32"), False),
        (("50.00", "49.97"), False),
        (("100",), True),
        (("50", "20"), False),
        ((), False),
    ],
)
def test_shares_that_make_up_the_whole(shares: tuple[str, ...], *, closed: bool) -> None:
    assert is_closed([D(share) for share in shares]) is closed


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=8), st.integers(0, 3))
def test_the_shares_of_any_closed_list_are_closed(parts: list[int], decimals: int) -> None:
    assert is_closed([percent(part, sum(parts), decimals) for part in parts])


# --- 18: rates of rounded operands


@pytest.mark.parametrize(
    ("stated", "n", "d", "meets"),
    [
        ("41.4", Operand(41, 1), Operand(99, 1), True),
        ("41.41", Operand(41, 1), Operand(99, 1), True),
        ("42.1", Operand(41, 1), Operand(99, 1), True),
        ("43", Operand(41, 1), Operand(99, 1), False),
        ("40", Operand(41, 1), Operand(99, 1), False),
        # Exact operands leave the rounding of the rate alone.
        ("41.41", Operand(41), Operand(99), True),
        ("41.42", Operand(41), Operand(99), False),
        # What is cut off may come near the next unit, but not reach it.
        ("45.83", Operand(10, 1, "truncated"), Operand(24, 0), True),
        ("45.84", Operand(10, 1, "truncated"), Operand(24, 0), False),
        # A base that may be nothing contradicts nothing.
        ("900", Operand(5, 1), Operand(1, 2), True),
        ("0", Operand(0, 1), Operand(100, 1), True),
        ("0.5", Operand(0, 1), Operand(100, 1), True),
        ("2", Operand(0, 1), Operand(100, 1), False),
    ],
)
def test_a_rate_of_rounded_figures(stated: str, n: Operand, d: Operand, *, meets: bool) -> None:
    assert rate_meets(D(stated), n, d) is meets


@given(
    st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 3), st.sampled_from([1, 10, 100])
)
def test_a_true_rate_never_contradicts_its_printed_figures(
    n: int, d: int, decimals: int, unit: int
) -> None:
    printed_n = Operand(half_up(n, unit) * unit, unit)
    printed_d = Operand(half_up(d, unit) * unit, unit)
    assert rate_meets(percent(n, d, decimals), printed_n, printed_d)


@given(
    n=st.integers(0, 5_000),
    d=st.integers(0, 5_000),
    decimals=st.integers(0, 2),
    off=st.integers(-2, 2),
)
def test_a_rate_told_without_division_is_the_same(n: int, d: int, decimals: int, off: int) -> None:
    figure = abs(half_up(100 * 10**decimals * n, d or 1) + off)
    stated = Decimal(figure).scaleb(-decimals)
    assert is_rate(n, d, figure, decimals) == (
        d > 0 and judge_rate(n, d, stated, decimals).kind == "right"
    )
