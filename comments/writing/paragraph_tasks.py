"""Work inside a delegation: a paragraph assigned to one of its people until a day, and whether it is ready.

Nobody else sees any of it; what is not ready never keeps a response back.
"""

import datetime as dt
import uuid
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from cica_portal.errors import Refusal
from comments.models import Consultation, DraftComment, ParagraphTask
from comments.procedure.deadlines import unsubmitted
from comments.refusals import UnknownBlock
from comments.writing import internal_deadlines
from members import audit, mailing
from members.directory.name_order import by_name
from members.enums import WRITING_ROLES
from members.models import MemberState, PersonalMail, User
from plans.models import RevisionBlock

KIND = "paragraph_assigned"


class Progress(NamedTuple):
    """How many of the paragraphs that the delegation still works on are ready."""

    ready: int
    total: int

    @property
    def is_whole(self) -> bool:
        return self.ready == self.total


def writers(member_state_id: int | None) -> list[User]:
    """Return the people to whom a paragraph may be assigned."""
    writing = sorted(WRITING_ROLES)
    return by_name(User.objects.filter(member_state=member_state_id, role__in=writing, is_active=True))


def assign(
    consultation: Consultation,
    key: uuid.UUID | None,
    person: User,
    due_at: dt.datetime,
    *,
    by: User,
    at: dt.datetime,
) -> ParagraphTask:
    """Assign a paragraph to somebody of the delegation, or to somebody else instead; the person is told."""
    by.require("comments.set_internal_deadline", consultation)
    internal_deadlines.check(consultation, due_at, by=by, at=at)
    with transaction.atomic():
        if all(one.pk != person.pk for one in writers(by.member_state_id)):
            raise Refusal("comments.not_a_writer")
        task = _held(consultation, key, by)
        task.person, task.due_at, task.set_by, task.set_at = person, due_at, by, at
        task.ready_at = task.ready_by = None
        task.save()
        mailing.write_once(_mails(task, at=at, moment=at))
        after = {"person": person.display_name, "due_at": due_at.isoformat()}
        audit.record_internal("task.assign", subject=task, by=by, at=at, after=after)
    return task


def mark(
    consultation: Consultation, key: uuid.UUID | None, *, is_ready: bool, by: User, at: dt.datetime
) -> ParagraphTask:
    """Say that the work on a paragraph is ready, or that it is not."""
    by.require("comments.draft_comment", consultation)
    with transaction.atomic():
        task = _held(consultation, key, by)
        task.ready_at, task.ready_by = (at, by) if is_ready else (None, None)
        task.save()
        audit.record_internal("task.mark", subject=task, by=by, at=at, after={"is_ready": is_ready})
    return task


def announced(consultations: QuerySet[Consultation], user: User) -> QuerySet[Consultation]:
    """Tell with each round whether the delegation has tasks: most have none, and `of_state` asks no more."""
    own = ParagraphTask.objects.visible_to(user).filter(consultation=OuterRef("pk"))
    return consultations.annotate(has_tasks=Exists(own))


def of_state(consultation: Consultation, user: User) -> dict[uuid.UUID | None, ParagraphTask]:
    """Return the tasks of the delegation by paragraph; for who is of none, nothing."""
    if not vars(consultation).get("has_tasks", True):
        return {}
    found = ParagraphTask.objects.visible_to(user).filter(consultation=consultation)
    return {task.block_key: task for task in found.select_related("person", "ready_by")}


def progress(consultation: Consultation, user: User) -> Progress | None:
    """Return how far the delegation is, once it assigned something or said that it is ready; else nothing.

    What is submitted as it stands is worked on no more.
    """
    tasks = of_state(consultation, user)
    if not any(task.person_id or task.ready_at for task in tasks.values()):
        return None
    own = {"consultation": consultation, "member_state": user.member_state_id}
    drafted = set(DraftComment.objects.filter(**own).values_list("block_key", flat=True))
    in_hand = set(unsubmitted.drafts().filter(**own).values_list("block_key", flat=True))
    places = in_hand | {key for key, task in tasks.items() if task.person_id or task.ready_at} - drafted
    ready = sum(key in tasks and tasks[key].ready_at is not None for key in places)
    return Progress(ready, len(places)) if places else None


def remind_due(at: dt.datetime) -> int:
    """Remind of what is not ready, as of a delegation's deadline; return how many reminders were due."""
    ahead = ParagraphTask.objects.filter(person__isnull=False, due_at__gt=at, ready_at=None)

    def remind(task: ParagraphTask) -> list[PersonalMail]:
        due = [moment for moment in internal_deadlines.reminders(task) if moment <= at]
        if not due or unsubmitted.last_instant(task.consultation, task.member_state_id, at) is None:
            return []
        return _mails(task, at=at, moment=due[-1])

    return mailing.write_each(ahead.select_related("member_state", "consultation", "person"), remind)


def _mails(task: ParagraphTask, *, at: dt.datetime, moment: dt.datetime) -> list[PersonalMail]:
    """Return the message to who has the paragraph, once for each moment and deadline."""
    due_at = task.due_at.isoformat() if task.due_at else ""
    about, values = f"{task.pk}/{due_at}/{moment.isoformat()}", {"task": str(task.pk), "due_at": due_at}
    return mailing.to_each(KIND, [task.person] if task.person else [], at=at, about=about, **values)


def _held(consultation: Consultation, key: uuid.UUID | None, by: User) -> ParagraphTask:
    """Return the task on the paragraph, a new one where there is none, under the lock of the State."""
    MemberState.objects.select_for_update(no_key=True).get(pk=by.acting_state.pk)
    blocks = RevisionBlock.objects.filter(revision=consultation.revision_id)
    if key is not None and not blocks.filter(key=key).exists():
        raise UnknownBlock
    own = {"consultation": consultation, "member_state": by.acting_state, "block_key": key}
    return ParagraphTask.objects.filter(**own).first() or ParagraphTask(**own)
