"""Reviewing texts: another person reads what was written and says that it is right."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, OuterRef, Subquery

from cica_portal import organization
from cica_portal.errors import Refusal, StaleVersion
from members import audit
from members.models import User
from plans.blocks import BlockRemoved, lock_draft
from plans.editing import editor_rows, remarks
from plans.models import Block, BlockText, ConceptPaper, Edit, Review


def may_review(user: User, edited_by_id: int | None) -> bool:
    """Tell whether `user` may review a text that this person wrote last."""
    return not organization.policy("TWO_PERSONS_REVIEW") or edited_by_id is None or edited_by_id != user.pk


class Unread(NamedTuple):
    """Texts that wait for a review: who wrote them last, how many, and who may review them."""

    writer: User | None
    number: int
    reviewers: list[User]

    @property
    def names(self) -> str:
        return ", ".join(person.display_name for person in self.reviewers)


def unread(paper: ConceptPaper, cells: Iterable[editor_rows.Cell]) -> list[Unread]:
    """Return the texts that wait for a review, by who wrote them (two queries, none where nothing waits)."""
    counted = Counter(cell.edited_by_id for cell in cells if cell.is_unreviewed)
    if not counted:
        return []
    people = remarks.colleagues(paper)
    writers = User.objects.in_bulk([pk for pk in counted if pk is not None])
    return [
        Unread(
            writers.get(pk) if pk is not None else None,
            number,
            [person for person in people if may_review(person, pk)],
        )
        for pk, number in counted.most_common()
    ]


@transaction.atomic
def review(block: Block, language: str, *, version: int, by: User | None, at: dt.datetime) -> Review:
    """Record that `by` read this version of the text and found it right."""
    paper = lock_draft(block.paper_id)
    block = paper.blocks.prefetch_related("texts").get(pk=block.pk)
    if block.removed_at is not None:
        raise BlockRemoved
    text = BlockText.objects.get(block=block, language=language)
    if text.version != version:
        raise StaleVersion
    if not text.text:
        raise Refusal("plans.nothing_to_review")
    if by is not None and not may_review(by, text.edited_by_id):
        raise Refusal("plans.own_text")
    (cell,) = (cell for cell in editor_rows.cells(paper, block) if cell.language == language)
    if cell.state == editor_rows.STALE:
        raise Refusal("plans.stale_text")
    made, is_new = Review.objects.get_or_create(text=text, version=version, defaults={"by": by, "at": at})
    if is_new:
        audit.record(
            "block.review", subject=block, by=by, at=at, after={"language": language, "version": version}
        )
    return made


def last_read(texts: Collection[int | None]) -> dict[int, str]:
    """Return by id what texts that were changed since said when they were last reviewed (one query)."""
    of_text = {"block": OuterRef("text__block"), "language": OuterRef("text__language")}
    since = Edit.objects.filter(**of_text, version__gt=OuterRef("version")).order_by("version", "pk")
    found = Review.objects.filter(text__in=texts).order_by("version")
    return dict(found.values_list("text", Subquery(since.values("before")[:1])))


def listed_texts(paper: ConceptPaper, language: str, listed: Mapping[int, int]) -> dict[int, BlockText]:
    """Return the listed texts of one language with their blocks, by id; raise ListMoved where one of them is
    gone, or has another version than was shown."""
    found = BlockText.objects.filter(language=language, block__paper=paper, block__removed_at=None)
    texts = found.select_related("block").in_bulk(listed)
    if {pk: text.version for pk, text in texts.items()} != dict(listed):
        raise Refusal("plans.list_moved")
    return texts


def review_listed(
    paper: ConceptPaper, language: str, listed: Mapping[int, int], *, by: User | None, at: dt.datetime
) -> int:
    """Record a review of each listed text of one language, by id and version as read; all or none."""
    with transaction.atomic():
        lock_draft(paper.pk)
        texts = listed_texts(paper, language, listed)
        if not all(text.text for text in texts.values()):
            raise Refusal("plans.list_moved")
        if by is not None and not all(may_review(by, text.edited_by_id) for text in texts.values()):
            raise Refusal("plans.own_text")
        if any(cell.is_stale and cell.pk in texts for row in editor_rows.rows(paper) for cell in row.cells):
            raise Refusal("plans.list_moved")
        known = set(
            Review.objects.filter(text__in=texts, version=F("text__version")).values_list("text", flat=True)
        )
        made = Review.objects.bulk_create(
            Review(text=text, version=text.version, by=by, at=at)
            for text in texts.values()
            if text.pk not in known
        )
        if made:
            audit.record(
                "paper.review",
                subject=paper,
                by=by,
                at=at,
                after={
                    "language": language,
                    "texts": {str(review.text_id): review.version for review in made},
                },
            )
    return len(made)


def review_all(paper: ConceptPaper, *, by: User | None, at: dt.datetime) -> int:
    """Record a review by `by` of all that is neither missing nor older than its source."""
    return sum(
        review_listed(paper, language, {cell.pk: cell.version for cell in found}, by=by, at=at)
        for language, found in editor_rows.to_review(paper).items()
        if found
    )
