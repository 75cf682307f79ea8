import datetime as dt
import threading
import time

import pytest
from django.db import connections

from members.directory import states
from members.installation import house
from tests.factories import members

AT = dt.datetime(2022, 6, 1, 6, tzinfo=dt.UTC)


def rename(state, name):
    given = states.names(state) | {"name_en": name}
    states.revise(
        state,
        given,
        state.forms,
        from_on=dt.date(2022, 9, 1),
        time_zone=state.time_zone,
        joined_on=state.joined_on,
        left_on=state.left_on,
        by=None,
        at=AT,
    )


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_states_that_are_renamed_at_once_both_names_wait(monkeypatch):
    found = {code: members.member_state(code) for code in ("KZ", "RU")}
    read, failures = house.latest, []

    def read_slowly(part, default):
        content = read(part, default)
        time.sleep(0.2)
        return content

    def act(code):
        try:
            rename(found[code], f"New {code}")
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    monkeypatch.setattr(house, "latest", read_slowly)
    threads = [threading.Thread(target=act, args=[code]) for code in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    waiting = read(states.COMING, [])
    assert {one["code"]: one["names"]["name_en"] for one in waiting} == {"KZ": "New KZ", "RU": "New RU"}
