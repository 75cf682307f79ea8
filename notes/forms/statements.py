"""The form by which an officer enters a reservation or a statement that came by a registered note."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.errors import Refusal
from cica_portal.text import TextField
from cica_portal.web.forms import offer
from comments.enums import StatementKind
from comments.forms.statements import StatementForm
from comments.models import Statement
from comments.reading.attached import SAYING
from notes.models import IncomingNote


class EnteredStatementForm(StatementForm):
    """What a State's note says to an adopted text; it may also follow or withdraw what stands there."""

    register_number = TextField(
        label=_("Register number"),
        max_length=60,
        help_text=_("Register the note first; its number there leads to its State, its day and its file."),
    )
    of = forms.ChoiceField(
        label=_("Statement concerned"),
        required=False,
        help_text=_("Only for an association with a statement, or for the withdrawal of one"),
    )
    groups = (
        (pgettext_lazy("label", "Document"), ("register_number",)),
        (pgettext_lazy("field", "Kind"), ("kind", "of", "paragraphs")),
        (pgettext_lazy("label", "Text"), ("language", "text")),
    )

    def __init__(self, *args: Any, standing: Iterable[Statement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = {str(one.pk): one for one in standing}
        offer(self, "kind", StatementKind.choices)
        named = (
            (key, f"{one.member_state.name}, {one.get_kind_display()}") for key, one in self.standing.items()
        )
        offer(self, "of", [("", pgettext_lazy("reminders", "none")), *named])
        self.fields["text"].required = False

    def clean_register_number(self) -> IncomingNote:
        found = IncomingNote.objects.filter(register_number__iexact=self.cleaned_data["register_number"])
        incoming = found.select_related("member_state", "corrected_by").first()
        if incoming is None or incoming.correction is not None:
            raise forms.ValidationError(str(Refusal("notes.not_in_the_register")))
        return incoming

    def said(self) -> dict[str, Any]:
        """Return what is entered, as its act takes it: an association or a withdrawal has no words."""
        said = super().said()
        if said["kind"] in SAYING:
            return said
        of = self.standing.get(self.cleaned_data["of"])
        return {"kind": said["kind"], "of": of, "request_key": said["request_key"]}
