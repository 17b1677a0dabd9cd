"""What a form computes and demands: its relations compiled, the findings they give.

`compiler` puts the checks together, `inspection` keeps their findings while cells change. The door
is :mod:`forms.engine`; nothing here knows where a report is kept.
"""
