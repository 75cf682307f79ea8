"""Terms of the glossary: proposed by one person, in use once another has approved."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.errors import NotAllowed
from phrases import corrections
from phrases.models import Correction
from plans.models import Term
from plans.terms import glossary
from tests.factories import members as people

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)
NEW = {"en": "Road map", "ru": "Дорожная карта", "kk": "Жол картасы", "reason": "It is in the decision"}


def approve(correction, by=None):
    corrections.approve(correction, by=by or people.signatory(), at=AT)


def test_a_new_term_is_in_use_once_a_second_person_approves(client):
    signatory = people.signatory()
    client.force_login(signatory)
    form = client.get(reverse("phrases:term-create")).context["form"]
    client.post(reverse("phrases:term-create"), NEW | {"seen": form.initial["seen"]})
    made = Correction.objects.get()
    assert not Term.objects.exists()
    with pytest.raises(NotAllowed):
        approve(made, by=signatory)

    approve(made)

    term = Term.objects.get()
    assert (term.code, term.texts["kk"]) == ("road-map", "Жол картасы")
    assert "Road map" in client.get(reverse("phrases:term-list")).content.decode()


def test_a_correction_changes_the_term_and_the_first_line_is_offered(client):
    glossary.load(at=AT)
    client.force_login(people.officer())
    address = reverse("phrases:term-edit", args=["swg"])
    form = client.get(address).context["form"]
    texts = form.initial | {"ru": "Спецгруппа\nСпециальная рабочая группа", "reason": "Shorter"}
    client.post(address, texts)
    made = Correction.objects.get()
    assert made.forms == {"ru": "Спецгруппа\nСпециальная рабочая группа"}
    assert client.get(address).url == reverse("phrases:correction-detail", args=[made.pk])
    assert client.get(reverse("phrases:correction-detail", args=[made.pk])).status_code == 200

    approve(made)

    (entry,) = (entry for entry in glossary.entries() if entry.code == "swg")
    assert entry.preferred("ru") == "Спецгруппа"
    assert entry.preferred("en") == "Special Working Group"


@pytest.mark.parametrize(
    ("code", "change"),
    [("", {"kk": " "}), ("", {"en": "", "ru": "", "kk": ""}), ("swg", {"kk": ""}), ("", {"reason": ""})],
)
def test_a_term_that_lacks_a_language_or_a_reason_comes_back(client, code, change):
    glossary.load(at=AT)
    client.force_login(people.officer())
    address = reverse("phrases:term-edit", args=[code]) if code else reverse("phrases:term-create")
    form = client.get(address).context["form"]

    response = client.post(address, {**NEW, **form.initial, "reason": "x", **change})

    assert response.status_code == 422
    assert not Correction.objects.exists()


def test_a_term_without_texts_is_out_of_use(client):
    glossary.load(at=AT)
    client.force_login(people.officer())
    address = reverse("phrases:term-edit", args=["swg"])
    form = client.get(address).context["form"]
    client.post(address, form.initial | {"en": "", "ru": "", "kk": "", "reason": "Not used"})

    approve(Correction.objects.get())

    assert "swg" not in {entry.code for entry in glossary.entries()}
    assert client.get(reverse("phrases:term-list")).status_code == 200
