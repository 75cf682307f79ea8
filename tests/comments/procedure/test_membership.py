"""A State that has left, or a person who was moved or removed, files nothing in the old name."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from cica_portal.errors import NotAllowed
from comments.answering import dialogue
from comments.enums import Position, ReactionKind
from comments.models import Acknowledgement, Clarification, DraftComment, Reaction, Response
from comments.procedure import consultations, reaching
from comments.writing import cosponsors, drafts, proposed_events, responses
from initiatives.models import ProposedEvent
from members.delegations import acting
from members.models import MemberState, User
from tests.factories import comments, initiatives, members

TODAY = dt.date(2022, 6, 1)


def change(person: User, way: str) -> None:
    """Let something happen to the person's State or access, elsewhere, while the person works."""
    state, own = MemberState.objects.filter(pk=person.member_state_id), User.objects.filter(pk=person.pk)
    if way == "left":
        state.update(left_on=TODAY)
    elif way == "leaves tomorrow":
        state.update(left_on=TODAY + dt.timedelta(days=1))
    elif way == "moved":
        own.update(member_state=members.member_state("TR"))
    elif way == "revoked":
        own.update(is_active=False)
    else:
        own.update(role="reader")


@pytest.mark.django_db
def test_who_was_moved_to_another_addressed_state_acts_for_neither_in_that_request(set_clock):
    """The request came from the former State; that the new one may do the same makes it no act of its own."""
    consultation = comments.consultation(states=("KZ", "TR"))
    set_clock("2022-06-01T12:00:00+06:00")
    person = members.contact_point(members.member_state("KZ"))
    acting.require(person, "comments.acknowledge", consultation)
    change(person, "moved")
    assert User.objects.get(pk=person.pk).has_perm("comments.acknowledge", consultation)
    with pytest.raises(NotAllowed):
        acting.require(person, "comments.acknowledge", consultation)


@pytest.fixture
def ready(consultation, contact, at):
    """Return one of everything that can be acted on for the State."""
    draft = comments.draft(consultation, contact)
    event = initiatives.proposed_event(consultation.revision.paper, contact)
    return {"round": consultation, "draft": draft, "event": event}


OFFICIAL = {
    "comments": lambda one, by, at: responses.submit(
        one["round"], position=Position.COMMENTS, by=by, request_key=uuid.uuid4()
    ),
    "no objection": lambda one, by, at: responses.submit(
        one["round"], position=Position.NO_OBJECTION, by=by, request_key=uuid.uuid4(), despite_drafts=True
    ),
    "event": lambda one, by, at: proposed_events.file(one["event"], one["round"], by=by),
    "acknowledgement": lambda one, by, at: reaching.acknowledge(one["round"], by=by, at=at),
}


def filed() -> tuple[int, ...]:
    return (
        Response.objects.count(),
        ProposedEvent.objects.filed().count(),
        Acknowledgement.objects.count(),
    )


@pytest.mark.parametrize("way", ["left", "moved", "revoked"])
@pytest.mark.parametrize("act", OFFICIAL)
def test_no_official_act_after_it_even_in_a_request_that_had_begun(ready, contact, at, act, way):
    """The person as the request knows it is still of the State: the act asks again under its lock."""
    by = User.objects.select_related("member_state").get(pk=contact.pk)
    change(contact, way)

    with pytest.raises(NotAllowed):
        OFFICIAL[act](ready, by, at)
    assert filed() == (0, 0, 0)


@pytest.mark.parametrize("act", ["comments", "no objection", "event"])
def test_no_official_act_by_a_role_that_was_taken_away(ready, contact, at, act):
    by = User.objects.select_related("member_state").get(pk=contact.pk)
    change(contact, "reader")

    with pytest.raises(NotAllowed):
        OFFICIAL[act](ready, by, at)
    assert filed() == (0, 0, 0)


@pytest.mark.parametrize("act", OFFICIAL)
def test_a_state_acts_until_its_last_day(ready, contact, at, act):
    change(contact, "leaves tomorrow")

    OFFICIAL[act](ready, contact, at)
    assert sum(filed()) == 1


UNOFFICIAL = {
    "draft": lambda one, by, at: comments.draft(one["round"], by),
    "remove": lambda one, by, at: drafts.remove(one["draft"], by=by, at=at),
    "file": lambda one, by, at: comments.attachment(one["draft"], by),
    "message": lambda one, by, at: comments.message(one["draft"], by),
    "event": lambda one, by, at: proposed_events.save(
        one["round"], by=by, at=at, title="A workshop", language="en"
    ),
}


