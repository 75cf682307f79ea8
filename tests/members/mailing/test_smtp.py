"""The portal's mail beside a mail server of its own: what it answers, and where it hangs up."""

import datetime as dt

import pytest
from aiosmtpd.controller import Controller

from members import mailing
from members.mailing import personal, sender
from members.models import PersonalMail
from tests.factories import members
from tests.ports import free_port

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
CLOSING = "421 4.7.0 Too many messages, closing"


class Server:
    """A mail server that takes so many messages in an hour, and hangs up on some addresses."""

    def __init__(self):
        self.taken, self.lines = [], 0
        self.most, self.hangs_up_at, self.hung_up = 1000, "", set()

    async def handle_EHLO(self, server, session, envelope, hostname, answers):
        self.lines += 1
        session.host_name = hostname
        return answers

    async def handle_MAIL(self, server, session, envelope, address, options):
        if len(self.taken) >= self.most:
            return CLOSING
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.hangs_up_at == "recipient" and address in self.hung_up:
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.hangs_up_at == "end" and set(envelope.rcpt_tos) & self.hung_up:
            server.transport.abort()
        self.taken += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def server(settings):
    handler = Server()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    controller = Controller(handler, hostname=settings.EMAIL_HOST, port=settings.EMAIL_PORT)
    controller.start()
    handler.lines = 0  # the controller has asked whether it is there
    settings.EMAIL_BACKEND = "members.mailing.backends.SMTPBackend"
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    yield handler
    controller.stop()


@pytest.fixture
def written():
    """Write to six people, and return their addresses in the order in which the messages leave."""
    people = [
        members.drafter(members.member_state("KZ"), email=f"{number}@example.org") for number in range(6)
    ]
    for person in people:
        fields = {"template": "account/email/password_changed", "changed_at": AT.isoformat(), "ip": ""}
        mailing.write(mailing.Kind.ACCOUNT_NOTICE, person, at=AT, user_agent="", **fields)
    return [person.email for person in people]


def statuses():
    return list(PersonalMail.objects.values_list("status", flat=True))


def test_messages_leave_by_one_line(server, written):
    personal.deliver_due(AT)
    assert (statuses(), server.taken, server.lines) == (["sent"] * 6, written, 1)


def test_what_is_above_the_limit_of_the_server_waits_and_leaves_when_there_is_room(server, written):
    """It was tried three times within the hour, and then set aside for good."""
    server.most = 2
    for minutes in range(0, 180, 5):
        server.most += 2 if minutes == 120 else 0
        personal.deliver_due(AT + dt.timedelta(minutes=minutes))
    assert sorted(statuses()) == ["queued"] * 2 + ["sent"] * 4
    waiting = PersonalMail.objects.filter(status="queued")
    assert {(one.attempts, one.not_before) for one in waiting} == {(1, AT)}
    server.most = 1000
    personal.deliver_due(AT + dt.timedelta(hours=4))
    assert (statuses(), sorted(server.taken)) == (["sent"] * 6, written)


def test_a_server_that_closes_every_line_is_not_asked_for_each_message(server, written):
    server.most = 0
    personal.deliver_due(AT)
    assert (statuses(), server.lines) == (["queued"] * 6, sender.BROKEN)


def test_messages_that_the_server_hangs_up_on_hold_up_no_other(server, written):
    server.hangs_up_at, server.hung_up = "recipient", set(written[:3])
    for minute in range(4):
        personal.deliver_due(AT + dt.timedelta(minutes=minute))
    assert (statuses(), server.taken) == (["queued"] * 3 + ["sent"] * 3, written[3:])


def test_a_line_that_breaks_before_the_message_was_given_leaves_no_doubt(server, written):
    server.hangs_up_at, server.hung_up = "recipient", {written[0]}
    personal.deliver_due(AT)
    assert statuses() == ["queued"] + ["sent"] * 5
    server.hung_up.clear()
    personal.deliver_due(AT + dt.timedelta(minutes=5))
    assert (statuses(), sorted(server.taken)) == (["sent"] * 6, written)


def test_a_line_that_breaks_behind_the_message_leaves_an_unknown_outcome(server, written):
    server.hangs_up_at, server.hung_up = "end", {written[0]}
    personal.deliver_due(AT)
    assert statuses() == ["unknown"] + ["sent"] * 5
