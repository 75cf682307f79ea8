"""The Word file that comes back: what was changed in it, paragraph by paragraph, and what its margin says.

It proposes the text as it reads when every change in it is accepted, compared with what was circulated: so a
file without tracked changes, or accepted by somebody else, says the same.
"""

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError

from cica_portal import spaces
from cica_portal.emphasis import plain
from cica_portal.errors import DomainError, Refusal
from cica_portal.languages import LANGUAGES
from cica_portal.text import TextField, seen
from comments.enums import CommentType, Operation
from comments.models import Consultation
from comments.reading import operations
from comments.reading.extents import Places
from comments.writing import drafts
from comments.writing.offline import columns, word_form
from comments.writing.offline.entry import MOST, Entry, Returned
from plans.comparison.tokens import rising
from plans.enums import BlockKind
from plans.outline import OutlineRow, revision_outline
from plans.word import reading
from plans.word.alignment import WORD, Pair, align, traced
from plans.word.comments import Comment
from plans.word.kinds import Item
from plans.word.losses import Loss, LossKind

NUMBER = re.compile(r"\[(\d{1,4})\][ \t\u00a0]*")
_WORDED = (columns.REMARK, columns.RATIONALE, "proposed_text")
# What the changes themselves are, and what a plan counts by itself.
_SAID_BY_LINES = {LossKind.INSERTED, LossKind.DELETED, LossKind.LABEL, LossKind.LEVEL, LossKind.BULLET}
# A file that does not say which text it is of is taken for this one if so many of its paragraphs stand in it.
_ENOUGH = 0.6
# As much of the words of one paragraph as another has where it is known by its number, was parted or joined.
_A_THIRD, _MOST_OF_IT = 1 / 3, 2 / 3


def returned(content: bytes, consultation: Consultation) -> Returned:
    """Return what the file proposes, in its order; raise a refusal where it is of another text."""
    outline = revision_outline(consultation.revision)
    found = reading.read(content, LANGUAGES[0])
    mark = word_form.MARK.search(found.marked)
    if mark is not None and mark[0] != word_form.mark(consultation):
        raise Refusal("comments.form_of_another_text", consultation=mark["note"][:60])
    if len(found.languages) == 1:
        language = _language(found.items, outline)
        found = found if language == LANGUAGES[0] else reading.read(content, language)
    own = {*map(spaces.ordinary, word_form.lines(consultation, found.languages[0]))}
    items = [item for item in found.items if not own & set(map(spaces.ordinary, item.texts.values()))]
    items = _equal(_single(_numbered(items, outline), outline), outline)
    known = {item.key for item in items} & {row.key for row in outline}
    if mark is None and len(known) < _ENOUGH * len(outline):
        raise Refusal("comments.not_our_form")
    lines = _Lines(outline, found.languages, items, found.removed)
    entries = list(lines.entries())
    if len(entries) > MOST:
        raise Refusal("comments.too_many_comments", most=MOST)
    return Returned(entries, lines.unchanged, _losses(found.losses, own))


def _losses(losses: Iterable[Loss], own: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for loss in losses:
        is_ours = spaces.ordinary(loss.text) in own or word_form.MARK.search(loss.text)
        if loss.kind not in _SAID_BY_LINES and not is_ours:
            found.setdefault(str(LossKind(loss.kind).label), []).append(loss.excerpt)
    return found


def _language(items: Sequence[Item], outline: Sequence[OutlineRow]) -> str:
    """Return the language whose paragraphs the file has, whatever it says of itself."""
    said = {seen(item.known_as(LANGUAGES[0])) for item in items}
    words = frozenset(_words(" ".join(said)))
    return max(
        LANGUAGES,
        key=lambda code: (
            sum(seen(row.text(code)) in said for row in outline),
            len(words & _words(" ".join(row.text(code) for row in outline))),
        ),
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower()))


def _share(words: frozenset[str], among: frozenset[str]) -> float:
    return len(words & among) / len(words) if words else 0.0


def _numbered(items: Iterable[Item], outline: Sequence[OutlineRow]) -> Iterator[Item]:
    """Know the paragraphs that lost their bookmark and style by the number in brackets, if a third of the
    words agree; the number and the label are no words of theirs."""
    by_number = {row.number: row for row in outline if row.number}
    for item in items:
        code = next(iter(item.texts))
        found = NUMBER.match(item.text(code))
        row = by_number.get(int(found[1])) if found else None
        if found is None:
            yield item
            continue
        texts = {code: item.text(code)[found.end() :]}
        base = {code: NUMBER.sub("", item.base[code], count=1)} if code in item.base else {}
        key = item.key
        if row is not None:
            label = row.label.get(code, "")
            texts, base = (_unlabelled(said, label) for said in (texts, base))
            agree = _share(_words(row.text(code)), _words(base.get(code) or texts[code]))
            key = item.key or (row.key if agree >= _A_THIRD else None)
        yield replace(item, texts=texts, base=base, key=key)


