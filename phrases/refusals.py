"""What the acts of this app refuse, a sentence to each code."""

from django.utils.translation import gettext_lazy as _

# What is refused, by its code.
SENTENCES = {
    "already_proposed": _(
        "A correction of this text is waiting for approval. Decide on it or withdraw it before you propose "
        "another."
    ),
    "nothing_changed": _("The new text is the same as the present one. Change it, or leave the page."),
    "phrase_gone": _("This text no longer exists in the portal. Search for the text that replaced it."),
    "reason_missing": _("Give a reason. It is recorded, and the other person will read it."),
    "term_in_every_language": _(
        "Enter the term in all three languages, or in none to take it out of use. A new term needs all three."
    ),
}
