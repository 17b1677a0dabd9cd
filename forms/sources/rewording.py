"""Wording that was corrected in a Word copy, held against the report that it is a copy of.

Every paragraph of the copy is matched with the one that was printed. Where a clerk's own text was
reworded and every figure and footnote in it stands as it was, the text is rebuilt with the figures
as the tokens they were typed as, ready to be taken over. Everything else is a question for a
person: a figure that reads otherwise, a sentence that the form words, a note. Nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple
from typing import Literal as OneOf

from forms.cells import VALUE, CellKey
from forms.claims.passages import SUPERSCRIPT, Line, Text
from forms.engine import Computation
from forms.model import Field
from forms.printed.document import Block, Document, Paragraph, Run
from forms.printed.sentences import Voice
from forms.printed.templates import Footnote, Literal, Optional, Token, read_narrative
from forms.sources.paragraph_matching import matched
from forms.sources.stored_lines import (
    Part,
    StoredLine,
    figures_changed,
    has_figures,
    rebuilt,
    typed_node,
)

Why = OneOf["figure", "fixed", "note", "removed", "added", "unclear"]

_RAISED: Final = "".join(sorted(SUPERSCRIPT))
_RAISE: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BEFORE_MARK: Final = re.compile(rf"\s+(?=[{_RAISED}])")
_MARKUP: Final = re.compile(r"\{\{|\}\}|\[\^|<<|>>")


class Question(NamedTuple):
    """A change that a person has to decide on; ``field`` is empty for what is no text block.

    ``figures`` are those that read otherwise: gone, then new ones.
    """

    why: Why
    field: str
    before: str
    after: str
    figures: tuple[str, ...] = ()


class Reworded(NamedTuple):
    """A text block with other words and the same figures.

    ``stored`` is the whole block as it is typed, figures as tokens; ``lines`` are the printed
    paragraphs before and after, one of a pair empty where a paragraph was added or removed.
    """

    field: str
    label: str
    stored: str
    lines: tuple[tuple[str, str], ...]


class Rewording(NamedTuple):
    """What a corrected copy says otherwise: what can be taken over, and what is asked."""

    blocks: tuple[Reworded, ...] = ()
    questions: tuple[Question, ...] = ()


def compare(computation: Computation, document: Document, edited: Text, *, unit: str) -> Rewording:
    """Hold the text of a Word copy against the report; ``unit`` is its name inside a sentence."""
    printed = list(_printed(document))
    written = [
        _flat(part.text) for part in edited.parts if isinstance(part, Line) and not part.note
    ]
    comparison = _Comparison(computation, unit, printed)
    for old, new in matched([each.text for each in printed], [text for text in written if text]):
        comparison.take(old, new)
    comparison.questions += _note_questions(document, edited)
    return comparison.result()


def _flat(text: str) -> str:
    """Return a text as it is compared: NFC, single blanks, none before the mark of a note."""
    plain = unicodedata.normalize("NFC", text).replace("\u00ad", "-")
    return _BEFORE_MARK.sub("", " ".join(plain.split()))


# --- what was printed -----------------------------------------------------------------------------


class _Printed(NamedTuple):
    text: str
    notes: tuple[int, ...]
    anchor: str


def _printed(document: Document) -> Iterator[_Printed]:
    yield from _paragraphs(document.blocks)
    for annex in document.annexes:
        yield from _paragraphs(annex.blocks)


def _paragraphs(blocks: Iterable[Block]) -> Iterator[_Printed]:
    for block in blocks:
        if isinstance(block, Paragraph):
            notes = tuple(run.note for run in block.runs if run.note is not None)
            yield _Printed(_said(block.runs), notes, block.anchor)


def _said(runs: Iterable[Run]) -> str:
    marked = (run.text + ("" if run.note is None else _mark(run.note)) for run in runs)
    return _flat("".join(marked))


def _mark(number: int) -> str:
    return str(number).translate(_RAISE)


def _note_questions(document: Document, edited: Text) -> Iterator[Question]:
    """Ask about footnotes that read otherwise: they are typed inside the texts that mark them."""
    before = [_flat(_mark(note.number) + _said(note.runs)) for note in document.notes]
    notes = (part for part in edited.parts if isinstance(part, Line) and part.note)
    after = [_flat(_joined(part.text)) for part in notes]
    pairs = SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    for tag, first, last, start, end in pairs:
        if tag != "equal":
            yield Question("note", "", " ".join(before[first:last]), " ".join(after[start:end]))


def _joined(text: str) -> str:
    """Return a note's line with its mark tight before its words."""
    words = text.lstrip()
    bare = words.lstrip(_RAISED)
    return words[: len(words) - len(bare)] + bare.lstrip()


# --- the comparison -------------------------------------------------------------------------------


