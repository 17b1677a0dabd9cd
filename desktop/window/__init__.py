"""The window: the only place where Qt is known.

`main_window` is the frame, `actions` the one table of everything that can be done in it. Nothing
outside imports from here but the start of the program.
"""
