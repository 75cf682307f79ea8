"""Finding notes and rounds by what is printed on paper."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError
from comments.models import CommentRound
from notes import numbers
from notes.models import VerbalNote


class NoRound(DomainError):
    sentence = _("The note %(number)s opened no round.")


def find_round(reference: str) -> CommentRound:
    """Return the round that a note opened, or that it follows, by the note's number in any printed form."""
    note = numbers.find(reference)
    if note.comment_round_id is None:
        raise NoRound(number=note.number)
    return CommentRound.objects.select_related("revision__paper").get(pk=note.comment_round_id)


def search(notes: QuerySet[VerbalNote], words: str) -> QuerySet[VerbalNote]:
    """Narrow a register to the notes whose number, in any printed form, contains what was typed."""
    return notes.filter(numbers.containing(numbers.normalised(words)))
