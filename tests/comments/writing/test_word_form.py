"""The Word file: it goes out with the text, comes back changed, and proposes what its text says."""

import copy
import io
import re
import zipfile

import docx
import pytest
from django.urls import reverse
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from cica_portal import uploads
from cica_portal.uploads import Admitted
from comments.enums import Operation
from comments.models import DraftComment
from comments.writing.offline import receiving, word_form, word_reading
from members.models import DelegationEntry
from plans.enums import BlockKind
from plans.word.comments import W14, W15
from plans.word.docx_parts import THREADS_RELATION
from tests.factories import comments, plans
from tests.factories.offline import WordForm
from tests.files import saved
from tests.plans.word.word_files import soffice
from tests.refusing import refused

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = {
    "en": [
        "States share lessons learned from incidents in their networks.",
        "The Secretariat keeps a list of national points of contact.",
        "Workshops are held once a year in the capital of a Member State.",
        "Experts report to the Group about threats that are new.",
        "Every point of contact is checked in spring and in autumn.",
    ],
    "ru": [
        "Государства обмениваются опытом реагирования на инциденты в сетях.",
        "Секретариат ведёт перечень национальных контактных пунктов.",
        "Семинары «проводятся» раз в год в столице государства-члена.",
        "Эксперты докладывают Группе о новых угрозах.",
        "Каждый контактный пункт проверяется весной и осенью.",
    ],
    "kk": [
        "Мемлекеттер желілердегі оқиғалардан алынған тәжірибемен бөліседі.",
        "Хатшылық ұлттық байланыс пункттерінің тізімін жүргізеді.",
        "Семинарлар жылына бір рет мүше мемлекеттің астанасында өткізіледі.",
        "Сарапшылар Топқа жаңа қатерлер туралы баяндайды.",
        "Әрбір байланыс пункті көктемде және күзде тексеріледі.",
    ],
}


@pytest.fixture
def text(db, set_clock, contact):
    """Return an open consultation on a title and five paragraphs, the last two of them listed aims."""
    paper = plans.paper(status="circulated", blocks=0)
    for place in range(5):
        kind = BlockKind.PARAGRAPH if place < 3 else BlockKind.OBJECTIVE
        plans.block(paper, kind=kind, texts={code: said[place] for code, said in WORDS.items()})
    return comments.consultation(revision=comments.revision(paper))


def said(content, consultation):
    """Return what a file proposes: where, what, and the words."""
    uploads.kind_of(content, uploads.FORM)
    numbers = {
        block.key: place for place, block in enumerate(consultation.revision.blocks.order_by("position"))
    }
    found = word_reading.returned(content, consultation)
    assert not [entry.errors for entry in found.entries if entry.errors]
    return [
        (
            numbers.get(entry.said["block_key"]),
            entry.said["operation"],
            entry.said["proposed_text"] or entry.said["remark"] or numbers.get(entry.said["after_key"]),
        )
        for entry in found.entries
    ]


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_file_goes_out_with_its_numbers_and_comes_back_as_nothing(text, language):
    content = word_form.written(text, language)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name).decode() for name in package.namelist()}
    mark = word_form.mark(text)
    assert mark in parts["docProps/core.xml"]
    assert mark in parts["word/footer1.xml"]
    assert "<w:trackRevisions/>" in parts["word/settings.xml"]
    assert re.findall(r">\[(\d)\] <", parts["word/document.xml"]) == ["1", "2", "3", "4", "5"]
    found = word_reading.returned(content, text)
    assert (list(found.entries), found.unchanged, found.losses) == ([], 6, {})


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("author", ["Aigerim Bek", ""])
def test_changed_words_are_one_change_whoever_accepted_them(text, language, author):
    words = WORDS[language][1]
    old = words.split()[1]
    file = WordForm(text, language)
    file.say(2, old, "Äжаңа ё", author=author)
    (entry,) = word_reading.returned(file.saved(), text).entries
    assert entry.said["operation"] == Operation.MODIFY
    assert (entry.said["language"], entry.said["proposed_text"]) == (
        language,
        words.replace(old, "Äжаңа ё", 1),
    )
    assert (list(entry.authors), entry.is_tracked) == ([author] * bool(author), bool(author))
    assert (entry.said["type"], entry.lacks_reason) == ("substantive", True)


def test_a_paragraph_moves_and_changes(text):
    file = WordForm(text)
    file.say(4, "new", "recent", author="")
    file.found[1].addnext(file.found[4])
    moved, changed = said(file.saved(), text)
    assert moved == (4, Operation.MOVE, 1)
    assert changed[:2] == (4, Operation.MODIFY)
    assert changed[2].endswith("threats that are recent.")


