"""Word files as people change them, what the portal reads in them, and its pages about them."""

import datetime as dt
import re
import subprocess
import uuid
from collections.abc import Sequence
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from cica_portal import uploads
from plans.comparison.editions import Edition
from plans.enums import BlockKind
from plans.labels import labelled
from plans.models import ConceptPaper, ConfidenceBuildingMeasure, Revision
from plans.outline import OutlineRow
from plans.word import reading
from tests.files import saved

AT = dt.datetime(2022, 5, 26, 4, 0, tzinfo=dt.UTC)


def body(*paragraphs: str) -> bytes:
    """Return a file whose body is these elements of WordprocessingML."""
    document = docx.Document()
    for xml in paragraphs:
        name = re.match(r"<w:\w+", xml)[0]
        element = parse_xml(xml.replace(name, f"{name} {nsdecls('w', 'r', 'wp')}", 1))
        document.element.body.insert(len(document.element.body) - 1, element)
    return saved(document)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tracked(tag: str, inner: str, author: str = "A", date: str = "2022-05-26T04:00:00Z") -> str:
    return f'<w:{tag} w:id="1" w:author="{author}" w:date="{date}">{inner}</w:{tag}>'


def ins(text: str, author: str = "A") -> str:
    return tracked("ins", run(text), author)


def gone(text: str, author: str = "A") -> str:
    return tracked("del", f'<w:r><w:delText xml:space="preserve">{text}</w:delText></w:r>', author)


def paragraph(*content: str, mark: str = "", properties: str = "") -> str:
    mark = f"<w:rPr>{mark}</w:rPr>" if mark else ""
    return f"<w:p><w:pPr>{properties}{mark}</w:pPr>{''.join(content)}</w:p>"


def read(content: bytes, language: str = "en", left_out=()) -> reading.Reading:
    uploads.kind_of(content, uploads.WORD)
    return reading.read(content, language, left_out)


def kinds(found: reading.Reading) -> list[tuple[str, str]]:
    language = found.languages[0]
    return [(str(item.kind), item.text(language)) for item in found.items]


def losses(found: reading.Reading) -> list[tuple[str, str]]:
    return [(loss.kind, loss.text) for loss in found.losses]


def outline_of(rows: Sequence[tuple[int, str, str]], language: str = "en") -> list[OutlineRow]:
    """Return blocks by key, kind and text."""
    labels = labelled([kind for _key, kind, _text in rows])
    return [
        OutlineRow(uuid.UUID(int=key), kind, {language: text}, label)
        for (key, kind, text), label in zip(rows, labels, strict=True)
    ]


def edition(rows: list[OutlineRow], number: int) -> Edition:
    measure = ConfidenceBuildingMeasure(code="measure")
    paper = ConceptPaper(
        slug="paper", measure=measure, titles={"en": "Title"}, period_from=2022, period_to=2023
    )
    revision = Revision(
        paper=paper, number=number, titles=paper.titles, text_status={}, sha256=f"{number}" * 64
    )
    edition = Edition(paper, revision)
    edition.__dict__["rows"] = rows
    return edition


def changed_pair() -> tuple[Edition, Edition]:
    old = [
        (1, BlockKind.TITLE, "Title"),
        (2, BlockKind.HEADING, "Aims"),
        (3, BlockKind.OBJECTIVE, "to meet"),
        (4, BlockKind.OBJECTIVE, "to talk about қауіпсіздік"),
        (5, BlockKind.PARAGRAPH, "Gone"),
        (6, BlockKind.PARAGRAPH, "Becomes an objective"),
    ]
    new = [
        (1, BlockKind.TITLE, "Title"),
        (2, BlockKind.HEADING, "Aims"),
        (4, BlockKind.OBJECTIVE, "to talk about қауіпсіздік"),
        (6, BlockKind.OBJECTIVE, "Becomes an objective"),
        (3, BlockKind.OBJECTIVE, "to meet often"),
        (7, BlockKind.PARAGRAPH, "Новый абзац"),
    ]
    return edition(outline_of(old), 0), edition(outline_of(new), 1)


def soffice(folder: Path, *arguments: str) -> None:
    """Run LibreOffice with a profile of its own."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", *arguments], check=True, capture_output=True, timeout=120
    )


def page(response) -> str:
    return " ".join(response.content.decode().split())


def new_plan(measure, file, **fields) -> dict:
    return {
        "measure": measure.pk,
        "period_from": 2024,
        "period_to": 2025,
        "source_language": "ru",
        "file": file,
    } | fields


def chosen(response) -> dict[str, str]:
    """Return the form as a browser would send it back unchanged."""
    content = response.content.decode()
    data = dict(re.findall(r'<input type="hidden" name="(item-\d+|seen|left_out)" value="([^"]*)"', content))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', content, re.DOTALL):
        data[name] = re.search(r'<option value="([^"]*)" selected', options)[1]
    return data


# Two authors changed a paragraph.
CONTENT = body(
    paragraph(run("States "), gone("never ", "A"), ins("always ", "B"), run("agree.")),
    paragraph(run("Unchanged.")),
)
