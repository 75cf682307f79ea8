"""Processes that die without a word, each at the worst instant. They are real ones, with real mail and a real
database, and take their seconds to start; `make chaos` does the same at random."""

import datetime as dt
import os
import signal
import subprocess
import sys
from urllib.parse import quote

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as django_settings
from django.db import connection

from cica_portal.database import claims
from comments.models import Consultation
from notes.acts import issuing
from notes.enums import DispatchStatus, NoteStatus
from notes.models import Dispatch
from tests.factories import members, notes
from tests.ports import free_port

pytestmark = pytest.mark.django_db(transaction=True)

START = "import datetime as dt, os, django; django.setup();"
DELIVER = "from notes.delivery import sending; sending.deliver_due(dt.datetime.fromisoformat({at!r}))"
ISSUE = (
    "from notes.acts import issuing; from notes.models import VerbalNote;from members.models import User;"
    "issuing.record_issue = lambda *args, **details: os.kill(os.getpid(), 9);"
    "issuing.issue(VerbalNote.objects.get(), by=User.objects.get(username='signatory'),"
    " at=dt.datetime.fromisoformat({at!r}))"
)


class Sink:
    """A mail server that kills who sends it the n-th message: before it takes it, or before it says so."""

    def __init__(self, at_message: int, *, takes_it: bool) -> None:
        self.at_message, self.takes_it = at_message, takes_it
        self.seen, self.taken, self.sender = 0, [], None

    async def handle_DATA(self, server, session, envelope):
        self.seen += 1
        dies = self.seen == self.at_message
        if not dies or self.takes_it:
            self.taken.append(envelope.rcpt_tos[0])
        if dies:
            self.sender.kill()
            self.sender.wait(10)
        return "250 OK"


@pytest.fixture
def start(tmp_path):
    """Return a function that starts a process on the database of this test."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        database = f"sqlite:///{found['NAME']}"
    else:
        secret = f":{quote(found['PASSWORD'])}" if found["PASSWORD"] else ""
        where = f"{found['HOST'] or 'localhost'}:{found['PORT'] or 5432}"
        database = f"postgres://{quote(found['USER'])}{secret}@{where}/{found['NAME']}"

    def act(code, *, at, port=0):
        environment = {
            "DJANGO_SETTINGS_MODULE": "tests.settings_of_processes",
            "CHAOS_FOLDER": str(tmp_path),
            "DATABASE_URL": database,
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "REDIS_URL": "",
        }
        return subprocess.Popen(
            [sys.executable, "-c", START + code.format(at=at.isoformat())],
            cwd=django_settings.BASE_DIR,
            env=os.environ | environment,
        )

    return act


@pytest.mark.parametrize("takes_it", [False, True])
def test_a_sender_that_dies_leaves_one_message_unknown_and_the_others_sent_once(
    client, people, officer, start, takes_it
):
    notes.circulated()
    notes.store_all()
    sink, port = Sink(2, takes_it=takes_it), free_port()
    server = Controller(sink, hostname="127.0.0.1", port=port)
    server.start()
    later = notes.AT + dt.timedelta(minutes=1)
    try:
        sink.sender = start(DELIVER, at=later, port=port)
        assert sink.sender.wait(60) == -signal.SIGKILL
        afterwards = later + claims.LASTS + dt.timedelta(minutes=2)
        assert start(DELIVER, at=afterwards, port=port).wait(60) == 0
    finally:
        server.stop()

    unknown = Dispatch.objects.get(status=DispatchStatus.UNKNOWN)
    sent = set(Dispatch.objects.filter(status=DispatchStatus.SENT).values_list("address", flat=True))
    assert len(sent) == 2
    assert sorted(sink.taken) == sorted([*sent, unknown.address] if takes_it else sent)
    page = client.signed_in(officer).page("notes:outbox")
    assert unknown.address in page


def test_a_process_that_dies_in_the_act_of_issuing_leaves_no_trace_and_no_gap(people, start):
    note = notes.prepared(by=members.officer())
    signatory = members.signatory(username="signatory")

    assert start(ISSUE, at=notes.AT).wait(60) == -signal.SIGKILL

    note.refresh_from_db()
    assert (note.status, note.number) == (NoteStatus.DRAFTED, None)
    assert (Consultation.objects.count(), Dispatch.objects.count()) == (0, 0)
    assert notes.last_number() == 688
    assert issuing.issue(note, by=signatory, at=notes.AT).own_consultation.reference == "NCT/ICT/689"
