"""The register as a table: written to a file, read back, compared. Nothing is stored here.

columns → spreadsheet_reader → planning; `services/importing.py` applies a plan. The reader asks
`other_files` what is no table, `code_pages` for the characters and `text_table` for the cells of a
CSV file, `sheet` (a program of its own) for those of a workbook, `headings` where the table begins;
`how_read` keeps and tells what whoever sent the file should know.
"""
