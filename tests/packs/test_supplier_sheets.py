"""The suppliers' sheets of the monthly report: the same indicators, rules and figures as F02's."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import msgspec
import pytest

import resources
from forms.cells import CellKey
from forms.model import Field, Grid
from tests.packs.pack_reports import Broken, Data, broken, changed, engine, filled, sample

ROOT = Path(__file__).resolve().parents[2]
SHEETS = (
    "F02-CAT",
    "F02-STP",
    "F02-SGDDT",
    "F02-SGTVT",
    "F02-STNMT",
    "F02-THUE",
    "F02-DIEN",
    "F02-BHXH",
    "F02-SLDTBXH",
    "F02-STTTT",
    "F02-SKHDT",
    "F02-STC",
    "F02-SYT",
    "F02-HOI",
    "F02-PTTH",
)
PROVINCE = engine("F02")
BY_HAND = "F02-DP"
"""The localities' sheet: written by hand, it is made from F16 and tested by itself."""
EACH_ITS_OWN = "F02-HOI"
"""Filled by four associations, each its own figure."""


def july(form_id: str) -> Data:
    return sample(f"{form_id}-2024-07")


# --- agreement with F02 ---------------------------------------------------------------------------


def test_the_written_sheets_are_those_that_the_script_makes() -> None:
    command = [sys.executable, "packaging/build_supplier_sheets.py", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "nothing to do\n"), done.stderr


def test_every_indicator_with_a_supplier_is_on_exactly_one_sheet() -> None:
    placed = Counter(field.id for form_id in SHEETS for field in engine(form_id).form.fields)
    assert set(placed.values()) == {1}
    assert set(placed) == {field.id for field in PROVINCE.form.fields if field.source}
    shipped = {path.name for path in resources.path("packs").glob("F02-*")}
    assert shipped - {BY_HAND} == set(SHEETS)


def _same(form_id: str, field: Field) -> Field:
    """The province's field as the supplier may have it: no draft about the figures of others."""
    mine = PROVINCE.fields[field.id]
    if form_id == EACH_ITS_OWN:
        mine = msgspec.structs.replace(mine, required=False)
    if field.kind == "rich" and not field.default:
        mine = msgspec.structs.replace(mine, default="")
    return mine


@pytest.mark.parametrize("form_id", SHEETS)
def test_ids_labels_kinds_and_units_are_those_of_the_province(form_id: str) -> None:
    for field in engine(form_id).form.fields:
        assert field == _same(form_id, field)
    for grid in engine(form_id).form.grids:
        assert _rows(grid) <= _rows(PROVINCE.grids[grid.id])
        assert grid.headings == PROVINCE.grids[grid.id].headings
    assert engine(form_id).form.period == PROVINCE.form.period


def _rows(grid: Grid) -> set[tuple[str, str]]:
    return {(row.id, str(row.label)) for row in grid.rows}


@pytest.mark.parametrize("form_id", SHEETS)
def test_rules_are_those_of_the_province(form_id: str) -> None:
    theirs = {rule.id: rule for rule in PROVINCE.form.relations}
    for rule in engine(form_id).form.relations:
        whole = theirs[rule.id]
        values = getattr(rule, "values", None)
        if values is not None:
            assert set(values) <= set(getattr(whole, "values", ()))
            whole = msgspec.structs.replace(whole, values=values)
        assert rule == whole


def test_no_watched_figure_of_a_supplier_is_forgotten() -> None:
    for rule in PROVINCE.form.relations:
        for value in getattr(rule, "values", ()):
            field = PROVINCE.fields[value.partition(".")[0]]
            watching = [
                form_id
                for form_id in SHEETS
                for own in engine(form_id).form.relations
                if own.id == rule.id and value in getattr(own, "values", ())
            ]
            assert len(watching) == bool(field.source), (rule.id, value)


def test_the_sheets_copied_by_id_make_the_report_of_the_province() -> None:
    before = {"form": "F02", "period": "2024-07", "values": {}}
    gathered: Data = {**before, "text": {}}
    for form_id in SHEETS:
        gathered["values"] |= july(form_id)["values"]
        gathered["text"] |= july(form_id).get("text", {})
    computation = filled(gathered)
    for form_id in SHEETS:
        sheet = filled(july(form_id))
        for key in sheet.cells:
            if key.field in PROVINCE.fields and key.field not in ("signature", "recipients"):
                assert computation.effective(key) == sheet.effective(key), key
    assert computation.effective(CellKey("dvc_ca_pct", 0, "value")) is not None
    assert [f.id for f in computation.findings() if f.severity == "error"] == []


# --- rules ----------------------------------------------------------------------------------------


def _pair(name: str, n: int, d: int) -> Data:
    return {name: {"n": n, "d": d, "p": None}}


