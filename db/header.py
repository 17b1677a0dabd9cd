"""The two numbers in the header of every store file: whose it is, and how far it has come.

Apart from everything else, so that a file can be known without loading what works with it.
"""

from __future__ import annotations

from typing import Final

APPLICATION_ID: Final = 0x42434353
"""The letters BCCS."""

VERSION: Final = 2
"""How many steps of :data:`db.migrate.STEPS` a file of this program has had."""
