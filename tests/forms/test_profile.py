"""A unit's own profile: what it overrides, when, and what is refused in it."""

from datetime import date

import msgspec
import pytest

import resources
from forms.model import Due, SignatureDefault
from forms.pack import read_json
from forms.periods import PeriodRule
from forms.printed.signing import is_deputy
from forms.profile import (
    CutOff,
    Letterhead,
    Profile,
    ProfileProblem,
    Signatory,
    problems,
    read_profile,
    write_profile,
)
from forms.units import read_units

REGISTRY = read_units(resources.path("units.json").read_bytes())
COMMUNE = REGISTRY.unit("30313")
OFFICE = REGISTRY.unit("91-SKHCN")
RULES = {
    "F07": PeriodRule(cycle="day", rule="day"),
    "F16": PeriodRule(cycle="month", rule="month_to_day", day=20),
    "F01": PeriodRule(cycle="week", rule="week_ending"),
    "F03": PeriodRule(cycle="year", rule="nd09"),
}
CHAIR = Signatory(
    name="Nguyễn Văn An",
    post="CHỦ TỊCH",
    authority="TM.",
    body="ỦY BAN NHÂN DÂN",
    until=date(2026, 6, 30),
)
DEPUTY = Signatory(
    name="Trần Thị Bình",
    post="PHÓ CHỦ TỊCH",
    authority="KT.",
    head="CHỦ TỊCH",
    body="ỦY BAN NHÂN DÂN",
    since=date(2026, 1, 1),
    forms=("F07",),
)
PROFILE = Profile(
    unit="30313",
    identifier="H01.12.3",
    signatories=(CHAIR, DEPUTY),
    recipients={"F07": ("Sở Khoa học và Công nghệ", "Lưu: VT")},
    cut_offs={"F16": CutOff(day=14, due_days=3, hour="16:30")},
    other_names=("Mỹ Hòa Hưng",),
    since=date(2026, 1, 1),
)


def test_a_profile_comes_back_from_its_file() -> None:
    assert problems(PROFILE, REGISTRY, RULES) == ()
    data = write_profile(PROFILE)
    assert read_profile(data) == PROFILE
    assert write_profile(PROFILE) == data
    assert "Trần Thị Bình" in data.decode()


def test_texts_of_a_file_become_nfc_and_lose_their_outer_blanks() -> None:
    data = '{"unit": "30313", "other_names": [" Mỹ Hòa  Hưng "]}'.encode()
    found = read_profile(data)
    assert isinstance(found, Profile)
    assert found.other_names == ("Mỹ Hòa  Hưng",)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[1]",
        b'{"unit": 30313}',
        b'{"unit": "30313", "colour": "red"}',
        b'{"unit": "30313", "cut_offs": {"F16": {"day": 32}}}',
        b'{"unit": "30313", "since": "2026-02-30"}',
        b"[" * 100_000,
        b" " * (2 << 20),
    ],
)
def test_a_file_that_is_no_profile_is_told_not_raised(data: bytes) -> None:
    found = read_profile(data)
    assert isinstance(found, ProfileProblem)
    assert found.message.startswith("Hồ sơ đơn vị")


# --- who signs ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "day", "who"),
    [
        ("F07", date(2025, 12, 31), CHAIR),
        ("F07", date(2026, 1, 1), DEPUTY),
        ("F16", date(2026, 1, 1), CHAIR),
        ("F16", date(2026, 6, 30), CHAIR),
        ("F16", date(2026, 7, 1), None),
        ("F07", date(2026, 7, 1), DEPUTY),
    ],
)
def test_a_form_is_signed_by_whom_it_usually_is_and_may_on_the_day(
    form: str, day: date, who: Signatory | None
) -> None:
    assert PROFILE.signatory(form, day) == who


def test_those_who_may_sign_on_a_day_are_listed_in_order() -> None:
    assert PROFILE.signatories_on(date(2026, 3, 1)) == (CHAIR, DEPUTY)
    assert PROFILE.signatories_on(date(2026, 7, 1)) == (DEPUTY,)
    assert DEPUTY.block == SignatureDefault(
        body="ỦY BAN NHÂN DÂN",
        authority="KT.",
        head="CHỦ TỊCH",
        post="PHÓ CHỦ TỊCH",
        name="Trần Thị Bình",
    )


@pytest.mark.parametrize(
    ("post", "head", "fits"),
    [
        ("PHÓ CHỦ TỊCH", "CHỦ TỊCH", True),
        ("Phó Chủ tịch thường trực", "CHỦ TỊCH", True),
        ("PHÓ CHÁNH VĂN PHÒNG", "CHÁNH VĂN PHÒNG", True),
        ("PHÓ GIÁM ĐỐC", "CHỦ TỊCH", False),
        ("CHỦ TỊCH", "CHỦ TỊCH", False),
        ("PHÓ GIÁM ĐỐC", "", True),
        ("GIÁM ĐỐC", "", False),
    ],
)
def test_a_deputy_is_that_of_the_head_signed_for(post: str, head: str, fits: bool) -> None:
    assert is_deputy(post, head) is fits


