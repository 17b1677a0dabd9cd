"""What the whole program wears: its palette, its letters, its style sheet.

Put on before the first paint, so nothing that is dear to describe to Python is named here: of Qt's
own namespace ``Qt`` all enumerations come at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

import resources
from desktop.window.look import USUAL_SIZE, Look
from desktop.window.palettes import PALETTES, Palette

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

_FAMILIES: Final = ("Segoe UI", "Noto Sans", "Liberation Sans", "Arimo", "DejaVu Sans")
POINTS: Final = 10.5
_TITLE_POINTS: Final = 12.5
_EMPTY_POINTS: Final = 12.0
_applied: list[Look] = [Look()]


def look() -> Look:
    """Return the look that the program wears now."""
    return _applied[0]


def colours() -> Palette:
    """Return every colour of the window by its use, as it is now."""
    return PALETTES[look().scheme]


def colour(name: str) -> QColor:
    """Return a colour by its use, as it is now."""
    return QColor(colours()[name])


def apply(app: QApplication, look: Look | None = None) -> None:
    """Dress the whole program, in another look or in the one it has.

    What keeps colours of its own has to be made anew by whoever made it.
    """
    _applied[0] = look or _applied[0]
    app.setPalette(_palette())
    app.setFont(_font())
    app.setStyleSheet(style_sheet())


def style_sheet() -> str:
    """Return the style sheet with its names of colours and sizes filled in."""
    text = resources.path("style.qss").read_text(encoding="utf-8")
    icons = resources.path("icons").as_posix()
    points = {"title_points": _TITLE_POINTS, "empty_points": _EMPTY_POINTS}
    sizes = {name: f"{_points(size):.1f}pt" for name, size in points.items()}
    values = {**colours(), **sizes, "pictures": f"{icons}/{look().scheme}"}
    # Longest names first, so that `@line` does not eat the beginning of `@line_strong`.
    for name in sorted(values, key=len, reverse=True):
        text = text.replace(f"@{name}", values[name])
    return text


def _font() -> QFont:
    family = next((name for name in _FAMILIES if QFontDatabase.hasFamily(name)), "")
    font = QFont(family) if family else QFont()
    font.setPointSizeF(_points(POINTS))
    return font


def _points(usual: float) -> float:
    return usual * look().size / USUAL_SIZE


def _palette() -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, name in (
        (roles.Window, "window"),
        (roles.WindowText, "ink"),
        (roles.Base, "paper"),
        (roles.AlternateBase, "stripe"),
        (roles.Text, "ink"),
        (roles.Button, "window"),
        (roles.ButtonText, "ink"),
        (roles.Highlight, "accent"),
        (roles.HighlightedText, "accent_ink"),
        (roles.ToolTipBase, "paper"),
        (roles.ToolTipText, "ink"),
        (roles.PlaceholderText, "faint"),
        (roles.Link, "accent"),
        (roles.LinkVisited, "accent"),
    ):
        palette.setColor(role, colour(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, colour("faint"))
    return palette
