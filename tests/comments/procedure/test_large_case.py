"""A case as large as real ones: 60 blocks, 28 States, 500 comments in three languages, 12 on one block."""

import datetime as dt
import gzip
import itertools

import pytest
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from comments.models import Comment, Consultation
from comments.procedure import consultations
from comments.reading.extents import Places
from comments.reading.filed import read_all
from comments.taking import proposals
from comments.taking.tracing import trace
from comments.views.answering.list_pane import LISTED
from plans.enums import PaperStatus
from plans.models import ConceptPaper
from plans.outline import revision_outline
from tests.comments.given import AFTER, take_in
from tests.factories import comments, members, plans

CODES = tuple(f"{first}{second}" for first in "ABCD" for second in "ABCDEFG")
BLOCKS, COMMENTS, ON_ONE = 60, 500, 12
WORDS = {
    "en": "Member States shall exchange information on threats and hold {} joint exercises every year",
    "ru": "Государства-члены обмениваются информацией об угрозах и ежегодно проводят {} совместных учений",
    "kk": "Мүше мемлекеттер қатерлер туралы ақпарат алмасады және жыл сайын {} бірлескен жаттығу өткізеді",
}


def _text(language: str, block: int) -> str:
    return WORDS[language].format(block)


def _proposed(text: str, number: int) -> str:
    """Replace one word of the text, another one for each number: it collides with the words beside it."""
    words = text.split()
    words[number % len(words)] = f"proposed{number}"
    return " ".join(words)


@pytest.fixture
def large(db, set_clock) -> Consultation:
    """Return the closed round, the rows put in without the acts: only their number matters here."""
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    paper = plans.paper(blocks=0, status=PaperStatus.CIRCULATED)
    for number in range(BLOCKS):
        plans.block(paper, texts={language: _text(language, number) for language in LANGUAGES})
    made = comments.consultation(states=CODES, revision=comments.revision(paper))
    blocks = list(made.revision.blocks.filter(kind="paragraph"))
    people = [members.contact_point(members.member_state(code)) for code in CODES]
    found = [comments.response_row(made, person) for person in people]
    filed = []
    for number, response in zip(range(COMMENTS), itertools.cycle(found), strict=False):
        language = LANGUAGES[number % 3]
        is_on_one = number < ON_ONE
        block = blocks[0] if is_on_one else blocks[1 + number % (BLOCKS - 1)]
        language = "en" if is_on_one else language
        filed.append(
            Comment(
                response=response,
                position=number,
                block_key=block.key,
                operation="MOD",
                language=language,
                remark=f"Remark {number}",
                proposed_text=_proposed(block.texts[language], number),
                rationale="A reason",
                sha256=f"{number:064}",
            )
        )
    Comment.objects.bulk_create(filed)
    consultations.close(made, at=set_clock(AFTER))
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.UNDER_CONSOLIDATION)
    return Consultation.objects.select_related("revision__paper").get(pk=made.pk)


def _pages(consultation: Consultation) -> dict[str, str]:
    key = comments.first_paragraph(consultation).key
    comment = Comment.objects.filter(response__consultation=consultation, block_key=key).earliest("position")
    return {
        "dispositions": reverse("comments:disposition-list", args=[consultation.pk]),
        "comment": reverse("comments:disposition-detail", args=[consultation.pk, comment.pk]),
        "trace": reverse("comments:trace", args=[consultation.revision.paper.slug, "draft"]),
    }


# As many as with three comments: tests of each page hold them to the same number there.
QUERIES = {"dispositions": 18, "comment": 24, "trace": 14}


def test_the_whole_case_is_shown_in_as_many_queries_as_a_small_one(
    client, large, django_assert_max_num_queries
):
    client.force_login(members.officer(language="en"))
    shown = {}
    for name, url in _pages(large).items():
        client.get(url)
        with django_assert_max_num_queries(QUERIES[name]):
            shown[name] = client.get(url).content.decode()
    assert f"0 of {COMMENTS} answered" in shown["dispositions"]
    assert shown["dispositions"].count("data-comment") <= LISTED
    assert len(gzip.compress(shown["dispositions"].encode())) <= 40_000
    assert shown["comment"].count('type="checkbox" name="choice-') == ON_ONE


def test_of_twelve_proposals_on_one_paragraph_those_that_do_not_collide_are_taken_and_told_apart(large):
    rows, places = read_all(large), Places(revision_outline(large.revision))
    key = comments.first_paragraph(large).key
    bench = proposals.paragraph(large, key, rows, places)["en"]
    [group] = bench.collisions()
    assert len(group) == len(bench.proposals) == ON_ONE
    every_second = bench.proposals[::2]
    chosen = [choice for proposal in every_second for choice in proposal.choices]
    assert bench.collisions(chosen) == []
    taken_at = AFTER + dt.timedelta(hours=1)
    text = take_in(large, bench, chosen=chosen, at=taken_at)[0].edit.after
    numbers = sorted(proposal.comment.position for proposal in every_second)
    expected = _text("en", 0).split()
    for number in numbers:
        expected[number] = f"proposed{number}"
    assert text == " ".join(expected)
    found = trace.of_draft(large.revision.paper, "en").notes
    assert [[origin.comment.position for origin in note.origins] for _block, note in found] == [
        [number] for number in numbers
    ]
