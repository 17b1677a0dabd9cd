"""Progress on the plans of resolution 57, F10: tasks by source, counted by state."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.cells import CellKey
from forms.document import Table
from tests.packs.pack_reports import (
    Broken,
    broken,
    changed,
    document,
    engine,
    filled,
    findings,
    sample,
)

SHEET = sample("F10-2025-09")
CAPTIONS = [
    "Chương trình hành động của Tỉnh ủy thực hiện Nghị quyết số 57-NQ/TW",
    "Kế hoạch của Ban Chỉ đạo tỉnh thực hiện Kế hoạch 02-KH/BCĐTW của Ban Chỉ đạo Trung ương",
    "Kế hoạch số 22/KH-UBND của Ủy ban nhân dân tỉnh triển khai thực hiện Nghị quyết số 71/NQ-CP",
]
HEADINGS = [
    "STT",
    "Nhiệm vụ",
    "Thời hạn",
    "Sản phẩm",
    "Kết quả đến kỳ báo cáo",
    "Tiến độ",
    "Nguyên nhân chậm",
    "Kiến nghị",
]

CASES = [
    Broken("COUNT@nv_tong", {"nv_tong": 6}),
    Broken("STATUS@nv_tong#trang_thai", {"nv_dang": 3}),
    Broken("LE@nv_cham#cham_tien_do", {"nv_cham": 3}),
    Broken("BLANK-ROW@nv_01[1].tien_do", {"nv_01": [{"nhiem_vu": "Lập kế hoạch"}]}),
    Broken("REQ@nv_ht", {"nv_ht": None}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(SHEET, Broken("", {}))
    assert case.finding in broken(SHEET, case)


def test_tasks_of_all_four_documents_are_counted() -> None:
    assert filled(SHEET).effective(CellKey("nv_tong", 0, "value")) == Decimal(5)
    none = dict.fromkeys(("nv_57", "nv_02", "nv_22"))
    zero = dict.fromkeys(("nv_ht", "nv_tx", "nv_dang", "nv_cham"), 0)
    computation = filled(changed(SHEET, {**none, **zero}))
    assert computation.effective(CellKey("nv_tong", 0, "value")) == Decimal(0)
    assert findings(computation) == []


def test_every_document_with_tasks_has_its_table() -> None:
    annex = document(filled(SHEET)).annexes[0]
    tables = [block for block in annex.blocks if isinstance(block, Table)]
    assert [table.caption for table in tables] == CAPTIONS
    assert [[column.title for column in table.columns] for table in tables] == [HEADINGS] * 3


def test_the_period_is_a_month_a_week_or_a_quarter() -> None:
    rule = engine("F10").form.period
    assert (rule.cycle, set(rule.also)) == ("month", {"week", "quarter"})
