"""What the record of acts calls acts on notes, reminders and messages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notes.reminders.schedule import SKIPPED_LABELS

ACTS = {
    "names.fill": _("Case forms of a name saved"),
    "address.restore": _("Address of a State restored"),
    "verbal_note.prepare": _("Circulation prepared"),
    "verbal_note.draft": _("Note drafted"),
    "verbal_note.redraft": _("Draft note corrected"),
    "verbal_note.address": _("Addressees of a note chosen"),
    "verbal_note.remark": _("Remark to an addressee of a note saved"),
    "verbal_note.issue": _("Note issued"),
    "verbal_note.view": _("Note opened by a delegation"),
    "verbal_note.acknowledge": _("Receipt of a note acknowledged"),
    "verbal_note.release": _("Messages of a note sent"),
    "verbal_note.discard": _("Draft note discarded"),
    "wording.write": _("New version of a note text saved"),
    "wording.approve": _("Version of a note text approved"),
    "enclosure_rule.set": _("Rule for counting enclosures changed"),
    "numbering.set": _("Numbering of notes changed"),
    "number.register": _("Number used outside the portal registered"),
    "incoming_note.enter": _("Note of a Member State registered"),
    "swg_package.want": _("Package for the SWG requested"),
    "swg_package.want_again": _("Package for the SWG requested again"),
    "swg_package.store": _("Package for the SWG built"),
    "reminder.add": _("Reminder added"),
    "reminder.change": _("Reminder changed"),
    "reminder.remove": _("Reminder removed"),
    "reminder.skip": _("Reminder not sent"),
    "reminder.approve": _("Reminder approved"),
    "reminder.mail": _("Reminder sent by e-mail"),
    "reminders.reschedule": _("Reminders rescheduled"),
    "dispatch.fail": _("Message not accepted by the mail server"),
    "dispatch.report": _("Delivery of a message reported"),
    "dispatch.resend": _("Message sent again"),
    "dispatch.settle": _("Delivery status of a message clarified"),
    "dispatch.set_aside": _("Message removed from sending"),
}

SUBJECTS = {
    "notes.verbalnote": pgettext_lazy("record", "note"),
    "notes.wording": _("note text"),
    "notes.enclosurerule": _("rule for counting enclosures"),
    "notes.numberingrule": _("numbering of notes"),
    "notes.takennumber": _("number of a note"),
    "notes.incomingnote": _("note of a Member State"),
    "notes.swgpackage": _("package for the SWG"),
    "notes.reminderstep": pgettext_lazy("record", "reminder"),
    "notes.dispatch": pgettext_lazy("record", "message"),
    "notes.addressfinding": _("address of a State"),
}

FIELDS = {
    "accepted": _("findings despite which circulation was allowed"),
    "addressee": pgettext_lazy("record", "addressee"),
    "addressees": pgettext_lazy("record", "addressees"),
    "addressing": _("to whom the note is addressed"),
    "addresses": _("e-mail addresses"),
    "answers_to": _("refers to note"),
    "addressee": pgettext_lazy("record", "addressee"),
    "archive": _("checksum of the archive"),
    "authority": _("scheduled by"),
    "by_note": _("by numbered note"),
    "copies": _("copies for information"),
    "covering_remark": _("covering remark"),
    "corrects": pgettext_lazy("record", "corrects"),
    "dated_on": pgettext_lazy("record", "dated"),
    "due_on": pgettext_lazy("record", "due"),
    "follows": _("follows the note"),
    "is_approved": pgettext_lazy("record", "approved"),
    "issued_on": pgettext_lazy("record", "issued"),
    "level": pgettext_lazy("record", "level"),
    "needs_release": _("messages held until someone sends them"),
    "note": pgettext_lazy("record", "note"),
    "pages": pgettext_lazy("record", "pages"),
    "printed_numbers": _("number as printed"),
    "received_on": pgettext_lazy("record", "received"),
    "register_number": _("number in the register"),
    "reminder_days": _("reminders, in working days before the deadline"),
    "reminders_on": _("dates of reminders"),
    "skipped": pgettext_lazy("record", "reason"),
    "source": _("checksum of the source"),
    "states": _("Member States"),
    "subject": pgettext_lazy("record", "subject"),
    "swg_date": _("date of the SWG meeting"),
    "working_days": _("working days before the deadline"),
}

# Values whose words stand with no field of the subject itself.
WORDS = {"skipped": {why.value: words for why, words in SKIPPED_LABELS.items()}}
