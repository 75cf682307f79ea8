"""What input is well formed. Fields are named one by one; state, author and time are the server's."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.calendar.days import DayField
from cica_portal.languages import LANGUAGES, TITLED, TITLES
from cica_portal.text import LINE_LIMIT, PARAGRAPH_LIMIT, TextField
from cica_portal.web.forms import DeskForm
from cica_portal.web.kept import Basis
from members.models import MemberState
from plans.editing.pasting import cleaned, guessed_kind, paragraphs
from plans.enums import LINE_KINDS, TEXT_KINDS, BlockKind, Significance, TextStatus
from plans.life import papers
from plans.models import Block, ConceptPaper, ConfidenceBuildingMeasure

FIRST_YEAR, LAST_YEAR = 1999, 2100
REASON_LIMIT = 2_000
TEXT_IN = {"en": _("Text in English"), "ru": _("Text in Russian"), "kk": _("Text in Kazakh")}
ADDED_KINDS = [choice for choice in BlockKind.choices if choice[0] != BlockKind.TITLE]


def one_line(text: str) -> None:
    if "\n" in text:
        raise ValidationError(_("A title or a heading must be one line."))
    if len(text) > LINE_LIMIT:
        raise ValidationError(
            # Translators: limit is a number.
            _("A title or a heading can have at most %(limit)s characters."),
            params={"limit": LINE_LIMIT},
        )


def years(paper: ConceptPaper) -> str:
    first, last = paper.period_from, paper.period_to
    return str(first) if first == last else f"{first}-{last}"


def text_field(language: str, label: Any, *, rows: int = 4, **options: Any) -> TextField:
    """Return a field for official text: set in the text face, marked with its language."""
    widget = forms.Textarea(
        attrs={"rows": rows, "lang": language, "class": "text-official", "spellcheck": "true"}
    )
    return TextField(label=label, required=False, widget=widget, **options)


def check_period(form: forms.Form) -> None:
    first, last = form.cleaned_data.get("period_from"), form.cleaned_data.get("period_to")
    if first and last and last < first:
        form.add_error("period_to", _("The last year is before the first year. Correct the period."))


def coordinator_field() -> "forms.ModelChoiceField[MemberState]":
    return forms.ModelChoiceField(
        label=pgettext_lazy("field", "Coordinator"),
        queryset=MemberState.objects.none(),
        required=False,
        empty_label=pgettext_lazy("coordinator", "nobody"),
        help_text=_("The Member State that prepares the draft."),
    )


FROM_NOTHING, FROM_OUTLINE = "", "outline"


class PaperForm(DeskForm):
    """A new plan: from nothing but its title, from the usual outline, or from an earlier plan."""

    begin_from = forms.ChoiceField(
        label=_("Content to start from"),
        required=False,
        help_text=_(
            "The text of an earlier plan of the same measure is copied with the new period and "
            "without its initiatives. Titles left empty are copied too."
        ),
    )
    measure = forms.ModelChoiceField(
        label=_("Confidence-building measure"),
        queryset=ConfidenceBuildingMeasure.objects.none(),
        empty_label=pgettext_lazy("choice", "Choose"),
    )
    period_from = forms.IntegerField(label=_("First year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    period_to = forms.IntegerField(
        label=_("Last year"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=_("For a plan of one year, enter the same year."),
    )
    coordinator = coordinator_field()
    source_language = forms.ChoiceField(
        label=_("Source language"),
        choices=TITLED,
        help_text=_("The text in this language is the original; the other two are translations."),
    )
    title_en = text_field("en", _("Title in English"), rows=2, max_length=LINE_LIMIT, validators=[one_line])
    title_ru = text_field("ru", _("Title in Russian"), rows=2, max_length=LINE_LIMIT, validators=[one_line])
    title_kk = text_field("kk", _("Title in Kazakh"), rows=2, max_length=LINE_LIMIT, validators=[one_line])

    def __init__(self, *args: Any, earlier: Iterable[ConceptPaper] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = ConfidenceBuildingMeasure.objects.all()
        self.fields["coordinator"].queryset = MemberState.objects.all()
        self.earlier = {paper.slug: paper for paper in earlier}
        self.fields["begin_from"].choices = [
            (FROM_NOTHING, _("title only")),
            (FROM_OUTLINE, _("usual headings of a plan")),
            *((paper.slug, f"{paper.title} ({years(paper)})") for paper in self.earlier.values()),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        check_period(self)
        source = cleaned.get("source_language")
        if begun := self.begun_from:
            if cleaned.get("measure") and cleaned["measure"].pk != begun.measure_id:
                self.add_error(
                    "measure",
                    _("The earlier plan belongs to another measure. Choose a plan of this measure."),
                )
            if source and source != begun.source_language:
                self.add_error(
                    "source_language",
                    _("The earlier plan has another source language. Choose the same source language."),
                )
        elif source and not cleaned.get(f"title_{source}") and f"title_{source}" not in self.errors:
            self.add_error(f"title_{source}", _("Enter the title in the source language."))
        return cleaned

    @property
    def begun_from(self) -> ConceptPaper | None:
        return self.earlier.get(self.cleaned_data.get("begin_from") or "")

    @property
    def with_outline(self) -> bool:
        return self.cleaned_data.get("begin_from") == FROM_OUTLINE

    @property
    def titles(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"title_{language}"] for language in LANGUAGES}


class BlockForm(forms.Form):
    """A new block. `key` makes a second click harmless: the same key is the same block."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("field", "Kind"), choices=ADDED_KINDS, initial=BlockKind.PARAGRAPH
    )
    text_en = text_field("en", TEXT_IN["en"])
    text_ru = text_field("ru", TEXT_IN["ru"])
    text_kk = text_field("kk", TEXT_IN["kk"])
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") in LINE_KINDS:
            for language in LANGUAGES:
                try:
                    one_line(cleaned.get(f"text_{language}") or "")
                except ValidationError as error:
                    self.add_error(f"text_{language}", error)
        if not self.errors and not any(self.texts.values()):
            self.add_error("text_en", _("Write the text in at least one language."))
        return cleaned

    @property
    def texts(self) -> dict[str, str]:
        return {language: self.cleaned_data.get(f"text_{language}", "") for language in LANGUAGES}


