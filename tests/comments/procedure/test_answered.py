"""A State that has answered sees what it filed, and the one act that is left to it."""

import re
import uuid

import pytest
from django.urls import reverse

from cica_portal import clock, formats, spaces
from comments.enums import Position
from comments.procedure import consultations
from comments.procedure.deadlines import grants
from comments.writing import drafts
from plans.enums import PaperStatus
from plans.life import papers
from tests.factories import comments

ACT = re.compile(
    r'id="answer-bar-act">(?:(?!</div>).)*<a class="btn btn-primary"\s+href="([^"]*)">([^<]*)</a>',
    re.S,
)
LINK = re.compile(r"<a [^>]*>([^<]*)</a>")
AFTER = "2022-06-07T12:00:00+06:00"
SUBMIT, LATE, REPLACE, SHOW = "Submit response", "Submit late", "Replace response", "Show our response"
NO_OBJECTION, WITHDRAW = "Declare no objection", "Withdraw response"


@pytest.fixture
def page(client, consultation, contact):
    """Return a function that reads a page of the round as the contact point does."""

    def read(name: str = "consultation-detail") -> str:
        return client.signed_in(contact).page(f"comments:{name}", consultation.pk)

    return read


def acts(page: str) -> tuple[str, set[str]]:
    """Return the primary act of the page and which of the acts that answer stand on it."""
    primary = ACT.search(page)
    found = {word.strip() for word in LINK.findall(page)}
    return primary[2] if primary else "", found & {SUBMIT, LATE, REPLACE, SHOW, NO_OBJECTION, WITHDRAW}


def grant(consultation, state, signatory, set_clock):
    at = set_clock(AFTER)
    consultations.close(consultation, at=at)
    until = at.replace(day=9)
    return grants.give(consultation, state, until=until, reason="A holiday", by=signatory, at=at)


def test_a_page_leads_to_the_one_act_that_is_left(consultation, contact, signatory, page, set_clock):
    draft = comments.draft(consultation, contact)
    for position, other in ((Position.COMMENTS, {NO_OBJECTION}), (Position.NO_OBJECTION, set())):
        assert acts(page()) == (SUBMIT, {SUBMIT, NO_OBJECTION})
        comments.answer(consultation, contact, position)
        if other:
            assert acts(page()) == (SHOW, {SHOW, WITHDRAW} | other)
            drafts.remove(draft, by=contact, at=clock.now())
        assert acts(page()) == (REPLACE if other else SHOW, {REPLACE if other else SHOW, WITHDRAW} | other)
        assert "Your State can still replace its response" in page()
        comments.answer(consultation, contact, Position.WITHDRAWN)
    set_clock(AFTER)
    assert acts(page()) == (LATE, {LATE})
    grant(consultation, contact.member_state, signatory, set_clock)
    assert acts(page()) == (SUBMIT, {SUBMIT, NO_OBJECTION})
    comments.answer(consultation, contact)
    assert acts(page()) == (SHOW, {SHOW, WITHDRAW})
    comments.draft(consultation, contact)
    assert acts(page()) == (REPLACE, {REPLACE, WITHDRAW})


def test_a_closed_consultation_shows_what_was_filed_in_time_and_asks_for_nothing(
    consultation, contact, page, set_clock
):
    filed = comments.answer(consultation, contact, Position.COMMENTS)
    set_clock(AFTER)
    shown = page()

    assert acts(shown) == (SHOW, {SHOW})
    assert ACT.search(shown)[1] == reverse("comments:receipt-detail", args=[filed.receipt.number])
    assert "The response that your State submitted in time remains valid" in shown
    comments.draft(consultation, contact)
    assert acts(page()) == (SHOW, {SHOW, LATE})


def test_in_additional_time_the_receipt_says_until_when_and_the_page_once_it_has_ended(
    consultation, contact, signatory, client, page, set_clock
):
    given = grant(consultation, contact.member_state, signatory, set_clock)
    calendar = reverse("comments:consultation-calendar", args=[consultation.pk])
    until = spaces.shown(formats.closing(given.until, consultation.time_zone, "en"))
    assert calendar in page() and "The additional time of your State ended" not in page()
    for name, said in (
        ("response-no-objection", "Your State can replace the response. Deadline: "),
        ("response-withdraw", "Your State can submit another response. Deadline: "),
    ):
        url = reverse(f"comments:{name}", args=[consultation.pk])
        last = client.get(url).context["last_receipt"]
        sent = {"request_key": uuid.uuid4(), "shown": last}
        shown = client.post(url, sent, follow=True).content.decode()
        assert f"{said}{until}" in shown

    set_clock(given.until)

    assert f"The additional time of your State ended: {until}." in page() and calendar not in page()


@pytest.mark.parametrize("has_answered", [True, False])
def test_a_withdrawn_plan_asks_for_no_answer(consultation, contact, signatory, page, set_clock, has_answered):
    if has_answered:
        comments.answer(consultation, contact)
    at = clock.now()
    papers.move(consultation.revision.paper, PaperStatus.WITHDRAWN, by=signatory, at=at, reason="Overtaken")
    consultations.stop(consultation, at=at)

    assert acts(page()) == ((SHOW, {SHOW}) if has_answered else ("", set()))
    assert "What is filed now" not in page() and "what is filed now" not in page()


def test_a_drafter_is_never_led_to_an_answer(consultation, contact, drafter, client):
    comments.answer(consultation, contact)
    shown = client.signed_in(drafter).page("comments:consultation-detail", consultation.pk)

    assert acts(shown) == ("", set())
    assert "The contact point or the deputy submits the response." in shown


def test_the_receipt_leads_to_the_new_response_as_long_as_it_counts(
    consultation, contact, other, client, signatory, set_clock
):
    first = comments.answer(consultation, contact)
    second = comments.answer(consultation, contact, Position.COMMENTS)

    def offers(response, reader=contact) -> bool:
        number = response.receipt.number
        answer = client.signed_in(reader).get(reverse("comments:receipt-detail", args=[number]))
        assert answer.status_code == 200
        return REPLACE in LINK.findall(answer.content.decode())

    assert [offers(first), offers(second), offers(second, signatory)] == [False, True, False]
    set_clock(AFTER)
    assert not offers(second)
