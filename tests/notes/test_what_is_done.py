"""No page says of anything that it is done before it is: what a click has done, and what it has not."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.spaces import ordinary
from comments.answering import reply_templates
from comments.models import ReplyTemplate
from comments.procedure import consultations
from notes.models import IncomingNote
from plans.models import BlockText
from tests.factories import comments, notes

pytestmark = pytest.mark.django_db

LATER = notes.AT + dt.timedelta(days=4)
AFTER = notes.CLOSES_AT + dt.timedelta(minutes=1)


@pytest.fixture
def circulated(people, set_clock):
    set_clock(notes.AT)
    return notes.circulated()


@pytest.fixture
def shown(client):
    """Return a function that reads a page as somebody in English and returns its words."""

    def read(user, address):
        user.language = "en"
        user.save()
        answer = client.signed_in(user).get(address)
        assert answer.status_code == 200
        return ordinary(" ".join(answer.content.decode().replace("&#x27;", "'").split()))

    return read


def test_a_note_of_a_state_that_withdrew_its_response_leads_on_to_entering_what_it_says(
    circulated, people, officer, client, set_clock
):
    set_clock(LATER)
    for position in ("no_objection", "withdrawn"):
        comments.answer(circulated, people["TR"], position)
    given = {
        "member_state": people["TR"].member_state_id,
        "dated_on": "2022-05-29",
        "received_on": "2022-05-30",
        "subject": "Text",
        "number": "1",
        "answers_to": circulated.reference,
    }
    answer = client.signed_in(officer).post(reverse("notes:incoming-create"), given)
    assert answer.url == reverse("notes:response-enter", args=[IncomingNote.objects.get().pk])


def test_a_note_in_the_register_is_no_response_and_the_portal_says_so(
    circulated, people, officer, client, set_clock, shown
):
    set_clock(LATER)
    state = people["TR"].member_state
    address = reverse("notes:incoming-create")
    warning = (
        "It records that the note was received. The response that it brings is entered in a further step."
    )
    assert warning in shown(officer, address)
    given = {
        "member_state": state.pk,
        "dated_on": "2022-05-29",
        "received_on": "2022-05-30",
        "subject": "Text",
    }

    client.post(address, given | {"number": "1", "answers_to": circulated.reference})

    open_still = (
        "Registering a note records no response. In the consultation %(reference)s %(state)s still has no "
        "response until one is submitted in the portal or entered here and confirmed; it is not reminded any "
        "more. If the note brings no response, correct the entry: leave out the number of our note."
    )
    words = open_still % {"reference": circulated.reference, "state": state.name}
    assert words in shown(officer, reverse("notes:incoming-list"))

    comments.answer(circulated, people["TR"])
    client.post(address, given | {"number": "2", "answers_to": circulated.reference})
    assert words not in shown(officer, reverse("notes:incoming-list"))


def test_files_of_a_text_that_has_been_changed_since_are_not_called_ready(
    circulated, officer, set_clock, shown
):
    consultations.close(circulated, at=set_clock(AFTER))
    page = reverse("notes:package-download", args=[circulated.pk, "en"])
    ready = "All documents are ready."
    shown(officer, page)
    notes.store_all()
    assert ready in shown(officer, page)

    paper = circulated.revision.paper
    BlockText.objects.filter(block__paper=paper, block__kind="paragraph", language="en").update(text="Merged")

    after = shown(officer, page)
    assert ready not in after
    assert "The text has changed since it was circulated." in after
    assert reverse("plans:paper-text", args=[paper.slug]) in after
    assert "Note and plan as circulated" in after


def test_a_page_that_asks_again_gets_what_the_browser_lets_in(circulated, officer, client, set_clock):
    client.force_login(officer)
    set_clock(circulated.closes_at)
    page = reverse("notes:package-download", args=[circulated.pk, "en"])
    assert 'data-hx-trigger="every 3s"' in client.get(page).content.decode()
    asked = client.get(page, HTTP_HX_REQUEST="true").content.decode()
    assert 'data-hx-trigger="every 3s"' in asked
    assert "<script" not in asked and "<html" not in asked
    notes.store_all()
    assert client.get(page, HTTP_HX_REQUEST="true")["HX-Refresh"] == "true"


def test_comments_that_are_about_to_be_filed_are_not_called_filed(circulated, people, set_clock, shown):
    set_clock(LATER)
    comments.draft(circulated, people["KZ"])
    page = shown(people["KZ"], reverse("comments:response-submit", args=[circulated.pk]))
    assert "Exactly this will be submitted to the Secretariat as the official response of your State" in page


def test_no_reply_that_is_kept_ready_says_that_the_text_has_the_change_already():
    reply_templates.load(at=notes.AT)
    accepted = ReplyTemplate.objects.filter(kind__startswith="accepted")
    assert accepted.count() == 5
    done = {
        "en": ("reflected", "been made", "corrected in", "was combined", "was brought"),
        "ru": ("отражено", "внесена", "исправлен ", "формулировка объединена", "формулировка приведена"),
        "kk": ("көрініс тапты", "енгізілді", "түзетілді", "біріктірілді", "сәйкестендірілді"),
    }
    for language, words in done.items():
        texts = [one.texts[language] for one in accepted]
        assert [text for text in texts if any(word in text for word in words)] == []
