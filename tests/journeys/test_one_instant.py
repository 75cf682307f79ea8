"""One deadline, extended once, to the end of a day or an hour: the same instant on every page, in notes and
mail, calendars and data, and on paper."""

import datetime as dt
import json
import re
from html import unescape
from io import StringIO
from typing import NamedTuple

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from icalendar import Calendar

from cica_portal import formats
from cica_portal.deadlines import LAST_MINUTE
from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from cica_portal.spreadsheets import reading
from comments.models import Consultation, Receipt
from comments.procedure import certificates, consultations
from comments.refusals import ConsultationClosed
from comments.writing.offline import form
from documents import registry
from members.models import User
from notes.delivery import sending
from notes.models import VerbalNote
from tests.factories import api, comments, members, notes
from tests.prints import words_of

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 27, 3, tzinfo=dt.UTC)
DAY = dt.date(2022, 6, 10)
# The last minute that is chosen, the instant that follows it, and how notes say it.
CASES = {
    "end of the day": (
        LAST_MINUTE,
        dt.datetime(2022, 6, 10, 18, tzinfo=dt.UTC),
        ("to Friday, 10 June 2022.", "до пятницы, 10 июня 2022 г.", "2022 жылғы 10 маусымға дейін"),
    ),
    "an hour": (
        dt.time(18),
        dt.datetime(2022, 6, 10, 12, 1, tzinfo=dt.UTC),
        (
            "to 18:00 (UTC+06:00) on Friday, 10 June 2022.",
            "до 18:00 (UTC+06:00) пятницы, 10 июня 2022 г.",
            "2022 жылғы 10 маусымда сағат 18:00-ге (UTC+06:00) дейін",
        ),
    ),
}
OFFICIAL = {
    "en": "Friday, 10 June 2022, {minute:%H:%M} (Nur-Sultan time, UTC+06:00)",
    "ru": "пятница, 10 июня 2022 г., {minute:%H:%M} (по времени Нур-Султана, UTC+06:00)",
    "kk": "2022 жылғы 10 маусым, жұма, {minute:%H:%M} (Нұр-Сұлтан уақыты бойынша, UTC+06:00)",
}
# The deadline on a line of its own, or in the sentence that asks a State for comments.
SHOWN = re.compile(
    r'<p class="(?:deadline-moment|ask-one|asked-until)">[^<]*<time datetime="([^"]+)">([^<]+)</time>'
)
OF_DELEGATION = (
    "consultation-detail", "draft-create", "response-submit", "response-no-objection", "event-create"
)  # fmt: skip
OF_STAFF = (
    "consultation-board",
    "consultation-compilation",
    "consultation-grant",
    "consultation-outcome",
)


class Case(NamedTuple):
    """The extended round, and what every surface must say of its deadline."""

    consultation: Consultation
    closes_at: dt.datetime
    in_notes: dict[str, str]
    minute: dt.time

    def said(self, language: str) -> str:
        return OFFICIAL[language].format(minute=self.minute)


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.OUTBOX_DIR = tmp_path / "media", tmp_path / "outbox"


@pytest.fixture(params=CASES)
def case(set_clock, request):
    """Return a round whose deadline of 6 June was extended to the 10th, and the note on it issued."""
    minute, closes_at, words = CASES[request.param]
    signatory = members.signatory(username="signatory")
    consultation = notes.circulated()
    set_clock(AT)
    notes.extended(consultation, DAY, minute, by=signatory, at=AT)
    return Case(consultation, closes_at, dict(zip(LANGUAGES, words, strict=True)), minute)


def people():
    return {user.language: user for user in User.objects.filter(role="contact_point")}


