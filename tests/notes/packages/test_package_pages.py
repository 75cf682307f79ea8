import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cica_portal.spaces import ordinary
from notes.models import SwgPackage
from notes.packages import building
from plans.checks import reviews
from tests.clients import PortalClient
from tests.factories import members, notes, packages, plans
from tests.notes.packages.test_package_checks import joined

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(people, officer, signatory, set_clock):
    return packages.submitted(people, set_clock, officer=officer, signatory=signatory)


def client_of(user):
    client = PortalClient().signed_in(user)
    return client


def url(paper):
    return reverse("notes:package-detail", args=[paper.slug])


def test_from_one_step_to_the_files(paper, officer, monkeypatch):
    client = client_of(officer)
    page = client.get(url(paper)).content.decode()
    assert "Build package" in page and "What changed: Draft → Rev.1" in page
    assert "No thematic events were proposed." in page
    # Before it is built, what its papers print without a translation is named.
    missing = "The table of comments will say “no translation”. Russian: comment No. 1;"
    assert missing in ordinary(page)

    assert client.post(url(paper)).status_code == 302
    assert client.post(url(paper)).status_code == 302  # a second click asks for nothing more
    made = SwgPackage.objects.get()
    page = client.get(url(paper)).content.decode()
    total = len(made.contents["documents"])
    assert missing not in ordinary(page)
    assert f"3 of {total} documents are ready." in page and "every 3s" in page  # those of the two notes

    notes.store_all(at=packages.ASKED)
    page = client.get(url(paper)).content.decode()
    assert f"{total} of {total} documents are ready." in page
    monkeypatch.setattr(building, "files_of", lambda package, at: [])
    building.build_wanted(packages.ASKED)

    page = client.get(url(paper)).content.decode()
    assert "The package is complete and sealed." in page and "every 3s" not in page
    file = made.files.get()
    answer = client.get(reverse("notes:package-file", args=[made.pk, file.name]))
    assert answer.content.startswith(b"PK") and answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="NCT-ICT-690-package.zip"'


def test_a_package_that_failed_can_be_tried_again(paper, officer):
    made = packages.wanted(paper, officer)
    SwgPackage.objects.update(status="failed", error="The process that built it was ended.")
    client = client_of(officer)
    assert "The package could not be built." in client.get(url(paper)).content.decode()

    client.post(reverse("notes:package-again", args=[made.pk]))

    made.refresh_from_db()
    assert (made.status, made.attempts) == ("wanted", 0)


def test_before_its_time_the_page_says_why(people, officer, set_clock):
    made = packages.commented(people, set_clock)
    paper = made.revision.paper
    sentence = (
        "The status of the plan is “under consolidation”. "
        "The package is built once the text has been locked for the SWG."
    )

    client = client_of(officer)
    assert sentence in client.get(url(paper)).content.decode()
    answer = client.post(url(paper))

    assert answer.status_code == 422 and not SwgPackage.objects.exists()


def test_before_its_time_the_page_says_what_is_left_and_who_does_it(people, set_clock):
    paper = packages.commented(people, set_clock).revision.paper
    mine = plans.coordinating(paper, username="mine", language="en")
    page = client_of(mine).get(url(paper)).content.decode()
    assert "When an authorized signatory issues it, the text is locked" in ordinary(page)
    for left in ("dashboard:plan-points", "plans:paper-gate"):
        assert client_of(mine).get(reverse(left, args=[paper.slug])).status_code == 200
        assert f'href="{reverse(left, args=[paper.slug])}"' in page


def test_before_its_time_plan_and_package_lead_the_secretariat_to_the_submission(people, set_clock):
    act = "Submit to the SWG…"
    made = packages.commented(people, set_clock)
    paper, officer = made.revision.paper, members.officer(language="en")
    submission = reverse("notes:swg-submit", args=[made.pk])
    link = f'href="{submission}">{act}</a>'
    assert link in ordinary(client_of(officer).get(url(paper)).content.decode())
    assert client_of(officer).get(submission).status_code == 200
    # From the part of the plan's page that says what is next, once its text is complete and reviewed.
    reviews.review_all(paper, by=members.signatory(), at=packages.CLOSED)
    next_act = client_of(officer).get(reverse("plans:paper-detail", args=[paper.slug])).content.decode()
    assert f'href="{url(paper)}">{act}</a>' in ordinary(next_act)

    mine = plans.coordinating(paper, username="mine", language="en")
    assert submission not in client_of(mine).get(url(paper)).content.decode()


def test_who_sees_the_package(paper, people, officer, signatory):
    made = packages.stored(paper.revisions.first().consultations.get())
    mine = plans.coordinating(paper, username="mine")
    file = reverse("notes:package-file", args=[made.pk, "package.zip"])

    for person in (officer, signatory, mine):
        assert client_of(person).get(url(paper)).status_code == 200
        assert client_of(person).get(file).status_code == 200
    for person in (people["KZ"], people["TR"], members.coordinator(username="other")):
        assert client_of(person).get(url(paper)).status_code == 404
        assert client_of(person).get(file).status_code == 404


# The check -------------------------------------------------------------------------------------------
def test_whoever_holds_a_package_can_have_it_checked(people, officer, paper, monkeypatch):
    made = packages.wanted(paper, officer)
    notes.store_all(at=packages.ASKED)
    monkeypatch.setattr(building, "files_of", lambda package, at: [])
    building.build_wanted(packages.ASKED)
    with made.files.get().file.open("rb") as file:
        content = file.read()
    client = client_of(people["TR"])

    page = check(client, content)
    assert "Genuine and unchanged." in page and "This file was built and is kept by the portal" in page
    assert "A demonstration certificate: it certifies nothing." in page

    page = check(client, content.replace(b'"plan"', b'"Plan"'))
    assert "Not genuine, or changed." in page and "Genuine and unchanged." not in page
    assert "This file was built and is kept by the portal" not in page

    page = check(client, joined())
    assert "Not sealed." in page and "Not genuine, or changed." not in page

    page = check(client, b"Hello")
    assert "This is neither a package of the portal (.zip) nor one of its sealed PDFs." in page


def test_the_check_is_throttled_and_asks_for_a_file(people, settings):
    cache.clear()  # other tests have asked, too
    client = client_of(people["KZ"])
    address = reverse("notes:package-check")
    assert client.post(address).status_code == 422
    answers = [client.post(address).status_code for _ in range(8)]
    assert answers[-1] == 429


def check(client, content):
    file = SimpleUploadedFile("package.zip", content, content_type="application/zip")
    return client.post(reverse("notes:package-check"), {"file": file}).content.decode()


def test_a_draft_decision_is_proposed_and_edited_against_its_version(paper, officer):
    item = paper.items.get()
    item.decision_texts = {}
    item.save()
    client, address = client_of(officer), reverse("notes:draft-decision", args=[item.pk])
    assert "recommends that the Senior Officials Committee" in ordinary(client.get(address).content.decode())

    sent = {"version": 1, "decision-en": "It recommends.", "decision-ru": "Рекомендует."}
    assert client.post(address, sent).status_code == 302
    item.refresh_from_db()
    assert item.decision_texts == {"en": "It recommends.", "ru": "Рекомендует."}
    page = ordinary(client.get(url(paper)).content.decode())
    assert "The draft decision is missing in: Kazakh." in page and address in page
    again = client.post(address, sent | {"decision-en": "Typed over an older version."})
    assert again.status_code == 409 and "Typed over an older version." in again.content.decode()
