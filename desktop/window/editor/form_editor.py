"""One open report: sections on the left, one section in the middle, checks and pages right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.desk import Desk
from desktop.use_cases.paste_plan import Pasting
from desktop.window import parts
from desktop.window.actions import When
from desktop.window.editor.cell_acts import CellActs
from desktop.window.editor.cell_grid import CellGrid
from desktop.window.editor.chart_view import ChartPage, Sparkline, Trends
from desktop.window.editor.check_panel import CheckPanel
from desktop.window.editor.marks import PROBLEMS, Position, field_of, section_of
from desktop.window.editor.news import News
from desktop.window.editor.open_report import OpenReport, Refusal, repairable
from desktop.window.editor.page_preview import PagePreview
from desktop.window.editor.panes import Panes
from desktop.window.editor.paste_panel import PastePanel
from desktop.window.editor.place_panel import PlacePanel, Topic
from desktop.window.editor.place_words import (
    WRITING_HINT,
    finding_at,
    old_font_words,
    place_words,
    told,
)
from desktop.window.editor.report_bar import ReportBar
from desktop.window.editor.section_page import SectionPage
from desktop.window.editor.section_tree import SectionTree
from desktop.window.editor.sheets import SIGNING, has_panels
from desktop.window.message_bar import CellStrip
from desktop.window.tasks import Runner
from forms.cells import CellKey
from forms.findings import Finding, Severity
from forms.model import REVIEW, SECTIONS

_ROOMY: Final = 520
"""Height of a report from which everything has room at once."""


class FormEditor(QFrame):
    """The window of one report.

    ``saved`` is told after each change that reached the disk, ``moved`` when the cursor is in
    another place, ``troubled`` when something stopped the work.
    """

    saved = Signal()
    moved = Signal()
    troubled = Signal(object)

    def __init__(
        self,
        desk: Desk,
        runner: Runner,
        actions: Mapping[str, QAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.report = OpenReport(desk, self)
        self.page: SectionPage | None = None
        self._is_placed = self._is_told = True
        self.cell_acts = CellActs(self)
        self._build(runner, actions)
        self._connect()
        self.show_section(self._sections()[0])

    # -- building ---------------------------------------------------------------------------------

    def _build(self, runner: Runner, actions: Mapping[str, QAction]) -> None:
        self.tree = SectionTree(self.report, self)
        self.strip = CellStrip(self)
        self.checks = CheckPanel(
            self.report, [actions["repair"], actions["accept"], actions["withdraw"]], self
        )
        self.preview = PagePreview(self.report, runner, self)
        trends = Trends(self.report, runner, self)
        self.spark, self.charts = Sparkline(trends, self), ChartPage(trends, self)
        self._heading = parts.ClippedLabel(self, name="sectionTitle", lines=2)
        self.panes = Panes(self.tree, self._middle_pane(), self.checks, self.preview, self)
        self.panes.take_charts(self.charts)
        self.place_panel = PlacePanel(self.report, self)
        self.panes.take_panel(self.place_panel)
        self.bar = ReportBar(self.report, actions, self.panes.show_checks, self)
        layout = parts.column(self)
        layout.addWidget(self.bar)
        layout.addWidget(self.panes, 1)

    def _middle_pane(self) -> QFrame:
        middle = QFrame(self)
        middle.setObjectName("middle")
        self._middle = parts.column(middle, gap=4)
        self._middle.setContentsMargins(8, 6, 4, 4)
        self._middle.addWidget(self._heading)
        self.paste_panel = PastePanel(self.report, middle)
        self._middle.addWidget(self.paste_panel)
        told = parts.line(gap=4)
        told.addWidget(self.strip, 1)
        told.addWidget(self.spark)
        self._middle.addLayout(told)
        return middle

    def _connect(self) -> None:
        self.tree.chosen.connect(self.show_section)
        self.tree.opened.connect(self.enter_section)
        self.tree.switched.connect(self._switch)
        self.checks.jumped.connect(self.jump)
        self.place_panel.asked.connect(self._open_manual)
        self.place_panel.left.connect(self._back_from_panel)
        self.preview.picked.connect(self._go_picked)
        self.paste_panel.left.connect(self._back_to_grid)
        self.strip.picked.connect(self._take_candidate)
        self.report.changed.connect(self._after_change)
        self.report.settled.connect(self._settle)
        self.report.refused.connect(self._explain)
        self.report.troubled.connect(self.troubled)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out."""
        super().resizeEvent(event)
        self.panes.arrange(event.size())

    # -- sections ---------------------------------------------------------------------------------

    def _sections(self) -> list[str]:
        """Return the sections that have something to fill in, and the place of signing."""
        desk = self.report.desk
        filled = [item.id for item in desk.outline() if has_panels(desk, item.id)]
        return [*filled, SIGNING]

    def show_section(self, section: str) -> None:
        """Show a section; one that only has a heading leads to the first one inside it."""
        section = self._filled_section(section)
        if self.page is not None and self.page.section == section:
            self.tree.select(section)
            return
        self.paste_panel.leave()
        if self.page is not None:
            self.page.flush()
            self._middle.removeWidget(self.page)
            self.page.hide()
            self.page.deleteLater()
        self.page = SectionPage(self.report, section, self)
        self.page.moved.connect(self._show_place)
        self.page.left.connect(self._next_section)
        self.page.pasting.connect(self._show_block)
        self._middle.insertWidget(1, self.page, 1)
        self.tree.select(section)
        self._heading.show_text(self.tree.title(section))
        self._place_first()

    def _show_block(self, pasting: Pasting) -> None:
        """Show what a pasted block would do; a low window has no room for the strip meanwhile."""
        self.strip.setVisible(self.height() >= _ROOMY)
        self.paste_panel.show_block(pasting)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc what stands beside the form."""
        if event.key() == Qt.Key.Key_Escape and not self.place_panel.isHidden():
            self.place_panel.leave()
        elif event.key() == Qt.Key.Key_Escape and self.panes.is_full:
            self.panes.toggle_full_pages()
        else:
            super().keyPressEvent(event)

    def tell_place(self, topic: Topic) -> bool:
        """Show the panel about the cell; False where it says that already, and it closes."""
        if not self.place_panel.isHidden() and self.place_panel.topic == topic:
            self.place_panel.leave()
            return False
        self.panes.leave_full_pages()
        self.panes.cover_side()
        self.place_panel.open(topic, self.position)
        return True

    def tell_help(self) -> bool:
        """Show what belongs into the cell; False where that is shown already."""
        shown = not self.place_panel.isHidden() and self.place_panel.topic == "help"
        return not shown and self.tell_place("help")

    def _open_manual(self, page: str, anchor: str) -> None:
        from desktop.window.help_window import show_page

        show_page(self, page, anchor)

    def _back_from_panel(self) -> None:
        self.panes.uncover_side()
        text = None if self.page is None else self.page.text
        if text is not None:
            text.setFocus()
        self._back_to_grid()

    def _back_to_grid(self) -> None:
        self.strip.show()
        if self.grid is not None:
            self.grid.setFocus()

    def _place_first(self) -> None:
        """Choose the first cell without taking the keyboard from the tree."""
        page = self.page
        if page is not None and page.pieces and not isinstance(page.focusWidget(), QWidget):
            first = page.pieces[0]
            grid = getattr(first, "grid", None)
            if isinstance(grid, CellGrid):
                grid.select_first()
        self._show_place()

    def _filled_section(self, section: str) -> str:
        order = [item.id for item in self.report.desk.outline()]
        if section not in order or has_panels(self.report.desk, section):
            return section
        later = order[order.index(section) :]
        return next((name for name in later if has_panels(self.report.desk, name)), SIGNING)

    def enter_section(self, section: str) -> None:
        """Show a section and put the cursor into it; pages give way to it."""
        self.panes.leave_full_pages()
        self.show_section(section)
        if self.page is not None:
            self.page.start()

    def next_section(self) -> None:
        """Go to the next section that has something to fill in."""
        self._next_section(1)

    def previous_section(self) -> None:
        """Go to the section before."""
        self._next_section(-1)

    def _next_section(self, way: int) -> None:
        order = self._sections()
        section = "" if self.page is None else self.page.section
        to = order.index(section) + way if section in order else 0
        if 0 <= to < len(order):
            self.enter_section(order[to])

    def _switch(self, section: str, way: str) -> None:
        if not self.report.act(lambda desk: desk.switch_section(section, on=way == "on")):
            self.tree.show_switches()

    # -- places -----------------------------------------------------------------------------------

    @property
    def position(self) -> Position:
        """Return where the cursor is."""
        return Position() if self.page is None else self.page.position

    @property
    def grid(self) -> CellGrid | None:
        """Return the table that is being worked in."""
        sheet = None if self.page is None else self.page.sheet
        return None if sheet is None else sheet.grid

    def jump(self, finding: Finding) -> None:
        """Go to what a finding is about."""
        with self.report.together():
            self.go_to(field_of(finding), finding.key)
            self.checks.view.select(finding)
            self._show_place()

    def go_to(self, field: str, key: CellKey | None = None) -> None:
        """Put the cursor on a cell, or on the first cell of a field; pages give way to it."""
        self.panes.leave_full_pages()
        with self.report.together():
            self.show_section(section_of(self.report.desk.engine, field))
            if self.page is not None:
                self.page.go_to(field, key)

    def _go_picked(self, name: str, key: CellKey | None) -> None:
        """Go to what was clicked on the page: a cell, a field, or a section's own words."""
        self.panes.leave_full_pages()
        if name in self.report.desk.engine.sections:
            self.enter_section(name)
        else:
            self.go_to(name, key)

    def next_problem(self) -> None:
        """Go to the next error or warning, or to what is missing when there are none."""
        self._go_round(PROBLEMS)

    def previous_problem(self) -> None:
        """Go to the error or warning before."""
        self._go_round(PROBLEMS, back=True)

    def next_missing(self) -> None:
        """Go to the next part that is missing."""
        self._go_round(("missing",))

    def _go_round(self, severities: tuple[Severity, ...], *, back: bool = False) -> None:
        self.flush()
        found = self.report.marks.next(self.position, severities, back=back)
        if found is None and "missing" not in severities:
            found = self.report.marks.next(self.position, ("missing",), back=back)
        if found is not None:
            self.jump(found)

    def finding_here(self) -> Finding | None:
        """Return the finding that F9 and a written reason are about."""
        position, marks = self.position, self.report.marks
        here = marks.at(position.key) if position.key is not None else ()
        here = here or marks.loose(position.field)
        chosen = self.checks.view.finding
        if chosen is not None and chosen.key == position.key:
            return next((f for f in here if f.id == chosen.id), chosen)
        return repairable(here) or (here[0] if here else chosen)

    # -- acts -------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the last change back, wherever it was made."""
        self._step(lambda desk: desk.undo())

    def redo(self) -> None:
        """Do again what was taken back."""
        self._step(lambda desk: desk.redo())

    def _step(self, action: Callable[[Desk], frozenset[CellKey]]) -> None:
        self.flush()
        with self.report.together():
            changed = self.report.step(action)
            self._go_changed(changed)

    def _go_changed(self, changed: frozenset[CellKey]) -> None:
        typed = [key for key in changed if not self.report.desk.computation.is_derived(key)]
        key = min(typed or changed, default=None)
        if key is None or key.field == SECTIONS:
            return
        if key.field == REVIEW:
            self.go_to(key.part)
        else:
            self.go_to(key.field, key)

    def repair(self) -> None:
        """Apply the repair of the finding here."""
        finding = self.finding_here()
        if finding is not None:
            self.report.act(lambda desk: desk.repair(finding))

    def repair_all(self) -> None:
        """Apply every repair there is, as one step."""
        self.flush()
        self.report.act(lambda desk: desk.repair_all())

    def retire(self) -> None:
        """Keep what is still being typed, and do nothing more."""
        self.flush()
        self.place_panel.keep_note()
        self.panes.leave_full_pages()
        self.preview.retire()
        self.hide()

    def flush(self) -> None:
        """Keep what is still being typed."""
        if self.page is not None:
            self.page.flush()

    def conditions(self) -> set[When]:
        """Return what can be done here now."""
        desk, page, finding = self.report.desk, self.page, self.finding_here()
        in_text = page is not None and page.text is not None
        conditions: dict[When, bool] = {
            "report": True,
            "draft": desk.editable,
            "finalized": not desk.editable,
            # A paragraph that has not rested yet can be taken back too.
            "can undo": desk.can_undo or (desk.editable and in_text),
            "can redo": desk.can_redo,
            "table": page is not None and page.sheet is not None,
            "list": desk.editable and page is not None and page.is_in_list,
            "text": desk.editable and in_text,
            "citing": desk.editable and (in_text or self._is_in_documents()),
            "repairable": desk.editable and finding is not None and finding.repair is not None,
            "finding": desk.editable and finding is not None and finding.severity != "missing",
            "reason": self._chosen_reason() is not None,
            "carried": desk.editable and bool(desk.unseen()),
            "locked": desk.editable and desk.locked(self.position.field),
        }
        return {when for when, holds in conditions.items() if holds}

    def _is_in_documents(self) -> bool:
        field = self.report.desk.engine.fields.get(self.position.field)
        return field is not None and field.kind == "documents"

    def _chosen_reason(self) -> str | None:
        finding = self.checks.view.finding
        return None if finding is None or not self.report.desk.editable else finding.reason

    # -- keeping up -------------------------------------------------------------------------------

    def _after_change(self, news: News) -> None:
        if news.is_switched:
            self._after_switch()
        if self.page is not None:
            self.page.refresh(news)
        self.tree.show_news(news)
        self.checks.show_news(news)
        self.place_panel.refresh()
        self.bar.refresh()
        self._is_told = False
        self._show_place()

    def _after_switch(self) -> None:
        """Show the section anew: what it asks for may have come or gone with the switch."""
        self.tree.refresh()
        if self.page is not None:
            section = self.page.section
            self._heading.show_text(self.tree.title(section))
            parts.soon(self, lambda: self._show_anew(section))

    def _show_anew(self, section: str) -> None:
        if self.page is not None and self.page.section == section:
            position = self.position
            self.page.section = ""
            self.show_section(section)
            self.page.go_to(position.field, position.key)

    def refresh(self) -> None:
        """Read everything again, after finalizing or reopening."""
        self._after_change(News(whole=True))
        if self.page is not None:
            self._show_anew(self.page.section)

    def _explain(self, refusal: Refusal) -> None:
        self.strip.show_refusal(refusal)
        self.bar.refresh()
        if self.page is not None and refusal.key is not None:
            self.page.refresh(News(cells=frozenset({refusal.key})))

    def _take_candidate(self, refusal: Refusal, text: str) -> None:
        if refusal.key is None:
            return
        if self.report.enter(refusal.key, text) and self.grid is not None:
            editor = self.grid.editor
            if editor is not None:
                self.grid.closeEditor(editor, self.grid.itemDelegate().EndEditHint.NoHint)
            self.grid.setFocus()

    def _show_place(self) -> None:
        """Show where the cursor is now; after several steps of one act once, at their end."""
        if self.report.is_busy:
            self._is_placed = False
            return
        self._is_placed, told, self._is_told = True, self._is_told, True
        position = self.position
        draft = None if position.key is None else self.report.drafts.get(position.key)
        if draft is not None:
            self.strip.show_refusal(draft)
        else:
            self.strip.show_place(self._place_text(position), *self._to_tell(position))
        self.spark.show_cell(position.key)
        self.preview.look_for(position.field, position.key)
        self.place_panel.look_at(position)
        self.moved.emit()
        if not told:
            self.saved.emit()

    def _settle(self) -> None:
        if not self._is_placed:
            self._show_place()

    def _place_text(self, position: Position) -> str:
        if position.field and self.page is not None and self.page.text is not None:
            return old_font_words(self.report.desk, position.key) or WRITING_HINT
        return place_words(self.report, position)

    def _to_tell(self, position: Position) -> tuple[str, str]:
        """Return what is said here, behind its severity: a finding, else a claim of the text."""
        finding = finding_at(self.report.marks, position)
        if finding is None and self.page is not None and self.page.text is not None:
            return self.page.text.live.said
        return "" if finding is None else finding.severity, told(finding)
