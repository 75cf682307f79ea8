"""Akoma Ntoso 3.0 (OASIS LegalDocML): a frozen revision as a file that other systems of documents read.

Each language is an expression of one work, by itself or all of them in one collection. A block keeps its key
as the permanent identifier of its element (wId), in every language and every revision.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from cica_portal import emphasis, organization
from cica_portal.deadlines import seat_date
from cica_portal.languages import LANGUAGES
from plans.enums import BlockKind, TextStatus
from plans.models import Revision
from plans.outline import OutlineRow, revision_outline

if TYPE_CHECKING:
    from lxml import etree

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
CONTENT_TYPE = "application/akn+xml"
ALL = "all"
NAME = "conceptPaper"
SECRETARIAT = "#secretariat"
# Languages as the standard names them: by ISO 639-2.
CODES = {"en": "eng", "ru": "rus", "kk": "kaz"}
# What an element of each kind is, and how its number begins in the identifier.
ELEMENTS = {
    BlockKind.PARAGRAPH: ("paragraph", "para"),
    BlockKind.OBJECTIVE: ("point", "point"),
    BlockKind.INITIATIVE: ("clause", "cl"),
    BlockKind.ITEM: ("clause", "cl"),
    BlockKind.SUBPOINT: ("subparagraph", "subpara"),
}
STYLES = {emphasis.ITALIC: ("i",), emphasis.BOLD: ("b",), emphasis.BOTH: ("b", "i")}
# Signs that no XML may hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Around(NamedTuple):
    """What other elements stand in, and how their identifiers begin there."""

    element: "etree._Element"
    place: str


def document(revision: Revision, language: str) -> bytes:
    """Return the revision in one language, or in all as a collection."""
    from lxml import etree  # noqa: PLC0415 - 4 MiB, for who downloads the file

    rows = revision_outline(revision)
    root = etree.Element(_name("akomaNtoso"), nsmap={None: NAMESPACE})
    if language == ALL:
        _collection(root, revision, rows)
    else:
        _doc(root, revision, rows, language)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=False)


def file_name(revision: Revision, language: str) -> str:
    return f"{revision.paper.slug}-{revision.number}-{language}.akn.xml"


def work_uri(revision: Revision) -> str:
    """Return the name of the plan, of which revisions and languages are expressions."""
    paper = revision.paper
    return f"/akn/{organization.slug()}/doc/{NAME}/{paper.period_from}/{paper.slug}"


def _collection(root: "etree._Element", revision: Revision, rows: Sequence[OutlineRow]) -> None:
    collection = _add(root, "documentCollection", name=NAME)
    _meta(collection, revision, LANGUAGES, "mul", at="!collection")
    body = _add(collection, "collectionBody")
    for language in LANGUAGES:
        component = _add(body, "component", eId=f"cmp_{language}")
        _doc(component, revision, rows, language, before=f"{language}__")


def _doc(
    parent: "etree._Element", revision: Revision, rows: Sequence[OutlineRow], language: str, before: str = ""
) -> None:
    doc = _add(parent, "doc", name=NAME, contains="originalVersion")
    _meta(doc, revision, (language,), CODES[language], at="!main", before=before)
    title = next((row for row in rows if row.kind == BlockKind.TITLE), None)
    if title is not None:
        preface = _add(doc, "preface")
        paragraph = _add(preface, "p", **_ids(title, f"{before}preface__p_1"))
        _write(_add(paragraph, "docTitle"), title.text(language))
    _body(_add(doc, "mainBody"), rows, language, before)


def _meta(
    parent: "etree._Element",
    revision: Revision,
    languages: Sequence[str],
    code: str,
    *,
    at: str,
    before: str = "",
) -> None:
    """Say what the file is of: the work, its expression in a language, and this very form of it."""
    day, work, slug = seat_date(revision.frozen_at).isoformat(), work_uri(revision), organization.slug()
    expression = f"{work}/{code}@{day}"
    frozen = revision.paper.revisions.order_by("number").values_list("frozen_at", flat=True)
    first = seat_date(frozen[0]).isoformat()
    meta = _add(parent, "meta")
    identification = _add(meta, "identification", source=SECRETARIAT)
    level = _level(identification, "FRBRWork", f"{work}/{at}", work, first)
    _add(level, "FRBRcountry", value=slug)
    _add(level, "FRBRsubtype", value=NAME)
    _add(level, "FRBRname", value=revision.paper.slug)
    level = _level(identification, "FRBRExpression", f"{expression}/{at}", expression, day)
    _add(level, "FRBRversionNumber", value=str(revision.number))
    for language in languages:
        _add(level, "FRBRlanguage", language=CODES[language])
    statuses = {language: TextStatus.of(revision.text_status, language) for language in LANGUAGES}
    source = next((one for one in LANGUAGES if statuses[one] == TextStatus.ORIGINAL), None)
    for language in languages if source else ():
        if statuses[language] != TextStatus.ORIGINAL:
            # What a translation was made from, and whether it is official.
            _add(
                level,
                "FRBRtranslation",
                href=f"{work}/{CODES[source]}@{day}",
                by=SECRETARIAT,
                fromLanguage=CODES[source],
                authoritative=str(statuses[language] == TextStatus.OFFICIAL).lower(),
            )
    form = f"{expression}/{at}.akn"
    level = _level(identification, "FRBRManifestation", form, f"{expression}.akn", day)
    _add(level, "FRBRformat", value=CONTENT_TYPE)
    _add(
        _add(meta, "references", source=SECRETARIAT),
        "TLCOrganization",
        eId=f"{before}secretariat",
        href=f"/akn/ontology/organization/{slug}/secretariat",
        showAs=organization.name("secretariat", "en"),
    )
    proprietary, own = _add(meta, "proprietary", source=SECRETARIAT), f"urn:{slug}:consultations"
    hashed = proprietary.makeelement(f"{{{own}}}sha256", nsmap={slug: own})
    proprietary.append(hashed)
    hashed.text = revision.sha256


def _level(parent: "etree._Element", level: str, this: str, uri: str, day: str) -> "etree._Element":
    made = _add(parent, level)
    _add(made, "FRBRthis", value=this)
    _add(made, "FRBRuri", value=uri)
    _add(made, "FRBRdate", date=day, name="circulation")
    _add(made, "FRBRauthor", href=SECRETARIAT)
    return made


def _body(body: "etree._Element", rows: Sequence[OutlineRow], language: str, before: str) -> None:
    """Write the blocks: sections, annexes with sections of their own, and points that hold sub-points."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)

    def under(around: Around, row: OutlineRow, element: str, short: str, **attributes: str) -> Around:
        counts[around.place][short] += 1
        place = f"{around.place}{short}_{counts[around.place][short]}"
        made = _add(around.element, element, **_ids(row, place), **attributes)
        if row.label[language]:
            _add(made, "num").text = row.label[language]
        return Around(made, f"{place}__")

    part = section = point = Around(body, before)
    written = [row for row in rows if row.kind != BlockKind.TITLE]
    for row, following in zip_longest(written, written[1:]):
        if row.kind == BlockKind.ANNEX:
            part = section = point = under(Around(body, before), row, "hcontainer", "annex", name="annex")
            _write(_add(section.element, "heading"), row.text(language))
        elif row.kind == BlockKind.HEADING:
            section = point = under(part, row, "section", "sec")
            _write(_add(section.element, "heading"), row.text(language))
        else:
            is_point = row.kind == BlockKind.SUBPOINT
            made = under(point if is_point else section, row, *ELEMENTS[BlockKind(row.kind)])
            has_points = not is_point and following is not None and following.kind == BlockKind.SUBPOINT
            _write(_add(_add(made.element, "intro" if has_points else "content"), "p"), row.text(language))
            if not is_point:
                point = made if has_points else section


def _ids(row: OutlineRow, place: str) -> dict[str, str]:
    return {"eId": place, "wId": f"block_{row.key}"}


def _write(element: "etree._Element", text: str) -> None:
    """Write a text with its emphasis and its line breaks."""
    for run in emphasis.runs(_FORBIDDEN.sub("", text)):
        inner = element
        for tag in STYLES.get(run.style, ()):
            inner = _add(inner, tag)
        for number, line in enumerate(run.text.split("\n")):
            if number:
                _add(inner, "eol")
            _append(inner, line)


def _append(element: "etree._Element", text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _add(parent: "etree._Element", element: str, /, **attributes: str) -> "etree._Element":
    made = parent.makeelement(_name(element), attributes)
    parent.append(made)
    return made


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
