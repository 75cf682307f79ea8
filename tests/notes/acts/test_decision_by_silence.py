"""A decision by silence from the note that opens it to the note that tells of it, on the pages."""

import datetime as dt
import uuid

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from cica_portal.spaces import ordinary
from comments.enums import TO_BE_CONFIRMED, Outcome, StatementKind
from comments.models import EnteredResponse, Receipt, Response, Statement
from comments.procedure import certificates, consultations, outcomes
from comments.procedure.deadlines import time_requests
from comments.writing import responses, statements
from comments.writing.entered import confirming, entries
from members.models import MemberState, User
from notes.acts import decision_by_silence, extensions, issuing
from notes.acts.reminding import reminder_notes, reminder_planning, reminder_sending
from notes.enums import NoteKind, NoteStatus, Rung
from notes.models import VerbalNote
from plans.enums import PaperStatus
from plans.life import decisions
from plans.models import ConceptPaper
from tests.clients import PortalClient
from tests.factories import comments, members, notes
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = notes.AT
RESPOND_BY = dt.date(2022, 6, 9)
ENDS = {"respond_by": RESPOND_BY, "last_minute": dt.time(18, 0)}
CLOSES_AT = dt.datetime(2022, 6, 9, 12, 1, tzinfo=dt.UTC)
REASON = {"reason": "Paragraph 2 names a body that does not exist."}


@pytest.fixture(autouse=True)
def the_day(set_clock):
    return set_clock(AT)


@pytest.fixture
def paper(people, signatory):
    notes.name_states()
    return notes.under_silence(by=signatory)


@pytest.fixture
def note(paper, officer):
    return notes.put_to_silence(paper, by=officer)


@pytest.fixture
def running(note, signatory):
    consultation = issuing.issue(note, by=signatory, at=AT).own_consultation
    consultation.addressees.update(reached_at=AT)
    return consultation


def client_of(user):
    return PortalClient().signed_in(user)


def delegate(code):
    return User.objects.get(member_state__code=code)


def page_of(consultation, user):
    url = reverse("comments:consultation-detail", args=[consultation.pk])
    return ordinary(client_of(user).get(url).content.decode())


def told():
    return VerbalNote.objects.filter(kind=NoteKind.DECISION_TOLD, status=NoteStatus.DRAFTED)


def test_officer_drafts_and_signatory_opens_the_silence_on_the_ground_of_a_decision(
    paper, officer, signatory
):
    page = client_of(officer).get(reverse("plans:paper-detail", args=[paper.slug])).content.decode()
    url = reverse("notes:decision-prepare", args=[paper.slug])
    assert url in page

    short = client_of(officer).post(
        url, {"respond_by": "2022-05-28", "last_minute": "18:00", "visibility": "at_once"}
    )
    assert "at least 72 hours" in short.content.decode()
    assert client_of(officer).get(url).context["form"].initial["respond_by"] == dt.date(2022, 6, 9)
    client_of(officer).post(
        url, {"respond_by": RESPOND_BY.isoformat(), "last_minute": "18:00", "visibility": "at_once"}
    )
    note = VerbalNote.objects.get(kind=NoteKind.DECISION_BY_SILENCE)
    assert client_of(officer).get(reverse("notes:note-detail", args=[note.key])).status_code == 200
    notes.store_all()

    issue = reverse("notes:note-issue", args=[note.key])
    assert "The decision by silence will open" in client_of(signatory).get(issue).content.decode()
    opened = issuing.issue(note, by=signatory, at=AT).own_consultation

    assert (opened.closes_at, opened.asks_decision) == (CLOSES_AT, True)
    assert ConceptPaper.objects.get(pk=paper.pk).status == PaperStatus.RECOMMENDED
    for language, said in {
        "en": "in accordance with the decision of the CICA SOC taken at its meeting of 26 May 2022",
        "ru": "в соответствии с решением КСДЛ СВМДА, принятым на заседании 26 мая 2022 г., имеет честь",
        "kk": "комитетінің 2022 жылғы 26 мамырдағы отырысында қабылданған шешіміне сәйкес",
    }.items():
        text = note.texts.get(language=language)
        assert said in ordinary(" ".join(line for piece in text.pieces for line in piece["lines"]))
    with refused("notes.no_ground"):
        decision_by_silence.prepare(paper, **ENDS, by=officer, at=AT)


