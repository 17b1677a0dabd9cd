"""How one value of a pack stands in one cell of a workbook, and how it is read back.

* a text as it is; in straight quotes where blanks around it or line breaks in it matter (``"; "``);
* lists one item a line; pairs one ``khóa = giá trị`` a line; yes and no as ``có`` and ``không``;
* wordings by time one a line, each behind its days: ``[từ 2024-07-01] Cấp thẻ căn cước``;
* ``json: …`` for whatever has no simpler form.

What is written is read back first: a value that the simple form would change is written as JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Final, Literal, cast

import msgspec.inspect as reflection

from exporters.readers.workbook_reader import SheetCell
from forms.vocabulary import Wording

Shape = Literal["flag", "whole", "text", "worded", "texts", "wholes", "wordeds", "pairs", "data"]

JSON_MARK: Final = "json:"
YES: Final = "có"
NO: Final = "không"

_FLAGS: Final = {
    **dict.fromkeys(("có", "co", "x", "đúng", "true", "yes", "1"), True),
    **dict.fromkeys(("không", "khong", "sai", "false", "no", "0"), False),
}
_WHOLE: Final = re.compile(r"-?[0-9]{1,15}")
_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DATED: Final = re.compile(rf"\[(?:từ ({_DAY}))? ?(?:đến ({_DAY}))?\](?: |$)|\[(luôn)\](?: |$)")


class NotationProblem(ValueError):
    """A cell that cannot be read as its column wants it; the text is the Vietnamese reason."""


def shape_of(kind: reflection.Type) -> Shape:
    """Return how values of a type are written."""
    if isinstance(kind, reflection.BoolType):
        return "flag"
    if isinstance(kind, reflection.IntType):
        return "whole"
    if isinstance(kind, reflection.DictType):
        return "pairs" if isinstance(kind.value_type, reflection.StrType) else "data"
    if isinstance(kind, reflection.VarTupleType):
        inner = shape_of(kind.item_type)
        several: dict[Shape, Shape] = {"text": "texts", "whole": "wholes", "worded": "wordeds"}
        return several.get(inner, "data")
    if isinstance(kind, reflection.UnionType):
        worded = any(_holds_wordings(one) for one in kind.types)
        return "worded" if worded else shape_of(kind.types[0])
    words = isinstance(kind, reflection.StrType | reflection.LiteralType | reflection.NoneType)
    return "text" if words else "data"


def _holds_wordings(kind: reflection.Type) -> bool:
    item = kind.item_type if isinstance(kind, reflection.VarTupleType) else None
    return isinstance(item, reflection.StructType) and item.cls is Wording


# --- writing -----------------------------------------------------------------------------------


def written(value: object, shape: Shape) -> str:
    """Return the cell's text for a value of a tree."""
    simple = _WRITERS[shape](value) if _fits(value, shape) else ""
    try:
        if simple and read_text(simple, shape) == value:
            return simple
    except NotationProblem:
        pass
    return f"{JSON_MARK} {json.dumps(value, ensure_ascii=False)}"


def _fits(value: object, shape: Shape) -> bool:
    wanted: dict[Shape, tuple[type, ...]] = {
        "flag": (bool,),
        "whole": (int,),
        "text": (str,),
        "worded": (str, list),
        "pairs": (dict,),
        "data": (),
    }
    return isinstance(value, wanted.get(shape, (list,)))


def _text(value: object) -> str:
    text = str(value)
    plain = text == text.strip() and text and not text.startswith(JSON_MARK) and '"' not in text[:1]
    return text if plain else json.dumps(text, ensure_ascii=False)


def _line(value: object) -> str:
    text = _text(value)
    return json.dumps(text, ensure_ascii=False) if "\n" in text else text


def _wordings(value: object) -> str:
    if isinstance(value, str):
        return _text(value)
    return "\n".join(_dated(cast("Mapping[str, str]", one)) for one in cast("list[object]", value))


def _dated(wording: Mapping[str, str]) -> str:
    limits = (("từ", wording.get("since")), ("đến", wording.get("until")))
    days = " ".join(f"{word} {day}" for word, day in limits if day)
    return f"[{days or 'luôn'}] {wording.get('text', '')}"


def _pairs(value: object) -> str:
    pairs = cast("Mapping[str, str]", value)
    return "\n".join(f"{key} = {_line(text)}" for key, text in pairs.items())


