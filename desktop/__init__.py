"""The program: the list of everything a person can do, its command line and its window.

May import every other room.  Nothing imports this one.

Decisions:
- `workspace` is the façade of all use cases and has no Qt; the window and the command line are
  two callers of the same functions, so what one can do the other can be tested with.
- `cli`, `settings` and `problems` have no Qt either: the command line starts without loading the
  window toolkit and works where there is no screen.
- The window paints before the store is opened; SQLAlchemy is the dearest import of the program
  and is loaded in the background.
"""
