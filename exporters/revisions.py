"""What differs between two states of one PDF, apart from what signing has to change.

A signed file grows by whole revisions, and its last revision decides what a reader sees: a page
replaced in a later one is seen, whatever the bytes before it say. So states are compared by what
they show. Signature fields may be added, prepared text fields may be filled in; nothing else.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from pikepdf import Pdf

MAX_PAGES: Final = 2_000
_MAX_STREAM: Final = 64 << 20
_DEEPEST: Final = 80
_MOVING: Final = frozenset(
    {"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Pages", "/Perms", "/StructTreeRoot"}
    | {"/Version", "/Type"}
)
"""Entries of the catalogue that signing changes; none of them shows anything by itself."""
_OF_THE_TREE: Final = frozenset({"/Annots", "/Parent", "/StructParents", "/Tabs", "/Type"})
_INHERITED: Final = ("/MediaBox", "/CropBox", "/Resources", "/Rotate")
_ACTING: Final = ("/A", "/AA")

Kind = Literal["pages", "content", "annotation", "catalogue"]


class Difference(NamedTuple):
    """One thing that differs: ``page`` counts from 1, 0 for the file as a whole.

    ``what`` names the kind of an annotation or the entry of the catalogue; for pages it is how
    many more there are.
    """

    kind: Kind
    page: int = 0
    what: str = ""


class UnreadableError(Exception):
    """A file is damaged, cut off, locked by a password, or no PDF at all."""


def differences(before: bytes, after: bytes) -> tuple[Difference, ...]:
    """Return what ``after`` shows otherwise than ``before``; signatures are no difference.

    Raises:
        UnreadableError: One of the two cannot be read.
    """
    import pikepdf

    try:
        with pikepdf.open(BytesIO(before)) as old, pikepdf.open(BytesIO(after)) as new:
            return tuple(_differences(old, new))
    except (pikepdf.PdfError, ValueError, TypeError, LookupError, RuntimeError, OSError) as error:
        raise UnreadableError(str(error)) from error


def _differences(old: Pdf, new: Pdf) -> Iterator[Difference]:
    count = len(old.pages)
    if count != len(new.pages) or count > MAX_PAGES:
        yield Difference("pages", what=str(len(new.pages) - count))
        return
    first, second = _Content(), _Content()
    for number in range(count):
        was, now = old.pages[number].obj, new.pages[number].obj
        if first.of_page(was) != second.of_page(now):
            yield Difference("content", number + 1)
        yield from _annotations((was, first), (now, second), number + 1)
    yield from _catalogue((old, first), (new, second))


def _catalogue(old: tuple[Pdf, _Content], new: tuple[Pdf, _Content]) -> Iterator[Difference]:
    roots = [(pdf.Root, content) for pdf, content in (old, new)]
    keys = {key for root, _ in roots for key in root.keys()} - _MOVING  # noqa: SIM118 - no mapping
    for key in sorted(keys):
        was, now = (content.digest(root.get(key)) for root, content in roots)
        if was != now:
            yield Difference("catalogue", what=key)
    if "/XFA" in new[0].Root.get("/AcroForm", {}):
        yield Difference("catalogue", what="/XFA")


# --- annotations ----------------------------------------------------------------------------------


def _annotations(
    old: tuple[Any, _Content], new: tuple[Any, _Content], page: int
) -> Iterator[Difference]:
    """Find what lies on a page beside its content and is neither signature nor prepared field."""
    (was, before), (now, after) = old, new
    known = {_name(each): each for each in was.get("/Annots", ())}
    for each in now.get("/Annots", ()):
        kind = str(each.get("/Subtype", "/?"))
        if kind != "/Widget" or any(key in each for key in _ACTING):
            yield Difference("annotation", page, kind.lstrip("/"))
            continue
        prepared = known.get(_name(each))
        redrawn = prepared is not None and _is_redrawn((prepared, before), (each, after))
        if redrawn or not _is_expected(each, prepared):
            yield Difference("annotation", page, _field(each, "/FT").lstrip("/"))


def _is_redrawn(old: tuple[Any, _Content], new: tuple[Any, _Content]) -> bool:
    """Tell whether a signature that was there already looks otherwise now."""
    (was, before), (now, after) = old, new
    if _field(was, "/FT") != "/Sig" or not _is_filled(was):
        return False
    return before.digest(was.get("/AP")) != after.digest(now.get("/AP"))


def _is_expected(widget: Any, prepared: Any) -> bool:  # noqa: ANN401 - pikepdf objects are of any kind
    """Tell signatures, and fields that were there before in the very place, from all else."""
    if _field(widget, "/FT") != "/Sig":
        return prepared is not None and _box(prepared) == _box(widget)
    if prepared is not None:
        # Some tools make the prepared place of a signature that shows nothing to a point.
        left, bottom, right, top = (*_box(widget), 0, 0, 0, 0)[:4]
        return _box(prepared) == _box(widget) or left == right or bottom == top
    # What looks like a signature and is none may not show anything.
    return _is_filled(widget) or not _look(widget)


def _look(widget: Any) -> bytes:  # noqa: ANN401 - as above
    import pikepdf

    shown = widget.get("/AP", {}).get("/N")
    return bytes(shown.read_raw_bytes()) if isinstance(shown, pikepdf.Stream) else b""


def _field(widget: Any, key: str) -> str:  # noqa: ANN401 - as above
    """Return an entry of a widget's field as text."""
    return str(_inherited(widget, key) or "")


