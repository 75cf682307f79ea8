import datetime as dt
import email
import email.policy
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from cica_portal import clock
from dashboard import sweeps
from members import mailing
from members.mailing import backends as outbox
from members.mailing import personal
from members.models import PersonalMail, User
from notes.models import Dispatch
from tests.factories import members

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def person():
    return members.drafter(members.member_state("KZ"), language="ru")


def write(person, **values):
    fields = {"template": "account/email/password_changed", "changed_at": AT.isoformat(), "ip": "192.0.2.1"}
    mailing.write(mailing.Kind.ACCOUNT_NOTICE, person, at=AT, **fields, user_agent="Browser", **values)
    return PersonalMail.objects.last()


class Refusing(EmailBackend):
    error: Exception = smtplib.SMTPServerDisconnected()

    def send_messages(self, messages):
        raise self.error


@pytest.fixture
def refusing(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    return Refusing


def test_a_row_without_its_mail_keeps_no_other_waiting(person, caplog):
    def compose(number):
        if number == 1:
            raise LookupError(number)
        return mailing.to_each(mailing.Kind.ACCOUNT_NOTICE, [person], at=AT, about=str(number))

    for _run in range(2):
        with pytest.raises(LookupError):
            mailing.write_each(range(4), compose)
    assert PersonalMail.objects.count() == 3
    assert mailing.write_each([2, 3, 4], compose) == 3
    assert PersonalMail.objects.count() == 4


def test_a_notice_goes_to_the_stored_address_in_the_persons_language(person):
    row = write(person)
    assert personal.deliver_due(AT) == [row]

    [message] = mail.outbox
    row.refresh_from_db()
    assert (row.status, row.sent_at, message.to) == ("sent", AT, [person.email])
    assert message.extra_headers["Message-ID"] == row.message_id
    assert "Ваш пароль изменен" in message.body.replace("ё", "е")
    assert personal.deliver_due(AT) == []


def test_nothing_is_written_to_who_has_no_address(person):
    User.objects.filter(pk=person.pk).update(email="")
    person.refresh_from_db()
    write(person)
    assert not PersonalMail.objects.exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": "other@example.org"}])
def test_who_is_removed_or_moved_in_the_meantime_gets_nothing(person, change):
    row = write(person)
    User.objects.filter(pk=person.pk).update(**change)
    personal.deliver_due(AT)

    row.refresh_from_db()
    assert (row.status, mail.outbox) == ("cancelled", [])


def test_what_was_certainly_refused_is_tried_again_and_parked_in_the_end(person, refusing):
    refusing.error = smtplib.SMTPRecipientsRefused({})
    row, at, seen = write(person), AT, []
    for _ in range(4):
        personal.deliver_due(at)
        row.refresh_from_db()
        seen.append((row.status, row.attempts))
        at += dt.timedelta(hours=2)
    assert seen == [("queued", 1), ("queued", 2), ("failed", 3), ("failed", 3)]


def test_what_is_refused_for_good_is_parked_at_once(person, refusing):
    refusing.error = smtplib.SMTPRecipientsRefused({person.email: (550, b"no such user")})
    row = write(person)
    personal.deliver_due(AT)
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("failed", 1)


def test_a_server_that_does_not_answer_is_asked_once_for_all_messages(person, refusing, monkeypatch):
    opened = []

    def open_(self):
        opened.append(self)
        raise ConnectionRefusedError

    monkeypatch.setattr(Refusing, "open", open_)
    for _ in range(3):
        write(person)
    personal.deliver_due(AT)
    assert list(PersonalMail.objects.values_list("status", "attempts")) == [("queued", 1)] * 3
    assert len(opened) == 1


def test_a_server_found_away_by_a_worker_that_was_away_for_days_has_its_day(person, refusing, monkeypatch):
    def open_(self):
        raise ConnectionRefusedError

    monkeypatch.setattr(Refusing, "open", open_)
    row, back = write(person), AT + dt.timedelta(days=3)
    for hours in range(25):
        personal.deliver_due(back + dt.timedelta(hours=hours))
        row.refresh_from_db()
        assert (row.status, row.away_since) == ("queued", back)
    personal.deliver_due(back + dt.timedelta(hours=25))
    row.refresh_from_db()
    assert row.status == "failed"


def test_what_may_have_left_is_never_sent_again(person, refusing):
    refusing.error = ConnectionResetError()
    row = write(person)
    personal.deliver_due(AT)
    row.refresh_from_db()
    assert row.status == "unknown"
    other = write(person)
    PersonalMail.objects.filter(pk=other.pk).update(status="sending", claimed_at=AT)
    personal.deliver_due(AT + dt.timedelta(hours=1))
    other.refresh_from_db()
    assert other.status == "unknown"


def test_a_message_that_cannot_be_written_is_parked_and_keeps_nobody_waiting(person):
    broken = write(person)
    write(person)
    PersonalMail.objects.filter(pk=broken.pk).update(values={"template": "nowhere", "changed_at": "x"})
    personal.deliver_due(AT)

    assert list(PersonalMail.objects.values_list("status", flat=True)) == ["failed", "sent"]
    assert len(mail.outbox) == 1


def test_the_sweep_delivers_and_says_nothing_of_whom(person):
    write(person)
    assert "messages to persons: 1" in list(sweeps.run(AT, sweeps.DELIVERING))


def test_personal_mail_is_not_in_the_secretariats_outbox(person, settings, client):
    settings.EMAIL_BACKEND = "members.mailing.backends.OutboxBackend"
    row = write(person)
    personal.deliver_due(clock.now())
    client.force_login(members.officer(language="en"))
    page = client.get(reverse("notes:outbox")).content.decode()

    assert outbox.find_personal(row.message_id) is not None
    assert person.email not in page and not Dispatch.objects.exists()
    name = outbox.name_of(row.message_id)
    assert client.get(reverse("notes:outbox-message", args=[name])).status_code == 404


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "CICA Secretariat"), ("ru", "Секретариат СВМДА"), ("kk", "Азия Кеңесінің Хатшылығы")],
)
def test_a_message_says_its_language_and_who_it_is_from(language, name):
    write(members.drafter(members.member_state("KZ"), language=language))
    personal.deliver_due(AT)

    message = email.message_from_bytes(mail.outbox[0].message().as_bytes(), policy=email.policy.default)
    assert message["Content-Language"] == language
    [sender] = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "secretariat@portal.invalid")


def test_a_sender_with_a_name_of_its_own_keeps_it(person, settings):
    settings.DEFAULT_FROM_EMAIL = "The Secretariat <secretariat@example.org>"
    write(person)
    personal.deliver_due(AT)

    assert mail.outbox[0].message()["From"] == "The Secretariat <secretariat@example.org>"


def test_a_provider_with_ids_of_its_own_takes_the_word_of_the_message_along(person, settings):
    settings.MAIL_PROVIDER = "postmark"
    row = write(person)
    personal.deliver_due(AT)

    assert f"<{mail.outbox[0].message()['X-PM-Metadata-message']}@" in row.message_id
