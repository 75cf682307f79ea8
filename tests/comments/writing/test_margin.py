"""The margin of the circulated text: a line a comment, and equal proposals as one with a count."""

import re

import pytest
from django.utils.html import strip_tags

from comments.models import Consultation
from tests.factories import comments, members

pytestmark = pytest.mark.django_db
CODES = ("KZ", "TJ", "UZ", "TR")
SAME = "Paragraph 0 en, once a year"


@pytest.fixture
def consultation(set_clock) -> Consultation:
    made = comments.consultation(states=CODES, visibility="at_once")
    set_clock("2022-06-01T12:00:00+06:00")
    return made


@pytest.fixture
def margin(client, consultation):
    """Return the lines of the margin as a reader of Türkiye finds them."""

    def read() -> list[str]:
        client.force_login(members.user("reader", members.member_state("TR")))
        page = client.page("comments:consultation-detail", consultation.pk)
        lines = re.findall(r'<details class="margin-comment"[^>]*>\s*<summary>(.*?)</summary>', page, re.S)
        return [" ".join(strip_tags(line).split()) for line in lines]

    return read


def propose(consultation, code, **fields):
    by = members.contact_point(members.member_state(code))
    comments.answer(consultation, by, "comments", **fields)


def test_equal_proposals_are_one_line_whatever_their_reasons(consultation, margin):
    for code in CODES[:3]:
        propose(consultation, code, proposed_text=SAME, remark=f"Said by {code}", rationale=f"Of {code}")

    assert margin() == ["3 States propose the same “, once a year” added"]


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ({"proposed_text": "Paragraph **0 or more** en"}, "“0” replaced by “0 or more”"),
        ({"proposed_text": "Paragraph *0* en"}, "“0” replaced by “0”"),
        ({"operation": "ADD", "proposed_text": "A *new* one."}, "New text after this paragraph: A new one."),
        ({"remark": "Is 2*3*4 meant?"}, "Is 2*3*4 meant?"),
    ],
)
def test_a_line_shows_no_marks_of_emphasis(consultation, margin, said, line):
    propose(consultation, "KZ", **said)
    assert [one.split(" · ")[-1] for one in margin()] == [line]


def test_the_words_of_a_change_alone_are_marked_with_the_language_of_the_text(client, consultation):
    propose(consultation, "KZ", proposed_text=SAME)
    client.force_login(members.user("reader", members.member_state("TR"), language="ru"))

    page = client.page("comments:consultation-detail", consultation.pk)

    assert '«<span lang="en">, once a year</span>» добавлено' in page


def test_another_wording_or_range_is_a_line_of_its_own(consultation, margin):
    propose(consultation, "KZ", proposed_text=SAME)
    propose(consultation, "TJ", proposed_text=f"{SAME}.")

    assert [line[:8] for line in margin()] == ["State KZ", "State TJ"]


def test_the_same_remark_without_a_proposal_is_one_line(consultation, margin):
    for code in CODES[:2]:
        propose(consultation, code, remark="Is it online?", proposed_text="")

    assert margin() == ["2 States say the same Is it online?"]


def test_what_each_state_says_is_kept_under_the_count(client, consultation, margin):
    for code in CODES[:2]:
        propose(consultation, code, proposed_text=SAME, rationale=f"Reason of {code}")
    margin()
    page = client.page("comments:consultation-detail", consultation.pk)

    assert [page.count(f"Reason of {code}") for code in CODES[:2]] == [1, 1]
    assert page.count("data-comment") == 2 and page.count("<ins>") == 1
