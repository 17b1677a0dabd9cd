"""What the command line prints of forms, reports and findings: for people and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec

from exporters.package import Verification
from forms.cells import STATED, CellValue
from forms.engine import Engine
from forms.findings import Finding, Tally
from forms.model import Column, Field
from forms.numbers import format_number
from forms.printed.document import Block, Document, Paragraph, Run
from forms.sources.upgrading import Upgrade
from forms.vocabulary import Worded

if TYPE_CHECKING:
    from desktop.use_cases.backups import Preview
    from desktop.use_cases.issued import Issued
    from desktop.workspace import ReportLine
    from exporters.signatures import Signature, Trust, Wholeness
    from exporters.signed_pdf import SignedPaper

SEVERITY_WORDS: Final = {
    "error": "Lỗi",
    "warning": "Cảnh báo",
    "missing": "Thiếu",
    "note": "Nhắc",
}
STATUS_WORDS: Final = {"draft": "nháp", "finalized": "đã chốt", "deleted": "đã xóa"}
_PAIRS: Final = ("ratio", "frac", "rank")
_EXAMPLES: Final = {
    "date": "2024-06-28",
    "month": "2024-07",
    "text": "…",
    "money": "1,245",
    "pct": "97,54",
}
_WHOLE_NUMBER: Final = 1304


def verdict(counts: Tally) -> str:
    """Return the one line that says where a report stands."""
    accepted = f", {counts.accepted} có giải trình" if counts.accepted else ""
    if not counts.blocks:
        return f"Đủ điều kiện chốt ({counts.note} nhắc{accepted})."
    return (
        f"Còn {counts.error} lỗi, {counts.warning} cảnh báo,"
        f" {counts.missing} chỗ thiếu, {counts.note} nhắc{accepted}."
    )


def finding_line(finding: Finding) -> str:
    """Return one finding for people: severity, name, sentence, hint, repair or reason."""
    hint = f" ({finding.hint})" if finding.hint else ""
    repair = " [sửa được]" if finding.repair is not None and finding.reason is None else ""
    reason = f" [giải trình: {finding.reason}]" if finding.reason is not None else ""
    word = SEVERITY_WORDS[finding.severity]
    return f"{word:<9} {finding.id}: {finding.message}{hint}{repair}{reason}"


def described_finding(finding: Finding) -> dict[str, object]:
    """Return one finding in the documented JSON shape."""
    described: dict[str, object] = {
        "id": finding.id,
        "part": "" if finding.key is None else finding.key.part,
        **{name: getattr(finding, name) for name in _SAID},
        "repair": None if finding.repair is None else msgspec.to_builtins(finding.repair),
    }
    return described


_SAID: Final = (
    "code",
    "severity",
    "place",
    "rule",
    "given",
    "expected",
    "difference",
    "message",
    "hint",
    "reason",
)


def described_line(line: ReportLine) -> dict[str, object]:
    """Return one line of the work list as JSON."""
    return {
        "report": line.head.id,
        "form": line.head.form,
        "unit": line.head.unit,
        "period": line.head.period,
        "status": line.head.status,
        "revision": line.head.revision,
        "title": line.title,
        "counts": msgspec.to_builtins(line.tally),
        "filled": line.filled,
        "signed": line.issued.signed,
        "sent": line.issued.sent,
    }


def _issued_words(issued: Issued) -> str:
    """Return how far a finalized report has come, in words; empty while nothing has come back."""
    if issued.sent:
        return "đã gửi"
    return "đã ký" if issued.signed else ""


_TRUST: Final[Mapping[Trust, str]] = {
    "not checked": "chưa kiểm tra tin cậy",
    "chain valid": "chuỗi chứng thư hợp lệ",
    "chain not valid": "chứng thư không dẫn đến chứng thư gốc đã cài",
}
_WHOLE: Final[Mapping[Wholeness, str]] = {
    "whole": "nguyên vẹn",
    "broken": "không khớp nội dung",
    "unreadable": "không đọc được",
}


def signature_line(signature: Signature) -> str:
    """Return a signature for people: who, when, covering what, whether whole and trusted."""
    who = signature.signer or signature.field
    if signature.organisation and signature.organisation != who:
        who = f"{who} ({signature.organisation})"
    covers = "toàn bộ tệp" if signature.covers_all else "phần tệp đến lúc ký"
    at = f", lúc {signature.at}" if signature.at else ""
    return (
        f"Chữ ký của {who}{at}: {_WHOLE[signature.status]}, ký trên {covers};"
        f" {_TRUST[signature.trust]}."
    )


def verdict_on_file(name: str, found: Verification | SignedPaper) -> str:
    """Return in one sentence whether a file from outside is genuine, and who signed it."""
    kind = "gói" if isinstance(found, Verification) else "tệp"
    if not found.ok:
        first = found.problems[0].message if found.problems else f"Hãy xin lại {kind}."
        return f"{name}: {kind} không hợp lệ. {first}"
    if isinstance(found, Verification):
        return f"{name}: gói nguyên vẹn, {len(found.files)} tệp đúng mã kiểm tra."
    return f"{name}: nguyên vẹn từ khi ký. {signers_line(found.signatures)}"


def signers_line(signatures: Iterable[Signature]) -> str:
    """Return who signed, each with what is known of the certificate."""
    said = (f"{each.signer or each.field} ({_TRUST[each.trust]})" for each in signatures)
    return f"Người ký: {'; '.join(said)}."


def work_line(line: ReportLine) -> str:
    """Return one line of the work list for people."""
    status = _issued_words(line.issued) or STATUS_WORDS[line.head.status]
    return f"{line.head.id:<24} {line.period_title:<16} {status:<9} {line.filled:>3}%  {line.title}"


# -- forms ----------------------------------------------------------------------


def described_fields(engine: Engine) -> list[dict[str, object]]:
    """Return every field a filler needs: id, kind, label, parts, and the JSON shape it takes."""
    return [_described(engine, field) for field in engine.fields.values()]


def _described(engine: Engine, field: Field) -> dict[str, object]:
    sections = engine.home.get(field.id, ())
    columns = engine.columns(field.id)
    return {
        "id": field.id,
        "kind": field.kind,
        "label": _words(field.label),
        "section": sections[-1].id if sections else "",
        "unit": field.unit,
        "decimals": field.decimals,
        "behaviour": field.behaviour,
        "required": field.required,
        "required_since": field.required_since,
        "since": field.since,
        "until": field.until,
        "derived": bool(field.formula) or field.kind == "selection",
        "states": list(field.states),
        "source": field.source,
        "evidence": field.evidence,
        "parts": [_described_part(column) for column in columns],
        "rows": [row.id for row in field.rows],
        "shape": _shape(field, columns),
    }


def _described_part(column: Column) -> dict[str, object]:
    return {
        "id": column.id,
        "label": _words(column.label),
        "kind": column.kind,
        "unit": column.unit,
        "required": column.required,
        "choices": [choice.code for choice in column.choices],
    }


def _shape(field: Field, columns: tuple[Column, ...]) -> object:
    """Return an example of what ``fill`` takes for the field."""
    if field.kind in _PAIRS:
        example: dict[str, object] = {"n": 949, "d": 959}
        if field.kind == "ratio":
            example["p"] = "98,96"
        return example | ({"r": 10} if field.remainder else {})
    if field.kind in ("list", "documents"):
        return [_row_shape(columns)]
    if field.kind == "selection":
        return {STATED: 5}
    if field.kind in ("record", "daterange"):
        return _row_shape(columns)
    if field.kind == "table":
        return {row.id: _row_shape(columns) for row in field.rows[:1]}
    value = _example(columns[0])
    return {STATED: value} if field.formula else value


def _row_shape(columns: tuple[Column, ...]) -> dict[str, object]:
    return {column.id: _example(column) for column in columns}


def _example(column: Column) -> object:
    if column.choices:
        return column.choices[0].code
    return _EXAMPLES.get(column.kind, _WHOLE_NUMBER)


def described_sections(engine: Engine) -> list[dict[str, object]]:
    """Return the sections in order with their fields and whether they can be switched off."""
    return [
        {
            "id": section.id,
            "heading": _words(section.heading),
            "optional": section.optional,
            "fields": list(section.fields),
        }
        for section in engine.sections.values()
    ]


def _words(worded: Worded) -> str:
    return worded if isinstance(worded, str) else worded[-1].text


# -- documents ------------------------------------------------------------------


def as_text(document: Document) -> tuple[str, ...]:
    """Return a document as plain lines, for reading in a terminal."""
    lines = [document.kind, *document.subject, ""]
    for block in document.blocks:
        lines += _block_lines(block)
    lines += ["", *(f"[{note.number}] {_runs(note.runs)}" for note in document.notes)]
    for annex in document.annexes:
        lines += ["", f"PHỤ LỤC {annex.number}".strip(), annex.title]
        lines += [line for block in annex.blocks for line in _block_lines(block)]
    lines += ["", "Nơi nhận:", *document.recipients, "", *document.signature.lines]
    return (*lines, document.signature.name)


def _block_lines(block: Block) -> list[str]:
    if isinstance(block, Paragraph):
        return [_runs(block.runs)]
    return ["\t".join(row.cells) for row in block.rows]


def _runs(runs: tuple[Run, ...]) -> str:
    return "".join(run.text + (f"[{run.note}]" if run.note else "") for run in runs)


def submission_lines(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the content of a report's ``data.json`` line by line: figures, texts, the foot."""
    signed = (data["signature"].get(part, "") for part in ("quyen_ky", "chuc_vu", "ho_ten"))
    return (
        *(f"{place}: {value}" for place, value in data["figures"].items()),
        *(f"{name}: {text}" for name, text in data["text"].items()),
        f"Nơi nhận: {'; '.join(data['recipients'])}",
        f"Người ký: {' '.join(filter(None, signed))}",
    )


