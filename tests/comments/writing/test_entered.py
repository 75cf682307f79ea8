"""Responses from outside the portal: entered by one person, confirmed by another, then like any other."""

import datetime as dt

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse

from cica_portal.errors import NotAllowed, Refusal, StaleRemoval
from cica_portal.text import sha256
from cica_portal.uploads import Admitted
from comments.enums import Channel, EnteredStatus, Position, Stance, Standing
from comments.models import DraftComment, EnteredResponse, LedgerAddendum, Receipt, Response
from comments.procedure import consultations, outcomes
from comments.procedure.replies import addenda, ledger
from comments.refusals import (
    EntryCorrected,
    NewerResponse,
    PlanWithdrawn,
)
from comments.writing import receipts, responses
from comments.writing.entered import confirming, entering, entries
from members.mailing import personal
from members.models import AuditEntry, MemberState, PersonalMail
from notes import alerts
from notes.reminders import ladders
from plans import open_points
from plans.enums import Owner
from plans.models import ConceptPaper
from tests.factories import comments, members
from tests.factories import notes as documents
from tests.factories import offline as workbooks
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = comments.OPENS_AT + dt.timedelta(days=3)
CAME = comments.OPENS_AT + dt.timedelta(days=2)
HOUR = dt.timedelta(hours=1)
AFTER = comments.CLOSES_AT + dt.timedelta(days=1)
SOURCE = {"pk": 1, "number": "214", "dated_on": "2022-05-27", "file_name": "note.pdf", "file_sha256": ""}


@pytest.fixture
def consultation(set_clock):
    set_clock(AT)
    return comments.consultation()


@pytest.fixture
def turkiye(consultation):
    return MemberState.objects.get(code="TR")


@pytest.fixture
def signatory():
    return members.signatory()


@pytest.fixture
def begin(consultation, turkiye, officer):
    """Return a function that begins to enter Türkiye's note."""

    def begin(at=AT, **given):
        values = {
            "channel": Channel.NOTE,
            "position": Position.COMMENTS,
            "received_at": CAME,
            "register_number": "IN/7",
            "source": SOURCE,
            "by": officer,
        } | given
        return entering.enter(consultation, values.pop("state", turkiye), at=at, **values)

    return begin


def write(made, by, **said):
    values = {"remark": "Words of the note", "rationale": "Reason of the note", "type": "substantive"} | said
    key = comments.first_paragraph(made.consultation).key
    return comments.entered_comment(made, by=by, at=AT, **{"block_key": key} | values)


def correct(made, by, **given):
    values = {"channel": Channel.MAIL, "position": Position.COMMENTS, "received_at": CAME + HOUR} | given
    entering.amend(made, by=by, at=AT, **values)


@pytest.fixture
def confirmed(begin, officer, signatory):
    """Return a function that enters Türkiye's note and has it confirmed."""

    def confirmed(at=AT, **given):
        made = begin(at=at, **given)
        if made.position == Position.COMMENTS:
            write(made, officer)
        confirming.hand_over(made, by=officer, at=at)
        return confirming.confirm(made, shown=entries.digest(made), by=signatory, at=at)

    return confirmed


def row_of(consultation, code, at):
    return next(row for row in ledger.rows(consultation, at=at) if row.member_state.code == code)


def test_confirmed_entry_is_the_response_of_the_state(consultation, turkiye, confirmed, signatory):
    response = confirmed()

    filed = response.comments.get()
    assert responses.in_force(consultation, turkiye.pk) == response
    assert (response.channel, response.register_number, response.source) == ("note", "IN/7", SOURCE)
    assert (response.received_at, response.is_late, response.version) == (CAME, False, 1)
    assert (filed.remark, filed.rationale) == ("Words of the note", "Reason of the note")
    row = row_of(consultation, "TR", AT)
    assert (row.standing, row.channel) == (Standing.COMMENTED, Channel.NOTE)
    assert row.last.came == "by note No. 214 of 27 May 2022, registered as IN/7"
    assert [state.code for state in ladders.awaiting(consultation)] == ["KZ"]
    receipt = Receipt.objects.get(response=response)
    assert receipt.content["answer"]["came"] == {
        "channel": "note",
        "register_number": "IN/7",
        "source": SOURCE,
    }
    assert receipts.is_genuine(receipt.number, receipt.sha256)
    acts = AuditEntry.objects.filter(member_state=turkiye).values_list("action", flat=True)
    assert [act for act in acts if act.startswith(("entered", "response"))] == [
        "entered_response.enter",
        "entered_response.write",
        "entered_response.hand_over",
        "response.confirm",
        "entered_response.confirm",
    ]


