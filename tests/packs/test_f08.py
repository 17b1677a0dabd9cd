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
LOG = SHEET["values"]["nhat_ky"]
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


def _team(**cells: int | str | None) -> Data:
    return {"to": [{**TEAMS[0], **cells}, *TEAMS[1:]]}


def _activity(**cells: int | str | None) -> Data:
    return {"nhat_ky": [{**LOG[0], **cells}, *LOG[1:]]}


LATE = {"to": "xã An Phú", "ho_ten": "Lê Văn Cường", "ngay_tap_huan": "2025-08-21"}
LAST_MONTH = changed(
    SHEET,
    {
        "nhat_ky": None,
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
    Broken("STATUS@to_khom", {"to_khom": 1}),
    Broken("STATUS@to_xa", {"to_xa": 2}),
    Broken("STATUS@to_ap", {"to_ap": 1}),
    Broken("STATUS@to_hd", {"to_hd": 2}),
    Broken("STATUS@to_td", {"to_td": 1}),
    Broken("STATUS@to_gt", {"to_gt": 1}),
    Broken("STATUS@to_tong#tong_trang_thai", _team(trang_thai=None)),
    Broken("LE@to[1].tap_huan#tap_huan_tung_to", _team(tap_huan=10)),
    Broken("DATE-ORDER@to[1].ngay#ngay_kien_toan", _team(ngay="2025-07-19")),
    Broken("DATE-ASOF@to[1].ngay#ngay_thanh_lap", _team(ngay="2025-08-21", kien_toan=None)),
    Broken("STATUS@to[1].luot#to_khong_hoat_dong", _team(trang_thai="tam_dung")),
    Broken("LE@chua_co#khom_ap_chua_co", {"so_khom_ap": 1}),
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
    *(
        Broken(f"XFORM@ky_nang[{number}].ky#nhat_ky_kn{number}", _skill(f"kn{number}", ky=999))
        for number in range(1, 6)
    ),
    Broken("XFORM@to#nhat_ky_tung_to", _team(luot=250)),
    Broken("DATE-PERIOD@nhat_ky[1].ngay#ngay_nhat_ky", _activity(ngay="2025-07-20")),
    Broken("DATE-PERIOD@nhat_ky[1].ngay#ngay_nhat_ky", _activity(ngay="2025-08-21")),
    Broken("RANGE@nhat_ky[1].luot#luot_nhat_ky", _activity(luot=0)),
    Broken("TEST@nhat_ky[1].ho_so#nop_ho_so", _activity(noi_dung="nop_ho_so", ho_so=0)),
    Broken("BLANK-ROW@nhat_ky[1].hinh_thuc", _activity(hinh_thuc=None)),
    Broken("DATE-ASOF@tv[1].ngay_tap_huan#ngay_tap_huan", {"tv": [LATE]}),
    Broken("MONO@ky_nang[2].luy_ke#luy_ke_ky_nang", _skill("kn2", luy_ke=89), LAST_MONTH),
    Broken("MONO@hs_lk#luy_ke_ho_so", {"hs_lk": 180}, LAST_MONTH),
    Broken(
        "JUMP@to_tong#tang_giam_nhieu",
        {},
        changed(LAST_MONTH, {"to": TEAMS[:1]}),
    ),
    Broken("REQ@ky_nang[4].luy_ke", {"ky_nang": {"kn4": {"luy_ke": None}}}),
    Broken("REQ@so_khom_ap", {"so_khom_ap": None}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(SHEET, Broken("", {}))
    assert case.finding in broken(SHEET, case)


def test_a_month_that_follows_from_the_last_has_nothing_to_say() -> None:
    assert findings(filled(SHEET, previous=LAST_MONTH)) == []


@pytest.mark.parametrize(("helped", "expected"), [(614, []), (613, ["cac_ngay_huong_dan"])])
def test_the_daily_reports_add_up_to_the_log(helped: int, expected: list[str]) -> None:
    days = {CellKey("ho_to", 0, "value"): Decimal(helped)}
    computation = filled(SHEET, context=Context(forms={"F07": days}))
    assert [finding.rule for finding in computation.findings()] == expected


def test_without_a_log_and_a_list_of_members_only_the_sheet_counts() -> None:
    typed = {f"kn{number}": {"ky": 100} for number in range(1, 6)}
    assert findings(filled(changed(SHEET, {"nhat_ky": None, "hs_ky": 500, "ky_nang": typed}))) == []


def test_the_log_gives_the_monthly_figures() -> None:
    computation = filled(SHEET)
    skills = [computation.effective(CellKey("ky_nang", row, "ky")) for row in range(1, 6)]
    assert skills == [211, 64, 83, 75, 128]
    assert computation.effective(CellKey("hs_ky", 0, "value")) == 107


def test_a_team_that_rests_has_no_activities() -> None:
    resting = {**TEAMS[2], "trang_thai": "tam_dung", "luot": 0}
    others = [row for row in LOG if row["to"] != "ấp Vĩnh Hòa"]
    fewer = {"to": [*TEAMS[:2], resting], "nhat_ky": others, "nguoi": 200}
    computation = filled(changed(SHEET, fewer))
    assert findings(computation) == []
    assert computation.effective(CellKey("to_td", 0, "value")) == 1


def test_all_members_are_printed_by_name(judge: Judge, tmp_path: Path) -> None:
    computation = filled(changed(SHEET, {"tv": _members(18, 4)}))
    text = printed(judge, tmp_path, computation)
    assert findings(computation) == []
    assert "Người thứ 22" in " ".join(text.split())
    assert lost_figures(computation, text) == {}


def test_the_five_basic_skills_have_their_official_names() -> None:
    rows = filled(SHEET).engine.fields["ky_nang"].rows
    assert [str(row.label).partition(" ")[2] for row in rows] == list(SKILLS)
