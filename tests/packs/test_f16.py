"""The commune's procedure sheet F16: rows that balance, rates of the totals, days that add up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from forms.cells import CellKey, CellValue
from forms.engine import Context
from forms.periods import Period, parse_period
from forms.sources.feeding import Source, asides, compared, gather
from tests.packs.pack_reports import (
    Broken,
    Data,
    broken,
    changed,
    document,
    engine,
    filled,
    findings,
    sample,
)
from tests.packs.reports import tables

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


def _row(name: str, **figures: int | str | None) -> Data:
    return {"tthc": {name: figures}}


def _others(**figures: int | str | None) -> Data:
    row = {"ten": "Chứng thực chữ ký", "ton_dau": 0, "tiep_nhan": 1, "giai_quyet": 1, "tra": 0}
    return {"tthc_khac": [{**row, **figures}]}


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
    Broken("PSUM@tthc_khac#khac_tiep_nhan", _others(tiep_nhan=1619, giai_quyet=1576)),
    Broken("PSUM@tthc_khac#khac_giai_quyet", _others(tiep_nhan=1577, giai_quyet=1577)),
    Broken("PSUM@tthc_khac#khac_dang", _others(ton_dau=113)),
    Broken("XFORM@tthc[1].ton_dau#chuyen_ky", {}, MONTH),
    Broken("SUM@tthc_khac[1].dang", _others(dang=2)),
    Broken("RANGE@tthc_khac[1].dang#khac_con_lai", _others(tra=1)),
    Broken("BLANK-ROW@tthc_khac[1].ten", _others(ten=None)),
    Broken("REQ@tthc[2].tn_td", {"tthc": {"dvc13": {"tn_td": None}}}),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.finding)
def test_each_rule_speaks_at_its_place(case: Broken) -> None:
    assert case.finding not in broken(MONTH, Broken("", {}))
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


def test_a_service_that_nobody_asked_for_is_left_out() -> None:
    none = dict.fromkeys(MONTH["values"]["tthc"]["dvc17"])
    computation = filled(changed(MONTH, _row("dvc17", **none)))
    assert computation.findings() == ()
    table = tables(document(computation))[-1]
    assert [row.cells[1] for row in table.rows][3:5] == [
        BIRTH,
        "Thủ tục khác trong danh mục của đơn vị",
    ]
    assert computation.effective(CellKey("tthc", TOTAL, "tn_tong")) == Decimal(1866)


def _days(received: int, settled: int, left: int) -> dict[CellKey, CellValue]:
    return {
        CellKey("n_tong", 0, "value"): Decimal(received),
        CellKey("g_tong", 0, "value"): Decimal(settled),
        CellKey("n_cuoi", 0, "value"): Decimal(left),
    }


RIGHT_DAYS = _days(1884, 1829, 141)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (RIGHT_DAYS, []),
        (_days(1885, 1829, 141), ["warning XFORM@tthc[7].tn_tong#cac_ngay_tiep_nhan"]),
        (_days(1884, 1828, 141), ["warning XFORM@tthc[7].gq_tong#cac_ngay_giai_quyet"]),
        (_days(1884, 1829, 140), ["warning XFORM@tthc[7].dang_tong#cac_ngay_cuoi_ky"]),
    ],
)
def test_the_days_of_the_month_add_up_to_the_sheet(
    days: dict[CellKey, CellValue], expected: list[str]
) -> None:
    computation = filled(MONTH, context=Context(forms={"F07": days}))
    assert findings(computation) == expected


def test_while_days_are_lacking_their_sum_is_only_noted() -> None:
    some = gather("F07", [Source("a", "30337", filled(sample("F07-2025-08-05")))], 23)
    form = filled(MONTH).engine
    forms = {"F07": compared(form, some)}
    computation = filled(MONTH, context=Context(forms=forms, asides=asides(form.form, [some])))
    told = computation.findings()
    assert {finding.severity for finding in told} == {"note"}
    assert len(told) == 3
    assert all(f.message.endswith("Mới có 1/23 báo cáo F07 của kỳ này.") for f in told)


def test_heads_stand_on_two_levels() -> None:
    groups = [column.group for column in tables(document(filled(MONTH)))[-1].columns]
    assert groups.count("Tiếp nhận") == 5
    assert groups.count("Đã giải quyết") == 4
    assert groups.count("Đang giải quyết") == 3


def test_the_rows_are_the_services_of_a_commune_under_their_official_names() -> None:
    rows = filled(MONTH).engine.fields["tthc"].rows
    assert {row.label for row in rows if row.id.startswith("dvc")} == SERVICES
    assert rows[-1].sums == tuple(row.id for row in rows[:-1])


def test_a_sheet_nobody_has_begun_lacks_its_figures() -> None:
    period = parse_period("2025-08")
    assert isinstance(period, Period)
    blank = engine("F16").open({}, period)
    assert [f.id for f in blank.findings() if f.code == "REQ"] == ["REQ@tthc"]