def test_no_objection_by_mail_counts_as_one(consultation, confirmed):
    response = confirmed(channel=Channel.MAIL, position=Position.NO_OBJECTION)
    assert response.came == "by mail of 27 May 2022 (214), registered as IN/7"
    assert row_of(consultation, "TR", AT).standing == Standing.NO_OBJECTION


def test_receipt_is_sent_to_people_and_official_addresses_once_it_is_printed(confirmed, turkiye, officer):
    members.contact_point(turkiye, email="contact@example.org", language="ru")
    members.drafter(turkiye)
    turkiye.addresses.create(
        kind="embassy", email="embassy@example.org", language="en", added_by=officer, added_at=AT
    )

    confirmed()

    assert personal.deliver_due(AT) == []
    documents.store_all(at=AT)
    personal.deliver_due(AT)
    sent = {one.to[0]: one for one in mail.outbox}
    assert set(sent) == {"contact@example.org", "embassy@example.org"}
    letter = sent["embassy@example.org"]
    assert "by note No.\u00a0214 of 27\u00a0May\u00a02022, registered as IN/7" in letter.body
    assert "Words of the note" not in letter.body and "/receipts/" not in letter.body
    assert [name for name, _content, _kind in letter.attachments] == [
        f"{Receipt.objects.get().number.replace('/', '-')}.pdf"
    ]
    assert "нотой №\xa0214" in sent["contact@example.org"].body


def test_no_copy_leaves_for_an_address_that_is_no_longer_in_use(confirmed, turkiye, officer):
    row = turkiye.addresses.create(
        kind="embassy", email="embassy@example.org", language="en", added_by=officer, added_at=AT
    )
    confirmed()
    documents.store_all(at=AT)
    row.removed_at = AT
    row.save()
    personal.deliver_due(AT)
    assert (mail.outbox, PersonalMail.objects.get().status) == ([], "cancelled")


def test_two_people_enter_and_confirm(begin, officer, signatory):
    made = begin(by=signatory)
    write(made, officer)
    confirming.hand_over(made, by=officer, at=AT)
    with refused("comments.two_people_needed"):
        confirming.confirm(made, shown=entries.digest(made), by=signatory, at=AT)
    with pytest.raises(NotAllowed):
        confirming.confirm(made, shown=entries.digest(made), by=officer, at=AT)
    assert not Response.objects.exists()


def test_who_wrote_any_of_it_does_not_confirm_it_although_another_changed_it_since(begin, officer, signatory):
    other = members.signatory(username="other-signatory")
    made = begin(by=signatory)
    remark = write(made, other)
    write(made, officer, kept=remark, version=1, remark="As the note has it")
    correct(made, officer)
    confirming.hand_over(made, by=officer, at=AT)
    for person in (signatory, other):
        with refused("comments.two_people_needed"):
            confirming.confirm(made, shown=entries.digest(made), by=person, at=AT)
    third = members.signatory(username="third-signatory")
    assert entries.writers(made, [signatory, other, officer, third]) == {signatory.pk, other.pk, officer.pk}
    made.refresh_from_db()
    assert confirming.confirm(made, shown=entries.digest(made), by=third, at=AT).submitted_by == third


def test_a_comment_of_the_note_that_is_sent_twice_is_entered_once(begin, officer):
    made = begin()
    assert write(made, officer) == write(made, officer)
    write(made, officer, remark="Other words of the note")
    assert made.remarks.count() == 2
    assert AuditEntry.objects.filter(action="entered_response.write").count() == 2


def test_a_correction_is_not_overwritten_unread(begin, officer):
    made = begin()
    shown = entries.head_digest(made)
    correct(made, members.officer(username="other-officer"), shown=shown)
    for shown_now in (shown, None, ""):
        with pytest.raises(EntryCorrected):
            correct(made, officer, received_at=CAME, shown=shown_now)
    made.refresh_from_db()
    assert (made.channel, made.received_at, made.entered_by) == ("mail", CAME + HOUR, officer)
    correct(made, officer, received_at=CAME, shown=entries.head_digest(made))
    made.refresh_from_db()
    assert made.received_at == CAME


def test_nothing_is_confirmed_but_what_was_shown(begin, officer, signatory):
    made = begin()
    write(made, officer)
    shown = entries.digest(made)
    write(made, officer, remark="More words")
    confirming.hand_over(made, by=officer, at=AT)
    with refused("comments.entered_changed"):
        confirming.confirm(made, shown=shown, by=signatory, at=AT)
    assert not Response.objects.exists()


