"""The unit's year through the façade: profile, letterhead, duties, submissions."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

import resources
from desktop.desk import Accepted, Desk
from desktop.problems import Trouble
from desktop.workspace import Workspace, verify
from forms.cells import CellKey
from forms.profile import CutOff, Letterhead, Profile, Signatory

SAMPLE = resources.path("samples/F02-2024-07.json").read_bytes()
COMMUNE = "30313"
NAME = CellKey("signature", 0, "ho_ten")
CHAIR = Signatory(
    name="Nguyễn Văn An", post="CHỦ TỊCH", authority="TM.", body="ỦY BAN NHÂN DÂN XÃ MỸ HÒA HƯNG"
)
DEPUTY = Signatory(
    name="Trần Thị Bình",
    post="PHÓ CHỦ TỊCH",
    authority="KT.",
    head="CHỦ TỊCH",
    body="ỦY BAN NHÂN DÂN XÃ MỸ HÒA HƯNG",
    since=date(2026, 11, 1),
    forms=("F07",),
)
PROFILE = Profile(
    unit=COMMUNE,
    identifier="H01.99.1",
    signatories=(CHAIR, DEPUTY),
    recipients={"F07": ("Sở Khoa học và Công nghệ", "Đảng ủy xã", "Lưu: VT")},
    cut_offs={"F16": CutOff(day=14, due_days=1)},
    since=date(2026, 11, 16),
)


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = "2026-11-22T08:00:00+07:00"

    def __call__(self) -> str:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock) -> Iterator[Workspace]:
    with Workspace.open(tmp_path, now=clock, who="người thử") as opened:
        yield opened


@pytest.fixture
def commune(workspace: Workspace) -> Workspace:
    workspace.set_profile(PROFILE)
    return workspace


@pytest.fixture
def july(workspace: Workspace) -> Desk:
    """July 2024 as corrected, ready to be finalized."""
    desk = workspace.desk(workspace.create("F02", "91", "2024-07").id)
    assert isinstance(desk.fill(SAMPLE), Accepted)
    settle(desk)
    return desk


def settle(desk: Desk) -> None:
    desk.repair_all()
    for finding in desk.findings():
        if finding.severity in ("warning", "error") and finding.reason is None:
            desk.accept(finding, "Đã đối chiếu")


# --- the profile ----------------------------------------------------------------------------------


def test_the_first_run_asks_for_a_profile_once(
    workspace: Workspace, tmp_path: Path, clock: Clock
) -> None:
    asked = [workspace.needs_profile]
    assert workspace.profile == Profile(unit="91")
    assert workspace.set_profile(PROFILE) == PROFILE
    assert [*asked, workspace.needs_profile] == [True, False]
    with Workspace.open(tmp_path, now=clock) as other:
        assert other.profile == PROFILE
        assert other.own_unit == COMMUNE
        assert other.profile.signatories_on(date(2026, 10, 1)) == (CHAIR,)


def test_the_unit_that_an_old_store_keeps_holds_until_there_is_a_profile(
    workspace: Workspace,
) -> None:
    workspace._store.set_setting("own_unit", "91-STP")
    assert workspace.needs_profile
    assert workspace.own_unit == "91-STP"
    workspace.set_profile(Profile(unit="91-STTTT", signatories=(CHAIR,)))
    assert workspace.own_unit == "91-SKHCN"


def test_a_wrong_profile_is_refused_and_the_old_one_stays(commune: Workspace) -> None:
    wrong = msgspec.structs.replace(PROFILE, identifier="h01", unit="99999")
    with pytest.raises(Trouble, match="99999") as told:
        commune.set_profile(wrong)
    assert (told.value.code, told.value.place) == ("PROFILE", "unit")
    assert "1 chỗ khác" in told.value.message
    assert commune.profile == PROFILE


def test_a_new_report_takes_its_signature_and_recipients_from_the_profile(
    commune: Workspace,
) -> None:
    daily = commune.desk(commune.create("F07", COMMUNE, "2026-11-20").id)
    assert daily.text_of(NAME) == "Trần Thị Bình"
    assert daily.text_of(CellKey("signature", 0, "cua_ai")) == "CHỦ TỊCH"
    assert daily.text_of(CellKey("recipients", 2, "ten")) == "Đảng ủy xã"
    assert [f.id for f in daily.findings() if f.place == "signature"] == []
    monthly = commune.desk(commune.create("F16", COMMUNE, "2026-10").id)
    assert monthly.text_of(NAME) == "Nguyễn Văn An"
    assert monthly.text_of(CellKey("recipients", 1, "ten")) == "Công an tỉnh (PC06)"


def test_another_unit_s_report_takes_nothing_from_the_profile(commune: Workspace) -> None:
    desk = commune.desk(commune.create("F07", "30292", "2026-11-20").id)
    assert desk.text_of(NAME) == ""
    assert desk.text_of(CellKey("recipients", 2, "ten")) == "Đảng ủy, UBND cấp xã"


def test_the_own_cut_off_changes_the_days_that_a_new_report_counts(commune: Workspace) -> None:
    own = commune.desk(commune.create("F16", COMMUNE, "2026-10").id)
    assert own.computation.span == (date(2026, 9, 15), date(2026, 10, 14))
    other = commune.desk(commune.create("F16", "30292", "2026-10").id)
    assert other.computation.span == (date(2026, 9, 21), date(2026, 10, 20))
    assert commune.form_for("F16", "2026-10").period.day == 14


# --- who signs ------------------------------------------------------------------------------------


def test_somebody_who_is_not_on_the_list_is_told_and_may_be_explained(commune: Workspace) -> None:
    desk = commune.desk(commune.create("F07", COMMUNE, "2026-11-20").id)
    desk.enter(NAME, "Lê Văn Người Lạ")
    told = [f for f in desk.findings() if f.code == "SIGN-WHO"]
    assert [(f.severity, f.place, f.given, f.expected) for f in told] == [
        ("warning", "signature", "Lê Văn Người Lạ", "20/11/2026")
    ]
    desk.accept(told[0], "Được ủy quyền tạm thời")
    assert [f.reason for f in desk.findings() if f.code == "SIGN-WHO"] == ["Được ủy quyền tạm thời"]
    desk.enter(NAME, "nguyễn văn  an")
    assert [f for f in desk.findings() if f.code == "SIGN-WHO"] == []


def test_who_took_office_between_the_period_and_today_may_sign(commune: Workspace) -> None:
    desk = commune.desk(commune.create("F16", COMMUNE, "2026-10").id)
    desk.enter(NAME, DEPUTY.name)
    assert [f for f in desk.findings() if f.code == "SIGN-WHO"] == []


def test_without_a_list_anybody_signs(workspace: Workspace) -> None:
    workspace.set_profile(Profile(unit=COMMUNE))
    desk = workspace.desk(workspace.create("F07", COMMUNE, "2026-11-20").id)
    desk.enter(NAME, "Lê Văn Người Lạ")
    assert [f for f in desk.findings() if f.code == "SIGN-WHO"] == []


def test_a_deputy_of_somebody_else_is_told(commune: Workspace) -> None:
    desk = commune.desk(commune.create("F07", COMMUNE, "2026-11-20").id)
    desk.enter(CellKey("signature", 0, "chuc_vu"), "PHÓ GIÁM ĐỐC")
    told = [f for f in desk.findings() if f.code == "SIGN" and f.severity == "warning"]
    assert len(told) == 1
    assert "CHỦ TỊCH" in told[0].message


# --- letterhead -----------------------------------------------------------------------------------


def test_a_department_prints_the_name_it_had_in_the_period(workspace: Workspace) -> None:
    before = workspace.desk(workspace.create("F02-STTTT", "91-SKHCN", "2024-07").id)
    head = before.document().letterhead
    assert (head.issuer, head.symbol) == ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "BC-STTTT")
    assert before.document().author == "Sở Thông tin và Truyền thông"
    after = workspace.desk(workspace.create("F02-STTTT", "91-SKHCN", "2025-07").id)
    assert after.document().letterhead.issuer == "SỞ KHOA HỌC VÀ CÔNG NGHỆ"


def test_the_own_words_of_the_letterhead_are_printed(workspace: Workspace) -> None:
    own = Letterhead(superior="UBND TỈNH AN GIANG", symbol="UBND-VHXH", place="Long Xuyên")
    workspace.set_profile(Profile(unit=COMMUNE, letterhead=own))
    head = workspace.desk(workspace.create("F07", COMMUNE, "2026-11-20").id).document().letterhead
    assert (head.superior, head.issuer) == ("UBND TỈNH AN GIANG", "ỦY BAN NHÂN DÂN XÃ MỸ HÒA HƯNG")
    assert (head.symbol, head.place) == ("BC-UBND-VHXH", "Long Xuyên")


def test_a_finalized_report_is_exported_the_same_whatever_the_profile_says_later(
    july: Desk, workspace: Workspace
) -> None:
    july.finalize()
    before = july.files()
    workspace.set_profile(
        Profile(
            unit="91",
            letterhead=Letterhead(issuer="TÊN KHÁC", place="Nơi khác"),
            signatories=(msgspec.structs.replace(CHAIR, body=""),),
        )
    )
    again = workspace.desk(july.head.id)
    assert again.files() == before
    again.reopen("Đổi tên")
    assert again.document().letterhead.issuer == "TÊN KHÁC"
    assert workspace.check_store() == ()


def test_a_finalized_report_is_exported_the_same_whatever_other_reports_say_later(
    july: Desk, workspace: Workspace, tmp_path: Path
) -> None:
    july.finalize()
    before = july.files()
    june = workspace.desk(workspace.create("F02", "91", "2024-06").id)
    june.enter(CellKey("htich_tong", 0, "value"), "99.999.999")
    fallen = [f for f in july.computation.findings() if f.code == "MONO"]
    again = workspace.desk(july.head.id)
    assert fallen != [f for f in again.computation.findings() if f.code == "MONO"]
    assert again.findings() == july.findings()
    assert again.files() == before
    assert "_findings" not in july.data().decode()
    package = again.export(tmp_path, "package")[0]
    assert verify(package).ok
    again.reopen("Tháng trước đã sửa")
    assert [f.place for f in again.findings() if f.code == "MONO"] == ["htich_tong"]
    assert not any(row.key and row.key.field.startswith("_") for row in again.history())


# --- submissions ----------------------------------------------------------------------------------


def test_a_report_that_left_is_counted_up_when_it_is_reopened(
    july: Desk, workspace: Workspace, tmp_path: Path, clock: Clock
) -> None:
    july.finalize()
    first = july.data()
    names = [path.name for path in july.export(tmp_path / "out")]
    assert names == [f"F02_91_2024-07_v1.{kind}" for kind in ("pdf", "xlsx", "zip")]
    packed = (tmp_path / "out" / names[2]).read_bytes()
    july.export(tmp_path / "out")
    assert (tmp_path / "out" / names[2]).read_bytes() == packed
    clock.now = "2026-11-23T08:00:00+07:00"
    head = july.reopen("Cấp trên trả lại")
    assert (head.revision, head.status) == (2, "draft")
    july.enter(CellKey("dvc12", 0, "n"), "950")
    settle(july)
    july.finalize()
    assert july.export(tmp_path / "out", "pdf")[0].name == "F02_91_2024-07_v2.pdf"
    one, two = july.frozen(1), july.frozen(2)
    assert one is not None
    assert two is not None
    assert (one.data, two.data) == (first, july.data())
    assert first != july.data()
    again = workspace.desk(july.head.id)
    assert again.head.revision == 2
    actions = [row.action for row in again.history()]
    assert actions.count("export") == 3
    log = msgspec.json.decode(july.data())["log"]
    assert "export" not in {line["action"] for line in log}
    assert workspace.check_store() == ()


def test_a_report_that_nobody_has_seen_keeps_its_number(july: Desk, tmp_path: Path) -> None:
    july.export(tmp_path, "pdf")
    july.finalize()
    assert july.reopen("Sót một dòng").revision == 1
    assert "export" not in {row.action for row in july.history()}
    settle(july)
    july.finalize()
    july.export(tmp_path, "pdf")
    assert july.reopen("Sót dòng nữa").revision == 2
    settle(july)
    july.finalize()
    assert july.reopen("Chưa gửi lần hai").revision == 2


# --- duties ---------------------------------------------------------------------------------------


def test_a_commune_s_month_from_its_first_day_on(commune: Workspace) -> None:
    commune.create("F07", COMMUNE, "2026-11-18")
    commune.create("F07", COMMUNE, "2026-11-21")
    first, last = date(2026, 11, 1), date(2026, 11, 24)
    lines = commune.duties(first=first, last=last)
    daily = {line.period: line.state for line in lines if line.form == "F07"}
    assert daily == {
        "2026-11-15": "missing",
        "2026-11-16": "missing",
        "2026-11-17": "missing",
        "2026-11-18": "late",
        "2026-11-19": "missing",
        "2026-11-20": "missing",
        "2026-11-21": "draft",
        "2026-11-22": "not_started",
        "2026-11-23": "not_started",
    }
    own = next(line for line in lines if line.form == "F16")
    assert (own.period, own.due, own.days, own.state) == (
        "2026-11",
        date(2026, 11, 16),
        -6,
        "missing",
    )
    assert own.unit_name == "Ủy ban nhân dân xã Mỹ Hòa Hưng"
    assert [line.due for line in lines] == sorted(line.due for line in lines)


def test_the_year_is_this_one_and_the_two_weeks_after_it(
    workspace: Workspace, clock: Clock
) -> None:
    lines = workspace.duties("91")
    assert [line.period for line in lines] == [f"2026-{m:02d}" for m in range(1, 13)] or [
        line.period for line in lines
    ][:1] == ["2025-12"]
    clock.now = "2027-01-04T08:00:00+07:00"
    assert "2026-10" in {line.period for line in workspace.duties("91")}


def test_a_finalized_and_a_corrected_report_stand_as_done(july: Desk, workspace: Workspace) -> None:
    days = {"first": date(2024, 7, 15), "last": date(2024, 7, 31)}
    assert [(line.state, line.report) for line in workspace.duties("91", **days)] == [
        ("late", july.head.id)
    ]
    july.finalize()
    (line,) = workspace.duties("91", **days)
    assert (line.state, line.delayed, line.open) == ("finalized", True, False)


def test_the_folder_s_own_holidays_count(workspace: Workspace, tmp_path: Path) -> None:
    own = '{"holidays": [{"day": "2024-07-22", "name": "Ngày nghỉ riêng"}]}'
    (tmp_path / "holidays.json").write_text(own, encoding="utf-8")
    days = {"first": date(2024, 7, 15), "last": date(2024, 8, 10)}
    assert [line.due for line in workspace.duties("91", **days)] == [date(2024, 7, 31)]


def test_a_wrong_list_of_holidays_is_told_with_its_file(
    workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "holidays.json").write_text("{", encoding="utf-8")
    with pytest.raises(Trouble, match="ngày nghỉ") as told:
        workspace.duties("91")
    assert told.value.place.endswith("holidays.json")


# --- what cannot be created -----------------------------------------------------------------------


def test_the_running_period_may_be_prepared_a_future_one_not(workspace: Workspace) -> None:
    assert workspace.create("F16", COMMUNE, "2026-12").period == "2026-12"
    for form, period in (("F16", "2027-01"), ("F07", "2026-11-23")):
        with pytest.raises(Trouble, match="chưa đến") as told:
            workspace.create(form, COMMUNE, period)
        assert (told.value.code, told.value.place) == ("PERIOD-FUTURE", "period")


def test_a_unit_reports_only_for_the_time_it_exists(workspace: Workspace) -> None:
    with pytest.raises(Trouble, match="91-STC") as told:
        workspace.create("F02-SKHDT", "91-SKHDT", "2025-05")
    assert told.value.code == "UNIT-PERIOD"
    with pytest.raises(Trouble, match="01/7/2025"):
        workspace.create("II06a", COMMUNE, "2025-Q2")
    assert workspace.create("F02-SKHDT", "91-SKHDT", "2025-03").unit == "91-SKHDT"