CASES = [
    ("F02-CAT", Broken("RATIO@dvc03", {"dvc03": {"p": "99,82"}})),
    ("F02-CAT", Broken("LE@dvc03", _pair("dvc03", 12790, 12709))),
    ("F02-CAT", Broken("SUM@dvc16_ca_tn#tong_dvc16", {"dvc16_ca_tn": 1126})),
    ("F02-CAT", Broken("SUM@dvc17_ca_tn#tong_dvc17", {"dvc17_ca_tn": 451})),
    ("F02-CAT", Broken("REM@mh_con#mo_hinh_con", {"mh_con": {"n": 8, "d": 42}})),
    ("F02-CAT", Broken("COUNT@mh_kh#dem_mo_hinh", {"mh_kh": {"n": 34}})),
    ("F02-CAT", Broken("FLOW@mh_tk#buoc_mo_hinh", {"mh_tk": {"n": 34, "d": 42}})),
    ("F02-CAT", Broken("LE@dd_kichhoat#phan_dinh_danh", {"dd_kichhoat": {"n": 1700000}})),
    ("F02-CAT", Broken("LE@mh_xa#phan_mh_xa", {"mh_xa": {"n": 157, "d": 156}})),
    ("F02-CAT", Broken("RANK@asxh_hang#hang_asxh", {"asxh_hang": {"n": 64, "d": 63}})),
    ("F02-CAT", Broken("RANK@asxh_hang#hang_asxh_dau", {"asxh_hang": {"n": 0, "d": 63}})),
    ("F02-CAT", Broken("PCT-RANGE@yt_luutru#pct_luutru", {"yt_luutru": "101"})),
    ("F02-CAT", Broken("XSEC@mh_kh#mau_mo_hinh", {"mh_kh": {"n": 33, "d": 43}})),
    ("F02-CAT", Broken("NONE@dvc11", {"dvc11": {"n": 1, "d": 1}})),
    ("F02-STP", Broken("RATIO@dvc12", {"dvc12": {"p": "97,54"}})),
    (
        "F02-STP",
        Broken(
            "FLOW@htich_nhap#buoc_ho_tich",
            {"htich_scan": {"n": 2000000}, "htich_nhap": {"n": 2000001}},
        ),
    ),
    ("F02-STP", Broken("XSEC@htich_dongbo", {"htich_dongbo": {"d": 2695000}})),
    ("F02-SGDDT", Broken("RATIO@gv_mn", {"gv_mn": {"p": "97,66"}})),
    ("F02-SGDDT", Broken("REM@gv_th", {"gv_th": {"r": 1}})),
    ("F02-SGTVT", Broken("RATIO@dvc19", {"dvc19": {"p": "1,01"}})),
    ("F02-STNMT", Broken("LE@dat_tt#phan_dat", {"dat_kg": 1, "dat_tt": 2})),
    ("F02-THUE", Broken("REQ@dvc21", {"dvc21": None})),
    ("F02-DIEN", Broken("RATIO@dvc22", {"dvc22": {"p": "1,01"}})),
    ("F02-BHXH", Broken("FLOW@lh_chi#buoc_luong_huu", {"lh_chi": {"n": 9640, "p": None}})),
    ("F02-BHXH", Broken("PCT-RANGE@yt_ksk#pct_ksk", {"yt_ksk": "101"})),
    ("F02-BHXH", Broken("TEST@lh_tien#tien_luong_huu", {"lh_tien": 0})),
    ("F02-BHXH", Broken("REM@bhxh_xt", {"bhxh_xt": {"r": 34349}})),
    ("F02-SLDTBXH", Broken("FLOW@asxh_chitra#buoc_an_sinh", {"asxh_chitra": {"n": 3753}})),
    ("F02-SLDTBXH", Broken("LE@asxh_the", {"asxh_doituong": 3000})),
    ("F02-SLDTBXH", Broken("REM@te", {"te": {"r": 32971}})),
    ("F02-STTTT", Broken("SUM@dvc_tong#tong_phan_loai_b", {"dvc_tong": 2123})),
    ("F02-STTTT", Broken("COUNT@ht_tk_n#dem_ht_tk", {"ht_tk_n": 9})),
    ("F02-STTTT", Broken("XSEC@kn_ngay#ngay_ket_noi", {"kn_ngay": "2022-12-12"})),
    ("F02-SKHDT", Broken("SUM-MONEY@von_tong", {"von_tong": "101.475"})),
    ("F02-STC", Broken("PROD@kp_tong", {"kp_tong": "1,254"})),
    ("F02-SYT", Broken("LE@yt_cs#phan_yt_cs", {"yt_cs": {"n": 189, "d": 188}})),
]


@pytest.mark.parametrize(
    ("form_id", "case"), CASES, ids=[f"{form_id} {case.finding}" for form_id, case in CASES]
)
def test_each_rule_speaks_at_its_place(form_id: str, case: Broken) -> None:
    assert case.finding not in broken(july(form_id), Broken("", {}))
    assert case.finding in broken(july(form_id), case)


@pytest.mark.parametrize(
    ("form_id", "figure", "finding"),
    [
        ("F02-HOI", {"hoi_ccb": 7551}, "MONO@hoi_ccb#luy_ke"),
        ("F02-HOI", {"hoi_nct": 3000}, "JUMP@hoi_nct#tang_giam_nhieu"),
        ("F02-STTTT", {"ht_truong": 19}, "CONST@ht_truong#khong_doi"),
        ("F02-PTTH", {"tt_thoiluong": 60}, "JUMP@tt_thoiluong#tang_giam_nhieu"),
        ("F02-SLDTBXH", {"te": {"n": 362000}}, "MONO@te#luy_ke_tre_em"),
    ],
)
def test_figures_are_compared_with_the_month_before(
    form_id: str, figure: Data, finding: str
) -> None:
    data = july(form_id)
    computation = filled(data, previous=changed(data, figure))
    assert [found.id for found in computation.findings()] == [finding]


def test_an_association_fills_its_own_figure_only() -> None:
    alone = {**july(EACH_ITS_OWN), "values": {"hoi_nd": 42789}}
    assert filled(alone).findings() == ()