def test_what_came_after_the_deadline_is_late_and_does_not_count(consultation, confirmed):
    response = confirmed(at=AFTER, received_at=comments.CLOSES_AT)
    consultations.close(consultation, at=AFTER)
    row = row_of(consultation, "TR", AFTER)
    assert (response.is_late, response.grant, row.standing) == (True, None, Standing.LATE)
    assert row.channel == Channel.NOTE and not LedgerAddendum.objects.exists()


def test_what_came_in_time_and_is_entered_later_is_added_to_the_record_as_in_time(
    consultation, confirmed, signatory, client, set_clock
):
    consultations.close(consultation, at=set_clock(AFTER))
    outcomes.confirm(consultation, outcome="silence", by=signatory, at=AFTER)
    frozen = consultation.ledger_sha256

    response = confirmed(at=AFTER)

    consultation.refresh_from_db()
    row = row_of(consultation, "TR", AFTER)
    assert (row.frozen, row.standing, row.response) == (Standing.SILENT, Standing.COMMENTED, response)
    assert LedgerAddendum.objects.get().response == response and addenda.hold(consultation)
    assert consultation.ledger_sha256 == frozen
    assert outcomes.current(consultation) == "comments" and not outcomes.is_confirmed(consultation)

    page = client.signed_in(signatory).page("comments:consultation-outcome", consultation.pk)
    signatory.email = "signatory@example.org"
    signatory.save(update_fields=["email"])
    alerts.write_due(AFTER)
    personal.deliver_due(AFTER)
    (letter,) = [one for one in mail.outbox if one.to == [signatory.email]]
    assert "after the outcome was confirmed" in page and "in additional time" not in page
    assert "outcome" in letter.subject and "in additional time" not in letter.subject + letter.body


def test_the_board_lists_what_was_added_to_the_record_also_where_the_word_stays(
    consultation, confirmed, turkiye, officer, client, set_clock
):
    comments.answer(consultation, members.contact_point(turkiye))
    consultations.close(consultation, at=set_clock(AFTER))
    confirmed(at=AFTER, received_at=AT + HOUR, position=Position.NO_OBJECTION)

    board = client.signed_in(officer).get(reverse("comments:consultation-board", args=[consultation.pk]))

    row = row_of(consultation, "TR", AFTER)
    assert (row.frozen, row.standing) == (Standing.NO_OBJECTION, Standing.NO_OBJECTION)
    assert LedgerAddendum.objects.get().sha256 in board.content.decode()


def test_what_is_confirmed_before_the_sweep_closes_is_in_the_frozen_record(
    consultation, confirmed, set_clock
):
    response = confirmed(at=set_clock(AFTER))
    consultations.close(consultation, at=AFTER)
    entry = consultation.ledger.get(member_state__code="TR")
    assert (entry.response, entry.standing) == (response, Standing.COMMENTED)
    assert not LedgerAddendum.objects.exists()


def test_additional_time_is_judged_by_the_minute_of_receipt(
    consultation, confirmed, turkiye, signatory, set_clock
):
    set_clock(AFTER)
    consultation.grants.create(
        member_state=turkiye, until=AFTER, reason="Asked for it", by=signatory, at=comments.CLOSES_AT
    )
    later = AFTER + dt.timedelta(days=3)
    response = confirmed(at=set_clock(later), received_at=AFTER - dt.timedelta(minutes=1))
    assert (response.is_late, response.grant is not None) == (True, True)
    assert row_of(consultation, "TR", later).standing == Standing.GRANTED


def test_the_state_replaces_it_in_the_portal(consultation, confirmed, turkiye):
    confirmed()
    contact = members.contact_point(turkiye)
    assert not DraftComment.objects.exists()
    replaced = comments.answer(consultation, contact)
    assert (replaced.version, replaced.channel) == (2, Channel.PORTAL)
    assert responses.in_force(consultation, turkiye.pk) == replaced
    assert row_of(consultation, "TR", AT).channel == Channel.PORTAL


def test_an_earlier_note_does_not_replace_what_the_state_submitted_since(
    consultation, begin, turkiye, officer, signatory
):
    made = begin(position=Position.NO_OBJECTION)
    confirming.hand_over(made, by=officer, at=AT)
    standing = comments.answer(consultation, members.contact_point(turkiye), Position.COMMENTS)
    with pytest.raises(NewerResponse):
        confirming.confirm(made, shown=entries.digest(made), by=signatory, at=AT)
    assert list(Response.objects.all()) == [standing]


