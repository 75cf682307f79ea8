"""The one act that takes what States proposed into the working draft, for one comment or all, and undoing it.

What is taken becomes an accepted edit, which the other languages have to follow, and one record for each
comment that it came from.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.safestring import SafeString

from cica_portal.errors import AlreadyMoved, Refusal, StaleVersion
from cica_portal.languages import LANGUAGES
from cica_portal.text import sha256
from comments.closed_refusals import IntakeChanged
from comments.enums import CommentType, Operation
from comments.models import Acceptance, AcceptanceUndone, Comment, Consultation, Disposition, MergeDraft
from comments.reading.readings import Reading
from comments.taking.proposals import Bench, Choice, Proposal
from members import audit
from members.models import User
from plans import blocks
from plans.comparison import merging
from plans.comparison.merging import Standing
from plans.comparison.redline import redline
from plans.enums import LINE_KINDS, BlockKind, EditKind
from plans.models import Block, BlockText, Edit

# Comments that change no sense where they are filed: taken, they ask nothing of the other languages.
CORRECTIONS = frozenset({CommentType.EDITORIAL, CommentType.TRANSLATION})
STRUCTURAL = frozenset({Operation.ADD, Operation.SUPPRESS, Operation.MOVE})


@dataclass(frozen=True, slots=True)
class Wording:
    """How a text is to read, on the version that the person saw: with the `chosen` changes of the proposals
    for it made, or in the Secretariat's own wording instead, traced to the comments that it `answers`."""

    bench: Bench
    version: int
    chosen: Collection[Choice] = ()
    own_wording: str = ""
    answers: Sequence[Comment] = ()

    @property
    def text(self) -> str:
        return self.own_wording or self.bench.merged(self.chosen)

    @property
    def redline(self) -> SafeString:
        return redline(self.bench.text, self.text)

    @property
    def proposals(self) -> list[Proposal]:
        keys = {comment for comment, _number in self.chosen}
        return [one for one in self.bench.proposals if one.comment.pk in keys]

    @property
    def leading(self) -> frozenset[uuid.UUID]:
        """Return the comments that bring another sense: a correction leads no other language."""
        comments = self.answers or [one.comment for one in self.proposals]
        return frozenset(one.pk for one in comments if one.type not in CORRECTIONS)


@dataclass(frozen=True, slots=True)
class BlockAct:
    """Blocks that are added, deleted or moved as a comment proposes, and `others` the same; on changed text
    only if the person has read it as it is now (`despite_changes`)."""

    row: Reading
    others: Sequence[Comment] = ()
    despite_changes: bool = False


Item = Wording | BlockAct


def digest_of(items: Iterable[Item]) -> str:
    """Return the SHA-256 of what the act would do, to know it again when it is asked for."""
    return sha256(
        [
            [str(one.bench.key), one.bench.language, one.version]
            + [f"{comment}:{number}" for comment, number in sorted(one.chosen)]
            if isinstance(one, Wording)
            else [str(comment.pk) for comment in (one.row.comment, *one.others)]
            for one in items
        ]
    )


@transaction.atomic
def take(
    consultation: Consultation,
    items: Sequence[Item],
    *,
    digest: str | None = None,
    by: User,
    at: dt.datetime,
) -> list[Acceptance]:
    """Take wordings and acts on blocks into the working draft, all or nothing; return the traces.

    Raises IntakeChanged where the person saw other ones (`digest`); refused where nothing would change, where
    a text has changed since it was read, and where chosen changes collide. Of a paragraph, the language that
    comes first leads, and the next ones follow it; those for which nothing is taken are behind afterwards.
    """
    check(consultation, by)
    blocks.lock_draft(consultation.revision.paper_id)  # of two people who take the same, one is second
    if digest is not None and digest != digest_of(items):
        raise IntakeChanged
    if not items:
        raise Refusal("comments.nothing_taken")
    made: list[Acceptance] = []
    for act in items:  # first: a paragraph is added beside the words that its State read
        if isinstance(act, BlockAct):
            made += _carry_out(consultation, act, by=by, at=at)
    leading: dict[uuid.UUID, Edit] = {}
    for one in items:
        if isinstance(one, Wording):
            follows = leading.get(one.bench.key) if one.leading else None
            made += (traces := _reword(consultation, one, follows, by=by, at=at))
            if one.leading:
                leading.setdefault(one.bench.key, traces[0].edit)
    return made


