"""The language in which packs compute: read, typed, compiled to closures over a report's figures.

Excel-flavoured, with hard limits on size and depth; a pack is data and never runs code.
"""
