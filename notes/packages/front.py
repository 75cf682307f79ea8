"""The front page of a package: what the SWG is asked, and in figures what came of the consultations.

The figures follow from the rows that the package is made of, and from nothing else. All words are in the
active language.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy, pgettext

from cica_portal import deadlines, formats, organization
from cica_portal.languages import reader_language
from comments.answering import dialogue
from comments.enums import DispositionKind, ReactionKind, Stance, Standing
from comments.models import Consultation, Response
from comments.procedure.replies import ledger
from comments.procedure.replies.ledger import LedgerRow
from comments.reading import outside, stances
from comments.reading.filed import proposed_events
from comments.reading.readings import LATE, Reading, first_words
from documents.enums import DocumentKind
from members.models import MemberState
from notes.packages import positions
from notes.packages.positions import Compiled, Position
from plans.models import Revision

RESPONDED = (Standing.COMMENTED, Standing.NO_OBJECTION, Standing.GRANTED)
# Of more comments than these a row names the page of the compilation, and none of them.
MOST_NAMED = 12

# On which page of the package the first document of a kind begins.
Pages = Mapping[str, int]
# Sentences that a person changed, by name: by language, and `of` which figures they were written.
Changed = Mapping[str, Mapping[str, str]]
MARK = re.compile(r"{\w+}")

MAINTAINED = ngettext_lazy(
    "to decide on %(number)s position maintained (page %(page)s)",
    "to decide on %(number)s positions maintained (page %(page)s)",
    "number",
)
PASSED_ON = ngettext_lazy(
    "to decide on %(number)s comment passed on to the SWG (page %(page)s)",
    "to decide on %(number)s comments passed on to the SWG (page %(page)s)",
    "number",
)
EVENTS = ngettext_lazy(
    "to take note of %(number)s event proposed by Member States (page %(page)s)",
    "to take note of %(number)s events proposed by Member States (page %(page)s)",
    "number",
)
CARRIED = ngettext_lazy(
    "to take note of %(number)s point carried over (page %(page)s)",
    "to take note of %(number)s points carried over (page %(page)s)",
    "number",
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: its word, how many, and who or which."""

    word: str
    number: int
    said: str


