import datetime as dt
import uuid

import pytest

from cica_portal.data_files import read
from initiatives.drafted import events
from members.reference import STATES_FILE
from tests.factories import members

AT = dt.datetime(2022, 6, 20, 6, tzinfo=dt.UTC)
TITLES = {"en": "Trust", "ru": "Доверие", "kk": "Сенім"}


@pytest.fixture
def uzbekistan(db):
    item = next(one for one in read(STATES_FILE) if one["code"] == "UZ")
    names = {f"name_{code}": item["name"][code] for code in TITLES}
    return members.member_state("UZ", forms=item["forms"], **names)


@pytest.fixture
def terms(uzbekistan):
    """What the record of an event of a draft says."""
    return {
        "kind": "workshop",
        "format": "hybrid",
        "titles": TITLES,
        "places": {"ru": "Ташкент"},
        "host": uzbekistan,
        "year": 2023,
        "quarter": 2,
    }


@pytest.fixture
def event(paper, officer, terms):
    return events.add(paper, key=uuid.uuid4(), by=officer, at=AT, **terms)
