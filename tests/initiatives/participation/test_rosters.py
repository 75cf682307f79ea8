import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from documents import registry, renders
from documents.enums import DocumentKind
from documents.models import Document
from initiatives.participation import registration, rosters
from plans.models import ConceptPaper
from tests.documents.test_prints import words_of
from tests.factories import comments, initiatives, members, plans

pytestmark = pytest.mark.django_db

AT = dt.datetime(2023, 5, 20, 6, tzinfo=dt.UTC)


@pytest.fixture
def event(set_clock):
    set_clock(AT)
    paper = plans.paper()
    made = initiatives.initiative(
        paper,
        texts=dict.fromkeys(LANGUAGES, "A workshop on trust"),
        status="announced",
        year=2023,
        date_from=dt.date(2023, 9, 12),
        place="Almaty",
        host=members.member_state("RU"),
        registration_closes_at=dt.datetime(2023, 9, 1, tzinfo=dt.UTC),
    )
    comments.revision(paper)
    ConceptPaper.objects.filter(pk=paper.pk).update(status="adopted")
    for code, name in (("TR", "Of Türkiye"), ("KZ", "Әйгерім Бек")):
        initiatives.participant(made, members.contact_point(members.member_state(code)), name=name)
    made.refresh_from_db()
    return made


def url(event, language="en"):
    return reverse("notes:participants-document", args=[event.block_key, language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_organisers_take_the_list_along_in_each_language(event, client, language):
    client.force_login(members.contact_point(event.host))
    assert client.get(url(event, language)).status_code == 202
    (document,) = Document.objects.filter(kind=DocumentKind.PARTICIPANTS)
    said = words_of(registry.rendered(document))
    heading = {"en": "Participants", "ru": "Участники", "kk": "Қатысушылар"}
    for words in (heading[language], "A workshop on trust", "Of Türkiye", "Әйгерім Бек", "Almaty"):
        assert words in said
    if language != "en":
        assert "Number" not in said and "Registered" not in said
    renders.render(document)
    assert client.get(url(event, language)).content.startswith(b"%PDF")


def test_who_only_sends_people_does_not_get_the_list_of_all(event, client):
    for person in (
        members.contact_point(members.member_state("KZ")),
        members.user("reader", event.host),
        members.coordinator(members.member_state("UZ")),
    ):
        client.force_login(person)
        assert client.get(url(event)).status_code == 403
        assert (
            url(event)
            not in client.get(
                reverse("initiatives:participant-list", args=[event.block_key])
            ).content.decode()
        )
    assert not Document.objects.filter(kind=DocumentKind.PARTICIPANTS).exists()


def test_another_registration_makes_another_list(event):
    first = rosters.request(event, "en", at=AT)
    assert rosters.request(event, "en", at=AT) == first
    registration.register(
        event,
        name="Third Person",
        post="Counsellor",
        attendance="online",
        by=members.contact_point(members.member_state("UZ")),
        at=AT,
    )
    assert rosters.request(event, "en", at=AT) != first
    renders.render(first)  # nobody can want it any more
    assert not Document.objects.filter(pk=first.pk).exists()
