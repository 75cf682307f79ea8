import datetime as dt

import pytest
from django.db import connection
from django.urls import reverse

from cica_portal.errors import NotAllowed
from cica_portal.spaces import ordinary
from comments import closed_refusals, refusals
from comments.enums import Outcome, Position, Standing
from comments.models import Consultation, Grant, LedgerAddendum, LedgerEntry, Receipt, Response
from comments.procedure import consultations, outcomes
from comments.procedure.deadlines import grants, unsubmitted
from comments.procedure.lists import overview
from comments.procedure.replies import addenda, ledger
from comments.reading import filed, working_files
from comments.writing import receipts, responses
from comments.writing.offline import form
from members.models import AuditEntry
from notes.reminders import ladders
from plans.enums import PaperStatus
from plans.life import papers
from plans.models import ConceptPaper
from tests.factories import comments, members
from tests.refusing import refused

AFTER = dt.datetime(2022, 6, 7, 3, tzinfo=dt.UTC)
UNTIL = dt.datetime(2022, 6, 9, 12, tzinfo=dt.UTC)


@pytest.fixture
def granted(consultation, contact, signatory, set_clock):
    """Return a grant to KZ in the closed round, with the clock inside it."""
    consultations.close(consultation, at=set_clock(AFTER))
    return give(consultation, contact, signatory)


def unguard(*guarded: type) -> None:
    """Take away the guards of tables, as one who owns the database could."""
    is_server = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if is_server:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in (model._meta.db_table for model in guarded):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_update{f' ON {table}' if is_server else ''}")


def give(consultation, contact, by, **values):
    values = {"until": UNTIL, "reason": "A holiday in the capital", "at": AFTER} | values
    return grants.give(consultation, contact.member_state, by=by, **values)


def test_a_grant_is_recorded_with_its_reason(granted, consultation, signatory):
    assert (granted.until, granted.reason, granted.by) == (UNTIL, "A holiday in the capital", signatory)
    entry = AuditEntry.objects.get(action="consultation.grant")
    assert (entry.actor, entry.member_state, entry.before, entry.after) == (
        signatory,
        granted.member_state,
        {"until": "2022-06-06T18:00:00+00:00"},
        {"until": "2022-06-09T12:00:00+00:00", "reason": "A holiday in the capital"},
    )


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"reason": " "}, "comments.grant_reason_needed"),
        ({"until": comments.CLOSES_AT}, closed_refusals.GrantNotLater),
        ({"until": AFTER}, closed_refusals.GrantNotLater),
    ],
)
def test_a_grant_without_reason_or_time_is_refused(consultation, contact, signatory, values, refusal):
    with refused(refusal):
        give(consultation, contact, signatory, **values)
    assert Grant.objects.count() == 0


def test_a_grant_is_never_shortened(granted, consultation, contact, signatory):
    with pytest.raises(closed_refusals.GrantNotLater, match="9\u00a0June\u00a02022, 17:59"):
        give(consultation, contact, signatory, until=UNTIL - dt.timedelta(hours=1))
    give(consultation, contact, signatory, until=UNTIL + dt.timedelta(days=1))
    assert Grant.objects.count() == 2


def test_only_a_signatory_grants_and_only_to_whom_the_consultation_addressed(
    consultation, contact, signatory
):
    for user in (members.officer(), contact):
        with pytest.raises(NotAllowed):
            give(consultation, contact, user)
    with refused("comments.not_addressed"):
        give(consultation, members.contact_point(members.member_state("JP")), signatory)


def test_nothing_is_granted_once_the_plan_went_on(granted, consultation, contact, signatory):
    paper = consultation.revision.paper
    for status, refusal in (
        (PaperStatus.ADOPTED, closed_refusals.PlanWentOn),
        (PaperStatus.WITHDRAWN, refusals.PlanWithdrawn),
    ):
        type(paper).objects.filter(pk=paper.pk).update(status=status)
        with refused(refusal):
            give(consultation, contact, signatory, until=UNTIL + dt.timedelta(days=1))


def test_the_page_says_at_once_that_nothing_can_be_granted(consultation, contact, signatory, client):
    why = ("The plan was withdrawn. No further time", "The plan has moved on since this consultation.")
    url = reverse("comments:consultation-grant", args=[consultation.pk])
    board = reverse("comments:consultation-board", args=[consultation.pk])
    assert 'name="last_day"' in client.signed_in(signatory).get(url).content.decode()
    paper = consultation.revision.paper
    sent = {"state": "KZ", "last_day": "2022-06-20", "last_minute": "23:59", "reason": "A holiday"}
    for status, said in zip((PaperStatus.WITHDRAWN, PaperStatus.ADOPTED), why, strict=True):
        type(paper).objects.filter(pk=paper.pk).update(status=status)
        for answer, code in ((client.get(url), 200), (client.post(url, sent), 422)):
            main = ordinary(answer.content.decode()).partition("<main")[2].partition("</main>")[0]
            assert (answer.status_code, said in main, "<form" in main) == (code, True, False)
            assert f'class="btn btn-primary" href="{board}"' in main
    assert not Grant.objects.exists()


