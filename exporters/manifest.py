"""What a package says about itself: whose report it is, which files, which hashes.

Three lists say the same for three readers: `manifest.json` for this program,
`datapackage.json` (Frictionless Data Package) for data people, `manifest-sha256.txt` for
`sha256sum -c`. They are made from one value and must agree when read back.
"""

import re
from typing import Any, Final, Literal

import msgspec

from exporters.files import file_stem, sha256
from forms.findings import Acceptance, Finding, Tally
from forms.report import ReportHead, Status

FORMAT: Final = "baocao-package/1"
MANIFEST: Final = "manifest.json"
DATAPACKAGE: Final = "datapackage.json"
HASH_LIST: Final = "manifest-sha256.txt"
MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}
"""The parts of a package by suffix; each is there exactly once."""

_HASH_LINE: Final = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._-]{0,119})")


class Strict(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=False
):
    """Common options of what is read back from outside."""


class Identity(Strict, frozen=True, kw_only=True):
    """Which report this is. Every file of a package carries the same.

    `id` is the report's own name (`F02-91-2024-07`), `revision` the submission number, from 1.
    `dated` is the ISO time that stands in all files' properties: of finalizing, or of the last
    change of a draft; never the time of exporting.
    """

    id: str
    form: str
    form_version: str
    pack_sha256: str
    unit: str
    unit_name: str
    period: str
    revision: int
    status: Status
    dated: str

    @property
    def stem(self) -> str:
        """Return the name of this submission's files without suffix."""
        return file_stem(self.form, self.unit, self.period, self.revision)


class Counts(Strict, frozen=True, kw_only=True):
    """Findings by severity; an accepted one is counted in `accepted` only."""

    error: int = 0
    warning: int = 0
    note: int = 0
    missing: int = 0
    accepted: int = 0


class Accepted(Strict, frozen=True, kw_only=True):
    """A finding that was let pass, with the written reason and its author."""

    code: str
    severity: str
    place: str
    given: str
    expected: str
    message: str
    reason: str
    who: str
    at: str


class PackedFile(Strict, frozen=True, kw_only=True):
    """One file of a package and what its bytes must be."""

    name: str
    bytes: int
    sha256: str


class Manifest(Strict, frozen=True, kw_only=True):
    """The package's table of contents, `manifest.json`.

    `data_sha256` is the hash of the data file: the fingerprint of the report's content.
    """

    format: Literal["baocao-package/1"] = FORMAT
    report: Identity
    files: tuple[PackedFile, ...]
    data_sha256: str
    counts: Counts
    accepted: tuple[Accepted, ...]


# --- making ------------------------------------------------------------------------------------


def identity(head: ReportHead, *, unit_name: str, dated: str) -> Identity:
    """Take a report's identity from its head."""
    return Identity(
        id=head.id,
        form=head.form,
        form_version=head.pack_version,
        pack_sha256=head.pack_sha256,
        unit=head.unit,
        unit_name=unit_name,
        period=head.period,
        revision=head.revision,
        status=head.status,
        dated=dated,
    )


def counts(tally: Tally) -> Counts:
    """Take the counts of findings over."""
    return Counts(**msgspec.structs.asdict(tally))


def accepted(
    findings: tuple[Finding, ...], acceptances: tuple[Acceptance, ...]
) -> tuple[Accepted, ...]:
    """List the findings that carry a reason, with who gave it and when."""
    known = {(item.finding, item.fingerprint): item for item in acceptances}
    return tuple(
        _accepted(finding, known.get((finding.id, finding.fingerprint)))
        for finding in findings
        if finding.reason is not None
    )


def _accepted(finding: Finding, acceptance: Acceptance | None) -> Accepted:
    return Accepted(
        code=finding.code,
        severity=finding.severity,
        place=finding.place,
        given=finding.given,
        expected=finding.expected,
        message=finding.message,
        reason=finding.reason or "",
        who=acceptance.who if acceptance else "",
        at=acceptance.at if acceptance else "",
    )


def packed(name: str, data: bytes) -> PackedFile:
    """Measure one file."""
    return PackedFile(name=name, bytes=len(data), sha256=sha256(data))


def encode(content: object) -> bytes:
    """Write `manifest.json` or another list: sorted keys, indented for people, a line end last."""
    return msgspec.json.format(msgspec.json.encode(content, order="sorted"), indent=2) + b"\n"


def hash_list(files: tuple[PackedFile, ...]) -> bytes:
    """Write the lines that `sha256sum -c` reads, sorted by name."""
    lines = [f"{file.sha256}  {file.name}\n" for file in sorted(files, key=lambda f: f.name)]
    return "".join(lines).encode()


def datapackage(manifest: Manifest) -> bytes:
    """Write the Frictionless description. PDF and workbook are plain files, not tables."""
    report = manifest.report
    return encode(
        {
            "name": report.stem.lower(),
            "title": f"{report.form} {report.period} {report.unit_name}",
            "version": str(report.revision),
            "created": report.dated,
            "resources": [_resource(file) for file in manifest.files],
        }
    )


def _resource(file: PackedFile) -> dict[str, str | int]:
    suffix = file.name.rpartition(".")[2]
    return {
        "name": file.name.lower().replace(".", "-"),
        "type": "json" if suffix == "json" else "file",
        "path": file.name,
        "format": suffix,
        "mediatype": MEDIA_TYPES[suffix],
        "hash": f"sha256:{file.sha256}",
        "bytes": file.bytes,
    }


# --- reading -----------------------------------------------------------------------------------


def decode(data: bytes) -> Manifest | None:
    """Read `manifest.json`; `None` when it is not one of ours, in this format, canonical."""
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
    return manifest if encode(manifest) == data else None


def is_newer(data: bytes, known: str = FORMAT) -> bool:
    """Tell whether a list of contents is of a later format than the ``known`` one of its kind."""
    try:
        head: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return False
    kind = head.get("format") if isinstance(head, dict) else None
    family, mark, _version = known.partition("/")
    return isinstance(kind, str) and kind.startswith(family + mark) and kind != known


def read_hash_list(data: bytes) -> dict[str, str] | None:
    """Read a hash list into hash by name; `None` for any line of another shape or a repetition."""
    if not data.isascii() or not data.endswith(b"\n"):
        return None
    found: dict[str, str] = {}
    for line in data.decode("ascii").split("\n")[:-1]:
        match = _HASH_LINE.fullmatch(line)
        if match is None or match[2] in found:
            return None
        found[match[2]] = match[1]
    return found
