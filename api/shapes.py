"""What rows are as JSON. Texts are objects by language; `api/schemas.py` says what each field means."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from cica_portal import formats
from cica_portal.languages import LANGUAGES
from comments.enums import TranslationStatus
from comments.models import Consultation, Disposition, Response, Statement
from comments.procedure.replies.ledger import LedgerRow
from comments.procedure.replies.ledger_columns import STEPS
from comments.reading import columns
from comments.reading.readings import LATE, Reading
from initiatives.lines import Line
from initiatives.models import Initiative
from members.models import MemberState
from notes.enums import Addressing
from notes.models import NoteAddressee, VerbalNote
from notes.register import addressees
from notes.wording import enclosed
from plans.models import ConceptPaper, MeetingItem, Revision
from plans.outline import OutlineRow


def instant(value: dt.datetime | None, zone: str = "UTC") -> dt.datetime | None:
    """Return an instant with the offset that holds in the zone."""
    return value.astimezone(ZoneInfo(zone)) if value else None


def texts(given: Mapping[str, str]) -> dict[str, str]:
    return {language: given.get(language) or "" for language in LANGUAGES}


def translated(row: Any, field: str) -> dict[str, str]:
    return {language: getattr(row, f"{field}_{language}") or "" for language in LANGUAGES}


def state(row: MemberState | None) -> dict[str, Any] | None:
    return {"code": row.code, "name": translated(row, "name")} if row else None


def plan(paper: ConceptPaper, *, titles: Mapping[str, str], **given: Any) -> dict[str, Any]:
    return {
        "id": paper.slug,
        "title": texts(titles),
        "measure": {"code": paper.measure.code, "title": translated(paper.measure, "title")},
        "coordinator": paper.coordinator.code if paper.coordinator else None,
        "period": {"from": paper.period_from, "to": paper.period_to},
        "source_language": paper.source_language,
        **given,
    }


def statement(
    row: Statement, associated: Iterable[MemberState], withdrawal: Statement | None
) -> dict[str, Any]:
    made = {one.language: one.text for one in row.translations.all() if one.text}
    return {
        "id": row.pk,
        "kind": row.kind,
        "state": state(row.member_state),
        "associated": [state(one) for one in associated],
        "blocks": list(row.block_keys),
        "language": row.language,
        "text": None if withdrawal else row.text,
        "translations": {} if withdrawal else made,
        "received_on": row.received_on,
        "is_late": row.is_late,
        "withdrawn_on": withdrawal.received_on if withdrawal else None,
    }


def meeting(item: MeetingItem | None) -> dict[str, Any] | None:
    if item is None:
        return None
    return {
        "body": item.meeting.body,
        "first_on": item.meeting.first_on,
        "last_on": item.meeting.last_on,
        "place": texts(item.meeting.places),
        "item": item.number or None,
        "title": texts(item.titles),
        "symbol": item.symbol or None,
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
        "key": row.key,
        "position": position,
        "number": row.number or None,
        "kind": row.kind,
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
            "last_day": row.respond_by,
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
        "state": state(row.member_state),
        "standing": row.standing,
        "frozen_standing": row.frozen or None,
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
        "left_on": row.left_on,
        "granted_answer_at": instant(row.granted.received_at, zone) if row.granted else None,
        "late_at": instant(row.late_at, zone),
        "may_answer_until": instant(row.may_answer_until, zone),
        "events_proposed": row.events_proposed,
        "channel": row.channel or None,
        "source": row.last.register_number or None if row.last else None,
        "notes_not_entered": len(row.unentered) if reads_register else None,
        "reached_by": row.proof or None,
        "reached_at": instant(row.reached_at, zone),
        **{name: instant(time, zone) for name, time in zip(STEPS, row.steps, strict=True)},
    }


def stated_position(row: Response, conditions: list[UUID], zone: str) -> dict[str, Any]:
    return {
        "state": state(row.member_state),
        "position": row.stance,
        "conditions": conditions,
        "version": row.version,
        "received_at": instant(row.received_at, zone),
        "counts": row.counts,
    }


def comment(row: Reading, given: Disposition | None, zone: str) -> dict[str, Any]:
    said, answer = row.comment, row.response
    return {
        "id": said.pk,
        "state": state(row.member_state),
        "block": said.block_key,
        "until_block": said.until_key,
        "after_block": said.after_key,
        **columns.data(row),
        "received_at": instant(answer.received_at, zone),
        "version": answer.version,
        "is_late": row.place == LATE,
        "is_granted": answer.grant_id is not None,
        "disposition": disposition(given, zone) if given else None,
    }


def disposition(row: Disposition, zone: str) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "is_confirmed": row.is_confirmed,
        "reply": row.reply,
        "language": row.language,
        "languages": {code: _in_language(row, code) for code in LANGUAGES} if row.reply else {},
        "at": instant(row.at, zone),
    }


def _in_language(row: Disposition, code: str) -> dict[str, str]:
    """Return a reply in one language, and how far it can be relied upon."""
    if code == row.language:
        return {"text": row.reply, "state": "original"}
    made = row.translations.get(code)
    if made is None:
        return {"text": "", "state": "none"}
    is_checked = made["status"] == TranslationStatus.CHECKED
    return {"text": made["text"], "state": "reviewed" if is_checked else "working_translation"}


def initiative(row: Initiative, line: Line | None, url: str) -> dict[str, Any]:
    zone = row.time_zone or "UTC"
    return {
        "id": row.block_key,
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
            "first_day": row.date_from,
            "last_day": row.date_to,
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
        "id": row.key,
        "number": row.number,
        "printed_numbers": dict(row.printed_numbers),
        "kind": row.kind,
        "status": row.status,
        "issued_on": row.issued_on,
        "issued_at": instant(row.issued_at),
        "plan": row.paper.slug if row.paper else None,
        "subject": row.values.get("subject"),
        "consultation": row.consultation_id,
        "state": row.member_state.code if row.member_state else None,
        "is_to_all": row.addressing != Addressing.CHOSEN and row.member_state is None,
        "addressees": [party(one) for one in chosen if addressees.is_named(row, one)],
        "answers_to": row.answers_to.key if row.answers_to else None,
        "annulled_by": None if row.replaced_by or row.void_by == row.number else row.void_by,
        "replaced_by": row.replaced_by,
        "is_void": row.void_by is not None and row.void_by == row.number,
        "url": url,
    }


def party(row: NoteAddressee) -> dict[str, Any]:
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