def _unlabelled(said: Mapping[str, str], label: str) -> dict[str, str]:
    return {code: text.removeprefix(label).lstrip() if label else text for code, text in said.items()}


def _single(items: Iterable[Item], outline: Sequence[OutlineRow]) -> list[Item]:
    """Leave a key that occurs twice to the paragraph that is more like the original; the other is new."""
    found = list(items)
    rows = {row.key: row for row in outline}
    best: dict[uuid.UUID, tuple[float, int]] = {}
    for place, item in enumerate(found):
        if item.key in rows:
            words = [(_words(rows[item.key].text(code)), _words(item.known_as(code))) for code in item.texts]
            alike = max(_share(ours, theirs) + _share(theirs, ours) for ours, theirs in words)
            best[item.key] = max(best.get(item.key, (-1.0, 0)), (alike, -place))
    kept = {-place for _alike, place in best.values()}
    return [
        replace(item, key=None) if item.key in rows and place not in kept else item
        for place, item in enumerate(found)
    ]


def _equal(items: Sequence[Item], outline: Sequence[OutlineRow]) -> list[Item]:
    """Know a paragraph by its words, of whatever kind it looks, where they occur once in text and file."""
    own = {row.key for row in outline}
    known = {item.key for item in items} & own
    language = next(iter(items[0].texts)) if items else LANGUAGES[0]
    rows = Counter(seen(row.text(language)) for row in outline)
    said = Counter(seen(item.known_as(language)) for item in items)
    keys = {seen(row.text(language)): row.key for row in outline if row.key not in known}
    return [
        replace(item, key=keys[words])
        if item.key not in own and words in keys and rows[words] == said[words] == 1
        else item
        for item, words in ((item, seen(item.known_as(language))) for item in items)
    ]


