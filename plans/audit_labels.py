"""What the record of acts calls acts on plans, their texts and revisions."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import NATIVE_NAMES
from plans.enums import Significance, TextStatus

ACTS = {
    "measure.record": _("Measure entered"),
    "coordinator.add_person": _("Person of a coordinator named"),
    "paper.create": _("Plan begun"),
    "paper.move": _("Stage of a plan changed"),
    "paper_decision.record": _("Decision of the SWG or the SOC recorded"),
    "paper.set_text_status": _("Standing of the languages set"),
    "paper.override_gate": _("Findings let through at the gate"),
    "paper.review": _("Texts of a plan reviewed"),
    "block.add": _("Paragraph added"),
    "block.edit": _("Text changed"),
    "block.accepted": _("Proposal taken into a text"),
    "block.confirmed": _("Text found still right"),
    "block.weighed": _("Change of a text rated"),
    "block.turn": _("Kind of a paragraph changed"),
    "block.move": _("Paragraph moved"),
    "block.remove": _("Paragraph removed"),
    "block.restore": _("Paragraph restored"),
    "block.review": _("Text reviewed"),
    "revision.freeze": _("Revision frozen"),
    "word_import.receive": _("Word file received"),
    "word_import.choose": _("Changes of a Word file chosen"),
    "word_import.take": _("Word file taken over"),
    "word_import.discard": _("Word file discarded"),
}

SUBJECTS = {
    "plans.confidencebuildingmeasure": _("measure"),
    "plans.coordinator": _("coordinator"),
    "plans.conceptpaper": _("plan"),
    "plans.paperdecision": _("decision of the SWG or the SOC"),
    "plans.block": _("paragraph"),
    "plans.revision": _("revision"),
    "plans.wordimport": _("Word file"),
}

FIELDS = {
    "added": _("added"),
    "block": _("paragraph"),
    "block_key": _("paragraph"),
    "changed": _("changed"),
    "co_coordinators": _("co-coordinators"),
    "content": _("hash of the content"),
    "coordinator": _("coordinator"),
    "document": _("hash of the document"),
    "en": _("English"),
    "findings": _("findings"),
    "held_on": _("day of the meeting"),
    "key": _("key"),
    "kk": _("Kazakh"),
    "left_out": _("left out"),
    "measure": _("measure"),
    "name": pgettext_lazy("record", "name"),
    "number": _("number"),
    "paper": _("plan"),
    "period": _("period"),
    "reason": _("reason"),
    "removed": _("removed"),
    "revision": _("revision"),
    "ru": _("Russian"),
    "sha256": _("hash of the content"),
    "significance": _("significance"),
    "size": _("size in bytes"),
    "slug": _("address on the portal"),
    "status": _("status"),
    "texts": _("texts"),
    "version": _("version"),
}

# Values whose words stand with no field of the subject itself.
WORDS = {
    "significance": dict(Significance.choices),
    **dict.fromkeys(NATIVE_NAMES, dict(TextStatus.choices)),
}
