"""The vocabulary of a form: what a pack says, as frozen typed records.

A pack is data. Its author writes ``pack.toml``; the program loads the canonical ``form.json`` of
the same shape (see :mod:`forms.pack`). Unknown keys are refused with their path. Ids match
``[a-z][a-z0-9_]{0,39}`` and never change their meaning; labels, order and wording may change
between versions.

Two template notations are used in texts:

* a field's own ``sentence`` prints its parts in single braces: ``Tiếp nhận {n}/{d} hồ sơ, đạt tỷ
  lệ {p}%.`` (``{value}`` for a plain field, column ids for a list row, ``{stt}`` its number);
* section texts and narratives print fields in double braces: ``{{dvc12}}`` is the field's
  sentence (or its value where it has none), ``{{dvc12.p}}`` one part, ``{{von_ds}}`` the joined
  items of a list. ``[^…]`` is a footnote, ``<<…>>`` is printed only when everything inside it is
  filled. Built-in names: ``{{period}}`` (``tháng 7/2024``), ``{{month}}`` (``7/2024``),
  ``{{year}}``, ``{{as_of}}``, ``{{start}}``, ``{{end}}``, ``{{unit}}``, ``{{quarter}}``
  (``III/2024``), ``{{next_period}}``, ``{{next_month}}``, ``{{next_year}}``.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from forms.periods import PeriodRule
from forms.relations import Relation
from forms.vocabulary import (
    Base,
    Behaviour,
    ColumnKind,
    Decimals,
    Evidence,
    FieldKind,
    Gather,
    Missing,
    Operands,
    Positive,
    Worded,
)


class Choice(Base, frozen=True, kw_only=True):
    """One value of an ``enum``: the code that is kept and the label that is shown."""

    code: str
    label: str


class Column(Base, frozen=True, kw_only=True):
    """One column of a list, record or table.

    ``unit`` is a money unit for ``money``, else the word after the figure. ``required`` holds for
    every row that exists. A ``formula`` makes the column derived, row by row, from the other
    columns named bare; a figure typed there is a stated one. ``behaviour`` and ``gather`` as for
    fields. Neighbours with the same ``group`` stand under one common heading of that name.
    ``evidence`` is given where it differs from the field's.
    """

    id: str
    label: Worded
    kind: ColumnKind = "text"
    unit: str = ""
    decimals: Decimals = 0
    behaviour: Behaviour = "K"
    required: bool = False
    formula: str = ""
    choices: tuple[Choice, ...] = ()
    share: Positive = 1
    group: str = ""
    gather: Gather = ""
    evidence: Evidence | None = None


class RowSpec(Base, frozen=True, kw_only=True):
    """One fixed row of a ``table``: a total row adds up the rows named in ``sums``.

    An ``optional`` row may stay blank without being missed, and is not printed then.
    """

    id: str
    label: Worded
    sums: tuple[str, ...] = ()
    optional: bool = False
    evidence: Evidence | None = None


class Field(Base, frozen=True, kw_only=True):
    """One thing to fill in or compute.

    ``kind`` fixes the parts: ``ratio`` has ``n``, ``d`` and the stated ``p`` (and ``r`` where
    ``remainder``); ``frac`` and ``rank`` have ``n`` and ``d``; ``record`` and ``list`` have their
    columns; ``daterange`` has ``tu`` and ``den``; everything else has ``value``.

    ``base`` names the field whose value is the denominator of this ratio; a denominator typed
    here is then a stated one. ``over`` allows n > d (the base is a target). ``decimals`` are
    those of a percentage; ``coarse`` lists fewer decimals that are accepted without remark.
    ``formula`` makes the field derived, ``code`` names the finding when a stated figure differs,
    ``missing`` says what blanks do to it. ``states`` are the row states that may stand instead of
    figures. ``required`` figures that are blank are findings ``REQ`` from ``required_since`` on.
    ``default`` prefills a new report whose period ends by ``default_until`` (empty: any period).
    ``since``/``until`` bound the periods that have the field. ``settled_by`` names the ratio that a
    date speaks of: once that is whole, an as-of date may stay in the past; while it is not, an
    expected month may not pass.
    ``gather`` says how a department makes one report of its units'
    (:mod:`forms.department.gather_rules`). ``grid`` and ``condition`` define a ``selection``: the
    rows of that grid for which it holds. ``item`` and ``joint`` print a list's rows; ``numbered``
    lists print as ``(1) …; (2) …``. ``headings`` name what stands beside the columns of a table or
    list: ``label`` the rows' names, ``stt`` their numbers, which a table has only where this names
    them.
    """

    id: str
    kind: FieldKind
    label: Worded
    unit: str = ""
    behaviour: Behaviour = "K"
    decimals: Decimals = 0
    coarse: tuple[Decimals, ...] = ()
    remainder: bool = False
    base: str = ""
    over: bool = False
    formula: str = ""
    code: str = ""
    missing: Missing = "skip_any"
    operands: Operands = "exact"
    states: tuple[str, ...] = ()
    required: bool = True
    required_since: str = ""
    since: str = ""
    until: str = ""
    default: str | tuple[dict[str, str], ...] | dict[str, str] = ""
    default_until: str = ""
    settled_by: str = ""
    gather: Gather = ""
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[RowSpec, ...] = ()
    grid: str = ""
    condition: str = ""
    sentence: Worded = ""
    state_sentences: dict[str, str] = {}
    item: str = ""
    joint: str = "; "
    numbered: bool = False
    headings: dict[str, str] = {}
    source: str = ""
    help: str = ""
    evidence: Evidence = "S"


class GridRow(Base, frozen=True, kw_only=True):
    """One printed row of a grid of fields.

    A plain row is one field, named by ``id``. A row made of several indicators lists them in
    ``fields`` and prints ``lines`` (templates with double braces) under its label.
    """

    id: str
    label: Worded = ""
    fields: tuple[str, ...] = ()
    lines: tuple[Worded, ...] = ()
    source: str = ""
    evidence: Evidence | None = None


class Grid(Base, frozen=True, kw_only=True):
    """Fields entered and printed as one table, e.g. ``dvc`` with ``dvc01`` … ``dvc25``.

    Formulas address its rows by position or id: ``dvc[1:11].n``, ``dvc[dvc12].d``. ``headings``
    name the columns by part (``n``, ``d``, ``p``, ``r``, ``value``, ``label``) as the form does.
    """

    id: str
    label: Worded
    rows: tuple[GridRow, ...]
    headings: dict[str, str] = {}


class TextBlock(Base, tag_field="kind", tag="text", frozen=True, kw_only=True):
    """Printed words with figures in them; left out when nothing it names is filled or required."""

    text: Worded
    style: Literal["body", "bullet", "sub_bullet"] = "body"
    since: str = ""
    until: str = ""


class NarrativeBlock(Base, tag_field="kind", tag="narrative", frozen=True, kw_only=True):
    """The paragraphs of a ``rich`` field, as the user wrote them."""

    field: str


class ItemsBlock(Base, tag_field="kind", tag="items", frozen=True, kw_only=True):
    """A grid's rows as numbered sentences: ``(12) Đăng ký khai sinh: Tiếp nhận …``."""

    grid: str


