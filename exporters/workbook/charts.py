"""Native charts of a workbook: one sheet of pictures over one sheet of their figures.

Every picture refers to its row of figures, so that whoever copies or restyles it keeps them. A
period without a figure is an empty cell and a gap in the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from exporters.agreement import is_exact
from exporters.workbook.layout import FIRST_ROW
from exporters.workbook.pages import Frame
from exporters.workbook.pen import Pen, clean
from exporters.workbook.styles import FONT, WHOLE
from forms.numbers import format_number, scaled
from forms.printed.charts import LOOKS, Chart, Look, axis_of, labelled

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart as Picture

PICTURES: Final = "Biểu đồ"
FIGURES: Final = "Số liệu biểu đồ"

_NAME, _SERIES, _UNIT, _FIRST = 1, 2, 3, 4
"""Columns of the figures: chart, series, unit, first period."""
_WIDTHS: Final = (5, 48, 26, 13)
_PERIOD_WIDTH: Final = 11
_ACROSS: Final = 2
_SIZE: Final = (470, 260)
_PIXELS_PER_ROW: Final = 25
_ROWS: Final = _SIZE[1] // _PIXELS_PER_ROW + 2
_PICTURE_COLUMNS: Final = (68, 68)
_SCALE, _PAIRS = 60, 4
"""How small the pictures are printed, in %, and how many pairs of them stand on a page."""
_MOST_LABELS: Final = 7
_MARKERS: Final = {"disc": "circle", "square": "square", "triangle": "triangle"}
_DASHES: Final = ("solid", "dash", "round_dot", "dash_dot")


def write_charts(frame: Frame, charts: Sequence[Chart]) -> None:
    """Write both sheets; nothing where there are no charts."""
    if charts:
        name = _free_name(frame, FIGURES)
        spots = _write_figures(frame, name, charts)
        _draw_pictures(frame, [_picture(frame, name, *spot) for spot in spots])


def _free_name(frame: Frame, wanted: str) -> str:
    """Return a name that no sheet of the report has."""
    taken = {name.casefold() for name in frame.workbook.sheetnames}
    name, number = wanted, 1
    while name.casefold() in taken:
        number += 1
        name = f"{wanted} ({number})"
    return name


# --- figures --------------------------------------------------------------------------------------


def _write_figures(frame: Frame, name: str, charts: Sequence[Chart]) -> Iterator[tuple[Chart, int]]:
    """Write a row for each series; give each chart with the row of its first one."""
    periods = charts[0].periods
    widths = (*_WIDTHS, *(_PERIOD_WIDTH for _ in periods))
    pen = frame.begin(name, "SỐ LIỆU CỦA BIỂU ĐỒ", widths)
    heads = ("STT", "Chỉ tiêu", "Phần", "Đơn vị tính", *periods)
    for column, head in enumerate(heads):
        pen.text(FIRST_ROW, column, head, "head")
    row, first = FIRST_ROW + 1, []
    for number, chart in enumerate(charts, 1):
        first.append((chart, row))
        for series in chart.series:
            pen.text(row, 0, str(number), "center")
            pen.text(row, _NAME, chart.title, "words")
            pen.text(row, _SERIES, series.name, "words")
            pen.text(row, _UNIT, chart.unit, "center")
            for column, point in enumerate(series.points, _FIRST):
                _figure(pen, row, column, point)
            row += 1
    frame.finish(pen, wide=True)
    return iter(first)


def _figure(pen: Pen, row: int, column: int, point: Decimal | None) -> None:
    if point is None:
        pen.blank(row, column, "derived")
    elif is_exact(point):
        pen.number(row, column, point, style="derived", shape=_shape([point]))
    else:
        pen.text(row, column, format_number(point), "long")


def _shape(points: Sequence[Decimal]) -> str:
    decimals = max((scaled(point)[1] for point in points), default=0)
    return f"{WHOLE}.{'0' * decimals}" if decimals else WHOLE


# --- pictures -------------------------------------------------------------------------------------


def _draw_pictures(frame: Frame, pictures: Sequence[tuple[Picture, str]]) -> None:
    name = _free_name(frame, PICTURES)
    pen = frame.begin(name, "BIỂU ĐỒ", _PICTURE_COLUMNS)
    for number, (picture, alt) in enumerate(pictures):
        down, across = divmod(number, _ACROSS)
        options = {"description": clean(alt), "object_position": 1}
        pen.page.insert_chart(FIRST_ROW + down * _ROWS, across, picture, options)
    frame.finish(pen, wide=False, heads=0)
    # A sheet that is made to fit takes no breaks of its own, and a picture would be torn.
    pen.page.set_print_scale(_SCALE)
    every = _ROWS * _PAIRS
    pen.page.set_h_pagebreaks(
        [FIRST_ROW + every * page - 1 for page in range(1, len(pictures) // (_ACROSS * _PAIRS) + 1)]
    )


def _picture(frame: Frame, sheet: str, chart: Chart, row: int) -> tuple[Picture, str]:
    kind = "column" if chart.kind == "bar" else "line"
    picture: Any = frame.workbook.add_chart({"type": kind})
    last = _FIRST + len(chart.periods) - 1
    for number, series in enumerate(chart.series):
        look, at = LOOKS[number], row + number
        told = {
            "name": clean(series.name or chart.title),
            "categories": [sheet, FIRST_ROW, _FIRST, FIRST_ROW, last],
            "values": [sheet, at, _FIRST, at, last],
        }
        picture.add_series({**told, **_looks(chart, look, number)})
    picture.show_blanks_as("gap")
    title = f"{chart.title} ({chart.unit})" if chart.unit else chart.title
    picture.set_title({"name": clean(title), "name_font": _font(11), "overlay": False})
    picture.set_legend({"position": "bottom"} if len(chart.series) > 1 else {"none": True})
    ticks = axis_of(chart).ticks
    scale = {"min": ticks[0], "max": ticks[-1], "major_unit": ticks[1] - ticks[0]}
    lines = {"visible": True, "line": {"color": "#BFBFBF", "width": 0.5}}
    shape = {"num_format": _shape(ticks), "num_font": _font(9), "major_gridlines": lines}
    picture.set_y_axis({**scale, **shape})
    every = 1 if len(chart.periods) <= _MOST_LABELS else 2
    names = {"text_axis": True, "label_position": "low", "interval_unit": every}
    picture.set_x_axis({"num_font": _font(9), **names})
    picture.set_size({"width": _SIZE[0], "height": _SIZE[1]})
    return picture, chart.alt


def _looks(chart: Chart, look: Look, number: int) -> dict[str, Any]:
    """Return how a series is told apart in black and white."""
    if chart.kind == "bar":
        grey = f"{255 * (100 - look.black) // 100:02X}"
        fill = {"color": f"#{grey * 3}"}
        border = {"color": "#000000", "width": 0.75}
        return {"fill": fill, "border": border, "gap": 40, **_said(chart, number, "outside_end")}
    marker = {
        "type": _MARKERS.get(look.marker, "diamond"),
        "size": 6,
        "fill": {"color": "#FFFFFF" if look.hollow else "#000000"},
        "border": {"color": "#000000"},
    }
    line = {"color": "#000000", "width": 1.5, "dash_type": _DASHES[number]}
    return {"line": line, "marker": marker, **_said(chart, number, "above")}


def _said(chart: Chart, number: int, position: str) -> dict[str, Any]:
    """Write figures at their points: of several series the last, else as many as have room."""
    points = chart.series[number].points
    told = labelled(points, _MOST_LABELS) if len(chart.series) == 1 else labelled(points, 0)[-1:]
    custom = [{} if place in told else {"delete": True} for place in range(len(points))]
    said = {"value": True, "position": position, "font": _font(8), "custom": custom}
    return {"data_labels": said}


def _font(size: int) -> dict[str, Any]:
    return {"name": FONT, "size": size, "bold": False}