def test_comments_in_force_give_way_only_where_the_signatory_says_so(
    consultation, begin, turkiye, officer, signatory, set_clock
):
    set_clock(CAME - dt.timedelta(hours=1))
    former = comments.answer(consultation, members.contact_point(turkiye), Position.COMMENTS)
    set_clock(AT)
    made = begin(position=Position.NO_OBJECTION)
    confirming.hand_over(made, by=officer, at=AT)
    with refused("comments.comments_in_force", match=former.receipt.number):
        confirming.confirm(made, shown=entries.digest(made), by=signatory, at=AT)
    assert responses.in_force(consultation, turkiye.pk) == former
    replaced = confirming.confirm(made, shown=entries.digest(made), ends_comments=True, by=signatory, at=AT)
    assert responses.in_force(consultation, turkiye.pk) == replaced


def test_nothing_is_replaced_but_the_response_that_was_shown(
    consultation, begin, turkiye, officer, signatory, set_clock
):
    set_clock(CAME - dt.timedelta(hours=1))
    person = members.contact_point(turkiye)
    comments.answer(consultation, person)
    made = begin(position=Position.NO_OBJECTION)
    confirming.hand_over(made, by=officer, at=AT)
    shown = entries.digest(made)
    standing = comments.answer(consultation, person, Position.COMMENTS)
    set_clock(AT)
    with refused("comments.entered_changed"):
        confirming.confirm(made, shown=shown, ends_comments=True, by=signatory, at=AT)
    assert responses.in_force(consultation, turkiye.pk) == standing


def test_what_came_too_late_to_count_replaces_nothing(consultation, begin, turkiye, officer, set_clock):
    set_clock(CAME)
    comments.answer(consultation, members.contact_point(turkiye), Position.COMMENTS)
    made = begin(at=AFTER, received_at=comments.CLOSES_AT)
    assert entries.judged(made) == (True, None, None)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"received_at": AT + dt.timedelta(minutes=1)}, "comments.entered_in_the_future"),
        ({"received_at": comments.OPENS_AT - dt.timedelta(minutes=1)}, "comments.received_before_opening"),
    ],
)
def test_time_of_receipt_has_passed_and_the_consultation_was_open(begin, given, refusal):
    with refused(refusal):
        begin(**given)
    assert not EnteredResponse.objects.exists()


def test_only_an_addressed_state_has_a_response(begin):
    with refused("comments.not_addressed"):
        begin(state=members.member_state("IN"))

    begin()
    with refused("comments.entered_already"):
        begin(register_number="IN/8")
    assert EnteredResponse.objects.count() == 1


def test_a_withdrawn_plan_takes_no_response(begin, consultation):
    ConceptPaper.objects.update(status="withdrawn")
    with pytest.raises(PlanWithdrawn):
        begin()


@pytest.mark.parametrize("role", ["contact_point", "coordinator"])
def test_nobody_but_the_secretariat_enters_for_a_state(begin, turkiye, role):
    with pytest.raises(NotAllowed):
        begin(by=getattr(members, role)(turkiye))


@pytest.mark.parametrize("position", [Position.COMMENTS, Position.NO_OBJECTION])
def test_comments_and_their_kind_of_response_agree(begin, officer, position):
    made = begin(position=position)
    if position == Position.NO_OBJECTION:
        write(made, officer)
    with refused("comments.nothing_entered"):
        confirming.hand_over(made, by=officer, at=AT)


@pytest.mark.good_path
def test_nothing_is_changed_while_it_waits_and_all_after_it_was_sent_back(begin, officer, signatory):
    made = begin()
    remark = write(made, officer)
    confirming.hand_over(made, by=officer, at=AT)
    with refused("comments.entered_moved"):
        write(made, officer)
    confirming.send_back(made, reason="The hour is another", by=signatory, at=AT)
    made.refresh_from_db()
    entering.amend(
        made,
        channel=Channel.MAIL,
        position=Position.NO_OBJECTION,
        received_at=CAME + dt.timedelta(hours=1),
        by=officer,
        at=AT,
    )
    entering.remove_remark(remark, by=officer, at=AT)
    made.refresh_from_db()
    assert (made.status, made.reason, made.channel) == (EnteredStatus.DRAFTED, "The hour is another", "mail")
    confirming.hand_over(made, by=officer, at=AT)
    assert (
        confirming.confirm(made, shown=entries.digest(made), by=signatory, at=AT).position == "no_objection"
    )


