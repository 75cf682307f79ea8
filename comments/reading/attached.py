"""What States attached to a text in force, set out for its page and its papers in one language (rule 53)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal import formats
from comments.enums import EnteredStatus, StatementKind
from comments.models import OutsideRemark, Statement, StatementTranslation
from comments.reading.pieces import UNTRANSLATED
from members.models import MemberState
from plans.attached import Attached, Entry, Mark
from plans.life import decisions
from plans.models import Revision
from plans.outline import OutlineRow, revision_outline

SAYING = (StatementKind.RESERVATION, StatementKind.INTERPRETATION)
# The case form in which the State is named whose statement it is.
OWNER_FORM = {"en": "full", "ru": "gen", "kk": "gen"}


def set_out(revision: Revision, language: str) -> Attached:
    """Return what was attached to a revision, in the protocol order of States, with those who associated
    themselves, in the words of a language."""
    found = Statement.objects.lasting().filter(revision=revision).select_related("member_state")
    in_language = Prefetch("translations", StatementTranslation.objects.filter(language=language))
    known = list(found.prefetch_related(in_language))
    with translation.override(language):
        filed = [one for one in known if one.status == EnteredStatus.CONFIRMED]
        sheet = _Sheet(revision_outline(revision), language, *sort_out(filed))
        said = [one for one in filed if one.kind in SAYING]
        return Attached(
            marks=sheet.marks([one for one in said if one.pk not in sheet.withdrawn and not one.is_late]),
            entries=[sheet.entry(one) for one in said],
            last_day=decisions.statements_until(revision.paper),
            waiting={
                one.pk: f"{one.member_state.name}, {one.get_kind_display()}"
                for one in known
                if one.status == EnteredStatus.SUBMITTED
            },
        )


def sort_out(filed: Iterable[Statement]) -> tuple[dict[Any, Statement], dict[Any, list[MemberState]]]:
    """Return by statement what withdraws it, and the States that associate themselves with it."""
    withdrawn = {one.of_id: one for one in filed if one.kind == StatementKind.WITHDRAWAL}
    associated: dict[Any, list[MemberState]] = defaultdict(list)
    for one in filed:
        if one.kind == StatementKind.ASSOCIATION and one.pk not in withdrawn:
            associated[one.of_id].append(one.member_state)
    return withdrawn, associated


@dataclass(frozen=True)
class _Sheet:
    rows: Sequence[OutlineRow]
    language: str
    withdrawn: dict[Any, Statement]
    associated: dict[Any, list[MemberState]]

    def entry(self, one: Statement) -> Entry:
        is_withdrawn = one.pk in self.withdrawn
        note, rendered = ("", "") if is_withdrawn else self._translated(one)
        return Entry(
            key=one.pk,
            head=head(one, self.language),
            facts=list(self._facts(one)),
            text="" if is_withdrawn else one.text,
            language=one.language,
            note=note,
            translation=rendered,
            state_id=one.member_state_id,
            associated=frozenset(state.pk for state in self.associated[one.pk]),
            is_withdrawn=is_withdrawn,
            is_late=one.is_late,
        )

    def _facts(self, one: Statement) -> Iterable[str]:
        yield place(one, self.rows, self.language)
        # Translators: date is a date in full
        yield _("received on %(date)s") % {"date": formats.date(one.received_on, self.language)}
        if one.is_late:
            yield pgettext("statement", "received later")
        if states := ", ".join(state.name for state in self.associated[one.pk]):
            # Translators: states is a list of names of States
            yield _("States that associate themselves with it: %(states)s") % {"states": states}
        if withdrawal := self.withdrawn.get(one.pk):
            # Translators: date is a date in full
            yield _("withdrawn on %(date)s") % {"date": formats.date(withdrawal.received_on, self.language)}
        if left_on := one.member_state.left_on:
            # Translators: date is a date in full
            yield _("Member State until %(date)s") % {"date": formats.date(left_on, self.language)}

    def _translated(self, one: Statement) -> tuple[str, str]:
        """Return what is said of the translation into the language of the paper, and the translation."""
        made = next(iter(one.translations.all()), None)
        if one.language == self.language or made is None or not made.text:
            return "" if one.language == self.language else str(UNTRANSLATED), ""
        return _("Working translation (%(status)s):") % {"status": made.get_status_display()}, made.text

    def marks(self, said: Sequence[Statement]) -> dict[uuid.UUID, list[Mark]]:
        """Return the marks of paragraphs; what is on the text as a whole is marked at its title."""
        found: dict[uuid.UUID, list[Mark]] = defaultdict(list)
        for row in self.rows:
            for kind in SAYING:
                here = [one for one in said if one.kind == kind and self._is_at(one, row)]
                if not here:
                    continue
                if kind == StatementKind.RESERVATION:
                    # Translators: states is a list of names. In Kazakh “оговорка” stands in brackets.
                    words = _("Reservation: %(states)s")
                else:
                    # Translators: states is a list of names of States
                    words = _("Interpretative statement: %(states)s")
                named = [state.name for one in here for state in (one.member_state, *self.associated[one.pk])]
                listed = ", ".join(dict.fromkeys(named))
                found[row.key].append(Mark(words % {"states": listed}, here[0].pk))
        return found

    def _is_at(self, one: Statement, row: OutlineRow) -> bool:
        return str(row.key) in one.block_keys if one.block_keys else row is self.rows[0]


def as_filed(one: Statement, language: str) -> dict[str, Any]:
    """Return the words that this one is, follows or withdraws: whose, on what."""
    said = one
    while said.of is not None:
        said = said.of
    rows = revision_outline(said.revision)
    return {"said": said, "head": head(said, language), "place": place(said, rows, language)}


def head(one: Statement, language: str) -> str:
    """Say whose reservation or statement it is."""
    state = one.member_state
    name = state.forms.get(language, {}).get(OWNER_FORM[language]) or state.name
    if one.kind == StatementKind.RESERVATION:
        return _("Reservation of %(whose)s") % {"whose": name}
    return _("Interpretative statement of %(whose)s") % {"whose": name}


def place(one: Statement | OutsideRemark, rows: Iterable[OutlineRow], language: str) -> str:
    """Say which paragraphs it is about: as they are cited, or the text as a whole."""
    cited = [row.cited(language) for row in rows if str(row.key) in one.block_keys]
    if not cited:
        return _("The text as a whole")
    said = _("paragraph %(cited)s") if len(cited) == 1 else _("paragraphs %(cited)s")
    return said % {"cited": "; ".join(cited)}


def content(one: Statement) -> dict[str, Any]:
    """Return what its receipt proves of a statement."""
    names = ("language", "text", "is_late")
    return {name: getattr(one, name) for name in names} | {
        "plan": one.paper.slug,
        "revision": {"number": one.revision.number, "sha256": one.revision.sha256},
        "kind": str(one.kind),
        "of": str(one.of_id) if one.of_id else None,
        "paragraphs": list(one.block_keys),
        "received_on": one.received_on.isoformat(),
        "came": one.way,
    }
