"""An outsider fills months of the report F02 and is told exactly what is wrong with them.

The fill files are written from the form's published inventory, not from the form pack. Each case
puts one mistake into a month that is right; the report must name that mistake and no other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from desktop.desk import Accepted, Desk
from desktop.workspace import Workspace
from forms.findings import Finding
from tests.journeys import months
from tests.journeys.mistakes import CASES
from tests.journeys.months import JULY, MONTHS, Data

Opened = Callable[[str], Desk]


def fill(desk: Desk, data: Data) -> None:
    done = desk.fill(json.dumps(data, ensure_ascii=False).encode())
    assert isinstance(done, Accepted), done


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """Open a month, alone in a store of its own; `a>b` is month b in one store with a."""
    kept: dict[str, Workspace] = {}

    def open_month(name: str) -> Desk:
        codes = name.split(">")
        if name not in kept:
            kept[name] = Workspace.open(tmp_path_factory.mktemp("store"), who="người điền")
            for code in codes:
                head = kept[name].create("F02", "91", code)
                fill(kept[name].desk(head.id), MONTHS[code])
        return kept[name].desk(f"F02-91-{codes[-1]}")

    yield open_month
    for workspace in kept.values():
        workspace.close()


@contextmanager
def changed(desk: Desk, data: Data) -> Iterator[Desk]:
    """Fill something else into the month for a moment."""
    fill(desk, data)
    try:
        yield desk
    finally:
        desk.undo()


def told(finding: Finding) -> str:
    figures = " / ".join(part for part in (finding.given, finding.expected) if part)
    return f"{finding.severity} {finding.code} {finding.place}" + (
        f": {figures}" if figures else ""
    )


def objections(desk: Desk) -> list[str]:
    return sorted(told(finding) for finding in desk.findings())


# --- months without a mistake ---------------------------------------------------------------------


@pytest.mark.parametrize("code", MONTHS)
def test_nothing_is_said_against_a_right_month(opened: Opened, code: str) -> None:
    assert objections(opened(code)) == []


@pytest.mark.parametrize("pair", ["2024-06>2024-07", "2025-06>2025-07"])
def test_nothing_is_said_against_a_right_month_after_another(opened: Opened, pair: str) -> None:
    assert objections(opened(pair)) == []


def as_text(value: object) -> object:
    """Write every whole number as Vietnamese text."""
    if isinstance(value, dict):
        return {name: as_text(item) for name, item in value.items()}
    if isinstance(value, list):
        return [as_text(item) for item in value]
    return months.dotted(value) if isinstance(value, int) else value


def as_fraction(value: object) -> object:
    """Write both numbers of a pair in one text: `08/25`."""
    if not isinstance(value, dict) or not {"n", "d"} <= set(value):
        return value
    return f"{value['n']:02}/{months.dotted(value['d'])}"


SPELLINGS: dict[str, Data] = {
    "numbers as text": {name: as_text(value) for name, value in JULY["values"].items()},
    "leading zeros": {"dvc05": {"n": "03", "d": "03"}, "dvc24_hs_lk": "03", "bhxh_vssid": "06"},
    "percent signs": {"dvc02": {"p": "75,54%"}, "dvc_ca_pct": "97,67%", "yt_ksk": "100%"},
    "whole percent": {"dvc01": {"p": 100}, "yt_ksk": 100, "dvc_tichhop": 100},
    "Vietnamese dates": {
        "ht_kn_ngay": "11/12/2022",
        "kn_lt_ngay": "ngày 17 tháng 6 năm 2023",
        "htich_asof": "28/6/2024",
    },
    "states by word": {"dvc11": "khong_phat_sinh", "dvc24": {"state": "khong_phat_sinh"}},
    "a base of its own": {"dd_dangky": 1662114, "asxh_the": "3.752", "lh_tk": 9639, "mh_con": 9},
    "stated figures": {
        "kp_tong": {"stated": "1,245"},
        "von_tong": {"stated": "101.375"},
        "dvc_ca_pct": "97,67",
        "dvc_100_list": 6,
    },
    "names of rows": {
        "kp_don_vi": [{"ten": name} for name in JULY["values"]["kp_don_vi"]],
        "kp_them": [{"ten": "Sở Tư pháp", "so": 45}],
    },
    "one field for both numbers": {"ht_tk": {"n": 8, "d": "25"}},
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_legal_spelling_means_the_same(opened: Opened, spelling: str) -> None:
    desk = opened("2024-07")
    before = dict(desk.computation.cells)
    fill(desk, {"values": SPELLINGS[spelling]})
    assert {
        key: value for key, value in desk.computation.cells.items() if value != before[key]
    } == {}
    assert objections(desk) == []


def test_pairs_may_be_written_as_fractions(opened: Opened) -> None:
    desk = opened("2024-07")
    fractions = {name: as_fraction(value) for name, value in JULY["values"].items()}
    before = dict(desk.computation.cells)
    with changed(desk, {"values": {"dvc02": {"n": 1, "d": 2}}}):
        fill(desk, {"values": fractions})
        assert dict(desk.computation.cells) == before
        desk.undo()


def test_a_count_may_stand_for_the_units(opened: Opened) -> None:
    with changed(opened("2024-07"), {"values": {"kp_don_vi": {"rows": [], "stated": 12}}}) as desk:
        assert objections(desk) == []


def test_the_services_may_be_named(opened: Opened) -> None:
    named = ["Khai báo tạm vắng", "dvc01", "dvc06", "dvc10", "dvc18", "dvc21"]
    with changed(opened("2024-07"), {"values": {"dvc_100_list": named}}) as desk:
        assert objections(desk) == []


# --- one mistake, one finding ---------------------------------------------------------------------


@pytest.mark.parametrize("name", CASES)
def test_one_mistake_is_found_and_nothing_else(opened: Opened, name: str) -> None:
    case = CASES[name]
    with changed(opened(case.month), case.data) as desk:
        assert objections(desk) == sorted(case.expected)
        for finding in desk.findings():
            assert finding.message.endswith(".")
            assert "{" not in finding.message.replace("{{khong_co}}", "")


@pytest.mark.parametrize("name", [name for name in CASES if "error" in str(CASES[name].expected)])
def test_a_repair_takes_its_finding_away(opened: Opened, name: str) -> None:
    case = CASES[name]
    with changed(opened(case.month), case.data) as desk:
        repaired = {told(finding) for finding in desk.findings() if finding.repair is not None}
        if not repaired:
            return
        desk.repair_all()
        assert not repaired & set(objections(desk))
        desk.undo()


def test_a_new_year_has_new_targets(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, who="người điền") as workspace:
        for code, target in (("2024-12", 1026794), ("2025-01", 1200000), ("2025-02", 1200001)):
            data = months.moved(JULY, code, dd_chitieu=target)
            for name in ("dd_dangky", "dd_kichhoat"):
                data["values"][name] = {"n": data["values"][name]["n"]}
            head = workspace.create("F02", "91", code)
            fill(workspace.desk(head.id), data)
        assert objections(workspace.desk("F02-91-2025-01")) == []
        assert objections(workspace.desk("F02-91-2025-02")) == [
            "warning CONST dd_chitieu: 1.200.001 / 1.200.000"
        ]


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("2024-07", "dvc_muc3"),
        ("2024-07", "cc_chitieu"),
        ("2024-03", "cc_thunhan"),
        ("2025-07", "bt_huyen"),
        ("2025-07", "ioc_huyen"),
    ],
)
def test_a_field_of_another_time_is_refused(opened: Opened, code: str, field: str) -> None:
    desk = opened(code)
    refused = desk.fill(json.dumps({"values": {field: 5}}).encode())
    assert not isinstance(refused, Accepted)
    assert [problem.place for problem in refused] == [field]
