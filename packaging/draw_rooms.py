"""Draw docs/images/rooms.svg from the imports as they are: the rooms, and how much goes where.

Run after rooms have changed: ``.venv/bin/python packaging/draw_rooms.py``. A test compares: the
arrows are exact, the figures may grow by a quarter before the picture has to be drawn anew. A box
names its room with its modules, and the folders that they lie in; an arrow says how many modules of
one room import from another.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

import grimp

ROOMS: Final = ("desktop", "exporters", "db", "forms", "resources")
PICTURE: Final = Path(__file__).parent.parent / "docs" / "images" / "rooms.svg"
WIDTH, HEIGHT = 840, 620


class Box(NamedTuple):
    """Where a room is drawn."""

    x: int
    y: int
    width: int = 240
    height: int = 120

    def toward(self, other: Box) -> tuple[float, float, float, float]:
        """Give the ends of an arrow from this box to another one, at their nearest sides."""
        x, y = self.x + self.width / 2, self.y + self.height / 2
        to_x, to_y = other.x + other.width / 2, other.y + other.height / 2
        if abs(to_y - y) >= min(self.height, other.height):
            down = 1 if to_y > y else -1
            return x, y + down * self.height / 2, to_x, to_y - down * other.height / 2
        right = 1 if to_x > x else -1
        return x + right * self.width / 2, y, to_x - right * other.width / 2, to_y


BOXES: Final = {
    "desktop": Box(300, 20, height=110),
    "exporters": Box(10, 190, 230, 150),
    "db": Box(600, 190, 230, 110),
    "forms": Box(300, 400, height=200),
    "resources": Box(60, 478, 180, 44),
}


class Imports(NamedTuple):
    """What the rooms import from each other."""

    modules: Counter[str]
    arrows: Counter[tuple[str, str]]
    folders: dict[str, Counter[str]]


def imports() -> Imports:
    """Read the import graph; only direct imports of one room from another count."""
    graph = grimp.build_graph(*ROOMS, cache_dir=None)
    modules: Counter[str] = Counter()
    arrows: Counter[tuple[str, str]] = Counter()
    folders: dict[str, Counter[str]] = {room: Counter() for room in ROOMS}
    for module in sorted(graph.modules):
        room, _, rest = module.partition(".")
        modules[room] += 1
        if "." in rest:
            folders[room][rest.partition(".")[0]] += 1
        strangers = {
            name.partition(".")[0] for name in graph.find_modules_directly_imported_by(module)
        }
        arrows.update((room, other) for other in strangers - {room})
    return Imports(modules, arrows, folders)


def picture(found: Imports) -> str:
    """Return the drawing; the same imports give the same text."""
    tip = _mark("path", d="M0,0 L8,4 L0,8 z", fill="#444444")
    size = {"markerWidth": 9, "markerHeight": 9, "refX": 8, "refY": 4, "orient": "auto"}
    inside = [
        _mark("title", "The rooms and how many modules of one import another"),
        _mark("defs", _mark("marker", tip, id="tip", **size)),
        _mark("rect", width=WIDTH, height=HEIGHT, fill="#ffffff"),
    ]
    for (room, other), count in sorted(found.arrows.items()):
        inside += _arrow(room, other, count)
    for room, box in BOXES.items():
        inside += _room(room, box, found)
    about = {"role": "img", "width": WIDTH, "height": HEIGHT, "font-family": "sans-serif"}
    lines = "\n".join(["", *inside, ""])
    name = "http://www.w3.org/2000/svg"
    return _mark("svg", lines, xmlns=name, viewBox=f"0 0 {WIDTH} {HEIGHT}", **about) + "\n"


def _mark(name: str, inside: str = "", /, **attributes: object) -> str:
    told = "".join(f" {key.replace('_', '-')}='{value}'" for key, value in attributes.items())
    return f"<{name}{told}>{inside}</{name}>"


def _text(text: str, x: float, y: float, /, **more: object) -> str:
    return _mark("text", escape(text), x=f"{x:.0f}", y=f"{y:.0f}", **{"font_size": 12, **more})


def _arrow(room: str, other: str, count: int) -> list[str]:
    x, y, to_x, to_y = BOXES[room].toward(BOXES[other])
    ends = {"x1": f"{x:.0f}", "y1": f"{y:.0f}", "x2": f"{to_x:.0f}", "y2": f"{to_y:.0f}"}
    thick = f"{1 + min(count, 200) / 50:.1f}"
    at_x, at_y = x + (to_x - x) * 0.35, y + (to_y - y) * 0.35
    ring = {"cx": f"{at_x:.0f}", "cy": f"{at_y:.0f}", "r": 16, "fill": "#ffffff"}
    return [
        _mark("line", **ends, stroke="#444444", stroke_width=thick, marker_end="url(#tip)"),
        _mark("circle", **ring, stroke="#444444"),
        _text(str(count), at_x, at_y + 4, text_anchor="middle"),
    ]


def _room(room: str, box: Box, found: Imports) -> list[str]:
    frame = {"x": box.x, "y": box.y, "width": box.width, "height": box.height, "rx": 8}
    modules = f"{found.modules[room]} modules"
    return [
        _mark("rect", **frame, fill="#eef3f8", stroke="#27496d", stroke_width=1.5),
        _text(room, box.x + 12, box.y + 24, font_size=16, font_weight="bold"),
        _text(modules, box.x + box.width - 12, box.y + 24, text_anchor="end"),
        *(
            _text(f"{name}: {count}", box.x + 12, box.y + 46 + 18 * number)
            for number, (name, count) in enumerate(sorted(found.folders[room].items()))
        ),
    ]


if __name__ == "__main__":
    PICTURE.write_text(picture(imports()), encoding="utf-8")
    print(PICTURE)
