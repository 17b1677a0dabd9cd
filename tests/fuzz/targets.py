"""What must hold for any bytes: each target takes some and returns, or the parser is wrong.

A refusal is an answer; every exception that is none of the parser's own family is a finding, and
so is a figure that does not come back as it was written.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from exporters.check_code import printed_codes
from exporters.package import verify_package
from forms import pack
from forms.checking.compiler import FormProblem
from forms.cited.cited_text import cited_in
from forms.formula.expression import ExpressionProblem, parse
from forms.numbers import format_number, parse_number
from forms.periods import Period, parse_period
from forms.proofreading import proofread

MOST_LETTERS = 20_000


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")[:MOST_LETTERS]


def _is_told(message: str) -> None:
    assert message


def number(data: bytes) -> None:
    """A figure that is read is printed so that it reads the same."""
    value = parse_number(_text(data), max_decimals=4)
    if isinstance(value, Decimal):
        assert parse_number(format_number(value), max_decimals=4) == value


def expression(data: bytes) -> None:
    """An expression is read or refused, whatever its depth."""
    try:
        parse(_text(data))
    except ExpressionProblem as problem:
        _is_told(problem.message)


def pack_json(data: bytes) -> None:
    """A form is read and compiled, or refused."""
    try:
        form = pack.read_json(data)
        assert pack.read_json(pack.canonical(form)) == form
    except FormProblem as problem:
        _is_told(problem.message)


def pack_toml(data: bytes) -> None:
    """A form as its author writes it is read, or refused."""
    try:
        pack.read_toml(data)
    except FormProblem as problem:
        _is_told(problem.message)


def package(data: bytes) -> None:
    """A package is judged, never more."""
    verdict = verify_package(data)
    assert verdict.ok == (not verdict.problems)


def proofreading(data: bytes) -> None:
    """Claims and citations of a text lie inside it."""
    text = _text(data)
    for claim in proofread(text):
        assert claim.quote
    for cited in cited_in(text):
        assert 0 <= cited.start <= len(text)
    printed_codes(text)


def period(data: bytes) -> None:
    """A period that is read has a code that reads the same."""
    read = parse_period(_text(data))
    if isinstance(read, Period):
        assert parse_period(read.code) == read


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (number, expression, pack_json, pack_toml, package, proofreading, period)
}
