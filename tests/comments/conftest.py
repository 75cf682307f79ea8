import datetime as dt

import pytest

from tests.factories import comments, members, notes


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
