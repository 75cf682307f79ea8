"""Receipts: numbered, hashed proof of what a State filed."""

import copy
import datetime as dt
import hashlib
import hmac
import re
from typing import Any

from django.core.files import File

from cica_portal.text import seen, sha256
from comments.models import Attachment, Consultation, Receipt, Response, Statement
from comments.procedure.certificates import checkable
from comments.procedure.replies import addenda, ledger
from comments.reading import attached
from comments.writing import drafts
from documents import store
from documents.enums import DocumentKind
from documents.models import Document
from initiatives import proposals
from initiatives.models import ProposedEvent
from members.models import MemberState, User
from plans.life import decisions
from plans.outline import OutlineRow, revision_outline

FORMAT = "cica-receipt/1"
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_MARK = re.compile(r"^(?:№|No\.|N°)\s*", re.IGNORECASE)
_CHECKSUM = re.compile(r"(?:sha-?256[:=]?)?([0-9a-f]{64})[.,;]?")


def issue(
    consultation: Consultation,
    *,
    state: MemberState,
    by: User,
    at: dt.datetime,
    number: str,
    content: dict[str, Any],
    response: Response | None = None,
    proposed_event: ProposedEvent | None = None,
    statement: Statement | None = None,
) -> Receipt:
    """Write the receipt, in the transaction of the act it proves and under the round's lock."""
    return Receipt.objects.create(
        number=number,
        consultation=consultation,
        member_state=state,
        response=response,
        proposed_event=proposed_event,
        statement=statement,
        issued_at=at,
        issued_to=by,
        content=content,
        sha256=sha256(content),
    )


def next_number(consultation: Consultation, state: MemberState) -> str:
    """Return the State's next receipt number; it counts the State's own receipts only (rule 4)."""
    count = Receipt.objects.filter(consultation=consultation, member_state=state).count()
    return f"{consultation.reference}-{state.code}-{count + 1}"


def head(
    consultation: Consultation, *, state: MemberState, by: User, at: dt.datetime, number: str
) -> dict[str, Any]:
    """Return what the content of every receipt begins with."""
    revision = consultation.revision
    return {
        "receipt": number,
        "consultation": consultation.reference,
        "revision": {"number": revision.number, "sha256": revision.sha256},
        "member_state": state.code,
        "filed_by": by.display_name,
        "received_at": at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "closes_at": consultation.closes_at.astimezone(dt.UTC).isoformat(),
    }


def stored(receipt: Receipt) -> dict[str, Any]:
    """Return the content of a receipt with what is stored beside it in place of the receipt's own copy."""
    consultation, revision = receipt.consultation, receipt.consultation.revision
    content: dict[str, Any] = receipt.content | {
        "receipt": receipt.number,
        "consultation": consultation.reference,
        "revision": {"number": revision.number, "sha256": revision.sha256},
        "member_state": receipt.member_state.code,
    }
    response = receipt.response
    if receipt.statement is not None:
        return content | {"statement": attached.content(receipt.statement)}
    if response is None:
        event = receipt.proposed_event
        if event is not None and receipt.is_supplement:
            content["supplements"] = event.paper.slug
        # One of before the terms grew told less of the event.
        now = proposals.content(event) if event else {}
        return content | {"event": {name: now.get(name) for name in content["event"]} if event else None}
    answer = content["answer"] | {
        "version": response.version,
        "position": str(response.position),
        "is_late": response.is_late,
        **({"objection": response.objection} if response.objection else {}),
    }
    if "came" in answer or response.source:
        answer["came"] = response.way
    answer = {name: value for name, value in answer.items() if name not in ("stance", "stance_words")}
    answer |= response.stated
    if "granted_until" in answer or response.grant:
        until = response.grant.until.astimezone(dt.UTC) if response.grant else None
        answer["granted_until"] = until.isoformat() if until else None
    return content | {
        "received_at": response.received_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        "answer": answer,
        "comments": _with_files(drafts.content(response.comments.order_by("position"))),
    }