def upgrade_lines(plan: Upgrade) -> list[str]:
    """Return what moving a draft to another version does, in words."""
    moved = [f"- {x.old.place()} chuyển sang {x.new.place()}" for x in plan.moved]
    unfit = [f"- {x.old.place()} = {_value_text(x.value)}: {x.reason}" for x in plan.unfit]
    lost = [f"- {x.old.place()} = {_value_text(x.value)}" for x in plan.homeless]
    lines = [f"Giữ nguyên {len(plan.kept)} giá trị."]
    for words, found in (
        ("Chuyển chỗ:", moved),
        ("Không hợp chỗ mới, được giữ riêng:", unfit),
        ("Không còn chỗ, được giữ riêng:", lost),
        ("Chỉ tiêu bắt buộc mới:", [f"- {name}" for name in plan.asked]),
        ("Biểu mẫu thay đổi:", [f"- {one.sentence()}" for one in plan.differences]),
    ):
        lines += [words, *found] if found else []
    return lines


def _value_text(value: CellValue) -> str:
    return format_number(value) if isinstance(value, Decimal) else value


_FATES: Final = {
    "returns": "có lại, như lúc {then}",
    "lost": "sẽ mất, đang có bản sửa lúc {now}",
    "changes": "trở về như lúc {then}, đang có bản sửa lúc {now}",
}


def restoring_lines(preview: Preview) -> tuple[str, ...]:
    """Return what bringing a backup back would do, report by report."""
    then, now = clock_words(preview.then), clock_words(preview.now)
    lines = [f"Bản sao: thay đổi cuối {then or 'chưa có'}"]
    lines.append(f"Đang dùng: thay đổi cuối {now or 'chưa có'}")
    if not preview.readable:
        lines.append("Kho đang dùng không đọc được, nên không so sánh được")
    for report, fate, latest, kept in preview.differences:
        said = _FATES[fate].format(now=clock_words(latest), then=clock_words(kept))
        lines.append(f"{report}: {said}")
    if preview.settings:
        lines.append("Đơn vị, người ký, biểu đã cài cũng trở về như bản sao")
    return (*lines, f"Báo cáo không đổi: {preview.same}")


def clock_words(at: str) -> str:
    """Return an ISO time as people write it, ``8:05 ngày 22/7/2024``; empty stays empty."""
    if not at:
        return ""
    when = datetime.fromisoformat(at)
    return f"{when.hour}:{when.minute:02d} ngày {when.day}/{when.month}/{when.year}"
