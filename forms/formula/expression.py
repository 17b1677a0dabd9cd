"""The formula language of form packs: tokenizer, parser, typed syntax tree, printer.

Packs come from outside, so the language is closed (no loops, powers, joined texts, user functions)
and limited before anything is built. Parsing gives a well-typed tree or raises
`ExpressionProblem`; nothing else escapes, whatever the text. Whether a field, column or form
exists is not known here: look up what `references` lists. Nothing is evaluated here.

Grammar (EBNF; blanks are space, tab and line ends; keywords and function names in any case)::

    formula    = conjunct, { ("hoac" | "or"), conjunct } ;
    conjunct   = negation, { ("va" | "and"), negation } ;
    negation   = ("khong" | "not"), negation | comparison ;
    comparison = place, ("=" | "<>" | "≠"), text
               | sum, [ ("=" | "<>" | "≠" | "<=" | "≤" | ">=" | "≥" | "<" | ">"), sum ] ;
    sum        = product, { ("+" | "-"), product } ;
    product    = signed, { ("*" | "/"), signed } ;
    signed     = "-", signed | number | reference | call | "(", formula, ")" ;
    number     = digit, { digit }, [ ".", digit, { digit } ] ;
    reference  = place | ("truoc" | "luy_ke_nam" | "DONVI"), "(", place, ")"
               | "bieu", "(", '"', form, '"', ")", ".", place ;
    place      = id, [ "[", ( row | id | row, ":", row | "*" ), "]" ], [ ".", id ] ;
    call       = ("SUM" | "MIN" | "MAX"), "(", item, { ",", item }, ")"
               | ("ROUND" | "TRUNC"), "(", sum, ",", decimals, ")" | "ABS", "(", sum, ")"
               | "TYLE", "(", sum, ",", sum, ",", decimals, ")" | "TRONG", "(", reference, ")"
               | "IF", "(", formula, ",", formula, ",", formula, ")"
               | "COUNT", "(", reference, [ ",", formula ], ")"
               | "SUMIF", "(", reference, ",", formula, ")"
               | "NGAY", "(", year, ",", month, ",", day, ")" | ("DAU_KY" | "CUOI_KY"), "(", ")" ;
    item       = sum ;                                 (* here a reference may be a range *)
    text       = '"', { any character but '"' and line ends }, '"' ;
    id         = "a".."z", { "a".."z" | "0".."9" | "_" } ;               (* no keyword *)
    form       = "A".."Z", { letter | digit | "-" | "_" } ;
    row        = number from 1 to 20000 ;    decimals = number from 0 to 6 ;

Typing: arithmetic and comparison take numbers, keywords take truths, the branches of IF are of
one type. `table[3]` needs a column; a range (`table[1:11].n`, `table[*].n`) stands only in SUM,
MIN, MAX, COUNT. `COUNT(range)` counts what is not empty; in `COUNT(table[*], condition)` and
`SUMIF(table[*].n, condition)` a bare name is a column or part of the row at hand (scope "row") and
ranges are refused, so that the cost of counting stays linear. `TRONG(x)` is true when the cell is
blank. A text is compared with a cell of words or choices by `=` and `<>` only. `NGAY(2025, 8, 15)`
is a day, `DAU_KY()` and `CUOI_KY()` are the first and last day of the report's period. Which cells
are figures, days or words is settled by :mod:`forms.formula.sorts`, where the form is known.
"""

from __future__ import annotations

import re
import typing
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from forms.formula.syntax import (
    COMPARISONS,
    LOGIC,
    POWER,
    PREFIX_POWER,
    ROW_TESTS,
    WRAPPERS,
    Binary,
    Call,
    Expr,
    Kind,
    Literal,
    Ref,
    RowRange,
    Text,
    Unary,
    kind_of,
    references,
)

__all__ = [
    "MAX_DEPTH", "MAX_LENGTH", "RESERVED", "Binary", "Call", "Expr", "ExpressionProblem", "Kind",
    "Literal", "Ref", "RowRange", "Text", "Unary", "kind_of", "parse", "references",
]  # fmt: skip

