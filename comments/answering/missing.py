"""What was accepted and is not in the text: nothing that a State was told is accepted may be forgotten there.

What was taken in, by one act for all, with a decision or by hand, has its trace. Without one, the
words themselves tell: where the draft says already all that a comment proposed, or no longer has what it was
to delete, nothing is left to do. What was accepted with changes, and a remark that proposes no words, always
need their trace: no words tell of them.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from django.db.models import QuerySet

from cica_portal.text import seen
from comments.enums import UNCHANGING, DispositionKind, Operation
from comments.models import Acceptance, Comment, Consultation
from comments.reading.extents import Places
from plans.comparison import merging
from plans.comparison.merging import Standing
from plans.enums import PUBLISHED_STATUSES
from plans.models import BlockText, RevisionBlock

# What of a comment tells where its words belong.
FIELDS = ("block_key", "until_key", "operation", "language", "proposed_text", "wordings")
Place = tuple[uuid.UUID, str]  # a block, by its key, in a language
Texts = Mapping[uuid.UUID, Mapping[str, str]]  # those of a revision, by block, in document order


def still_asked(accepted: QuerySet[Comment]) -> QuerySet[Comment]:
    """Return those of accepted comments that the text may be asked for: of an adopted plan none any more."""
    return accepted.exclude(response__consultation__revision__paper__status__in=PUBLISHED_STATUSES)


def find_missing(comments: Sequence[Comment]) -> Iterator[Comment]:
    """Yield those of the accepted comments, as `answering.accepted` returns them, of which the working draft
    does not have everything, in three queries."""
    if not comments:
        return
    kinds: dict[uuid.UUID, str] = {comment.pk: comment.kind for comment in comments}  # type: ignore[attr-defined]
    revisions = {comment.pk: comment.response.consultation.revision for comment in comments}
    then = _frozen({revision.pk for revision in revisions.values()})
    papers = {pk: revision.paper_id for pk, revision in revisions.items()}
    found = _places(comments, kinds, lambda comment: then[revisions[comment.pk].pk], papers)
    yield from (comment for comment in comments if comment.pk in found)


def missing_places(
    consultation: Consultation,
    comments: Sequence[Comment],
    kinds: Mapping[uuid.UUID, str],
    circulated: Places,
) -> dict[uuid.UUID, set[Place]]:
    """Return where the draft does not have what accepted comments of one consultation ask for (two
    queries): of an adopted plan nothing is missing any more."""
    paper = consultation.revision.paper
    if paper.status in PUBLISHED_STATUSES:
        return {}
    texts = {row.key: row.texts for row in circulated.rows}
    papers = dict.fromkeys((comment.pk for comment in comments), paper.pk)
    return _places(comments, kinds, lambda _comment: texts, papers)


def _places(
    comments: Sequence[Comment],
    kinds: Mapping[uuid.UUID, str],
    then: Callable[[Comment], Texts],
    papers: Mapping[uuid.UUID, int],
) -> dict[uuid.UUID, set[Place]]:
    """Return where the working draft does not have what comments ask for, in two queries: the one rule for
    the page that takes in and for the open points. Comments of which nothing is missing are left out.

    `kinds` is what became of each comment, `then` gives the texts that one is on, `papers` is its plan.
    What has no place of its own stands at the key of its comment.
    """
    if not comments:
        return {}
    taken: dict[uuid.UUID, set[Place]] = defaultdict(set)
    traces = Acceptance.objects.filter(comment__in=comments)
    for comment_id, key, language in traces.values_list("comment", "edit__block__key", "edit__language"):
        taken[comment_id].add((key, language))
    drafts = _drafted({papers[comment.pk] for comment in comments})
    found = {
        comment.pk: set(
            _open(
                comment,
                kinds[comment.pk],
                then(comment),
                drafts[papers[comment.pk]],
                taken[comment.pk],
            )
        )
        for comment in comments
    }
    return {pk: missing for pk, missing in found.items() if missing}


def _open(
    comment: Comment, kind: str, then: Texts, now: Mapping[Place, str], taken: set[Place]
) -> Iterator[Place]:
    """Yield where the draft does not have what the comment asks for.

    The first trace settles all where blocks come, go or move, where a comment was accepted with changes or
    proposes no words, and where only a person can tell which paragraph gets which words; of other wording
    each place has its own, unless the draft has no such place any more.
    """
    keys = _extent(comment, list(then))
    if kind == DispositionKind.ACCEPTED_WITH_CHANGES or comment.operation in UNCHANGING:
        yield from () if taken else [(comment.pk, comment.language)]
    elif comment.operation == Operation.SUPPRESS:
        if not taken:
            yield from ((key, comment.language) for key in keys if (key, comment.language) in now)
    elif comment.operation in {Operation.ADD, Operation.MOVE}:
        is_done = bool(taken) or (comment.operation == Operation.ADD and _is_added(comment, then, now))
        yield from () if is_done else [(comment.pk, comment.language)]
    else:
        for language, wording in comment.proposals.items():
            parts = wording.split("\n\n") if len(keys) > 1 else [wording]
            if not keys or len(parts) != len(keys):
                yield from () if taken else [(comment.pk, language)]
                continue
            for key, part in zip(keys, parts, strict=True):
                place, made_on = (key, language), then[key].get(language, "")
                is_taken = place in taken or (place not in now and bool(taken))
                if not is_taken and not _is_said(part, made_on=made_on, now=now.get(place)):
                    yield place


def _is_added(comment: Comment, then: Texts, now: Mapping[Place, str]) -> bool:
    """Tell whether the draft has a new block with all that the comment proposes."""
    return any(
        all(seen(now.get((key, code), "")) == seen(text) for code, text in comment.proposals.items())
        for key in {key for key, _language in now} - then.keys()
    )


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


def _frozen(revisions: Collection[int]) -> Mapping[int, Texts]:
    """Return the texts of revisions, by block, in document order (one query)."""
    found: dict[int, dict[uuid.UUID, Mapping[str, str]]] = defaultdict(dict)
    blocks = RevisionBlock.objects.filter(revision__in=revisions).order_by("revision", "position", "pk")
    for revision_id, key, texts in blocks.values_list("revision", "key", "texts"):
        found[revision_id][key] = texts
    return found


def _drafted(papers: Collection[int]) -> Mapping[int, Mapping[Place, str]]:
    """Return the texts of the working drafts by plan, then by block and language (one query)."""
    found: dict[int, dict[Place, str]] = defaultdict(dict)
    texts = BlockText.objects.filter(block__paper__in=papers, block__removed_at=None)
    for paper, key, language, text in texts.values_list("block__paper", "block__key", "language", "text"):
        found[paper][key, language] = text
    return found