def test_an_answer_under_a_grant_counts_and_leaves_the_frozen_ledger(granted, consultation, contact):
    frozen = list(LedgerEntry.objects.values())
    response = comments.answer(consultation, contact, Position.COMMENTS)
    assert (response.is_late, response.grant, list(Response.objects.standing())) == (
        True,
        granted,
        [response],
    )
    assert list(LedgerEntry.objects.values()) == frozen
    assert ledger.digest(consultation.ledger.all()) == consultation.ledger_sha256
    (addendum,) = LedgerAddendum.objects.all()
    assert (addendum.number, addendum.response, addendum.consultation) == (1, response, consultation)
    row = next(row for row in ledger.rows(consultation, at=AFTER) if row.granted)
    assert (row.member_state.code, row.standing, row.granted) == ("KZ", Standing.GRANTED, response)
    receipt = Receipt.objects.get(response=response)
    assert receipt.content["answer"] == {
        "version": 1,
        "position": "comments",
        "is_late": True,
        "granted_until": "2022-06-09T12:00:00+00:00",
    }
    assert receipts.is_genuine(receipt.number, receipt.sha256)


def test_addenda_are_chained_to_the_frozen_ledger(granted, consultation, contact):
    first = comments.answer(consultation, contact, Position.COMMENTS).addendum
    second = comments.answer(consultation, contact, Position.NO_OBJECTION).addendum
    assert (first.number, second.number) == (1, 2)
    assert len({consultation.ledger_sha256, first.sha256, second.sha256}) == 3


@pytest.mark.parametrize(
    "change",
    [
        {"number": 3},
        {"sha256": "0" * 64},
        {"response__sha256": "0" * 64},
        {"response__member_state": "TR"},
        {"consultation__ledger_sha256": "0" * 64},
    ],
)
def test_tampering_with_the_chain_of_addenda_shows(granted, consultation, contact, other, change):
    comments.answer(consultation, contact, Position.COMMENTS)
    comments.answer(consultation, contact, Position.NO_OBJECTION)
    number = ledger.certificate_number(consultation)
    assert addenda.hold(consultation)
    assert receipts.is_genuine(number, consultation.ledger_sha256)
    unguard(LedgerAddendum, Response, Consultation)

    ((name, value),) = change.items()
    first = LedgerAddendum.objects.select_related("response", "consultation").first()
    *way, column = name.split("__")
    row = getattr(first, way[0]) if way else first
    value = other.member_state if column == "member_state" else value
    type(row).objects.filter(pk=row.pk).update(**{column: value})

    consultation.refresh_from_db()
    assert not addenda.hold(consultation)
    assert not receipts.is_genuine(number, consultation.ledger_sha256)


def test_a_grant_given_before_the_deadline_works_after_it(
    consultation, contact, other, signatory, set_clock, at
):
    give(consultation, contact, signatory, at=at)
    set_clock(comments.CLOSES_AT)
    response = comments.answer(consultation, contact)
    consultation.refresh_from_db()
    assert (response.is_late, consultation.status, consultation.outcome) == (True, "closed", "silence")
    assert LedgerEntry.objects.get(member_state=contact.member_state).standing == Standing.GRANT_RUNNING
    with pytest.raises(refusals.ConsultationClosed):
        comments.answer(consultation, other)


def test_a_grant_ends_at_its_instant(granted, consultation, contact, set_clock):
    set_clock(UNTIL - dt.timedelta(minutes=1))
    comments.answer(consultation, contact)
    set_clock(UNTIL)
    with pytest.raises(refusals.ConsultationClosed, match="until Thursday, 9\u00a0June\u00a02022, 17:59"):
        comments.answer(consultation, contact)
    assert [response.grant_id for response in Response.objects.order_by("version")] == [granted.pk, None]
    assert responses.in_force(consultation, contact.member_state_id).version == 1


def test_an_answer_on_time_may_be_replaced_or_withdrawn_under_a_grant(
    consultation, contact, signatory, set_clock
):
    comments.answer(consultation, contact)
    consultations.close(consultation, at=set_clock(AFTER))
    with pytest.raises(refusals.ConsultationClosed):
        comments.answer(consultation, contact, Position.WITHDRAWN)
    give(consultation, contact, signatory)
    comments.answer(consultation, contact, Position.COMMENTS)
    assert responses.in_force(consultation, contact.member_state_id).position == "comments"
    comments.answer(consultation, contact, Position.WITHDRAWN)
    assert responses.in_force(consultation, contact.member_state_id) is None
    assert LedgerEntry.objects.get(member_state=contact.member_state).standing == Standing.NO_OBJECTION


