"""What a report must not hold: found where it stands, never repeated whole, silent elsewhere."""

from __future__ import annotations

import pytest

from forms.checking.privacy import spots
from forms.model import Column
from tests.builders import form, listing, only, remarks, report, single

SHAPE = form(
    single("doan", "rich", required=False),
    listing(
        "viec",
        Column(id="ket_qua", label="Kết quả"),
        Column(id="dt", label="Số điện thoại liên hệ"),
        required=False,
    ),
)


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("công dân 089201004567 đến nộp", "PRIVATE-ID", "089…567"),
        ("số 089 201 004 567.", "PRIVATE-ID", "089…567"),
        ("gọi 0912345678 để hỏi", "PRIVATE-PHONE", "091…678"),
        ("gọi +84 912 345 678", "PRIVATE-PHONE", "849…678"),
        ("điện thoại 0296 3852 888", "PRIVATE-PHONE", "029…888"),
        ("có đóng dấu MẬT.", "SECRET-STAMP", "MẬT"),
        ("TUYỆT  MẬT", "SECRET-STAMP", "TUYỆT MẬT"),
        ("theo Điện mật số 25/ĐK-HT", "SECRET-CITED", "Điện mật số"),
    ],
)
def test_what_should_not_stand_there(text: str, kind: str, shown: str) -> None:
    (spot,) = spots(text)
    assert (spot.kind, spot.shown) == (kind, shown)


@pytest.mark.parametrize(
    "text",
    [
        "2.695.002 dữ liệu, 083.456 hồ sơ, 0,123456789 và 1.245.000.000.000 đồng",
        "Kế hoạch số 0123456789/KH-UBND",
        "mã định danh 000.00.00.G01, ngày 22/7/2024",
        "BẢO MẬT AN TOÀN THÔNG TIN; bảo mật; MẬT KHẨU; bí mật nhà nước; mật khẩu",
        "tài khoản 1234567890123456",
        "đầu số 1900 1234, 24/7",
    ],
)
def test_silence_where_nothing_is_wrong(text: str) -> None:
    assert spots(text) == ()


def test_a_finding_tells_the_place_and_hides_the_number() -> None:
    c = report(SHAPE, {"doan": "Ông A, 089201004567 và 089201004568, đã nộp."})
    found = only(c)
    assert (found.code, found.severity, found.place) == ("PRIVATE-ID", "warning", "doan")
    assert "201004" not in found.message + found.given


def test_a_column_that_asks_for_a_telephone_number_gets_one() -> None:
    c = report(SHAPE, {"viec[1].ket_qua": "gọi 0912345678", "viec[1].dt": "0912345678"})
    assert remarks(c) == ["warning PRIVATE-PHONE@viec[1].ket_qua"]
