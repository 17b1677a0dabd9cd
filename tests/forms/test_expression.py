"""The formula language: what is read, what is refused and where, and that nothing else escapes."""

from __future__ import annotations

import typing
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forms.formula.expression import (
    MAX_DEPTH,
    MAX_LENGTH,
    RESERVED,
    Binary,
    Call,
    Expr,
    ExpressionProblem,
    Literal,
    Ref,
    RowRange,
    Text,
    Unary,
    kind_of,
    parse,
    references,
)
from tests.forms.formula_text import to_text

Wanted = typing.Literal["number", "truth", "numbers"]

ALL = RowRange(1, None)
VIETNAMESE = frozenset("ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")


def number(text: str) -> Literal:
    return Literal(Decimal(text))


# --- what is read ---------------------------------------------------------------------------------

READ: list[tuple[str, Wanted, Expr]] = [
    ("100", "number", number("100")),
    ("0.5", "number", number("0.5")),
    ("999999999999999999", "number", number("999999999999999999")),
    ("x", "number", Ref("x")),
    ("dvc12.n", "number", Ref("dvc12", None, "n")),
    ("dvc[3].n", "number", Ref("dvc", 3, "n")),
    ("dvc[dvc01].n", "number", Ref("dvc", "dvc01", "n")),
    ("SUM(dvc[1:11].n)", "number", Call("SUM", (Ref("dvc", RowRange(1, 11), "n"),))),
    ("dvc_muc[*].so", "numbers", Ref("dvc_muc", ALL, "so")),
    ("a", "numbers", Ref("a")),
    ("truoc(tk)", "number", Ref("tk", scope="previous")),
    ("luy_ke_nam(dvc12.n)", "number", Ref("dvc12", None, "n", "year_to_date")),
    ("DONVI(dvc[3].n)", "number", Ref("dvc", 3, "n", "units")),
    ('bieu("F02-CAT").dvc[3].n', "number", Ref("dvc", 3, "n", "F02-CAT")),
    ('bieu("II06a").x', "number", Ref("x", scope="II06a")),
    ("truoc", "number", Ref("truoc")),
    ("sum + if", "number", Binary("+", Ref("sum"), Ref("if"))),
    (
        "Sum(a) - Truoc(b)",
        "number",
        Binary("-", Call("SUM", (Ref("a"),)), Ref("b", scope="previous")),
    ),
    ("--a", "number", Unary("-", Unary("-", Ref("a")))),
    ("-a * b", "number", Binary("*", Unary("-", Ref("a")), Ref("b"))),
    ("a - b - c", "number", Binary("-", Binary("-", Ref("a"), Ref("b")), Ref("c"))),
    ("a - (b - c)", "number", Binary("-", Ref("a"), Binary("-", Ref("b"), Ref("c")))),
    ("a + b * c", "number", Binary("+", Ref("a"), Binary("*", Ref("b"), Ref("c")))),
    ("a ≠ b", "truth", Binary("<>", Ref("a"), Ref("b"))),
    ("a ≤ b", "truth", Binary("<=", Ref("a"), Ref("b"))),
    ("a ≥ b", "truth", Binary(">=", Ref("a"), Ref("b"))),
    ("NOT a = b", "truth", Unary("not", Binary("=", Ref("a"), Ref("b")))),
    (
        "a = 1 hoac b = 2 va khong c = 3",
        "truth",
        Binary(
            "or",
            Binary("=", Ref("a"), number("1")),
            Binary(
                "and",
                Binary("=", Ref("b"), number("2")),
                Unary("not", Binary("=", Ref("c"), number("3"))),
            ),
        ),
    ),
    (
        "ty_le = TYLE(nhan, tong, 2)",
        "truth",
        Binary("=", Ref("ty_le"), Call("TYLE", (Ref("nhan"), Ref("tong"), number("2")))),
    ),
    (
        "IF(tong = 0, nhan = 0 va TRONG(p), p <= 100)",
        "truth",
        Call(
            "IF",
            (
                Binary("=", Ref("tong"), number("0")),
                Binary("and", Binary("=", Ref("nhan"), number("0")), Call("TRONG", (Ref("p"),))),
                Binary("<=", Ref("p"), number("100")),
            ),
        ),
    ),
    ("COUNT(du_an[*])", "number", Call("COUNT", (Ref("du_an", ALL),))),
    ("COUNT(du_an[*].von)", "number", Call("COUNT", (Ref("du_an", ALL, "von"),))),
    (
        "COUNT(dvc[1:25], p = 100)",
        "number",
        Call(
            "COUNT",
            (Ref("dvc", RowRange(1, 25)), Binary("=", Ref("p", scope="row"), number("100"))),
        ),
    ),
    (
        'trang_thai <> "Đang làm"',
        "truth",
        Binary("<>", Ref("trang_thai"), Text("Đang làm")),
    ),
    (
        'COUNT(nv[*], trang_thai = "xong")',
        "number",
        Call(
            "COUNT",
            (Ref("nv", ALL), Binary("=", Ref("trang_thai", scope="row"), Text("xong"))),
        ),
    ),
    (
        'SUMIF(nv[*].so, "xong" = trang_thai)',
        "number",
        Call(
            "SUMIF",
            (Ref("nv", ALL, "so"), Binary("=", Text("xong"), Ref("trang_thai", scope="row"))),
        ),
    ),
    (
        "ngay_ht <= ngay(2025, 8, 15)",
        "truth",
        Binary(
            "<=",
            Ref("ngay_ht"),
            Call("NGAY", (number("2025"), number("8"), number("15"))),
        ),
    ),
    (
        "CUOI_KY() - DAU_KY( ) + 1",
        "number",
        Binary("+", Binary("-", Call("CUOI_KY", ()), Call("DAU_KY", ())), number("1")),
    ),
    (
        "COUNT(dvc[*], ABS(p) > truoc(chung.p)) + p",
        "number",
        Binary(
            "+",
            Call(
                "COUNT",
                (
                    Ref("dvc", ALL),
                    Binary(
                        ">",
                        Call("ABS", (Ref("p", scope="row"),)),
                        Ref("chung", None, "p", "previous"),
                    ),
                ),
            ),
            Ref("p"),
        ),
    ),
    (
        "MIN(a, dvc[*].n, ROUND(b, 0), TRUNC(c, 6))",
        "number",
        Call(
            "MIN",
            (
                Ref("a"),
                Ref("dvc", ALL, "n"),
                Call("ROUND", (Ref("b"), number("0"))),
                Call("TRUNC", (Ref("c"), number("6"))),
            ),
        ),
    ),
]


