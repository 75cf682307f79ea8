import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext, override

from cica_portal.deadlines import Deadline
from cica_portal.spaces import ordinary
from comments.enums import Position
from comments.models import Consultation
from comments.procedure import consultations
from comments.refusals import ConsultationClosed
from documents.models import Document
from members.mailing import backends
from notes.acts import extensions
from notes.acts.reminding import reminder_sending
from notes.acts.submitting import submission_after_silence
from notes.delivery import dispatches
from notes.enums import NoteStatus
from notes.models import Dispatch, VerbalNote
from notes.views import register_of_notes
from plans.models import ConceptPaper, Coordinator
from tests.factories import comments, members, notes

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2022, 5, 30, 3, tzinfo=dt.UTC)
AFTER = notes.CLOSES_AT + dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def the_day(set_clock):
    return set_clock(notes.AT)


@pytest.fixture
def read(client):
    """Return a function that reads a page as somebody and returns the answer."""

    def read_as(user, name, *arguments, **data):
        return client.signed_in(user).get(reverse(name, args=arguments), data)

    return read_as


@pytest.fixture
def send(client):
    def send_as(user, name, *arguments, **data):
        return client.signed_in(user).post(reverse(name, args=arguments), data)

    return send_as


@pytest.fixture
def coordinator(people):
    return members.coordinator(people["RU"].member_state)


def coordinate(paper, user):
    made = Coordinator.objects.create(measure=paper.measure, member_state=user.member_state)
    made.people.add(user)


@pytest.fixture
def consultation(people, coordinator):
    made = notes.circulated()
    coordinate(made.revision.paper, coordinator)
    return made


@pytest.mark.parametrize("why", dispatches.OVERTAKEN)
def test_pages_of_a_note_say_why_a_message_was_cancelled(consultation, people, read, why):
    Dispatch.objects.filter(member_state__code="KZ").update(status="cancelled", error=why)
    note = notes.note_of(consultation)
    with override("en"):
        said = str(dispatches.OVERTAKEN[why])
    page = read(members.officer(language="en"), "notes:note-detail", note.key)
    [cancelled] = [one for one in page.context["tally"] if one["state"].code == "KZ"]
    assert (page.status_code, cancelled["messages"][0]["reason"]) == (200, said)
    assert read(people["KZ"], "notes:note-detail", note.key).status_code == 200


def texts(response):
    return response.content.decode()


# Preparing and issuing -------------------------------------------------------------------------------
def test_officer_prepares_on_a_page(people, officer, read, send):
    paper = notes.paper()
    page = texts(read(officer, "notes:circulation-prepare", paper.slug))
    assert 'value="2022-06-06"' in page and 'value="5, 2, 1"' in page
    answer = send(
        officer,
        "notes:circulation-prepare",
        paper.slug,
        respond_by="2022-06-10",
        last_minute="18:00",
        visibility="after_closing",
        reminder_days="3, 1",
    )
    note = VerbalNote.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("notes:note-detail", args=[note.key]))
    prepared = note.circulation
    assert (prepared.deadline, prepared.visibility, prepared.reminder_days) == (
        Deadline(dt.date(2022, 6, 10), dt.time(18)),
        "after_closing",
        [3, 1],
    )


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (
            "respond_by",
            "2022-05-28",
            "Member States need more time. Choose 29\u00a0May\u00a02022 or a later day.",
        ),
        ("respond_by", "soon", "Enter a valid date."),
        ("last_minute", "25:00", "Enter a valid time."),
        ("reminder_days", "five", "Enter whole numbers separated by commas"),
        ("reminder_days", "99", "Enter whole numbers separated by commas"),
        ("visibility", "never", "Select a valid choice."),
    ],
)
def test_wrong_terms_are_said_on_the_form_and_kept(people, officer, send, field, value, sentence):
    paper = notes.paper()
    terms = {
        "respond_by": "2022-06-10",
        "last_minute": "23:59",
        "visibility": "at_once",
        "reminder_days": "3",
    } | {field: value}
    answer = send(officer, "notes:circulation-prepare", paper.slug, **terms)
    assert (answer.status_code, sentence in texts(answer), VerbalNote.objects.count()) == (422, True, 0)
    assert field == "visibility" or f'value="{value}"' in texts(answer)


