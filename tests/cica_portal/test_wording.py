"""The words of the interface: one word for one thing, and a context where one word means two."""

import pytest
from django.utils import translation
from django.utils.translation import pgettext

from comments.enums import Position, RoundStatus
from initiatives.enums import InitiativeStatus
from members.enums import MailStatus
from notes.enums import DispatchStatus, NoteStatus
from plans.enums import ImportStatus, PaperStatus


@pytest.mark.parametrize(
    ("label", "russian", "kazakh"),
    [
        # A plan is masculine, a note feminine, a consultation plural, a message and an event neuter.
        (PaperStatus.CIRCULATED, "распространен", "таратылды"),
        (PaperStatus.ADOPTED, "принят", "қабылданды"),
        (PaperStatus.WITHDRAWN, "отозван", "кері қайтарып алынды"),
        (NoteStatus.ISSUED, "выпущена", "шығарылды"),
        (NoteStatus.DISCARDED, "снята", "алып тасталды"),
        (ImportStatus.DISCARDED, "отклонен", "алып тасталды"),
        (RoundStatus.CLOSED, "закрыты", "жабық"),
        (Position.WITHDRAWN, "ответ отозван", "жауап кері қайтарып алынды"),
        # An event does not take place; a message is not sent.
        (InitiativeStatus.CANCELLED, "отменено", "өткізілмейді"),
        (DispatchStatus.CANCELLED, "отменено", "күші жойылды"),
        (MailStatus.CANCELLED, "отменено", "күші жойылды"),
    ],
)
def test_a_status_agrees_with_what_it_is_said_of(label, russian, kazakh):
    said = {}
    for language in ("ru", "kk"):
        with translation.override(language):
            said[language] = str(label.label)
    assert said == {"ru": russian, "kk": kazakh}


@pytest.mark.parametrize(
    ("context", "word", "russian", "kazakh"),
    [
        ("person", "By", "Кем представлено", "Кім ұсынды"),
        ("person", "removed", "доступ отозван", "қолжетімділігі тоқтатылған"),
        ("invitation", "expired", "истекло", "мерзімі өткен"),
        ("notes", "Received", "Полученные", "Келіп түскендер"),
    ],
)
def test_a_word_of_two_meanings_is_translated_by_its_context(context, word, russian, kazakh):
    said = {}
    for language in ("ru", "kk"):
        with translation.override(language):
            said[language] = pgettext(context, word)
    assert said == {"ru": russian, "kk": kazakh}