@dataclass(frozen=True)
class Figures:
    """What came of one consultation, as things stood at `at`."""

    consultation: Consultation
    at: dt.datetime

    @cached_property
    def rows(self) -> list[LedgerRow]:
        return ledger.rows(self.consultation, at=self.at)

    @cached_property
    def compiled(self) -> Compiled:
        return positions.compiled(self.consultation)

    @cached_property
    def positions(self) -> list[Position]:
        return positions.of(self.consultation)

    @property
    def comments(self) -> list[Reading]:
        """Return the comments that count, a joint one once."""
        return [row for row in self.compiled.rows if row.place != LATE]

    @property
    def asked(self) -> int:
        return len(self.rows)

    @property
    def responded(self) -> int:
        return sum(row.standing in RESPONDED for row in self.rows)

    @property
    def period(self) -> str:
        one = self.consultation
        return formats.date_range(deadlines.seat_date(one.opens_at), one.respond_by, reader_language())

    @property
    def silence(self) -> str:
        """Say that nobody commented, or responded at all."""
        if self.comments or self.asked == 0:
            return ""
        if self.responded or any(row.withdrawal for row in self.rows):
            return _("No Member State commented.")
        return _(
            "No Member State responded by the deadline; the Note’s provision for the absence of comments "
            "applies."
        )

    def by_state(self, pages: Pages) -> Iterator[Line]:
        """Yield how many States there are of each standing, and which: together they are all of them."""
        of_each = defaultdict(list)
        for row in self.rows:
            of_each[row.standing].append(row)
        for standing in Standing:
            if found := of_each[standing]:
                names = "; ".join(map(_named, found))
                said = on_page(pages[DocumentKind.LEDGER]) if standing == Standing.SILENT else names
                yield Line(str(standing.label), len(found), said)
            elif standing == Standing.NOT_REACHED:
                yield Line(str(standing.label), 0, "")

    @cached_property
    def stated(self) -> list[Response]:
        """Return the responses that state a position on the draft, late ones too."""
        return stances.stated(self.consultation)

    @property
    def only_if(self) -> list[MemberState]:
        """Return the States that count and can support the draft on conditions only."""
        return [one.member_state for one in self.stated if one.stance == Stance.ONLY_IF and one.counts]

    def by_position(self) -> Iterator[Line]:
        """Yield how many States stated which position, by names, and how many that responded none; nothing
        where nobody stated one."""
        yield from (Line(*one) for one in stances.by_stance(self.stated, with_conditions=True))
        if self.stated:
            unstated = self.responded - sum(one.counts for one in self.stated)
            yield Line(pgettext("position", "position not stated"), unstated, "")

    def by_result(self, pages: Pages) -> Iterator[Line]:
        """Yield how many comments came to what, and which, under their numbers in the compilation."""
        if self.comments and not dialogue.is_released(self.consultation):
            yield Line(_("Reply not sent"), len(self.comments), "")
            return
        of_each = defaultdict(list)
        for row in self.comments:
            told = self.compiled.threads[row.comment.pk].disposition
            of_each[told.kind if told else ""].append(row)
        for kind, word in [*DispositionKind.choices, ("", pgettext("comment", "no reply yet"))]:
            if found := of_each[kind]:
                is_told_there = len(found) > MOST_NAMED
                said = on_page(pages[DocumentKind.COMPILATION]) if is_told_there else _numbered(found)
                yield Line(str(word), len(found), said)

    def replies(self) -> str:
        """Say when the replies were sent, and what their States have said to them."""
        if (sent_at := dialogue.sent_at(self.consultation)) is None:
            return ""
        said: dict[MemberState, set[str]] = defaultdict(set)
        for state, of_state in positions.by_state(self.compiled).items():
            for _row, thread in of_state:
                if thread.reaction:
                    said[state].add(thread.reaction.kind)
        maintain = sum(ReactionKind.MAINTAINED in kinds for kinds in said.values())
        awaited = dialogue.yet_to_react(self.consultation)
        values = {
            "number": self.consultation.reference,
            "date": formats.date(deadlines.seat_date(sent_at), reader_language()),
            "agreed": len(said) - maintain,
            "maintained": maintain,
            "awaited": f"{len(awaited)} ({', '.join(one.name for one in awaited)})" if awaited else "0",
        }
        # Translators: agreed and maintained are numbers of States; awaited is one, or one with their names
        said = _(
            "Replies under note %(number)s sent on %(date)s; agreed: %(agreed)s, maintain: %(maintained)s, "
            "no reaction: %(awaited)s."
        )
        return said % values


def from_outside(consultations: Iterable[Consultation]) -> str:
    """Say how many remarks of observers and partners there are, and whose; nothing where none was shown."""
    found = [one for each in consultations for one in outside.released(each)]
    names = ", ".join(dict.fromkeys(one.correspondent.name for one in found))
    # Translators: names is a list of observers and organizations; number is how many remarks they made
    said = _("Remarks of observers and partners (not counted): %(number)s, %(names)s.")
    return said % {"number": len(found), "names": names} if found else ""


def _named(row: LedgerRow) -> str:
    """Name a State with what its standing leaves open: when it responded late, withdrew or left."""
    said = row.withdrawn if row.standing == Standing.WITHDRAWN else row.member_until
    if row.standing == Standing.LATE and row.late_at:
        said = formats.date(deadlines.local_date(row.late_at, row.zone), reader_language())
    return f"{row.member_state.name} ({said})" if said else row.member_state.name


def place(row: Reading) -> str:
    """Return by what the paragraphs of a comment are known on one line."""
    if row.is_whole:
        return _("The text as a whole")
    return row.heading[0] or first_words(row.extent)


def _numbered(rows: Sequence[Reading]) -> str:
    """Return the numbers of comments by the paragraphs that they are on."""
    of_each = defaultdict(list)
    for row in rows:
        of_each[place(row)].append(str(row.number))
    word = pgettext("column", "No.")
    return "; ".join(f"{where} ({word} {', '.join(numbers)})" for where, numbers in of_each.items())


def as_of(at: dt.datetime) -> str:
    """Say of which minute the figures are."""
    language, zone, day = reader_language(), organization.time_zone(), deadlines.seat_date(at)
    values = {"time": formats.clock_time(at, zone), "date": formats.Dates(language).of_note(day)}
    return (_("As of %(time)s, %(date)s") % values).rstrip(".") + "."


