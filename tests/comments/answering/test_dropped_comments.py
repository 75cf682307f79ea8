"""Forms on a comment that its State withdraws or replaces meanwhile: what was typed comes back."""

import datetime as dt

import pytest
from django.urls import reverse

from comments.answering import dialogue
from comments.enums import Position
from comments.models import Acceptance, Clarification, Comment, Disposition, Duplicate, Reaction
from comments.procedure.deadlines import grants
from tests.comments.given import AFTER
from tests.factories import comments, members

GONE = "This comment is no longer in force: its State has withdrawn or replaced its response"


@pytest.fixture
def contact(db, set_clock):
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    return members.contact_point(members.member_state("KZ"), language="en")


@pytest.fixture
def closed(contact, set_clock):
    """Return a closed round with comments of KZ and TR that are answered, KZ under additional time."""
    filed = {
        code: {"remark": f"Remark of {code}", "proposed_text": f"Text of {code}"} for code in ("KZ", "TR")
    }
    consultation = comments.closed(set_clock, **filed)
    for comment in Comment.objects.all():
        comments.reply_to(comment, by=members.officer(), at=AFTER)
    dialogue.release_answers(consultation, by=members.signatory(), at=AFTER)
    until = AFTER + dt.timedelta(days=2)
    grants.give(
        consultation, contact.member_state, until=until, reason="Why", by=members.signatory(), at=AFTER
    )
    return consultation


def _plain(answered) -> str:
    return answered.content.decode().replace("\u00a0", " ").replace("&quot;", '"')


def _of(code: str) -> Comment:
    return Comment.objects.filter(response__member_state__code=code).earliest("response__version")


def _withdraw(consultation, contact) -> Comment:
    comments.answer(consultation, contact, Position.WITHDRAWN)
    return _of("KZ")


def test_a_statement_on_a_comment_that_was_withdrawn_is_given_back(client, closed, contact):
    gone = _withdraw(closed, contact)
    url = reverse("comments:comment-react", args=[closed.pk, gone.pk])
    said = {"kind": "maintained", "statement": "We stand by it.", "disposition": gone.dispositions.get().pk}
    page = _plain(client.signed_in(contact).post(url, said, follow=True))
    assert GONE in page and "We stand by it." in page
    assert not Reaction.objects.exists()


def test_a_position_of_another_state_is_still_not_found(client, closed):
    other = members.contact_point(members.member_state("TR"))
    url = reverse("comments:comment-react", args=[closed.pk, _of("KZ").pk])
    said = {"kind": "agreed", "disposition": _of("KZ").dispositions.get().pk}
    assert client.signed_in(other).post(url, said).status_code == 404


def test_a_position_on_a_comment_that_was_replaced_is_not_recorded(client, closed, contact):
    shown = _of("KZ")
    comments.answer(closed, contact, Position.COMMENTS)
    url = reverse("comments:comment-react", args=[closed.pk, shown.pk])
    client.signed_in(contact).post(url, {"kind": "agreed", "disposition": shown.dispositions.get().pk})
    assert not Reaction.objects.exists()

    now = Comment.objects.get(draft_id=shown.draft_id, response__version=2)
    client.force_login(members.officer(language="en"))
    url, here = (reverse("comments:disposition-detail", args=[closed.pk, one.pk]) for one in (shown, now))
    for answered in (client.get(url, follow=True), client.post(url, {"reply": "We thank KZ."}, follow=True)):
        assert answered.redirect_chain[-1][0].split("?")[0] == here and GONE in _plain(answered)
    assert "The text you entered: “We thank KZ.”" in _plain(answered)


def test_a_statement_on_a_reply_that_has_changed_is_given_back(client, closed, contact):
    shown = _of("KZ").dispositions.get()
    comments.turn_round(closed, [_of("KZ")], kind="noted", at=AFTER)
    url = reverse("comments:comment-react", args=[closed.pk, _of("KZ").pk])
    said = {"kind": "maintained", "statement": "We stand by it.", "disposition": shown.pk}
    page = _plain(client.signed_in(contact).post(url, said, follow=True))
    assert "The reply has changed" in page and "The text you entered: “We stand by it.”" in page


@pytest.mark.parametrize("by_state", [False, True])
def test_a_message_on_a_comment_that_was_withdrawn_is_given_back(client, closed, contact, by_state):
    gone = _withdraw(closed, contact)
    client.force_login(contact if by_state else members.officer(language="en"))
    url = reverse("comments:comment-clarify", args=[closed.pk, gone.pk])
    page = _plain(client.post(url, {"text": "Why is that?"}, follow=True))
    assert GONE in page and "The text you entered: “Why is that?”" in page
    assert not Clarification.objects.exists()


def test_a_reply_to_a_comment_that_was_withdrawn_is_given_back_with_the_wording(client, closed, contact):
    client.force_login(members.officer(language="en"))
    url = reverse("comments:disposition-detail", args=[closed.pk, _of("KZ").pk])
    (text,) = (one for one in client.get(url).context["sheet"].writable if one.language == "en")
    gone, before = _withdraw(closed, contact), Disposition.objects.count()
    said = {"kind": "noted", "reply": "We thank KZ.", "language": "en", text.name: "Wording of the house"}

    answered = client.post(url, said, follow=True)

    page = _plain(answered)
    assert answered.redirect_chain[-1][0] == reverse("comments:disposition-list", args=[closed.pk])
    assert GONE in page and "We thank KZ. … Wording of the house" in page
    assert Disposition.objects.count() == before
    unchanged = _plain(client.post(url, said | {text.name: text.wording}, follow=True))
    assert "We thank KZ." in unchanged and "We thank KZ. …" not in unchanged
    assert gone.dispositions.count() == 1


def test_the_pages_of_a_comment_that_was_withdrawn_lead_to_others_and_record_nothing(client, closed, contact):
    gone = _withdraw(closed, contact)
    client.force_login(members.officer(language="en"))

    url = reverse("comments:disposition-detail", args=[closed.pk, gone.pk])
    answered = client.post(url, {"choose": "en"}, headers={"HX-Request": "true"})

    assert answered.status_code == 200 and answered.content == b""
    assert answered.headers["HX-Redirect"] == reverse("comments:disposition-list", args=[closed.pk])

    url = reverse("comments:merge-by-hand", args=[closed.pk, gone.pk])
    for answered in (client.get(url, follow=True), client.post(url, {"edit": "1"}, follow=True)):
        assert answered.redirect_chain[-1][0] == reverse("comments:merge-all", args=[closed.pk])
        assert GONE in _plain(answered)
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize("gone_is_other", [False, True])
def test_a_reply_is_not_shared_with_a_comment_that_was_withdrawn(client, closed, contact, gone_is_other):
    gone, other = _withdraw(closed, contact), _of("TR")
    own, wanted = (other, gone) if gone_is_other else (gone, other)
    client.force_login(members.officer(language="en"))
    url = reverse("comments:disposition-answer-with", args=[closed.pk, own.pk])
    assert GONE in _plain(client.post(url, {"original": str(wanted.pk)}, follow=True))
    assert not Duplicate.objects.exists()
