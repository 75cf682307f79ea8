"""Start pages on a screen: both ways to answer in sight, decisions in the upper half, an officer's short."""

import re

import pytest

from cica_portal import clock
from comments.answering import dialogue, dispositions
from comments.models import Consultation
from members.models import User
from tests.browser.conftest import SignIn
from tests.browser.words import words
from tests.factories import comments

# In pixels from the top of a page, by its width; the officer's page in pixels and words.
ACTS_END = {1280: 300, 390: 520}
DECISIONS, HEIGHT, WORDS = 300, 2000, 300
LANGUAGES = ("en", "ru", "kk")


def box(element, side: str) -> float:
    return float(element.evaluate(f"element => element.getBoundingClientRect().{side} + scrollY"))


@pytest.mark.parametrize("width", ACTS_END)
@pytest.mark.parametrize("language", LANGUAGES)
def test_both_ways_to_answer_are_in_sight_of_what_is_asked(sign_in: SignIn, portal, language, width):
    page, say = sign_in("in.contact", language=language, width=width), words(language)
    page.goto("/")
    for act in ("Read and comment", "Declare no objection"):
        link = page.locator(".asked").get_by_role("link", name=say(act))
        assert box(link, "bottom") <= ACTS_END[width]
    assert len(re.findall(r"\w+", page.locator("main").inner_text())) <= 160


@pytest.mark.parametrize("language", LANGUAGES)
def test_decisions_begin_in_the_upper_half_once_a_state_has_answered(sign_in: SignIn, portal, language):
    current = Consultation.objects.get(closes_at__gt=clock.now())
    closed = Consultation.objects.get(reference="ECO/SME/1")
    signatory, person = (User.objects.get(username=name) for name in ("signatory", "th.contact"))
    said = {"kind": "not_accepted", "reply": "In the plan on finance.", "language": "en", "seen": {}}
    dispositions.record(closed, dialogue.unanswered(closed), **said, by=signatory, at=clock.now())
    dialogue.release_answers(closed, by=signatory, at=clock.now())
    comments.answer(current, person)
    page = sign_in("th.contact", language=language)
    page.goto("/")
    assert box(page.locator("#outcomes"), "top") <= DECISIONS


def test_the_page_of_an_officer_is_short(sign_in: SignIn, portal):
    page = sign_in("officer")
    page.goto("/")
    acts = page.locator("#open-points").locator("xpath=../..").locator("li > div > a").all_inner_texts()
    assert acts and len(acts) == len(set(acts))
    assert page.evaluate("document.documentElement.scrollHeight") <= HEIGHT
    assert len(re.findall(r"\w+", page.locator("main").inner_text())) <= WORDS
