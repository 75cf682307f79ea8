"""What the acts of this app refuse, a sentence to each code."""

from django.utils.translation import gettext_lazy as _

# What is refused, by its code.
SENTENCES = {
    "key_there": _("A key of the seal exists. Put it aside before another one is made."),
    "no_seal": _(
        "The Secretariat's certificate for the electronic seal is missing (SEAL_KEY_FILE). "
        "Contact the administrator."
    ),
    "no_token": _(
        "The token of the electronic seal does not answer (SEAL_TOKEN_MODULE). Contact the administrator."
    ),
    "not_failed": _("Only a document that could not be prepared can be requested again."),
}