def test_what_goes_what_comes_and_what_is_copied(text):
    file = WordForm(text)
    file.found[1].getparent().remove(file.found[1])
    file.found[5].addnext(copy.deepcopy(file.found[5]))
    file.put(3, "Second new paragraph.")
    file.put(3, "First new paragraph.")
    deleted, new, copied = said(file.saved(), text)
    assert deleted[:2] == (1, Operation.SUPPRESS)
    assert new == (3, Operation.ADD, "First new paragraph.\n\nSecond new paragraph.")
    assert copied == (5, Operation.ADD, WORDS["en"][4])


def test_a_paragraph_is_parted_and_two_are_joined(text):
    first, second, third, *_others = WORDS["en"]
    file = WordForm(text)
    file.say(1, "incidents in their networks.", "incidents.", author="")
    file.put(1, "learned in their networks.")
    file.say(2, ".", f". {third}", author="")
    file.found[3].getparent().remove(file.found[3])
    found = word_reading.returned(file.saved(), text)
    parted, joined = found.entries
    assert parted.said["proposed_text"].endswith("incidents.\n\nlearned in their networks.")
    keys = {block.key: block.position for block in text.revision.blocks.all()}
    assert keys[joined.said["until_key"]] - keys[joined.said["block_key"]] == 1
    assert joined.said["proposed_text"] == f"{second} {third}"


def test_the_margin_says_reasons_and_remarks(text):
    file = WordForm(text)
    file.say(2, "a list", "a public list")
    document = docx.Document(io.BytesIO(file.saved()))
    rows = [p for p in document.paragraphs if p._p.find(qn("w:bookmarkStart")) is not None]
    title, changed, unchanged = rows[0], rows[2], rows[3]
    changed.add_run(" ")
    for paragraph, words in ((title, "On all"), (changed, "So that all see it"), (unchanged, "Why yearly?")):
        document.add_comment(paragraph.runs, words, author="D. Omarov")
    whole, change, remark = word_reading.returned(saved(document), text).entries
    assert (whole.said["block_key"], whole.said["remark"]) == (None, "On all")
    assert (change.said["operation"], change.said["rationale"]) == (Operation.MODIFY, "So that all see it")
    assert (remark.said["operation"], remark.said["remark"]) == ("", "Why yearly?")
    assert list(remark.authors) == ["D. Omarov"]
    assert "Omarov" not in str([entry.said for entry in (whole, change, remark)])


def test_a_paragraph_with_more_than_a_hundred_remarks_has_each_once(text):
    document = docx.Document(io.BytesIO(WordForm(text).saved()))
    rows = [p for p in document.paragraphs if p._p.find(qn("w:bookmarkStart")) is not None]
    for number in range(101):
        document.add_comment(rows[2].runs, f"Remark {number}", author="D. Omarov")
    document.add_comment(rows[3].runs, "The next", author="D. Omarov")
    entries = word_reading.returned(saved(document), text).entries
    assert len({entry.number for entry in entries}) == 102
    assert all(len(str(entry.number)) < 7 for entry in entries)


def test_what_is_done_or_only_set_otherwise_is_not_offered(text):
    file = WordForm(text)
    words = file.words(3)
    words.insert(0, parse_xml(f"<w:rPr {nsdecls('w')}><w:b/></w:rPr>"))
    document = docx.Document(io.BytesIO(file.saved()))
    first, second = [p for p in document.paragraphs if p._p.find(qn("w:bookmarkStart")) is not None][1:3]
    for paragraph, said in ((first, "Settled"), (second, "Open")):
        document.add_comment(paragraph.runs, said, author="D. Omarov")
    part = document.part.part_related_by(f"{RELATIONS}/comments")
    for number, one in enumerate(part.element.iter(qn("w:p")), start=1):
        one.set(f"{{{W14}}}paraId", f"{number:08X}")
    mark = '<w15:commentEx w15:paraId="00000001" w15:done="1"/>'
    threads = f'<w15:commentsEx xmlns:w15="{W15}">{mark}</w15:commentsEx>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
    own = Part(PackURI("/word/commentsExtended.xml"), kind, threads.encode(), document.part.package)
    document.part.relate_to(own, THREADS_RELATION)
    settled, still_open, bold = word_reading.returned(saved(document), text).entries
    assert [one.is_offered for one in (settled, still_open, bold)] == [False, True, False]
    assert (bold.said["type"], bold.said["proposed_text"]) == ("editorial", f"**{WORDS['en'][2]}**")


