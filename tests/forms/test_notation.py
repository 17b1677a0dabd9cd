"""Figures and units in running text: what is written otherwise, and what only looks so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.checking.notation import slips
from forms.model import Column
from tests.builders import form, listing, only, remarks, report, single, type_in

SHAPE = form(
    single("doan", "rich", required=False),
    listing("viec", Column(id="ket_qua", label="Kết quả"), required=False),
)


@pytest.mark.parametrize(
    ("text", "written", "right"),
    [
        ("băng thông 100 Mpbs.", "Mpbs", "Mbps"),
        ("băng thông 100MBps", "MBps", "Mbps"),
        ("băng thông 1 gbps", "gbps", "Gbps"),
        ("băng thông 20 Mb/s", "Mb/s", "Mbps"),
        ("tổng số 2,695,002 dữ liệu", "2,695,002", "2.695.002"),
        ("đạt tỷ lệ 97.54%", "97.54", "97,54"),
        ("tổng cộng 1.2 tỷ đồng", "1.2", "1,2"),
    ],
)
def test_what_is_written_otherwise(text: str, written: str, right: str) -> None:
    (slip,) = slips(text)
    assert (slip.written, slip.right) == (written, right)
    assert text[slip.at :].startswith(written)


@pytest.mark.parametrize(
    "text",
    [
        "100 Mbps, 1 Gbps, 64 kbps",
        "2.695.002/2.695.002 dữ liệu, đạt 97,54%",
        "1.254 hồ sơ; 1,245 tỷ đồng; 1.000 triệu đồng; 101.375 triệu đồng",
        "1.254% là số lớn",
        "(phiên bản 1.0), mục 2.1 tỷ lệ, theo 3.2",
        "ngày 4.3.2024; địa chỉ 10.0.0.1",
        "các năm 2021,2022,2023; mục 1,2,3; 12,345",
        "Windows 10 Home, 4G/5G, 24/7, 25 dịch vụ",
        "",
    ],
)
def test_what_is_right_or_no_figure(text: str) -> None:
    assert slips(text) == ()


def test_it_is_told_once_at_its_cell() -> None:
    c = report(SHAPE, {"viec[2].ket_qua": "là 100 Mpbs, nơi khác 200 Mpbs"})
    assert remarks(c) == ["warning FORMAT@viec[2].ket_qua#Mpbs"]
    assert only(c).message.startswith("Viec, dòng 2, Kết quả, ký tự 8: “Mpbs”")
    type_in(c, {"viec[2].ket_qua": "là 100 Mbps", "doan": "đạt 97.5%"})
    assert remarks(c) == ["warning FORMAT@doan#97.5"]


@given(st.text(alphabet="0123456789,.% Mbps/tỷđồng"))
def test_slips_stand_where_they_say(text: str) -> None:
    for slip in slips(text):
        assert text[slip.at :].startswith(slip.written)
        assert slip.right != slip.written