class BlockTextForm(forms.Form):
    """The text of one cell of the editor; names carry the language, so that several may be open in a row."""

    significance = forms.ChoiceField(
        label=_("Type of change"),
        choices=Significance.choices,
        initial=Significance.SUBSTANTIVE,
        widget=forms.RadioSelect,
        required=False,
        help_text=_(
            "This can be set at any time before the text is closed. After a substantive change, "
            "the translations are marked as older than the source text."
        ),
    )
    text = TextField(required=False)
    version = forms.IntegerField(min_value=0, widget=Basis)
    opened = forms.IntegerField(min_value=0, required=False, widget=Basis)

    def __init__(self, *args: Any, language: str, kind: str, is_source: bool, **kwargs: Any) -> None:
        super().__init__(*args, prefix=language, **kwargs)
        self.language = language
        is_line = kind in LINE_KINDS
        text = text_field(
            language,
            TEXT_IN[language],
            rows=2 if is_line else 6,
            max_length=LINE_LIMIT if is_line else PARAGRAPH_LIMIT,
            validators=[one_line] if is_line else [],
        )
        self.fields["text"] = text
        if not is_source:
            del self.fields["significance"], self.fields["opened"]
        self.order_fields(["text", "significance"])

    def clean_text(self) -> str:
        return cleaned(self.cleaned_data["text"])

    def clean_significance(self) -> str:
        return self.cleaned_data["significance"] or Significance.SUBSTANTIVE


