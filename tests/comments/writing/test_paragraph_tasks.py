"""Work inside a delegation: assigned, told, an open point of one person, ready; and nobody else's to know."""

import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import translation

from cica_portal.errors import NotAllowed
from cica_portal.spaces import ordinary
from comments.models import ParagraphTask
from comments.refusals import ConsultationClosed, UnknownBlock
from comments.writing import drafts, paragraph_tasks
from comments.writing.paragraph_tasks import Progress
from dashboard.start import open_points
from members.mailing import letters
from members.models import AuditEntry, DelegationEntry, PersonalMail
from plans import open_points as plan_points
from plans.models import ConceptPaper
from tests.factories import comments, members, plans
from tests.refusing import refused

DUE = dt.datetime(2022, 6, 3, 12, tzinfo=dt.UTC)


@pytest.fixture
def key(consultation):
    return comments.first_paragraph(consultation).key


@pytest.fixture
def task(consultation, contact, drafter, key, at):
    return paragraph_tasks.assign(consultation, key, drafter, DUE, by=contact, at=at)


def own_kinds(user, at):
    return [point.kind for point in open_points.of_reader(user, at).own]


def test_an_assigned_paragraph_is_the_point_of_its_person_until_it_is_ready(
    consultation, contact, drafter, task, key, at
):
    [point] = open_points.of_reader(drafter, at).own
    assert (point.kind, point.due, point.person_id) == ("paragraph_assigned", DUE, drafter.pk)
    assert own_kinds(contact, at) == []
    paragraph_tasks.mark(consultation, key, is_ready=True, by=drafter, at=at)
    assert own_kinds(drafter, at) == []
    assert list(DelegationEntry.objects.values_list("action", flat=True)) == ["task.assign", "task.mark"]


def test_what_changes_is_ready_no_more(consultation, contact, drafter, key, at):
    draft = comments.draft(consultation, drafter)
    paragraph_tasks.mark(consultation, key, is_ready=True, by=drafter, at=at)
    comments.draft(consultation, drafter, remark="On the text as a whole", block_key=None)
    assert paragraph_tasks.progress(consultation, contact) == Progress(1, 2)
    drafts.remove(draft, by=contact, at=at)
    assert ParagraphTask.objects.get().ready_at is None


def test_what_is_submitted_as_it_stands_is_worked_on_no_more(consultation, contact, drafter, task):
    comments.draft(consultation, drafter)
    assert paragraph_tasks.progress(consultation, contact) == Progress(0, 1)
    comments.answer(consultation, contact, "comments")
    assert paragraph_tasks.progress(consultation, contact) is None
    comments.draft(consultation, drafter, remark="On the text as a whole", block_key=None)
    assert paragraph_tasks.progress(consultation, contact) == Progress(0, 1)


def test_assigning_is_refused(consultation, contact, drafter, other, key, at, set_clock):
    def assign(person=drafter, due=DUE, by=contact, block=key, at=at):
        return paragraph_tasks.assign(consultation, block, person, due, by=by, at=at)

    with pytest.raises(NotAllowed):
        assign(by=drafter)
    with refused("comments.not_a_writer"):
        assign(person=other)
    with refused("comments.not_a_writer"):
        assign(person=members.user("reader", contact.member_state))
    with refused("comments.has_passed"):
        assign(due=at)
    with refused("comments.after_the_deadline"):
        assign(due=comments.CLOSES_AT)
    with pytest.raises(UnknownBlock):
        assign(block=contact.key)
    with pytest.raises(ConsultationClosed):
        assign(at=set_clock(comments.CLOSES_AT))
    assert not ParagraphTask.objects.exists()


