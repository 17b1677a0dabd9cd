"""What a person can do, one module a subject, without Qt: the parts of the façade.

:mod:`desktop.workspace` and :mod:`desktop.desk` are made of them; window and command line call
those two.
"""