def test_a_comment_that_a_colleague_corrected_since_is_not_taken_out_unread(begin, officer):
    made = begin()
    remark = write(made, officer)
    write(made, officer, kept=remark, version=1, remark="As the note has it")
    with pytest.raises(StaleRemoval):
        entering.remove_remark(remark, by=officer, at=AT)
    assert made.remarks.get().remark == "As the note has it"
    entering.remove_remark(remark, version=2, by=officer, at=AT)
    assert not made.remarks.exists()


@pytest.mark.both_databases
def test_a_confirmed_entry_is_never_changed(confirmed):
    confirmed()
    with pytest.raises(DatabaseError), transaction.atomic():
        EnteredResponse.objects.update(position=Position.NO_OBJECTION)


def test_comments_of_a_completed_form_are_entered_once(begin, consultation, officer):
    made = begin()
    content = workbooks.filled(consultation, {"row": "0", "remark": "From the form", "rationale": "A reason"})
    admitted = Admitted(name="form.xlsx", kind="xlsx", content=content, is_scanned=False)
    for _time in range(2):
        entering.take_form(made, admitted, by=officer, at=AT)
    assert [row.remark for row in made.remarks.all()] == ["From the form"]


def test_a_word_file_that_came_with_the_note_is_entered(begin, consultation, officer):
    made = begin()
    file = workbooks.WordForm(consultation)
    file.say(1, "Paragraph", "Clause")
    file.say(2, "Paragraph", "Clause")
    file.document.add_comment(file.document.paragraphs[-1].runs, "As in other texts", author="")
    admitted = Admitted("text.docx", "docx", file.saved(), is_scanned=False)
    unreasoned, entered = entering.take_form(made, admitted, by=officer, at=AT)
    assert unreasoned.errors
    assert not entered.errors
    assert [row.rationale for row in made.remarks.all()] == ["As in other texts"]


def test_what_is_entered_has_its_reason_at_once(begin, consultation, officer):
    made = begin()
    with refused("comments.rationale_needed"):
        write(made, officer, rationale=" ")
    row = {"row": "0", "remark": "From the form", "type": "substantive"}
    admitted = Admitted(
        name="form.xlsx", kind="xlsx", content=workbooks.filled(consultation, row), is_scanned=False
    )
    (found,) = entering.take_form(made, admitted, by=officer, at=AT)
    assert (found.said, found.errors) == (None, (str(Refusal("comments.rationale_needed")),))
    assert not made.remarks.exists()


def test_no_outcome_is_confirmed_while_a_response_is_on_its_way_in(consultation, begin, signatory, set_clock):
    begin(at=set_clock(AFTER))
    consultations.close(consultation, at=AFTER)
    with refused("comments.entered_waits", match="TR"):
        outcomes.confirm(consultation, outcome="silence", by=signatory, at=AFTER)


@pytest.mark.good_path
def test_it_is_an_open_point_of_the_officer_then_of_a_signatory(consultation, begin, officer):
    made = begin(position=Position.NO_OBJECTION)
    assert [(one.kind, one.owner) for one in points_at(AT)] == [("entered_unfinished", Owner.OFFICER)]
    confirming.hand_over(made, by=officer, at=AT)
    (point,) = points_at(AT)
    assert (point.kind, point.owner) == (
        "entered_unconfirmed",
        Owner.SIGNATORY,
    )
    confirming.send_back(made, reason="Look again", by=members.signatory(), at=AT)
    confirming.discard(made, by=officer, at=AT)
    assert points_at(AT) == []


def points_at(at):
    found = open_points.of(ConceptPaper.objects.all(), at)
    return [one for one in found if one.kind.startswith("entered_")]


def test_a_position_is_entered_with_the_words_of_the_note(begin, officer, signatory):
    with refused("comments.position_not_quoted"):
        begin(stance=Stance.ONLY_IF)
    made = begin(stance=Stance.ONLY_IF, stance_words="will support the draft if paragraph 1 is amended")
    remark = write(made, officer)
    with refused("comments.condition_needed"):
        confirming.hand_over(made, by=officer, at=AT)
    entering.mark_condition(remark, is_condition=True, version=remark.version, by=officer, at=AT)
    confirming.hand_over(made, by=officer, at=AT)
    made.refresh_from_db()
    response = confirming.confirm(made, shown=entries.digest(made), by=signatory, at=AT)
    receipt = response.receipt
    assert (response.stance, response.stance_words) == (made.stance, made.stance_words)
    assert receipt.content["answer"]["stance_words"] == made.stance_words
    assert receipt.content["comments"][0]["is_condition"]
    assert sha256(receipts.stored(receipt)) == receipt.sha256