def _reword(
    consultation: Consultation, one: Wording, follows: Edit | None, *, by: User, at: dt.datetime
) -> list[Acceptance]:
    """Write a wording; what it `follows` is the edit in another language that it says the same as."""
    bench, text = one.bench, one.text
    if text == bench.text:
        raise Refusal("comments.nothing_taken")
    block = Block.objects.get(paper=consultation.revision.paper_id, key=bench.key)
    met = list(_answered(one) if one.own_wording else _met(one))
    is_correction = all(comment.type in CORRECTIONS for comment, _is_whole in met)
    blocks.accept(
        block,
        bench.language,
        text,
        version=one.version,
        follows=follows,
        is_correction=is_correction,
        by=by,
        at=at,
    )
    edit = Edit.objects.filter(block=block, language=bench.language).latest("pk")
    saved = MergeDraft.objects.filter(consultation=consultation, block_key=bench.key)
    saved.filter(language=bench.language).delete()
    return [
        record(comment, edit, own_wording=one.own_wording, is_whole=is_whole, by=by, at=at)
        for comment, is_whole in met
    ]


def _answered(one: Wording) -> Iterator[tuple[Comment, bool]]:
    """Return the comments that own wording answers, each with whether it has all that they propose."""
    for comment in one.answers:
        own = [proposal for proposal in one.bench.proposals if proposal.comment.pk == comment.pk]
        yield comment, bool(own) and all(_is_said(proposal, one.own_wording) for proposal in own)


def _is_said(proposal: Proposal, text: str) -> bool:
    made = merging.carry(proposal.wording, made_on=proposal.made_on, now=text)
    return all(one.standing == Standing.CONTAINED for one in made)


def _met(one: Wording) -> Iterator[tuple[Comment, bool]]:
    """Return the comments that were taken, each with whether all of it was.

    One that nobody chose is taken, too, where the changes of others are all that it asks for: the words are
    its State's as well.
    """
    made = set(one.bench.changes(one.chosen))
    for proposal in one.bench.proposals:
        is_chosen = any(choice in one.chosen for choice in proposal.choices)
        all_made = bool(proposal.open) and made.issuperset(proposal.open)
        if is_chosen or all_made:
            yield proposal.comment, all_made and proposal.standing != Standing.RECHECK