def test_late_and_granted_comments_are_compiled_apart(
    granted, consultation, contact, other, client, signatory
):
    comments.answer(consultation, contact, Position.COMMENTS, remark="Under the grant")
    comments.draft(consultation, other, remark="Simply late")
    with pytest.raises(refusals.ConsultationClosed):
        comments.answer(consultation, other, Position.COMMENTS)
    assert [(line.remark, line.response.grant_id) for line in filed.read_all(consultation)] == [
        ("Under the grant", granted.pk),
        ("Simply late", None),
    ]
    client.force_login(signatory)
    page = client.get(reverse("comments:consultation-compilation", args=[consultation.pk]))
    assert [len(page.context[name]) for name in ("on_time", "granted", "late")] == [0, 1, 1]


def test_both_the_granted_and_a_later_late_answer_are_kept(granted, consultation, contact, set_clock):
    comments.answer(consultation, contact, Position.COMMENTS, remark="Granted")
    set_clock(UNTIL)
    comments.draft(consultation, contact, remark="Too late")
    with pytest.raises(refusals.ConsultationClosed):
        comments.answer(consultation, contact, Position.COMMENTS)
    shown = [line.remark for line in filed.read_all(consultation)]
    assert shown == ["Granted", "Granted", "Too late"]
    row = ledger.rows(consultation, at=UNTIL)[0]
    assert row.granted.version == 1


@pytest.mark.parametrize("position", [Position.NO_OBJECTION, Position.WITHDRAWN])
def test_comments_that_were_replaced_in_additional_time_are_compiled_no_more(
    granted, consultation, contact, other, set_clock, position
):
    with pytest.raises(refusals.ConsultationClosed):
        comments.answer(consultation, other, Position.COMMENTS)
    with pytest.raises(refusals.ConsultationClosed):
        comments.answer(consultation, other, Position.NO_OBJECTION)
    comments.answer(consultation, contact, Position.COMMENTS, remark="Under the grant")
    before = working_files.table_source(consultation)

    comments.answer(consultation, contact, position)

    assert [line.remark for line in filed.read_all(consultation)] == []
    assert working_files.table_source(consultation) != before


def test_what_came_late_is_gone_once_the_state_responds_in_additional_time(
    consultation, contact, signatory, set_clock
):
    consultations.close(consultation, at=set_clock(AFTER))
    comments.draft(consultation, contact, remark="Said once")
    with pytest.raises(refusals.ConsultationClosed):
        comments.answer(consultation, contact, Position.COMMENTS)
    give(consultation, contact, signatory)
    comments.answer(consultation, contact, Position.COMMENTS)
    assert [(line.remark, line.response.version) for line in filed.read_all(consultation)] == [
        ("Said once", 2)
    ]

    comments.answer(consultation, contact, Position.WITHDRAWN)
    row = ledger.rows(consultation, at=UNTIL)[0]
    assert (row.standing, row.late, filed.read_all(consultation)) == (Standing.WITHDRAWN, None, [])


def test_additional_time_ends_with_the_plan(granted, consultation, contact, signatory, set_clock, client):
    comments.draft(consultation, contact)
    at = set_clock(AFTER + dt.timedelta(hours=1))
    papers.withdraw(ConceptPaper.objects.get(), reason="The measure was changed", by=signatory, at=at)
    consultation.refresh_from_db()

    assert grants.running(consultation, contact.member_state_id, at) is None
    assert consultation.ends_for(contact.member_state_id) == consultation.closes_at
    assert [row.standing for row in ledger.rows(consultation, at=at)] == [Standing.SILENT] * 2
    assert unsubmitted.warn_due(UNTIL - dt.timedelta(hours=1)) == 0
    (listed,) = overview.listed(contact, at)
    assert not overview.takes_answers(listed, at) and not overview.running(contact, at).exists()
    page = client.signed_in(contact).page("comments:consultation-detail", consultation.pk)
    assert "The plan was withdrawn, and this consultation ended with it." in page
    assert "The measure was changed" in page and "Additional time for your State" not in page
    calendar = client.page("comments:consultation-calendar", consultation.pk)
    assert "STATUS:CANCELLED" in calendar and "SEQUENCE:2" in calendar
    board = client.signed_in(signatory).page("comments:consultation-board", consultation.pk)
    assert "ended: the plan was withdrawn" in board and "Grant additional time" not in board
    with pytest.raises(refusals.PlanWithdrawn):
        comments.answer(consultation, contact, Position.COMMENTS)


