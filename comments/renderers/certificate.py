"""The certificate of a consultation's ledger."""

from django.utils.translation import gettext as _

from cica_portal import deadlines
from comments.models import Consultation
from comments.procedure import certificates
from comments.procedure.certificates import Certificate
from documents import press, subjects
from documents.enums import DocumentKind
from documents.models import Document
from documents.registry import Obsolete, Rendered, renders
from documents.typesetting import Meta


@renders(DocumentKind.LEDGER)
def certificate(document: Document) -> Rendered:
    """Render the certificate of a ledger as it stood when it was asked for; what came since makes another."""
    consultation, language = subjects.find(document, "consultation", Consultation), document.language
    if certificates.source(consultation, at=document.wanted_at) != document.source_sha256:
        raise Obsolete
    found = certificates.content(consultation, language, at=document.wanted_at)
    meta = Meta(
        # Translators: number is the number of the certified record
        title=_("Certified record of replies %(number)s") % {"number": found.number},
        dated=deadlines.seat_date(consultation.closes_at),
        sha256=found.sha256,
    )
    return certificate_pdf(found, language, meta)


def certificate_pdf(certificate: Certificate, language: str, meta: Meta) -> Rendered:
    """Render the certificate of a frozen ledger, with a line for the signature."""
    hash_lines = (certificate.sha256[:32], certificate.sha256[32:])
    return press.render_pdf(
        "notes/pdf/ledger.html", language, meta, {"ledger": certificate, "hash_lines": hash_lines}
    )
