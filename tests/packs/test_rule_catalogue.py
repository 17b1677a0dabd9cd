"""The catalogue of rules: every code is used by some shipped form and told where it is broken.

Each code has one case on a shipped form: a change that breaks the rule, which must be told at its
place and with its severity, and a change as near as can be that keeps it, which must not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

import pytest

import resources
from forms.cells import CellKey, Cells
from forms.engine import Computation, Context
from forms.findings import Severity
from forms.model import Field, Form
from forms.relations import PartsRule, Relation
from tests.packs.pack_reports import Data, engine, sample
from tests.packs.reports import document, filled, found

FORMS = sorted(path.parent.name for path in resources.path("packs").glob("*/form.json"))

CATALOGUE: Final[Mapping[str, str]] = {
    "RATIO": "B", "RATIO-OFF1": "W", "LE": "B", "REM": "B", "SUM": "B", "PSUM": "B",
    "SUBSET": "B", "FLOW": "B", "AGG": "B", "PROD": "B", "SUM-MONEY": "B", "COUNT": "B",
    "STATUS": "B", "DONE100": "B", "DIFF": "B", "PCT-RANGE": "B", "RANK": "B", "MONO": "W",
    "CONST": "W", "JUMP": "W", "DATE-VALID": "B", "DATE-PERIOD": "W", "DATE-ASOF": "W",
    "DATE-ORDER": "B", "STALE": "W", "DEADLINE": "W", "DOC-GRAMMAR": "W", "DOC-TYPE": "B",
    "DOC-YEAR": "B", "DOC-ISSUER": "W", "DOC-SAME": "B", "DOC-ORDER": "W", "NUMBERING": "W",
    "FOOTNOTE": "B", "XSEC": "B", "XFORM": "B", "XREF-LIST": "B", "NONE": "B", "FORMAT": "W",
    "SIGN": "B", "REQ": "B",
}  # fmt: skip
"""Every code and whether it blocks (B) or warns (W)."""
SPOKEN: Final = {"RATIO-OFF1": "RATIO-TRUNC", "FOOTNOTE": "TOKEN"}
"""Codes that the program tells by another name."""
SOFTER: Final[Mapping[str, str]] = {
    "DOC-YEAR": "the day may be the slip, and July 2024 as published has three errors",
    "XFORM": "reports of two days differ rightly; a sum over units' own reports is an error",
    "FOOTNOTE": "marks are numbered by the program, only a mark's own text can be broken off",
}
"""Codes that block in the catalogue and warn here, and why."""


class Case(NamedTuple):
    """One code on one form: what keeps the rule, what breaks it, and what is told then.

    ``keeps`` and ``breaks`` are parts of a fill file put on the right report; those of ``before``
    are last period's, those of ``other`` figures of another form.
    """

    code: str
    form: str
    place: str
    keeps: Data
    breaks: Data


def values(**given: object) -> Data:
    return {"values": given}


def text(field: str, words: str) -> Data:
    return {"text": {field: words}}


def documents(field: str, *rows: Data) -> Data:
    return {"documents": {field: list(rows)}}


def before(**given: object) -> Data:
    return {"before": {"values": given}}


def other(form: str, field: str, figure: int) -> Data:
    return {"other": {form: {CellKey(field, 0, "value"): Decimal(figure)}}}


LETTER: Final[Data] = {
    "ten_loai": "Báo cáo", "so": "1247", "ky_hieu": "BC-SKHCN", "ngay": "2025-06-19",
    "co_quan": "Sở Khoa học và Công nghệ", "trich_yeu": "Báo cáo quý",
}  # fmt: skip
DECREE: Final[Data] = {
    "ten_loai": "Nghị định", "so": "61/2018", "ky_hieu": "NĐ-CP", "ngay": "2018-04-23",
    "co_quan": "Chính phủ",
}  # fmt: skip
SIGNED: Final[Data] = {
    "quyen_ky": "KT.", "cua_ai": "GIÁM ĐỐC", "chuc_vu": "PHÓ GIÁM ĐỐC", "ho_ten": "Nguyễn Văn A",
}  # fmt: skip
TASKS: Final[Sequence[Data]] = sample("F01-2025-W26")["values"]["f01_nv"]["rows"]
NOTHING: Final = "khong_phat_sinh"

CASES: Final = (
    Case(
        "RATIO", "F02", "dvc12",
        values(dvc12={"n": 949, "d": 959, "p": "98,96"}),
        values(dvc12={"n": 949, "d": 959, "p": "97,54"}),
    ),
    Case(
        "RATIO-OFF1", "F02", "dvc14",
        values(dvc14={"n": 969, "d": 974, "p": "99,49"}),
        values(dvc14={"n": 969, "d": 974, "p": "99,48"}),
    ),
    Case("LE", "F02", "dvc03", values(dvc03={"n": 7, "d": 7}), values(dvc03={"n": 8, "d": 7})),
    Case(
        "REM", "F02", "bhxh_xt",
        values(bhxh_xt={"n": 1626938, "d": 1661286, "r": 34348}),
        values(bhxh_xt={"n": 1626938, "d": 1661286, "r": 34349}),
    ),
    Case("SUM", "F02", "dvc16_ca_tn", values(dvc16_ca_tn=1125), values(dvc16_ca_tn=1126)),
    Case("PSUM", "F03", "dvc3_tong", values(dvc3_mp=1249), values(dvc3_mp=1250)),
    Case(
        "SUBSET", "F03", "cntt_ct_td[1].c",
        values(cntt_ct_td={"thac_si": {"n": 9, "c": 9}}),
        values(cntt_ct_td={"thac_si": {"n": 9, "c": 10}}),
    ),
    Case(
        "FLOW", "F02", "asxh_chitra",
        values(asxh_chitra={"n": 3752, "p": None}), values(asxh_chitra={"n": 3753, "p": None}),
    ),
    Case(
        "AGG", "F02", "dvc_ca_pct",
        values(dvc_ca_pct={"stated": "97,67"}), values(dvc_ca_pct={"stated": "97,66"}),
    ),
    Case("PROD", "F02", "kp_tong", values(kp_tong="1,245"), values(kp_tong="1,254")),
    Case("SUM-MONEY", "F02", "von_tong", values(von_tong="101.375"), values(von_tong="101.475")),
    Case("COUNT", "F01", "f01_mh_n", values(f01_mh_n=5), values(f01_mh_n=6)),
    Case("STATUS", "F03", "nv_ht", values(nv_ht=19), values(nv_ht=20)),
    Case("DONE100", "F03", "nv_dungtd", values(nv_dungtd="99,99"), values(nv_dungtd="100")),
    Case("DIFF", "F03", "hl_tang", values(hl_tang="1,5"), values(hl_tang="1,4")),
    Case("PCT-RANGE", "F03", "ht_ho", values(ht_ho="100"), values(ht_ho="100,01")),
    Case(
        "RANK", "F02", "asxh_hang",
        values(asxh_hang={"n": 63, "d": 63}), values(asxh_hang={"n": 64, "d": 63}),
    ),
    Case("MONO", "F03", "sk1_hen", before(sk1_hen=4215), before(sk1_hen=4216)),
    Case("CONST", "F01", "f01_nhom_lt", before(f01_nhom_lt=2), before(f01_nhom_lt=3)),
    Case("JUMP", "F01", "f01_mh3_hs", before(f01_mh3_hs=1000), before(f01_mh3_hs=800)),
    Case(
        "DATE-VALID", "F01", "f01_giai_phap",
        text("f01_giai_phap", "- Theo Công văn số 1307/SKHCN-CĐS ngày 24/6/2025."),
        text("f01_giai_phap", "- Theo Công văn số 1307/SKHCN-CĐS ngày 44/6/2025."),
    ),
    Case(
        "DATE-PERIOD", "F01", "f01_vb[1].ngay",
        documents("f01_vb", LETTER), documents("f01_vb", {**LETTER, "ngay": "2025-06-18"}),
    ),
    Case(
        "DATE-ASOF", "F01", "f01_mh3_hs_ngay",
        values(f01_mh3_hs_ngay="2025-06-25"), values(f01_mh3_hs_ngay="2025-06-26"),
    ),
    Case(
        "DATE-ORDER", "F03", "lltp",
        values(lltp={"tu": "2024-10-01", "den": "2024-10-01"}),
        values(lltp={"tu": "2024-10-02", "den": "2024-10-01"}),
    ),
    Case(
        "STALE", "F01", "f01_mh3_hs_ngay",
        values(f01_mh3_hs_ngay="2025-06-19"), values(f01_mh3_hs_ngay="2025-06-18"),
    ),
    Case(
        "DEADLINE", "F02", "htich_dukien",
        values(htich_dongbo={"n": 2695001, "p": None}, htich_dukien="2024-07"),
        values(htich_dongbo={"n": 2695001, "p": None}, htich_dukien="2024-06"),
    ),
    Case(
        "DOC-GRAMMAR", "F01", "f01_vb[1].ky_hieu",
        documents("f01_vb", LETTER), documents("f01_vb", {**LETTER, "ky_hieu": "BC SKHCN"}),
    ),
    Case(
        "DOC-TYPE", "F01", "f01_vb[1].ky_hieu",
        documents("f01_vb", LETTER), documents("f01_vb", {**LETTER, "ky_hieu": "KH-SKHCN"}),
    ),
    Case(
        "DOC-YEAR", "F02", "ht_canhcu[1].so",
        documents("ht_canhcu", DECREE), documents("ht_canhcu", {**DECREE, "so": "61/2021"}),
    ),
    Case(
        "DOC-ISSUER", "F01", "f01_vb[1].co_quan",
        documents("f01_vb", LETTER), documents("f01_vb", {**LETTER, "co_quan": "Sở Tư pháp"}),
    ),
    Case(
        "DOC-SAME", "F01", "f01_vb[2].so",
        documents("f01_vb", LETTER, {**LETTER, "so": "1248"}),
        documents("f01_vb", LETTER, {**LETTER, "ngay": "2025-06-20"}),
    ),
    Case(
        "DOC-ORDER", "F01", "f01_vb[2].so",
        documents("f01_vb", {**LETTER, "ngay": "2025-06-20"},
                  {**LETTER, "so": "1248", "ngay": "2025-06-20"}),
        documents("f01_vb", {**LETTER, "ngay": "2025-06-20"}, {**LETTER, "so": "1248"}),
    ),
    Case(
        "NUMBERING", "F01", "f01_nv",
        values(f01_nv={"rows": [{**task, "ma": n} for n, task in enumerate(TASKS, 1)]}),
        values(f01_nv={"rows": TASKS}),
    ),
    Case(
        "FOOTNOTE", "F01", "f01_giai_phap",
        text("f01_giai_phap", "- Theo kế hoạch[^Số 39.] của ngành."),
        text("f01_giai_phap", "- Theo kế hoạch[^Số 39 của ngành."),
    ),
    Case("XSEC", "F02", "kn_ngay", values(kn_ngay="2022-12-11"), values(kn_ngay="2022-12-12")),
    Case(
        "XFORM", "F03", "tt_tansuat",
        other("F02", "tt_tansuat", 2), other("F02", "tt_tansuat", 4),
    ),
    Case(
        "XREF-LIST", "F02", "dvc_100_list",
        values(dvc_100_list={"stated": 6}), values(dvc_100_list={"stated": 5}),
    ),
    Case(
        "NONE", "F02", "dvc11",
        values(dvc11={"state": NOTHING}), values(dvc11={"state": NOTHING, "n": 1, "d": 1}),
    ),
    Case(
        "FORMAT", "F01", "f01_giai_phap",
        text("f01_giai_phap", "- Nâng tỷ lệ lên 97,54%."),
        text("f01_giai_phap", "- Nâng tỷ lệ lên 97.54%."),
    ),
    Case(
        "SIGN", "F01", "signature",
        {"signature": SIGNED}, {"signature": {**SIGNED, "ho_ten": None}},
    ),
    Case("REQ", "F01", "f01_dunghan", values(f01_dunghan="98,3"), values(f01_dunghan=None)),
)  # fmt: skip

RIGHT: Final[Mapping[str, Sequence[Data]]] = {
    "F01": (sample("F01-2025-W26"),),
    "F02": (sample("F02-2024-07"), sample("F02-2024-07-corrections")),
    "F03": (sample("F03-2024"),),
}


def report(form: str, change: Data) -> Computation:
    """Give the sample of a form with one change, beside last period's and others' figures."""
    part = {name: given for name, given in change.items() if name not in ("before", "other")}
    earlier: Data | None = change.get("before")
    previous = None if earlier is None else filled(*RIGHT[form], _on_top(form, earlier)).cells
    others: Mapping[str, Cells] = change.get("other", {})
    context = Context(previous=previous, forms=others)
    return filled(*RIGHT[form], _on_top(form, part), context=context)


def _on_top(form: str, part: Data) -> Data:
    return {"form": form, "period": RIGHT[form][0]["period"], **part}


def severities(code: str, softer: Mapping[str, str] = SOFTER) -> frozenset[Severity]:
    warns = CATALOGUE[code] == "W" or code in softer
    return frozenset({"warning"}) if warns else frozenset({"error", "missing"})


# --- used -----------------------------------------------------------------------------------------

KINDS: Final = {
    "ratio": "RATIO", "sum": "SUM", "remainder": "REM", "parts": "LE", "at_most": "LE",
    "equal": "XSEC", "count": "COUNT", "monotonic": "MONO", "constant": "CONST", "jump": "JUMP",
}  # fmt: skip
"""What a relation tells that names no code of its own."""
CITING: Final = ("DATE-VALID", "DATE-ORDER", "DOC-GRAMMAR", "DOC-TYPE", "DOC-YEAR", "DOC-ISSUER",
                 "DOC-SAME", "DOC-ORDER")  # fmt: skip
"""What is checked of every cited document, in a list of them and in text."""


def _of_relation(rule: Relation) -> Iterator[str]:
    config = type(rule).__struct_config__
    yield rule.code or KINDS.get(str(config.tag), "")
    if isinstance(rule, PartsRule):
        yield "PSUM"


def _of_field(field: Field) -> Iterator[str]:
    """Yield what is checked of a field by its kind."""
    if field.kind == "ratio":
        yield from ("RATIO", "RATIO-OFF1", "REM" if field.remainder else "LE")
    if field.kind == "documents":
        yield from (*CITING, "DATE-PERIOD" if field.behaviour == "K" else "")
    if field.kind in ("rich", "list"):
        yield from (*CITING, "FORMAT", "FOOTNOTE" if field.kind == "rich" else "COUNT")
    if field.kind == "date" and field.behaviour == "T":
        yield from ("DATE-ASOF", "STALE")
    if field.formula:
        yield field.code or ("STATUS" if '= "' in field.formula else "")
    yield field.code
    yield "XSEC" if field.base else ""
    yield "DATE-ORDER" if field.kind == "daterange" else ""
    yield "DEADLINE" if field.settled_by else ""
    yield "NONE" if field.states else ""
    yield "REQ" if field.required else ""


def codes(form: Form) -> frozenset[str]:
    """Give the codes of the catalogue that a form can tell."""
    own = {code for rule in form.relations for code in _of_relation(rule)}
    built_in = {code for field in form.fields for code in _of_field(field)}
    return frozenset({"SIGN", *own, *built_in}) & CATALOGUE.keys()


USERS: Final = {
    code: [name for name in FORMS if code in codes(engine(name).form)] for code in CATALOGUE
}
"""The shipped forms that use each code."""


def test_the_catalogue_is_whole() -> None:
    assert len(CATALOGUE) == 41
    assert [case.code for case in CASES] == list(CATALOGUE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_shipped_form_uses_the_code_and_its_case_is_one_of_those(case: Case) -> None:
    assert case.form in USERS[case.code], USERS[case.code]


def test_who_signs_is_asked_in_every_form() -> None:
    assert USERS["SIGN"] == FORMS


# --- broken and kept ------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_broken_rule_is_told_with_its_severity_and_a_kept_one_is_not(case: Case) -> None:
    told = f"{SPOKEN.get(case.code, case.code)}@{case.place}"
    kept, wrong = report(case.form, case.keeps), report(case.form, case.breaks)
    everything: tuple[Severity, ...] = ("error", "missing", "warning", "note")
    assert not any(told in found(kept, severity) for severity in everything)
    assert any(told in found(wrong, severity) for severity in severities(case.code))


def test_a_target_may_be_exceeded_and_a_whole_may_not() -> None:
    target = engine("F02").fields["dd_dangky"]
    assert target.over
    exceeded = report("F02", values(dd_dangky={"n": 2000000, "p": None}))
    assert "LE@dd_dangky" not in found(exceeded, "error")
    assert exceeded.effective(CellKey("dd_dangky", 0, "p")) == Decimal("194.78")
    assert "LE@dvc03" in found(report("F02", values(dvc03={"n": 8, "d": 7})), "error")


def test_marks_of_footnotes_are_numbered_through_the_report() -> None:
    for form in RIGHT:
        printed = document(report(form, {}))
        numbers = [note.number for note in printed.notes]
        assert numbers == list(range(1, len(numbers) + 1))
        assert all("".join(run.text for run in note.runs).strip() for note in printed.notes)


def test_who_signs_for_the_head_is_a_deputy() -> None:
    wrong = report("F01", {"signature": {**SIGNED, "chuc_vu": "GIÁM ĐỐC"}})
    assert "SIGN@signature" in found(wrong, "warning")
    assert "SIGN@signature" not in found(report("F01", {"signature": SIGNED}), "warning")
