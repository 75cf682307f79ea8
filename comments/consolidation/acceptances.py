"""Acceptances: taking what States proposed into the working draft, with the trace of where it came from.

Choices are kept for later without touching the draft. What is taken becomes an accepted edit, which the other
languages have to follow, and one record for each comment that it came from.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import transaction

from cica_portal.errors import AlreadyMoved, NotAllowed, Refusal, StaleVersion
from cica_portal.languages import LANGUAGES
from cica_portal.text import is_blank
from comments.compilation.rows import Row
from comments.consolidation.merges import Bench, Choice, Proposal
from comments.enums import CommentType, Operation
from comments.models import Acceptance, Comment, Consultation, MergeDraft
from members import audit
from members.models import User
from plans import blocks
from plans.comparison import merging
from plans.comparison.merging import Standing
from plans.enums import LINE_KINDS, BlockKind
from plans.models import Block, BlockText, Edit

# Comments that change no sense where they are filed: taken, they ask nothing of the other languages.
CORRECTIONS = frozenset({CommentType.EDITORIAL, CommentType.TRANSLATION})


class StaleMerge(StaleVersion):
    """A colleague saved the choices first: `current` is what is stored."""

    def __init__(self, current: MergeDraft) -> None:
        super().__init__()
        self.current = current


def drafts(consultation: Consultation, key: uuid.UUID) -> dict[str, MergeDraft]:
    """Return what is chosen so far for a block in each language, saved or not (one query)."""
    saved = MergeDraft.objects.filter(consultation=consultation, block_key=key).select_related("by")
    known = {one.language: one for one in saved}
    unsaved = {"consultation": consultation, "block_key": key, "version": 0}
    return {code: known.get(code) or MergeDraft(language=code, **unsaved) for code in LANGUAGES}


@transaction.atomic
def save(
    consultation: Consultation,
    key: uuid.UUID,
    language: str,
    *,
    chosen: Sequence[Choice],
    own_wording: str,
    version: int,
    by: User,
    at: dt.datetime,
) -> MergeDraft:
    """Keep the choices for later, against the version that was read; the draft of the plan stays as it is."""
    check(consultation, by)
    values = {
        "choices": [[str(comment), number] for comment, number in chosen],
        "own_wording": own_wording,
        "by": by,
        "at": at,
    }
    where = {"consultation": consultation, "block_key": key, "language": language}
    if version == 0:
        made, is_new = MergeDraft.objects.get_or_create(**where, defaults=values | {"version": 1})
        if not is_new:
            raise StaleMerge(made)
        return made
    if not MergeDraft.objects.filter(**where, version=version).update(**values, version=version + 1):
        raise StaleMerge(drafts(consultation, key)[language])
    return MergeDraft.objects.get(**where)


@transaction.atomic
def take(
    consultation: Consultation,
    found: Bench,
    *,
    chosen: Sequence[Choice],
    own_wording: str,
    version: int,
    answers: Sequence[Comment] = (),
    follows: Edit | None = None,
    by: User,
    at: dt.datetime,
) -> BlockText:
    """Take the chosen changes, or the Secretariat's own wording instead, into the working draft.

    Own wording is traced to the comments that it `answers`. Where it answers none, and nobody chose a
    proposal beside it, it is traced to those whose changes it has all; where it has none, it is a change of
    the Secretariat's own.

    Refused where the text has changed since `version` was read, where the chosen changes collide, and where
    nothing would change. `own_wording` is kept apart from the proposals that it answers. Where the same
    comments were taken in another language first, `follows` is the edit that this text now says the same as.
    """
    check(consultation, by)
    known = {choice for proposal in found.proposals for choice in proposal.choices}
    if not set(chosen) <= known:
        raise Refusal("comments.recheck_needed")
    own_wording = "" if is_blank(own_wording) else own_wording
    final = own_wording or found.merged(chosen)
    if final == found.text:
        raise Refusal("comments.nothing_taken")
    block = Block.objects.get(paper=consultation.revision.paper_id, key=found.key)
    if answers:
        met = [(comment, _says_all(found, comment, final)) for comment in answers]
    else:
        met = list(_met(found, chosen, is_own=bool(own_wording)) if chosen else _said_by(found, final))
    if not met:
        return _write(consultation, found, block, final, version=version, by=by, at=at)
    is_correction = all(comment.type in CORRECTIONS for comment, _is_whole in met)
    text = blocks.accept(
        block,
        found.language,
        final,
        version=version,
        follows=follows,
        is_correction=is_correction,
        by=by,
        at=at,
    )
    edit = Edit.objects.filter(block=block, language=found.language).latest("pk")
    for comment, is_whole in met:
        record(comment, edit, own_wording=own_wording, is_whole=is_whole, by=by, at=at)
    _forget(consultation, found)
    return text


def _write(
    consultation: Consultation,
    found: Bench,
    block: Block,
    text: str,
    *,
    version: int,
    by: User,
    at: dt.datetime,
) -> BlockText:
    made = blocks.edit(block, found.language, text, version=version, by=by, at=at)
    _forget(consultation, found)
    return made


def _forget(consultation: Consultation, found: Bench) -> None:
    saved = MergeDraft.objects.filter(consultation=consultation)
    saved.filter(block_key=found.key, language=found.language).delete()


def _said_by(found: Bench, text: str) -> Iterator[tuple[Comment, bool]]:
    """Return the comments that are not in the draft yet and of which `text` has every change."""
    for proposal in found.proposals:
        if proposal.open and _is_said(proposal, text):
            yield proposal.comment, True


def _is_said(proposal: Proposal, text: str) -> bool:
    made = merging.carry(proposal.wording, made_on=proposal.made_on, now=text)
    return all(one.standing == Standing.CONTAINED for one in made)


def _says_all(found: Bench, comment: Comment, text: str) -> bool:
    own = [proposal for proposal in found.proposals if proposal.comment.pk == comment.pk]
    return bool(own) and all(_is_said(proposal, text) for proposal in own)


def _met(found: Bench, chosen: Sequence[Choice], *, is_own: bool) -> Iterator[tuple[Comment, bool]]:
    """Return the comments that were taken, each with whether all of it was.

    One that nobody chose is taken, too, where the changes of others are all that it asks for: the words are
    its State's as well.
    """
    made = set(found.changes(chosen))
    for proposal in found.proposals:
        is_chosen = any(choice in chosen for choice in proposal.choices)
        all_made = bool(proposal.open) and made.issuperset(proposal.open)
        if is_chosen or (all_made and not is_own):
            yield proposal.comment, all_made and proposal.standing != Standing.RECHECK


@transaction.atomic
def carry_out(
    consultation: Consultation,
    row: Row,
    *,
    despite_changes: bool = False,
    by: User,
    at: dt.datetime,
) -> list[Edit]:
    """Add, delete or move blocks as a comment proposes, in the working draft.

    Refused where the text that the comment is on is no longer the one it was made against, unless the person
    has read it as it is now (`despite_changes`).
    """
    check(consultation, by)
    comment, extent = row.comment, row.extent
    if comment.operation not in {Operation.ADD, Operation.SUPPRESS, Operation.MOVE}:
        raise Refusal("comments.not_for_the_bench")
    blocks.lock_draft(consultation.revision.paper_id)  # of two people who carry it out at once, one is second
    if Acceptance.objects.filter(comment=comment).exists():
        raise AlreadyMoved
    found = {
        block.key: block
        for block in Block.objects.filter(
            paper=consultation.revision.paper_id, key__in=[*(r.key for r in extent.rows), comment.after_key]
        )
    }
    touched = [found[part.key] for part in extent.rows if part.key in found]
    if not despite_changes and has_changed(row):
        raise Refusal("comments.recheck_needed")
    before = Edit.objects.filter(block__paper=consultation.revision.paper_id).order_by("pk").last()
    if comment.operation == Operation.ADD:
        blocks.add(
            consultation.revision.paper,
            kind=_kind_after(touched[-1]),
            texts=comment.proposals,
            after=blocks.with_points(touched[-1])[-1],
            by=by,
            at=at,
        )
    elif comment.operation == Operation.SUPPRESS:
        for block in touched:
            if block.removed_at is None:
                blocks.remove(block, by=by, at=at)
    else:
        moved = list(dict.fromkeys(one for block in touched for one in blocks.with_points(block)))
        blocks.place_after(moved, blocks.with_points(found[comment.after_key])[-1], by=by, at=at)
    made = Edit.objects.filter(
        block__paper=consultation.revision.paper_id, pk__gt=before.pk if before else 0
    ).select_related("block")
    for edit in made:
        record(comment, edit, own_wording="", is_whole=True, by=by, at=at)
    return list(made)


def _kind_after(block: Block) -> str:
    """Return what a new text after a block is: like it, or after a heading like what stands under it."""
    if block.kind not in LINE_KINDS:
        return block.kind
    under = blocks.next_block(block)
    return under.kind if under is not None and under.kind not in LINE_KINDS else BlockKind.PARAGRAPH


def has_changed(row: Row) -> bool:
    """Tell whether a block that the comment is on has other words, in any language, or is gone."""
    return row.comment.pk in changed(row.response.consultation, [row])


def changed(consultation: Consultation, rows: Sequence[Row]) -> set[uuid.UUID]:
    """Return the comments that are on a block which has other words by now, or is gone (one query)."""
    texts = BlockText.objects.filter(
        block__paper=consultation.revision.paper_id,
        block__removed_at=None,
        block__key__in={part.key for row in rows for part in row.extent.rows},
    )
    now = {(key, code): text for key, code, text in texts.values_list("block__key", "language", "text")}
    return {
        row.comment.pk
        for row in rows
        if any(now.get((part.key, code)) != part.text(code) for part in row.extent.rows for code in LANGUAGES)
    }


def check(consultation: Consultation, by: User) -> None:
    """Refuse whoever may not merge, and a plan whose text is locked."""
    if not by.has_perm("comments.merge_proposals", consultation):
        raise NotAllowed
    if not consultation.revision.paper.is_editable:
        raise Refusal("comments.text_not_open")


def record(
    comment: Comment, edit: Edit, *, own_wording: str, is_whole: bool, by: User, at: dt.datetime
) -> Acceptance:
    """Record that an edit of the draft came from a comment, with the entry in the record of acts."""
    made = Acceptance.objects.create(
        comment=comment, edit=edit, own_wording=own_wording, is_whole=is_whole, by=by, at=at
    )
    audit.record(
        "comment.take",
        subject=comment,
        by=by,
        at=at,
        after={
            "block": str(edit.block.key),
            "language": edit.language,
            "edit": edit.pk,
            "is_whole": is_whole,
            "own_wording": bool(own_wording),
        },
    )
    return made


def taken(comments: Iterable[Comment]) -> Mapping[uuid.UUID, list[Acceptance]]:
    """Return, by comment, what of it was taken into the text (one query)."""
    found: dict[uuid.UUID, list[Acceptance]] = {}
    acceptances = Acceptance.objects.filter(comment__in=[comment.pk for comment in comments])
    for acceptance in acceptances.select_related("edit__block"):
        found.setdefault(acceptance.comment_id, []).append(acceptance)
    return found