def _with_files(comments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put what is stored of the files in place of what the comments say of them."""
    comments = copy.deepcopy(comments)  # what they list belongs to their rows
    listed = [entry for one in comments for entry in one.get("attachments", ())]
    if not listed:
        return comments
    rows = Attachment.objects.filter(pk__in=[entry["id"] for entry in listed])
    names = ("name", "language", "size", "sha256")
    stored = {str(row.pk): {name: getattr(row, name) for name in names} for row in rows}
    for entry in listed:
        entry |= stored.get(entry["id"], {"sha256": ""})
    return comments


def outline(receipt: Receipt) -> list[OutlineRow]:
    """Return the text for which the event of a receipt was proposed: as circulated, or as adopted."""
    circulated = receipt.consultation.revision
    is_adopted = receipt.is_supplement
    return revision_outline(decisions.adopted_text(circulated.paper) if is_adopted else circulated)


def number_of(typed: str) -> str:
    """Return the number of a receipt as it was copied or typed: with №, with another dash, with signs that
    nobody sees."""
    plain = _DASHES.sub("-", " ".join(seen(typed).split()))
    return _MARK.sub("", plain).rstrip(".,;")


def checksum_of(typed: str) -> str:
    """Return the SHA-256 that was copied or typed, whatever stands around it; empty if it is none."""
    plain = "".join(seen(typed).split()).lower()
    found = _CHECKSUM.fullmatch(plain)
    return found[1] if found else ""


def is_genuine(number: str, digest: str) -> bool:
    """Tell whether such a receipt, or certificate, was issued and what is stored now still has that hash.

    Something is always hashed and compared: the answer takes as long whether the number exists or not.
    """
    number, wanted = number_of(number), checksum_of(digest)
    receipt = (
        Receipt.objects.filter(number__in={number, number.upper()})
        .select_related("consultation__revision", "member_state", "response__grant", "proposed_event__paper")
        .select_related("statement__paper", "statement__revision")
        .first()
    )
    certified = number.upper().endswith(ledger.CERTIFICATE)
    reference = number[: -len(ledger.CERTIFICATE)] if certified else number
    closed = (
        Consultation.objects.filter(reference__in={reference, reference.upper()})
        .exclude(ledger_sha256="")
        .first()
    )
    if receipt is not None:
        kept, found = receipt.sha256, sha256(stored(receipt))
    elif closed is not None and certified:
        entries = closed.ledger.select_related("consultation", "member_state", "response")
        kept = closed.ledger_sha256 if addenda.hold(closed) else ""
        found = ledger.digest(entries)
    else:
        kept, found = "", sha256(wanted)
    is_same = hmac.compare_digest(kept.encode(), found.encode())
    return hmac.compare_digest(found.encode(), wanted.encode()) and is_same


def replaced_at(number: str) -> dt.datetime | None:
    """Return when the State replaced or withdrew the response of this receipt; nothing where it stands."""
    receipt = Receipt.objects.filter(number__in={number, number.upper()}).select_related("response").first()
    if receipt is None or receipt.response is None:
        return None
    later = Response.objects.filter(
        consultation=receipt.consultation_id,
        member_state=receipt.member_state_id,
        version__gt=receipt.response.version,
        is_late=False,
    )
    return later.order_by("version").values_list("received_at", flat=True).first()


def of_file(file: "File[bytes]") -> Receipt | None:
    """Return the receipt that was printed and sealed as exactly this file; nothing where none was."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    printed = Document.objects.filter(kind=DocumentKind.RECEIPT, sha256=digest.hexdigest()).first()
    return Receipt.objects.filter(pk=printed.subject["receipt"]).first() if printed else None


def as_file(receipt: Receipt) -> bytes:
    """Return the receipt with all that its checksum was computed over, in the form that `check_cica.py` reads
    years later without the portal. What is hashed is `content` as canonical JSON."""
    return checkable(FORMAT, receipt.number, receipt.sha256, receipt.content)


def request_document(receipt: Receipt, language: str) -> Document:
    """Ask for the receipt on paper."""
    source = sha256({"receipt": receipt.sha256, "number": receipt.number})
    return store.request(DocumentKind.RECEIPT, language, source, receipt=receipt)