@pytest.mark.parametrize(("text", "wanted", "tree"), READ, ids=[case[0] for case in READ])
def test_reads_as(text: str, wanted: Wanted, tree: Expr) -> None:
    assert parse(text, wanted=wanted) == tree
    assert parse(to_text(tree), wanted=wanted) == tree


def test_blanks_of_every_allowed_kind_are_nothing() -> None:
    assert parse(" \t\r\n a+\n\tb.n \r\n") == Binary("+", Ref("a"), Ref("b", None, "n"))


def test_literals_are_exact_decimals() -> None:
    literal = parse("0.10")
    assert isinstance(literal, Literal)
    assert literal.value.as_tuple() == Decimal("0.10").as_tuple()


def test_nodes_know_their_place_but_are_equal_without_it() -> None:
    tree = parse("  a = SUM(x, -2)", wanted="truth")
    assert isinstance(tree, Binary)
    assert isinstance(tree.right, Call)
    minus = tree.right.args[1]
    assert isinstance(minus, Unary)
    found = (tree.position, tree.left.position, tree.right.position, minus.position)
    assert (*found, minus.operand.position) == (4, 2, 6, 13, 14)
    assert tree == parse("a=SUM(x,-2)", wanted="truth")
    assert hash(tree) == hash(parse("a=SUM(x,-2)", wanted="truth"))


def test_a_wrapped_cell_begins_at_its_wrapper() -> None:
    tree = parse('1 + bieu("F01").x')
    assert isinstance(tree, Binary)
    assert tree.right.position == 4


