"""Words replaced over a whole draft: each text by an ordinary edit, all in one act that can be undone.

A text that somebody else has open, or that was changed after it was shown, is left as it is and named.
"""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import AlreadyMoved, DomainError
from cica_portal.languages import LANGUAGES, TITLES
from cica_portal.text import LINE_LIMIT, PARAGRAPH_LIMIT, is_blank
from members import audit
from members.models import User
from plans import blocks
from plans.checks import finding
from plans.checks.finding import Hit, Query
from plans.editing import presence, source_language
from plans.enums import LINE_KINDS, Significance
from plans.models import BlockText, ConceptPaper, Edit, Replacement

# Translators: number is the number of the block in the plan; language is the name of a language; name is the
# name of a user.
OPEN_ELSEWHERE = _("Block %(number)s, %(language)s: %(name)s is working on this text. It was not changed.")
# Translators: number is the number of the block in the plan; language is the name of a language; name is the
# name of a user.
CHANGED_SINCE = _(
    "Block %(number)s, %(language)s: %(name)s changed this text in the meantime. It was not changed again."
)
# Translators: number is the number of the block in the plan; language is the name of a language.
LEFT_BLANK = _("Block %(number)s, %(language)s: no text would be left. It was not changed.")
# Translators: language is the name of a language, words the beginning of the text.
GONE = _("%(language)s: the block of this text was removed in the meantime: “%(words)s”")
# Translators: number is the number of the block in the plan; language is the name of a language.
TOO_LONG = _("Block %(number)s, %(language)s: the text would be too long. It was not changed.")

WORDS_SHOWN = 60


class NothingReplaced(DomainError):
    sentence = _("Nothing was changed: no text is selected.")


