"""What the record of acts calls acts on documents."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.languages import lowfirst

ACTS = {
    "document.want_again": _("Document requested again"),
}

SUBJECTS = {
    "documents.document": lowfirst(pgettext_lazy("label", "Document")),
}
