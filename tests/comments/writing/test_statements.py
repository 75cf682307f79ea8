import datetime as dt
import uuid
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from cica_portal.errors import NotAllowed, Refusal, StaleVersion
from cica_portal.text import sha256
from comments.enums import EnteredStatus, StatementKind
from comments.models import Receipt, Statement
from comments.writing import receipts, statements
from documents.models import Document
from members.models import AuditEntry, PersonalMail
from plans.attached import find_attached
from plans.enums import PaperStatus
from plans.life import decisions
from plans.models import ConceptPaper
from plans.outline import revision_outline
from plans.papers import plan_documents
from tests.factories import api, members, notes

RESERVATION, INTERPRETATION = StatementKind.RESERVATION, StatementKind.INTERPRETATION
ASSOCIATION, WITHDRAWAL = StatementKind.ASSOCIATION, StatementKind.WITHDRAWAL
# A Friday, after which 6 July is a holiday, and 11 July, too.
ADOPTED = dt.datetime(2022, 7, 1, 6, tzinfo=dt.UTC)
LAST_DAY = dt.date(2022, 7, 18)


@pytest.fixture
def plan(consultation, set_clock):
    paper = consultation.revision.paper
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.ADOPTED)
    paper.refresh_from_db()
    paper.events.create(
        from_status=PaperStatus.RECOMMENDED, to_status=PaperStatus.ADOPTED, at=ADOPTED, by=None
    )
    set_clock("2022-07-04T12:00:00+06:00")
    return paper


@pytest.fixture
def block(plan):
    return revision_outline(decisions.adopted_text(plan))[1]


def file(plan, by, kind=RESERVATION, **said):
    values = (
        {"text": "We do not accept it.", "language": "en"} if kind in {RESERVATION, INTERPRETATION} else {}
    )
    return statements.file(plan, kind, by=by, **({"request_key": uuid.uuid4()} | values | said))


def enter(plan, incoming, by, at=ADOPTED + dt.timedelta(days=4), **said):
    values = {"kind": RESERVATION, "text": "No.", "language": "en", "request_key": uuid.uuid4()} | said
    return statements.enter(
        plan,
        incoming.member_state,
        values.pop("kind"),
        register_number=incoming.register_number,
        source={"pk": incoming.pk, "number": "7", "dated_on": "2022-07-04", "file_name": ""},
        received_on=incoming.received_on,
        by=by,
        at=at,
        **values,
    )


def refused(code):
    return pytest.raises(Refusal, match=str(Refusal(code))[:30].partition("%")[0])


def said_in(plan, language="en"):
    return find_attached(decisions.adopted_text(plan), language)


def test_a_reservation_moves_nothing_and_has_a_receipt(plan, block, contact):
    before = plan.status, decisions.adopted_text(plan).sha256
    key = uuid.uuid4()
    receipt = file(plan, contact, block_keys=[str(block.key)], request_key=key)
    assert file(plan, contact, block_keys=[str(block.key)], request_key=key) == receipt
    made = Statement.objects.get()
    assert (made.status, made.is_late, made.member_state) == (
        EnteredStatus.CONFIRMED,
        False,
        contact.member_state,
    )
    assert receipt.sha256 == sha256(receipts.stored(receipt))
    assert receipts.is_genuine(receipt.number, receipt.sha256)
    assert AuditEntry.objects.get(action="statement.file").after["receipt"] == receipt.number
    plan.refresh_from_db()
    assert (plan.status, decisions.adopted_text(plan).sha256) == before
    with pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.update(text="We accept it.")


def test_only_the_contact_point_of_a_member_of_the_day_attaches(plan, drafter, contact):
    with pytest.raises(NotAllowed):
        file(plan, drafter)
    late = members.contact_point(members.member_state("PK", joined_on=dt.date(2022, 7, 2)))
    with pytest.raises(Refusal, match="State PK was not a Member State"):
        file(plan, late)
    for said in ({"text": " "}, {"language": ""}, {"text": "x" * 5001}):
        with refused("comments.statement_text_needed"):
            file(plan, contact, **said)
    with refused("comments.no_such_paragraph"):
        file(plan, contact, block_keys=[str(uuid.uuid4())])
    ConceptPaper.objects.filter(pk=plan.pk).update(status=PaperStatus.RECOMMENDED)
    with refused("comments.statement_not_in_force"):
        file(plan, contact)


