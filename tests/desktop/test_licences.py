"""Whose work the program stands on, from the About window: texts of the source and of a build."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.window.dialogs.licences_dialog import BILL, LicencesDialog, licences
from desktop.window.dialogs.questions import AboutDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.mark.usefixtures("dressed")
def test_about_leads_to_the_text_of_every_licence(qtbot: QtBot) -> None:
    about = AboutDialog()
    qtbot.addWidget(about)
    about.show_licences()
    (shown,) = about.findChildren(LicencesDialog)
    assert "MIT License" in shown.text.toPlainText()
    names = [shown.list.item(row).text() for row in range(shown.list.count())]
    assert {"LICENSE", "THIRD-PARTY.md", "LGPL-3.0"} <= set(names)
    for row in range(shown.list.count()):
        shown.list.setCurrentRow(row)
        assert shown.text.toPlainText().strip()


def test_a_built_program_shows_what_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "licenses"
    (folder / "pikepdf").mkdir(parents=True)
    for name in ("LICENSE", "THIRD-PARTY.md", "libx11-6.txt", "pikepdf/LICENSE.txt"):
        (folder / name).write_text(name, encoding="utf-8")
    (tmp_path / BILL).write_text("{}", encoding="utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "baocao"))
    found = licences()
    assert list(found)[:3] == ["LICENSE", "THIRD-PARTY.md", BILL]
    assert found["pikepdf"] == (folder / "pikepdf" / "LICENSE.txt",)
    assert found["libx11-6"] == (folder / "libx11-6.txt",)
    assert "LGPL-3.0" in found