def test_a_plan_without_a_coordinator_says_so_before_its_note_is_drafted(people, officer, read):
    paper = notes.paper()
    way = reverse("plans:paper-coordinator", args=[paper.slug])
    sentence = "names the State that coordinates the plan, and the plan has none"
    page = texts(read(officer, "notes:circulation-prepare", paper.slug))
    assert sentence not in page and way not in page
    ConceptPaper.objects.filter(pk=paper.pk).update(coordinator=None)
    page = texts(read(officer, "notes:circulation-prepare", paper.slug))
    assert sentence in page and f'href="{way}"' in page


def test_empty_days_mean_no_reminder(people, officer, send):
    paper = notes.paper()
    terms = {"respond_by": "2022-06-10", "last_minute": "23:59", "visibility": "at_once", "reminder_days": ""}
    send(officer, "notes:circulation-prepare", paper.slug, **terms)
    assert VerbalNote.objects.get().circulation.reminder_days == []


def test_drafted_note_shows_what_keeps_it_back(people, signatory, read):
    note = notes.prepared(rendered=False)
    page = texts(read(signatory, "notes:note-detail", note.key))
    assert "Being prepared: draft Concept Paper and Plan of Implementation. Pages are counted when" in page
    assert reverse("notes:note-issue", args=[note.key]) not in page
    notes.store_all()
    page = texts(read(signatory, "notes:note-detail", note.key))
    assert "The note can be issued." in page
    assert reverse("notes:note-issue", args=[note.key]) in page
    for words in ("as stated, on 3 p.", "на 3 л.", "аталған, 3 п.", "№ NCT/ICT/689"):
        assert words in strip_tags(page)


def test_drafted_note_says_when_its_text_comes_and_who_may_issue_it(people, read):
    coming = "The text is composed once the enclosure is ready"
    names = "Who can issue it: signs. They see the note on their start page."
    officer = members.officer(language="en")
    members.signatory(username="signs")
    members.signatory(username="left", is_active=False)
    note = notes.prepared(rendered=False)
    page = ordinary(texts(read(officer, "notes:note-detail", note.key)))
    assert page.count(coming) == 3 and names not in page
    with override("en"):
        refused = gettext("The note cannot be composed: the value for “%(name)s” is missing.")
    assert ordinary(refused.partition(":")[0]) not in page

    notes.store_all()
    page = ordinary(texts(read(officer, "notes:note-detail", note.key)))
    assert coming not in page and names in page


@pytest.mark.parametrize(
    ("respond_by", "warnings"),
    [
        (
            dt.date(2022, 8, 30),
            ["The deadline falls on a holiday at the Secretariat: Constitution Day."],
        ),
        (
            dt.date(2022, 8, 31),
            [
                "Holidays at the Secretariat in the week before the deadline: "
                "30\u00a0August\u00a02022 (Constitution Day)."
            ],
        ),
        (dt.date(2022, 6, 6), []),
    ],
)
def test_holidays_at_and_before_the_deadline_are_warnings(people, officer, read, respond_by, warnings):
    note = notes.prepared(by=officer, respond_by=respond_by)
    page = texts(read(officer, "notes:note-detail", note.key))
    assert all(warning in page for warning in warnings)
    assert page.count("at the Secretariat") == len(warnings)


def test_a_note_names_figures_that_differ_in_its_text_and_counts_foreign_quotation_marks(read, people):
    paper = notes.paper()
    block = paper.blocks.last()
    for language, text in {"en": '5 "events"', "ru": "6 «встреч»", "kk": "5 “шара”"}.items():
        block.texts.filter(language=language).update(text=text)
    note = notes.prepared(paper=paper)

    for name in ("notes:note-detail", "notes:note-issue"):
        shown = texts(read(members.signatory(), name, note.key))
        assert "the figures differ. English: 5; Russian: 6; Kazakh: 5." in shown
        assert "2 texts use quotation marks that are not those of their languages." in shown


