"""The reporting units: found by code, named as they were on a day."""

from datetime import date

import msgspec
import pytest

from forms.units import FormerName, Registry, Unit, UnitsProblem, read_units

PROVINCE = Unit(
    code="91",
    name="UBND tỉnh An Giang",
    issuer="ỦY BAN NHÂN DÂN TỈNH AN GIANG",
    symbol="UBND",
    place="An Giang",
)
OFFICE = Unit(
    code="91-SKHCN",
    name="Sở Khoa học và Công nghệ",
    issuer="SỞ KHOA HỌC VÀ CÔNG NGHỆ",
    superior="UBND TỈNH AN GIANG",
    parent="91",
    former=(
        FormerName(name="Sở cũ nhất", until="2016-12-31"),
        FormerName(name="Sở Thông tin và Truyền thông", issuer="SỞ TT VÀ TT", until="2025-02-28"),
    ),
)
GONE = Unit(code="886", name="Huyện An Phú", issuer="H", parent="91", until="2025-06-30")
NEW = Unit(code="30337", name="Xã An Phú", issuer="X", parent="91", since="2025-07-01")
REGISTRY = Registry((PROVINCE, OFFICE, GONE, NEW))


@pytest.mark.parametrize("code", ["91-SKHCN", "91-skhcn", " 91-SKHCN "])
def test_a_unit_is_found_by_its_code(code: str) -> None:
    assert REGISTRY.find(code) == OFFICE
    assert REGISTRY.unit(code) == OFFICE


def test_an_unknown_code_is_no_unit() -> None:
    assert REGISTRY.find("99999") is None
    assert REGISTRY.find("") is None
    with pytest.raises(UnitsProblem, match="99999"):
        REGISTRY.unit("99999")


@pytest.mark.parametrize(
    ("day", "name", "issuer"),
    [
        (date(2016, 12, 31), "Sở cũ nhất", OFFICE.issuer),
        (date(2017, 1, 1), "Sở Thông tin và Truyền thông", "SỞ TT VÀ TT"),
        (date(2025, 2, 28), "Sở Thông tin và Truyền thông", "SỞ TT VÀ TT"),
        (date(2025, 3, 1), OFFICE.name, OFFICE.issuer),
    ],
)
def test_a_report_of_an_earlier_day_bears_the_name_of_that_day(
    day: date, name: str, issuer: str
) -> None:
    assert (OFFICE.name_on(day), OFFICE.issuer_on(day)) == (name, issuer)


def test_units_come_and_go_with_the_law() -> None:
    assert REGISTRY.on(date(2025, 6, 30)) == (PROVINCE, OFFICE, GONE)
    assert REGISTRY.on(date(2025, 7, 1)) == (PROVINCE, OFFICE, NEW)
    assert REGISTRY.all() == (PROVINCE, OFFICE, GONE, NEW)
    assert REGISTRY.under("91") == (OFFICE, GONE, NEW)


def test_a_list_of_units_is_read_from_its_json() -> None:
    data = msgspec.json.encode({"source": "QĐ 19/2025/QĐ-TTg", "units": REGISTRY.all()})
    assert read_units(data).all() == REGISTRY.all()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "truncated"),
        (b'{"units": [', "truncated"),
        (b"\xff", "."),
        (b"[" * 100_000, "."),
        (b'{"units": [{"code": "91", "name": "A", "issuer": "A", "colour": 1}]}', r"units\[0\]"),
        (b'{"units": [{"code": 91, "name": "A", "issuer": "A"}]}', r"units\[0\]\.code"),
        (b'{"units": [{"code": "91", "name": "A", "issuer": "A", "parent": "90"}]}', "90"),
        (
            (
                b'{"units": [{"code": "91", "name": "A", "issuer": "A"},'
                b' {"code": "91", "name": "B", "issuer": "B"}]}'
            ),
            "91",
        ),
    ],
)
def test_a_wrong_list_is_refused_with_its_place(data: bytes, told: str) -> None:
    with pytest.raises(UnitsProblem, match=told):
        read_units(data)
