"""F06-A, F06-B, F06-C, the monthly reports to the province's office: every rule broken once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from forms.cells import CellKey, Cells
from forms.composition import Office
from tests.packs.pack_reports import Data, engine, lost_figures, sample
from tests.packs.reports import (
    Break,
    broken,
    changed,
    document,
    evidence,
    filled,
    found,
    fresh,
    headings,
    lines,
    paper,
    tables,
    tells,
    unbroken,
)

MONTHS = {form_id: sample(f"{form_id}-2025-08") for form_id in ("F06-A", "F06-B", "F06-C")}
A, B, C = MONTHS.values()
DESKS = C["values"]["c_tthc"]


def _desk(row: str, **cells: int) -> Data:
    """The table of the public service centres with some cells of one row replaced."""
    return {"c_tthc": {**DESKS, row: {**DESKS[row], **cells}}}


COUNTS = ("tong", "ht", "tx", "dang", "cham")


def _bare(month: Data) -> Data:
    """No count stated beside the table of tasks."""
    return {"b_36": None} if month["form"] == "F06-B" else {f"nv_{name}": None for name in COUNTS}


def _stated(month: Data, name: str) -> Data:
    """One count stated wrongly."""
    if month["form"] == "F06-B":
        return {"b_36": {**month["values"]["b_36"], name: 99}}
    return {f"nv_{name}": 99}


def _task(month: Data, number: int, **cells: str | None) -> Data:
    """The table of tasks with some cells of one row replaced, no count stated beside it."""
    rows = month["values"]["nv"]
    return {
        **_bare(month),
        "nv": [*rows[: number - 1], {**rows[number - 1], **cells}, *rows[number:]],
    }


def _counts(month: Data) -> dict[str, object]:
    """Counts by state as computed, whatever is stated beside them."""
    computation = filled(changed(month, _bare(month)))
    record = month["form"] == "F06-B"
    keys = {n: CellKey("b_36", 0, n) if record else CellKey(f"nv_{n}", 0, "value") for n in COUNTS}
    return {name: computation.effective(key) for name, key in keys.items()}


def _source(form_id: str, **figures: int | str) -> Mapping[str, Cells]:
    """Another form of the month, with these figures; ``te_n`` stands for ``te.n``."""
    cells = {}
    for name, figure in figures.items():
        field, _, part = name.partition("__")
        cells[CellKey(field, 0, part or "value")] = Decimal(str(figure))
    return {form_id: cells}


# --- complete -------------------------------------------------------------------------------------


@pytest.mark.parametrize("form_id", MONTHS)
def test_the_month_has_nothing_wrong(form_id: str) -> None:
    assert filled(MONTHS[form_id]).findings() == ()


@pytest.mark.parametrize(
    ("form_id", "indicators"),
    [
        (
            "F06-A",
            "a_caquang a_didong a_lan a_kyso a_to a_doi a_baocaongay a_songyeu a_nsach",
        ),
        ("F06-B", "b_36 b_honnhan"),
        ("F06-C", "c_tthc c_chiso c_taphuan"),
    ],
)
def test_every_indicator_of_the_variant_is_there(form_id: str, indicators: str) -> None:
    assert set(evidence(form_id)["S"]) == set(indicators.split())


def test_figures_of_the_monthly_project_report_keep_their_ids() -> None:
    month, own = engine("F02"), engine("F06-B")
    taken = [field.id for field in own.form.fields if field.id.startswith(("dd_", "ht", "asxh"))]
    taken += ["te", "dvc_ca_pct"]
    assert [name for name in taken if own.fields[name].kind != month.fields[name].kind] == []


@pytest.mark.parametrize("form_id", MONTHS)
def test_the_three_variants_have_one_layout(form_id: str) -> None:
    printed = headings(document(fresh(form_id, "2025-09")))
    assert printed == [
        "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH",
        "II. KẾT QUẢ THỰC HIỆN NHIỆM VỤ",
        "III. CHỈ TIÊU",
        "IV. TỒN TẠI, HẠN CHẾ, NGUYÊN NHÂN",
        "V. ĐỀ XUẤT, KIẾN NGHỊ",
        "VI. NHIỆM VỤ THÁNG TỚI",
    ]


@pytest.mark.parametrize("form_id", MONTHS)
@pytest.mark.parametrize("code", ["2025-08", "2025-12", "2026-01", "2027-02"])
def test_a_new_report_of_any_time_has_nothing_wrong(form_id: str, code: str) -> None:
    computation = fresh(form_id, code)
    assert found(computation, "error") == []
    assert document(computation).blocks


def test_the_table_of_tasks_has_the_columns_of_the_form() -> None:
    for month in MONTHS.values():
        table = next(t for t in tables(document(filled(month))) if t.anchor == "nv")
        assert [(column.group, column.title) for column in table.columns] == [
            ("", "STT"), ("", "Nhiệm vụ"), ("", "Cơ quan chủ trì"), ("Thời hạn", "Ngày"),
            ("Thời hạn", "Định kỳ"), ("Thời hạn", "Gia hạn"), ("", "Sản phẩm"),
            ("", "Kết quả trong tháng"), ("", "Tiến độ"),
        ]  # fmt: skip
        assert document(filled(month)).annexes[0].landscape


def test_columns_shared_with_the_task_book_are_the_same_there() -> None:
    book = {column.id: column for column in engine("F05").columns("nv")}
    for form_id in MONTHS:
        own = engine(form_id).columns("nv")
        shared = [column for column in own if column.id in book]
        assert [c.id for c in own if c not in shared] == ["ket_qua"]
        assert [c.id for c in shared if c.kind != book[c.id].kind] == []
        assert [c.id for c in shared if c.choices != book[c.id].choices] == []


@pytest.mark.parametrize("form_id", MONTHS)
def test_counts_follow_from_the_rows(form_id: str) -> None:
    counts = _counts(MONTHS[form_id])
    values = MONTHS[form_id]["values"]
    assert counts == (values.get("b_36") or {name: values[f"nv_{name}"] for name in COUNTS})


def test_a_task_past_its_deadline_is_late_until_it_is_done() -> None:
    assert _counts(A)["cham"] == 0
    for number, cells, late, done in (
        (3, {"han": "2025-08-19"}, 1, 1),
        (3, {"han": "2025-08-20"}, 0, 1),
        (3, {"trang_thai": "cham"}, 1, 1),
        (3, {"trang_thai": "hoan_thanh_cham", "han": "2025-08-01"}, 0, 2),
    ):
        counts = _counts(changed(A, _task(A, number, **cells)))
        assert (counts["cham"], counts["ht"]) == (late, done)


def test_old_names_of_columns_still_fill_the_table() -> None:
    old = [{"nhiem_vu": "a", "chu_tri": "b", "ky_han": "thang", "tien_do": "thuong_xuyen"}]
    computation = filled(changed(A, {"nv": old, **_bare(A)}))
    assert computation.cells[CellKey("nv", 1, "viec")] == "a"
    assert computation.cells[CellKey("nv", 1, "trang_thai")] == "thuong_xuyen"


def test_the_communes_total_is_the_last_row_of_their_sheet() -> None:
    assert engine("F16").fields["tthc"].rows[6].id == "tong"


def test_the_36_tasks_are_those_of_2025_only() -> None:
    key = CellKey("b_36", 0, "tong")
    assert fresh("F06-B", "2025-10").cells[key] == 36
    assert key not in fresh("F06-B", "2026-02").cells


# --- rules, each broken once ----------------------------------------------------------------------


def _tasks(month: Data) -> list[Break]:
    """What every variant demands of its tasks and documents, whatever its name for the counts."""
    rows, at = month["values"]["nv"], "b_36." if month["form"] == "F06-B" else "nv_"
    blank = _task(month, 2, trang_thai=None)
    permanent = {"han": None, "ky_han": "thang"}
    letter = {"ten_loai": "Công văn", "so": "425", "ky_hieu": "SKHCN-CĐS", "ngay": "2025-07-24"}
    return [
        Break("COUNT", f"{at}tong", _stated(month, "tong")),
        *(Break("STATUS", at + name, _stated(month, name)) for name in COUNTS[1:]),
        Break("STATUS", f"{at}tong", blank),
        Break("BLANK-ROW", "nv[2].trang_thai", blank, "missing"),
        Break("EXCLUSIVE", "nv[2].han", _task(month, 2, han="2025-12-31", ky_han="thang")),
        Break("STATUS", "nv[2].trang_thai", _task(month, 2, **permanent, trang_thai="hoan_thanh")),
        Break(
            "DATE-ORDER", "nv[2].han_moi", _task(month, 2, han="2025-09-01", han_moi="2025-09-01")
        ),
        Break("CONST", f"{at}tong", {}, "warning", before={**_bare(month), "nv": rows[:-1]}),
        *(
            Break("XFORM", at + name, {}, "warning", forms=_source("F05", **{f"nv_{name}": 99}))
            for name in COUNTS
        ),
        Break("DATE-PERIOD", "vb_thang[1].ngay", {}, "warning",
              documents={"vb_thang": [{**letter, "ngay": "2025-07-20"}]}),
        Break("DOC-TYPE", "vb_thang[1].ky_hieu", {}, "error",
              documents={"vb_thang": [{**letter, "ky_hieu": "KH-SKHCN"}]}),
    ]  # fmt: skip


BREAKS_A = [
    *_tasks(A),
    Break("RATIO", "a_kyso", {"a_kyso": {"n": 8214, "d": 8563, "p": "95,29"}}),
    Break("LE", "a_caquang", {"a_caquang": {"n": 103, "d": 102}}),
    Break("LE", "a_to", {"a_to": {"n": 103, "d": 102}}),
    Break("LE", "a_doi", {"a_doi": {"n": 103, "d": 102}}),
    Break("LE", "a_baocaongay", {"a_baocaongay": {"n": 103, "d": 102}}),
    Break("XSEC", "a_to", {"a_to": {"n": 99, "d": 100}}, "warning"),
    Break("XSEC", "a_doi", {"a_doi": {"n": 99, "d": 100}}, "warning"),
    Break("XSEC", "a_baocaongay", {"a_baocaongay": {"n": 97, "d": 100}}, "warning"),
    Break("REM", "a_songyeu.con", {"a_songyeu": {"dau": 19, "xu_ly": 4, "con": 14}}),
    Break("XFORM", "a_songyeu.dau", {}, "warning", before={}),
    Break("RATIO", "a_nsach.p", {"a_nsach": {**A["values"]["a_nsach"], "p": "1,21"}}),
    Break("MONO", "a_nsach.chi", {}, "warning", before={"a_nsach": {"chi": "214.351"}}),
    Break("JUMP", "a_kyso", {}, "note", before={"a_kyso": {"n": 4000, "d": 8563}}),
    Break("REQ", "a_songyeu", {"a_songyeu": None}, "missing"),
    Break("XFORM", "a_to", {}, "warning", forms=_source("F08", to_hd=101)),
    Break("XFORM", "a_doi", {}, "warning", forms=_source("F09", doi_hd=98)),
]
BREAKS_B = [
    *_tasks(B),
    Break("MONO", "b_36.ht", {}, "warning", before=_task(
        B, 27, trang_thai="hoan_thanh")),
    Break("RATIO", "dd_dangky", {"dd_dangky": {"n": 1701220, "p": "165,69"}}),
    Break("LE", "dd_kichhoat", {"dd_kichhoat": {"n": 1701221}}),
    Break("FLOW", "asxh_chitra", {"asxh_chitra": {"n": 61204}}),
    Break("FLOW", "htich_nhap", {"htich_tong": 9, "htich_scan": {"n": 5}, "htich_nhap": {"n": 6}}),
    Break("PCT-RANGE", "dvc_ca_pct", {"dvc_ca_pct": "100,5"}),
    Break("REM", "b_honnhan", {"b_honnhan": {"n": 41260, "d": 168400, "r": 127141}}),
    Break("RATIO", "b_honnhan", {"b_honnhan": {"n": 41260, "d": 168400, "p": "24,05"}}),
    Break("MONO", "b_honnhan", {}, "warning", before={"b_honnhan": {"n": 41261, "d": 168400}}),
    Break("XFORM", "b_honnhan", {}, "warning", forms=_source("F15", hn__n=41261)),
    Break("XFORM", "b_honnhan", {}, "warning", forms=_source("F15", hn__d=168401)),
    Break("XFORM", "dd_chitieu", {}, forms=_source("F02", dd_chitieu=1026795)),
    Break("XFORM", "dd_dangky", {}, forms=_source("F02", dd_dangky__n=1701221)),
    Break("XFORM", "dd_kichhoat", {}, forms=_source("F02", dd_kichhoat__n=1)),
    Break("XFORM", "dvc_ca_pct", {}, forms=_source("F02", dvc_ca_pct="98.11")),
    Break("XFORM", "te", {}, forms=_source("F02", te__n=372019)),
    Break("XFORM", "te", {}, forms=_source("F02", te__d=1)),
    Break("XFORM", "asxh_doituong", {}, forms=_source("F02", asxh_doituong=1)),
    Break("XFORM", "asxh_the", {}, forms=_source("F02", asxh_the__n=1)),
    Break("XFORM", "asxh_chitra", {}, forms=_source("F02", asxh_chitra__n=1)),
    Break("XFORM", "htich_tong", {"htich_tong": 9}, forms=_source("F02", htich_tong=1)),
    *(
        Break("XFORM", f"htich_{step}", {"htich_tong": 9, f"htich_{step}": {"n": 5}},
              forms=_source("F02", **{f"htich_{step}__n": 4}))
        for step in ("scan", "nhap", "dongbo")
    ),
]  # fmt: skip
BREAKS_C = [
    *_tasks(C),
    Break("SUM", "c_tthc[1].tn_tong", _desk("tinh", tn_tong=8168)),
    Break("SUM", "c_tthc[2].gq_tong", _desk("xa", gq_tong=37036)),
    Break("SUM", "c_tthc[1].dang_tong", _desk("tinh", dang_tong=2416)),
    Break("SUM", "c_tthc[2].dang_tong", _desk("xa", tra=643)),
    Break("CALC", "c_tthc[1].ty_le_tt", {"c_tthc": {**DESKS, "tinh": {
        **DESKS["tinh"], "ty_le_tt": "86,57"}}}),
    Break("SUM", "c_tthc[3].tra", {"c_tthc": {**DESKS, "tong": {"tra": 848}}}),
    Break("XFORM", "c_tthc[1].ton_dau", {}, before={}),
    Break("RANK", "c_chiso[1].hang", {"c_chiso": {"papi": {"hang": 62, "tong": 61}}}),
    Break("RANK", "c_chiso[4].hang", {"c_chiso": {"pci": {"hang": 0, "tong": 63}}}),
    Break("MONO", "c_taphuan.lop", {}, "warning", before={"c_taphuan": {"lop": 7, "nguoi": 415}}),
    *(
        Break("XFORM", f"c_tthc[2].{part}", {}, "warning",
              forms={"F16": {CellKey("tthc", 7, part): Decimal(99)}})
        for part in ("tn_tong", "gq_tong", "dang_tong")
    ),
    Break("REQ", "c_taphuan", {"c_taphuan": {"lop": 6, "nguoi": None}}, "missing"),
]  # fmt: skip
CASES = [
    *(("F06-A", case) for case in BREAKS_A),
    *(("F06-B", case) for case in BREAKS_B),
    *(("F06-C", case) for case in BREAKS_C),
]


@pytest.mark.parametrize(
    ("form_id", "case"), CASES, ids=[f"{form}-{case.code}-{case.place}" for form, case in CASES]
)
def test_a_broken_rule_gives_its_code_at_its_place(form_id: str, case: Break) -> None:
    assert tells(MONTHS[form_id], case) == (False, True)


@pytest.mark.parametrize("form_id", MONTHS)
def test_every_rule_of_the_form_is_broken_by_some_case(form_id: str) -> None:
    cases = (case for form, case in CASES if form == form_id)
    # Late tasks are unfinished ones, so counted figures cannot break this one.
    assert unbroken(MONTHS[form_id], cases) == {"cham_trong_dang"}


def test_the_task_book_agrees_when_its_counts_do() -> None:
    same = {f"nv_{name}": figure for name, figure in B["values"]["b_36"].items()}
    case = Break("XFORM", "b_36.tong", {}, forms=_source("F05", **same))
    assert broken(B, case).findings() == ()


def test_rates_of_the_last_row_are_those_of_the_totals() -> None:
    computation = filled(C)
    assert computation.effective(CellKey("c_tthc", 3, "ty_le_tt")) == Decimal("75.94")
    assert computation.effective(CellKey("c_tthc", 3, "ty_le_dh")) == Decimal("99.21")


# --- paper ----------------------------------------------------------------------------------------


def test_the_notice_s_sentences_are_kept() -> None:
    printed = "\n".join(lines(document(filled(A))))
    assert "Internet cáp quang tốc độ cao đã đến 100% (102/102) trung tâm xã" in printed
    assert "Đề án 06 năm 2025: có 07/36 nhiệm vụ đã hoàn thành; 16/36 nhiệm vụ" in "\n".join(
        lines(document(filled(B)))
    )


def test_proposals_are_left_out_when_there_are_none() -> None:
    assert "V. NHIỆM VỤ THÁNG TỚI" in headings(document(filled(B)))
    switched = filled({**A, "sections_off": ["muc_de_xuat"]})
    assert "V. NHIỆM VỤ THÁNG TỚI" in headings(document(switched))


@pytest.mark.parametrize("form_id", MONTHS)
def test_the_paper_holds_every_figure(form_id: str, tmp_path: Path) -> None:
    office = Office(
        superior="ỦY BAN NHÂN DÂN TỈNH AN GIANG",
        issuer="SỞ NỘI VỤ",
        symbol="SNV",
        place="An Giang",
        name="Sở Nội vụ",
    )
    computation = filled(MONTHS[form_id])
    printed = paper(document(computation, office), tmp_path)
    assert lost_figures(computation, printed) == {}
    assert "{{" not in printed


def test_changed_figures_move_the_narrative() -> None:
    moved = changed(A, {"a_songyeu": {"dau": 19, "xu_ly": 9, "con": None}})
    assert any("còn 10 vùng trắng" in line for line in lines(document(filled(moved))))
