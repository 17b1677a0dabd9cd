"""The forms of this computer: which versions there are, and a new one looked at before it is used.

A pack is read, checked and compared with what is in use; its pages can be seen with example
figures. Nothing changes before it is put into use on purpose.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.problems import Trouble, attempt
from desktop.use_cases.catalog import VersionLine
from desktop.use_cases.pack_files import examine_pack, load_pack
from desktop.window import parts
from desktop.window.dialogs.questions import close_button
from desktop.workspace import Workspace
from forms.authoring.differences import compare
from forms.authoring.mistakes import Examined
from forms.dates import format_date
from forms.engine import Engine

if TYPE_CHECKING:
    from exporters.pages import PageImage

_SIZE: Final = (860, 520)
_PAGE_WIDTH: Final = 620
_HEADINGS: Final = ("Biểu", "Tên", "Phiên bản", "Từ ngày", "Đến ngày", "Nguồn", "")
_TITLE: Final = 1
_FILES: Final = "Biểu mẫu (*.zip *.xlsx *.toml *.json)"


class FormsDialog(QDialog):
    """The versions there are; below, what is said of the file that was chosen."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._chosen: Engine | None = None
        self.setWindowTitle("Biểu mẫu")
        parts.give_room(self, *_SIZE)
        self.table = QTableWidget(0, len(_HEADINGS), self)
        self.told = QPlainTextEdit(self)
        self.choose = parts.button(self, "Chọn tệp biểu mới…", self._ask, name="primary")
        self.look = parts.button(self, "Xem trang in mẫu", self._preview)
        self.use = parts.button(self, "Đưa vào dùng", self.install)
        self.drop = parts.button(self, "Thôi dùng phiên bản này", self._remove)
        self._lay_out()
        self.table.itemSelectionChanged.connect(self._judge)
        self._read()
        self._judge()

    def _lay_out(self) -> None:
        self.table.setHorizontalHeaderLabels(list(_HEADINGS))
        self.table.setAccessibleName("Các phiên bản biểu mẫu")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.told.setReadOnly(True)
        self.told.setAccessibleName("Kết quả kiểm tra biểu")
        self.told.setPlaceholderText(
            "Chọn tệp biểu (.zip, .xlsx, .toml, .json) để kiểm tra và xem có gì thay đổi."
        )
        keys = parts.line(gap=6)
        for button in (self.choose, self.look, self.use, self.drop):
            keys.addWidget(button)
        keys.addStretch(1)
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(14, 12, 14, 10)
        layout.addWidget(self.table, 3)
        layout.addLayout(keys)
        layout.addWidget(self.told, 2)
        layout.addWidget(close_button(self.accept, self))

    # -- what there is ----------------------------------------------------------------------------

    def _read(self) -> None:
        self._lines = self._workspace.versions()
        self.table.setRowCount(len(self._lines))
        for row, line in enumerate(self._lines):
            for column, text in enumerate(_texts(line)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_TITLE, QHeaderView.ResizeMode.Stretch)

    @property
    def line(self) -> VersionLine | None:
        """Return the chosen version."""
        row = self.table.currentRow()
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def _judge(self) -> None:
        line = self.line
        self.look.setEnabled(self._chosen is not None or line is not None)
        self.use.setEnabled(self._chosen is not None)
        self.drop.setEnabled(line is not None and line.installed)

    # -- a new one --------------------------------------------------------------------------------

    def _ask(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self, "Chọn tệp biểu", parts.usual_folder(), _FILES
        )
        if name:
            self.examine(Path(name))

    def examine(self, path: Path) -> None:
        """Say everything that is wrong with a file, or what it would change."""
        known = frozenset(line.id for line in self._workspace.forms())
        found = attempt(lambda: examine_pack(load_pack(path), known))
        self._chosen = None if isinstance(found, Trouble) else found.engine
        self.told.setPlainText(self._said(path, found))
        self.table.clearSelection()
        self.table.setCurrentCell(-1, -1)
        self._judge()

    def _said(self, path: Path, found: Examined | Trouble) -> str:
        if isinstance(found, Trouble):
            return f"{path.name}: {found.message}"
        if found.engine is None:
            faults = [f"{mistake.path}: {mistake.message}" for mistake in found.mistakes]
            return "\n".join((f"{path.name} chưa dùng được, {len(faults)} chỗ phải sửa:", *faults))
        form = found.engine.form
        head = f"{path.name}: biểu {form.id} phiên bản {form.version} dùng được."
        present = [line for line in self._lines if line.id == form.id and line.current]
        if not present:
            return f"{head}\nBiểu mới, máy này chưa có."
        old = self._workspace.form_version(form.id, present[0].version)
        changes = [change.sentence() for change in compare(old, form)]
        return "\n".join((head, f"So với phiên bản {old.version}:", *(changes or ["không đổi."])))

    def install(self) -> None:
        """Put the chosen file into use for new reports."""
        engine = self._chosen
        if engine is None:
            return
        done = attempt(lambda: self._workspace.install(engine.form))
        if isinstance(done, Trouble):
            self.told.setPlainText(done.message)
            return
        told = "đã được đưa vào dùng cho báo cáo mới" if done.fresh else "đã có từ trước"
        self.told.setPlainText(f"Biểu {done.form} phiên bản {done.version} {told}.")
        self._chosen = None
        self._read()
        self._judge()

    def _remove(self) -> None:
        line = self.line
        if line is None:
            return
        done = attempt(lambda: self._workspace.remove_form(line.id, line.version))
        told = f"Đã thôi dùng biểu {line.id} phiên bản {line.version}; báo cáo cũ vẫn mở được."
        self.told.setPlainText(done.message if isinstance(done, Trouble) else told)
        self._read()
        self._judge()

    # -- pages ------------------------------------------------------------------------------------

    def _preview(self) -> None:
        from desktop.use_cases.pack_preview import preview

        engine = self._chosen or self._engine_of_line()
        made = None if engine is None else attempt(lambda: preview(engine).pdf)
        if isinstance(made, Trouble):
            self.told.setPlainText(made.message)
        elif made is not None:
            PagesDialog(made, self).open()

    def _engine_of_line(self) -> Engine | None:
        line = self.line
        if line is None:
            return None
        return Engine(self._workspace.form_version(line.id, line.version))


