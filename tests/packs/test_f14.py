"""The book of the 42 models F14: counted from its rows, by state and by agency."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.cells import CellKey
from tests.packs.pack_reports import Broken, broken, engine, filled, findings, sample

SHEET = sample("F14-2025-08")
MODELS = SHEET["values"]["mh"]
NUMBERS = {"3": "Xây dựng tối thiểu 20", "4": "Lưu trữ, chứng thực", "23": "Chuẩn hóa xác thực"}
NUMBERS |= {"24": "Nền tảng tích hợp, chia sẻ dữ liệu tỉnh", "41": "Trung tâm Giám sát an ninh"}

CASES = [
    Broken("COUNT@mh_so#du_mo_hinh", {"mh": MODELS[:-1]}),
    Broken("COUNT@mh_kh#dem_ke_hoach", {"mh_kh": {"n": 33}}),
    Broken("COUNT@mh_tk#dem_trien_khai", {"mh_tk": {"n": 14}}),
    Broken("REM@mh_con#mo_hinh_con", {"mh_con": {"n": 28}}),
    Broken("XSEC@mh_kh#mau_ke_hoach", {"mh_kh": {"d": 43}}),
    Broken("XSEC@mh_tk#mau_trien_khai", {"mh_tk": {"d": 41}}),
    Broken("XSEC@mh_con#mau_con_lai", {"mh_con": {"d": 24}}),
    Broken("STATUS@mh_so#trang_thai", {"tt_chua": 12}),
    Broken("STATUS@mh_tk#trang_thai_trien_khai", {"tt_da": 15, "tt_thi_diem": 4}),
    Broken("SUM@mh_tk#theo_co_quan", {"mh_donvi": [{"co_quan": "Công an tỉnh", "so": 15}]}),
    Broken(
        "FLOW@mh_tk#buoc_mo_hinh",
        {"mh": [{**model, "ngay_kh": None} for model in MODELS]},
    ),
    Broken(
        "DATE-ORDER@mh#thu_tu_ngay",
        {"mh": [{**MODELS[0], "ngay_tk": "2023-07-31"}, *MODELS[1:]]},
    ),
    Broken("COUNT@mh[43].so", {"mh": [*MODELS, MODELS[2]]}),
    Broken("MONO@mh_kh#luy_ke", {"mh": [{**MODELS[0], "ngay_kh": None}, *MODELS[1:]]}, SHEET),
    Broken("CONST@mh_so#khong_doi", {"mh_so": 41}, SHEET),
    Broken("REQ@tt_chuan_bi", {"tt_chuan_bi": None}),
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
