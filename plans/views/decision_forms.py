"""The form that records a decision: its day, what was decided, and the document, which passes the gate."""

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cica_portal.calendar.days import DayField
from cica_portal.text import TextField
from cica_portal.uploads import LIMITS, AdmittedField
from plans.forms import ReasonForm


class DecisionForm(ReasonForm):
    held_on = DayField(
        label=_("Date of the meeting"),
    )
    file = AdmittedField(
        label=_("Document of the decision"),
        help_text=format_lazy(
            # Translators: size is a number.
            _("Report, minutes or decision as PDF, DOCX, XLSX, PNG or JPEG, at most {size} MB."),
            size=LIMITS.megabytes,
        ),
    )
    carry_reason = TextField(
        label=_("Reason for carrying the open points over"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ["held_on", "reason", "file", "carry_reason"]
