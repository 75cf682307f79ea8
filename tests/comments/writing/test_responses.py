import datetime as dt
import uuid

import pytest
from django.core.cache import cache
from django.db import IntegrityError, InternalError, transaction
from django.urls import reverse

from cica_portal import clock
from cica_portal.errors import NotAllowed
from cica_portal.text import sha256
from comments import refusals
from comments.enums import ConsultationStatus, Outcome, Position, Standing
from comments.models import (
    Comment,
    Consultation,
    ConsultationExtension,
    DraftComment,
    LedgerEntry,
    Receipt,
    Response,
)
from comments.procedure import consultations, outcomes
from comments.procedure.replies import addenda, ledger, told
from comments.writing import drafts, receipts, responses
from members.models import AuditEntry
from tests.factories import comments, members
from tests.refusing import refused

LAST = comments.CLOSES_AT - dt.timedelta(microseconds=1)


def _submit(consultation, by, position=Position.COMMENTS, **options):
    options.setdefault("request_key", uuid.uuid4())
    return responses.submit(consultation, position=position, by=by, **options)


def _receive_at(monkeypatch, instant):
    monkeypatch.setattr(clock, "database_now", lambda using="default": instant)


def test_submitting_files_a_copy_of_the_drafts(consultation, contact, drafter, monkeypatch):
    received = dt.datetime(2022, 6, 1, 6, 30, tzinfo=dt.UTC)
    _receive_at(monkeypatch, received)
    paragraph = comments.first_paragraph(consultation)
    second = comments.draft(consultation, drafter, proposed_text="Changed", remark="", rationale="Clearer")
    whole = comments.draft(consultation, drafter, block_key=None, remark="We agree, but")
    response = _submit(consultation, contact)
    assert (
        response.version,
        response.position,
        response.is_late,
        response.received_at,
        response.submitted_by,
    ) == (1, Position.COMMENTS, False, received, contact)
    filed = [
        {"block_key": None, "remark": "We agree, but", "proposed_text": "", "rationale": "A reason"},
        {"block_key": str(paragraph.key), "remark": "", "proposed_text": "Changed", "rationale": "Clearer"},
    ]
    filed = [{"type": "substantive", "language": "en"} | values for values in filed]
    assert drafts.content(response.comments.order_by("position")) == filed
    assert [comment.draft_id for comment in response.comments.order_by("position")] == [whole.pk, second.pk]
    receipt = Receipt.objects.get()
    assert receipt.number == f"{consultation.reference}-KZ-1"
    assert receipt.content == {
        "receipt": f"{consultation.reference}-KZ-1",
        "consultation": consultation.reference,
        "revision": {"number": 0, "sha256": "0" * 64},
        "member_state": "KZ",
        "filed_by": "Aigerim Bek",
        "received_at": "2022-06-01T06:30:00.000000+00:00",
        "closes_at": "2022-06-06T18:00:00+00:00",
        "answer": {"version": 1, "position": "comments", "is_late": False},
        "comments": filed,
    }
    assert receipt.sha256 == response.sha256 == sha256(receipt.content)
    entry = AuditEntry.objects.get(action="response.submit")
    assert (entry.actor, entry.member_state.code, entry.after) == (
        contact,
        "KZ",
        {
            "receipt": receipt.number,
            "version": 1,
            "position": "comments",
            "is_late": False,
            "comments": 2,
            "sha256": receipt.sha256,
        },
    )
    assert DraftComment.objects.count() == 2


def test_the_same_request_returns_the_same_answer(consultation, contact):
    key = uuid.uuid4()
    comments.draft(consultation, contact)
    first = _submit(consultation, contact, request_key=key)
    comments.draft(consultation, contact, remark="Another")
    assert _submit(consultation, contact, request_key=key) == first
    assert (Response.objects.count(), Receipt.objects.count(), Comment.objects.count()) == (1, 1, 1)


