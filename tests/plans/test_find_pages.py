"""The page that finds and replaces: without the script, with every place shown before anything is changed."""

import pytest
from django.urls import reverse

from plans import blocks
from plans.enums import PaperStatus
from tests.factories import members as people
from tests.factories import plans as factory
from tests.plans.pages import AT, order, texts_of, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper():
    paper = factory.paper(blocks=0, source_language="en")
    factory.block(paper, texts={"en": "A <forum>", "ru": "Форум", "kk": "Форум"})
    return paper


def address(paper) -> str:
    return reverse("plans:paper-find", args=[paper.slug])


def sent(response, **more) -> dict[str, object]:
    """Return what the browser sends of the page: what was asked, every ticked text."""
    context = response.context
    texts = [f"{one.text.pk}:{one.text.version}" for one in context["shown"]]
    return dict(context["asked"]) | {"text": texts, "significance": context["significance"]} | more


def test_every_place_is_shown_as_it_would_become_and_nothing_is_changed_by_looking(at_work, paper):
    shown = at_work.get(address(paper), {"q": "forum", "by": "<b>meeting</b>"})

    assert "A &lt; removed: forum added: &lt;b&gt;meeting&lt;/b&gt; &gt;" in words(shown)
    assert "1 place · 1 text" in words(shown)
    assert order(paper)[0] == "A <forum>"


def test_chosen_texts_are_changed_and_the_act_is_undone(at_work, paper):
    page = at_work.get(address(paper), {"q": "форум", "by": "саммит"})
    done = at_work.post(address(paper), sent(page), follow=True)
    assert "2 texts changed." in words(done)
    assert texts_of(paper)[0][1:] == ["Саммит", "Саммит"]

    undo = reverse("plans:replacement-undo", args=[paper.slug, paper.replacements.get().pk])
    undone = at_work.post(undo, follow=True)

    assert texts_of(paper)[0][1:] == ["Форум", "Форум"]
    assert "undone by" in words(undone)
    again = at_work.post(undo, follow=True)
    assert "Another user has changed this since you opened the page." in words(again)


def test_one_language_and_strictness_stay_with_the_act(at_work, paper):
    page = at_work.get(address(paper), {"q": "Форум", "by": "Саммит", "language": "kk", "case": "on"})
    at_work.post(address(paper), sent(page))

    assert texts_of(paper)[0][1:] == ["Форум", "Саммит"]
    assert paper.replacements.get().language == "kk"


def test_what_is_kept_back_is_named_on_the_page_with_what_there_is_now(at_work, paper):
    page = at_work.get(address(paper), {"q": "forum", "by": "meeting"})
    blocks.edit(paper.blocks.get(position=2), "en", "The forum!", version=1, by=people.officer(), at=AT)

    response = at_work.post(address(paper), sent(page))

    assert response.status_code == 409
    assert "These texts were not changed Paragraph 1 (English):" in words(response)
    assert "The removed: forum added: meeting !" in words(response)
    assert order(paper)[0] == "The forum!"


@pytest.mark.parametrize(
    "data",
    [{"q": ""}, {"q": "forum", "text": ["x"]}, {"q": "forum", "significance": "no"}, {"q": "forum"}],
)
def test_what_makes_no_sense_changes_nothing(at_work, paper, data):
    response = at_work.post(address(paper), {"significance": "substantive", "by": "x"} | data)

    assert response.status_code == 422
    assert order(paper)[0] == "A <forum>"
    assert not paper.replacements.exists()


def test_a_closed_draft_and_an_act_of_another_plan_are_out_of_reach(at_work, paper):
    page = at_work.get(address(paper), {"q": "forum", "by": "meeting"})
    at_work.post(address(paper), sent(page))
    other = factory.paper(source_language="en")
    undo = reverse("plans:replacement-undo", args=[other.slug, paper.replacements.get().pk])
    assert at_work.post(undo).status_code == 404

    paper.status = PaperStatus.CIRCULATED
    paper.save()
    assert at_work.get(address(paper)).url == reverse("plans:paper-detail", args=[paper.slug])
