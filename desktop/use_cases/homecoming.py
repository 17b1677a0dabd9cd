"""What comes back of a report that left: its signed copy, and the word that it was handed in.

A signed copy is taken only when it is the very paper of the newest finalizing with signatures
added. It is kept in the data folder under a name of its own, never changed and never overwritten;
the trail keeps its SHA-256.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.desk import Desk
from desktop.problems import DATA_WRONG, Trouble
from desktop.use_cases.issuing import papers, sending

if TYPE_CHECKING:
    from db.store import Store
    from exporters.package import Verification
    from exporters.pdf import Place
    from exporters.signatures import Roots, Signature
    from exporters.signed_pdf import SignedPaper

SIGNED_FOLDER: Final = "signed"
"""Where signed copies are kept inside the data folder."""
ROOTS_FOLDER: Final = "roots"
"""Where the IT clerk puts root and intermediate certificates, inside the data folder."""
_CERTIFICATES: Final = frozenset({".pem", ".crt", ".cer", ".der"})
_MOST_CERTIFICATES: Final = 200
_MOST_BYTES: Final = 1 << 20
_PDF: Final = b"%PDF"
_ZIP: Final = b"PK"
_BEGIN: Final = 1_024


class Attached(NamedTuple):
    """A signed copy that was taken in: where it lies now, its SHA-256, who signed it."""

    path: Path
    sha256: str
    signatures: tuple[Signature, ...]


class Baseline(NamedTuple):
    """The PDF that was handed out, and where its figures stand (empty when not known)."""

    pdf: bytes
    places: tuple[Place, ...] = ()


def check_file(path: Path, data_dir: Path) -> Verification | SignedPaper:
    """Check a package, or a PDF that came back signed, without the report it is of."""
    from exporters.files import read_limited
    from exporters.package import LIMITS, verify_package
    from exporters.signed_pdf import MAX_BYTES, check_paper

    data = read_limited(path, MAX_BYTES)
    # A small package holds its PDF, uncompressed, near its own begin.
    if _PDF in data[:_BEGIN] and not data.startswith(_ZIP):
        return check_paper(path.name, data, installed_roots(data_dir))
    if len(data) > LIMITS.packed:
        data = read_limited(path, LIMITS.packed)
    return verify_package(data)


def installed_roots(data_dir: Path) -> Roots:
    """Read the certificates that are installed; a file that is none is passed over."""
    from exporters.files import read_limited
    from exporters.signatures import read_roots

    folder = data_dir / ROOTS_FOLDER
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    files = [path for path in found if path.suffix.lower() in _CERTIFICATES and path.is_file()]
    return read_roots([read_limited(path, _MOST_BYTES) for path in files[:_MOST_CERTIFICATES]])


def attach(store: Store, desk: Desk, path: Path, *, data_dir: Path, who: str) -> Attached:
    """Take in the signed copy of a finalized report, or say what is wrong with it."""
    from exporters.files import file_stem, read_limited, sha256, write_all
    from exporters.signed_pdf import MAX_BYTES, check_paper, compare_paper

    _require_finalized(desk)
    pdf = read_limited(path, MAX_BYTES)
    verdict = check_paper(path.name, pdf, installed_roots(data_dir))
    problems = verdict.problems
    if not problems:
        exported = _baseline(desk, pdf)
        problems = compare_paper(path.name, pdf, exported.pdf, exported.places)
    if problems:
        first = problems[0]
        place = str(path)
        raise Trouble(first.message, code=first.code, place=place, exit_status=DATA_WRONG)
    head, hashed = desk.head, sha256(pdf)
    stem = file_stem(head.form, head.unit, head.period, head.revision)
    name = f"{stem}_{hashed[:8]}.pdf"
    folder = data_dir / SIGNED_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (kept,) = write_all(folder, {name: pdf})
    said = f"{hashed} {name}"
    if not any(row.action == "signed" and row.detail == said for row in desk.history()):
        store.log_issue(head.id, "signed", said, who=who)
    return Attached(kept, hashed, verdict.signatures)


class Sending(NamedTuple):
    """When a report was handed in, how, and with which receipt (may be empty)."""

    day: date
    channel: str
    receipt: str = ""


def mark_sent(store: Store, desk: Desk, sent: Sending, *, today: date, who: str) -> None:
    """Note that a finalized report was handed in."""
    day, channel, receipt = sent
    _require_finalized(desk)
    if not channel.strip():
        raise Trouble("Hãy ghi nơi gửi hoặc cách gửi.", code="SENT-CHANNEL", place="channel")
    if day > today:
        message = f"Ngày gửi {day.day}/{day.month}/{day.year} chưa đến. Hãy ghi ngày đã gửi."
        raise Trouble(message, code="SENT-DATE", place="date")
    said = sending(day.isoformat(), _one_line(channel), _one_line(receipt))
    store.log_issue(desk.head.id, "sent", said, who=who)


def _one_line(text: str) -> str:
    return " ".join(text.replace(";", ",").split())


def _require_finalized(desk: Desk) -> None:
    if desk.editable:
        message = f"Báo cáo {desk.head.id} chưa chốt. Chốt và xuất PDF rồi mới ký, gửi."
        raise Trouble(message, code="ReportNotFinalized", place=desk.head.id)


def _baseline(desk: Desk, pdf: bytes) -> Baseline:
    """Return what was handed out: as the log knows it, else as it is exported now.

    A later version of the program may set pages otherwise; the hash in the log holds whatever
    has changed since.
    """
    from exporters.files import sha256
    from exporters.pdf import places
    from exporters.signed_pdf import profile_of

    exported = desk.files(profile_of(pdf), ("pdf",))["pdf"]
    if pdf.startswith(exported):
        return Baseline(exported, places(desk.document()))
    for paper in sorted(papers(desk.history())):
        if paper.size <= len(pdf) and sha256(pdf[: paper.size]) == paper.sha256:
            return Baseline(pdf[: paper.size])
    return Baseline(exported, places(desk.document()))
