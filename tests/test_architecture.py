"""The walls between the rooms, and the sizes and habits the code keeps."""

import ast
import graphlib
import io
import re
import statistics
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("desktop", "forms", "db", "exporters", "resources")

MODULE_LINES = 500
FUNCTION_LINES = 60
MEDIAN_LINES = 8
P90_LINES = 25
POSITIONAL_PARAMETERS = 5
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
# Where an exception of any kind becomes a sentence: the crash hook with the command line's
# boundary, and the runner of background work.
BOUNDARIES = {"desktop/problems.py", "desktop/window/tasks.py"}

AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef


class Module(NamedTuple):
    """One file of the product."""

    name: str
    text: str
    tree: ast.Module


def _modules() -> list[Module]:
    files = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py"))
    return [_read(file) for file in files]


def _read(file: Path) -> Module:
    text = file.read_text(encoding="utf-8")
    return Module(file.relative_to(ROOT).as_posix(), text, ast.parse(text))


MODULES = _modules()


def _functions(module: Module) -> Iterator[AnyFunction]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _lines(node: AnyFunction) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _code_lines(node: AnyFunction) -> int:
    """Lines without the docstring: a rule explained at length is no longer a function."""
    first = node.body[0]
    has_docstring = ast.get_docstring(node, clean=False) is not None
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if has_docstring else 0
    return _lines(node) - docstring


def _named(module: Module, node: ast.AST, what: str = "") -> str:
    return f"{module.name}:{getattr(node, 'lineno', 1)} {what}".rstrip()


# --- walls ----------------------------------------------------------------------------------------


def test_the_walls_between_the_rooms_stand() -> None:
    # In a process of its own: it would silence every logger that is there.
    code = "import sys; from importlinter import cli; sys.exit(cli.lint_imports(no_cache=True))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_domain_needs_the_standard_library_and_msgspec_only() -> None:
    known = sys.stdlib_module_names | {"forms", "msgspec"}
    strange = [
        f"{module.name} imports {name}"
        for module in MODULES
        if module.name.startswith("forms/")
        for name in _imported(module.tree)
        if name.split(".")[0] not in known
    ]
    assert strange == []


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_no_modules_import_each_other_in_a_ring() -> None:
    names = {module.name.removesuffix(".py").replace("/", "."): module for module in MODULES}
    graph = {name: _imports_at_the_top(module, names) for name, module in names.items()}
    assert list(graphlib.TopologicalSorter(graph).static_order())


def _imports_at_the_top(module: Module, names: dict[str, Module]) -> set[str]:
    top = ast.Module([node for node in module.tree.body if not isinstance(node, ast.If)], [])
    from_package = {
        f"{node.module}.{alias.name}"
        for node in top.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return (set(_imported(top)) | from_package) & set(names)


def test_the_command_line_starts_without_qt_and_the_heavy_libraries() -> None:
    pytest.importorskip("desktop.cli", reason="the command line is not there yet")
    code = (
        "import sys, desktop.cli;"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'PySide6', 'sqlalchemy',"
        "'alembic', 'reportlab', 'openpyxl', 'xlsxwriter', 'pikepdf', 'pypdfium2', 'PIL'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


# --- sizes ----------------------------------------------------------------------------------------


def test_no_module_is_too_long() -> None:
    long = {m.name: count for m in MODULES if (count := m.text.count("\n")) > MODULE_LINES}
    assert long == {}


def test_no_function_is_too_long() -> None:
    long = [
        _named(module, node, f"{node.name}: {_lines(node)} lines")
        for module in MODULES
        for node in _functions(module)
        if _lines(node) > FUNCTION_LINES
    ]
    assert long == []


def test_most_functions_are_short() -> None:
    sizes = sorted(_code_lines(node) for module in MODULES for node in _functions(module))
    assert statistics.median(sizes) <= MEDIAN_LINES
    assert sizes[int(len(sizes) * 0.9)] <= P90_LINES


def test_no_function_takes_too_many_positional_parameters() -> None:
    wide = [
        _named(module, node, node.name)
        for module in MODULES
        for node in _functions(module)
        if len(_without_self(node)) > POSITIONAL_PARAMETERS
    ]
    assert wide == []


def _without_self(node: AnyFunction) -> list[ast.arg]:
    positional = [*node.args.posonlyargs, *node.args.args]
    return [arg for arg in positional if arg.arg not in {"self", "cls"}]


# --- habits ---------------------------------------------------------------------------------------


def test_everything_is_annotated() -> None:
    bare = [
        _named(module, node, node.name)
        for module in MODULES
        for node in _functions(module)
        if node.returns is None or any(arg.annotation is None for arg in _all_arguments(node))
    ]
    assert bare == []


def _all_arguments(node: AnyFunction) -> list[ast.arg]:
    gathered = [arg for arg in (node.args.vararg, node.args.kwarg) if arg is not None]
    return [*_without_self(node), *node.args.kwonlyargs, *gathered]


def test_no_comment_postpones_work() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    postponed = [
        f"{module.name}:{token.start[0]}"
        for module in MODULES
        for token in tokenize.generate_tokens(io.StringIO(module.text).readline)
        if token.type == tokenize.COMMENT and marks.search(token.string)
    ]
    assert postponed == []


def test_the_domain_computes_without_floating_point() -> None:
    inexact = [
        _named(module, node, ast.unparse(node))
        for module in MODULES
        if module.name.startswith("forms/")
        for node in ast.walk(module.tree)
        if _is_inexact(node)
    ]
    assert inexact == []


def _is_inexact(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float | complex)
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id in {"float", "round"}


def test_only_the_boundaries_catch_everything() -> None:
    broad = [
        _named(module, node)
        for module in MODULES
        if module.name not in BOUNDARIES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node)
    ]
    assert broad == []


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    """Whether nothing gets past the clause; one that ends in a bare `raise` hides nothing."""
    last = handler.body[-1]
    if isinstance(last, ast.Raise) and last.exc is None:
        return False
    if handler.type is None:
        return True
    names = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}
    return bool(names & {"Exception", "BaseException"})


def test_module_names_say_what_is_inside() -> None:
    stems = {module.name: set(Path(module.name).stem.split("_")) for module in MODULES}
    assert [name for name, words in stems.items() if words & VAGUE_NAMES] == []


def test_every_room_has_a_charter() -> None:
    for room in ROOMS:
        module = next(m for m in MODULES if m.name == f"{room}/__init__.py")
        charter = ast.get_docstring(module.tree) or ""
        assert "May import" in charter
        assert "Decisions:" in charter
        assert len(charter.splitlines()) < 25


# --- the gates themselves -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "inexact"),
    [("x = 0.5", True), ("x = float('1')", True), ("x = round(1)", True), ("x = 1", False)],
)
def test_the_float_gate_sees_a_float(code: str, inexact: bool) -> None:
    assert any(_is_inexact(node) for node in ast.walk(ast.parse(code))) is inexact


@pytest.mark.parametrize(
    ("clause", "broad"),
    [
        ("except: pass", True),
        ("except Exception: pass", True),
        ("except (OSError, BaseException): pass", True),
        ("except Exception as e: raise ValueError from e", True),
        ("except OSError: pass", False),
        ("except BaseException: undo(); raise", False),
    ],
)
def test_the_exception_gate_sees_a_broad_clause(clause: str, broad: bool) -> None:
    tree = ast.parse(f"try: pass\n{clause}")
    handlers = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]
    assert [_catches_everything(handler) for handler in handlers] == [broad]
