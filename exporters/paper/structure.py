"""The logical structure of a printed document: what every mark on the paper is a part of.

A screen reader, an archive and a program that looks for a figure read this tree, not the page. It
is made while the document is laid out, in reading order; drawing then tells each element which
marked contents are its own. What belongs to no element (lines, page numbers, the repeated head of
a table) is drawn as an artifact. Kinds are the standard structure types of ISO 32000-1, 14.8.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal, NamedTuple

Kind = Literal[
    "Document", "Sect", "H1", "H2", "H3", "H4", "H5", "H6", "P", "L", "LI", "Lbl", "LBody",
    "Table", "Caption", "THead", "TBody", "TR", "TH", "TD", "Reference", "Note", "Form", "Figure",
]  # fmt: skip
_HEADINGS: Final[tuple[Kind, ...]] = ("H1", "H2", "H3", "H4", "H5", "H6")
_LIST: Final = "/A<</O/List/ListNumbering/Disc>>"


class Content(NamedTuple):
    """A marked content: the page it is on, from 0, and its number there."""

    page: int
    mcid: int


class Widget(NamedTuple):
    """A form field on a page, from 0: the PDF source of what its dictionary holds."""

    page: int
    source: str


class Element:
    """A node of the tree; equal only to itself.

    `attributes` is PDF source that goes into its dictionary as it stands, `id` its name in ASCII.
    `notes` are read after everything else in it: the footnotes that it marks.
    """

    __slots__ = ("_attached", "attributes", "id", "kids", "kind", "notes", "parent")

    def __init__(self, kind: Kind, attributes: str = "", *, parent: Element | None = None) -> None:
        """Make an element that is in no tree yet; see `child` and `inline`."""
        self.kind, self.attributes, self.parent = kind, attributes, parent
        self.id = ""
        self.kids: list[Element | Content | Widget] = []
        self.notes: list[Element] = []
        self._attached = False

    def child(self, kind: Kind, attributes: str = "") -> Element:
        """Make the next element within this one."""
        made = Element(kind, attributes, parent=self)
        made.attach()
        return made

    def inline(self, kind: Kind, attributes: str = "") -> Element:
        """Make an element that takes its place in this one when its first content is drawn."""
        return Element(kind, attributes, parent=self)

    def note(self, name: str) -> Element:
        """Make a footnote of this element."""
        made = Element("Note", f"/ID({name})", parent=self)
        made.id, made._attached = name, True
        self.notes.append(made)
        return made

    def hold(self, content: Content | Widget) -> None:
        """Take the next content of this element."""
        self.attach()
        self.kids.append(content)

    def every(self) -> Iterator[Element]:
        """Give this element and all below it, in reading order."""
        yield self
        for part in self.parts():
            if isinstance(part, Element):
                yield from part.every()

    def parts(self) -> tuple[Element | Content | Widget, ...]:
        """Give what this element consists of, in reading order."""
        return (*self.kids, *self.notes)

    def attach(self) -> None:
        """Take the next place in the parent, unless it has one."""
        if self.parent is not None and not self._attached:
            self._attached = True
            self.parent.attach()
            self.parent.kids.append(self)


class Story:
    """Give the blocks of a section their places: lists nested, heading levels without a gap.

    Headings of level 1 stand `top` + 1 deep. A form may skip a level; the structure may not
    (ISO 14289-1, 7.4.2), so the level is then the next deeper one.
    """

    def __init__(self, section: Element, *, top: int) -> None:
        """Begin the blocks of a section whose own heading has level `top`."""
        self._section, self._top, self._level = section, top, top
        self._lists: list[Element] = []
        self._bodies: list[Element] = []

    def heading(self, level: int) -> Element:
        """Make a heading; `level` counts from 1."""
        self._level = min(self._top + level, self._level + 1, len(_HEADINGS))
        return self.block(_HEADINGS[self._level - 1])

    def block(self, kind: Kind) -> Element:
        """Make a block that is no list item, which ends the list above it."""
        self._lists.clear()
        self._bodies.clear()
        return self._section.child(kind)

    def item(self, depth: int) -> tuple[Element, Element]:
        """Make a list item at depth 1 or 2; give its label and its body."""
        del self._lists[depth:], self._bodies[depth:]
        if not self._lists:
            self._lists.append(self._section.child("L", _LIST))
        elif len(self._lists) < depth:
            # In place when its first item is: the words of the item above come first.
            self._lists.append(self._bodies[-1].inline("L", _LIST))
        label, body = list_item(self._lists[-1])
        self._bodies[len(self._lists) - 1 :] = [body]
        return label, body


def new_list(parent: Element) -> Element:
    """Begin a list of its own."""
    return parent.child("L", _LIST)


def list_item(items: Element) -> tuple[Element, Element]:
    """Make the next item of a list; give its label and its body."""
    item = items.inline("LI")
    return item.inline("Lbl"), item.inline("LBody")


def text_string(text: str) -> str:
    """Write a text as PDF source."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def figure_attributes(alt: str, box: tuple[float, float, float, float]) -> str:
    """Say what a figure shows and where it stands; corners in points from the lower left one."""
    corners = " ".join(f"{corner:.2f}" for corner in box)
    return f"/Alt {text_string(alt)}/A<</O/Layout/BBox[{corners}]/Placement/Block>>"


