"""Offline forms as delegations fill them in."""

import copy
import io
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from cica_portal import clock
from cica_portal.spreadsheets import Column, Sheet, reading, xlsx
from cica_portal.uploads import Admitted
from comments.models import Consultation, OfflineForm
from comments.writing.offline import form, receiving, word_form
from comments.writing.offline.columns import COLUMNS, MARK
from members.models import User
from tests.files import saved


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


class WordForm:
    """The file as somebody changes it; its paragraphs are those of the text, by number from 1."""

    def __init__(self, consultation: Consultation, language: str = "en") -> None:
        self.document = docx.Document(io.BytesIO(word_form.written(consultation, language)))
        self.body = self.document.element.body
        self.found = [p for p in self.body.iter(qn("w:p")) if p.find(qn("w:bookmarkStart")) is not None]

    def words(self, number: int) -> Any:
        """Return the last run of a paragraph, which has its words."""
        return list(self.found[number].iter(qn("w:r")))[-1]

    def say(self, number: int, old: str, new: str, *, author: str = "Aigerim Bek") -> None:
        """Replace words in a paragraph as tracked changes, or untracked if nobody is named."""
        runs = [one for one in self.found[number].iter(qn("w:r")) if old in self.text_of(one)]
        before, after = self.text_of(runs[0]).split(old, 1)
        made = [self.run(before), *self.change(old, new, author), self.run(after)]
        for one in reversed(made):
            runs[0].addnext(one)
        runs[0].getparent().remove(runs[0])

    def change(self, old: str, new: str, author: str) -> list[Any]:
        if not author:
            return [self.run(new)]
        name = f'{nsdecls("w")} w:id="9" w:author="{author}" w:date="2022-06-01T04:00:00Z"'
        gone, come = (
            f'<w:{tag} {name}><w:r><w:{words} xml:space="preserve">{said}</w:{words}></w:r></w:{tag}>'
            for tag, words, said in (("del", "delText", old), ("ins", "t", new))
        )
        return [parse_xml(gone), parse_xml(come)]

    @staticmethod
    def run(said: str) -> Any:
        return parse_xml(f'<w:r {nsdecls("w")}><w:t xml:space="preserve">{said}</w:t></w:r>')

    @staticmethod
    def text_of(run: Any) -> str:
        return "".join(one.text or "" for one in run.iter(qn("w:t")))

    def put(self, after: int, said: str) -> Any:
        made = copy.deepcopy(self.found[after])
        for child in list(made)[1:]:
            made.remove(child)
        made.append(self.run(said))
        self.found[after].addnext(made)
        return made

    def unmark(self) -> None:
        """Leave neither bookmarks nor styles, as Google Docs does, and no word of which text it is."""
        for tag in ("w:bookmarkStart", "w:bookmarkEnd", "w:pStyle", "w:rStyle"):
            for one in list(self.body.iter(qn(tag))):
                one.getparent().remove(one)
        self.document.core_properties.identifier = ""

    def saved(self) -> bytes:
        return saved(self.document)
