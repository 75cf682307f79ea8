"""What the record of acts calls acts on plans, their texts and revisions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import LANGUAGES
from plans.enums import Significance, TextStatus

ACTS = {
    "measure.record": _("Measure added"),
    "measure.revise": _("Data of a measure changed"),
    "coordinator.add_person": _("Representative of the coordinator appointed"),
    "paper.create": _("Plan created"),
    "paper.move": _("Status of a plan changed"),
    "meeting.enter": _("Meeting entered"),
    "meeting.revise": _("Meeting changed"),
    "meeting.cancel": _("Meeting cancelled"),
    "meeting_item.add": _("Plan put on an agenda"),
    "meeting_item.revise": _("Agenda item changed"),
    "meeting_item.take_off": _("Plan taken off an agenda"),
    "paper_decision.record": _("Decision of the SWG or the SOC recorded"),
    "paper.set_coordinator": _("Coordinator of a plan chosen"),
    "paper.set_text_status": _("Status of translations set"),
    "paper.override_gate": _("Circulation allowed despite findings"),
    "paper.review": _("Texts of a plan reviewed"),
    "paper.replace": _("Words replaced in the texts of a plan"),
    "paper.undo_replace": _("Replacement of words undone"),
    "block.add": _("Paragraph added"),
    "block.edit": _("Text changed"),
    "block.accepted": _("Proposal accepted into a text"),
    "block.confirmed": _("Translation confirmed as current"),
    "block.weighed": _("Change classified as substantive or editorial"),
    "block.turn": _("Kind of a paragraph changed"),
    "block.move": _("Paragraph moved"),
    "block.remove": _("Paragraph removed"),
    "block.restore": _("Paragraph restored"),
    "block.review": _("Text reviewed"),
    "term.save": _("Term of the glossary saved"),
    "remark.write": _("Remark on a draft written"),
    "remark.answer": _("Remark on a draft answered"),
    "remark.settle": _("Remark on a draft settled"),
    "remark.carry": _("Remark on a draft moved with its text to the joined block"),
    "revision.freeze": _("Revision locked"),
    "word_import.receive": _("Word file uploaded"),
    "word_import.choose": _("Changes of a Word file selected"),
    "word_import.take": _("Word file imported"),
    "word_import.discard": _("Word file discarded"),
}

SUBJECTS = {
    "plans.confidencebuildingmeasure": pgettext_lazy("record", "measure"),
    "plans.coordinator": pgettext_lazy("record", "coordinator"),
    "plans.conceptpaper": pgettext_lazy("record", "plan"),
    "plans.meeting": pgettext_lazy("label", "Meeting"),
    "plans.meetingitem": _("Agenda item"),
    "plans.paperdecision": _("decision of the SWG or the SOC"),
    "plans.block": pgettext_lazy("record", "paragraph"),
    "plans.remark": pgettext_lazy("record", "remark"),
    "plans.term": pgettext_lazy("record", "term"),
    "plans.revision": pgettext_lazy("record", "revision"),
    "plans.wordimport": _("Word file"),
}

FIELDS = {
    "added": pgettext_lazy("record", "added"),
    "avoided": pgettext_lazy("record", "not to be used"),
    "body": pgettext_lazy("record", "body"),
    "chair": pgettext_lazy("field", "Chair"),
    "first_on": _("first day"),
    "item": _("Agenda item"),
    "last_on": _("last day"),
    "meeting": pgettext_lazy("label", "Meeting"),
    "places": pgettext_lazy("field", "Place"),
    "symbol": _("Document symbol"),
    "block": pgettext_lazy("record", "paragraph"),
    "block_key": pgettext_lazy("record", "paragraph"),
    "carried_over": pgettext_lazy("open point", "carried over"),
    "by_words": pgettext_lazy("record", "replaced with"),
    "changed": pgettext_lazy("record", "changed"),
    "co_coordinators": pgettext_lazy("record", "co-coordinators"),
    "content": _("checksum of the content"),
    "coordinator": pgettext_lazy("record", "coordinator"),
    "document": _("checksum of the document"),
    "en": pgettext_lazy("record", "English"),
    "findings": pgettext_lazy("record", "findings"),
    "held_on": _("date of the meeting"),
    "key": pgettext_lazy("record", "key"),
    "kk": pgettext_lazy("record", "Kazakh"),
    "left_out": pgettext_lazy("record", "not imported"),
    "measure": pgettext_lazy("record", "measure"),
    "name": pgettext_lazy("record", "name"),
    "number": pgettext_lazy("record", "number"),
    "paper": pgettext_lazy("record", "plan"),
    "period": pgettext_lazy("record", "period"),
    "reason": pgettext_lazy("field", "reason"),
    "removed": pgettext_lazy("record", "removed"),
    "revision": pgettext_lazy("record", "revision"),
    "ru": pgettext_lazy("record", "Russian"),
    "sha256": _("checksum of the content"),
    "significance": pgettext_lazy("record", "significance"),
    "size": _("size in bytes"),
    "slug": _("address on the portal"),
    "status": pgettext_lazy("record", "status"),
    "texts": pgettext_lazy("record", "texts"),
    "version": pgettext_lazy("record", "version"),
    "words": pgettext_lazy("record", "words"),
}

# Values whose words stand with no field of the subject itself.
WORDS = {
    "significance": dict(Significance.choices),
    **dict.fromkeys(LANGUAGES, dict(TextStatus.choices)),
}

NAMES = {
    "plans.conceptpaper": ("short_title", "measure"),
    "plans.confidencebuildingmeasure": ("short_title",),
}
