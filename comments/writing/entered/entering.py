"""An officer enters what a State sent by note or mail: no draft of the delegation is read or touched."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from cica_portal import formats, spaces
from cica_portal.database import once
from cica_portal.deadlines import local_date
from cica_portal.errors import Refusal, StaleRemoval, StaleVersion
from cica_portal.languages import reader_language
from cica_portal.uploads import Admitted
from comments.enums import EnteredStatus
from comments.models import Consultation, EnteredRemark, EnteredResponse
from comments.models.remarks import is_reason_due
from comments.procedure import consultations
from comments.reading import operations
from comments.refusals import EntryCorrected
from comments.writing import drafts, responses
from comments.writing.entered import entries
from comments.writing.offline import receiving
from comments.writing.offline.entry import Entry
from members.models import MemberState, User
from plans.outline import revision_outline


def enter(
    consultation: Consultation,
    state: MemberState,
    *,
    channel: str,
    position: str,
    received_at: dt.datetime,
    register_number: str,
    source: Mapping[str, Any],
    stance: str = "",
    stance_words: str = "",
    objection: Mapping[str, Any] | None = None,
    by: User,
    at: dt.datetime,
) -> EnteredResponse:
    """Begin to enter a State's response that came by a registered note or mail.

    `stance` is its position, if the note states one, `stance_words` the words that say so; `objection` is
    that to a decision by silence, as `Response` has it.
    """
    entries.refuse_stranger(by)
    responses.refuse_unasked(consultation, position, objection)
    _refuse_unquoted(stance, stance_words)
    with transaction.atomic():
        held = consultations.hold(consultation)
        entries.refuse_untaken(held, state, received_at, at=at)
        _refuse_another_day(source, received_at, held)
        with once.refuse_second(Refusal("comments.entered_already", state=state.name)):
            made = EnteredResponse.objects.create(
                consultation=held,
                member_state=state,
                channel=channel,
                register_number=register_number,
                source=dict(source),
                position=position,
                stance=stance,
                stance_words=stance_words,
                objection=dict(objection) if objection else None,
                received_at=received_at,
                entered_by=by,
                entered_at=at,
            )
        entries.record("entered_response.enter", made, by=by, at=at, after=entries.head(made))
    return made


def amend(
    entered: EnteredResponse,
    *,
    channel: str,
    position: str,
    received_at: dt.datetime,
    stance: str = "",
    stance_words: str = "",
    objection: Mapping[str, Any] | None = None,
    shown: str | None = None,
    by: User,
    at: dt.datetime,
) -> None:
    """Correct by which way a response came, when, and what it says on the whole.

    `shown` is what the person corrects, as `head_digest` says it, if not the head of `entered`: what a
    colleague corrected since is not overwritten.
    """
    _refuse_unquoted(stance, stance_words)
    responses.refuse_unasked(entered.consultation, position, objection)
    with transaction.atomic():
        held = entries.held_by(entered, by)
        if entries.head_digest(held) != (entries.head_digest(entered) if shown is None else shown):
            raise EntryCorrected
        entries.refuse_untaken(held.consultation, held.member_state, received_at, at=at)
        _refuse_another_day(held.source or {}, received_at, held.consultation)
        before = entries.head(held)
        held.channel, held.position, held.received_at = channel, position, received_at
        held.stance, held.stance_words = stance, stance_words
        held.objection = dict(objection) if objection else None
        changed = ["channel", "position", "received_at", "stance", "stance_words", "objection"]
        held.save(update_fields=changed)
        entries.record("entered_response.amend", held, by=by, at=at, before=before, after=entries.head(held))


def follow(
    entered: EnteredResponse,
    *,
    register_number: str,
    source: Mapping[str, Any],
    received_on: dt.date,
    by: User,
    at: dt.datetime,
) -> None:
    """Keep what is being entered with its note, whose entry in the register was corrected: it has the number
    of the new one, and its day. A signatory who has it open reads it again."""
    entries.refuse_stranger(by)
    with transaction.atomic():
        held = entries.locked(entered, EnteredStatus.DRAFTED, EnteredStatus.SUBMITTED)
        before = entries.head(held)
        zone = ZoneInfo(held.consultation.time_zone)
        minute = held.received_at.astimezone(zone).time()
        held.received_at = dt.datetime.combine(received_on, minute, zone).astimezone(dt.UTC)
        held.register_number, held.source = register_number, dict(source)
        held.save(update_fields=["received_at", "register_number", "source"])
        entries.record("entered_response.amend", held, by=by, at=at, before=before, after=entries.head(held))


def save_remark(
    entered: EnteredResponse,
    *,
    kept: EnteredRemark | None = None,
    version: int = 0,
    by: User,
    at: dt.datetime,
    **said: Any,
) -> EnteredRemark:
    """Write down a comment of the State, as its note words it; a new one that stands there word for word is
    the same one, sent again."""
    with transaction.atomic():
        held = entries.held_by(entered, by)
        values = operations.settle(said, revision_outline(held.consultation.revision))
        if is_reason_due(values["type"], values["rationale"]):
            raise Refusal("comments.rationale_needed")
        values["sha256"] = drafts.hash_of(values)
        same = held.remarks.filter(sha256=values["sha256"]).first() if kept is None else None
        return same or _write(held, values, kept=kept, version=version, by=by, at=at)


def _write(
    held: EnteredResponse,
    values: Mapping[str, Any],
    *,
    kept: EnteredRemark | None = None,
    version: int = 0,
    by: User,
    at: dt.datetime,
) -> EnteredRemark:
    values = {**values, "updated_by": by, "updated_at": at}
    if kept is None:
        made = EnteredRemark.objects.create(entered=held, **values)
    else:
        own = EnteredRemark.objects.filter(pk=kept.pk, entered=held, version=version)
        if not own.update(**values, version=version + 1):
            raise StaleVersion
        made = EnteredRemark.objects.get(pk=kept.pk)
    entries.record("entered_response.write", held, by=by, at=at, after={"comment": made.sha256})
    return made


def mark_condition(
    remark: EnteredRemark, *, is_condition: bool, version: int, by: User, at: dt.datetime
) -> None:
    """Mark a comment as a condition of its State's support, as the note says, or as none."""
    with transaction.atomic():
        held = entries.held_by(remark.entered, by)
        own = EnteredRemark.objects.filter(pk=remark.pk, entered=held, version=version)
        signed = {"version": version + 1, "updated_by": by, "updated_at": at}
        if not own.update(is_condition=is_condition, **signed):
            raise StaleVersion
        after = {"comment": remark.sha256, "is_condition": is_condition}
        entries.record("entered_response.write", held, by=by, at=at, after=after)


