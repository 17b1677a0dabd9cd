from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from forms.model import Choice
from forms.periods import Period, PeriodRule, parse_period
from forms.printed.printing import (
    BUILTINS,
    builtin_words,
    cited_number,
    cited_subject,
    letter,
    list_number,
    outline_number,
    print_figure,
    roman,
    wording,
)
from forms.vocabulary import Wording

JULY = date(2024, 7, 20)


def test_a_plain_text_is_its_own_wording() -> None:
    assert wording("Đăng ký khai sinh", JULY) == "Đăng ký khai sinh"


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2024, 6, 30), "Cấp lại, đổi thẻ CCCD"),
        (date(2024, 7, 1), "Cấp lại, đổi thẻ căn cước"),
        (date(2025, 1, 20), "Cấp lại, đổi thẻ căn cước"),
    ],
)
def test_the_wording_of_the_day_is_taken(day: date, label: str) -> None:
    worded = (
        Wording(text="Cấp lại, đổi thẻ CCCD", until="2024-06-30"),
        Wording(text="Cấp lại, đổi thẻ căn cước", since="2024-07-01"),
    )
    assert wording(worded, day) == label


def test_the_latest_start_wins_and_of_equal_ones_the_last() -> None:
    worded = (
        Wording(text="mới", since="2024-07-01"),
        Wording(text="cũ"),
        Wording(text="mới hơn", since="2024-07-01"),
    )
    assert wording(worded, JULY) == "mới hơn"


def test_without_a_valid_wording_the_last_stands() -> None:
    worded = (Wording(text="a", until="2020-01-01"), Wording(text="b", until="2021-01-01"))
    assert wording(worded, JULY) == "b"
    assert wording((), JULY) == ""


@pytest.mark.parametrize(
    ("kind", "value", "running", "table"),
    [
        ("int", "0", "00", "0"),
        ("int", "3", "03", "3"),
        ("int", "57", "57", "57"),
        ("int", "1254", "1.254", "1.254"),
        ("pct", "98.96", "98,96", "98,96"),
        ("pct", "95.90", "95,90", "95,90"),
        ("pct", "100.00", "100", "100"),
        ("pct", "0.00", "00", "00"),
        ("pct", "7.00", "7", "7"),
        ("money", "1.245", "1,245", "1,245"),
        ("money", "41928", "41.928", "41.928"),
        ("money", "85526922228", "85.526.922.228", "85.526.922.228"),
    ],
)
def test_figures(kind: str, value: str, running: str, table: str) -> None:
    assert print_figure(kind, Decimal(value)) == running
    assert print_figure(kind, Decimal(value), running=False) == table


def test_a_speed_brings_its_unit_and_is_not_padded() -> None:
    assert print_figure("speed", Decimal(100), unit="Mbps") == "100 Mbps"
    assert print_figure("speed", Decimal(8), unit="Mbps") == "8 Mbps"
    assert print_figure("speed", Decimal(20)) == "20"


@pytest.mark.parametrize(
    ("kind", "value", "printed"),
    [
        ("date", "2024-06-28", "28/6/2024"),
        ("date", "2022-01-06", "06/01/2022"),
        ("date", "2024-13-40", "2024-13-40"),
        ("month", "2024-07", "7/2024"),
        ("month", "2024-01", "01/2024"),
        ("month", "tháng bảy", "tháng bảy"),
        ("text", "VNPT An Giang", "VNPT An Giang"),
    ],
)
def test_texts_of_a_kind(kind: str, value: str, printed: str) -> None:
    assert print_figure(kind, value) == printed


def test_an_enum_prints_its_label() -> None:
    choices = (Choice(code="ky_thang", label="kỳ/tháng"), Choice(code="ky_tuan", label="kỳ/tuần"))
    assert print_figure("enum", "ky_thang", choices=choices) == "kỳ/tháng"
    assert print_figure("enum", "khac", choices=choices) == "khac"


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (2024, "MMXXIV")],
)
def test_roman(number: int, numeral: str) -> None:
    assert roman(number) == numeral


@pytest.mark.parametrize("number", [0, -1, 4000])
def test_no_roman_numeral(number: int) -> None:
    with pytest.raises(ValueError, match="Roman"):
        roman(number)


def test_letters_follow_the_vietnamese_alphabet() -> None:
    assert "".join(letter(number) for number in range(1, 12)) == "abcdđeghikl"
    assert letter(23) == "y"
    assert letter(24) == "aa"


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ((2,), "II."),
        ((2, 3), "3."),
        ((2, 3, 1), "3.1."),
        ((2, 3, 1, 5), "đ)"),
        ((2, 3, 1, 5, 6), "e)"),
    ],
)
def test_outline_numbers(path: tuple[int, ...], number: str) -> None:
    assert outline_number(path) == number


def test_an_outline_of_letters_has_them_on_the_third_level() -> None:
    assert outline_number((2, 1, 5), "letters") == "đ)"
    assert outline_number((2, 1), "letters") == "1."


def test_list_numbers() -> None:
    assert list_number(12) == "(12)"


@pytest.mark.parametrize(
    ("number", "symbol", "cited"),
    [
        ("802", "UBND-NC", "802/UBND-NC"),
        ("63/2024", "NĐ-CP", "63/2024/NĐ-CP"),
        ("63", "2024/NĐ-CP", "63/2024/NĐ-CP"),
        ("25", "ĐK-HT", "25/ĐK-HT"),
        ("43", "KHPH-TCTĐA06/CPTW-TCTĐA06/CPAG", "43/KHPH-TCTĐA06/CPTW-TCTĐA06/CPAG"),
        ("57", "NQ/TW", "57-NQ/TW"),
        ("02", "KH/BCĐTW", "02-KH/BCĐTW"),
        ("32", "", "32"),
        ("", "UBND-NC", "UBND-NC"),
    ],
)
def test_cited_numbers(number: str, symbol: str, cited: str) -> None:
    assert cited_number(number, symbol) == cited


@pytest.mark.parametrize(
    ("subject", "cited"),
    [
        ("việc chuẩn bị", "về việc chuẩn bị"),
        ("về triển khai", "về triển khai"),
        ("Về việc", "Về việc"),
        ("quy định chi tiết", "quy định chi tiết"),
        ("", ""),
    ],
)
def test_cited_subjects(subject: str, cited: str) -> None:
    assert cited_subject(subject) == cited


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2024-12", ("tháng 01/2025", "01/2025", "IV/2024", "2025")),
        ("2024-Q2", ("quý III/2024", "7/2024", "II/2024", "2025")),
        ("2024", ("năm 2025", "01/2025", "IV/2024", "2025")),
    ],
)
def test_words_for_what_comes_next(code: str, words: tuple[str, ...]) -> None:
    period = parse_period(code)
    assert isinstance(period, Period)
    said = builtin_words(period, PeriodRule(cycle=period.kind, rule="calendar"), unit="Sở")
    names = ("next_period", "next_month", "quarter", "next_year")
    assert tuple(said[name] for name in names) == words
    assert said.keys() == BUILTINS
