"""The internal discussion of a delegation about its drafts: nobody outside it learns that there is one.

As with the drafts, an act here leaves its entry in the delegation's own record alone: in the portal's it
would say that the State is at work. The messages are never changed or deleted.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cica_portal.errors import NotAllowed, Refusal
from cica_portal.text import is_blank
from comments.models import Consultation, DraftComment, Message, MessageWithdrawal
from comments.writing import drafts
from members import audit
from members.models import User


@dataclass(frozen=True, slots=True)
class Thread:
    """What was said about one draft; without a draft it was removed meanwhile."""

    draft_id: uuid.UUID
    draft: DraftComment | None
    messages: list[Message]


@transaction.atomic
def say(draft: DraftComment, text: str, *, key: uuid.UUID, by: User, at: dt.datetime) -> Message:
    """Say something about a draft to the own delegation; the same `key` says it once."""
    drafts.refuse_stranger(draft, by)
    if is_blank(text):
        raise Refusal("comments.nothing_to_say")
    message, is_new = Message.objects.get_or_create(
        pk=key,
        defaults={
            "consultation_id": draft.consultation_id,
            "member_state_id": draft.member_state_id,
            "draft_id": draft.pk,
            "author": by,
            "at": at,
            "text": text,
        },
    )
    if message.author_id != by.pk or message.draft_id != draft.pk:
        raise NotAllowed
    if is_new:
        audit.record_internal("message.say", subject=message, by=by, at=at, after={"draft": str(draft.pk)})
    return message


@transaction.atomic
def withdraw(message: Message, *, by: User, at: dt.datetime) -> None:
    """Take back a message of one's own; a second time changes nothing."""
    if message.author_id != by.pk or message.member_state_id != by.member_state_id:
        raise NotAllowed
    _withdrawal, is_new = MessageWithdrawal.objects.get_or_create(message=message, defaults={"at": at})
    if is_new:
        audit.record_internal("message.withdraw", subject=message, by=by, at=at)


def with_counts(consultation: Consultation, user: User) -> QuerySet[DraftComment]:
    """Return the drafts of `user`'s delegation in a round, each with how many messages there are about it."""
    about = Message.objects.filter(draft_id=OuterRef("pk")).order_by().values("draft_id")
    counts = about.annotate(counted=Count("pk")).values("counted")
    own = DraftComment.objects.visible_to(user).filter(consultation=consultation)
    return own.annotate(message_count=Coalesce(Subquery(counts, output_field=IntegerField()), 0))


def threads(consultation: Consultation, user: User) -> list[Thread]:
    """Return all that `user`'s delegation said in a round, by draft, the latest word last."""
    said: dict[uuid.UUID, list[Message]] = {}
    messages = Message.objects.visible_to(user).filter(consultation=consultation)
    for message in messages.select_related("author", "withdrawal"):
        said.setdefault(message.draft_id, []).append(message)
    written = DraftComment.objects.visible_to(user).filter(pk__in=said).in_bulk()
    return [Thread(key, written.get(key), found) for key, found in said.items()]