MAX_LENGTH: Final = 2000
MAX_TOKENS: Final = 400
MAX_DEPTH: Final = 32
MAX_DIGITS: Final = 18
MAX_ROW: Final = 20_000

_Token: TypeAlias = tuple[str, str, int]  # kind (an operator is its own kind), text, position
_BLANKS: Final = " \t\r\n"
_TOKEN: Final = re.compile(
    r"[ \t\r\n]*(?:(?P<symbol><=|>=|<>|[-+*/=<>≠≤≥()\[\],.:])"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?)(?![A-Za-z0-9_.])"
    r'|(?P<key>"[^"\r\n]*"))'
)
_FORM: Final = re.compile(r'"([A-Z][A-Za-z0-9_-]{0,39})"')
_SYMBOLS: Final = {"≠": "<>", "≤": "<=", "≥": ">="}
_OPERATORS: Final = frozenset({"and", "or", "not"})
_KEYWORDS: Final = {"va": "and", "hoac": "or", "khong": "not"} | {op: op for op in _OPERATORS}
RESERVED: Final = frozenset(_KEYWORDS)
"""Words that no field, row, column or part may have as its id."""
_SCOPES: Final = {word.lower(): scope for scope, word in WRAPPERS.items()}
_ARGUMENTS: Final[dict[str, tuple[str, ...]]] = {
    "SUM": ("numbers",),
    "ROUND": ("number", "decimals"),
    "TRUNC": ("number", "decimals"),
    "ABS": ("number",),
    "MIN": ("numbers",),
    "MAX": ("numbers",),
    "IF": ("truth", "branch", "branch"),
    "COUNT": ("counted",),
    "SUMIF": ("column",),
    "TYLE": ("number", "number", "decimals"),
    "TRONG": ("cell",),
    "NGAY": ("digits", "digits", "digits"),
    "DAU_KY": (),
    "CUOI_KY": (),
}
_WANTED: Final[dict[str, tuple[str, tuple[Kind, ...]]]] = {
    "number": ("một số", ("number",)),
    "truth": ("một điều kiện đúng/sai, như a = b", ("truth",)),
    "numbers": ("một số hoặc một dãy", ("number", "range")),
    "branch": ("một số hoặc một điều kiện", ("number", "truth")),
    "decimals": ("số chữ số lẻ viết sẵn, từ 0 đến 6", ("number",)),
    "cell": ("một ô, như dvc12.p", ("number",)),
    "counted": ("một dãy nhiều dòng, như dvc[*].p", ("range", "rows")),
    "rows": ("bảng không kèm cột, như COUNT(dvc[*], p = 100)", ("rows",)),
    "column": ('một cột, như SUMIF(nv[*].so, trang_thai = "xong")', ("range",)),
    "digits": ("số viết sẵn, như NGAY(2025, 8, 15)", ("number",)),
}
_GIVEN: Final[dict[Kind, str]] = {
    "number": "một số",
    "truth": "một điều kiện đúng/sai",
    "text": "chữ trong ngoặc kép, chỉ so sánh được với một ô",
    "range": "một dãy ô, chỉ đặt trong SUM, MIN, MAX hoặc COUNT",
    "rows": "các dòng chưa có tên cột, như dvc[1:11].n",
}
_QUOTES: Final = 'mã biểu đặt trong cặp ngoặc kép thẳng, như bieu("F01").x'
_HINTS: Final = dict.fromkeys("\"'“”", _QUOTES) | dict.fromkeys("–−", "dấu trừ viết -") | {
    ",": "; số lẻ viết bằng dấu chấm, như 0.5",
    ".": "; sau mã chỉ có một phần, như dvc12.n; số lẻ viết như 0.5",
    "=": "; so sánh bằng viết một dấu =, khác viết <>",
    "%": "công thức không dùng dấu %",
    "^": "công thức không có phép lũy thừa",
    ";": "các phần trong hàm ngăn cách bằng dấu phẩy",
    "!": "so sánh khác viết <>",
    "&": "nối điều kiện viết va",
    "|": "nối điều kiện viết hoac",
    "×": "phép nhân viết *",
    "\u00a0": "dấu cách lạ, thường do dán từ Word; xóa và gõ lại",
    "$": "ô gọi bằng mã, không viết kiểu $A$1",
}  # fmt: skip


