from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import CHOICES
from cica_portal.text import LINE_LIMIT, PARAGRAPH_LIMIT, TextField
from comments.enums import CommentType, DispositionKind, ReactionKind
from comments.models import DraftComment
from comments.refusals import NothingSaid, RationaleNeeded, ReplyNeeded
from plans.outline import OutlineRow


class PortalForm(forms.Form):
    """A form that the page wraps in its own tag; errors are summed up on top by the page."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class DraftForm(PortalForm):
    """A comment on a block or on the whole; the proposed wording starts as the text in its language.

    Wording that was left as it is proposes nothing. `language` is the language of the comment and of the text
    that it starts from; both come from the address of the page, not from the person's typing.
    """

    type = forms.ChoiceField(label=_("Type"), choices=CommentType.choices, initial=CommentType.SUBSTANTIVE)
    proposed_text = TextField(
        label=_("Proposed wording"),
        required=False,
        help_text=_("Change the text as it should read. Left as it is, it proposes nothing."),
    )
    remark = TextField(label=_("Comment"), required=False)
    rationale = TextField(
        label=_("Reason"), required=False, help_text=_("Required for a substantive comment.")
    )
    language = forms.ChoiceField(choices=CHOICES, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        block: OutlineRow | None,
        language: str,
        draft: DraftComment | None = None,
        **kwargs: Any,
    ) -> None:
        self.block, self.current = block, block.text(language) if block else ""
        kwargs["initial"] = self._start(draft, language) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for name, rows in (("proposed_text", 7), ("remark", 4), ("rationale", 4)):
            self.fields[name].widget = forms.Textarea(
                attrs={"rows": rows, "maxlength": self.fields[name].max_length, "lang": language}
            )
        if block is None:
            del self.fields["proposed_text"]
        else:
            self.fields["proposed_text"].widget.attrs["class"] = "text-official"

    def _start(self, draft: DraftComment | None, language: str) -> dict[str, Any]:
        if draft is None:
            return {"proposed_text": self.current, "language": language, "version": 0}
        return {
            "type": draft.type,
            "proposed_text": draft.proposed_text or self.current,
            "remark": draft.remark,
            "rationale": draft.rationale,
            "language": language,
            "version": draft.version,
        }

    def clean_proposed_text(self) -> str:
        proposed = self.cleaned_data["proposed_text"]
        return "" if proposed == self.current.strip() else proposed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned.setdefault("proposed_text", "")
        if self.errors:
            return cleaned
        if not cleaned["remark"] and not cleaned["proposed_text"]:
            raise forms.ValidationError(NothingSaid.sentence)
        if cleaned["type"] == CommentType.SUBSTANTIVE and not cleaned["rationale"]:
            self.add_error("rationale", RationaleNeeded.sentence)
        return cleaned


class AnswerForm(forms.Form):
    """What a submission carries: the key that makes a second click harmless, and what was shown."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    previewed = forms.RegexField(r"^[0-9a-f]{64}$", required=False, widget=forms.HiddenInput)
    despite_drafts = forms.BooleanField(required=False, widget=forms.HiddenInput)


class ExtensionForm(PortalForm):
    respond_by = forms.DateField(
        label=_("New last day to answer"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The whole of this day counts, in the Secretariat’s time."),
    )
    reason = TextField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Member States will read it."),
    )


class CompilationFilter(forms.Form):
    """Filters of the compilation, kept in the address; unknown values filter nothing."""

    state = forms.ChoiceField(label=_("Member State"), required=False)
    type = forms.ChoiceField(label=_("Type"), required=False)

    def __init__(self, *args: Any, states: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("All Member States")), *states]
        self.fields["type"].choices = [("", _("All types")), *CommentType.choices]


class ReceiptCheckForm(PortalForm):
    number = forms.CharField(label=_("Number of the receipt"), max_length=LINE_LIMIT)
    sha256 = forms.CharField(
        label=_("Content hash (SHA-256)"), max_length=LINE_LIMIT, help_text=_("64 digits and letters.")
    )


class DispositionForm(PortalForm):
    """One answer for the comments chosen: what becomes of them and what their States are told."""

    kind = forms.ChoiceField(label=_("Disposition"), choices=[("", _("Choose")), *DispositionKind.choices])
    reply = TextField(
        label=_("Reply to the State"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": PARAGRAPH_LIMIT}),
        help_text=_("Required unless the comment is accepted as it stands."),
    )
    language = forms.ChoiceField(label=_("Language of the reply"), choices=CHOICES)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        kind, reply = cleaned.get("kind"), cleaned.get("reply")
        if kind and kind != DispositionKind.ACCEPTED and reply == "":
            self.add_error("reply", ReplyNeeded.sentence)
        return cleaned


class DispositionFilter(CompilationFilter):
    """The filters of the compilation, and what became of the comment."""

    OPEN, PROPOSED = "open", "proposed"

    disposition = forms.ChoiceField(
        label=_("Disposition"),
        required=False,
        choices=[
            ("", _("All dispositions")),
            (OPEN, _("not answered yet")),
            (PROPOSED, _("to be confirmed")),
            *DispositionKind.choices,
        ],
    )


class ClarificationForm(PortalForm):
    text = TextField(
        label=_("Message"), widget=forms.Textarea(attrs={"rows": 4, "maxlength": PARAGRAPH_LIMIT})
    )


class ReactionForm(PortalForm):
    """What a State says to a disposition; with a reason where it maintains its position."""

    kind = forms.ChoiceField(choices=ReactionKind.choices, widget=forms.RadioSelect, label=_("Our position"))
    statement = TextField(
        label=_("Statement"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": PARAGRAPH_LIMIT}),
        help_text=_("Required where the position is maintained: it goes to the SWG with the comment."),
    )
