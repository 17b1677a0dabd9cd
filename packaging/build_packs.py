"""Compile every pack.toml under resources/packs into the form.json that the program loads.

Run after changing a pack: ``.venv/bin/python packaging/build_packs.py``. A test compares the two.
The sheets that are made from the monthly report's pack are made first.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import resources
from forms.checking.compiler import FormProblem
from forms.pack import canonical, compiled, read_toml


def main() -> int:
    """Compile all packs; say what is wrong with the first bad one."""
    sheets = Path(__file__).with_name("build_supplier_sheets.py")
    subprocess.run([sys.executable, sheets], check=True)
    for source in sorted(resources.path("packs").glob("*/pack.toml")):
        try:
            form = read_toml(source.read_bytes())
            compiled(form)
        except FormProblem as problem:
            print(f"{source}: {problem}", file=sys.stderr)
            return 1
        source.with_name("form.json").write_bytes(canonical(form) + b"\n")
        print(f"{form.id} {form.version}: {len(form.fields)} fields, {len(form.relations)} rules")
    return 0


if __name__ == "__main__":
    sys.exit(main())
