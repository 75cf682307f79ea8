"""The walk through the case of 2022: stops with their hour, account and rows; nothing is written."""

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml.html import fromstring

from cica_portal import clock
from comments.models import Receipt
from guide import texts
from guide.walk import stops, story
from members.models import AuditEntry, User
from notes.models import VerbalNote
from plans import open_points
from plans.open_points import questions
from search import finding
from tests.factories import members

on_sqlite = pytest.mark.skipif(
    "sqlite3" not in django_settings.DATABASES["default"]["ENGINE"],
    reason="it is built in SQLite, whatever serves",
)


def said(page) -> str:
    """Return what the band of the walk says, or nothing."""
    found = fromstring(page.content).xpath("//aside[contains(@class, 'walk')]")
    return " ".join(found[0].text_content().split()) if found else ""


@pytest.fixture
def folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    (tmp_path / "walk").mkdir()
    return tmp_path / "walk"


def _connected(self) -> None:
    if self.connection is None:
        self.connect()


@pytest.fixture
def built(transactional_db, folder, monkeypatch):
    """The walk, built from the rows of this test."""
    # A test may ask only the databases that there were when it began; those of the stops are made in it.
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", _connected)
    django_settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"]
    story.publish(story.tell())
    yield folder
    for alias in [alias for alias in connections.settings if alias.startswith("walk-")]:
        del connections[alias], connections.settings[alias]


@pytest.mark.django_db
def test_no_walk_is_offered_where_none_is_built(client, folder):
    assert reverse("guide:walk-go", args=[1]) not in client.get(reverse("guide:help")).content.decode()
    assert client.post(reverse("guide:walk-go", args=[1])).status_code == 404


def test_a_walk_for_rows_of_another_shape_counts_as_none(folder, settings):
    stops.keep({"1": "/notes/1/"})
    assert stops.count() == 1
    settings.DEMONSTRATION = False
    assert stops.count() == 0
    settings.DEMONSTRATION = True
    file = folder / "paths.json"
    file.write_text(file.read_text().replace(stops.shape(), "0" * 64))
    assert stops.count() == 0


def each_stop_has_rows_of_its_own() -> None:
    numbers, hours = [], []
    for number in (1, 4, 6, 8):
        with stops.standing_at(stops.find(number)):
            numbers.append(VerbalNote.objects.exclude(number=None).count())
            hours.append(f"{clock.now():%d %B}")
            User.objects.update(first_name="Nobody")  # is undone
        with stops.standing_at(stops.find(number)):
            assert not User.objects.filter(first_name="Nobody").exists()
    assert hours == ["26 May", "30 May", "07 June", "21 July"]
    assert numbers == sorted(numbers) and numbers[0] == 1 and numbers[1] == 2


@on_sqlite
def test_the_walk_shows_eight_stops_and_changes_nothing(client, built):
    before = (AuditEntry.objects.count(), VerbalNote.objects.count(), Receipt.objects.count())
    person = members.officer(language="ru")
    client.force_login(person)
    assert stops.count() == len(texts.data("walk")) == 8

    for number, row in enumerate(texts.in_language(texts.data("walk"), "ru"), 1):
        answer = client.post(reverse("guide:walk-go", args=[number]))
        page = client.get(answer.headers["Location"])
        assert page.status_code == 200, row["title"]
        assert row["title"] in said(page)
        assert page.context["user"].username == row["account"]
        # Whoever looks around meets the rows of that hour.
        assert client.get("/", follow=True).status_code == 200

    # An act is refused, and the language is the visitor's own affair.
    assert client.post(reverse("plans:paper-create"), {"title_en": "New"}).status_code == 302
    assert "ничего не меняется" in said(client.get("/")) and "ничего не меняется" not in said(client.get("/"))
    client.post(reverse("members:language-set"), {"language": "kk", "next": "/"})
    answer = client.post(reverse("members:language-set"), {"language": "kk", "next": "no path"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    last = texts.in_language(texts.data("walk"), "kk")[-1]
    assert last["title"] in said(client.get("/"))

    assert client.get(reverse("guide:walk-end")).headers["Location"].startswith(reverse("guide:help"))
    page = client.get("/")
    assert said(page) == ""
    assert page.context["user"].pk == person.pk
    assert User.objects.get(pk=person.pk).language == "ru"
    assert (AuditEntry.objects.count(), VerbalNote.objects.count(), Receipt.objects.count()) == before
    each_stop_has_rows_of_its_own()


@on_sqlite
def test_what_was_composed_on_the_walk_is_asked_of_the_own_rows_after_it(built, monkeypatch):
    person, at = members.officer(), clock.now()

    def seen() -> list[int]:
        groups = finding.find("безопасность", user=person, at=at, reader="ru")
        return [len(open_points.of_reader(person, at)), *(group.total for group in groups)]

    own = seen()
    monkeypatch.setattr(questions, "_statements", {})
    with stops.standing_at(stops.find(6)):
        there = seen()
    assert there[0] > 0 and there != own
    with CaptureQueriesContext(connection) as asked:
        assert seen() == own
    assert any(query["sql"].startswith("SELECT EXISTS(SELECT 1 AS") for query in asked)


def test_production_has_no_stops(settings, folder):
    stop = stops.Stop(1, clock.now(), "officer", "", "", "/")
    settings.DEMONSTRATION = False
    with pytest.raises(RuntimeError), stops.standing_at(stop):
        pass
