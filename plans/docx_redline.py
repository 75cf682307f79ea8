"""The redline of two editions as a Word file with real tracked changes.

Accepting all changes gives the later text, rejecting all the earlier one: words, labels, kinds of blocks and
their order. The file is written part by part, the same bytes for the same input.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable
from itertools import count
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from cica_portal import deadlines, formats
from plans import editions, redline
from plans.editions import Edition
from plans.enums import BlockKind, TextStatus
from plans.redline import Change, Run

# The author of the changes that Word shows; one name in every language, as in the file's own data.
AUTHOR = "CICA Secretariat"
CULTURES = {"en": "en-GB", "ru": "ru-RU", "kk": "kk-KZ"}
STYLES = {
    BlockKind.TITLE: "Title",
    BlockKind.HEADING: "Heading1",
    BlockKind.PARAGRAPH: "BodyText",
    BlockKind.OBJECTIVE: "Objective",
    BlockKind.INITIATIVE: "Initiative",
}
HANGING = {BlockKind.OBJECTIVE, BlockKind.INITIATIVE}

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# What no XML file may hold; shown as a mark rather than dropped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_PIECES = re.compile(r"(\n|\t)")
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def document(earlier: Edition, later: Edition, language: str, *, at: dt.datetime) -> bytes:
    """Return the Word file: what `earlier` became in `later`, dated `at`."""
    changes = editions.compare(earlier, later, language)
    with translation.override(language):
        mark = ""
        if later.text_status.get(language) == TextStatus.UNOFFICIAL:
            mark = (
                f'<w:p><w:pPr><w:pStyle w:val="Mark"/></w:pPr>{_text_run(_("Unofficial translation"))}</w:p>'
            )
        body = mark + Tracker(language, at).body(changes)
        parts = {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _ROOT_RELATIONS,
            "docProps/core.xml": _core(later.title(language), language, at),
            "word/document.xml": _document(body),
            "word/styles.xml": _styles(language),
            "word/settings.xml": _SETTINGS,
            "word/fontTable.xml": _FONTS,
            "word/footer1.xml": _footer(earlier, later, language, at),
            "word/_rels/document.xml.rels": _DOCUMENT_RELATIONS,
        }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), content.encode(), zipfile.ZIP_DEFLATED)
    return file.getvalue()


class Tracker:
    """Writes blocks as paragraphs whose changes are tracked; every mark has a number of its own."""

    def __init__(self, language: str, at: dt.datetime) -> None:
        self.language = language
        self.numbers = count(1)
        date = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.signed = f'w:author="{AUTHOR}" w:date="{date}"'

    def body(self, changes: Iterable[Change]) -> str:
        paragraphs = []
        last = redline.EQUAL
        for change in changes:
            paragraphs.append(self.paragraph(change))
            last = change.state
        if last not in {redline.EQUAL, redline.CHANGED}:
            # Word never takes away the last paragraph of a file: one that is not tracked must follow.
            paragraphs.append('<w:p><w:pPr><w:pStyle w:val="BodyText"/></w:pPr></w:p>')
        return "".join(paragraphs)

    def paragraph(self, change: Change) -> str:
        return {
            redline.EQUAL: self._staying,
            redline.CHANGED: self._staying,
            redline.ADDED: self._added,
            redline.REMOVED: self._removed,
            redline.MOVED_FROM: self._moved_from,
            redline.MOVED_TO: self._moved_to,
        }[change.state](change)

    def _staying(self, change: Change) -> str:
        old, new = change.old, change.new
        runs: list[Run] = []
        before, after = _label(old, self.language), _label(new, self.language)
        if before == after:
            runs.append(("equal", before))
        else:
            runs += [("delete", before), ("insert", after)]
        was = ""
        if change.has_new_kind:
            was = (
                f"<w:pPrChange {self._sign()}><w:pPr>"
                f'<w:pStyle w:val="{STYLES[BlockKind(old.kind)]}"/></w:pPr></w:pPrChange>'
            )
        content = "".join(self._tracked(op, text) for op, text in [*runs, *change.words])
        return _paragraph(new.kind, content, was=was)

    def _added(self, change: Change) -> str:
        text = _label(change.new, self.language) + change.new_text()
        return _paragraph(change.new.kind, self._tracked("insert", text), f"<w:ins {self._sign()}/>")

    def _removed(self, change: Change) -> str:
        text = _label(change.old, self.language) + change.old_text()
        return _paragraph(change.old.kind, self._tracked("delete", text), f"<w:del {self._sign()}/>")

    def _moved_from(self, change: Change) -> str:
        text = _label(change.old, self.language) + change.old_text()
        content = f"<w:moveFrom {self._sign()}>{_text_run(text)}</w:moveFrom>"
        return self._moved("moveFrom", change.old.kind, content, change.other)

    def _moved_to(self, change: Change) -> str:
        """Write what moved as moved and its new words as inserted; its old words stand where it was."""
        content = ""
        for op, text in [("equal", _label(change.new, self.language)), *change.words]:
            if op == "equal" and text:
                content += f"<w:moveTo {self._sign()}>{_text_run(text)}</w:moveTo>"
            elif op == "insert":
                content += self._tracked(op, text)
        return self._moved("moveTo", change.new.kind, content, change.number)

    def _moved(self, tag: str, kind: str, content: str, number: int) -> str:
        """Write one end of a move; both ends bear one name, after the change at which the block arrives."""
        place = next(self.numbers)
        start = f'<w:{tag}RangeStart w:id="{place}" w:name="move{number}" {self.signed}/>'
        mark = f"<w:{tag} {self._sign()}/>"
        return _paragraph(kind, start + content, mark) + f'<w:{tag}RangeEnd w:id="{place}"/>'

    def _tracked(self, op: str, text: str) -> str:
        if not text:
            return ""
        if op == "equal":
            return _text_run(text)
        if op == "insert":
            return f"<w:ins {self._sign()}>{_text_run(text)}</w:ins>"
        return f"<w:del {self._sign()}>{_text_run(text, 'delText')}</w:del>"

    def _sign(self) -> str:
        return f'w:id="{next(self.numbers)}" {self.signed}'


def _label(row: redline.Row, language: str) -> str:
    """Return the label as it is typed before the text: hanging labels by a tab, others by a space."""
    label = row.label[language]
    if not label:
        return ""
    return label + ("\t" if row.kind in HANGING else " ")


def _paragraph(kind: str, content: str, mark: str = "", *, was: str = "") -> str:
    mark = f"<w:rPr>{mark}</w:rPr>" if mark else ""
    style = f'<w:pStyle w:val="{STYLES[BlockKind(kind)]}"/>'
    return f"<w:p><w:pPr>{style}{mark}{was}</w:pPr>{content}</w:p>"


def _text_run(text: str, tag: str = "t") -> str:
    """Return a run: line breaks and tabs as Word's own, all else as it is."""
    pieces = []
    for piece in _PIECES.split(_FORBIDDEN.sub("\ufffd", text)):
        if piece == "\n":
            pieces.append("<w:br/>")
        elif piece == "\t":
            pieces.append("<w:tab/>")
        elif piece:
            pieces.append(f'<w:{tag} xml:space="preserve">{escape(piece)}</w:{tag}>')
    return f"<w:r>{''.join(pieces)}</w:r>"


