"""The survey of equipment and lines F12: what there is, works, is wanted and costs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.cells import CellKey
from tests.packs.pack_reports import (
    Broken,
    Data,
    broken,
    changed,
    document,
    filled,
    findings,
    sample,
)
from tests.packs.reports import lines, tables

SHEET = sample("F12-2025-08-20")


def _row(name: str, **cells: int | str | None) -> Data:
    return {"tb": {name: cells}}


CASES = [
    Broken("SUM@tb[1].hien_co#hien_co", _row("may_tinh", hien_co=13)),
    Broken("CALC@tb[2].con_thieu", _row("may_scan", con_thieu=2)),
    Broken("SUM-MONEY@kp_tong", {"kp_tong": "268,5"}),
    Broken("CALC@thieu", {"thieu": 4}),
    Broken("TEST@tb[3].kinh_phi#de_xuat_co_kinh_phi", _row("may_in", kinh_phi="5")),
    Broken("TEST@td_tslcd#toc_do_tslcd", {"td_tslcd": 0}),
    Broken("TEST@td_internet#toc_do_internet", _row("internet", tot=0)),
    Broken("JUMP@td_internet#thay_doi_toc_do", {}, changed(SHEET, {"td_internet": 40})),
    Broken("REQ@tb[5].nhu_cau", _row("ki_ot", nhu_cau=None)),
    Broken("REQ@tb[5].don_vi", _row("ki_ot", don_vi=None)),
    Broken("REQ@td_internet", {"td_internet": None}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(SHEET, Broken("", {}))
    assert case.finding in broken(SHEET, case)


@pytest.mark.parametrize(("wanted", "missing"), [(16, 5), (11, 0), (4, 0)])
def test_what_is_missing_is_never_less_than_nothing(wanted: int, missing: int) -> None:
    data = {**SHEET, "values": {**SHEET["values"]}}
    data["values"]["tb"] = {
        **SHEET["values"]["tb"],
        "may_tinh": {"tot": 11, "hong": 3, "nhu_cau": wanted, "kinh_phi": "75"},
    }
    computation = filled(data)
    assert computation.effective(CellKey("tb", 1, "con_thieu")) == Decimal(missing)
    assert computation.effective(CellKey("tb", 1, "hien_co")) == Decimal(14)
    assert findings(computation) == []


def test_years_and_proposals_need_not_be_written() -> None:
    silent = {name: {"nam": None, "noi_dung": None} for name in SHEET["values"]["tb"]}
    assert findings(filled(changed(SHEET, {"tb": silent}))) == []


def test_the_annex_is_one_landscape_table_with_speeds_in_mbps_before_it() -> None:
    paper = document(filled(SHEET))
    assert paper.annexes[0].landscape
    assert "tốc độ 100 Mbps" in " ".join(lines(paper))
    assert [column.group for column in tables(paper)[0].columns].count("Số lượng") == 5
