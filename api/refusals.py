"""What the acts of this app refuse, a sentence to each code."""

from django.utils.translation import gettext_lazy as _

# What is refused, by its code.
SENTENCES = {
    "label_needed": _("Enter the purpose of the token, so that you can recognize it later."),
    # Translators: number is how many access tokens the user has
    "too_many_tokens": _("You have %(number)s valid access tokens. Revoke one before you create another."),
}
