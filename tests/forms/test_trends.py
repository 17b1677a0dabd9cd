"""Trends of a report: which figures, which periods, gaps that stay gaps, charts in words."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.cells import CellKey, CellValue
from forms.engine import Computation, Engine
from forms.model import Column, Field, Form, RowSpec, Section
from forms.periods import Period, PeriodRule, parse_period
from forms.printed.charts import (
    LOOKS,
    MOST_SERIES,
    Chart,
    Series,
    axis_of,
    described,
    labelled,
    stretches,
)
from forms.printed.trends import MOST_PERIODS, Past, short_title, trend, trends
from forms.relations import SumRule

KINDS = (
    Field(id="dong", kind="int", label="số phát sinh"),
    Field(id="luy_ke", kind="int", label="lũy kế", behaviour="L", unit="hồ sơ"),
    Field(id="hien_co", kind="money", label="vốn hiện có", behaviour="T", unit="triệu đồng"),
    Field(id="chi_tieu", kind="int", label="chỉ tiêu", behaviour="N"),
    Field(id="ty_le", kind="ratio", label="đúng hạn", decimals=2),
    Field(id="cap", kind="frac", label="đã cấp", behaviour="L", unit="thẻ"),
    Field(id="ngay", kind="date", label="ngày", behaviour="T"),
    Field(id="loi", kind="text", label="lời", behaviour="T"),
    Field(
        id="bang",
        kind="table",
        label="Bảng",
        columns=(
            Column(id="a", label="Cột a", kind="int", behaviour="L"),
            Column(id="b", label="Cột b", kind="int", behaviour="L"),
            Column(id="k", label="Cột k", kind="int"),
        ),
        rows=(
            RowSpec(id="mot", label="Một"),
            RowSpec(id="tong", label="Tổng cộng", sums=("mot",)),
        ),
    ),
)


def _engine(*fields: Field, cycle: str = "month") -> Engine:
    named = tuple(field.id for field in fields)
    rule = "day" if cycle == "day" else "calendar"
    return Engine(
        Form(
            id="T01",
            version="1.0.0",
            title="Thử",
            period=PeriodRule(cycle=cycle, rule=rule),  # type: ignore[arg-type]  # both are known
            document_kind="BÁO CÁO",
            symbol="BC",
            subject=("Thử",),
            sections=(Section(id="muc", heading="Mục", fields=named),),
            fields=fields,
            relations=(
                SumRule(id="tong_a", total="bang[tong].a", parts=("bang[mot].a",)),
                SumRule(id="tong_b", total="bang[tong].b", parts=("bang[mot].b",)),
            )
            if "bang" in named
            else (),
        )
    )


def _period(code: str) -> Period:
    found = parse_period(code)
    assert isinstance(found, Period)
    return found


def _report(engine: Engine, code: str, **figures: int | str) -> Computation:
    cells: dict[CellKey, CellValue] = {}
    for name, value in figures.items():
        field, _, part = name.partition("__")
        row = 1 if field == "bang" else 0
        key = CellKey(field, row, part or "value")
        cells[key] = value if isinstance(value, str) else Decimal(value)
    return engine.open(cells, _period(code))


def _past(*reports: Computation) -> list[Past]:
    return [Past(each.period, each) for each in reports]


def _points(chart: Chart | None) -> list[int | None]:
    assert chart is not None
    return [None if p is None else int(p) for p in chart.series[0].points]


# --- which figures --------------------------------------------------------------------------------

THREE = [
    {"dong": 5, "luy_ke": 10, "hien_co": 7, "chi_tieu": 9, "ty_le__n": 1, "ty_le__d": 4},
    {"dong": 6, "luy_ke": 16, "hien_co": 7, "chi_tieu": 8, "ty_le__n": 2, "ty_le__d": 4},
    {"dong": 7, "luy_ke": 23, "hien_co": 5, "chi_tieu": 7, "ty_le__n": 3, "ty_le__d": 4},
]
TABLE = [
    {"bang__a": 1, "bang__b": 2, "bang__k": 3, "cap__n": 1, "cap__d": 9},
    {"bang__a": 2, "bang__b": 3, "bang__k": 4, "cap__n": 2, "cap__d": 9},
    {"bang__a": 3, "bang__b": 5, "bang__k": 5, "cap__n": 4, "cap__d": 9},
]


def _months(figures: list[dict[str, int]]) -> tuple[Computation, list[Past]]:
    engine = _engine(*KINDS)
    made = [_report(engine, f"2024-0{n}", **each) for n, each in enumerate(figures, 1)]
    return made[-1], _past(*made[:-1])


def test_totals_to_date_states_and_rates_are_drawn_and_nothing_else() -> None:
    charts = trends(*_months(THREE))
    assert [(each.id, each.kind, each.unit) for each in charts] == [
        ("luy_ke", "line", "hồ sơ"),
        ("hien_co", "bar", "triệu đồng"),
        ("ty_le.p", "line", "%"),
    ]
    assert _points(charts[0]) == [10, 16, 23]
    assert charts[2].series[0].points == (Decimal("25.00"), Decimal("50.00"), Decimal("75.00"))


def test_columns_of_one_unit_share_a_picture_and_a_table_shows_its_totals() -> None:
    charts = {each.id: each for each in trends(*_months(TABLE))}
    assert set(charts) == {"cap.n", "bang[2].a"}
    table, pair = charts["bang[2].a"], charts["cap.n"]
    assert table.title == "Bảng, Tổng cộng"
    assert [(each.name, str(each.points[-1])) for each in table.series] == [
        ("Cột a", "3"),
        ("Cột b", "5"),
    ]
    assert [each.name for each in pair.series] == ["Số thực hiện", "Tổng số"]


def test_what_never_moved_is_not_on_the_page_but_beside_its_cell() -> None:
    c, past = _months([{"luy_ke": 4}, {"luy_ke": 4}])
    assert trends(c, past) == ()
    assert _points(trend(c, past, CellKey("luy_ke", 0, "value"))) == [4, 4]


def test_any_figure_has_a_trend_beside_its_cell_and_words_have_none() -> None:
    c, past = _months([{"dong": 1, "chi_tieu": 3}, {"dong": 2, "chi_tieu": 3}])
    flow = trend(c, past, CellKey("dong", 0, "value"))
    assert flow is not None
    assert (flow.kind, _points(flow)) == ("bar", [1, 2])
    for key in ("ngay", "loi", "luy_ke"):
        assert trend(c, past, CellKey(key, 0, "value")) is None
    assert trend(c, past, CellKey("khong_co", 0, "value")) is None


def test_a_first_report_has_no_trend() -> None:
    c, _past = _months(THREE)
    assert trends(c, []) == ()


# --- which periods --------------------------------------------------------------------------------


def _flow(*codes: str, cycle: str = "month") -> Chart:
    engine = _engine(KINDS[1], cycle=cycle)
    made = [_report(engine, code, luy_ke=n) for n, code in enumerate(codes, 1)]
    found = trend(made[-1], _past(*made[:-1]), CellKey("luy_ke", 0, "value"))
    assert found is not None
    return found


def test_a_period_without_a_report_is_a_gap_and_never_zero() -> None:
    chart = _flow("2023-11", "2024-01", "2024-02")
    assert chart.periods == ("11/2023", "12/2023", "1/2024", "2/2024")
    assert _points(chart) == [1, None, 2, 3]


def test_a_blank_figure_is_a_gap_and_a_zero_is_a_figure() -> None:
    c, past = _months([{"luy_ke": 4}, {"dong": 1}, {"luy_ke": 0}])
    assert _points(trend(c, past, CellKey("luy_ke", 0, "value"))) == [4, None, 0]


def test_twelve_periods_are_shown_from_the_first_that_has_a_report() -> None:
    codes = [f"{2022 + n // 12}-{n % 12 + 1:02d}" for n in range(20)]
    chart = _flow(*codes)
    assert len(chart.periods) == MOST_PERIODS
    assert (chart.periods[0], chart.periods[-1]) == ("9/2022", "8/2023")


def test_reports_of_long_ago_alone_make_no_trend() -> None:
    engine = _engine(KINDS[1])
    old, new = _report(engine, "2010-01", luy_ke=1), _report(engine, "2024-07", luy_ke=2)
    assert trend(new, _past(old), CellKey("luy_ke", 0, "value")) is None


def test_weekends_are_no_gaps_of_a_daily_report() -> None:
    chart = _flow("2026-11-19", "2026-11-20", "2026-11-23", cycle="day")
    assert chart.periods == ("19/11", "20/11", "23/11")


def test_a_report_made_on_a_weekend_is_shown() -> None:
    chart = _flow("2026-11-20", "2026-11-21", "2026-11-23", cycle="day")
    assert chart.periods == ("20/11", "21/11", "23/11")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("2024-07", "7/2024"),
        ("2026-W05", "T05"),
        ("2026-Q3", "III/2026"),
        ("2026-H1", "đầu 2026"),
        ("2026-9M", "2026"),
        ("2026", "2026"),
        ("2026-11-02", "02/11"),
    ],
)
def test_a_period_has_a_short_name(code: str, name: str) -> None:
    assert short_title(_period(code)) == name


# --- charts ---------------------------------------------------------------------------------------


def _chart(*points: Decimal | None, kind: str = "line", unit: str = "") -> Chart:
    return Chart(
        id="x",
        title="X",
        kind=kind,  # type: ignore[arg-type]  # line or bar
        periods=tuple(str(n) for n in range(len(points))),
        series=(Series("", points),),
        unit=unit,
        alt="",
    )


FIGURES = st.decimals(
    min_value=0, max_value=10**15, places=2, allow_nan=False, allow_infinity=False
)


@given(st.lists(st.none() | FIGURES, min_size=1, max_size=12), st.sampled_from(["line", "bar"]))
def test_an_axis_holds_every_figure_at_equal_exact_steps(
    points: list[Decimal | None], kind: str
) -> None:
    chart = _chart(*points, Decimal(3), kind=kind)
    ticks = axis_of(chart).ticks
    assert 2 <= len(ticks) <= 7
    assert ticks[0] <= min(chart.known) <= max(chart.known) <= ticks[-1]
    assert len({after - before for before, after in pairwise(ticks)}) == 1
    assert kind == "line" or ticks[0] <= 0
    for value in chart.known:
        assert 0 <= axis_of(chart).share(value) <= 1


def test_bars_stand_on_zero_and_a_far_line_may_not() -> None:
    close = (Decimal(1000), Decimal(1010))
    assert axis_of(_chart(*close, kind="bar")).ticks[0] == 0
    assert axis_of(_chart(*close)).ticks[0] == 1000
    assert axis_of(_chart(Decimal(1), Decimal(1010))).ticks[0] == 0


def test_hundredths_of_a_percent_do_not_look_like_news() -> None:
    ticks = axis_of(_chart(Decimal("98.01"), Decimal("98.03"), unit="%")).ticks
    assert ticks[1] - ticks[0] >= 1


def test_equal_figures_and_zeros_have_an_axis() -> None:
    assert axis_of(_chart(Decimal(0), Decimal(0))).ticks == (Decimal(0), Decimal(1))
    assert axis_of(_chart(Decimal(7)), tight=True).ticks == (Decimal(7), Decimal(8))


def test_lines_stop_at_gaps() -> None:
    one = Decimal(1)
    assert stretches((one, one, None, one, None, None, one, one)) == ((0, 1), (3,), (6, 7))
    assert stretches((None,)) == ()


def test_ends_highest_and_lowest_are_written_where_not_all_have_room() -> None:
    points = tuple(map(Decimal, (3, 4, 9, 4, 1, 4, 5)))
    assert labelled(points, 7) == tuple(range(7))
    assert labelled(points, 3) == (0, 2, 4, 6)


def test_a_chart_says_every_figure_and_every_gap() -> None:
    series = [Series("", (Decimal("1234.5"), None))]
    said = described("Hồ sơ", ["tháng 6/2024", "tháng 7/2024"], series, "hồ sơ")
    assert said == (
        "Biểu đồ “Hồ sơ”, từ tháng 6/2024 đến tháng 7/2024, đơn vị: hồ sơ. "
        "tháng 6/2024: 1.234,5; tháng 7/2024: không có số liệu."
    )


def test_series_are_told_apart_without_colour() -> None:
    assert len(LOOKS) == MOST_SERIES
    assert len({(look.marker, look.hollow) for look in LOOKS}) == MOST_SERIES
    assert len({look.dashes for look in LOOKS}) == MOST_SERIES
    assert len({look.black for look in LOOKS}) == MOST_SERIES
