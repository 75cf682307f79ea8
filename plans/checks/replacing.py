"""Words replaced over a whole draft: each text by an ordinary edit, all in one act that can be undone.

A text that somebody else has open, or that was changed after it was shown, is left as it is and named.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import AlreadyMoved, Refusal
from cica_portal.languages import TITLES
from cica_portal.text import LINE_LIMIT, PARAGRAPH_LIMIT, is_blank
from members import audit
from members.models import User
from plans import blocks
from plans.checks import finding
from plans.checks.finding import Query
from plans.editing import presence, source_language
from plans.enums import LINE_KINDS, Significance
from plans.models import BlockText, ConceptPaper, Edit, Replacement

OPEN_ELSEWHERE = _("%(place)s (%(language)s): %(name)s is working on this text. It was not changed.")
CHANGED_SINCE = _(
    "%(place)s (%(language)s): %(name)s changed this text in the meantime. It was not changed again."
)
LEFT_BLANK = _("%(place)s (%(language)s): no text would be left. It was not changed.")
TOO_LONG = _("%(place)s (%(language)s): the text would be too long. It was not changed.")


class Outcome(NamedTuple):
    """How many texts an act changed, and the sentences that say which were left as they are, and why."""

    number: int
    kept_back: Sequence[str]


@transaction.atomic
def replace(
    paper: ConceptPaper,
    query: Query,
    chosen: Mapping[int, int],
    *,
    significance: str,
    by: User,
    at: dt.datetime,
) -> Outcome:
    """Put other words in the chosen texts of a draft, by key of text with the version that was shown."""

    def words(text: BlockText) -> str:
        return query.replaced(text.text)

    made, kept = _write(paper, chosen, words, significance=significance, by=by, at=at)
    if not made and not kept:
        raise Refusal("plans.nothing_replaced")
    if made:
        languages = list(query.languages)
        row = Replacement.objects.create(
            paper=paper,
            words=query.words,
            by_words=query.by_words,
            language=languages[0] if len(languages) == 1 else "",
            significance=Significance(significance),
            texts=made,
            by=by,
            at=at,
        )
        audit.record("paper.replace", subject=paper, by=by, at=at, after=_values(row))
    return Outcome(len(made), kept)


@transaction.atomic
def undo(replacement: Replacement, *, by: User, at: dt.datetime) -> Outcome:
    """Put back the words that an act replaced, but where a text was changed since."""
    paper = blocks.lock_draft(replacement.paper_id)
    row = Replacement.objects.get(pk=replacement.pk)
    if row.undone_at is not None:
        raise AlreadyMoved

    def words(text: BlockText) -> str:
        edits = Edit.objects.filter(block=text.block_id, language=text.language, version=text.version)
        return edits.order_by("pk").values_list("before", flat=True)[0]

    chosen = {int(pk): version for pk, version in row.texts.items()}
    made, kept = _write(paper, chosen, words, significance=row.significance, by=by, at=at)
    if made:
        Replacement.objects.filter(pk=row.pk).update(undone_by=by, undone_at=at)
        after = _values(row) | {"texts": made}
        audit.record("paper.undo_replace", subject=paper, by=by, at=at, after=after)
    return Outcome(len(made), kept)


def _write(
    paper: ConceptPaper,
    chosen: Mapping[int, int],
    words: Callable[[BlockText], str],
    *,
    significance: str,
    by: User,
    at: dt.datetime,
) -> tuple[dict[str, int], list[str]]:
    """Change the chosen texts that can be changed now, the source language first, so that a translation
    changed with it is as new; return the versions made, and why the others were left."""
    blocks.lock_draft(paper.pk)
    behind = source_language.behind(paper)
    writers = {one.text_id: one.user.display_name for one in presence.others(paper, than=by, at=at)}
    made, kept = {}, []
    texts = [one for one in finding.labelled_texts(paper) if one[1].pk in chosen]
    for label, text in sorted(texts, key=lambda one: one[1].language != paper.source_language):
        writer, is_old = writers.get(text.pk, ""), text.version != chosen[text.pk]
        said = text.text if writer or is_old else words(text)
        if reason := OPEN_ELSEWHERE if writer else CHANGED_SINCE if is_old else _unfit(text, said):
            editor = text.edited_by.display_name if text.edited_by else "—"
            values = {"place": label.name, "language": TITLES[text.language], "name": writer or editor}
            kept.append((label.number, str(reason % values)))
        elif said != text.text:
            was_behind = (text.block.key, text.language) in behind
            terms = {"version": text.version, "was_behind": was_behind, "significance": significance}
            made[str(text.pk)] = blocks.reword(text.block, text.language, said, **terms, by=by, at=at).version
    return made, [sentence for _number, sentence in sorted(kept)]


def _unfit(text: BlockText, words: str) -> Any:
    """Return why a text cannot become these words, or nothing."""
    limit = LINE_LIMIT if text.block.kind in LINE_KINDS else PARAGRAPH_LIMIT
    if words == text.text or (not is_blank(words) and len(words) <= limit):
        return None
    return LEFT_BLANK if is_blank(words) else TOO_LONG


def _values(row: Replacement) -> dict[str, Any]:
    names = ("words", "by_words", "language", "significance", "texts")
    return {name: getattr(row, name) for name in names} | {"significance": str(row.significance)}
