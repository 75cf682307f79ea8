"""The position that a State may state beside its comments (rule 54)."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError
from django.urls import reverse

from cica_portal.text import sha256
from comments.answering import dispositions
from comments.enums import Position, Stance, Visibility
from comments.models import Consultation, DraftComment, Reaction, Receipt, Response
from comments.procedure import consultations
from comments.reading import stances
from comments.refusals import ConsultationClosed
from comments.writing import receipts, responses
from tests.comments.given import AFTER
from tests.factories import api, comments
from tests.refusing import refused


def submit(consultation, by, position=Position.COMMENTS, **given):
    return responses.submit(consultation, position=position, by=by, request_key=uuid.uuid4(), **given)


def test_a_position_is_part_of_the_response_its_receipt_and_its_checksum(consultation, contact):
    first, second = (comments.draft(consultation, contact, remark=said) for said in ("One", "Two"))
    response = submit(consultation, contact, stance=Stance.ONLY_IF, conditions={second.pk})
    receipt = response.receipt
    assert receipt.content["answer"]["stance"] == "only_if"
    assert [one.get("is_condition", False) for one in receipt.content["comments"]] == [False, True]
    assert receipts.stored(receipt) == receipt.content and response.sha256 == sha256(receipt.content)
    # What another State joins is found by its words: a mark on them is none.
    assert response.comments.get(is_condition=True).sha256 == second.sha256
    # A new version states it anew, and a mark of the one before presets nothing.
    again = submit(consultation, contact)
    assert (again.stance, again.comments.filter(is_condition=True).exists()) == ("", False)
    assert not DraftComment.objects.filter(is_condition=True).exists()
    assert stances.stated(consultation) == []


@pytest.mark.parametrize(
    ("stance", "said", "code"),
    [
        (Stance.SUPPORTS, {"remark": "A remark"}, "position_despite_comments"),
        (Stance.WITH_COMMENTS, None, "position_without_comments"),
        (Stance.CANNOT, None, "position_without_comments"),
        (Stance.ONLY_IF, {"remark": "A remark"}, "condition_needed"),
        (
            Stance.CANNOT,
            {"remark": "", "rationale": "", "proposed_text": "Other", "type": "editorial"},
            "position_reason_needed",
        ),
    ],
)
def test_a_position_that_does_not_fit_the_comments_is_refused(consultation, contact, stance, said, code):
    if said:
        comments.draft(consultation, contact, **said)
    with refused(f"comments.{code}"):
        submit(consultation, contact, Position.COMMENTS if said else Position.NO_OBJECTION, stance=stance)
    assert not Response.objects.exists()


def test_a_withdrawn_response_has_no_position(consultation, contact, client):
    comments.answer(consultation, contact)
    with refused("comments.position_of_withdrawn"):
        submit(consultation, contact, Position.WITHDRAWN, stance=Stance.SUPPORTS)
    url = reverse("comments:response-no-objection", args=[consultation.pk])
    stale = client.signed_in(contact).get(f"{url}?position").context
    submit(consultation, contact, Position.WITHDRAWN)
    sent = {"request_key": stale["request_key"], "shown": stale["last_receipt"], "stance": "supports"}
    page = client.post(url, sent)
    assert page.status_code == 422
    assert "Your State’s response is withdrawn." in page.content.decode()
    assert Response.objects.order_by("version").last().position == Position.WITHDRAWN
    with pytest.raises(IntegrityError):
        Response.objects.create(
            consultation=consultation,
            member_state=contact.member_state,
            version=9,
            position=Position.WITHDRAWN,
            stance=Stance.SUPPORTS,
            received_at=consultation.opens_at,
            submitted_by=contact,
            request_key=uuid.uuid4(),
        )


def test_the_page_keeps_what_was_chosen_and_says_that_the_earlier_position_ends(
    consultation, contact, client
):
    draft = comments.draft(consultation, contact)
    submit(consultation, contact, stance=Stance.ONLY_IF, conditions={draft.pk})
    url = reverse("comments:response-submit", args=[consultation.pk]) + "?position"
    page = client.signed_in(contact).get(url)
    said = "Your earlier position (can support the draft only if the comments marked are taken into account)"
    assert said in page.content.decode().replace("\u00a0", " ")
    assert (page.context["stance"], page.context["conditions"]) == ("", [])
    names = {"request_key": "request_key", "previewed": "previewed", "shown": "last_receipt"}
    sent = {name: page.context[of] for name, of in names.items()}
    page = client.post(url, sent | {"stance": "only_if"})
    assert (page.status_code, page.context["stance"]) == (422, "only_if")
    assert "Mark at least one comment as a condition" in page.context["stance_error"]
    client.post(url, sent | {"stance": "only_if", "condition": str(draft.pk)})
    assert Response.objects.filter(version=2, stance=Stance.ONLY_IF).exists()


def test_other_states_see_a_position_when_they_see_comments(
    consultation, contact, other, officer, client, set_clock
):
    Consultation.objects.update(visibility=Visibility.AFTER_CLOSING)
    submit(consultation, other, Position.NO_OBJECTION, stance=Stance.SUPPORTS)
    seen = {
        at: [len(stances.stated(consultation, person, set_clock(at))) for person in (contact, other, officer)]
        for at in (comments.OPENS_AT + dt.timedelta(days=5), comments.CLOSES_AT)
    }
    assert list(seen.values()) == [[0, 1, 1], [1, 1, 1]]
    page = client.signed_in(contact).page("comments:consultation-compilation", consultation.pk)
    assert "Supports the draft: 1" in page
    url = reverse("api:consultation-positions", args=[consultation.pk])
    found = api.client(contact).get(url).json()["items"]
    assert [(one["state"]["code"], one["position"], one["counts"]) for one in found] == [
        ("TR", "supports", True)
    ]


def test_a_condition_is_met_when_it_is_in_the_text_and_its_state_agreed(
    consultation, contact, officer, set_clock
):
    """Case 13: accepted alone is not enough, and all of them met is no support."""
    draft = comments.draft(consultation, contact, remark="Words", operation="NOC")
    response = submit(consultation, contact, stance=Stance.ONLY_IF, conditions={draft.pk})
    consultations.close(consultation, at=set_clock(AFTER))
    comment = response.comments.get()
    given = {"kind": "accepted", "reply": "Yes", "language": "en", "seen": {}}
    (disposition,) = dispositions.record(consultation, [comment], **given, by=officer, at=AFTER)
    assert stances.conditions([response])[response.pk] == (0, 1)
    Reaction.objects.create(disposition=disposition, kind="agreed", language="en", by=contact, at=AFTER)
    assert stances.conditions([response])[response.pk].words == "conditions met: 1 of 1"
    ((word, number, names),) = stances.by_stance([response], with_conditions=True)
    assert (number, names) == (1, "State KZ (conditions met: 1 of 1)") and word.startswith("can support")


def test_late_is_kept_and_named_and_not_counted(consultation, contact, set_clock):
    set_clock(comments.CLOSES_AT.isoformat())
    with refused(ConsultationClosed):
        submit(consultation, contact, Position.NO_OBJECTION, stance=Stance.SUPPORTS)
    ((word, number, names),) = stances.by_stance(stances.stated(consultation))
    assert (word, number, names) == ("supports the draft (late, not counted)", 0, "State KZ")
    assert Receipt.objects.get().content["answer"]["stance"] == "supports"
