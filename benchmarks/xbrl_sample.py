"""The sums and remainders of the checked form as an XBRL report with a Calculation 1.1 linkbase.

A concept for each cell, a link role for each kind of relation (a figure may be the total of one and
a part of another), exact figures (`decimals="INF"`). Rates, comparisons and bounds have no form in
that specification and are left out on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from msgspec.structs import replace

from benchmarks.stress_form import SUMMED, Figures, Shape
from forms.model import Form
from forms.relations import RemainderRule, SumRule

_TARGET: Final = "urn:baocao:benchmark"
_ARCROLE: Final = "https://xbrl.org/2023/arcrole/summation-item"
_CALCULATION: Final = "https://www.xbrl.org/2023/calculation-1.1.xsd"
_NAMES: Final = (
    f'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:link="http://www.xbrl.org/2003/linkbase"'
    f' xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:b="{_TARGET}"'
)
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
PARTS: Final = ("n", "d", "r", "x")


class Sum(NamedTuple):
    """One total and what it is made of, by the names of their concepts."""

    total: str
    parts: tuple[str, ...]


def additive(form: Form) -> Form:
    """Return the form with its sums and remainders only."""
    kept = (rule for rule in form.relations if isinstance(rule, RemainderRule | SumRule))
    return replace(form, relations=tuple(kept))


def sums(shape: Shape) -> dict[str, list[Sum]]:
    """Return the relations by link role: remainders, then one role for the sums of each part.

    The total row has no remainder here: we take the total that is right, XBRL the one reported.
    """
    rows = range(1, shape.rows + 1)
    found = {
        "remainder": [
            Sum(_name(table, row, "d"), (_name(table, row, "n"), _name(table, row, "r")))
            for table in shape.names
            for row in rows[:-1]
        ]
    }
    for part in SUMMED:
        found[f"sum-{part}"] = [
            Sum(
                _name(table, shape.rows, part),
                tuple(_name(table, row, part) for row in rows[:-1]),
            )
            for table in shape.names
        ]
    return found


def write(folder: Path, shape: Shape, figures: Figures) -> Path:
    """Write schema, linkbase and report into a folder; return the report."""
    made = {
        "form.xsd": _schema(shape),
        "calculation.xml": _linkbase(shape),
        "report.xbrl": _report(shape, figures),
    }
    for name, lines in made.items():
        (folder / name).write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    return folder / "report.xbrl"


def _name(table: str, row: int, part: str) -> str:
    return f"{table}_{row}_{part}"


def _cells(shape: Shape) -> Iterator[tuple[int, int, str]]:
    for table in range(shape.tables):
        for row in range(shape.rows):
            for part in PARTS:
                yield table, row, part


def _role(name: str) -> str:
    return f"{_TARGET}:{name}"


def _schema(shape: Shape) -> Iterator[str]:
    xsd = "http://www.w3.org/2001/XMLSchema"
    yield f'<schema xmlns="{xsd}" {_NAMES} targetNamespace="{_TARGET}">'
    yield "<annotation><appinfo>"
    for name in sums(shape):
        yield (
            f'<link:roleType roleURI="{_role(name)}" id="{name}">'
            "<link:usedOn>link:calculationLink</link:usedOn></link:roleType>"
        )
    yield (
        '<link:linkbaseRef xlink:type="simple" xlink:href="calculation.xml"'
        ' xlink:role="http://www.xbrl.org/2003/role/calculationLinkbaseRef"'
        ' xlink:arcrole="http://www.w3.org/1999/xlink/properties/linkbase"/>'
    )
    yield "</appinfo></annotation>"
    source = "http://www.xbrl.org/2003/xbrl-instance-2003-12-31.xsd"
    yield f'<import namespace="http://www.xbrl.org/2003/instance" schemaLocation="{source}"/>'
    for table, row, part in _cells(shape):
        name = _name(shape.names[table], row + 1, part)
        yield (
            f'<element name="{name}" id="{name}" type="xbrli:decimalItemType" nillable="true"'
            ' substitutionGroup="xbrli:item" xbrli:periodType="duration"/>'
        )
    yield "</schema>"


def _linkbase(shape: Shape) -> Iterator[str]:
    yield f"<link:linkbase {_NAMES}>"
    yield (
        f'<link:arcroleRef arcroleURI="{_ARCROLE}" xlink:type="simple"'
        f' xlink:href="{_CALCULATION}#summation-item"/>'
    )
    roles = sums(shape)
    for name in roles:
        yield (
            f'<link:roleRef roleURI="{_role(name)}" xlink:type="simple"'
            f' xlink:href="form.xsd#{name}"/>'
        )
    for name, role in roles.items():
        yield f'<link:calculationLink xlink:type="extended" xlink:role="{_role(name)}">'
        for concept in sorted({each for one in role for each in (one.total, *one.parts)}):
            yield (
                f'<link:loc xlink:type="locator" xlink:href="form.xsd#{concept}"'
                f' xlink:label="{concept}"/>'
            )
        for one in role:
            for order, part in enumerate(one.parts, 1):
                yield (
                    f'<link:calculationArc xlink:type="arc" xlink:arcrole="{_ARCROLE}"'
                    f' xlink:from="{one.total}" xlink:to="{part}" order="{order}" weight="1"/>'
                )
        yield "</link:calculationLink>"
    yield "</link:linkbase>"


def _report(shape: Shape, figures: Figures) -> Iterator[str]:
    yield f"<xbrli:xbrl {_NAMES}>"
    yield '<link:schemaRef xlink:type="simple" xlink:href="form.xsd"/>'
    yield (
        '<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="urn:baocao">91'
        "</xbrli:identifier></xbrli:entity><xbrli:period><xbrli:startDate>2024-07-01"
        "</xbrli:startDate><xbrli:endDate>2024-07-31</xbrli:endDate></xbrli:period>"
        "</xbrli:context>"
    )
    yield '<xbrli:unit id="u"><xbrli:measure>xbrli:pure</xbrli:measure></xbrli:unit>'
    for table, row, part in _cells(shape):
        name, value = _name(shape.names[table], row + 1, part), figures[table][part][row]
        yield f'<b:{name} contextRef="c" unitRef="u" decimals="INF">{value}</b:{name}>'
    yield "</xbrli:xbrl>"
