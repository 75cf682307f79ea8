"""What the record of acts calls acts on the wording of the interface and of mail."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTS = {
    "correction.propose": _("Correction of a text proposed"),
    "correction.approve": _("Correction of a text approved"),
    "correction.refuse": _("Correction of a text refused"),
    "correction.withdraw": _("Correction of a text withdrawn"),
}

SUBJECTS = {"phrases.correction": _("correction of a text")}

FIELDS = {
    "forms": pgettext_lazy("correction", "text"),
    "message": pgettext_lazy("correction", "original in English"),
}