def test_no_silence_without_a_ground(paper, officer):
    other = notes.paper(status=PaperStatus.RECOMMENDED, measure=paper.measure)
    comments.revision(other)
    with refused("notes.no_ground"):
        decision_by_silence.prepare(other, **ENDS, by=officer, at=AT)


def test_delegate_objects_with_a_reason_and_the_note_on_it_is_drafted_at_once(running, signatory):
    client, url = client_of(delegate("TR")), reverse("comments:objection-create", args=[running.pk])
    assert url in page_of(running, delegate("TR"))
    sent = client.get(url).context["form"].initial
    empty = client.post(url, sent | {"reason": " ", "wording": "Omit it."})
    assert (empty.status_code, Response.objects.exists()) == (422, False)
    assert "Omit it." in empty.content.decode()

    done = client.post(url, sent | REASON, follow=True)

    receipt = Receipt.objects.get()
    assert "the decision is not adopted" in ordinary(done.content.decode())
    shown = client.get(reverse("comments:receipt-detail", args=[receipt.number])).content.decode()
    assert REASON["reason"] in shown
    assert told().get().values["outcome"] == "broken"
    start = client_of(signatory).get(reverse("home")).content.decode()
    assert reverse("notes:note-detail", args=[told().get().key]) in start or "Issue 1 note" in ordinary(start)
    other = page_of(running, delegate("RU"))
    with translation.override("ru"):
        assert str(Outcome.NOT_ADOPTED.label) in other
    assert REASON["reason"] not in other
    assert "Тур" not in other
    assert REASON["reason"] in page_of(running, signatory)


def test_note_on_a_break_says_one_or_several_and_names_nobody(running, signatory):
    for code in ("TR", "KZ"):
        comments.objected(running, delegate(code), **REASON)
        note = told().get()
        words = notes.composed(note, "en", at=AT)
        said = " ".join(line for piece in words for line in piece.lines)
        assert ("objections to" in said) == (code == "KZ")
        assert "Türkiye" not in said
    issuing.issue(told().get(), by=signatory, at=AT)


def test_signatory_confirms_and_until_then_nobody_reads_adopted(running, signatory, set_clock):
    at = set_clock(CLOSES_AT + dt.timedelta(minutes=2))
    for code, language in notes.STATES.items():
        with translation.override(language):
            being = str(TO_BE_CONFIRMED)
        assert being in page_of(running, delegate(code))
    consultations.close(running, at=at)
    assert str(TO_BE_CONFIRMED) in page_of(running, delegate("TR"))

    url = reverse("comments:consultation-outcome", args=[running.pk])
    assert client_of(signatory).get(url).status_code == 200
    client_of(signatory).post(url, {"outcome": Outcome.ADOPTED})

    assert outcomes.is_confirmed(running)
    assert "the decision is adopted" in page_of(running, delegate("TR"))
    note = told().get()
    for language in ("en", "ru", "kk"):
        assert notes.composed(note, language, at=at)
    issuing.issue(note, by=signatory, at=at)


def test_one_that_agrees_may_say_so(running):
    client = client_of(delegate("TR"))
    url = reverse("comments:response-no-objection", args=[running.pk])
    context = client.get(url).context
    client.post(url, {"request_key": context["request_key"], "shown": context["last_receipt"]})
    assert Response.objects.get().position == "no_objection"
    assert client.get(reverse("home")).status_code == 200
    assert client.get(reverse("comments:response-submit", args=[running.pk])).status_code == 302


def test_objection_by_note_is_entered_and_confirmed_by_a_signatory(running, officer, signatory, client):
    url = reverse("notes:response-register", args=[running.pk])
    page = client_of(officer).get(url)
    assert "stance" not in page.context["form"].fields
    sent = {
        "member_state": MemberState.objects.get(code="TR").pk,
        "channel": "note",
        "number": "7/1",
        "dated_on": "2022-05-26",
        "received_on": "2022-05-26",
        "received_minute": "09:00",
        "position": "objection",
    }
    assert client_of(officer).post(url, sent).status_code == 422
    began = client_of(officer).post(url, sent | {"objection": REASON["reason"]}, follow=True)
    assert REASON["reason"] in began.content.decode()

    made = EnteredResponse.objects.get()
    confirming.hand_over(made, by=officer, at=AT)
    confirming.confirm(made, shown=entries.digest(made), by=signatory, at=AT)
    assert Response.objects.get().objection == REASON
    assert told().get().values["outcome"] == "broken"


