"""Charts of every kind and size for the drawings: gaps, several series, extremes."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from forms.composition import with_charts
from forms.printed.charts import Chart, Kind, Points, Series, described
from forms.printed.document import Document

MONTHS: Final = tuple(f"{month}/2024" for month in range(1, 13))


def points(*figures: str) -> Points:
    """Read figures; an empty text is a gap."""
    return tuple(Decimal(figure) if figure else None for figure in figures)


def chart(title: str, kind: Kind, unit: str, *series: Series) -> Chart:
    """Make a chart of the last months of the year."""
    periods = MONTHS[-len(series[0].points) :]
    full = [f"tháng {period}" for period in periods]
    return Chart(
        id=title,
        title=title,
        kind=kind,
        periods=periods,
        series=series,
        unit=unit,
        alt=described(title, full, series, unit),
    )


CHARTS: Final = (
    chart("Lũy kế", "line", "hồ sơ", Series("", points("10", "", "30", "45", "0", "1234567"))),
    chart("Hiện có", "bar", "triệu đồng", Series("", points("7.5", "8.25", "", "3", "9", "2"))),
    chart(
        "Bốn cột một đơn vị",
        "line",
        "người",
        *(
            Series(name, points(*(str(n * step) for n in range(1, 7))))
            for step, name in enumerate(("Một", "Hai", "Ba", "Bốn"), 1)
        ),
    ),
    chart(
        "Cột đứng cạnh nhau",
        "bar",
        "%",
        Series("Trước", points("98.5", "", "99", "97.25", "98", "99.99")),
        Series("Sau", points("95", "96", "97", "", "", "100")),
    ),
    chart("Một kỳ", "line", "", Series("", points("", "5", "", "", "", ""))),
    chart(
        "Tên rất dài của một chỉ tiêu mà không ai nhớ nổi, in thành ba dòng trên nửa trang giấy",
        "bar",
        "",
        Series("", points("999999999999999", "", "1", "2", "", "12345678901234567")),
    ),
    chart("Bằng nhau", "line", "", Series("", points("4", "4", "4", "4", "4", "4"))),
)
"""The last but one holds a figure that no spreadsheet's number can."""


def charted(document: Document) -> Document:
    """Give a document with these charts as an annex."""
    return with_charts(document, CHARTS)
