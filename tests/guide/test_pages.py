"""What pages explain in place: hints, which a person can hide for good."""

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


def test_the_pages_and_roles_of_hints_exist():
    found = texts.data("pages")["hints"]
    assert {hint["page"] for hint in found} - {*TABLE} == set()
    assert {role for hint in found for role in hint["roles"]} - set(Role.values) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hint_stands_until_the_person_hides_it(client, language):
    person, page = members.officer(language=language), reverse("notes:outbox")
    client.force_login(person)
    hint = next(row for row in texts.data("pages")["hints"] if row["id"] == "outbox")
    said = texts.in_language(hint, language)["text"]
    assert hint_on(client, page).startswith(" ".join(said.split()))
    for _time in range(2):
        answer = client.post(reverse("guide:hint-hide", args=["outbox"]), {"next": page})
    assert answer.headers["Location"] == page
    assert hint_on(client, page) == ""
    assert User.objects.get(pk=person.pk).hidden_hints == ["outbox"]
    client.force_login(members.officer(email="second@example.org"))
    assert hint_on(client, page) != ""
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
    assert hint_on(client, reverse("plans:paper-detail", args=["nothing"])) == ""