class _Block:
    """A text block while paragraphs are compared: its typed lines as they will be."""

    def __init__(self, field: Field, label: str) -> None:
        self.field, self.label = field, label
        self.lines: dict[int, str] = {}
        self.added: dict[int, list[str]] = {}
        self.changes: list[tuple[str, str]] = []

    @property
    def stored(self) -> str:
        kept = []
        for place in sorted(self.lines):
            kept += [self.lines[place], *self.added.get(place, ())]
        return "\n".join(line for line in kept if line)


class _Comparison:
    """Takes pairs of paragraphs in order and sorts out what they mean."""

    def __init__(self, computation: Computation, unit: str, printed: Sequence[_Printed]) -> None:
        self._computation, self._printed = computation, printed
        self._voice = Voice(computation, unit=unit)
        self._blocks: dict[str, _Block] = {}
        self._places: dict[int, tuple[_Block, int, StoredLine]] = {}
        self.questions: list[Question] = []
        self._last: tuple[_Block, int] | None = None
        for field_id in dict.fromkeys(each.anchor for each in printed):
            field = computation.engine.fields.get(field_id)
            if field is not None and field.kind == "rich":
                self._index(field)

    def _index(self, field: Field) -> None:
        """Find the printed paragraph of each line that somebody typed."""
        typed = str(self._computation.cells.get(CellKey(field.id, 0, VALUE)) or "")
        block = self._blocks[field.id] = _Block(field, self._computation.word(field.label))
        mine = [place for place, each in enumerate(self._printed) if each.anchor == field.id]
        own = [line.strip() for line in typed.splitlines() if line.strip()]
        at = 0
        for number, line in enumerate(own):
            block.lines[number] = line
            stored, height = self._stored(line, self._printed[mine[at]] if at < len(mine) else None)
            if height == 1 and at < len(mine) and stored.text == self._printed[mine[at]].text:
                self._places[mine[at]] = (block, number, stored)
            at += height

    def _stored(self, line: str, printed: _Printed | None) -> tuple[StoredLine, int]:
        """Return a typed line with its printed pieces, and how many paragraphs it became."""
        marks = iter(printed.notes if printed is not None else ())
        parts, whole = [], []
        for node in read_narrative(line):
            typed = typed_node(node)
            if isinstance(node, Footnote):
                parts.append(Part(typed, _mark(next(marks, 0)), kept=True))
                continue
            said = node.text if isinstance(node, Literal) else self._voice.say(typed).text
            whole.append(said)
            parts.append(Part(typed, " ".join(said.split(" ")), isinstance(node, Token | Optional)))
        height = max(sum(1 for each in "".join(whole).split("\n") if each.strip()), 1)
        return StoredLine(line, parts), height

    def take(self, old: int | None, new: str | None) -> None:
        """Take one pair of paragraphs."""
        if old is None:
            self._added(new or "")
            return
        printed = self._printed[old]
        known = self._places.get(old)
        self._last = None if known is None else known[:2]
        if new == printed.text:
            return
        if known is None:
            self._ask_fixed(printed, new)
        elif new is None:
            self._removed(known, printed)
        else:
            self._reworded(known, printed, new)

    def _added(self, text: str) -> None:
        if self._last is None:
            return
        block, number = self._last
        if has_figures(text) or _MARKUP.search(text):
            self._ask("added", block, "", text)
            return
        block.added.setdefault(number, []).append(text)
        block.changes.append(("", text))

    def _removed(self, known: tuple[_Block, int, StoredLine], printed: _Printed) -> None:
        block, number, stored = known
        if stored.spans or has_figures(printed.text):
            self._ask("removed", block, printed.text, "")
            return
        block.lines[number] = ""
        block.changes.append((printed.text, ""))

    def _reworded(self, known: tuple[_Block, int, StoredLine], printed: _Printed, new: str) -> None:
        block, number, stored = known
        figures = figures_changed(printed.text, new)
        if figures:
            self.questions.append(Question("figure", block.field.id, printed.text, new, figures))
            return
        typed = None if _MARKUP.search(new) else rebuilt(stored, new)
        if typed is None:
            self._ask("unclear", block, printed.text, new)
            return
        block.lines[number] = typed
        block.changes.append((printed.text, new))

    def _ask(self, why: Why, block: _Block, before: str, after: str) -> None:
        self.questions.append(Question(why, block.field.id, before, after))

    def _ask_fixed(self, printed: _Printed, new: str | None) -> None:
        """Ask about a sentence that the form words, or a text block that is no plain line."""
        field = printed.anchor if printed.anchor in self._blocks else ""
        figures = figures_changed(printed.text, new) if new is not None else ()
        why: Why = "figure" if figures else "unclear" if field else "fixed"
        self.questions.append(Question(why, field, printed.text, new or "", figures))

    def result(self) -> Rewording:
        """Return what can be taken over, in the order of the report, and what is asked."""
        changed = (block for block in self._blocks.values() if block.changes)
        blocks = tuple(
            Reworded(block.field.id, block.label, block.stored, tuple(block.changes))
            for block in changed
        )
        return Rewording(blocks, tuple(self.questions))
