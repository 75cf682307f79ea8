"""What is sent when the outline of a draft changes: the place of a block, the screen, what is taken back."""

import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from cica_portal import emphasis
from cica_portal.languages import LANGUAGES, pick
from cica_portal.text import LINE_LIMIT, PARAGRAPH_LIMIT, TextField
from plans import blocks
from plans.editing import pasting, sections
from plans.editing.listing import Listing
from plans.enums import OF_TEXT, BlockKind
from plans.outline import OutlineRow

KEY = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
SHOWN_OF_A_TEXT = 90


class ScreenForm(forms.Form):
    """The part of the plan that is on the screen of the script, and the order that it shows."""

    first = forms.UUIDField(required=False)
    last = forms.UUIDField(required=False)
    outline = TextField(required=False, max_length=16)


class SentField(forms.MultipleChoiceField):
    """Values of one pattern, as many as are sent, each `made` of its text."""

    def __init__(self, pattern: str, made: Callable[[str], Any]) -> None:
        super().__init__(required=False)
        self.pattern, self.made = re.compile(pattern), made

    def clean(self, value: Any) -> list[Any]:
        return [self.made(one) for one in super().clean(value)]

    def valid_value(self, value: str) -> bool:
        return self.pattern.fullmatch(value) is not None


def text_of(sent: str) -> tuple[uuid.UUID, str, int, int]:
    """Return the block, the language, the present and the earlier version of a text that is taken back."""
    key, language, now, was = sent.split(":")
    return uuid.UUID(key), language, int(now), int(was)


class UndoForm(forms.Form):
    texts = SentField(rf"{KEY}:(?:{'|'.join(LANGUAGES)}):[0-9]{{1,9}}:[0-9]{{1,9}}", text_of)
    made = SentField(KEY, uuid.UUID)
    removed = SentField(KEY, uuid.UUID)
    carried = SentField(r"[0-9]{1,18}", int)


class StepForm(forms.Form):
    to = forms.ChoiceField(choices=[("up", "up"), ("down", "down")])


class BehindForm(forms.Form):
    """The block behind which another is dropped: whether it can stand there, the act says."""

    after = forms.UUIDField()


class MoveForm(forms.Form):
    """The place to which a block goes with what belongs to it: behind which block, or at the beginning."""

    after = forms.ChoiceField(label=_("New place: after"))
    outline = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, rows: Sequence[OutlineRow], start: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"outline": sections.fingerprint(rows)}, **kwargs)
        self.fields["after"].choices = [
            (str(rows[place].key), name_place(rows, start, place)) for place in sections.targets(rows, start)
        ]


def name_place(rows: Sequence[OutlineRow], start: int, place: int) -> str:
    """Name a place for the block at `start` by the block there; the end of a section by its heading."""
    if place == 0:
        return pgettext("place", "the title (at the beginning of the plan)")
    named = place
    if rows[start].level < OF_TEXT:
        while named > 0 and rows[named].level >= OF_TEXT:
            named -= 1
    row = rows[named or place]
    language = get_language() or "en"
    text = Truncator(emphasis.plain(pick(row.texts, language))).chars(SHOWN_OF_A_TEXT)
    return f"{row.label[language]} {text}".strip()


PASTED_AT_ONCE = 200
STYLES = range(4)


class PasteForm(forms.Form):
    """What was pasted into a text: its paragraphs as runs of words and styles, and what stood around it."""

    version = forms.IntegerField(min_value=0)
    before = TextField(required=False, strip=False)
    behind = TextField(required=False, strip=False)
    parts = forms.JSONField()

    def __init__(self, *args: Any, kind: str, in_annex: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listing = Listing(kind, in_annex=in_annex)

    def clean_parts(self) -> list[tuple[str, bool]]:
        """Return each paragraph as official text is stored, with whether it is a heading."""
        sent = self.cleaned_data["parts"]
        if not isinstance(sent, list) or not 2 <= len(sent) <= PASTED_AT_ONCE:
            # Translators: limit is a number.
            raise ValidationError(
                _("At most %(limit)s paragraphs can be pasted at once. Paste the text in parts."),
                params={"limit": PASTED_AT_ONCE},
            )
        return [(self.written(part), part.get("heading") is True) for part in sent]

    @staticmethod
    def written(part: Any) -> str:
        try:
            runs = [emphasis.Run(str(text), int(style)) for text, style in part["runs"]]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ValidationError(_("The pasted text cannot be read.")) from error
        if any(run.style not in STYLES for run in runs):
            raise ValidationError(_("The pasted text cannot be read."))
        text, _lost = emphasis.written(runs)
        return " ".join(TextField().clean(pasting.cleaned(text)).split("\n"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            first, *others = cleaned["parts"]
            cleaned["paragraphs"] = [
                blocks.Part(self.checked(text), kind) for text, kind in self.paragraphs(first, others)
            ]
        return cleaned

    def paragraphs(
        self, first: tuple[str, bool], others: Sequence[tuple[str, bool]]
    ) -> Iterator[tuple[str, str]]:
        """Yield the paragraphs with the kinds that their look speaks of; the marks of lists go."""
        before, behind = self.cleaned_data["before"], self.cleaned_data["behind"]
        yield before + (first[0] if before else pasting.without_mark(first[0])), ""
        for place, (text, is_heading) in enumerate(others, 1):
            if is_heading and len(text) <= LINE_LIMIT:
                kind = str(BlockKind.HEADING)
                self.listing.follow(kind)
            else:
                kind = pasting.listed(self.listing, text)
            yield pasting.without_mark(text) + (behind if place == len(others) else ""), kind

    @staticmethod
    def checked(text: str) -> str:
        return TextField(max_length=PARAGRAPH_LIMIT).clean(pasting.cleaned(text))