def _carry_out(
    consultation: Consultation, act: BlockAct, *, by: User, at: dt.datetime
) -> Iterator[Acceptance]:
    """Add, delete or move blocks as a comment proposes."""
    row, paper = act.row, consultation.revision.paper
    comment, keys = row.comment, [part.key for part in row.extent.rows]
    if comment.operation not in STRUCTURAL:
        raise Refusal("comments.not_for_the_bench")
    if Acceptance.objects.filter(comment=comment).exists():
        raise AlreadyMoved
    found = {
        block.key: block for block in Block.objects.filter(paper=paper, key__in=[*keys, comment.after_key])
    }
    touched = [found[key] for key in keys if key in found]
    if not act.despite_changes and has_changed(row):
        raise Refusal("comments.recheck_needed")
    edits = Edit.objects.filter(block__paper=paper).order_by("pk")
    before = edits.last()
    if comment.operation == Operation.ADD:
        blocks.add(
            paper,
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
    for each in (comment, *act.others):
        for edit in edits.filter(pk__gt=before.pk if before else 0).select_related("block"):
            yield record(each, edit, own_wording="", is_whole=True, by=by, at=at)


def _kind_after(block: Block) -> str:
    """Return what a new text after a block is: like it, or after a heading like what stands under it."""
    if block.kind not in LINE_KINDS:
        return block.kind
    under = blocks.next_block(block)
    return under.kind if under is not None and under.kind not in LINE_KINDS else BlockKind.PARAGRAPH


def has_changed(row: Reading) -> bool:
    """Tell whether a block that the comment is on has other words, in any language, or is gone."""
    return row.comment.pk in changed(row.response.consultation, [row])


def changed(consultation: Consultation, rows: Sequence[Reading]) -> set[uuid.UUID]:
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
    by.require("comments.merge_proposals", consultation)
    if not consultation.revision.paper.is_editable:
        raise Refusal("comments.text_not_open")


def record(
    comment: Comment, edit: Edit, *, own_wording: str, is_whole: bool, by: User, at: dt.datetime
) -> Acceptance:
    """Record that an edit of the draft came from a comment, with the entry in the record of acts."""
    made = Acceptance.objects.create(
        comment=comment, edit=edit, own_wording=own_wording, is_whole=is_whole, by=by, at=at
    )
    after = _place(edit) | {"is_whole": is_whole, "own_wording": bool(own_wording)}
    audit.record("comment.take", subject=comment, by=by, at=at, after=after)
    return made


def _place(edit: Edit) -> dict[str, object]:
    return {"block": str(edit.block.key), "language": edit.language, "edit": edit.pk}


def taken(comments: Iterable[Comment]) -> Mapping[uuid.UUID, list[Acceptance]]:
    """Return, by comment, what of it was taken into the text (one query)."""
    found: dict[uuid.UUID, list[Acceptance]] = {}
    acceptances = Acceptance.objects.filter(comment__in=[comment.pk for comment in comments])
    for acceptance in acceptances.select_related("edit__block").order_by("pk"):
        found.setdefault(acceptance.comment_id, []).append(acceptance)
    return found


def undo(consultation: Consultation, made: Sequence[Disposition], *, by: User, at: dt.datetime) -> None:
    """Give the draft back what was changed in it with these decisions, and undo the traces of the changes;
    refused where anybody wrote there since."""
    own = Acceptance.objects.filter(comment__in=[one.comment_id for one in made], by=by, at=made[0].at)
    edits = list(Edit.objects.filter(pk__in=own.values("edit")).select_related("block").order_by("pk"))
    if not edits:
        return
    kinds = {kind: [one for one in edits if one.kind == kind] for kind in EditKind}
    try:
        _put_back(kinds[EditKind.MOVED], by=by, at=at)
        blocks.take_back(
            consultation.revision.paper,
            texts=[
                blocks.Was(one.block, one.language, now=one.version, was=one.version - 1)
                for one in kinds[EditKind.ACCEPTED]
            ],
            made=list(dict.fromkeys(one.block for one in kinds[EditKind.ADDED])),
            removed=[one.block for one in kinds[EditKind.REMOVED]],
            by=by,
            at=at,
        )
    except (StaleVersion, AlreadyMoved, blocks.BlockRemoved, blocks.NotEditable) as refusal:
        raise Refusal("comments.too_late_to_undo") from refusal
    for acceptance in Acceptance.objects.filter(edit__in=edits).select_related("comment", "edit__block"):
        AcceptanceUndone.objects.create(acceptance=acceptance, by=by, at=at)
        before = _place(acceptance.edit)
        audit.record("comment.untake", subject=acceptance.comment, by=by, at=at, before=before)


def _put_back(moves: Sequence[Edit], *, by: User, at: dt.datetime) -> None:
    """Put blocks that were moved together behind the one that they stood behind before."""
    if not moves:
        return
    paper = moves[0].block.paper_id
    later = Edit.objects.filter(block__paper=paper, pk__gt=moves[-1].pk)
    if later.filter(kind__in=[EditKind.ADDED, EditKind.MOVED]).exists():
        raise StaleVersion
    moved = [one.block for one in moves]
    every = list(Block.objects.filter(paper=paper).order_by("position"))
    place = [block.position for block in every].index(min(int(one.before) for one in moves))
    before = [block for block in every if block not in moved][:place]
    blocks.place_after(moved, [block for block in before if block.removed_at is None][-1], by=by, at=at)
