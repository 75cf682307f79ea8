"""What the record of acts calls acts on documents."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "document.want_again": _("Document asked for again"),
}

SUBJECTS = {
    "documents.document": _("document"),
}
