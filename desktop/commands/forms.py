"""Commands on forms: list, check, install, remove, export, compare, describe; upgrade a report."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

import msgspec

from desktop import reporting
from desktop.commands.authoring import OPTIONS, export_form, preview_form, wants_file
from desktop.commands.command import (
    REPORT,
    Answer,
    Command,
    Commands,
    Payload,
    workspace_of,
)
from desktop.problems import CALL_WRONG, Trouble, plain, trouble
from desktop.settings import default_data_dir
from desktop.use_cases.catalog import FormLine, VersionLine
from desktop.use_cases.pack_files import examine_pack, load_pack, read_pack
from desktop.use_cases.store_choice import store_target
from desktop.workspace import Workspace
from forms import pack
from forms.authoring.differences import Difference, compare
from forms.authoring.mistakes import Mistake
from forms.cells import CellValue
from forms.checking.compiler import FormProblem
from forms.dates import printed_day
from forms.engine import Engine
from forms.model import Form
from forms.numbers import format_number
from forms.sources.upgrading import Upgrade


def _forms(options: argparse.Namespace) -> Answer:
    return _ACTIONS[options.action](options)


def _given(options: argparse.Namespace) -> list[str]:
    """Return what stands after the action; refused when it is not what the action takes."""
    least, most, words = _TARGETS[options.action]
    if options.action == "export" and options.xlsx:
        least = 0
    given = [text for text in (options.target, *options.versions) if text is not None]
    if not least <= len(given) <= most:
        message = f"Lệnh chưa đúng: forms {options.action} cần {words}."
        raise Trouble(message, code="USAGE", place=options.action)
    return given


# --- what there is -------------------------------------------------------------------------------


def _list(options: argparse.Namespace) -> Answer:
    given = _given(options)
    with workspace_of(options) as workspace:
        forms = workspace.forms()
        versions = workspace.versions(*given)
    wanted = {line.id for line in versions}
    known = [line for line in forms if line.id in wanted]
    payload = [
        {**line._asdict(), "versions": [_described(v) for v in versions if v.id == line.id]}
        for line in known
    ]
    lines = [
        text for line in known for text in _listed(line, [v for v in versions if v.id == line.id])
    ]
    return Answer({"forms": payload}, tuple(lines))


def _listed(form: FormLine, versions: Sequence[VersionLine]) -> list[str]:
    head = f"{form.id:<12} {form.title}; kỳ gần nhất: {form.example}"
    return [head, *(f"{'':<12} {_version_line(version)}" for version in versions)]


def _version_line(line: VersionLine) -> str:
    since = f"từ {printed_day(line.valid_from)}" if line.valid_from else "từ trước"
    until = f" đến {printed_day(line.valid_to)}" if line.valid_to else ""
    source = "đã cài thêm" if line.installed else "đi kèm chương trình"
    now = ", đang dùng" if line.current else ""
    return f"phiên bản {line.version}, {since}{until}, {source}{now}"


def _described(line: VersionLine) -> Payload:
    return {key: value for key, value in line._asdict().items() if key not in ("id", "title")}


def _export(options: argparse.Namespace) -> Answer:
    given = _given(options)
    if not given:
        return export_form(None, options)
    with workspace_of(options) as workspace:
        form = workspace.form_version(*given) if given[1:] else workspace.form(given[0])
    if wants_file(options):
        return export_form(form, options)
    text = pack.canonical(form)
    return Answer(msgspec.json.decode(text), (text.decode(),))


def _diff(options: argparse.Namespace) -> Answer:
    given = _given(options)
    with workspace_of(options) as workspace:
        old, new = _compared(workspace, given)
    found = compare(old, new)
    payload = {"form": new.id, "from": old.version, "to": new.version, **_differences(found)}
    head = f"Biểu {new.id}: từ phiên bản {old.version} sang {new.version}."
    return Answer(payload, (head, *_told(found)))


def _compared(workspace: Workspace, given: Sequence[str]) -> tuple[Form, Form]:
    if not given[1:]:
        new = read_pack(Path(given[0])).form
        return workspace.form(new.id), new
    new = workspace.form_version(given[0], given[2]) if given[2:] else workspace.form(given[0])
    return workspace.form_version(given[0], given[1]), new


def _differences(found: Sequence[Difference]) -> dict[str, object]:
    return {"differences": [{**one._asdict(), "message": one.sentence()} for one in found]}


def _told(found: Sequence[Difference]) -> tuple[str, ...]:
    return tuple(f"- {one.sentence()}" for one in found) or ("Không có gì khác.",)


# --- packs ---------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> Answer:
    path = Path(_given(options)[0])
    known = frozenset[str]()
    store = store_target(options.data_dir or default_data_dir())
    if isinstance(store, str) or store.exists():
        with workspace_of(options) as workspace:
            known = _ids(workspace)
    found = examine_pack(load_pack(path), known)
    if found.engine is None:
        return _refused(found.mistakes)
    form = found.engine.form
    said = f"Biểu {form.id} dùng được: {len(form.fields)} chỉ tiêu, {len(form.relations)} quan hệ."
    return Answer(_summary(found.engine), (said,))


def _summary(engine: Engine) -> dict[str, object]:
    form = engine.form
    return {
        "form": form.id,
        "version": form.version,
        "sha256": pack.fingerprint(form),
        "fields": len(form.fields),
        "relations": len(form.relations),
    }


def _refused(mistakes: Sequence[Mistake]) -> Answer:
    """Name every mistake; the first one is the error, as of any other command."""
    first = trouble(FormProblem(mistakes[0].path, mistakes[0].message))
    error = {"code": first.code, "message": first.message, "place": first.place}
    told = [
        {"place": plain(one.path), "message": plain(one.message), "hint": plain(one.hint)}
        for one in mistakes
    ]
    lines = tuple(f"Lỗi [{plain(one.path)}]: {plain(str(one))}" for one in mistakes)
    count = f"Biểu mẫu không dùng được, có {len(mistakes)} chỗ cần sửa."
    return Answer({"error": error, "mistakes": told}, (*lines, count), CALL_WRONG)


def _ids(workspace: Workspace) -> frozenset[str]:
    return frozenset(line.id for line in workspace.forms())


def _install(options: argparse.Namespace) -> Answer:
    file = load_pack(Path(_given(options)[0]))
    with workspace_of(options) as workspace:
        found = examine_pack(file, _ids(workspace))
        if found.engine is None:
            return _refused(found.mistakes)
        done = workspace.install(found.engine.form, force=options.force)
    payload = {
        **_summary(found.engine),
        "installed": done.fresh,
        "against": done.against,
        **_differences(done.differences),
    }
    if not done.fresh:
        return Answer(payload, (f"Biểu {done.form} phiên bản {done.version} đã có sẵn.",))
    head = f"Đã cài biểu {done.form} phiên bản {done.version}."
    if not done.against:
        return Answer(payload, (head, "Đây là biểu mới."))
    return Answer(payload, (head, f"So với phiên bản {done.against}:", *_told(done.differences)))


def _remove(options: argparse.Namespace) -> Answer:
    form_id, version = _given(options)
    with workspace_of(options) as workspace:
        removed = workspace.remove_form(form_id, version)
    said = (
        f"Đã thôi dùng biểu {removed.form} phiên bản {removed.version} cho báo cáo mới."
        " Báo cáo đã lập vẫn giữ phiên bản của mình."
    )
    return Answer({"form": removed.form, "version": removed.version, "removed": True}, (said,))


# --- fields --------------------------------------------------------------------------------------


def _fields(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        engine = workspace.engine(options.form)
    described = reporting.described_fields(engine)
    lines = tuple(f"{x['id']:<20} {x['kind']:<10} {x['label']}" for x in described)
    payload = {
        "form": engine.form.id,
        "version": engine.form.version,
        "fields": described,
        "sections": reporting.described_sections(engine),
    }
    return Answer(payload, lines)


# --- upgrade -------------------------------------------------------------------------------------


def _upgrade(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        if options.undo:
            pinned = workspace.undo_upgrade(options.report)
            said = f"Báo cáo {options.report} dùng lại phiên bản {pinned.version} như trước."
            return Answer({"report": options.report, "version": pinned.version}, (said,))
        act = workspace.upgrade_plan if options.preview else workspace.upgrade
        plan = act(options.report, options.to or "")
    payload = {"report": options.report, "done": not options.preview, **_planned(plan)}
    return Answer(payload, tuple(_upgrade_lines(options.report, plan, preview=options.preview)))


def _planned(plan: Upgrade) -> dict[str, object]:
    return {
        "form": plan.form,
        "from": plan.from_version,
        "to": plan.to_version,
        "kept": len(plan.kept),
        "moved": [
            {"from": one.old.place(), "to": one.new.place(), "value": _text(one.value)}
            for one in plan.moved
        ],
        "unfit": [
            {"place": one.old.place(), "value": _text(one.value), "reason": one.reason}
            for one in plan.unfit
        ],
        "homeless": [
            {"place": one.old.place(), "value": _text(one.value)} for one in plan.homeless
        ],
        "asked": list(plan.asked),
        "prefilled": [key.place() for key in plan.prefilled],
        **_differences(plan.differences),
    }


def _upgrade_lines(report: str, plan: Upgrade, *, preview: bool) -> list[str]:
    versions = f"từ phiên bản {plan.from_version} sang {plan.to_version}"
    head = f"{'Xem trước' if preview else 'Đã chuyển'} báo cáo {report} {versions}."
    return [head, *reporting.upgrade_lines(plan)]


def _text(value: CellValue) -> str:
    return format_number(value) if isinstance(value, Decimal) else value


_ACTIONS: Final[Mapping[str, Callable[[argparse.Namespace], Answer]]] = {
    "list": _list,
    "check": _check,
    "install": _install,
    "remove": _remove,
    "export": _export,
    "diff": _diff,
    "preview": lambda options: preview_form(Path(_given(options)[0]), options),
}
_TARGETS: Final[Mapping[str, tuple[int, int, str]]] = {
    "list": (0, 1, "nhiều nhất một mã biểu"),
    "check": (1, 1, "tệp hoặc thư mục biểu mẫu"),
    "install": (1, 1, "tệp hoặc thư mục biểu mẫu"),
    "remove": (2, 2, "mã biểu và phiên bản"),
    "export": (1, 2, "mã biểu, có thể thêm phiên bản"),
    "preview": (1, 1, "tệp hoặc thư mục biểu mẫu"),
    "diff": (1, 3, "tệp biểu mẫu, hoặc mã biểu với một hay hai phiên bản"),
}
COMMANDS: Final[Commands] = {
    "forms": Command(
        "liệt kê, kiểm tra, xem thử, cài, gỡ, xuất hoặc so sánh biểu mẫu",
        (
            (
                ("action",),
                {"nargs": "?", "choices": tuple(_ACTIONS), "default": "list", "metavar": "VIỆC"},
            ),
            (
                ("target",),
                {
                    "nargs": "?",
                    "metavar": "ĐÍCH",
                    "help": "tệp, thư mục (check, preview, install, diff), mã biểu (việc khác)",
                },
            ),
            (("versions",), {"nargs": "*", "metavar": "PHIÊN_BẢN", "help": "remove, export, diff"}),
            (
                ("--force",),
                {"action": "store_true", "help": "cài cả phiên bản cũ hơn hoặc hết hiệu lực"},
            ),
            *OPTIONS,
        ),
        _forms,
    ),
    "fields": Command(
        "liệt kê chỉ tiêu của một biểu",
        ((("form",), {"metavar": "BIỂU", "help": "mã biểu mẫu"}),),
        _fields,
    ),
    "upgrade": Command(
        "chuyển báo cáo đang lập sang phiên bản biểu mới",
        (
            REPORT,
            (("--preview",), {"action": "store_true", "help": "chỉ xem, chưa chuyển"}),
            (("--to",), {"metavar": "PHIÊN_BẢN", "help": "phiên bản khác với phiên bản của kỳ"}),
            (("--undo",), {"action": "store_true", "help": "quay lại phiên bản trước"}),
        ),
        _upgrade,
    ),
}
