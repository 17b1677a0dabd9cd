"""Packs made to break what reads them: each one is refused, with one sentence and its place.

Every case is a file or folder as somebody may hand it over. ``FAULTS`` change one thing in a real
pack, ``TEXTS`` are texts that are no pack, ``ZIPS`` archives, ``SPECIALS`` things on a disk.
"""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import resources

Content = dict[str, Any]
Fault = Callable[[Content], object]
GOOD: Final = resources.path("packs/F16/form.json").read_bytes()
SOURCE: Final = resources.path("packs/F16/pack.toml").read_text(encoding="utf-8")
BIDI: Final = "\u202e"
MEGA: Final = 1 << 20


def content() -> Content:
    """The real pack, to be spoiled."""
    loaded: Content = json.loads(GOOD)
    return loaded


# --- a real pack with one thing wrong ------------------------------------------------------------


def _set(key: str, value: object) -> Fault:
    return lambda c: c.__setitem__(key, value)


def _field(**keys: object) -> Fault:
    """Add a field, placed in the first section, with a fault in it."""

    def change(c: Content) -> None:
        made: Content = {"id": "them", "kind": "int", "label": "Thêm", **keys}
        c["fields"].append(made)
        c["sections"][0]["fields"].append(made["id"])

    return change


def _twice(what: str) -> Fault:
    return lambda c: c[what].append(json.loads(json.dumps(c[what][0])))


def _table(key: str) -> Fault:
    """Have a column or a row of the table twice."""
    return lambda c: c["fields"][0][key].append(json.loads(json.dumps(c["fields"][0][key][0])))


def _named(name: str) -> Fault:
    """Give a field an id that none may have."""
    return _field(id=name)


def _rule(**keys: object) -> Fault:
    return lambda c: c["relations"].append({"id": "sai", **keys})


def _formula(text: str) -> Fault:
    return _field(formula=text)


def _circle(c: Content) -> None:
    _field(id="vong_a", formula="vong_b + 1")(c)
    _field(id="vong_b", formula="vong_a + 1")(c)


def _choices(*codes: str) -> Fault:
    made = [{"code": code, "label": f"Lựa chọn {i}"} for i, code in enumerate(codes)]
    return _field(kind="enum", choices=made)


def _labels(*labels: str) -> Fault:
    made = [{"code": f"c{i}", "label": label} for i, label in enumerate(labels)]
    return _field(kind="enum", choices=made)


def _many_fields(count: int) -> Fault:
    def change(c: Content) -> None:
        names = [f"f{i}" for i in range(count)]
        c["fields"] += [{"id": name, "kind": "int", "label": "x"} for name in names]
        c["sections"][0]["fields"] += names

    return change


def _many_rows(count: int) -> Fault:
    rows = [{"id": f"r{i}", "label": "x"} for i in range(count)]
    columns = [{"id": f"c{i}", "label": "x", "kind": "int"} for i in range(3)]
    return _field(kind="table", columns=columns, rows=rows)


def _lost_fields(c: Content) -> None:
    """Very many fields that no section has: each would be looked for."""
    c["fields"] += [{"id": f"f{i}", "kind": "int", "label": "x"} for i in range(19_000)]
    c["sections"][0]["fields"] += [f"f{i}" for i in range(18_999)]


def _wrong_formulas(count: int) -> Fault:
    """So many mistakes that naming each of them would take minutes."""

    def change(c: Content) -> None:
        names = [f"f{i}" for i in range(count)]
        c["fields"] += [
            {"id": name, "kind": "int", "label": "x", "formula": f"z{name}"} for name in names
        ]
        c["sections"][0]["fields"] += names

    return change


def _deep_sections(c: Content) -> None:
    inner: Content = {"id": "m0", "heading": "Mục"}
    for level in range(1, 400):
        inner = {"id": f"m{level}", "heading": "Mục", "sections": [inner]}
    c["sections"].append(inner)


def _hand_expanded(c: Content) -> None:
    """One rule of a table, written once more for each of its rows."""
    columns = [{"id": name, "label": name, "kind": "int"} for name in ("tong", "phan")]
    rows = [{"id": f"r{i}", "label": "x"} for i in range(200)]
    _field(kind="table", columns=columns, rows=rows)(c)
    c["relations"] += [
        {"kind": "at_most", "id": f"dong_{i}", "chain": [f"them[r{i}].tong", f"them[r{i}].phan"]}
        for i in range(200)
    ]