def test_confirmation_says_to_whom_and_under_which_number(people, signatory, read):
    note = notes.prepared()
    members.member_state("AF", name_en="Afghanistan")
    page = texts(read(signatory, "notes:note-issue", note.key))
    for words in (
        "will be issued under its number to 4 Member States. This cannot be undone.",
        "NCT/ICT/689",
        "Monday, 6\u00a0June\u00a02022, 23:59 (Nur-Sultan time, UTC+06:00)",
        "30\u00a0May\u00a02022; 2\u00a0June\u00a02022; 3\u00a0June\u00a02022",
        "3 messages will be sent, each in the language of its recipient",
        "No recipient is on record for:",
        "State KZ",
    ):
        assert words in page, words
    assert VerbalNote.objects.get().status == NoteStatus.DRAFTED


def test_signatory_circulates_on_a_page(people, signatory, send, read):
    note = notes.prepared()
    given = notes.shown(note)
    answer = send(signatory, "notes:note-issue", note.key, **given)
    send(signatory, "notes:note-issue", note.key, **given)  # the second click changes nothing
    note.refresh_from_db()
    assert (answer.url, note.number, Consultation.objects.count()) == (
        reverse("notes:note-detail", args=[note.key]),
        "NCT/ICT/689",
        1,
    )
    shown = texts(read(signatory, "notes:note-detail", note.key))
    assert "What follows:" in shown
    assert "3 Member States have yet to respond. Deadline: Monday, 6\u00a0June\u00a02022, 23:59" in shown
    assert f'being sent. <a href="{reverse("notes:outbox")}">See the outbox</a>' in shown


def test_after_an_extension_those_are_counted_who_have_yet_to_respond(people, signatory, send, read):
    consultation = notes.circulated()
    comments.answer(consultation, people["KZ"])
    note = extensions.prepare(
        consultation, dt.date(2022, 6, 20), notes.LAST_MINUTE, reason="Asked for", by=signatory, at=notes.AT
    )
    send(signatory, "notes:note-issue", note.key, **notes.shown(note))
    shown = texts(read(signatory, "notes:note-detail", note.key))
    assert "2 Member States have yet to respond. Deadline: Monday, 20\u00a0June\u00a02022, 23:59" in shown


def test_submission_is_signed_from_the_start_page(consultation, signatory, read, send, set_clock):
    notes.reached(consultation)
    at = set_clock(AFTER)
    consultations.close(consultation, at=at)
    (note,) = submission_after_silence.draft_due(at)
    assert reverse("notes:note-detail", args=[note.key]) in texts(read(signatory, "home"))
    send(signatory, "notes:note-issue", note.key, **notes.shown(note, at=AFTER))
    note.refresh_from_db()
    assert (note.number, Dispatch.objects.filter(note=note).count()) == (None, 0)
    assert "has not been confirmed" in texts(read(signatory, "notes:note-detail", note.key))
    send(signatory, "comments:consultation-outcome", consultation.pk, outcome="silence")
    send(signatory, "notes:note-issue", note.key, **notes.shown(note, at=AFTER))
    note.refresh_from_db()
    assert (note.number, Dispatch.objects.filter(note=note).count()) == ("NCT/ICT/690", 3)