# The parts of the file -------------------------------------------------------------------------------
def _document(body: str) -> str:
    return (
        f'{_HEAD}<w:document xmlns:w="{_W}" xmlns:r="{_R}"><w:body>{body}<w:sectPr>'
        '<w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1361" w:right="1418" w:bottom="1474" w:left="1418" w:header="709" w:footer="709"'
        ' w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _footer(earlier: Edition, later: Edition, language: str, at: dt.datetime) -> str:
    day = deadlines.local_date(at, settings.SECRETARIAT_TIME_ZONE)
    texts = f"{earlier.label} → {later.label}, {formats.date(day, language)}"
    hashes = f"SHA-256 {earlier.sha256[:12]} → {later.sha256[:12]}"
    page = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    tab = "<w:r><w:tab/></w:r>"
    return (
        f'{_HEAD}<w:ftr xmlns:w="{_W}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f"{_text_run(texts)}{tab}{page}{tab}{_text_run(hashes)}</w:p></w:ftr>"
    )


def _core(title: str, language: str, at: dt.datetime) -> str:
    date = at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    title = escape(_FORBIDDEN.sub("\ufffd", title))
    when = f'xsi:type="dcterms:W3CDTF">{date}'
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:creator>{AUTHOR}</dc:creator>"
        f"<cp:lastModifiedBy>{AUTHOR}</cp:lastModifiedBy>"
        f"<dcterms:created {when}</dcterms:created><dcterms:modified {when}</dcterms:modified>"
        f"<dc:language>{CULTURES[language]}</dc:language></cp:coreProperties>"
    )