# Pages -----------------------------------------------------------------------------------------------
FIELDS = {"state": "KZ", "last_day": "2022-06-09", "last_minute": "17:59", "reason": "A holiday"}


def test_a_signatory_grants_on_a_page_and_the_minute_stated_counts(consultation, contact, signatory, client):
    client.force_login(signatory)
    answer = client.post(reverse("comments:consultation-grant", args=[consultation.pk]), FIELDS)
    assert answer.url == reverse("comments:consultation-board", args=[consultation.pk])
    assert Grant.objects.get().until == UNTIL
    page = client.get(answer.url).content.decode()
    assert "until Thursday, 9\u00a0June\u00a02022, 17:59 (Nur-Sultan time, UTC+06:00)" in page
    assert "A holiday" in page


def test_the_granted_state_sees_its_grant_and_no_other_does(granted, consultation, contact, other, client):
    seen = {}
    for user in (contact, other):
        seen[user] = client.signed_in(user).page("comments:consultation-detail", consultation.pk)
    assert "The Secretariat has granted your State additional time." in seen[contact]
    assert ">Thursday, 9\u00a0June\u00a02022, 17:59" in seen[contact]
    assert "Submit response" in seen[contact] and "Submit late" not in seen[contact]
    assert "granted your State" not in seen[other] and "Submit late" in seen[other]
    for said in ("Additional time for your State", f'<time datetime="{UNTIL.isoformat()}">'):
        assert [said in seen[user] for user in (contact, other)] == [True, False]


def test_no_sentence_of_the_granted_state_says_that_the_deadline_has_passed(
    granted, consultation, contact, drafter, client
):
    """Saving a draft, the text, the answer, the list, the start page, the form for offline work."""
    paragraph = comments.first_paragraph(consultation).key
    for person in (contact, drafter):
        saved = client.signed_in(person).post(
            f"{reverse('comments:draft-create', args=[consultation.pk])}?block={paragraph}&language=en",
            {"remark": "Under the grant", "type": "editorial", "language": "en", "version": 0},
            follow=True,
        )
        assert "Draft saved." in saved.content.decode()
        for name, *arguments in (
            ("comments:consultation-detail", consultation.pk),
            ("comments:draft-create", consultation.pk),
            ("comments:response-submit", consultation.pk),
            ("comments:event-create", consultation.pk),
            ("comments:consultation-list",),
            ("home",),
        ):
            answer = client.get(reverse(name, args=arguments))
            if answer.status_code == 403:
                continue  # a drafter does not submit
            page = answer.content.decode()
            assert "deadline has passed" not in page and "Past consultations" not in page
            assert "Thursday, 9\u00a0June\u00a02022, 17:59" in page


def test_a_granted_answer_breaks_a_confirmed_silence(granted, consultation, contact, signatory, set_clock):
    with pytest.raises(closed_refusals.GrantsRunning):
        outcomes.confirm(consultation, outcome=Outcome.SILENCE, by=signatory, at=AFTER)
    comments.answer(consultation, contact, Position.COMMENTS)
    assert outcomes.current(consultation) == Outcome.COMMENTS
    assert consultation.outcome == Outcome.SILENCE


def test_lists_calendars_and_programs_of_the_granted_state_say_its_own_time(
    granted, consultation, contact, other
):
    own, others = (overview.for_reader(person, AFTER).get(pk=consultation.pk) for person in (contact, other))
    assert (own.ends_at, own.has_passed, own.earlier) == (UNTIL, False, [comments.CLOSES_AT])
    assert (others.ends_at, others.has_passed, others.earlier) == (comments.CLOSES_AT, True, [])
    assert overview.split([own], AFTER) == ([own], []) and overview.split([others], AFTER) == ([], [others])
    assert "Thursday, 9 June 2022, 17:59" in str(form._guide(own, "en"))
    assert "9 June" not in str(form._guide(others, "en"))


def test_a_state_with_additional_time_is_not_reminded_of_the_deadline_of_others(
    consultation, contact, other, signatory, at
):
    assert ladders.awaiting(consultation) == [contact.member_state, other.member_state]
    give(consultation, contact, signatory, at=at)
    assert ladders.awaiting(consultation) == [other.member_state]


def test_additional_time_given_before_the_deadline_moves_the_warning(consultation, contact, signatory, at):
    comments.draft(consultation, contact)
    give(consultation, contact, signatory, at=at)
    assert unsubmitted.warn_due(comments.CLOSES_AT - dt.timedelta(hours=2)) == 0
    assert unsubmitted.warn_due(UNTIL - dt.timedelta(hours=2)) == 1