# Who may ---------------------------------------------------------------------------------------------
def test_drafted_note_is_for_the_secretariat_only(people, coordinator, officer, read, send):
    note = notes.prepared(by=officer)
    coordinate(note.paper, coordinator)
    for name in ("notes:note-detail", "notes:note-issue", "notes:note-discard"):
        for user in (people["KZ"], coordinator):
            assert (read(user, name, note.key).status_code, name) == (404, name)
    assert send(officer, "notes:note-issue", note.key, **notes.shown(note)).status_code == 403
    assert send(people["KZ"], "notes:note-issue", note.key, **notes.shown(note)).status_code == 404
    note.refresh_from_db()
    assert note.status == NoteStatus.DRAFTED

    asked = texts(read(officer, "notes:note-discard", note.key))
    assert "stays on record without a number" in asked
    assert '<button class="btn btn-danger" type="submit">Discard draft note</button>' in asked
    send(officer, "notes:note-discard", note.key)
    note.refresh_from_db()
    assert note.status == NoteStatus.DISCARDED
    assert read(officer, "notes:note-detail", note.key).status_code == 200


def test_delegate_sees_own_messages_only(consultation, people, read, officer, send):
    note = notes.note_of(consultation)
    page = texts(read(people["KZ"], "notes:note-detail", note.key))
    assert "kz@example.org" in page
    assert "tr@example.org" not in page and "ru@example.org" not in page

    document = Document.objects.about("note", note).get(language="en")
    Document.objects.filter(pk=document.pk).update(status="failed", error="secret path")
    page = texts(read(people["KZ"], "notes:note-document", note.key, "en"))
    assert in_kazakh("The document could not be prepared") in page and "secret path" not in page
    assert send(people["KZ"], "notes:document-again", document.pk).status_code == 403
    send(officer, "notes:document-again", document.pk)
    document.refresh_from_db()
    assert document.status == "wanted"


def test_reminder_to_other_states_is_not_there(consultation, people, read, set_clock):
    """A reminder shows who has not responded: a State that has answered must not learn of it."""
    set_clock(dt.datetime(2022, 5, 27, tzinfo=dt.UTC))
    comments.answer(consultation, people["KZ"])
    (step,) = reminder_sending.send_due(set_clock(MONDAY))
    assert read(people["KZ"], "notes:note-detail", step.note.key).status_code == 404
    assert "NCT/ICT/690" not in texts(read(people["KZ"], "notes:note-list"))
    assert "NCT/ICT/690" not in texts(read(people["KZ"], "home"))
    assert "NCT/ICT/690" in texts(read(people["RU"], "notes:note-list"))


def test_state_that_was_not_addressed_sees_no_note(consultation, read):
    outsider = members.contact_point(members.member_state("JP"))
    note = notes.note_of(consultation)
    assert read(outsider, "notes:note-detail", note.key).status_code == 404
    assert read(outsider, "notes:note-document", note.key, "all").status_code == 404
    assert read(outsider, "notes:revision-document", consultation.pk, "en").status_code == 404
    assert "NCT/ICT/689" not in texts(read(outsider, "notes:note-list", q="689"))


def test_register_is_sorted_by_the_head_of_a_column_and_keeps_that_from_page_to_page(people, officer, read):
    first, second = (notes.note_of(notes.circulated(paper=notes.paper())) for _ in range(2))
    assert read(officer, "notes:note-list", sort="number").context["page"].object_list[0] == first
    listed = read(officer, "notes:note-list", sort="-number", kind="circulation")
    assert [one for one, *_rest in listed.context["notes"]] == [second, first]
    assert listed.context["query"] == "sort=-number&kind=circulation&"
    assert 'aria-sort="descending"' in listed.content.decode()
    assert '<input type="hidden" name="sort" value="-number">' in listed.content.decode()


@pytest.mark.parametrize("role", ["officer", "KZ"])
def test_register_has_as_many_pages_as_its_reader_has_notes(people, officer, read, monkeypatch, role):
    monkeypatch.setattr(register_of_notes.NoteList, "size", 2)
    user = people.get(role, officer)
    for _number in range(3):
        notes.circulated(paper=notes.paper())
    notes.prepared(paper=notes.paper())
    mine = list(VerbalNote.objects.visible_to(user))
    assert len(mine) == (4 if role == "officer" else 3)
    shown = [read(user, "notes:note-list", page=number).context for number in ("1", "2")]
    whole = [*read(user, "notes:note-list").context["notes"], *shown[1]["notes"]]
    assert {note for note, *_rest in whole} == set(mine) and len(whole) == len(mine)
    for context in (read(user, "notes:note-list").context, *shown):
        assert (context["page"].paginator.count, context["page"].paginator.num_pages) == (len(mine), 2)


