"""The book of the 42 models F14: counted from its rows, by state and by agency."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.cells import CellKey
from tests.packs.pack_reports import (
    Broken,
    Data,
    broken,
    changed,
    engine,
    filled,
    findings,
    sample,
)

SHEET = sample("F14-2025-08")
MODELS = SHEET["values"]["mh"]
STATES = ("chua", "ke_hoach", "chuan_bi", "thi_diem", "da", "ket_thuc")
NUMBERS = {"3": "Xây dựng tối thiểu 20", "4": "Lưu trữ, chứng thực", "23": "Chuẩn hóa xác thực"}
NUMBERS |= {"24": "Nền tảng tích hợp, chia sẻ dữ liệu tỉnh", "41": "Trung tâm Giám sát an ninh"}

PLANNED, AT_WORK, BEGUN_NOT = 26, 1, 32
"""Places of a model with a plan only, of one at work, of one that nobody has begun."""


def _model(place: int, **cells: object) -> Data:
    """The book with some cells of one model replaced, no count stated beside it."""
    counts = dict.fromkeys(("mh_donvi", *(f"tt_{state}" for state in STATES)))
    row = {**MODELS[place - 1], **cells}
    return {**counts, "mh": [*MODELS[: place - 1], row, *MODELS[place:]]}


CASES = [
    Broken("COUNT@mh_so#du_mo_hinh", {"mh": MODELS[:-1]}),
    Broken("COUNT@mh#so_hieu_du", _model(2, so=1)),
    Broken("COUNT@mh#so_hieu_co", _model(2, so=None)),
    Broken("RANGE@mh[2].so#so_hieu", _model(2, so=43)),
    Broken("RANGE@mh[2].so#so_hieu", _model(2, so=0)),
    Broken("STATUS@mh_kh#dem_ke_hoach", {"mh_kh": {"n": 33}}),
    Broken("STATUS@mh_tk#dem_trien_khai", {"mh_tk": {"n": 14}}),
    *(Broken(f"STATUS@tt_{state}#dem_tt_{state}", {f"tt_{state}": 20}) for state in STATES),
    Broken("STATUS@mh_so#trang_thai", _model(2, trang_thai=None)),
    Broken("STATUS@mh[1].ngay_tk#trien_khai_co_ngay", _model(AT_WORK, ngay_tk=None)),
    Broken("STATUS@mh[26].trang_thai#co_ngay_la_trien_khai", _model(PLANNED, ngay_tk="2025-08-01")),
    Broken("STATUS@mh[26].ngay_kh#co_ke_hoach", _model(PLANNED, ngay_kh=None)),
    Broken("STATUS@mh[32].trang_thai#chua_khong_ke_hoach", _model(BEGUN_NOT, ngay_kh="2025-08-01")),
    Broken("REM@mh_con#mo_hinh_con", {"mh_con": {"n": 28}}),
    Broken("XSEC@mh_kh#mau_ke_hoach", {"mh_kh": {"d": 43}}),
    Broken("XSEC@mh_tk#mau_trien_khai", {"mh_tk": {"d": 41}}),
    Broken("XSEC@mh_con#mau_con_lai", {"mh_con": {"d": 24}}),
    Broken("SUM@mh_tk#theo_co_quan", {"mh_donvi": [{"co_quan": "Công an tỉnh", "so": 15}]}),
    Broken(
        "FLOW@mh_tk#buoc_mo_hinh",
        {"mh": [{**model, "ngay_kh": None} for model in MODELS]},
    ),
    Broken("DATE-ORDER@mh[1].ngay_kh#thu_tu_ngay", _model(1, ngay_tk="2023-07-31")),
    Broken("DATE-ORDER@mh[26].ngay_kh#ke_hoach_trong_ky", _model(PLANNED, ngay_kh="2025-08-21")),
    Broken("DATE-ORDER@mh[1].ngay_tk#trien_khai_trong_ky", _model(1, ngay_tk="2025-08-21")),
    Broken("COUNT@mh[43].so", {"mh": [*MODELS, MODELS[2]]}),
    Broken("MONO@mh_kh#luy_ke", _model(PLANNED, trang_thai="chua", ngay_kh=None), SHEET),
    Broken("CONST@mh_so#khong_doi", {"mh_so": 41}, SHEET),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(SHEET, Broken("", {}))
    assert case.finding in broken(SHEET, case)


def test_models_with_a_plan_and_models_at_work_are_counted_apart() -> None:
    computation = filled(SHEET)
    figures = [
        computation.effective(CellKey(name, 0, "n")) for name in ("mh_kh", "mh_tk", "mh_con")
    ]
    assert figures == [Decimal(31), Decimal(16), Decimal(26)]


def test_counts_by_state_are_made_from_the_rows() -> None:
    computation = filled(changed(SHEET, _model(AT_WORK)))
    counts = {s: computation.effective(CellKey(f"tt_{s}", 0, "value")) for s in STATES}
    stated = {state: SHEET["values"][f"tt_{state}"] for state in STATES}
    assert counts == stated
    assert findings(computation) == []


def test_every_rule_of_the_form_is_broken_by_some_case() -> None:
    spoken = {
        finding.rule
        for case in CASES
        for finding in filled(changed(SHEET, case.values), previous=case.previous).findings()
    }
    assert {rule.id for rule in engine("F14").form.relations} - spoken == set()


def test_a_model_s_number_is_not_its_place() -> None:
    numbers = [model["so"] for model in MODELS]
    assert sorted(numbers) == list(range(1, 43))
    assert numbers != sorted(numbers)


def test_figures_that_the_monthly_report_takes_are_those_it_has() -> None:
    for name in ("mh_kh", "mh_tk", "mh_con"):
        assert engine("F02").fields[name].kind == engine("F14").fields[name].kind


def test_a_new_book_names_the_33_known_models_and_asks_for_the_rest() -> None:
    computation = filled({**SHEET, "values": {}})
    assert len(computation.rows("mh")) == 33
    assert "warning COUNT@mh_so#du_mo_hinh" in findings(computation)


def test_only_five_models_have_a_known_number() -> None:
    rows = engine("F14").fields["mh"].default
    assert isinstance(rows, tuple)
    known = {row["so"]: row["ten"] for row in rows if "so" in row}
    assert known.keys() == NUMBERS.keys()
    assert all(known[number].startswith(name) for number, name in NUMBERS.items())