class ExpressionProblem(ValueError):
    """A refused formula: a Vietnamese `message` saying what and where, a 0-based `position`.

    The position is that of the end where something is missing there.
    """

    def __init__(self, what: str, position: int) -> None:
        super().__init__(what, position)
        self.message = f"Ký tự thứ {position + 1}: {what}."
        self.position = position

    def __str__(self) -> str:
        return self.message


def parse(text: str, *, wanted: typing.Literal["number", "truth", "numbers"] = "number") -> Expr:
    """Read a formula that gives a number, a truth, or ("numbers") a number or a range of cells.

    Raises `ExpressionProblem`, and nothing else, for any text that is not such a formula.
    """
    parser = _Parser(_tokens(text))
    expr = parser.expression(0)
    parser.expect("end", "một phép tính hoặc hết công thức")
    _need(expr, wanted)
    return expr


def _tokens(text: str) -> list[_Token]:
    if len(text) > MAX_LENGTH:
        raise ExpressionProblem(f"công thức dài quá {MAX_LENGTH} ký tự", MAX_LENGTH)
    tokens: list[_Token] = []
    at, end = 0, len(text.rstrip(_BLANKS))
    while at < end:
        match = _TOKEN.match(text, at, end)
        if match is None:
            raise _stray(text, end - len(text[at:end].lstrip(_BLANKS)))
        at = match.end()
        tokens.append(_token(match))
        if len(tokens) > MAX_TOKENS:
            raise ExpressionProblem(f"công thức quá {MAX_TOKENS} thành phần", tokens[-1][2])
    tokens.append(("end", "", end))
    return tokens


def _token(match: re.Match[str]) -> _Token:
    kind = match.lastgroup or ""
    text, at = match[kind], match.start(kind)
    if kind == "symbol":
        kind = _SYMBOLS.get(text, text)
    elif kind == "word":
        kind = _KEYWORDS.get(text.lower(), kind)
    elif kind == "number" and len(text) - ("." in text) > MAX_DIGITS:
        raise ExpressionProblem(f"số dài quá {MAX_DIGITS} chữ số", at)
    return kind, text, at


def _stray(text: str, at: int) -> ExpressionProblem:
    char = text[at]
    if char in "0123456789":
        what = "số viết như 100 hoặc 0.5, không có chữ hay dấu chấm liền sau"
    elif char.isalpha():
        what = f"không dùng chữ “{char}”; mã và từ khóa viết không dấu"
    else:
        what = _HINTS.get(char) or f"không dùng ký tự {_shown(char)}"
    return ExpressionProblem(what, at)


def _shown(text: str) -> str:
    hidden = next((char for char in text if not char.isprintable()), "")
    return f"U+{ord(hidden):04X}" if hidden else f"“{text[:40]}”"


def _need(expr: Expr, wanted: str) -> None:
    kind = kind_of(expr)
    words, kinds = _WANTED[wanted]
    fits = kind in kinds
    if wanted == "decimals":
        fits = isinstance(expr, Literal) and str(expr.value) in tuple("0123456")
    elif wanted == "digits":
        fits = isinstance(expr, Literal) and expr.value == int(expr.value)
    elif wanted == "cell":
        fits = fits and isinstance(expr, Ref)
    if not fits:
        given = "" if kind in kinds else f", nhưng đây là {_GIVEN[kind]}"
        raise ExpressionProblem(f"chỗ này cần {words}{given}", expr.position)


def _binary(op: str, left: Expr, right: Expr, at: int) -> Binary:
    if op in COMPARISONS and isinstance(left, Binary) and left.op in COMPARISONS:
        raise ExpressionProblem("không so sánh liền hai lần; viết a < b va b < c", at)
    if op in COMPARISONS and (isinstance(left, Text) or isinstance(right, Text)):
        _need_words(op, left, right, at)
        return Binary(op, left, right, at)
    wanted = "truth" if op in LOGIC else "number"
    _need(left, wanted)
    _need(right, wanted)
    return Binary(op, left, right, at)


