"""Drafts: what a delegation is working on. No act here leaves a trace that anybody else could read.

For that reason saving a draft makes no entry in the portal's record, only one in the delegation's own,
without content. Drafts remain after filing: they are the delegation's working copy, of which each answer
files a copy.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from cica_portal import retention, uploads
from cica_portal.database import once
from cica_portal.errors import NotAllowed, Refusal, StaleRemoval, StaleVersion
from cica_portal.text import sha256
from comments.enums import ConsultationStatus
from comments.models import (
    Attachment,
    Consultation,
    DraftComment,
    Grant,
    OfflineForm,
    ParagraphTask,
    RemarkFields,
    TakenRow,
)
from comments.reading import operations
from comments.refusals import UnknownBlock
from members import audit
from members.models import User
from plans.models import RevisionBlock
from plans.outline import revision_outline

# What a remark says. The first are in every content that is hashed, the others where they say something: what
# was filed before there were others keeps its hash.
Remark = TypeVar("Remark", bound=RemarkFields)

ALWAYS = ("block_key", "type", "language", "remark", "proposed_text", "rationale")
FURTHER = ("until_key", "after_key", "wordings", "joined", "attachments")
FIELDS = (*ALWAYS, "operation", *FURTHER)
# What a comment asks for that names no more than these.
UNSAID = {"operation": "", "until_key": None, "after_key": None, "wordings": None}


class StaleDraft(StaleVersion):
    """A colleague saved the draft first: `current` is what is stored, `mine` what was to be saved."""


def save(
    consultation: Consultation,
    *,
    by: User,
    at: dt.datetime,
    draft: DraftComment | None = None,
    key: uuid.UUID | None = None,
    version: int = 0,
    is_finished: bool = False,
    **asked: Any,
) -> DraftComment:
    """Save a comment for the own delegation only, before and after the deadline alike; `asked` is what it
    says, field by field.

    `key` is that of the form of a new one: sent again, it makes no second draft, and where it says something
    else by then, a person decides (rules 13 and 14). Nor does what the same person has said word for word in
    another form, to which one came back, if it `is_finished`: what is still being typed may only begin alike.
    """
    by.require("comments.draft_comment", consultation)
    values = operations.settle(UNSAID | asked, revision_outline(consultation.revision))
    values["sha256"] = hash_of(values | {"attachments": draft.attachments if draft else None})
    if draft is None:
        with transaction.atomic(savepoint=False):
            own = of_person(consultation, by=by, at=at)
            said_before = {"member_state": by.acting_state, "created_by": by, "sha256": values["sha256"]}
            same = Q(consultation=consultation, **said_before) if is_finished else None
            made, is_new = once.create(DraftComment.objects, key, own | values, same=same)
            if is_new:
                record_new(made, "draft.create", by=by, at=at)
        if (made.member_state_id, made.consultation_id) != (by.member_state_id, consultation.pk):
            raise NotAllowed
        if made.sha256 != values["sha256"]:
            raise StaleDraft(made, values)
        return made
    if draft.member_state_id != by.member_state_id or draft.consultation_id != consultation.pk:
        raise NotAllowed
    if values["block_key"] != draft.block_key:
        raise UnknownBlock
    if draft.joins_id is not None:
        raise Refusal("comments.joined_as_it_stands")
    if not change(draft, "draft.save", values, version=version, by=by, at=at):
        raise StaleDraft(DraftComment.objects.filter(pk=draft.pk).first(), values)
    return draft


def of_person(consultation: Consultation, *, by: User, at: dt.datetime) -> dict[str, Any]:
    """Return what every new draft of a person says of itself."""
    signed = {"created_by": by, "created_at": at, "updated_by": by, "updated_at": at}
    return {"consultation": consultation, "member_state": by.acting_state} | signed


def record_new(draft: DraftComment, act: str, *, by: User, at: dt.datetime) -> None:
    """Record a new draft in the delegation's own record; work on its paragraph is not ready."""
    ParagraphTask.objects.reopen(draft)
    audit.record_internal(act, subject=draft, by=by, at=at, after={"version": draft.version})


def change(
    draft: DraftComment, act: str, values: Mapping[str, Any], *, version: int, by: User, at: dt.datetime
) -> bool:
    """Change a draft that still is of this version; tell whether it was."""
    signed = {**values, "version": version + 1, "updated_by": by, "updated_at": at}
    with transaction.atomic(savepoint=False):
        if not DraftComment.objects.filter(pk=draft.pk, version=version).update(**signed):
            return False
        ParagraphTask.objects.reopen(draft)
        before, after = {"version": version}, {"version": version + 1}
        audit.record_internal(act, subject=draft, by=by, at=at, before=before, after=after)
    for name, value in signed.items():
        setattr(draft, name, value)
    return True


def refuse_stranger(row: DraftComment | OfflineForm, by: User) -> None:
    """Refuse whoever does not write for the delegation that keeps this."""
    may_write = by.has_perm("comments.draft_comment", row.consultation)
    if not may_write or row.member_state_id != by.member_state_id:
        raise NotAllowed


