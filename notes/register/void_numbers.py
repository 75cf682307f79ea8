"""Numbers of notes that are void: their notes never left."""

from cica_portal.errors import Refusal
from notes.models import VerbalNote, VoidNumber


def refuse(note: VerbalNote) -> None:
    """Refuse what is done with an issued note, if its number is void."""
    if VoidNumber.objects.filter(note=note).exists():
        raise Refusal("notes.number_is_void", number=note.number)
