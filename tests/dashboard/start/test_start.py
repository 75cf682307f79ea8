import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml.html import fromstring

from cica_portal.spaces import ordinary
from comments.enums import ConsultationStatus, Position
from comments.procedure import consultations
from comments.procedure.deadlines import time_requests
from dashboard.start import open_points
from documents.models import Document
from members.delegations import hand_overs
from notes.acts import followups
from notes.acts.submitting import submission_after_silence
from notes.models import Dispatch
from notes.register import consultation_notes
from plans import blocks
from plans.editing import remarks
from plans.enums import PaperStatus
from plans.life import papers
from plans.models import ConceptPaper, Coordinator
from tests.factories import comments, members, notes, plans

pytestmark = pytest.mark.django_db

AFTER = notes.CLOSES_AT + dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def the_day(set_clock):
    return set_clock(notes.AT)


@pytest.fixture
def read(client):
    """Return a function that reads the start page as somebody."""

    def read_as(user):
        client.force_login(user)
        return client.get(reverse("home")).content.decode()

    return read_as


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


def test_secretariat_sees_what_stands_still(consultation, officer, read):
    Dispatch.objects.filter(address="kz@example.org").update(status="failed")
    Dispatch.objects.filter(address="ru@example.org").update(status="unknown")
    Document.objects.filter(language="all").update(status="failed")
    page = read(officer)
    for words in (
        "not delivered",
        "Find out whether 1 message arrived",
        "Request 1 document again that could not be prepared",
        "0 of 3 Member States responded",
        "3 have not responded",
        "State KZ, State RU, State TR",
        "Scheduled jobs have not run recently",
    ):
        assert words in page, words


def test_as_many_notes_are_drafts_as_the_list_behind_the_number_has(consultation, officer, client, set_clock):
    consultations.close(consultation, at=set_clock(AFTER))
    (submission,) = submission_after_silence.draft_due(AFTER)
    annulment = followups.annul(consultation_notes.opening_note(consultation), by=officer, at=AFTER)
    client.force_login(officer)
    listed = client.get(reverse("notes:note-list"), {"status": "drafted"}).context["notes"]
    assert {note for note, *_rest in listed} == {submission, annulment}
    assert client.get(reverse("home")).context["drafted"] == 2


def test_no_state_is_waited_for_once_all_have_responded(consultation, officer, people, read, set_clock):
    set_clock(dt.datetime(2022, 5, 27, tzinfo=dt.UTC))
    page = read(officer)
    assert "3 have not responded" in page
    for code in ("KZ", "RU", "TR"):
        comments.answer(consultation, people[code])
    page = read(officer)
    assert "3 of 3 Member States responded" in page
    assert "not responded" not in page


def test_a_draft_that_is_ready_leads_to_its_circulation(officer, read, people):
    paper = notes.paper()
    act = reverse("notes:circulation-prepare", args=[paper.slug])
    assert f"Prepare the circulation of {paper.short_title}" in read(officer)
    assert act in read(officer)

    block = paper.blocks.get(position=2)
    text = block.texts.get(language="ru")
    blocks.edit(block, "ru", "Заново", version=text.version, by=officer, at=notes.AT)
    assert act not in read(officer)


def test_a_consolidated_plan_of_which_nothing_is_left_leads_to_what_follows(officer, read, people):
    act = "Submit to the SWG or circulate again: "
    paper = notes.paper()
    assert act not in ordinary(read(officer))
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.UNDER_CONSOLIDATION)
    page = ordinary(read(officer))
    link = page.partition(act)[0].rpartition("<a ")[2]
    assert page.count(act) == 1 and f'href="{reverse("plans:paper-detail", args=[paper.slug])}"' in link

    block = paper.blocks.get(position=2)
    text = block.texts.get(language="ru")
    blocks.edit(block, "ru", "Заново", version=text.version, by=officer, at=notes.AT)
    assert act not in ordinary(read(officer))


@pytest.fixture
def drafts(people):
    """Eight plans in preparation, of a year each, the latest first, as the list of plans has them."""
    return [notes.paper(period_from=2030 - number, period_to=2030 - number) for number in range(8)]


def preparing(page):
    return page.partition('id="preparation"')[2].partition("</section>")[0]


