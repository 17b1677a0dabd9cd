"""The command line as a program calls it: its JSON and its exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import resources
from desktop.cli import main

REPORT = "F02-91-2024-07"
SAMPLE = resources.path("samples/F02-2024-07.json")
CORRECTIONS = resources.path("samples/F02-2024-07-corrections.json")


class Shell:
    """Runs commands on one data folder and reads their JSON."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def __call__(self, *command: str, expect: int = 0) -> dict[str, Any]:
        status = main([*command, "--json", "--data-dir", str(self.folder)])
        out, err = self.capsys.readouterr()
        assert (status, err) == (expect, ""), out
        answer: dict[str, Any] = json.loads(out)
        return answer

    def refused(self, *command: str, expect: int = 2) -> dict[str, str]:
        said: dict[str, str] = self(*command, expect=expect)["error"]
        assert said["message"].endswith((".", ")")), said
        return said

    def accept_warnings(self) -> None:
        """Give a reason for every warning of the report."""
        for finding in self("check", REPORT)["findings"]:
            if finding["severity"] == "warning":
                self("accept", REPORT, finding["id"], "--reason", "Đã đối chiếu bản lưu")