@pytest.mark.parametrize(
    ("text", "wanted", "kind"),
    [
        ("a", "number", "number"),
        ("a + 1", "number", "number"),
        ("-a", "number", "number"),
        ("SUM(a)", "number", "number"),
        ("IF(a = b, 1, 2)", "number", "number"),
        ("t[*].n", "numbers", "range"),
        ("a = b", "truth", "truth"),
        ("khong a = b", "truth", "truth"),
        ("a = b va c = d", "truth", "truth"),
        ("TRONG(a)", "truth", "truth"),
        ("IF(a = b, IF(a = c, TRONG(a), b = c), a = d)", "truth", "truth"),
    ],
)
def test_kind_of_a_formula(text: str, wanted: Wanted, kind: str) -> None:
    assert kind_of(parse(text, wanted=wanted)) == kind


def test_kind_of_rows_for_counting() -> None:
    assert kind_of(Ref("dvc", ALL)) == "rows"


# --- what it reads, how it prints -----------------------------------------------------------------


def test_references_are_in_order_written_without_repeats() -> None:
    tree = parse('IF(c.n > 0, a + truoc(a), a * -bieu("F01").a) + SUM(t[*].n, c.n)')
    assert references(tree) == (
        Ref("c", None, "n"),
        Ref("a"),
        Ref("a", scope="previous"),
        Ref("a", scope="F01"),
        Ref("t", ALL, "n"),
    )


def test_references_of_a_counting_condition_are_columns_of_the_rows_counted() -> None:
    tree = parse("COUNT(truoc(dvc[2:5]), p = 100 va n > chung.n) + p")
    assert references(tree) == (
        Ref("dvc", RowRange(2, 5), None, "previous"),
        Ref("dvc", RowRange(2, 5), "p", "previous"),
        Ref("dvc", RowRange(2, 5), "n", "previous"),
        Ref("chung", None, "n"),
        Ref("p"),
    )


def test_a_formula_of_figures_reads_nothing() -> None:
    assert references(parse("1 + 2")) == ()


@pytest.mark.parametrize(
    ("text", "wanted", "printed"),
    [
        ("((a))+(b*c)", "number", "a + b * c"),
        ("(a+b)*c", "number", "(a + b) * c"),
        ("a-(b+c)", "number", "a - (b + c)"),
        ("a/(b*c)", "number", "a / (b * c)"),
        ("-(a+b)", "number", "-(a + b)"),
        ("(-a)*b", "number", "-a * b"),
        ("a*(-b)", "number", "a * -b"),
        ("sum(a,t[ * ].n)", "number", "SUM(a, t[*].n)"),
        ("donvi( t[ 1 : 2 ] . n )", "numbers", "DONVI(t[1:2].n)"),
        ('BIEU( "F01" ) . x', "number", 'bieu("F01").x'),
        ("count(t[*],p≥50 and not trong(p))", "number", "COUNT(t[*], p >= 50 va khong TRONG(p))"),
        ("a=1 AND (b=2 Or c=3)", "truth", "a = 1 va (b = 2 hoac c = 3)"),
        ("not (a=1 or b=2)", "truth", "khong (a = 1 hoac b = 2)"),
        ("(not a=1) and b≠2", "truth", "khong a = 1 va b <> 2"),
        ("007.50", "number", "7.50"),
    ],
)
def test_prints_canonically(text: str, wanted: Wanted, printed: str) -> None:
    assert to_text(parse(text, wanted=wanted)) == printed


# --- generated trees ------------------------------------------------------------------------------

