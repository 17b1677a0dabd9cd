"""The library of a unit: gathered from its reports, searched, cited again, compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import resources
from desktop.desk import Accepted, Desk
from desktop.use_cases.library import as_text, cite
from desktop.workspace import Workspace
from forms.cells import CellKey

SAMPLE = resources.path("samples/F02-2024-07.json").read_bytes()
NOW = "2024-09-22T17:00:00+07:00"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path, now=lambda: NOW, who="người thử") as opened:
        yield opened


@pytest.fixture
def july(workspace: Workspace) -> Desk:
    opened = workspace.desk(workspace.create("F02", "91", "2024-07").id)
    assert isinstance(opened.fill(SAMPLE), Accepted)
    return opened


def names(workspace: Workspace, text: str) -> list[str]:
    return [one.full for one in workspace.library("91").search(text)]


def codes(desk: Desk, code: str) -> list[str]:
    return [f"{f.severity} {f.place}" for f in desk.findings() if f.code == code]


@pytest.mark.usefixtures("july")
def test_every_document_of_the_unit_is_found_by_number_symbol_and_plain_words(
    workspace: Workspace,
) -> None:
    assert names(workspace, "709") == ["709/KH-UBND"]
    assert names(workspace, "802/ubnd-nc") == ["802/UBND-NC"]
    assert names(workspace, "ly lich tu phap 709") == ["709/KH-UBND"]
    assert names(workspace, "khong co van ban nao nhu vay") == []
    every = workspace.library("91").documents()
    assert len(every) > 20
    assert len({one.full for one in every}) == len(every)
    days = [one.day or one.year for one in every]
    assert days == sorted(days, reverse=True)
    assert workspace.library("91-STP").documents() == ()


@pytest.mark.usefixtures("july")
def test_a_document_whose_number_is_typed_comes_first(workspace: Workspace) -> None:
    found = names(workspace, "63")
    assert found[0] == "63/2024/NĐ-CP"
    assert len(found) > 1


def test_the_library_follows_every_change(workspace: Workspace, july: Desk) -> None:
    assert names(workspace, "4711") == []
    july.enter(CellKey("kho_khan", 0, "value"), "- Thực hiện Kế hoạch số 4711/KH-UBND.")
    assert names(workspace, "4711") == ["4711/KH-UBND"]
    july.undo()
    assert names(workspace, "4711") == []
    workspace.delete(july.head.id)
    assert workspace.library("91").documents() == ()
    workspace.restore(july.head.id)
    assert names(workspace, "709") == ["709/KH-UBND"]


@pytest.mark.usefixtures("july")
def test_a_document_is_cited_again_in_one_step(workspace: Workspace) -> None:
    (plan,) = workspace.library("91").search("709")
    august = workspace.desk(workspace.create("F02", "91", "2024-08", blank=True).id)
    before = august.computation.rows("vb_chinh_sach")
    assert isinstance(cite(august, "vb_chinh_sach", plan), Accepted)
    row = len(before) + 1
    assert august.computation.rows("vb_chinh_sach") == (*before, row)
    shown = {
        part: august.text_of(CellKey("vb_chinh_sach", row, part))
        for part in ("ten_loai", "so", "ky_hieu", "ngay")
    }
    assert shown == {"ten_loai": "Kế hoạch", "so": "709", "ky_hieu": "KH-UBND", "ngay": "16/7/2024"}
    august.undo()
    assert august.computation.rows("vb_chinh_sach") == before


def test_a_report_that_says_otherwise_names_the_other_one(workspace: Workspace, july: Desk) -> None:
    august = workspace.desk(workspace.create("F02", "91", "2024-08", blank=True).id)
    (plan,) = workspace.library("91").search("709")
    text = as_text(plan)
    august.enter(CellKey("kho_khan", 0, "value"), text)
    assert codes(august, "DOC-SAME") == []
    august.enter(CellKey("kho_khan", 0, "value"), text.replace("16/7/2024", "17/7/2024"))
    assert codes(august, "DOC-SAME") == ["warning kho_khan"]
    (finding,) = (f for f in august.findings() if f.code == "DOC-SAME")
    assert july.head.id in finding.message
    assert "16/7/2024" in finding.message


def test_a_document_younger_than_today_cannot_be_cited(july: Desk) -> None:
    key = CellKey("kho_khan", 0, "value")
    july.enter(key, "Kế hoạch số 4711/KH-UBND ngày 23/9/2024")
    assert codes(july, "DATE-ORDER") == ["error kho_khan"]
    july.enter(key, "Kế hoạch số 4711/KH-UBND ngày 22/9/2024")
    assert codes(july, "DATE-ORDER") == []


def test_every_row_of_every_list_is_in_the_library(workspace: Workspace, july: Desk) -> None:
    c = july.computation
    rows = [
        (field.id, row)
        for field in c.engine.form.fields
        if field.kind == "documents"
        for row in c.rows(field.id)
    ]
    assert len(rows) > 10
    known = {one.number for one in workspace.library("91").documents()}
    assert {july.text_of(CellKey(name, row, "so")) for name, row in rows} <= known
