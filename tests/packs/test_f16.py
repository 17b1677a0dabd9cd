"""The commune's procedure sheet F16: rows that balance, rates of the totals, days that add up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.cells import CellKey
from forms.engine import Context
from tests.packs.pack_reports import Broken, Data, broken, changed, filled, sample

MONTH = sample("F16-2025-08")
BIRTH = (
    "Liên thông đăng ký khai sinh - đăng ký thường trú - cấp thẻ Bảo hiểm y tế"
    " cho trẻ em dưới 06 tuổi"
)
SERVICES = {
    "Đăng ký khai sinh",
    "Đăng ký khai tử",
    "Đăng ký kết hôn",
    BIRTH,
    "Liên thông đăng ký khai tử - xóa đăng ký thường trú - Trợ cấp mai táng phí",
}
TOTAL = 7


def _row(name: str, **figures: int | str) -> Data:
    return {"tthc": {name: figures}}


def _others(**figures: int) -> Data:
    row = {"ten": "Chứng thực chữ ký", "tiep_nhan": 1, "giai_quyet": 1, "dang": 0, **figures}
    return {"tthc_khac": [row]}


CASES = [
    Broken("SUM@tthc[1].tn_tong#tiep_nhan", _row("dvc12", tn_tong=101)),
    Broken("SUM@tthc[3].gq_tong#giai_quyet", _row("dvc14", gq_tong=34)),
    Broken("SUM@tthc[4].dang_tong#dang_giai_quyet", _row("dvc16", dang_tong=10)),
    Broken("SUM@tthc[2].dang_tong#can_doi", _row("dvc13", tra=1)),
    Broken("SUM@tthc[7].tn_bc", _row("tong", tn_bc=92)),
    Broken("LE@tthc[1].so_hoa#so_hoa", _row("dvc12", so_hoa=111)),
    Broken("LE@tthc[1].kq_dt#ket_qua_dien_tu", _row("dvc12", kq_dt=106)),
    Broken("CALC@tthc[1].ty_le_tt", _row("dvc12", ty_le_tt="90,19")),
    Broken("CALC@tthc[7].ty_le_dh", _row("tong", ty_le_dh="99,70")),
    Broken("PSUM@tthc_khac#khac_tiep_nhan", _others(tiep_nhan=1619)),
    Broken("PSUM@tthc_khac#khac_giai_quyet", _others(giai_quyet=1577)),
    Broken("PSUM@tthc_khac#khac_dang", _others(dang=113)),
    Broken("XFORM@tthc[1].ton_dau#chuyen_ky", {}, MONTH),
    Broken("REQ@tthc", {"tthc": {"dvc13": {"tn_td": None}}}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding in broken(MONTH, case)


def test_rates_of_the_last_row_are_those_of_the_totals() -> None:
    computation = filled(MONTH)
    online, on_time = (CellKey("tthc", TOTAL, name) for name in ("ty_le_tt", "ty_le_dh"))
    assert computation.effective(online) == Decimal("60.51")
    assert computation.effective(on_time) == Decimal("99.07")


def test_a_procedure_without_applications_has_no_rate_and_no_finding() -> None:
    none = dict.fromkeys(MONTH["values"]["tthc"]["dvc17"], 0)
    computation = filled(changed(MONTH, _row("dvc17", **none)))
    assert computation.findings() == ()
    assert computation.effective(CellKey("tthc", 5, "ty_le_tt")) is None


@pytest.mark.parametrize(
    ("received", "settled", "expected"),
    [
        (1884, 1829, []),
        (1885, 1829, ["XFORM@tthc[7].tn_tong#cac_ngay_tiep_nhan"]),
        (1884, 1828, ["XFORM@tthc[7].gq_tong#cac_ngay_giai_quyet"]),
    ],
)
def test_the_days_of_the_month_add_up_to_the_sheet(
    received: int, settled: int, expected: list[str]
) -> None:
    days = {
        CellKey("n_tong", 0, "value"): Decimal(received),
        CellKey("g_tong", 0, "value"): Decimal(settled),
    }
    computation = filled(MONTH, context=Context(forms={"F07": days}))
    assert [finding.id for finding in computation.findings()] == expected


def test_the_rows_are_the_services_of_a_commune_under_their_official_names() -> None:
    rows = filled(MONTH).engine.fields["tthc"].rows
    assert {row.label for row in rows if row.id.startswith("dvc")} == SERVICES
    assert rows[-1].sums == tuple(row.id for row in rows[:-1])
