"""The life of a form: versions side by side, put in and taken out, drafts moved and moved back."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

import resources
from desktop.desk import Accepted, Desk
from desktop.problems import Trouble
from desktop.use_cases.pack_files import read_pack
from desktop.workspace import Workspace
from forms.cards import order
from forms.cells import CellKey
from forms.model import Form
from forms.sources.upgrading import homeless
from tests.desktop.form_versions import saved, second_f07, second_f16, shipped
from tests.desktop.shell import Shell

NOW = "2026-07-22T08:00:00+07:00"
UNIT = "30292"
OLD_DAY, NEW_DAY = "2026-06-30", "2026-07-01"
SECOND = second_f07()
DAY = resources.path("samples/F07-2025-08-05.json")


def now() -> str:
    return NOW


def values() -> bytes:
    """What a clerk types on any day."""
    content = json.loads(DAY.read_text(encoding="utf-8"))
    return json.dumps({"values": content["values"]}).encode()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "data", now=now, who="người thử") as opened:
        yield opened


def begun(workspace: Workspace, form: str = "F07", period: str = NEW_DAY) -> Desk:
    head = workspace.create(form, UNIT, period, blank=True)
    return workspace.desk(head.id)


def filled(workspace: Workspace, period: str = NEW_DAY) -> Desk:
    desk = begun(workspace, period=period)
    assert isinstance(desk.fill(values()), Accepted)
    return desk


def pins(workspace: Workspace, *periods: str) -> list[str]:
    return [begun(workspace, period=period).head.pack_version for period in periods]


# --- which version -------------------------------------------------------------------------------


def test_two_versions_stand_side_by_side_in_one_year(workspace: Workspace) -> None:
    workspace.install(SECOND)
    assert pins(workspace, OLD_DAY, NEW_DAY, "2025-08-05") == ["1", "2", "1"]
    assert workspace.form("F07").version == "2"
    assert [(v.version, v.current, v.installed) for v in workspace.versions("F07")] == [
        ("1", False, False),
        ("2", True, True),
    ]


def test_a_month_that_the_change_cuts_takes_the_version_of_its_last_day(
    workspace: Workspace,
) -> None:
    workspace.install(second_f16())
    versions = [workspace.form_for("F16", period).version for period in ("2026-06", "2026-07")]
    assert versions == ["1", "2"]


def test_before_a_version_begins_the_one_before_stays_in_use(tmp_path: Path) -> None:
    with Workspace.open(tmp_path, now=lambda: "2026-06-30T08:00:00+07:00") as early:
        early.install(SECOND)
        assert early.form("F07").version == "1"
        assert next(line for line in early.forms() if line.id == "F07").version == "1"


def test_a_version_that_has_ended_takes_no_later_period(workspace: Workspace) -> None:
    ended = replace(shipped("F07"), version="1.1", valid_to="2025-12-31")
    workspace.install(ended, force=True)
    assert workspace.form_for("F07", "2025-08-05").version == "1.1"
    assert workspace.form_for("F07", "2026-01-01").version == "1"


def test_versions_are_ordered_by_their_beginning_then_their_number() -> None:
    one = shipped("F07")
    numbers = ("1", "1.2", "1.10", "2", "10")
    versions = [replace(one, version=number) for number in numbers]
    later = replace(one, version="0", valid_from="2026-01-01")
    assert sorted([later, *reversed(versions)], key=order) == [*versions, later]


def test_a_period_before_the_first_version_is_refused(workspace: Workspace) -> None:
    with pytest.raises(Trouble) as refused:
        workspace.form_for("F07", "2024-01-01")
    assert refused.value.code == "PERIOD-RANGE"


# --- an old report -------------------------------------------------------------------------------


def test_an_old_report_opens_and_exports_as_it_was(workspace: Workspace, tmp_path: Path) -> None:
    report = filled(workspace, OLD_DAY).head.id
    before, findings = workspace.desk(report).files(), workspace.desk(report).findings()
    workspace.install(SECOND)
    with Workspace.open(tmp_path / "data", now=now) as again:
        desk = again.desk(report)
        assert desk.engine.form.version == "1"
        assert desk.findings() == findings
        assert desk.files() == before


def test_a_report_outlives_the_version_it_was_typed_in(workspace: Workspace) -> None:
    workspace.install(SECOND)
    report = begun(workspace).head.id
    workspace.remove_form("F07", "2")
    assert workspace.desk(report).engine.form == SECOND
    assert workspace.form("F07").version == "1"
    assert begun(workspace, period="2026-07-02").head.pack_version == "1"
    assert workspace.install(SECOND).fresh
    assert workspace.check_store() == ()


def test_yesterdays_figures_stand_beside_the_renamed_fields(workspace: Workspace) -> None:
    old = filled(workspace, OLD_DAY)
    workspace.install(SECOND)
    new = begun(workspace)
    assert new.previous_text(CellKey("n_bcci", 0, "value")) == old.shown(
        CellKey("n_bc", 0, "value")
    )


# --- putting in ----------------------------------------------------------------------------------


def _with(form: Form, **changes: str) -> Form:
    return replace(form, **changes)


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (_with(shipped("F07"), title="Khác"), "FORM-VERSION"),
        (_with(shipped("F07"), version="0.9"), "FORM-OLDER"),
        (_with(SECOND, valid_to="2026-07-21"), "FORM-EXPIRED"),
        (_with(shipped("F16"), id="F07", version="2", valid_from="2026-07-01"), "FORM-CLASH"),
        (_with(shipped("F02-CAT"), id="F02-Cat"), "FORM-CLASH"),
    ],
)
def test_what_may_not_be_installed_is_refused(workspace: Workspace, form: Form, code: str) -> None:
    with pytest.raises(Trouble) as refused:
        workspace.install(form)
    assert refused.value.code == code
    assert workspace.versions("F07") == workspace.versions("F07")[:1]


def test_force_installs_older_and_ended_versions_only(workspace: Workspace) -> None:
    assert workspace.install(_with(shipped("F07"), version="0.9"), force=True).fresh
    with pytest.raises(Trouble):
        workspace.install(_with(shipped("F07"), title="Khác"), force=True)


def test_installing_twice_changes_nothing(workspace: Workspace) -> None:
    assert workspace.install(SECOND).fresh
    again = workspace.install(SECOND)
    assert not again.fresh
    assert not workspace.install(shipped("F07")).fresh
    assert len(workspace.versions("F07")) == 2


def test_a_changed_pack_under_the_number_of_a_removed_one_is_refused(workspace: Workspace) -> None:
    workspace.install(SECOND)
    workspace.remove_form("F07", "2")
    with pytest.raises(Trouble, match="nội dung khác"):
        workspace.install(_with(SECOND, title="Khác"))


def test_a_shipped_version_cannot_be_taken_out(workspace: Workspace) -> None:
    with pytest.raises(Trouble) as refused:
        workspace.remove_form("F07", "1")
    assert refused.value.code == "FORM-SHIPPED"
    with pytest.raises(Trouble) as unknown:
        workspace.remove_form("F07", "7")
    assert unknown.value.code == "FORM-VERSION"


def test_a_new_form_is_listed_and_filled(workspace: Workspace) -> None:
    new = replace(shipped("F16"), id="X01", version="1")
    assert workspace.install(new).against == ""
    assert "X01" in {line.id for line in workspace.forms()}
    assert begun(workspace, "X01", "2026-07").engine.form.id == "X01"


# --- moving a draft ------------------------------------------------------------------------------


def test_a_plan_says_what_would_happen_and_does_nothing(workspace: Workspace) -> None:
    desk = filled(workspace)
    workspace.install(SECOND)
    before = desk.history()
    plan = workspace.upgrade_plan(desk.head.id)
    assert (plan.from_version, plan.to_version) == ("1", "2")
    assert {(m.old.field, m.new.field) for m in plan.moved} == {
        ("n_bc", "n_bcci"),
        ("nguoi_lap", "nguoi_bao_cao"),
    }
    assert {lost.old.field for lost in plan.homeless} == {"gio_chot", "nv"}
    assert plan.asked == ("nl_moi",)
    assert {"field-renamed", "field-added", "rule-added", "label", "rule-changed"} <= {
        one.code for one in plan.differences
    }
    again = workspace.desk(desk.head.id)
    assert (again.head, again.history()) == (desk.head, before)


def test_an_upgraded_draft_has_everything_in_its_place(workspace: Workspace) -> None:
    desk = filled(workspace)
    workspace.install(SECOND)
    plan = workspace.upgrade(desk.head.id)
    moved = workspace.desk(desk.head.id)
    assert moved.head.pack_version == moved.engine.form.version == "2"
    assert moved.text_of(CellKey("n_bcci", 0, "value")) == desk.text_of(CellKey("n_bc", 0, "value"))
    assert sorted(map(str, moved.computation.cells.values())) == sorted(
        map(str, desk.computation.cells.values())
    )
    notes = [f for f in moved.findings() if f.code == "HOMELESS"]
    assert [(f.severity, f.place) for f in notes] == [("note", "gio_chot"), ("note", "nv")]
    assert set(homeless(moved.engine, moved.computation.cells)) == {
        lost.kept_at for lost in plan.homeless
    }
    assert "nl_moi" in {f.place for f in moved.findings() if f.code == "REQ"}
    assert moved.files()["pdf"].startswith(b"%PDF")
    assert workspace.check_store() == ()


def test_an_upgrade_is_taken_back_exactly(workspace: Workspace) -> None:
    desk = filled(workspace)
    workspace.install(SECOND)
    workspace.upgrade(desk.head.id)
    workspace.undo_upgrade(desk.head.id)
    back = workspace.desk(desk.head.id)
    assert back.head == desk.head
    assert back.computation.cells == desk.computation.cells
    with pytest.raises(Trouble, match="không quay lại"):
        workspace.undo_upgrade(desk.head.id)
    assert workspace.check_store() == ()


def test_an_upgrade_that_was_worked_on_is_not_taken_back(workspace: Workspace) -> None:
    desk = filled(workspace)
    workspace.install(SECOND)
    workspace.upgrade(desk.head.id)
    assert isinstance(
        workspace.desk(desk.head.id).enter(CellKey("nl_moi", 0, "value"), "1"), Accepted
    )
    with pytest.raises(Trouble) as refused:
        workspace.undo_upgrade(desk.head.id)
    assert refused.value.code == "UPGRADE-UNDO"


def test_what_has_no_place_comes_back_with_the_version_that_knows_it(workspace: Workspace) -> None:
    desk = filled(workspace)
    workspace.install(SECOND)
    workspace.upgrade(desk.head.id)
    third = replace(shipped("F07"), version="3", valid_from="2026-07-01")
    workspace.install(third)
    plan = workspace.upgrade(desk.head.id)
    back = workspace.desk(desk.head.id)
    assert {"gio_chot", "nv"} <= {key.field for key in plan.kept}
    lost = {key.field for key in homeless(back.engine, back.computation.cells)}
    assert lost == {"n_bcci", "nguoi_bao_cao"}  # the third version's author forgot their names
    assert back.text_of(CellKey("gio_chot", 0, "value")) == desk.text_of(
        CellKey("gio_chot", 0, "value")
    )


def test_a_finalized_report_is_never_moved(workspace: Workspace) -> None:
    desk = filled(workspace)
    for finding in desk.findings():
        if finding.severity in ("error", "warning"):
            desk.accept(finding, "Đã đối chiếu")
    desk.enter(CellKey("signature", 0, "ho_ten"), "Nguyễn Văn An")
    desk.enter(CellKey("signature", 0, "chuc_vu"), "CHỦ TỊCH")
    desk.finalize()
    workspace.install(SECOND)
    for act in (workspace.upgrade_plan, workspace.upgrade):
        with pytest.raises(Trouble, match="đã chốt"):
            act(desk.head.id)


def test_there_is_nothing_to_move_to_without_another_version(workspace: Workspace) -> None:
    with pytest.raises(Trouble) as refused:
        workspace.upgrade_plan(begun(workspace).head.id)
    assert refused.value.code == "UPGRADE-NONE"


def test_a_draft_goes_back_to_an_older_version_only_by_its_name(workspace: Workspace) -> None:
    workspace.install(SECOND)
    report = begun(workspace).head.id
    workspace.remove_form("F07", "2")
    with pytest.raises(Trouble) as refused:
        workspace.upgrade(report)
    assert refused.value.code == "UPGRADE-NONE"
    assert workspace.upgrade(report, "1").to_version == "1"
    assert workspace.upgrade(report, "2").to_version == "2"  # kept in the store


def test_rows_of_a_table_move_with_their_ids(workspace: Workspace) -> None:
    desk = begun(workspace, "F16", "2026-07")
    rows = [row.id for row in shipped("F16").fields[0].rows]
    for number in (1, 2, 3):
        assert isinstance(desk.enter(CellKey("tthc", number, "ton_dau"), str(number)), Accepted)
    workspace.install(second_f16())
    plan = workspace.upgrade(desk.head.id)
    moved = workspace.desk(desk.head.id)
    names = [row.id for row in moved.engine.fields["tthc"].rows]
    for number in (1, 3):
        at = names.index(rows[number - 1]) + 1
        assert moved.text_of(CellKey("tthc", at, "ton_dau")) == str(number)
    assert [lost.kept_at.field for lost in plan.homeless] == [f"tthc.{rows[1]}@1"]
    assert moved.text_of(CellKey("tthc", 1, "ton_dau")) == ""


# --- the command line ----------------------------------------------------------------------------


def test_a_form_is_installed_listed_compared_and_removed(shell: Shell, tmp_path: Path) -> None:
    file = saved(SECOND, tmp_path / "form.json")
    compared = shell("forms", "diff", file)
    done = shell("forms", "install", file)
    assert done["installed"] is True
    assert done["differences"] == compared["differences"]
    assert {"field-renamed", "field-removed"} <= {d["code"] for d in done["differences"]}
    assert shell("forms", "install", file)["installed"] is False
    listed = shell("forms", "list", "F07")["forms"]
    assert [v["version"] for v in listed[0]["versions"]] == ["1", "2"]
    assert shell("forms", "export", "F07", "2")["version"] == "2"
    assert shell("forms", "diff", "F07", "1", "2")["differences"] == compared["differences"]
    assert shell("forms", "remove", "F07", "2")["removed"] is True
    assert shell.refused("forms", "remove", "F07", "2")["code"] == "FORM-VERSION"
    assert shell("doctor")["ok"] is True


def test_a_draft_is_moved_from_the_command_line(shell: Shell, tmp_path: Path) -> None:
    report = shell("new", "F07", "--unit", UNIT, "--period", NEW_DAY, "--blank")["report"]
    data = tmp_path / "values.json"
    data.write_bytes(values())
    shell("fill", report, str(data))
    shell("forms", "install", saved(SECOND, tmp_path / "form.json"))
    seen = shell("upgrade", report, "--preview")
    assert (seen["done"], seen["from"], seen["to"]) == (False, "1", "2")
    done = shell("upgrade", report)
    assert {**done, "done": False} == seen
    assert {x["place"] for x in done["homeless"]} >= {"gio_chot"}
    assert shell("upgrade", report, "--undo")["version"] == "1"
    assert shell("upgrade", report, "--to", "2")["to"] == "2"
    assert shell.refused("upgrade", report)["code"] == "UPGRADE-NONE"


def test_people_read_what_was_done(
    shell: Shell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from desktop.cli import main

    file, folder = saved(SECOND, tmp_path / "form.json"), ("--data-dir", str(tmp_path / "data"))
    report = shell("new", "F07", "--unit", UNIT, "--period", NEW_DAY, "--blank")["report"]
    for command, words in (
        (("forms", "install", file), "So với phiên bản 1:"),
        (("forms", "list", "F07"), "phiên bản 2, từ 01/7/2026, đã cài thêm, đang dùng"),
        (("forms", "diff", "F07", "1", "2"), "Đổi mã chỉ tiêu n_bc thành n_bcci."),
        (("upgrade", report, "--preview"), "Xem trước báo cáo"),
        (("upgrade", report), "Chỉ tiêu bắt buộc mới:"),
        (("upgrade", report, "--undo"), "như trước"),
        (("forms", "remove", "F07", "2"), "thôi dùng"),
    ):
        assert main([*command, *folder]) == 0
        assert words in capsys.readouterr().out


@pytest.mark.parametrize(
    "command",
    [("forms", "install"), ("forms", "remove", "F07"), ("forms", "diff"), ("forms", "export"),
     ("forms", "list", "F07", "1"), ("forms", "check", "a", "b"), ("upgrade", "F07-91-2026-07-01")],
)  # fmt: skip
def test_a_call_that_lacks_something_is_refused(shell: Shell, command: tuple[str, ...]) -> None:
    assert shell.refused(*command)["message"]


def test_every_mistake_of_a_pack_is_told_at_once(shell: Shell, tmp_path: Path) -> None:
    content = json.loads(resources.path("packs/F07/form.json").read_text(encoding="utf-8"))
    content["fields"][2]["kind"] = "so"
    content["fields"][3]["mau"] = "đỏ"
    content["relations"][0]["total"] = "khong_co"
    file = tmp_path / "form.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    for action in ("check", "install"):
        answer = shell("forms", action, str(file), expect=2)
        assert len(answer["mistakes"]) >= 3
        assert answer["error"]["place"] == answer["mistakes"][0]["place"]
    assert [v["version"] for v in shell("forms", "list", "F07")["forms"][0]["versions"]] == ["1"]


# --- files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["form.json", "pack.toml", "F07/form.json", "F07/pack.toml"])
def test_a_zip_of_a_pack_is_read(tmp_path: Path, name: str) -> None:
    source = resources.path("packs/F07") / name.rpartition("/")[2]
    target = tmp_path / "F07.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, source.read_bytes())
    assert read_pack(target).form == shipped("F07")


def test_a_zip_of_a_whole_folder_is_read(tmp_path: Path) -> None:
    """As ``zip -r F07.zip F07`` makes it, the folder itself named too."""
    made = shutil.make_archive(
        str(tmp_path / "F07"), "zip", root_dir=resources.path("packs"), base_dir="F07"
    )
    with zipfile.ZipFile(made) as archive:
        assert "F07/" in archive.namelist()
    assert read_pack(Path(made)).form == shipped("F07")


def test_a_folder_and_its_files_are_the_same_pack() -> None:
    folder = resources.path("packs/F07")
    found = [read_pack(path).form for path in (folder, *sorted(folder.iterdir()))]
    assert found == [shipped("F07")] * 3
