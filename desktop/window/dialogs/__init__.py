"""Questions in windows of their own; none of them ever interrupts typing."""
