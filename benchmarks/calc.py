"""LibreOffice Calc beside the engine: the computing form as a live sheet, in a child process."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.stress_form import Figures, Keystroke, Shape
from forms.cells import CellKey

SYSTEM_PYTHON = Path("/usr/bin/python3")
CHILD = Path(__file__).with_name("uno_cell.py")


class Absent(RuntimeError):
    """LibreOffice or its Python bridge is not here; the text says which."""


class CalcSheet:
    """A running sheet; leave the `with` block to end LibreOffice."""

    def __init__(self, shape: Shape, typed: Figures, stated: Mapping[CellKey, Decimal]) -> None:
        """Start LibreOffice and build the sheet; raises Absent where it cannot be had."""
        soffice = shutil.which("soffice")
        if soffice is None or not SYSTEM_PYTHON.exists():
            missing = "soffice" if soffice is None else str(SYSTEM_PYTHON)
            raise Absent(f"{missing} is not installed")
        self._child = subprocess.Popen(
            [SYSTEM_PYTHON, CHILD, soffice],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        places = {name: number for number, name in enumerate(shape.names)}
        rates = [(places[key.field], key.row - 1, int(p * 100)) for key, p in stated.items()]
        answer = self._ask({"rows": shape.rows, "tables": typed, "stated": rates})
        if "absent" in answer:
            self._child.communicate()
            raise Absent(answer["absent"])
        self.wrong: int = answer["wrong"]

    def _ask(self, question: object) -> dict[str, Any]:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps(question) + "\n")
        self._child.stdin.flush()
        line = self._child.stdout.readline()
        if not line:
            self._child.communicate()
            raise Absent(f"LibreOffice did not answer (exit status {self._child.returncode})")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def put(self, strokes: Sequence[Keystroke]) -> list[float]:
        """Type figures one by one, reading the verdict after each; return the seconds of each."""
        answer = self._ask(strokes)
        self.wrong = answer["wrong"]
        seconds: list[float] = answer["seconds"]
        return seconds

    def __enter__(self) -> Self:
        """Return the sheet itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the sheet and wait for LibreOffice to end."""
        self._child.communicate()
