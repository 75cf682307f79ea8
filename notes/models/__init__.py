"""The rows of the notes: the register with its documents and messages, and the packages for the SWG."""

from notes.models.addresses import AddressFinding
from notes.models.arrivals import Arrival, PaperDelivery
from notes.models.circulations import Circulation
from notes.models.enclosures import EnclosureRule, NoteAttachment
from notes.models.incoming import IncomingNote, SetAside, incoming_path
from notes.models.notes import (
    DeliveryReport,
    Dispatch,
    NoteAddressee,
    NoteEvent,
    NoteSeries,
    NoteText,
    ReminderStep,
    VerbalNote,
    VerbalNoteQuerySet,
)
from notes.models.numbering import NumberCounter, NumberingRule, NumberingStart, TakenNumber
from notes.models.packages import SwgPackage, SwgPackageFile, SwgPackageQuerySet, package_path
from notes.models.voiding import VoidNumber
from notes.models.wordings import Wording, WordingApproval
