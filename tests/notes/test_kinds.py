import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from cica_portal.languages import LANGUAGES
from notes import kinds
from notes.enums import NoteKind
from notes.wording import formulas, texts

# Where a kind is named besides its row and its act: in what is true of every note, and where history is read.
NAMED_BESIDES = {"notes/models/notes.py", "notes/reference.py"}
HOMES = ("notes/acts/", "notes/acts/reminding/reminder_notes.py")


def test_every_kind_has_one_row():
    assert [row.kind for row in kinds.rows()] == list(NoteKind)
    with pytest.raises(ValueError, match="circulation"):
        kinds.add(kinds.row(NoteKind.CIRCULATION))


@pytest.mark.parametrize("kind", list(NoteKind))
def test_every_row_has_its_letter_and_its_words(kind):
    row = kinds.row(kind)
    for language in LANGUAGES:
        for ending in (".txt", ".subject.txt"):
            assert get_template(f"notes/email/{language}/{row.letter}{ending}")
    body = texts.first_body(kind)
    assert formulas.check(kind, body) == []
    assert all(set(of_piece) == set(LANGUAGES) for of_piece in body.values())


def test_a_kind_is_named_where_its_act_is_and_nowhere_else():
    named = set()
    for app in ("notes", "dashboard", "search", "api"):
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            if re.search(r"\bNoteKind\.[A-Z]", path.read_text(encoding="utf-8")):
                named.add(path.relative_to(settings.BASE_DIR).as_posix())
    assert {place for place in named if not place.startswith(HOMES)} == NAMED_BESIDES
