"""The register as a table: written to a file, read back, compared, applied.

columns → reading (sheet) → planning → applying; `services/importing.py` is the way in.
"""
