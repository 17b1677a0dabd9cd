"""Commands on what happened to a report: its history, a cell's, two submissions side by side."""

from __future__ import annotations

import argparse
from typing import Final

from desktop.commands.command import REPORT, Answer, Command, Commands, desk_of
from desktop.reporting import clock_words
from desktop.use_cases import report_trail as trail


def _history(options: argparse.Namespace) -> Answer:
    with desk_of(options) as desk:
        if options.place:
            return _cell(desk.head.id, options.place, trail.cell_steps(desk, options.place))
        events = trail.events(desk)
        lines = tuple(_line(event, trail.places_in_words(desk, event)) for event in events)
    return Answer({"report": options.report, "events": [_described(one) for one in events]}, lines)


def _line(event: trail.Event, places: str) -> str:
    said = ". ".join(filter(None, (places, event.detail)))
    return f"{clock_words(event.at)} · {event.who}: {event.words}{f': {said}' if said else ''}"


def _described(event: trail.Event) -> dict[str, object]:
    return {
        "at": event.at,
        "who": event.who,
        "action": event.action,
        "places": [key.place() for key in event.keys],
        "detail": event.detail,
    }


def _cell(report: str, place: str, steps: tuple[trail.CellStep, ...]) -> Answer:
    lines = (
        f"{clock_words(step.at)} · {step.who}: {step.words}"
        f" {step.old or 'trống'} → {step.new or 'trống'}"
        for step in steps
    )
    described = [step._asdict() for step in steps]
    shown = tuple(lines) or ("Ô này chưa được sửa lần nào.",)
    return Answer({"report": report, "place": place, "steps": described}, shown)


def _compare(options: argparse.Namespace) -> Answer:
    with desk_of(options) as desk:
        found = trail.compare(desk, options.first, options.second)
    payload = {
        "report": options.report,
        "first": found.first._asdict(),
        "second": found.second._asdict(),
        "places": len(found.lines),
        "changed": [line._asdict() for line in found.changed],
    }
    lines = (
        f"{line.label} ({line.place}): {line.first or 'trống'} → {line.second or 'trống'}"
        for line in found.changed
    )
    return Answer(payload, (trail.summary(found), *lines))


COMMANDS: Final[Commands] = {
    "history": Command(
        "xem những gì đã làm với một báo cáo, hoặc các lần sửa một ô",
        (
            REPORT,
            (("place",), {"nargs": "?", "metavar": "Ô", "help": "ô, ví dụ dvc12.n"}),
        ),
        _history,
    ),
    "compare": Command(
        "so hai lần nộp của một báo cáo",
        (
            REPORT,
            (("first",), {"type": int, "metavar": "LẦN", "help": "lần nộp thứ nhất"}),
            (
                ("second",),
                {
                    "type": int,
                    "nargs": "?",
                    "default": trail.NOW,
                    "metavar": "LẦN_SAU",
                    "help": "lần nộp thứ hai; bỏ trống là số liệu hiện nay",
                },
            ),
        ),
        _compare,
    ),
}
