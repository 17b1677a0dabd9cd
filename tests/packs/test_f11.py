"""Digital signature certificates F11: requests by kind, one row each, coverage."""

from __future__ import annotations

import pytest

from forms.printed.document import Table
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

SHEET = sample("F11-2025-08-11")
ROWS = SHEET["values"]["ds"]
HEADINGS = [
    "STT",
    "Họ tên / tên cơ quan",
    "Số định danh",
    "Chức vụ",
    "Đơn vị",
    "Thư điện tử công vụ",
    "Loại",
    "Yêu cầu",
    "Số sê-ri thiết bị",
    "Ngày hết hạn",
    "Ghi chú",
]


def _first(**cells: str | None) -> Data:
    return {"ds": [{**ROWS[0], **cells}, *ROWS[1:]]}


CASES = [
    Broken("SUM@yc_tong#tong_yeu_cau", {"yc_tong": 5}),
    Broken("STATUS@yc_tong#tong_theo_loai", _first(loai=None)),
    Broken("COUNT@yc_tong#dem_danh_sach", _first(yeu_cau=None)),
    Broken("STATUS@yc_cap_moi", {"yc_cap_moi": 2}),
    Broken("STATUS@yc_gia_han", {"yc_gia_han": 2}),
    Broken("STATUS@yc_thay_doi", {"yc_thay_doi": 0}),
    Broken("STATUS@yc_khoi_phuc", {"yc_khoi_phuc": 0}),
    Broken("STATUS@ds_ca_nhan", {"ds_ca_nhan": 4}),
    Broken("STATUS@ds_co_quan", {"ds_co_quan": 0}),
    Broken("COUNT@ds[5].ten", {"ds": [*ROWS, ROWS[0]]}),
    Broken("BLANK-ROW@ds[1].thu", _first(thu=None)),
    Broken("REQ@ds[1].se_ri#so_se_ri", _first(se_ri=None)),
    Broken("NONE@ds[1].se_ri#se_ri_cap_moi", _first(yeu_cau="cap_moi")),
    Broken("REQ@ds[1].het_han#han_gia_han", _first(yeu_cau="gia_han", het_han=None)),
    Broken("REQ@ds[1].chuc_vu#chuc_vu_ca_nhan", _first(chuc_vu=None)),
    Broken("LE@phu", {"phu": {"n": 53}}),
    Broken("RATIO@phu", {"phu": {"p": "82,96"}}),
    Broken("REQ@phu", {"phu": {"n": None}}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(SHEET, Broken("", {}))
    assert case.finding in broken(SHEET, case)


def test_a_new_certificate_needs_no_device_yet() -> None:
    new = {"yeu_cau": "cap_moi", "se_ri": None, "het_han": None}
    assert findings(filled(changed(SHEET, _first(**new)))) == []


def test_personal_data_stands_in_the_annex_only() -> None:
    paper = document(filled(SHEET))
    assert not [block for block in paper.blocks if isinstance(block, Table)]
    table = paper.annexes[0].blocks[0]
    assert isinstance(table, Table)
    assert [column.title for column in table.columns] == HEADINGS
    assert [row.cells[2] for row in table.rows] == [row["so_dinh_danh"] for row in ROWS]
