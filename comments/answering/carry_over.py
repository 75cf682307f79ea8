"""Carrying over: what a delegation said on the text before is put before it again with the next text.

Each remark is shown with what became of the text under it. The delegation keeps it where it still fits,
changes it, or does not pursue it; what is kept or changed becomes a draft of the new round, seen by nobody
else. What the State agreed to the reply on is settled: it is not asked about again, but can be taken up.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from cica_portal.database import once
from cica_portal.errors import AlreadyMoved, Refusal
from comments.answering import rebasing
from comments.answering.rebasing import Since
from comments.enums import UNCHANGING, Operation, Pursuit
from comments.models import Carrying, Comment, Consultation, Disposition, DraftComment, RemarkFields, Response
from comments.procedure.deadlines import unsubmitted
from comments.reading.extents import Places
from comments.reading.readings import read
from comments.refusals import ConsultationClosed
from comments.writing import drafts
from members import audit
from members.models import User
from plans.comparison.merging import Standing
from plans.outline import revision_outline


@dataclass(frozen=True, slots=True)
class Earlier:
    """A remark on the text before, filed or left in draft, with how it stands to the text of the round."""

    remark: Comment | DraftComment
    since: Since
    carrying: Carrying | None
    is_agreed: bool = False

    @property
    def pk(self) -> uuid.UUID:
        return self.remark.pk

    @property
    def is_filed(self) -> bool:
        return isinstance(self.remark, Comment)

    @property
    def is_open(self) -> bool:
        return self.carrying is None

    @property
    def needs_decision(self) -> bool:
        """Tell whether the delegation has yet to decide: the text does not read as it proposed."""
        return self.is_open and not self.is_agreed and self.since.standing != Standing.CONTAINED

    @property
    def goes_with_all(self) -> bool:
        """Tell whether it is among those that are kept by one click."""
        return self.is_open and not self.is_agreed and self.since.is_clean

    @property
    def is_dropped(self) -> bool:
        return self.carrying is not None and self.carrying.pursuit == Pursuit.DROPPED


@dataclass(frozen=True, slots=True)
class Before:
    """The round before, and the two texts: what was said there is put beside the text of today. What is taken
    up goes into the round that is open (`current`)."""

    consultation: Consultation
    current: Consultation
    then: Places
    now: Places
    remarks: tuple[Earlier, ...]


def consultation_before(consultation: Consultation, member_state_id: int) -> Consultation | None:
    """Return the last round on the same plan that the State was asked in before this one."""
    return (
        Consultation.objects.for_comments()
        .filter(
            revision__paper=consultation.revision.paper_id,
            opens_at__lt=consultation.opens_at,
            addressees__member_state=member_state_id,
        )
        .exclude(pk=consultation.pk)
        .select_related("revision")
        .order_by("-opens_at", "-pk")
        .first()
    )


def before(consultation: Consultation, user: User) -> Before | None:
    """Return what the delegation of `user` said in the round before, in document order; none without one."""
    earlier = consultation_before(consultation, user.member_state_id)
    if earlier is None:
        return None
    then = Places(revision_outline(earlier.revision))
    now = Places(revision_outline(consultation.revision))
    decided = {
        carrying.comment_id or carrying.earlier_id: carrying
        for carrying in Carrying.objects.visible_to(user).filter(consultation=consultation)
    }
    said = sorted(_said(earlier, user), key=lambda one: then.position(one.block_key) if one.block_key else -1)
    remarks = tuple(
        Earlier(
            remark,
            rebasing.since(remark, then, now),
            decided.get(remark.pk),
            is_agreed=vars(remark).get("is_agreed", False),
        )
        for remark in said
    )
    return Before(earlier, consultation, then, now, remarks)


def _said(earlier: Consultation, user: User) -> Iterable[Comment | DraftComment]:
    """Return what the State filed, and what its delegation had in draft besides."""
    agreed = Disposition.objects.agreed().filter(comment=OuterRef("pk"))
    answers = Response.objects.filter(consultation=earlier, member_state=user.member_state_id)
    filed = list(
        Comment.objects.filter(response__in=answers.standing())
        .select_related("response")
        .annotate(is_agreed=Exists(agreed))
        .order_by("position")
    )
    copied = {comment.draft_id for comment in filed}
    left = unsubmitted.drafts().filter(consultation=earlier, member_state=user.member_state_id)
    return [*filed, *left.exclude(pk__in=[key for key in copied if key])]


def may_decide(consultation: Consultation, user: User, at: dt.datetime) -> bool:
    """Tell whether the State of `user` still has time to answer, by the deadline or by a grant."""
    return unsubmitted.last_instant(consultation, user.member_state_id, at) is not None


def keep_all(found: Before, *, by: User, at: dt.datetime) -> int:
    """Keep every remark that is still open and fits as it stands; return how many."""
    wanted = [earlier for earlier in found.remarks if earlier.goes_with_all]
    with transaction.atomic():
        for earlier in wanted:
            decide(found, earlier, Pursuit.KEPT, by=by, at=at)
    return len(wanted)


@transaction.atomic
def decide(found: Before, earlier: Earlier, pursuit: Pursuit, *, by: User, at: dt.datetime) -> Carrying:
    """Keep a remark, its wording carried over to the text of today where a person need not look; make a draft
    of it for the delegation to bring it in line; or do not pursue it, while the round is open."""
    if pursuit == Pursuit.KEPT and not earlier.since.is_clean:
        raise Refusal("comments.recheck_needed")
    consultation, draft = found.current, None
    if pursuit != Pursuit.DROPPED:
        draft = drafts.save(consultation, by=by, at=at, **_values(earlier, found))
    by.require("comments.draft_comment", consultation)
    if not may_decide(consultation, by, at):
        raise ConsultationClosed(consultation, by)
    source = {"comment": earlier.remark} if earlier.is_filed else {"earlier": earlier.remark}
    own = Carrying.objects.filter(consultation=consultation, member_state=by.member_state_id, **source)
    values = {"pursuit": pursuit, "draft": draft, "by": by, "at": at}
    was = own.first()
    with once.refuse_second(AlreadyMoved()):  # a colleague decided in the same moment
        if was is None:
            made = Carrying.objects.create(
                consultation=consultation, member_state=by.member_state, **source, **values
            )
        elif own.filter(pursuit=Pursuit.DROPPED).exclude(pursuit=pursuit).update(**values):
            made = own.get()
        else:
            raise AlreadyMoved
    audit.record_internal(
        "carrying.decide",
        subject=made,
        by=by,
        at=at,
        before={"pursuit": was.pursuit} if was else None,
        after={"pursuit": str(pursuit)},
    )
    return made


def _values(earlier: Earlier, found: Before) -> dict[str, object]:
    """Return what the draft begins with; on a paragraph that is gone it becomes one on the whole text."""
    remark, stands = earlier.remark, earlier.since
    said = {name: getattr(remark, name) for name in ("type", "language", "remark", "rationale")}
    if stands.is_gone:
        words = [remark.remark, *remark.proposals.values()] if not remark.remark else [remark.remark]
        quoted = "\n\n".join(filter(None, words)) or found.then.extent(remark.block_key).text(remark.language)
        return said | {"block_key": None, "proposed_text": "", "remark": quoted}
    wordings = dict(stands.wordings or remark.proposals)
    operation = remark.operation
    if operation == Operation.MOVE and not stands.is_clean:
        operation = ""  # where it was to go may be gone: the place is chosen anew
    if operation in UNCHANGING and not said["remark"]:
        said["remark"] = said["rationale"] or read(remark, found.then).act
    return said | {
        "block_key": remark.block_key,
        "until_key": remark.until_key if _is_range(remark, found.now) else None,
        "operation": operation,
        "after_key": remark.after_key if operation == Operation.MOVE else None,
        "proposed_text": wordings.pop(remark.language, ""),
        "wordings": wordings or None,
    }


def _is_range(remark: RemarkFields, now: Places) -> bool:
    """Tell whether the range that the remark is on can still be read from its first block to its last."""
    if remark.until_key is None:
        return False
    return now.position(remark.until_key) > now.position(remark.block_key)
