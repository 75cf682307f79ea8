"""What the record of acts calls acts on initiatives and proposals of events."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import lowfirst

ACTS = {
    "initiative.record": _("Initiative added"),
    "initiative.revise": _("Record of an initiative changed"),
    "initiative.reset": _("Line of an initiative set from its record"),
    "initiative.move": _("Status of an initiative changed"),
    "initiative.add_file": _("Document of an event added"),
    "initiative.remove_file": _("Document of an event removed"),
    "participant.register": _("Participant registered"),
    "participant.withdraw": _("Registration of a participant withdrawn"),
    "proposed_event.create": _("Event proposal created"),
    "proposed_event.save": _("Event proposal saved"),
    "proposed_event.remove": _("Event proposal removed"),
    "proposed_event.decide": _("Decision on an event proposal recorded"),
}

SUBJECTS = {
    "initiatives.initiative": pgettext_lazy("record", "initiative"),
    "initiatives.participant": pgettext_lazy("record", "participant"),
    "initiatives.proposedevent": _("proposed event"),
}

FIELDS = {
    "attendance": lowfirst(pgettext_lazy("participant", "Attendance")),
    "initiative": pgettext_lazy("record", "initiative"),
    "purpose": lowfirst(pgettext_lazy("access token", "Purpose")),
    "titles": pgettext_lazy("record", "names"),
    "year": lowfirst(pgettext_lazy("field", "Year")),
}
