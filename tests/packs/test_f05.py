"""F05, the task book under the six clarities: counts from its rows, every rule broken once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from forms.cells import CellKey
from tests.packs.pack_reports import Data, engine, lost_figures, sample
from tests.packs.reports import (
    Break,
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
    tells,
    unbroken,
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
    assert counts == {"nv_tong": 36, "nv_ht": 7, "nv_tx": 16, "nv_dang": 13, "nv_cham": 3}
    rates = [computation.effective(CellKey(f"nv_{n}_p", 0, "value")) for n in ("ht", "tx", "dang")]
    assert rates == [Decimal("19.44"), Decimal("44.44"), Decimal("36.11")]


def test_a_task_that_is_done_moves_its_counts() -> None:
    done = _row(27, ngay_ht="2025-08-19", trang_thai="hoan_thanh", tien_do=100)
    computation = filled(changed(BARE, done))
    assert computation.effective(CellKey("nv_ht", 0, "value")) == 8
    assert computation.effective(CellKey("nv_dang", 0, "value")) == 12


def test_an_overdue_task_is_late_by_itself_and_a_marked_one_before_its_deadline() -> None:
    why = {"ly_do": "Chờ hướng dẫn", "giai_phap": "Báo cáo", "han_moi": "2026-01-31"}
    overdue = changed(BARE, _row(27, han="2025-08-10", **why))
    marked = changed(BARE, _row(27, trang_thai="cham", **why))
    for data, days in ((overdue, 10), (marked, None)):
        computation = filled(data)
        assert computation.findings() == ()
        assert computation.effective(CellKey("nv_cham", 0, "value")) == 4
        assert computation.effective(CellKey("nv", 27, "cham")) == days


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        ({}, None),
        ({"han": "2025-08-20"}, None),
        ({"han": "2025-08-19"}, 1),
        ({"trang_thai": "hoan_thanh_cham", "han": "2025-08-01", "ngay_ht": "2025-08-04"}, 3),
        ({"trang_thai": "hoan_thanh", "han": "2025-08-04", "ngay_ht": "2025-08-04"}, None),
        ({"han": None, "ky_han": "thang"}, None),
    ],
)
def test_days_of_delay_run_to_the_as_of_date_or_to_completion(
    cells: Data, days: int | None
) -> None:
    computation = filled(changed(BARE, _row(27, **cells)))
    assert computation.effective(CellKey("nv", 27, "cham")) == days


def test_without_an_as_of_date_the_period_s_last_day_counts() -> None:
    computation = filled(changed(BARE, {**_row(27, han="2025-08-18"), "ngay_chot": None}))
    assert computation.effective(CellKey("nv", 27, "cham")) == 2


def test_a_task_done_late_counts_as_done() -> None:
    late = _row(
        27, trang_thai="hoan_thanh_cham", han="2025-08-01", ngay_ht="2025-08-04", tien_do=100,
        ly_do="Chờ hướng dẫn",
    )  # fmt: skip
    computation = filled(changed(BARE, late))
    assert computation.findings() == ()
    assert computation.effective(CellKey("nv_ht", 0, "value")) == 8


def test_every_column_of_the_book_is_there() -> None:
    columns = [column.id for column in engine("F05").columns("nv")]
    assert columns == [
        "ma", "van_ban", "linh_vuc", "viec", "nguoi", "nguoi_cv", "nguoi_dt", "chu_tri", "phoi_hop",
        "lanh_dao", "bat_dau", "han", "ky_han", "san_pham", "sp_sl", "sp_dv", "sp_vb",
        "tham_quyen", "tq_cap", "trang_thai", "tien_do", "ngay_ht", "cham", "ly_do", "giai_phap",
        "han_moi",
    ]  # fmt: skip
    needed = {column.id for column in engine("F05").columns("nv") if column.required}
    assert needed == {
        "ma", "van_ban", "linh_vuc", "viec", "nguoi", "chu_tri", "lanh_dao", "bat_dau", "san_pham",
        "tham_quyen", "tq_cap", "trang_thai",
    }  # fmt: skip
    log = [column.id for column in engine("F05").columns("lich_su")]
    assert log == ["ngay", "ma", "thay_doi", "cu", "moi", "nguoi", "can_cu"]


def test_only_the_counts_and_the_states_come_from_a_printed_source() -> None:
    assert set(evidence("F05")["S"]) == {"nv_tong", "nv_ht", "nv_tx", "nv_dang", "nv_cham"}
    assert engine("F05").form.evidence == "P"
    marks = {column.id: column.evidence for column in engine("F05").columns("nv")}
    assert [name for name, mark in marks.items() if mark == "S"] == ["trang_thai"]
    assert {name for name, mark in marks.items() if mark == "I"} == {
        "viec", "nguoi", "chu_tri", "lanh_dao", "bat_dau", "han", "ky_han", "san_pham",
        "tham_quyen",
    }  # fmt: skip


@pytest.mark.parametrize("code", ["2025-08", "2026-W05", "2025-Q4", "2026"])
def test_a_new_book_has_nothing_wrong(code: str) -> None:
    computation = fresh("F05", code)
    assert found(computation, "error") == []
    assert document(computation).blocks


# --- rules, each broken once ----------------------------------------------------------------------

DONE = {"trang_thai": "hoan_thanh", "ngay_ht": "2025-08-19", "tien_do": 100}
LOG = MONTH["values"]["lich_su"]
BREAKS = [
    Break("COUNT", "nv_tong", {"nv_tong": 35}),
    Break("COUNT", "nv[37].ma", {"nv": [*BOOK, BOOK[0]]}),
    Break("STATUS", "nv_ht", {"nv_ht": 8}),
    Break("STATUS", "nv_tx", {"nv_tx": 15}),
    Break("STATUS", "nv_dang", {"nv_dang": 14}),
    Break("STATUS", "nv_cham", {"nv_cham": 4}),
    Break("STATUS", "nv_tong", {**_row(27, trang_thai=None), **COUNTED}),
    Break("BLANK-ROW", "nv[27].trang_thai", _row(27, trang_thai=None), "missing"),
    Break("SUM", "nv_ht_p", {**_row(27, trang_thai=None), **COUNTED}),
    Break("RATIO", "nv_ht_p", {"nv_ht_p": "19,54"}),
    Break("RATIO-TRUNC", "nv_ht_p", {**COUNTED, "nv": BOOK[:34], "nv_ht_p": "20,58"}, "warning"),
    Break("RATIO", "nv_tx_p", {"nv_tx_p": "45"}),
    Break("RATIO", "nv_dang_p", {"nv_dang_p": "36,21"}),
    Break("REQ", "nv[27].han", _row(27, han=None)),
    Break("EXCLUSIVE", "nv[27].han", _row(27, ky_han="thang")),
    Break("STATUS", "nv[8].trang_thai", _row(8, **DONE)),
    Break("STATUS", "nv[1].ngay_ht", _row(1, ngay_ht=None)),
    Break("STATUS", "nv[27].trang_thai", _row(27, ngay_ht="2025-08-19")),
    Break("REQ", "nv[1].san_pham", _row(1, san_pham=None)),
    Break("DONE100", "nv[1].tien_do", _row(1, tien_do=99)),
    Break("DONE100", "nv[27].tien_do", _row(27, tien_do=100)),
    Break("PCT-RANGE", "nv[27].tien_do", _row(27, tien_do=101)),
    Break("DATE-ORDER", "nv[27].bat_dau", _row(27, bat_dau="2025-11-02")),
    Break("DATE-ORDER", "nv[2].bat_dau", _row(2, bat_dau="2025-07-22")),
    Break("DATE-ORDER", "nv[2].ngay_ht", _row(2, ngay_ht="2025-08-21")),
    Break(
        "DATE-ORDER", "nv[2].ngay_ht", {**_row(2, ngay_ht="2025-08-15"), "ngay_chot": "2025-08-14"}
    ),
    Break("DATE-ORDER", "nv[24].han_moi", _row(24, han_moi="2025-06-30")),
    Break("DEADLINE", "nv[24].han_moi", _row(24, han_moi="2025-08-19"), "warning"),
    Break("DEADLINE", "nv[2].trang_thai", _row(2, ngay_ht="2025-08-01"), "warning"),
    Break(
        "DEADLINE", "nv[2].trang_thai", _row(2, trang_thai="hoan_thanh_cham", ly_do="a"), "warning"
    ),
    Break("DEADLINE", "nv[24].ly_do", _row(24, ly_do=None)),
    Break("DEADLINE", "nv[24].giai_phap", _row(24, giai_phap=None)),
    Break("DEADLINE", "nv[24].han_moi", _row(24, han_moi=None)),
    Break("DEADLINE", "nv[27].ly_do", _row(27, han="2025-08-19")),
    Break("DEADLINE", "nv[28].giai_phap", _row(28, trang_thai="cham")),
    Break("DEADLINE", "nv[2].ly_do", _row(2, trang_thai="hoan_thanh_cham", ngay_ht="2025-08-01")),
    Break("SUM", "nv_tong", {"th": UNITS[1:]}),
    Break("SUM", "nv_ht", _unit(1, ht=1)),
    Break("SUM", "nv_tx", _unit(1, tx=5)),
    Break("SUM", "nv_dang", _unit(1, dang=8)),
    Break("SUM", "nv_cham", _unit(1, cham=2)),
    Break("SUM", "th[1].tong", _unit(1, tong=16)),
    Break("LE", "th[2].cham", _unit(2, cham=1)),
    Break("DATE-ORDER", "lich_su[1].ngay", {"lich_su": [{**LOG[0], "ngay": "2025-08-21"}]}),
    Break("DATE-ASOF", "ngay_chot", {"ngay_chot": "2025-08-21"}, "warning"),
    Break("STALE", "ngay_chot", {"ngay_chot": "2025-07-20"}, "warning"),
    Break("BLANK-ROW", "nv[1].nguoi", _row(1, nguoi=None), "missing"),
    Break("CONST", "nv_tong", {}, "warning", before={"nv": BOOK[:35], "nv_tong": None}),
    Break("MONO", "nv_ht", {}, "warning", before={**_row(27, **DONE), "nv_ht": None}),
]  # fmt: skip


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: f"{case.code}-{case.place}")
def test_a_broken_rule_gives_its_code_at_its_place(case: Break) -> None:
    assert tells(MONTH, case) == (False, True)


def test_every_rule_of_the_form_is_broken_by_some_case() -> None:
    # Late tasks are unfinished ones, so counted figures cannot break this one.
    assert unbroken(MONTH, BREAKS) == {"cham_trong_dang"}


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
        "III. THAY ĐỔI CỦA SỔ",
        "IV. KHÓ KHĂN, VƯỚNG MẮC VÀ KIẾN NGHỊ",
        "V. SỔ THEO DÕI NHIỆM VỤ",
    ]
    units, log = tables(printed)
    assert [(column.group, column.title) for column in units.columns] == [
        ("", "STT"), ("", "Cơ quan chủ trì"), ("", "Tổng số"), ("Trong đó", "Đã hoàn thành"),
        ("Trong đó", "Thực hiện thường xuyên"), ("Trong đó", "Đang triển khai thực hiện"),
        ("", "Chậm tiến độ (trong số đang triển khai)"),
    ]  # fmt: skip
    assert len(log.rows) == 3


def test_each_task_is_printed_under_the_six_clarities() -> None:
    printed = lines(document(filled(MONTH)))
    late = next(at for at, line in enumerate(printed) if line.startswith("(24) "))
    assert printed[late : late + 3] == [
        (
            "(24) ĐA06-24. Xây dựng dữ liệu học sinh từ lớp 1 đến hết lớp 12 trên địa bàn tỉnh "
            "(Đề án 06; Kế hoạch số 31/KH-UBND ngày 10/02/2025)."
        ),
        (
            "- Rõ người: Võ Thanh Giang, Trưởng phòng Chuyển đổi số, điện thoại 0913000104; rõ "
            "trách nhiệm: Sở Giáo dục và Đào tạo chủ trì, phối hợp Công an tỉnh, lãnh đạo phụ "
            "trách: Phó Giám đốc Sở; rõ thẩm quyền: Chủ tịch Ủy ban nhân dân tỉnh (cấp tỉnh)."
        ),
        (
            "- Rõ thời gian: bắt đầu 10/02/2025, thời hạn 30/6/2025; rõ sản phẩm: Dữ liệu học "
            "sinh, 01 bộ dữ liệu. Tiến độ: đang triển khai thực hiện, chậm tiến độ (70%), chậm 51 "
            "ngày; nguyên nhân: Dữ liệu của các trường chưa thống nhất; giải pháp: Rà soát theo "
            "từng trường, báo cáo tuần; thời hạn mới: 29/9/2025."
        ),
    ]


def test_the_paper_holds_every_figure(tmp_path: Path) -> None:
    computation = filled(MONTH)
    printed = paper(document(computation), tmp_path)
    assert lost_figures(computation, printed) == {}
    assert "{{" not in printed