def _need_words(op: str, left: Expr, right: Expr, at: int) -> None:
    """Refuse a comparison with a text unless it asks whether one cell says it."""
    if op not in {"=", "<>"}:
        raise ExpressionProblem("chữ chỉ so sánh được bằng = hoặc <>", at)
    other = right if isinstance(left, Text) else left
    if not isinstance(other, Ref) or isinstance(other.row, RowRange):
        what = "chữ trong ngoặc kép chỉ so sánh được với một ô hoặc một cột"
        raise ExpressionProblem(what, other.position)


def _need_day(args: typing.Sequence[Expr], at: int) -> None:
    year, month, day = (int(arg.value) for arg in args if isinstance(arg, Literal))
    try:
        date(year, month, day)
    except (ValueError, OverflowError):
        raise ExpressionProblem("không có ngày này; viết NGAY(năm, tháng, ngày)", at) from None


class _Parser:
    """One pass over the tokens by operator power (Pratt); types are checked as nodes are made."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.index = 0
        self.depth = 0
        self.counting = False

    def expression(self, floor: int) -> Expr:
        left = self.prefix()
        while True:
            op, _, at = self.tokens[self.index]
            power = POWER.get(op, 0)
            if power <= floor:
                return left
            self.index += 1
            left = _binary(op, left, self.expression(power), at)

    def nested(self, floor: int = 0) -> Expr:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionProblem(f"lồng nhau quá {MAX_DEPTH} tầng", self.tokens[self.index][2])
        inner = self.expression(floor)
        self.depth -= 1
        return inner

    def prefix(self) -> Expr:
        kind, text, at = self.tokens[self.index]
        if kind == "word":
            calls = self.tokens[self.index + 1][0] == "("
            return self.call(text, at) if calls else self.place("own", at)
        if kind == "key":
            return self.words(text, at)
        if kind not in {"number", "("} and kind not in PREFIX_POWER:
            raise self.unexpected("một số, một ô hoặc một hàm")
        self.index += 1
        if kind == "number":
            return Literal(Decimal(text), at)
        inner = self.nested(PREFIX_POWER.get(kind, 0))
        if kind == "(":
            self.expect(")", "dấu “)”")
            return inner
        _need(inner, "number" if kind == "-" else "truth")
        return Unary(kind, inner, at)

    def words(self, text: str, at: int) -> Text:
        self.index += 1
        if not text[1:-1].strip():
            raise ExpressionProblem("ô trống viết TRONG(x), không so với chữ rỗng", at)
        return Text(text[1:-1], at)

    def call(self, word: str, at: int) -> Expr:
        self.index += 2
        name, scope = word.upper(), _SCOPES.get(word.lower())
        if name == "BIEU":
            return self.place(self.form(), at)
        expr: Expr
        if scope:
            expr = self.place(scope, at)
        elif name in _ARGUMENTS:
            expr = Call(name, self.arguments(name, at), at)
        else:
            known = ", ".join(_ARGUMENTS)
            raise ExpressionProblem(f"không có hàm {_shown(word)}; dùng được {known}", at)
        self.expect(")", "dấu “)”" if scope else "dấu phẩy hoặc dấu “)”")
        return expr

    def arguments(self, name: str, at: int) -> tuple[Expr, ...]:
        if not _ARGUMENTS[name] and self.tokens[self.index][0] == ")":
            return ()
        args = [self.nested()]
        if name in ROW_TESTS:
            return self.row_test_arguments(name, args[0])
        while self.accept(","):
            args.append(self.nested())
        wanted = _ARGUMENTS[name]
        if wanted == ("numbers",):
            wanted *= len(args)
        if len(args) != len(wanted):
            hint = _HINTS[","] if len(args) > len(wanted) else ""
            what = f"{name} cần {len(wanted)} phần, đang có {len(args)}{hint}"
            raise ExpressionProblem(what, at)
        for arg, kind in zip(args, wanted, strict=True):
            _need(arg, kind)
        if name == "IF":
            _need(args[2], kind_of(args[1]))
        if name == "NGAY":
            _need_day(args, at)
        return tuple(args)

    def row_test_arguments(self, name: str, counted: Expr) -> tuple[Expr, ...]:
        (wanted,) = _ARGUMENTS[name]
        _need(counted, wanted)
        if name == "COUNT" and self.tokens[self.index][0] != ",":
            return (counted,)
        self.expect(",", "dấu phẩy rồi điều kiện của dòng")
        if name == "COUNT":
            _need(counted, "rows")
        self.counting = True
        condition = self.nested()
        self.counting = False
        _need(condition, "truth")
        return counted, condition

    def form(self) -> str:
        kind, text, at = self.tokens[self.index]
        match = _FORM.fullmatch(text) if kind == "key" else None
        if match is None:
            raise ExpressionProblem(_QUOTES, at)
        self.index += 1
        self.expect(")", "dấu “)”")
        self.expect(".", "dấu chấm rồi mã ô")
        return match[1]

    def place(self, scope: str, at: int) -> Ref:
        field = self.identifier()
        row = self.rows() if self.accept("[") else None
        part = self.identifier() if self.accept(".") else None
        if part is None and isinstance(row, int | str):
            raise self.unexpected("dấu chấm rồi tên cột, như dvc[3].n")
        if self.counting and isinstance(row, RowRange):
            raise ExpressionProblem("điều kiện trên dòng không dùng dãy nhiều dòng", at)
        if self.counting and row is None and part is None:
            if scope != "own":
                what = "trong điều kiện trên dòng, tên cột viết trơn, không đặt trong truoc, bieu"
                raise ExpressionProblem(what, at)
            scope = "row"
        return Ref(field, row, part, scope, at)

    def rows(self) -> int | str | RowRange:
        row: int | str | RowRange
        if self.accept("*"):
            row = RowRange(1, None)
        elif self.tokens[self.index][0] == "number":
            row = self.row_number(1)
            row = RowRange(row, self.row_number(row)) if self.accept(":") else row
        else:
            row = self.identifier("số thứ tự dòng, mã dòng hoặc dấu *")
        self.expect("]", "dấu “]”")
        return row

    def row_number(self, least: int) -> int:
        _, text, at = self.tokens[self.index]
        if not text.isdecimal() or not least <= int(text) <= MAX_ROW:
            what = f"chỗ này cần số thứ tự dòng, số nguyên từ {least} đến {MAX_ROW}"
            raise ExpressionProblem(what, at)
        self.index += 1
        return int(text)

    def identifier(self, wanted: str = "một mã, như dvc12") -> str:
        kind, text, at = self.tokens[self.index]
        if kind in _OPERATORS:
            raise ExpressionProblem(f"“{text}” là từ dành riêng, không dùng làm mã", at)
        if kind != "word":
            raise self.unexpected(wanted)
        if text[0] == "_" or text != text.lower():
            what = f"mã viết chữ thường và bắt đầu bằng chữ cái, không phải {_shown(text)}"
            raise ExpressionProblem(what, at)
        self.index += 1
        if self.tokens[self.index][0] == "(":
            raise ExpressionProblem("chỗ này chỉ đặt mã của một ô, không đặt hàm", at)
        return text

    def accept(self, kind: str) -> bool:
        taken = self.tokens[self.index][0] == kind
        self.index += taken
        return taken

    def expect(self, kind: str, wanted: str) -> None:
        if not self.accept(kind):
            raise self.unexpected(wanted)

    def unexpected(self, wanted: str) -> ExpressionProblem:
        kind, text, at = self.tokens[self.index]
        if kind == "end":
            return ExpressionProblem(f"công thức hết sớm, còn thiếu {wanted}", at)
        hint = _HINTS[kind] if kind in {",", ".", "="} else ""
        return ExpressionProblem(f"chỗ này cần {wanted}, không phải {_shown(text)}{hint}", at)