IDS = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True).filter(lambda s: s not in RESERVED)
FORMS = st.from_regex(r"[A-Z][A-Za-z0-9_-]{0,6}", fullmatch=True)
SCOPES = st.sampled_from(["own", "previous", "year_to_date", "units"]) | FORMS
POSITIONS = st.integers(1, 20_000)
RANGES = st.just(ALL) | st.tuples(POSITIONS, POSITIONS).map(lambda p: RowRange(min(p), max(p)))
LITERALS = st.builds(
    lambda digits, places: Literal(Decimal(digits).scaleb(-places)),
    st.integers(0, 10**18 - 1),
    st.integers(0, 17),
)
DECIMALS = st.integers(0, 6).map(lambda n: Literal(Decimal(n)))
PLAIN_CELLS = st.builds(Ref, IDS, st.none(), st.none(), SCOPES)
PART_CELLS = st.builds(Ref, IDS, st.none() | POSITIONS | IDS, IDS, SCOPES)
ROW_CELLS = st.builds(Ref, IDS, st.none(), st.none(), st.just("row"))
CELL_RANGES = st.builds(Ref, IDS, RANGES, IDS, SCOPES)
ROWS = st.builds(Ref, IDS, RANGES, st.none(), SCOPES)
TEXTS = st.builds(
    Text, st.text(st.characters(exclude_characters='"\r\n'), min_size=1).filter(str.strip)
)
DAYS = st.dates().map(
    lambda day: Call("NGAY", tuple(Literal(Decimal(n)) for n in (day.year, day.month, day.day)))
) | st.sampled_from([Call("DAU_KY", ()), Call("CUOI_KY", ())])

Trees: typing.TypeAlias = st.SearchStrategy[Expr]


def calls(name: str, *args: Trees) -> Trees:
    return st.builds(Call, st.just(name), st.tuples(*args))


def many(name: str, items: Trees) -> Trees:
    return st.builds(Call, st.just(name), st.lists(items, min_size=1, max_size=3).map(tuple))


def binaries(ops: list[str], operands: Trees) -> Trees:
    return st.builds(Binary, st.sampled_from(ops), operands, operands)


def grow(depth: int, *, counting: bool) -> tuple[Trees, Trees]:
    """Strategies for number and truth trees at most `depth` levels above their leaves."""
    cells: Trees = PART_CELLS | (ROW_CELLS if counting else PLAIN_CELLS)
    if depth == 0:
        leaf: Trees = LITERALS | cells | DAYS
        compared = binaries(["=", "<>", "<=", ">=", "<", ">"], leaf)
        worded = st.builds(Binary, st.sampled_from(["=", "<>"]), cells, TEXTS)
        return leaf, compared | worded | calls("TRONG", cells)
    numbers, truths = grow(depth - 1, counting=counting)
    items = numbers if counting else numbers | CELL_RANGES
    counts: Trees = st.nothing()
    if not counting:
        condition = grow(depth - 1, counting=True)[1]
        counts = calls("COUNT", ROWS | CELL_RANGES) | calls("COUNT", ROWS, condition)
        counts |= calls("SUMIF", CELL_RANGES, condition)
    number_trees = st.one_of(
        numbers,
        st.builds(Unary, st.just("-"), numbers),
        binaries(["+", "-", "*", "/"], numbers),
        st.sampled_from(["SUM", "MIN", "MAX"]).flatmap(lambda name: many(name, items)),
        st.sampled_from(["ROUND", "TRUNC"]).flatmap(lambda name: calls(name, numbers, DECIMALS)),
        calls("ABS", numbers),
        calls("TYLE", numbers, numbers, DECIMALS),
        calls("IF", truths, numbers, numbers),
        counts,
    )
    truth_trees = st.one_of(
        truths,
        binaries(["=", "<>", "<=", ">=", "<", ">"], numbers),
        binaries(["and", "or"], truths),
        st.builds(Unary, st.just("not"), truths),
        calls("IF", truths, truths, truths),
    )
    return number_trees, truth_trees


NUMBERS, TRUTHS = grow(3, counting=False)


@given(NUMBERS)
def test_a_printed_number_tree_is_read_back(tree: Expr) -> None:
    text = to_text(tree)
    if len(text) <= MAX_LENGTH:
        assert parse(text) == tree
        assert to_text(parse(text)) == text


@given(TRUTHS)
def test_a_printed_truth_tree_is_read_back(tree: Expr) -> None:
    text = to_text(tree)
    if len(text) <= MAX_LENGTH:
        assert parse(text, wanted="truth") == tree
        assert to_text(parse(text, wanted="truth")) == text


@given(NUMBERS)
def test_every_cell_in_the_tree_is_listed_once(tree: Expr) -> None:
    listed = references(tree)
    assert len(set(listed)) == len(listed)
    assert all(ref.scope != "row" for ref in listed)
    assert {ref.field for ref in listed} <= _names(tree)


