"""What the placeholders of the texts of notes are called on pages and in refusals."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LABELS = {
    "addressee": pgettext_lazy("placeholder", "addressee"),
    "closing": _("end of the period for comments, with time and zone"),
    "coordinator": _("coordinating State"),
    "coordinator_to": _("coordinating State, as recipient"),
    "deadline": pgettext_lazy("placeholder", "deadline"),
    "deadline_in": _("deadline, as the day on which it ends"),
    "deadline_loc": _("deadline, as the day on which it ends"),
    "earlier_numbers": _("numbers of the notes that circulated earlier texts"),
    "earlier_notes": _("earlier notes that circulated the plan, with their dates"),
    "event": _("title of the event"),
    "event_date": _("date of the event"),
    "event_place": _("place of the event"),
    "filed_date": _("day on which the comments were submitted"),
    "instead": _("the words to be corrected"),
    "measure": _("confidence-building measure"),
    "period": _("years of the plan"),
    "read": _("the words as they should read"),
    "reason": _("reason for the extension, as the note states it"),
    "receipt_number": _("number of the receipt"),
    "reference_date": _("date of the note referred to"),
    "reference_number": _("number of the note referred to"),
    "state": _("State that made the request"),
    "states": _("States that commented"),
    "swg_date": _("date of the SWG meeting"),
    "their_date": _("date of the State's note"),
    "their_number": _("number of the State's note"),
    # Outside of the paragraphs: the portal fills them in, and texts cannot use them.
    "addressee_block": pgettext_lazy("placeholder", "addressee"),
    "date": _("date of the note"),
    "enclosure_size": _("size of the enclosure"),
    "note_number": _("number of the note"),
    "place": _("seat of the Secretariat"),
    # What chooses between variants of a paragraph.
    "annexed": _("what is enclosed besides the text"),
    "corrected": _("languages of the correction"),
    "earlier": _("comments on earlier texts"),
    "meeting": _("date of the SWG meeting"),
    "received": _("way in which the comments were received"),
    "reception": _("whether comments are still accepted"),
    "request": _("who requested the extension"),
    "revision": _("changes and comments since the last circulation"),
    "why": _("whether the note states the reason for the extension"),
}