# --- letterhead and days --------------------------------------------------------------------------


def test_the_letterhead_is_that_of_the_day_with_the_unit_s_own_words_from_their_day_on() -> None:
    own = Letterhead(
        superior="", issuer="SỞ KH&CN", symbol="SKHCN-CĐS", place="Rạch Giá", since=date(2025, 7, 1)
    )
    profile = Profile(unit="91-SKHCN", letterhead=own)
    before = profile.office(OFFICE, date(2024, 7, 20))
    assert before == Profile().office(OFFICE, date(2024, 7, 20))
    assert (before.issuer, before.symbol) == ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "STTTT")
    now = profile.office(OFFICE, date(2025, 7, 20))
    assert (now.superior, now.issuer, now.symbol, now.place, now.name) == (
        "",
        "SỞ KH&CN",
        "SKHCN-CĐS",
        "Rạch Giá",
        "Sở Khoa học và Công nghệ",
    )


def test_another_unit_s_letterhead_is_its_own() -> None:
    profile = Profile(unit="91-SKHCN", letterhead=Letterhead(issuer="X", place="Y"))
    assert profile.office(COMMUNE, date(2026, 1, 1)).issuer == COMMUNE.issuer


def test_a_cut_off_changes_the_closing_day_and_the_deadline_of_that_form_only() -> None:
    form = read_json(resources.path("packs/F16/form.json").read_bytes())
    own = PROFILE.tailored(form)
    assert (own.period.rule, own.period.day) == ("month_to_day", 14)
    assert own.due == Due(days=3, working=form.due.working, hour="16:30", evidence="P")
    assert own.fields == form.fields
    other = read_json(resources.path("packs/F07/form.json").read_bytes())
    assert PROFILE.tailored(other) is other
    yearly = read_json(resources.path("packs/F03/form.json").read_bytes())
    assert Profile(cut_offs={"F03": CutOff(due_days=9)}).tailored(yearly).period == yearly.period


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["H01", "H01.12.3", "000.00.01.H01", "Z99.AB1"])
def test_both_ways_of_writing_an_electronic_identifier_are_taken(code: str) -> None:
    assert problems(Profile(unit="91", identifier=code), REGISTRY, RULES) == ()


@pytest.mark.parametrize(
    "code", ["h01", "H1", "H01.", "H01..2", "H01.a", "H01." + "1" * 32, "00.1"]
)
def test_a_wrong_electronic_identifier_is_told(code: str) -> None:
    told = problems(Profile(unit="91", identifier=code), REGISTRY, RULES)
    assert [problem.place for problem in told] == ["identifier"]


@pytest.mark.parametrize(
    ("profile", "place"),
    [
        (Profile(), "unit"),
        (Profile(unit="99999"), "unit"),
        (Profile(unit="91", letterhead=Letterhead(issuer="")), "letterhead.issuer"),
        (Profile(unit="91", letterhead=Letterhead(symbol="UB ND")), "letterhead.symbol"),
        (Profile(unit="91", signatories=(Signatory(name="", post="A"),)), "signatories[0]"),
        (Profile(unit="91", signatories=(Signatory(name="A", post=""),)), "signatories[0]"),
        (
            Profile(unit="91", signatories=(Signatory(name="A", post="B", authority="ĐT."),)),
            "signatories[0]",
        ),
        (
            Profile(unit="91", signatories=(Signatory(name="A", post="B", authority="TL."),)),
            "signatories[0]",
        ),
        (
            Profile(unit="91", signatories=(msgspec.structs.replace(DEPUTY, head="GIÁM ĐỐC"),)),
            "signatories[0]",
        ),
        (
            Profile(
                unit="91", signatories=(msgspec.structs.replace(CHAIR, since=date(2027, 1, 1)),)
            ),
            "signatories[0]",
        ),
        (
            Profile(unit="91", signatories=(msgspec.structs.replace(CHAIR, forms=("F99",)),)),
            "signatories[0].forms",
        ),
        (Profile(unit="91", recipients={"F07": ()}), "recipients.F07"),
        (Profile(unit="91", recipients={"F07": ("A", "")}), "recipients.F07"),
        (Profile(unit="91", recipients={"F99": ("A",)}), "recipients"),
        (Profile(unit="91", cut_offs={"F99": CutOff(day=1)}), "cut_offs"),
        (Profile(unit="91", cut_offs={"F07": CutOff(day=1)}), "cut_offs.F07.day"),
        (Profile(unit="91", cut_offs={"F01": CutOff(day=1)}), "cut_offs.F01.day"),
        (Profile(unit="91", cut_offs={"F16": CutOff(hour="24:00")}), "cut_offs.F16.hour"),
        (Profile(unit="91", other_names=("A\u202eB",)), "other_names[0]"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(profile: Profile, place: str) -> None:
    told = problems(profile, REGISTRY, RULES)
    assert [problem.place for problem in told] == [place]
    assert told[0].message.endswith(".")