def test_the_same_late_request_is_refused_the_same_way(consultation, contact, monkeypatch):
    key = uuid.uuid4()
    comments.draft(consultation, contact)
    _receive_at(monkeypatch, comments.CLOSES_AT)
    refused = []
    for _ in range(2):
        with pytest.raises(refusals.ConsultationClosed) as caught:
            _submit(consultation, contact, request_key=key)
        refused.append(caught.value.receipt.number)
    assert refused == [f"{consultation.reference}-KZ-1"] * 2
    assert Response.objects.count() == 1


def test_a_key_of_one_state_says_nothing_to_another(consultation, contact, other):
    key = uuid.uuid4()
    first = _submit(consultation, contact, Position.NO_OBJECTION, request_key=key)
    second = _submit(consultation, other, Position.NO_OBJECTION, request_key=key)
    assert (first.member_state.code, second.member_state.code) == ("KZ", "TR")
    assert set(Receipt.objects.values_list("number", flat=True)) == {
        f"{consultation.reference}-KZ-1",
        f"{consultation.reference}-TR-1",
    }


def test_an_answer_in_the_last_second_counts(consultation, contact, monkeypatch):
    _receive_at(monkeypatch, LAST)
    response = _submit(consultation, contact, Position.NO_OBJECTION)
    assert (response.is_late, response.received_at) == (False, LAST)


@pytest.mark.parametrize(
    ("instant", "is_late"), [("2022-06-06T23:59:59+06:00", False), ("2022-06-07T00:00:00+06:00", True)]
)
def test_the_clock_decides_to_the_second(consultation, contact, set_clock, instant, is_late):
    set_clock(instant)
    if is_late:
        with pytest.raises(refusals.ConsultationClosed):
            _submit(consultation, contact, Position.NO_OBJECTION)
    else:
        _submit(consultation, contact, Position.NO_OBJECTION)
    assert Response.objects.get().is_late is is_late


def test_a_late_answer_is_refused_kept_and_marked(consultation, contact, monkeypatch):
    comments.draft(consultation, contact, remark="Too late")
    _receive_at(monkeypatch, comments.CLOSES_AT)
    with pytest.raises(refusals.ConsultationClosed):
        _submit(consultation, contact)
    response = Response.objects.get()
    assert (response.is_late, response.received_at) == (True, comments.CLOSES_AT)
    assert [comment.remark for comment in response.comments.all()] == ["Too late"]
    assert Receipt.objects.get().content["answer"]["is_late"] is True
    assert [draft.remark for draft in DraftComment.objects.all()] == ["Too late"]
    assert list(Response.objects.standing()) == []


def test_a_late_answer_leaves_the_one_on_time_in_force(consultation, contact, monkeypatch):
    first = _submit(consultation, contact, Position.NO_OBJECTION)
    comments.draft(consultation, contact)
    _receive_at(monkeypatch, comments.CLOSES_AT)
    for position in (Position.COMMENTS, Position.WITHDRAWN):
        with pytest.raises(refusals.ConsultationClosed):
            _submit(consultation, contact, position)
    assert list(Response.objects.standing()) == [first]
    assert Response.objects.count() == 2  # a late withdrawal leaves nothing
    assert [row.standing for row in ledger.rows(consultation, at=comments.CLOSES_AT)] == [
        Standing.NO_OBJECTION,
        Standing.SILENT,
    ]


def test_what_arrived_in_time_counts_whatever_it_waited_for(consultation, contact, monkeypatch):
    comments.draft(consultation, contact)
    _receive_at(monkeypatch, comments.CLOSES_AT + dt.timedelta(minutes=2))
    with clock.serving(lambda: 120.5):
        response = _submit(consultation, contact)
    assert response.received_at == comments.CLOSES_AT - dt.timedelta(seconds=0.5)
    assert (response.is_late, Receipt.objects.get().content["answer"]["is_late"]) == (False, False)


def test_the_instant_of_receipt_is_taken_before_the_lock_is_waited_for(consultation, contact, monkeypatch):
    comments.draft(consultation, contact)
    _receive_at(monkeypatch, LAST)
    held = consultations.hold

    def wait(row):
        _receive_at(monkeypatch, comments.CLOSES_AT + dt.timedelta(hours=1))
        return held(row)

    monkeypatch.setattr(consultations, "hold", wait)
    response = _submit(consultation, contact)
    assert (response.received_at, response.is_late) == (LAST, False)


