"""The code that ties a printed page to its data: short for people, whole in a QR for machines.

The last page says of which data file it is the paper. Whoever holds both compares the printed
groups with the first letters of the file's SHA-256; `verify_package` does the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from exporters.manifest import Identity

LABEL: Final = "Mã đối chiếu:"
_GROUPS: Final = 4
_GROUP: Final = 4
_PRINTED: Final = re.compile(
    r"Mã đối chiếu:\s{1,9}(\S{1,80})\s{1,9}(\S{1,80}),\s{1,9}(\S{1,80}),\s{1,9}(\S{1,80}),\s{1,9}"
    r"([0-9A-F]{4}(?:-[0-9A-F]{4}){3})(?!\S)"
)


class CheckCode(NamedTuple):
    """What a paper is the paper of: form and its version, unit, period, SHA-256 of `data.json`.

    The hash is 64 hexadecimal digits; the other parts are codes without spaces.
    """

    form: str
    version: str
    unit: str
    period: str
    sha256: str

    @classmethod
    def of(cls, report: Identity, sha256: str) -> CheckCode:
        """Make the code of a report's data file."""
        return cls(report.form, report.form_version, report.unit, report.period, sha256)

    @property
    def short(self) -> str:
        """Return the beginning of the hash in groups: `3F2A-9C01-77AB-12CD`."""
        digits = self.sha256.upper()
        return "-".join(digits[at : at + _GROUP] for at in range(0, _GROUP * _GROUPS, _GROUP))

    @property
    def printed(self) -> str:
        """Return the line at the foot of the last page."""
        return f"{LABEL} {self.form} {self.version}, {self.unit}, {self.period}, {self.short}"

    @property
    def scanned(self) -> tuple[str, str]:
        """Return the text of the QR: what the data is of, then its whole hash in capitals."""
        return f"MDC1 {self.form} {self.version} {self.unit} {self.period} ", self.sha256.upper()

    def matches(self, other: CheckCode) -> bool:
        """Tell whether a printed code, with the short hash only, is this one's."""
        return self[:4] == other[:4] and self.short == other.short


def printed_codes(text: str) -> Iterator[CheckCode]:
    """Give the codes in the text of a PDF; their hashes have the printed digits only."""
    for form, version, unit, period, short in _PRINTED.findall(text):
        yield CheckCode(form, version, unit, period, short.replace("-", "").lower())


def without_codes(text: str) -> str:
    """Take the printed codes out of a text: their digits are no figures of the report."""
    return _PRINTED.sub("", text)
