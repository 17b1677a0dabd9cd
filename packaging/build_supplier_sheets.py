"""Make the suppliers' sheets of the monthly report (F02-CAT, F02-STP, …) from its pack.

    python packaging/build_supplier_sheets.py [--check]

A supplier fills the indicators of F02 that name it as their source; its sheet has the same ids,
labels, kinds and rules, and nothing else, so that the province copies figures by id. Each sheet's
``pack.toml`` and its sample of July 2024 are written from F02's own; with ``--check`` nothing is
written and the exit status tells whether they still agree.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, cast

import msgspec

import resources
from forms.model import (
    Block,
    Due,
    Feed,
    Field,
    Form,
    Grid,
    GridRow,
    NarrativeBlock,
    Section,
    SignatureDefault,
    TableBlock,
    TextBlock,
)
from forms.pack import read_toml
from forms.relations import Relation
from forms.vocabulary import Worded, Wording

SOURCE: Final = "F02"
SAMPLES: Final = ("F02-2024-07", "F02-2024-07-corrections")
PERIOD: Final = "2024-07"
_WORD: Final = re.compile(r"[a-z][a-z0-9_]*")
_DEPUTY: Final = SignatureDefault(authority="KT.", head="GIÁM ĐỐC", post="PHÓ GIÁM ĐỐC")
_DUE: Final = Due(days=2, working=True, evidence="P")
_UNITED: Final = frozenset({"int", "money"})


class Supplier(NamedTuple):
    """Who fills a sheet: the sources that F02's fields name, the body's name, how it signs.

    ``owed_by`` are the codes of the units that owe it, ``level`` their kind. ``each`` sheets are
    filled by several bodies, each its own figure: none of them is required.
    """

    sources: tuple[str, ...]
    name: str
    owed_by: tuple[str, ...]
    signature: SignatureDefault = _DEPUTY
    level: str = "so_nganh"
    each: bool = False


SUPPLIERS: Final[Mapping[str, Supplier]] = {
    "F02-CAT": Supplier(("Công an tỉnh", "UBND huyện, UBND xã"), "Công an tỉnh", ("91-CAT",)),
    "F02-STP": Supplier(("Sở Tư pháp",), "Sở Tư pháp", ("91-STP",)),
    "F02-SGDDT": Supplier(("Sở Giáo dục và Đào tạo",), "Sở Giáo dục và Đào tạo", ("91-SGDDT",)),
    "F02-SGTVT": Supplier(("Sở Giao thông vận tải",), "Sở Giao thông vận tải", ("91-SGTVT",)),
    "F02-STNMT": Supplier(
        ("Sở Tài nguyên và Môi trường",), "Sở Tài nguyên và Môi trường", ("91-SNNMT",)
    ),
    "F02-THUE": Supplier(
        ("Cục Thuế tỉnh",), "cơ quan thuế", ("91-THUE",), SignatureDefault(), "nganh_doc"
    ),
    "F02-DIEN": Supplier(("Điện lực",), "Điện lực", ("91-DIEN",), level="nganh_doc"),
    "F02-BHXH": Supplier(
        ("Bảo hiểm xã hội tỉnh",), "Bảo hiểm xã hội tỉnh", ("91-BHXH",), level="nganh_doc"
    ),
    "F02-SLDTBXH": Supplier(
        ("Sở Lao động - Thương binh và Xã hội",),
        "Sở Lao động - Thương binh và Xã hội",
        ("91-SLDTBXH",),
    ),
    "F02-STTTT": Supplier(
        ("Sở Thông tin và Truyền thông",), "Sở Thông tin và Truyền thông", ("91-SKHCN",)
    ),
    "F02-SKHDT": Supplier(("Sở Kế hoạch và Đầu tư",), "Sở Kế hoạch và Đầu tư", ("91-SKHDT",)),
    "F02-STC": Supplier(("Sở Tài chính",), "Sở Tài chính", ("91-STC",)),
    "F02-SYT": Supplier(("Sở Y tế",), "Sở Y tế", ("91-SYT",)),
    "F02-HOI": Supplier(
        ("Hội người cao tuổi", "Hội nông dân", "Hội Cựu chiến binh", "Hội chữ thập đỏ"),
        "hội, đoàn thể",
        ("91-HNCT", "91-HND", "91-HCCB", "91-HCTD"),
        SignatureDefault(post="CHỦ TỊCH"),
        "hoi",
        each=True,
    ),
    "F02-PTTH": Supplier(
        ("Đài Phát thanh - Truyền hình An Giang",),
        "Đài Phát thanh - Truyền hình An Giang",
        ("91-PTTH",),
        level="don_vi",
    ),
}


# --- the form -------------------------------------------------------------------------------------


def sheet(source: Form, form_id: str, supplier: Supplier) -> Form:
    """Return the supplier's part of ``source`` as a form of its own."""
    fields = tuple(
        _own(field, source, supplier) for field in source.fields if field.source in supplier.sources
    )
    ids = frozenset(field.id for field in fields)
    grids = tuple(grid for grid in (_grid(grid, ids) for grid in source.grids) if grid.rows)
    relations = tuple(_relations(source, ids))
    return Form(
        id=form_id,
        version=source.version,
        title=f"Phiếu số liệu Đề án 06/CP của {supplier.name} (hằng tháng)",
        period=source.period,
        document_kind=source.document_kind,
        symbol=source.symbol,
        subject=("Số liệu thực hiện Đề án 06/CP", "{{period}}"),
        lead=(
            "{{unit}} báo cáo số liệu thực hiện Đề án 06/CP {{period}}, phần do đơn vị theo dõi"
            " (số liệu tính đến ngày {{as_of}}), như sau:"
        ),
        closing=(
            "Trên đây là số liệu thực hiện Đề án 06/CP {{period}} của {{unit}} gửi Công an tỉnh"
            " tổng hợp./."
        ),
        recipients=("Công an tỉnh (Phòng PC06)", "Lưu: VT"),
        signature=supplier.signature,
        fields=fields,
        grids=grids,
        sections=tuple(_sections(source, fields, grids)),
        relations=relations,
        state_sentences=source.state_sentences,
        renames={old: new for old, new in source.renames.items() if new in ids},
        level=supplier.level,
        owed_by=supplier.owed_by,
        due=_DUE,
        feeds=tuple(_compared(source, relations)),
        receiver="Công an tỉnh",
        legal_basis=source.legal_basis,
        valid_from=source.valid_from,
        evidence="I",
    )


