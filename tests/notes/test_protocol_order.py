"""One order of the States in all official lists of every language: the English alphabet, marks ignored."""

import datetime as dt
import io
import json
import re
import zipfile
from html import unescape

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from cica_portal.languages import LANGUAGES
from comments import renderers
from comments.procedure import certificates, consultations, outcomes
from comments.procedure.replies import ledger
from comments.reading import columns, compilation, working_files
from comments.reading.exports import word, workbook
from comments.reading.filters import sift
from documents.enums import DocumentKind
from documents.models import Document
from members.models import MemberState
from notes.acts.submitting import submission_with_comments
from notes.models import Dispatch
from notes.wording.placeholder_values import LISTED_FORM
from tests.factories import comments, notes, packages, plans

pytestmark = pytest.mark.django_db

# Neither the order of the codes, nor that of the names in Russian or Kazakh, nor that of code points.
ORDER = ["AF", "KZ", "RU", "TJ", "TH", "TR", "AE"]


@pytest.fixture
def people():
    return notes.delegations(dict.fromkeys(reversed(ORDER), "en"))


@pytest.fixture
def consultation(people, set_clock):
    """A closed round in which each State commented on one paragraph."""
    set_clock(notes.AT)
    notes.name_states()
    made = notes.circulated()
    set_clock(notes.AT + dt.timedelta(days=1))
    for code in sorted(ORDER):
        comments.answer(made, people[code], "comments", remark=f"A remark of {code}")
    consultations.close(made, at=set_clock(packages.CLOSED))
    made.refresh_from_db()
    return made


@pytest.fixture(params=LANGUAGES)
def language(request):
    with translation.override(request.param):
        yield request.param


def names(language: str, name: str = "name") -> list[str]:
    """Return the names in a language, as they should stand."""
    found = {state.code: getattr(state, f"{name}_{language}") for state in MemberState.objects.all()}
    return [found[code] for code in ORDER]


def standing(text: str, wanted: list[str]) -> list[str]:
    """Return the names in the order in which the text has them first."""
    return sorted(wanted, key=text.index)


def docx_text(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return "".join(re.findall(r"<w:t[ >][^<]*", archive.read("word/document.xml").decode()))


def page(client, person, language: str, address: str) -> str:
    person.language = language
    person.save()
    response = client.signed_in(person).get(address)
    assert response.status_code == 200
    return unescape(response.content.decode()).partition("<main")[2]


def test_states_have_one_order_in_the_database():
    notes.delegations(dict.fromkeys(reversed(ORDER), "en"))
    notes.name_states()

    assert [state.code for state in MemberState.objects.all()] == ORDER


def test_a_state_that_is_renamed_takes_its_new_place(consultation):
    state = MemberState.objects.get(code="AF")
    state.name_en = "Übersee"
    state.save()

    assert [state.code for state in MemberState.objects.all()] == [*ORDER[1:-1], "AF", "AE"]


def test_addressees_stand_in_protocol_order(client, people, officer, signatory, set_clock, language):
    set_clock(notes.AT)
    note = notes.prepared(by=officer)
    notes.name_states()

    shown = page(client, signatory, language, reverse("notes:note-issue", args=[note.key]))

    assert standing(shown, names(language)) == names(language)


def test_messages_and_their_states_stand_in_protocol_order(client, consultation, officer, language):
    note = notes.note_of(consultation)
    assert [one.member_state.code for one in Dispatch.objects.filter(note=note)] == ORDER

    shown = page(client, officer, language, reverse("notes:note-detail", args=[note.key]))

    assert standing(shown.partition("deliveries")[2], names(language)) == names(language)


def test_ledger_and_certificate_stand_in_protocol_order(consultation, language):
    at = packages.CLOSED
    assert [row.member_state.code for row in ledger.rows(consultation, at=at)] == ORDER
    assert [entry.member_state.code for entry in consultation.ledger.all()] == ORDER
    assert [row.state for row in certificates.content(consultation, language, at=at).rows] == names(language)
    printed = io.StringIO()
    call_command("ledger", consultation.reference, "--json", stdout=printed)
    assert [row["code"] for row in json.loads(printed.getvalue())["member_states"]] == ORDER


def test_an_open_ledger_stands_in_protocol_order(people, set_clock):
    set_clock(notes.AT)
    notes.name_states()
    made = notes.circulated()

    assert [row.member_state.code for row in ledger.rows(made, at=notes.AT)] == ORDER


def test_the_board_stands_in_protocol_order(client, consultation, officer, language):
    url = reverse("comments:consultation-board", args=[consultation.pk])

    assert standing(page(client, officer, language, url), names(language)) == names(language)
    listed = page(client, officer, language, f"{url}?standing=all").partition("<table")[2]
    assert standing(listed, names(language)) == names(language)


def test_the_compilation_and_its_files_stand_in_protocol_order(consultation, language):
    found = compilation.entire(consultation, language)
    sifted = sift(found, {})

    assert [entry.code for entry in found.readings] == ORDER
    code = [one.column.name for one in columns.on_sheet(found)].index("code")
    sheet = workbook.comments(found, compilation.with_replies(found, sifted.readings))
    assert [row[code] for row in sheet.rows] == ORDER
    with_names = word.document(found, sifted, at=packages.CLOSED)
    in_full = names(language, "full_name")
    assert standing(docx_text(with_names), in_full) == in_full
    assert docx_text(working_files.document(consultation, language)) == docx_text(
        word.document(found, sifted, at=working_files.as_of(consultation))
    )


def test_the_table_of_comments_of_the_package_stands_in_protocol_order(consultation, monkeypatch, language):
    seen = []
    monkeypatch.setattr(
        renderers.comments_table, "table_pdf", lambda rows, *_args, **_more: seen.extend(rows)
    )
    source = working_files.table_source(consultation)
    asked = Document(
        kind=DocumentKind.COMMENTS,
        language=language,
        source_sha256=source,
        subject={"consultation": consultation.pk},
    )

    renderers.comments_table.table(asked)

    assert [row.state for row in seen] == names(language)


def test_the_note_to_the_swg_names_the_states_in_protocol_order(consultation, officer, signatory, language):
    outcomes.confirm(consultation, outcome="comments", by=signatory, at=packages.CLOSED)
    outcomes.release(consultation, by=signatory, at=packages.CLOSED)
    plans.before_swg(consultation.revision.paper, dt.date(2022, 7, 21))
    note = submission_with_comments.draft(consultation, by=officer, at=packages.CLOSED)
    pieces = notes.composed(note, language, at=packages.CLOSED, pages=3)
    named = [state.forms[language][LISTED_FORM[language]] for state in MemberState.objects.all()]
    [sentence] = [line for piece in pieces for line in piece.lines if named[0] in line]

    assert standing(sentence, named) == named
