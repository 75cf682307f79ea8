"""The compilation as files that can be worked with: all that was filed, and what became of it by now; and
the key of the table of comments, which goes with a note."""

import datetime as dt

from django.db.models import QuerySet

from cica_portal.text import sha256
from comments.models import Consultation, Disposition, Response, WorkingTranslation
from comments.reading import compilation, filters, on_paper, outside, supports
from comments.reading.exports import word
from comments.reading.exports import workbook as sheets
from comments.reading.filed import proposed_events
from documents.models import Document

EDITION = 5


def table_source(consultation: Consultation) -> str:
    """Return the key of the table of comments: a late answer, and nothing else after closing, changes it."""
    filed = Response.objects.filter(consultation=consultation)
    answers = filed.standing()
    late = (answers | filed.late()).filter(is_late=True)
    return sha256(
        {
            "round": consultation.reference,
            "closes_at": consultation.closes_at.isoformat(),
            "revision": consultation.revision.sha256,
            "answers": sorted(answers.values_list("sha256", flat=True)),
            "late": sorted(late.values_list("sha256", flat=True)),
            "events": sorted(str(event.pk) for event in proposed_events(consultation)),
        }
    )


def source(consultation: Consultation) -> str:
    """Return the key of the files: what was filed, each disposition that counts, each translation."""
    return sha256(
        {
            "edition": EDITION,
            "filed": table_source(consultation),
            "dispositions": sorted(_dispositions(consultation).values_list("pk", flat=True)),
            "translations": sorted(map(list, _translations(consultation).values_list("pk", "version"))),
        }
        | outside.made_of(consultation)
        | supports.made_of(consultation)
    )


def as_of(consultation: Consultation) -> dt.datetime:
    """Return when the last of it was written: the files say so, and never on which day they were made."""
    times = [consultation.closes_at]
    for found in (_dispositions(consultation), _translations(consultation)):
        times += found.values_list("at", flat=True)
    times += [one.release.at for one in outside.released(consultation)]
    times += [one.at for given in supports.in_force(consultation).values() for one in given]
    return max(times)


def request(consultation: Consultation, language: str, *, at: dt.datetime) -> Document:
    """Ask for the compilation on paper, and for the parts that it is put together of."""
    found = compilation.entire(consultation, language)
    return on_paper.request(found, filters.sift(found, {}), at=at)


def workbook(consultation: Consultation, language: str) -> bytes:
    found = compilation.entire(consultation, language)
    return sheets.workbook(found, filters.sift(found, {}), at=as_of(consultation))


def document(consultation: Consultation, language: str) -> bytes:
    found = compilation.entire(consultation, language)
    return word.document(found, filters.sift(found, {}), at=as_of(consultation))


def _dispositions(consultation: Consultation) -> QuerySet[Disposition]:
    return Disposition.objects.filter(comment__response__consultation=consultation).current()


def _translations(consultation: Consultation) -> QuerySet[WorkingTranslation]:
    return WorkingTranslation.objects.filter(comment__response__consultation=consultation).order_by()
