"""The commune's daily report F07: the day's balance, running totals, what yesterday leaves."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from forms.cells import CellKey
from tests.packs.pack_reports import (
    Broken,
    Data,
    Judge,
    broken,
    changed,
    engine,
    filled,
    findings,
    printed,
    sample,
)

DAY = sample("F07-2025-08-05")
YESTERDAY = changed(
    DAY,
    {
        "n_dau": 109,
        "n_tt_tp": 20,
        "n_tt_mp": 9,
        "n_tn": 18,
        "n_bc": 0,
        "g_truoc": 30,
        "g_dung": 8,
        "g_qua": 0,
        "g_tra": 0,
        "n_cuoi_han": 118,
        "n_cuoi_qua": 0,
        "l_tong": 1776,
        "l_gq": 1634,
        "s_hs": {"n": 40},
        "s_kq": {"n": 30},
    },
)

LATE_TASK = {"nhom": "du_lieu", "noi_dung": "Làm sạch dữ liệu", "trang_thai": "cham"}


def _outage(**cells: int | str | None) -> Data:
    return {"h_he": [{**DAY["values"]["h_he"][0], **cells}]}


CASES = [
    Broken("SUM@n_tt#truc_tuyen", {"n_tt": 46}),
    Broken("SUM@n_tong#tiep_nhan", {"n_tong": 71}),
    Broken("XSEC@n_ptt#tu_so_truc_tuyen", {"n_ptt": {"n": 44}}),
    Broken("RATIO@n_ptt", {"n_ptt": {"p": "64,92"}}),
    Broken("SUM@g_tong#giai_quyet", {"g_tong": 60}),
    Broken("SUM@n_cuoi#cuoi_ngay", {"n_cuoi": 126}),
    Broken("SUM@n_cuoi#can_doi_ngay", {"n_dau": 117}),
    Broken("SUM@ho_doi.yc#yeu_cau_doi", {"ho_doi": {"yc": 8}}),
    Broken("LE@s_hs", {"s_hs": {"n": 71}}),
    Broken("LE@s_kq", {"s_kq": {"n": 60}}),
    Broken("XSEC@s_hs", {"s_hs": {"d": 69}}),
    Broken("LE@nl_cm#co_mat", {"nl_cm": 13}),
    Broken("LE@nl_tk#tai_khoan", {"nl_tk": 13}),
    Broken("LE@nl_ks#chu_ky_so", {"nl_ks": 13}),
    Broken("RANGE@h_mang.phut#phut_gian_doan", {"h_mang": {"phut": 1441}}),
    Broken("XFORM@n_dau#dau_ngay", {"n_dau": 119, "n_cuoi_han": 125}, YESTERDAY),
    Broken("MONO@l_tong#luy_ke_tiep_nhan", {"l_tong": 1845}, YESTERDAY),
    Broken("MONO@l_gq#luy_ke_giai_quyet", {"l_gq": 1694}, YESTERDAY),
    Broken("REQ@n_dau", {"n_dau": None}),
    Broken("REQ@h_mang", {"h_mang": None}),
    Broken("TEST@h_mang.phut#gian_doan", {"h_mang": {"phut": 0}}),
    Broken("TEST@h_mang.phut#gian_doan", {"h_mang": {"tinh_trang": "binh_thuong"}}),
    Broken("RANGE@h_he[1].gio#gio_su_co", _outage(gio=24)),
    Broken("RANGE@h_he[1].phut#phut_su_co", _outage(phut=60)),
    Broken("TEST@h_he[1].xu_ly#su_co_chua_xu_ly", {**_outage(xu_ly="chua"), "kn": None}),
    Broken("RANGE@h_tb[1].so_luong#thiet_bi_hong", {"h_tb": [{"loai": "khac", "so_luong": 0}]}),
    Broken("TEST@nv[1].viec#nhiem_vu_cham", {"nv": [LATE_TASK]}),
    Broken("BLANK-ROW@h_he[1].xu_ly", _outage(xu_ly=None)),
    Broken("BLANK-ROW@kn[1].gui", {"kn": [{"noi_dung": "Thêm máy scan", "muc": "khan"}]}),
    Broken("NONE@n_bc", {"n_bc": {"state": "khong_phat_sinh", "value": 3}}),
    Broken("BLANK-ROW@nv[1].noi_dung", {"nv": [{"nhom": "du_lieu", "trang_thai": "dang"}]}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(DAY, Broken("", {}, case.previous and YESTERDAY))
    assert case.finding in broken(DAY, case)


def test_a_day_that_follows_from_yesterday_has_nothing_to_say() -> None:
    assert findings(filled(DAY, previous=YESTERDAY)) == []


def test_the_day_is_added_up_by_the_program() -> None:
    computation = filled(DAY)
    figures = {"n_tt": 45, "n_tong": 70, "g_tong": 59, "n_cuoi": 127}
    for name, figure in figures.items():
        assert computation.effective(CellKey(name, 0, "value")) == Decimal(figure)
    assert computation.effective(CellKey("n_ptt", 0, "p")) == Decimal("64.29")


def test_a_day_without_applications_prints_no_rate_and_no_gap(judge: Judge, tmp_path: Path) -> None:
    nothing = dict.fromkeys(("n_tt_tp", "n_tt_mp", "n_tn", "n_bc", "g_truoc", "g_dung"), 0)
    still = {"g_qua": 0, "g_tra": 0, "n_cuoi_han": 115, "s_hs": {"n": 0}, "s_kq": {"n": 0}}
    computation = filled(changed(DAY, {**nothing, **still}))
    text = printed(judge, tmp_path, computation)
    assert findings(computation) == []
    assert "tỷ lệ trực tuyến" not in text
    assert "hồ sơ 00/00;" in text
    assert "…" not in text


NOTHING = "khong_phat_sinh"
FLOWS = ("n_tt_tp", "n_tt_mp", "n_tn", "n_bc", "g_truoc", "g_dung", "g_qua", "g_tra", "ho_to")


def test_on_a_weekend_what_did_not_occur_bears_that_state(judge: Judge, tmp_path: Path) -> None:
    quiet = {
        **dict.fromkeys(FLOWS, NOTHING),
        "ho_doi": NOTHING,
        "s_hs": {"n": 0},
        "s_kq": {"n": 0},
        "nl_cm": 0,
    }
    left = {"n_dau": 127, "n_cuoi_han": 124, "n_cuoi_qua": 3}
    lists = {"h_he": None, "h_tb": None, "nv": None, "kn": None}
    computation = filled(
        changed({**DAY, "period": "2025-08-09"}, quiet | left | lists), previous=DAY
    )
    text = " ".join(printed(judge, tmp_path, computation).split())
    assert findings(computation) == []
    assert computation.effective(CellKey("n_tong", 0, "value")) == 0
    assert "không phát sinh" in text
    assert "…" not in text


def test_a_weekend_s_balance_is_checked_as_any_other_day_s() -> None:
    quiet = {**dict.fromkeys(FLOWS, NOTHING), "n_dau": 126}
    computation = filled(changed(DAY, quiet))
    assert "error SUM@n_cuoi#can_doi_ngay" in findings(computation)


def test_the_paper_names_the_letter_that_asks_for_it_and_the_day(
    judge: Judge, tmp_path: Path
) -> None:
    text = " ".join(printed(judge, tmp_path, filled(DAY)).split())
    assert "Công văn số 01-CV/VPTU ngày 01/7/2025" in text
    assert "Tình hình triển khai Kế hoạch số 02-KH/BCĐTW ngày 05/8/2025" in text
    assert "số liệu chốt lúc 16 giờ 30; người lập: Trần Thị Bình" in text
    assert "TM. ỦY BAN NHÂN DÂN" in text


GROUPS = [
    "Tiếp nhận, giải quyết TTHC",
    "Số hóa",
    "Hạ tầng, hệ thống",
    "Nhân lực",
    "Hỗ trợ người dân",
    "Nhiệm vụ Kế hoạch 02",
    "Kiến nghị",
]


def test_the_day_is_one_page_with_all_seven_groups(judge: Judge, tmp_path: Path) -> None:
    text = printed(judge, tmp_path, filled(DAY))
    assert text.count("\f") == 1
    said = " ".join(text.split())
    places = [said.index(f"{number}. {name}: ") for number, name in enumerate(GROUPS, 1)]
    assert places == sorted(places)


def test_the_report_is_daily_and_every_row_of_it_is_a_proposal() -> None:
    form = engine("F07").form
    assert (form.period.cycle, form.period.rule) == ("day", "day")
    assert {field.evidence for field in form.fields} == {"P"}
