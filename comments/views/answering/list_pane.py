"""The list of the comments to answer, as pages show it: a line a comment, equal ones together, in parts."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from cica_portal.alphabet import sort_key
from cica_portal.emphasis import plain
from cica_portal.languages import reader_language
from comments.answering.worklist import Wanted, Worklist
from comments.enums import DispositionKind
from comments.forms.answering import DispositionFilter
from comments.procedure.lists.answering import MAINTAINED, MISSING, SEVERAL, Waiting
from comments.reading import groups
from comments.reading.compilation import place_words
from comments.reading.decisions import MARKS
from comments.reading.gists import gist
from comments.reading.readings import LATE, ON_TIME, Reading, paragraph_name

# So many comments are listed at once; the others are a link away.
LISTED = 60
# The filters that stand open, in this order; what became of a comment is chosen in the form.
CHIPS = {
    str(Waiting.OPEN): pgettext_lazy("comments", "Not answered"),
    str(Waiting.PROPOSED): pgettext_lazy("comments", "To be confirmed"),
    MISSING: pgettext_lazy("comments", "Accepted, not yet in the draft"),
    SEVERAL: pgettext_lazy("comments", "Several proposals on one paragraph"),
    str(Waiting.LATE): pgettext_lazy("comments", "Late, without a reply"),
    MAINTAINED: pgettext_lazy("comments", "Position maintained"),
}


def filters(found: Worklist, asked: QueryDict) -> tuple[DispositionFilter, Wanted]:
    """Return the form of the filters, and what it asks for."""
    states = {one.code: str(one.member_state) for one in found.readings}
    ordered = sorted(states.items(), key=lambda pair: sort_key(pair[1], reader_language()))
    form = DispositionFilter(asked, auto_id="filter_%s", states=ordered)
    form.is_valid()
    return form, Wanted(*(form.cleaned_data.get(name, "") for name in Wanted._fields))


def query_of(wanted: Wanted) -> str:
    """Return what keeps the filters in an address."""
    data = QueryDict(mutable=True)
    data.update({name: value for name, value in wanted._asdict().items() if value})
    return f"?{data.urlencode()}" if data else ""


def name_of(found: Worklist, one: Reading) -> str:
    """Return by what a person knows a comment: its State and paragraph."""
    name = paragraph_name(found.places, one.comment.block_key)
    return f"{one.member_state}, {name[:1].lower()}{name[1:]}"


def pane(
    found: Worklist,
    form: DispositionFilter,
    wanted: Wanted,
    *,
    current: Reading | None,
    start: int,
    chosen: Sequence[str],
    around: tuple[Reading | None, Reading | None],
) -> dict[str, Any]:
    """Return the part of the list that begins at `start`, or the part in which the current comment is."""
    shown, query = found.fitting(wanted), query_of(wanted)
    if current is not None:
        place = shown.index(current) if current in shown else 0
        start = place - place % LISTED
    start = min(max(start, 0), max(len(shown) - 1, 0))
    parts: dict[str, list[Reading]] = {}
    listed = shown[start : start + LISTED]
    for one in listed:
        parts.setdefault(_heading(found, one), []).append(one)
    before, after = around
    return {
        "listed": listed,
        "parts": [
            {"heading": heading, "lines": _lines(found, query, current, set(chosen), readings)}
            for heading, readings in parts.items()
        ],
        "chips": _chips(found, wanted),
        "filters": form,
        "is_filtered": any(wanted),
        "query": query,
        "number": len(shown),
        "progress": found,
        "earlier": _at(found, query, start - LISTED) if start > 0 else "",
        "later": _at(found, query, start + LISTED) if start + LISTED < len(shown) else "",
        "seen": found.seen,
        "previous_url": address(found, before, query) if before else "",
        "next_url": address(found, after, query) if after else "",
        "next_name": name_of(found, after) if after else "",
    }


def _heading(found: Worklist, one: Reading) -> str:
    name = paragraph_name(found.places, one.comment.block_key)
    return name if one.place == ON_TIME else f"{name} · {place_words()[one.place]}"


def beginning(one: Reading) -> str:
    """Return the first words of a comment, or of what it proposes."""
    words = one.remark or next(iter(one.comment.proposals.values()), "")
    return Truncator(plain(words)).words(10)


def address(found: Worklist, one: Reading, query: str) -> str:
    return reverse("comments:disposition-detail", args=[found.consultation.pk, one.comment.pk]) + query


def _at(found: Worklist, query: str, start: int) -> str:
    address = reverse("comments:disposition-list", args=[found.consultation.pk])
    return f"{address}{query}{'&' if query else '?'}from={max(start, 0)}"


def _chips(found: Worklist, wanted: Wanted) -> list[dict[str, Any]]:
    shown = {
        name: (word, found.counts.get(name, 0))
        for name, word in CHIPS.items()
        if found.counts.get(name) or wanted.disposition == name
    }
    shown[""] = pgettext("comments", "All"), len(found.fitting(wanted._replace(disposition="")))
    base = reverse("comments:disposition-list", args=[found.consultation.pk])
    return [
        {
            "url": base + query_of(wanted._replace(disposition=name)),
            "word": word,
            "number": number,
            "is_current": wanted.disposition == name,
        }
        for name, (word, number) in shown.items()
    ]


def _lines(
    found: Worklist, query: str, current: Reading | None, chosen: set[str], readings: Sequence[Reading]
) -> list[dict[str, Any]]:
    """Return a line for each comment, one for those that ask for the same and stand alike."""
    together: list[list[Reading]] = []
    for one in readings:
        group = next((group for group in together if _is_one(found, group[0], one)), None)
        if group is None:
            together.append([one])
        else:
            group.append(one)
    return [_line(found, query, current, chosen, group) for group in together]


def _is_one(found: Worklist, *both: Reading) -> bool:
    first, other = (
        one.answer
        and (
            one.answer.kind,
            one.answer.stage,
            one.comment.pk in found.changing,
            one.comment.pk in found.missing,
        )
        for one in both
    )
    return first == other and groups.asks_the_same(*both)


def _line(
    found: Worklist, query: str, current: Reading | None, chosen: set[str], group: Sequence[Reading]
) -> dict[str, Any]:
    """Return one line: whose comments, what became of them or of what kind they are, what they ask for."""
    head = current if current in group else group[0]
    keys = [str(one.comment.pk) for one in group]
    mark, mark_word, word = _standing(found, head)
    return {
        "number": group[0].number,
        "value": " ".join(keys),
        "url": address(found, head, query),
        "mark": mark,
        "mark_word": mark_word,
        "states": _states(group),
        "word": word,
        "gist": gist(group[0]),
        "is_current": current in group,
        "is_chosen": bool(chosen.intersection(keys)),
    }


def _standing(found: Worklist, one: Reading) -> tuple[str, str, str]:
    """Return by mark, word of the mark and words how a comment stands."""
    if one.answer is None:
        mark = "quiet" if one.place == LATE else "needs"
        return mark, pgettext("comment", "not answered"), one.type
    key, word = one.comment.pk, one.answer.get_kind_display()
    if not one.answer.is_confirmed:
        return "waiting", "", f"{word}, {pgettext('disposition', 'to be confirmed')}"
    mark, answered = MARKS[DispositionKind(one.answer.kind)], pgettext("comment", "answered")
    if key in found.changing:
        return "waiting", answered, f"{word}, {pgettext('disposition', 'change to be confirmed')}"
    if key in found.missing:
        return "waiting", answered, f"{word}, {pgettext('disposition', 'not yet in the draft')}"
    if key in found.maintained:
        word = f"{word}, {pgettext('disposition', 'position maintained')}"
    return mark, answered, word


def _states(group: Sequence[Reading]) -> str:
    names = list(dict.fromkeys(str(one.member_state) for one in group))
    if len(names) < 3:
        return ", ".join(names)
    # Translators: number is how many Member States ask for the same
    return ngettext("%(number)s State", "%(number)s States", len(names)) % {"number": len(names)}
