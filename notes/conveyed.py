"""What the note of a submission encloses: the table of comments and the revised draft."""

from comments.reading import working_files
from documents.enums import DocumentKind
from notes.kinds import Enclosure
from notes.models import VerbalNote
from plans.models import Revision
from plans.papers import plan_documents


def submitted(note: VerbalNote) -> Revision | None:
    """Return the revision that an issued note submitted."""
    number = note.values.get("revision")
    return note.own_paper.revisions.filter(number=number).first() if number is not None else None


def enclosures(note: VerbalNote) -> list[Enclosure]:
    """Return what the note encloses: the table of comments and the revised draft."""
    revision = submitted(note)
    if revision is None:
        plan = plan_documents.draft_source(note.own_paper)
    else:
        plan = plan_documents.revision_source(revision)
    comments = working_files.table_source(note.own_consultation)
    return [
        Enclosure("comments", "comments", DocumentKind.COMMENTS, comments),
        Enclosure("plan", "revised", DocumentKind.PLAN, plan, is_text=True),
    ]