class PagesDialog(QDialog):
    """The pages of a PDF under each other."""

    def __init__(self, pdf: bytes, parent: QWidget | None = None) -> None:
        from exporters.pages import page_count, render_page

        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Trang in với số liệu ví dụ")
        self.resize(_PAGE_WIDTH + 60, 640)
        sheet = QWidget(self)
        pages = parts.column(sheet, gap=10)
        for index in range(page_count(pdf)):
            label = QLabel(sheet)
            label.setAccessibleName(f"Trang {index + 1}")
            label.setPixmap(_pixmap(render_page(pdf, index, width_px=_PAGE_WIDTH)))
            pages.addWidget(label, alignment=Qt.AlignmentFlag.AlignHCenter)
        scroll = QScrollArea(self)
        scroll.setWidget(sheet)
        scroll.setWidgetResizable(True)
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(10, 10, 10, 8)
        layout.addWidget(scroll, 1)
        layout.addWidget(close_button(self.accept, self))


def _pixmap(page: PageImage) -> QPixmap:
    bytes_per_line = 4 * page.width
    image = QImage(page.bgrx, page.width, page.height, bytes_per_line, QImage.Format.Format_RGB32)
    return QPixmap.fromImage(image)


def _day(iso: str) -> str:
    return format_date(date.fromisoformat(iso)) if iso else ""


def _texts(line: VersionLine) -> tuple[str, ...]:
    return (
        line.id,
        line.title,
        line.version,
        _day(line.valid_from),
        _day(line.valid_to),
        "cài thêm" if line.installed else "có sẵn",
        "đang dùng" if line.current else "",
    )
