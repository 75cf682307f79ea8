"""Forms by which the events of a plan in preparation become records."""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.web.forms import PageForm
from initiatives.enums import EventKind
from initiatives.forms import RecordForm
from plans.models import Block


class LineCreateForm(RecordForm):
    """A new event: its key makes a second click find the first."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not any(cleaned["titles"].values()):
            self.add_error("title_en", _("Enter the title of the event in at least one language."))
        return cleaned


class LineForm(RecordForm):
    """A line that somebody wrote, of which a record is to be made."""

    take = forms.BooleanField(label=_("Make this line a record"), required=False)

    def __init__(self, *args: Any, block: Block, texts: Mapping[str, str], **kwargs: Any):
        self.block, self.texts = block, texts
        super().__init__(*args, prefix=str(block.key), titles={}, places={}, objectives=[], **kwargs)
        for name in ("co_hosts", "objectives", "contact"):
            del self.fields[name]
        self.fields["kind"].choices = [("", pgettext_lazy("choice", "Choose")), *EventKind.choices]
        self.initial |= {"kind": "", "format": ""}

    @property
    def is_taken(self) -> bool:
        return bool(self["take"].value())


class LinesForm(PageForm):
    """All lines of a plan that no record follows: those that are taken must be sound."""

    def __init__(self, *args: Any, lines: list[LineForm], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = lines

    def __iter__(self) -> Iterator[forms.BoundField]:
        """Yield the fields of the lines that are taken: their errors are those of the page."""
        for line in self.lines:
            if line.is_taken:
                yield from line

    @property
    def taken(self) -> list[LineForm]:
        return [line for line in self.lines if line.is_taken]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.taken:
            self.add_error(None, _("Choose at least one line."))
        # Each is asked, so that each says what is wrong with it.
        unsound = [line for line in self.taken if not line.is_valid()]
        if unsound:
            self.add_error(None, _("Correct the lines marked below."))
        return cleaned
