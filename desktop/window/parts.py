"""The small parts that every panel is made of: labels, buttons, boxes without margins."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from PySide6.QtCore import QObject, QSize, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

_PADDING: Final = 8
_USUAL_LETTERS: Final = 16
"""The height of a line of the usual letters."""
_AROUND: Final = QSize(16, 48)
"""What the frame of a window and a bar of the desktop take of the screen."""
Layout = TypeVar("Layout", bound=QBoxLayout)


def soon(owner: QObject, call: Callable[[], object], *, ms: int = 0) -> None:
    """Call something once the events at hand are done; never when ``owner`` is gone by then.

    Qt's own shot of that kind never lets go of what it was to call where its owner goes first;
    a connection from a timer to its own end leaves a little memory behind each time.
    """
    timer = QTimer(owner, singleShot=True, interval=ms)

    def ring() -> None:
        timer.deleteLater()
        call()

    timer.timeout.connect(ring)
    timer.start()


def label(parent: QWidget, text: str = "", *, name: str = "", wrap: bool = False) -> QLabel:
    """Return a label of plain text; ``name`` is its name in the style sheet."""
    made = QLabel(text, parent)
    made.setObjectName(name)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def empty_note(parent: QWidget, text: str = "") -> QLabel:
    """Return what stands in the place of a list that has nothing to show."""
    made = label(parent, text, name="empty", wrap=True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def give_room(window: QWidget, width: int, height: int) -> None:
    """Give a window its first size, told for letters of the usual size; never more than fits."""
    letters = window.fontMetrics().lineSpacing()
    room = window.screen().availableGeometry().size() - _AROUND
    wanted = QSize(width * letters // _USUAL_LETTERS, height * letters // _USUAL_LETTERS)
    window.resize(wanted.boundedTo(room))


def fill_line(label: QLabel, *, lines: int) -> None:
    """Give a wrapped label in a form the whole width of its line, and room for ``lines`` lines."""
    label.setMinimumHeight(lines * label.fontMetrics().lineSpacing())
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)


def usual_folder(kind: QStandardPaths.StandardLocation | None = None) -> str:
    """Return where a person's own files of a kind, documents unless named, are looked for first."""
    wanted = QStandardPaths.StandardLocation.DocumentsLocation if kind is None else kind
    usual = QStandardPaths.writableLocation(wanted)
    return usual if Path(usual).is_dir() else str(Path.home())


class ClippedLabel(QLabel):
    """A label of at most ``lines`` lines; the whole text is its tool tip."""

    def __init__(self, parent: QWidget, *, name: str, lines: int) -> None:
        super().__init__(parent)
        self._lines = lines
        self.full_text = ""
        self.setObjectName(name)
        self.setWordWrap(lines > 1)
        self.setTextFormat(Qt.TextFormat.PlainText)
        upright = Qt.AlignmentFlag.AlignTop if lines > 1 else Qt.AlignmentFlag.AlignVCenter
        self.setAlignment(upright | Qt.AlignmentFlag.AlignLeft)
        self.setMinimumWidth(40)

    def show_text(self, text: str, *, lines: int = 0) -> None:
        """Show as much of a text as has room; ``lines`` changes how many there are."""
        self.full_text = " ".join(text.split())
        self._lines = lines or self._lines
        self._clip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more or less of the text."""
        super().resizeEvent(event)
        self._clip()

    def _clip(self) -> None:
        # Words break before the line is full, so a wrapped text gets a little less than its lines.
        slack = 0 if self._lines == 1 else self.fontMetrics().horizontalAdvance("x") * 8
        width = self.width() - (0 if self.wordWrap() else _PADDING)
        room = max(width * self._lines - slack, width)
        shown = self.fontMetrics().elidedText(self.full_text, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)
            self.setToolTip(self.full_text if shown != self.full_text else "")


def button(
    parent: QWidget, text: str, pressed: Callable[[], object], *, name: str = ""
) -> QToolButton:
    """Return a button that leaves the keyboard where it is."""
    made = QToolButton(parent)
    made.setText(text)
    made.setObjectName(name)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.clicked.connect(pressed)
    return made


def action_button(
    parent: QWidget, action: QAction, *, name: str = "", fading: bool = False
) -> QToolButton:
    """Return a button for an action of the menus: same words, same key, same moments.

    A ``fading`` one is only there while its action can be done.
    """
    made = QToolButton(parent)
    made.setDefaultAction(action)
    made.setObjectName(name)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if fading:
        made.setVisible(action.isEnabled())
        action.enabledChanged.connect(made.setVisible)
    return made


def column(parent: QWidget | None = None, *, gap: int = 0) -> QVBoxLayout:
    """Return a layout from top to bottom without margins."""
    return _bare(QVBoxLayout(parent) if parent is not None else QVBoxLayout(), gap)


def line(parent: QWidget | None = None, *, gap: int = 0) -> QHBoxLayout:
    """Return a layout from left to right without margins."""
    return _bare(QHBoxLayout(parent) if parent is not None else QHBoxLayout(), gap)


def _bare(layout: Layout, gap: int) -> Layout:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(gap)
    return layout
