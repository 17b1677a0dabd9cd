"""What the first paint shows in the place of the work list: its title, and what is being done."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

TITLE: Final = "Báo cáo định kỳ"
OPENING: Final = "Đang mở kho số liệu…"


def waiting_room(parent: QWidget) -> QWidget:
    """Return the work list as it is before there is one, without a word of Qt's enumerations."""
    room = QWidget(parent)
    layout = QVBoxLayout(room)
    layout.setContentsMargins(12, 10, 12, 6)
    layout.setSpacing(8)
    for name, text, share in (("sectionTitle", TITLE, 0), ("opening", OPENING, 1)):
        said = QLabel(text, room)
        said.setObjectName(name)
        layout.addWidget(said, share)
    return room
