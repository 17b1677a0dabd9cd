"""The screens as people see them, in every palette, on small screens; the documents' pictures too.

With BAOCAO_PICTURES=FOLDER the pictures that README and manual show are written there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

import resources
from desktop.use_cases.homecoming import Sending
from desktop.window import theme
from desktop.window.help_window import show_page
from desktop.window.look import Look, Scheme
from desktop.window.main_window import MainWindow
from desktop.window.palettes import PALETTES
from desktop.workspace import Workspace
from tests.desktop.driver import JULY, Person, key

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|raise", extend=True)

NOW = "2024-07-22T08:00:00+07:00"
UNIT = "91-STP"
SMALL, SCALED = QSize(1366, 768), QSize(910, 512)
"""The smallest screen there is, and what is left of it where the screen is scaled by 150 %."""
PICTURES = os.environ.get("BAOCAO_PICTURES", "")
_EMPTY_SHARE = 0.995


def done(workspace: Workspace, form: str, sample: str, month: int, *, sent: bool = True) -> None:
    """Finalize a report of a month with a sample's figures, and note that it was handed in."""
    period = f"2024-{month:02d}"
    desk = workspace.desk(workspace.create(form, UNIT, period, blank=True).id)
    given = json.loads(resources.path(f"samples/{sample}.json").read_bytes())
    given["period"] = period
    desk.fill(json.dumps(given).encode())
    for finding in desk.findings():
        if finding.severity in ("error", "warning"):
            desk.accept(finding, "đã đối chiếu với sổ gốc")
    desk.finalize()
    if sent:
        workspace.mark_sent(desk.head.id, Sending(workspace.today, "Trục liên thông văn bản"))


def year_of_a_department(folder: Path) -> None:
    """Half a year done, the last not yet sent, one report late, one begun, some due."""
    with Workspace.open(folder, now=lambda: NOW, who="thử") as workspace:
        workspace.set_profile(msgspec.structs.replace(workspace.profile, unit=UNIT))
        for month in range(1, 7):
            done(workspace, "F02-STP", "F02-STP-2024-07", month, sent=month < 6)
        for month in range(1, 6):
            done(workspace, "F14", "F14-2025-08", month)
        desk = workspace.desk(workspace.create("F02-STP", UNIT, "2024-07").id)
        desk.fill(resources.path("samples/F02-STP-2024-07.json").read_bytes())
        workspace.create("F14", UNIT, "2024-07")


@pytest.fixture(scope="module")
def department(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("BaoCaoCoSo")
    year_of_a_department(folder)
    return folder


@pytest.fixture
def clerk(dressed: QApplication, qtbot: QtBot, department: Path) -> Iterator[Person]:
    """Somebody at a window on the department's folder, on a day of July 2024."""
    window = MainWindow(department)
    window.resize(SMALL)
    window.show()
    with qtbot.waitActive(window):
        pass
    window.take(Workspace.open(department, now=lambda: NOW, who="thử"))
    person = Person(window, qtbot)
    person.wait_ready()
    yield person
    window.close()
    window.deleteLater()
    theme.apply(dressed, Look())


def picture(widget: QWidget, name: str = "") -> QImage:
    QApplication.processEvents()
    image = widget.grab().toImage()
    if PICTURES and name:
        if isinstance(widget, MainWindow):
            # The name of a test's folder says nothing to a reader.
            widget._whose.setText(f"{widget._whose.text().partition('   ')[0]}   BaoCaoCoSo")
            QApplication.processEvents()
            image = widget.grab().toImage()
        image.save(str(Path(PICTURES) / f"{name}.png"))
    return image


def cut_off(root: QWidget) -> list[str]:
    """Words that have less room than they need, of what is shown and does not wrap or clip."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QToolButton):
            continue
        wraps = isinstance(widget, QLabel) and (widget.wordWrap() or not widget.text())
        inside = QRect(widget.mapTo(root, widget.rect().topLeft()), widget.size())
        if not root.rect().contains(inside) and widget.parent() is not None:
            scrolled = any(parent.inherits("QScrollArea") for parent in above(widget))
            if not scrolled:
                found.append(f"{widget.text()!r} lies outside")
        elif not wraps and widget.width() < widget.minimumSizeHint().width():
            found.append(f"{widget.text()!r} needs {widget.minimumSizeHint().width()} pixels")
    return found


def above(widget: QWidget) -> Iterator[QWidget]:
    parent = widget.parentWidget()
    while parent is not None:
        yield parent
        parent = parent.parentWidget()


def emptiness(image: QImage) -> float:
    """Return the share of the commonest colour."""
    counts: dict[int, int] = {}
    for y in range(0, image.height(), 3):
        for x in range(0, image.width(), 3):
            colour = image.pixel(x, y)
            counts[colour] = counts.get(colour, 0) + 1
    return max(counts.values()) / sum(counts.values())


def dress(person: Person, scheme: Scheme, size: QSize) -> None:
    person.window.perform(f"look_acts.{scheme}")
    person.window.bar.dismiss()
    person.window.resize(size)
    QApplication.processEvents()
    assert person.window.size() == size


def looks() -> Iterator[tuple[Scheme, QSize]]:
    for scheme in PALETTES:
        yield scheme, SMALL
        yield scheme, SCALED


def test_the_home_page_fits_and_is_readable(clerk: Person) -> None:
    for scheme, size in looks():
        dress(clerk, scheme, size)
        shown = clerk.window.work_list
        image = picture(clerk.window, "work-list" if (scheme, size) == ("light", SMALL) else "")
        assert cut_off(clerk.window) == []
        assert emptiness(image) < _EMPTY_SHARE
        strip = shown.strip
        assert all(month.width() > 40 for month in strip.months)
        assert strip.months[-1].geometry().right() <= strip.width()
        view = shown.view
        last = view.visualRect(view.table.index(0, view.table.columnCount() - 1))
        assert last.right() <= view.viewport().width()
        assert view.columnWidth(0) > view.fontMetrics().horizontalAdvance("F02-STP · Phiếu")


def test_the_manual_fits_and_is_readable(clerk: Person) -> None:
    for scheme, size in looks():
        dress(clerk, scheme, size)
        shown = show_page(clerk.window, "xa", "3. Nhập số")
        shown.resize(size - QSize(40, 60))
        assert cut_off(shown) == []
        assert emptiness(picture(shown)) < _EMPTY_SHARE
        shown.close()


def test_large_letters_still_leave_room_for_the_list(clerk: Person) -> None:
    for size in (SMALL, SCALED):
        dress(clerk, "light", size)
        clerk.window.perform("look_acts.usual")
        clerk.press("Ctrl+Plus", "Ctrl+Plus")
        clerk.window.bar.dismiss()
        QApplication.processEvents()
        view = clerk.window.work_list.view
        assert view.viewport().height() >= 4 * view.rowHeight(0)
        assert clerk.window.size() == size


def test_the_picture_of_an_open_report(person: Person) -> None:
    person.window.resize(SMALL)
    workspace = person.window.workspace
    assert workspace is not None
    workspace.set_profile(msgspec.structs.replace(workspace.profile, unit="91"))
    person.window._show_whose()
    person.open(JULY, key("dvc01", "n"))
    person.press("F8")
    assert "98,96" in person.editor.strip.message
    person.window.statusBar().clearMessage()
    assert emptiness(picture(person.window, "window")) < _EMPTY_SHARE
