"""The community digital teams F08: register, log and monthly sheet agree."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from forms.cells import CellKey
from forms.engine import Context
from tests.packs.pack_reports import (
    Broken,
    Data,
    Judge,
    broken,
    changed,
    filled,
    findings,
    lost_figures,
    printed,
    sample,
)

SHEET = sample("F08-2025-08")
TEAMS = SHEET["values"]["to"]
SKILLS = (
    "Sử dụng dịch vụ công trực tuyến",
    "Mua sắm trực tuyến",
    "Thanh toán trực tuyến",
    "Tự bảo vệ mình trên không gian mạng",
    "Sử dụng nền tảng số",
)


def _skill(name: str, **figures: int) -> Data:
    return {"ky_nang": {name: figures}}


def _members(trained: int, others: int) -> list[dict[str, str]]:
    names = [f"Người thứ {number}" for number in range(1, trained + others + 1)]
    return [
        {"to": "xã An Phú", "ho_ten": name, "gioi_tinh": "nu"}
        | ({"ngay_tap_huan": "2025-07-30"} if number < trained else {})
        for number, name in enumerate(names)
    ]


LAST_MONTH = changed(
    SHEET,
    {
        "ky_nang": {
            "kn1": {"ky": 137, "luy_ke": 137},
            "kn2": {"ky": 26, "luy_ke": 26},
            "kn3": {"ky": 48, "luy_ke": 48},
            "kn4": {"ky": 27, "luy_ke": 27},
            "kn5": {"ky": 38, "luy_ke": 38},
        },
        "hs_ky": 74,
        "hs_lk": 74,
    },
)

CASES = [
    Broken("SUM@to_tong#tong_to", {"to_tong": 4}),
    Broken("COUNT@to_tong#dem_to", {"to_khom": 1}),
    Broken("SUM@tv_tong", {"tv_tong": 23}),
    Broken("XSEC@tv_tap_huan", {"tv_tap_huan": {"d": 21}}),
    Broken("SUM@tv_tap_huan#tong_tap_huan", {"tv_tap_huan": {"n": 17}}),
    Broken("LE@tv_tap_huan", {"to": [{**TEAMS[0], "so_tv": 9, "tap_huan": 10}]}),
    Broken("COUNT@tv_tong#dem_thanh_vien", {"tv": _members(18, 3)}),
    Broken("COUNT@tv_tap_huan#dem_tap_huan", {"tv": _members(17, 5)}),
    Broken("COUNT@to[4].ten", {"to": [*TEAMS, TEAMS[1]]}),
    Broken("BLANK-ROW@to[1].cap", {"to": [{**TEAMS[0], "cap": None}, *TEAMS[1:]]}),
    Broken("LE@nguoi#so_nguoi", {"nguoi": 562}),
    Broken("XFORM@hs_ky#nhat_ky_ho_so", {"hs_ky": 106}),
    Broken("MONO@ky_nang[2].luy_ke#luy_ke_ky_nang", _skill("kn2", luy_ke=89), LAST_MONTH),
    Broken("MONO@hs_lk#luy_ke_ho_so", {"hs_lk": 180}, LAST_MONTH),
    Broken(
        "JUMP@to_tong#tang_giam_nhieu",
        {},
        changed(LAST_MONTH, {"to_xa": 1, "to_ap": 0, "to": TEAMS[:1]}),
    ),
    Broken("REQ@ky_nang", {"ky_nang": {"kn4": {"ky": None}}}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(SHEET, Broken("", {}))
    assert case.finding in broken(SHEET, case)


def test_a_month_that_follows_from_the_last_has_nothing_to_say() -> None:
    assert findings(filled(SHEET, previous=LAST_MONTH)) == []


@pytest.mark.parametrize(("helped", "expected"), [(217, []), (216, ["cac_ngay_huong_dan"])])
def test_the_daily_reports_add_up_to_the_log(helped: int, expected: list[str]) -> None:
    days = {CellKey("ho_to", 0, "value"): Decimal(helped)}
    computation = filled(SHEET, context=Context(forms={"F07": days}))
    assert [finding.rule for finding in computation.findings()] == expected


def test_without_a_log_and_a_list_of_members_only_the_sheet_counts() -> None:
    assert findings(filled(changed(SHEET, {"nhat_ky": None, "hs_ky": 500}))) == []


def test_all_members_are_printed_by_name(judge: Judge, tmp_path: Path) -> None:
    computation = filled(changed(SHEET, {"tv": _members(18, 4)}))
    text = printed(judge, tmp_path, computation)
    assert findings(computation) == []
    assert "Người thứ 22" in " ".join(text.split())
    assert lost_figures(computation, text) == {}


def test_the_five_basic_skills_have_their_official_names() -> None:
    rows = filled(SHEET).engine.fields["ky_nang"].rows
    assert [str(row.label).partition(" ")[2] for row in rows] == list(SKILLS)
