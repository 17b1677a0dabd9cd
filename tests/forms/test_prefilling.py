"""Old reports in words back into a form: every figure in its place, nothing wrong unmarked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.cells import STATE, CellKey
from forms.claims.passages import passages, plain_text
from forms.engine import Computation
from forms.sources.figure_matching import Pattern, Slot, matches, tokens_of, words_of
from forms.sources.prefilling import Prefill, prefilled
from tests import f02

JULY = f02.filled(f02.JULY)
RESERVED = {"review", "sections", "signature", "recipients"}


def fresh() -> Computation:
    return f02.session("2024-07").computation


def offered(text: str, c: Computation | None = None) -> dict[str, Prefill]:
    found = prefilled(c or fresh(), plain_text(text))
    return {offer.key.place(): offer for offer in found}


@pytest.fixture(scope="module")
def from_july() -> tuple[Prefill, ...]:
    return prefilled(fresh(), plain_text(f02.words(JULY)))


def wanted() -> dict[CellKey, object]:
    """Every figure and state of July that its text prints in words."""
    return {
        key: value
        for key, value in JULY.cells.items()
        if key.field not in RESERVED and (isinstance(value, Decimal) or key.part == STATE)
    }


# --- the whole report -----------------------------------------------------------------------------


def test_at_least_95_of_100_figures_of_july_are_placed_right(
    from_july: tuple[Prefill, ...],
) -> None:
    taken = {offer.key: offer.value for offer in from_july if offer.taken}
    full = f02.F02.open({**fresh().cells, **taken}, JULY.period)
    missed = []
    for key, value in wanted().items():
        # The paper prints the computed rate where the published one was wrong.
        printed = JULY.effective(key) if key.part == "p" else value
        placed = taken.get(key, full.cells.get(key))
        if (full.effective(key) if placed is None else placed) not in (value, printed):
            missed.append(key.place())
    assert len(wanted()) > 150
    assert len(missed) * 20 <= len(wanted()), missed


def test_nothing_is_placed_wrong_without_a_mark(from_july: tuple[Prefill, ...]) -> None:
    wrong = [
        (offer.key.place(), offer.value, JULY.effective(offer.key))
        for offer in from_july
        if offer.taken and isinstance(offer.value, Decimal)
        if offer.value not in (JULY.cells.get(offer.key), JULY.effective(offer.key))
    ]
    assert wrong == []


def test_a_field_without_a_case_gets_its_state(from_july: tuple[Prefill, ...]) -> None:
    states = {o.key.field: o.value for o in from_july if o.key.part == STATE}
    assert states == {"dvc11": "khong_phat_sinh", "dvc24_ky": "khong_phat_sinh"}


def test_an_offer_says_where_it_was_found(from_july: tuple[Prefill, ...]) -> None:
    (offer,) = (o for o in from_july if o.key.place() == "dvc12.n")
    assert offer.value == 949
    assert offer.now is None
    assert offer.confidence == "high"
    assert "Đăng ký khai sinh: Tiếp nhận 949/959 hồ sơ" in offer.quote
    assert offer.line > 1


def test_what_the_report_has_already_is_not_offered() -> None:
    again = prefilled(JULY, plain_text(f02.words(JULY)))
    figures = [o for o in again if isinstance(o.value, Decimal) and o.taken]
    assert figures == []


def test_a_figure_that_somebody_typed_is_never_ticked_over() -> None:
    typed = f02.filled(f02.changed({**f02.JULY, "values": {}}, dvc12={"n": 900, "d": 950}))
    offers = offered(f02.words(JULY), typed)
    assert offers["dvc12.n"].now == 900
    assert not offers["dvc12.n"].taken
    assert offers["dvc13.n"].taken


# --- sentences ------------------------------------------------------------------------------------


def test_a_sentence_alone_is_enough() -> None:
    offers = offered("(12) Đăng ký khai sinh: Tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 97,54%.")
    assert offers["dvc12.n"].value == 949
    assert offers["dvc12.d"].value == 959
    assert offers["dvc12.p"].note == "khác số chương trình tính lại"
    assert not offers["dvc12.p"].taken


def test_rows_of_a_list_come_with_their_names_however_many_there_are() -> None:
    items = "; ".join(f"({i}) Dự án Số {i} {i}.500 triệu đồng" for i in range(1, 8))
    said = f"bố trí vốn cho các dự án là 31.500 triệu đồng, gồm: {items}."
    offers = offered(said)
    assert offers["von_ds[7].so"].value == 7500
    assert offers["von_ds[7].ten"].value == "Số 7"
    assert "von_ds[8].so" not in offers


def test_a_base_of_another_field_goes_there() -> None:
    said = (
        "Tính đến ngày 20/7/2024, toàn tỉnh đã thu nhận và đăng ký 1.662.114 tài khoản, đạt tỷ lệ"
        " 161,87% và kích hoạt 1.099.217 tài khoản, đạt tỷ lệ 107,05% so với chỉ tiêu được giao"
        " (1.026.794 tài khoản)."
    )
    offers = offered(said)
    assert offers["dd_chitieu"].value == 1026794
    assert "dd_kichhoat.d" not in offers


def test_a_figure_printed_in_two_ways_is_marked() -> None:
    said = f02.words(JULY)
    assert said.count("1.662.114") == 2
    first, _, last = said.rpartition("1.662.114")
    offers = offered(f"{first}1.662.115{last}")
    assert offers["dd_dangky.n"].note == "văn bản ghi số này ở hai chỗ khác nhau"
    assert not offers["dd_dangky.n"].taken


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Không có số nào.",
        "Thu ngân sách đạt 12,5 tỷ đồng, bằng 85% dự toán; chi 9,1 tỷ đồng.",
        "1 2 3 4 5 6 7 8 9 10/12 13% (14) 15/16/2017",
        "%%%%((((////" * 50,
    ],
)
def test_another_text_offers_nothing_to_be_taken(text: str) -> None:
    assert [offer for offer in offered(text).values() if offer.taken] == []


def test_a_text_of_nothing_but_figures_is_read_to_its_end() -> None:
    offers = offered("tiếp nhận 1/2 hồ sơ, đạt tỷ lệ 50%; " * 20_000)
    assert [offer for offer in offers.values() if offer.taken] == []


# --- matching -------------------------------------------------------------------------------------


def test_order_decides_between_places_with_the_same_words() -> None:
    words = words_of("Công an: Tiếp nhận # hồ sơ. Công an: Tiếp nhận # hồ sơ.")
    words = [*words[:4], "#", *words[4:10], "#", *words[10:]]
    slots = tuple(Slot(i, f"s{i}") for i, word in enumerate(words) if word == "#")
    text = "Công an: Tiếp nhận 11 hồ sơ.\n\nCông an: Tiếp nhận 22 hồ sơ."
    tokens = tokens_of(passages(plain_text(text)))
    found = matches(Pattern(tuple(words), slots), tokens)
    assert [tokens[match.token].word for match in found] == ["11", "22"]
