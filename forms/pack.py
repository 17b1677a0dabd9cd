"""Form packs: from an author's TOML or a compiled JSON to a form that can be trusted.

A pack comes from outside. Sizes are limited before any parser sees the bytes, unknown keys and
wrong types are refused with their path, names must resolve, texts must be NFC and free of control
and direction marks. What passes here never fails later.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from typing import Final

import msgspec

from forms.authoring.form_checks import check_form
from forms.authoring.form_contents import check_contents, default_cells
from forms.checking.compiler import FormProblem
from forms.engine import Engine
from forms.model import SCHEMA, Form

MAX_BYTES: Final = 2 * 1024 * 1024

_SAYS: Final = re.compile(r"(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?", re.DOTALL)
_WORDS: Final = (
    (re.compile(r"Object contains unknown field `(.*)`"), "không có khóa “{}”"),
    (re.compile(r"Object missing required field `(.*)`"), "thiếu khóa “{}”"),
    (re.compile(r"Expected `(.*)`, got `(.*)`"), "phải là {}, không phải {}"),
    (re.compile(r"Expected `int` >= (.*)"), "phải từ {} trở lên"),
    (re.compile(r"Expected `int` <= (.*)"), "không được quá {}"),
    (re.compile(r"Invalid enum value (.*)"), "giá trị {} không có trong danh sách cho phép"),
    (re.compile(r"Invalid value (.*)"), "giá trị {} không dùng được"),
    (
        re.compile(r"rule `(.*)` does not define the period `(.*)`"),
        "cách tính ngày “{}” không dùng cho chu kỳ “{}”",
    ),
    (re.compile(r"`(\w+)` must be ([0-9]+) .*to ([0-9]+).*"), "“{}” phải từ {} đến {}"),
)
_TYPES: Final = {
    "str": "chữ",
    "int": "số nguyên",
    "float": "số lẻ",
    "bool": "đúng/sai",
    "array": "danh sách",
    "object": "nhóm khóa",
    "null": "trống",
}
_TOML_PLACE: Final = re.compile(r"at line ([0-9]+), column ([0-9]+)")
_HALVES: Final = "tệp biểu mẫu có nửa ký tự, không phải chữ hợp lệ"
_DOTTED: Final = re.compile(
    rb'(?<![\w"-])(?:[\w-]++|"[^"\n]*+")(?:[ \t]*+\.[ \t]*+(?:[\w-]++|"[^"\n]*+")){64}'
)
"""A key of very many parts, over which the TOML parser takes quadratic time."""


def read_json(data: bytes) -> Form:
    """Load a compiled ``form.json``; raises FormProblem with the path of the first fault."""
    _limit(data)
    try:
        form = _current(msgspec.json.decode(data, type=Form))
        # The canonical text says every key once; only another one has to be looked through.
        if canonical(form) != data.strip():
            json.loads(data, object_pairs_hook=_without_repeats)
    except msgspec.ValidationError as error:
        _refuse_newer(_schema_of(data))
        raise _refusal(error) from error
    except RecursionError as error:
        raise FormProblem("$", "tệp biểu mẫu lồng quá sâu") from error
    except UnicodeEncodeError as error:
        raise FormProblem("$", _HALVES) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FormProblem("$", "tệp biểu mẫu không phải JSON hợp lệ hoặc bị cắt dở") from error
    return form


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise FormProblem("$", f"khóa “{key}” ghi hai lần trong cùng một nhóm")
        found[key] = value
    return found


def read_toml(data: bytes) -> Form:
    """Load an author's ``pack.toml``, of the same shape as the JSON."""
    return read_tree(toml_tree(data))


def read_tree(tree: object) -> Form:
    """Load a form from its plain data; raises FormProblem with the path of the first fault."""
    try:
        return _current(msgspec.convert(tree, type=Form))
    except msgspec.ValidationError as error:
        _refuse_newer(tree.get("schema") if isinstance(tree, dict) else None)
        raise _refusal(error) from error
    except UnicodeEncodeError as error:
        raise FormProblem("$", _HALVES) from error
    except RecursionError as error:
        raise FormProblem("$", "tệp biểu mẫu lồng quá sâu") from error


def toml_tree(data: bytes) -> dict[str, object]:
    """Return what a TOML text says, of any shape; raises FormProblem where it is no TOML."""
    _limit(data)
    if _DOTTED.search(data):
        raise FormProblem("pack.toml", "có khóa quá nhiều phần nối bằng dấu chấm")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except RecursionError as error:
        raise FormProblem("pack.toml", "tệp lồng quá sâu") from error
    except UnicodeDecodeError as error:
        raise FormProblem("pack.toml", "tệp không phải chữ UTF-8") from error
    except ValueError as error:
        raise FormProblem("pack.toml", _toml_fault(error)) from error


def _toml_fault(error: ValueError) -> str:
    place = _TOML_PLACE.search(str(error))
    where = f"dòng {place[1]}, cột {place[2]}" if place else "cuối tệp hoặc một số quá dài"
    return f"tệp không đọc được: không đúng cách viết TOML ở {where}"


def canonical(form: Form) -> bytes:
    """Return the one JSON text of a form, from which its SHA-256 is taken."""
    return msgspec.json.encode(form, order="deterministic")


def fingerprint(form: Form) -> str:
    """Return the SHA-256 of a form's canonical text; reports are pinned to it."""
    return hashlib.sha256(canonical(form)).hexdigest()


def compiled(form: Form) -> Engine:
    """Check everything a form says and return its engine; raises FormProblem."""
    check_form(form)
    check_contents(form)
    engine = Engine(form)
    engine.check()
    return engine


def _current(form: Form) -> Form:
    _refuse_newer(form.schema)
    return form


def _refuse_newer(schema: object) -> None:
    """Refuse a pack that needs words this program does not know, before it names one of them."""
    if isinstance(schema, int) and schema > SCHEMA:
        asked = min(schema, 999_999)
        what = f"biểu mẫu viết theo bộ khóa số {asked}, chương trình này mới biết đến số {SCHEMA}"
        raise FormProblem("schema", f"{what}; hãy cập nhật chương trình")


def _schema_of(data: bytes) -> object:
    try:
        return msgspec.json.decode(data, type=_Stamp).schema
    except (msgspec.DecodeError, RecursionError):
        return None


class _Stamp(msgspec.Struct):
    """The one key of a pack that is read before the others."""

    schema: object = None


def _limit(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise FormProblem("$", f"tệp biểu mẫu lớn hơn {MAX_BYTES // 1024} KB")


def _refusal(error: msgspec.ValidationError) -> FormProblem:
    match = _SAYS.fullmatch(str(error))
    what, path = (match["what"], match["path"] or "$") if match else (str(error), "$")
    for pattern, words in _WORDS:
        found = pattern.fullmatch(what)
        if found is not None:
            return FormProblem(path, words.format(*map(_in_words, found.groups())))
    return FormProblem(path, f"giá trị không dùng được ({what})")


def _in_words(named: str) -> str:
    return " hoặc ".join(_TYPES.get(one, one) for one in named.split(" | "))


__all__ = [
    "FormProblem",
    "canonical",
    "compiled",
    "default_cells",
    "fingerprint",
    "read_json",
    "read_toml",
    "read_tree",
    "toml_tree",
]
