"""The domain: form definitions, numbers, periods, relations, checks, the report and its pages.

May import: the standard library's pure parts and msgspec.
Never: Qt, SQL, file formats, `resources`, a clock, the disk, the network.

Decisions:
- Figures are exact (`int`, `Decimal`) from the keystroke to the paper.  A float never exists here:
  97,545 per cent must round the way the regulation says, not the way a processor stores it.
- What is wrong in a clerk's data is a value, a Finding with code, place and repair.  Exceptions
  are for what stops the work, such as a pack that cannot be read.
- Dates, bytes and settings are handed in.  The same input therefore gives the same result on any
  machine and any day, which is what makes a report reproducible.
"""