def test_staff_settle_and_resend(consultation, officer, read, send):
    kz, ru, tr = Dispatch.objects.all()
    Dispatch.objects.exclude(pk=tr.pk).update(status="unknown", claimed_at=notes.AT, error="lost")
    page = texts(read(officer, "notes:outbox"))
    assert "kz@example.org" in page and "tr@example.org" not in page
    send(officer, "notes:dispatch-settle", kz.pk)
    send(officer, "notes:dispatch-resend", ru.pk)
    assert list(Dispatch.objects.values_list("status", flat=True)) == ["delivered", "queued", "queued"]


# Register --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", ["689", "nct/ict/689", "№ NCT/ICT/689", "NST/ICT/689"])
def test_register_finds_any_printed_form(consultation, officer, read, words):
    other = notes.prepared(paper=notes.paper())
    VerbalNote.objects.filter(pk=other.pk).update(
        printed_numbers={"en": "", "ru": "NST/ICT/689", "kk": ""}, number="X/1"
    )
    page = texts(read(officer, "notes:note-list", q=words))
    assert ("NCT/ICT/689" in page) == (words != "NST/ICT/689")
    assert ("X/1" in page) == (words in {"689", "NST/ICT/689"})


def in_kazakh(message: str) -> str:
    """Return the message as the contact point of KZ reads it."""
    with override("kk"):
        return gettext(message)


# Documents -------------------------------------------------------------------------------------------
def test_stored_note_is_served_as_it_was_stored(consultation, people, read):
    note = notes.note_of(consultation)
    waiting = read(people["KZ"], "notes:note-document", note.key, "kk")
    assert (waiting.status_code, in_kazakh("The document is being prepared") in texts(waiting)) == (202, True)
    notes.store_all()
    answer = read(people["KZ"], "notes:note-document", note.key, "kk")
    assert (
        answer.content,
        answer["Content-Type"],
        answer["X-Content-Type-Options"],
        answer["Cache-Control"],
    ) == (
        notes.PDF,
        "application/pdf",
        "nosniff",
        "no-store",
    )
    assert answer["Content-Disposition"] == 'attachment; filename="NCT-ICT-689-kk.pdf"'
    assert read(people["KZ"], "notes:note-document", note.key, "de").status_code == 404


def test_working_draft_is_served_to_its_coordinator_and_staff(people, coordinator, officer, read):
    paper = notes.paper()
    coordinate(paper, coordinator)
    read(officer, "notes:paper-document", paper.slug, "ru")
    notes.store_all()
    for user in (officer, coordinator):
        assert read(user, "notes:paper-document", paper.slug, "ru").content == notes.PDF
    assert read(people["KZ"], "notes:paper-document", paper.slug, "ru").status_code == 404
    assert read(members.coordinator(), "notes:paper-document", paper.slug, "ru").status_code == 404


def test_enclosure_is_served_while_a_note_that_encloses_it_is_drafted(people, coordinator, officer, read):
    paper = notes.paper()
    coordinate(paper, coordinator)
    note = notes.prepared(paper=paper, by=officer)
    assert read(officer, "notes:note-enclosure", note.key, "enclosure", "ru").content == notes.PDF
    assert read(officer, "notes:note-enclosure", note.key, "redline", "ru").status_code == 404
    assert read(coordinator, "notes:note-enclosure", note.key, "enclosure", "ru").status_code == 404
    assert read(officer, "notes:paper-document", paper.slug, "ru").status_code == 202
    assert read(people["KZ"], "notes:note-enclosure", note.key, "enclosure", "ru").status_code == 404


