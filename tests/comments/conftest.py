import datetime as dt

import pytest

from comments.enums import Position
from comments.procedure import consultations
from plans.enums import BlockKind, PaperStatus
from plans.outline import revision_outline
from tests.comments.given import AFTER, TEXT
from tests.factories import comments, members, notes, plans


@pytest.fixture
def consultation(db, set_clock):
    """Return an open round of two States, with the clock in the middle of it."""
    members.member_state("TR", time_zone="Europe/Istanbul")
    made = comments.consultation()
    set_clock("2022-06-01T12:00:00+06:00")
    return made


@pytest.fixture
def contact(consultation):
    return members.contact_point(members.member_state("KZ"), first_name="Aigerim", last_name="Bek")


@pytest.fixture
def drafter(consultation):
    return members.drafter(members.member_state("KZ"))


@pytest.fixture
def other(consultation):
    return members.contact_point(members.member_state("TR"))


@pytest.fixture
def signatory(db):
    return members.signatory()


@pytest.fixture
def at():
    return dt.datetime(2022, 6, 1, 6, tzinfo=dt.UTC)


@pytest.fixture
def officer(db):
    return members.officer(username="officer")


@pytest.fixture
def people(db):
    """The contact points of KZ, RU and TR, who read Kazakh, Russian and English."""
    return notes.delegations()


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def consulted(db, set_clock):
    """Return a function that has States file proposals on a paragraph, closes the round and returns it."""

    def consult(*proposals, headed=False):
        set_clock(comments.OPENS_AT + dt.timedelta(days=1))
        paper = plans.paper(blocks=0, status=PaperStatus.CIRCULATED, source_language="en")
        plans.block(paper, texts=TEXT)
        if headed:
            plans.block(paper, kind=BlockKind.HEADING, texts=dict.fromkeys(TEXT, "Objectives"))
        plans.block(paper, kind=BlockKind.OBJECTIVE, texts=dict.fromkeys(TEXT, "Objective one"))
        plans.block(paper, kind=BlockKind.OBJECTIVE, texts=dict.fromkeys(TEXT, "Objective two"))
        codes = ("KZ", "TR", "UZ")[: len(proposals)]
        consultation = comments.consultation(states=codes, revision=comments.revision(paper))
        for code, fields in zip(codes, proposals, strict=True):
            person = members.contact_point(members.member_state(code))
            if callable(fields):
                fields = fields(revision_outline(consultation.revision))
            comments.answer(consultation, person, Position.COMMENTS, **fields)
        consultations.close(consultation, at=set_clock(AFTER))
        consultation.revision.paper.refresh_from_db()
        return consultation

    return consult
