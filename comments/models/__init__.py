"""The rows of a consultation: rounds and answers, records of single acts, and what became of comments."""

from comments.models.closings import HeldClosing
from comments.models.consultation import (
    Addressee,
    Consultation,
    ConsultationEvent,
    ConsultationExtension,
    ConsultationQuerySet,
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
    DispositionUndone,
    Duplicate,
    NoReplyNeeded,
    Reaction,
    ReplyTemplate,
)
from comments.models.entered import EnteredRemark, EnteredResponse, EnteredResponseQuerySet
from comments.models.internal import (
    Carrying,
    CarryingQuerySet,
    InternalDeadline,
    InternalDeadlineQuerySet,
    ParagraphTask,
    ParagraphTaskQuerySet,
)
from comments.models.merging import Acceptance, AcceptanceUndone, MergeDraft
from comments.models.offline import OfflineForm, OfflineFormQuerySet, TakenRow, TakenRowQuerySet
from comments.models.records import (
    Acknowledgement,
    CompilationRelease,
    Grant,
    GrantQuerySet,
    LedgerAddendum,
    OutcomeConfirmation,
    PaperNote,
    TimeRequest,
)
from comments.models.remarks import RemarkFields
from comments.models.responses import (
    Comment,
    DraftComment,
    DraftCommentQuerySet,
    LedgerEntry,
    Receipt,
    Response,
    ResponseQuerySet,
)
from comments.models.translations import WorkingTranslation
