"""The survey of equipment and lines F12: what there is, works, is wanted and costs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.cells import CellKey
from tests.packs.pack_reports import Broken, Data, broken, filled, findings, sample

SHEET = sample("F12-2025-08-20")


def _row(name: str, **cells: int | str | None) -> Data:
    return {"tb": {name: cells}}


CASES = [
    Broken("SUM@tb[1].hien_co#hien_co", _row("may_tinh", hien_co=13)),
    Broken("CALC@tb[2].con_thieu", _row("may_scan", con_thieu=2)),
    Broken("SUM-MONEY@kp_tong", {"kp_tong": "268,5"}),
    Broken("REQ@tb", _row("ki_ot", nhu_cau=None)),
    Broken("REQ@td_internet", {"td_internet": None}),
    Broken("BLANK-ROW@de_xuat[1].loai", {"de_xuat": [{"nam": "2018"}]}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(SHEET, Broken("", {}))
    assert case.finding in broken(SHEET, case)


@pytest.mark.parametrize(("wanted", "missing"), [(16, 5), (11, 0), (4, 0)])
def test_what_is_missing_is_never_less_than_nothing(wanted: int, missing: int) -> None:
    data = {**SHEET, "values": {**SHEET["values"]}}
    data["values"]["tb"] = {
        **SHEET["values"]["tb"],
        "may_tinh": {"tot": 11, "hong": 3, "nhu_cau": wanted, "kinh_phi": "75"},
    }
    computation = filled(data)
    assert computation.effective(CellKey("tb", 1, "con_thieu")) == Decimal(missing)
    assert computation.effective(CellKey("tb", 1, "hien_co")) == Decimal(14)
    assert findings(computation) == []
