"""The rows of a consultation: rounds and answers, records of single acts, and what became of comments."""

from comments.models.consultation import (
    Addressee,
    Comment,
    Consultation,
    ConsultationEvent,
    ConsultationExtension,
    ConsultationQuerySet,
    DraftComment,
    DraftCommentQuerySet,
    LedgerEntry,
    Receipt,
    Response,
    ResponseQuerySet,
)
from comments.models.delegations import (
    Attachment,
    AttachmentQuerySet,
    FiledAttachment,
    Message,
    MessageQuerySet,
    MessageWithdrawal,
)
from comments.models.dispositions import (
    AnswersRelease,
    Clarification,
    Disposition,
    DispositionQuerySet,
    Duplicate,
    Reaction,
    ReplyTemplate,
)
from comments.models.internal import Carrying, CarryingQuerySet, InternalDeadline, InternalDeadlineQuerySet
from comments.models.merging import Acceptance, MergeDraft
from comments.models.offline import OfflineForm, OfflineFormQuerySet
from comments.models.records import (
    Acknowledgement,
    CompilationRelease,
    Grant,
    GrantQuerySet,
    LedgerAddendum,
    OutcomeConfirmation,
)
from comments.models.remarks import RemarkFields
from comments.models.translations import WorkingTranslation

__all__ = [
    "RemarkFields",
    "Acceptance",
    "Acknowledgement",
    "Addressee",
    "Attachment",
    "AttachmentQuerySet",
    "AnswersRelease",
    "Carrying",
    "CarryingQuerySet",
    "Clarification",
    "Comment",
    "Consultation",
    "ConsultationQuerySet",
    "CompilationRelease",
    "Disposition",
    "DispositionQuerySet",
    "DraftComment",
    "DraftCommentQuerySet",
    "Duplicate",
    "FiledAttachment",
    "Grant",
    "GrantQuerySet",
    "InternalDeadline",
    "InternalDeadlineQuerySet",
    "LedgerAddendum",
    "LedgerEntry",
    "MergeDraft",
    "Message",
    "MessageQuerySet",
    "MessageWithdrawal",
    "OfflineForm",
    "OfflineFormQuerySet",
    "OutcomeConfirmation",
    "Reaction",
    "Receipt",
    "ReplyTemplate",
    "Response",
    "ResponseQuerySet",
    "ConsultationEvent",
    "ConsultationExtension",
    "WorkingTranslation",
]
