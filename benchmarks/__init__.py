"""Measurements with goals as ratios; a missed goal is printed, never hidden and never a red test.

Run one with `python -m benchmarks.NAME`.  May import every room; nothing imports this folder.
"""