def _lines(value: object) -> str:
    return "\n".join(_line(item) for item in cast("list[object]", value))


def _worded_lines(value: object) -> str:
    items = cast("list[object]", value)
    return "\n".join(_line(one) if isinstance(one, str) else _wordings(one) for one in items)


_WRITERS: Final[Mapping[Shape, Callable[[object], str]]] = {
    "flag": lambda value: YES if value else NO,
    "whole": str,
    "text": _text,
    "worded": _wordings,
    "texts": _lines,
    "wholes": _lines,
    "wordeds": _worded_lines,
    "pairs": _pairs,
}


# --- reading -----------------------------------------------------------------------------------


def read(cell: SheetCell, shape: Shape) -> object:
    """Return a filled cell's value for a tree; raises NotationProblem."""
    if cell.kind == "formula":
        raise NotationProblem("ô chứa công thức Excel. Chép ô rồi dán lại thành giá trị")
    if cell.kind == "error":
        raise NotationProblem(f"ô chứa lỗi Excel {cell.text}. Gõ lại nội dung")
    if cell.kind == "date" and " " in cell.text:
        raise NotationProblem(f"ô là ngày kèm giờ ({cell.text}). Chỉ ghi ngày")
    text = cell.text
    if cell.kind == "number" and text.endswith(".0"):
        text = text.removesuffix(".0")
    return read_text(text, shape)


def read_text(text: str, shape: Shape) -> object:
    """Return the value that a cell's words stand for; raises NotationProblem."""
    bare = text.strip()
    if bare.startswith(JSON_MARK):
        return _json(bare.removeprefix(JSON_MARK))
    return _READERS[shape](bare)


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotationProblem("phần sau json: không đúng cách viết JSON") from error


def _read_flag(text: str) -> bool:
    flag = _FLAGS.get(text.casefold())
    if flag is None:
        raise NotationProblem(f"phải ghi {YES} hoặc {NO}, không phải “{text[:40]}”")
    return flag


def _read_whole(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise NotationProblem(f"phải là số nguyên, không phải “{text[:40]}”")
    return int(text)


def _read_words(text: str) -> str:
    if len(text) < len('""') or not (text.startswith('"') and text.endswith('"')):
        return text
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        return text[1:-1]


def _read_worded(text: str) -> object:
    if _wording(text.partition("\n")[0]) is None:
        return _read_words(text)
    wordings: list[dict[str, str]] = []
    for line in text.split("\n"):
        wording = _wording(line)
        if wording is None:
            wordings[-1]["text"] += f"\n{line}"
        else:
            wordings.append(wording)
    return wordings


def _wording(line: str) -> dict[str, str] | None:
    """Return the wording that a line begins; ``None`` for a line that goes on with one."""
    mark = _DATED.match(line)
    if mark is None or not (mark[1] or mark[2] or mark[3]):
        return None
    days = {key: day for key, day in (("since", mark[1]), ("until", mark[2])) if day}
    return {"text": line[mark.end() :], **days}


def _split(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _read_texts(text: str) -> list[object]:
    return [_read_words(line) for line in _split(text)]


def _read_wholes(text: str) -> list[object]:
    return [_read_whole(line) for line in _split(text)]


def _read_wordeds(text: str) -> list[object]:
    """Read texts line by line; neighbouring dated lines are the wordings of one item."""
    items: list[object] = []
    for line in _split(text):
        wording = _wording(line)
        if wording is None:
            items.append(_read_words(line))
        elif items and isinstance(items[-1], list):
            items[-1].append(wording)
        else:
            items.append([wording])
    return items


def _read_pairs(text: str) -> dict[str, object]:
    pairs: dict[str, object] = {}
    for line in _split(text):
        key, sign, value = line.partition("=")
        if not sign:
            raise NotationProblem(f"mỗi dòng phải viết khóa = giá trị, không phải “{line[:40]}”")
        if key.strip() in pairs:
            raise NotationProblem(f"khóa “{key.strip()[:40]}” ghi hai lần")
        pairs[key.strip()] = _read_words(value.strip())
    return pairs


_READERS: Final[Mapping[Shape, Callable[[str], object]]] = {
    "flag": _read_flag,
    "whole": _read_whole,
    "text": _read_words,
    "worded": _read_worded,
    "texts": _read_texts,
    "wholes": _read_wholes,
    "wordeds": _read_wordeds,
    "pairs": _read_pairs,
    "data": _read_words,
}
