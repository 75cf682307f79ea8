"""One deadline, extended once: the same instant on every page, in mail, calendars and data, and on paper."""

import datetime as dt
import json
import re
from html import unescape
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from icalendar import Calendar

from cica_portal import formats
from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from comments.procedure import certificates, consultations
from comments.refusals import ConsultationClosed
from documents import registry
from members.models import User
from notes.delivery import sending
from tests.documents.test_prints import words_of
from tests.factories import api, members, notes

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 27, 3, tzinfo=dt.UTC)
CLOSES_AT = dt.datetime(2022, 6, 10, 18, tzinfo=dt.UTC)
AFTER = CLOSES_AT + dt.timedelta(minutes=1)
OFFICIAL = {
    "en": "Friday, 10 June 2022, 23:59 (Nur-Sultan time, UTC+06:00)",
    "ru": "пятница, 10 июня 2022 г., 23:59 (по времени Нур-Султана, UTC+06:00)",
    "kk": "2022 жылғы 10 маусым, жұма, 23:59 (Нұр-Сұлтан уақыты бойынша, UTC+06:00)",
}
SHOWN = re.compile(r'<p class="deadline-moment"><time datetime="([^"]+)">([^<]+)</time></p>')
OF_DELEGATION = (
    "consultation-detail", "draft-create", "response-submit", "response-no-objection", "event-create"
)  # fmt: skip
OF_STAFF = (
    "consultation-board",
    "consultation-compilation",
    "consultation-grant",
    "consultation-outcome",
)


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.OUTBOX_DIR = tmp_path / "media", tmp_path / "outbox"


@pytest.fixture
def consultation(set_clock):
    """Return a round whose deadline of 6 June was extended to the 10th, and the note on it issued."""
    signatory = members.signatory(username="signatory")
    consultation = notes.circulated()
    set_clock(AT)
    notes.extended(consultation, dt.date(2022, 6, 10), by=signatory, at=AT)
    return consultation


def people():
    return {user.language: user for user in User.objects.filter(role="contact_point")}


def assert_shows(page: str, language: str) -> None:
    found = SHOWN.findall(page)
    assert found
    for instant, words in found:
        assert dt.datetime.fromisoformat(instant) == CLOSES_AT
        assert ordinary(unescape(words)) == ordinary(OFFICIAL[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_deadline_is_one_instant_on_every_page(consultation, client, language):
    client.force_login(people()[language])
    assert_shows(client.get("/").content.decode(), language)
    assert_shows(client.get(reverse("comments:consultation-list")).content.decode(), language)
    for name in OF_DELEGATION:
        page = client.get(reverse(f"comments:{name}", args=[consultation.pk])).content.decode()
        assert_shows(page, language)
        former = f"<s>{formats.closing(notes.CLOSES_AT, 'Asia/Almaty', language)}</s>"
        assert ordinary(former) in ordinary(unescape(page))
    staff = members.signatory(language=language)
    client.force_login(staff)
    for name in OF_STAFF:
        assert_shows(
            client.get(reverse(f"comments:{name}", args=[consultation.pk])).content.decode(), language
        )
    extending = client.get(reverse("notes:extension-prepare", args=[consultation.pk]))
    assert_shows(extending.content.decode(), language)


def test_the_deadline_is_the_same_in_mail_calendar_data_refusals_and_on_paper(
    consultation, client, set_clock
):
    notes.store_all(at=AT)
    sending.deliver_due(AT)
    told = {
        user.language: [message.body for message in mail.outbox if message.to == [user.email]][-1]
        for user in people().values()
    }
    assert {language: OFFICIAL[language] in body for language, body in told.items()} == dict.fromkeys(
        LANGUAGES, True
    )

    client.force_login(people()["en"])
    content = client.get(reverse("comments:consultation-calendar", args=[consultation.pk])).content
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert (event["DTEND"].dt, event["SEQUENCE"]) == (CLOSES_AT, 1)
    assert OFFICIAL["en"] in event["DESCRIPTION"]

    answer = api.client(people()["en"]).get(reverse("api:consultation-detail", args=[consultation.pk])).json()
    deadline = answer["deadline"]
    assert deadline["closes_at"] == "2022-06-11T00:00:00+06:00" and deadline["time_zone"] == "Asia/Almaty"
    assert dt.datetime.fromisoformat(deadline["closes_at"]) == CLOSES_AT
    assert [dt.datetime.fromisoformat(one) for one in deadline["earlier"]] == [notes.CLOSES_AT]

    out = StringIO()
    call_command("ledger", consultation.reference, "--json", stdout=out)
    assert dt.datetime.fromisoformat(json.loads(out.getvalue())["closes_at"]) == CLOSES_AT

    consultation.refresh_from_db()
    assert consultation.closes_at == CLOSES_AT and OFFICIAL["en"] in str(ConsultationClosed(consultation))

    consultations.close(consultation, at=set_clock(AFTER))
    for language in LANGUAGES:
        document = certificates.request(consultation, language, at=AFTER)
        assert OFFICIAL[language] in words_of(registry.rendered(document))
