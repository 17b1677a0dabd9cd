"""F04, the notice of a meeting's conclusions: that of 30/7/2025, every rule broken once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from forms.cells import CellKey
from forms.composition import Office
from forms.engine import Computation
from forms.printed.document import Document
from tests.packs import reports
from tests.packs.pack_reports import Data, engine, lost_figures, sample
from tests.packs.reports import (
    Break,
    broken,
    changed,
    evidence,
    filled,
    finding,
    found,
    fresh,
    headings,
    lines,
    paper,
    tells,
    unbroken,
)

NOTICE = sample("F04-2025-07-30")
TASKS = NOTICE["values"]["nhiem_vu"]
LATE = NOTICE["values"]["da06_cham"]["rows"]
DOCS = NOTICE["documents"]["vb"]
OFFICE = Office(
    superior="ỦY BAN NHÂN DÂN TỈNH AN GIANG",
    issuer="VĂN PHÒNG",
    symbol="VPUBND",
    place="An Giang",
    name="Văn phòng Ủy ban nhân dân tỉnh An Giang",
)


def document(computation: Computation) -> Document:
    return reports.document(computation, OFFICE)


def _book(**figures: int) -> dict[str, dict[CellKey, Decimal]]:
    return {"F05": {CellKey(name, 0, "value"): Decimal(n) for name, n in figures.items()}}


def _task(**cells: str | None) -> Data:
    return {"nhiem_vu": [{**TASKS[0], **cells}, *TASKS[1:]]}


# --- complete -------------------------------------------------------------------------------------


def test_the_notice_has_nothing_wrong() -> None:
    assert filled(NOTICE).findings() == ()


def test_every_field_of_the_form_is_there() -> None:
    names = """
        ngay_hop dia_diem chu_tri tham_du bao_cao danh_gia da06_ht da06_tx da06_dang da06_cham
        ton_tai nhiem_vu che_do_bc
    """
    assert set(names.split()) <= set(evidence("F04")["S"])


def test_the_directives_are_rows_with_their_body_and_deadline() -> None:
    columns = {column.id for column in engine("F04").columns("nhiem_vu")}
    named = "muc chu_tri phoi_hop noi_dung san_pham han han_truoc thang chi_tieu van_ban"
    assert set(named.split()) <= columns
    assert len(TASKS) == 26
    assert len({task["muc"] for task in TASKS}) == 26


def test_head_and_foot_are_those_of_the_printed_notice() -> None:
    printed = document(filled(NOTICE))
    assert (printed.kind, printed.letterhead.symbol) == ("THÔNG BÁO", "TB-VPUBND")
    assert printed.subject == (
        "Kết luận của Chủ tịch Ủy ban nhân dân tỉnh Hồ Văn Mừng",
        (
            "tại cuộc họp Ban Chỉ đạo về phát triển khoa học, công nghệ, đổi mới sáng tạo, chuyển "
            "đổi số và Đề án 06 của Ủy ban nhân dân tỉnh"
        ),
    )
    assert printed.signature.lines == ("CHÁNH VĂN PHÒNG",)
    assert printed.signature.name == "Lê Kỳ Quang"
    assert printed.recipients[0] == "- TT TU (để b/c);"
    assert printed.recipients[-1] == "- Lưu: VT, ntgiang."


def test_sentences_are_those_of_the_printed_notice() -> None:
    printed = lines(document(filled(NOTICE)))
    assert printed[2].startswith("Ngày 30/7/2025, tại Hội trường A, Ủy ban nhân dân tỉnh tổ chức")
    assert printed[2].endswith("Cùng tham dự có Phó Chủ tịch Ủy ban nhân dân tỉnh Lê Văn Phước.")
    assert (
        "3. Đề án 06 năm 2025: hiện tại có 07/36 nhiệm vụ đã hoàn thành; 16/36 nhiệm vụ thực hiện "
        "thường xuyên; 13/36 nhiệm vụ đang được các sở, ngành triển khai thực hiện."
    ) in printed
    assert any(
        line.endswith("các Sở, ngành, đơn vị và Ủy ban nhân dân xã, phường, đặc khu để biết, tổ "
                      "chức thực hiện./.")
        for line in printed
    )  # fmt: skip


def test_themes_and_bodies_head_their_directives() -> None:
    printed = lines(document(filled(NOTICE)))
    numbered = [line for line in printed if line[0].isdigit() and ":" not in line]
    assert numbered == [
        "1. Phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số",
        "1.1. Các Sở, ban, ngành, địa phương",
        "1.2. Sở Khoa học và Công nghệ",
        "1.3. Sở Nội vụ",
        "1.4. Lĩnh vực y tế và giáo dục",
        "1.5. Sở Tài chính",
        "2. Thực hiện Đề án 06",
        "2.1. Đối với 03 nhiệm vụ chậm tiến độ",
        "2.2. Công an tỉnh",
        "3. Cải cách hành chính gắn với chuyển đổi số",
        "3.1. Sở Nội vụ",
        "3.2. Sở Tài chính",
        "4. Chế độ báo cáo",
    ]
    assert headings(document(filled(NOTICE))) == [
        "I. KẾT QUẢ ĐẠT ĐƯỢC",
        "II. TỒN TẠI, HẠN CHẾ",
        "III. NHIỆM VỤ, GIẢI PHÁP THỰC HIỆN",
    ]


def test_a_task_whose_name_holds_a_semicolon_is_one_task() -> None:
    assert len(filled(NOTICE).rows("da06_cham")) == 3
    assert any(";" in task["ten"] for task in LATE)


@pytest.mark.parametrize("code", ["2025-07-30", "2025-12-31", "2026-11-22"])
def test_a_new_notice_of_any_day_has_nothing_wrong(code: str) -> None:
    computation = fresh("F04", code)
    assert found(computation, "error") == []
    assert document(computation).blocks


# --- rules, each broken once ----------------------------------------------------------------------

BREAKS = [
    Break("SUM", "da06_ht", {"da06_dang": {"n": 12, "d": 35}}),
    Break("XSEC", "da06_tx", {"da06_tx": {"n": 16, "d": 35}}),
    Break("XSEC", "da06_dang", {"da06_dang": {"n": 13, "d": 37}}),
    Break("COUNT", "da06_cham", {"da06_cham": {"stated": 4, "rows": LATE}}),
    Break("LE", "da06_cham", {"da06_ht": {"n": 18}, "da06_dang": {"n": 2}}),
    Break("COUNT", "sau_ro", {"sau_ro": ["rõ người", "rõ việc"]}),
    Break("COUNT", "nhom_nv", {"nhom_nv": ["phục vụ cho người dân, doanh nghiệp"]}, "warning"),
    Break("DATE-ORDER", "nhiem_vu[1].han", _task(han="2025-07-29")),
    Break("DATE-ORDER", "nhiem_vu[1].han_truoc", _task(han=None, han_truoc="2025-07-30")),
    Break("DATE-ORDER", "nhiem_vu[1].thang", _task(han=None, thang="2025-06")),
    Break("EXCLUSIVE", "nhiem_vu[1].han", _task(han_truoc="2025-08-16")),
    Break("EXCLUSIVE", "nhiem_vu[1].thang", _task(thang="2025-08")),
    Break(
        "DATE-ORDER", "vb[2].ngay", {}, "warning",
        documents={"vb": [DOCS[0], {**DOCS[1], "ngay": "2025-07-31"}]},
    ),
    Break("DOC-TYPE", "vb[2].ky_hieu", {}, "error",
          documents={"vb": [DOCS[0], {**DOCS[1], "ky_hieu": "QĐ-CP"}]}),
    Break("DATE-ASOF", "ngay_hop", {"ngay_hop": "2025-07-31"}, "warning"),
    Break("STALE", "ngay_hop", {"ngay_hop": "2025-07-29"}, "warning"),
    Break("XFORM", "da06_ht", {}, "warning", forms=_book(nv_ht=8)),
    Break("XFORM", "da06_tx", {}, "warning", forms=_book(nv_tx=15)),
    Break("XFORM", "da06_dang", {}, "warning", forms=_book(nv_dang=14)),
    Break("XFORM", "da06_ht", {}, "warning", forms=_book(nv_tong=35)),
    Break("XFORM", "da06_cham", {}, "warning", forms=_book(nv_cham=4)),
    Break("REQ-TEXT", "dia_diem", {"dia_diem": None}, "missing"),
    Break("BLANK-ROW", "nhiem_vu[1].chu_tri", {"nhiem_vu": [{"muc": "1", "noi_dung": "a"}]},
          "missing"),
]  # fmt: skip


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: f"{case.code}-{case.place}")
def test_a_broken_rule_gives_its_code_at_its_place(case: Break) -> None:
    assert tells(NOTICE, case) == (False, True)


def test_every_rule_of_the_form_is_broken_by_some_case() -> None:
    assert unbroken(NOTICE, BREAKS) == set()


def test_deadlines_on_and_after_the_day_of_the_meeting_are_right() -> None:
    for cells in ({"han": "2025-07-30"}, {"han": None, "thang": "2025-07"}, {"han": None}):
        assert filled(changed(NOTICE, _task(**cells))).findings() == ()


def test_the_task_book_of_the_day_agrees() -> None:
    same = _book(nv_tong=36, nv_ht=7, nv_tx=16, nv_dang=13, nv_cham=3)
    assert broken(NOTICE, Break("XFORM", "da06_ht", {}, forms=same)).findings() == ()


def test_the_counts_are_those_of_the_task_book_of_the_month_after() -> None:
    book = sample("F05-2025-08")["values"]
    said = {name: NOTICE["values"][f"da06_{name}"]["n"] for name in ("ht", "tx", "dang")}
    assert said == {name: book[f"nv_{name}"] for name in said}
    late = [task["viec"] for task in book["nv"] if task["trang_thai"] == "cham"]
    assert len(late) == book["nv_cham"] == len(LATE)


def test_kinds_of_deadline_are_said_as_the_notice_says_them() -> None:
    printed = "\n".join(lines(document(filled(NOTICE))))
    for said in (
        "Hoàn thành chậm nhất 15/8/2025.",
        "Phấn đấu hoàn thành trước ngày 30/9/2025.",
        "Hoàn thành trong tháng 8/2025.",
        "Thời gian thực hiện hằng ngày.",
    ):
        assert said in printed


def test_columns_that_the_notice_does_not_print_are_marked() -> None:
    marks = {
        (name, column.id): column.evidence
        for name in ("nhiem_vu", "danh_gia", "da06_cham")
        for column in engine("F04").columns(name)
        if column.evidence is not None
    }
    assert marks == {
        ("nhiem_vu", "san_pham"): "I",
        ("nhiem_vu", "sl_nhom"): "P",
        ("danh_gia", "sl_da06"): "P",
        ("da06_cham", "co_quan"): "I",
    }


def test_the_three_states_add_up_to_the_36_tasks() -> None:
    told = finding(filled(changed(NOTICE, {"da06_ht": {"n": 8, "d": 36}})), "SUM", "da06_ht")
    assert (told.given, told.expected) == ("36", "37")


# --- paper ----------------------------------------------------------------------------------------


def test_the_paper_holds_every_figure(tmp_path: Path) -> None:
    computation = filled(NOTICE)
    printed = paper(document(computation), tmp_path)
    assert lost_figures(computation, printed) == {}
    assert "{{" not in printed