def _styles(language: str) -> str:
    culture = quoteattr(CULTURES[language])
    # Kazakh has no hyphenation: justified, it tears holes into the lines.
    sides = "left" if language == "kk" else "both"
    hanging = '<w:tabs><w:tab w:val="left" w:pos="964"/></w:tabs>'
    indent = '<w:ind w:left="964" w:hanging="454"/>'
    return (
        f'{_HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Noto Serif" w:hAnsi="Noto Serif" w:eastAsia="Noto Serif" w:cs="Noto Serif"/>'
        f'<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val={culture} w:eastAsia={culture}/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>"
        '<w:spacing w:after="160" w:line="300" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        "</w:style>"
        + _style("Title", "Title", '<w:spacing w:after="480"/><w:jc w:val="center"/>', _bold(28))
        + _style(
            "Heading1",
            "heading 1",
            '<w:keepNext/><w:spacing w:before="360" w:after="160"/><w:outlineLvl w:val="0"/>',
            _bold(24),
        )
        + _style("BodyText", "Body Text", f'<w:jc w:val="{sides}"/>')
        + _style("Objective", "Objective", f'{hanging}{indent}<w:jc w:val="{sides}"/>')
        + _style("Initiative", "Initiative", f'{hanging}{indent}<w:jc w:val="{sides}"/>')
        + _style("Mark", "Mark", '<w:jc w:val="right"/>', "<w:i/><w:iCs/>")
        + _style(
            "Footer",
            "footer",
            '<w:tabs><w:tab w:val="center" w:pos="4535"/><w:tab w:val="right" w:pos="9070"/></w:tabs>'
            '<w:spacing w:after="0" w:line="240" w:lineRule="auto"/>',
            '<w:sz w:val="16"/><w:szCs w:val="16"/>',
        )
        + "</w:styles>"
    )


def _style(identifier: str, name: str, paragraph: str, letters: str = "") -> str:
    letters = f"<w:rPr>{letters}</w:rPr>" if letters else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr>{letters}</w:style>'
    )


def _bold(size: int) -> str:
    return f'<w:b/><w:bCs/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

_CONTENT_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{_WORD}.settings+xml"/>'
    f'<Override PartName="/word/fontTable.xml" ContentType="{_WORD}.fontTable+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_WORD}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_ROOT_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>'
)
_DOCUMENT_RELATIONS = (
    f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_R}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId2" Type="{_R}/settings" Target="settings.xml"/>'
    f'<Relationship Id="rId3" Type="{_R}/fontTable" Target="fontTable.xml"/>'
    f'<Relationship Id="rId4" Type="{_R}/footer" Target="footer1.xml"/></Relationships>'
)
_SETTINGS = (
    f'{_HEAD}<w:settings xmlns:w="{_W}"><w:trackRevisions/><w:defaultTabStop w:val="709"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
    ' w:val="15"/></w:compat></w:settings>'
)
_FONTS = (
    f'{_HEAD}<w:fonts xmlns:w="{_W}"><w:font w:name="Noto Serif"><w:altName w:val="Times New Roman"/>'
    '<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>'
)
