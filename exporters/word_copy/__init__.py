"""The Word copy that goes round for corrections; the door is :mod:`exporters.word`."""