def test_five_plans_in_preparation_are_shown_and_how_many_others_there_are(drafts, officer, read):
    others, more = "Other plans in preparation: 3", "Prepare the circulation of 2 more plans"
    block = drafts[1].blocks.get(position=2)
    text = block.texts.get(language="ru")
    blocks.edit(block, "ru", "Заново", version=text.version, by=officer, at=notes.AT)
    page = read(officer)
    shown = [place for place, one in enumerate(drafts) if f"/plans/{one.slug}/" in preparing(page)]
    assert shown == [0, 1, 2, 3, 4]
    link = preparing(page).partition(f"{others}</a>")[0].rpartition("<a ")[2]
    assert link.startswith(f'href="{reverse("plans:paper-list")}"')
    ready = [reverse("notes:circulation-prepare", args=[one.slug]) in page for one in drafts]
    assert ready == [True, False, True, True, True, True, False, False]
    assert f'<a class="line-act" href="{reverse("plans:paper-list")}">{more}</a>' in page


def test_of_many_plans_with_open_points_those_alone_are_read_that_a_start_page_names(people, officer, client):
    for number in range(20):
        paper = plans.paper(period_from=2030 + 2 * number, period_to=2031 + 2 * number)
        blocks.edit(paper.blocks.first(), "kk", "", version=1, by=None, at=notes.AT)
    client.force_login(officer)
    found = client.get(reverse("home")).context["points"]
    named = {one.point.paper_id for one in [found["first"], *found["own"]]}
    assert found["number"] >= 20 and set(found["papers"]) == named and len(named) <= open_points.SHOWN


@pytest.mark.parametrize("status", ["held", "failed", "bounced", "unknown"])
def test_messages_that_did_not_leave_come_before_what_has_a_day(consultation, officer, read, status):
    block = notes.paper().blocks.get(position=2)
    remarks.write(block, "Check, please", person=officer, due_on=notes.RESPOND_BY, by=officer, at=notes.AT)
    Dispatch.objects.filter(address="kz@example.org").update(status=status)
    page = read(officer)
    acts = page.partition('id="open-points"')[2].partition("</section>")[0]
    first, second, *_rest = acts.split("<li")[1:]
    assert f"{reverse('notes:note-detail', args=[Dispatch.objects.first().note.key])}#dispatches" in first
    assert "Complete 1 task on the draft" in second
    assert "The first is due: Mon 6 June." in page.partition('id="open-points"')[0].replace("\u00a0", " ")


def test_of_many_comments_to_reply_to_twenty_are_named_one_by_one(
    consultation, officer, people, read, set_clock
):
    set_clock(dt.datetime(2022, 5, 27, tzinfo=dt.UTC))
    Coordinator.objects.all().delete()
    for number in range(23):
        comments.draft(consultation, people["KZ"], remark=f"Remark {number}")
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    set_clock(AFTER)
    consultations.close(consultation, at=AFTER)
    section = read(officer).partition('id="open-points"')[2].partition("</section>")[0]
    assert "Answer 23 comments" in section
    assert section.count("State KZ: Comment ") == 20
    assert re.search(r'href="/points/\?owner=mine">\s*3 more</a>', section)


def test_delegate_sees_what_is_asked_called_by_the_short_name_of_its_plan(consultation, people, read):
    revision = consultation.revision
    card = read(people["TR"]).partition('<article class="asked')[2].partition("</article>")[0]
    assert f'title="{revision.title}">{revision.short_title}</a>' in card
    assert f">{consultation.reference}</span> · {revision.label}</span></h2>" in card
    assert "No response from your State" in card
    assert "Monday, 6\u00a0June\u00a02022, 23:59 (Nur-Sultan time, UTC+06:00)" in card


def test_a_delegation_that_has_answered_is_asked_for_nothing(consultation, people, read):
    answered = "nothing is required today"
    person = people["TR"]
    address = reverse("comments:response-no-objection", args=[consultation.pk])

    def heading(page: str) -> str:
        state, _sign, said = ordinary(fromstring(page).findtext(".//h1")).partition(" TR: ")
        return said if state == "State" else ""

    before = read(person)
    more = reverse("comments:time-request", args=[consultation.pk])
    assert heading(before) == "1 response is requested" and address in before and more in before
    assert more not in read(members.drafter(person.member_state))
    notes.reached(consultation)
    response = comments.answer(consultation, person, Position.NO_OBJECTION)
    page = read(person)
    assert heading(page) == answered
    card = ordinary(page.partition('<article class="asked')[2].partition("</article>")[0])
    assert reverse("comments:receipt-detail", args=[response.receipt.number]) in card
    assert "Replace response" in card and address not in card and more not in card
    assert re.search(r'<time class="near" [^>]*title="[^"]*2022[^"]*">today, \d\d:\d\d<', card)
    reader = members.user("reader", person.member_state, language="en")
    assert heading(read(reader)) == answered


def test_what_a_delegation_waits_for_is_not_said_as_an_order_to_it(consultation, people, signatory, read):
    person, until = people["TR"], dt.date(2022, 6, 13)
    time_requests.ask(consultation, by=person, at=notes.AT, wished_on=until, reason="More")
    page = ordinary(read(person))
    assert "Our request for additional time: not yet decided" in page
    assert "Decide on 1 request" not in page
    assert "Decide on 1 request for additional time" in ordinary(read(signatory))


