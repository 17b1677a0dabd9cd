"""Signed copies come home through the command line, and sending is noted."""

import json
from pathlib import Path

import pytest

from desktop import cli
from desktop.use_cases.homecoming import ROOTS_FOLDER, SIGNED_FOLDER
from desktop.window.home.work_lines import work_lines
from desktop.workspace import Workspace
from tests.desktop.shell import CORRECTIONS, REPORT, Shell
from tests.exporters.pades import (
    LEADER,
    ORGANISATION,
    Authority,
    fill_in,
    replace_content,
    sign,
)

ABOVE_THE_NAME = (330, 40, 520, 90)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def final(july: Shell) -> Shell:
    july("fill", REPORT, str(CORRECTIONS))
    july.accept_warnings()
    july("finalize", REPORT)
    return july


def exported(shell: Shell, folder: Path, profile: str = "trinh-ky") -> Path:
    out = str(folder / profile)
    answer = shell("export", REPORT, "--out", out, "--only", "pdf", "--profile", profile)
    return Path(answer["files"][0])


def signed_twice(pdf: Path, authority: Authority) -> Path:
    once = sign(pdf.read_bytes(), authority.signer(LEADER), "ky_lanh_dao")
    numbered = fill_in(once, {"so": "709"})
    target = pdf.with_name("signed.pdf")
    target.write_bytes(sign(numbered, authority.signer(ORGANISATION), "ky_co_quan"))
    return target


def state(shell: Shell) -> str:
    with Workspace.open(shell.folder) as workspace:
        (line,) = work_lines(workspace.reports())
    return line.state


def test_a_signed_copy_is_taken_in_and_closes_the_report(
    final: Shell, tmp_path: Path, authority: Authority
) -> None:
    signed = signed_twice(exported(final, tmp_path, "o-ky"), authority)
    assert state(final) == "Đã chốt"
    taken = final("attach", REPORT, str(signed))
    assert [each["signer"] for each in taken["signatures"]] == [LEADER, ORGANISATION]
    kept = Path(taken["file"])
    assert kept.parent == final.folder / SIGNED_FOLDER
    assert kept.read_bytes() == signed.read_bytes()
    assert state(final) == "Đã ký"
    final("attach", REPORT, str(signed))
    with Workspace.open(final.folder) as workspace:
        log = [row for row in workspace.desk(REPORT).history() if row.action == "signed"]
    assert [row.detail for row in log] == [f"{taken['sha256']} {kept.name}"]
    assert final("doctor")["ok"] is True


def test_a_tool_that_places_its_own_field_is_understood(
    final: Shell, tmp_path: Path, authority: Authority
) -> None:
    pdf = exported(final, tmp_path)
    signed = sign(pdf.read_bytes(), authority.signer(LEADER), "Signature1", box=ABOVE_THE_NAME)
    pdf.write_bytes(signed)
    assert final("attach", REPORT, str(pdf))["signatures"][0]["signer"] == LEADER


def test_a_signed_report_that_is_reopened_becomes_the_next_submission(
    final: Shell, tmp_path: Path, authority: Authority
) -> None:
    signed = signed_twice(exported(final, tmp_path, "o-ky"), authority)
    kept = Path(final("attach", REPORT, str(signed))["file"])
    assert final("reopen", REPORT, "--reason", "Sai số liệu")["revision"] == 2
    assert state(final) == "Nháp, lần 2"
    assert kept.read_bytes() == signed.read_bytes()
    assert final.refused("attach", REPORT, str(signed))["code"] == "ReportNotFinalized"
    final("finalize", REPORT)
    assert state(final) == "Đã chốt, lần 2"
    said = final.refused("attach", REPORT, str(signed), expect=1)
    assert said["code"] == "SIGNED-OTHER"


