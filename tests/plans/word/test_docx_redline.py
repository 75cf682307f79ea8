import datetime as dt
import io
import zipfile

import pytest
from django.urls import reverse
from lxml import etree

from cica_portal.languages import LANGUAGES
from plans import blocks, revisions
from plans.enums import BlockKind
from plans.models import Block, BlockText, ConceptPaper
from plans.outline import OutlineRow
from plans.word import docx_redline, house, preview, reading
from tests.factories import members as people
from tests.factories import plans as factory
from tests.plans.word.word_files import AT, changed_pair, edition, outline_of, soffice
from tests.properties import HealthCheck, given
from tests.properties import settings as hypothesis_settings
from tests.properties import strategies as st

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STYLES = {style: kind for kind, style in docx_redline.STYLES.items()}


def _parts(content: bytes) -> dict[str, etree._Element]:
    """Return the parsed parts of the file; each must be well-formed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def _settled(content: bytes, accept: bool) -> list[tuple[str, str]]:
    """Return (kind, text with its label) of each paragraph after accepting or rejecting every change.

    As Word does it: what goes, goes with its paragraph's mark; what stays, loses its marks.
    """
    gone = {W + tag for tag in (("del", "moveFrom") if accept else ("ins", "moveTo"))}
    found = []
    carried = ""
    for paragraph in _parts(content)["word/document.xml"].iter(W + "p"):
        properties = paragraph.find(W + "pPr")
        if properties is None:
            found.append(("", carried))
            carried = ""
            continue
        before = properties.find(f"{W}pPrChange/{W}pPr/{W}pStyle")
        style = (properties.find(W + "pStyle") if accept or before is None else before).get(W + "val")
        text = carried
        for child in paragraph:
            if child.tag in gone or child.tag == W + "pPr":
                continue
            for node in child.iter(W + "t", W + "delText", W + "tab", W + "br"):
                text += {W + "tab": "\t", W + "br": "\n"}.get(node.tag, node.text)
        mark = properties.find(W + "rPr")
        if mark is not None and mark[0].tag in gone:
            carried = text
            continue
        carried = ""
        found.append((STYLES.get(style, style), text))
    assert carried == ""
    return found


def _expected(rows: list[OutlineRow], language: str = "en") -> list[tuple[str, str]]:
    return [
        (
            row.kind,
            (row.label[language] + house.gap(row.kind) if row.label[language] else "") + row.text(language),
        )
        for row in rows
    ]


def _without_end(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out the empty paragraph that closes a file whose last block changed."""
    return found[:-1] if found and found[-1] == ("", "") else found


KINDS = st.sampled_from([kind for kind in BlockKind if kind != BlockKind.TITLE])
WORDS = st.lists(
    st.sampled_from(
        ["States", "мемлекеттер", "қауіпсіздік", "и", "члены", "<&>", "“a”", ",", "a\u00a0b", "\n", "й"]
    ),
    min_size=1,
    max_size=6,
).map(" ".join)
OUTLINES = st.lists(st.tuples(st.integers(0, 7), KINDS, WORDS), max_size=8, unique_by=lambda row: row[0])


@given(OUTLINES, OUTLINES)
@hypothesis_settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_accepting_all_gives_the_later_text_and_rejecting_all_the_earlier(before, after):
    old, new = outline_of(before), outline_of(after)
    content = docx_redline.document(edition(old, 0), edition(new, 1), "en", at=AT)
    assert _without_end(_settled(content, accept=True)) == _expected(new)
    assert _without_end(_settled(content, accept=False)) == _expected(old)


def test_dates_end_no_line_and_accepted_changes_are_read_as_the_later_text():
    title = (1, BlockKind.TITLE, "Plan")
    old = outline_of([title, (2, BlockKind.PARAGRAPH, "Adopted on 6 June 2022 for 2022-2023.")])
    new = outline_of([title, (2, BlockKind.PARAGRAPH, "Adopted, as agreed, on 7 July 2022 for 2022-2023.")])
    content = docx_redline.document(edition(old, 0), edition(new, 1), "en", at=AT)

    body = _parts(content)["word/document.xml"]
    assert len(body.findall(f".//{W}noBreakHyphen")) == 1
    found = reading.read(content, "en")
    assert [item.text("en") for item in found.items] == [row.text("en") for row in new]
    assert [entry.state for entry in preview.into_draft(found, new)] == [preview.SAME, preview.SAME]


