"""Start page and open points of a delegation take as many queries whatever others have done (rule 4)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.writing import proposed_events
from tests.factories import comments, initiatives, members

pytestmark = pytest.mark.django_db


def asked(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", ["/", "/points/"])
def test_a_delegation_is_answered_by_as_many_queries_whatever_others_ask(client, set_clock, address):
    set_clock("2022-06-01T12:00:00+06:00")
    consultation = comments.consultation()
    client.force_login(members.contact_point(members.member_state("KZ")))
    asked(client, address)  # the session begins
    without = asked(client, address)
    other = members.contact_point(members.member_state("TR"))

    comments.time_request(consultation, other)
    event = initiatives.proposed_event(consultation.revision.paper, other)
    proposed_events.file(event, consultation, by=other)

    assert asked(client, address) == without
