"""The groups of commands of ``baocao``, each beside the use case that it drives.

:mod:`desktop.cli` gathers them. No command prints: it gives an answer, as JSON and as lines.
"""
