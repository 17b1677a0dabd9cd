"""Printed texts with figures in them: the two brace notations, footnotes, optional segments.

Notation: ``{{dvc12}}``, ``{{dvc12.p}}`` and ``{{bang[hang].cot}}`` print what a report holds,
``{part}`` a part of the sentence's own field, ``[^…]`` is a footnote, ``<<…>>`` is printed only
when everything inside is filled. Reading is linear in the text and cannot fail; what is malformed
stays in the result as the words that were typed, and is told as a problem with its position. The
author of a pack is refused the problem at load (:func:`parse`), what a clerk wrote is printed as
it stands (:func:`read_narrative`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

MAX_LENGTH: Final = 20_000
MAX_NESTING: Final = 4

_ID: Final = r"[a-z][a-z0-9_]{0,39}"
_TOKEN: Final = re.compile(rf"({_ID})(?:\[([a-z0-9_]{{1,40}})\])?(?:\.({_ID}))?")
_SIGN: Final = re.compile(
    rf"\{{\{{(?P<token>[^{{}}]*)\}}\}}|\{{(?P<own>{_ID})\}}"
    r"|(?P<open>\[\^|<<|\[)|(?P<close>\]|>>)|(?P<stray>\{\{|\}\}|[{}])"
)
_CLOSERS: Final = {"[^": "]", "<<": ">>", "[": "]"}
_NAMES: Final = {"[^": "chú thích [^…]", "<<": "đoạn tùy chọn <<…>>"}


class Literal(msgspec.Struct, frozen=True):
    """Words printed as they stand."""

    text: str


class Token(msgspec.Struct, frozen=True):
    """``{{field}}``, ``{{field.part}}`` or ``{{field[row].part}}``; empty means not named.

    ``row`` is a list row's number or the id of a table row.
    """

    field: str
    part: str = ""
    row: str = ""

    @property
    def typed(self) -> str:
        """Return the token as it is typed."""
        row = f"[{self.row}]" if self.row else ""
        part = f".{self.part}" if self.part else ""
        return f"{{{{{self.field}{row}{part}}}}}"


class Own(msgspec.Struct, frozen=True):
    """``{part}``: a part of the field, or a column of the row, that the sentence belongs to."""

    part: str


class Footnote(msgspec.Struct, frozen=True):
    """``[^…]``: its content goes to the foot of the page."""

    nodes: tuple[Node, ...]


class Optional(msgspec.Struct, frozen=True):
    """``<<…>>``: left out as a whole when anything inside is blank."""

    nodes: tuple[Node, ...]


Node = Literal | Token | Own | Footnote | Optional
Template = tuple[Node, ...]


class Reference(NamedTuple):
    """What a token names; ``part`` is ``None`` for the whole field."""

    field: str
    part: str | None
    row: str | None = None


class TemplateProblem(msgspec.Struct, frozen=True):
    """What is malformed in a text: a Vietnamese sentence and the 0-based position of the sign."""

    message: str
    position: int


class TemplateError(ValueError):
    """A pack's text is refused for ``problem``."""

    def __init__(self, problem: TemplateProblem) -> None:
        super().__init__(problem.message, problem.position)
        self.problem = problem

    def __str__(self) -> str:
        return f"Ký tự thứ {self.problem.position + 1}: {self.problem.message}"


def parse(text: str) -> Template:
    """Read a pack's text; raises ``TemplateError`` for the first malformed piece."""
    template, problems = _of_pack(text)
    if problems:
        raise TemplateError(problems[0])
    return template


def read(text: str) -> Template:
    """Read a pack's text that was checked at load. Never raises."""
    return _of_pack(text)[0]


def read_narrative(text: str) -> Template:
    """Read what a clerk typed; malformed pieces and single braces are plain words. Never raises."""
    return _typed(text)[0]


def problems(text: str) -> tuple[TemplateProblem, ...]:
    """Return what :func:`read_narrative` prints as plain words but probably was meant otherwise."""
    return _typed(text)[1]


def tokens(template: Template) -> tuple[Reference, ...]:
    """Return every ``{{…}}`` in order of print, those in footnotes and segments included."""
    return tuple(
        Reference(node.field, node.part or None, node.row or None)
        for node in _walk(template)
        if isinstance(node, Token)
    )


def own_parts(template: Template) -> tuple[str, ...]:
    """Return the names in single braces in order of print."""
    return tuple(node.part for node in _walk(template) if isinstance(node, Own))


def _walk(template: Template) -> Iterator[Node]:
    for node in template:
        yield node
        if isinstance(node, Footnote | Optional):
            yield from _walk(node.nodes)


@lru_cache(maxsize=4096)
def _of_pack(text: str) -> tuple[Template, tuple[TemplateProblem, ...]]:
    return _read(text, narrative=False)


