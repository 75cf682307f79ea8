"""What anybody gives who asks whether a receipt is genuine: its number and checksum, or its file."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cica_portal.text import LINE_LIMIT, TextField
from cica_portal.web.forms import PageForm
from comments.writing import receipts


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
        help_text=_("The file is compared with the one that the portal issued, and is not stored."),
    )
