"""F05, the task book under the six clarities: counts from its rows, every rule broken once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from forms.cells import CellKey
from tests.packs.pack_reports import Data, engine, lost_figures, sample
from tests.packs.reports import (
    Break,
    broken,
    changed,
    document,
    evidence,
    filled,
    finding,
    found,
    fresh,
    headings,
    lines,
    paper,
    tables,
)

MONTH = sample("F05-2025-08")
BOOK = MONTH["values"]["nv"]
UNITS = MONTH["values"]["th"]
COUNTED = {"nv_tong": None, "nv_ht": None, "nv_tx": None, "nv_dang": None, "nv_cham": None}
BARE = changed(MONTH, {**COUNTED, "nv_ht_p": None, "nv_tx_p": None, "nv_dang_p": None, "th": None})
"""The book with nothing stated beside it."""


def _row(number: int, **cells: object) -> Data:
    """The book with some cells of one task replaced."""
    return {"nv": [*BOOK[: number - 1], {**BOOK[number - 1], **cells}, *BOOK[number:]]}


def _unit(number: int, **cells: int) -> Data:
    return {"th": [*UNITS[: number - 1], {**UNITS[number - 1], **cells}, *UNITS[number:]]}


# --- complete -------------------------------------------------------------------------------------


def test_the_book_of_august_has_nothing_wrong() -> None:
    assert filled(MONTH).findings() == ()


def test_counts_by_state_follow_from_the_rows() -> None:
    computation = filled(BARE)
    counts = {name: computation.effective(CellKey(name, 0, "value")) for name in COUNTED}
    assert counts == {"nv_tong": 12, "nv_ht": 2, "nv_tx": 3, "nv_dang": 7, "nv_cham": 3}
    rate = computation.effective(CellKey("nv_ht_p", 0, "value"))
    assert rate == Decimal("16.67")


def test_a_task_that_is_done_moves_its_counts() -> None:
    done = changed(BARE, _row(9, ngay_ht="2025-08-19", trang_thai="hoan_thanh", tien_do=100))
    computation = filled(done)
    assert computation.effective(CellKey("nv_ht", 0, "value")) == 3
    assert computation.effective(CellKey("nv_dang", 0, "value")) == 6


def test_every_column_of_the_book_is_there() -> None:
    columns = [column.id for column in engine("F05").columns("nv")]
    assert columns == [
        "ma", "van_ban", "linh_vuc", "viec", "nguoi", "chu_tri", "phoi_hop", "lanh_dao", "bat_dau",
        "han", "san_pham", "tham_quyen", "trang_thai", "tien_do", "ngay_ht", "ly_do", "giai_phap",
        "han_moi",
    ]  # fmt: skip
    needed = {column.id for column in engine("F05").columns("nv") if column.required}
    assert needed == {
        "ma", "van_ban", "linh_vuc", "viec", "nguoi", "chu_tri", "lanh_dao", "san_pham",
        "tham_quyen", "trang_thai",
    }  # fmt: skip


def test_only_the_counts_come_from_a_printed_source() -> None:
    assert set(evidence("F05")["S"]) == {"nv_tong", "nv_ht", "nv_tx", "nv_dang", "nv_cham"}
    assert engine("F05").form.evidence == "P"


@pytest.mark.parametrize("code", ["2025-08", "2026-W05", "2025-Q4", "2026"])
def test_a_new_book_has_nothing_wrong(code: str) -> None:
    computation = fresh("F05", code)
    assert found(computation, "error") == []
    assert document(computation).blocks


# --- rules, each broken once ----------------------------------------------------------------------

BREAKS = [
    Break("COUNT", "nv_tong", {"nv_tong": 36}),
    Break("STATUS", "nv_ht", {"nv_ht": 3}),
    Break("STATUS", "nv_tx", {"nv_tx": 4}),
    Break("STATUS", "nv_dang", {"nv_dang": 8}),
    Break("STATUS", "nv_cham", {"nv_cham": 4}),
    Break("RATIO", "nv_ht_p", {"nv_ht_p": "16,76"}),
    Break("RATIO-TRUNC", "nv_ht_p", {"nv_ht_p": "16,66"}, "warning"),
    Break("RATIO", "nv_tx_p", {"nv_tx_p": "26"}),
    Break("RATIO", "nv_dang_p", {"nv_dang_p": "58,34"}),
    Break("STATUS", "nv", {**_row(2, ngay_ht="2025-08-01"), **COUNTED}),
    Break("DONE100", "nv", _row(1, tien_do=99)),
    Break("DONE100", "nv", _row(4, tien_do=100)),
    Break("PCT-RANGE", "nv", _row(4, tien_do=101)),
    Break("DATE-ORDER", "nv", _row(4, bat_dau="2025-09-01")),
    Break("DATE-ORDER", "nv", _row(1, ngay_ht="2025-07-29")),
    Break("DATE-ORDER", "nv", _row(1, ngay_ht="2025-08-21")),
    Break("DATE-ORDER", "nv", _row(6, han_moi="2025-06-30")),
    Break("DEADLINE", "nv", _row(6, han_moi=None), "warning"),
    Break("DEADLINE", "nv", _row(7, ly_do=None), "warning"),
    Break("DEADLINE", "nv", _row(1, ngay_ht="2025-08-16"), "warning"),
    Break("SUM", "nv_tong", _unit(1, tong=5)),
    Break("SUM", "nv_ht", _unit(1, ht=0)),
    Break("SUM", "nv_tx", _unit(1, tx=1)),
    Break("SUM", "nv_dang", _unit(1, dang=2)),
    Break("SUM", "nv_cham", _unit(6, cham=2)),
    Break("SUM", "th", {"th": [{**UNITS[0], "ht": 0}, *UNITS[1:]]}),
    Break("LE", "th", _unit(2, cham=1)),
    Break("DATE-ASOF", "ngay_chot", {"ngay_chot": "2025-08-21"}, "warning"),
    Break("STALE", "ngay_chot", {"ngay_chot": "2025-07-20"}, "warning"),
    Break("BLANK-ROW", "nv[1].nguoi", _row(1, nguoi=None), "missing"),
    Break("CONST", "nv_tong", {}, "warning", before={"nv": BOOK[:11], "nv_tong": None}),
    Break(
        "MONO", "nv_ht", {}, "warning", before=_row(9, ngay_ht="2025-08-19"),
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: f"{case.code}-{case.place}")
def test_a_broken_rule_gives_its_code_at_its_place(case: Break) -> None:
    told = f"{case.code}@{case.place}"
    assert told not in found(filled(MONTH), case.severity)
    assert told in found(broken(MONTH, case), case.severity)


def test_a_late_task_that_is_done_with_its_reason_is_right() -> None:
    late = _row(1, ngay_ht="2025-08-16", ly_do="Chờ ý kiến các sở")
    assert filled(changed(MONTH, late)).findings() == ()


def test_every_rule_of_the_form_is_broken_by_some_case() -> None:
    spoken = {told.rule for case in BREAKS for told in broken(MONTH, case).findings()}
    # Late tasks are unfinished ones, so counted figures cannot break this one.
    assert {rule.id for rule in engine("F05").form.relations} - spoken == {"cham_trong_dang"}


def test_a_wrong_count_names_both_numbers() -> None:
    told = finding(filled(changed(MONTH, {"nv_cham": 4})), "STATUS", "nv_cham")
    assert (told.given, told.expected, told.difference) == ("4", "3", "1")
    assert told.repair is not None


def test_without_the_table_by_unit_its_totals_are_not_asked_for() -> None:
    assert filled(BARE).findings() == ()


# --- paper ----------------------------------------------------------------------------------------


def test_the_summary_stands_before_the_book() -> None:
    printed = document(filled(MONTH))
    assert headings(printed) == [
        "I. TỔNG HỢP TÌNH HÌNH THỰC HIỆN",
        "II. TỔNG HỢP THEO CƠ QUAN",
        "III. KHÓ KHĂN, VƯỚNG MẮC VÀ KIẾN NGHỊ",
        "IV. SỔ THEO DÕI NHIỆM VỤ",
    ]
    assert [column.title for column in tables(printed)[0].columns] == [
        "STT", "Cơ quan chủ trì", "Tổng số", "Đã hoàn thành", "Thực hiện thường xuyên",
        "Đang triển khai thực hiện", "Chậm tiến độ",
    ]  # fmt: skip


def test_each_task_is_printed_under_the_six_clarities() -> None:
    printed = lines(document(filled(MONTH)))
    first = printed.index("(1) Nhiệm vụ 1.1-a (KHCN–ĐMST–CĐS, Thông báo kết luận cuộc họp ngày "
                          "30/7/2025)")  # fmt: skip
    clear = [line.split(":")[0] for line in printed[first + 1 : first + 7]]
    assert clear == [
        "- Rõ việc", "- Rõ người", "- Rõ trách nhiệm", "- Rõ thời gian", "- Rõ sản phẩm",
        "- Rõ thẩm quyền",
    ]  # fmt: skip


def test_the_paper_holds_every_figure(tmp_path: Path) -> None:
    computation = filled(MONTH)
    printed = paper(document(computation), tmp_path)
    assert lost_figures(computation, printed) == {}
    assert "{{" not in printed
