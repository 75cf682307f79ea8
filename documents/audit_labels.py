"""What the record of acts calls acts on documents."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ACTS = {
    "document.want_again": _("Document requested again"),
}

SUBJECTS = {
    "documents.document": pgettext_lazy("record", "document"),
}
