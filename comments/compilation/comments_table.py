"""The table of comments: what goes into it, as the key by which its documents are found."""

from cica_portal.text import sha256
from comments.compilation import lines
from comments.models import Consultation, Response
from comments.procedure import ledger


def source(consultation: Consultation) -> str:
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
