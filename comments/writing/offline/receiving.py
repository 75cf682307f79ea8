"""Receiving forms, workbooks and Word files: kept for the own delegation, looked at, taken, put away."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping
from functools import partial

from django.db import transaction

from cica_portal import retention, uploads
from cica_portal.text import TextField
from cica_portal.uploads import Admitted
from comments.models import Consultation, DraftComment, OfflineForm, TakenRow
from comments.reading.operations import WORDING_LIMIT
from comments.writing import drafts
from comments.writing.offline import reading, word_reading
from comments.writing.offline.entry import Entry, Returned
from members import audit
from members.models import User


def read(content: bytes, consultation: Consultation) -> Returned:
    """Return what a form that has passed the gate says; raise a refusal where it is none of this text."""
    if uploads.kind_of(content) == "docx":
        return word_reading.returned(content, consultation)
    return Returned(reading.entries(content, consultation))


def receive(consultation: Consultation, admitted: Admitted, *, by: User, at: dt.datetime) -> OfflineForm:
    """Keep a form that has passed the gate, if it is one of this round. Nothing becomes a draft yet."""
    by.require("comments.draft_comment", consultation)
    read(admitted.content, consultation)
    with uploads.kept(admitted.content, admitted.kind) as kept:
        made = OfflineForm.objects.create(
            consultation=consultation,
            member_state=by.acting_state,
            name=admitted.name,
            uploaded_by=by,
            uploaded_at=at,
            **kept,
        )
        audit.record_internal(
            "offline_form.receive", subject=made, by=by, at=at, after={"sha256": made.sha256}
        )
    return made


def returned(form: OfflineForm) -> Returned:
    """Return what a kept form says, which passed the gate when it came; with what is a draft as it stands,
    and what a draft was made of before.

    That is known by what the line says, and by its number in another form of the same person: colleagues
    write in forms of their own, in lines with the same numbers.
    """
    own = {"consultation": form.consultation_id, "member_state": form.member_state_id}
    drafted = dict(DraftComment.objects.filter(**own).values_list("sha256", "block_key"))
    rows = list(TakenRow.objects.filter(**own))
    taken = {row.sha256 for row in rows}
    places = {(row.number, row.block_key) for row in rows if row.uploaded_by_id == form.uploaded_by_id}
    found = read(uploads.stored(form.stored_as, form.sha256), form.consultation)
    return found._replace(
        entries=[
            dataclasses.replace(
                entry,
                is_draft=entry.sha256 in drafted,
                is_taken=entry.sha256 in taken or (entry.number, _block(entry)) in places,
                is_beside_another=bool(_block(entry)) and _block(entry) in drafted.values(),
            )
            for entry in found.entries
        ]
    )


def _block(entry: Entry) -> uuid.UUID | None:
    return entry.said["block_key"] if entry.said else None


@transaction.atomic
def take(
    form: OfflineForm,
    rows: Collection[int],
    *,
    again: Collection[int] = (),
    reasons: Mapping[int, str] | None = None,
    by: User,
    at: dt.datetime,
) -> list[DraftComment]:
    """Make drafts of the chosen rows, by their numbers in the form, and `again` of those that were taken
    before, with the reasons that were given on the page. Wrong rows and what is a draft as it stands are
    passed over: a second click makes nothing."""
    held = OfflineForm.objects.visible_to(by).select_for_update(of=("self",)).get(pk=form.pk)
    by.require("comments.draft_comment", held.consultation)
    made, taken, said = [], [], set()
    for entry in returned(held).entries:
        is_chosen = entry.number in (again if entry.is_taken else rows)
        if is_chosen and entry.said is not None and not entry.is_draft and entry.sha256 not in said:
            said.add(entry.sha256)
            given = (reasons or {}).get(entry.number, "")
            reason = (
                TextField(required=False, max_length=WORDING_LIMIT).clean(given) or entry.said["rationale"]
            )
            made.append(drafts.save(held.consultation, by=by, at=at, **entry.said | {"rationale": reason}))
            taken.append(
                TakenRow(
                    consultation=held.consultation,
                    member_state=held.member_state,
                    uploaded_by=held.uploaded_by,
                    number=entry.number,
                    block_key=entry.said["block_key"],
                    sha256=entry.sha256,
                )
            )
    TakenRow.objects.bulk_create(taken)
    audit.record_internal("offline_form.take", subject=held, by=by, at=at, after={"drafts": len(made)})
    return made


@transaction.atomic
def discard(form: OfflineForm, *, by: User, at: dt.datetime) -> None:
    """Put a form away; the drafts that were made of it stay."""
    drafts.refuse_stranger(form, by)
    audit.record_internal("offline_form.discard", subject=form, by=by, at=at, before={"sha256": form.sha256})
    _drop(form)


def discard_forgotten(at: dt.datetime) -> Iterator[OfflineForm]:
    """Put away what nobody has put away in time, and yield each."""
    old = OfflineForm.objects.filter(uploaded_at__lt=retention.limit("uploads", at))
    for forgotten in old.select_related("uploaded_by"):
        with transaction.atomic():
            by = forgotten.uploaded_by
            audit.record_internal(
                "offline_form.expire", subject=forgotten, by=by, at=at, before={"sha256": forgotten.sha256}
            )
            _drop(forgotten)
        yield forgotten


def _drop(form: OfflineForm) -> None:
    form.delete()
    transaction.on_commit(partial(uploads.drop, form.stored_as))
