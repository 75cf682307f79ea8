"""The form by which an officer enters a remark of an observer or a partner organization."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.calendar.days import DayField
from cica_portal.languages import TITLED, reader_language
from cica_portal.text import TextField
from cica_portal.web.forms import DeskForm, offer
from comments.enums import Channel
from comments.forms.fields import LongText
from comments.reading.extents import Places
from comments.reading.readings import first_words
from comments.writing.statements import TEXT_LIMIT
from members.models import Correspondent
from notes.forms.addressing import offered
from notes.register import addressees
from plans.models import Revision
from plans.outline import revision_outline


class OutsideForm(DeskForm):
    """Whose note or mail it is, when it came, and what it says on which paragraphs."""

    correspondent = forms.ChoiceField(label=_("Observer or partner organization"))
    channel = forms.ChoiceField(
        label=_("Received by"),
        choices=[(one.value, one.label) for one in (Channel.NOTE, Channel.MAIL)],
        initial=Channel.NOTE,
        widget=forms.RadioSelect,
    )
    number = TextField(
        label=pgettext_lazy("note", "Number"),
        required=False,
        max_length=100,
        help_text=_("Leave empty if the note or mail has no number"),
    )
    dated_on = DayField(label=_("Date of the note"))
    received_on = DayField(label=pgettext_lazy("note", "Date received"))
    paragraphs = forms.MultipleChoiceField(
        label=pgettext_lazy("label", "Paragraphs"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: the text as a whole."),
    )
    language = forms.ChoiceField(label=_("Language of the text"), choices=TITLED)
    text = LongText(
        label=pgettext_lazy("label", "Text"),
        rows=8,
        max_length=TEXT_LIMIT,
        help_text=_(
            "As the note gives it. It has no disposition: a Member State that agrees comments itself."
        ),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    groups = (
        (
            pgettext_lazy("label", "Document"),
            ("correspondent", "channel", "number", "dated_on", "received_on"),
        ),
        (pgettext_lazy("label", "Text"), ("paragraphs", "language", "text")),
    )

    def __init__(self, *args: Any, revision: Revision, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = revision_outline(revision)
        places = Places(rows)
        listed = [(str(row.key), first_words(places.extent(row.key, None))) for row in rows if row.number]
        offer(self, "paragraphs", listed)
        others = sorted(Correspondent.objects.in_use(), key=addressees.order)
        offer(self, "correspondent", [("", pgettext_lazy("choice", "Choose")), *offered(others)])
        self.fields["language"].initial = reader_language()

    def clean_correspondent(self) -> Correspondent:
        chosen = addressees.parties([self.cleaned_data["correspondent"]])
        if not chosen or not isinstance(chosen[0], Correspondent):
            raise forms.ValidationError(pgettext_lazy("choice", "Choose"))
        return chosen[0]

    def said(self) -> dict[str, Any]:
        """Return what is entered, as its act takes it."""
        names = ("correspondent", "channel", "number", "dated_on", "received_on", "language", "text")
        given = {name: self.cleaned_data[name] for name in names}
        return given | {
            "block_keys": self.cleaned_data["paragraphs"],
            "request_key": self.cleaned_data["key"],
        }
