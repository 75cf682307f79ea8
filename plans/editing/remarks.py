"""Remarks on the blocks of a draft, and tasks for a colleague: among those who prepare it, nobody else."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from cica_portal.deadlines import seat_date
from cica_portal.errors import AlreadyMoved, NotAllowed, Refusal
from cica_portal.text import is_blank
from members import audit
from members.directory.name_order import by_name
from members.enums import SECRETARIAT_ROLES, Role
from members.models import User
from plans.models import Block, ConceptPaper, Coordinator, Remark


def colleagues(paper: ConceptPaper) -> list[User]:
    """Return who works on a plan: the Secretariat, and the coordinators of its measure (two queries)."""
    coordinators = Coordinator.objects.current().filter(measure=paper.measure_id).values("people")
    people = User.objects.filter(is_active=True).filter(
        Q(role__in=sorted(SECRETARIAT_ROLES)) | Q(role=Role.COORDINATOR, pk__in=coordinators)
    )
    found = by_name(people.select_related("member_state"))
    return [person for person in found if person.is_secretariat or person.is_of_a_member]


@transaction.atomic
def write(
    block: Block,
    text: str,
    *,
    language: str = "",
    person: User | None = None,
    due_on: dt.date | None = None,
    key: uuid.UUID | None = None,
    said_by: str = "",
    by: User,
    at: dt.datetime,
) -> Remark:
    """Begin a thread on a block or on its text in one language; with a person it is that one's task."""
    _check(block, text, by=by)
    if person is not None and person.pk not in {one.pk for one in colleagues(block.paper)}:
        raise Refusal("plans.not_a_colleague")
    if due_on is not None and person is None:
        raise Refusal("plans.nobody_named")
    if due_on is not None and due_on < seat_date(at):
        raise Refusal("plans.day_passed")
    fields = {"text": text, "language": language, "person": person, "due_on": due_on, "said_by": said_by}
    return _store("remark.write", block, key, by=by, at=at, **fields)


@transaction.atomic
def answer(
    thread: Remark,
    text: str,
    *,
    key: uuid.UUID | None = None,
    said_by: str = "",
    by: User,
    at: dt.datetime,
) -> Remark:
    """Answer in a thread, open or settled."""
    _check(thread.block, text, by=by)
    fields = {"text": text, "language": thread.language, "thread": thread, "said_by": said_by}
    return _store("remark.answer", thread.block, key, by=by, at=at, **fields)


@transaction.atomic
def settle(thread: Remark, *, by: User, at: dt.datetime) -> None:
    """Say that a remark needs nothing more, that a task is done."""
    by.require("plans.write_remarks", thread.block.paper)
    moved = Remark.objects.filter(pk=thread.pk, thread=None, settled_at=None)
    if not moved.update(settled_by=by, settled_at=at):
        raise AlreadyMoved
    audit.record("remark.settle", subject=thread, by=by, at=at, after=_values(thread))


def carry(threads: Iterable[Remark], into: Block, *, by: User | None, at: dt.datetime) -> None:
    """Let threads of a block go on at the one that has its text by now.

    A task on a text becomes one on the whole block: a review of what stood there before is no answer to it.
    """
    for thread in threads:
        before, thread.block = _values(thread), into
        thread.language = "" if thread.person_id else thread.language
        Remark.objects.filter(Q(pk=thread.pk) | Q(thread=thread)).update(block=into, language=thread.language)
        audit.record("remark.carry", subject=thread, by=by, at=at, before=before, after=_values(thread))


def _check(block: Block, text: str, *, by: User) -> None:
    by.require("plans.write_remarks", block.paper)
    if is_blank(text):
        raise Refusal("plans.nothing_said")


def _store(
    act: str, block: Block, key: uuid.UUID | None, *, by: User, at: dt.datetime, **fields: Any
) -> Remark:
    """Store a remark; the same key given twice is the same remark."""
    made, is_new = Remark.objects.get_or_create(
        key=key or uuid.uuid4(), defaults={"block": block, "by": by, "at": at, **fields}
    )
    if made.block_id != block.pk or made.by_id != by.pk:
        raise NotAllowed
    if is_new:
        audit.record(act, subject=made, by=by, at=at, after=_values(made))
    return made


def _values(remark: Remark) -> dict[str, Any]:
    return {
        "block": str(remark.block.key),
        "language": remark.language,
        **({"said_by": remark.said_by} if remark.said_by else {}),
        "person": remark.person.display_name if remark.person else "",
        "due_on": remark.due_on.isoformat() if remark.due_on else "",
    }


def open_threads(paper: ConceptPaper, *, with_answers: bool = False) -> Mapping[int, list[Remark]]:
    """Return the open threads of a draft by block (one query, another one for their answers)."""
    found = Remark.objects.open().filter(block__paper=paper).select_related("block", "by", "person")
    if with_answers:
        found = found.prefetch_related("answers__by")
    by_block: dict[int, list[Remark]] = defaultdict(list)
    for thread in found.order_by("at", "pk"):
        by_block[thread.block_id].append(thread)
    return by_block


def said(paper: ConceptPaper) -> dict[tuple[str, str], Remark]:
    """Return who said what in the remarks on a draft, however it is set, each with the remark that began its
    thread (one query)."""
    found = Remark.objects.filter(block__paper=paper)
    related = found.select_related("by", "block__paper", "thread__by", "thread__block__paper")
    return {(one.author, " ".join(one.text.split())): one.thread or one for one in related}
