"""Which rows of the app are official, and from when on: they are sealed in the record of acts (rule 40)."""

from django.db.models import Q

from documents.enums import DocumentStatus
from members.audit.seals import Official
from notes.enums import NoteStatus
from notes.models import (
    AddressFinding,
    Arrival,
    DeliveryReport,
    EnclosureRule,
    IncomingNote,
    NoteAddressee,
    NoteAttachment,
    NoteEvent,
    NoteText,
    NumberingRule,
    NumberingStart,
    PaperDelivery,
    SetAside,
    SwgPackage,
    SwgPackageFile,
    TakenNumber,
    VerbalNote,
    VoidNumber,
    Wording,
    WordingApproval,
)

OFFICIAL = [
    Official(AddressFinding),
    Official(Arrival),
    Official(DeliveryReport),
    Official(EnclosureRule),
    Official(IncomingNote, file="file", file_sha256="file_sha256"),
    Official(NoteAddressee, Q(frozen_at__isnull=False)),
    Official(NoteAttachment, Q(frozen_at__isnull=False)),
    Official(NoteEvent),
    Official(NoteText),
    Official(NumberingRule),
    Official(NumberingStart),
    Official(PaperDelivery),
    Official(SetAside),
    Official(SwgPackage, Q(status=DocumentStatus.STORED)),
    Official(SwgPackageFile, file="file", file_sha256="sha256"),
    Official(TakenNumber),
    Official(VerbalNote, Q(status=NoteStatus.ISSUED), but=("key",)),
    Official(VoidNumber),
    Official(Wording),
    Official(WordingApproval),
]
