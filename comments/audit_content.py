"""Which rows of the app are official, and from when on: they are sealed in the record of acts (rule 40)."""

from collections.abc import Iterator

from django.db.models import Q

from cica_portal.text import sha256
from comments import models
from comments.enums import ConsultationStatus, EnteredStatus, TimeRequestStatus
from comments.procedure.replies import addenda, ledger, told
from comments.writing import receipts
from members.audit.seals import Official
from members.models import AuditEntry

OFFICIAL = [
    Official(models.Acceptance),
    Official(models.AcceptanceUndone),
    Official(models.Acknowledgement),
    Official(models.AnswersRelease),
    Official(models.Attachment, Q(filed_at__isnull=False), file="stored_as", file_sha256="sha256"),
    Official(models.Clarification),
    Official(models.Comment),
    Official(models.CompilationRelease),
    Official(models.Consultation, ~Q(status=ConsultationStatus.OPEN)),
    Official(models.ConsultationEvent),
    Official(models.ConsultationExtension),
    Official(models.Disposition),
    Official(models.DispositionUndone),
    Official(models.EnteredResponse, Q(status__in=[EnteredStatus.CONFIRMED, EnteredStatus.DISCARDED])),
    Official(models.FiledAttachment),
    Official(models.Grant),
    Official(models.HeldClosing, ~Q(decision="")),
    Official(models.LedgerAddendum),
    Official(models.LedgerEntry),
    Official(models.Message),
    Official(models.MessageWithdrawal),
    Official(models.NoReplyNeeded),
    Official(models.OutcomeConfirmation),
    Official(models.OutsideRelease),
    Official(models.OutsideRemark, Q(status__in=[EnteredStatus.CONFIRMED, EnteredStatus.DISCARDED])),
    Official(models.PaperNote),
    Official(models.Reaction),
    Official(models.Receipt),
    Official(models.Response),
    Official(models.Room),
    Official(models.RoomAct),
    Official(models.Statement, Q(status__in=[EnteredStatus.CONFIRMED, EnteredStatus.DISCARDED])),
    Official(models.Support),
    Official(models.TimeRequest, ~Q(status=TimeRequestStatus.ASKED), but=("key",)),
]


def contradictions() -> Iterator[str]:
    """Yield what the entries of acts say otherwise than the rows: of what was filed, of what was frozen, of
    deadlines and of whom they reached."""
    yield from _filed()
    yield from _frozen()
    yield from told.contradictions()


def _filed() -> Iterator[str]:
    acts = AuditEntry.objects.filter(action__in=["response.submit", "response.confirm"])
    recorded = {entry.subject_id: entry.after["sha256"] for entry in acts if entry.after}
    found = models.Receipt.objects.exclude(response=None).select_related(
        "consultation__revision", "member_state", "response__grant"
    )
    for receipt in found.prefetch_related("response__comments").iterator(chunk_size=200):
        wanted = recorded.pop(str(receipt.response_id), None)
        if not wanted == receipt.sha256 == receipt.response.sha256 == sha256(receipts.stored(receipt)):
            yield f"What is stored of the response of receipt {receipt.number} is not what was filed."
    for response in recorded:
        yield f"The response {response} was filed and is no longer there."


def _frozen() -> Iterator[str]:
    closings = AuditEntry.objects.filter(action="consultation.close")
    frozen = {entry.subject_id: entry.after["ledger"] for entry in closings if entry.after}
    for consultation in models.Consultation.objects.exclude(ledger_sha256=""):
        entries = consultation.ledger.select_related("consultation", "member_state", "response")
        wanted = frozen.pop(str(consultation.pk), None)
        if not wanted == consultation.ledger_sha256 == ledger.digest(entries):
            yield f"The record of replies of {consultation.reference} is not the one that was frozen."
        if not addenda.hold(consultation):
            yield f"What was added to the record of replies of {consultation.reference} was changed."
    for key in frozen:
        yield f"The consultation {key} was closed, and its record of replies is no longer there."
