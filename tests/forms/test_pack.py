"""Packs: read as their authors write them, kept as one canonical text, refused with the place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import pack
from forms.authoring.form_limits import MAX_LEVELS, MAX_RELATIONS
from forms.cells import CellKey, CellValue
from forms.composition import compose
from forms.engine import Engine
from forms.entry import read_cell
from forms.pack import (
    MAX_BYTES,
    FormProblem,
    canonical,
    compiled,
    fingerprint,
    read_json,
    read_toml,
)
from forms.periods import Period
from tests.forms.reports import OFFICE

Content = dict[str, Any]

TOML = """
id = "T01"
version = "2024.1"
title = "Báo cáo thử"
document_kind = "BÁO CÁO"
symbol = "BC"
subject = ["Kết quả {{period}}"]
lead = "Thực hiện {{dvc12}}, tổng {{tong}}[^Số {{von}}]."
closing = "Trên đây là báo cáo của {{unit}}./."
recipients = ["Như trên;", "Lưu: VT."]
valid_from = "2024-01-01"
renames = { cu = "tong", "nhom.ky" = "dvc12" }
state_sentences = { khong_phat_sinh = "Trong tháng không phát sinh." }

[period]
cycle = "month"
rule = "month_to_day"
day = 20

[[grids]]
id = "dvc"
label = "Dịch vụ"
rows = [
    { id = "dvc12" },
    { id = "dvc16", label = "Liên thông", fields = ["tn", "gq"], lines = ["Tiếp nhận {{tn}}."] },
]

[[fields]]
id = "dvc12"
kind = "ratio"
label = [
    { text = "Khai sinh cũ", until = "2024-06-30" },
    { text = "Khai sinh", since = "2024-07-01" },
]
decimals = 2
remainder = true
coarse = [0]
states = ["khong_phat_sinh", "chua_co_so_lieu"]
sentence = "Tiếp nhận {n}/{d}, đạt {p}%, còn {r}."

[[fields]]
id = "tn"
kind = "int"
label = "Tiếp nhận"

[[fields]]
id = "gq"
kind = "int"
label = "Giải quyết"
default = "03"

[[fields]]
id = "tong"
kind = "int"
label = "Tổng"
required_since = "2024-07-01"

[[fields]]
id = "kq"
kind = "money"
unit = "tỷ đồng"
label = "Kết quả"
formula = "SUM(von[*].so)"
missing = "skip_all"
code = "SUM-MONEY"

[[fields]]
id = "von"
kind = "list"
label = "Vốn"
columns = [
    { id = "ten", label = "Tên", required = true },
    { id = "so", label = "Số", kind = "money", unit = "triệu đồng" },
]
item = "{stt} {ten}: {so}"
default = [{ ten = "IOC", so = "41.928" }]

[[fields]]
id = "bt"
kind = "record"
label = "Băng thông"
columns = [{ id = "tslcd", label = "TSLCD", kind = "speed", unit = "Mbps" }]
default = { tslcd = "20" }

[[fields]]
id = "t"
kind = "table"
label = "Bảng"
columns = [
    { id = "x", label = "x", kind = "int" },
    { id = "y", label = "y", kind = "int", formula = "x * 2" },
]
rows = [{ id = "r1", label = "1" }, { id = "tong_bang", label = "Cộng", sums = ["r1"] }]

[[fields]]
id = "chon"
kind = "selection"
label = "Chọn"
grid = "dvc"
condition = "n = d"
item = "{stt}. {label} {p}"

[[fields]]
id = "vb"
kind = "documents"
label = "Văn bản"
behaviour = "K"
item = "{so_ky_hieu} {ve}"

[[fields]]
id = "loai"
kind = "enum"
label = "Loại"
choices = [{ code = "a", label = "A" }, { code = "b", label = "B" }]

[[fields]]
id = "nhanxet"
kind = "rich"
label = "Nhận xét"
required = false

