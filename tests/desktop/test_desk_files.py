"""The files of one report: bound to each other by the check code, in either profile."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

import resources
from desktop.desk import Accepted, Desk
from desktop.workspace import Workspace
from exporters.agreement import pdf_text
from exporters.check_code import printed_codes
from exporters.files import sha256
from exporters.package import verify_package
from exporters.pdf import PROFILES, Profile
from forms.cells import CellKey

SAMPLE = resources.path("samples/F02-2024-07.json").read_bytes()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Workspace.open(tmp_path, now=lambda: "2024-07-22T17:00:00+07:00", who="thử") as opened:
        one = opened.desk(opened.create("F02", "91", "2024-07").id)
        assert isinstance(one.fill(SAMPLE), Accepted)
        yield one


@pytest.mark.parametrize("profile", PROFILES)
def test_the_package_of_either_profile_is_genuine(desk: Desk, profile: Profile) -> None:
    files = desk.files(profile)
    verdict = verify_package(files["zip"])
    assert verdict.ok, verdict.problems
    text = pdf_text(files["pdf"])
    assert text is not None
    (code,) = printed_codes(text)
    assert (code.form, code.unit, code.period) == ("F02", "91", "2024-07")
    assert sha256(files["json"]).startswith(code.sha256)


def test_the_profile_with_fields_carries_the_very_files_of_the_package(desk: Desk) -> None:
    files = desk.files("o-ky")
    with pikepdf.open(BytesIO(files["pdf"])) as opened:
        carried = {name: one.get_file().read_bytes() for name, one in opened.attachments.items()}
    assert carried == {
        "F02_91_2024-07_v1.json": files["json"],
        "F02_91_2024-07_v1.xlsx": files["xlsx"],
    }
    assert b"/AcroForm" not in desk.files()["pdf"]


@pytest.mark.parametrize(
    ("profile", "wanted", "made"),
    [
        ("trinh-ky", "xlsx", {"json", "xlsx"}),
        ("trinh-ky", "pdf", {"json", "pdf"}),
        ("o-ky", "pdf", {"json", "xlsx", "pdf"}),
    ],
)
def test_only_what_is_wanted_is_made_and_it_is_the_same(
    desk: Desk, profile: Profile, wanted: str, made: set[str]
) -> None:
    files, every = desk.files(profile, (wanted,)), desk.files(profile)
    assert set(files) == made
    assert files == {suffix: every[suffix] for suffix in made}


def test_one_figure_gives_the_paper_another_code(desk: Desk) -> None:
    before = pdf_text(desk.files()["pdf"])
    assert isinstance(desk.enter(CellKey("dvc12", 0, "n"), "948"), Accepted)
    after = pdf_text(desk.files()["pdf"])
    assert before is not None
    assert after is not None
    assert set(printed_codes(before)).isdisjoint(printed_codes(after))


def test_the_preview_prints_no_code(desk: Desk) -> None:
    text = pdf_text(desk.preview())
    assert text is not None
    assert list(printed_codes(text)) == []
