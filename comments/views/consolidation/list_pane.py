"""The list of the comments to answer, as pages show it: a line a comment, equal ones together, in parts."""

import uuid
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import ngettext, pgettext

from cica_portal.alphabet import sort_key
from cica_portal.languages import reader_language
from comments.compilation import lines, rows
from comments.compilation.rows import Row
from comments.consolidation import groups, worklist
from comments.consolidation.worklist import Entry, Wanted, Worklist
from comments.enums import DispositionKind
from comments.forms import DispositionFilter
from comments.procedure.lists.answering import MAINTAINED, MISSING, SEVERAL, Waiting
from comments.remarks.gists import gist
from comments.remarks.presentation import paragraph_name
from comments.views.writing.answered import MARKS

# So many comments are listed at once; the others are a link away.
LISTED = 60
# The filters that stand open, in this order; what became of a comment is chosen in the form.
CHIPS = (str(Waiting.OPEN), str(Waiting.PROPOSED), MISSING, SEVERAL, str(Waiting.LATE), MAINTAINED)


class Chip(NamedTuple):
    """A filter that stands open: its address, word and number."""

    url: str
    word: str
    number: int
    is_current: bool


class Line(NamedTuple):
    """One line: whose comments, what became of them or of what kind they are, what they ask for."""

    number: int
    value: str
    url: str
    mark: str
    mark_word: str
    states: str
    word: str
    gist: str
    is_current: bool
    is_chosen: bool


class Part(NamedTuple):
    """The comments on one paragraph."""

    heading: str
    lines: list[Line]


class Pane(NamedTuple):
    """The list beside the comment that is answered."""

    parts: list[Part]
    chips: list[Chip]
    filters: DispositionFilter
    is_filtered: bool
    query: str
    number: int
    progress: worklist.Step
    earlier: str
    later: str
    seen: str
    previous_url: str
    next_url: str
    next_name: str


def filters(found: Worklist, asked: QueryDict) -> tuple[DispositionFilter, Wanted]:
    """Return the form of the filters, and what it asks for."""
    reader = reader_language()
    states = {entry.state.code: str(entry.state) for entry in found.entries}
    form = DispositionFilter(
        asked, auto_id="filter_%s", states=sorted(states.items(), key=lambda pair: sort_key(pair[1], reader))
    )
    form.is_valid()
    return form, Wanted(*(form.cleaned_data.get(name, "") for name in Wanted._fields))


def query_of(wanted: Wanted) -> str:
    """Return what keeps the filters in an address."""
    data = QueryDict(mutable=True)
    data.update({name: value for name, value in wanted._asdict().items() if value})
    return f"?{data.urlencode()}" if data else ""


def name_of(found: Worklist, entry: Entry) -> str:
    """Return by what a person knows a comment: its State and paragraph."""
    return f"{entry.state}, {paragraph_name(found.places, entry.block_key).lower()}"


def pane(
    found: Worklist,
    form: DispositionFilter,
    wanted: Wanted,
    *,
    current: Entry | None,
    start: int,
    chosen: Sequence[str],
    seen: str,
    around: tuple[Entry | None, Entry | None],
) -> Pane:
    """Return the part of the list that begins at `start`, or the part in which the current comment is."""
    shown, query = found.fitting(wanted), query_of(wanted)
    if current is not None:
        place = next((number for number, one in enumerate(shown) if one.pk == current.pk), 0)
        start = place - place % LISTED
    start = min(max(start, 0), max(len(shown) - 1, 0))
    window = shown[start : start + LISTED]
    made = {row.comment.pk: row for row in found.rows(window)}
    before, after = around
    here = Page(found, query, current, set(chosen), made)
    return Pane(
        parts=[
            Part(_part_heading(found, place, key), here.lines(entries))
            for (place, key), entries in worklist.by_group(window)
        ],
        chips=_chips(found, wanted),
        filters=form,
        is_filtered=any(wanted),
        query=query,
        number=len(shown),
        progress=worklist.progress(found),
        earlier=_at(found, query, start - LISTED) if start > 0 else "",
        later=_at(found, query, start + LISTED) if start + LISTED < len(shown) else "",
        seen=seen,
        previous_url=address(found, before, query) if before else "",
        next_url=address(found, after, query) if after else "",
        next_name=name_of(found, after) if after else "",
    )


def _part_heading(found: Worklist, place: str, key: uuid.UUID | None) -> str:
    name = paragraph_name(found.places, key)
    if key is not None and (label := found.places.row(key).marked(reader_language())):
        name = f"{name}, {label}"
    return name if place == lines.ON_TIME else f"{name} · {rows.place_words()[place]}"


