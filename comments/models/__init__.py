"""The rows of a consultation: rounds and answers, records of single acts, and what became of comments."""

from comments.models.consultation import (
    Addressee,
    Consultation,
    ConsultationEvent,
    ConsultationExtension,
    ConsultationQuerySet,
    HeldClosing,
)
from comments.models.delegations import (
    Attachment,
    Carrying,
    FiledAttachment,
    InternalDeadline,
    Message,
    MessageWithdrawal,
    OfflineForm,
    ParagraphTask,
    TakenRow,
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
    Reply,
    ReplyTemplate,
    Translations,
    WorkingTranslation,
)
from comments.models.entered import EnteredRemark, EnteredResponse
from comments.models.merging import Acceptance, AcceptanceUndone, MergeDraft
from comments.models.outside import OutsideRelease, OutsideRemark, OutsideRemarkQuerySet
from comments.models.records import (
    Acknowledgement,
    CompilationRelease,
    Grant,
    LedgerAddendum,
    OutcomeConfirmation,
    PaperNote,
    TimeRequest,
)
from comments.models.remarks import RemarkFields
from comments.models.responses import (
    Comment,
    DraftComment,
    LedgerEntry,
    Receipt,
    Response,
)
from comments.models.room import Room, RoomAct, RoomQuerySet
from comments.models.statements import Statement, StatementQuerySet, StatementTranslation
from comments.models.supports import Support