def give_reason(
    draft: DraftComment, rationale: str, *, version: int, by: User, at: dt.datetime
) -> DraftComment:
    """Save the reason of a draft, and leave what it says otherwise as it stands."""
    asked = {name: getattr(draft, name) for name in (*ALWAYS, *UNSAID)} | {"rationale": rationale}
    return save(draft.consultation, draft=draft, version=version, by=by, at=at, **asked)


def remove(draft: DraftComment, *, version: int | None = None, by: User, at: dt.datetime) -> None:
    """Remove a draft of the own delegation; what was filed of it stays filed.

    `version` is the one that the person read, if not that of `draft`: what a colleague saved since stays.
    """
    refuse_stranger(draft, by)
    read = draft.version if version is None else version
    with transaction.atomic():
        if not DraftComment.objects.select_for_update().filter(pk=draft.pk, version=read).exists():
            raise StaleRemoval
        drop(Attachment.objects.filter(draft_id=draft.pk, filed_at=None))
        ParagraphTask.objects.reopen(draft)
        audit.record_internal("draft.remove", subject=draft, by=by, at=at, before={"version": read})
        draft.delete()


def discard_old(at: dt.datetime) -> Iterator[Consultation]:
    """Delete the drafts of consultations that closed so long ago, and yield each of these.

    What was filed stays, and so does what was said of a draft. A draft that somebody changed since waits as
    long, and one of a State that may still answer waits for that.
    """
    limit = retention.limit("drafts", at)
    if limit is None:
        return
    rows_taken = TakenRow.objects.filter(consultation__closes_at__lt=limit)
    rows_taken.exclude(consultation__status=ConsultationStatus.OPEN).delete()
    granted = Grant.objects.running(at).filter(
        consultation=OuterRef("consultation"), member_state=OuterRef("member_state")
    )
    old = DraftComment.objects.filter(
        ~Exists(granted), consultation__closes_at__lt=limit, updated_at__lt=limit
    ).exclude(consultation__status=ConsultationStatus.OPEN)
    rows = old.select_related("consultation", "member_state").order_by("consultation", "pk")
    for consultation, of_consultation in groupby(rows, lambda one: one.consultation):
        with transaction.atomic():
            for draft in of_consultation:
                drop(Attachment.objects.filter(draft_id=draft.pk, filed_at=None))
                before = {"version": draft.version}
                audit.record_internal(
                    "draft.expire",
                    subject=draft,
                    by=None,
                    at=at,
                    member_state=draft.member_state,
                    before=before,
                )
                draft.delete()
        yield consultation


def drop(attachments: QuerySet[Attachment]) -> None:
    """Delete files that were never filed, their content once that is committed."""
    names = list(attachments.values_list("stored_as", flat=True))
    attachments.delete()
    for name in names:
        transaction.on_commit(partial(uploads.drop, name))


def of_state(
    consultation: Consultation, member_state_id: int | None, *, locked: bool = False
) -> list[DraftComment]:
    """Return a State's drafts in document order, comments on the whole text first; `locked` against changes
    of them and of their files until they are filed."""
    own = DraftComment.objects.filter(consultation=consultation, member_state=member_state_id)
    return in_document_order(
        consultation, own.select_for_update() if locked else own.select_related("created_by")
    )


def in_document_order(consultation: Consultation, remarks: Iterable[Remark]) -> list[Remark]:
    blocks = RevisionBlock.objects.filter(revision=consultation.revision_id)
    order: list[uuid.UUID | None] = [None, *blocks.values_list("key", flat=True)]
    return sorted(remarks, key=lambda remark: order.index(remark.block_key))


def content(remarks: Iterable[RemarkFields]) -> list[dict[str, Any]]:
    """Return what remarks say, drafted or filed, as plain values: so they are shown, filed and hashed."""
    return [_said_by(remark) | ({"is_condition": True} if remark.is_condition else {}) for remark in remarks]


def _said_by(remark: RemarkFields) -> dict[str, Any]:
    return said({name: getattr(remark, name) for name in FIELDS})


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of one remark as they are hashed: plain, and without what goes without saying."""
    found = {name: _plain(values[name]) for name in ALWAYS}
    has_wording = bool(values["proposed_text"] or values["wordings"])
    if values["operation"] != operations.implied(has_wording):
        found["operation"] = str(values["operation"])
    return found | {name: _plain(values[name]) for name in FURTHER if values[name]}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, dict | list) else str(value)


def hash_of(values: Mapping[str, Any]) -> str:
    """Return the hash of what one remark says, given by its values."""
    return sha256(said({"joined": None, "attachments": None} | dict(values)))


def digest_of(remark: RemarkFields) -> str:
    """Return the hash of what one remark says."""
    return sha256(_said_by(remark))


def digest(drafts: Iterable[DraftComment]) -> str:
    """Return the hash by which a submission proves that it files what was previewed."""
    return sha256(content(drafts))


def mark_conditions(written: Iterable[DraftComment], conditions: Collection[uuid.UUID]) -> None:
    """Mark those of a State's locked drafts that are conditions of its support, and no others."""
    for draft in written:
        if draft.is_condition != (draft.pk in conditions):
            draft.is_condition = not draft.is_condition
            draft.save(update_fields=["is_condition"])


def copied(draft: RemarkFields) -> dict[str, Any]:
    """Return what is filed of a draft, field by field."""
    return {name: getattr(draft, name) for name in (*FIELDS, "is_condition", "joins_id", "sha256")}
