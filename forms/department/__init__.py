"""The desk of a department: reports of other units received, judged, returned, brought together."""
