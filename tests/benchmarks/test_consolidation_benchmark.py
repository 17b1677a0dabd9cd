"""The benchmark of adding up adds up the same, and says so when it does not."""

from pathlib import Path

import pytest

from benchmarks import consolidation
from benchmarks.measuring import Disagreement


def test_both_sides_come_to_the_same_sums(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(consolidation, "PROVINCE", 3)
    monkeypatch.setattr(consolidation, "FIGURES", 7)
    monkeypatch.setattr(consolidation, "MONTHS", 2)
    found = tmp_path / "rows.json"
    assert consolidation.main(["--quick", "--json", str(found)]) == 0
    printed = capsys.readouterr().out
    assert "3 units × 2 × 7" in printed
    assert "GROUP BY" in found.read_text(encoding="utf-8")


def test_different_sums_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, size in (("PROVINCE", 2), ("FIGURES", 3), ("MONTHS", 1)):
        monkeypatch.setattr(consolidation, name, size)
    monkeypatch.setattr(consolidation, "totals", lambda vectors, size: [len(list(vectors))] * size)
    (tmp_path / "books").mkdir()
    with pytest.raises(Disagreement):
        consolidation.measured(tmp_path, quick=True)
