"""Which rows of the app are official, and from when on: they are sealed in the record of acts (rule 40)."""

from collections.abc import Iterator

from django.db.models import Q

from cica_portal.text import sha256
from comments.enums import ConsultationStatus, EnteredStatus, TimeRequestStatus
from comments.models import (
    Acceptance,
    AcceptanceUndone,
    Acknowledgement,
    AnswersRelease,
    Attachment,
    Clarification,
    Comment,
    CompilationRelease,
    Consultation,
    ConsultationEvent,
    ConsultationExtension,
    Disposition,
    DispositionUndone,
    EnteredResponse,
    FiledAttachment,
    Grant,
    HeldClosing,
    LedgerAddendum,
    LedgerEntry,
    Message,
    MessageWithdrawal,
    NoReplyNeeded,
    OutcomeConfirmation,
    PaperNote,
    Reaction,
    Receipt,
    Response,
    TimeRequest,
)
from comments.procedure.replies import addenda, ledger, told
from comments.writing import receipts
from members.audit.seals import Official
from members.models import AuditEntry

OFFICIAL = [
    Official(Acceptance),
    Official(AcceptanceUndone),
    Official(Acknowledgement),
    Official(AnswersRelease),
    Official(Attachment, Q(filed_at__isnull=False), file="stored_as", file_sha256="sha256"),
    Official(Clarification),
    Official(Comment),
    Official(CompilationRelease),
    Official(Consultation, ~Q(status=ConsultationStatus.OPEN)),
    Official(ConsultationEvent),
    Official(ConsultationExtension),
    Official(Disposition),
    Official(DispositionUndone),
    Official(EnteredResponse, Q(status__in=[EnteredStatus.CONFIRMED, EnteredStatus.DISCARDED])),
    Official(FiledAttachment),
    Official(Grant),
    Official(HeldClosing, ~Q(decision="")),
    Official(LedgerAddendum),
    Official(LedgerEntry),
    Official(Message),
    Official(MessageWithdrawal),
    Official(NoReplyNeeded),
    Official(OutcomeConfirmation),
    Official(PaperNote),
    Official(Reaction),
    Official(Receipt),
    Official(Response),
    Official(TimeRequest, ~Q(status=TimeRequestStatus.ASKED), but=("key",)),
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
    found = Receipt.objects.exclude(response=None).select_related(
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
    for consultation in Consultation.objects.exclude(ledger_sha256=""):
        entries = consultation.ledger.select_related("consultation", "member_state", "response")
        wanted = frozen.pop(str(consultation.pk), None)
        if not wanted == consultation.ledger_sha256 == ledger.digest(entries):
            yield f"The record of replies of {consultation.reference} is not the one that was frozen."
        if not addenda.hold(consultation):
            yield f"What was added to the record of replies of {consultation.reference} was changed."
    for key in frozen:
        yield f"The consultation {key} was closed, and its record of replies is no longer there."
