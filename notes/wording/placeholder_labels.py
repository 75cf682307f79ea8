"""What the placeholders of the texts of notes are called on pages and in refusals."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import lowfirst

LABELS = {
    "addressee": lowfirst(pgettext_lazy("column", "Addressee")),
    "closing": _("end of the period for comments, with time and zone"),
    "coordinator": lowfirst(_("Coordinating State")),
    "coordinator_to": _("coordinating State, as recipient"),
    "deadline": pgettext_lazy("placeholder", "deadline"),
    "deadline_in": _("deadline, as the day on which it ends"),
    "deadline_loc": _("deadline, as the day on which it ends"),
    "decided_on": _("day of the meeting that decided on the silence procedure"),
    "earlier_numbers": _("numbers of the notes that circulated earlier texts"),
    "earlier_notes": _("earlier notes that circulated the plan, with their dates"),
    "event": lowfirst(_("Title of the event")),
    "event_date": lowfirst(_("Date of the event")),
    "event_place": _("place of the event"),
    "filed_date": _("day on which the comments were submitted"),
    "instead": _("the words to be corrected"),
    "matter": _("what the note says, as its drafter writes it"),
    "measure": lowfirst(_("Confidence-building measure")),
    "period": _("years of the plan"),
    "read": _("words as they should read"),
    "reason": _("reason for the extension, as the note states it"),
    "receipt_number": lowfirst(_("Receipt number")),
    "reference_date": _("date of the note referred to"),
    "reference_number": _("number of the note referred to"),
    "state": _("State that made the request"),
    "states": lowfirst(_("States that submitted comments")),
    "statements_by": _("last day for reservations and statements"),
    "swg_date": _("date of the SWG meeting"),
    "their_date": _("date of the State's note"),
    "their_number": _("number of the State's note"),
    # Outside of the paragraphs: the portal fills them in, and texts cannot use them.
    "addressee_block": lowfirst(pgettext_lazy("column", "Addressee")),
    "date": lowfirst(_("Date of the note")),
    "enclosure_size": _("size of the enclosure"),
    "note_number": _("number of the note"),
    "place": _("seat of the Secretariat"),
    # What chooses between variants of a paragraph.
    "asked": _("what Member States are asked for"),
    "annexed": _("what is enclosed besides the text"),
    "corrected": _("languages of the correction"),
    "decided": _("outcome of the decision by silence"),
    "earlier": _("comments on earlier texts"),
    "handling": _("whose comments are acknowledged"),
    "meeting": _("date of the SWG meeting"),
    "received": _("way in which the comments were received"),
    "reception": _("whether comments are still accepted"),
    "referring": _("whether the note refers to a note of a State"),
    "request": _("who requested the extension"),
    "silence": _("whether a note said that comments were received"),
    "revision": _("changes and comments since the last circulation"),
    "why": _("whether the note states the reason for the extension"),
}
