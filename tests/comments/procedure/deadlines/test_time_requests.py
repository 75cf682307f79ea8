"""Additional time is asked for in the portal, and granted or refused in one act that tells the State."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from cica_portal.errors import NotAllowed
from cica_portal.spaces import ordinary
from comments import closed_refusals
from comments.enums import TimeRequestStatus
from comments.models import TimeRequest
from comments.procedure import consultations, telling
from comments.procedure.deadlines import grants, time_requests
from dashboard import sweeps
from dashboard.start import open_points
from members.mailing import letters
from members.models import AuditEntry, PersonalMail
from plans.life import papers
from tests.factories import comments, members, plans
from tests.refusing import refused

AFTER = dt.datetime(2022, 6, 7, 3, tzinfo=dt.UTC)
WISHED = dt.date(2022, 6, 9)
UNTIL = dt.datetime(2022, 6, 10, 12, tzinfo=dt.UTC)


@pytest.fixture
def asked(consultation, contact, at):
    return comments.time_request(consultation, contact, wished_on=WISHED, at=at)


def mails(kind):
    return PersonalMail.objects.filter(kind=kind)


def points(person, at):
    return [one for one in open_points.of_reader(person, at).all if one.kind == "time_requested"]


def test_a_request_is_recorded_with_its_words(asked, contact, at):
    assert (asked.member_state, asked.wished_on, asked.reason, asked.status) == (
        contact.member_state,
        WISHED,
        "A holiday in the capital",
        TimeRequestStatus.ASKED,
    )
    entry = AuditEntry.objects.get(action="time_request.ask")
    assert (entry.actor, entry.member_state, entry.after) == (
        contact,
        contact.member_state,
        {"wished_on": "2022-06-09", "reason": "A holiday in the capital"},
    )


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"reason": "\u200b "}, "comments.request_reason_needed"),
        ({"wished_on": dt.date(2022, 6, 6)}, closed_refusals.GrantNotLater),
        ({"wished_on": dt.date(2022, 6, 7), "at": UNTIL}, closed_refusals.GrantNotLater),
    ],
)
def test_a_request_without_reason_or_time_is_refused(consultation, contact, values, refusal):
    with refused(refusal):
        comments.time_request(consultation, contact, **values)
    assert TimeRequest.objects.count() == 0


def test_only_who_submits_for_an_addressed_state_asks(consultation, drafter, signatory):
    outside = members.contact_point(members.member_state("JP"))
    for person in (drafter, signatory, outside):
        with pytest.raises(NotAllowed):
            comments.time_request(consultation, person)


def test_one_request_waits_at_a_time(asked, consultation, contact, at):
    with refused("comments.already_asked"):
        comments.time_request(consultation, contact)
    time_requests.withdraw(asked, by=contact, at=at)
    comments.time_request(consultation, contact)
    assert sorted(TimeRequest.objects.values_list("status", flat=True)) == ["asked", "withdrawn"]


def test_a_grant_of_another_day_answers_the_request_and_tells_the_delegation(
    asked, consultation, contact, signatory, at
):
    granted = grants.give(
        consultation, contact.member_state, until=UNTIL, reason="Of course", by=signatory, at=at
    )
    asked.refresh_from_db()
    assert (asked.status, asked.grant, asked.decided_by, asked.decided_at) == (
        TimeRequestStatus.GRANTED,
        granted,
        signatory,
        at,
    )
    (mail,) = mails(telling.Kind.TIME_GRANTED)
    letter = letters.compose(mail, at)
    ((name, content, kind),) = letter.files
    assert (name, kind) == (f"{consultation.reference.replace('/', '-')}-deadline.ics", "text/calendar")
    assert b"SEQUENCE:1\r\n" in content and b"DTEND;TZID=Asia/Almaty:20220610T180000" in content


@pytest.mark.good_path
def test_an_extension_that_gives_the_time_meets_the_request(asked, consultation, contact, signatory, at):
    later = WISHED + dt.timedelta(days=5)
    turkiye = members.contact_point(members.member_state("TR"))
    other = comments.time_request(consultation, turkiye, wished_on=later)
    consultations.extend(consultation, WISHED, reason="Asked for", by=signatory, at=at)

    asked.refresh_from_db()
    assert (asked.status, asked.grant, asked.decided_by, asked.decided_at) == ("met", None, signatory, at)
    assert list(TimeRequest.objects.open()) == [other]
    assert not mails(telling.Kind.TIME_REFUSED).exists()
    entry = AuditEntry.objects.get(action="time_request.meet")
    assert (entry.before, entry.member_state) == ({"status": "asked"}, contact.member_state)
    assert comments.time_request(consultation, contact, wished_on=later).status == TimeRequestStatus.ASKED


@pytest.mark.good_path
@pytest.mark.parametrize("is_closed", [False, True])
def test_a_request_lapses_with_its_plan_and_nothing_reminds_of_it(
    asked, consultation, contact, signatory, at, client, set_clock, is_closed
):
    if is_closed:
        at = set_clock(AFTER)
        consultations.close(consultation, at=at)
    papers.withdraw(consultation.revision.paper, reason="The measure was changed", by=signatory, at=at)

    done = [*sweeps.close_consultations(at), *sweeps.follow_extensions(at)]

    asked.refresh_from_db()
    assert done[-1] == "request of KZ for time settled: lapsed"
    assert (asked.status, asked.decided_by, asked.decided_at) == ("lapsed", signatory, at)
    assert AuditEntry.objects.filter(action="time_request.lapse", member_state=contact.member_state).exists()
    assert list(sweeps.follow_extensions(at)) == []
    assert points(signatory, at) == points(contact, at) == []
    for person, name in ((signatory, "consultation-board"), (contact, "time-request")):
        page = client.signed_in(person).page(f"comments:{name}", consultation.pk)
        assert "lapsed: the plan was withdrawn" in page and "awaiting a decision" not in page
    assert "The plan was withdrawn. No further time can be granted." in page
    page = client.page("comments:consultation-detail", consultation.pk)
    assert "has not decided yet" not in page
    with refused("comments.already_decided"):
        time_requests.refuse(asked, reason="Too late", by=signatory, at=at)


@pytest.mark.good_path
@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "has refused the request of your State for additional time"),
        ("ru", "отклонил просьбу Вашего государства о дополнительном сроке"),
        ("kk", "қосымша мерзім туралы өтінішін қабылдамады"),
    ],
)
def test_a_refusal_is_told_in_the_language_of_the_delegation(
    asked, consultation, contact, signatory, at, language, said
):
    contact.language = language
    contact.save(update_fields=["language"])
    with refused("comments.refusal_reason_needed"):
        time_requests.refuse(asked, reason=" ", by=signatory, at=at)
    time_requests.refuse(asked, reason="The SWG meets", by=signatory, at=at)
    asked.refresh_from_db()
    assert (asked.status, asked.answer, asked.decided_by) == ("refused", "The SWG meets", signatory)
    (mail,) = mails(telling.Kind.TIME_REFUSED)
    letter = letters.compose(mail, at)
    assert said in letter.body.replace("\xa0", " ") and "The SWG meets" not in letter.body
    assert f"/consultations/{consultation.pk}/" in letter.body
    entry = AuditEntry.objects.get(action="time_request.refuse")
    assert (entry.before, entry.after["reason"]) == ({"status": "asked"}, "The SWG meets")


def test_only_a_signatory_refuses_and_only_the_state_withdraws(
    asked, consultation, contact, other, officer, signatory, at
):
    for person in (officer, contact):
        with pytest.raises(NotAllowed):
            time_requests.refuse(asked, reason="Why", by=person, at=at)
    for person in (other, signatory):
        with pytest.raises(NotAllowed):
            time_requests.withdraw(asked, by=person, at=at)
    assert TimeRequest.objects.open().count() == 1


@pytest.mark.both_databases
def test_a_request_is_decided_once_and_never_deleted_or_changed(asked, contact, signatory, at):
    with pytest.raises(DatabaseError, match="official rows"), transaction.atomic():
        TimeRequest.objects.all().delete()

    time_requests.withdraw(asked, by=contact, at=at)
    with refused("comments.already_decided"):
        time_requests.refuse(asked, reason="Why", by=signatory, at=at)
    assert not mails(telling.Kind.TIME_REFUSED).exists()
    for change in (
        lambda: TimeRequest.objects.update(reason="Another"),
        lambda: TimeRequest.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="official rows"), transaction.atomic():
            change()


def test_a_request_is_a_point_of_the_signatory_and_of_its_state_alone(
    asked, consultation, contact, other, officer, signatory, at
):
    (own,) = open_points.of_reader(signatory, at).own
    assert (own.kind, own.due, own.page.name) == (
        "time_requested",
        comments.CLOSES_AT,
        "comments:time-request-decide",
    )
    (shown,) = points(officer, at)
    assert (shown.page.name, shown.page.fragment) == ("comments:consultation-board", "time-requests")
    (state,) = points(contact, at)
    assert state.page.name == "comments:time-request"
    assert points(other, at) == []
    time_requests.refuse(asked, reason="Why", by=signatory, at=at)
    assert points(signatory, at) == points(contact, at) == []


# Pages -----------------------------------------------------------------------------------------------
def test_a_contact_point_asks_on_the_page_of_the_consultation(consultation, contact, client):
    detail = reverse("comments:consultation-detail", args=[consultation.pk])
    url = reverse("comments:time-request", args=[consultation.pk])
    assert url in client.signed_in(contact).get(detail).content.decode()
    answer = client.post(
        url, {"wished_on": "2022-06-09", "wished_minute": "17:30", "reason": "<b>Awaiting</b> two ministries"}
    )
    assert answer.url == url
    page = client.get(detail).content.decode()
    assert "requested until: Thursday, 9\u00a0June\u00a02022, 17:30 (Nur-Sultan time, UTC+06:00)." in page
    assert TimeRequest.objects.get().wished_until == dt.datetime(2022, 6, 9, 11, 31, tzinfo=dt.UTC)
    own = client.get(url).content.decode()
    assert "&lt;b&gt;Awaiting&lt;/b&gt; two ministries" in own and "Withdraw request" in own


def test_a_signatory_reads_the_request_and_refuses_or_grants_it(
    asked, consultation, contact, signatory, client
):
    page = client.signed_in(signatory).page("comments:time-request-decide", asked.key)
    grant = reverse("comments:consultation-grant", args=[consultation.pk])
    assert "A holiday in the capital" in page and f"{grant}?state=KZ" in page
    form = client.get(f"{grant}?state=KZ").context["form"]
    assert (form["state"].value(), form["last_day"].value()) == ("KZ", WISHED)
    answer = client.post(
        reverse("comments:time-request-decide", args=[asked.key]), {"reason": "The SWG meets"}
    )
    board = client.get(answer.url).content.decode()
    assert "The SWG meets" in board and "refused" in board
    page = client.signed_in(contact).page("comments:consultation-detail", consultation.pk)
    assert "has refused additional time until: Thursday, 9\u00a0June\u00a02022, 23:59" in page
    assert "The SWG meets" in page


def test_the_page_of_a_decided_request_says_who_decided_when_and_why(
    asked, consultation, contact, other, signatory, client
):
    granted_until = "Granted until:"
    second = comments.time_request(consultation, other, wished_on=WISHED)
    decided = dt.datetime(2022, 6, 1, 8, 30, tzinfo=dt.UTC)
    grants.give(
        consultation, contact.member_state, until=UNTIL, reason="A holiday is one", by=signatory, at=decided
    )
    time_requests.refuse(second, reason="The SWG meets", by=signatory, at=decided)
    client.force_login(signatory)

    def said(request):
        page = client.page("comments:time-request-decide", request.key)
        main = ordinary(page).partition("<main")[2].partition("</main>")[0]
        assert signatory.display_name in main and "2022-06-01T08:30:00+00:00" in main
        return main

    assert granted_until in said(asked) and "A holiday is one" in said(asked)
    assert granted_until not in said(second) and "The SWG meets" in said(second)
    page = client.signed_in(contact).page("comments:time-request", consultation.pk)
    assert signatory.display_name in page and "A holiday is one" in page and "The SWG meets" not in page


def test_neither_other_states_nor_the_coordinator_read_a_word_of_a_request(
    asked, consultation, other, client, contact, signatory, at
):
    client.force_login(other)
    for name in ("consultation-detail", "time-request"):
        page = client.page(f"comments:{name}", consultation.pk)
        assert "A holiday in the capital" not in page and "has not decided yet" not in page
    withdraw = reverse("comments:time-request-withdraw", args=[asked.key])
    assert client.post(withdraw).status_code == 404
    assert TimeRequest.objects.open().exists()

    person = members.coordinator()
    measure = consultation.revision.paper.measure
    plans.coordinator_of(measure, person, state=person.member_state)
    grants.give(consultation, contact.member_state, until=UNTIL, reason="Of course", by=signatory, at=at)
    board = reverse("comments:consultation-board", args=[consultation.pk])
    for reader, is_shown in ((signatory, True), (person, False)):
        page = client.signed_in(reader).get(board).content.decode()
        assert ("A holiday in the capital" in page) is is_shown and ("Of course" in page) is is_shown
    assert points(person, at) == []