def words_of(note, language):
    return ordinary(" ".join(line for piece in notes.composed(note, language, at=AT) for line in piece.lines))


def test_time_is_extended_for_all_by_a_note_that_speaks_of_objections(running, officer, signatory):
    state = delegate("TR")
    assert reverse("comments:time-request", args=[running.pk]) in page_of(running, state)
    asked = time_requests.ask(
        running, wished_on=dt.date(2022, 6, 20), reason="Three days for us.", by=state, at=AT
    )
    url = reverse("comments:time-request-decide", args=[asked.key])
    decide = ordinary(client_of(signatory).get(url).content.decode())
    extension = reverse("notes:extension-prepare", args=[running.pk])
    assert "It is extended for all, not for one." in decide
    assert extension in decide
    assert reverse("comments:consultation-grant", args=[running.pk]) not in decide
    assert client_of(officer).get(extension).status_code == 200

    note = extensions.prepare(running, dt.date(2022, 6, 20), reason="Asked for.", by=officer, at=AT)
    for language, said, other in (
        ("en", "objections", "comments"),
        ("ru", "возражений", "комментариев"),
        ("kk", "қарсылықтар", "ескертпелер"),
    ):
        assert said in words_of(note, language)
        assert other not in words_of(note, language)
    issuing.issue(note, by=signatory, at=AT)

    running.refresh_from_db()
    asked.refresh_from_db()
    assert (running.respond_by, asked.status) == (dt.date(2022, 6, 20), "met")
    comments.objected(running, state, **REASON)
    with refused("comments.silence_over"):
        extensions.prepare(running, dt.date(2022, 6, 27), reason="More.", by=officer, at=AT)
    assert extension not in client_of(officer).get(board(running)).content.decode()


def board(consultation):
    return reverse("comments:consultation-board", args=[consultation.pk])


def test_reminder_says_that_no_act_is_needed_and_ends_with_the_silence(running, officer, signatory):
    given = {"working_days": 2, "level": Rung.CONTACT_POINT, "by": officer, "at": AT}
    step = reminder_planning.add(running, by_note=True, **given)
    with transaction.atomic():
        note = reminder_notes.draft(running, level=Rung.CONTACT_POINT, at=AT)
    assert "need not take any action" in words_of(note, "en")
    assert "никаких действий не требуется" in words_of(note, "ru")
    assert "ешқандай әрекет талап етілмейді" in words_of(note, "kk")

    comments.objected(running, delegate("TR"), **REASON)
    reminder_sending.send_due(step.due_at)

    step.refresh_from_db()
    assert step.skipped == "closed"
    with refused("comments.silence_over"):
        issuing.issue(note, by=signatory, at=AT)


def test_reasons_are_read_by_others_as_circulation_chose(paper, officer, signatory, set_clock):
    url = reverse("notes:decision-prepare", args=[paper.slug])
    sent = {"respond_by": RESPOND_BY.isoformat(), "last_minute": "18:00", "visibility": "at_once"}
    for visibility in ("after_closing", "at_once"):
        client_of(officer).post(url, sent | {"visibility": visibility})
        prepared = VerbalNote.objects.get(kind=NoteKind.DECISION_BY_SILENCE).circulation
        assert prepared.visibility == visibility
    notes.store_all()
    opened = issuing.issue(prepared.note, by=signatory, at=AT).own_consultation
    comments.objected(opened, delegate("TR"), **REASON)
    assert REASON["reason"] in page_of(opened, delegate("RU"))

    type(opened).objects.update(visibility="after_closing")
    assert REASON["reason"] not in page_of(opened, delegate("RU"))
    assert REASON["reason"] in page_of(opened, delegate("TR"))
    set_clock(CLOSES_AT)
    assert REASON["reason"] in page_of(opened, delegate("RU"))


