from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dashboard import sweeps
from tests.factories import notes

pytestmark = pytest.mark.django_db


def run(command):
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def test_sweep_prints_what_it_did_and_then_nothing(people, set_clock):
    notes.circulated()
    set_clock("2022-05-27T03:00:00+00:00")
    assert "message of NCT/ICT/689 to KZ sent" in run("sweep")
    run("sweep")
    assert run("sweep") == ""


def test_failing_sweep_ends_with_an_error(monkeypatch, caplog):
    def fail(at):
        raise ValueError("broken")
        yield

    monkeypatch.setitem(sweeps.ALL, "deliver", fail)
    with pytest.raises(CommandError, match="deliver"):
        run("sweep")