def remove_remark(remark: EnteredRemark, *, version: int | None = None, by: User, at: dt.datetime) -> None:
    """Take a comment out that was entered wrongly; `version` is the one that was read, if not its own."""
    read = remark.version if version is None else version
    with transaction.atomic():
        held = entries.held_by(remark.entered, by)
        before = {"comment": remark.sha256}
        removed, _rows = held.remarks.filter(pk=remark.pk, version=read).delete()
        if not removed:
            raise StaleRemoval
        entries.record("entered_response.write", held, by=by, at=at, before=before)


def take_form(entered: EnteredResponse, admitted: Admitted, *, by: User, at: dt.datetime) -> list[Entry]:
    """Enter the comments of an offline form that the State filled in. Return its rows: what is wrong with one
    is for the person to enter by hand; what was entered already is not entered twice."""
    with transaction.atomic():
        held = entries.held_by(entered, by)
        lines = receiving.read(admitted.content, held.consultation).entries
        found = [_with_reason(entry) for entry in lines]
        known = set(held.remarks.values_list("sha256", flat=True))
        for entry in found:
            if entry.said is not None and entry.sha256 not in known:
                known.add(entry.sha256)
                _write(held, {**entry.said, "sha256": entry.sha256}, by=by, at=at)
    return found


def _with_reason(entry: Entry) -> Entry:
    """Return the row as it is, or, where its reason is missing, as one that cannot be entered."""
    if not entry.lacks_reason:
        return entry
    return Entry(entry.number, entry.cells, errors=(str(Refusal("comments.rationale_needed")),))


def _refuse_unquoted(stance: str, words: str) -> None:
    """Refuse a position without the words of the note that state it, and words that state none."""
    if bool(stance) != bool(words):
        raise Refusal("comments.position_not_quoted")


def _refuse_another_day(source: Mapping[str, Any], received_at: dt.datetime, held: Consultation) -> None:
    """Refuse a time of receipt on another day than the register has: it is corrected there, and once."""
    if registered := source.get("received_on"):
        day = dt.date.fromisoformat(registered)
        if local_date(received_at, held.time_zone) != day:
            raise Refusal("comments.another_day", day=spaces.shown(formats.date(day, reader_language())))