def _is_filled(widget: Any) -> bool:  # noqa: ANN401 - as above
    return _inherited(widget, "/V") is not None


def _name(widget: Any) -> str:  # noqa: ANN401 - as above
    return _field(widget, "/T")


def _box(widget: Any) -> tuple[int, ...]:  # noqa: ANN401 - as above
    return tuple(int(edge * 10) for edge in widget.get("/Rect", ()))


# --- content --------------------------------------------------------------------------------------


class _Content:
    """Digests of the objects of one file; each object is looked at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], bytes] = {}

    def of_page(self, page: Any) -> bytes:  # noqa: ANN401 - as above
        """Digest what a page draws, with what it takes from the tree above it."""
        entries = {
            key: value for key, value in page.items() if key not in (*_OF_THE_TREE, *_INHERITED)
        }
        for key in _INHERITED:
            entries[key] = _inherited(page, key)
        return self._mapping(entries, 0)

    def digest(self, value: Any, depth: int = 0) -> bytes:  # noqa: ANN401 - as above
        """Digest an object with all that it refers to."""
        place = getattr(value, "objgen", (0, 0))
        if place == (0, 0):
            return self._made(value, depth)
        if place not in self._known:
            self._known[place] = b"ring"
            self._known[place] = self._made(value, depth)
        return self._known[place]

    def _made(self, value: Any, depth: int) -> bytes:  # noqa: ANN401 - as above
        import pikepdf

        if depth > _DEEPEST:
            raise UnreadableError("nested too deeply")
        if isinstance(value, pikepdf.Stream):
            return _hashed(b"stream", self._mapping(_described(value), depth), _drawn(value))
        if isinstance(value, pikepdf.Dictionary):
            return self._mapping(dict(value.items()), depth)
        if isinstance(value, pikepdf.Array):
            return _hashed(b"array", *(self.digest(each, depth + 1) for each in value))
        if isinstance(value, pikepdf.Object):
            return _hashed(b"plain", value.unparse())
        return _hashed(b"plain", repr(value).encode())

    def _mapping(self, entries: Mapping[str, Any], depth: int) -> bytes:
        # A way back up to the page or its tree says nothing of what is drawn.
        parts = (
            _hashed(key.encode(), self.digest(entries[key], depth + 1))
            for key in sorted(entries)
            if key not in ("/Parent", "/P")
        )
        return _hashed(b"mapping", *parts)


def _inherited(node: Any, key: str) -> Any:  # noqa: ANN401 - as above
    """Return an entry of a page or field, or what the tree above it says for all below."""
    for _ in range(_DEEPEST):
        if key in node or "/Parent" not in node:
            break
        node = node.Parent
    return node.get(key)


def _described(stream: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    packed = {"/Length", "/Filter", "/DecodeParms"}
    return {key: value for key, value in stream.items() if key not in packed}


def _drawn(stream: Any) -> bytes:  # noqa: ANN401 - as above
    """Return a stream's bytes, unpacked within bounds where that is simple.

    So a file that another program has written anew with its own packing is still the same.
    """
    raw = bytes(stream.read_raw_bytes())
    filters = stream.get("/Filter")
    if filters is None:
        return raw
    if str(filters) != "/FlateDecode" or "/DecodeParms" in stream:
        return str(filters).encode() + raw
    try:
        unpacked = zlib.decompressobj().decompress(raw, _MAX_STREAM)
    except zlib.error as error:
        raise UnreadableError(str(error)) from error
    if len(unpacked) == _MAX_STREAM:
        raise UnreadableError("a stream grows too much")
    return unpacked


def _hashed(*parts: bytes) -> bytes:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