FAULTS: Final[dict[str, Fault]] = {
    # twins
    "field-twice": _twice("fields"),
    "rule-twice": _twice("relations"),
    "section-twice": _twice("sections"),
    "column-twice": _table("columns"),
    "row-twice": _table("rows"),
    "choice-twice": _choices("a", "a"),
    "choice-twins-by-case": _choices("co", "CO"),
    "choice-twins-by-letters": _choices("\uff43\uff4f", "co"),
    "choice-labels-twice": _labels("Có", "Có"),
    "choice-labels-twins-by-case": _labels("Có", "CÓ"),
    "choice-label-is-another-code": _labels("c1", "Không"),
    "field-twin-by-case": _named("Tthc"),
    "field-twin-cyrillic": _named("tth\u0441"),
    "field-twin-full-width": _named("\uff54\uff54\uff48\uff43"),
    "field-twin-apart": _named("ca\u0301"),
    # names
    "id-of-every-report": _named("signature"),
    "id-of-review-marks": _named("review"),
    "id-of-sections": _named("sections"),
    "id-built-in": _named("period"),
    "id-keyword": _named("hoac"),
    "id-parked": _named("a@1"),
    "id-dunder": _named("__class__"),
    "id-path": _named("../../etc/passwd"),
    "id-enormous": _named("a" * MEGA),
    "id-escape-sequence": _named("\x1b[2Jxoa"),
    "form-id-path": _set("id", "../F16"),
    "form-id-device": _set("id", "con\x00"),
    "version-with-blank": _set("version", "1 1"),
    "version-enormous": _set("version", "9" * 5_000),
    # keys and types
    "unknown-key": _set("mau", 1),
    "unknown-key-enormous": _set("k" * MEGA, 1),
    "unknown-key-bidi": _set(f"a{BIDI}b", 1),
    "unknown-key-surrogate": _set("a\ud800", 1),
    "unknown-kind": _field(kind="eval"),
    "unknown-rule": _rule(kind="python", code="import os"),
    "no-title": lambda c: c.pop("title"),
    "no-fields": lambda c: c.pop("fields"),
    "fields-null": _set("fields", None),
    "fields-an-object": _set("fields", {}),
    "sections-a-text": _set("sections", "muc"),
    "label-a-number": _field(label=5),
    "label-a-list-of-texts": _field(label=["a", "b"]),
    "truth-for-a-number": _field(decimals=True),
    "float-for-a-number": _field(decimals=2.0),
    "fraction-for-a-number": _field(decimals=1.5),
    "float-for-a-text": _field(label=1e300),
    "decimals-negative": _field(kind="pct", decimals=-1),
    "decimals-huge": _field(kind="pct", decimals=10**30),
    "share-zero": _field(kind="list", columns=[{"id": "a", "label": "a", "share": 0}]),
    "due-huge": _set("due", {"days": 10**18}),
    "cycle-unknown": lambda c: c["period"].update(cycle="eon"),
    "day-of-no-month": lambda c: c["period"].update(day=31_000),
    # sizes
    "fields-too-many": _many_fields(21_000),
    "rows-too-many": _many_rows(7_000),
    "fields-lost-among-thousands": _lost_fields,
    "sections-deep": _deep_sections,
    "label-enormous": _field(label="x" * MEGA),
    "title-enormous": _set("title", "ố" * 400_000),
    "rules-too-many": lambda c: c["relations"].extend(
        {"kind": "at_most", "id": f"r{i}", "chain": ["tthc[1].tn_tt", "tthc[1].tn_td"]}
        for i in range(2_001)
    ),
    # formulas
    "formulas-wrong-by-thousands": _wrong_formulas(2_500),
    "formula-200k-terms": _formula("+".join(["1"] * 200_000)),
    "formula-200k-signs": _formula("-" * 200_000 + "1"),
    "formula-200k-brackets": _formula("(" * 200_000 + "1" + ")" * 200_000),
    "formula-power": _formula("9**9**9"),
    "formula-python": _formula("__import__('os').system('true')"),
    "formula-attribute": _formula("tthc.__class__.__mro__"),
    "formula-huge-literal": _formula("1" * 1_900),
    "formula-float-literal": _formula("1e400"),
    "formula-unknown-function": _formula("EVAL(1)"),
    "formula-unknown-field": _formula("khong_co + 1"),
    "formula-self": _formula("them + 1"),
    "formula-circle": _circle,
    "formula-open-quote": _formula('bieu("F07.n_tong'),
    "formula-unknown-form": _formula('bieu("F99").n_tong + 1'),
    "formula-bidi": _formula(f"1 +{BIDI} 1"),
    "formula-row-beyond": _formula("tthc[999].tn_tt"),
    "rule-unknown-total": _rule(kind="sum", total="khong_co", parts=["tthc[1].tn_tt"]),
    "rule-bounds-of-nothing": _rule(kind="bounds", value="tthc[1].tn_tt", low="", high="))"),
    "rules-by-hand-for-each-row": _hand_expanded,
    # days and schema
    "schema-999": _set("schema", 999),
    "schema-999-with-new-keys": lambda c: c.update(schema=999, khoa_moi={"a": 1}),
    "schema-zero": _set("schema", 0),
    "schema-a-text": _set("schema", "1"),
    "schema-enormous": _set("schema", 10**18),
    "validity-ends-before-it-begins": lambda c: c.update(
        valid_from="2026-07-01", valid_to="2026-06-30"
    ),
    "validity-no-day": _set("valid_from", "2026-02-30"),
    "validity-a-number": _set("valid_to", 20260701),
    "field-ends-before-it-begins": _field(since="2026-07-01", until="2026-06-30"),
    # texts
    "title-control": _set("title", "a\x07b"),
    "title-nul": _set("title", "a\x00b"),
    "title-bidi": _set("title", f"Báo cáo {BIDI}gnud ióđ"),
    "title-isolate": _set("title", "a\u2066b\u2069"),
    "title-zero-width": _set("title", "Báo\u200bcáo"),
    "title-mark-inside": _set("title", "a\ufeffb"),
    "title-surrogate": _set("title", "a\udc00b"),
    "title-apart": _set("title", "Ba\u0301o ca\u0301o"),
    "heading-line-separator": lambda c: c["sections"][0].update(heading="a\u2028b"),
    "template-unknown-token": _set("lead", "{{khong_co}}"),
    "template-code": _set("lead", "{{__import__('os')}}"),
    "template-open-segment": _set("lead", "<<{{tthc[tong].tn_tong}}"),
    "template-close-only": _set("lead", "a>> b"),
    "template-open-footnote": _set("lead", "a[^b"),
    "template-200k-braces": _set("lead", "{{" * 100_000),
    "template-200k-segments": _set("lead", "<<" * 100_000),
    "template-foreign-part": _set("lead", "{n}"),
    "item-of-no-column": _field(
        kind="list", columns=[{"id": "a", "label": "a"}], item="{khong_co}"
    ),
    # references
    "section-names-nothing": lambda c: c["sections"][0]["fields"].append("khong_co"),
    "field-nowhere": lambda c: c["fields"].append({"id": "le", "kind": "int", "label": "x"}),
    "rename-to-nothing": _set("renames", {"cu": "khong_co"}),
    "rename-of-what-is-there": _set("renames", {"tthc": "tthc"}),
    "rename-to-no-column": _set("renames", {"tthc.cu": "tthc.khong_co"}),
    "default-unreadable": _field(default="12.34"),
    "default-enormous": _field(default="9" * 100_000),
    "money-of-no-unit": _field(kind="money", unit="bitcoin"),
}  # fmt: skip


