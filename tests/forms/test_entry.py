"""Figures that are numbers already: taken as they are or refused, never rounded."""

from decimal import Decimal

import pytest

from forms.entry import InputProblem, read_figure
from forms.model import Column

COUNT = Column(id="n", label="Số", kind="int")
RATE = Column(id="p", label="Tỷ lệ", kind="pct", decimals=2)
MILLIONS = Column(id="m", label="Tiền", kind="money", unit="triệu đồng")


@pytest.mark.parametrize(
    ("column", "given", "taken"),
    [
        (COUNT, "949", "949"),
        (COUNT, "949.0", "949"),
        (COUNT, "1E+3", "1000"),
        (COUNT, "0", "0"),
        (COUNT, "-0.0", "0"),
        (RATE, "98.96", "98.96"),
        (RATE, "78.1250", "78.125"),
        (MILLIONS, "12.345678", "12.345678"),
    ],
)
def test_a_number_is_taken_without_needless_zeros(column: Column, given: str, taken: str) -> None:
    read = read_figure(column, Decimal(given))
    assert isinstance(read, Decimal)
    assert str(read) == taken


@pytest.mark.parametrize(
    ("column", "given", "code"),
    [
        (COUNT, "949.5", "NUM-DECIMALS"),
        (COUNT, "-1", "NUM-SIGN"),
        (COUNT, "1E+30", "NUM-LONG"),
        (RATE, "98.96001", "NUM-DECIMALS"),
        (MILLIONS, "0.30000000000000004", "NUM-DECIMALS"),
    ],
)
def test_what_does_not_fit_is_refused(column: Column, given: str, code: str) -> None:
    read = read_figure(column, Decimal(given))
    assert isinstance(read, InputProblem)
    assert read.code == code
    assert read.message.endswith(".")
