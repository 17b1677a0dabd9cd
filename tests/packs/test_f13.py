"""Steering committees and their plans F13: two documents within the time given."""

from __future__ import annotations

import pytest

from tests.packs.pack_reports import Broken, Data, broken, document, filled, sample
from tests.packs.reports import lines

SHEET = sample("F13-2025-08-12")
DECISION = SHEET["documents"]["qd"][0]
PLAN = SHEET["documents"]["kh"][0]


def _dated(name: str, row: Data, day: str) -> Data:
    return {name: [{**row, "ngay": day}]}


CASES = [
    Broken("DEADLINE@qd[1].ngay#han_quyet_dinh", _dated("qd", DECISION, "2025-08-16")),
    Broken("DEADLINE@kh[1].ngay#han_ke_hoach", _dated("kh", PLAN, "2025-08-20")),
    Broken("DATE-ORDER@qd[1].ngay#tu_quyet_dinh", _dated("qd", DECISION, "2025-06-30")),
    Broken("DATE-ORDER@kh[1].ngay#tu_ke_hoach", _dated("kh", PLAN, "2025-06-02")),
    Broken("RANGE@so_tv#so_thanh_vien", {"so_tv": 0}),
    Broken("DOC-TYPE@qd[1].ky_hieu", {"qd": [{**DECISION, "ky_hieu": "KH-SKHCN"}]}),
    Broken("REQ-TEXT@truong_ban", {"truong_ban": None}),
    Broken("REQ@so_tv", {"so_tv": None}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    data = {**SHEET, "values": {**SHEET["values"], **SHEET["documents"]}, "documents": {}}
    assert case.finding not in broken(data, Broken("", {}))
    assert case.finding in broken(data, case)


@pytest.mark.parametrize("day", ["2025-07-01", "2025-08-15"])
def test_the_first_and_the_last_day_are_in_time(day: str) -> None:
    late = _dated("qd", DECISION, day) | _dated("kh", PLAN, day)
    assert filled({**SHEET, "documents": late}).findings() == ()


def test_the_paper_cites_both_documents_in_full() -> None:
    text = " ".join(lines(document(filled(SHEET))))
    assert "Quyết định số 212/QĐ-SKHCN ngày 05/8/2025 của Sở Khoa học và Công nghệ" in text
    assert "Kế hoạch số 58/KH-SKHCN ngày 11/8/2025" in text