@pytest.mark.parametrize("with_numbers", [True, False])
def test_paragraphs_are_found_without_marks(text, with_numbers):
    file = WordForm(text)
    file.say(2, "national", "all national", author="")
    file.unmark()
    if not with_numbers:
        for paragraph in file.document.paragraphs:
            for one in paragraph.runs:
                one.text = re.sub(r"^\[\d\] ", "", one.text)
    (found,) = said(file.saved(), text)
    assert found == (2, Operation.MODIFY, WORDS["en"][1].replace("national", "all national"))


def test_the_language_is_that_of_the_words(text):
    file = WordForm(text, "ru")
    file.say(1, "опытом", "уроками")
    (entry,) = word_reading.returned(file.saved(), text).entries
    assert entry.said["language"] == "ru"


def test_files_of_other_texts_are_refused(text):
    other = comments.consultation(revision=comments.revision(plans.paper(status="circulated", blocks=2)))
    with refused("comments.form_of_another_text"):
        word_reading.returned(word_form.written(other, "en"), text)
    unknown = WordForm(other)
    unknown.unmark()
    for section in unknown.document.sections:
        for paragraph in section.footer.paragraphs:
            paragraph.clear()
    with refused("comments.not_our_form"):
        word_reading.returned(unknown.saved(), text)


def test_what_a_text_cannot_hold_is_named(text):
    file = WordForm(text)
    words = file.words(3)
    words.insert(0, parse_xml(f'<w:rPr {nsdecls("w")}><w:u w:val="single"/></w:rPr>'))
    found = word_reading.returned(file.saved(), text)
    assert (list(found.entries), list(found.losses.values())) == ([], [[WORDS["en"][2]]])


def test_through_libreoffice_and_open_document(text, tmp_path):
    """The program of another ministry keeps what the portal needs to know its paragraphs again."""
    file = WordForm(text)
    file.say(4, "new", "recent")
    file.found[1].addnext(file.found[3])
    (tmp_path / "text.docx").write_bytes(file.saved())
    for kind, name in (("odt", "text.docx"), ("docx", "text.odt")):
        soffice(tmp_path, "--convert-to", kind, "--outdir", str(tmp_path), str(tmp_path / name))
    found = said((tmp_path / "text.docx").read_bytes(), text)
    assert found == [
        (3, Operation.MOVE, 1),
        (4, Operation.MODIFY, WORDS["en"][3].replace("new", "recent")),
    ]


def test_the_whole_way_on_the_pages(text, contact, client):
    client.force_login(contact)
    content = client.get(reverse("comments:offline-form", args=[text.pk, "en", "docx"])).content
    assert content == word_form.written(text, "en")
    file = WordForm(text)
    file.say(2, "national", "all national")
    file.say(5, "spring", "winter", author="")
    upload = io.BytesIO(file.saved())
    upload.name = "text.docx"
    url = reverse("comments:offline-upload", args=[text.pk])
    answer = client.post(url, {"file": upload}, follow=True)
    page = answer.content.decode()
    assert page.count('item-note">Aigerim Bek') == 1
    assert page.count("not tracked in the file") == 1
    at = answer.redirect_chain[-1][0]
    rows = re.findall(r'name="row" value="(\d+)"', page)
    long = client.post(at, {"row": rows, f"reason-{rows[0]}": "x" * 50_001}).content.decode()
    assert "x" * 50_001 in long
    assert not DraftComment.objects.exists()
    client.post(at, {"row": rows, f"reason-{rows[0]}": "All of them are meant"})
    first, second = DraftComment.objects.order_by("created_at")
    assert (first.rationale, second.rationale) == ("All of them are meant", "")
    # The same once more makes nothing.
    client.post(at, {"row": rows})
    assert DraftComment.objects.count() == 2
    assert "Aigerim" not in str(list(DelegationEntry.objects.values_list("after", flat=True)))


def test_two_kept_files_of_a_person_take_a_paragraph_once(text, contact):
    file = WordForm(text)
    file.say(2, "national", "all national")
    kept = [
        receiving.receive(
            text, Admitted("a.docx", "docx", file.saved(), is_scanned=False), by=contact, at=comments.OPENS_AT
        )
        for _ in range(2)
    ]
    (number,) = [entry.number for entry in receiving.returned(kept[0]).entries]
    assert len(receiving.take(kept[0], {number}, by=contact, at=comments.OPENS_AT)) == 1
    assert receiving.take(kept[1], {number}, by=contact, at=comments.OPENS_AT) == []
    (again,) = receiving.returned(kept[1]).entries
    assert (again.is_draft, again.is_taken) == (True, True)
