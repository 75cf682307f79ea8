"""Files with a comment: added to a draft and taken away again; frozen with the comment once it is filed."""

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from typing import Any

from django.db import transaction

from cica_portal import uploads
from cica_portal.errors import Refusal
from cica_portal.uploads import Admitted
from comments.models import Attachment, Comment, DraftComment, FiledAttachment
from comments.writing import drafts
from members import audit
from members.models import User

MOST = 5


def attach(
    draft: DraftComment, files: Sequence[Admitted], *, language: str, by: User, at: dt.datetime
) -> list[Attachment]:
    """Add files that have passed the gate to a draft of the own delegation: all of them, or none."""
    drafts.refuse_stranger(draft, by)
    with ExitStack() as stack:
        kept = [stack.enter_context(uploads.kept(one.content, one.kind)) for one in files]
        held = DraftComment.objects.select_for_update().get(pk=draft.pk)
        if held.joins_id is not None:
            raise Refusal("comments.joined_as_it_stands")
        if len(held.attachments or []) + len(files) > MOST:
            raise Refusal("comments.too_many_files", most=MOST)
        return [
            _attach(held, admitted, row, language=language, by=by, at=at)
            for admitted, row in zip(files, kept, strict=True)
        ]


def _attach(
    held: DraftComment, admitted: Admitted, kept: dict[str, Any], *, language: str, by: User, at: dt.datetime
) -> Attachment:
    made = Attachment.objects.create(
        consultation_id=held.consultation_id,
        member_state_id=held.member_state_id,
        draft_id=held.pk,
        name=admitted.name,
        kind=admitted.kind,
        language=language,
        is_scanned=admitted.is_scanned,
        uploaded_by=by,
        uploaded_at=at,
        **kept,
    )
    _list(held, [*(held.attachments or []), _entry(made, admitted)], by=by, at=at)
    audit.record_internal("draft.attach", subject=held, by=by, at=at, after=_traced(made))
    return made


def detach(draft: DraftComment, attachment: Attachment, *, by: User, at: dt.datetime) -> None:
    """Take a file away from a draft; one that was never filed is deleted."""
    drafts.refuse_stranger(draft, by)
    with transaction.atomic():
        held = DraftComment.objects.select_for_update().get(pk=draft.pk)
        if held.joins_id is not None:
            raise Refusal("comments.joined_as_it_stands")
        left = [entry for entry in held.attachments or [] if entry["id"] != str(attachment.pk)]
        _list(held, left, by=by, at=at)
        audit.record_internal("draft.detach", subject=held, by=by, at=at, before=_traced(attachment))
        drafts.drop(Attachment.objects.filter(pk=attachment.pk, draft_id=held.pk, filed_at=None))


def file(comments: Iterable[Comment], *, at: dt.datetime) -> None:
    """Freeze the files of filed comments, in the transaction that files them."""
    found = [
        FiledAttachment(comment=comment, attachment_id=entry["id"])
        for comment in comments
        for entry in comment.attachments or []
    ]
    if found:
        FiledAttachment.objects.bulk_create(found)
        Attachment.objects.filter(pk__in=[one.attachment_id for one in found], filed_at=None).update(
            filed_at=at
        )


def _list(draft: DraftComment, entries: list[dict[str, Any]], *, by: User, at: dt.datetime) -> None:
    """Say in the draft which files go with it, as a change of the draft like any other."""
    draft.attachments = entries or None
    draft.sha256 = drafts.digest_of(draft)
    draft.version, draft.updated_by, draft.updated_at = draft.version + 1, by, at
    draft.save(update_fields=["attachments", "sha256", "version", "updated_by", "updated_at"])


def _traced(attachment: Attachment) -> dict[str, Any]:
    """Return what the delegation's record says of a file: which one it was, by its hash."""
    return {"file": attachment.sha256, "size": attachment.size, "language": attachment.language}


def _entry(attachment: Attachment, admitted: Admitted) -> dict[str, Any]:
    entry = {
        "id": str(attachment.pk),
        "name": attachment.name,
        "language": attachment.language,
        "size": attachment.size,
        "sha256": attachment.sha256,
        "scanned": attachment.is_scanned,
    }
    # What is empty goes without saying: the content of a receipt is hashed.
    return entry | ({"carries": list(admitted.carries)} if admitted.carries else {})