def address(found: Worklist, entry: Entry, query: str) -> str:
    return reverse("comments:disposition-detail", args=[found.consultation.pk, entry.pk]) + query


def _at(found: Worklist, query: str, start: int) -> str:
    address = reverse("comments:disposition-list", args=[found.consultation.pk])
    return f"{address}{query}{'&' if query else '?'}from={max(start, 0)}"


def _chips(found: Worklist, wanted: Wanted) -> list[Chip]:
    words = {
        str(Waiting.OPEN): pgettext("comments", "Not answered"),
        str(Waiting.PROPOSED): pgettext("comments", "To be confirmed"),
        MISSING: pgettext("comments", "Accepted, not yet in the draft"),
        SEVERAL: pgettext("comments", "Several proposals on one paragraph"),
        str(Waiting.LATE): pgettext("comments", "Late, without a reply"),
        MAINTAINED: pgettext("comments", "Position maintained"),
    }
    base = reverse("comments:disposition-list", args=[found.consultation.pk])
    shown = [name for name in CHIPS if found.counts.get(name) or wanted.disposition == name]
    made = [
        Chip(
            base + query_of(wanted._replace(disposition=name)),
            words[name],
            found.counts.get(name, 0),
            wanted.disposition == name,
        )
        for name in shown
    ]
    number = len(found.fitting(wanted._replace(disposition="")))
    everything = Chip(
        base + query_of(wanted._replace(disposition="")),
        pgettext("comments", "All"),
        number,
        not wanted.disposition,
    )
    return [*made, everything]


class Page(NamedTuple):
    """What the lines of one page have in common."""

    found: Worklist
    query: str
    current: Entry | None
    chosen: set[str]
    rows: Mapping[uuid.UUID, Row]

    def lines(self, entries: Sequence[Entry]) -> list[Line]:
        """Return a line for each comment, one for those that ask for the same and stand alike."""
        together: list[list[Entry]] = []
        for entry in entries:
            group = next((one for one in together if self._is_one(one[0], entry)), None)
            if group is None:
                together.append([entry])
            else:
                group.append(entry)
        return [self._line(group) for group in together]

    def _is_one(self, first: Entry, entry: Entry) -> bool:
        stands = [
            (one.decided.kind, one.decided.stage, one.decided.has_change, one.pk in self.found.missing)
            if one.decided
            else None
            for one in (first, entry)
        ]
        return stands[0] == stands[1] and groups.asks_the_same(self.rows[first.pk], self.rows[entry.pk])

    def _line(self, group: Sequence[Entry]) -> Line:
        is_current = self.current is not None and any(one.pk == self.current.pk for one in group)
        head = self.current if is_current and self.current else group[0]
        comment = self.rows[group[0].pk].comment
        decided, value = head.decided, " ".join(str(one.pk) for one in group)
        if decided is None:
            mark = "quiet" if head.place == lines.LATE else "needs"
            mark_word = pgettext("comment", "not answered")
            word = str(comment.get_type_display())
        else:
            mark = MARKS[DispositionKind(decided.kind)] if decided.is_confirmed else "waiting"
            mark_word = pgettext("comment", "answered") if decided.is_confirmed else ""
            word = str(DispositionKind(decided.kind).label)
            if not decided.is_confirmed:
                word = f"{word}, {pgettext('disposition', 'to be confirmed')}"
            elif decided.has_change:
                mark, word = "waiting", f"{word}, {pgettext('disposition', 'change to be confirmed')}"
            elif head.pk in self.found.missing:
                mark, word = "waiting", f"{word}, {pgettext('disposition', 'not yet in the draft')}"
            elif decided.is_maintained:
                word = f"{word}, {pgettext('disposition', 'position maintained')}"
        return Line(
            number=group[0].number,
            value=value,
            url=address(self.found, head, self.query),
            mark=mark,
            mark_word=mark_word,
            states=_states(group),
            word=word,
            gist=gist(self.rows[group[0].pk].said),
            is_current=is_current,
            is_chosen=bool(self.chosen & {str(one.pk) for one in group}),
        )


def _states(group: Sequence[Entry]) -> str:
    names = list(dict.fromkeys(str(one.state) for one in group))
    if len(names) < 3:
        return ", ".join(names)
    # Translators: number is how many Member States ask for the same
    return ngettext("%(number)s State", "%(number)s States", len(names)) % {"number": len(names)}