def test_one_on_the_eleventh_working_day_is_kept_as_received_later(plan, block, contact, other, set_clock):
    assert decisions.statements_until(plan) == LAST_DAY
    set_clock("2022-07-18T23:59:59+06:00")
    file(plan, contact, block_keys=[str(block.key)])
    set_clock("2022-07-19T00:00:00+06:00")
    file(plan, other, block_keys=[str(block.key)])
    attached = said_in(plan)
    assert [one.state_id for one in attached.in_time] == [contact.member_state_id]
    assert [one.facts[-1] for one in attached.later] == ["received later"]
    assert [[mark.words for mark in marks] for marks in attached.marks.values()] == [
        ["Reservation: State KZ"]
    ]


def test_another_state_associates_itself_and_each_withdraws_its_own(plan, block, contact, other):
    file(plan, contact, INTERPRETATION, block_keys=[str(block.key)])
    made = Statement.objects.get()
    for by, kind in ((contact, ASSOCIATION), (other, WITHDRAWAL)):
        with refused("comments.statement_gone"):
            file(plan, by, kind, of=made)
    file(plan, other, ASSOCIATION, of=made)
    with refused("comments.statement_gone"):
        file(plan, other, ASSOCIATION, of=made)
    marks = said_in(plan).marks[block.key]
    assert [one.words for one in marks] == ["Interpretative statement: State KZ, State TR"]
    file(plan, other, WITHDRAWAL, of=Statement.objects.get(kind=ASSOCIATION))
    file(plan, contact, WITHDRAWAL, of=made)
    attached = said_in(plan)
    entry = attached.entries[0]
    assert (entry.text, entry.is_withdrawn, entry.facts[-1]) == ("", True, "withdrawn on 4 July 2022")
    assert not attached.marks
    with refused("comments.statement_gone"):
        file(plan, contact, WITHDRAWAL, of=made)
    assert Receipt.objects.filter(statement__isnull=False).count() == 4


def test_what_came_by_note_counts_once_another_person_has_confirmed_it(plan, other, officer, signatory):
    at = ADOPTED + dt.timedelta(days=4)
    incoming = notes.received("7", state=other.member_state, on=dt.date(2022, 7, 5), by=officer, at=at)
    own = enter(plan, incoming, signatory, text="Ours.")
    with refused("comments.statement_entered_by_you"):
        statements.confirm(own, by=signatory, at=at)
    statements.discard(own, by=officer, at=at)
    made = enter(plan, incoming, officer)
    assert (said_in(plan).entries, list(said_in(plan).waiting)) == ([], [made.pk])
    with pytest.raises(NotAllowed):
        statements.confirm(made, by=officer, at=at)
    receipt = statements.confirm(made, by=signatory, at=at)
    assert [one.key for one in said_in(plan).entries] == [made.pk]
    assert PersonalMail.objects.filter(kind="statement_entered", recipient=other).count() == 1
    assert receipts.is_genuine(receipt.number, receipt.sha256)
    with refused("comments.entered_moved"):
        statements.discard(made, by=officer, at=at)


def test_a_note_from_before_the_adoption_is_none(plan, other, officer):
    day = dt.date(2022, 6, 30)
    incoming = notes.received("6", state=other.member_state, on=day, by=officer, at=ADOPTED)
    with refused("comments.statement_too_early"):
        enter(plan, incoming, officer)


def test_a_translation_stands_beside_the_words_or_its_absence_is_said(plan, contact, officer, at):
    file(plan, contact)
    made = Statement.objects.get()
    assert said_in(plan, "ru").entries[0].note == "перевода нет"
    given = {"status": "draft", "by": officer, "at": at}
    statements.translate(made, "ru", text="Не принимаем.", version=0, **given)
    entry = said_in(plan, "ru").entries[0]
    assert (entry.text, entry.translation) == ("We do not accept it.", "Не принимаем.")
    with pytest.raises(StaleVersion):
        statements.translate(made, "ru", text="Иначе.", version=0, **given)
    with refused("comments.already_in_this_language"):
        statements.translate(made, "en", text="Otherwise.", version=0, **given)
    assert said_in(plan).entries[0].note == ""