def test_a_paper_of_an_older_build_is_known_by_its_hash(
    final: Shell, tmp_path: Path, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    pdf = exported(final, tmp_path)
    signed = sign(pdf.read_bytes(), authority.signer(LEADER), "Signature1", box=ABOVE_THE_NAME)
    pdf.write_bytes(signed)
    monkeypatch.setattr("exporters.nd30.BODY_PT", 13.0)
    assert final("attach", REPORT, str(pdf))["report"] == REPORT


def test_what_is_not_the_paper_is_refused_and_nothing_is_kept(
    final: Shell, tmp_path: Path, authority: Authority
) -> None:
    pdf = exported(final, tmp_path)
    content, leader = pdf.read_bytes(), authority.signer(LEADER)
    wrong = {
        "SIGNED-NONE": content,
        "SIGNED-READ": sign(content, leader, "S", box=ABOVE_THE_NAME)[:-5_000],
        "SIGNED-CONTENT": sign(
            replace_content(content, 1, b"0 0 9 9 re f"), leader, "S", box=ABOVE_THE_NAME
        ),
    }
    for code, spoiled in wrong.items():
        pdf.write_bytes(spoiled)
        assert final.refused("attach", REPORT, str(pdf), expect=1)["code"] == code
    assert not (final.folder / SIGNED_FOLDER).exists()
    assert state(final) == "Đã chốt"


def test_verify_tells_of_a_signed_pdf_and_of_its_signers(
    final: Shell, tmp_path: Path, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    signed = signed_twice(exported(final, tmp_path, "o-ky"), authority)
    answer = final("verify", str(signed))
    assert answer["ok"] is True
    assert [each["trust"] for each in answer["signatures"]] == ["not checked"] * 2
    assert len(answer["data_sha256"]) == 64
    assert cli.main(["verify", str(signed), "--data-dir", str(final.folder)]) == 0
    assert "chưa kiểm tra tin cậy" in capsys.readouterr().out
    (final.folder / ROOTS_FOLDER).mkdir()
    (final.folder / ROOTS_FOLDER / "root.pem").write_bytes(authority.root_pem)
    (final.folder / ROOTS_FOLDER / "note.txt").write_text("not a certificate")
    assert cli.main(["verify", str(signed), "--data-dir", str(final.folder)]) == 0
    assert "chuỗi chứng thư hợp lệ" in capsys.readouterr().out
    signed.write_bytes(signed.read_bytes().replace(b"application/pdf<", b"Application/pdf<", 1))
    answer = json.loads(json.dumps(final("verify", str(signed), expect=1)))
    assert [problem["code"] for problem in answer["problems"]] == ["SIGNED-BROKEN"] * 2


def test_sending_is_noted_with_day_channel_and_receipt(final: Shell) -> None:
    said = final("sent", REPORT, "--date", "26/7/2024", "--channel", "Trục liên thông; gấp")
    assert said["sent"] == "2024-07-26"
    final("sent", REPORT, "--date", "2024-07-27", "--channel", "Bưu điện", "--receipt", "EA123")
    assert state(final) == "Đã gửi"
    with Workspace.open(final.folder) as workspace:
        log = [row.detail for row in workspace.desk(REPORT).history() if row.action == "sent"]
    assert log == ["2024-07-26; Trục liên thông, gấp", "2024-07-27; Bưu điện; EA123"]
    assert final("show")["reports"][0]["sent"] == "2024-07-27"
    assert final("reopen", REPORT, "--reason", "Sai số liệu")["revision"] == 2


@pytest.mark.parametrize(
    ("day", "channel", "code"),
    [
        ("31/2/2024", "Bưu điện", "SENT-DATE"),
        ("1/1/2099", "Bưu điện", "SENT-DATE"),
        ("26/7/2024", "  ", "SENT-CHANNEL"),
    ],
)
def test_a_sending_that_cannot_be_is_refused(
    final: Shell, day: str, channel: str, code: str
) -> None:
    said = final.refused("sent", REPORT, "--date", day, "--channel", channel)
    assert said["code"] == code


def test_a_draft_is_neither_signed_nor_sent(july: Shell, tmp_path: Path) -> None:
    said = july.refused("sent", REPORT, "--date", "26/7/2024", "--channel", "Bưu điện")
    assert said["code"] == "ReportNotFinalized"
    paper = tmp_path / "x.pdf"
    paper.write_bytes(b"%PDF-1.7")
    assert july.refused("attach", REPORT, str(paper))["code"] == "ReportNotFinalized"


def test_a_small_package_is_no_pdf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its PDF stands uncompressed within the first thousand bytes."""
    shell = Shell(tmp_path / "data", capsys)
    report = shell("new", "F13", "--unit", "30292", "--period", "2025-08-12")["report"]
    (made,) = shell("export", report, "--out", str(tmp_path), "--only", "package")["files"]
    assert b"%PDF" in Path(made).read_bytes()[:1_024]
    assert shell("verify", made)["ok"]
