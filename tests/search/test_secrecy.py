"""A search shows the same, and asks as often, whatever stands in rows of others (rule 4)."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from comments.enums import Position
from comments.models import Disposition
from comments.writing import responses
from notes.models import NoteSeries, NoteText, VerbalNote
from tests.factories import comments, members, plans

pytestmark = pytest.mark.django_db

# A word of each language, the same with a slip of a letter, and its beginning.
WORDS = {
    "en": ("seismograph", "seismogrph", "seismo"),
    "ru": ("сейсмограф", "сейсмогрф", "сейсмо"),
    "kk": ("зілзалаөлшеуіш", "зілзалаөлшуіш", "зілзала"),
}
RANDOM = re.compile(r'(nonce|data-kept-keys|data-session-ends-in)="[^"]+"|\b[A-Za-z0-9]{64}\b')


def of(code, **fields):
    return members.contact_point(members.member_state(code), **fields)


def filed_by_another_state(consultation, word, language):
    comments.draft(consultation, of("TR"), remark=f"About the {word}", language=language)
    responses.submit(consultation, position=Position.COMMENTS, by=of("TR"), request_key=uuid.uuid4())


def drafted_by_the_secretariat(consultation, word, language):
    plans.block(plans.paper(), texts={"en": "", "ru": "", "kk": ""} | {language: f"About the {word}"})


def frozen_and_not_circulated(consultation, word, language):
    paper = plans.paper()
    plans.block(paper, texts={"en": "", "ru": "", "kk": ""} | {language: f"About the {word}"})
    comments.revision(paper)


def noted_to_nobody_yet(consultation, word, language):
    note = VerbalNote.objects.create(
        kind="free", status="drafted", series=NoteSeries.objects.create(prefix="NCT/F"),
        drafted_at=comments.OPENS_AT,
    )  # fmt: skip
    pieces = [{"id": "body", "style": "plain", "lines": [f"About the {word}"]}]
    NoteText.objects.create(note=note, language=language, pieces=pieces)


def replied_to_another_state(consultation, word, language):
    filed_by_another_state(consultation, "matter", "en")
    Disposition.objects.create(
        comment=consultation.responses.get().comments.get(), kind="noted", version=1, stage="confirmed",
        reply=f"The {word}", language=language, act=uuid.uuid4(), by=members.officer(), at=comments.OPENS_AT,
    )  # fmt: skip


FOREIGN = [
    filed_by_another_state, drafted_by_the_secretariat, frozen_and_not_circulated, noted_to_nobody_yet,
    replied_to_another_state,
]  # fmt: skip


def asked(client, typed):
    """Return the page of a search without what is random in it, and how often the database was asked."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse("search:find"), {"q": typed})
    return RANDOM.sub("", answer.content.decode()), len(queries)


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("foreign", FOREIGN)
def test_a_search_tells_no_delegate_of_a_word_in_rows_of_others(client, consultation, foreign, language):
    client.force_login(of("KZ", language=language))
    asked(client, "anything")  # the session begins
    without = [asked(client, typed) for typed in WORDS[language]]

    foreign(consultation, WORDS[language][0], language)

    assert [asked(client, typed) for typed in WORDS[language]] == without


def test_a_search_tells_no_coordinator_of_a_draft_of_another_measure(client, consultation):
    client.force_login(members.coordinator())
    asked(client, "anything")
    without = [asked(client, typed) for typed in WORDS["en"]]

    drafted_by_the_secretariat(consultation, WORDS["en"][0], "en")

    assert [asked(client, typed) for typed in WORDS["en"]] == without
    client.force_login(members.officer())
    assert all(asked(client, typed) != without[0] for typed in WORDS["en"])
