"""The column “To” of the register that is taken out as a file."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from members.models import MemberState, User
from notes.acts import addressing, followups, free_notes, issuing
from notes.acts.reminding import reminder_sending
from notes.models import VerbalNote
from notes.register import destinations
from tests.factories import comments, members, notes

pytestmark = pytest.mark.django_db

REMINDED_AT = dt.datetime(2022, 5, 30, 3, tzinfo=dt.UTC)


@pytest.fixture
def consultation(people, set_clock):
    set_clock(notes.AT)
    notes.name_states()
    return notes.circulated()


@pytest.fixture
def to(client, officer):
    """Return by number what the file says in one language."""

    def read(language="en"):
        User.objects.filter(pk=officer.pk).update(language=language)
        client.force_login(officer)
        answer = client.get(reverse("notes:note-list") + "?as=csv").content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(answer)))
        (column,) = [place for place, name in enumerate(rows[0]) if name in {"To", "Кому", "Кімге"}]
        return {row[0]: row[column] for row in rows[1:]}

    return read


def number(note):
    return VerbalNote.objects.get(pk=note.pk).number


def test_a_note_to_all_member_states_says_so_and_how_many_they_are(consultation, to):
    assert to("en") == {number(notes.note_of(consultation)): "All Member States: 3"}


def test_a_reminder_names_those_that_had_not_answered(consultation, people, to, signatory):
    comments.answer(consultation, people["RU"])
    (step,) = reminder_sending.send_due(REMINDED_AT)
    assert to()[step.note.number] == ", ".join(MemberState.objects.get(code=c).name for c in ("KZ", "TR"))

    made = followups.annul(step.note, by=signatory, at=REMINDED_AT)
    issuing.issue(made, by=members.signatory(), at=REMINDED_AT)
    said = to()
    assert said[number(made)] == said[step.note.number] != ""


def test_a_reminder_that_went_to_all_says_so(consultation, to):
    (step,) = reminder_sending.send_due(REMINDED_AT)
    assert to()[step.note.number] == "All Member States: 3"


def test_a_note_on_another_subject_counts_its_states_and_names_others_besides(people, officer, signatory, to):
    notes.name_states()
    forum = members.correspondent("FORUM")
    note = notes.free_note(by=officer)
    addressing.choose(note, is_to_all=True, to=[forum], copies=[], by=officer, at=notes.AT)
    free_notes.hand_over(note, by=officer, at=notes.AT)
    assert list(to().values()) == [f"All Member States, {forum.name}"]
    issuing.issue(note, by=signatory, at=notes.AT)
    assert list(to().values()) == [f"All Member States: 3, {forum.name}"]


def test_what_corrects_a_note_to_all_went_to_all(consultation, officer, signatory, to):
    note = notes.note_of(consultation)
    words = {"instead": {"en": "the"}, "read": {"en": "this"}}
    made = followups.correct(note, corrected="en", **words, by=officer, at=notes.AT)
    issuing.issue(made, by=signatory, at=notes.AT)
    assert to()[number(made)] == "All Member States: 3"


def test_a_draft_went_to_nobody_yet(people, officer, to):
    note = notes.prepared(by=officer)
    assert destinations.said([note]) == {note.pk: ""}
