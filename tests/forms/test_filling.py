"""Filling from a file: every documented shape, whole or not at all, refusals with their place."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from forms.cells import Change
from forms.editing import Session
from forms.engine import Engine
from forms.model import Choice, Column, Field, Section
from forms.sources.filling import MAX_BYTES, FillProblem, plan_fill
from tests.builders import (
    JULY,
    Typed,
    count_column,
    form,
    grid,
    listing,
    money,
    percent,
    ratio,
    report,
    single,
    table,
    whole,
)

NOTHING = "khong_phat_sinh"
NAME = Column(id="ten_du_an", label="Tên")
SUM = Column(id="so", label="Số", kind="money", unit="triệu đồng")
SPEEDS = (count_column("tslcd"), count_column("internet"))
FIELDS = (
    ratio("dvc11", states=(NOTHING,)),
    ratio("dvc12", states=(NOTHING,), remainder=True),
    ratio("scan", base="htich_tong"),
    single("ht_tk", "frac"),
    whole("htich_tong"),
    whole("tn"),
    whole("cu_nay", until="2024-06-30"),
    money("kp_tong", "tỷ đồng", formula="SUM(von_ds[*].so)", missing="skip_all"),
    percent("dvc_ca_pct", formula="TYLE(SUM(dvc[*].n), SUM(dvc[*].d), 2)"),
    single("htich_asof", "date"),
    single("dukien", "month"),
    single("dot", "daterange"),
    single("ten", "text"),
    single("uu_diem", "rich"),
    listing("von_ds", NAME, SUM, states=(NOTHING,)),
    listing("xa", Column(id="xa", label="Xã")),
    replace(single("bt_tinh", "record"), columns=SPEEDS),
    table("bang", ["x", "y"], ["r1", "r2"]),
    replace(single("dvc_100_list", "selection"), grid="dvc", condition="n = d va d > 0"),
    single("van_ban", "documents"),
    single("ban_hanh", "documents"),
    Field(
        id="loai",
        kind="enum",
        label="Loại",
        choices=(Choice(code="a", label="Đang làm"), Choice(code="b", label="Xong")),
    ),
)
PLACED = tuple(f.id for f in FIELDS if f.id not in ("dvc11", "dvc12", "ten"))
SHAPE = form(
    *FIELDS,
    grids=[grid("dvc", "dvc11", "dvc12")],
    sections=[
        Section(id="mot", heading="Một", fields=("dvc", *PLACED)),
        Section(id="hai", heading="Hai", fields=("ten",), optional=True),
        Section(id="ba", heading="Ba", optional=True, off=True),
    ],
    renames={"cu": "tn", "dvc24": "tn", "tn.ky": "tn", "nhom.tn": "tn", "nhom.tong": "htich_tong"},
)
BEFORE: Typed = {
    "dvc11.n": 1,
    "dvc11.d": 2,
    "dvc11.p": "50",
    "dvc12.state": NOTHING,
    "tn": 7,
    "von_ds[1].ten_du_an": "Cũ",
    "von_ds[2].so": 5,
    "von_ds.stated": 2,
    "bang[1].x": 1,
    "signature.ho_ten": "Lê Kỳ Quang",
    "recipients[1].ten": "Như trên;",
}


def session(before: Typed | None = None) -> Session:
    return Session(report(SHAPE, BEFORE if before is None else before))


def planned(content: object, before: Typed | None = None) -> Change | tuple[FillProblem, ...]:
    return plan_fill(session(before), json.dumps(content).encode(), unit="91")


def taken(content: object, before: Typed | None = None) -> dict[str, str]:
    """The cells that a file changes; an emptied one is empty."""
    change = planned(content, before)
    assert isinstance(change, Change), change
    assert change.action == "fill"
    return {edit.key.place(): "" if edit.new is None else str(edit.new) for edit in change.edits}


def refused(content: object) -> list[tuple[str, str]]:
    problems = planned(content)
    assert not isinstance(problems, Change), problems
    for problem in problems:
        assert problem.message.endswith((".", "?")), problem.message
        assert any(ord(letter) > 127 for letter in problem.message)
    return [(problem.place, problem.code) for problem in problems]


# --- what is taken -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "cells"),
    [
        # a ratio: its parts, what somebody has printed beside them, its state
        ({"dvc11": {"n": 949, "d": 959, "p": "97,54"}},
         {"dvc11.n": "949", "dvc11.d": "959", "dvc11.p": "97.54"}),
        ({"dvc11": {"stated": "97,67"}}, {"dvc11.p": "97.67"}),
        ({"dvc11": {"n": None}}, {"dvc11.n": ""}),
        ({"dvc11": None}, {"dvc11.n": "", "dvc11.d": "", "dvc11.p": ""}),
        ({"dvc11": "08/25"}, {"dvc11.n": "8", "dvc11.d": "25"}),
        ({"dvc11": " 8 / 25 "}, {"dvc11.n": "8", "dvc11.d": "25"}),
        ({"dvc11": {"state": NOTHING}},
         {"dvc11.n": "", "dvc11.d": "", "dvc11.p": "", "dvc11.state": NOTHING}),
        ({"dvc11": NOTHING},
         {"dvc11.n": "", "dvc11.d": "", "dvc11.p": "", "dvc11.state": NOTHING}),
        ({"dvc12": {"n": 5}}, {"dvc12.n": "5", "dvc12.state": ""}),
        ({"dvc12": {"n": 5, "d": 9, "r": 4}},
         {"dvc12.n": "5", "dvc12.d": "9", "dvc12.r": "4", "dvc12.state": ""}),
        ({"dvc12": {"state": None}}, {"dvc12.state": ""}),
        ({"dvc12": {"state": "co_so_lieu"}}, {"dvc12.state": ""}),
        ({"scan": 40}, {"scan.n": "40"}),
        ({"ht_tk": "08/25"}, {"ht_tk.n": "8", "ht_tk.d": "25"}),
        ({"ht_tk": {"n": "08", "d": 25}}, {"ht_tk.n": "8", "ht_tk.d": "25"}),
        # single figures and words
        ({"htich_tong": 2695002}, {"htich_tong": "2695002"}),
        ({"htich_tong": "2.695.002"}, {"htich_tong": "2695002"}),
        ({"htich_tong": {"value": 5}}, {"htich_tong": "5"}),
        ({"htich_tong": "chua_co_so_lieu"}, {"htich_tong.state": "chua_co_so_lieu"}),
        ({"tn": None}, {"tn": ""}),
        ({"tn": ""}, {"tn": ""}),
        ({"tn": 7}, {}),
        ({"kp_tong": "1,245"}, {"kp_tong": "1.245"}),
        ({"dvc_ca_pct": {"stated": "97,67"}}, {"dvc_ca_pct": "97.67"}),
        ({"htich_asof": "2024-06-28"}, {"htich_asof": "2024-06-28"}),
        ({"htich_asof": "28/6/2024"}, {"htich_asof": "2024-06-28"}),
        ({"dukien": "7/2024"}, {"dukien": "2024-07"}),
        ({"dot": {"tu": "01/7/2024", "den": "2024-07-20"}},
         {"dot.tu": "2024-07-01", "dot.den": "2024-07-20"}),
        ({"ten": "Sở Tư pháp"}, {"ten": "Sở Tư pháp"}),
        ({"ten": NOTHING}, {"ten": NOTHING}),
        ({"ten": 5}, {"ten": "5"}),
        ({"loai": "xong"}, {"loai": "b"}),
        # records, lists, tables, selections
        ({"bt_tinh": {"tslcd": 20, "internet": "100"}},
         {"bt_tinh.tslcd": "20", "bt_tinh.internet": "100"}),
        ({"von_ds": [{"ten_du_an": "IOC", "so": "41.928"}]},
         {"von_ds[1].ten_du_an": "IOC", "von_ds[1].so": "41928", "von_ds[2].so": ""}),
        ({"von_ds": [{"ten": "IOC"}]}, {"von_ds[1].ten_du_an": "IOC", "von_ds[2].so": ""}),
        ({"von_ds": []}, {"von_ds[1].ten_du_an": "", "von_ds[2].so": ""}),
        ({"von_ds": None},
         {"von_ds[1].ten_du_an": "", "von_ds[2].so": "", "von_ds.stated": ""}),
        ({"von_ds": {"stated": 5}}, {"von_ds.stated": "5"}),
        ({"von_ds": 5}, {"von_ds.stated": "5"}),
        ({"von_ds": {"rows": [{"so": 1}], "stated": None}},
         {"von_ds[1].ten_du_an": "", "von_ds[1].so": "1", "von_ds[2].so": "",
          "von_ds.stated": ""}),
        ({"von_ds": NOTHING},
         {"von_ds[1].ten_du_an": "", "von_ds[2].so": "", "von_ds.stated": "",
          "von_ds.state": NOTHING}),
        ({"von_ds": {"state": NOTHING}},
         {"von_ds[1].ten_du_an": "", "von_ds[2].so": "", "von_ds.stated": "",
          "von_ds.state": NOTHING}),
        ({"xa": ["Núi Cấm", "Tri Tôn"]}, {"xa[1].xa": "Núi Cấm", "xa[2].xa": "Tri Tôn"}),
        ({"bang": {"r2": {"x": 3, "y": None}}}, {"bang[2].x": "3"}),
        ({"bang": None}, {"bang[1].x": ""}),
        ({"bang": "chua_co_so_lieu"}, {"bang[1].x": "", "bang.state": "chua_co_so_lieu"}),
        ({"dvc_100_list": {"stated": 5}}, {"dvc_100_list.stated": "5"}),
        ({"dvc_100_list": 5}, {"dvc_100_list.stated": "5"}),
        ({"dvc_100_list": ["dvc12", "dvc11"]},
         {"dvc_100_list[1]": "dvc12", "dvc_100_list[2]": "dvc11"}),
        # ids of before
        ({"cu": 9}, {"tn": "9"}),
        ({"dvc24": {"ky": 9}}, {"tn": "9"}),
        ({"nhom": {"tn": 9, "tong": 8}}, {"tn": "9", "htich_tong": "8"}),
    ],
)  # fmt: skip
def test_every_shape_of_a_value_is_taken(value: object, cells: dict[str, str]) -> None:
    assert taken({"values": value}) == cells


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        ({}, {}),
        ({"values": None, "text": None, "sections_off": None}, {}),
        ({"form": "T01", "period": "2024-07", "unit": "91"}, {}),
        ({"text": {"uu_diem": "Đạt {{dvc11}}.\r\n"}}, {"uu_diem": "Đạt {{dvc11}}."}),
        ({"documents": [{"ten_loai": "Kế hoạch", "so": "709", "ky_hieu": "KH-UBND",
                         "ngay": "2024-07-16"}]},
         {"van_ban[1].ten_loai": "Kế hoạch", "van_ban[1].so": "709",
          "van_ban[1].ky_hieu": "KH-UBND", "van_ban[1].ngay": "2024-07-16"}),
        ({"documents": {"ban_hanh": [{"so": "1"}]}}, {"ban_hanh[1].so": "1"}),
        ({"signature": {"quyen_ky": "KT. CHỦ TỊCH", "chuc_vu": "PHÓ CHỦ TỊCH"}},
         {"signature.quyen_ky": "KT.", "signature.cua_ai": "CHỦ TỊCH",
          "signature.chuc_vu": "PHÓ CHỦ TỊCH"}),
        ({"signature": {"ho_ten": None}}, {"signature.ho_ten": ""}),
        ({"recipients": ["Bộ Công an;", "Lưu: VT."]},
         {"recipients[1].ten": "Bộ Công an;", "recipients[2].ten": "Lưu: VT."}),
        ({"sections_off": ["hai"]}, {"sections.hai": "off", "sections.ba": "on"}),
        ({"sections_off": []}, {"sections.hai": "on", "sections.ba": "on"}),
    ],
)  # fmt: skip
def test_every_part_of_a_file_is_taken(content: object, cells: dict[str, str]) -> None:
    assert taken(content) == cells


def test_only_what_a_file_names_changes() -> None:
    s = session()
    change = plan_fill(s, b'{"values": {"tn": 8}}')
    assert isinstance(change, Change)
    s.apply(change)
    assert str(s.computation.cells[s.computation.engine.layout.strips["tn", "value"].key(0)]) == "8"
    assert len(s.computation.cells) == len(BEFORE)
    s.undo()
    assert len(s.computation.cells) == len(BEFORE)


def test_figures_keep_their_decimals_as_written() -> None:
    s = session({})
    change = plan_fill(s, b'{"values": {"kp_tong": "1,2450", "dvc11": {"p": "70"}}}')
    assert isinstance(change, Change)
    assert [edit.new for edit in change.edits] == [Decimal("1.2450"), Decimal(70)]


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "place", "code"),
    [
        ({"khong_co": 1}, "khong_co", "FIELD"),
        ({"nhom": {"zz": 1, "tn": 1}}, "nhom.zz", "FIELD"),
        ({"cu_nay": 1}, "cu_nay", "FILL"),
        ({"dvc11": {"zz": 1}}, "dvc11.zz", "FIELD"),
        ({"tn": {"n": 1}}, "tn.n", "FIELD"),
        ({"dvc11": {"n": 1.0}}, "dvc11.n", "FLOAT"),
        ({"dvc11": {"n": 1e2}}, "dvc11.n", "FLOAT"),
        ({"tn": 12.5}, "tn", "FLOAT"),
        ({"tn": True}, "tn", "FLOAT"),
        ({"tn": [1]}, "tn", "FILL"),
        ({"tn": 10**18}, "tn", "NUM-LONG"),
        ({"tn": -1}, "tn", "NUM-SIGN"),
        ({"tn": "12.34"}, "tn", "NUM-AMBIGUOUS"),
        ({"tn": "1e5"}, "tn", "NUM-EXPONENT"),
        ({"tn": "NaN"}, "tn", "NUM-CHAR"),
        ({"dvc11": {"p": "97.54"}}, "dvc11.p", "NUM-AMBIGUOUS"),
        ({"dvc11": 5}, "dvc11", "FILL"),
        ({"dvc11": "5/6/7"}, "dvc11", "FILL"),
        ({"dvc11": "5/"}, "dvc11", "FILL"),
        ({"dvc11": {"state": "quen"}}, "dvc11.state", "FILL"),
        ({"dvc11": {"state": 5}}, "dvc11.state", "FILL"),
        ({"tn": {"state": NOTHING}}, "tn.state", "FILL"),
        ({"uu_diem": {"state": NOTHING}}, "uu_diem.state", "FILL"),
        ({"uu_diem": 5}, "uu_diem", "FILL"),
        ({"htich_asof": "31/6/2024"}, "htich_asof", "DATE-DAY"),
        ({"htich_asof": 20240628}, "htich_asof", "DATE-SHAPE"),
        ({"loai": "khác"}, "loai", "CHOICE"),
        ({"bt_tinh": 20}, "bt_tinh", "FILL"),
        ({"bt_tinh": {"zz": 20}}, "bt_tinh.zz", "FIELD"),
        ({"dot": "01/7/2024"}, "dot", "FILL"),
        ({"von_ds": "IOC"}, "von_ds", "FILL"),
        ({"von_ds": True}, "von_ds", "FILL"),
        ({"von_ds": 1.5}, "von_ds", "FILL"),
        ({"von_ds": {"zz": []}}, "von_ds.zz", "FILL"),
        ({"von_ds": {"rows": 5}}, "von_ds", "FILL"),
        ({"von_ds": {"stated": "năm"}}, "von_ds.stated", "NUM-CHAR"),
        ({"von_ds": [{"so": "41,9285555"}]}, "von_ds[1].so", "NUM-DECIMALS"),
        ({"von_ds": [{"zz": 1}]}, "von_ds[1].zz", "FIELD"),
        ({"von_ds": [{"so": 1}, [2]]}, "von_ds[2]", "FILL"),
        ({"von_ds": [None]}, "von_ds[1]", "FILL"),
        ({"van_ban": ["709/KH-UBND"]}, "van_ban[1]", "FILL"),
        ({"van_ban": [{"ngay": "32/7/2024"}]}, "van_ban[1].ngay", "DATE-DAY"),
        ({"bang": [{"x": 1}]}, "bang", "FILL"),
        ({"bang": {"r9": {"x": 1}}}, "bang.r9", "FILL"),
        ({"bang": {"r1": 5}}, "bang.r1", "FILL"),
        ({"bang": {"r1": {"zz": 5}}}, "bang.r1.zz", "FIELD"),
        ({"dvc_100_list": ["dvc99"]}, "dvc_100_list[1].value", "FILL"),
        ({"dvc_100_list": [{"zz": "dvc11"}]}, "dvc_100_list[1].zz", "FIELD"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_place(
    values: object, place: str, code: str
) -> None:
    assert refused({"values": values}) == [(place, code)]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"colour": 1}, "colour"),
        ({"form": "F02"}, "form"),
        ({"period": "2024-08"}, "period"),
        ({"unit": "30337"}, "unit"),
        ({"values": []}, "values"),
        ({"values": "x"}, "values"),
        ({"text": 5}, "text"),
        ({"text": {"khong_co": "x"}}, "text.khong_co"),
        ({"text": {"uu_diem": ["x"]}}, "text.uu_diem"),
        ({"documents": 1.5}, "documents"),
        ({"documents": {"khong_co": []}}, "documents.khong_co"),
        ({"signature": "Lê Văn Phước"}, "signature"),
        ({"signature": {"zz": "x"}}, "signature.zz"),
        ({"recipients": "Lưu: VT."}, "recipients"),
        ({"recipients": [5.5]}, "recipients[1]"),
        ({"sections_off": "hai"}, "sections_off"),
        ({"sections_off": ["mot"]}, "sections_off"),
        ({"sections_off": [["hai"]]}, "sections_off"),
    ],
)
def test_a_part_that_cannot_be_is_refused_with_its_place(content: object, place: str) -> None:
    assert [where for where, _ in refused(content)] == [place]


def test_every_refusal_is_told_and_nothing_is_taken() -> None:
    s = session()
    before = dict(s.computation.cells)
    content = {"values": {"tn": 8, "khong_co": 1, "dvc11": {"n": "ba"}}, "colour": 1}
    problems = plan_fill(s, json.dumps(content).encode())
    assert not isinstance(problems, Change)
    assert sorted(problem.place for problem in problems) == ["colour", "dvc11.n", "khong_co"]
    assert s.computation.cells == before
    assert s.to_undo is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"x"',
        b"\xff\xfe{}",
        b'{"values": {"tn": NaN}}',
        b'{"values": {"tn": Infinity}}',
        b'{"values": {"tn": 1, "tn": 2}}',
        b'{"values": {}, "values": {}}',
        b'{"values": {"tn": ' + b"9" * 10_000 + b"}}",
        b"[" * 1_000_000,
        b'{"a":' * 100_000,
        b" " * (MAX_BYTES + 1),
    ],
)
def test_bytes_that_are_no_file_are_refused(data: bytes) -> None:
    problems = plan_fill(session(), data)
    assert not isinstance(problems, Change)
    assert len(problems) == 1
    assert any(ord(letter) > 127 for letter in problems[0].message)


def test_a_byte_order_mark_is_no_hindrance() -> None:
    assert isinstance(plan_fill(session(), b'\xef\xbb\xbf{"values": {"tn": 8}}'), Change)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["1/2", "97,54", NOTHING, "dvc11", "2024-07-01"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["n", "d", "p", "state", "stated", "rows", "so", "ten", "r1", "x", "zz"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from([f.id for f in FIELDS] + ["cu", "nhom", "zz"]), JSON, max_size=4
    )
)
def test_any_values_are_taken_whole_or_refused_whole(values: dict[str, object]) -> None:
    s = session()
    before = dict(s.computation.cells)
    result = plan_fill(s, json.dumps({"values": values}).encode())
    assert s.computation.cells == before
    if isinstance(result, Change):
        s.apply(result)
        fresh = s.computation.engine.open(s.computation.cells, s.computation.period)
        assert fresh.findings() == s.computation.findings()
    else:
        assert result
        assert all(problem.place and problem.message for problem in result)


@given(st.binary(max_size=200))
def test_random_bytes_are_refused(data: bytes) -> None:
    result = plan_fill(session(), data)
    assert not isinstance(result, Change) or not result.edits


def test_former_names_of_columns_are_taken() -> None:
    columns = (Column(id="ten", label="Tên"), Column(id="so_tien", label="Số", kind="int"))
    shape = form(
        Field(id="von", kind="list", label="Vốn", columns=columns),
        Field(id="bt", kind="record", label="Băng thông", columns=columns),
        table("t", ["so_tien"], ["r1"]),
        renames={"von.so": "von.so_tien", "bt.so": "bt.so_tien", "t.so": "t.so_tien"},
    )
    values = {"von": [{"ten": "a", "so": 1}], "bt": {"so": 2}, "t": {"r1": {"so": 3}}}
    session = Session(Engine(shape).open({}, JULY))
    planned = plan_fill(session, json.dumps({"values": values}).encode())
    assert isinstance(planned, Change)
    assert {edit.key.place(): str(edit.new) for edit in planned.edits} == {
        "von[1].ten": "a",
        "von[1].so_tien": "1",
        "bt.so_tien": "2",
        "t[1].so_tien": "3",
    }
