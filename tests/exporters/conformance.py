"""veraPDF as a judge: the validator that archives use, run over many files in one go.

It comes inside a Python package that needs it for other ends (packaging/judges.lock); only what
reads its profiles is missing there and comes from Debian's libjaxb-java. Where these profiles are
not read, some versions pass every file: so each run also judges a file that must fail, and counts
the checks that were made.
"""

import subprocess
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pikepdf

from tests import judges

ROOT = Path(__file__).parent.parent.parent
JAR = ROOT / "build" / "judges" / "verapdf.jar"
SOURCE = Path(__file__).parent / "verapdf" / "Conformance.java"
PROFILE_READERS = tuple(
    Path("/usr/share/java") / f"{name}.jar"
    for name in (
        "jaxb-api",
        "jaxb-runtime",
        "jaxb-core",
        "istack-commons-runtime",
        "txw2",
        "javax.activation",
    )
)
LEAST_CHECKS = 1_000
"""An empty page alone makes more."""


class Verdict(NamedTuple):
    """What veraPDF says of a file by one standard (`3a`, `ua1`)."""

    file: str
    standard: str
    checks: int
    failed: int
    rules: str


def judge_conformance(files: Mapping[str, bytes], folder: Path) -> list[Verdict]:
    """Judge files by both standards, and a spoiled copy of one that must fail in the same run."""
    java = judges.find_judge("java")
    for part in (JAR, *PROFILE_READERS):
        judges.find_file(part)
    named = {**files, "spoiled": spoiled(next(iter(files.values())))}
    paths = [_written(folder / f"{name}.pdf", data) for name, data in named.items()]
    classes = ":".join(map(str, (*PROFILE_READERS, JAR)))
    done = subprocess.run(
        [java, "-Xmx3g", "-cp", classes, SOURCE, *paths],
        capture_output=True,
        check=False,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr.decode()
    verdicts = [_verdict(line) for line in done.stdout.decode().splitlines() if "\t" in line]
    assert {one.file for one in verdicts} == set(named)
    for one in verdicts:
        assert one.checks > LEAST_CHECKS, one
        assert one.failed > 0 or one.file != "spoiled", one
    return [one for one in verdicts if one.file != "spoiled"]


def spoiled(pdf: bytes) -> bytes:
    """Give the file without what says that it is tagged and what its colours mean."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        for key in {"/MarkInfo", "/OutputIntents"} & set(opened.Root.keys()):
            del opened.Root[key]
        out = BytesIO()
        opened.save(out)
    return out.getvalue()


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _verdict(line: str) -> Verdict:
    path, standard, checks, failed, rules = line.split("\t")
    return Verdict(Path(path).stem, standard, int(checks), int(failed), rules)
