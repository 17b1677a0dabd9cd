"""A search guided by coverage: ``python -m tests.fuzz.search TARGET SECONDS``; see ``make fuzz``.

Whatever breaks a target is kept under ``tests/data/fuzz/TARGET/``, so that it is tried for ever.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "data" / "fuzz"
GROWN = ROOT / "build" / "fuzz"
SEEDS = {
    "pack_json": "resources/packs/F16/form.json",
    "pack_toml": "tests/data/f02.toml",
    "proofreading": "tests/data/proofread",
}


def seeds(name: str) -> list[Path]:
    """Files to begin with."""
    path = ROOT / SEEDS[name] if name in SEEDS else CASES / name
    return [path] if path.is_file() else sorted(one for one in path.glob("*") if one.is_file())


def main(name: str, seconds: str) -> None:
    """Feed one target with what reaches new places in the parsers, for so many seconds."""
    import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

    with atheris.instrument_imports(include=["forms", "exporters", "tests.fuzz.targets"]):
        from tests.fuzz.targets import TARGETS

    found, grown = CASES / name, GROWN / name
    found.mkdir(parents=True, exist_ok=True)
    grown.mkdir(parents=True, exist_ok=True)
    for path in seeds(name):
        (grown / path.name).write_bytes(path.read_bytes())
    options = [
        sys.argv[0],
        f"-max_total_time={seconds}",
        f"-artifact_prefix={found}/",
        "-max_len=60000",
        "-timeout=10",
        "-rss_limit_mb=1500",
        str(grown),
    ]
    atheris.Setup(options, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:3])