[[fields]]
id = "moc"
kind = "date"
label = "Mốc"
behaviour = "T"
settled_by = "dvc12"

[[relations]]
kind = "sum"
id = "s1"
total = "tong"
parts = ["tn", "gq"]

[[relations]]
kind = "at_most"
id = "k1"
chain = ["tn", "gq"]
severity = "warning"
since = "2024-07-01"

[[sections]]
id = "mot"
heading = "MỘT"
fields = ["dvc", "tong", "kq", "von", "bt", "t", "chon", "vb", "loai", "moc"]
blocks = [
    { kind = "text", text = "Tổng {{tong}}; {{t[r1].x}}." },
    { kind = "items", grid = "dvc" },
    { kind = "table", source = "von", caption = "Vốn" },
]

[[sections.sections]]
id = "con"
heading = "Con"
optional = true
fields = ["nhanxet"]
blocks = [{ kind = "narrative", field = "nhanxet" }]

[[annexes]]
id = "pl1"
title = "Danh sách {{tong}}"
blocks = [{ kind = "table", source = "dvc" }]
"""

FORM = read_toml(TOML.encode())


def content() -> Content:
    """The form as the JSON of a pack, to be spoiled."""
    loaded: Content = json.loads(canonical(FORM))
    return loaded


def spoiled(change: Callable[[Content], object]) -> bytes:
    changed = content()
    change(changed)
    return json.dumps(changed, ensure_ascii=False).encode("utf-8", "surrogatepass")


def load(data: bytes) -> Engine:
    return compiled(read_json(data))


# --- what is right -------------------------------------------------------------------------------


def test_an_authors_text_and_the_compiled_one_are_the_same_form() -> None:
    engine = compiled(FORM)
    assert engine.form == FORM
    kept = canonical(FORM)
    assert read_json(kept) == FORM
    assert canonical(read_json(kept)) == kept
    assert fingerprint(read_json(kept)) == fingerprint(FORM)
    assert fingerprint(msgspec.structs.replace(FORM, version="2")) != fingerprint(FORM)


def test_blanks_and_key_order_do_not_make_another_form() -> None:
    pretty = json.dumps(content(), ensure_ascii=True, indent=2, sort_keys=True).encode()
    assert fingerprint(read_json(pretty)) == fingerprint(FORM)
    assert read_json(canonical(FORM) + b"\n") == FORM


def test_prefilled_cells_are_found() -> None:
    found = {
        CellKey(field.id, row, part): text
        for field in FORM.fields
        for row, part, text in pack.default_cells(field)
    }
    assert found == {
        CellKey("gq", 0, "value"): "03",
        CellKey("von", 1, "ten"): "IOC",
        CellKey("von", 1, "so"): "41.928",
        CellKey("bt", 0, "tslcd"): "20",
    }


def test_brackets_inside_words_are_no_nesting() -> None:
    brackets = spoiled(lambda c: c.update(title="[" * 500 + "}" * 500))
    assert load(brackets).form.title.startswith("[[[")


# --- what is wrong -------------------------------------------------------------------------------


def field(c: Content, name: str) -> Content:
    found: Content = next(item for item in c["fields"] if item["id"] == name)
    return found


def put(path: str, value: object) -> Callable[[Content], None]:
    """Set what a path like ``fields.von.columns.1.kind`` names."""

    def change(c: Content) -> None:
        *steps, last = path.split(".")
        here: Any = c
        for step in steps:
            if isinstance(here, list):
                named = [item for item in here if isinstance(item, dict) and item.get("id") == step]
                here = named[0] if named else here[int(step)]
            else:
                here = here.setdefault(step, {})
        here[int(last) if isinstance(here, list) else last] = value

    return change


def drop(path: str) -> Callable[[Content], None]:
    def change(c: Content) -> None:
        *steps, last = path.split(".")
        here: Any = c
        for step in steps:
            here = field(c, step) if step in {"dvc12", "von"} else here[step]
        del here[last]

    return change


def again(what: str) -> Callable[[Content], None]:
    return lambda c: c[what].append(copy.deepcopy(c[what][0]))


COLUMN: Content = {"id": "x", "label": "x"}
WRONG: dict[str, tuple[Callable[[Content], object], str]] = {
    # unknown keys, at each level
    "key of the form": (put("colour", "red"), "$"),
    "key of the period": (put("period.colour", 1), "$.period"),
    "key of a field": (put("fields.tong.colour", 1), "$.fields[3]"),
    "key of a column": (put("fields.von.columns.0.colour", 1), "$.fields[5].columns[0]"),
    "key of a wording": (put("fields.dvc12.label.0.colour", 1), "$.fields[0].label[0]"),
    "key of a choice": (put("fields.loai.choices.0.colour", 1), "$.fields[10].choices[0]"),
    "key of a table row": (put("fields.t.rows.0.colour", 1), "$.fields[7].rows[0]"),
    "key of a grid": (put("grids.0.colour", 1), "$.grids[0]"),
    "key of a grid row": (put("grids.0.rows.0.colour", 1), "$.grids[0].rows[0]"),
    "key of a section": (put("sections.0.colour", 1), "$.sections[0]"),
    "key of an inner section": (
        put("sections.0.sections.0.colour", 1),
        "$.sections[0].sections[0]",
    ),
    "key of a block": (put("sections.0.blocks.0.colour", 1), "$.sections[0].blocks[0]"),
    "key of a relation": (put("relations.0.colour", 1), "$.relations[0]"),
    "key of another kind of relation": (put("relations.0.chain", ["tn"]), "$.relations[0]"),
    "key of an annex": (put("annexes.0.colour", 1), "$.annexes[0]"),
    "key of the signature": (put("signature", {"colour": 1}), "$.signature"),
    # wrong types, missing keys
    "a number for a text": (put("title", 5), "$.title"),
    "a text for a number": (put("fields.dvc12.decimals", "2"), "$.fields[0].decimals"),
    "a float": (put("fields.dvc12.decimals", 2.5), "$.fields[0].decimals"),
    "a whole float": (put("fields.dvc12.decimals", 2.0), "$.fields[0].decimals"),
    "a float in a list": (put("fields.dvc12.coarse", [0.0]), "$.fields[0].coarse[0]"),
    "null": (put("title", None), "$.title"),
    "a truth for a number": (put("period.day", True), "$.period.day"),
    "a text for a list": (put("recipients", "Lưu: VT."), "$.recipients"),
    "a list for a group": (put("period", []), "$.period"),
    "no title": (drop("title"), "$"),
    "no id of a field": (drop("fields.dvc12.id"), "$.fields[0]"),
    "too many decimals": (put("fields.dvc12.decimals", 5), "$.fields[0].decimals"),
    "too few decimals": (put("fields.dvc12.decimals", -1), "$.fields[0].decimals"),
    "no share of a column": (put("fields.von.columns.0.share", 0), "$.fields[5].columns[0].share"),
    "an unknown kind of field": (put("fields.tong.kind", "float"), "$.fields[3].kind"),
    "an unknown kind of relation": (put("relations.0.kind", "eval"), "$.relations[0].kind"),
    "an unknown severity": (put("relations.0.severity", "fatal"), "$.relations[0].severity"),
    "an unknown cycle": (put("period.cycle", "decade"), "$.period.cycle"),
    "a day that no month has": (put("period.day", 40), "$.period"),
    "a rule without that period": (put("period.rule", "week_ending"), "$.period"),
    # ids
    "a form id in small letters": (put("id", "t01"), "id"),
    "a version with a slash": (put("version", "1/2"), "version"),
    "an id in capitals": (put("fields.tong.id", "Tong"), "fields[3].id"),
    "an id with a sign": (put("fields.tong.id", "tổng"), "fields[3].id"),
    "an id with a line end": (put("fields.tong.id", "tong\n"), "fields[3].id"),
    "an id too long": (put("fields.tong.id", "t" * 41), "fields[3].id"),
    "an empty id": (put("fields.tong.id", ""), "fields[3].id"),
    "an id that is a keyword": (put("fields.tong.id", "hoac"), "fields[3].id"),
    "an id that is built in": (put("fields.tong.id", "period"), "fields"),
    "an id of every report": (put("fields.tong.id", "signature"), "fields"),
    "a column that is a state": (put("fields.von.columns.0.id", "state"), "fields.von.columns"),
    "a relation's id": (put("relations.0.id", "S1"), "relations[0].id"),
    "a section's id": (put("sections.0.id", "1"), "sections"),
    "a field twice": (again("fields"), "fields"),
    "a relation twice": (again("relations"), "relations"),
    "a grid twice": (again("grids"), "fields"),
    "a section twice": (put("sections.0.sections.0.id", "mot"), "sections"),
    "an annex twice": (again("annexes"), "annexes"),
    "a column twice": (put("fields.von.columns.1.id", "ten"), "fields.von.columns"),
    "a table row twice": (put("fields.t.rows.1.id", "r1"), "fields.t.rows"),
    "a grid row twice": (put("grids.0.rows.1.id", "dvc12"), "grids.dvc.rows"),
    "a choice twice": (put("fields.loai.choices.1.code", "a"), "fields.loai.choices"),
    "a grid named like a field": (put("grids.0.id", "tong"), "fields"),
    # names that lead nowhere
    "a field of a section": (put("sections.0.fields.1", "khong_co"), "sections.mot.fields"),
    "a field in no section": (put("sections.0.fields", ["dvc", "tong"]), "fields.kq"),
    "a field in two places": (put("sections.0.fields.0", "tong"), "sections"),
    "a field of a grid": (put("grids.0.rows.0.id", "khong_co"), "fields.dvc12"),
    "an indicator of a grid row": (put("grids.0.rows.1.fields", ["tn", "gq", "zz"]), "grids.dvc"),
    "a base": (put("fields.dvc12.base", "khong_co"), "fields.dvc12.base"),
    "a selection's grid": (put("fields.chon.grid", "khong_co"), "fields.chon.grid"),
    "a selection's part": (put("fields.chon.condition", "zz = 1"), "fields.chon"),
    "what settles a date": (put("fields.moc.settled_by", "tong"), "fields.moc.settled_by"),
    "a narrative": (put("sections.0.sections.0.blocks.0.field", "tong"), "sections.con.blocks[0]"),
    "items of a grid": (put("sections.0.blocks.1.grid", "von"), "sections.mot.blocks[1]"),
    "a table's source": (put("sections.0.blocks.2.source", "tong"), "sections.mot.blocks[2]"),
    "an annex's source": (put("annexes.0.blocks.0.source", "zz"), "annexes.pl1.blocks[0]"),
    "a rename": (put("renames.cu", "khong_co"), "renames.cu"),
    "a rename of what is there": (put("renames.tong", "tn"), "renames.tong"),
    "a rename from no id": (put("renames", {"a b": "tong"}), "renames.a b"),
    "a total row's sum": (put("fields.t.rows.1.sums", ["r9"]), "fields.t"),
    "a formula's name": (put("fields.kq.formula", "SUM(khong_co[*].so)"), "fields.kq"),
    "a formula's column": (put("fields.kq.formula", "SUM(von[*].zz)"), "fields.kq"),
    "a column's formula": (put("fields.t.columns.1.formula", "zz"), "fields.t"),
    "a relation's total": (put("relations.0.total", "khong_co"), "relations.s1"),
    "a relation's part": (put("relations.0.parts", ["tn", "khong_co"]), "relations.s1"),
    "a relation's row": (put("relations.0.parts", ["t[9].x"]), "relations.s1"),
    "a finding's code": (put("fields.kq.code", "NO-SUCH"), "fields.kq.code"),
    "a relation's code": (put("relations.0.code", "NO-SUCH"), "relations.s1.code"),
    # formulas
    "a formula's brackets": (put("fields.kq.formula", "(" * 3000), "fields.kq"),
    "a formula's depth": (put("fields.kq.formula", "-" * 200 + "1"), "fields.kq"),
    "a formula that calls Python": (put("fields.kq.formula", "__import__('os')"), "fields.kq"),
    "a formula in a circle": (put("fields.kq.formula", "kq + 1"), "relations"),
    "a condition that ends another": (put("fields.chon.condition", "n = d) + (1"), "fields.chon"),
    # keys that do not go with a kind
    "columns of a figure": (put("fields.tong.columns", [COLUMN]), "fields.tong.columns"),
    "a list without columns": (put("fields.von.columns", []), "fields.von.columns"),
    "a table without rows": (put("fields.t.rows", []), "fields.t.rows"),
    "an enum without choices": (put("fields.loai.choices", []), "fields.loai.choices"),
    "choices of a text column": (
        put("fields.von.columns.0.choices", [{"code": "a", "label": "A"}]),
        "fields.von.columns",
    ),
    "a base of a count": (put("fields.tong.base", "tn"), "fields.tong.base"),
    "a remainder of a count": (put("fields.tong.remainder", True), "fields.tong.remainder"),
    "a formula of a list": (put("fields.von.formula", "1"), "fields.von.formula"),
    "a computed column of money in words": (
        put("fields.von.columns.1.formula", "ten"),
        "fields.von",
    ),
    "an unknown unit of money": (put("fields.kq.unit", "USD"), "fields.kq"),
    "an unknown state": (put("fields.dvc12.states", ["quen"]), "fields.dvc12.states"),
    "a sentence of no state": (put("state_sentences", {"quen": "Quên."}), "state_sentences"),
    "a default that cannot be read": (put("fields.gq.default", "12.34"), "fields.gq.default"),
    "a default of no part": (put("fields.gq.default", {"zz": "1"}), "fields.gq.default"),
    "a default row of a figure": (put("fields.gq.default", [{"value": "1"}]), "fields.gq.default"),
    "a default of a computed list": (put("fields.chon.default", "1"), "fields.chon.default"),
    # days
    "a day that is none": (put("fields.tong.since", "2024-02-30"), "fields.tong"),
    "a day in Vietnamese": (put("fields.tong.until", "30/6/2024"), "fields.tong"),
    "a short day": (put("relations.0.since", "20240701"), "relations.s1"),
    "an end before its beginning": (put("relations.1.until", "2024-06-30"), "relations.k1"),
    "a wording's day": (put("fields.dvc12.label.0.until", "x"), "fields[0].label[0]"),
    "a section's day": (put("sections.0.since", "x"), "sections.mot"),
    "the form's day": (put("valid_from", "x"), "valid_from"),
    "an hour that is none": (put("due.hour", "24:00"), "due.hour"),
    "an hour in words": (put("due.hour", "16h30"), "due.hour"),
    "when a figure is required": (
        put("fields.tong.required_since", "x"),
        "fields.tong.required_since",
    ),
    # texts
    "a control character": (put("title", "a\x00b"), "title"),
    "a bell": (put("fields.tong.help", "a\x07b"), "fields[3].help"),
    "a text that runs backwards": (put("title", "a\u202eb"), "title"),
    "an isolate": (put("fields.tong.label", "a\u2066b"), "fields[3].label"),
    "a blank without width": (put("title", "a\u200bb"), "title"),
    "a byte order mark inside": (put("title", "a\ufeffb"), "title"),
    "letters taken apart": (put("title", "Ba\u0301o ca\u0301o"), "title"),
    "a key taken apart": (put("state_sentences", {"a\u0301": "x"}), "state_sentences.a\u0301"),
    "an open segment": (put("lead", "<<{{tong}}"), "lead"),
    "an open footnote": (put("closing", "a[^b"), "closing"),
    "an unknown token": (put("lead", "{{khong_co}}"), "lead"),
    "an unknown part": (put("lead", "{{tong.n}}"), "lead"),
    "an unknown row": (put("lead", "{{t[r9].x}}"), "lead"),
    "a whole table in a text": (put("lead", "{{t}}"), "lead"),
    "a part of the period": (put("lead", "{{period.n}}"), "lead"),
    "own braces where there is no field": (put("lead", "{n}"), "lead"),
    "a subject": (put("subject", ["{{zz}}"]), "subject[0]"),
    "a sentence's part": (put("fields.dvc12.sentence", "{zz}"), "fields.dvc12.sentence"),
    "an item's column": (put("fields.von.item", "{zz}"), "fields.von.item"),
    "a state's sentence": (put("fields.dvc12.state_sentences", {"khong_phat_sinh": "{{zz}}"}),
                           "fields.dvc12.state_sentences.khong_phat_sinh"),
    "a block's text": (put("sections.0.blocks.0.text", "{{zz}}"), "sections.mot.blocks[0]"),
    "a caption": (put("sections.0.blocks.2.caption", "{{zz}}"), "sections.mot.blocks[2]"),
    "a line of a grid": (put("grids.0.rows.1.lines", ["{{zz}}"]), "grids.dvc.dvc16"),
    "an annex's title": (put("annexes.0.title", "{{zz}}"), "annexes.pl1.title"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_pack_is_refused_with_its_place(name: str) -> None:
    change, path = WRONG[name]
    with pytest.raises(FormProblem) as refused:
        load(spoiled(change))
    assert refused.value.path == path, refused.value.message
    told = refused.value.message.removeprefix(f"{path}: ")
    assert str(refused.value).startswith(path)
    # A sentence of ours, not of a library.
    assert any(ord(letter) > 127 for letter in told), told


def test_there_are_many_ways_to_be_wrong() -> None:
    assert len(WRONG) > 120
    load(spoiled(lambda _: None))


# --- bytes that are no pack ----------------------------------------------------------------------


def _nested(depth: int) -> bytes:
    inner = '{"id":"s","heading":"h"}'
    for _ in range(depth):
        inner = f'{{"id":"s","heading":"h","sections":[{inner}]}}'
    whole = content()
    whole["sections"] = "@"
    return json.dumps(whole).replace('"@"', f"[{inner}]").encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"form"',
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        b"{}" + b" " * MAX_BYTES,
        b"[" * 1_000_000,
        b'{"a":' * 300_000,
        b'{"title": "\xc3"}',
        b'{"title": "\\ud800"}',
        b'{"title": NaN}',
        canonical(FORM)[:-1],
        canonical(FORM)[: len(canonical(FORM)) // 2],
        canonical(FORM) + canonical(FORM),
        canonical(FORM).replace(b'"symbol":', b'"title":', 1),
        canonical(FORM).replace(b'"symbol":"BC"', b'"symbol":"BC","symbol":"BC"', 1),
        _nested(MAX_LEVELS),
        _nested(100),
        _nested(2_000),
    ],
)
def test_bytes_that_are_no_pack_are_refused(data: bytes) -> None:
    with pytest.raises(FormProblem) as refused:
        load(data)
    assert any(ord(letter) > 127 for letter in refused.value.message)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xff", "UTF-8"),
        (b"id = ", "TOML"),
        (b"id = 1", "chữ"),
        (b"id = 2024-07-01", "chữ"),
        (b"x = 1.5", "x"),
        (b"id = 'a'\nid = 'b'", "TOML"),
        (TOML.replace('rule = "month_to_day"', 'rule = "month_to_day').encode(), "dòng 17"),
        (TOML.replace("day = 20", "day = 20.0").encode(), "số nguyên"),
        (b"x = " + b"9" * 5_000, "TOML"),
        (b"x = " + b"[" * 100_000, "sâu"),
        (b"a" + b".a" * 100_000 + b" = 1", "dấu chấm"),
        (b'"a"' + b' . "a"' * 100_000 + b" = 1", "dấu chấm"),
        (b"[a" + b".a" * 100_000 + b"]", "dấu chấm"),
        (b"#" * (MAX_BYTES + 1), "KB"),
    ],
)
def test_a_text_that_is_no_pack_is_refused_with_its_line(data: bytes, told: str) -> None:
    with pytest.raises(FormProblem, match=told) as refused:
        compiled(read_toml(data))
    assert any(ord(letter) > 127 for letter in refused.value.message)


def test_a_pack_may_not_be_too_large() -> None:
    wide = [{"id": f"c{i}", "label": "c", "kind": "int"} for i in range(100)]
    tall = [{"id": f"r{i}", "label": "r"} for i in range(210)]

    def many_cells(c: Content) -> None:
        field(c, "t").update(columns=wide, rows=tall)

    def many_rules(c: Content) -> None:
        rule = c["relations"][1]
        c["relations"] = [{**rule, "id": f"r{i}"} for i in range(MAX_RELATIONS + 1)]

    for change, path in ((many_cells, "fields"), (many_rules, "relations")):
        with pytest.raises(FormProblem) as refused:
            load(spoiled(change))
        assert refused.value.path == path


@given(st.binary(max_size=300))
def test_random_bytes_are_refused_and_nothing_worse(data: bytes) -> None:
    for read in (read_json, read_toml):
        with pytest.raises(FormProblem):
            read(data)


def _places(value: object, path: tuple[object, ...] = ()) -> Iterator[tuple[object, ...]]:
    if path:
        yield path
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for step, inner in items:
        yield from _places(inner, (*path, step))


PLACES = list(_places(content()))
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["", "tong", "dvc", "{{tong}}", "{{", "SUM(", "1 = 1", "2024-07-01", "int"]),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def in_use(engine: Engine) -> None:
    """What was taken never fails later: opened blank, prefilled and full, checked and printed."""
    filled = {
        strip.key(offset): "2024-07-01" if strip.column.kind == "date" else Decimal(7)
        for strip in engine.layout.strips.values()
        for offset in range(strip.length)
        if strip.column.kind != "month"
    }
    default: dict[CellKey, CellValue] = {}
    for one in engine.form.fields:
        for row, part, text in pack.default_cells(one):
            column = engine.column(CellKey(one.id, row, part))
            value = None if column is None else read_cell(column, text)
            assert isinstance(value, str | Decimal)
            default[CellKey(one.id, row, part)] = value
    period = Period(engine.form.period.cycle, 2024, 1)
    for typed in ({}, default, filled):
        c = engine.open(typed, period, filled)
        assert c.findings()
        compose(c, OFFICE, draft=True, dated="2024-07-22T08:00:00+07:00")


@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=3))
def test_a_spoiled_pack_is_taken_or_refused_and_nothing_worse(
    changes: list[tuple[tuple[object, ...], object]],
) -> None:
    changed: Any = content()
    for path, junk in changes:
        here = changed
        try:
            for step in path[:-1]:
                here = here[step]
            here[path[-1]] = junk
        except (KeyError, IndexError, TypeError):
            continue
    data = json.dumps(changed, ensure_ascii=False).encode("utf-8", "surrogatepass")
    try:
        engine = load(data)
    except FormProblem as problem:
        refusal = problem
    else:
        assert compiled(read_json(canonical(engine.form))).form == engine.form
        in_use(engine)
        return
    assert refusal.path
    assert any(ord(letter) > 127 for letter in refusal.message)