def test_changes_are_word_s_own_and_signed():
    document = _parts(docx_redline.document(*changed_pair(), "en", at=AT))["word/document.xml"]
    marks = [node for node in document.iter() if node.get(W + "author")]
    assert {node.tag.removeprefix(W) for node in marks} == {
        "ins", "del", "moveFrom", "moveTo", "moveFromRangeStart", "moveToRangeStart", "pPrChange"
    }  # fmt: skip
    assert {(node.get(W + "author"), node.get(W + "date")) for node in marks} == {
        ("CICA Secretariat", "2022-05-26T04:00:00Z")
    }
    numbers = [node.get(W + "id") for node in marks]
    assert len(set(numbers)) == len(numbers)
    names = {
        tag: [node.get(W + "name") for node in document.iter(W + tag)]
        for tag in ("moveFromRangeStart", "moveToRangeStart")
    }
    assert names["moveFromRangeStart"] == names["moveToRangeStart"] != []
    for tag in ("moveFrom", "moveTo"):
        starts = [node.get(W + "id") for node in document.iter(f"{W}{tag}RangeStart")]
        assert starts == [node.get(W + "id") for node in document.iter(f"{W}{tag}RangeEnd")]


def test_changed_emphasis_is_tracked_as_changed_words_in_their_type():
    old = [(1, BlockKind.PARAGRAPH, "the *old road* of all"), (2, BlockKind.PARAGRAPH, "gone **with** it")]
    new = [(1, BlockKind.PARAGRAPH, "the **old road** of all"), (3, BlockKind.PARAGRAPH, "*new* ***words***")]
    content = docx_redline.document(edition(outline_of(old), 0), edition(outline_of(new), 1), "en", at=AT)

    found = [
        (
            run.getparent().tag.removeprefix(W),
            "".join(node.tag.removeprefix(W) for node in run.iterfind(f"{W}rPr/*")),
            "".join(run.itertext()),
        )
        for run in _parts(content)["word/document.xml"].iter(W + "r")
    ]

    assert found == [
        ("p", "", "the "),
        ("del", "iiCs", "old road"),
        ("ins", "bbCs", "old road"),
        ("p", "", " of all"),
        ("del", "", "gone "),
        ("del", "bbCs", "with"),
        ("del", "", " it"),
        ("ins", "iiCs", "new"),
        ("ins", "", " "),
        ("ins", "bbCsiiCs", "words"),
    ]


@pytest.mark.parametrize(("language", "culture"), [("en", "en-GB"), ("ru", "ru-RU"), ("kk", "kk-KZ")])
def test_the_same_input_gives_the_same_file_which_says_its_language(language, culture):
    content, again = (docx_redline.document(*changed_pair(), language, at=AT) for _time in range(2))
    parts = _parts(content)
    assert content == again
    assert parts["word/styles.xml"].find(f".//{W}lang").get(W + "val") == culture
    assert "CICA Secretariat" in etree.tostring(parts["docProps/core.xml"], encoding="unicode")
    # Readers of Word files ask each part with text for both names.
    for root in (parts["word/document.xml"], parts["word/footer1.xml"]):
        assert root.nsmap["w"] == W.strip("{}")
        assert root.nsmap["r"] == "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    # Lines within a justified paragraph are not torn; the schema wants that before what names its value.
    compat = parts["word/settings.xml"].find(W + "compat")
    assert [child.tag.removeprefix(W) for child in compat] == ["doNotExpandShiftReturn", "compatSetting"]


def test_what_xml_cannot_hold_is_shown_as_a_mark():
    old, new = ([(1, BlockKind.PARAGRAPH, text)] for text in ("a \x0b b", "a \x0c b"))
    content = docx_redline.document(edition(outline_of(old), 0), edition(outline_of(new), 1), "en", at=AT)
    assert "\ufffd" in _settled(content, accept=True)[0][1]


MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">
Sub Settle(what, source, target)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  helper = createUnoService("com.sun.star.frame.DispatchHelper")
  helper.executeDispatch(document.CurrentController.Frame, what, "", 0, Array())
  Dim filter(0) As New com.sun.star.beans.PropertyValue
  filter(0).Name = "FilterName"
  filter(0).Value = "Text"
  document.storeToURL(target, filter())
  document.close(True)
End Sub
</script:module>
"""


@pytest.mark.parametrize("what", ["Accept", "Reject"])
def test_libreoffice_settles_all_changes(tmp_path, what):
    earlier, later = changed_pair()
    (tmp_path / "redline.docx").write_bytes(docx_redline.document(earlier, later, "en", at=AT))
    soffice(tmp_path, "--convert-to", "txt", "--outdir", str(tmp_path), str(tmp_path / "redline.docx"))
    (tmp_path / "profile" / "user" / "basic" / "Standard" / "Module1.xba").write_text(MACRO)
    act = f".uno:{what}AllTrackedChanges,file://{tmp_path}/redline.docx,file://{tmp_path}/settled.txt"
    soffice(tmp_path, f"macro:///Standard.Module1.Settle({act})")
    settled = (tmp_path / "settled.txt").read_text(encoding="utf-8-sig").rstrip("\n")
    rows = (later if what == "Accept" else earlier).rows
    assert settled == "\n".join(text for _kind, text in _expected(rows))


# Through the browser ---------------------------------------------------------------------------------
@pytest.fixture
def paper(db) -> ConceptPaper:
    made = factory.paper(blocks=2)
    revisions.freeze(made, by=None, at=AT)
    BlockText.objects.filter(block__paper=made, block__position=2).update(text="Changed")
    Block.objects.filter(paper=made, position=3).update(removed_at=AT)
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_word_file_is_downloaded_in_any_language(client, paper, language):
    client.force_login(people.officer())
    response = client.get(reverse("plans:paper-compare-word", args=[paper.slug, "0", "draft", language]))
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="{paper.slug}-0-draft-{language}.docx"'
    )
    assert response.headers["Content-Type"] == (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    )
    accepted = [text for _kind, text in _without_end(_settled(response.content, accept=True))]
    assert accepted[-1] == "Changed"
    rejected = [text for _kind, text in _without_end(_settled(response.content, accept=False))]
    assert rejected[-2:] == [f"Paragraph 0 {language}", f"Paragraph 1 {language}"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_no_state_proposed_is_the_secretariats_whoever_wrote_it(client, paper, language):
    russia = people.member_state("RU", name_en="Russia", name_ru="Россия", name_kk="Ресей")
    writer = people.coordinator(russia, first_name="Ivan", last_name="P.")
    factory.coordinator_of(paper.measure, writer, state=russia)
    block = paper.blocks.get(position=2)
    BlockText.objects.filter(block=block, language=language).update(text=f"Paragraph 0 {language}")
    later = AT + dt.timedelta(days=1)
    blocks.edit(block, language, f"Paragraph 0 {language} new", version=1, by=writer, at=later)
    client.force_login(people.officer(language="en"))
    response = client.get(reverse("plans:paper-compare-word", args=[paper.slug, "0", "draft", language]))
    document = _parts(response.content)["word/document.xml"]
    signed = {
        "".join(node.itertext()): (node.get(W + "author"), node.get(W + "date"))
        for node in document.iter(W + "ins")
    }
    assert signed[" new"] == ("CICA Secretariat", "2022-05-27T04:00:00Z")


@pytest.mark.parametrize("names", [("7", "draft", "en"), ("0", "9", "en"), ("0", "draft", "de")])
def test_word_file_is_of_texts_that_exist(client, paper, names):
    client.force_login(people.officer())
    assert client.get(reverse("plans:paper-compare-word", args=[paper.slug, *names])).status_code == 404
