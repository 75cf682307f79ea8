"""Guides on paper. For processes that render."""

import base64

from django.utils.translation import gettext as _

from cica_portal import deadlines
from documents import press
from documents.enums import DocumentKind
from documents.models import Document
from documents.registry import Obsolete, Rendered, renders
from documents.typesetting import Meta
from guide import guides


@renders(DocumentKind.GUIDE)
def guide(document: Document) -> Rendered:
    """Render a guide in the language of the document, as its text is today."""
    found = next((one for one in guides.listed() if guides.source(one) == document.source_sha256), None)
    if found is None:
        raise Obsolete
    # Translators: role is the name of a role, as "Contact point, deputy"
    title = _("Guide: %(role)s") % {"role": found.name}
    meta = Meta(title=title, dated=deadlines.seat_date(document.wanted_at))
    shown = [(step, step.picture and _in_place(step.picture)) for step in found.steps]
    return press.render_pdf("guide/pdf/guide.html", document.language, meta, {"guide": found, "steps": shown})


def _in_place(picture: guides.Picture) -> str:
    """Return the address by which the renderer, which fetches nothing, gets a picture."""
    return press.PICTURE + base64.b64encode(picture.path.read_bytes()).decode()
