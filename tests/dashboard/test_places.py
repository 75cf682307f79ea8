"""The places of the top bar: by role, and one of them the nearest to the page."""

import pytest

from dashboard import places
from members.enums import Role
from tests.factories import members

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (
            Role.OFFICER,
            {
                "/": "Today",
                "/plans/": "Plans",
                "/consultations/": "Consultations",
                "/notes/": "Notes",
                "/outbox/": "Outbox",
                "/initiatives/": "Initiatives",
                "/states/": "States",
            },
        ),
        (
            Role.COORDINATOR,
            {
                "/": "Today",
                "/plans/": "My plans",
                "/consultations/": "Consultations",
                "/initiatives/": "Initiatives",
                "/notes/": "Notes",
            },
        ),
        (
            Role.READER,
            {
                "/": "Today",
                "/consultations/": "Consultations",
                "/answers/": "Responses",
                "/initiatives/": "Initiatives",
                "/notes/": "Notes",
                "/delegation/": "Delegation",
            },
        ),
    ],
)
def test_places_follow_the_role(rf, role, expected):
    request = rf.get("/notes/7/")
    request.user = members.user(role)
    found = places.places(request)
    assert {place["url"]: str(place["word"]) for place in found} == expected
    assert [place["url"] for place in found if place["is_current"]] == ["/notes/"]


def test_the_nearest_place_is_current(rf, monkeypatch):
    near = (("notes:note-list", "Notes"), ("notes:wording-list", "Texts"))
    monkeypatch.setitem(places.PLACES, Role.OFFICER, near)
    request = rf.get("/notes/texts/reminder/")
    request.user = members.officer()
    assert [(place["url"], place["is_current"]) for place in places.places(request)] == [
        ("/notes/", False),
        ("/notes/texts/", True),
    ]


@pytest.mark.parametrize(("path", "current"), [("/", ["/"]), ("/account/calendars/", [])])
def test_the_start_page_is_current_on_itself_alone(rf, path, current):
    request = rf.get(path)
    request.user = members.officer()
    assert [place["url"] for place in places.places(request) if place["is_current"]] == current