def on_page(number: int) -> str:
    return _("page %(number)s") % {"number": number}


# What the SWG is asked -------------------------------------------------------------------------------
class _Number(int):
    """A number that chooses the form of a sentence, and is printed as the mark that stands for it."""

    def __str__(self) -> str:
        return "{number}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence of what the SWG is asked, with marks in the place of its figures: `of` are the figures that
    it is true of, `page` is the kind of document that it refers to."""

    name: str
    words: str
    values: Mapping[str, str]
    page: DocumentKind
    of: str

    @property
    def marks(self) -> list[str]:
        return sorted(MARK.findall(self.words))

    def filled(self, words: str, pages: Pages) -> str:
        """Return the sentence, or the words that a person wrote instead, with the figures as they are now."""
        values = {**self.values, "page": str(pages.get(self.page, ""))}
        return MARK.sub(lambda mark: values.get(mark[0][1:-1], mark[0]), words)


def asked(figures: Sequence[Figures], revision: Revision) -> Iterator[Asked]:
    """Yield what the SWG is asked over all consultations, in the active language."""
    found = [one for of_one in figures for one in of_one.positions]
    carried = positions.besides(revision.paper, found)
    maintained = sum(one.thread.is_maintained for one in found)
    events = sum(len(proposed_events(one.consultation)) for one in figures)
    text = _("to consider the text (%(label)s, page %(page)s) and to recommend it to the SOC for approval")
    label = str(revision.label)
    said = text % {"label": "{label}", "page": "{page}"}
    yield Asked("text", said, {"label": label}, DocumentKind.PLAN, str(revision.number))
    counted = [
        ("maintained", maintained, DocumentKind.POSITIONS, MAINTAINED),
        ("passed_on", len(found) - maintained, DocumentKind.POSITIONS, PASSED_ON),
        ("events", events, DocumentKind.EVENTS, EVENTS),
        ("carried", len(carried), DocumentKind.POSITIONS, CARRIED),
    ]
    yield from _counted(counted[:2])
    if figures and (states := figures[-1].only_if):
        # Translators: states is the names of Member States
        said = _("to consider the conditions for support of: %(states)s") % {"states": "{states}"}
        names = {"states": ", ".join(one.name for one in states)}
        yield Asked("only_if", said, names, DocumentKind.POSITIONS, " ".join(one.code for one in states))
    yield from _counted(counted[2:])


def _counted(counted: Iterable[tuple[str, int, DocumentKind, Any]]) -> Iterator[Asked]:
    for name, number, kind, words in counted:
        if number:
            said = words % {"number": _Number(number), "page": "{page}"}
            yield Asked(name, said, {"number": str(number)}, kind, str(number))


def sentences(found: Iterable[Asked], changed: Changed, pages: Pages) -> Iterator[str]:
    """Yield what the SWG is asked, in the words that a person wrote where somebody did."""
    language = reader_language()
    for one in found:
        yield one.filled(changed.get(one.name, {}).get(language) or one.words, pages)


def outdated(found: Iterable[Asked], changed: Changed) -> set[str]:
    """Return the names of the changed sentences whose figures are others since."""
    return {one.name for one in found if one.name in changed and changed[one.name]["of"] != one.of}


def subject(revision: Revision, meets_on: dt.date | None, item: str = "") -> str:
    """Say which text goes to which meeting, and who coordinates it."""
    language, coordinator = reader_language(), revision.paper.coordinator
    label = f"{revision.label} ({revision.text_status_label(language)})"
    day = formats.Dates(language).of_note(meets_on)
    said = (
        _("%(label)s, for the SWG meeting of %(date)s, item %(item)s")
        % {"label": label, "date": day, "item": item}
        if day and item
        else _("%(label)s, for the SWG meeting of %(date)s") % {"label": label, "date": day}
        if day
        else _("%(label)s, for the next SWG meeting") % {"label": label}
    )
    named = coordinator.name if coordinator else pgettext("package", "none named")
    return f"{said.rstrip('.')}. {pgettext('field', 'Coordinator')}: {named}"
