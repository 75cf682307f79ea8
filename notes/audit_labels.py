"""What the record of acts calls acts on notes, reminders and messages."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from notes.reminders.schedule import SKIPPED_LABELS

ACTS = {
    "names.fill": _("Case forms of a name written"),
    "address.restore": _("Address of a State restored"),
    "verbal_note.prepare": _("Circulation prepared"),
    "verbal_note.draft": _("Note drafted"),
    "verbal_note.redraft": _("Drafted note put right"),
    "verbal_note.issue": _("Note issued"),
    "verbal_note.view": _("Note opened by a delegation"),
    "verbal_note.acknowledge": _("Receipt of a note acknowledged"),
    "verbal_note.release": _("Messages of a note released"),
    "verbal_note.discard": _("Drafted note put aside"),
    "wording.write": _("Text of a kind of note written"),
    "wording.approve": _("Text of a kind of note approved"),
    "enclosure_rule.set": _("Rule for counting enclosures set"),
    "incoming_note.enter": _("Note of a Member State registered"),
    "swg_package.want": _("Package for the SWG asked for"),
    "swg_package.want_again": _("Package for the SWG asked for again"),
    "swg_package.store": _("Package for the SWG put together"),
    "reminder.add": _("Reminder added"),
    "reminder.change": _("Reminder changed"),
    "reminder.remove": _("Reminder removed"),
    "reminder.skip": _("Reminder not sent"),
    "reminder.approve": _("Reminder approved"),
    "reminder.mail": _("Reminder sent by mail"),
    "reminders.reschedule": _("Reminders planned anew"),
    "dispatch.fail": _("Message not accepted"),
    "dispatch.report": _("Delivery of a message reported"),
    "dispatch.resend": _("Message sent again"),
    "dispatch.settle": _("Uncertain message settled"),
    "dispatch.set_aside": _("Message set aside"),
}

SUBJECTS = {
    "notes.verbalnote": _("note"),
    "notes.wording": _("text of a kind of note"),
    "notes.enclosurerule": _("rule for counting enclosures"),
    "notes.incomingnote": _("note of a Member State"),
    "notes.swgpackage": _("package for the SWG"),
    "notes.reminderstep": _("reminder"),
    "notes.dispatch": _("message"),
    "notes.addressfinding": _("address of a State"),
}

FIELDS = {
    "accepted": _("accepted findings"),
    "addresses": _("mail addresses"),
    "answers_to": _("answers the note"),
    "archive": _("hash of the archive"),
    "authority": _("scheduled by"),
    "by_note": _("by a numbered note"),
    "corrects": _("corrects"),
    "dated_on": _("dated"),
    "due_on": _("due"),
    "follows": _("follows the note"),
    "is_approved": _("approved"),
    "issued_on": pgettext_lazy("record", "issued"),
    "level": _("level"),
    "needs_release": _("waits for release"),
    "note": _("note"),
    "pages": _("pages"),
    "printed_numbers": _("number as printed"),
    "received_on": _("received"),
    "register_number": _("number in the register"),
    "reminder_days": _("reminders, working days before"),
    "reminders_on": _("reminders on"),
    "skipped": _("reason"),
    "source": _("hash of the source"),
    "states": _("Member States"),
    "subject": _("subject"),
    "swg_date": _("day of the SWG"),
    "working_days": _("working days before"),
}

# Values whose words stand with no field of the subject itself.
WORDS = {"skipped": {why.value: words for why, words in SKIPPED_LABELS.items()}}
