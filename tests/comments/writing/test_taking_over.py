"""What came by note becomes drafts of the delegation, with which it is replaced in the portal."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.errors import NotAllowed
from comments.enums import Channel, Position
from comments.models import DraftComment
from comments.procedure.deadlines import unsubmitted
from comments.writing import drafts, responses, taking_over, versions
from comments.writing.entered import confirming, entering, entries
from members.models import DelegationEntry
from tests.factories import comments, members
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = comments.OPENS_AT + dt.timedelta(days=3)
SOURCE = {"pk": 1, "number": "214", "dated_on": "2022-05-27", "file_name": "", "file_sha256": ""}
WORDS = ("Swap both lines", "Say it in brief")


@pytest.fixture
def consultation(set_clock):
    set_clock(AT)
    return comments.consultation()


@pytest.fixture
def kz(consultation):
    return members.contact_point(language="en")


def enter(consultation, state, position=Position.COMMENTS, at=AT):
    """Enter a response of the State that came by note, with two comments, and confirm it."""
    officer = members.officer()
    made = entering.enter(
        consultation,
        state,
        channel=Channel.NOTE,
        position=position,
        received_at=AT,
        register_number="IN/7",
        source=SOURCE,
        by=officer,
        at=at,
    )
    said = {"type": "substantive", "rationale": "Its reason", "by": officer, "at": at}
    if position == Position.COMMENTS:
        places = (comments.first_paragraph(consultation).key, None)
        for block_key, remark in zip(places, WORDS, strict=True):
            comments.entered_comment(made, block_key=block_key, remark=remark, **said)
    confirming.hand_over(made, by=officer, at=at)
    return confirming.confirm(made, shown=entries.digest(made), by=members.signatory(), at=at)


@pytest.fixture
def response(consultation, kz):
    return enter(consultation, kz.member_state)


def remarks(consultation, kz):
    return sorted(draft.remark for draft in drafts.of_state(consultation, kz.member_state_id))


def _by_words(made):
    return sorted(made, key=lambda one: one.remark)


def test_the_words_that_came_by_note_become_drafts_once(consultation, kz, response):
    own = comments.draft(consultation, kz, remark="Ours from before")
    assert len(taking_over.take_over(consultation, by=kz, at=AT)) == 2
    assert taking_over.take_over(consultation, by=members.drafter(), at=AT) == []

    assert remarks(consultation, kz) == ["Ours from before", "Say it in brief", "Swap both lines"]
    taken = DraftComment.objects.exclude(pk=own.pk)
    assert {draft.sha256 for draft in taken} == set(response.comments.values_list("sha256", flat=True))
    assert {draft.created_by for draft in taken} == {kz}
    # What stands as it was filed waits for nothing.
    assert list(unsubmitted.drafts().values_list("pk", flat=True)) == [own.pk]
    entries = DelegationEntry.objects.filter(action="draft.take_over")
    assert {entry.actor for entry in entries} == {kz} and entries.count() == 2


def test_the_replacement_says_what_changed_since_the_note(consultation, kz, response):
    _whole, first = _by_words(taking_over.take_over(consultation, by=kz, at=AT))
    comments.redraft(first, kz, remark="Swap three lines")
    replaced = comments.answer(consultation, kz, Position.COMMENTS)

    assert replaced.receipt.replaces == response.receipt.number
    newest = versions.of(consultation, kz.member_state_id)[0]
    [(before, after)] = newest.changes
    assert (before["remark"], after["remark"]) == ("Swap both lines", "Swap three lines")
    assert (newest.unchanged, newest.response.channel) == (1, "portal")


def test_a_draft_that_was_removed_is_offered_again(consultation, kz, response):
    made = _by_words(taking_over.take_over(consultation, by=kz, at=AT))
    removed = made[0].pk
    drafts.remove(made[0], by=kz, at=AT)
    left = drafts.of_state(consultation, kz.member_state_id)
    assert [one.draft_id for one in taking_over.undrafted(response.comments.all(), left)] == [removed]
    assert [draft.pk for draft in taking_over.take_over(consultation, by=kz, at=AT)] == [removed]


def test_of_another_state_or_of_the_portal_nothing_is_taken_over(consultation, kz, response):
    other = members.contact_point(members.member_state("TR"))
    with refused("comments.nothing_to_take_over"):
        taking_over.take_over(consultation, by=other, at=AT)
    for by in (members.officer(), members.user("reader")):
        with pytest.raises(NotAllowed):
            taking_over.take_over(consultation, by=by, at=AT)
    taking_over.take_over(consultation, by=kz, at=AT)
    comments.answer(consultation, kz, Position.COMMENTS)
    with refused("comments.nothing_to_take_over"):
        taking_over.take_over(consultation, by=kz, at=AT)


def test_the_delegation_begins_with_them_in_one_click_and_reads_where_they_come_from(
    client, consultation, response
):
    offer = "2 comments of your State’s response by note or mail"
    begin = "Begin with these"
    origin = "From your State’s"
    delegate = members.contact_point()
    client.force_login(delegate)
    pages = {
        name: reverse(f"comments:{name}", args=[consultation.pk])
        for name in ("consultation-detail", "response-submit")
    }
    for url in pages.values():
        page = client.get(url).content.decode().replace("\u00a0", " ")
        assert offer in page and begin in page

    answer = client.post(reverse("comments:response-take-over", args=[consultation.pk]))
    assert answer.url == pages["consultation-detail"]

    page = client.get(pages["consultation-detail"]).content.decode().replace("\u00a0", " ")
    assert begin not in page and page.count(origin) == 2
    assert page.count("data-comment") == 2 and all(word in page for word in WORDS)
    assert begin not in client.get(pages["response-submit"]).content.decode().replace("\u00a0", " ")


def test_a_response_without_comments_is_replaced_as_any_other(client, consultation, kz):
    response = enter(consultation, kz.member_state, Position.NO_OBJECTION)
    page = client.signed_in(kz).page("comments:receipt-detail", response.receipt.number)
    assert reverse("comments:response-take-over", args=[consultation.pk]) not in page
    assert (
        f'href="{reverse("comments:consultation-detail", args=[consultation.pk])}">Replace response' in page
    )
    assert responses.in_force(consultation, kz.member_state_id) == response
