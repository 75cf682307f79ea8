"""Receiving filled-in forms: kept for the own delegation, looked at, taken into its drafts, put away."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from typing import NamedTuple

from django.db import transaction

from cica_portal import retention, uploads
from cica_portal.errors import NotAllowed, Refusal
from cica_portal.uploads import Admitted
from comments.models import Consultation, DraftComment, OfflineForm, TakenRow
from comments.writing import drafts
from comments.writing.offline import reading
from comments.writing.offline.reading import Entry
from members import audit
from members.models import User


def receive(consultation: Consultation, admitted: Admitted, *, by: User, at: dt.datetime) -> OfflineForm:
    """Keep a form that has passed the gate, if it is one of this round. Nothing becomes a draft yet."""
    if not by.has_perm("comments.draft_comment", consultation):
        raise NotAllowed
    if admitted.kind != "xlsx":
        raise Refusal("comments.not_our_form")
    reading.entries(admitted.content, consultation)
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


def entries(form: OfflineForm) -> list[Entry]:
    """Return the rows of a kept form; it passed the gate when it came."""
    return reading.entries(uploads.stored(form.stored_as, form.sha256), form.consultation)


class Known(NamedTuple):
    """What is known of the rows of a form: the drafts of the delegation, and the rows that it took before."""

    drafts: set[str]
    taken: set[str]
    places: set[tuple[int, uuid.UUID | None]]

    def is_draft(self, entry: Entry) -> bool:
        """Tell whether a draft says what the row says."""
        return entry.sha256 in self.drafts

    def is_taken(self, entry: Entry) -> bool:
        """Tell whether a draft was made of the row before: as it stands, or as it stood in a form of the same
        person. Colleagues write in forms of their own, in rows with the same numbers."""
        said = entry.said or {}
        return entry.sha256 in self.taken or (entry.number, said.get("block_key")) in self.places


def known(form: OfflineForm) -> Known:
    """Return what is not made a draft twice, or only where a person says so (two queries)."""
    own = {"consultation": form.consultation_id, "member_state": form.member_state_id}
    found = list(TakenRow.objects.filter(**own))
    return Known(
        set(DraftComment.objects.filter(**own).values_list("sha256", flat=True)),
        {row.sha256 for row in found},
        {(row.number, row.block_key) for row in found if row.uploaded_by_id == form.uploaded_by_id},
    )


@transaction.atomic
def take(
    form: OfflineForm, rows: Collection[int], *, again: Collection[int] = (), by: User, at: dt.datetime
) -> list[DraftComment]:
    """Make drafts of the chosen rows, by their numbers in the form, and `again` of those that were taken
    before. Wrong rows and what is a draft as it stands are passed over: a second click makes nothing."""
    held = OfflineForm.objects.visible_to(by).select_for_update(of=("self",)).get(pk=form.pk)
    if not by.has_perm("comments.draft_comment", held.consultation):
        raise NotAllowed
    before, made, taken = known(held), [], []
    for entry in entries(held):
        is_chosen = entry.number in (again if before.is_taken(entry) else rows)
        if is_chosen and entry.said is not None and not before.is_draft(entry):
            before.drafts.add(entry.sha256)
            made.append(drafts.save(held.consultation, by=by, at=at, **entry.said))
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
    if form.member_state_id != by.member_state_id or not by.has_perm(
        "comments.draft_comment", form.consultation
    ):
        raise NotAllowed
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
    stored_as = form.stored_as
    form.delete()
    transaction.on_commit(lambda: uploads.drop(stored_as))