class SplitForm(forms.Form):
    """A text in all languages, each part on a line of its own; names carry the language."""

    kind = forms.ChoiceField(
        label=_("Kind of the new blocks"),
        choices=[(kind.value, kind.label) for kind in BlockKind if kind in TEXT_KINDS],
    )
    without_marks = forms.BooleanField(
        label=_("Remove letters, numbers and bullets at the beginning of the parts"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, block: Block, proposed: dict[str, str], **kwargs: Any) -> None:
        texts = {text.language: text for text in block.texts.all()}
        initial = {"kind": guessed_kind(proposed, block.kind, in_annex=block.is_in_annex)}
        initial |= {f"text_{language}": proposed.get(language, "") for language in LANGUAGES}
        initial |= {f"version_{language}": text.version for language, text in texts.items()}
        super().__init__(*args, initial=initial, **kwargs)
        for language in LANGUAGES:
            self.fields[f"text_{language}"] = text_field(language, TEXT_IN[language], rows=8)
            self.fields[f"version_{language}"] = forms.IntegerField(widget=forms.HiddenInput)
        self.order_fields([*(f"text_{language}" for language in LANGUAGES), "kind", "without_marks"])

    @property
    def parts(self) -> dict[str, list[str]]:
        return {language: paragraphs(self.cleaned_data[f"text_{language}"]) for language in LANGUAGES}

    @property
    def versions(self) -> dict[str, int]:
        return {language: self.cleaned_data[f"version_{language}"] for language in LANGUAGES}


class JoinForm(forms.Form):
    """The versions of two blocks that are to become one, as they were shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in ("", "next-"):
            for language in LANGUAGES:
                self.fields[f"{side}{language}"] = forms.IntegerField(widget=forms.HiddenInput)


class KindForm(forms.Form):
    kind = forms.ChoiceField(choices=ADDED_KINDS)


class VersionForm(forms.Form):
    version = forms.IntegerField(min_value=0)


class ReplacingForm(forms.Form):
    """The version that a person saw beside a text of their own, and decided to replace."""

    over = forms.IntegerField(min_value=0)


class ReviewListForm(forms.Form):
    """What was read: each text by its id, with the version that was shown."""

    listed = forms.CharField(widget=forms.HiddenInput, max_length=100_000)

    def clean_listed(self) -> dict[int, int]:
        try:
            pairs = [pair.split(":") for pair in self.cleaned_data["listed"].split(",")]
            return {int(pk): int(version) for pk, version in pairs}
        except ValueError as error:
            raise ValidationError(_("The list cannot be read. Open the page again.")) from error


class ReasonForm(forms.Form):
    reason = TextField(
        label=pgettext_lazy("label", "Reason"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The reason is recorded with the decision."),
    )


class OverrideForm(ReasonForm):
    """A signatory's reason, with the state of the text that was shown."""

    sha256 = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("The reason is recorded with your name and the findings.")


class SettingForm(forms.Form):
    """Something that is said of a plan as a whole; `seen` is how it stood when the page showed it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, paper: ConceptPaper, stands: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper
        self.fields["seen"].initial = papers.mark(stands)

    @property
    def setting(self) -> Any:
        raise NotImplementedError


class TextStatusForm(SettingForm):
    """What the translations of a plan are; the text in the source language is always the original."""

    def __init__(self, *args: Any, paper: ConceptPaper, **kwargs: Any) -> None:
        super().__init__(*args, paper=paper, stands=paper.text_status, **kwargs)
        for language in LANGUAGES:
            if language != paper.source_language:
                self.fields[language] = forms.ChoiceField(
                    label=TITLES[language],
                    choices=[choice for choice in TextStatus.choices if choice[0] != TextStatus.ORIGINAL],
                    initial=paper.text_status.get(language, TextStatus.UNOFFICIAL),
                )

    @property
    def setting(self) -> dict[str, str]:
        return {**self.cleaned_data, self.paper.source_language: TextStatus.ORIGINAL}


class CoordinatorForm(SettingForm):
    """The Member State that prepares the draft of a plan."""

    coordinator = coordinator_field()

    def __init__(self, *args: Any, paper: ConceptPaper, **kwargs: Any) -> None:
        super().__init__(*args, paper=paper, stands=paper.coordinator_id, **kwargs)
        self.fields["coordinator"].queryset = MemberState.objects.all()
        self.fields["coordinator"].initial = paper.coordinator_id

    @property
    def setting(self) -> MemberState | None:
        return self.cleaned_data["coordinator"]