def test_nothing_is_asked_of_a_plan_that_was_withdrawn_before_a_sweep_ends_its_consultation(
    consultation, people, officer, read
):
    address = reverse("comments:consultation-detail", args=[consultation.pk])
    assert 'class="asked' in read(people["TR"])
    papers.withdraw(ConceptPaper.objects.get(), reason="Why", by=members.signatory(), at=notes.AT)
    consultation.refresh_from_db()
    assert consultation.status == ConsultationStatus.OPEN
    page = read(people["TR"])
    assert "No consultation is open." in page and 'class="asked' not in page
    asked, _head, past = page.partition("Past consultations")
    assert address in past and address not in asked
    assert "ended: the plan was withdrawn" in past
    assert "No consultation is open." in read(officer)


@pytest.mark.parametrize("is_swept", [False, True])
@pytest.mark.parametrize("role", ["officer", "coordinator"])
def test_every_link_of_a_consultation_that_ended_with_its_plan_leads_somewhere(
    consultation, officer, coordinator, client, role, is_swept
):
    papers.withdraw(ConceptPaper.objects.get(), reason="Why", by=members.signatory(), at=notes.AT)
    if is_swept:
        assert consultations.stop(consultation, at=notes.AT)
    client.force_login({"officer": officer, "coordinator": coordinator}[role])
    for page in (reverse("home"), reverse("comments:consultation-list")):
        found = fromstring(client.get(page).content.decode()).xpath("//main//a/@href")
        links = [link for link in found if re.match(r"/(consultations|packages)/\d", link)]
        assert links, page
        assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_what_an_act_is_about_begins_with_a_word(consultation, people, read):
    person = people["TR"]
    colleague = members.drafter(person.member_state)
    hand_overs.ask(colleague=colleague, by=person, at=notes.AT)
    lines = re.findall(r'<span class="line-of">\s*([^<]*)', read(person))
    assert any(person.display_name in line for line in lines)
    assert [line for line in lines if line.startswith("·")] == []


def test_coordinator_sees_where_the_plan_stands(consultation, people, coordinator, read, set_clock):
    set_clock(dt.datetime(2022, 5, 27, tzinfo=dt.UTC))
    comments.answer(consultation, people["KZ"], Position.COMMENTS)
    page = read(coordinator)
    assert "circulated" in page and "1 comment" not in page
    set_clock(AFTER)
    assert "1 комментарий" in read(coordinator) or "1 comment" in read(coordinator)


@pytest.fixture
def seven(people, coordinator):
    """Seven open consultations, each a day longer than the one before."""
    days = [notes.RESPOND_BY + dt.timedelta(days=number) for number in range(7)]
    return [notes.circulated(paper=notes.paper(), respond_by=day) for day in days]


def shown(page, consultations):
    """Return which of the consultations a section of a start page names, by their places."""
    return [place for place, one in enumerate(consultations) if f">{one.reference}</span>" in page]


def test_secretariat_sees_the_nearest_deadlines_and_how_many_more_there_are(seven, officer, read):
    page = read(officer)
    assert "<b>7</b>" in page
    section = page.partition('id="open"')[2].partition("</section>")[0]
    assert shown(section, seven) == [0, 1, 2, 3, 4]
    assert section.count("<details") == 5
    link = section.partition("Other open consultations: 2</a>")[0].rpartition("<a ")[2]
    assert link.startswith(f'href="{reverse("comments:consultation-list")}"')


def test_delegation_sees_first_what_it_has_not_answered(seven, people, read):
    for one in seven[:3]:
        notes.reached(one)
        comments.answer(one, people["TR"], Position.NO_OBJECTION)
    page = read(people["TR"])
    asked = [place for place, one in enumerate(seven) if f'id="asked-{one.pk}"' in page]
    assert asked == [0, 3, 4, 5, 6] and "Other open consultations: 2" in page
    assert shown(read(people["KZ"]), seven) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("role", ["officer", "KZ", "coordinator"])
def test_start_pages_cost_the_same_with_three_consultations(
    consultation, people, officer, coordinator, read, role
):
    user = {"officer": officer, "coordinator": coordinator}.get(role) or people[role]
    notes.prepared(paper=notes.paper())
    read(user)
    with CaptureQueriesContext(connection) as one:
        read(user)
    for _ in range(2):
        coordinate(notes.circulated(paper=notes.paper(), by=None).revision.paper, coordinator)
        notes.prepared(paper=notes.paper())
    with CaptureQueriesContext(connection) as three:
        read(user)
    assert len(three) == len(one)