class TableBlock(Base, tag_field="kind", tag="table", frozen=True, kw_only=True):
    """A grid, list or table as a ruled table."""

    source: str
    caption: Worded = ""


Block = TextBlock | NarrativeBlock | ItemsBlock | TableBlock


class Section(Base, frozen=True, kw_only=True):
    """A part of the form: its heading, what is entered there, what it prints.

    ``fields`` are field and grid ids in entry order. Outline numbers are made from the nesting,
    so they stay continuous when an ``optional`` section is switched off.
    """

    id: str
    heading: Worded
    fields: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    optional: bool = False
    off: bool = False
    since: str = ""
    until: str = ""


class AnnexSpec(Base, frozen=True, kw_only=True):
    """An annex of the printed report."""

    id: str
    title: Worded
    blocks: tuple[Block, ...]
    landscape: bool = False


class SignatureDefault(Base, frozen=True, kw_only=True):
    """The usual signature block; ``authority`` is empty or ``KT.``, ``TM.``, ``TL.`` and so on."""

    body: str = ""
    authority: str = ""
    head: str = ""
    post: str = ""
    name: str = ""


class Due(Base, frozen=True, kw_only=True):
    """When a report is owed: ``days`` after the last day of its period, 0 for the same day.

    ``working`` days leave out weekends and public holidays; else a deadline that falls on one moves
    to the next working day only where ``moves`` says so. ``hour`` (``16:30``) is for daily reports.
    A form ``on_demand`` is owed per meeting, letter or campaign, never by the calendar.
    """

    days: Annotated[int, msgspec.Meta(ge=0, le=400)] = 0
    working: bool = False
    moves: bool = False
    hour: str = ""
    on_demand: bool = False
    evidence: Evidence = "P"


_WHOSE = r"^(?:same|owner|under|[0-9][0-9A-Z-]{1,15})$"
"""Whose reports feed a form: a word of :class:`Feed`, or a unit's code."""