class KeptBack(NamedTuple):
    """A text that was left as it is, and the sentence that says why."""

    number: int
    text: BlockText
    pattern: Any
    name: str = ""

    @property
    def sentence(self) -> str:
        values = {
            "number": self.number,
            "language": TITLES[self.text.language],
            "name": self.name,
            "words": self.text.text[:WORDS_SHOWN],
        }
        return str(self.pattern % values)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an act: its row, where anything was changed, and what was left as it is."""

    replacement: Replacement | None
    kept_back: Sequence[KeptBack]

    @property
    def number(self) -> int:
        return len(self.replacement.texts) if self.replacement else 0


class Choice(NamedTuple):
    """Places of one text that a person chose: the version that was shown, and where they begin."""

    version: int
    starts: Collection[int]


def instead(words: str, by_words: str, hit: Hit) -> str:
    """Return what stands in the place of a hit: with a capital where the words begin with one there only."""
    is_raised = hit.words[:1].isupper() and words[:1].islower()
    return by_words[:1].upper() + by_words[1:] if is_raised else by_words


def replaced(text: str, query: Query, by_words: str, hits: Sequence[Hit]) -> str:
    """Return a text with other words in these places."""
    made, place = [], 0
    for hit in hits:
        made += [text[place : hit.start], instead(query.words, by_words, hit)]
        place = hit.end
    return "".join([*made, text[place:]])


@transaction.atomic
def replace(
    paper: ConceptPaper,
    query: Query,
    by_words: str,
    chosen: Mapping[int, Choice],
    *,
    significance: str,
    by: User,
    at: dt.datetime,
) -> Outcome:
    """Put other words in the chosen places of a draft, by key of text and version as shown.

    What somebody else is writing or has changed is kept back, text by text; the source language goes first,
    so that a translation changed with it is as new.
    """
    blocks.lock_draft(paper.pk)
    behind = source_language.behind(paper)
    kept: list[KeptBack] = []
    made: dict[str, int] = {}
    for number, text, choice in _held(paper, chosen, kept, by=by, at=at):
        places = [hit for hit in finding.hits(text.text, query) if hit.start in choice.starts]
        words = replaced(text.text, query, by_words, [hit for hit in places if not hit.is_parted])
        if words == text.text:
            continue
        if unfit := _unfit(text, words):
            kept.append(KeptBack(number, text, unfit))
            continue
        was_behind = (text.block.key, text.language) in behind
        saved = blocks.reword(
            text.block,
            text.language,
            words,
            version=text.version,
            was_behind=was_behind,
            by=by,
            at=at,
            significance=significance,
        )
        made[str(text.pk)] = saved.version
    if not made:
        if not kept:
            raise NothingReplaced
        return Outcome(None, kept)
    language = query.languages[0] if len(query.languages) == 1 else ""
    row = Replacement.objects.create(
        paper=paper,
        words=query.words,
        by_words=by_words,
        language=language,
        significance=Significance(significance),
        texts=made,
        by=by,
        at=at,
    )
    audit.record("paper.replace", subject=paper, by=by, at=at, after=_values(row))
    return Outcome(row, sorted(kept, key=lambda one: one.number))


@transaction.atomic
def undo(replacement: Replacement, *, by: User, at: dt.datetime) -> Outcome:
    """Put back the words that an act replaced; what was changed since, or is being written, stays and is
    named."""
    paper = blocks.lock_draft(replacement.paper_id)
    row = Replacement.objects.get(pk=replacement.pk)
    if row.undone_at is not None:
        raise AlreadyMoved
    behind = source_language.behind(paper)
    kept: list[KeptBack] = []
    chosen = {int(pk): Choice(version, ()) for pk, version in row.texts.items()}
    before = _before(chosen)
    put_back = {}
    for _number, text, _choice in _held(paper, chosen, kept, by=by, at=at):
        saved = blocks.reword(
            text.block,
            text.language,
            before[text.pk],
            version=text.version,
            was_behind=(text.block.key, text.language) in behind,
            by=by,
            at=at,
            significance=row.significance,
        )
        put_back[str(text.pk)] = saved.version
    if not put_back:
        return Outcome(None, kept)
    Replacement.objects.filter(pk=row.pk).update(undone_by=by, undone_at=at)
    row.undone_by, row.undone_at = by, at
    audit.record("paper.undo_replace", subject=paper, by=by, at=at, after=_values(row) | {"texts": put_back})
    return Outcome(row, sorted(kept, key=lambda one: one.number))


def _held(
    paper: ConceptPaper, chosen: Mapping[int, Choice], kept: list[KeptBack], *, by: User, at: dt.datetime
) -> Iterator[tuple[int, BlockText, Choice]]:
    """Yield the chosen texts that can be changed now, the source language first; say of the others why."""
    written = presence.writers(paper, than=by, at=at)
    texts = [one for one in finding.numbered(paper, LANGUAGES) if one[1].pk in chosen]
    for number, text in sorted(texts, key=lambda one: one[1].language != paper.source_language):
        choice = chosen[text.pk]
        if name := written.get(text.pk):
            kept.append(KeptBack(number, text, OPEN_ELSEWHERE, name))
        elif text.version != choice.version:
            name = text.edited_by.display_name if text.edited_by else "—"
            kept.append(KeptBack(number, text, CHANGED_SINCE, name))
        else:
            yield number, text, choice
    gone = BlockText.objects.filter(pk__in=set(chosen) - {text.pk for _number, text in texts})
    kept += [KeptBack(0, text, GONE) for text in gone.filter(block__paper=paper).select_related("block")]


def _before(chosen: Mapping[int, Choice]) -> dict[int, str]:
    """Return what each text was before the version that an act made of it (one query)."""
    keys = {(text.block_id, text.language): text.pk for text in BlockText.objects.filter(pk__in=list(chosen))}
    edits = Edit.objects.filter(block__in={block for block, _language in keys}).exclude(version=None)
    found = {}
    for edit in edits.order_by("pk"):
        pk = keys.get((edit.block_id, edit.language))
        if pk is not None and edit.version == chosen[pk].version:
            found.setdefault(pk, edit.before)
    return found


def _unfit(text: BlockText, words: str) -> Any:
    """Return why a text cannot become these words, or nothing."""
    is_line = text.block.kind in LINE_KINDS
    if is_blank(words):
        return LEFT_BLANK
    return TOO_LONG if len(words) > (LINE_LIMIT if is_line else PARAGRAPH_LIMIT) else None


def _values(row: Replacement) -> dict[str, Any]:
    return {
        "words": row.words,
        "by_words": row.by_words,
        "language": row.language,
        "significance": str(row.significance),
        "texts": row.texts,
    }
