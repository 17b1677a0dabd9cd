"""F03, the reform report of a department: complete for a year, every rule broken once."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from forms.cells import CellKey
from forms.composition import Office, outline
from forms.model import NarrativeBlock, Section
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
    tells,
    unbroken,
)

YEAR = sample("F03-2024")
VALUES = YEAR["values"]
TASKS = VALUES["phu_luc"]
NUMBERS: Data = dict.fromkeys(("nv_ht", "nv_dang", "nv_cham", "nv_tyle"))
"""The counts by state, left to be computed from the rows."""


def with_task(number: int, **cells: str | None) -> Data:
    """Give the annex with some cells of one task changed, its counts computed again."""
    rows = [{**task, **cells} if n == number else task for n, task in enumerate(TASKS, 1)]
    return {**NUMBERS, "phu_luc": rows}


# --- complete -------------------------------------------------------------------------------------


def test_the_year_has_nothing_wrong() -> None:
    assert filled(YEAR).findings() == ()


def test_every_indicator_of_the_form_is_there() -> None:
    indicators = """
        cc_kh nv_giao nv_ht nv_dang nv_tyle kh_ds sk sk1_hen sk1_cq sk1_tthc sk1_taphuan cs_rank
        hl_nay hl_truoc hl_tang ts_tk ts_thisinh ts_tt ts_xl ts_huy ts_tra ts_chua gd_tt_nay
        gd_tt_truoc kt_coquan kt_phuctra tt_chuyenmuc ht_pct ht_bts_vt ht_bts_tram ht_dd ht_cd
        ht_dtm ht_tbtm ht_ho ht_5g ht_duan dlm dlm_so dlm_huyen dlm_xa dvc3_tong dvc3_mp dvc3_tt
        dvc3_dunghan sh_hs sh_kq pakn_tn pakn_gq pakn_dang lltp dt_lop dt_mooc tcn_tv tcn_to kns
        cntt_tong cntt_ct cntt_kn cntt_ct_td cntt_kn_td cd kt_attt phu_luc lt_nhom lt_ngay
    """
    assert set(indicators.split()) <= set(evidence("F03")["S"])
    others = {"ke_hoach_khac", "to_chuc_khac", "cqs_chung"}
    others |= {"ha_tang", "du_lieu", "nhan_luc", "an_toan"}
    assert set(evidence("F03")["I"]) == {"nv_dungtd", "hl_chieu", "hl_ky_truoc", *others}
    assert set(evidence("F03")) == {"S", "I", "P"}


def test_every_section_has_a_place_for_what_no_indicator_says() -> None:
    form, texts = engine("F03").form, {f.id for f in engine("F03").form.fields if f.kind == "rich"}

    def leaves(section: Section) -> Iterator[Section]:
        if not section.sections:
            yield section
        for inner in section.sections:
            yield from leaves(inner)

    for section in (leaf for top in form.sections for leaf in leaves(top)):
        narrated = {b.field for b in section.blocks if isinstance(b, NarrativeBlock)}
        assert narrated & texts & set(section.fields), section.id


def test_headings_are_those_of_the_printed_report() -> None:
    assert headings(document(filled(YEAR))) == [
        "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH CẢI CÁCH HÀNH CHÍNH",
        "1. Về kế hoạch cải cách hành chính",
        "2. Về tổ chức chỉ đạo, điều hành cải cách hành chính",
        "3. Về kiểm tra cải cách hành chính",
        "4. Về công tác tuyên truyền cải cách hành chính",
        "II. KẾT QUẢ THỰC HIỆN CÔNG TÁC CẢI CÁCH HÀNH CHÍNH",
        "1. Xây dựng Chính quyền điện tử, Chính quyền số",
        "a) Về hạ tầng số",
        "b) Về dữ liệu số",
        "c) Nền tảng số",
        "d) Nhân lực số",
        "đ) An toàn thông tin mạng",
        "III. ĐÁNH GIÁ CHUNG",
        "1. Những ưu điểm",
        "2. Những tồn tại, hạn chế trong thực hiện CCHC",
        "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ CCHC NĂM 2025",
        "V. KIẾN NGHỊ, ĐỀ XUẤT:",
    ]


def test_another_department_reports_its_own_fields_of_reform() -> None:
    data = {
        **YEAR,
        "sections_off": ["muc_chinh_quyen_so", "muc_khac", "muc_kien_nghi"],
        "values": {**VALUES, "tc_ban_hanh": 7, "tthc_tinh": 120, "tthc_xa": 30},
    }
    printed = document(filled(data))
    assert [line for line in headings(printed) if line[0].isdigit()][4:9] == [
        "1. Cải cách thể chế",
        "2. Cải cách thủ tục hành chính",
        "3. Cải cách tổ chức bộ máy hành chính",
        "4. Cải cách chế độ công vụ",
        "5. Cải cách tài chính công",
    ]
    assert [annex.number for annex in printed.annexes] == ["I", "II"]
    cells = {row.cells[1]: row.cells[2:5] for row in tables(printed)[1].rows}
    assert "150" in cells["Thủ tục hành chính thuộc phạm vi quản lý"]


def test_the_other_fields_of_reform_are_off_at_first() -> None:
    off = [item.id for item in outline(fresh("F03", "2024")) if not item.active]
    assert off == ["muc_the_che", "muc_thu_tuc", "muc_bo_may", "muc_cong_vu", "muc_tai_chinh",
                   "muc_khac"]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "subject"),
    [
        ("2024", ("năm 2024", "năm 2025")),
        ("2025", ("năm 2025", "năm 2026")),
        ("2025-H1", ("6 tháng đầu năm 2025", "thời gian tới")),
        ("2025-Q3", ("quý III/2025", "thời gian tới")),
        ("2026-9M", ("9 tháng năm 2026", "thời gian tới")),
    ],
)
def test_a_new_report_of_any_period_has_nothing_wrong(code: str, subject: tuple[str, str]) -> None:
    computation = fresh("F03", code)
    assert found(computation, "error") == []
    assert document(computation).subject == (
        f"Kết quả công tác cải cách hành chính {subject[0]}",
        f"và phương hướng, nhiệm vụ cải cách hành chính {subject[1]}",
    )


def test_the_year_runs_to_the_14th_of_december() -> None:
    start, end = filled(YEAR).span
    assert (start.isoformat(), end.isoformat()) == ("2023-12-15", "2024-12-14")


# --- the annex ------------------------------------------------------------------------------------


def test_the_23_tasks_of_2024_are_there_from_the_start_and_only_then() -> None:
    new = fresh("F03", "2024")
    names = [new.cells[CellKey("phu_luc", row, "nhiem_vu")] for row in new.rows("phu_luc")]
    assert names == [task["nhiem_vu"] for task in TASKS]
    assert len(names) == 23
    assert fresh("F03", "2025").rows("phu_luc") == ()


def test_the_annex_has_the_columns_of_the_printed_one() -> None:
    annex = document(filled(YEAR)).annexes[0]
    table = tables(document(filled(YEAR)))[0]
    official = [column.title for column in table.columns if not column.group]
    assert official == [
        "STT", "Lĩnh vực/nhiệm vụ", "Kết quả", "Thời gian thực hiện", "Tiến độ thực hiện",
    ]  # fmt: skip
    assert {column.group for column in table.columns[5:]} == {"Theo dõi"}
    assert [row.cells[0] for row in table.rows] == [str(n) for n in range(1, 24)]
    assert annex.title.startswith("NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH TỈNH AN GIANG NĂM 2024")
    assert annex.landscape


def test_counts_by_state_are_those_of_the_rows() -> None:
    computation = filled(changed(YEAR, {**NUMBERS, "nv_giao": None}))
    figures = {
        "nv_giao": "23", "nv_ht": "19", "nv_dang": "3", "nv_cham": "1", "nv_tyle": "82.61",
    }  # fmt: skip
    for name, figure in figures.items():
        assert computation.effective(CellKey(name, 0, "value")) == Decimal(figure), name
    assert computation.effective(CellKey("nv_chua", 0, "value")) is None
    assert (
        "đã hoàn thành 19 nhiệm vụ, đang triển khai 03 nhiệm vụ, hoàn thành chậm 01 nhiệm vụ; tỷ "
        "lệ hoàn thành đạt 82,61% (chi tiết tại Phụ lục kèm theo)."
    ) in " ".join(lines(document(computation)))


def test_late_and_unbegun_tasks_are_named_only_where_there_are_some() -> None:
    timely = with_task(14, tien_do="hoan_thanh", ngay_ht="2024-09-30")
    computation = filled(changed(YEAR, timely))
    assert computation.findings() == ()
    printed = " ".join(lines(document(computation)))
    assert "đang triển khai 03 nhiệm vụ; tỷ lệ hoàn thành đạt 86,96%" in printed
    assert "hoàn thành chậm" not in printed
    begun = filled(changed(YEAR, with_task(23, tien_do="chua_thuc_hien")))
    assert "chưa thực hiện 01 nhiệm vụ" in " ".join(lines(document(begun)))


@pytest.mark.parametrize(
    "cells",
    [
        {"tien_do": "hoan_thanh", "ngay_ht": "2024-09-30"},
        {"tien_do": "hoan_thanh_cham", "ngay_ht": "2024-10-01"},
        {"tien_do": "hoan_thanh", "ngay_ht": None},
        {"tien_do": "dang_thuc_hien", "ngay_ht": None},
        {"tien_do": "hoan_thanh_cham", "ket_qua": None, "san_pham": None},
        {"tien_do": "hoan_thanh_cham", "ket_qua": None, "ghi_chu": None},
    ],
)
def test_a_task_whose_row_agrees_with_itself_gives_no_finding(cells: Data) -> None:
    assert filled(changed(YEAR, with_task(14, **cells))).findings() == ()


def test_a_state_that_is_not_in_the_list_is_refused() -> None:
    wrong = [{**TASKS[0], "tien_do": "Vượt tiến độ"}]
    with pytest.raises(AssertionError, match="Hoàn thành chậm"):
        filled(changed(YEAR, {"phu_luc": wrong}))


# --- rules, each broken once ----------------------------------------------------------------------

BREAKS = [
    Break("COUNT", "nv_giao", {"nv_giao": 24}),
    Break("STATUS", "nv_ht", {"nv_ht": 20}),
    Break("STATUS", "nv_dang", {"nv_dang": 2}),
    Break("STATUS", "nv_cham", {"nv_cham": 2}),
    Break("STATUS", "nv_cham", {**with_task(14, tien_do="hoan_thanh", ngay_ht=None), "nv_cham": 1}),
    Break("STATUS", "nv_chua", {"nv_chua": 1}),
    Break("RATIO", "nv_tyle", {"nv_tyle": "100"}),
    Break("RATIO-TRUNC", "nv_tyle", {"nv_tyle": "82,60"}, "warning"),
    Break("DONE100", "nv_dungtd", {"nv_dungtd": "100"}),
    Break("STATUS", "phu_luc[1].ket_qua", with_task(1, ket_qua=None, san_pham=None)),
    Break("STATUS", "phu_luc[13].tien_do", with_task(13, ngay_ht="2024-12-01")),
    Break(
        "DEADLINE", "phu_luc[2].tien_do", with_task(2, tien_do="hoan_thanh_cham"), "warning",
    ),
    Break("PAIR", "phu_luc[1].han", with_task(1, han=None), "note"),
    Break("DEADLINE", "phu_luc[1].tien_do", with_task(1, ngay_ht="2024-04-01"), "warning"),
    Break("DEADLINE", "phu_luc[14].tien_do", with_task(14, tien_do="hoan_thanh"), "warning"),
    Break("DATE-ORDER", "phu_luc[20].ngay_ht", with_task(20, ngay_ht="2024-12-11")),
    Break("DATE-PERIOD", "cc_kh[1].ngay", {}, "warning", documents={"cc_kh": [
        {"ten_loai": "Kế hoạch", "so": "04", "ky_hieu": "KH-STTTT", "ngay": "2023-11-30"}]}),
    Break("PAIR", "sk1_hen", {"sk": VALUES["sk"][1:]}),
    Break("PAIR", "sk1_hen", {"sk": [*VALUES["sk"], {"ten": "a", "sl_hen": "co"}]}),
    Break("PAIR", "ts_tk", {"sk": VALUES["sk"][:1]}),
    Break("PCT-RANGE", "nv_dungtd", {"nv_dungtd": "101"}),
    Break("COUNT", "sk1_cq", {"sk1_cq": 6}),
    Break("COUNT", "sk1_tthc", {"sk1_tthc": {"stated": 5, "rows": ["a"]}}),
    Break("PAIR", "sk1_hen_ngay", {"sk1_hen_ngay": None}),
    Break("MONO", "sk1_hen", {}, "warning", before={"sk1_hen": 4216}),
    Break("RANK", "cs_rank", {"cs_rank": {"n": 64, "d": 63}}),
    Break("RANK", "cs_rank", {"cs_rank": {"n": 0, "d": 63}}),
    Break("DIFF", "hl_tang", {"hl_tang": "1,4"}),
    Break("DIFF", "hl_chieu", {"hl_nay": "96,2", "hl_tang": None}),
    Break("DIFF", "hl_chieu", {"hl_chieu": "giam"}),
    Break("PCT-RANGE", "hl_nay", {"hl_nay": "100,5"}),
    Break("RATIO", "ts_tt", {"ts_tt": {"n": 18960, "p": "88,7"}}),
    Break("RATIO", "ts_xl", {"ts_xl": {"n": 17804, "p": "93,91"}}),
    Break("XSEC", "ts_xl", {"ts_xl": {"n": 17804, "d": 18961}}),
    Break("SUM", "ts_tt", {"ts_tt": {"n": 18961}}),
    Break("XSEC", "ts_tt", {"ts_tt": {"n": 18960, "d": 21351}}),
    Break(
        "SUM", "ts_tt",
        {"ts_tt": {"p": "88,8"}, "ts_xl": {"p": "93,90"}, "ts_huy": {"p": "3,23"},
         "ts_tra": {"p": "2,27"}, "ts_chua": {"p": "0,70"}},
    ),
    Break("PCT-RANGE", "gd_tt_nay", {"gd_tt_nay": "964"}),
    Break("COUNT", "kt_coquan", {"kt_coquan": 10}),
    Break("XSEC", "kt_coquan", {"kt_attt": {"huyen": 5, "so": 5}}),
    Break("LE", "kt_phuctra.huyen", {"kt_phuctra": {"huyen": 12, "so": 3}}),
    Break("PCT-RANGE", "ht_pct[1].p", {"ht_pct": {"cap_quang": {"p": 101}}}),
    Break("PCT-RANGE", "ht_ho", {"ht_ho": "100,01"}),
    Break("LE", "ht_5g", {"ht_5g": {"n": 12, "d": 11}}),
    Break("DATE-ORDER", "ht_5g_ngay", {"ht_5g_ngay": "2024-12-11"}),
    Break("CONST", "ht_5g_ngay", {}, "warning", before={"ht_5g_ngay": "2024-10-14"}),
    Break("JUMP", "ht_dd", {}, "warning", before={"ht_dd": 1000000}),
    Break("SUM", "dlm", {"dlm": {"n": 165, "d": 187}}),
    Break("RATIO", "dlm", {"dlm": {"n": 165, "p": "87,9"}}),
    Break("PSUM", "dvc3_tong", {"dvc3_mp": 1250}),
    Break("PCT-RANGE", "sh_kq", {"sh_kq": "9108"}),
    Break("SUM", "pakn_tn", {"pakn_tn": 3053}),
    Break("RATIO", "pakn_gq", {"pakn_gq": {"n": 2987, "p": "97,88"}}),
    Break("COUNT", "lt_nhom", {"lt_nhom": {"stated": 3, "rows": ["a", "b"]}}),
    Break("DATE-ORDER", "lt_ngay", {"lt_ngay": "2024-12-11"}),
    Break("DATE-ORDER", "lltp", {"lltp": {"tu": "2025-07-01", "den": "2025-06-30"}}),
    Break("LE", "dt_lop", {"dt_lop": {"n": 17, "d": 16}}),
    Break("COUNT", "kns", {"kns": {"stated": 6, "rows": ["a", "b", "c", "d", "e"]}}),
    Break("SUM", "cntt_tong", {"cntt_tong": 215}),
    Break("SUM", "cntt_ct", {"cntt_ct": 65}),
    Break("SUM", "cntt_kn", {"cntt_kn": 151}),
    Break("SUBSET", "cntt_ct_td[1].c", {"cntt_ct_td": {"thac_si": {"n": 9, "c": 10}}}),
    Break("SUBSET", "cntt_kn_td[3].c", {"cntt_kn_td": {"cao_dang": {"n": 8, "c": 9}}}),
    Break("RATIO", "cd", {"cd": {"n": 44, "d": 45, "p": "99"}}),
    Break("RATIO-100", "cd", {"cd": {"n": 449, "d": 450}}, "note"),
    Break("DATE-ASOF", "moc", {"moc": "2024-12-15"}, "warning"),
    Break("STALE", "cs_ngay", {"cs_ngay": "2023-12-14"}, "warning"),
    Break("BLANK-ROW", "phu_luc[1].tien_do", {"phu_luc": [
        {"nhiem_vu": "a", "thoi_gian": "Năm 2024"}]}, "missing"),
    Break("REQ", "ht_dd", {"ht_dd": None}, "missing"),
    Break("DATE-PERIOD", "kh_ds[1].ngay", {}, "warning", documents={"kh_ds": [
        {"ten_loai": "Kế hoạch", "so": "12", "ky_hieu": "KH-STTTT", "ngay": "2023-02-19"}]}),
    Break("DOC-TYPE", "cc_kh[1].ky_hieu", {}, "error", documents={"cc_kh": [
        {"ten_loai": "Kế hoạch", "so": "04", "ky_hieu": "QĐ-STTTT", "ngay": "2024-01-15"}]}),
    Break("LE", "tc_xu_ly", {"tc_kiem_tra": 5, "tc_xu_ly": 6}),
    Break("SUM", "tthc_tong", {"tthc_tong": 151, "tthc_tinh": 120, "tthc_xa": 30}),
    Break("LE", "tthc_ra_soat", {"tthc_tinh": 5, "tthc_ra_soat": 6}),
    Break("RANGE", "bm_co_mat", {"bm_giao": 50, "bm_co_mat": 51}, "warning"),
]  # fmt: skip


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: f"{case.code}-{case.place}")
def test_a_broken_rule_gives_its_code_at_its_place(case: Break) -> None:
    assert tells({**YEAR, "sections_off": []}, case) == (False, True)


def test_every_rule_of_the_form_is_broken_by_some_case() -> None:
    rest = unbroken({**YEAR, "sections_off": []}, BREAKS)
    alike = {name for name in rest if name.startswith(("pct_", "mau_ts_"))}
    assert rest - alike == set(OTHER_FORMS)


OTHER_FORMS = {
    "tan_suat_f02": ("F02", CellKey("tt_tansuat", 0, "value"), 2, "tt_tansuat", "warning"),
    "dich_vu_f02": ("F02", CellKey("dvc_tong", 0, "value"), 2122, "dvc3_tong", "note"),
    "so_to_f08": ("F08", CellKey("to_tong", 0, "value"), 1035, "tcn_to", "warning"),
    "thanh_vien_f08": ("F08", CellKey("tv_tap_huan", 0, "n"), 6183, "tcn_tv", "warning"),
}
"""Figures of other reports: the rule, the form and its cell, the right figure, the place told."""


@pytest.mark.parametrize("rule", OTHER_FORMS)
def test_other_reports_have_the_same_figures(rule: str) -> None:
    form, key, right, place, severity = OTHER_FORMS[rule]

    def told(figure: Decimal) -> list[str]:
        case = Break("XFORM", place, {}, severity, forms={form: {key: figure}})
        return found(broken(YEAR, case), severity)

    assert told(Decimal(right)) == []
    assert told(Decimal(right) + 1) == [f"XFORM@{place}"]


def test_a_programme_of_every_week_is_not_compared_with_the_one_of_the_month() -> None:
    figures = {CellKey("tt_tansuat", 0, "value"): Decimal(4)}
    case = Break("XFORM", "tt_tansuat", {"tt_tansuat_dv": "tuan"}, forms={"F02": figures})
    assert found(broken(YEAR, case), "warning") == []


def test_a_fall_of_satisfaction_is_printed_as_a_fall() -> None:
    fallen = {"hl_nay": "96,2", "hl_chieu": "giam", "hl_tang": None}
    computation = filled(changed(YEAR, fallen))
    assert computation.findings() == ()
    printed = " ".join(lines(document(computation)))
    assert "đạt tỷ lệ 96,2%, giảm 0,1 điểm % so với năm 2023 (đạt tỷ lệ 96,3%)" in printed


def test_a_finding_names_the_printed_and_the_right_rate() -> None:
    told = finding(filled(changed(YEAR, {"nv_tyle": "100"})), "RATIO", "nv_tyle")
    assert (told.given, told.expected) == ("100", "82,61")


# --- paper ----------------------------------------------------------------------------------------


def test_the_paper_holds_every_figure(tmp_path: Path) -> None:
    computation = filled(YEAR)
    printed = paper(document(computation), tmp_path)
    assert lost_figures(computation, printed) == {}
    assert "{{" not in printed


def test_qualifications_stand_with_their_part_in_brackets() -> None:
    assert (
        "+ Số công chức chuyên trách CNTT: 64 người. Trình độ: Thạc sĩ 09 người (08 CNTT); Đại học "
        "55 người (52 CNTT); Cao đẳng 00 người (00 CNTT); Trung cấp 00 người (00 CNTT)."
    ) in lines(document(filled(YEAR)))


def test_a_quarter_after_the_districts_does_not_ask_for_them() -> None:
    printed = "\n".join(lines(document(fresh("F03", "2025-Q3"))))
    assert "huyện, thị xã, thành phố triển khai" not in printed
    assert "UBND cấp huyện" not in printed
    assert "xã, phường, đặc khu" in printed


# --- reports that nobody has shown ----------------------------------------------------------------

JUSTICE = Office(
    superior="Ủy ban nhân dân tỉnh An Giang",
    issuer="Sở Tư pháp",
    symbol="STP",
    place="An Giang",
    name="Sở Tư pháp",
)
DONE, LATE, DOING, BLANK = "hoan_thanh", "hoan_thanh_cham", "dang_thuc_hien", "chua_thuc_hien"
TIMES = ("Tháng 3/2025", "Quý II/2025", "6 tháng đầu năm 2025", "Năm 2025")
STATES = (DONE, DONE, DONE, DONE, LATE, DOING, BLANK)


def _task(number: int) -> Data:
    state = STATES[number % len(STATES)]
    done = {"ket_qua": f"Đã trình Tờ trình số {number}/TTr-STP", "ngay_ht": "2025-11-20"}
    when = {"han": "2025-10" if state == LATE else "2025-12"}
    return {
        "nhiem_vu": f"Nhiệm vụ được giao thứ {number}",
        "thoi_gian": TIMES[number % len(TIMES)],
        "tien_do": state,
        **(when if state in (DONE, LATE) else {}),
        **(done if state in (DONE, LATE) else {"ghi_chu": "Chờ hướng dẫn"}),
    }


def _justice(period: str, day: str) -> Data:
    """Another department's report: its own fields of reform, its own tasks, nothing digital."""
    letter = {"ten_loai": "Công văn", "so": "3011", "ky_hieu": "SNV-CCHC", "ngay": "2025-03-03"}
    plan = {"ten_loai": "Kế hoạch", "so": "19", "ky_hieu": "KH-STP", "ngay": "2025-01-20"}
    given = {"ten_loai": "Kế hoạch", "so": "31", "ky_hieu": "KH-UBND", "ngay": "2025-01-10"}
    return {
        "form": "F03",
        "period": period,
        "sections_off": ["muc_chinh_quyen_so", "muc_kien_nghi"],
        "values": {
            "moc": day, "phu_luc_lv": "cải cách thể chế", "kt_coquan": 4,
            "phu_luc": [_task(number) for number in range(1, 24)],
            "tc_ban_hanh": 12, "tc_kiem_tra": 40, "tc_xu_ly": 3, "tthc_tinh": 118, "tthc_xa": 31,
            "tthc_ra_soat": 20, "tthc_dung_han": {"n": 8120, "d": 8167}, "bm_giao": 61,
            "bm_co_mat": 58, "cv_vtvl": {"n": 9, "d": 9}, "cv_ky_luat": 0,
            "tcc_tu_chu": {"n": 2, "d": 3}, "tcc_giai_ngan": "97,5",
        },
        "text": {
            "ke_hoach_khac": "Đã gửi 04 báo cáo chuyên đề[^Báo cáo số 77/BC-STP ngày 06/3/2025.].",
            "to_chuc_khac": "Tổ chức 03 cuộc họp, có 126 lượt người dự.",
            "tc_text": "- Thẩm định 57 dự thảo văn bản.", "tthc_text": "- Công bố 15 thủ tục mới.",
            "bm_text": "- Giảm 02 phòng.", "cv_text": "- Bồi dưỡng 44 công chức.",
            "tcc_text": "- Tự chủ từ năm 2025.", "linh_vuc_khac": "- Trợ giúp pháp lý 389 vụ việc.",
        },
        "documents": {"can_cu": [given], "cv_snv": [letter], "cc_kh": [plan], "nv_vb": [given]},
        "signature": YEAR["signature"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("period", "day", "said", "ahead"),
    [
        ("2025", "2025-12-10", "năm 2025", "năm 2026"),
        ("2025-H2", "2025-12-10", "6 tháng cuối năm 2025", "năm 2026"),
        ("2025-Q4", "2025-12-10", "quý IV/2025", "năm 2026"),
    ],
)
def test_another_department_of_another_year_enters_everything(
    period: str, day: str, said: str, ahead: str, tmp_path: Path
) -> None:
    computation = filled(_justice(period, day))
    assert [f.id for f in computation.findings()] == []
    printed = document(computation, JUSTICE)
    assert printed.subject == (
        f"Kết quả công tác cải cách hành chính {said}",
        f"và phương hướng, nhiệm vụ cải cách hành chính {ahead}",
    )
    assert "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ CCHC NĂM 2026" in headings(printed)
    assert printed.annexes[0].title.endswith("NĂM 2025\nLĨNH VỰC CẢI CÁCH THỂ CHẾ")
    annex = tables(printed)[0]
    assert [row.cells[3] for row in annex.rows[:4]] == [*TIMES[1:], TIMES[0]]
    assert len(annex.rows) == 23
    on_paper = paper(printed, tmp_path)
    assert lost_figures(computation, on_paper) == {}
    for words in ("126 lượt người dự", "57 dự thảo", "389 vụ việc", "77/BC-STP"):
        assert words in on_paper
    for left_out in ("hạ tầng số", "Bộ chỉ số phục vụ", "Những sáng kiến"):
        assert left_out not in on_paper
    for kept in ("đã hoàn thành 14 nhiệm vụ", "hoàn thành chậm 03", "chưa thực hiện 03"):
        assert kept in on_paper