@dataclass
class _Lines:
    """Goes through text and file side by side, and says what each difference is as a comment."""

    outline: Sequence[OutlineRow]
    languages: Sequence[str]
    items: Sequence[Item]
    removed: Sequence[Item]
    unchanged: int = 0
    counted: Counter[int] = field(default_factory=Counter)
    # The steps of the comparison that went into the line before.
    done: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.places = Places(self.outline)
        self.tracing = traced(self.outline, self.items, self.removed)

    def entries(self) -> Iterator[Entry]:
        tracing = self.tracing
        pairs = align(self.outline, tracing.items, tracing.removed)
        moved = self.moved(pairs)
        before: OutlineRow | None = None
        for place, pair in enumerate(pairs):
            if place in self.done:
                continue
            row = None if pair.row is None else self.outline[pair.row]
            if pair.item is None:
                yield from self.gone(pair)
            elif row is None:
                yield self.added(pairs, place, before)
            else:
                item = tracing.items[pair.item]
                changed = self.changed(pairs, place, row, item)
                made = [self.move(row, item, before)] if pair.row in moved else []
                self.unchanged += not (made or changed)
                yield from [*made, *changed, *self.remarks(row, item.comments, is_changed=bool(changed))]
                before = row

    def moved(self, pairs: Sequence[Pair]) -> set[int]:
        """Return the rows that stand elsewhere: those that the file says were moved, else as few as can."""
        items = self.tracing.items
        both = [(row, items[item]) for row, item in pairs if row is not None and item is not None]
        tracked = {row for row, item in both if item.is_moved}
        order = [row for row, _item in both if row not in tracked]
        kept = {order[place] for place in rising(order)}
        rows = [row for row, _item in both]
        # What is tracked as moved and stands where it stood is not moved.
        kept |= {row for row in tracked if _follows(row, rows)}
        return {row for row in rows if row not in kept and self.outline[row].kind != BlockKind.TITLE}

    def changed(self, pairs: Sequence[Pair], place: int, row: OutlineRow, item: Item) -> list[Entry]:
        texts, until = dict(item.texts), None
        after = pairs[place + 1 :]
        for step, pair in enumerate(after, start=place + 1):
            if pair.item is None and pair.row is not None and self.is_joined(pair.row, item):
                until = self.outline[pair.row].key
            elif pair.row is None and pair.item is not None and self.is_parted(row, texts, pair.item):
                new = self.tracing.items[pair.item]
                texts = {code: f"{text}\n\n{new.text(code)}" for code, text in texts.items()}
            else:
                break
            self.done.add(step)
        extent = self.places.extent(row.key, until)
        befores = {code: extent.text(code) for code in texts}
        differing = {code: text for code, text in texts.items() if seen(text) != seen(befores[code])}
        if not differing:
            return []
        pairs_of_words = [(plain(befores[code]), plain(text)) for code, text in differing.items()]
        made = self.entry(
            row,
            item.authors,
            operation=Operation.MODIFY,
            until_key=until,
            type=operations.kind_of(Operation.MODIFY, pairs_of_words),
            **self.worded(differing),
            rationale=_thread(item.comments[:1], item.comments),
        )
        return [replace(made, is_offered=any(before != after for before, after in pairs_of_words))]

    def is_joined(self, place: int, item: Item) -> bool:
        """Tell whether the paragraph whose end is gone stands in the one before it."""
        row = self.outline[place]
        return any(
            _share(_words(row.text(code)), _words(item.text(code))) >= _MOST_OF_IT
            and _share(_words(item.text(code)), _words(row.text(code))) < 1
            for code in item.texts
        )

    def is_parted(self, row: OutlineRow, texts: Mapping[str, str], place: int) -> bool:
        """Tell whether a paragraph that is new has words that the one before it has lost."""
        new = self.tracing.items[place]
        return any(
            _share(_words(new.text(code)), _words(row.text(code)) - _words(text)) >= _MOST_OF_IT
            for code, text in texts.items()
        )

    def move(self, row: OutlineRow, item: Item, before: OutlineRow | None) -> Entry:
        after = before.key if before else None
        return self.entry(
            row, item.authors, operation=Operation.MOVE, after_key=after, type=CommentType.SUBSTANTIVE
        )

    def gone(self, pair: Pair) -> Iterator[Entry]:
        row = self.outline[pair.row or 0]
        if row.kind == BlockKind.TITLE:
            return
        removed = self.tracing.removed.get(pair.row or 0)
        authors = removed.authors if removed else ()
        yield self.entry(row, authors, operation=Operation.SUPPRESS, type=CommentType.SUBSTANTIVE)

    def added(self, pairs: Sequence[Pair], place: int, before: OutlineRow | None) -> Entry:
        """Return what is new after a paragraph: all that stands together is one comment."""
        together = []
        for step in range(place, len(pairs)):
            pair = pairs[step]
            if pair.row is not None or pair.item is None:
                break
            together.append(self.tracing.items[pair.item])
            self.done.add(step)
        row = before or self.outline[0]
        texts = {
            code: "\n\n".join(filter(None, (item.text(code) for item in together))) for code in self.languages
        }
        said = [one for item in together for one in item.comments]
        return self.entry(
            row,
            tuple(dict.fromkeys(name for item in together for name in item.authors)),
            operation=Operation.ADD,
            type=CommentType.SUBSTANTIVE,
            **self.worded({code: text for code, text in texts.items() if text}),
            rationale="\n".join(_thread([one], said) for one in said if not one.replies_to),
        )

    def remarks(self, row: OutlineRow, said: Sequence[Comment], *, is_changed: bool) -> Iterator[Entry]:
        """Return the comments in the margin, each with what replies to it; the first one on a paragraph whose
        words were changed is the reason."""
        first = [one for one in said if not one.replies_to]
        for one in first[1:] if is_changed else first:
            authors = [one.author] if one.author else ()
            made = self.entry(row, authors, remark=_thread([one], said), type=CommentType.TECHNICAL)
            yield replace(made, is_offered=not one.is_done)

    def worded(self, texts: Mapping[str, str]) -> dict[str, Any]:
        language = next((code for code in self.languages if code in texts), self.languages[0])
        others = {code: text for code, text in texts.items() if code != language}
        return {"language": language, "proposed_text": texts.get(language, ""), "wordings": others or None}

    def place(self, row: OutlineRow) -> int:
        return self.places.position(row.key) + 1

    def entry(self, row: OutlineRow, authors: Sequence[str], **said: Any) -> Entry:
        """Return a line on a paragraph; what is said of the title is said of the whole text."""
        place = self.place(row)
        number = place * MOST + self.counted[place]
        self.counted[place] += 1
        is_whole = row.kind == BlockKind.TITLE and not said.get("operation")
        asked = {
            "block_key": None if is_whole else row.key,
            "until_key": None,
            "operation": "",
            "after_key": None,
            "language": self.languages[0],
            "remark": "",
            "proposed_text": "",
            "wordings": None,
            "rationale": "",
        } | said
        is_tracked = bool(authors) or not said.get("operation")
        try:
            settled = operations.settle(asked, self.outline)
            for name in _WORDED:
                TextField(required=False, max_length=operations.WORDING_LIMIT).clean(settled[name])
        except (DomainError, ValidationError) as refusal:
            errors = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
            cells = {name: asked[name] for name in _WORDED if asked[name]}
            return Entry(number, cells, errors=tuple(errors), authors=authors)
        return Entry(
            number,
            {},
            said=settled,
            sha256=drafts.hash_of(settled),
            authors=authors,
            is_tracked=is_tracked,
        )


def _follows(row: int, order: Sequence[int]) -> bool:
    """Tell whether a row stands right behind the one that it stood behind."""
    place = order.index(row)
    return order[place - 1] == row - 1 if place else row == 0


def _thread(first: Sequence[Comment], said: Sequence[Comment]) -> str:
    """Return what comments in the margin say, with their replies below, in one text."""
    numbers = {one.number for one in first if one.number}
    replies = [one for one in said if one.replies_to in numbers]
    return "\n".join(one.text for one in [*first, *replies])
