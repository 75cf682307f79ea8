"""Forms whose subject a colleague or another State changes meanwhile: what was typed comes back."""

import datetime as dt

import pytest
from django.urls import reverse
from lxml.html import fromstring

from comments.enums import Position, Visibility
from comments.models import DraftComment, Message, TimeRequest
from comments.procedure import consultations
from comments.procedure.deadlines import grants, time_requests
from comments.writing import drafts, proposed_events
from initiatives import proposals
from initiatives.models import ProposedEvent
from tests.factories import comments, members
from tests.factories.initiatives import proposed_event

EVENT = {
    "language": "en",
    "title": "Forum on response",
    "kind": "workshop",
    "format": "online",
    "version": "1",
    "key": "00000000-0000-0000-0000-000000000007",
}


def _fields(form) -> dict[str, str]:
    """Return what a form sends."""
    return dict(form.form_values())


def _form(page, field):
    return next(one for one in fromstring(page.content).forms if field in one.fields)


def _plain(answered) -> str:
    return answered.content.decode().replace("\u00a0", " ")


@pytest.mark.parametrize("is_whole", [False, True])
def test_a_comment_whose_draft_a_colleague_removed_is_saved_anew(
    client, consultation, contact, drafter, at, is_whole
):
    draft = comments.draft(
        consultation, drafter, remark="As it was", **({"block_key": None} if is_whole else {})
    )
    url = reverse("comments:draft-edit", args=[draft.pk])
    form = _fields(_form(client.signed_in(contact).get(url), "remark")) | {"remark": "What I typed"}
    drafts.remove(draft, by=drafter, at=at)

    answered = client.post(url, form)

    assert answered.status_code == 409 and not DraftComment.objects.exists()
    again = _form(answered, "remark")
    page = _plain(answered)
    assert "This comment has been removed" in page and "Your colleague’s text" not in page
    assert again.fields["remark"].strip() == "What I typed"
    assert client.post(again.action, _fields(again)).status_code == 302
    made = DraftComment.objects.get()
    assert (made.remark, made.block_key) == ("What I typed", draft.block_key)
    assert client.post(url, form | {"autosave": "x"}).status_code == 409


def test_a_removed_draft_of_another_delegation_is_still_not_found(client, consultation, drafter, other, at):
    draft = comments.draft(consultation, drafter)
    url = reverse("comments:draft-edit", args=[draft.pk])
    form = _fields(_form(client.signed_in(drafter).get(url), "remark"))
    del form["served_to"]
    drafts.remove(draft, by=drafter, at=at)
    assert client.signed_in(other).post(url, form).status_code == 404
    assert client.signed_in(drafter).get(url).status_code == 404
    assert client.post(url, form | {"consultation": ""}).status_code == 404


def test_a_message_on_a_draft_that_a_colleague_removed_is_given_back(
    client, consultation, contact, drafter, at
):
    draft = comments.draft(consultation, drafter)
    url = reverse("comments:draft-discussion", args=[draft.pk])
    form = _fields(_form(client.signed_in(contact).get(url), "text")) | {"text": "Shall we keep it?"}
    drafts.remove(draft, by=drafter, at=at)
    answered = client.post(url, form)
    assert answered.status_code == 409 and not Message.objects.exists()
    assert "The text you entered: “Shall we keep it?”" in _plain(answered)


@pytest.mark.parametrize("is_removed", [False, True])
def test_an_event_that_a_colleague_removed_or_submitted_comes_back(client, consultation, contact, is_removed):
    event = proposed_event(consultation.revision.paper, contact, title="As it was")
    url = reverse("comments:event-edit", args=[consultation.pk, event.pk])
    assert client.signed_in(members.drafter(contact.member_state)).get(url).status_code == 200
    if is_removed:
        proposed_events.remove(event, consultation, by=contact)
    else:
        proposed_events.file(event, consultation, by=contact)

    answered = client.post(url, EVENT)

    page, said = _plain(answered), _form(answered, "title")
    assert answered.status_code == (409 if is_removed else 422)
    assert said.fields["title"].strip() == "Forum on response"
    if is_removed:
        assert "has been removed" in page and "colleague saved" not in page
        assert client.post(said.action, _fields(said)).status_code == 302
        assert ProposedEvent.objects.get().title == "Forum on response"
    else:
        assert "A colleague submitted this" in page
        assert reverse("comments:event-remove", args=[consultation.pk, event.pk]) not in page
        assert ProposedEvent.objects.get().title == "As it was"


def test_an_event_of_another_delegation_is_still_not_found(client, consultation, contact, other):
    event = proposed_event(consultation.revision.paper, contact)
    url = reverse("comments:event-edit", args=[consultation.pk, event.pk])
    assert client.signed_in(other).post(url, EVENT).status_code == 404
    proposals.remove(event, by=contact)
    assert client.post(url, EVENT).status_code == 404


