"""The form packs, samples and units as data: complete, resolvable, right at any time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import msgspec
import pytest

import resources
from forms import pack
from forms.cells import CellKey
from forms.model import Form, GridRow, Section
from forms.periods import Period, fits, parse_period
from forms.printed.document import Table
from forms.units import read_units
from tests.f02 import (
    CORRECTIONS,
    EXPECTED,
    F02,
    JULY,
    changed,
    defaults,
    document,
    filled,
    found,
    headings,
    session,
    source,
    words,
)

PACKS = sorted(folder.name for folder in resources.path("packs").iterdir() if folder.is_dir())
ENGINES = {form_id: pack.compiled(source(form_id)) for form_id in PACKS}
ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


# --- every pack -----------------------------------------------------------------------------------


def _sections(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _sections(section.sections)


def _row_fields(row: GridRow) -> tuple[str, ...]:
    return row.fields or (row.id,)


@pytest.mark.parametrize("form_id", PACKS)
def test_the_compiled_form_is_that_of_its_source(form_id: str) -> None:
    compiled = resources.path(f"packs/{form_id}/form.json").read_bytes()
    assert compiled == pack.canonical(source(form_id)) + b"\n"
    assert pack.read_json(compiled) == source(form_id)
    assert source(form_id).id == form_id


@pytest.mark.parametrize("form_id", PACKS)
def test_ids_are_well_formed_and_used_once(form_id: str) -> None:
    form = ENGINES[form_id].form
    ids = [field.id for field in form.fields] + [grid.id for grid in form.grids]
    ids += [section.id for section in _sections(form.sections)]
    assert len(ids) == len(set(ids))
    assert [name for name in ids if not ID.fullmatch(name)] == []


@pytest.mark.parametrize("form_id", PACKS)
def test_every_field_is_entered_in_one_section(form_id: str) -> None:
    form = ENGINES[form_id].form
    grids = {grid.id: grid for grid in form.grids}
    entered: list[str] = []
    for section in _sections(form.sections):
        for name in section.fields:
            rows = grids[name].rows if name in grids else ()
            entered += [field for row in rows for field in _row_fields(row)] or [name]
    assert sorted(entered) == sorted(field.id for field in form.fields)


@pytest.mark.parametrize("form_id", PACKS)
def test_every_field_is_printed_somewhere(form_id: str) -> None:
    form = ENGINES[form_id].form
    around = (form.subject, form.lead, form.closing, form.annexes)
    inside = [(field.sentence, field.item) for field in form.fields]
    printed = msgspec.json.encode((around, inside, form.sections, form.grids)).decode()
    unnamed = {
        field.id
        for field in form.fields
        if f"{{{{{field.id}}}}}" not in printed
        and f"{{{{{field.id}." not in printed
        and f"{{{{{field.id}[" not in printed
        and f'"field":"{field.id}"' not in printed
        and f'"source":"{field.id}"' not in printed
    }
    elsewhere = {row.id for grid in form.grids for row in grid.rows}
    elsewhere |= {field.base for field in form.fields}
    elsewhere |= {name for name in unnamed if f"{{{{{name}}}}}" in _drafts(form)}
    assert unnamed - elsewhere - {"dvc_count"} == set()


def _drafts(form: Form) -> str:
    """The drafts of paragraphs that a new report starts with."""
    return "\n".join(str(field.default) for field in form.fields if field.kind == "rich")


@pytest.mark.parametrize("form_id", PACKS)
def test_every_figure_of_a_grid_names_its_supplier(form_id: str) -> None:
    engine = ENGINES[form_id]
    rows = [row for grid in engine.form.grids for row in grid.rows]
    assert [row.id for row in rows if not row.source] == []
    fields = [engine.fields[name] for row in rows for name in _row_fields(row)]
    assert [field.id for field in fields if not field.source] == []


@pytest.mark.parametrize("form_id", PACKS)
@pytest.mark.parametrize("code", ["2023-12", "2024-03", "2024-07", "2025-06", "2025-07", "2026-11"])
def test_a_new_report_of_any_time_has_nothing_wrong(form_id: str, code: str) -> None:
    engine = ENGINES[form_id]
    period = parse_period(code)
    assert isinstance(period, Period)
    if not fits(period, engine.form.period):
        pytest.skip("this form has no such period")
    computation = engine.open(defaults(engine, period), period)
    assert found(computation, "error") == []
    assert document(computation).blocks


# --- F02: complete --------------------------------------------------------------------------------


def test_the_monthly_report_has_every_indicator() -> None:
    assert set(EXPECTED["indicators"]) - F02.fields.keys() == set()


def test_a_cumulative_figure_is_marked_and_watched() -> None:
    assert [name for name in EXPECTED["cumulative"] if F02.fields[name].behaviour != "L"] == []
    watched = {
        value.partition(".")[0]
        for rule in F02.form.relations
        for value in getattr(rule, "values", ())
        if rule.id.startswith("luy_ke")
    }
    assert set(EXPECTED["cumulative"]) - watched == set()


def test_headings_are_those_of_the_printed_reports_with_continuous_numbers() -> None:
    assert headings(session("2024-03").computation) == EXPECTED["headings_2024_03"]
    assert headings(session("2024-07").computation) == EXPECTED["headings_2024_07"]


def test_a_section_switched_off_leaves_no_gap_in_the_numbers() -> None:
    switched = filled({**JULY, "sections_off": ["muc_nq175", "muc_kho_khan"]})
    march, july = EXPECTED["headings_2024_03"], EXPECTED["headings_2024_07"]
    assert headings(switched) == [*march[:18], july[18], *march[19:]]


def test_the_table_has_the_25_services_in_order() -> None:
    annex = document(filled(JULY)).annexes[0]
    table = next(block for block in annex.blocks if isinstance(block, Table))
    numbered = [row.cells[:2] for row in table.rows if row.cells[0]]
    assert numbered == [(str(n), label) for n, label in enumerate(EXPECTED["services"], 1)]


def test_two_services_had_another_name_before_the_identity_law() -> None:
    printed = words(session("2024-06").computation)
    assert "(1) Xác nhận CMND khi đã có thẻ CCCD: Đã tiếp nhận" in printed
    assert "(2) Cấp lại, đổi thẻ CCCD: Đã tiếp nhận" in printed
    assert "(1) Xác nhận CMND khi đã có thẻ căn cước: Tiếp nhận" in words(filled(JULY))


def test_districts_and_merged_departments_end_with_their_time() -> None:
    before, after = (words(session(code).computation) for code in ("2025-02", "2025-07"))
    assert "Tại UBND cấp huyện" in before
    assert "Sở Thông tin và Truyền thông đã thực hiện" in before
    assert "Tại UBND cấp huyện" not in after
    assert "Sở Khoa học và Công nghệ đã thực hiện" in after


def test_recipients_and_signature_are_the_usual_ones() -> None:
    form = F02.form
    assert form.recipients[0] == "Bộ Công an"
    assert form.recipients[-1] == "Lưu: HCTC, CAT-PC06"
    assert (form.signature.authority, form.signature.head, form.signature.post) == (
        "KT.",
        "CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
    )


def test_old_names_in_a_file_lead_to_todays_ids() -> None:
    data = changed({**JULY, "values": {}}, ht_tk={"n": 8, "d": 25}, dvc24="khong_phat_sinh")
    computation = filled(data)
    assert computation.cells[CellKey("ht_tk_n", 0, "value")] == Decimal(8)
    assert computation.state("dvc24_ky") == "khong_phat_sinh"


def test_samples_hold_no_fraction_that_a_reader_could_round() -> None:
    def floats(value: object) -> Iterator[float]:
        if isinstance(value, float):
            yield value
        elif isinstance(value, dict | list):
            for item in value.values() if isinstance(value, dict) else value:
                yield from floats(item)

    assert [*floats(JULY), *floats(CORRECTIONS)] == []


# --- units ----------------------------------------------------------------------------------------

UNITS = read_units(resources.path("units.json").read_bytes())


def test_the_province_has_no_superior_and_signs_as_the_people_s_committee() -> None:
    province = UNITS.unit("91")
    assert (province.superior, province.symbol, province.place) == ("", "UBND", "An Giang")
    assert province.issuer == "ỦY BAN NHÂN DÂN TỈNH AN GIANG"


def test_departments_belong_to_the_province_and_have_a_letterhead() -> None:
    departments = [unit for unit in UNITS.all() if unit.code != "91"]
    assert {"91-CAT", "91-SKHCN", "91-STP", "91-SNV", "91-VP"} <= {u.code for u in departments}
    assert [unit.code for unit in departments if unit.parent != "91"] == []
    assert [unit.code for unit in departments if not (unit.issuer and unit.symbol)] == []


def test_a_merged_department_has_its_old_name_before_the_merger() -> None:
    department = UNITS.unit("91-SKHCN")
    assert department.name_on(date(2024, 7, 31)) == "Sở Thông tin và Truyền thông"
    assert department.name_on(date(2025, 6, 25)) == "Sở Khoa học và Công nghệ"
    assert not UNITS.unit("91-SKHDT").exists_on(date(2025, 7, 1))


# --- files ----------------------------------------------------------------------------------------


def test_every_sample_is_of_a_form_that_is_there() -> None:
    for file in sorted(resources.path("samples").glob("*.json")):
        assert json.loads(file.read_bytes())["form"] in PACKS
