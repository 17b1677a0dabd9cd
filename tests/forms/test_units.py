"""The reporting units: found by code, named as they were on a day."""

import re
import unicodedata
from collections import Counter
from datetime import date

import msgspec
import pytest

import resources
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
    assert (OFFICE.name_on(day), OFFICE.on(day).issuer) == (name, issuer)


def test_units_come_and_go_with_the_law() -> None:
    before, after = (
        tuple(unit for unit in REGISTRY.all() if unit.exists_on(day))
        for day in (date(2025, 6, 30), date(2025, 7, 1))
    )
    assert before == (PROVINCE, OFFICE, GONE)
    assert after == (PROVINCE, OFFICE, NEW)
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


# --- An Giang ------------------------------------------------------------------------------------

AN_GIANG = read_units(resources.path("units.json").read_bytes())
COMMUNES = [unit for unit in AN_GIANG.all() if unit.kind == "xa"]
MERGER = date(2025, 3, 1)


def test_the_province_has_its_102_communes() -> None:
    assert Counter(unit.type for unit in COMMUNES) == {"xa": 85, "phuong": 14, "dac_khu": 3}
    assert [unit.code for unit in COMMUNES if not re.fullmatch(r"3[0-9]{4}", unit.code)] == []
    assert len({unit.name for unit in COMMUNES}) == len(COMMUNES)
    assert AN_GIANG.under("91")[-1].name == "Ủy ban nhân dân đặc khu Kiên Hải"


def test_a_commune_signs_alone_under_its_own_name_since_it_exists() -> None:
    commune = AN_GIANG.unit("30313")
    assert commune.name == "Ủy ban nhân dân xã Mỹ Hòa Hưng"
    assert commune.issuer == "ỦY BAN NHÂN DÂN XÃ MỸ HÒA HƯNG"
    assert (commune.superior, commune.symbol, commune.place) == ("", "UBND", "Mỹ Hòa Hưng")
    assert not commune.exists_on(date(2025, 6, 30))
    assert {(unit.since, unit.parent) for unit in COMMUNES} == {("2025-07-01", "91")}


def test_every_unit_has_what_a_letterhead_needs_and_every_text_is_nfc() -> None:
    for unit in AN_GIANG.all():
        assert all((unit.name, unit.issuer, unit.symbol, unit.place, unit.kind)), unit.code
        text = msgspec.json.encode(unit).decode()
        assert unicodedata.is_normalized("NFC", text), unit.code


def test_a_merged_department_prints_the_letterhead_of_its_time() -> None:
    before = AN_GIANG.unit("91-SKHCN").on(date(2024, 7, 20))
    assert (before.issuer, before.symbol) == ("SỞ THÔNG TIN VÀ TRUYỀN THÔNG", "STTTT")
    assert before.superior == "ỦY BAN NHÂN DÂN TỈNH AN GIANG"
    assert AN_GIANG.unit("91-SKHCN").on(MERGER).symbol == "SKHCN"
    assert AN_GIANG.find("91-stttt") == AN_GIANG.unit("91-SKHCN")


def test_a_department_that_is_gone_has_a_successor() -> None:
    gone = [unit for unit in AN_GIANG.all() if unit.until]
    assert {unit.code for unit in gone} >= {"91-SKHDT", "91-SLDTBXH", "91-SGTVT"}
    for unit in gone:
        assert AN_GIANG.in_charge(unit.code, date(2025, 2, 28)) == unit
        heir = AN_GIANG.in_charge(unit.code, MERGER)
        assert heir is not None
        assert heir.code == unit.successor


def test_who_does_not_exist_yet_and_who_has_no_heir_is_in_charge_of_nothing() -> None:
    assert AN_GIANG.in_charge("30313", date(2025, 6, 30)) is None
    assert REGISTRY.in_charge("886", date(2025, 7, 1)) is None
    assert REGISTRY.in_charge("nobody", date(2025, 7, 1)) is None
    ring = Registry(
        Unit(code=a, name=a, issuer=a, until="2020-01-01", successor=b)
        for a, b in (("A", "B"), ("B", "A"))
    )
    assert ring.in_charge("A", date(2025, 7, 1)) is None


FIRST = Unit(code="91", name="A", issuer="A")


@pytest.mark.parametrize(
    "more",
    [
        Unit(code="92", name="B", issuer="B", successor="90"),
        Unit(
            code="92",
            name="B",
            issuer="B",
            former=(FormerName(name="C", until="2020-01-01", code="91"),),
        ),
    ],
)
def test_a_list_that_points_nowhere_or_names_a_code_twice_is_refused(more: Unit) -> None:
    with pytest.raises(UnitsProblem, match="9"):
        Registry([FIRST, more])