def spoiled(name: str) -> bytes:
    """The real pack with one fault, as JSON."""
    changed = content()
    FAULTS[name](changed)
    return json.dumps(changed, ensure_ascii=False).encode("utf-8", "surrogatepass")


# --- texts that are no pack ----------------------------------------------------------------------

TEXTS: Final[dict[str, bytes]] = {
    "empty.json": b"",
    "blank.json": b" " * 100,
    "null.json": b"null",
    "list.json": b"[]",
    "word.json": b'"form"',
    "cut.json": GOOD[: len(GOOD) // 2],
    "two.json": GOOD + GOOD,
    "bom.json": b"\xef\xbb\xbf" + GOOD,
    "utf-16.json": GOOD.decode().encode("utf-16"),
    "latin.json": b'{"id": "F\xe9"}',
    "lone-surrogate.json": GOOD.replace(b'"F16"', b'"F\\ud800"', 1),
    "lone-surrogate-key.json": GOOD.replace(b'{"id"', b'{"a\\ud800":1,"id"', 1),
    "nul-escape.json": GOOD.replace(b'"F16"', b'"F\\u0000"', 1),
    "deep-lists.json": b"[" * 500_000,
    "deep-objects.json": b'{"a":' * 300_000,
    "deep-in-default.json": GOOD.replace(
        b'"kind":"table"', b'"default":' + b"[" * 9_000 + b"]" * 9_000 + b',"kind":"table"', 1
    ),
    "huge-number.json": GOOD.replace(b'"day":20', b'"day":' + b"9" * 5_000, 1),
    "infinite.json": GOOD.replace(b'"day":20', b'"day":1e999', 1),
    "no-number.json": GOOD.replace(b'"day":20', b'"day":NaN', 1),
    "key-twice.json": GOOD.replace(b'"symbol":"BC"', b'"symbol":"BC","symbol":"QD"', 1),
    "key-twice-far.json": b'{"schema":1,' + GOOD[1:].rstrip()[:-1] + b',"schema":1}',
    "large.json": GOOD[:-2] + b" " * (3 * MEGA) + b"}",
    "larger.json": b" " * (7 * MEGA),
    "picture.json": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "zip-in-name-only.zip": b"khong phai zip",
    "open.toml": b'id = "F16',
    "twice.toml": b'id = "a"\nid = "b"\n',
    "deep.toml": b"x = " + b"[" * 100_000,
    "dotted.toml": b"a" + b".a" * 100_000 + b" = 1",
    "dotted-table.toml": b"[a" + b".a" * 100_000 + b"]",
    "nested-tables.toml": b"\n".join(b"[" + b"a." * n + b"b]" for n in range(60)),
    "long-number.toml": b"schema = " + b"9" * 5_000,
    "infinite.toml": SOURCE.replace("day = 20", "day = inf", 1).encode(),
    "float.toml": SOURCE.replace("day = 20", "day = 20.0", 1).encode(),
    "day-not-text.toml": SOURCE.replace(
        'valid_from = "2025-07-01"', "valid_from = 2025-07-01", 1
    ).encode(),
    "nul.toml": SOURCE.encode().replace(b'id = "F16"', b'id = "F16\x00"', 1),
    "bom.toml": b"\xef\xbb\xbf" + SOURCE.encode().replace(b'id = "F16"', b'id = ""', 1),
    "latin.toml": b'id = "F\xe9"',
    "bidi.toml": SOURCE.replace('title = "', f'title = "{BIDI}', 1).encode(),
}


# --- archives ------------------------------------------------------------------------------------


def _zip(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return target.getvalue()


def _link() -> bytes:
    info = zipfile.ZipInfo("form.json")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return _zip((info, b"/etc/passwd"))


def _folder() -> bytes:
    info = zipfile.ZipInfo("F16/")
    info.create_system, info.external_attr = 3, 0o040755 << 16
    return _zip((info, b""))


def _encrypted() -> bytes:
    data = bytearray(_zip(("form.json", GOOD)))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def _lying_size() -> bytes:
    """A table that promises a small file where a large one is packed."""
    data = bytearray(_zip(("form.json", b" " * (8 * MEGA))))
    struct.pack_into("<L", data, data.rindex(b"PK\x01\x02") + 24, 1_000)
    return bytes(data)


def _nul_name() -> bytes:
    return _zip(("form.jsonX.exe", GOOD)).replace(b"form.jsonX.exe", b"form.json\x00.exe")


def _overlapping() -> bytes:
    """Two entries that share the bytes of one file, as zip bombs without nesting do."""
    one = _zip(("a/form.json", GOOD), ("b/form.json", GOOD))
    at = one.rindex(b"PK\x01\x02")
    first = struct.unpack_from("<L", one, one.index(b"PK\x01\x02") + 42)[0]
    data = bytearray(one)
    struct.pack_into("<L", data, at + 42, first)
    return bytes(data)


def _bad_sum() -> bytes:
    """A member that was changed after it was packed."""
    data = bytearray(_zip(("form.json", GOOD)))
    struct.pack_into("<L", data, 14, 1)
    struct.pack_into("<L", data, data.rindex(b"PK\x01\x02") + 16, 1)
    return bytes(data)


def _same_name() -> bytes:
    return _zip(("form.json", GOOD), ("FORM.JSON", GOOD))


ZIPS: Final[dict[str, Callable[[], bytes]]] = {
    "slip": lambda: _zip(("../form.json", GOOD)),
    "slip-inside": lambda: _zip(("F16/../../form.json", GOOD)),
    "absolute": lambda: _zip(("/form.json", GOOD)),
    "drive": lambda: _zip(("C:\\form.json", GOOD)),
    "device": lambda: _zip(("\\\\.\\form.json", GOOD)),
    "link": _link,
    "folder-only": _folder,
    "bomb": lambda: _zip(("form.json", b" " * (19 * MEGA))),
    "bomb-of-many": lambda: _zip(*((f"{i}.txt", bytes(MEGA)) for i in range(100))),
    "bomb-inside": lambda: _zip(("form.zip", _zip(("form.json", b" " * (19 * MEGA))))),
    "zip-in-zip": lambda: _zip(("F16.zip", _zip(("form.json", GOOD)))),
    "overlapping": _overlapping,
    "lying-size": _lying_size,
    "members": lambda: _zip(*((f"{i}.txt", b"") for i in range(5_000))),
    "encrypted": _encrypted,
    "nul-name": _nul_name,
    "bidi-name": lambda: _zip((f"form{BIDI}.json", GOOD)),
    "same-name": _same_name,
    "two-packs": lambda: _zip(("F16/form.json", GOOD), ("F17/form.json", GOOD)),
    "no-pack": lambda: _zip(("readme.txt", b"xin chao")),
    "empty": lambda: b"PK\x05\x06" + bytes(18),
    "cut": lambda: _zip(("form.json", GOOD))[:-10],
    "tail": lambda: _zip(("form.json", GOOD)) + b"tail",
    "head": lambda: b"MZ" + _zip(("form.json", GOOD)),
    "bad-sum": _bad_sum,
    "too-large": lambda: b"PK\x03\x04" + bytes(6 * MEGA),
    "spoiled-inside": lambda: _zip(("F16/form.json", spoiled("title-bidi"))),
}  # fmt: skip


# --- things on a disk ----------------------------------------------------------------------------


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _ring(path: Path) -> None:
    path.symlink_to(path.name)


def _no_pack(path: Path) -> None:
    path.mkdir()
    (path / "readme.txt").write_text("xin chào", encoding="utf-8")


def _folder_in_the_way(path: Path) -> None:
    (path / "form.json").mkdir(parents=True)


SPECIALS: Final[dict[str, Callable[[Path], None]]] = {
    "nothing": lambda _: None,
    "folder-without": _no_pack,
    "folder-named-like-a-pack": _folder_in_the_way,
    **({"pipe": _pipe, "endless": _endless, "ring": _ring} if os.name == "posix" else {}),
}


def write_all(folder: Path) -> dict[str, Path]:
    """Put every case into a folder; return where each one lies."""
    found: dict[str, Path] = {}

    def put(name: str, file: str, data: bytes) -> None:
        found[name] = folder / file
        found[name].write_bytes(data)

    for name in FAULTS:
        put(f"fault:{name}", f"fault-{name}.json", spoiled(name))
    for file, text in TEXTS.items():
        put(f"text:{file}", f"text-{file}", text)
    for name, build in ZIPS.items():
        put(f"zip:{name}", f"zip-{name}.zip", build())
    for name, make in SPECIALS.items():
        found[f"disk:{name}"] = folder / f"disk-{name}"
        make(found[f"disk:{name}"])
    return found