def assert_shows(page: str, case: Case, language: str) -> None:
    found = SHOWN.findall(page)
    assert found
    for instant, words in found:
        assert dt.datetime.fromisoformat(instant) == case.closes_at
        assert ordinary(unescape(words)) == ordinary(case.said(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_deadline_is_one_instant_on_every_page(case, client, language):
    consultation = case.consultation
    client.force_login(people()[language])
    assert_shows(client.get("/").content.decode(), case, language)
    assert_shows(client.get(reverse("comments:consultation-list")).content.decode(), case, language)
    for name in OF_DELEGATION:
        page = client.get(reverse(f"comments:{name}", args=[consultation.pk])).content.decode()
        assert_shows(page, case, language)
        former = f"<s>{formats.closing(notes.CLOSES_AT, 'Asia/Almaty', language)}</s>"
        assert ordinary(former) in ordinary(unescape(page))
    staff = members.signatory(language=language)
    client.force_login(staff)
    for name in OF_STAFF:
        page = client.get(reverse(f"comments:{name}", args=[consultation.pk])).content.decode()
        assert_shows(page, case, language)
    extending = client.get(reverse("notes:extension-prepare", args=[consultation.pk]))
    assert_shows(extending.content.decode(), case, language)


def test_the_deadline_is_the_same_in_notes_and_the_mail_that_brings_them(case):
    note = VerbalNote.objects.get(consultation=case.consultation, kind="deadline_extended")
    for text in note.texts.all():
        written = ordinary(" ".join(line for piece in text.pieces for line in piece["lines"]))
        assert case.in_notes[text.language] in written and case.said(text.language) in written
    notes.store_all(at=AT)
    sending.deliver_due(AT)
    told = {
        user.language: [message.body for message in mail.outbox if message.to == [user.email]][-1]
        for user in people().values()
    }
    assert [language for language in LANGUAGES if case.said(language) not in told[language]] == []


def test_the_deadline_is_the_same_in_calendars_and_data(case, client):
    consultation = case.consultation
    client.force_login(people()["en"])
    content = client.get(reverse("comments:consultation-calendar", args=[consultation.pk])).content
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert (event["DTEND"].dt, event["SEQUENCE"]) == (case.closes_at, 1)
    assert f"{event['DTSTART'].dt:%H:%M}" == f"{case.minute:%H:%M}"
    assert case.said("en") in event["DESCRIPTION"]

    answer = api.client(people()["en"]).get(reverse("api:consultation-detail", args=[consultation.pk])).json()
    deadline = answer["deadline"]
    assert (deadline["time_zone"], deadline["last_day"]) == ("Asia/Almaty", "2022-06-10")
    assert deadline["last_minute"] == f"{case.minute:%H:%M}"
    assert deadline["text"] == {language: case.said(language) for language in LANGUAGES}
    assert deadline["closes_at"].endswith("+06:00")
    assert dt.datetime.fromisoformat(deadline["closes_at"]) == case.closes_at
    assert [dt.datetime.fromisoformat(one) for one in deadline["earlier"]] == [notes.CLOSES_AT]

    out = StringIO()
    call_command("ledger", consultation.reference, "--json", stdout=out)
    assert dt.datetime.fromisoformat(json.loads(out.getvalue())["closes_at"]) == case.closes_at


def test_the_deadline_is_the_same_in_forms_receipts_refusals_and_certificates(case, set_clock):
    consultation = case.consultation
    consultation.refresh_from_db()
    for language in LANGUAGES:
        tables = reading.tables(form.written(consultation, language))
        cells = [str(value) for table in tables.values() for row in table for value in row]
        assert any(case.said(language) in ordinary(value) for value in cells)

    comments.answer(consultation, people()["ru"])
    receipt = Receipt.objects.get(response__consultation=consultation)
    assert dt.datetime.fromisoformat(receipt.content["closes_at"]) == case.closes_at

    assert consultation.closes_at == case.closes_at
    assert case.said("en") in ordinary(str(ConsultationClosed(consultation)))
    after = case.closes_at + dt.timedelta(minutes=1)
    consultations.close(consultation, at=set_clock(after))
    for language in LANGUAGES:
        document = certificates.request(consultation, language, at=after)
        assert case.said(language) in words_of(registry.rendered(document))


def test_the_minute_that_is_read_is_inside_to_its_end(case, set_clock):
    consultation = case.consultation
    for before in (dt.timedelta(seconds=60), dt.timedelta(microseconds=1)):
        assert consultation.is_open(case.closes_at - before)
    assert not consultations.close(consultation, at=set_clock(case.closes_at - dt.timedelta(microseconds=1)))
    assert consultations.close(consultation, at=set_clock(case.closes_at))
