"""Progress on the plans of resolution 57, F10: tasks by source, counted by state."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from forms.cells import CellKey
from forms.engine import Context
from forms.printed.document import Table
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
    "Kế hoạch của Ban Chỉ đạo tỉnh thực hiện Kế hoạch số 01-KH/BCĐTW của Ban Chỉ đạo Trung ương",
    "Kế hoạch của Ban Chỉ đạo tỉnh thực hiện Kế hoạch 02-KH/BCĐTW của Ban Chỉ đạo Trung ương",
    "Kế hoạch số 22/KH-UBND của Ủy ban nhân dân tỉnh triển khai thực hiện Nghị quyết số 71/NQ-CP",
]
HEADINGS = [
    ("", "STT"), ("", "Nhiệm vụ"), ("Thời hạn", "Ngày"), ("Thời hạn", "Cách ghi khác"),
    ("", "Sản phẩm"), ("", "Kết quả đến kỳ báo cáo"), ("", "Tiến độ"), ("", "Nguyên nhân chậm"),
    ("", "Kiến nghị"),
]  # fmt: skip
LISTS = ("nv_57", "nv_01", "nv_02", "nv_22")
COUNTS = ("nv_tong", "nv_ht", "nv_tx", "nv_dang", "nv_cham")
BARE = changed(SHEET, dict.fromkeys(COUNTS))


def _first(name: str, **cells: str | None) -> dict[str, Any]:
    """One of the tables with its first row changed, no count stated."""
    rows = SHEET["values"][name]
    return {**dict.fromkeys(COUNTS), name: [{**rows[0], **cells}, *rows[1:]]}


CASES = [
    Broken("COUNT@nv_tong", {"nv_tong": 7}),
    *(Broken(f"STATUS@{name}", {name: 5}) for name in COUNTS[1:]),
    Broken("STATUS@nv_tong#trang_thai", _first("nv_01", tien_do=None)),
    Broken("BLANK-ROW@nv_01[1].tien_do", _first("nv_01", tien_do=None)),
    *(
        Broken(f"DEADLINE@{name}[1].nguyen_nhan#nguyen_nhan_{name[3:]}",
               _first(name, tien_do="cham", nguyen_nhan=None))
        for name in LISTS
    ),
    Broken("DEADLINE@nv_02[1].nguyen_nhan#nguyen_nhan_02",
           _first("nv_02", tien_do="dang", han="2025-09-19")),
    Broken("DEADLINE@nv_01[1].nguyen_nhan#nguyen_nhan_01", _first("nv_01", nguyen_nhan=None)),
    *(
        Broken(f"EXCLUSIVE@{name}[1].han#thoi_han_{name[3:]}",
               _first(name, han="2025-12-31", thoi_han="hằng quý"))
        for name in LISTS
    ),
    *(
        Broken(f"STATUS@{name}[1].tien_do#thuong_xuyen_{name[3:]}",
               _first(name, han="2025-12-31", thoi_han=None, tien_do="thuong_xuyen"))
        for name in LISTS
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(SHEET, Broken("", {}))
    assert case.finding in broken(SHEET, case)


@pytest.mark.parametrize("name", COUNTS)
def test_a_count_is_at_most_that_of_the_task_book(name: str) -> None:
    own = filled(SHEET).effective(CellKey(name, 0, "value"))
    assert isinstance(own, Decimal)
    for book, told in ((own, False), (own - 1, True)):
        context = Context(forms={"F05": {CellKey(name, 0, "value"): book}})
        report = filled(SHEET, context=context)
        assert (f"warning XFORM@{name}#so_{name}" in findings(report)) is told


def test_every_rule_of_the_form_is_broken_by_some_case() -> None:
    # Late tasks are unfinished ones; the task book has a test of its own.
    silent = {"cham_tien_do", *(f"so_{name}" for name in COUNTS)}
    spoken = {
        finding.rule for case in CASES for finding in filled(changed(SHEET, case.values)).findings()
    }
    assert {rule.id for rule in engine("F10").form.relations} - spoken == silent


def test_tasks_of_all_four_documents_are_counted_by_their_progress() -> None:
    computation = filled(BARE)
    counts = [computation.effective(CellKey(name, 0, "value")) for name in COUNTS]
    assert counts == [6, 2, 2, 2, 1]
    computation = filled(changed(BARE, dict.fromkeys(LISTS)))
    counts = [computation.effective(CellKey(name, 0, "value")) for name in COUNTS]
    assert counts == [0, 0, 0, 0, 0]
    assert findings(computation) == []


def test_a_task_past_its_deadline_is_late_by_itself() -> None:
    for day, late in (("2025-09-19", 2), ("2025-09-20", 1)):
        rows = _first("nv_02", tien_do="dang", han=day, nguyen_nhan="Thiếu thiết bị")
        computation = filled(changed(SHEET, rows))
        assert computation.effective(CellKey("nv_cham", 0, "value")) == late
        assert findings(computation) == []


def test_every_document_with_tasks_has_its_table() -> None:
    annex = document(filled(SHEET)).annexes[0]
    tables = [block for block in annex.blocks if isinstance(block, Table)]
    assert [table.caption for table in tables] == CAPTIONS
    shown = [[(column.group, column.title) for column in table.columns] for table in tables]
    assert shown == [HEADINGS] * 4
    assert annex.landscape


def test_the_period_is_a_month_a_week_or_a_quarter() -> None:
    rule = engine("F10").form.period
    assert (rule.cycle, set(rule.also)) == ("month", {"week", "quarter"})
