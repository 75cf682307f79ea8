"""Forms of a delegation that writes and submits, and of whoever checks a receipt."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import uploads
from cica_portal.languages import TITLED
from cica_portal.text import LINE_LIMIT, TextField
from cica_portal.web.forms import PageForm
from comments.enums import Stance
from comments.forms.fields import LongText
from comments.writing import attachments, receipts


class AnswerForm(forms.Form):
    """What a submission carries: the key that makes a second click harmless, and what was shown: the State's
    last receipt and the drafts."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    shown = forms.CharField(max_length=LINE_LIMIT, widget=forms.HiddenInput)
    previewed = forms.RegexField(r"^[0-9a-f]{64}$", required=False, widget=forms.HiddenInput)
    despite_drafts = forms.BooleanField(required=False, widget=forms.HiddenInput)
    stance = forms.ChoiceField(required=False, choices=Stance.choices)


class ObjectionForm(PageForm):
    """An objection to a decision by silence: its reason, and what would remove it."""

    reason = LongText(label=_("Reason for the objection"), rows=5)
    paragraphs = TextField(
        label=pgettext_lazy("label", "Paragraphs"),
        max_length=LINE_LIMIT,
        required=False,
        help_text=_("Those that the objection concerns, as 2, 9 c)."),
    )
    wording = LongText(label=_("Wording that would remove the objection"), required=False)
    request_key = forms.UUIDField(widget=forms.HiddenInput)
    shown = forms.CharField(max_length=LINE_LIMIT, widget=forms.HiddenInput)

    @property
    def said(self) -> dict[str, str]:
        """Return what is said, without what was left empty."""
        names = ("reason", "paragraphs", "wording")
        return {name: text for name in names if (text := self.cleaned_data[name])}


MESSAGE_LIMIT = 4_000


class MessageForm(PageForm):
    """An internal message."""

    text = TextField(
        label=_("Your message to the delegation"),
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4, "data-limit": MESSAGE_LIMIT}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(uploads.AdmittedField):
    """One file or several; the value is what the gate has admitted."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFiles(attrs={"accept": uploads.accept(uploads.CONTENT_TYPES)}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[uploads.Admitted]:
        uploaded = data if isinstance(data, list) else [data] if data else []
        if not uploaded:
            super().clean(None)
        if len(uploaded) > attachments.MOST:
            # Translators: most is the greatest number allowed
            raise ValidationError(_("Choose at most %(most)s files."), params={"most": attachments.MOST})
        admitted, refused = [], []
        for upload in uploaded:
            try:
                admitted.append(super().clean(upload))
            except ValidationError as refusal:
                refused += [f"{upload.name}: {sentence}" for sentence in refusal.messages]
        if refused:
            raise ValidationError(refused)
        return admitted


class FilesForm(PageForm):
    """Brings files to a comment: each passes the gate before anything else looks at it."""

    files = FilesField(label=pgettext_lazy("label", "Files"), max_length=255)
    language = forms.ChoiceField(label=_("Language of the files"), choices=TITLED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = _(
            # Translators: size is a number of megabytes; most is the greatest number allowed
            "PDF, DOCX, XLSX, PNG or JPEG, without macros or "
            "passwords. At most %(size)s MB each, at most %(most)s "
            "files per comment."
        ) % {"size": uploads.LIMITS.megabytes, "most": attachments.MOST}


class ReceiptCheckForm(PageForm):
    number = TextField(label=_("Receipt number"), max_length=LINE_LIMIT)
    sha256 = TextField(
        label=_("Checksum of the content (SHA-256)"),
        max_length=LINE_LIMIT,
        help_text=_("64 digits and letters"),
    )

    def clean_sha256(self) -> str:
        typed: str = self.cleaned_data["sha256"]
        if not receipts.checksum_of(typed):
            raise ValidationError(
                _("A checksum has 64 digits and letters from a to f. Copy it from the receipt as a whole.")
            )
        return typed


class ReceiptFileForm(PageForm):
    file = forms.FileField(
        label=_("Receipt (PDF)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
        help_text=_("The file is compared with the one that the portal made, and is not stored."),
    )
