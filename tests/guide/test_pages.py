"""What pages explain in place: their words, and hints that a person can hide for good."""

import pytest
from django.urls import reverse
from lxml.html import fromstring

from cica_portal.languages import LANGUAGES
from guide import guides, hints, texts
from members.enums import Role
from members.models import User
from tests.cica_portal.access_table import TABLE
from tests.factories import members

pytestmark = pytest.mark.django_db


def hint_on(client, page):
    """Return the words of the hint on a page, or nothing."""
    found = fromstring(client.get(page).content).xpath("//aside[contains(@class, 'hint')]//p")
    return " ".join(found[0].text_content().split()) if found else ""


def test_explained_words_and_pages_exist():
    pages = texts.data("pages")
    named = {name for names in pages["terms"].values() for name in names}

    assert named - {row["id"] for row in texts.data("terms")} == set()
    assert {page for page in pages["terms"] if page not in TABLE} == set()
    assert {hint["page"] for hint in pages["hints"]} - {*TABLE, "home"} == set()
    assert {role for hint in pages["hints"] for role in hint["roles"]} == set(Role.values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hint_stands_until_the_person_hides_it(client, language):
    person, home = members.drafter(language=language), reverse("home")
    client.force_login(person)
    hint = next(row for row in texts.data("pages")["hints"] if row["id"] == "start-delegation")
    said = texts.in_language(hint, language)["text"]
    assert hint_on(client, home).startswith(" ".join(said.split()))

    for _time in range(2):
        answer = client.post(reverse("guide:hint-hide", args=["start-delegation"]), {"next": home})
    assert answer.headers["Location"] == home
    assert hint_on(client, home) == ""
    assert User.objects.get(pk=person.pk).hidden_hints == ["start-delegation"]

    client.force_login(members.drafter(person.member_state))
    assert hint_on(client, home) != ""


def test_a_hint_is_for_its_roles():
    assert hints.find("plans:paper-edit", members.officer()).id == "editor"
    assert hints.find("plans:paper-edit", members.drafter()) is None


@pytest.mark.parametrize("role", Role.values)
def test_a_hint_leads_to_the_guide_of_the_persons_role(role):
    assert role in guides.find(guides.slug_of_role(role)).roles
    assert guides.slug_of_role("") == guides.SLUGS[0]


def test_hiding_leads_nowhere_else_and_knows_its_hints(client):
    client.force_login(members.officer())
    hide = reverse("guide:hint-hide", args=["editor"])
    assert client.post(hide, {"next": "https://example.org/"}).headers["Location"] == "/"
    assert client.post(reverse("guide:hint-hide", args=["nothing"])).status_code == 404


def test_words_of_a_page_are_explained_on_it(client):
    client.force_login(members.officer())
    page = fromstring(client.get(reverse("notes:outbox")).content)
    words = page.xpath("//aside[contains(@class, 'page-terms')]//details/summary/text()")

    assert words == [texts.term("outbox").word, texts.term("acknowledgement").word]


def test_a_page_that_is_not_there_explains_no_words_and_gives_no_hint(client):
    client.force_login(members.officer())
    answer = client.get(reverse("plans:paper-detail", args=["nothing"]))

    assert answer.status_code == 404
    assert fromstring(answer.content).xpath("//aside[contains(@class, 'page-terms')]") == []
    assert fromstring(answer.content).xpath("//aside[contains(@class, 'hint')]") == []
