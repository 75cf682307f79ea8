"""What operators see: figures, lines and the id of a request."""

import logging

import pytest
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families

from tests.factories import members, notes

pytestmark = pytest.mark.django_db
TOKEN = "a word that nobody guesses, of 40 signs"


def figures(client) -> dict[str, dict[tuple[str, ...], float]]:
    page = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"}).content.decode()
    return {
        family.name: {tuple(one.labels.values()): one.value for one in family.samples}
        for family in text_string_to_metric_families(page)
    }


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer wrong", f"Basic {TOKEN}"])
def test_figures_are_for_those_who_show_the_token(client, settings, shown):
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers={"authorization": shown}).status_code == 404


def test_without_a_token_there_are_no_figures(client, settings):
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_figures_say_what_waits_and_what_was_answered(client, settings, set_clock):
    settings.METRICS_TOKEN = TOKEN
    set_clock(notes.AT)
    notes.delegations()
    notes.circulated()
    client.get(reverse("life"))
    found = figures(client)

    assert found["portal_note_messages"] == {("queued",): 3}
    assert found["portal_consultations"][("open",)] == 1
    assert found["portal_requests"][("GET", "200")] >= 1
    assert found["portal_request_seconds"]


def test_an_answer_bears_the_id_of_its_request_and_so_do_its_lines(client, settings, caplog):
    settings.BEHIND_PROXY = True
    with caplog.at_level(logging.INFO, logger="portal.access"):
        answer = client.get(reverse("life"), headers={"x-request-id": "proxy-0123456789"})

    assert answer.headers["X-Request-ID"] == "proxy-0123456789"
    [line] = [record for record in caplog.records if record.name == "portal.access"]
    assert line.getMessage().startswith("GET /livez 200 ")


def test_an_id_from_a_stranger_is_not_taken(client, settings):
    settings.BEHIND_PROXY = False
    assert client.get(reverse("life"), headers={"x-request-id": "forged-123"}).headers["X-Request-ID"] != (
        "forged-123"
    )
    settings.BEHIND_PROXY = True
    answer = client.get(reverse("life"), headers={"x-request-id": "forged 123, and more"})
    assert answer.headers["X-Request-ID"] != "forged 123, and more"


def test_a_signed_in_person_is_named_by_key_alone(client, caplog):
    officer = members.officer()
    client.force_login(officer)
    with caplog.at_level(logging.INFO, logger="portal.access"):
        client.get(reverse("plans:paper-list"))

    assert caplog.records[-1].user == officer.pk
    assert officer.username not in caplog.records[-1].getMessage()


def test_a_method_of_a_strangers_own_makes_no_figure_of_its_own(client, settings):
    settings.METRICS_TOKEN = TOKEN
    client.generic("NONSENSE", reverse("life"))
    counted = figures(client)["portal_requests"]

    assert counted[("other", "405")] >= 1
    assert not [labels for labels in counted if labels[0] == "NONSENSE"]
