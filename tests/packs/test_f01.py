"""F01, the weekly report of a department: week 26/2025 as printed, every rule broken once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from forms.cells import CellKey
from forms.composition import outline
from tests.packs.pack_reports import Data, lost_figures, sample
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
    tells,
    unbroken,
)

WEEK = sample("F01-2025-W26")
DOCS = WEEK["documents"]["f01_vb"]
TASKS = WEEK["values"]["f01_nv"]["rows"]
MODELS = WEEK["values"]["f01_mh"]
RIGHT = changed(
    WEEK,
    {
        "f01_mh_n": None,
        "f01_mh3_hs_ngay": "2025-06-25",
        "f01_nv": {
            "rows": [
                {**row, "noi_dung": row["noi_dung"].replace("BTTTT CATTT", "BTTTT-CATTT")}
                for row in TASKS
            ]
        },
    },
    documents={"f01_vb": [*DOCS[:2], {**DOCS[2], "ky_hieu": "TTr-SKHCN"}]},
)
"""Week 26 without the mistakes of the printed report."""


# --- as printed -----------------------------------------------------------------------------------


def test_week_26_has_the_mistakes_of_the_printed_report_and_no_other() -> None:
    computation = filled(WEEK)
    assert found(computation, "error") == ["DOC-TYPE@f01_vb[3].ky_hieu", "COUNT@f01_mh_n"]
    assert found(computation, "warning") == [
        "DOC-GRAMMAR@f01_nv[9].noi_dung",
        "NUMBERING@f01_nv",
        "STALE@f01_mh3_hs_ngay",
    ]
    assert found(computation, "note") == []
    assert found(computation, "missing") == []


def test_six_models_are_announced_and_five_listed() -> None:
    told = finding(filled(WEEK), "COUNT", "f01_mh_n")
    assert (told.given, told.expected, told.difference) == ("6", "5", "1")
    assert told.repair is not None
    assert told.repair.kind == "drop"


def test_the_impossible_date_of_the_printed_report_cannot_be_entered() -> None:
    wrong = {**DOCS[1], "ngay": "44/6/2025"}
    with pytest.raises(AssertionError, match="44/6/2025"):
        filled(changed(WEEK, {}, documents={"f01_vb": [DOCS[0], wrong]}))


def test_the_right_week_has_only_the_warning_on_skipped_task_codes() -> None:
    computation = filled(RIGHT)
    assert [f.code for f in computation.findings()] == ["NUMBERING"]


def test_a_new_week_of_any_time_has_nothing_wrong() -> None:
    for code in ("2023-W30", "2024-W52", "2025-W01", "2025-W26", "2026-W53"):
        computation = fresh("F01", code)
        assert found(computation, "error") == []
        assert document(computation).blocks


# --- complete -------------------------------------------------------------------------------------


def test_every_indicator_of_the_form_is_there() -> None:
    printed = {
        "f01_dunghan", "f01_tichhop_pct", "f01_tichhop_n", "f01_mh_n", "f01_mh3_xa", "f01_mh3_tthc",
        "f01_mh3_hs", "f01_phanmem_noi_bo", "f01_ndxp", "f01_nhom_lt", "f01_lltp_ngay",
    }  # fmt: skip
    assert printed <= set(evidence("F01")["S"])
    assert set(evidence("F01")) == {"S", "I"}


def test_the_week_runs_from_thursday_to_wednesday() -> None:
    assert document(filled(RIGHT)).subject == (
        "Kết quả triển khai thực hiện Đề án 06/CP tuần 26",
        "(từ ngày 19/6/2025 đến ngày 25/6/2025)",
    )
    assert document(fresh("F01", "2025-W01")).subject == (
        "Kết quả triển khai thực hiện Đề án 06/CP tuần 01",
        "(từ ngày 26/12/2024 đến ngày 01/01/2025)",
    )


def test_the_same_week_stands_in_title_lead_and_closing() -> None:
    printed = "\n".join(lines(document(filled(RIGHT))))
    assert printed.count("từ ngày 19/6/2025 đến ngày 25/6/2025") == 3


def test_headings_are_those_of_the_printed_report() -> None:
    assert headings(document(filled(RIGHT))) == [
        "I. KHÁI QUÁT TÌNH HÌNH VÀ KẾT QUẢ TRIỂN KHAI",
        "II. TIẾN ĐỘ TRIỂN KHAI CÁC NHIỆM VỤ ĐƯỢC PHÂN CÔNG",
        "III. NHẬN XÉT ĐÁNH GIÁ",
        "1. Ưu điểm",
        "2. Tồn tại, hạn chế, khó khăn",
        "IV. ĐỀ XUẤT, KIẾN NGHỊ:",
        "V. GIẢI PHÁP THỰC HIỆN",
    ]


def test_without_proposals_the_solutions_move_up() -> None:
    switched = filled({**RIGHT, "sections_off": ["muc_kien_nghi"]})
    assert headings(document(switched))[-1] == "IV. GIẢI PHÁP THỰC HIỆN"
    assert [item.id for item in outline(switched) if not item.active] == ["muc_kien_nghi"]


def test_a_new_week_starts_with_the_assigned_tasks_in_their_own_numbers() -> None:
    computation = fresh("F01", "2025-W27")
    codes = [computation.cells[CellKey("f01_nv", row, "ma")] for row in computation.rows("f01_nv")]
    assert codes == [*map(Decimal, range(1, 11)), Decimal(15), Decimal(16)]
    names = [str(computation.cells[CellKey("f01_nv", row, "noi_dung")]) for row in range(1, 13)]
    assert names == [task["noi_dung"] for task in RIGHT["values"]["f01_nv"]["rows"]]


def test_the_four_legal_bases_open_the_report() -> None:
    opening = [block for block in lines(document(filled(RIGHT))) if block.endswith(";")][:4]
    assert [line.split(" ngày ")[0] for line in opening] == [
        "Căn cứ Kế hoạch số 156/KH-UBND",
        "Căn cứ Chỉ thị số 05/CT-UBND",
        "Thực hiện Công văn số 32/TCTĐA06",
        "Căn cứ Kế hoạch số 199/KH-UBND",
    ]


def test_figures_stand_inside_their_task_as_in_the_printed_report() -> None:
    printed = lines(document(filled(RIGHT)))
    assert (
        "Tỷ lệ giải quyết hồ sơ trước hạn và đúng hạn: 98,3%. Đã thực hiện đồng bộ, tích hợp 100% "
        "dịch vụ công trực tuyến một phần và toàn trình của tỉnh (886 dịch vụ) trên Cổng dịch vụ "
        "công quốc gia."
    ) in printed
    assert (
        "Triển khai chính thức 02 nhóm TTHC liên thông theo Nghị định số 63/2024/NĐ-CP của Chính "
        "phủ kể từ ngày 25/10/2024 trên địa bàn tỉnh An Giang."
    ) in printed
    model = next(line for line in printed if line.startswith("+ Mô hình 3:"))
    assert "đối với 06 TTHC. Tính đến ngày 23/01/2024" not in model
    assert model.endswith("đối với 06 TTHC. Tính đến ngày 25/6/2025 đã tiếp nhận 1.304 hồ sơ.")


def test_documents_of_the_week_are_cited_at_the_foot_of_the_page() -> None:
    printed = document(filled(RIGHT))
    notes = ["".join(run.text for run in note.runs) for note in printed.notes]
    assert notes[0] == "Báo cáo số 1247/BC-SKHCN ngày 19/6/2025 của Sở Khoa học và Công nghệ"
    assert [note.number for note in printed.notes] == list(range(1, len(notes) + 1))


def test_recipients_and_signature_are_the_usual_ones() -> None:
    printed = document(filled(RIGHT))
    assert printed.recipients[0] == "- VP.UBND tỉnh;"
    assert printed.recipients[-1] == "- Lưu: VT."
    assert printed.signature.lines == ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")


# --- rules, each broken once ----------------------------------------------------------------------


def without(column: str) -> list[Data]:
    """Give the tasks with one column left blank."""
    return [{name: cell for name, cell in task.items() if name != column} for task in TASKS]


BREAKS = [
    Break("COUNT", "f01_nv_n", {"f01_nv_n": 13}),
    Break("COUNT", "f01_mh_n", {"f01_mh_n": 6}),
    Break("COUNT", "f01_mh3_tthc", {"f01_mh3_tthc": {"stated": 7, "rows": ["a"]}}),
    Break("RATIO", "f01_tichhop_pct", {"f01_tichhop_pct": {"n": 886, "p": "99"}}),
    Break("LE", "f01_tichhop_pct", {"f01_tichhop_pct": {"n": 887}}),
    Break("XSEC", "f01_tichhop_pct", {"f01_tichhop_pct": {"n": 886, "d": 885}}),
    Break("RATIO", "f01_dunghan", {"f01_dunghan_hs": {"n": 984, "d": 1000}}),
    Break("LE", "f01_dunghan_hs", {"f01_dunghan_hs": {"n": 1001, "d": 1000}}),
    Break("PCT-RANGE", "f01_dunghan", {"f01_dunghan": "100,1"}),
    Break("RANGE", "f01_mh[1].so_hieu", {"f01_mh": [{**MODELS[0], "so_hieu": 43}]}),
    Break("RANGE", "f01_mh[5].so_hieu", {"f01_mh": [*MODELS[:4], {**MODELS[4], "so_hieu": 0}]}),
    Break("PAIR", "f01_dunghan", {"f01_nv": without("sl_dvc")}),
    Break("PAIR", "f01_dunghan", {"f01_nv": [*TASKS, {"ma": 17, "noi_dung": "a", "sl_dvc": "co"}]}),
    Break("PAIR", "f01_phanmem_noi_bo", {"f01_nv": without("sl_ket_noi")}),
    Break("PAIR", "f01_mh", {"f01_nv": without("sl_mo_hinh")}),
    Break("PAIR", "f01_nhom_lt", {"f01_nv": without("sl_lien_thong")}),
    Break("PAIR", "f01_lltp_ngay", {"f01_nv": without("sl_lltp")}),
    Break("PAIR", "f01_mh3_hs", {"f01_mh": [{**MODELS[0], "sl_thi_diem": None}, *MODELS[1:]]}),
    Break("STATUS", "f01_nv[5].ket_qua", {"f01_nv": without("ket_qua")}),
    Break("DATE-ORDER", "f01_nhom_lt_ngay", {"f01_nhom_lt_ngay": "2025-06-26"}),
    Break("DATE-ORDER", "f01_lltp_ngay", {"f01_lltp_ngay": "2025-06-26"}),

    Break("DATE-ORDER", "f01_mh3_hs_ngay", {"f01_mh3_hs_ngay": "2023-11-07"}),
    Break("STALE", "f01_mh3_hs_ngay", {"f01_mh3_hs_ngay": "2025-06-18"}, "warning"),
    Break("DATE-ASOF", "f01_mh3_hs_ngay", {"f01_mh3_hs_ngay": "2025-06-26"}, "warning"),
    Break("MONO", "f01_mh3_hs", {}, "warning", before={"f01_mh3_hs": 1305}),
    Break("MONO", "f01_mh_n", {"f01_mh": MODELS[:4]}, "warning", before={}),
    Break("CONST", "f01_nv_n", {"f01_nv": TASKS[:11]}, "warning", before={}),
    Break("CONST", "f01_nhom_lt", {}, "warning", before={"f01_nhom_lt": 3}),
    Break("CONST", "f01_nhom_lt_ngay", {}, "warning", before={"f01_nhom_lt_ngay": "2024-10-24"}),
    Break("CONST", "f01_lltp_ngay", {}, "warning", before={"f01_lltp_ngay": "2024-11-10"}),
    Break("CONST", "f01_mh3_tu", {}, "warning", before={"f01_mh3_tu": "2023-11-09"}),
    Break("JUMP", "f01_tichhop_n", {}, "warning", before={"f01_tichhop_n": 500}),
    Break("JUMP", "f01_mh3_hs", {}, "warning", before={"f01_mh3_hs": 800}),
    Break("REQ", "f01_dunghan", {"f01_dunghan": None}, "missing"),
    Break("REQ-TEXT", "f01_ton_tai", {}, "missing", text={"f01_ton_tai": None}),
    Break("BLANK-ROW", "f01_nv[1].noi_dung", {"f01_nv": [{"ma": 1}]}, "missing"),
    Break("TOKEN", "f01_giai_phap", {}, "warning", text={"f01_giai_phap": "- Tỷ lệ {{f01_dung."}),
    Break(
        "DATE-PERIOD", "f01_vb[1].ngay", {}, "warning",
        documents={"f01_vb": [{**DOCS[0], "ngay": "2025-06-18"}]},
    ),
    Break(
        "DOC-TYPE", "f01_vb[1].ky_hieu", {}, "error",
        documents={"f01_vb": [{**DOCS[0], "ky_hieu": "KH-SKHCN"}]},
    ),
    Break(
        "DOC-GRAMMAR", "f01_vb[1].ky_hieu", {}, "warning",
        documents={"f01_vb": [{**DOCS[0], "ky_hieu": "BC SKHCN"}]},
    ),
    Break(
        "DOC-ORDER", "f01_vb_bo[2].so", {}, "warning",
        documents={"f01_vb_bo": [
            {**WEEK["values"]["f01_vb_bo"][0]},
            {**WEEK["values"]["f01_vb_bo"][1], "ngay": "2023-09-05"},
        ]},
    ),
    Break(
        "DOC-SAME", "can_cu[2].so", {}, "error",
        documents={"can_cu": [
            {"ten_loai": "Kế hoạch", "so": "156", "ky_hieu": "KH-UBND", "ngay": "2023-03-06"},
            {"ten_loai": "Kế hoạch", "so": "156", "ky_hieu": "KH-UBND", "ngay": "2023-03-07"},
        ]},
    ),
    Break(
        "DOC-TWICE", "thuc_hien[2].so", {}, "warning",
        documents={"thuc_hien": 2 * [
            {"ten_loai": "Công văn", "so": "32", "ky_hieu": "TCTĐA06", "ngay": "2023-06-09"},
        ]},
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: f"{case.code}-{case.place}")
def test_a_broken_rule_gives_its_code_at_its_place(case: Break) -> None:
    assert tells(RIGHT, case) == (False, True)


def test_the_monthly_report_has_the_same_number_of_services() -> None:
    def month(whole: int) -> dict[str, dict[CellKey, Decimal]]:
        parts = {"dvc_mp_tructiep": 0, "dvc_mp_tructuyen": 86, "dvc_toantrinh": whole}
        return {"F02": {CellKey(name, 0, "value"): Decimal(n) for name, n in parts.items()}}

    def told(whole: int) -> list[str]:
        case = Break("XFORM", "f01_tichhop_n", {}, forms=month(whole))
        return [place for place in found(broken(RIGHT, case), "warning") if "XFORM" in place]

    assert told(800) == []
    assert told(801) == ["XFORM@f01_tichhop_n"]


def test_a_department_has_no_more_models_than_the_register_of_all() -> None:
    def told(models: int) -> list[str]:
        figures = {CellKey("mh_tk", 0, "n"): Decimal(models)}
        case = Break("XFORM", "f01_mh_n", {}, forms={"F14": figures})
        return [place for place in found(broken(RIGHT, case), "warning") if "XFORM" in place]

    assert told(5) == []
    assert told(4) == ["XFORM@f01_mh_n"]


def test_skipped_task_codes_ask_whether_a_task_is_missing() -> None:
    assert found(filled(RIGHT), "warning") == ["NUMBERING@f01_nv"]
    rows = [
        {**task, "ma": number} for number, task in enumerate(RIGHT["values"]["f01_nv"]["rows"], 1)
    ]
    assert filled(changed(RIGHT, {"f01_nv": {"rows": rows}})).findings() == ()


def test_the_document_that_assigned_a_task_is_cited_behind_it() -> None:
    rows = [{**TASKS[0], "van_ban_giao": "Chỉ thị số 05/CT-TTg ngày 23/02/2023"}, *TASKS[1:]]
    printed = document(filled(changed(RIGHT, {"f01_nv": {"rows": rows}})))
    notes = ["".join(run.text for run in note.runs) for note in printed.notes]
    assert "Chỉ thị số 05/CT-TTg ngày 23/02/2023." in notes


def test_every_rule_of_the_form_is_broken_by_some_case() -> None:
    assert unbroken(RIGHT, BREAKS) == {"dich_vu_f02", "mo_hinh_f14"}


def test_the_two_counts_of_dossiers_stand_beside_their_rate() -> None:
    computation = filled(changed(RIGHT, {"f01_dunghan_hs": {"n": 983, "d": 1000}}))
    assert found(computation, "error") == []
    assert any("98,3% (983/1.000 hồ sơ)" in line for line in lines(document(computation)))


# --- paper ----------------------------------------------------------------------------------------


def test_the_paper_holds_every_figure(tmp_path: Path) -> None:
    computation = filled(RIGHT)
    printed = paper(document(computation), tmp_path)
    # 886 of 886 services are printed once, as "100% … (886 dịch vụ)".
    assert lost_figures(computation, printed) == {"886": 1}
    for words in ("BC-SKHCN", "KT. GIÁM ĐỐC", "Nguyễn Thanh Hải", "được biết và tổng hợp./."):
        assert words in printed
    assert "{{" not in printed
    assert "…" not in printed


# --- a week that nobody has shown -----------------------------------------------------------------


def test_another_week_with_other_tasks_enters_everything(tmp_path: Path) -> None:
    switches = ("sl_dvc", "sl_ket_noi", "sl_mo_hinh", "sl_lien_thong", "sl_lltp")
    tasks = [
        {
            "ma": number,
            "noi_dung": f"Nhiệm vụ thứ {number} của năm 2026",
            "van_ban_giao": f"Kế hoạch số {40 + number}/KH-UBND ngày 05/01/2026",
            "ket_qua": f"- Đã làm {number * 11} việc.",
            "vuong_mac": f"Thiếu {number + 20} máy",
            "trang_thai": "hoan_thanh",
            **({switches[number - 1]: "co"} if number <= len(switches) else {}),
        }
        for number in range(1, 8)
    ]
    models = [
        {"so_hieu": 7, "ten": "Khám chữa bệnh", "noi_dung": "Có 61 cơ sở", "sl_thi_diem": "co"},
        {"so_hieu": 42, "ten": "Mô hình khác", "dia_ban": "05 xã", "trang_thai": "chuyen_giao"},
    ]
    data = {
        **changed(
            RIGHT,
            {
                "f01_nv": tasks, "f01_mh": models, "f01_dunghan": "97,1",
                "f01_dunghan_hs": {"n": 971, "d": 1000}, "f01_tichhop_n": 902,
                "f01_tichhop_pct": {"n": 893}, "f01_mh3_hs": 2077, "f01_mh3_hs_ngay": "2026-03-04",
                "f01_kien_nghi": None, "f01_vb_bo": None,
            },
            documents={"f01_vb": []},
            text={"f01_giai_phap": "- Bố trí 312 triệu đồng cho 15 xã."},
        ),
        "period": "2026-W10",
        "sections_off": ["muc_kien_nghi"],
    }  # fmt: skip
    computation = filled(data)
    assert computation.findings() == ()
    printed = document(computation)
    assert printed.subject[1] == "(từ ngày 26/02/2026 đến ngày 04/3/2026)"
    on_paper = paper(printed, tmp_path)
    # 893 of 902 services are printed, as in the published report, by rate and whole alone.
    assert lost_figures(computation, on_paper) == {"893": 1}
    for words in ("77 việc", "27 máy", "312 triệu đồng", "99% dịch vụ công", "47/KH-UBND"):
        assert words in on_paper