def _names(tree: Expr) -> set[str]:
    if isinstance(tree, Ref):
        return {tree.field}
    if isinstance(tree, Unary):
        return _names(tree.operand)
    if isinstance(tree, Binary):
        return _names(tree.left) | _names(tree.right)
    return set().union(*map(_names, tree.args)) if isinstance(tree, Call) else set()


# --- what is refused ------------------------------------------------------------------------------

NUMBER_REFUSALS: list[tuple[str, int]] = [
    ("", 0),
    (" \n ", 0),
    ("+", 0),
    ("+a", 0),
    ("a +", 3),
    ("a + * b", 4),
    ("a b", 2),
    ("a 1", 2),
    ("1 a", 2),
    ("(a", 2),
    ("a)", 1),
    ("()", 1),
    ("a()", 0),
    ("12a", 0),
    ("1e5", 0),
    ("0x10", 0),
    ("1_000", 0),
    ("1.", 0),
    (".5", 0),
    ("1.234.567", 0),
    ("1,5", 1),
    ("1 000", 2),
    ("1234567890123456789", 0),
    ("1.234567890123456789", 0),
    ("a ^ 2", 2),
    ("2 ** 3", 3),
    ("9**9**9", 2),
    ("a % b", 2),
    ("100%", 3),
    ("a // b", 3),
    ("a; b", 1),
    ("a & b", 2),
    ("a | b", 2),
    ("$A$1", 0),
    ("A1", 0),
    ("SUM", 0),
    ("_a", 0),
    ("tổng", 1),
    ("đơn", 0),
    ("a – b", 2),
    ("a − b", 2),
    ("a × b", 2),
    ("a\u00a0+ b", 1),
    ("a + \u202eb", 4),
    ("a\x00", 1),
    ("a\ud800", 1),
    ("\uff11", 0),
    ("٣", 0),
    ("ſum(a)", 0),
    ('"chữ"', 0),
    ("'a'", 0),
    ('"a', 0),
    ("a.b.c", 3),
    ("a.", 2),
    ("a.1", 2),
    ("a.B", 2),
    ("a.va", 2),
    ("a.b(c)", 2),
    ("__class__", 0),
    ("a.__class__", 2),
    ("va", 0),
    ("khong", 5),
    ("dvc[3]", 6),
    ("dvc[dvc01]", 10),
    ("dvc[0].n", 4),
    ("dvc[20001].n", 4),
    ("dvc[999999999999999999].n", 4),
    ("dvc[1.5].n", 4),
    ("dvc[-1].n", 4),
    ("dvc[].n", 4),
    ("dvc[3.n", 4),
    ("dvc[3 .n", 6),
    ("dvc[a+1].n", 5),
    ("dvc[va].n", 4),
    ("dvc[1:].n", 6),
    ("dvc[:3].n", 4),
    ("SUM(dvc[5:3].n)", 10),
    ("SUM(dvc[dvc01:dvc03].n)", 13),
    ("SUM(dvc[1:dvc03].n)", 10),
    ("SUM(dvc[1:*].n)", 10),
    ("SUM(dvc[*])", 4),
    ("SUM(dvc[1:3][2].n)", 4),
    ("dvc[*].n", 0),
    ("1 + dvc[*].n", 4),
    ("-dvc[1:3].n", 1),
    ("ABS(dvc[*].n)", 4),
    ("ROUND(dvc[*].n, 2)", 6),
    ("IF(a = b, dvc[*].n, 1)", 10),
    ("IF(a = b, 1, dvc[*].n)", 13),
    ("SUM()", 4),
    ("SUM(a,)", 6),
    ("SUM(,a)", 4),
    ("SUM(a b)", 6),
    ("SUM(a", 5),
    ("SUM a", 0),
    ("SUMM(a)", 0),
    ("eval(a)", 0),
    ("__import__(a)", 0),
    ("POWER(a, 2)", 0),
    ("ABS(a, b)", 0),
    ("ABS()", 4),
    ("ROUND(a)", 0),
    ("ROUND(a, b)", 9),
    ("ROUND(a, 7)", 9),
    ("ROUND(a, -1)", 9),
    ("ROUND(a, 1.0)", 9),
    ("ROUND(1,5, 2)", 0),
    ("TRUNC(a, 1 + 1)", 11),
    ("TYLE(a, b)", 0),
    ("TYLE(a, b, c)", 11),
    ("TYLE(a, b = c, 2)", 10),
    ("IF(a, 1, 2)", 3),
    ("IF(a = b, 1)", 0),
    ("IF(a = b, 1, c = d)", 15),
    ("IF(a = b, a = c, 1)", 17),
    ("COUNT(a)", 6),
    ("COUNT(dvc[3].n)", 6),
    ("COUNT(1)", 6),
    ("COUNT(dvc[*].p, p = 100)", 6),
    ("COUNT(dvc[*], p)", 14),
    ("COUNT(dvc[*], p = 100, 1)", 21),
    ("COUNT(dvc[*], p > SUM(dvc[*].p))", 22),
    ("COUNT(dvc[*], COUNT(dvc[*], p = 1) = 1)", 20),
    ("COUNT(dvc[*], p > truoc(p))", 18),
    ('COUNT(dvc[*], p > bieu("F01").p)', 18),
    ("truoc(a + b)", 8),
    ("truoc(1)", 6),
    ("truoc()", 6),
    ("truoc(a, b)", 7),
    ("truoc(truoc(a))", 6),
    ("truoc(SUM(a))", 6),
    ('truoc(bieu("F01").a)', 6),
    ("DONVI(-a)", 6),
    ("luy_ke_nam(a", 12),
    ("bieu(F01).x", 5),
    ('bieu("f01").x', 5),
    ('bieu("").x', 5),
    ('bieu("F01', 5),
    ('bieu("F01")', 11),
    ('bieu("F01") x', 12),
    ('bieu("F01", 2).x', 10),
    ('bieu("../F01").x', 5),
    ('bieu("F01").truoc(a)', 12),
    ("bieu(“F01”).x", 5),
    ("bieu('F01').x", 5),
    ('bieu("F\u202e1").x', 5),
    (f'bieu("{"F" * 41}").x', 5),
    ("a = b", 2),
    ("TRONG(a)", 0),
    ("1 + (a = b)", 7),
    ("(a = b) * 2", 3),
    ("-(a = b)", 4),
    ("-khong a = b", 1),
    ("SUM(a = b)", 6),
]

