"""A file of ours double-clicked or dropped: looked at, then taken; and data beside a program."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog

from desktop import __main__ as start
from desktop import settings
from desktop.use_cases import updates, whole
from desktop.window import app
from desktop.window.dialogs.forms_dialog import FormsDialog
from desktop.window.file_acts import UpdateDialog
from desktop.window.store_acts import RestoreDialog
from exporters import signed_update
from tests.desktop.driver import NOW, Person
from tests.desktop.test_proofread_window import drop
from tests.desktop.test_provisioning import INI, newer
from tests.desktop.test_window import dialog, finalized

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

WIN = "packaging/windows/file_types.nsh"
LINUX = "packaging/linux/baocao.xml"


def signed(
    person: Person, tmp_path: Path, *files: Path, kind: signed_update.Kind, trust: bool = True
) -> Path:
    private, public = updates.make_keys(tmp_path, "so-khcn")
    if trust:
        updates.trust(person.window.data_dir, public)
    out = tmp_path / "moi.capnhat"
    return updates.sign(files, private, out, kind=kind, issued=NOW, version="1")


def shown_on(person: Person, file: Path) -> UpdateDialog:
    assert drop(person, file)
    return dialog(person, UpdateDialog)


def agree(shown: UpdateDialog) -> None:
    shown.buttons.button(QDialogButtonBox.StandardButton.Ok).click()


# --- updates --------------------------------------------------------------------------------------


def test_forms_are_looked_at_and_then_put_into_use(person: Person, tmp_path: Path) -> None:
    shown = shown_on(person, signed(person, tmp_path, newer(tmp_path), kind="forms"))
    told = shown.told.toPlainText()
    assert "so-khcn ký ngày" in told
    assert "F16 phiên bản 9" in told
    assert "So với phiên bản 1 đang dùng" in told
    workspace = person.window.workspace
    assert workspace is not None
    before = {line.version for line in workspace.versions("F16")}
    agree(shown)
    assert {line.version for line in workspace.versions("F16")} == before | {"9"}
    assert "F16 9" in person.window.bar.text


@pytest.mark.parametrize("fault", ["unknown key", "altered", "no update", "not there"])
def test_what_cannot_be_believed_is_refused_with_a_sentence(
    person: Person, tmp_path: Path, fault: str
) -> None:
    file = signed(person, tmp_path, newer(tmp_path), kind="forms", trust=fault != "unknown key")
    if fault == "altered":
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    elif fault == "no update":
        file.write_bytes(b"khong phai")
    elif fault == "not there":
        file.unlink()
        person.window.file_acts.open(file)
        assert "Không tìm thấy tệp" in person.window.bar.text
        return
    shown = shown_on(person, file)
    assert shown.told.toPlainText().endswith(".")
    assert not shown.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


def test_a_preset_sets_the_computer_up(person: Person, tmp_path: Path) -> None:
    preset = tmp_path / "unit.ini"
    preset.write_text(INI, encoding="utf-8")
    shown = shown_on(person, signed(person, tmp_path, preset, kind="preset"))
    assert "Đơn vị: 30292" in shown.told.toPlainText()
    agree(shown)
    workspace = person.window.workspace
    assert workspace is not None
    assert (workspace.own_unit, workspace.locked) == ("30292", ("profile", "forms"))


def test_an_installer_is_handed_on(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installer, out = tmp_path / "baocao-setup.exe", tmp_path / "out"
    installer.write_bytes(b"MZ")
    out.mkdir()
    shown = shown_on(person, signed(person, tmp_path, installer, kind="program"))
    assert "Bộ cài baocao-setup.exe" in shown.told.toPlainText()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(out))
    agree(shown)
    assert (out / "baocao-setup.exe").read_bytes() == b"MZ"


# --- what else is dropped -------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [False, True])
def test_a_form_is_looked_at_before_it_is_put_into_use(
    person: Person, tmp_path: Path, packed: bool
) -> None:
    file = newer(tmp_path)
    if packed:
        with zipfile.ZipFile(tmp_path / "bieu.zip", "w") as made:
            made.write(file, "form.json")
        file = tmp_path / "bieu.zip"
    assert drop(person, file)
    shown = dialog(person, FormsDialog)
    assert "F16 phiên bản 9 dùng được" in shown.told.toPlainText()
    assert shown.use.isEnabled()


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("unit.ini",), "tệp thiết lập máy"),
        (("ảnh.jpg",), "không nhận tệp ảnh.jpg"),
        (("a.docx", "b.docx"), "chỉ thả một văn bản"),
    ],
)
def test_what_nobody_takes_is_told_in_a_sentence(
    person: Person, tmp_path: Path, names: tuple[str, ...], told: str
) -> None:
    files = [tmp_path / name for name in names]
    for file in files:
        file.write_bytes(b"")
    assert drop(person, *files)
    assert told in person.window.bar.text


def test_a_pdf_dropped_on_a_finalized_report_is_judged_as_its_signed_copy(
    person: Person, tmp_path: Path
) -> None:
    finalized(person)
    paper = tmp_path / "khac.pdf"
    paper.write_bytes(b"%PDF-1.7 khong phai ban da xuat")
    assert drop(person, paper)
    person.wait_ready()
    assert person.window.bar.property("tone") == "trouble"
    assert "khac.pdf" in person.window.bar.text or "PDF" in person.window.bar.text


# --- copies ---------------------------------------------------------------------------------------


def test_a_copy_of_everything_is_previewed(person: Person, tmp_path: Path) -> None:
    copy = whole.make(person.window.data_dir, tmp_path / "moi.baocao", made=NOW)
    assert drop(person, copy)
    shown = dialog(person, RestoreDialog)
    assert shown.chosen is not None
    assert shown.chosen.source == copy
    person.qtbot.waitUntil(lambda: "Báo cáo không đổi: 2" in shown.told.toPlainText())


# --- how the program is started -------------------------------------------------------------------


def test_the_window_opens_what_it_was_started_on(person: Person, tmp_path: Path) -> None:
    window, workspace = person.window, person.window.workspace
    assert workspace is not None
    window.opened_with = signed(person, tmp_path, newer(tmp_path), kind="forms")
    window.take(workspace)
    assert dialog(person, UpdateDialog).told.toPlainText().startswith("Bản cập nhật 1")
    assert window.opened_with is None


@pytest.mark.parametrize(
    ("given", "folder", "file"),
    [
        ([], None, None),
        (["--data-dir", "d"], Path("d"), None),
        (["một.CAPNHAT"], None, Path("một.CAPNHAT")),
        (["--data-dir", "d", "x.baocao"], Path("d"), Path("x.baocao")),
    ],
)
def test_a_file_of_ours_goes_to_the_window(
    given: list[str], folder: Path | None, file: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[tuple[Path | None, Path | None]] = []

    def window(folder: Path | None, file: Path | None) -> int:
        called.append((folder, file))
        return 0

    monkeypatch.setattr(app, "main", window)
    assert start.main(given) == 0
    assert called == [(folder, None if file is None else file.absolute())]


def test_anything_else_is_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert start.main(["khong-co.zip"]) == 2
    assert "khong-co.zip" in capsys.readouterr().err


def test_every_system_is_told_of_the_same_suffixes() -> None:
    assert (settings.COPY, settings.UPDATE) == (whole.SUFFIX, signed_update.SUFFIX)
    root = Path(__file__).parent.parent.parent
    for suffix in (settings.COPY, settings.UPDATE):
        assert f'"{suffix}"' in (root / WIN).read_text(encoding="utf-8")
        assert f'"*{suffix}"' in (root / LINUX).read_text(encoding="utf-8")


# --- data beside the program ----------------------------------------------------------------------


def test_a_program_on_a_stick_keeps_its_data_beside_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = settings.default_data_dir()
    program = tmp_path / "USB" / "baocao"
    program.mkdir(parents=True)
    monkeypatch.setattr(sys, "executable", str(program / "baocao.exe"))
    (program / settings.PORTABLE).touch()
    assert settings.default_data_dir() == usual
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert settings.default_data_dir() == tmp_path / "USB" / "so-lieu"
    (program / settings.PORTABLE).unlink()
    assert settings.default_data_dir() == usual


def test_naming_the_kinds_of_files_loads_nothing_of_qt() -> None:
    code = "import desktop.__main__, sys; print('PySide6' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
