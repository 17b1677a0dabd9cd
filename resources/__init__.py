"""The data of the program: form packs, units, fonts, icons, style, samples, translations, help.

May import: nothing but the standard library.  Imported by `exporters` and `desktop` only; `forms`
and `db` are handed bytes, so that the domain never looks for a file.

Decisions:
- Files are found from this folder, not through the current directory or package metadata: the
  same line then works from source, from a wheel and from the packed program.
- One function gives paths and refuses names that leave the folder, so a name read out of a pack
  or a settings file can never reach another file of the computer.
"""

from pathlib import Path

_ROOT = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """Give the absolute path of a resource.

    Args:
        name: Relative to the resources folder, with forward slashes (`"fonts/x.ttf"`); the empty
            string is the folder itself.  The file need not exist.

    Raises:
        ValueError: The name is absolute or leads out of the folder.
    """
    found = (_ROOT / name).resolve()
    if "\\" in name or not found.is_relative_to(_ROOT):
        raise ValueError(f"resource name leaves the folder: {name!r}")
    return found
