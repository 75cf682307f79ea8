"""Meetings: which days they can have, what stands on their agendas, what no longer changes."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from cica_portal import organization
from cica_portal.errors import NotAllowed, StaleVersion
from cica_portal.spaces import ordinary
from comments.models import Consultation
from comments.procedure import consultations
from members.models import AuditEntry
from plans import open_points
from plans.enums import PaperStatus
from plans.life import meetings
from plans.models import ConceptPaper, Meeting, MeetingItem
from tests.factories import comments, members, plans
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 12, 3, 4, tzinfo=dt.UTC)
DAY = dt.date(2026, 12, 23)
WEEK = dt.timedelta(days=7)
PLACES = {"en": "online", "ru": "в режиме онлайн", "kk": "онлайн"}


@pytest.fixture
def officer():
    return members.officer(username="officer")


@pytest.fixture
def asked():
    """A plan on which comments are asked for until 22 December."""
    paper = plans.paper(status=PaperStatus.CIRCULATED)
    members.member_state("KZ")
    comments.consultation(
        revision=comments.revision(paper),
        opens_at=AT,
        respond_by=dt.date(2026, 12, 22),
        closes_at=dt.datetime(2026, 12, 22, 19, tzinfo=dt.UTC),
    )
    return paper


def add(meeting, paper, by, **given):
    values = {"number": "4", "titles": {"en": "The draft"}, "symbol": "SWG/2026/4"} | given
    return meetings.add_item(meeting, paper, by=by, at=AT, **values)


def revise(meeting, by, **given):
    kept = {
        name: getattr(meeting, name) for name in ("body", "name", "first_on", "last_on", "places", "chair")
    }
    values = kept | {"version": meeting.version} | given
    return meetings.revise(meeting, by=by, at=AT, **values)


def test_a_meeting_begins_after_the_deadline_for_comments(asked, officer):
    for day in (20, 22):
        early = plans.meeting(dt.date(2026, 12, day))
        with refused("comments.meeting_before_deadline", match=f"begins on {day} December 2026"):
            add(early, asked, officer)
    later = plans.meeting(DAY)

    item = add(later, asked, officer)

    assert list(asked.items.open()) == [item]
    with refused("comments.meeting_before_deadline"):
        revise(later, officer, first_on=dt.date(2026, 12, 21), reason="The hall")
    assert Meeting.objects.get(pk=later.pk).first_on == DAY


def test_a_deadline_is_not_extended_past_a_meeting_that_is_set(asked, officer):
    meeting, consultation = plans.meeting(DAY), Consultation.objects.get()
    item = add(meeting, asked, officer)
    terms = {"reason": "Asked for by many", "by": officer, "at": AT}
    for day in (23, 24):
        with refused("comments.extended_past_meeting", match="begins on 23 December 2026"):
            consultations.extend(consultation, dt.date(2026, 12, day), **terms)
    revise(meeting, officer, first_on=DAY + WEEK, last_on=DAY + WEEK, reason="The hall")
    consultations.extend(consultation, dt.date(2026, 12, 24), **terms)
    meetings.take_off(item, reason="Later", by=officer, at=AT)
    consultations.extend(consultation, DAY + WEEK, **terms)
    assert Consultation.objects.get().respond_by == DAY + WEEK


@pytest.mark.parametrize(
    ("pattern", "given"),
    [
        ("", ["", ""]),
        ("SWG/{year}/{number}", ["SWG/2026/5", "SWG/2026/6"]),
        ("CRP.{number}", ["CRP.1", "CRP.2"]),
    ],
)
def test_an_item_without_a_symbol_gets_the_next_one_of_the_pattern(pattern, given, officer, monkeypatch):
    bodies = organization.part("bodies")
    swg = bodies["swg"] | ({"symbols": pattern} if pattern else {})
    monkeypatch.setattr(organization, "_parts", {"bodies": bodies | {"swg": swg}})
    meeting = plans.meeting(DAY)
    taken = add(meeting, plans.paper(), officer)
    meetings.take_off(taken, reason="Later", by=officer, at=AT)
    add(meeting, plans.paper(), officer, symbol="SWG/2025/9")
    assert [add(meeting, plans.paper(), officer, symbol="").symbol for _ in given] == given


def test_a_meeting_is_moved_with_its_reason(officer):
    meeting = meetings.enter(
        body="swg", name="23", first_on=DAY, last_on=DAY, places=PLACES, chair="", by=officer, at=AT
    )
    day = dt.date(2026, 12, 24)
    with refused("plans.reason_missing"):
        revise(meeting, officer, first_on=day, last_on=day)

    moved = revise(meeting, officer, first_on=day, last_on=day, reason="The hall")

    assert (moved.first_on, moved.moved_at, moved.version) == (day, AT, 2)
    entry = AuditEntry.objects.get(action="meeting.revise")
    assert entry.before == {"first_on": "2026-12-23", "last_on": "2026-12-23"}
    assert entry.after == {"first_on": "2026-12-24", "last_on": "2026-12-24", "reason": "The hall"}
    with pytest.raises(StaleVersion):
        revise(meeting, officer, name="24")
    with refused("plans.days_out_of_order"):
        revise(moved, officer, last_on=DAY, reason="A slip")


def test_a_new_name_is_no_move(officer):
    assert revise(plans.meeting(DAY), officer, name="24").moved_at is None


def test_what_is_cancelled_or_taken_off_is_on_no_agenda(officer):
    paper, meeting = plans.paper(), plans.meeting(DAY)
    meetings.take_off(add(meeting, paper, officer), reason="Too early", by=officer, at=AT)
    assert not paper.items.live().exists()
    again = add(meeting, paper, officer)

    meetings.cancel(meeting, reason="No quorum", by=officer, at=AT)

    assert not paper.items.live().exists()
    meeting.refresh_from_db()
    for act in (lambda: revise(meeting, officer, name="1"), lambda: add(meeting, plans.paper(), officer)):
        with refused("plans.meeting_cancelled"):
            act()
    with refused("plans.no_item"):
        meetings.revise_item(again, version=1, number="5", by=officer, at=AT)


def test_a_plan_and_a_symbol_stand_once(officer):
    paper, meeting = plans.paper(), plans.meeting(DAY)
    item = add(meeting, paper, officer)
    with refused("plans.item_there"):
        add(meeting, paper, officer, symbol="")
    with refused("plans.symbol_taken"):
        add(meeting, plans.paper(), officer)
    with refused("plans.plan_ended"):
        add(meeting, plans.paper(status=PaperStatus.ADOPTED), officer, symbol="")
    other = add(meeting, plans.paper(), officer, symbol="")
    with refused("plans.symbol_taken"):
        meetings.revise_item(other, version=1, symbol=item.symbol, by=officer, at=AT)


def test_what_has_a_result_never_changes(settings, tmp_path, officer):
    settings.MEDIA_ROOT = tmp_path
    paper = plans.paper(status=PaperStatus.BEFORE_SWG)
    comments.revision(paper)
    item = plans.decided(paper, "recommended", by=officer).item

    with refused("plans.meeting_decided"):
        revise(item.meeting, officer, name="24")
    with refused("plans.item_decided"):
        meetings.revise_item(item, version=1, number="5", by=officer, at=AT)
    for rows in (Meeting.objects.filter(pk=item.meeting_id), MeetingItem.objects.filter(pk=item.pk)):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(version=9)


def test_only_the_secretariat_holds_meetings():
    paper, meeting = plans.paper(), plans.meeting(DAY)
    mine = plans.coordinating(paper, members.member_state("KZ"))
    for act in (
        lambda: add(meeting, paper, mine),
        lambda: revise(meeting, mine, name="1"),
        lambda: meetings.cancel(meeting, reason="No", by=mine, at=AT),
    ):
        with pytest.raises(NotAllowed):
            act()


# The pages -------------------------------------------------------------------------------------------
def test_a_plan_is_put_before_a_meeting_that_is_entered_on_the_way(client, officer, asked, set_clock):
    set_clock(AT)
    client.force_login(officer)
    address = reverse("plans:meeting-enter") + f"?plan={asked.slug}&body=swg"
    form = client.get(address).context["form"]
    places = {f"places-{one}": form.initial[f"places-{one}"] for one in PLACES}
    assert places["places-en"] == "Astana"

    answer = client.post(address, places | {"body": "swg", "first_on": "2026-12-23"})

    form = client.get(answer.url).context["form"]
    assert form.initial["meeting"].first_on == DAY
    titles = {f"titles-{one}": form.initial[f"titles-{one}"] for one in PLACES}
    assert titles["titles-ru"].startswith("Рассмотрение проекта: ")
    form = titles | {"meeting": Meeting.objects.get().pk, "number": "4", "symbol": "SWG/2026/4"}
    assert client.post(answer.url, form).status_code == 302
    page = client.get(reverse("plans:paper-detail", args=[asked.slug])).content.decode()
    assert "SWG meeting, 23 December 2026" in ordinary(page)
    assert "item 4 · SWG/2026/4" in ordinary(" ".join(page.split()))
    reader = members.drafter(members.member_state("KZ"))
    consultation = Consultation.objects.get()
    for address in (
        reverse("comments:consultation-detail", args=[consultation.pk]),
        reverse("home"),
    ):
        shown = ordinary(client.signed_in(reader).get(address).content.decode())
        assert "SWG meeting, " in shown
    other = client.signed_in(members.drafter(members.member_state("VN"))).get(reverse("home"))
    assert "SWG meeting, " not in ordinary(other.content.decode())


def test_an_early_meeting_is_refused_on_its_page_and_nothing_is_lost(client, officer, asked, set_clock):
    set_clock(AT)
    client.force_login(officer)
    early = plans.meeting(dt.date(2026, 12, 20))
    titles = {f"titles-{one}": "Рассмотрение проекта" for one in PLACES}

    answer = client.post(reverse("plans:item-add", args=[asked.slug]), titles | {"meeting": early.pk})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The meeting begins on" in page and page.count("Рассмотрение проекта") >= 3


# Open points -----------------------------------------------------------------------------------------
def points(paper, at):
    kinds = ("meeting_needed", "result_missing")
    found = open_points.of(ConceptPaper.objects.filter(pk=paper.pk), at)
    return [(one.kind, one.owner, one.due_on) for one in found if one.kind in kinds]


def test_a_plan_before_a_body_needs_a_meeting_then_its_result(settings, tmp_path, officer):
    settings.MEDIA_ROOT = tmp_path
    paper = plans.paper(status=PaperStatus.BEFORE_SWG)
    comments.revision(paper)
    assert points(paper, AT) == [("meeting_needed", "officer", None)]
    item = add(plans.meeting(dt.date(2026, 12, 4)), paper, officer)
    assert points(paper, AT) == []

    later = AT + dt.timedelta(days=2)

    assert points(paper, later) == [("result_missing", "officer", dt.date(2026, 12, 9))]
    meetings.cancel(item.meeting, reason="The hall", by=officer, at=later)
    assert points(paper, later) == [("meeting_needed", "officer", None)]