def test_receipt_is_for_its_state_and_the_secretariat(
    consultation, people, officer, coordinator, read, set_clock
):
    set_clock(dt.datetime(2022, 5, 27, tzinfo=dt.UTC))
    response = comments.answer(consultation, people["KZ"])
    number = response.receipt.number
    assert read(people["KZ"], "notes:receipt-document", number).status_code == 202
    notes.store_all()
    answer = read(people["KZ"], "notes:receipt-document", number)
    assert (answer.content, answer["Content-Disposition"]) == (
        notes.PDF,
        'attachment; filename="NCT-ICT-689-KZ-1-kk.pdf"',
    )
    for user in (people["TR"], coordinator):
        assert read(user, "notes:receipt-document", number).status_code == 404
    assert read(officer, "notes:receipt-document", number).status_code == 202
    assert read(officer, "notes:receipt-document", "NCT/ICT/689-KZ-2").status_code == 404


def test_package_is_there_once_the_consultation_has_closed(
    consultation, people, officer, coordinator, read, set_clock
):
    for user in (officer, coordinator):
        assert read(user, "notes:package-download", consultation.pk, "en").status_code == 404
    set_clock(AFTER)
    for user in (officer, coordinator):
        assert "0 of 6 documents are ready." in texts(
            read(user, "notes:package-download", consultation.pk, "en")
        )
    notes.store_all()
    page = texts(read(coordinator, "notes:package-download", consultation.pk, "en"))
    assert "All documents are ready." in page
    answer = read(coordinator, "notes:package-document", consultation.pk, "comments", "ru")
    assert (answer.content, answer["Content-Disposition"]) == (
        notes.PDF,
        'attachment; filename="NCT-ICT-689-comments-ru.pdf"',
    )
    assert read(people["KZ"], "notes:package-download", consultation.pk, "en").status_code == 403
    assert read(members.coordinator(), "notes:package-download", consultation.pk, "en").status_code == 404
    assert read(coordinator, "notes:package-document", consultation.pk, "other", "ru").status_code == 404


def test_late_answer_makes_another_table(consultation, people, officer, read, set_clock):
    set_clock(AFTER)
    read(officer, "notes:package-download", consultation.pk, "en")
    notes.store_all()
    with pytest.raises(ConsultationClosed):
        comments.answer(consultation, people["KZ"], Position.COMMENTS)
    page = texts(read(officer, "notes:package-download", consultation.pk, "en"))
    assert "3 of 6 documents are ready." in page


# Demonstration mail ---------------------------------------------------------------------------
def test_staff_read_the_mail_of_a_demonstration(consultation, officer, read, settings):
    settings.EMAIL_BACKEND = "members.mailing.backends.OutboxBackend"
    notes.deliver(notes.AT)
    identifier = backends.name_of(Dispatch.objects.get(address="ru@example.org").message_id)
    assert reverse("notes:outbox-message", args=[identifier]) in texts(read(officer, "notes:outbox"))
    page = texts(read(officer, "notes:outbox-message", identifier))
    for words in ("ru@example.org", "просьба представить комментарии", "NCT-ICT-689-enclosure-ru.pdf"):
        assert words in page
    assert read(officer, "notes:outbox-file", identifier, 0).content == notes.PDF
    assert read(officer, "notes:outbox-file", identifier, 9).status_code == 404
    settings.DEMONSTRATION = False
    assert read(officer, "notes:outbox-message", identifier).status_code == 404


# Cost ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["officer", "KZ", "coordinator"])
def test_lists_cost_the_same_with_three_as_with_one(consultation, people, officer, coordinator, read, role):
    user = {"officer": officer, "coordinator": coordinator}.get(role) or people[role]
    notes.prepared(paper=notes.paper())
    read(user, "notes:note-list")
    with CaptureQueriesContext(connection) as one:
        read(user, "notes:note-list")
    for _ in range(2):
        coordinate(notes.circulated(paper=notes.paper(), by=None).revision.paper, coordinator)
        notes.prepared(paper=notes.paper())
    with CaptureQueriesContext(connection) as three:
        read(user, "notes:note-list")
    assert len(three) == len(one)
