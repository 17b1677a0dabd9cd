"""The 90-day campaign F15: running totals, what is left, communes that add up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.cells import CellKey
from forms.engine import Context
from tests.packs.pack_reports import Broken, broken, changed, document, filled, findings, sample
from tests.packs.reports import tables

COMMUNE = sample("F15-2025-W36")
COMMUNES = [
    {"ten": "xã An Phú", "tong": 6120, "ky": 402, "luy_ke": 1733},
    {"ten": "xã Vĩnh Hậu", "tong": 5874, "ky": 411, "luy_ke": 1690},
    {"ten": "phường Châu Đốc", "tong": 6408, "ky": 451, "luy_ke": 1695},
]
SHEET = changed(
    COMMUNE,
    {
        "hn_ky": 1264,
        "hn": {"n": 5118, "d": 18402},
        "sl_tu_phap": 241,
        "sl_toa_an": 17,
        "cat_giam": 93,
        "xa": COMMUNES,
    },
)
"""The province's own report: the communes one by one."""
LAST_WEEK = changed(SHEET, {"hn": {"n": 3854}, "hn_ky": 900, "xa": None})


def _first(**figures: int | str) -> dict[str, object]:
    return {"xa": [{**COMMUNES[0], **figures}, *COMMUNES[1:]]}


CASES = [
    Broken("DATE-ORDER@ket_thuc#chin_muoi_ngay", {"ket_thuc": "2025-11-02"}),
    Broken("RATIO@hn", {"hn": {"p": "27,18"}}),
    Broken("REM@hn", {"hn": {"r": 13285}}),
    Broken("LE@hn", {"hn": {"n": 18403}}),
    Broken("LE@hn_ky#trong_luy_ke", {"hn_ky": 5119}),
    Broken("MONO@hn#luy_ke_ky", {"hn_ky": 1263, "xa": None}, LAST_WEEK),
    Broken("MONO@cat_giam#luy_ke", {"cat_giam": 92}, SHEET),
    Broken("JUMP@hn#tong_thay_doi", {}, changed(LAST_WEEK, {"hn": {"d": 16000}})),
    Broken("DATE-PERIOD@bat_dau#trong_dot", {"bat_dau": "2025-09-08", "ket_thuc": "2025-12-06"}),
    Broken("DATE-PERIOD@bat_dau#trong_dot", {"bat_dau": "2025-06-01", "ket_thuc": "2025-08-29"}),
    Broken("SUM@hn#xa_tong", _first(tong=6121)),
    Broken("SUM@hn_ky#xa_ky", _first(ky=401)),
    Broken("SUM@hn#xa_luy_ke", _first(luy_ke=1734)),
    Broken("REM@hn#xa_con", _first(tong=6121)),
    Broken("REM@xa[1].con", _first(con=4386)),
    Broken("REM@xa[1].ty_le", _first(ty_le="28,33")),
    Broken("LE@xa[1].luy_ke#xa_tung_dong", _first(luy_ke=6121)),
    Broken("LE@xa[1].ky#xa_tung_dong", _first(ky=1734)),
    Broken("CONST@bat_dau#ngay_cua_dot", {}, changed(LAST_WEEK, {"bat_dau": "2025-08-05"})),
    Broken("CONST@ket_thuc#ngay_cua_dot", {}, changed(LAST_WEEK, {"ket_thuc": "2025-11-02"})),
    Broken("REQ@bat_dau", {"bat_dau": None}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(SHEET, Broken("", {}))
    assert case.finding in broken(SHEET, case)


def test_a_week_that_follows_from_the_last_has_nothing_to_say() -> None:
    assert findings(filled(SHEET, previous=LAST_WEEK)) == []


def test_a_commune_s_own_report_lists_no_communes() -> None:
    assert findings(filled(COMMUNE)) == []


def test_the_province_s_report_lists_them_in_an_annex() -> None:
    assert findings(filled(SHEET)) == []
    table = tables(document(filled(SHEET)))[-1]
    assert [row.cells[1] for row in table.rows] == [row["ten"] for row in COMMUNES]
    assert table.rows[0].cells[-2:] == ("4.387", "28,32")


def test_the_units_that_reported_add_up_to_the_province() -> None:
    known = {CellKey("hn_ky", 0, "value"): Decimal(1265), CellKey("hn", 0, "n"): Decimal(5118)}
    computation = filled(SHEET, context=Context(units=known))
    assert findings(computation) == ["error UNITS@hn_ky#cac_don_vi"]


def test_the_campaign_ends_on_its_90th_day() -> None:
    computation = filled(changed(SHEET, {"ket_thuc": "2025-11-02"}))
    told = next(f for f in computation.findings() if f.rule == "chin_muoi_ngay")
    assert (told.given, told.expected) == ("02/11/2025", "01/11/2025")
