"""The compilation that goes to every Member State with a note: what all of them may read of a closed round,
with the replies once these have been sent."""

from django.db.models import QuerySet

from cica_portal.text import sha256
from comments.enums import ConsultationStatus, Visibility
from comments.models import (
    AnswersRelease,
    Comment,
    CompilationRelease,
    Consultation,
    Disposition,
    Response,
    WorkingTranslation,
)
from comments.reading import outside, supports

EDITION = 3


def is_read(consultation: Consultation) -> bool:
    """Tell whether every State that the round addressed may read by now what the others filed."""
    if consultation.visibility == Visibility.AT_ONCE:
        return True
    if consultation.visibility == Visibility.AFTER_CLOSING:
        return consultation.status == ConsultationStatus.CLOSED
    return CompilationRelease.objects.filter(consultation=consultation).exists()


def has_replies(consultation: Consultation) -> bool:
    return AnswersRelease.objects.filter(consultation=consultation).exists()


def comments(consultation: Consultation) -> QuerySet[Comment]:
    """Return the comments of the responses that count."""
    standing = Response.objects.standing().filter(consultation=consultation)
    return Comment.objects.filter(response__in=standing)


def source(consultation: Consultation, *, with_replies: bool) -> str:
    """Return the key of the document: what counts of what was filed, its translations, the replies."""
    filed = comments(consultation)
    translated = WorkingTranslation.objects.filter(comment__in=filed).order_by("pk")
    replies = Disposition.objects.filter(comment__in=filed).confirmed().order_by("pk")
    stated = Response.objects.standing().filter(consultation=consultation).exclude(stance="")
    positions = sorted(stated.values_list("sha256", flat=True))
    return sha256(
        {
            "edition": EDITION,
            "round": consultation.reference,
            "closes_at": consultation.closes_at.isoformat(),
            "revision": consultation.revision.sha256,
            "filed": sorted(str(one) for one in filed.values_list("pk", flat=True)),
            "translations": [list(row) for row in translated.values_list("pk", "version")],
            "replies": list(replies.values_list("pk", flat=True)) if with_replies else None,
        }
        | ({"positions": positions} if positions else {})
        | outside.made_of(consultation)
        | supports.made_of(consultation)
    )