TRUTH_REFUSALS: list[tuple[str, int]] = [
    ("a", 0),
    ("a + b", 2),
    ("1", 0),
    ("dvc[*].n", 0),
    ("dvc[*]", 0),
    ("khong a", 6),
    ("a va b = c", 0),
    ("a = b va c", 9),
    ("a = b hoac 1", 11),
    ("a = b = c", 6),
    ("a < b < c", 6),
    ("(a = b) = (c = d)", 8),
    ("a = (b = c)", 7),
    ("a = khong b = c", 4),
    ("a == b", 3),
    ("a != b", 2),
    ("a => b", 3),
    ("a =< b", 3),
    ("a && b", 2),
    ("a = b va", 8),
    ("va a = b", 0),
    ("a = dvc[*].n", 4),
    ('a < "khong_phat_sinh"', 2),
    ('1 = "khong_phat_sinh"', 0),
    ('"a" = "b"', 6),
    ('a + 1 = "b"', 2),
    ('dvc[*].n = "b"', 0),
    ('a = ""', 4),
    ('a = "b', 4),
    ('a = 1 va "b"', 9),
    ('IF(a = 1, "b", c) = 1', 10),
    ('COUNT(ds[*], "b")', 13),
    ("NGAY(2025, 2, 30) = a", 0),
    ("NGAY(2025, 2, a) = a", 14),
    ("NGAY(2025, 2) = a", 0),
    ("NGAY() = a", 5),
    ("DAU_KY(1) = a", 0),
    ("DAU_KY = a", 0),
    ("SUMIF(nv[*], a = 1) = 1", 6),
    ("SUMIF(nv[*].so) = 1", 14),
    ("SUMIF(nv[*].so, COUNT(nv[*]) = 1) = 1", 22),
    ("TRONG(1)", 6),
    ("TRONG(a + b)", 8),
    ("TRONG(dvc[*].n)", 6),
    ("TRONG(a, b)", 0),
    ("IF(a = b, 1, 2)", 0),
    ("TRONG", 0),
    ("a = b; c = d", 5),
]


