"""The page of help: for everybody, in every language, with one drawing and the same steps in words."""

import pytest
from django.urls import reverse
from django.utils import translation
from lxml.html import fromstring

from cica_portal.languages import LANGUAGES
from guide import drawing, texts
from tests.factories import members

pytestmark = pytest.mark.django_db

# What a letter of the drawing takes, 15 units high: of the widest words that stand in it.
LETTER, BOLD_LETTER = 8.5, 9.1


def matter(answer):
    return fromstring(answer.content).xpath("//main")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_needs_no_account(client, language):
    client.cookies["language"] = language
    answer = client.get(reverse("guide:help"))

    assert answer.status_code == 200
    steps = [item.text_content() for item in matter(answer).xpath("//ol[@class='help-steps']/li")]
    with translation.override(language):
        expected = [step["title"] for step in texts.read("process")["steps"] if "id" in step]
    assert len(steps) == 8
    assert all(title in step for title, step in zip(expected, steps, strict=True))


def test_every_page_leads_to_help(client):
    client.force_login(members.officer())
    for page in (reverse("home"), reverse("plans:paper-list"), reverse("account_login")):
        links = fromstring(client.get(page, follow=True).content).xpath("//header//a/@href")
        assert reverse("guide:help") in links


@pytest.mark.parametrize(
    ("person", "lane"),
    [(members.officer, "secretariat"), (members.signatory, "secretariat"), (members.contact_point, "states")],
)
def test_the_drawing_marks_what_the_reader_does(client, person, lane):
    client.force_login(person())
    shown = matter(client.get(reverse("guide:help"))).xpath("//*[local-name()='rect'][@class='box-own']")
    process = texts.data("process")
    own = [step for step in process["steps"] if process["lanes"][step["lane"]]["id"] == lane]

    assert len(shown) == len(own)


def test_nobody_signed_in_has_no_steps_of_their_own(client):
    assert not matter(client.get(reverse("guide:help"))).xpath("//*[@class='box-own']")


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_of_the_drawing_stay_in_their_boxes(language):
    process = texts.in_language(texts.data("process"), language)
    room = drawing.BOX["width"] - 25 - 4
    wide = [
        line["text"]
        for box in drawing.placed(process)["boxes"]
        for line in box["lines"]
        if len(line["text"]) * (BOLD_LETTER if line["is_bold"] else LETTER) > room
    ]
    assert wide == []
    assert max(len(box["lines"]) for box in drawing.placed(process)["boxes"]) <= 4


@pytest.mark.parametrize("name", ["process", "terms"])
def test_data_is_in_every_language(name):
    def missing(content, path=()):
        if isinstance(content, dict):
            if set(content) & set(LANGUAGES) and set(content) != set(LANGUAGES):
                yield path
            for key, value in content.items():
                yield from missing(value, (*path, key))
        elif isinstance(content, list):
            for place, value in enumerate(content):
                yield from missing(value, (*path, place))

    assert list(missing(texts.data(name))) == []


def test_terms_have_names_of_their_own():
    names = [row["id"] for row in texts.data("terms")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_of_keys_is_on_a_page_and_on_no_other(client, language):
    client.cookies["language"] = language
    page, alone = (
        client.get(reverse("guide:keys"), headers=headers) for headers in ({}, {"HX-Request": "true"})
    )
    keys = [row.text_content() for row in fromstring(alone.content.decode()).xpath("//dt")]
    assert "j k" in keys and "?" in keys
    assert [row.text_content() for row in matter(page).xpath("//dt")] == keys
    other = fromstring(client.get(reverse("guide:help")).content)
    assert not other.xpath("//dialog[@id='keys']//dt")
    assert other.xpath("//dialog[@id='keys']//a/@href") == [reverse("guide:keys")]
