"""The rapid support teams F09: what came in was settled, passed on or is left."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.cells import CellKey
from forms.engine import Context
from tests.packs.pack_reports import Broken, Data, broken, changed, filled, findings, sample

SHEET = sample("F09-2025-08")
REQUESTS = SHEET["values"]["phieu"]


def _first(**cells: str) -> Data:
    return {"phieu": [{**REQUESTS[0], **cells}, *REQUESTS[1:]]}


CASES = [
    Broken("COUNT@doi_tong#dem_doi", {"doi_tong": 2}),
    Broken("SUM@tv_tong", {"tv_tong": 9}),
    Broken("SUM@con#can_doi", {"con": 2}),
    Broken("COUNT@tiep_nhan#dem_phieu", {"tiep_nhan": 5}),
    Broken("DATE-ORDER@phieu#thu_tu_ngay", _first(ngay_xong="2025-07-23")),
    Broken("XFORM@ton_dau#chuyen_ky", {}, changed(SHEET, {"con": 3})),
    Broken("BLANK-ROW@phieu[1].nguoi", {"phieu": [{**REQUESTS[0], "nguoi": None}]}),
    Broken("REQ@chuyen", {"chuyen": None}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(SHEET, Broken("", {}))
    assert case.finding in broken(SHEET, case)


def test_what_is_left_opens_the_next_month() -> None:
    before = changed(SHEET, {"ton_dau": 3, "con": 2})
    assert findings(filled(SHEET, previous=before)) == []


def test_without_a_book_of_requests_only_the_sheet_counts() -> None:
    alone = {"phieu": None, "tiep_nhan": 10, "da_xu_ly": 9, "chuyen": 2}
    assert findings(filled(changed(SHEET, alone))) == []


@pytest.mark.parametrize(("settled", "expected"), [(4, []), (5, ["cac_ngay_yeu_cau"])])
def test_the_daily_reports_add_up_to_the_month(settled: int, expected: list[str]) -> None:
    days = {CellKey("ho_doi", 0, "xl"): Decimal(settled)}
    computation = filled(SHEET, context=Context(forms={"F07": days}))
    assert [finding.rule for finding in computation.findings()] == expected