def _own(field: Field, source: Form, supplier: Supplier) -> Field:
    """Return the field as the supplier has it: a draft that names others' figures is left out."""
    mine = frozenset(other.id for other in source.fields if other.source in supplier.sources)
    if field.kind == "rich" and not _mentioned(field.default, source) <= mine:
        field = msgspec.structs.replace(field, default="")
    return msgspec.structs.replace(field, required=False) if supplier.each else field


def _mentioned(value: object, source: Form) -> frozenset[str]:
    """Return the fields and grids of ``source`` that a rule or text names anywhere."""
    known = {field.id for field in source.fields} | {grid.id for grid in source.grids}
    return frozenset(known & set(_WORD.findall(msgspec.json.encode(value).decode())))


def _grid(grid: Grid, ids: frozenset[str]) -> Grid:
    rows = tuple(_row(row, ids) for row in grid.rows if ids & {row.id, *row.fields})
    return msgspec.structs.replace(grid, rows=rows)


def _row(row: GridRow, ids: frozenset[str]) -> GridRow:
    """Keep the row's own figures, and the lines that name no other's."""
    fields = tuple(name for name in row.fields if name in ids)
    others = set(row.fields) - ids
    named = [set(_WORD.findall(json.dumps(_texts(line)))) for line in row.lines]
    lines = tuple(
        line
        for index, line in enumerate(row.lines)
        if not named[index] & others and any(names & ids for names in named[index:])
    )
    return msgspec.structs.replace(row, fields=fields, lines=lines)


def _texts(worded: Worded) -> tuple[str, ...]:
    return (worded,) if isinstance(worded, str) else tuple(item.text for item in worded)


def _relations(source: Form, ids: frozenset[str]) -> Iterator[Relation]:
    for rule in source.relations:
        values = tuple(text for text in getattr(rule, "values", ()) if _field(text) in ids)
        if values:
            yield msgspec.structs.replace(rule, values=values)
        elif not hasattr(rule, "values") and _mentioned(_operands(rule), source) <= ids:
            yield rule


def _compared(source: Form, relations: tuple[Relation, ...]) -> Iterator[Feed]:
    """Yield the feeds of ``source`` that only compare and that a rule of the sheet names."""
    named = json.dumps([_operands(rule) for rule in relations], ensure_ascii=False)
    for feed in source.feeds:
        if feed.compares and f'bieu(\\"{feed.form}\\")' in named:
            yield feed


def _operands(rule: Relation) -> dict[str, object]:
    said = {"kind", "id", "message", "severity", "code", "since", "until"}
    return {name: text for name, text in msgspec.to_builtins(rule).items() if name not in said}


def _field(text: str) -> str:
    return text.partition(".")[0]


# --- what it prints -------------------------------------------------------------------------------


