"""The manual on the screen: contents, search, pages; beside the work, never in its way."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QShowEvent,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QSplitter,
    QTextBrowser,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from desktop.use_cases import manual
from desktop.window import parts, theme
from desktop.window.dialogs.questions import close_button

_PAGE: Final = int(Qt.ItemDataRole.UserRole)
_ANCHOR: Final = _PAGE + 1
_SIZE: Final = QSize(960, 620)
_MARGIN: Final = 14
_PICTURE: Final = 520
"""The greatest width of a picture, in pixels."""
_DEEPEST: Final = 2
"""Headings down to this level stand in the contents."""


def show_page(parent: QWidget, page: str = "", anchor: str = "") -> HelpWindow:
    """Show a page of the manual in the one help window of a window, and bring it to the front.

    ``page`` is a page's name such as ``ma-loi`` (empty: the first page). ``anchor`` is a heading
    or a piece of one, else words of the page such as the code of a finding; what is not found
    shows the page from its beginning.
    """
    owner = parent.window()
    shown = owner.findChild(HelpWindow, options=Qt.FindChildOption.FindDirectChildrenOnly)
    window = shown if shown is not None else HelpWindow(owner)
    window.show_page(page, anchor)
    window.show()
    window.raise_()
    window.activateWindow()
    return window


class PageView(QTextBrowser):
    """Shows a page; pictures of whole screens are drawn as wide as a page of text."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return a picture of the manual in a size that can be read beside its text."""
        if kind != int(QTextDocument.ResourceType.ImageResource.value):
            return super().loadResource(kind, QUrl(name))
        place = name.toString() if isinstance(name, QUrl) else name
        image = QImage(str(manual.folder() / place))
        if image.isNull():
            return image
        ratio = self.devicePixelRatioF()
        wide = int(min(_PICTURE, image.width()) * ratio)
        drawn = image.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)
        drawn.setDevicePixelRatio(ratio)
        return drawn