def refusal(text: str, wanted: Wanted = "number") -> ExpressionProblem:
    with pytest.raises(ExpressionProblem) as caught:
        parse(text, wanted=wanted)
    return caught.value


def assert_says_what_and_where(problem: ExpressionProblem, text: str) -> None:
    assert 0 <= problem.position <= len(text)
    assert problem.message.startswith(f"Ký tự thứ {problem.position + 1}: ")
    assert len(problem.message) <= 250
    assert problem.message.isprintable()
    assert str(problem) == problem.message
    assert VIETNAMESE & set(problem.message.partition(":")[2])


@pytest.mark.parametrize(("text", "position"), NUMBER_REFUSALS, ids=lambda case: ascii(case)[:40])
def test_refuses_where_a_number_is_wanted(text: str, position: int) -> None:
    problem = refusal(text)
    assert_says_what_and_where(problem, text)
    assert problem.position == position


@pytest.mark.parametrize(("text", "position"), TRUTH_REFUSALS, ids=lambda case: ascii(case)[:40])
def test_refuses_where_a_truth_is_wanted(text: str, position: int) -> None:
    problem = refusal(text, "truth")
    assert_says_what_and_where(problem, text)
    assert problem.position == position


@pytest.mark.parametrize("text", ["dvc[*]", "a = b", "1 + dvc[*].n"])
def test_refuses_where_numbers_are_wanted(text: str) -> None:
    assert_says_what_and_where(refusal(text, "numbers"), text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ROUND(1,5, 2)", "số lẻ viết bằng dấu chấm"),
        ("a.b.c", "chỉ có một phần"),
        ("a == b", "một dấu ="),
        ("100%", "%"),
        ("SUMM(a)", "“SUMM”"),
        ("a\u202eb", "U+202E"),
        ("bieu('F01').x", 'bieu("F01").x'),
        ("dvc[*].n", "SUM, MIN, MAX hoặc COUNT"),
        ("a <", "hết sớm"),
        ("a.hoac", "từ dành riêng"),
        ("dvc[].n", "số thứ tự dòng, mã dòng hoặc dấu *"),
        ("ROUND(a, 7)", "từ 0 đến 6"),
        ("a\u00a0b", "gõ lại"),
        ("a = b", "một số, nhưng đây là một điều kiện"),
        ("a < b < c", "a < b va b < c"),
    ],
)
def test_the_message_tells_the_repair(text: str, words: str) -> None:
    assert words in refusal(text).message


# --- limits ---------------------------------------------------------------------------------------


def test_length_is_limited_before_anything_is_read() -> None:
    assert parse("a" * MAX_LENGTH) == Ref("a" * MAX_LENGTH)
    problem = refusal("%" * (MAX_LENGTH + 1))
    assert problem.position == MAX_LENGTH
    assert "2000" in problem.message


def test_tokens_are_limited() -> None:
    assert len(references(parse("+".join(["a", *["b"] * 199])))) == 2
    problem = refusal("-a" + "+a" * 200)
    assert "400" in problem.message
    assert problem.position == 400


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("-", ""), ("ABS(", ")")])
def test_nesting_is_limited(opening: str, closing: str) -> None:
    assert references(parse(opening * MAX_DEPTH + "a" + closing * MAX_DEPTH)) == (Ref("a"),)
    text = opening * (MAX_DEPTH + 1) + "a" + closing * (MAX_DEPTH + 1)
    problem = refusal(text)
    assert "32" in problem.message
    assert problem.position == len(opening) * (MAX_DEPTH + 1)


def test_nesting_counts_levels_not_brackets() -> None:
    text = " + ".join(["((a))"] * 50)
    assert references(parse(text)) == (Ref("a"),)


