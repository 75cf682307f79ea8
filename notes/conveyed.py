"""What the note of a submission encloses: the table of comments and the revised draft, in a language."""

from comments.compilation import working_files
from documents import store
from documents.enums import DocumentKind
from documents.models import Document
from notes.models import VerbalNote
from plans.models import Revision
from plans.papers import plan_documents


def comments_table(note: VerbalNote, language: str) -> Document | None:
    """Return the table of comments that goes with the note."""
    return store.find(DocumentKind.COMMENTS, working_files.table_source(note.consultation), language)


def submitted(note: VerbalNote) -> Revision | None:
    """Return the revision that an issued note submitted."""
    number = note.values.get("revision")
    return note.paper.revisions.filter(number=number).first() if number is not None else None


def enclosures(note: VerbalNote, language: str) -> dict[str, Document | None]:
    """Return what the note encloses in a language: the table of comments and the revised draft."""
    revision = submitted(note)
    if revision is None:
        plan = plan_documents.of_draft(note.paper, language)
    else:
        plan = plan_documents.of_revision(revision, language)
    return {"comments": comments_table(note, language), "plan": plan}
