"""What the record of acts calls acts on the wording of the interface and of mail."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import lowfirst

ACTS = {
    "correction.propose": _("Correction of a text proposed"),
    "correction.approve": _("Correction of a text approved"),
    "correction.refuse": _("Correction of a text refused"),
    "correction.withdraw": _("Correction of a text withdrawn"),
}

SUBJECTS = {"phrases.correction": lowfirst(_("Correction of a text"))}

FIELDS = {
    "forms": lowfirst(pgettext_lazy("label", "Text")),
    "message": lowfirst(_("Original in English")),
}
