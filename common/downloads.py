"""A table as a file to download."""

from django.http import FileResponse, StreamingHttpResponse

from common import spreadsheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _csv(table, name, _title):
    lines = spreadsheets.csv_lines(table)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _xlsx(table, name, title):
    file = spreadsheets.xlsx_file(table, title)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


SHEETS = {"csv": _csv, "xlsx": _xlsx}