def test_the_person_is_told_at_once_and_reminded_until_it_is_ready(
    consultation, contact, drafter, task, key, at
):
    assert [mail.recipient for mail in PersonalMail.objects.all()] == [drafter]
    morning = dt.datetime(2022, 6, 3, 4, tzinfo=dt.UTC)
    assert paragraph_tasks.remind_due(morning) == 1
    assert paragraph_tasks.remind_due(morning) == 1
    assert PersonalMail.objects.count() == 2
    for language in ("en", "ru", "kk"):
        with translation.override(language):
            mail = PersonalMail.objects.first()
            mail.language = language
            letter = letters.compose(mail, morning)
            assert f"#b-{key}" in letter.body
            assert consultation.revision.titles[language] in letter.body
    paragraph_tasks.mark(consultation, key, is_ready=True, by=drafter, at=at)
    assert paragraph_tasks.remind_due(morning) == 0
    assert letters.compose(PersonalMail.objects.first(), morning) is None


def test_of_somebody_who_writes_no_more_it_is_the_delegations(consultation, contact, drafter, task, at):
    members.User.objects.filter(pk=drafter.pk).update(role="reader")
    assert own_kinds(contact, at) == ["paragraph_assigned"]


def test_after_the_deadline_it_waits_for_nobody(consultation, drafter, task):
    assert own_kinds(drafter, comments.CLOSES_AT) == []


def test_what_was_submitted_is_no_draft_that_waits(consultation, contact, drafter, client, key, at):
    waits = "not ready yet"
    submitted = "submitted"
    client.force_login(drafter)

    def states() -> list[str]:
        """Return how many drafts the paragraph has, and its status."""
        page = client.page("comments:task-list", consultation.pk)
        cells = re.findall(r"<td[^>]*>(.*?)</td>", page, re.DOTALL)[-2:]
        return [" ".join(ordinary(re.sub(r"<[^>]*>", " ", cell)).split()) for cell in cells]

    comments.draft(consultation, drafter, block_key=key)
    assert states() == ["1", "–"]
    paragraph_tasks.assign(consultation, key, drafter, DUE, by=contact, at=at)
    assert states() == ["1", waits]
    comments.answer(consultation, contact, "comments")
    assert states() == ["0", submitted]


def test_nobody_else_knows_of_it(consultation, contact, drafter, other, officer, client, key, at):
    coordinator = plans.coordinating(consultation.revision.paper)
    url = reverse("comments:consultation-detail", args=[consultation.pk])

    def seen():
        found = []
        for user in (other, officer, coordinator):
            client.force_login(user)
            found += [client.get(page).content.decode().count(drafter.display_name) for page in (url, "/")]
            found.append(len(open_points.of_reader(user, at).all))
        return found, len(plan_points.of(ConceptPaper.objects.all(), at)), AuditEntry.objects.count()

    seen()
    before = seen()
    paragraph_tasks.assign(consultation, key, drafter, DUE, by=contact, at=at)
    paragraph_tasks.mark(consultation, key, is_ready=False, by=drafter, at=at)
    assert seen() == before
    assert not ParagraphTask.objects.visible_to(officer).exists()
    work = client.signed_in(other).page("comments:task-list", consultation.pk)
    assert drafter.display_name not in work
    assert drafter.display_name in client.signed_in(contact).get(url).content.decode()


@pytest.mark.parametrize("place", ["paragraph", "whole"])
def test_what_is_drafted_is_marked_on_the_page_and_is_so_for_its_delegation_alone(
    consultation, contact, drafter, other, key, place, client
):
    block_key = key if place == "paragraph" else None
    comments.draft(consultation, drafter, block_key=block_key, proposed_text="")
    url = reverse("comments:consultation-detail", args=[consultation.pk])

    def buttons(user):
        shown = client.signed_in(user).get(url).content.decode()
        assert ('<form id="task-mark" method="post"' in shown) == user.can_write
        return re.findall(r'form="task-mark" formaction="(.*?)" name="ready" value="(.*?)">(.*?)<', shown)

    [(address, value, word)] = buttons(drafter)
    assert (value, word) == ("yes", "Mark as ready")
    client.post(address, {"ready": value})
    assert ParagraphTask.objects.get().block_key == block_key
    [(address, value, word)] = buttons(contact)
    assert (value, word) == ("no", "Mark as not ready")
    client.post(address, {"ready": value})
    assert ParagraphTask.objects.get().ready_at is None
    for stranger in (other, members.officer()):
        assert buttons(stranger) == []
