"""Rules are told in the words of their form: no code of a pack, no name of a function."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

import resources
from desktop.window.editor.field_help import rule_words
from desktop.window.editor.formula_words import FormulaWords
from forms import pack
from forms.engine import Computation
from forms.periods import Cycle, Period

_STARTS: dict[Cycle, int] = {"day": 5, "week": 33, "month": 8, "quarter": 3, "half": 2}
PACKS = sorted(path.parent.name for path in resources.path("packs").glob("*/form.json"))
CODES = re.compile(r"\b[a-z]+_[a-z0-9_]+\b|\b[A-Z_]{3,}\(|\[|\b[a-z]+\(")


def opened(form: str) -> Computation:
    shipped = pack.read_json(resources.path(f"packs/{form}/form.json").read_bytes())
    cycle = shipped.period.cycle
    return pack.compiled(shipped).open({}, Period(cycle, 2026, _STARTS.get(cycle, 1)))


def told(form: str) -> Iterator[tuple[str, str]]:
    """Give every rule and formula of a form in words, by id."""
    c = opened(form)
    desk: Any = SimpleNamespace(engine=c.engine, computation=c)
    words = FormulaWords(c.engine, c.word)
    for rule in c.engine.form.relations:
        yield rule.id, rule_words(desk, rule)
    for field in c.engine.form.fields:
        if field.formula:
            yield field.id, words.of(field.formula)


@pytest.mark.parametrize("form", PACKS)
def test_no_rule_shows_a_code(form: str) -> None:
    assert [(name, said) for name, said in told(form) if not said or CODES.search(said)] == []


def test_columns_rows_and_the_period_before_have_their_names() -> None:
    said = dict(told("F16"))
    assert said["can_doi"] == (
        "“Đang giải quyết: Tổng” = “Tồn đầu kỳ” + “Tiếp nhận: Tổng” − “Đã giải quyết: Tổng”"
        " − “Trả lại/rút” (trong từng dòng)"
    )
    assert said["chuyen_ky"] == (
        "“Tồn đầu kỳ” = “Đang giải quyết: Tổng” của kỳ trước (trong từng dòng)"
    )
    assert said["khac_dang"] == (
        "“Số liệu thủ tục hành chính” dòng “Thủ tục khác trong danh mục của đơn vị” (cột “Đang"
        " giải quyết: Tổng”) ≥ tổng “Thủ tục khác trong danh mục của đơn vị” mọi dòng (cột “Đang"
        " giải quyết”)"
    )
    assert said["cac_ngay_tiep_nhan"].endswith("(cột “Tiếp nhận: Tổng”) = số liệu của biểu F07")


def test_counts_choices_and_days_are_told_plainly() -> None:
    counted = dict(told("F09"))
    assert counted["phieu_con"] == (
        "“Yêu cầu còn lại cuối kỳ” = số dòng của “Sổ phiếu yêu cầu” có “Kết quả” = “chưa”"
    )
    assert counted["phieu_ton_dau"].endswith("có “Tiếp nhận: Ngày nhận” < ngày đầu kỳ")
    assert dict(told("F13"))["han_quyet_dinh"] == "“Ngày ban hành” không quá ngày 15/8/2025"
    assert dict(told("F03"))["nv_cham"] == (
        "số dòng của “Phụ lục: nhiệm vụ cải cách hành chính” có “Tiến độ thực hiện” ="
        " “Hoàn thành chậm”"
    )


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("0.5 * (dvc12.n + dvc13.n)", "0,5 × ({12} + {13})"),
        ("dvc12.n - (dvc13.n - 1)", "{12} − ({13} − 1)"),
        ("-MAX(dvc12.n, dvc13.n)", "−số lớn nhất trong {12}; {13}"),
        ("TRONG(dvc12.n) hoac dvc12.n >= 3", "{12} chưa ghi hoặc {12} ≥ 3"),
        ("IF(dvc12.n > 0, 1, 2)", "(1 nếu {12} > 0, không thì 2)"),
        ("luy_ke_nam(dvc12.n)", "{12} từ đầu năm"),
        ("COUNT(dvc[1:11].n)", "số ô đã ghi của {dvc} dòng 1–11 (số thực hiện)"),
        ("no formula at all", "“no formula at all”"),
    ],
)
def test_operators_and_functions_keep_their_order(formula: str, said: str) -> None:
    c = opened("F02")
    for number in (12, 13):
        label = c.word(c.engine.fields[f"dvc{number}"].label)
        said = said.replace(f"{{{number}}}", f"“{label}” (số thực hiện)")
    said = said.replace("{dvc}", f"“{c.word(c.engine.grids['dvc'].label)}”")
    assert FormulaWords(c.engine, c.word).of(formula) == said
