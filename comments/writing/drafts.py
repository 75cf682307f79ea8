"""Drafts: what a delegation is working on. No act here leaves a trace that anybody else could read.

For that reason saving a draft makes no entry in the portal's record, only one in the delegation's own,
without content. Drafts remain after filing: they are the delegation's working copy, of which each answer
files a copy.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
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
    ParagraphTask,
    RemarkFields,
    TakenRow,
)
from comments.refusals import UnknownBlock
from comments.remarks import operations
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


class StaleDraft(StaleVersion):
    """A colleague saved the draft first: `current` is what is stored, `mine` what was to be saved."""

    def __init__(self, current: DraftComment | None, mine: dict[str, object]) -> None:
        super().__init__()
        self.current, self.mine = current, mine


def save(
    consultation: Consultation,
    *,
    by: User,
    at: dt.datetime,
    draft: DraftComment | None = None,
    key: uuid.UUID | None = None,
    version: int = 0,
    block_key: uuid.UUID | None,
    type: str,
    language: str,
    remark: str,
    proposed_text: str,
    rationale: str,
    operation: str = "",
    until_key: uuid.UUID | None = None,
    after_key: uuid.UUID | None = None,
    wordings: Mapping[str, str] | None = None,
    is_finished: bool = False,
) -> DraftComment:
    """Save a comment for the own delegation only, before and after the deadline alike.

    `key` is that of the form of a new one: sent again, it makes no second draft, and where it says something
    else by then, a person decides (rules 13 and 14). Nor does what the same person has said word for word in
    another form, to which one came back, if it `is_finished`: what is still being typed may only begin alike.
    """
    if not by.has_perm("comments.draft_comment", consultation):
        raise NotAllowed
    asked = {
        "block_key": block_key,
        "until_key": until_key,
        "operation": operation,
        "after_key": after_key,
        "type": type,
        "language": language,
        "remark": remark,
        "proposed_text": proposed_text,
        "wordings": wordings,
        "rationale": rationale,
    }
    values = operations.settle(asked, revision_outline(consultation.revision))
    kept = {"joined": None, "attachments": draft.attachments if draft else None}
    values["sha256"] = sha256(said(values | kept))
    if draft is None:
        with transaction.atomic(savepoint=False):
            own = {"consultation": consultation, "member_state": by.acting_state}
            told = {"created_by": by, "created_at": at, "updated_by": by, "updated_at": at}
            same = Q(**own, created_by=by, sha256=values["sha256"]) if is_finished else None
            made, is_new = once.create(DraftComment.objects, key, own | told | values, same=same)
            if is_new:
                ParagraphTask.objects.on(made).reopen()
                after = {"version": made.version}
                audit.record_internal("draft.create", subject=made, by=by, at=at, after=after)
        if (made.member_state_id, made.consultation_id) != (by.member_state_id, consultation.pk):
            raise NotAllowed
        if made.sha256 != values["sha256"]:
            raise StaleDraft(made, values)
        return made
    if draft.member_state_id != by.member_state_id or draft.consultation_id != consultation.pk:
        raise NotAllowed
    if block_key != draft.block_key:
        raise UnknownBlock
    if draft.joins_id is not None:
        raise Refusal("comments.joined_as_it_stands")
    with transaction.atomic(savepoint=False):
        saved = DraftComment.objects.filter(pk=draft.pk, version=version).update(
            **values, version=version + 1, updated_by=by, updated_at=at
        )
        if saved:
            ParagraphTask.objects.on(draft).reopen()
            change: dict[str, Any] = {"before": {"version": version}, "after": {"version": version + 1}}
            audit.record_internal("draft.save", subject=draft, by=by, at=at, **change)
    if not saved:
        raise StaleDraft(DraftComment.objects.filter(pk=draft.pk).first(), values)
    for name, value in values.items():
        setattr(draft, name, value)
    draft.version, draft.updated_by, draft.updated_at = version + 1, by, at
    return draft


def give_reason(
    draft: DraftComment, rationale: str, *, version: int, by: User, at: dt.datetime
) -> DraftComment:
    """Save the reason of a draft, and leave what it says otherwise as it stands."""
    asked = {
        name: getattr(draft, name) for name in (*ALWAYS, "operation", "until_key", "after_key", "wordings")
    }
    asked["rationale"] = rationale
    return save(draft.consultation, draft=draft, version=version, by=by, at=at, **asked)


def remove(draft: DraftComment, *, version: int | None = None, by: User, at: dt.datetime) -> None:
    """Remove a draft of the own delegation; what was filed of it stays filed.

    `version` is the one that the person read, if not that of `draft`: what a colleague saved since stays.
    """
    if not by.has_perm("comments.draft_comment", draft.consultation):
        raise NotAllowed
    if draft.member_state_id != by.member_state_id:
        raise NotAllowed
    read = draft.version if version is None else version
    with transaction.atomic():
        if not DraftComment.objects.select_for_update().filter(pk=draft.pk, version=read).exists():
            raise StaleRemoval
        drop(Attachment.objects.filter(draft_id=draft.pk, filed_at=None))
        ParagraphTask.objects.on(draft).reopen()
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
                _expire(draft, at)
        yield consultation


def _expire(draft: DraftComment, at: dt.datetime) -> None:
    drop(Attachment.objects.filter(draft_id=draft.pk, filed_at=None))
    audit.record_internal(
        "draft.expire",
        subject=draft,
        by=None,
        at=at,
        member_state=draft.member_state,
        before={"version": draft.version},
    )
    draft.delete()


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
    return in_document_order(consultation, own.select_for_update() if locked else own)


def in_document_order(consultation: Consultation, remarks: Iterable[Remark]) -> list[Remark]:
    order: dict[uuid.UUID | None, int] = {
        key: position
        for position, key in enumerate(
            RevisionBlock.objects.filter(revision=consultation.revision_id).values_list("key", flat=True), 1
        )
    }
    return sorted(remarks, key=lambda remark: order.get(remark.block_key, 0))


def content(remarks: Iterable[RemarkFields]) -> list[dict[str, Any]]:
    """Return what remarks say, drafted or filed, as plain values: so they are shown, filed and hashed."""
    return [said({name: getattr(remark, name) for name in FIELDS}) for remark in remarks]


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of one remark as they are hashed: plain, and without what goes without saying."""
    found = {name: _plain(values[name]) for name in ALWAYS}
    has_wording = bool(values["proposed_text"] or values["wordings"])
    if values["operation"] != operations.implied(has_wording):
        found["operation"] = str(values["operation"])
    return found | {name: _plain(values[name]) for name in FURTHER if values[name]}


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, dict | list) else str(value)


def digest_of(remark: RemarkFields) -> str:
    """Return the hash of what one remark says."""
    return sha256(content([remark])[0])


def digest(drafts: Iterable[DraftComment]) -> str:
    """Return the hash by which a submission proves that it files what was previewed."""
    return sha256(content(drafts))


def copied(draft: RemarkFields) -> dict[str, Any]:
    """Return what is filed of a draft, field by field."""
    return {name: getattr(draft, name) for name in (*FIELDS, "joins_id", "sha256")}
