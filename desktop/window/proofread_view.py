"""Soát số liệu: any report in a window of its own, its claims to walk through one by one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QWidget,
)
from shiboken6 import isValid

from desktop.problems import Trouble
from desktop.use_cases.proofed import (
    VERDICTS,
    Proofed,
    note_of,
    place_of,
    proofread_file,
    proofread_words,
    said_of,
    sheet_name,
    sheet_pdf,
)
from desktop.window import parts, theme
from desktop.window.dropped import dropped_file
from desktop.window.message_bar import MessageBar
from desktop.window.proofed_text import ProofedText
from desktop.window.tasks import Runner
from exporters.files import write_atomically
from exporters.reading import KINDS

if TYPE_CHECKING:
    from forms.claims.claim import Claim
    from forms.composition import Office

T = TypeVar("T")

FILES: Final = f"Báo cáo ({' '.join(f'*{kind}' for kind in KINDS)})"
_SIZE: Final = (1120, 700)
_SHARES: Final = (680, 440)


class ProofreadView(QDialog):
    """A text with marks in the margin beside the list of its claims.

    F8 and Shift+F8 walk, Ctrl+C copies the chosen claim as a note (a selected piece of the text as
    it is), Ctrl+P prints the sheet, Ctrl+O opens a file, Ctrl+V takes the clipboard.
    """

    def __init__(
        self,
        runner: Runner,
        office: Office,
        now: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner, self._office, self._now = runner, office, now
        self._proofed: Proofed | None = None
        self._listed: list[int] = []
        self._folder = parts.usual_folder()
        self.setWindowTitle("Soát số liệu")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAcceptDrops(True)
        parts.give_room(self, *_SIZE)
        self.bar = MessageBar(self)
        self.summary = parts.label(self, name="panelTitle", wrap=True)
        self.text = ProofedText(self)
        self.every = QCheckBox("&Hiện cả chỗ đúng", self)
        self.claims = QListWidget(self)
        self.claims.setAccessibleName("Các chỗ được soát")
        self.claims.setWordWrap(True)
        self.detail = parts.label(self, name="printed", wrap=True)
        self.detail.setAccessibleName("Kết luận")
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        self._connect()
        self._show_empty()

    def _lay_out(self) -> None:
        buttons = parts.line(gap=6)
        for text, pressed in (
            ("Mở tệp… (Ctrl+O)", self.open_file),
            ("Dán văn bản (Ctrl+V)", self.paste),
            ("Chép ghi chú (Ctrl+C)", self.copy_note),
            ("In phiếu… (Ctrl+P)", self.print_sheet),
        ):
            buttons.addWidget(parts.button(self, text, pressed))
        buttons.addStretch(1)
        buttons.addWidget(self.every)
        side = QWidget(self)
        below = parts.column(side, gap=6)
        below.addWidget(self.claims, 1)
        below.addWidget(self.detail)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.text)
        split.addWidget(side)
        split.setSizes(list(_SHARES))
        split.setChildrenCollapsible(False)
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addLayout(buttons)
        layout.addWidget(self.bar)
        layout.addWidget(self.summary)
        layout.addWidget(split, 1)
        layout.addWidget(parts.label(self, _KEYS, name="keys"))

    def _connect(self) -> None:
        for key, pressed in (
            ("F8", lambda: self.step(1)),
            ("Shift+F8", lambda: self.step(-1)),
            ("Ctrl+C", self.copy_note),
            ("Ctrl+P", self.print_sheet),
            ("Ctrl+O", self.open_file),
            ("Ctrl+V", self.paste),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(pressed)
        self.claims.currentRowChanged.connect(self._choose)
        self.every.toggled.connect(lambda _: self._fill())
        self.text.clicked.connect(self.go_to)

    def _show_empty(self) -> None:
        self.summary.setText(
            "Mở hoặc kéo thả báo cáo Word, PDF, Excel, .txt vào đây; hoặc chép văn bản rồi dán."
        )

    # -- reading ----------------------------------------------------------------------------------

    def open_file(self) -> None:
        """Ask for a file and proofread it."""
        name, _kind = QFileDialog.getOpenFileName(
            self, "Chọn báo cáo cần soát", self._folder, FILES
        )
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Proofread a file in the background; what is asked for next is looked for beside it."""
        self._folder = str(path.parent)
        self._run(lambda: proofread_file(path), f"Đang đọc {path.name}…")

    def paste(self) -> None:
        """Proofread the text of the clipboard."""
        words = QGuiApplication.clipboard().text()
        if words.strip():
            self._run(lambda: proofread_words(words), "Đang soát văn bản dán…")
        else:
            self.bar.say("Chưa có văn bản nào được chép. Hãy chép văn bản rồi dán lại.")

    def _run(self, work: Callable[[], Proofed], told: str) -> None:
        self.bar.say(told, "busy")
        self._runner.run(work, self._told(self.take), self._told(self._failed))

    def _told(self, tell: Callable[[T], None]) -> Callable[[T], None]:
        """Return a callback that a window that was closed meanwhile does not hear."""
        return lambda result: tell(result) if isValid(self) else None

    def _failed(self, trouble: Trouble) -> None:
        self.bar.say(trouble.message, "trouble", action="Mở tệp khác", doing=self.open_file)

    def take(self, proofed: Proofed) -> None:
        """Show what was proofread, at its first claim."""
        self._proofed = proofed
        self.bar.dismiss()
        self.setWindowTitle(f"Soát số liệu: {proofed.name}")
        self.summary.setText(f"{proofed.name}. {proofed.summary}")
        self.text.show_text(proofed.text, proofed.claims)
        self.every.setChecked(False)
        self._fill()
        self.claims.setFocus()

    def _fill(self) -> None:
        claims = self._proofed.claims if self._proofed else ()
        self._listed = [i for i, c in enumerate(claims) if c.severity or self.every.isChecked()]
        self.claims.blockSignals(True)
        self.claims.clear()
        for index in self._listed:
            self.claims.addItem(_item(claims[index], self.claims))
        self.claims.blockSignals(False)
        self.claims.setCurrentRow(0 if self._listed else -1)
        self._choose(self.claims.currentRow())

    # -- walking ----------------------------------------------------------------------------------

    @property
    def claim(self) -> Claim | None:
        """Return the chosen claim."""
        row = self.claims.currentRow()
        known = self._proofed is not None and 0 <= row < len(self._listed)
        return self._proofed.claims[self._listed[row]] if known and self._proofed else None

    def step(self, by: int) -> None:
        """Go to the next claim of the list, round its end to the first."""
        if self._listed:
            self.claims.setCurrentRow((self.claims.currentRow() + by) % len(self._listed))

    def go_to(self, index: int) -> None:
        """Choose a claim by its number, listing the right ones where it is one of these."""
        if index not in self._listed:
            self.every.setChecked(True)
        self.claims.setCurrentRow(self._listed.index(index))

    def _choose(self, row: int) -> None:
        claim = self.claim
        if claim is None:
            self.detail.setText("Không có chỗ nào phải xem lại." if self._proofed else "")
            return
        operands = f" Tính từ: {', '.join(claim.operands)}." if claim.operands else ""
        self.detail.setText(f"{VERDICTS[claim.verdict]}. {said_of(claim)}{operands}")
        self.text.choose(self._listed[row])

    # -- handing on -------------------------------------------------------------------------------

    def copy_note(self) -> None:
        """Copy the chosen claim as a note; words selected in the text are copied as they are."""
        cursor = self.text.textCursor()
        if self.text.hasFocus() and cursor.hasSelection():
            QGuiApplication.clipboard().setText(cursor.selectedText().replace("\u2029", "\n"))
            return
        claim = self.claim
        if claim is not None and self._proofed is not None:
            QGuiApplication.clipboard().setText(note_of([claim], self._proofed.name))
            self.bar.say("Đã chép ghi chú, có thể dán vào tin nhắn hoặc nhận xét.", "good")

    def print_sheet(self) -> None:
        """Ask for a file and write the sheet as PDF."""
        proofed = self._proofed
        if proofed is None:
            return
        usual = Path(self._folder) / sheet_name(proofed.name)
        name, _kind = QFileDialog.getSaveFileName(self, "Ghi phiếu soát số liệu", str(usual), _PDF)
        if name:
            self.write_sheet(Path(name if name.lower().endswith(".pdf") else f"{name}.pdf"))

    def write_sheet(self, path: Path) -> None:
        """Write the sheet in the background."""
        proofed, office, now = self._proofed, self._office, self._now
        if proofed is None:
            return

        def write() -> Path:
            write_atomically(path, sheet_pdf(proofed, office, now()))
            return path

        self.bar.say("Đang ghi phiếu…", "busy")
        self._runner.run(write, self._told(self._written), self._told(self._failed))

    def _written(self, path: Path) -> None:
        self.bar.say(
            f"Đã ghi phiếu soát số liệu: {path}",
            "good",
            action="Mở phiếu",
            doing=lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))),
        )

    # -- dropping ---------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file that can be read."""
        if dropped_file(event, KINDS) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Proofread the file that was dropped."""
        path = dropped_file(event, KINDS)
        if path is not None:
            event.acceptProposedAction()
            self.read(path)


_KEYS: Final = (
    "F8 chỗ kế tiếp   Shift+F8 chỗ trước   Ctrl+C chép ghi chú   Ctrl+P in phiếu   Esc đóng"
)
_PDF: Final = "PDF (*.pdf)"


def _item(claim: Claim, view: QListWidget) -> QListWidgetItem:
    place = place_of(claim)
    text = f"{VERDICTS[claim.verdict]} · {place}\n{claim.quote}"
    item = QListWidgetItem(text)
    if claim.severity in ("error", "warning", "note"):
        severity = claim.severity
        item.setIcon(theme.sign_icon(severity, view))  # type: ignore[arg-type]  # one of three
    item.setToolTip(said_of(claim))
    return item
