"""Digital signature certificates F11: requests by kind, one row each, coverage."""

from __future__ import annotations

import pytest

from forms.document import Table
from tests.packs.pack_reports import Broken, broken, document, filled, sample

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

CASES = [
    Broken("SUM@yc_tong#tong_yeu_cau", {"yc_tong": 5}),
    Broken("COUNT@yc_tong#dem_danh_sach", {"yc_gia_han": 2}),
    Broken("COUNT@ds[5].ten", {"ds": [*ROWS, ROWS[0]]}),
    Broken("BLANK-ROW@ds[1].thu", {"ds": [{**ROWS[0], "thu": None}, *ROWS[1:]]}),
    Broken("LE@phu", {"phu": {"n": 53}}),
    Broken("RATIO@phu", {"phu": {"p": "82,96"}}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(SHEET, Broken("", {}))
    assert case.finding in broken(SHEET, case)


def test_personal_data_stands_in_the_annex_only() -> None:
    paper = document(filled(SHEET))
    assert not [block for block in paper.blocks if isinstance(block, Table)]
    table = paper.annexes[0].blocks[0]
    assert isinstance(table, Table)
    assert [column.title for column in table.columns] == HEADINGS
    assert [row.cells[2] for row in table.rows] == [row["so_dinh_danh"] for row in ROWS]