@pytest.mark.parametrize("act", UNOFFICIAL)
def test_a_state_that_has_left_writes_nothing_more(ready, contact, at, act):
    change(contact, "left")
    by = User.objects.select_related("member_state").get(pk=contact.pk)

    with pytest.raises(NotAllowed):
        UNOFFICIAL[act](ready, by, at)
    assert DraftComment.objects.get().version == 1


def test_nobody_joins_a_proposal_for_a_state_that_has_left(db, set_clock):
    consultation = comments.consultation(visibility="at_once")
    at = set_clock("2022-06-01T12:00:00+06:00")
    author, joiner = (members.contact_point(members.member_state(code)) for code in ("TR", "KZ"))
    comment = comments.answer(consultation, author, Position.COMMENTS).comments.get()
    change(joiner, "left")

    with pytest.raises(NotAllowed):
        cosponsors.join(comment, by=User.objects.get(pk=joiner.pk), at=at)


@pytest.mark.parametrize("way", ["left", "moved", "revoked"])
def test_no_position_is_maintained_and_nothing_said_after_it(
    consultation, contact, signatory, set_clock, way
):
    comment = comments.answer(consultation, contact, Position.COMMENTS).comments.get()
    at = set_clock("2022-06-07T12:00:00+06:00")
    consultations.close(consultation, at=at)
    [disposition] = comments.reply_to(
        comment, kind="not_accepted", reply="Agreed in 2021.", by=members.officer(), at=at
    )
    dialogue.release_answers(consultation, by=signatory, at=at)
    by = User.objects.select_related("member_state").get(pk=contact.pk)
    change(contact, way)

    with pytest.raises(NotAllowed):
        dialogue.react(
            disposition, kind=ReactionKind.MAINTAINED, statement="Ours", language="en", by=by, at=at
        )
    with pytest.raises(NotAllowed):
        dialogue.clarify(comment, text="More", language="en", by=by, at=at)
    assert (Reaction.objects.count(), Clarification.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("response-no-objection", {"despite_drafts": "on"}),
        ("response-submit", {}),
        ("response-withdraw", {}),
        ("draft-create", {"type": "editorial", "language": "en", "version": 0, "remark": "A remark"}),
        ("event-create", {"title": "A workshop", "language": "en"}),
        ("offline-upload", {}),
        ("internal-deadline", {"day": "2022-06-03"}),
        ("consultation-acknowledge", {}),
    ],
)
def test_the_next_request_of_a_state_that_has_left_is_refused(consultation, contact, client, name, data):
    client.force_login(contact)
    url = reverse(f"comments:{name}", args=[consultation.pk])
    change(contact, "left")

    answer = client.post(url, data | {"request_key": str(uuid.uuid4())})

    assert answer.status_code == 403
    assert "State KZ is not currently a Member State" in answer.content.decode()
    assert (filed(), DraftComment.objects.count(), ProposedEvent.objects.count()) == ((0, 0, 0), 0, 0)


def test_a_form_that_was_open_when_the_person_was_moved_files_nothing(consultation, contact, client):
    client.force_login(contact)
    url = reverse("comments:response-no-objection", args=[consultation.pk])
    fields = {"request_key": str(uuid.uuid4()), "shown": client.get(url).context["last_receipt"]}
    change(contact, "moved")

    answer = client.post(url, fields)

    assert answer.status_code == 409
    assert "(State TR)" in answer.content.decode()
    assert Response.objects.count() == 0


def test_a_form_that_was_open_when_access_was_revoked_leads_to_sign_in(consultation, contact, client):
    client.force_login(contact)
    change(contact, "revoked")

    answer = client.post(
        reverse("comments:response-no-objection", args=[consultation.pk]), {"request_key": str(uuid.uuid4())}
    )

    assert answer.url.startswith(reverse("account_login"))
    assert Response.objects.count() == 0


def test_a_state_that_has_left_reads_what_was_addressed_to_it_and_is_offered_no_act(
    consultation, contact, client, other
):
    filed = comments.answer(consultation, contact)
    client.force_login(contact)
    change(contact, "left")

    page = client.page("comments:consultation-detail", consultation.pk)

    assert "State KZ is not currently a Member State" in page and filed.receipt.number in page
    for act in (
        "response-submit",
        "response-withdraw",
        "response-no-objection",
        "draft-create",
        "event-create",
    ):
        assert reverse(f"comments:{act}", args=[consultation.pk]) not in page

    client.force_login(other)
    change(contact, "left")

    page = client.page("comments:consultation-detail", consultation.pk)

    assert "is not currently a Member State" not in page
