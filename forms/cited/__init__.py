"""Documents that reports cite: their symbols, their issuers, where a text names one.

The sources are Nghị định 30/2020/NĐ-CP (Phụ lục III, symbols and types) and the lists of packs.
"""