def test_papers_of_the_text_in_force_follow_what_is_attached(plan, block, contact, client):
    text = decisions.adopted_text(plan)
    plain = plan_documents.request_in_force(text, "en")
    assert plain.source_sha256 == plan_documents.revision_source(text)
    file(plan, contact, block_keys=[str(block.key)])
    with_words = plan_documents.request_in_force(text, "en")
    assert Document.objects.get(pk=with_words.pk).source_sha256 != plain.source_sha256
    for language in ("en", "all"):
        answer = client.signed_in(contact).get(reverse("plans:published-word", args=[plan.slug, language]))
        body = ZipFile(BytesIO(answer.content)).read("word/document.xml").decode()
        assert "Reservation: State KZ" in body
        assert "We do not accept it." in body


def test_pages_of_a_statement(plan, block, contact, other, officer, signatory, client):
    page = client.signed_in(contact).get(reverse("comments:statement-create", args=[plan.slug]))
    key = page.context["form"]["key"].value()
    sent = {"kind": "reservation", "paragraphs": [str(block.key)], "language": "ru", "text": "", "key": key}
    kept = client.post(reverse("comments:statement-create", args=[plan.slug]), sent)
    assert kept.status_code == 422
    assert kept.context["form"].data["kind"] == "reservation"
    client.post(reverse("comments:statement-create", args=[plan.slug]), sent | {"text": "Не принимаем."})
    made = Statement.objects.get()
    shown = client.signed_in(other).get(reverse("plans:published-detail", args=[plan.slug])).content.decode()
    assert "Не принимаем." in shown
    assert "Reservation: State KZ" in shown
    follow = reverse("comments:statement-follow", args=[plan.slug, made.pk, "associate"])
    client.post(follow, {"key": client.get(follow).context["key"]})
    assert Statement.objects.get(kind=ASSOCIATION).member_state == other.member_state
    assert client.get(reverse("comments:statement-detail", args=[made.pk])).status_code == 404
    translate = reverse("comments:statement-translate", args=[made.pk, "en"])
    none = {"status": "none", "text": "", "version": "0"}
    assert client.signed_in(officer).post(translate, none | {"text": "We"}).status_code == 422
    assert client.post(translate, none).status_code == 302
    assert made.translations.get().text == ""
    detail = client.get(reverse("comments:statement-detail", args=[made.pk])).content.decode()
    assert "no translation" in detail


def test_an_officer_enters_from_the_register(plan, other, officer, signatory, client):
    at = ADOPTED + dt.timedelta(days=3)
    incoming = notes.received("7", state=other.member_state, on=dt.date(2022, 7, 4), by=officer, at=at)
    address = reverse("notes:statement-enter", args=[plan.slug])
    key = client.signed_in(officer).get(address).context["form"]["key"].value()
    sent = {"register_number": "IN/99", "kind": "interpretation", "language": "en", "text": "So.", "key": key}
    assert "register_number" in client.post(address, sent).context["form"].errors
    client.post(address, sent | {"register_number": incoming.register_number})
    made = Statement.objects.get()
    detail = reverse("comments:statement-detail", args=[made.pk])
    assert client.get(detail).status_code == 200
    client.signed_in(signatory).post(reverse("comments:statement-confirm", args=[made.pk]))
    made.refresh_from_db()
    assert (made.status, made.confirmed_by) == (EnteredStatus.CONFIRMED, signatory)
    withdrawal = sent | {"register_number": incoming.register_number, "kind": "withdrawal", "text": ""}
    withdrawal |= {"of": str(made.pk), "key": str(uuid.uuid4())}
    assert client.signed_in(officer).post(address, withdrawal).status_code == 302
    assert Statement.objects.get(kind=WITHDRAWAL).of == made


def test_the_api_says_what_is_attached(plan, block, contact, other):
    file(plan, contact, block_keys=[str(block.key)])
    file(plan, other, ASSOCIATION, of=Statement.objects.get())
    address = reverse("api:plan-detail", args=[plan.slug])
    (found,) = api.client(other).get(address).json()["statements"]
    assert found["kind"] == "reservation"
    assert found["text"] == "We do not accept it."
    assert [one["code"] for one in found["associated"]] == ["TR"]
    file(plan, contact, WITHDRAWAL, of=Statement.objects.get(kind=RESERVATION))
    (found,) = api.client(other).get(address).json()["statements"]
    assert (found["text"], found["withdrawn_on"]) == (None, "2022-07-04")
