"""XML from outside, as events within limits: no document type, no entities, bounded depth and size.

The parser is the standard library's expat, which builds nothing: a hostile part costs what its
bytes cost and no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol
from xml.parsers import expat

MAX_DEPTH: Final = 200
MAX_ELEMENTS: Final = 3_000_000


class XmlProblem(Exception):
    """The part is no XML that may be read."""


class Listener(Protocol):
    """What is told of a part: names are ``{namespace}local`` cut down to ``local``."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, words: str) -> None:
        """Words between two tags."""


class _Guard:
    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._depth = self._count = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._depth > MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise XmlProblem("too deep or too many elements")
        own = {_local(key): value for key, value in attributes.items()}
        self._listener.start(_local(name), own)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._listener.end(_local(name))

    @staticmethod
    def refuse(*_: object) -> int:
        raise XmlProblem("document type or entity")


def listen(content: bytes, listener: Listener) -> None:
    """Tell a listener what stands in an XML part.

    Raises:
        XmlProblem: Not well-formed, with a document type or entities, too deep or too large.
    """
    guard = _Guard(listener)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = guard.refuse
    parser.EntityDeclHandler = guard.refuse
    parser.ExternalEntityRefHandler = guard.refuse
    parser.StartElementHandler = guard.start
    parser.EndElementHandler = guard.end
    parser.CharacterDataHandler = listener.text
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise XmlProblem(str(error)) from error


def _local(name: str) -> str:
    return name.rpartition(" ")[2]