class HelpWindow(QDialog):
    """Contents and search on the left, the page on the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Hướng dẫn")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        room = self.screen().availableGeometry().size()
        self.resize(_SIZE.boundedTo(QSize(room.width() - 40, room.height() - 60)))
        self.page, self._anchor = "", ""
        self.query = QLineEdit(self)
        self.query.setPlaceholderText("Tìm trong hướng dẫn (Ctrl+F)")
        self.query.setAccessibleName("Tìm trong hướng dẫn")
        self.query.setClearButtonEnabled(True)
        self.contents = _tree(self, "Mục lục")
        self.found = _tree(self, "Kết quả tìm")
        self.found.hide()
        self.text = PageView(self)
        self.text.setOpenLinks(False)
        self.text.setAccessibleName("Trang hướng dẫn")
        self._lay_out()
        self._fill()
        self.query.textChanged.connect(self._search)
        self.query.returnPressed.connect(self._first_found)
        self.contents.currentItemChanged.connect(lambda item, _: self._go(item))
        self.found.currentItemChanged.connect(lambda item, _: self._go(item))
        self.text.anchorClicked.connect(self._follow)

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = parts.column(left, gap=6)
        for widget in (self.query, self.contents, self.found):
            column.addWidget(widget)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(left)
        split.addWidget(self.text)
        split.setStretchFactor(1, 1)
        split.setSizes([self.width() // 4, self.width() * 3 // 4])
        split.setChildrenCollapsible(False)
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(12, 12, 12, 10)
        layout.addWidget(split, 1)
        layout.addWidget(close_button(self.close, self))

    def _fill(self) -> None:
        for page in manual.pages():
            top = _item(page.title, page.name, "")
            self.contents.addTopLevelItem(top)
            for passage in manual.passages():
                if passage.page == page.name and 1 < passage.level <= _DEEPEST:
                    top.addChild(_item(passage.heading, page.name, passage.heading))
        if not manual.pages():
            self.text.setPlainText("Bản cài đặt này không kèm trang hướng dẫn.")

    # -- pages ------------------------------------------------------------------------------------

    def show_page(self, page: str = "", anchor: str = "") -> None:
        """Show a page at a heading, else at words of it, else from its beginning."""
        known = {one.name: one for one in manual.pages()}
        shown = known.get(page.removesuffix(".md")) or next(iter(known.values()), None)
        if shown is None:
            return
        if shown.name != self.page:
            self.page = shown.name
            self.text.document().setMarkdown(
                shown.text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub
            )
            self._dress()
            self._open_branch(shown.name)
        self._scroll_to(anchor)

    def _dress(self) -> None:
        """Give tables lines in the colours of the window, and the page room at its sides."""
        document = self.text.document()
        document.setDocumentMargin(_MARGIN)
        for frame in document.rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                look = frame.format().toTableFormat()
                look.setBorder(1)
                look.setBorderCollapse(True)
                look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
                look.setBorderBrush(theme.colour("line"))
                look.setCellPadding(4)
                frame.setFormat(look)

    def _open_branch(self, page: str) -> None:
        for number in range(self.contents.topLevelItemCount()):
            item = self.contents.topLevelItem(number)
            if item is not None:
                item.setExpanded(item.data(0, _PAGE) == page)

    def showEvent(self, event: QShowEvent) -> None:
        """Find the place again now that the lines have their width."""
        super().showEvent(event)
        self._scroll_to(self._anchor)

    def _scroll_to(self, anchor: str) -> None:
        self._anchor = anchor
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.text.setExtraSelections([])
        block = self._heading(anchor) if anchor else None
        if block is not None:
            self._bring_up(QTextCursor(block))
        elif anchor:
            self._mark(anchor)

    def _heading(self, anchor: str) -> QTextBlock | None:
        block = self.text.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and anchor.casefold() in block.text().casefold():
                return block
            block = block.next()
        return None

    def _mark(self, words: str) -> None:
        """Bring up the first place with the words, and show where they stand."""
        cursor = self.text.document().find(words)
        if cursor.isNull():
            return
        place = QTextBrowser.ExtraSelection()
        place.cursor = cursor
        place.format.setBackground(theme.colour("warning_soft"))
        self.text.setExtraSelections([place])
        start = QTextCursor(cursor)
        start.setPosition(cursor.selectionStart())
        self._bring_up(start)

    def _bring_up(self, cursor: QTextCursor) -> None:
        self.text.setTextCursor(cursor)
        bar = self.text.verticalScrollBar()
        bar.setValue(bar.value() + self.text.cursorRect(cursor).top() - self.fontMetrics().height())

    def _go(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.show_page(str(item.data(0, _PAGE)), str(item.data(0, _ANCHOR)))

    def _follow(self, link: QUrl) -> None:
        self.show_page(link.path(), link.fragment())

    # -- search -----------------------------------------------------------------------------------

    def _search(self, query: str) -> None:
        self.found.clear()
        for passage in manual.search(query):
            item = _item(passage.heading, passage.page, passage.heading)
            item.addChild(_item(passage.excerpt(query), passage.page, passage.heading))
            self.found.addTopLevelItem(item)
        self.found.expandAll()
        if query.strip() and not self.found.topLevelItemCount():
            self.found.addTopLevelItem(_item("Không tìm thấy. Thử ít chữ hơn.", self.page, ""))
        self.found.setVisible(bool(query.strip()))
        self.contents.setVisible(not query.strip())

    def _first_found(self) -> None:
        first = self.found.topLevelItem(0)
        if first is not None:
            self.found.setFocus()
            self.found.setCurrentItem(first)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+F goes to the search box; Esc empties it first, then closes."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_F and control:
            self.query.setFocus()
            self.query.selectAll()
        elif event.key() == Qt.Key.Key_Escape and self.query.text():
            self.query.clear()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)


def _tree(parent: QWidget, name: str) -> QTreeWidget:
    tree = QTreeWidget(parent)
    tree.setHeaderHidden(True)
    tree.setAccessibleName(name)
    tree.setWordWrap(True)
    tree.setTextElideMode(Qt.TextElideMode.ElideRight)
    tree.setIndentation(14)
    return tree


def _item(text: str, page: str, anchor: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([text])
    item.setToolTip(0, text)
    item.setData(0, _PAGE, page)
    item.setData(0, _ANCHOR, anchor)
    return item
