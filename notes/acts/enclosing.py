"""What drafted notes enclose, asked for anew where it is not there: a reply was sent since, a text edited."""

import datetime as dt

from cica_portal.operation.resilience import run_each
from documents.models import Document
from notes import kinds
from notes.enums import NoteStatus
from notes.models import VerbalNote
from notes.wording import enclosed


def request_due(at: dt.datetime) -> list[Document]:
    """Ask for what drafted notes enclose and nobody has asked for yet."""

    def request(note: VerbalNote) -> list[Document]:
        if all(one.is_asked_for for one in enclosed.of(note, note.attachments.all())):
            return []
        return kinds.of(note).request(note, at=at)

    drafted = VerbalNote.objects.filter(status=NoteStatus.DRAFTED).prefetch_related("attachments")
    return list(run_each(drafted.select_related("paper", "consultation__revision", "circulation"), request))
