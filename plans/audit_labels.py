"""What the record of acts calls acts on plans, their texts and revisions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import LANGUAGES, lowfirst
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
    "meeting_item.add": _("Plan put on the agenda"),
    "meeting_item.revise": _("Agenda item changed"),
    "meeting_item.take_off": _("Plan taken off the agenda"),
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
    "plans.confidencebuildingmeasure": lowfirst(pgettext_lazy("field", "Measure")),
    "plans.coordinator": lowfirst(pgettext_lazy("field", "Coordinator")),
    "plans.conceptpaper": lowfirst(pgettext_lazy("column", "Plan")),
    "plans.meeting": pgettext_lazy("label", "Meeting"),
    "plans.meetingitem": _("Agenda item"),
    "plans.paperdecision": _("decision of the SWG or the SOC"),
    "plans.block": lowfirst(pgettext_lazy("label", "Paragraph")),
    "plans.remark": lowfirst(pgettext_lazy("draft", "Remark")),
    "plans.term": lowfirst(pgettext_lazy("glossary", "Term")),
    "plans.revision": lowfirst(pgettext_lazy("label", "Revision")),
    "plans.wordimport": _("Word file"),
}

FIELDS = {
    "added": pgettext_lazy("change", "added"),
    "avoided": lowfirst(pgettext_lazy("glossary", "Not to be used")),
    "body": pgettext_lazy("record", "body"),
    "chair": pgettext_lazy("field", "Chair"),
    "first_on": lowfirst(_("First day")),
    "item": _("Agenda item"),
    "last_on": lowfirst(_("Last day")),
    "meeting": pgettext_lazy("label", "Meeting"),
    "places": pgettext_lazy("field", "Place"),
    "symbol": _("Document symbol"),
    "block": lowfirst(pgettext_lazy("label", "Paragraph")),
    "block_key": lowfirst(pgettext_lazy("label", "Paragraph")),
    "carried_over": pgettext_lazy("open point", "carried over"),
    "by_words": pgettext_lazy("record", "replaced with"),
    "changed": lowfirst(pgettext_lazy("heading", "Changed")),
    "co_coordinators": pgettext_lazy("record", "co-coordinators"),
    "content": _("checksum of the content"),
    "coordinator": lowfirst(pgettext_lazy("field", "Coordinator")),
    "document": _("checksum of the document"),
    "en": pgettext_lazy("record", "English"),
    "findings": lowfirst(pgettext_lazy("check", "Findings")),
    "held_on": _("date of the meeting"),
    "key": pgettext_lazy("record", "key"),
    "kk": pgettext_lazy("record", "Kazakh"),
    "left_out": pgettext_lazy("record", "not imported"),
    "measure": lowfirst(pgettext_lazy("field", "Measure")),
    "name": pgettext_lazy("record", "name"),
    "number": pgettext_lazy("note", "number"),
    "paper": lowfirst(pgettext_lazy("column", "Plan")),
    "period": lowfirst(pgettext_lazy("field", "Period")),
    "reason": lowfirst(pgettext_lazy("label", "Reason")),
    "removed": pgettext_lazy("change", "removed"),
    "revision": lowfirst(pgettext_lazy("label", "Revision")),
    "ru": pgettext_lazy("record", "Russian"),
    "sha256": _("checksum of the content"),
    "significance": pgettext_lazy("record", "significance"),
    "size": _("size in bytes"),
    "slug": _("address on the portal"),
    "front": _("Front page and contents"),
    "status": lowfirst(pgettext_lazy("field", "Status")),
    "texts": lowfirst(pgettext_lazy("notes", "Texts")),
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
