"""Dispositions: what becomes of each filed comment, and the dialogue with its State that follows.

The coordinator of the measure or the Secretariat answers every comment once the round is closed. Where the
policy is set so, what a coordinator decides is proposed and the Secretariat confirms it. Each decision is a
row of its own: nothing decided is ever overwritten.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal import organization
from cica_portal.errors import NotAllowed, Refusal, StaleVersion
from cica_portal.text import is_blank
from comments.answering import reply_translations, sent_replies
from comments.closed_refusals import IntakeChanged, ReplyNeeded
from comments.enums import ConsultationStatus, DispositionKind, DispositionStage
from comments.models import (
    AnswersRelease,
    Comment,
    Consultation,
    Disposition,
    DispositionUndone,
    Duplicate,
    Reaction,
    Reply,
    ReplyTemplate,
    Translations,
)
from comments.procedure import consultations, telling
from comments.procedure.lists import answering
from comments.reading.filed import for_reading
from comments.refusals import ConsultationStillOpen
from members import audit
from members.models import User
from plans.enums import PaperStatus
from plans.models import PaperDecision

# What only some dispositions have.
OF_SOME = ("translations", "superseded_by_decision_id", "no_change", "reason")


class Next(NamedTuple):
    """At which stage a disposition is written, and why it changes a reply that was sent, if it does."""

    stage: str
    reason: str = ""


class StaleDisposition(StaleVersion):
    """A colleague decided first: `current` is what is recorded of the comments that changed."""

    sentence = _("A colleague replied to these comments after you opened this page. Nothing was overwritten.")


@transaction.atomic
def record(
    consultation: Consultation,
    comments: Sequence[Comment],
    *,
    kind: str,
    reply: str,
    language: str,
    translations: Translations | None = None,
    superseded_by: Comment | PaperDecision | None = None,
    no_change: str = "",
    reason: str = "",
    seen: Mapping[uuid.UUID, int],
    by: User,
    at: dt.datetime,
) -> list[Disposition]:
    """Answer comments of one round, and with each the duplicates that are answered with it.

    `seen` says which version of each comment's disposition the person saw, 0 for none: if one was decided in
    the meantime, or one that was not seen is answered with these by now, nothing is recorded. `no_change`
    says why accepted comments ask for nothing in the text, `reason` why replies change that were sent: such a
    change waits for a signatory, unless one makes it (rule 49).
    """
    if kind != DispositionKind.ACCEPTED and is_blank(reply):
        raise ReplyNeeded
    answered, last = _answered(consultation, comments, seen, by)
    given = Reply(
        reply, language, translations or {}, *_superseding(consultation, answered, kind, superseded_by)
    )
    said = {comment.pk: reply_translations.keep(given, last.get(comment.pk)) for comment in answered}
    nexts = _nexts(answered, kind, said, reason=reason, by=by)
    no_change = no_change if kind in answering.ACCEPTING else ""
    return write(answered, last, kind=kind, nexts=nexts, said=said, no_change=no_change, by=by, at=at)


@transaction.atomic
def record_each(
    consultation: Consultation,
    comments: Sequence[Comment],
    template: ReplyTemplate,
    *,
    superseded_by: Comment | PaperDecision | None = None,
    reason: str = "",
    seen: Mapping[uuid.UUID, int],
    by: User,
    at: dt.datetime,
) -> list[Disposition]:
    """Answer comments of one round with a reply kept ready, each in the language in which it was filed."""
    answered, last = _answered(consultation, comments, seen, by)
    superseding = _superseding(consultation, answered, template.kind, superseded_by)
    translations = reply_translations.of_template(template)
    texts = template.texts
    said = {
        one.pk: reply_translations.keep(
            Reply(texts[one.language], one.language, translations, *superseding), None
        )
        for one in answered
    }
    nexts = _nexts(answered, template.kind, said, reason=reason, by=by)
    return write(answered, last, kind=template.kind, nexts=nexts, said=said, by=by, at=at)


@transaction.atomic
def confirm(
    consultation: Consultation,
    comments: Sequence[Comment],
    *,
    seen: Mapping[uuid.UUID, int],
    by: User,
    at: dt.datetime,
) -> list[Disposition]:
    """Confirm what the coordinator proposed, word for word as the person saw it (`seen`, as in `record`);
    what is confirmed already stays as it is."""
    by.require("comments.confirm_disposition", consultation)
    answered, last = _answered(consultation, comments, seen, by)
    proposed = {pk: found for pk, found in last.items() if not found.is_confirmed}
    if not proposed:
        raise Refusal("comments.nothing_to_confirm")
    made = []
    for comment in answered:
        if found := proposed.get(comment.pk):
            made += write(
                [comment],
                proposed,
                kind=found.kind,
                nexts={comment.pk: Next(DispositionStage.CONFIRMED)},
                said={comment.pk: found.told},
                no_change=found.no_change,
                by=by,
                at=at,
            )
    return made


@transaction.atomic
def need_no_change(comment: Comment, reason: str, *, by: User, at: dt.datetime) -> list[Disposition]:
    """Record why an accepted comment asks for nothing in the text; what its State is told stays as it is."""
    _hold(comment.response.consultation, by)
    sent_replies.refuse_waiting([comment])
    last = current([comment])
    given = last.get(comment.pk)
    if given is None or not given.is_confirmed or given.kind not in answering.ACCEPTING:
        raise IntakeChanged
    said = {comment.pk: given.told}
    nexts = {comment.pk: Next(_stage(by))}
    return write([comment], last, kind=given.kind, nexts=nexts, said=said, no_change=reason, by=by, at=at)


def current(comments: Sequence[Comment]) -> dict[uuid.UUID, Disposition]:
    """Return the disposition that counts of each comment that has one."""
    found = Disposition.objects.filter(comment__in=[comment.pk for comment in comments]).current()
    return {disposition.comment_id: disposition for disposition in found}


def confirmed(comments: Sequence[Comment]) -> dict[uuid.UUID, Disposition]:
    """Return the confirmed disposition of each comment that has one: what its State is told, whatever was
    proposed since."""
    found = Disposition.objects.filter(comment__in=[comment.pk for comment in comments]).confirmed()
    return {disposition.comment_id: disposition for disposition in found}


@transaction.atomic
def answer_with(comment: Comment, original: Comment | None, *, by: User, at: dt.datetime) -> None:
    """Answer `comment` together with `original`, which says the same; with none, on its own again."""
    consultation = comment.response.consultation
    _hold(consultation, by)
    before = Duplicate.objects.filter(comment=comment).first()
    if original is not None:
        # One step, never a chain: what is a duplicate of a duplicate is one of the original.
        further = Duplicate.objects.filter(comment=original).first()
        original = further.original if further else original
        if original.pk == comment.pk or original.response.consultation_id != consultation.pk:
            raise Refusal("comments.not_a_duplicate")
    Duplicate.objects.filter(comment=comment).delete()
    if original is not None:
        Duplicate.objects.create(comment=comment, original=original, by=by, at=at)
        Duplicate.objects.filter(original=comment).update(original=original)
    audit.record(
        "comment.answer_with",
        subject=comment,
        by=by,
        at=at,
        before={"original": str(before.original_id) if before else None},
        after={"original": str(original.pk) if original else None},
    )


def _hold(consultation: Consultation, by: User) -> Consultation:
    """Lock the round, so that two people who answer the same comments take turns."""
    held = consultations.hold(consultation)
    by.require("comments.record_disposition", held)
    if held.status != ConsultationStatus.CLOSED:
        raise ConsultationStillOpen
    if held.revision.paper.status == PaperStatus.WITHDRAWN:
        raise Refusal("comments.paper_withdrawn")
    return held


def _answered(
    consultation: Consultation, comments: Sequence[Comment], seen: Mapping[uuid.UUID, int], by: User
) -> tuple[list[Comment], dict[uuid.UUID, Disposition]]:
    """Return the comments that an answer is for, and what was decided of them as it was seen."""
    held = _hold(consultation, by)
    answered = _with_duplicates(held, comments)
    last = current(answered)
    chosen = {comment.pk for comment in comments}
    if any(comment.pk not in chosen and comment.pk not in seen for comment in answered):
        raise Refusal("comments.group_grew")
    stale = [last[pk] for pk, version in seen.items() if pk in last and last[pk].version != version]
    if stale:
        raise StaleDisposition(stale)
    sent_replies.refuse_waiting(answered)
    return answered, last


def _stage(by: User) -> DispositionStage:
    is_proposal = organization.policy("DISPOSITIONS_CONFIRMED") and not by.is_secretariat
    return DispositionStage.PROPOSED if is_proposal else DispositionStage.CONFIRMED


def _nexts(
    comments: Sequence[Comment],
    kind: str,
    said: Mapping[uuid.UUID, Reply],
    *,
    reason: str,
    by: User,
) -> dict[uuid.UUID, Next]:
    """Return how each answer is written. What changes a reply that was sent has a reason, and waits unless it
    takes effect at once."""
    sent = sent_replies.sent(comments)
    changed = [one for one in comments if (was := sent.get(one.pk)) and was.is_changed_by(kind, said[one.pk])]
    if changed and is_blank(reason):
        names = dict.fromkeys(str(one.response.member_state) for one in changed)
        raise Refusal("comments.change_reason_needed", states=", ".join(names))
    stage = DispositionStage.CONFIRMED if sent_replies.takes_effect(by) else DispositionStage.CHANGE
    return dict.fromkeys((one.pk for one in comments), Next(_stage(by))) | dict.fromkeys(
        (one.pk for one in changed), Next(stage, reason.strip())
    )


def _superseding(
    consultation: Consultation, answered: Sequence[Comment], kind: str, by: Comment | PaperDecision | None
) -> tuple[uuid.UUID | None, int | None]:
    """Return by what comments were superseded, if they were: a comment of the round, or a decision."""
    if kind != DispositionKind.OVERTAKEN or by is None:
        return None, None
    if isinstance(by, PaperDecision):
        return None, by.pk
    if by.response.consultation_id != consultation.pk or by in answered:
        raise Refusal("comments.superseded_by_itself")
    return by.pk, None


def _with_duplicates(consultation: Consultation, comments: Sequence[Comment]) -> list[Comment]:
    """Return the comments, each with those that are answered with it; all must be of the round.

    A linked comment that its State has replaced since is on no list any more, and is answered with none.
    """
    wanted = {comment.pk for comment in comments}
    linked = set(Duplicate.objects.filter(original__in=wanted).values_list("comment", flat=True))
    if linked:
        linked &= set(for_reading(consultation).values_list("pk", flat=True))
    found = list(
        Comment.objects.filter(pk__in={*wanted, *linked}, response__consultation=consultation)
        .select_related("response__member_state")
        .order_by("response__member_state__protocol_name", "position")
    )
    if not wanted:
        raise Refusal("comments.nothing_chosen")
    if not wanted <= {comment.pk for comment in found}:
        raise NotAllowed
    return found


def write(
    comments: Sequence[Comment],
    last: Mapping[uuid.UUID, Disposition],
    *,
    kind: str,
    nexts: Mapping[uuid.UUID, Next],
    said: Mapping[uuid.UUID, Reply],
    no_change: str = "",
    by: User,
    at: dt.datetime,
) -> list[Disposition]:
    """Write the next disposition of each comment; `said` is the reply to each."""
    act = uuid.uuid4()
    written = Disposition.recorded.filter(comment__in=[comment.pk for comment in comments])
    numbers = dict(written.order_by("version").values_list("comment", "version"))
    made = Disposition.objects.bulk_create(
        [
            Disposition(
                comment=comment,
                version=numbers.get(comment.pk, 0) + 1,
                kind=kind,
                stage=nexts[comment.pk].stage,
                reply=said[comment.pk].text,
                language=said[comment.pk].language,
                translations=said[comment.pk].translations,
                superseded_by_id=said[comment.pk].superseded_by,
                superseded_by_decision_id=said[comment.pk].superseded_by_decision,
                no_change=no_change,
                reason=nexts[comment.pk].reason,
                act=act,
                by=by,
                at=at,
            )
            for comment in comments
        ]
    )
    for disposition in made:
        before = last.get(disposition.comment_id)
        audit.record(
            "disposition.record",
            subject=disposition.comment,
            by=by,
            at=at,
            before={"kind": before.kind, "stage": before.stage, "reply": before.reply} if before else None,
            after={
                "kind": str(kind),
                "stage": str(disposition.stage),
                "reply": disposition.reply,
                "version": disposition.version,
                **{name: value for name in OF_SOME if (value := getattr(disposition, name))},
                **({"superseded_by": str(found)} if (found := disposition.superseded_by_id) else {}),
            },
        )
    if confirmed := [one for one in made if one.is_confirmed]:
        _follow(confirmed, act, at=at)
    return made


def take_back(
    made: Sequence[Disposition], action: str, facts: Sequence[str], *, by: User, at: dt.datetime
) -> list[Disposition]:
    """Undo decisions that have not reached their States, with the `facts` of each in the record of acts."""
    for one in made:
        DispositionUndone.objects.create(disposition=one, by=by, at=at)
        before = {fact: getattr(one, fact) for fact in facts}
        audit.record(action, subject=one.comment, by=by, at=at, before=before)
    return list(made)


def _follow(made: Sequence[Disposition], act: uuid.UUID, *, at: dt.datetime) -> None:
    """Tell the States whose replies these are, once replies were sent: what is given or changed after that
    reaches them by itself, in the same act. What was confirmed again as it was is no change, and what the
    State has said to it stands."""
    consultation = made[0].comment.response.consultation
    if not AnswersRelease.objects.filter(consultation=consultation).exists():
        return
    given = Disposition.objects.filter(
        comment__in=[one.comment_id for one in made], stage=DispositionStage.CONFIRMED
    )
    before = {one.comment_id: one for one in given.exclude(act=act).order_by("version")}
    again = {
        was.pk: one
        for one in made
        if (was := before.get(one.comment_id)) and not was.is_changed_by(one.kind, one.told)
    }
    Reaction.objects.bulk_create(
        Reaction(
            disposition=again[one.disposition_id],
            kind=one.kind,
            statement=one.statement,
            language=one.language,
            by_id=one.by_id,
            at=one.at,
        )
        for one in Reaction.objects.filter(disposition__in=again)
    )
    same = {one.pk for one in again.values()}
    if states := {one.comment.response.member_state_id for one in made if one.pk not in same}:
        telling.tell(telling.Kind.REPLY_CHANGED, consultation, states, about=str(act), at=at)
