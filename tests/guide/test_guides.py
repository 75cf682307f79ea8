"""The guides: a page for each role, in every language, in the words of the pages."""

import pytest
from django.urls import reverse
from django.utils import translation
from lxml.html import fromstring

from cica_portal.languages import LANGUAGES
from guide import guides, texts
from members.enums import Role
from phrases.texts.catalogue import phrases
from tests.factories import members

pytestmark = pytest.mark.django_db


def test_every_role_has_a_guide():
    told = [role for guide in guides.listed() for role in guide.roles]
    assert sorted(told) == sorted(Role.values)


def test_guides_name_only_what_pages_say():
    """A word that no page says any more is to be changed in the guides, too."""
    known = {(one.message, one.context or "") for one in phrases().values()}
    named = {
        (slug, word)
        for slug in guides.SLUGS
        for step in texts.data(f"guides/{slug}")["steps"]
        for language in LANGUAGES
        for word in guides.PAGE_WORD.findall(step["text"][language])
    }
    assert sorted((slug, word) for slug, word in named if word not in known) == []
    assert len({word for _slug, word in named}) > 60


@pytest.mark.parametrize("slug", guides.SLUGS)
def test_a_guide_names_the_same_words_in_every_language(slug):
    for step in texts.data(f"guides/{slug}")["steps"]:
        named = {language: sorted(guides.PAGE_WORD.findall(step["text"][language])) for language in LANGUAGES}
        assert named["ru"] == named["kk"] == named["en"], step["title"]["en"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", guides.SLUGS)
def test_a_guide_is_a_page_for_everybody(client, slug, language):
    client.cookies["language"] = language
    answer = client.get(reverse("guide:guide", args=[slug]))
    with translation.override(language):
        guide = guides.find(slug)

    matter = fromstring(answer.content).xpath("//main")[0]
    assert matter.xpath(".//h1")[0].text_content() == guide.name
    assert len(matter.xpath(".//ol[contains(@class, 'help-guide')]/li")) == len(guide.steps)


def test_an_unknown_guide_is_not_found(client):
    assert client.get(reverse("guide:guide", args=["chairman"])).status_code == 404


def test_page_words_are_escaped_and_translated():
    with translation.override("ru"):
        assert guides.with_page_words("1 < 2: [[Submit response]]") == (
            '1 &lt; 2: <strong class="page-word">Представить ответ</strong>'
        )


def test_the_readers_own_guide_comes_first(client):
    client.force_login(members.drafter())
    page = fromstring(client.get(reverse("guide:help")).content)
    links = page.xpath("//section[@id='guides']//a[@class='line-act']/@href")

    assert links[0] == reverse("guide:guide", args=["drafter"])
    assert len(links) == len(guides.SLUGS)