# Joining ---------------------------------------------------------------------------------------------
@pytest.fixture
def two(db, set_clock):
    """Return a function that makes a round of KZ and TR with a proposal of KZ."""

    def made(visibility):
        consultation = comments.consultation(states=("KZ", "TR"), visibility=visibility)
        set_clock("2022-06-01T12:00:00+06:00")
        kazakhstan = members.contact_point(members.member_state("KZ"))
        comments.draft(consultation, kazakhstan, proposed_text="Paragraph 0 better")
        proposal = comments.answer(consultation, kazakhstan, Position.COMMENTS).comments.get()
        return consultation, kazakhstan, proposal

    return made


@pytest.mark.parametrize("in_place", [None, False, True])
def test_a_proposal_that_was_withdrawn_meanwhile_is_not_joined_and_the_page_says_so(client, two, in_place):
    consultation, kazakhstan, proposal = two(Visibility.AT_ONCE)
    comments.answer(consultation, kazakhstan, Position.WITHDRAWN)
    client.force_login(members.contact_point(members.member_state("TR"), language="en"))
    url = reverse("comments:draft-join", args=[consultation.pk, proposal.named])
    home = reverse("comments:consultation-detail", args=[consultation.pk])
    if in_place is None:
        for answered in (client.get(url, follow=True), client.post(url, follow=True)):
            assert answered.redirect_chain[-1][0].startswith(home)
            assert "This proposal is no longer in force" in _plain(answered)
    else:
        answered = client.post(f"{url}?in=place" if in_place else url, headers={"HX-Request": "true"})
        led = answered.headers.get("HX-Redirect", "").startswith(home)
        assert (answered.headers.get("HX-Refresh") == "true", led) == (in_place, not in_place)
        assert "This proposal is no longer in force" in _plain(client.get(home))
    assert not DraftComment.objects.filter(member_state__code="TR").exists()


def test_what_was_replaced_before_others_could_see_it_is_not_found(client, two, set_clock):
    consultation, kazakhstan, proposal = two(Visibility.AFTER_CLOSING)
    comments.answer(consultation, kazakhstan, Position.WITHDRAWN)
    after = comments.CLOSES_AT + dt.timedelta(hours=1)
    consultations.close(consultation, at=set_clock(after))
    url = reverse("comments:draft-join", args=[consultation.pk, proposal.named])
    assert client.signed_in(members.contact_point(members.member_state("TR"))).post(url).status_code == 404


def test_what_was_replaced_after_others_saw_it_is_said_to_be_gone(client, two, set_clock):
    consultation, kazakhstan, proposal = two(Visibility.AFTER_CLOSING)
    after = comments.CLOSES_AT + dt.timedelta(hours=1)
    consultations.close(consultation, at=set_clock(after))
    until = after + dt.timedelta(days=1)
    given = {"until": until, "reason": "Why", "by": members.signatory(), "at": after}
    grants.give(consultation, kazakhstan.member_state, **given)
    comments.answer(consultation, kazakhstan, Position.WITHDRAWN)
    url = reverse("comments:draft-join", args=[consultation.pk, proposal.named])
    assert client.signed_in(members.contact_point(members.member_state("TR"))).post(url).status_code == 302


# Additional time -------------------------------------------------------------------------------------
WISHED = {"wished_on": "2022-06-10", "wished_minute": "23:59"}


def test_the_reason_of_a_request_that_a_colleague_made_meanwhile_is_given_back(
    client, consultation, contact, at
):
    comments.time_request(consultation, contact, wished_on=dt.date(2022, 6, 9), reason="A holiday", at=at)
    client.force_login(members.user("deputy", contact.member_state, language="en"))
    url = reverse("comments:time-request", args=[consultation.pk])
    page = _plain(client.post(url, WISHED | {"reason": "Ministries are asked"}, follow=True))
    assert "The text you entered: “Ministries are asked”" in page
    twice = _plain(client.post(url, WISHED | {"reason": "A holiday"}, follow=True))
    assert "has already requested additional time" in twice and "The text you entered:" not in twice
    assert TimeRequest.objects.count() == 1


def test_the_reason_for_refusing_a_request_that_was_withdrawn_is_given_back(
    client, consultation, contact, signatory, at
):
    asked = comments.time_request(consultation, contact, wished_on=dt.date(2022, 6, 9), at=at)
    time_requests.withdraw(asked, by=contact, at=at)
    url = reverse("comments:time-request-decide", args=[asked.key])
    page = _plain(client.signed_in(signatory).post(url, {"reason": "The SWG meets"}, follow=True))
    assert "The SWG meets" in page
