"""How the window looks: colours, type, the style sheet, and the signs of findings.

Nothing is told by colour alone: every severity has a sign of its own shape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QIcon,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QApplication, QWidget

import resources
from desktop.look import USUAL_SIZE, Look
from desktop.palettes import PALETTES, Palette

if TYPE_CHECKING:
    from forms.findings import Severity

_FAMILIES: Final = ("Segoe UI", "Noto Sans", "Liberation Sans", "Arimo", "DejaVu Sans")
POINTS: Final = 10.5
SIGN: Final = 11
"""Width and height of a severity's sign in pixels."""

_TITLE_POINTS: Final = 12.5
_EMPTY_POINTS: Final = 12.0
_Draw = Callable[[QPainter, QRectF], None]


class Words(NamedTuple):
    """What a severity is called: one finding, and many."""

    word: str
    group: str


LOOKS: Final[Mapping[Severity, Words]] = MappingProxyType(
    {
        "error": Words("Lỗi", "Lỗi"),
        "warning": Words("Cảnh báo", "Cảnh báo"),
        "missing": Words("Thiếu", "Chỗ còn thiếu"),
        "note": Words("Nhắc", "Nhắc"),
    }
)
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
    known = set(QFontDatabase.families())
    family = next((name for name in _FAMILIES if name in known), "")
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


# --- signs ----------------------------------------------------------------------------------------


def paint_sign(painter: QPainter, box: QRectF, severity: Severity) -> None:
    """Draw a severity's sign: cross in a disc, triangle, open ring, dot."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour(severity))
    _SIGNS[severity](painter, box)
    painter.restore()


def _cross(painter: QPainter, box: QRectF) -> None:
    painter.drawEllipse(box)
    painter.setPen(QPen(colour("paper"), box.width() / 7))
    arm = box.adjusted(*(box.width() * part for part in (0.3, 0.3, -0.3, -0.3)))
    painter.drawLine(arm.topLeft(), arm.bottomRight())
    painter.drawLine(arm.topRight(), arm.bottomLeft())


def _triangle(painter: QPainter, box: QRectF) -> None:
    top = QPointF(box.center().x(), box.top())
    painter.drawPolygon(QPolygonF([top, box.bottomRight(), box.bottomLeft()]))
    painter.setPen(QPen(colour("paper"), box.width() / 8))
    middle = box.center().x()
    painter.drawLine(
        QPointF(middle, box.top() + box.height() * 0.4),
        QPointF(middle, box.top() + box.height() * 0.68),
    )
    painter.drawPoint(QPointF(middle, box.top() + box.height() * 0.84))


def _ring(painter: QPainter, box: QRectF) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour("missing"), box.width() / 8))
    inset = box.width() / 8
    painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))


def _dot(painter: QPainter, box: QRectF) -> None:
    inset = box.width() / 4
    painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))


_SIGNS: Final[Mapping[Severity, _Draw]] = MappingProxyType(
    {"error": _cross, "warning": _triangle, "missing": _ring, "note": _dot}
)


def sign_icon(severity: Severity, widget: QWidget, size: int = SIGN) -> QIcon:
    """Return a severity's sign as an icon, sharp on the screen of ``widget``."""
    return icon(widget, size, lambda painter, box: paint_sign(painter, box, severity))


def icon(widget: QWidget, size: int, draw: Callable[[QPainter, QRectF], None]) -> QIcon:
    """Return what ``draw`` draws as an icon, sharp on the screen of ``widget``."""
    ratio = widget.devicePixelRatioF()
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw(painter, QRectF(0.5, 0.5, size - 1, size - 1))
    painter.end()
    made = QIcon(pixmap)
    made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made


def restyle(widget: QWidget) -> None:
    """Read the style sheet again for a widget whose properties changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
