"""The rapid support teams F09: what came in was settled, passed on or is left."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.cells import CellKey
from forms.engine import Context
from tests.packs.pack_reports import Broken, Data, broken, changed, filled, findings, sample

SHEET = sample("F09-2025-08")
REQUESTS = SHEET["values"]["phieu"]


def _first(**cells: int | str | None) -> Data:
    return {"phieu": [{**REQUESTS[0], **cells}, *REQUESTS[1:]]}


def _team(**cells: int | str | None) -> Data:
    return {"doi": [{**SHEET["values"]["doi"][0], **cells}]}


NO_BOOK = {"phieu": None, "tiep_nhan": 10, "da_xu_ly": 9, "chuyen": 2, "con": 1}

CASES = [
    Broken("COUNT@doi_tong#dem_doi", {"doi_tong": 2}),
    Broken("STATUS@doi_hd", {"doi_hd": 0}),
    Broken("SUM@tv_tong", {"tv_tong": 9}),
    Broken("DATE-ORDER@doi[1].ngay#ngay_kien_toan", _team(ngay="2025-07-11")),
    Broken("DATE-ASOF@doi[1].ngay#ngay_thanh_lap", _team(ngay="2025-08-21", kien_toan=None)),
    Broken("SUM@con#can_doi", {**NO_BOOK, "con": 2}),
    Broken("STATUS@ton_dau#phieu_ton_dau", {"ton_dau": 3}),
    Broken("STATUS@tiep_nhan#phieu_tiep_nhan", {"tiep_nhan": 5}),
    Broken("STATUS@da_xu_ly#phieu_da_xu_ly", {"da_xu_ly": 3}),
    Broken("STATUS@chuyen#phieu_chuyen", {"chuyen": 0}),
    Broken("STATUS@con#phieu_con", {"con": 2}),
    Broken("CALC@phieu[1].thoi_gian", _first(thoi_gian=3929)),
    Broken("RANGE@phieu[1].gio#gio_nhan", _first(gio=24)),
    Broken("RANGE@phieu[1].phut#phut_nhan", _first(phut=60)),
    Broken("RANGE@phieu[1].gio_xong#gio_ket_thuc", _first(gio_xong=24)),
    Broken("RANGE@phieu[1].phut_xong#phut_ket_thuc", _first(phut_xong=60)),
    Broken("DATE-PERIOD@phieu[1].ngay#ngay_nhan", _first(ngay="2025-08-21")),
    Broken("DATE-PERIOD@phieu[1].ngay_xong#ngay_ket_thuc", _first(ngay_xong="2025-07-20")),
    Broken("DATE-PERIOD@phieu[1].ngay_xong#ngay_ket_thuc", _first(ngay_xong="2025-08-21")),
    Broken("DATE-ORDER@phieu[1].thoi_gian#thoi_gian_xu_ly", _first(ngay="2025-07-22")),
    Broken("REQ@phieu[1].ngay_xong#da_xong", _first(gio_xong=None)),
    Broken("REQ@phieu[1].nguoi_xl#co_nguoi_xu_ly", _first(nguoi_xl=None)),
    Broken("NONE@phieu[1].ngay_xong#chua_xong", _first(ket_qua="chua")),
    Broken("XFORM@ton_dau#chuyen_ky", {}, changed(SHEET, {**NO_BOOK, "ton_dau": 5, "con": 4})),
    Broken("BLANK-ROW@phieu[1].nguoi", _first(nguoi=None)),
    Broken("REQ@ton_dau", {"ton_dau": None}),
    Broken("REQ@chuyen", {**NO_BOOK, "chuyen": None}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(SHEET, Broken("", {}))
    assert case.finding in broken(SHEET, case)


def test_what_is_left_opens_the_next_month() -> None:
    before = changed(SHEET, {**NO_BOOK, "ton_dau": 3, "con": 2})
    assert findings(filled(SHEET, previous=before)) == []


def test_without_a_book_of_requests_only_the_sheet_counts() -> None:
    assert findings(filled(changed(SHEET, NO_BOOK))) == []


def test_the_book_gives_the_monthly_figures_and_how_long_each_request_took() -> None:
    computation = filled(SHEET)
    figures = {"tiep_nhan": 4, "da_xu_ly": 4, "chuyen": 1, "con": 1}
    for name, figure in figures.items():
        assert computation.effective(CellKey(name, 0, "value")) == figure
    took = [computation.effective(CellKey("phieu", row, "thoi_gian")) for row in range(1, 7)]
    assert took == [3930, 4585, 35, 17, None, None]


@pytest.mark.parametrize(("settled", "expected"), [(4, []), (5, ["cac_ngay_yeu_cau"])])
def test_the_daily_reports_add_up_to_the_month(settled: int, expected: list[str]) -> None:
    days = {CellKey("ho_doi", 0, "xl"): Decimal(settled)}
    computation = filled(SHEET, context=Context(forms={"F07": days}))
    assert [finding.rule for finding in computation.findings()] == expected
