"""The gate on coverage: per file, and only for the rooms without windows."""

from pathlib import Path
from types import ModuleType

import pytest
from coverage import Coverage

from tests import scripts


@pytest.fixture(scope="module")
def gate() -> ModuleType:
    return scripts.script("check_coverage")


def _report(**percents: float) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    names = {key.replace("__", "/") + ".py": value for key, value in percents.items()}
    summaries = {name: {"summary": {"percent_covered": one}} for name, one in names.items()}
    return {"files": summaries}


def test_a_file_is_held_to_it_on_its_own(gate: ModuleType) -> None:
    files = gate.read(_report(forms__a=100.0, forms__b=94.9, db__c=95.0, desktop__d=3.0))
    assert [file.name for file in gate.lacking(files)] == ["forms/b.py"]
    told = list(gate.lines(files))
    assert told[0] == "2 of 3 files in forms, db, exporters have 95 % or more"
    assert told[1].split() == ["94.9", "%", "forms/b.py"]
    assert told[-1].split() == ["3.0", "%", "desktop/d.py"]


def test_what_a_run_left_is_read(
    gate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "a.py").write_text("x = 1\nif x == 2:\n    y = 3\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "kept"
    coverage = Coverage(data_file=data, source=["forms"], config_file=False)
    coverage.set_option("run:relative_files", value=True)
    coverage.save()
    left = coverage.get_data()
    left.add_lines({"forms/a.py": [1, 2]})
    left.write()
    assert gate.main(data) == 1
    assert "forms/a.py" in capsys.readouterr().out