def test_record_says_no_objection_received(running, officer, set_clock):
    responses.submit(running, position="no_objection", by=delegate("KZ"), request_key=uuid.uuid4())
    open_board = ordinary(client_of(officer).get(board(running)).content.decode())
    assert "no objection received yet" in open_board
    assert "no objection declared" in open_board
    at = set_clock(CLOSES_AT + dt.timedelta(minutes=2))
    consultations.close(running, at=at)
    with translation.override("en"):
        made = certificates.content(running, "en", at=at)
    assert {one.standing for one in made.rows} == {"no objection declared", "no objection received"}
    assert "no reply" not in dict(made.totals)


def test_adoption_names_the_last_day_for_statements_from_its_note_and_is_set_aside(
    running, officer, signatory, set_clock
):
    at = set_clock(CLOSES_AT + dt.timedelta(minutes=2))
    consultations.close(running, at=at)
    outcomes.confirm(running, outcome=Outcome.ADOPTED, by=signatory, at=at)
    paper = running.revision.paper
    said = {"block_keys": [], "language": "en", "text": "It is understood so.", "request_key": uuid.uuid4()}
    page = reverse("plans:published-detail", args=[paper.slug])
    assert decisions.statements_until(paper) is None
    assert "names the last day" in ordinary(client_of(delegate("TR")).get(page).content.decode())
    later = set_clock(at + dt.timedelta(days=4))
    statements.file(paper, StatementKind.INTERPRETATION, by=delegate("TR"), **said)
    assert not Statement.objects.in_force().get().is_late
    adopted = issuing.issue(told().get(), by=signatory, at=later)
    assert decisions.statements_until(paper) == dt.date(2022, 6, 27)
    pieces = adopted.texts.get(language="en").pieces
    assert "27 June 2022" in ordinary(" ".join(line for piece in pieces for line in piece["lines"]))

    sent = {
        "member_state": MemberState.objects.get(code="KZ").pk,
        "channel": "note",
        "number": "7/2",
        "dated_on": "2022-06-07",
        "received_on": "2022-06-08",
        "received_minute": "09:00",
        "position": "objection",
        "objection": REASON["reason"],
    }
    client_of(officer).post(reverse("notes:response-register", args=[running.pk]), sent)
    made = EnteredResponse.objects.get()
    confirming.hand_over(made, by=officer, at=later)
    with refused("comments.second_signatory_needed"):
        confirming.confirm(made, shown=entries.digest(made), by=signatory, at=later)
    second = members.signatory(username="second.signatory")
    confirming.confirm(made, shown=entries.digest(made), by=second, at=later)

    note = told().get()
    assert (note.values["outcome"], note.values["filed_date"]) == ("set_aside", "2022-06-08")
    for language, part in {
        "en": "on Wednesday, 8 June 2022, became known",
        "ru": "в установленный срок, в среду",
        "kk": "2022 жылғы 8 маусымда",
    }.items():
        words = words_of(note, language)
        assert adopted.number in words
        assert part in words or part.replace("Wednesday, ", "").replace(", в среду", ", 8 июня") in words
    issuing.issue(note, by=second, at=later)
    assert VerbalNote.objects.with_void().get(pk=adopted.pk).void_by == note.number
    assert not Statement.objects.in_force().exists()
    paper.refresh_from_db()
    assert paper.status == PaperStatus.RECOMMENDED
    with translation.override("en"):
        (undone,) = certificates.content(running, "en", at=later).undone
    assert "is set aside" in undone


def test_unreached_state_holds_the_closing_until_a_signatory_ends_it(running, signatory, set_clock):
    running.addressees.filter(member_state__code="TR").update(reached_at=None)
    at = set_clock(CLOSES_AT + dt.timedelta(hours=1))
    consultations.close(running, at=at)
    url = reverse("comments:consultation-closing", args=[running.pk])
    assert "End without a decision" in client_of(signatory).get(url).content.decode()
    client_of(signatory).post(url, {"reason": "No proof."})
    running.refresh_from_db()
    assert running.outcome == Outcome.NOT_ADOPTED
    assert "ended without a decision" in page_of(running, delegate("TR"))
    assert (
        client_of(signatory).get(reverse("comments:consultation-board", args=[running.pk])).status_code == 200
    )
