"""One open report in the window: its sections, the grid and paragraphs typed into, checks, pages.

`form_editor` puts the panels together; they hear of changes through `open_report` alone.
"""
