"""Whose work the program stands on: every component with the text of its licence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QPlainTextEdit, QWidget

import resources
from desktop.window import parts

BILL: Final = "sbom.cdx.json"
_SIZE: Final = (820, 520)
_OURS: Final = ("LICENSE", "THIRD-PARTY.md")


def licences() -> dict[str, tuple[Path, ...]]:
    """Return the files to read by the component they are of; our own come first.

    A built program carries the texts of all its components beside itself, and the list of them.
    """
    built = getattr(sys, "frozen", False)
    folder = Path(sys.executable).parent if built else resources.path("version.txt").parents[1]
    texts = folder / "licenses" if built else folder
    found: dict[str, tuple[Path, ...]] = {
        name: (texts / name,) for name in _OURS if (texts / name).is_file()
    }
    if built and (folder / BILL).is_file():
        found[BILL] = (folder / BILL,)
    for path in sorted(texts.glob("*") if built else ()):
        if path.is_dir():
            found[path.name] = tuple(sorted(path.iterdir()))
        elif path.name not in found:
            found[path.stem] = (path,)
    for path in sorted(resources.path("LICENSES").glob("*.txt")):
        found.setdefault(path.stem, (path,))
    return found


class LicencesDialog(QDialog):
    """The components at the left, the text of the chosen one at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Giấy phép của các thành phần")
        parts.give_room(self, *_SIZE)
        self._files = licences()
        self.list = QListWidget(self)
        self.list.setAccessibleName("Các thành phần")
        self.list.addItems(list(self._files))
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setAccessibleName("Giấy phép")
        self.list.currentTextChanged.connect(self._show)
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(14, 12, 14, 10)
        sides = parts.line(gap=8)
        sides.addWidget(self.list, 2)
        sides.addWidget(self.text, 5)
        layout.addLayout(sides, 1)
        closing = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        closing.button(QDialogButtonBox.StandardButton.Close).setText("Đóng")
        closing.rejected.connect(self.accept)
        layout.addWidget(closing)
        self.list.setCurrentRow(0)

    def _show(self, name: str) -> None:
        texts = (path.read_text(encoding="utf-8", errors="replace") for path in self._files[name])
        self.text.setPlainText("\n\n".join(texts))
