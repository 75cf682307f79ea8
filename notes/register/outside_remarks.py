"""Entering what an observer or a partner organization sent on a text: a number of the register of what is
received, and a remark that nobody but the Secretariat reads before it is confirmed (rule 55)."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from cica_portal import formats, spaces
from cica_portal.deadlines import seat_date
from cica_portal.errors import NotAllowed, Refusal
from cica_portal.languages import reader_language
from comments.models import Consultation, OutsideRemark
from comments.procedure import consultations
from members import audit
from members.models import Correspondent, User
from notes.models import NoteSeries
from notes.register import numbers


def enter(
    consultation: Consultation,
    correspondent: Correspondent,
    *,
    number: str,
    dated_on: dt.date,
    received_on: dt.date,
    request_key: uuid.UUID,
    by: User,
    at: dt.datetime,
    **said: Any,
) -> OutsideRemark:
    """Enter one remark of a note or mail (`channel`): `block_keys`, `language`, `text`.

    All remarks of one note bear one number of the register. A second call with the key returns the first
    entry (rule 14)."""
    if not by.has_perm("notes.register_incoming"):
        raise NotAllowed
    if not dated_on <= received_on <= seat_date(at):
        raise Refusal("notes.in_the_future")
    opened_on = seat_date(consultation.opens_at)
    if received_on < opened_on:
        day = spaces.shown(formats.date(opened_on, reader_language()))
        raise Refusal("notes.before_our_note", number=consultation.reference, day=day)
    with transaction.atomic():
        series, _is_new = NoteSeries.objects.get_or_create(prefix=numbers.INCOMING_PREFIX)
        numbers.hold(series, at=at)
        if (same := OutsideRemark.objects.filter(request_key=request_key).first()) is not None:
            return same
        held = consultations.hold(consultation)
        consultations.refuse_withdrawn(held)
        came = {"channel": said["channel"], "source__number": number, "source__dated_on": str(dated_on)}
        same_note = OutsideRemark.objects.filter(correspondent=correspondent, consultation=held, **came)
        registered = same_note.values_list("register_number", flat=True).first()
        made = OutsideRemark.objects.create(
            consultation=held,
            correspondent=correspondent,
            register_number=registered or numbers.next_number(series, at=at),
            source={"number": number, "dated_on": dated_on.isoformat()},
            received_on=received_on,
            request_key=request_key,
            by=by,
            at=at,
            **said,
        )
        after = {"name": correspondent.name_en, "register_number": made.register_number}
        audit.record("outside_remark.enter", subject=made, by=by, at=at, after=after)
    return made
