"""Acts at the same instant: nobody is filed and counted silent, nothing is filed twice."""

import datetime as dt
import random
import threading
import uuid

import pytest
from django.db import connections

from cica_portal import clock
from comments.enums import Position
from comments.models import (
    Addressee,
    Attachment,
    Consultation,
    DraftComment,
    FiledAttachment,
    LedgerAddendum,
    LedgerEntry,
    Receipt,
    Response,
)
from comments.procedure import consultations
from comments.refusals import ConsultationClosed
from comments.writing import attachments, responses
from tests.factories import comments, members
from tests.threads import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def _submit(consultation, by, key=None, delay=0.0):
    def act():
        threading.Event().wait(delay)
        return responses.submit(
            consultation, position=Position.NO_OBJECTION, by=by, request_key=key or uuid.uuid4()
        )

    return act


def test_submitting_while_the_consultation_closes(set_clock):
    """Each State that got a receipt on time stands in the ledger, or in what was added to it if the closing
    was recorded while the answer waited for its turn (rule 46); each one refused is silent there."""
    codes = tuple(f"A{letter}" for letter in "ABCDEFGH")
    consultation = comments.consultation(states=codes)
    people = [members.contact_point(members.member_state(code)) for code in codes]
    set_clock(comments.CLOSES_AT - dt.timedelta(seconds=0.4))

    def close():
        while not consultations.close(consultation, at=clock.now()):
            threading.Event().wait(0.01)

    delays = [random.uniform(0, 0.8) for _ in people]
    results = at_once(
        close, *(_submit(consultation, by, delay=wait) for by, wait in zip(people, delays, strict=True))
    )
    assert [item for item in results if not isinstance(item, Response | ConsultationClosed | None)] == []
    ledger = dict(LedgerEntry.objects.values_list("member_state__code", "standing"))
    added = dict(LedgerAddendum.objects.values_list("response__member_state__code", "response__position"))
    assert {ledger[code] for code in added} <= {"silent"}
    expected = {
        response.member_state.code: "silent" if response.is_late else "no_objection"
        for response in Response.objects.select_related("member_state")
    }
    assert ledger | added == expected
    closed_at = Consultation.objects.get().closes_at
    assert all((item.received_at >= closed_at) == item.is_late for item in Response.objects.all())


def test_one_request_sent_twice_is_one_answer(set_clock):
    consultation = comments.consultation()
    contact = members.contact_point(members.member_state("KZ"))
    set_clock("2022-06-01T12:00:00+06:00")
    key = uuid.uuid4()
    results = at_once(*(_submit(consultation, contact, key) for _ in range(4)))
    assert results == [Response.objects.get()] * 4
    assert Receipt.objects.count() == 1


def test_a_file_taken_away_while_its_comment_is_filed_stays_with_what_is_filed(set_clock, monkeypatch):
    consultation = comments.consultation()
    contact = members.contact_point(members.member_state("KZ"))
    set_clock("2022-06-01T12:00:00+06:00")
    draft = comments.draft(consultation, contact)
    attached = comments.attachment(draft, contact)
    freeze, detaching = attachments.file, []

    def detach():
        try:
            attachments.detach(draft, attached, by=contact, at=clock.now())
        finally:
            connections.close_all()

    def file(*filed, at):
        detaching.append(threading.Thread(target=detach))
        detaching[0].start()
        detaching[0].join(0.5)  # it gets no further than the lock
        freeze(*filed, at=at)

    monkeypatch.setattr(attachments, "file", file)
    response = responses.submit(
        consultation, position=Position.COMMENTS, by=contact, request_key=uuid.uuid4()
    )
    detaching[0].join()
    assert response.comments.get().attachments == draft.attachments
    assert FiledAttachment.objects.get().attachment == Attachment.objects.get() == attached
    assert DraftComment.objects.get().attachments is None


def test_two_people_of_one_state_are_two_versions(set_clock):
    consultation = comments.consultation()
    state = members.member_state("KZ")
    people = [members.contact_point(state), members.user("deputy", state)]
    set_clock("2022-06-01T12:00:00+06:00")
    results = at_once(*(_submit(consultation, by) for by in people))
    assert sorted(item.version for item in results) == [1, 2]
    assert set(Receipt.objects.values_list("number", flat=True)) == {
        f"{consultation.reference}-KZ-1",
        f"{consultation.reference}-KZ-2",
    }


def test_closing_twice_at_once_is_one_closing(set_clock):
    consultation = comments.consultation()
    after = set_clock("2022-06-07T09:00:00+06:00")
    results = at_once(
        *(
            lambda: consultations.close(Consultation.objects.get(pk=consultation.pk), at=after)
            for _ in range(4)
        )
    )
    assert sorted(results) == [False, False, False, True]
    assert LedgerEntry.objects.count() == Addressee.objects.count() == 2


def test_extending_and_closing_at_once_never_closes_an_extended_consultation(set_clock):
    consultation = comments.consultation()
    signatory = members.signatory()
    after = set_clock(comments.CLOSES_AT)
    before = comments.CLOSES_AT - dt.timedelta(seconds=1)
    at_once(
        lambda: consultations.close(Consultation.objects.get(pk=consultation.pk), at=after),
        lambda: consultations.extend(
            Consultation.objects.get(pk=consultation.pk),
            dt.date(2022, 6, 10),
            reason="Why",
            by=signatory,
            at=before,
        ),
    )
    stored = Consultation.objects.get()
    outcomes = {("closed", comments.CLOSES_AT): 2, ("open", dt.datetime(2022, 6, 10, 18, tzinfo=dt.UTC)): 0}
    assert LedgerEntry.objects.count() == outcomes[stored.status, stored.closes_at]
