"""Offline forms as delegations fill them in."""

from cica_portal import clock
from cica_portal.spreadsheets import Column, Sheet, reading, xlsx
from cica_portal.uploads import Admitted
from comments.models import Consultation, OfflineForm
from comments.writing.offline import form, receiving
from comments.writing.offline.columns import COLUMNS, MARK
from members.models import User


def filled(
    consultation: Consultation,
    *rows: dict[str, str],
    language: str = "en",
    marks: dict[str, str] | None = None,
    heads: dict[str, str] | None = None,
) -> bytes:
    """Return the form with rows written into it. A row names its place in the text by "row", from 0 for the
    whole; without one it is put in at the end."""
    tables = reading.tables(form.written(consultation, language))
    body = next(iter(tables.values()))
    for row in tables[MARK]:
        row[1] = (marks or {}).get(row[0], row[1])
    body[0] = [(heads or {}).get(title, title) for title in body[0]]
    for values in rows:
        if "row" in values:
            cells = body[int(values["row"]) + 1]
        else:
            cells = []
            body.append(cells)
        cells += [""] * (len(COLUMNS) - len(cells))
        for name, text in values.items():
            if name != "row":
                cells[list(COLUMNS).index(name)] = text
    sheets = [
        Sheet(name, tuple(Column(title) for title in table[0]), tuple(map(tuple, table[1:])))
        for name, table in tables.items()
    ]
    return xlsx.written(sheets, title="Form")


def offline_form(consultation: Consultation, by: User, content: bytes = b"") -> OfflineForm:
    """Return a form that was brought back with one comment on the text as a whole."""
    content = content or filled(consultation, {"row": "0", "remark": "A remark", "rationale": "A reason"})
    admitted = Admitted("form.xlsx", "xlsx", content, is_scanned=False)
    return receiving.receive(consultation, admitted, by=by, at=clock.now())
