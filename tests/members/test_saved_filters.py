"""A person keeps filters of lists under names, opens them again, and sees nobody else's."""

from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from lxml.html import fromstring

from cica_portal import clock
from cica_portal.languages import LANGUAGES
from members import saved_filters
from members.models import AuditEntry, SavedFilter
from tests.factories import members

pytestmark = pytest.mark.django_db

SAVE = reverse("members:filter-save")
LOG = reverse("members:record")


def chips(client, address):
    """Return the saved filters above a list: their names, where they lead, and which one is on."""
    found = fromstring(client.get(address).content).xpath("//*[contains(@class, 'saved-filters')]//a")
    return [(one.text_content(), one.get("href"), one.get("aria-current")) for one in found]


def save(client, address, name):
    return client.post(SAVE, {"next": address, "name": name}, follow=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_filter_is_saved_from_the_list_and_opened_again(client, language):
    client.force_login(members.officer(language=language))
    form = fromstring(client.get(f"{LOG}?q=note&page=3").content).xpath(f"//form[@action='{SAVE}']")[0]
    given = dict(form.form_values()) | {"name": "Notes of the week"}
    answer = client.post(SAVE, given)

    assert answer.headers["Location"] == f"{LOG}?q=note"
    assert chips(client, LOG) == [("Notes of the week", f"{LOG}?q=note", None)]
    assert chips(client, f"{LOG}?q=note") == [("Notes of the week", f"{LOG}?q=note", "true")]


def test_list_without_filter_offers_nothing_to_save(client):
    client.force_login(members.officer())
    assert SAVE not in client.get(LOG).content.decode()
    assert "Narrow the list first" in save(client, LOG, "All").content.decode()
    assert not SavedFilter.objects.exists()


def test_same_name_replaces_and_other_lists_have_their_own(client):
    client.force_login(person := members.officer())
    save(client, f"{LOG}?q=one", "Mine")
    save(client, f"{LOG}?q=two&before=9", "Mine")
    save(client, f"{reverse('notes:outbox')}?group=failed", "Mine")

    kept = SavedFilter.objects.filter(person=person).values_list("page", "query")
    assert set(kept) == {("members:record", "q=two"), ("notes:outbox", "group=failed")}
    assert AuditEntry.objects.filter(action="saved_filter.save").count() == 3


def test_filters_of_another_person_are_neither_shown_nor_removed(client):
    saved_filters.save("members:record", "q=a", name="Hers", by=members.officer(), at=clock.now())
    hers = SavedFilter.objects.get()
    client.force_login(members.officer())
    named = {"next": LOG, "name": hers.name}

    assert chips(client, LOG) == []
    assert client.post(reverse("members:filter-remove"), named).status_code == 404
    assert SavedFilter.objects.get() == hers


def test_own_filter_is_removed(client):
    client.force_login(members.officer())
    save(client, f"{LOG}?q=a", "Mine")
    page = fromstring(client.get(f"{LOG}?q=a").content)
    form = page.xpath("//form[contains(@action, '/remove/')]")[0]
    answer = client.post(form.get("action"), dict(form.form_values()), follow=True)

    assert urlsplit(answer.redirect_chain[-1][0]).query == "q=a"
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("name", ["", "n" * 61])
def test_name_is_needed_and_short(client, name):
    client.force_login(members.officer())
    answer = save(client, f"{LOG}?q=a", name)
    assert "Filter saved" not in answer.content.decode()
    assert not SavedFilter.objects.exists()


def test_number_of_filters_has_a_bound(client):
    client.force_login(person := members.officer())
    for number in range(saved_filters.MOST):
        saved_filters.save("members:record", "q=a", name=f"{number}", by=person, at=clock.now())
    assert "20 filters are saved" in save(client, f"{LOG}?q=a", "One more").content.decode()
    save(client, f"{LOG}?q=b", "3")
    assert SavedFilter.objects.get(name="3").query == "q=b"
    assert SavedFilter.objects.count() == saved_filters.MOST


@pytest.mark.parametrize("address", ["https://example.org/?q=a", "/nothing/of/ours/?q=a"])
def test_saving_leads_nowhere_else(client, address):
    client.force_login(members.officer())
    answer = client.post(SAVE, {"next": address, "name": "Away"})
    assert answer.status_code == 404 or answer.headers["Location"] == "/"
    assert not SavedFilter.objects.exists()
