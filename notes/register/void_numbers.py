"""Numbers of notes that are void: their notes never left."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError
from notes.models import VerbalNote, VoidNumber


class NumberIsVoid(DomainError):
    sentence = _("The number %(number)s is void: its note was not sent to anybody.")


def refuse(note: VerbalNote) -> None:
    """Refuse what is done with an issued note, if its number is void."""
    if _own(note.pk).exists():
        raise NumberIsVoid(number=note.number)


def _own(note: int) -> QuerySet[VoidNumber]:
    return VoidNumber.objects.filter(note=note)
