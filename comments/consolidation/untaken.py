"""What was accepted and is not in the text: nothing that a State was told is accepted may be forgotten there.

What was taken in, by one act for all (`intake`), on the workbench or by hand, has its trace. Without one, the
words themselves tell: where the draft says already all that a comment proposed, or no longer has what it was
to delete, nothing is left to do. What was accepted with changes always needs its trace: no words tell of it.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import QuerySet

from cica_portal.text import seen
from comments.enums import DispositionKind, Operation
from comments.models import Acceptance, Comment
from plans.comparison import merging
from plans.comparison.merging import Standing
from plans.enums import PUBLISHED_STATUSES
from plans.models import BlockText, RevisionBlock

Place = tuple[uuid.UUID, str]  # a block, by its key, in a language


def find(accepted: QuerySet[Comment]) -> Iterator[Comment]:
    """Yield those of the accepted comments, as `answering.accepted` returns them, of which the working draft
    does not have everything, in four queries. What an adopted plan lacks is not asked for any more."""
    comments = list(accepted.exclude(response__consultation__revision__paper__status__in=PUBLISHED_STATUSES))
    if not comments:
        return
    taken: dict[uuid.UUID, set[Place]] = defaultdict(set)
    rows = Acceptance.objects.filter(comment__in=comments)
    for comment_id, key, language in rows.values_list("comment", "edit__block__key", "edit__language"):
        taken[comment_id].add((key, language))
    wanted = [comment for comment in comments if not _is_done(comment, taken.get(comment.pk))]
    then, now = _frozen(wanted), _drafted(wanted)
    for comment in wanted:
        texts = then[comment.response.consultation.revision_id]
        own = taken.get(comment.pk, set())
        if _is_with_changes(comment) or any(
            not _is_taken(place, comment, own, now) for place in _open(comment, texts, now, own)
        ):
            yield comment


def _is_taken(place: Place, comment: Comment, taken: set[Place], now: Mapping[Place, str]) -> bool:
    """Tell whether wording has its trace: where it was proposed, or, where the draft has no such place for
    it, at the change that a person named."""
    has_no_place = place[0] == comment.pk or place not in now
    return place in taken or has_no_place and bool(taken)


def _is_with_changes(comment: Comment) -> bool:
    kind: str = comment.kind  # type: ignore[attr-defined] # annotated by `answering.accepted`
    return kind == DispositionKind.ACCEPTED_WITH_CHANGES


def _is_done(comment: Comment, taken: set[Place] | None) -> bool:
    """Tell whether all that a comment asks for was taken with the first trace of it: blocks that were added,
    deleted or moved, and wording that was accepted with changes."""
    return bool(taken) and (comment.operation != Operation.MODIFY or _is_with_changes(comment))


def _open(
    comment: Comment,
    then: Mapping[uuid.UUID, Mapping[str, str]],
    now: Mapping[Place, str],
    taken: set[Place],
) -> Iterator[Place]:
    """Yield where the draft does not have what the comment asks for. Where only a person can tell which
    paragraph gets which words, the first trace settles it."""
    keys = _extent(comment, list(then))
    if comment.operation == Operation.SUPPRESS:
        yield from ((key, comment.language) for key in keys if (key, comment.language) in now)
        return
    if comment.operation != Operation.MODIFY:
        yield (comment.pk, "")
        return
    for language, wording in comment.proposals.items():
        parts = wording.split("\n\n") if len(keys) > 1 else [wording]
        if not keys or len(parts) != len(keys):
            if not taken:
                yield (comment.pk, language)
            continue
        for key, part in zip(keys, parts, strict=True):
            made_on = then[key].get(language, "")
            if not _is_said(part, made_on=made_on, now=now.get((key, language))):
                yield (key, language)


def _is_said(wording: str, *, made_on: str, now: str | None) -> bool:
    if seen(wording) == seen(made_on):
        return True
    if now is None:
        return False
    if seen(wording) == seen(now):
        return True
    carried = merging.carry(wording, made_on=made_on, now=now)
    return all(one.standing == Standing.CONTAINED for one in carried)


def _extent(comment: Comment, order: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Return the blocks that a comment is on, in document order; none for the text as a whole."""
    if comment.block_key is None or comment.block_key not in order:
        return []
    begin = order.index(comment.block_key)
    end = order.index(comment.until_key) if comment.until_key in order else begin
    return list(order[begin : end + 1])


def _frozen(comments: Sequence[Comment]) -> Mapping[int, dict[uuid.UUID, Mapping[str, str]]]:
    """Return the texts that the comments are on, by revision and block, in document order (one query)."""
    found: dict[int, dict[uuid.UUID, Mapping[str, str]]] = defaultdict(dict)
    revisions = {comment.response.consultation.revision_id for comment in comments}
    blocks = RevisionBlock.objects.filter(revision__in=revisions).order_by("revision", "position", "pk")
    for revision_id, key, texts in blocks.values_list("revision", "key", "texts"):
        found[revision_id][key] = texts
    return found


def _drafted(comments: Sequence[Comment]) -> Mapping[Place, str]:
    """Return the texts of the working drafts, by block and language (one query)."""
    papers = {comment.response.consultation.revision.paper_id for comment in comments}
    texts = BlockText.objects.filter(block__paper__in=papers, block__removed_at=None)
    return {
        (key, language): text for key, language, text in texts.values_list("block__key", "language", "text")
    }
