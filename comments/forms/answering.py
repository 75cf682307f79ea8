"""Forms of those who answer comments, and of the States that say what they think of the answers."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from cica_portal.errors import Refusal
from cica_portal.languages import TITLED
from cica_portal.text import PARAGRAPH_LIMIT, TextField
from cica_portal.web.forms import PageForm
from cica_portal.web.kept import Basis
from comments.closed_refusals import ReplyNeeded
from comments.enums import (
    CommentType,
    DispositionKind,
    ReactionKind,
    TranslationStatus,
)
from comments.models import Comment
from comments.procedure.lists.answering import MAINTAINED, MISSING, SEVERAL, Waiting
from comments.reading.operations import WORDING_LIMIT
from plans.models import PaperDecision

# What superseded a comment is said in the reply alone.
IN_THE_REPLY = "reply"


class Superseding(NamedTuple):
    """What may have superseded comments, and how the form calls it."""

    words: str
    by: Comment | PaperDecision


class CompilationFilter(forms.Form):
    """Filters of the compilation, kept in the address; unknown values filter nothing."""

    state = forms.ChoiceField(label=_("Member State"), required=False)
    type = forms.ChoiceField(label=pgettext_lazy("label", "Type"), required=False)

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("All Member States")), *states]
        self.fields["type"].choices = [("", _("All types")), *CommentType.choices]


class DispositionForm(PageForm):
    """One answer for the comments chosen: what becomes of them, what superseded them if something did, and
    what their States are told."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("label", "Disposition"),
        choices=[("", pgettext_lazy("choice", "Choose")), *DispositionKind.choices],
    )
    reply = TextField(
        label=_("Reply to the State"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "data-limit": PARAGRAPH_LIMIT}),
        help_text=_("Required unless the comment is accepted in full."),
    )
    language = forms.ChoiceField(label=_("Language of the reply"), choices=TITLED)
    superseded_by = forms.ChoiceField(label=_("Superseded by"), required=False)
    reason = TextField(
        label=_("Reason for changing a reply that was sent"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, superseding: Mapping[str, Superseding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.superseding = superseding
        self.fields["superseded_by"].choices = [
            ("", pgettext_lazy("choice", "Choose")),
            *((value, one.words) for value, one in superseding.items()),
            (IN_THE_REPLY, pgettext_lazy("superseded", "what the reply says")),
        ]
        for code, name in TITLED:
            attrs = {"rows": 3, "class": "form-control", "data-limit": PARAGRAPH_LIMIT, "lang": code}
            widget = forms.Textarea(attrs=attrs)
            self.fields[translation(code)] = TextField(label=name, required=False, widget=widget)
            self.fields[checked(code)] = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, reply = cleaned.get("kind"), cleaned.get("reply")
        if kind and kind != DispositionKind.ACCEPTED and reply == "":
            self.add_error("reply", ReplyNeeded.sentence)
        if self.lacks_superseding(kind):
            self.add_error("superseded_by", str(Refusal("comments.superseding_needed")))
        return cleaned

    def lacks_superseding(self, kind: str | None) -> bool:
        """Tell whether it is still to be chosen what superseded the comments."""
        is_asked = kind == DispositionKind.OVERTAKEN and bool(self.superseding)
        return is_asked and self.cleaned_data.get("superseded_by") == ""

    @property
    def chosen_superseding(self) -> Comment | PaperDecision | None:
        chosen = self.superseding.get(self.cleaned_data.get("superseded_by", ""))
        return chosen.by if chosen else None

    @property
    def answer(self) -> dict[str, Any]:
        """Return what is answered, as the acts take it."""
        given = self.cleaned_data
        translations = {
            code: {
                "text": given[translation(code)],
                "status": str(TranslationStatus.CHECKED if given[checked(code)] else TranslationStatus.DRAFT),
            }
            for code, _name in TITLED
        }
        names = ("kind", "reply", "language", "reason")
        answer = {name: given[name] for name in names} | {"translations": translations}
        return answer | {"superseded_by": self.chosen_superseding}

    @property
    def translated(self) -> list["Translated"]:
        """Return the fields of the translations, that into the language of the reply itself among them."""
        own = self["language"].value()
        return [
            Translated(code, self[translation(code)], self[checked(code)], is_own=code == own)
            for code, _name in TITLED
        ]

    @property
    def is_lacking(self) -> bool:
        """Tell whether there is a reply that not everybody can read yet, or a translation to be mended."""
        others = [one for one in self.translated if not one.is_own]
        return any(one.text.errors for one in others) or (
            bool(self["reply"].value()) and not all(one.text.value() for one in others)
        )


def translation(language: str) -> str:
    """Return the name of the field for a translation of the reply."""
    return f"translation_{language}"


def checked(language: str) -> str:
    """Return the name of the field that says that a translation of the reply was checked."""
    return f"checked_{language}"


class Translated(NamedTuple):
    """The fields of a translation of the reply; of the language of the reply itself none is asked."""

    language: str
    text: forms.BoundField
    is_checked: forms.BoundField
    is_own: bool

    @property
    def status(self) -> str:
        """Say how far the translation is."""
        if not self.text.value():
            return pgettext("translation", "no translation")
        is_done = bool(self.is_checked.value())
        return str((TranslationStatus.CHECKED if is_done else TranslationStatus.DRAFT).label)


class NoChangeForm(PageForm):
    """Why an accepted comment asks for nothing in the text."""

    no_change = TextField(label=_("No change needed, because"), widget=forms.Textarea(attrs={"rows": 2}))


class ReplyTemplateForm(PageForm):
    """A reply kept ready: what it answers with, and its words in each language."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("label", "Disposition"),
        choices=[("", pgettext_lazy("choice", "Choose")), *DispositionKind.choices],
    )
    version = forms.IntegerField(min_value=0, widget=Basis)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in TITLED:
            widget = forms.Textarea(attrs={"rows": 6, "data-limit": PARAGRAPH_LIMIT, "lang": code})
            self.fields[f"text_{code}"] = TextField(label=name, widget=widget)
        self.fields["reason"] = TextField(
            label=pgettext_lazy("label", "Reason"), widget=forms.Textarea(attrs={"rows": 2})
        )

    @property
    def texts(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"text_{code}"] for code, _name in TITLED}

    def against(self, version: int) -> "ReplyTemplateForm":
        """Return the form as typed, to be saved over the version that is stored by now and shown with it."""
        self.data = {**self.data.dict(), "version": str(version)}
        return self

    @property
    def cells(self) -> list[forms.BoundField]:
        return [self[f"text_{code}"] for code, _name in TITLED]


class DispositionFilter(CompilationFilter):
    """The filters of the compilation, and what became of the comment."""

    language = forms.ChoiceField(
        label=_("Language of the comment"), required=False, choices=[("", _("All languages")), *TITLED]
    )
    disposition = forms.ChoiceField(
        label=pgettext_lazy("label", "Disposition"),
        required=False,
        choices=[
            ("", _("All dispositions")),
            (str(Waiting.OPEN), pgettext_lazy("comment", "no reply yet")),
            (str(Waiting.PROPOSED), pgettext_lazy("disposition", "to be confirmed")),
            (str(Waiting.LATE), pgettext_lazy("comment", "late, no reply needed")),
            *DispositionKind.choices,
            (MAINTAINED, pgettext_lazy("disposition", "position maintained")),
            (MISSING, pgettext_lazy("comments", "Accepted, not yet in the draft")),
            (SEVERAL, pgettext_lazy("comments", "Several proposals on one paragraph")),
        ],
    )


class TranslationForm(PageForm):
    """A working translation of a comment, of as much of it as there is to translate."""

    remark = TextField(label=pgettext_lazy("label", "Comment"), required=False, max_length=WORDING_LIMIT)
    wording = TextField(label=_("Proposed wording"), required=False, max_length=WORDING_LIMIT)
    rationale = TextField(label=pgettext_lazy("label", "Reason"), required=False, max_length=WORDING_LIMIT)
    status = forms.ChoiceField(label=pgettext_lazy("field", "Status"), choices=TranslationStatus.choices)
    version = forms.IntegerField(min_value=0, widget=Basis)

    def __init__(self, *args: Any, texts: Mapping[str, str], language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("remark", "wording", "rationale"):
            if not texts[name]:
                del self.fields[name]
                continue
            rows = min(14, 2 + len(texts[name]) // 70)
            self.fields[name].widget = forms.Textarea(
                attrs={"rows": rows, "lang": language, "data-limit": self.fields[name].max_length}
            )


class ClarificationForm(PageForm):
    text = TextField(
        label=pgettext_lazy("label", "Message"),
        widget=forms.Textarea(attrs={"rows": 4, "data-limit": PARAGRAPH_LIMIT}),
    )


class ReactionForm(PageForm):
    """What a State says to a disposition; with a reason where it maintains its position."""

    kind = forms.ChoiceField(choices=ReactionKind.choices, widget=forms.RadioSelect, label=_("Our position"))
    statement = TextField(
        label=pgettext_lazy("label", "Statement"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-limit": PARAGRAPH_LIMIT}),
        help_text=_(
            "Required if your State maintains its position: the statement goes to the SWG with the comment."
        ),
    )