def test_digits_are_limited() -> None:
    assert parse("0.12345678901234567") == number("0.12345678901234567")
    assert "18" in refusal("0.123456789012345678").message


def test_the_deepest_text_leaves_most_of_the_stack_free() -> None:
    text = "a or a and a=a+a*ABS(" * (MAX_DEPTH + 1)
    assert "32" in _from_depth(500, text).message


def _from_depth(frames: int, text: str) -> ExpressionProblem:
    return _from_depth(frames - 1, text) if frames else refusal(text, "truth")


def test_the_widest_trees_compare_hash_and_print() -> None:
    text = " + ".join(["a"] * 200)
    tree = parse(text)
    assert tree == parse(text)
    assert hash(tree) == hash(parse(text))
    assert to_text(tree) == text
    assert repr(tree).count("Binary(") == 199


# --- nothing else escapes -------------------------------------------------------------------------

WANTED: st.SearchStrategy[Wanted] = st.sampled_from(("number", "truth", "numbers"))
WORDS = """
    a dvc12 n p truoc luy_ke_nam DONVI bieu "F01" "x" va hoac khong and or not
    SUM ROUND TRUNC ABS MIN MAX IF COUNT TYLE TRONG SUMM ( ) [ ] , . : * / + - = <> ≠ <= ≤ >= ≥ < >
    0 1 2 100 0.5 20001 % ^ " ' ; đ _ dvc[*] dvc[1:11].n dvc[3].n truoc(a) bieu("F01").x
    COUNT(dvc[*], COUNT(
"""
PIECES = st.sampled_from(WORDS.split())
VALID = st.sampled_from([(text, wanted) for text, wanted, _ in READ])


def assert_parses_or_is_refused(text: str, wanted: Wanted) -> None:
    try:
        tree = parse(text, wanted=wanted)
    except ExpressionProblem as problem:
        assert_says_what_and_where(problem, text)
    else:
        assert kind_of(tree) in {wanted, "number", "range"}
        printed = to_text(tree)
        assert len(printed) > MAX_LENGTH or parse(printed, wanted=wanted) == tree
        references(tree)


@given(st.text(st.characters(codec=None, categories=None), max_size=60), WANTED)
@example("\udfff", "number")
@example("a" + "\n" * 1999, "number")
def test_any_text_parses_or_is_refused(text: str, wanted: Wanted) -> None:
    assert_parses_or_is_refused(text, wanted)


@given(st.lists(PIECES, max_size=40), st.sampled_from(["", " "]), WANTED)
def test_any_tokens_parse_or_are_refused(pieces: list[str], joint: str, wanted: Wanted) -> None:
    assert_parses_or_is_refused(joint.join(pieces), wanted)


@given(PIECES, st.integers(1, 450), PIECES, st.integers(0, 450), WANTED)
def test_repeated_tokens_parse_or_are_refused(
    head: str, heads: int, tail: str, tails: int, wanted: Wanted
) -> None:
    assert_parses_or_is_refused(f"{head} " * heads + "a" + tail * tails, wanted)


@given(VALID, st.data())
def test_a_formula_with_a_slip_parses_or_is_refused(
    formula: tuple[str, Wanted], data: st.DataObject
) -> None:
    text, wanted = formula
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        stop = data.draw(st.integers(start, min(len(text), start + 3)))
        text = text[:start] + data.draw(PIECES | st.text(max_size=2) | st.just("")) + text[stop:]
    assert_parses_or_is_refused(text, wanted)


@pytest.mark.parametrize(
    "text",
    [
        "-" * 200_000 + "a",
        "(" * 200_000,
        "+".join(["a"] * 100_000),
        "a" + ".b" * 100_000,
        "9" * 200_000,
        " " * 200_000,
        '"' * 200_000,
        "khong " * 333,
        "COUNT(" * 330,
        "IF(" * 600,
        "dvc[" * 500,
        "truoc(" * 330,
        "a<" * 900,
        "1." * 999,
        "9" * 1999 + "a",
    ],
    ids=lambda text: ascii(text)[:12],
)
def test_hostile_sizes_are_refused(text: str) -> None:
    assert_says_what_and_where(refusal(text), text)
