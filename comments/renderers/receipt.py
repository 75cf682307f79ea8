"""The receipt of a filed answer or event, and the certificate of a consultation's ledger."""

from dataclasses import replace

from django.utils.translation import gettext as _

from cica_portal import deadlines, formats
from cica_portal.languages import pick
from comments import receipt_links
from comments.comment_contexts import ReceiptContent, by_paragraph, event_context, receipt_row
from comments.models import Consultation, Receipt
from comments.procedure import certificates
from comments.procedure.certificates import Certificate
from comments.reading import attached
from comments.reading.extents import Places
from comments.reading.groups import mark_alternatives
from comments.reading.readings import Reading
from comments.renderers.event_rows import event_row, set_out
from comments.writing import receipts
from documents import press, sealing, squares, subjects
from documents.enums import DocumentKind
from documents.models import Document
from documents.registry import Obsolete, Rendered, renders
from documents.typesetting import Meta, whole_words
from plans.outline import revision_outline


@renders(DocumentKind.RECEIPT)
def receipt(document: Document) -> Rendered:
    filed, language = subjects.find(document, "receipt", Receipt), document.language
    meta = Meta(
        # Translators: number is the number of the receipt
        title=_("Receipt %(number)s") % {"number": filed.number},
        dated=deadlines.seat_date(filed.issued_at),
        sha256=filed.sha256,
    )
    found = receipt_pdf(receipt_content(filed, language), language, meta)
    return replace(found, content=sealing.seal_pdf(found.content, sealing.signer()))


def receipt_content(filed: Receipt, language: str) -> ReceiptContent:
    consultation, state = filed.consultation, filed.member_state
    revision = consultation.revision
    # Translators: title is the title of the plan; number is the number of the note
    subject = _("%(title)s (note %(number)s)") % {
        "title": pick(revision.titles, language),
        "number": consultation.reference,
    }
    answer, event, statement = filed.response, filed.proposed_event, filed.statement
    comments: tuple[Reading, ...] = ()
    attaches, came = None, answer.came if answer else ""
    if statement is not None:
        attaches = attached.as_filed(statement, language)
        position, came = str(statement.get_kind_display()), statement.came
        filed_by, received_at = "" if came else statement.by.display_name, filed.issued_at
    elif answer is not None:
        places = Places(revision_outline(revision))
        comments = tuple(
            Reading(comment, places, number=number)
            for number, comment in enumerate(
                answer.comments.select_related("response__member_state").order_by("position"), start=1
            )
        )
        mark_alternatives(comments)
        position = str(answer.get_position_display())
        if answer.grant_id is not None:
            # Translators: answer is the response of a State, as "comments"
            position = _("%(answer)s, in additional time") % {"answer": position}
        elif answer.is_late:
            # Translators: position is the position of a State, as "no objection"
            position = _("%(position)s, received after the deadline") % {"position": position}
        filed_by = answer.submitted_by.display_name if not answer.came else ""
        received_at = answer.received_at
    else:
        proposed = _("thematic event proposed to the adopted plan")
        position = proposed if filed.is_supplement else _("proposed thematic event")
        filed_by, received_at = event.filed_by.display_name, event.filed_at
    return ReceiptContent(
        number=filed.number,
        state=state.name,
        subject=subject,
        position=position,
        replaces=filed.replaces,
        received_at=received_at,
        zone=consultation.time_zone,
        state_zone=state.time_zone,
        sha256=filed.sha256,
        filed_by=filed_by,
        came=came,
        objection=answer.objection if answer else None,
        stance=str(answer.get_stance_display()) if answer else "",
        stance_words=answer.stance_words if answer else "",
        address=receipt_links.address(),
        link=receipt_links.link(filed),
        comments=comments,
        statement=attaches,
        events=(event_row("1", set_out([event], receipts.outline(filed))[0]),) if event else (),
    )


def receipt_pdf(content: ReceiptContent, language: str, meta: Meta) -> Rendered:
    """Render the receipt of a filed answer or event: number, State, instant, hash and content, unsealed."""
    received = formats.moment(content.received_at, content.zone, language, seconds=True)
    there = formats.moment(content.received_at, content.state_zone, language, seconds=True)
    context = {
        "receipt": content,
        "subject": whole_words(content.subject),
        "received": received,
        "received_there": "" if there == received else there,
        "hash_lines": (content.sha256[:32], content.sha256[32:]),
        "address": content.address.partition("://")[2],
        "square": squares.square(content.link) if content.link else "",
        "groups": by_paragraph(content.comments, receipt_row),
        "events": [event_context(event) for event in content.events],
    }
    return press.render_pdf("notes/pdf/receipt.html", language, meta, context)


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