class Feed(Base, frozen=True, kw_only=True):
    """Figures of another form that this one repeats, adds up or is compared with.

    ``units`` says whose reports: the ``same`` unit's, those of the ``owner`` (the units that owe
    the form), of all units ``under`` this one (for a department: under its superior), or of the
    unit with that code. ``periods`` says which: that of the same period, the newest that ends no
    later, or all that end within this one (days of a month). Several reports are added up: sums
    for flows, the newest for states and totals to date. ``fields`` maps own places (``dvc12``,
    ``bang[tong].truc_tuyen``) to places there; empty: every field that both forms have.
    A feed that only ``compares`` is for relations (``bieu("F07").n_tong``) and is never offered for
    filling.
    """

    form: str
    units: Annotated[str, msgspec.Meta(pattern=_WHOSE)] = "same"
    periods: Literal["same", "latest", "within"] = "same"
    fields: dict[str, str] = {}
    compares: bool = False


_COLUMN = r"^[A-Z]{0,3}$"
_ADDRESS = r"^[A-Z]{1,3}(?:[1-9][0-9]{0,6})?$"

ColumnLetters = Annotated[str, msgspec.Meta(pattern=_COLUMN)]
Address = Annotated[str, msgspec.Meta(pattern=_ADDRESS)]


class ExcelTemplate(Base, frozen=True, kw_only=True):
    """One sheet of an official Excel workbook that this form can be filled from.

    Sheets with the same ``name`` make up one workbook; it is known by all of its ``sheet`` names
    and by ``marks``: words at addresses (``{"A1": "Biểu số II.06a/VPCP/KSTT"}``). Without a
    ``source`` ``cells`` maps places (``bang[khac].truc_tuyen``) to addresses; with one, a list or
    a table, it maps its columns to column letters. A list goes from row ``first`` down to the
    first blank row or to the row that says ``stop``; a table's rows are found by their names in
    the column ``labels``, without it they follow one another from ``first`` on.
    """

    name: str
    sheet: str
    cells: dict[str, Address]
    marks: dict[Address, str] = {}
    source: str = ""
    first: Positive = 1
    labels: ColumnLetters = ""
    stop: str = ""


class Form(Base, frozen=True, kw_only=True):
    """A whole form, as loaded from ``form.json``.

    ``symbol`` is the type abbreviation in the document symbol (``BC``); the issuer's part comes
    from the unit. ``subject`` lines, ``lead``, ``closing`` and block texts are templates.
    ``renames`` maps old or alternative ids (``dvc24``) to today's. ``level`` names the kinds of
    unit that fill the form (``so_nganh, xa``), ``owed_by`` the units themselves if they are few.
    ``outline`` numbers headings below ``1.`` as ``1.1.`` or as ``a)``. ``schema`` is the newest
    vocabulary that the pack needs, see :data:`SCHEMA`.
    """

    id: str
    version: str
    title: str
    period: PeriodRule
    document_kind: str
    symbol: str
    subject: tuple[Worded, ...]
    sections: tuple[Section, ...]
    fields: tuple[Field, ...]
    lead: Worded = ""
    closing: Worded = ""
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signature: SignatureDefault = SignatureDefault()
    grids: tuple[Grid, ...] = ()
    relations: tuple[Relation, ...] = ()
    annexes: tuple[AnnexSpec, ...] = ()
    state_sentences: dict[str, str] = {}
    renames: dict[str, str] = {}
    level: str = ""
    owed_by: tuple[str, ...] = ()
    due: Due = Due()
    feeds: tuple[Feed, ...] = ()
    templates: tuple[ExcelTemplate, ...] = ()
    receiver: str = ""
    legal_basis: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    evidence: Evidence = "S"
    outline: Literal["decimal", "letters"] = "decimal"
    schema: Positive = 1


SCHEMA = 1
"""The newest vocabulary that this program understands; a pack that needs a newer one is refused."""

DOCUMENT_COLUMNS: tuple[Column, ...] = (
    Column(id="ten_loai", label="Tên loại", required=True),
    Column(id="so", label="Số", required=True),
    Column(id="ky_hieu", label="Ký hiệu", required=True),
    Column(id="ngay", label="Ngày ban hành", kind="date"),
    Column(id="co_quan", label="Cơ quan ban hành"),
    Column(id="trich_yeu", label="Trích yếu"),
)
"""The columns of every ``documents`` field."""

SIGNATURE = "signature"
RECIPIENTS = "recipients"
SECTIONS = "sections"
REVIEW = "review"
"""Reserved field ids of every report: the signature record (``co_quan``, ``quyen_ky``,
``cua_ai``, ``chuc_vu``, ``ho_ten``), the recipients list (``ten``), the section switches (one part
per section id, ``off`` or ``on``) and the review marks (one part per field id: what stands there
was carried over from an earlier report; ``chua``, nobody has looked at it yet, or ``khoa``, a fixed
fact that nobody has unlocked)."""
RESERVED_FIELDS = (SIGNATURE, RECIPIENTS, SECTIONS, REVIEW)