def test_a_closing_that_came_first_takes_nothing_from_what_had_arrived(
    consultation, contact, monkeypatch, set_clock
):
    comments.draft(consultation, contact)
    at = set_clock(comments.CLOSES_AT + dt.timedelta(minutes=2))
    _receive_at(monkeypatch, at)
    consultation.addressees.update(reached_at=comments.OPENS_AT)
    assert consultations.close(consultation, at=at)
    assert consultation.outcome == Outcome.SILENCE
    with clock.serving(lambda: 121.0):
        response = _submit(consultation, contact)
    assert (response.is_late, response.addendum.number) == (False, 1)
    row = ledger.rows(consultation, at=at)[0]
    assert (row.frozen, row.standing) == (Standing.SILENT, Standing.COMMENTED)
    assert outcomes.current(consultation) == Outcome.COMMENTS
    assert addenda.hold(consultation)


def test_a_withdrawn_consultation_receives_nothing_that_had_arrived(consultation, contact, monkeypatch):
    comments.draft(consultation, contact)
    Consultation.objects.update(status=ConsultationStatus.WITHDRAWN)
    _receive_at(monkeypatch, LAST)
    with pytest.raises(refusals.PlanWithdrawn):
        _submit(consultation, contact)


def test_the_refusal_shows_the_closing_on_both_clocks_or_on_one_where_they_show_the_same(
    consultation, other, contact
):
    assert str(refusals.ConsultationClosed(consultation, other)) == (
        "The deadline has passed: responses were accepted until Monday, 6\u00a0June\u00a02022, 23:59 "
        "(Nur-Sultan time, UTC+06:00), which is Monday, 6\u00a0June\u00a02022, 20:59 (Ankara time, "
        "UTC+03:00) in your capital."
    )

    assert str(refusals.ConsultationClosed(consultation, contact)) == (
        "The deadline has passed: responses were accepted until Monday, 6\u00a0June\u00a02022, 23:59 "
        "(Nur-Sultan time, UTC+06:00)."
    )


def test_a_replaced_answer_is_the_next_version(consultation, contact):
    draft = comments.draft(consultation, contact, remark="First")
    first = _submit(consultation, contact)
    comments.redraft(draft, contact, remark="Second")
    second = _submit(consultation, contact)
    assert [(item.version, item.comments.get().remark) for item in (first, second)] == [
        (1, "First"),
        (2, "Second"),
    ]
    assert list(Response.objects.standing()) == [second]
    earlier, later = f"{consultation.reference}-KZ-1", f"{consultation.reference}-KZ-2"
    assert [(receipt.number, receipt.replaces) for receipt in Receipt.objects.order_by("pk")] == [
        (earlier, ""),
        (later, earlier),
    ]
    entry = AuditEntry.objects.filter(action="response.submit").last()
    assert entry.after["replaces"] == earlier


def test_a_withdrawn_answer_stands_no_more(consultation, contact):
    _submit(consultation, contact, Position.NO_OBJECTION)
    _submit(consultation, contact, Position.WITHDRAWN)
    assert list(Response.objects.standing()) == []
    assert list(Response.objects.values_list("version", "position")) == [
        (1, "no_objection"),
        (2, "withdrawn"),
    ]


def test_what_follows_a_withdrawal_replaces_nothing(consultation, contact):
    for position in (Position.NO_OBJECTION, Position.WITHDRAWN, Position.NO_OBJECTION):
        _submit(consultation, contact, position)
    assert [receipt.replaces for receipt in Receipt.objects.all()] == ["", "", ""]


def test_withdrawing_and_submitting_nothing_are_refused(consultation, contact, other):
    with refused("comments.nothing_to_withdraw"):
        _submit(consultation, contact, Position.WITHDRAWN)

    comments.draft(consultation, other)
    with refused("comments.nothing_to_submit"):
        _submit(consultation, contact)
    assert Response.objects.count() == 0


