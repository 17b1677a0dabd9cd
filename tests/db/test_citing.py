"""Texts that may cite documents: of which reports, since when, and which cells."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from db.citing import Written
from db.store import Store
from forms.cells import CellEdit, CellKey, CellValue, Change
from tests.db.samples import HEAD, REPORT, WHO

ENGINES = ("file", "server")

NUMBER = CellKey("vb", 1, "so")
KIND = CellKey("vb", 1, "ten_loai")
RESULT = CellKey("viec", 3, "ket_qua")
WORDS = CellKey("nhan_xet", 0, "value")


def typed(store: Store, report: str, cells: dict[CellKey, CellValue]) -> None:
    edits = tuple(CellEdit(key, None, value) for key, value in cells.items())
    store.record(report, Change("edit", edits), who=WHO)


def other(store: Store, unit: str = "91", period: str = "2024-06") -> str:
    name = f"F02-{unit}-{period}"
    head = msgspec.structs.replace(HEAD, id=name, unit=unit, period=period)
    store.create_report(head, {}, who=WHO)
    return name


def test_parts_of_documents_and_texts_with_a_slash(store: Store) -> None:
    cells = {NUMBER: "709", KIND: "Kế hoạch", RESULT: "Kế hoạch số 709/KH-UBND"}
    typed(store, REPORT, {**cells, WORDS: "Không có gì.", CellKey("x", 0, "n"): Decimal(5)})
    assert store.written("91").cells == {REPORT: cells}


def test_only_the_units_own_reports(store: Store) -> None:
    typed(store, other(store, "30295"), {NUMBER: "709"})
    assert store.written("30295").cells == {"F02-30295-2024-06": {NUMBER: "709"}}
    assert store.written("91").cells == {REPORT: {}}
    assert store.written("92").cells == {}


def test_only_what_changed_after_a_line(store: Store) -> None:
    june = other(store)
    first = store.written("91")
    assert sorted(first.cells) == [june, REPORT]
    assert store.written("91", after=first.last) == Written(first.last, {})
    typed(store, june, {NUMBER: "12"})
    second = store.written("91", after=first.last)
    assert second.last > first.last
    assert second.cells == {june: {NUMBER: "12"}}


def test_a_deleted_report_has_nothing_until_it_is_restored(store: Store) -> None:
    typed(store, REPORT, {NUMBER: "709"})
    store.delete(REPORT, who=WHO)
    assert store.written("91").cells == {REPORT: {}}
    store.restore(REPORT, who=WHO)
    assert store.written("91").cells == {REPORT: {NUMBER: "709"}}


def test_more_reports_than_one_question_takes(store: Store) -> None:
    names = [other(store, period=f"{2100 + n // 12}-{n % 12 + 1:02d}") for n in range(501)]
    typed(store, names[-1], {NUMBER: "1"})
    found = store.written("91").cells
    assert len(found) == 502
    assert found[names[-1]] == {NUMBER: "1"}
