"""The lines of the check panel: the findings grouped by severity, and their words.

What a line says is made only when it is to be seen; what lines there are is a matter of sorting
findings, which stay the same objects while nothing changes about them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from desktop.window import theme
from desktop.window.editor.marks import Marks
from forms.findings import SEVERITIES, Finding, Severity

_FEW_MISSING: Final = 6
_ACCEPTED: Final = "accepted"


class Group(NamedTuple):
    """The heading over a ``number`` of findings of one severity, or of those with a reason."""

    of: str
    number: int


class Lacking(NamedTuple):
    """What a section lacks: ``blank`` places, ``unseen`` ones nobody looked at since the copy."""

    title: str
    blank: int
    unseen: int
    first: Finding


Entry = Group | Lacking | Finding


class Line(NamedTuple):
    """One line of the list: a group's heading, a finding, or what a section lacks."""

    kind: Severity | None
    text: str
    hint: str = ""
    finding: Finding | None = None


def entries(marks: Marks, titles: Callable[[], Mapping[str, str]]) -> list[Entry]:
    """Return the findings grouped by severity; many missing parts are told by section."""
    groups: dict[str, list[Finding]] = {}
    for finding in marks.findings:
        group = finding.severity if finding.reason is None else _ACCEPTED
        groups.setdefault(group, []).append(finding)
    result: list[Entry] = []
    for of in (*SEVERITIES, _ACCEPTED):
        found = groups.get(of)
        if found:
            result.append(Group(of, len(found)))
            by_section = of == "missing" and len(found) > _FEW_MISSING
            result += _by_section(marks, found, titles()) if by_section else found
    return result


def _by_section(
    marks: Marks, found: Sequence[Finding], titles: Mapping[str, str]
) -> Iterator[Lacking]:
    sections = [marks.section(finding) for finding in found]
    counts = Counter(sections)
    unseen = Counter(s for s, f in zip(sections, found, strict=True) if f.code == "REVIEW")
    firsts = dict(zip(reversed(sections), reversed(found), strict=True))
    for section, count in counts.items():
        blank = count - unseen[section]
        yield Lacking(titles.get(section, section), blank, unseen[section], firsts[section])


def finding_of(entry: Entry) -> Finding | None:
    """Return what a line leads to; a heading leads nowhere."""
    if isinstance(entry, Finding):
        return entry
    return entry.first if isinstance(entry, Lacking) else None


def name_of(entry: Entry) -> tuple[str, ...]:
    """Return what a line is recognised by while its numbers change."""
    if isinstance(entry, Finding):
        group = entry.severity if entry.reason is None else _ACCEPTED
        return group, entry.code, entry.place, entry.rule
    return ("", entry.title) if isinstance(entry, Lacking) else (entry.of,)


def line_of(entry: Entry) -> Line:
    """Return what a line says."""
    match entry:
        case Group(of, number):
            told = "Đã giải trình" if of == _ACCEPTED else theme.LOOKS[_severity(of)].group
            return Line(None, f"{told} ({number})")
        case Lacking(title, blank, unseen, first):
            return Line("missing", title, _lacking(blank, unseen), first)
        case Finding(reason=None):
            hint = entry.hint[:1].upper() + entry.hint[1:]
            return Line(entry.severity, entry.message, hint, entry)
        case _:
            return Line("note", entry.message, f"Lý do: {entry.reason}", entry)


def _severity(of: str) -> Severity:
    return next(severity for severity in SEVERITIES if severity == of)


def _lacking(blank: int, unseen: int) -> str:
    parts_said = (
        (blank, f"thiếu {blank} chỗ"),
        (unseen, f"{unseen} chỗ chép từ kỳ trước chưa rà soát"),
    )
    said = ", ".join(words for count, words in parts_said if count)
    return said[:1].upper() + said[1:]
