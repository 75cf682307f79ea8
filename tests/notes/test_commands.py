import hashlib
import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cica_portal.spaces import ordinary
from comments.enums import Position
from comments.procedure import consultations
from documents.models import Document
from notes.management.commands.ledger import ledger_of
from tests.factories import comments, notes

pytestmark = pytest.mark.django_db

REACHED_AT = "2022-05-26T03:00:00Z"
STAYS = {"withdrawn_at": None, "withdrawal_receipt": None, "left_on": None}
RESPONDED = STAYS | {
    "channel": "portal",
    "source": None,
    "unentered": 0,
    "reached_by": "responded",
    "reached_at": REACHED_AT,
}
TAKEN = STAYS | {
    "channel": None,
    "source": None,
    "unentered": 0,
    "reached_by": "taken",
    "reached_at": REACHED_AT,
}
NOTHING = STAYS | {"channel": None, "source": None, "unentered": 0, "reached_by": None, "reached_at": None}


def run(command, *args, **options):
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def consultation(people, set_clock):
    made = notes.circulated()
    made.addressees.exclude(member_state__code="TR").update(reached_at=notes.AT)
    set_clock("2022-05-27T03:00:00+00:00")
    comments.answer(made, people["KZ"], Position.COMMENTS)
    return made


# Ledger ----------------------------------------------------------------------------------------------
def test_ledger_of_an_open_consultation(consultation):
    assert json.loads(run("ledger", "№ nct/ict/689", "--json")) == {
        "reference": "NCT/ICT/689",
        "opens_at": "2022-05-26T03:00:00Z",
        "closes_at": "2022-06-06T18:00:00Z",
        "state": "open",
        "outcome": None,
        "member_states": [
            {"code": "KZ", "status": "commented", "events_proposed": 0} | RESPONDED,
            {"code": "RU", "status": "awaiting", "events_proposed": 0} | TAKEN,
            {"code": "TR", "status": "awaiting", "events_proposed": 0} | NOTHING,
        ],
    }


def test_ledger_is_the_same_before_and_after_the_closing_is_recorded(consultation, set_clock):
    at = set_clock("2022-06-06T18:00:00+00:00")
    due = json.loads(run("ledger", "NCT/ICT/689", "--json"))
    consultation.refresh_from_db()
    assert consultation.status == "open"
    consultations.close(consultation, at=at)
    assert json.loads(run("ledger", "NCT/ICT/689", "--json")) == due
    assert (due["state"], due["outcome"], due["member_states"]) == (
        "closed",
        "comments",
        [
            {"code": "KZ", "status": "commented", "events_proposed": 0} | RESPONDED,
            {"code": "RU", "status": "silent", "events_proposed": 0} | TAKEN,
            {"code": "TR", "status": "not_reached", "events_proposed": 0} | NOTHING,
        ],
    )


def test_ledger_of_the_last_second_is_open(consultation, set_clock):
    at = set_clock("2022-06-06T17:59:50+00:00")
    assert ledger_of(consultation, at=at)["state"] == "open"


def test_ledger_as_a_table(consultation):
    lines = run("ledger", "NCT/ICT/689").splitlines()
    assert lines[:5] == [
        "reference   NCT/ICT/689",
        "opens_at    2022-05-26T03:00:00Z",
        "closes_at   2022-06-06T18:00:00Z",
        "state       open",
        "outcome     -",
    ]
    assert lines[7].split() == ["KZ", "commented", "0", "portal", "-", "responded", REACHED_AT, "0"]


@pytest.mark.parametrize(
    ("language", "status", "heads", "row"),
    [
        (
            "en",
            ["status", "open"],
            "response",
            ["KZ", "commented", "0", "in the portal", "-", "response received"],
        ),
        ("ru", ["статус", "открыты"], "ответ", ["KZ", "комментарии представлены", "0", "на портале"]),
        ("kk", ["күйі", "ашық"], "жауап", ["KZ", "ескертпе ұсынды", "0", "порталда"]),
    ],
)
def test_ledger_in_the_words_of_a_language(consultation, language, status, heads, row):
    lines = [re.split(" {2,}", line) for line in run("ledger", "NCT/ICT/689", language=language).splitlines()]
    assert (lines[3], lines[6][1], lines[7][: len(row)]) == (status, heads, row)


@pytest.mark.parametrize(
    ("language", "refusal"),
    [("ru", "Ноты с номером «NCT/ICT/1» нет."), ("kk", "Нөмірі «NCT/ICT/1» нота жоқ.")],
)
@pytest.mark.parametrize("command", ["ledger", "render_note"])
def test_refusal_in_the_language_that_was_asked_for(command, language, refusal):
    options = {"output": Path("x.pdf")} if command == "render_note" else {}
    with pytest.raises(CommandError) as error:
        run(command, "NCT/ICT/1", language=language, **options)
    assert ordinary(str(error.value)) == refusal


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("ledger", []),
        ("render_note", ["--language", "en", "--output", "x.pdf"]),
        ("swg_package", ["--output", "x"]),
    ],
)
def test_unknown_reference_is_one_clear_line(command, options):
    with pytest.raises(CommandError) as error:
        run(command, "NCT/ICT/1", *options)
    assert str(error.value) == "There is no note with the number “NCT/ICT/1”."


# Notes and package -----------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "pages"), [("en", 1), ("ru", 1), ("kk", 1), ("all", 3)])
def test_note_is_rendered_once_and_stored(consultation, tmp_path, language, pages):
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    run("render_note", "NCT/ICT/689", "--language", language, "--output", str(first))
    document = Document.objects.get(kind="note", language=language)
    assert (document.status, document.pages) == ("stored", pages)
    assert hashlib.sha256(first.read_bytes()).hexdigest() == document.sha256
    run("render_note", "No. NCT/ICT/689", "--language", language, "--output", str(second))
    assert second.read_bytes() == first.read_bytes()


def test_note_is_not_written_where_nothing_can_be_written(consultation, tmp_path):
    target = tmp_path / "no" / "folder.pdf"
    with pytest.raises(CommandError, match="cannot be written"):
        run("render_note", "NCT/ICT/689", "--language", "en", "--output", str(target))


def test_package_holds_every_language_and_its_hashes(consultation, set_clock, tmp_path):
    set_clock("2022-06-07T03:00:00+00:00")
    folder = tmp_path / "package"
    run("swg_package", "NCT/ICT/689", "--output", str(folder))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    names = [
        f"NCT-ICT-689-{kind}-{language}.pdf"
        for kind in ("note-and-plan", "comments")
        for language in ("en", "ru", "kk")
    ]
    assert [entry["file"] for entry in manifest["files"]] == names
    assert sorted(path.name for path in folder.iterdir()) == sorted([*names, "manifest.json"])
    for entry in manifest["files"]:
        assert hashlib.sha256((folder / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert (manifest["reference"], manifest["closes_at"], manifest["revision"]["sha256"]) == (
        "NCT/ICT/689",
        "2022-06-06T18:00:00Z",
        consultation.revision.sha256,
    )


def test_package_of_an_open_consultation_is_refused(consultation, tmp_path):
    with pytest.raises(CommandError) as error:
        run("swg_package", "NCT/ICT/689", "--output", str(tmp_path / "package"))
    assert str(error.value) == "The consultation is still open. The package can be built once it has closed."
    assert not (tmp_path / "package").exists()
