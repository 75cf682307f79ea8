import datetime as dt
import re

import pytest
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from plans import revisions
from plans.enums import BlockKind
from plans.models import Block, BlockText, ConceptPaper
from tests.factories import members as people
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)
LATER = dt.datetime(2022, 6, 20, 9, 0, tzinfo=dt.UTC)


def page(response) -> str:
    return " ".join(response.content.decode().split())


def rewrite(block: Block, **texts: str) -> None:
    for language, text in texts.items():
        BlockText.objects.filter(block=block, language=language).update(text=text)


def move_to_end(block: Block) -> None:
    Block.objects.filter(pk=block.pk).update(position=block.paper.blocks.count() + 10)


@pytest.fixture
def paper() -> ConceptPaper:
    """A paper frozen twice and changed again: a word, a new paragraph, a removed one, a moved one."""
    made = factory.paper(blocks=4)
    first, second, third, _fourth = made.blocks.exclude(kind=BlockKind.TITLE).order_by("position")
    revisions.freeze(made, by=None, at=AT)
    rewrite(first, en="Paragraph zero en", ru="Абзац ноль", kk="Нөлінші тармақ")
    revisions.freeze(made, by=None, at=LATER)
    rewrite(first, en="Paragraph <zero> en")
    factory.block(made, texts={language: f"New {language}" for language in LANGUAGES})
    Block.objects.filter(pk=second.pk).update(removed_at=LATER)
    move_to_end(third)
    return made


@pytest.fixture
def at_work(client):
    client.force_login(people.officer())
    return client


def url(paper: ConceptPaper, **query: str) -> str:
    return reverse("plans:paper-compare", args=[paper.slug], query=query)


def _changes(content: str) -> list[str]:
    """Return what the page says of each change, in order."""
    return re.findall(r'<span id="note-\d+">([^<]*)</span>', content)


def test_compare_shows_the_draft_against_the_last_revision(at_work, paper):
    content = page(at_work.get(url(paper, language="en")))
    assert _changes(content) == [
        "Change 1 of 5: changed",
        "Change 2 of 5: removed",
        "Change 3 of 5: moved from here",
        "Change 4 of 5: added",
        "Change 5 of 5: moved to here",
    ]
    assert "What changed: Rev.1 → Working draft" in content
    assert "<zero>" not in content and "&lt;zero&gt;" in content
    assert '<a href="#change-5">New place: change 5.</a>' in content
    assert '<a href="#change-3">Previous place: change 3.</a>' in content


@pytest.mark.parametrize(
    ("language", "deleted", "added"),
    [
        ("en", "0 en", "zero en"),
        ("ru", "Paragraph 0 ru", "Абзац ноль"),
        ("kk", "Paragraph 0 kk", "Нөлінші тармақ"),
    ],
)
def test_compare_shows_any_two_revisions_in_any_language(at_work, paper, language, deleted, added):
    content = page(at_work.get(url(paper, **{"from": "0", "to": "1", "language": language})))
    assert _changes(content) == ["Change 1 of 1: changed"]
    hidden = '<span class="visually-hidden" lang="en">'
    (deleted_word, added_word) = (deleted.split(" ")[0], added.split(" ")[0])
    assert f"<del>{hidden} [removed: </span>{deleted_word}" in content
    assert f"<ins>{hidden} [added: </span>{added_word}" in content
    assert re.search(rf'<article class="document [^"]*" lang="{language}"', content)


def test_compare_works_backwards_and_with_itself(at_work, paper):
    content = page(at_work.get(url(paper, **{"from": "1", "to": "0", "language": "en"})))
    assert "What changed: Rev.1 → Draft" in content
    same = page(at_work.get(url(paper, **{"from": "1", "to": "1", "language": "en"})))
    assert "The two texts are the same in this language." in same
    assert "Paragraph zero en" in same


def test_compare_can_leave_out_what_did_not_change(at_work):
    made = factory.paper(blocks=9)
    revisions.freeze(made, by=None, at=AT)
    rewrite(made.blocks.get(position=6), en="Other")
    content = page(at_work.get(url(made, language="en", show="changes")))
    assert re.findall(r'<p class="change-gap" lang="en">([^<]*)</p>', content) == [
        "4 paragraphs without changes",
        "3 paragraphs without changes",
    ]
    assert "Paragraph 3 en" in content and "Paragraph 2 en" not in content


def test_compare_says_what_to_do_before_the_first_revision(at_work):
    made = factory.paper()
    assert "Nothing to compare yet" in page(at_work.get(url(made)))


@pytest.mark.parametrize("query", [{"from": "7"}, {"to": "x"}, {"from": "draft2"}, {"to": ""}])
def test_compare_knows_no_other_texts(at_work, paper, query):
    assert at_work.get(url(paper, **query)).status_code == 404


def test_compare_is_reached_from_the_plan_and_from_a_revision(at_work, paper):
    plan = page(at_work.get(reverse("plans:paper-detail", args=[paper.slug])))
    revision = page(at_work.get(reverse("plans:revision-detail", args=[paper.slug, 0])))
    assert f'href="{url(paper)}"' in plan
    assert f'href="{url(paper)}?from=0"' in revision
