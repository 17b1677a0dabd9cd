"""Where a report's values come from besides typing: earlier and other reports, files, old texts.

Each module plans one change from one kind of source; :mod:`forms.editing` makes it. Nothing is
written without a plan that a person can read first.
"""
