"""How the window looks: what is worn (:mod:`desktop.window.dress`), and the signs of findings.

Nothing is told by colour alone: every severity has a sign of its own shape.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap, QPixmapCache, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop.window.dress import POINTS, apply, colour, colours, look, style_sheet

if TYPE_CHECKING:
    from forms.findings import Severity

__all__ = [
    "LOOKS",
    "POINTS",
    "SIGN",
    "Words",
    "apply",
    "colour",
    "colours",
    "icon",
    "look",
    "paint_sign",
    "restyle",
    "sign_icon",
    "style_sheet",
]

SIGN: Final = 11
"""Width and height of a severity's sign in pixels."""

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


def sign_icon(severity: Severity, widget: QWidget) -> QIcon:
    """Return a severity's sign as an icon, sharp on the screen of ``widget``."""
    return icon(severity, widget, SIGN, lambda painter, box: paint_sign(painter, box, severity))


def icon(name: str, widget: QWidget, size: int, draw: _Draw) -> QIcon:
    """Return what ``draw`` draws as an icon, sharp on the screen of ``widget``.

    It is drawn once for each look: Qt keeps a picture for every icon that it ever painted, and
    does not know that two are the same unless their ``name`` leads to one picture.
    """
    ratio = widget.devicePixelRatioF()
    key = f"baocao {name} {size} {ratio} {look().scheme}"
    pixmap = QPixmap()
    if not QPixmapCache.find(key, pixmap):
        pixmap = _picture(size, ratio, draw)
        QPixmapCache.insert(key, pixmap)
    made = QIcon(pixmap)
    made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made


def _picture(size: int, ratio: float, draw: _Draw) -> QPixmap:
    pixmap = QPixmap(QSize(size, size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw(painter, QRectF(0.5, 0.5, size - 1, size - 1))
    painter.end()
    return pixmap


def restyle(widget: QWidget) -> None:
    """Read the style sheet again for a widget whose properties changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
