"""Files as answers: for the browser to keep, never shown inside the portal."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from cica_portal.spreadsheets import Sheet, csv, xlsx

# The files in which a list can be had: a workbook, or a plain table.
FORMS = frozenset({"csv", "xlsx"})

# What a browser may do with a file of somebody else's, should it show it after all: nothing.
SANDBOX = "default-src 'none'; sandbox"


def download(content: bytes, name: str, content_type: str, *, is_foreign: bool = False) -> HttpResponse:
    """Return a file under its name; one that somebody brought (`is_foreign`) may do nothing in a browser."""
    response = HttpResponse(content, content_type=with_charset(content_type))
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if is_foreign:
        response.headers["Content-Security-Policy"] = SANDBOX
    return response


def with_charset(content_type: str) -> str:
    """Return a type with the charset of text, which is the same for all that the portal writes."""
    is_text = content_type.startswith("text/") or content_type.endswith(("+xml", "/xml"))
    return f"{content_type}; charset=utf-8" if is_text and "charset" not in content_type else content_type


def spreadsheet(sheet: Sheet, name: str, *, title: str = "") -> HttpResponse:
    """Return a list as the file that the ending of its name says, one of `FORMS`."""
    if name.endswith(".xlsx"):
        return download(xlsx.written([sheet], title=title or sheet.name), name, xlsx.CONTENT_TYPE)
    return download(csv.written(sheet), name, "text/csv; charset=utf-8")
