"""What the note of a submission encloses: the table of comments and the revised draft, in a language."""

from cica_portal.text import sha256
from comments.compilation import lines
from comments.models import Consultation, Response
from comments.procedure import ledger
from notes import documents
from notes.enums import DocumentKind
from notes.models import Document, VerbalNote
from plans.models import Revision


def comments_source(consultation: Consultation) -> str:
    """Return the key of the table of comments: a late answer, and nothing else after closing, changes it."""
    late = [answer.pk for answer in ledger.late_answers(consultation).values()]
    answers = Response.objects.standing().filter(consultation=consultation)
    return sha256(
        {
            "round": consultation.reference,
            "closes_at": consultation.closes_at.isoformat(),
            "revision": consultation.revision.sha256,
            "answers": sorted(answers.values_list("sha256", flat=True)),
            "late": sorted(Response.objects.filter(pk__in=late).values_list("sha256", flat=True)),
            "events": sorted(str(event.pk) for event in lines.events(consultation)),
        }
    )


def comments_table(note: VerbalNote, language: str) -> Document | None:
    """Return the table of comments that goes with the note."""
    source = comments_source(note.consultation)
    tables = Document.objects.filter(kind=DocumentKind.COMMENTS, source_sha256=source)
    return tables.filter(language=language).first()


def submitted(note: VerbalNote) -> Revision | None:
    """Return the revision that an issued note submitted."""
    number = note.values.get("revision")
    return note.paper.revisions.filter(number=number).first() if number is not None else None


def enclosures(note: VerbalNote, language: str) -> dict[str, Document | None]:
    """Return what the note encloses in a language: the table of comments and the revised draft."""
    revision = submitted(note)
    plan = documents.of_revision(revision, language) if revision else documents.of_draft(note.paper, language)
    return {"comments": comments_table(note, language), "plan": plan}
