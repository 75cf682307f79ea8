"""What rows are as JSON. Texts are objects by language; `api/description` says what each field means."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from api.answers import instant
from cica_portal import formats
from cica_portal.languages import LANGUAGES
from comments.compilation import columns
from comments.compilation.lines import Line as CommentLine
from comments.models import Consultation, Disposition
from comments.procedure.replies.ledger import STEPS, LedgerRow
from initiatives.lines import Line
from initiatives.models import Initiative
from members.models import MemberState
from notes.enums import Addressing
from notes.models import NoteAddressee, NoteText, VerbalNote
from notes.register import addressees
from notes.wording import enclosed
from plans.models import ConceptPaper, Revision
from plans.outline import OutlineRow


def texts(given: Mapping[str, str]) -> dict[str, str]:
    return {language: given.get(language) or "" for language in LANGUAGES}


def translated(row: Any, field: str) -> dict[str, str]:
    return {language: getattr(row, f"{field}_{language}") or "" for language in LANGUAGES}


def state(row: MemberState | None) -> dict[str, Any] | None:
    return {"code": row.code, "name": translated(row, "name")} if row else None


def plan(paper: ConceptPaper, *, titles: Mapping[str, str], status: str | None, url: str) -> dict[str, Any]:
    return {
        "id": paper.slug,
        "title": texts(titles),
        "measure": {"code": paper.measure.code, "title": translated(paper.measure, "title")},
        "coordinator": paper.coordinator.code if paper.coordinator else None,
        "period": {"from": paper.period_from, "to": paper.period_to},
        "source_language": paper.source_language,
        "status": status,
        "url": url,
    }


def revision(row: Revision, *, slug: str, url: str) -> dict[str, Any]:
    return {
        "plan": slug,
        "number": row.number,
        "title": texts(row.titles),
        "text_status": dict(row.text_status),
        "frozen_at": instant(row.frozen_at),
        "sha256": row.sha256,
        "url": url,
    }


def block(row: OutlineRow, position: int) -> dict[str, Any]:
    return {
        "key": str(row.key),
        "position": position,
        "kind": str(row.kind),
        "label": texts(row.label),
        "text": texts(row.texts),
    }


def consultation(
    row: Consultation, *, status: str, outcome: str | None, earlier: Iterable[Any], url: str
) -> dict[str, Any]:
    """The deadline is one instant: the first at which the door is shut, with the offset of its zone."""
    return {
        "id": row.pk,
        "reference": row.reference,
        "plan": row.revision.paper.slug,
        "revision": row.revision.number,
        "opens_at": instant(row.opens_at, row.time_zone),
        "deadline": {
            "closes_at": instant(row.closes_at, row.time_zone),
            "last_day": row.respond_by.isoformat(),
            "last_minute": f"{row.deadline.minute:%H:%M}",
            "time_zone": row.time_zone,
            "text": {code: formats.closing(row.closes_at, row.time_zone, code) for code in LANGUAGES},
            "earlier": [instant(one.old_closes_at, row.time_zone) for one in earlier],
            "additional_time_until": instant(row.ends_at, row.time_zone)
            if row.ends_at != row.closes_at
            else None,
        },
        "status": status,
        "visibility": row.visibility,
        "outcome": outcome,
        "url": url,
    }


def ledger_row(row: LedgerRow, zone: str, *, reads_register: bool) -> dict[str, Any]:
    answer = row.response
    return {
        "state": {"code": row.member_state.code, "name": texts(row.member_state.names)},
        "standing": str(row.standing),
        "frozen_standing": str(row.frozen) if row.frozen else None,
        "answer": {
            "version": answer.version,
            "position": answer.position,
            "received_at": instant(answer.received_at, zone),
        }
        if answer
        else None,
        "withdrawal": {
            "received_at": instant(row.withdrawal.received_at, zone),
            "receipt": row.withdrawal.receipt.number,
        }
        if row.withdrawal
        else None,
        "left_on": row.left_on.isoformat() if row.left_on else None,
        "granted_answer_at": instant(row.granted.received_at, zone) if row.granted else None,
        "late_at": instant(row.late_at, zone),
        "may_answer_until": instant(row.may_answer_until, zone),
        "events_proposed": row.events_proposed,
        "channel": str(row.channel) if row.channel else None,
        "source": row.last.register_number or None if row.last else None,
        "notes_not_entered": len(row.unentered) if reads_register else None,
        "reached_by": str(row.proof) if row.proof else None,
        "reached_at": instant(row.reached_at, zone),
        **{name: instant(time, zone) for name, time in zip(STEPS, row.steps, strict=True)},
    }


def comment(line: CommentLine, given: Disposition | None, zone: str) -> dict[str, Any]:
    return {
        "id": str(line.comment_id),
        "state": {"code": line.state_code, "name": texts(line.state_names)},
        "block": _key(line.block_key),
        "until_block": _key(line.until_key),
        "after_block": _key(line.after_key),
        **columns.data(line),
        "received_at": instant(line.received_at, zone),
        "version": line.version,
        "is_late": line.is_late and line.grant_id is None,
        "is_granted": line.grant_id is not None,
        "disposition": disposition(given, zone) if given else None,
    }


def disposition(row: Disposition, zone: str) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "is_confirmed": row.is_confirmed,
        "reply": row.reply,
        "language": row.language,
        "at": instant(row.at, zone),
    }


def _key(key: Any) -> str | None:
    return str(key) if key else None


def initiative(row: Initiative, line: Line | None, url: str) -> dict[str, Any]:
    zone = row.time_zone or "UTC"
    return {
        "id": str(row.block_key),
        "plan": row.paper.slug,
        "label": texts(line.label) if line else None,
        "text": texts(line.texts) if line else None,
        "is_supplement": line is not None and line.is_supplement,
        "kind": row.kind,
        "format": row.format or None,
        "status": row.status,
        "is_draft": row.is_draft,
        "titles": texts(row.titles),
        "host": row.host.code if row.host else None,
        "co_hosts": list(row.co_hosts),
        "objectives": list(row.objectives),
        "when": {
            "year": row.year,
            "quarter": row.quarter,
            "month": row.month,
            "first_day": row.date_from.isoformat() if row.date_from else None,
            "last_day": row.date_to.isoformat() if row.date_to else None,
            "starts_at": instant(row.starts_at, zone),
            "ends_at": instant(row.ends_at, zone),
            "time_zone": row.time_zone or None,
        },
        "place": row.place,
        "places": texts(row.places),
        "contact": row.contact,
        "outcome": row.outcome,
        "url": url,
    }


def note(row: Any, url: str, chosen: Iterable[NoteAddressee]) -> dict[str, Any]:
    return {
        "id": str(row.key),
        "number": row.number,
        "printed_numbers": dict(row.printed_numbers),
        "kind": row.kind,
        "status": row.status,
        "issued_on": row.issued_on.isoformat() if row.issued_on else None,
        "issued_at": instant(row.issued_at),
        "plan": row.paper.slug if row.paper else None,
        "subject": row.values.get("subject"),
        "consultation": row.consultation_id,
        "state": row.member_state.code if row.member_state else None,
        "is_to_all": row.addressing != Addressing.CHOSEN and row.member_state is None,
        "addressees": [_party(one) for one in chosen if addressees.is_named(row, one)],
        "answers_to": str(row.answers_to.key) if row.answers_to else None,
        "annulled_by": None if row.replaced_by or row.void_by == row.number else row.void_by,
        "replaced_by": row.replaced_by,
        "is_void": row.void_by is not None and row.void_by == row.number,
        "url": url,
    }


def copies(rows: Iterable[NoteAddressee]) -> list[dict[str, Any]]:
    """Return who gets a copy of a note for information."""
    return [_party(one) for one in rows if one.is_copy]


def _party(row: NoteAddressee) -> dict[str, Any]:
    return {"code": row.party.code, "name": translated(row.party, "name")}


def enclosures(row: VerbalNote, address: Callable[[str, str], str]) -> list[dict[str, Any]]:
    """Return what an issued note encloses: each file by its language, its pages, its hash and its address."""
    return [
        {
            "titles": dict(one.titles),
            "files": [
                {"language": code, "pages": copy.pages, "sha256": copy.sha256, "url": address(one.name, code)}
                for code, copy in one.copies.items()
            ],
        }
        for one in enclosed.of(row)
    ]


def note_texts(rows: Iterable[NoteText]) -> dict[str, list[str]]:
    return {row.language: [line for piece in row.pieces for line in piece["lines"]] for row in rows}