def test_no_objection_beside_drafts_must_be_meant(consultation, contact):
    comments.draft(consultation, contact)
    with refused("comments.drafts_exist"):
        _submit(consultation, contact, Position.NO_OBJECTION)
    response = _submit(consultation, contact, Position.NO_OBJECTION, despite_drafts=True)
    assert (response.comments.count(), DraftComment.objects.count()) == (0, 1)


def test_a_response_that_was_not_shown_is_neither_replaced_nor_withdrawn(
    consultation, contact, other, monkeypatch
):
    assert responses.last_receipt(consultation, contact.member_state_id) == responses.NO_RECEIPT
    first = _submit(consultation, contact, Position.NO_OBJECTION, shown=responses.NO_RECEIPT).receipt.number
    _submit(consultation, other, Position.NO_OBJECTION, shown=responses.NO_RECEIPT)
    for position in (Position.WITHDRAWN, Position.NO_OBJECTION):
        with refused("comments.response_changed"):
            _submit(consultation, contact, position, shown=responses.NO_RECEIPT)
    second = _submit(consultation, contact, Position.WITHDRAWN, shown=first).receipt.number
    assert responses.last_receipt(consultation, contact.member_state_id) == second
    with refused("comments.response_changed"):
        _submit(consultation, contact, Position.NO_OBJECTION, shown=first)
    # What comes too late replaces nothing, and is kept whatever was shown.
    _receive_at(monkeypatch, comments.CLOSES_AT)
    with pytest.raises(refusals.ConsultationClosed):
        _submit(consultation, contact, Position.NO_OBJECTION, shown=first)
    assert Response.objects.filter(member_state=contact.member_state).count() == 3


def test_what_was_not_previewed_is_not_filed(consultation, contact):
    comments.draft(consultation, contact)
    seen = drafts.digest(drafts.of_state(consultation, contact.member_state_id))
    comments.draft(consultation, contact, remark="Added by a colleague")
    with refused("comments.drafts_changed"):
        _submit(consultation, contact, previewed=seen)
    assert Response.objects.count() == 0


def test_answering_before_the_opening_is_refused(consultation, contact, monkeypatch):
    _receive_at(monkeypatch, comments.OPENS_AT - dt.timedelta(seconds=1))
    with refused("comments.consultation_not_open"):
        _submit(consultation, contact, Position.NO_OBJECTION)
    assert Response.objects.count() == 0


@pytest.mark.parametrize("role", ["drafter", "reader", "officer", "signatory", "coordinator"])
def test_answering_is_refused_to_who_may_not_submit(consultation, role):
    with pytest.raises(NotAllowed):
        _submit(consultation, members.user(role), Position.NO_OBJECTION)
    assert Response.objects.count() == 0


def test_a_deputy_answers_for_the_state_and_nobody_for_one_not_addressed(consultation):
    stranger = members.contact_point(members.member_state("JP"))
    with pytest.raises(NotAllowed):
        _submit(consultation, stranger, Position.NO_OBJECTION)

    deputy = members.user("deputy", members.member_state("KZ"))
    assert _submit(consultation, deputy, Position.NO_OBJECTION).member_state.code == "KZ"


def test_answering_shows_that_the_state_was_reached(consultation, contact, monkeypatch, at):
    consultation.addressees.update(reached_at=None)
    _receive_at(monkeypatch, at)
    _submit(consultation, contact, Position.NO_OBJECTION)
    assert list(consultation.addressees.values_list("member_state__code", "reached_at")) == [
        ("KZ", at),
        ("TR", None),
    ]
    assert list(told.contradictions()) == []


def test_an_answer_after_an_extension_counts(consultation, contact, signatory, at, monkeypatch):
    consultations.extend(consultation, dt.date(2022, 6, 7), reason="Why", by=signatory, at=at)
    _receive_at(monkeypatch, comments.CLOSES_AT)
    assert _submit(consultation, contact, Position.NO_OBJECTION).is_late is False