def _sections(
    source: Form, fields: tuple[Field, ...], grids: tuple[Grid, ...]
) -> Iterator[Section]:
    """Yield the sections of F02 in which the supplier has something, one below the other."""
    own = {field.id: field for field in fields} | {grid.id: grid for grid in grids}
    for section in _walk(source.sections):
        mine = [own[name] for name in section.fields if name in own]
        if mine:
            yield msgspec.structs.replace(
                section,
                fields=tuple(item.id for item in mine),
                blocks=tuple(_block(item) for item in mine),
                sections=(),
            )


def _walk(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _walk(section.sections)


def _block(item: Field | Grid) -> Block:
    if isinstance(item, Grid):
        return TableBlock(source=item.id)
    if item.kind == "rich":
        return NarrativeBlock(field=item.id)
    return TextBlock(text=_line(item), style="bullet", since=item.since, until=item.until)


def _line(field: Field) -> Worded:
    token = _token(field)
    if isinstance(field.label, str):
        return f"{_capital(field.label)}: {token}."
    return tuple(
        Wording(text=f"{_capital(label.text)}: {token}.", since=label.since, until=label.until)
        for label in field.label
    )


def _token(field: Field) -> str:
    """Return what prints the field: its sentence, or its figures with their names and units."""
    if field.kind == "record" and not field.item:
        named = ((_texts(column.label)[-1], column.id) for column in field.columns)
        return ", ".join(f"{label} {{{{{field.id}.{part}}}}}" for label, part in named)
    token = f"{{{{{field.id}}}}}"
    if field.sentence:
        return token
    if field.kind == "pct":
        return f"{token}%"
    return f"{token} {field.unit}" if field.kind in _UNITED and field.unit else token


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- files ----------------------------------------------------------------------------------------


def toml(form: Form) -> str:
    """Return a form as an author's TOML: one table per field, section and rule."""
    tops, tables = [], []
    for name, value in msgspec.json.decode(msgspec.json.encode(form)).items():
        rows = value if isinstance(value, list) and value and isinstance(value[0], dict) else None
        if isinstance(value, dict):
            tables.append(_table(f"[{name}]", value))
        elif rows is not None:
            tables += [_table(f"[[{name}]]", row) for row in rows]
        else:
            tops.append(f"{name} = {_value(value)}")
    head = f"# Made from {SOURCE} by packaging/build_supplier_sheets.py; change it there.\n"
    return "\n".join((head, *tops, "", *tables))


def _table(title: str, content: Mapping[str, object]) -> str:
    return "\n".join((title, *(f"{_key(k)} = {_value(v)}" for k, v in content.items()), ""))


def _key(name: str) -> str:
    return name if _WORD.fullmatch(name) else json.dumps(name)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + "".join(f"    {_value(item)},\n" for item in value) + "]"
    if isinstance(value, list):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def sample(form: Form) -> str:
    """Return the supplier's part of the corrected report of July 2024 as a fill file."""
    values: dict[str, object] = {}
    text: dict[str, object] = {}
    for name in SAMPLES:
        content = cast(
            "dict[str, Any]", json.loads(resources.path(f"samples/{name}.json").read_bytes())
        )
        for given, kept in ((content.get("values", {}), values), (content.get("text", {}), text)):
            kept.update(_merged(kept, _mine(form, given)))
    told: dict[str, object] = {"form": form.id, "period": PERIOD, "values": values}
    if text:
        told["text"] = text
    told["signature"] = {"chuc_vu": form.signature.post or "LÃNH ĐẠO", "ho_ten": "Nguyễn Văn An"}
    told["recipients"] = list(form.recipients)
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _mine(form: Form, values: Mapping[str, object]) -> dict[str, object]:
    ids = {field.id for field in form.fields}
    return {name: value for name, value in values.items() if form.renames.get(name, name) in ids}


def _merged(kept: Mapping[str, object], given: Mapping[str, object]) -> dict[str, object]:
    merged = {}
    for name, value in given.items():
        old = kept.get(name)
        both = isinstance(old, dict) and isinstance(value, dict)
        merged[name] = {**cast("Any", old), **cast("Any", value)} if both else value
    return {name: _without_blanks(value) for name, value in merged.items() if value is not None}


def _without_blanks(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return {name: item for name, item in value.items() if item is not None}


def files() -> Iterator[tuple[str, str]]:
    """Yield every file as its path under ``resources`` and its text."""
    source = read_toml(resources.path(f"packs/{SOURCE}/pack.toml").read_bytes())
    for form_id, supplier in SUPPLIERS.items():
        form = sheet(source, form_id, supplier)
        yield f"packs/{form_id}/pack.toml", toml(form)
        yield f"samples/{form_id}-{PERIOD}.json", sample(form)


def main() -> int:
    """Write the sheets, or with ``--check`` name those that no longer agree with F02."""
    stale = []
    for name, text in files():
        path = resources.path(name)
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv[1:]:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    print("\n".join(stale) or "nothing to do")
    return 1 if stale and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
