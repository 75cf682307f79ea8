"""What the record of acts calls acts on initiatives and proposals of events."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "initiative.record": _("Initiative entered"),
    "initiative.revise": _("Record of an initiative changed"),
    "initiative.move": _("Stage of an initiative changed"),
    "initiative.add_file": _("Document of an event added"),
    "initiative.remove_file": _("Document of an event taken off"),
    "participant.register": _("Participant registered"),
    "participant.withdraw": _("Participant withdrawn"),
    "proposed_event.create": _("Proposal of an event begun"),
    "proposed_event.save": _("Proposal of an event saved"),
    "proposed_event.remove": _("Proposal of an event removed"),
    "proposed_event.decide": _("Proposal of an event decided on"),
}

SUBJECTS = {
    "initiatives.initiative": _("initiative"),
    "initiatives.participant": _("participant"),
    "initiatives.proposedevent": _("proposed event"),
}

FIELDS = {
    "attendance": _("attendance"),
    "initiative": _("initiative"),
    "purpose": _("purpose"),
    "year": _("year"),
}
