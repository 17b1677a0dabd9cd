"""The department's desk in the window: the board, the inbox, consolidating, sending back."""
