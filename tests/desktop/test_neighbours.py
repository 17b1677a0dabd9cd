"""Reports beside reports in one store: handed on, added up, compared, filled from each other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

import resources
from desktop.desk import Accepted, Desk, Refused
from desktop.problems import Trouble
from desktop.workspace import Workspace
from forms.cells import CellKey
from forms.checking.review import mark_of
from forms.layout import NUMERIC
from forms.model import REVIEW
from tests.desktop.shell import Shell
from tests.journeys.months import MONTHS

COMMUNE, OTHER = "30292", "30301"
SUPPLIERS = (
    "BHXH", "CAT", "DIEN", "HOI", "PTTH", "SGDDT", "SGTVT", "SKHDT", "SLDTBXH", "STC", "STNMT",
    "STP", "STTTT", "SYT", "THUE",
)  # fmt: skip
TOTAL = CellKey("htich_tong", 0, "value")


def now() -> str:
    return "2025-09-22T17:00:00+07:00"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path, now=now, who="người thử") as opened:
        yield opened


def sample(name: str) -> bytes:
    return resources.path(f"samples/{name}.json").read_bytes()


def filled(workspace: Workspace, form: str, unit: str, period: str, data: bytes) -> Desk:
    desk = workspace.desk(workspace.create(form, unit, period).id)
    done = desk.fill(data)
    assert isinstance(done, Accepted), done
    return desk


def values(**given: object) -> bytes:
    return json.dumps({"values": given}).encode()


def places(desk: Desk, code: str) -> set[str]:
    return {finding.place for finding in desk.findings() if finding.code == code}


def text(desk: Desk, place: str) -> str:
    field, _, part = place.partition(".")
    return desk.text_of(CellKey(field, 0, part or "value"))


# --- from one period to the next -----------------------------------------------------------------


def test_the_newest_earlier_report_is_taken_over_however_long_ago(workspace: Workspace) -> None:
    july = filled(workspace, "F02", "91", "2024-07", sample("F02-2024-07"))
    november = workspace.begin("F02", "91", "2024-11")
    assert november.source == july.head.id
    desk = workspace.desk(november.head.id)
    assert desk.previous_text(TOTAL) == text(desk, "htich_tong") == "2.695.002"
    assert text(desk, "dvc12.n") == ""
    assert "htich_tong" in desk.unseen()
    assert isinstance(desk.enter(TOTAL, "2.695.001"), Accepted)
    fallen = next(f for f in desk.findings() if f.code == "MONO")
    assert "tháng 7/2024" in fallen.message


def test_a_deleted_report_hands_nothing_on_and_a_blank_one_takes_nothing(
    workspace: Workspace,
) -> None:
    july = filled(workspace, "F02", "91", "2024-07", sample("F02-2024-07"))
    blank = workspace.begin("F02", "91", "2024-08", blank=True)
    assert (blank.source, text(workspace.desk(blank.head.id), "htich_tong")) == ("", "")
    workspace.delete(july.head.id)
    assert workspace.begin("F02", "91", "2024-09").source == blank.head.id
    assert workspace.begin("F02", "91", "2024-01").source == ""


def test_a_month_filled_from_a_file_leaves_only_what_the_file_did_not_name(
    workspace: Workspace,
) -> None:
    march = json.dumps(MONTHS["2024-03"]).encode()
    filled(workspace, "F02", "91", "2024-03", march)
    content = json.loads(sample("F02-2024-07"))
    begun = workspace.begin("F02", "91", "2024-07")
    july = workspace.desk(begun.head.id)
    assert set(content["values"]) & set(july.unseen())
    assert isinstance(july.fill(sample("F02-2024-07")), Accepted)
    assert places(july, "REVIEW").isdisjoint({*content["values"], *content.get("text", {})})


def test_reviewing_is_committed_undone_and_asked_for_before_finalizing(
    workspace: Workspace,
) -> None:
    filled(workspace, "F02", "91", "2024-07", sample("F02-2024-07"))
    desk = workspace.desk(workspace.create("F02", "91", "2024-08").id)
    unseen = desk.unseen()
    assert places(desk, "REVIEW") == set(unseen) > {"htich_tong"}
    desk.repair_all()
    assert desk.unseen() == unseen
    with pytest.raises(Trouble, match="chốt"):
        desk.finalize()
    desk.confirm("htich_tong")
    assert "htich_tong" not in workspace.desk(desk.head.id).unseen()
    desk.undo()
    assert workspace.desk(desk.head.id).unseen() == unseen
    section = desk.engine.home["htich_tong"][-1].id
    desk.confirm_section(section)
    assert set(unseen) > set(desk.unseen()) != set()
    assert "htich_tong" not in desk.unseen()
    desk.confirm(*desk.unseen())
    assert places(desk, "REVIEW") == set()
    assert workspace.check_store() == ()


def test_a_named_finding_is_confirmed_by_its_repair(workspace: Workspace) -> None:
    filled(workspace, "F02", "91", "2024-07", sample("F02-2024-07"))
    desk = workspace.desk(workspace.create("F02", "91", "2024-08").id)
    told = next(f for f in desk.findings() if f.id == "REVIEW@htich_tong")
    before = text(desk, "htich_tong")
    assert isinstance(desk.repair(told), Accepted)
    assert (text(desk, "htich_tong"), "htich_tong" in desk.unseen()) == (before, False)


def test_fixed_facts_are_locked_to_typing_and_open_to_a_file(workspace: Workspace) -> None:
    filled(workspace, "F02", "91", "2024-07", sample("F02-2024-07"))
    desk = workspace.desk(workspace.create("F02", "91", "2024-08").id)
    day = CellKey("ht_kn_ngay", 0, "value")
    refused = desk.enter(day, "12/12/2022")
    assert isinstance(refused, Refused)
    assert refused.code == "LOCKED"
    assert isinstance(desk.insert_row("bt_dn", 1), Refused)
    desk.unlock("ht_kn_ngay")
    assert isinstance(desk.enter(day, "12/12/2022"), Accepted)
    assert isinstance(desk.fill(values(kn_ngay="2022-12-12")), Accepted)
    assert text(desk, "kn_ngay") == "12/12/2022"


def test_marks_are_in_no_file(workspace: Workspace) -> None:
    filled(workspace, "F02", "91", "2024-07", sample("F02-2024-07"))
    desk = workspace.desk(workspace.create("F02", "91", "2024-08").id)
    data = json.loads(desk.data())
    kept = {name: data[name] for name in ("values", "text", "figures", "switches", "derived")}
    assert REVIEW not in json.dumps(kept)
    assert any(line["place"] == mark_of("htich_tong").place() for line in data["log"])


# --- days and months -----------------------------------------------------------------------------


def _day(opening: int, received: int, settled: int, *, total: int) -> bytes:
    closing = opening + received - settled
    return values(
        n_dau=opening, n_tt_tp=received, n_tt_mp=0, n_tn=0, n_bc=0, g_truoc=settled, g_dung=0,
        g_qua=0, g_tra=0, n_cuoi_han=closing, n_cuoi_qua=0, l_tong=total, l_gq=0,
    )  # fmt: skip


@pytest.fixture
def week(workspace: Workspace) -> Workspace:
    """Five days of a commune, a weekend between the fourth and the fifth."""
    days = (("05", 10, 4, 3), ("06", 11, 5, 6), ("07", 10, 0, 2), ("08", 8, 7, 1), ("11", 14, 2, 4))
    total = 100
    for day, opening, received, settled in days:
        total += received
        data = _day(opening, received, settled, total=total)
        filled(workspace, "F07", COMMUNE, f"2025-08-{day}", data)
    return workspace


def test_a_day_opens_with_the_last_closing_over_the_weekend(week: Workspace) -> None:
    tuesday = week.desk(week.create("F07", COMMUNE, "2025-08-12").id)
    assert text(tuesday, "n_dau") == "12"
    assert (text(tuesday, "n_cuoi_han"), text(tuesday, "n_tt_tp")) == ("12", "")
    tuesday.enter(CellKey("n_dau", 0, "value"), "13")
    told = next(f for f in tuesday.findings() if f.code == "XFORM")
    assert (told.place, told.expected) == ("n_dau", "12")
    assert "11/8/2025" in told.message or "ngày 11" in told.message


def test_the_running_total_of_a_day_is_pulled_once_the_day_is_filled(week: Workspace) -> None:
    tuesday = week.desk(week.create("F07", COMMUNE, "2025-08-12").id)
    tuesday.fill(values(n_tt_tp=9, n_tt_mp=0, n_tn=0, n_bc=0))
    lines = {line.key.field: line for line in tuesday.pull_preview()}
    assert lines["l_tong"].offer.value == Decimal(127)
    assert lines["l_tong"].offer.reports == (f"F07-{COMMUNE}-2025-08-11",)
    tuesday.pull(lines.values())
    assert text(tuesday, "l_tong") == "127"
    tuesday.undo()
    assert text(tuesday, "l_tong") == "118"


def _month(**columns: int) -> bytes:
    blank = dict.fromkeys(
        ("ton_dau", "tn_tt", "tn_mp", "tn_td", "tn_bc", "gq_truoc", "gq_dung", "gq_qua", "tra",
         "dang_han", "dang_qua", "so_hoa", "kq_dt"), 0,
    )  # fmt: skip
    rows = ("dvc12", "dvc13", "dvc14", "dvc16", "dvc17")
    return values(tthc={"khac": {**blank, **columns}, **dict.fromkeys(rows, blank)})


def test_the_days_of_a_month_add_up_and_missing_ones_are_told(week: Workspace) -> None:
    right = _month(ton_dau=10, tn_tt=18, gq_truoc=16, dang_han=12)
    month = filled(week, "F16", COMMUNE, "2025-08", right)
    assert places(month, "XFORM") == set()
    month.fill(_month(ton_dau=10, tn_tt=19, gq_truoc=16, dang_han=13))
    told = [f for f in month.findings() if f.code == "XFORM"]
    assert {(f.place, f.expected) for f in told} == {
        ("tthc[7].tn_tong", "18"),
        ("tthc[7].dang_tong", "12"),
    }
    # 21 July, a Monday, to 20 August 2025: 23 working days.
    assert all("5/23 báo cáo F07" in f.message for f in told)


def test_days_of_another_commune_or_month_are_not_counted(week: Workspace) -> None:
    filled(week, "F07", OTHER, "2025-08-05", _day(0, 50, 0, total=50))
    filled(week, "F07", COMMUNE, "2025-08-21", _day(12, 50, 0, total=50))
    right = _month(ton_dau=10, tn_tt=18, gq_truoc=16, dang_han=12)
    assert places(filled(week, "F16", COMMUNE, "2025-08", right), "XFORM") == set()
    assert places(filled(week, "F16", "30307", "2025-08", right), "XFORM") == set()


def test_the_next_month_opens_with_what_was_left(week: Workspace) -> None:
    filled(week, "F16", COMMUNE, "2025-08", _month(ton_dau=10, tn_tt=18, gq_truoc=16, dang_han=12))
    september = week.desk(week.create("F16", COMMUNE, "2025-09").id)
    assert september.text_of(CellKey("tthc", 6, "ton_dau")) == "12"
    assert september.text_of(CellKey("tthc", 6, "tn_tt")) == ""
    assert september.unseen() == ("tthc",)


def test_the_communes_add_up_in_the_department_that_gathers_them(week: Workspace) -> None:
    sheet = _month(ton_dau=10, tn_tt=18, gq_truoc=16, dang_han=12)
    filled(week, "F16", COMMUNE, "2025-08", sheet)
    filled(week, "F16", OTHER, "2025-08", sheet)
    desk = week.desk(week.create("F06-C", "91-SNV", "2025-08").id)
    desk.pull(desk.pull_preview())
    assert desk.text_of(CellKey("c_tthc", 2, "tn_tt")) == "36"
    assert desk.text_of(CellKey("c_tthc", 1, "tn_tt")) == ""


def _campaign(reviewed: int, cleaned: int) -> bytes:
    return values(
        hn={"n": cleaned, "d": reviewed}, hn_ky=cleaned, sl_tu_phap=1, sl_toa_an=0, cat_giam=2
    )


def test_the_province_is_the_sum_of_its_communes(workspace: Workspace) -> None:
    filled(workspace, "F15", COMMUNE, "2025-W36", _campaign(100, 40))
    filled(workspace, "F15", OTHER, "2025-W36", _campaign(50, 10))
    filled(workspace, "F15", OTHER, "2025-W35", _campaign(50, 5))
    desk = workspace.desk(workspace.create("F15", "91", "2025-W36").id)
    desk.pull(desk.pull_preview())
    assert (text(desk, "hn.n"), text(desk, "hn.d"), text(desk, "cat_giam")) == ("50", "150", "4")
    desk.enter(CellKey("hn_ky", 0, "value"), "51")
    told = next(f for f in desk.findings() if f.code == "UNITS")
    assert (told.place, told.expected) == ("hn_ky", "50")
    assert "2/102 báo cáo F15" in told.message


# --- the suppliers' sheets -----------------------------------------------------------------------


def test_the_sheets_of_all_suppliers_make_the_report_of_the_province(
    workspace: Workspace, tmp_path: Path
) -> None:
    supplied = set()
    for name in SUPPLIERS:
        form = workspace.form(f"F02-{name}")
        supplied |= {field.id for field in form.fields}
        data = sample(f"F02-{name}-2024-07")
        filled(workspace, form.id, form.owed_by[0], "2024-07", data)
    desk = workspace.desk(workspace.create("F02", "91", "2024-07").id)
    lines = desk.pull_preview()
    assert all(line.taken for line in lines)
    desk.pull(lines)
    with Workspace.open(tmp_path / "typed", now=now) as other:
        typed = filled(other, "F02", "91", "2024-07", sample("F02-2024-07"))
        typed.fill(sample("F02-2024-07-corrections"))
        assert _figures(desk, supplied) == _figures(typed, supplied)
    assert places(desk, "XFORM") == set()
    desk.undo()
    assert text(desk, "dvc12.n") == ""


def _figures(desk: Desk, names: set[str]) -> dict[str, object]:
    c = desk.computation
    found: dict[str, object] = {}
    for strip in c.engine.layout.strips.values():
        if strip.field in names and strip.column.kind in NUMERIC:
            keys = [strip.key(offset) for offset in range(strip.length)]
            found |= {key.place(): c.effective(key) for key in keys if c.has_field(key.field)}
    lists = {name: len(c.rows(name)) for name in names if c.engine.fields[name].kind == "list"}
    return {**found, **lists}


def test_a_report_that_nobody_has_begun_gives_nothing(workspace: Workspace) -> None:
    workspace.create("F05", "91-CAT", "2025-08", blank=True)
    desk = workspace.desk(workspace.create("F06-B", "91-CAT", "2025-08").id)
    desk.enter(CellKey("b_36", 0, "ht"), "1")
    assert (desk.pull_preview(), places(desk, "XFORM")) == ((), set())


def test_a_task_book_is_compared_and_offered(workspace: Workspace) -> None:
    filled(workspace, "F05", "91-CAT", "2025-08", sample("F05-2025-08"))
    desk = workspace.desk(workspace.create("F06-B", "91-CAT", "2025-08").id)
    book = workspace.desk("F05-91-CAT-2025-08")
    desk.pull(desk.pull_preview())
    assert len(desk.computation.rows("nv")) == len(book.computation.rows("nv")) == 36
    assert desk.text_of(CellKey("nv", 36, "viec")) == book.text_of(CellKey("nv", 36, "viec"))
    done = CellKey("b_36", 0, "ht")
    assert desk.shown(done) == book.shown(CellKey("nv_ht", 0, "value")) != ""
    assert "b_36.ht" not in places(desk, "XFORM")
    desk.enter(CellKey("nv", 36, "trang_thai"), "đã hoàn thành")
    assert "b_36.ht" in places(desk, "XFORM")


def test_the_conclusions_of_a_meeting_take_the_task_book_as_it_stood(workspace: Workspace) -> None:
    book = filled(workspace, "F05", "91-CAT", "2025-08", sample("F05-2025-08"))
    workspace.create("F05", "91-CAT", "2025-09", blank=True)
    desk = workspace.desk(workspace.create("F04", "91-VP", "2025-08-25").id)
    desk.pull(desk.pull_preview())
    for name in ("ht", "tx", "dang"):
        counted = book.shown(CellKey(f"nv_{name}", 0, "value"))
        assert text(desk, f"da06_{name}.n") == counted not in ("", "0")
    assert places(desk, "XFORM") == set()
    desk.enter(CellKey("da06_ht", 0, "n"), "1")
    assert "da06_ht" in places(desk, "XFORM")


# --- the command line ----------------------------------------------------------------------------


def test_the_commands_tell_what_they_took_over_and_confirm_it(tmp_path: Path, shell: Shell) -> None:
    file = tmp_path / "july.json"
    file.write_bytes(sample("F02-2024-07"))
    assert "carried" not in shell("new", "F02", "--unit", "91", "--period", "2024-07")
    shell("fill", "F02-91-2024-07", str(file))
    carried = shell("new", "F02", "--unit", "91", "--period", "2024-08")["carried"]
    assert carried["from"] == "F02-91-2024-07"
    assert "htich_tong" in carried["unseen"]
    assert "ht_kn_ngay" in set(carried["fields"]) - set(carried["unseen"])
    done = shell("confirm", "F02-91-2024-08", "htich_tong")
    assert (done["confirmed"], "htich_tong" in done["unseen"]) == (["htich_tong"], False)
    assert shell("confirm", "F02-91-2024-08", "khong_co", expect=2)["error"]["code"] == "FIELD"
    assert shell("confirm", "F02-91-2024-08", expect=2)["error"]["code"] == "USAGE"
    assert shell("confirm", "F02-91-2024-08", "--all")["unseen"] == []
    assert "carried" not in shell("new", "F02", "--unit", "91", "--period", "2024-09", "--blank")


def test_the_command_line_previews_and_pulls(tmp_path: Path, shell: Shell) -> None:
    file = tmp_path / "stp.json"
    file.write_bytes(sample("F02-STP-2024-07"))
    shell("new", "F02-STP", "--unit", "91-STP", "--period", "2024-07")
    shell("fill", "F02-STP-91-STP-2024-07", str(file))
    shell("new", "F02", "--unit", "91", "--period", "2024-07")
    shown = shell("pull", "F02-91-2024-07", "--preview")
    births = next(line for line in shown["lines"] if line["place"] == "dvc12.n")
    assert births == {
        "place": "dvc12.n", "now": None, "value": 949, "form": "F02-STP",
        "reports": ["F02-STP-91-STP-2024-07"], "taken": True,
    }  # fmt: skip
    assert shown["changed"] == 0
    assert shell("pull", "F02-91-2024-07")["changed"] > 0
    assert shell("pull", "F02-91-2024-07", "--overwrite")["lines"] == []