def test_a_receipt_is_checked_against_the_stored_content(consultation, contact):
    _submit(consultation, contact, Position.NO_OBJECTION)
    receipt = Receipt.objects.get()
    number, digest = receipt.number, receipt.sha256
    assert receipts.is_genuine(f" {number} ", digest.upper()) is True
    assert receipts.is_genuine(number, "0" * 64) is False
    assert receipts.is_genuine(f"{consultation.reference}-TR-1", digest) is False
    changed = Receipt(number="X-1", content={"other": 1}, sha256=digest)
    assert changed.sha256 != sha256(changed.content)


@pytest.mark.parametrize("model", [Response, Comment, Receipt, LedgerEntry, ConsultationExtension])
def test_the_database_refuses_to_change_or_delete_what_is_official(
    consultation, contact, signatory, at, set_clock, model
):
    consultations.extend(consultation, dt.date(2022, 6, 7), reason="Why", by=signatory, at=at)
    comments.answer(consultation, contact, "comments")
    consultations.close(consultation, at=set_clock("2022-06-08T00:00:00+06:00"))
    rows = list(model.objects.values())
    assert rows
    name = "reason" if model is ConsultationExtension else "rationale" if model is Comment else "sha256"
    name = "standing" if model is LedgerEntry else name
    for act in (
        lambda: model.objects.update(**{name: "changed"}),
        lambda: model.objects.all()._raw_delete("default"),
    ):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            act()
    assert list(model.objects.values()) == rows


@pytest.fixture
def unhurried():
    """Begin and end with nobody having asked for anything lately."""
    cache.clear()
    yield
    cache.clear()


def test_the_public_check_says_yes_or_no_and_soon_asks_to_wait(consultation, contact, client, unhurried):
    receipt = Receipt.objects.get(response=comments.answer(consultation, contact))
    url = reverse("comments:receipt-check")

    def verdict(number, digest):
        return client.post(url, {"number": number, "sha256": digest}).context["verdict"]

    assert verdict(receipt.number, receipt.sha256) == "genuine"
    assert verdict(f" {receipt.number} ", receipt.sha256.upper()) == "genuine"
    for number, digest in (
        (receipt.number, "0" * 64),
        ("NCT/T/0-KZ-1", receipt.sha256),
        (consultation.reference, receipt.sha256),
        (f"{consultation.reference}-LEDGER", ""),
    ):
        assert verdict(number, digest) != "genuine"
    answer = client.post(url, {"number": receipt.number, "sha256": receipt.sha256[:-1]})
    assert (answer.status_code, answer.context["verdict"]) == (422, "")
    assert list(answer.context["form"].errors) == ["sha256"]
    for _ in range(20):
        answer = client.post(url, {"number": receipt.number, "sha256": receipt.sha256})
    assert answer.status_code == 429 and "Wait a minute" in answer.content.decode()


@pytest.mark.parametrize(
    ("number", "digest"),
    [
        ("№ {}", "SHA-256: {}"),
        ("No. {}", "{}."),
        ("\u200b{}\u00a0", "{}\u200b"),
    ],
)
def test_a_receipt_is_known_however_it_was_copied(consultation, contact, number, digest):
    receipt = Receipt.objects.get(response=comments.answer(consultation, contact))
    for written in (receipt.number, receipt.number.lower(), *map(receipt.number.replace, "--", "–\u2011")):
        given = (
            number.format(written),
            digest.format(f"{receipt.sha256[:32]}\u00ad\n{receipt.sha256[32:].upper()}"),
        )
        assert receipts.is_genuine(*given), given
        assert not receipts.is_genuine(given[0], digest.format("0" * 64))


def test_a_certificate_of_a_ledger_is_checked_like_a_receipt(consultation, set_clock):
    consultations.close(consultation, at=set_clock(comments.CLOSES_AT))
    number = ledger.certificate_number(consultation)
    assert receipts.is_genuine(number, consultation.ledger_sha256)
    assert receipts.is_genuine(number.lower().replace("-", "–"), f"SHA-256: {consultation.ledger_sha256}")
    assert not receipts.is_genuine(consultation.reference, consultation.ledger_sha256)
    assert not receipts.is_genuine(number, "0" * 64)
