"""Every sample report: filled, nothing to object to, printed with all of its figures."""

from __future__ import annotations

from pathlib import Path

import pytest

import resources
from tests.packs.pack_reports import Judge, filled, findings, lost_figures, printed, sample

SAMPLES = (
    "II06a-2026-Q3",
    "F02-DP-2025-08",
    "F07-2025-08-05",
    "F08-2025-08",
    "F09-2025-08",
    "F10-2025-09",
    "F11-2025-08-11",
    "F12-2025-08-20",
    "F13-2025-08-12",
    "F14-2025-08",
    "F15-2025-W36",
    "F16-2025-08",
    *sorted(path.stem for path in resources.path("samples").glob("F02-*-2024-07.json")),
)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_has_nothing_to_object_to(name: str) -> None:
    assert findings(filled(sample(name))) == []


@pytest.mark.parametrize("name", SAMPLES)
def test_the_pdf_holds_every_figure(name: str, judge: Judge, tmp_path: Path) -> None:
    computation = filled(sample(name))
    assert lost_figures(computation, printed(judge, tmp_path, computation)) == {}
