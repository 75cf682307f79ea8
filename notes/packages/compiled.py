"""The compilation as files that can be worked with: all that was filed, and what became of it by now."""

import datetime as dt

from django.db.models import QuerySet

from cica_portal.text import sha256
from comments.compilation import filters, matrix
from comments.compilation.exports import columns, word
from comments.models import CommentRound, Disposition, WorkingTranslation
from notes import conveyed
from notes.compilations import asking
from notes.models import Document

EDITION = 2


def source(comment_round: CommentRound) -> str:
    """Return the key of the files: what was filed, each disposition that counts, each translation."""
    return sha256(
        {
            "edition": EDITION,
            "filed": conveyed.comments_source(comment_round),
            "dispositions": sorted(_dispositions(comment_round).values_list("pk", flat=True)),
            "translations": sorted(map(list, _translations(comment_round).values_list("pk", "version"))),
        }
    )


def as_of(comment_round: CommentRound) -> dt.datetime:
    """Return when the last of it was written: the files say so, and never on which day they were made."""
    times = [comment_round.closes_at]
    for found in (_dispositions(comment_round), _translations(comment_round)):
        times += found.values_list("at", flat=True)
    return max(times)


def want(comment_round: CommentRound, language: str, *, at: dt.datetime) -> Document:
    """Ask for the compilation on paper, and for the parts that it is put together of."""
    found = matrix.entire(comment_round, language)
    return asking.want(found, filters.sift(found, {}), at=at)


def workbook(comment_round: CommentRound, language: str) -> bytes:
    found = matrix.entire(comment_round, language)
    return columns.workbook(found, filters.sift(found, {}), at=as_of(comment_round))


def document(comment_round: CommentRound, language: str) -> bytes:
    found = matrix.entire(comment_round, language)
    return word.document(found, filters.sift(found, {}), at=as_of(comment_round))


def _dispositions(comment_round: CommentRound) -> QuerySet[Disposition]:
    return Disposition.objects.filter(comment__response__comment_round=comment_round).current()


def _translations(comment_round: CommentRound) -> QuerySet[WorkingTranslation]:
    return WorkingTranslation.objects.filter(comment__response__comment_round=comment_round).order_by()