# Every pause in typing makes another text, which may be long and never comes back.
@lru_cache(maxsize=256)
def _typed(text: str) -> tuple[Template, tuple[TemplateProblem, ...]]:
    return _read(text, narrative=True)


def _read(text: str, *, narrative: bool) -> tuple[Template, tuple[TemplateProblem, ...]]:
    if len(text) > MAX_LENGTH:
        long = TemplateProblem(f"Đoạn văn dài quá {MAX_LENGTH} ký tự, hãy tách ra.", MAX_LENGTH)
        return (Literal(text),), (long,)
    reader = _Reader(narrative=narrative)
    return reader.read(text), tuple(sorted(reader.problems, key=lambda item: item.position))


class _Open(NamedTuple):
    sign: str
    position: int
    nodes: list[Node]


class _Reader:
    """One pass over one text with an explicit stack, so that no input can exhaust the machine's."""

    def __init__(self, *, narrative: bool) -> None:
        self.narrative = narrative
        self.problems: list[TemplateProblem] = []
        self._stack = [_Open("", 0, [])]

    def read(self, text: str) -> Template:
        done = 0
        for match in _SIGN.finditer(text):
            self._word(text[done : match.start()])
            self._sign(match)
            done = match.end()
        self._word(text[done:])
        while len(self._stack) > 1:
            self._give_up()
        return _joined(self._stack[0].nodes)

    def _sign(self, match: re.Match[str]) -> None:
        sign, kind, at = match.group(), match.lastgroup, match.start()
        if kind == "token":
            self._token(match, at)
        elif kind == "own":
            self._stack[-1].nodes.append(Literal(sign) if self.narrative else Own(match["own"]))
        elif kind == "open":
            self._opened(sign, at)
        elif kind == "close":
            self._closed(sign, at)
        else:
            self._stray(sign, at)

    def _word(self, text: str) -> None:
        if text:
            self._stack[-1].nodes.append(Literal(text))

    def _problem(self, message: str, position: int) -> None:
        self.problems.append(TemplateProblem(message, position))

    def _token(self, match: re.Match[str], at: int) -> None:
        named = _TOKEN.fullmatch(match["token"])
        if named is None:
            self._word(match.group())
            self._problem("Trong {{…}} phải là mã chỉ tiêu, ví dụ {{dvc12.p}}.", at)
            return
        field, row, part = named.groups(default="")
        self._stack[-1].nodes.append(Token(field, part, row))

    def _stray(self, sign: str, at: int) -> None:
        self._word(sign)
        if len(sign) > 1:
            self._problem(f"Dấu {sign} không có cặp.", at)
        elif sign in "{}" and not self.narrative:
            self._problem(f"Dấu {sign} không đi với một mã, ví dụ {{n}}.", at)

    def _opened(self, sign: str, at: int) -> None:
        inside = any(frame.sign == "[^" for frame in self._stack)
        if sign == "[" and not inside:
            self._word(sign)
        elif sign == "[^" and inside:
            self._word(sign)
            self._problem("Trong chú thích không đặt được chú thích khác.", at)
        elif len(self._stack) > MAX_NESTING:
            self._word(sign)
            self._problem(f"Lồng nhau quá {MAX_NESTING} lớp.", at)
        else:
            self._stack.append(_Open(sign, at, []))

    def _closed(self, sign: str, at: int) -> None:
        if not any(_CLOSERS.get(frame.sign) == sign for frame in self._stack):
            self._word(sign)
            if sign == ">>":
                self._problem("Dấu >> không có cặp.", at)
            return
        while _CLOSERS[self._stack[-1].sign] != sign:
            self._give_up()
        self._close()

    def _close(self) -> None:
        sign, at, nodes = self._stack.pop()
        inner, around = _joined(nodes), self._stack[-1].nodes
        if sign == "[^" and inner:
            around.append(Footnote(inner))
        elif sign == "<<" and any(isinstance(node, Token | Own) for node in _walk(inner)):
            around.append(Optional(inner))
        else:
            around.extend((Literal(sign), *inner, Literal(_CLOSERS[sign])))
            if sign != "[":
                self._problem(f"Không có gì để in trong {_NAMES[sign]}.", at)

    def _give_up(self) -> None:
        sign, at, nodes = self._stack.pop()
        self._stack[-1].nodes.extend((Literal(sign), *nodes))
        if sign != "[":
            self._problem(f"Thiếu dấu {_CLOSERS[sign]} đóng {_NAMES[sign]}.", at)


def _joined(nodes: list[Node]) -> Template:
    joined: list[Node] = []
    for node in nodes:
        last = joined[-1] if joined else None
        if isinstance(node, Literal) and isinstance(last, Literal):
            joined[-1] = Literal(last.text + node.text)
        else:
            joined.append(node)
    return tuple(joined)
