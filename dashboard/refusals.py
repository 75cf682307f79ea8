"""What the acts of this app refuse, a sentence to each code."""

from django.utils.translation import gettext_lazy as _

# What is refused, by its code.
SENTENCES = {
    "another_organization": _(
        "The portal serves another organization (%(slug)s): its data set cannot be replaced."
    ),
    "not_a_demonstration": _(
        "Nothing was loaded: this portal does not run as a demonstration. "
        "Turn the mode on with PORTAL_MODE first."
    ),
}
