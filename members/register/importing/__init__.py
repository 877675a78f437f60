"""The register as a table: written to a file, read back, compared. Nothing is stored here.

columns → spreadsheet_reader (sheet) → planning; `services/importing.py` applies a plan.
"""
