"""The statutory table II.06a: formulas between its columns, the total row, the carry-over."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from forms.cells import CellKey, Change
from forms.editing import Session
from forms.printed.document import Table
from forms.sources.filling import plan_fill
from tests.packs.pack_reports import (
    Broken,
    Judge,
    broken,
    changed,
    document,
    engine,
    filled,
    printed,
    sample,
)

QUARTER = sample("II06a-2026-Q3")
COLUMNS = {
    "tong_nhan": 4850,
    "truc_tuyen": 1934,
    "truc_tiep": 2779,
    "ky_truoc": 137,
    "tong_gq": 4725,
    "truoc_han": 4225,
    "dung_han": 487,
    "qua_han": 13,
    "tong_dang": 125,
    "dang_trong_han": 123,
    "dang_qua_han": 2,
}
TOTAL = 12
HEADS = [
    "STT (1)",
    "Lĩnh vực, công việc giải quyết theo cấp (2)",
    "Tổng số (3)",
    "Trong kỳ: Trực tuyến (4)",
    "Trong kỳ: Trực tiếp, dịch vụ bưu chính (5)",
    "Từ kỳ trước (6)",
    "Tổng số (7)",
    "Trước hạn (8)",
    "Đúng hạn (9)",
    "Quá hạn (10)",
    "Tổng số (11)",
    "Trong hạn (12)",
    "Quá hạn (13)",
]
OTHERS = QUARTER["values"]["linh_vuc"]
BY_HAND = {
    "truc_tuyen": 58,
    "truc_tiep": 71,
    "ky_truoc": 11,
    "truoc_han": 112,
    "dung_han": 20,
    "qua_han": 0,
    "dang_trong_han": 8,
    "dang_qua_han": 0,
}
"""The last field of work as a unit types it that names none of the others."""


def test_totals_are_computed_across_and_down() -> None:
    computation = filled(QUARTER)
    row = {name: computation.effective(CellKey("bang", TOTAL, name)) for name in COLUMNS}
    assert row == {name: Decimal(figure) for name, figure in COLUMNS.items()}
    first = {name: computation.effective(CellKey("bang", 1, name)) for name in COLUMNS}
    assert first["tong_nhan"] == Decimal(1284 + 412 + 37)
    assert first["tong_gq"] == Decimal(1402 + 300 + 6)
    assert first["tong_dang"] == Decimal(25)


def test_totals_follow_what_is_typed() -> None:
    data = json.dumps(QUARTER).encode()
    computation = filled({**QUARTER, "values": {}})
    session = Session(computation)
    change = plan_fill(session, data)
    assert isinstance(change, Change)
    session.apply(change)
    row = {name: session.computation.effective(CellKey("bang", TOTAL, name)) for name in COLUMNS}
    assert row == {name: Decimal(figure) for name, figure in COLUMNS.items()}


def _row(name: str, **figures: int | None) -> dict[str, dict[str, dict[str, int | None]]]:
    return {"bang": {name: figures}}


def _other(**cells: int | str | None) -> dict[str, list[dict[str, int | str | None]]]:
    return {"linh_vuc": [{**OTHERS[0], **cells}, *OTHERS[1:]]}


LAST_QUARTER = changed(QUARTER, _row("ho_tich", dang_trong_han=30, dang_qua_han=7))

CASES = [
    Broken("SUM@bang[1].tong_nhan#nhan", _row("ho_tich", tong_nhan=1732)),
    Broken("SUM@bang[3].tong_gq#da_giai_quyet", _row("dat_dai", tong_gq=421)),
    Broken("SUM@bang[2].tong_dang#dang_giai_quyet", _row("chung_thuc", tong_dang=1)),
    Broken("SUM@bang[1].tong_nhan#can_doi", _row("ho_tich", truc_tuyen=1285)),
    Broken("SUM@linh_vuc[1].tong_nhan", _other(tong_nhan=78)),
    Broken("SUM@linh_vuc[1].tong_nhan#khac_can_doi", _other(truc_tuyen=32)),
    Broken("BLANK-ROW@linh_vuc[1].ten", _other(ten=None)),
    Broken("BLANK-ROW@linh_vuc[1].qua_han", _other(qua_han=None)),
    *(
        Broken(f"SUM@bang[11].{name}#khac_{name}", _row("khac", **{name: figure + 1}))
        for name, figure in BY_HAND.items()
    ),
    Broken("SUM@bang[12].truc_tuyen", _row("tong", truc_tuyen=1943)),
    Broken("SUM@bang[12].dang_qua_han", _row("tong", dang_qua_han=3)),
    Broken("XFORM@bang[3].ky_truoc#chuyen_ky", {}, QUARTER),
    Broken("REQ@bang[9].truc_tiep", _row("van_hoa", truc_tiep=None)),
    Broken("REQ-TEXT@don_vi_nhan", {"don_vi_nhan": None}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(QUARTER, Broken("", {}))
    assert case.finding in broken(QUARTER, case)


def test_a_unit_that_names_no_other_field_types_the_last_row() -> None:
    computation = filled(changed(QUARTER, {"linh_vuc": None, "bang": {"khac": BY_HAND}}))
    assert computation.findings() == ()
    assert computation.effective(CellKey("bang", TOTAL, "tong_nhan")) == Decimal(4850)


def test_fields_of_work_without_files_are_left_out_of_the_form(
    judge: Judge, tmp_path: Path
) -> None:
    none = dict.fromkeys(BY_HAND)
    bare = {"linh_vuc": None, "bang": {"van_hoa": none, "moi_truong": none, "khac": none}}
    computation = filled(changed(QUARTER, bare))
    text = printed(judge, tmp_path, computation)
    assert computation.findings() == ()
    assert "Văn hóa" not in text
    assert "Lĩnh vực khác" not in text
    assert [line.split()[0] for line in text.splitlines() if "Giáo dục" in line] == ["8"]


def test_what_was_left_last_quarter_comes_over() -> None:
    computation = filled(QUARTER, previous=LAST_QUARTER)
    told = {f.place: (f.given, f.expected) for f in computation.findings()}
    assert "bang[1].ky_truoc" not in told
    assert told["bang[3].ky_truoc"] == ("52", "51")


def test_the_annex_is_one_landscape_table_with_the_form_s_headings() -> None:
    annex = document(filled(QUARTER)).annexes[0]
    table = next(block for block in annex.blocks if isinstance(block, Table))
    assert annex.landscape
    assert annex.title == (
        "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC"
    )
    assert [column.title for column in table.columns] == HEADS
    assert [column.group for column in table.columns[2:]] == (
        ["Số hồ sơ nhận giải quyết"] * 4
        + ["Số hồ sơ đã giải quyết"] * 4
        + ["Số hồ sơ đang giải quyết"] * 3
    )
    assert table.rows[-1].kind == "total"
    assert table.rows[-1].cells[-11:] == (
        "4.850", "1.934", "2.779", "137", "4.725", "4.225", "487", "13", "125", "123", "2",
    )  # fmt: skip


def test_the_annex_names_the_form_and_its_days(judge: Judge, tmp_path: Path) -> None:
    text = printed(judge, tmp_path, filled(QUARTER))
    assert "Biểu số II.06a/VPCP/KSTT" in text
    assert "Thông tư số 01/2020/TT-VPCP ngày 21/10/2020" in text
    assert "từ ngày 15/6/2026 đến ngày 14/9/2026" in text


def test_the_form_serves_quarters_months_halves_and_years() -> None:
    rule = engine("II06a").form.period
    assert {rule.cycle, *rule.also} == {"quarter", "month", "half", "year"}
    assert rule.rule == "nd09"
