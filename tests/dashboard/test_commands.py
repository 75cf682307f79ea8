from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from dashboard import sweeps
from members.models import MemberState, User
from notes.models import NoteSeries, VerbalNote
from plans.models import ConceptPaper, ConfidenceBuildingMeasure
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


def test_members_are_loaded_without_a_case_and_once():
    assert "Made 28 Member States" in run("load_members")
    assert run("load_members") == "All of it is loaded already.\n"

    assert MemberState.objects.count() == 28
    assert ConfidenceBuildingMeasure.objects.exists()
    for model in (ConceptPaper, VerbalNote, NoteSeries, User):
        assert not model.objects.exists()