# --- into the file --------------------------------------------------------------------------------


_Reportlab = Any
"""The document inside a reportlab canvas, whose objects no type stub knows."""


def write_structure(
    document: _Reportlab, root: Element, owners: Sequence[Sequence[Element]]
) -> None:
    """Put the tree into a reportlab document whose pages are all drawn.

    Args:
        document: Gets the structure tree, and an interactive form where the tree has widgets.
        root: The element of the whole document.
        owners: For every page the element of each marked content, by its number.
    """
    _Writer(document, root).write(owners)


class _Writer:
    """Numbers the objects of a tree in a document of reportlab, then fills them in.

    They are written as text, not as objects of a library: a table of 2.000 rows has 12.000.
    """

    def __init__(self, document: _Reportlab, root: Element) -> None:
        self._document, self._root = document, root
        self._count = 0
        self._top = self._reserve()
        self._elements = {element: self._reserve() for element in root.every()}
        self._widgets = [
            (kid, owner, self._reserve())
            for owner in self._elements
            for kid in owner.kids
            if isinstance(kid, Widget)
        ]

    def write(self, owners: Sequence[Sequence[Element]]) -> None:
        for element, name in self._elements.items():
            self._fill(name, self._element(element))
        branches = [" ".join(self._of(owner) for owner in page) for page in owners]
        nums = [f"{key} {self._add(f'[{branch}]')}" for key, branch in enumerate(branches)]
        for key, (widget, owner, name) in enumerate(self._widgets, len(owners)):
            nums.append(f"{key} {self._of(owner)}")
            place = f"/P {self._page(widget.page)}/StructParent {key}"
            self._fill(name, f"<<{widget.source}{place}>>")
        self._fill(
            self._top,
            f"<</Type/StructTreeRoot/K {self._of(self._root)}/ParentTreeNextKey {len(nums)}"
            f"/ParentTree<</Nums[{' '.join(nums)}]>>{self._ids()}>>",
        )
        self._document.Catalog.StructTreeRoot = self._reference(self._top)
        if self._widgets:
            fields = " ".join(self._reference(name) for _, _, name in self._widgets)
            self._document.Catalog.AcroForm = f"<</Fields[{fields}]>>"

    def _element(self, element: Element) -> str:
        above = element.parent
        parent = self._of(above) if above else self._reference(self._top)
        parts = element.parts()
        page = next((part.page for part in parts if isinstance(part, Content)), None)
        kids = [self._kid(part, page) for part in parts]
        shown = kids[0] if len(kids) == 1 else f"[{' '.join(kids)}]"
        where = "" if page is None else f"/Pg {self._page(page)}"
        content = f"/K {shown}" if kids else ""
        return f"<</S/{element.kind}/P {parent}{where}{content}{element.attributes}>>"

    def _kid(self, part: Element | Content | Widget, page: int | None) -> str:
        if isinstance(part, Element):
            return self._of(part)
        if isinstance(part, Widget):
            name = next(name for widget, _, name in self._widgets if widget is part)
            where = self._page(part.page)
            return f"<</Type/OBJR/Obj {self._reference(name)}/Pg {where}>>"
        if part.page == page:
            return str(part.mcid)
        return f"<</Type/MCR/Pg {self._page(part.page)}/MCID {part.mcid}>>"

    def _ids(self) -> str:
        """Index the elements that carry a name; ISO 14289-1, 7.9 wants one of every note."""
        named = sorted((one.id, self._of(one)) for one in self._elements if one.id)
        pairs = " ".join(f"({name}) {reference}" for name, reference in named)
        return f"/IDTree<</Names[{pairs}]>>" if named else ""

    # --- numbering ---

    def _reserve(self) -> str:
        self._count += 1
        name = f"structure{self._count}"
        self._document.Reference(b"", name)
        return name

    def _fill(self, name: str, source: str) -> None:
        self._document.idToObject[name] = source.encode("ascii")

    def _add(self, source: str) -> str:
        name = self._reserve()
        self._fill(name, source)
        return self._reference(name)

    def _of(self, element: Element) -> str:
        return self._reference(self._elements[element])

    def _page(self, index: int) -> str:
        return self._reference(f"Page{index + 1}")

    def _reference(self, name: str) -> str:
        number, version = self._document.idToObjectNumberAndVersion[name]
        return f"{number} {version} R"
