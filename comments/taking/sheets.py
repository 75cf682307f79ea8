"""What stands beside a comment that is answered: the circulated text, what it proposes, the draft now, and
the wording that would go into the draft; and what other States propose against it on the same paragraphs."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES
from comments.enums import UNCHANGING
from comments.models import Acceptance, Consultation, Disposition, MergeDraft
from comments.reading.extents import Places
from comments.reading.readings import Reading
from comments.taking import contradictions, proposals
from comments.taking.proposals import Bench, Choice, Proposal
from plans.comparison import merging
from plans.comparison.merging import Standing
from plans.comparison.redline import redline
from plans.editing import source_language
from plans.outline import OutlineRow

Place = tuple[uuid.UUID, str]


class Hold(Enum):
    """Why no wording can go into a text of the draft now."""

    GONE = _("The paragraph is no longer in the draft.")
    BEHIND = _("This language does not follow the last change of the paragraph: update it first.")


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph in one language, with the `bench` of all proposals for it. `chosen` are the changes that
    would be made, `wording` is what would go into the draft; none where nothing can."""

    row: OutlineRow
    language: str
    proposed: str | None
    standing: Standing | None
    now: str
    version: int
    wording: str | None
    hold: Hold | None
    by: tuple[str, ...]
    taken: Acceptance | None
    bench: Bench | None
    draft: MergeDraft | None
    chosen: frozenset[Choice]

    @property
    def name(self) -> str:
        return f"text-{self.row.key}-{self.language}"

    @property
    def label(self) -> str:
        return self.row.cited(self.language)

    @property
    def circulated(self) -> str:
        return self.row.text(self.language)

    @property
    def proposal(self) -> SafeString | str:
        return "" if self.proposed is None else redline(self.circulated, self.proposed)

    @property
    def since(self) -> SafeString | str:
        """Return how the draft differs from what was circulated; nothing where it does not."""
        return redline(self.circulated, self.now) if self.now != self.circulated else ""

    @property
    def counter(self) -> SafeString | str:
        """Return the Secretariat's wording that was taken for the comment, if it was not the proposal."""
        own = self.taken.own_wording if self.taken else ""
        return redline(self.circulated, own) if own else ""

    @property
    def needs_checking(self) -> bool:
        return self.standing == Standing.RECHECK


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paragraphs of a comment, each in the languages concerned, and what is said against it there."""

    paragraphs: tuple[tuple[Text, ...], ...]
    against: tuple[dict[str, Any], ...]

    @property
    def texts(self) -> list[Text]:
        return [text for paragraph in self.paragraphs for text in paragraph]

    @property
    def has_counter(self) -> bool:
        return any(text.counter for text in self.texts)

    @property
    def writable(self) -> list[Text]:
        return [text for text in self.texts if text.wording is not None]


SAME_WORDS = _("Another proposal changes the same words.")


def of(
    consultation: Consultation,
    row: Reading,
    beside: Sequence[Reading],
    places: Places,
    current: Mapping[uuid.UUID, Disposition],
    *,
    together: Iterable[uuid.UUID] = (),
    is_open: bool,
) -> Sheet:
    """Return the sheet of a comment. `beside` are the comments on its paragraphs, itself among them,
    `current` what became of them, `together` those that are answered with it; `is_open` tells whether
    the draft takes wording now."""
    proposed = proposals.wordings(row, places)
    keys = list(proposed) or ([row.comment.block_key] if _asks_for_words(row) else [])
    if not keys:
        return Sheet((), ())
    benches = _benches(consultation, row, beside, places, keys)
    drafts = {
        (one.block_key, one.language): one
        for one in MergeDraft.objects.filter(consultation=consultation, block_key__in=keys).select_related(
            "by"
        )
    }
    behind = source_language.behind(consultation.revision.paper, keys[0] if len(keys) == 1 else None)
    taken = _taken(keys)
    paragraphs = []
    for key in keys:
        languages = [code for code in LANGUAGES if code in proposed.get(key, {})] or [row.comment.language]
        paragraphs.append(
            tuple(
                _text(
                    places.row(key),
                    language,
                    proposed.get(key, {}).get(language),
                    benches.get((key, language)),
                    own=row,
                    draft=drafts.get((key, language)),
                    is_behind=(key, language) in behind,
                    taken=taken.get((key, language), ()),
                    is_open=is_open,
                )
                for language in languages
            )
        )
    own = {row.comment.pk, *together}
    return Sheet(tuple(paragraphs), tuple(_against(benches, own, current)))


def _asks_for_words(row: Reading) -> bool:
    """Tell whether a remark without a proposal is on one paragraph, and so may be met by a wording of it."""
    return (
        row.comment.operation in UNCHANGING and row.comment.block_key is not None and not row.extent.is_range
    )


def _benches(
    consultation: Consultation,
    row: Reading,
    beside: Sequence[Reading],
    places: Places,
    keys: Sequence[uuid.UUID],
) -> dict[Place, Bench]:
    if row.comment.operation in UNCHANGING:
        found = proposals.paragraph(consultation, keys[0], beside, places)
        return {(keys[0], language): bench for language, bench in found.items()}
    own = set(keys)
    every = proposals.benches(consultation, beside, places)
    return {(bench.key, bench.language): bench for bench in every if bench.key in own}


def _taken(keys: Sequence[uuid.UUID]) -> dict[Place, list[Acceptance]]:
    found: dict[Place, list[Acceptance]] = defaultdict(list)
    made = Acceptance.objects.filter(edit__block__key__in=keys).exclude(edit__language="")
    for one in made.select_related("comment__response__member_state", "edit__block"):
        found[one.edit.block.key, one.edit.language].append(one)
    return found


def _text(
    row: OutlineRow,
    language: str,
    proposed: str | None,
    bench: Bench | None,
    *,
    own: Reading,
    draft: MergeDraft | None,
    is_behind: bool,
    taken: Sequence[Acceptance],
    is_open: bool,
) -> Text:
    proposal = (
        next((one for one in bench.proposals if one.comment.pk == own.comment.pk), None) if bench else None
    )
    hold = Hold.GONE if bench is None else Hold.BEHIND if is_behind else None
    mine = [one for one in taken if one.comment_id == own.comment.pk]
    is_writable = is_open and not hold
    chosen = _chosen(bench, None if mine else proposal, draft) if bench else frozenset()
    return Text(
        row=row,
        language=language,
        proposed=proposed,
        standing=proposal.standing if proposal and not mine else None,
        now=bench.text if bench else "",
        version=bench.version if bench else 0,
        wording=_wording(bench, chosen, draft) if bench and is_writable else None,
        hold=hold if is_open else None,
        by=tuple(dict.fromkeys(str(one.comment.response.member_state) for one in taken)),
        taken=mine[-1] if mine else None,
        bench=bench,
        draft=draft,
        chosen=chosen,
    )


def _chosen(bench: Bench, proposal: Proposal | None, draft: MergeDraft | None) -> frozenset[Choice]:
    """Return the changes chosen before, else those of the proposal, of those that can be made."""
    if draft is not None and (draft.choices or draft.own_wording):
        kept = {(uuid.UUID(comment), number) for comment, number in draft.choices}
        return frozenset(choice for one in bench.proposals for choice in one.choices if choice in kept)
    return frozenset(proposal.choices if proposal else ())


def _wording(bench: Bench, chosen: frozenset[Choice], draft: MergeDraft | None) -> str:
    """Return what a text would become: in words that somebody kept, else as chosen, else as it is."""
    if draft is not None and draft.own_wording:
        return draft.own_wording
    try:
        return bench.merged(chosen)
    except DomainError:
        return bench.text


def _against(
    benches: Mapping[Place, Bench], own: set[uuid.UUID], current: Mapping[uuid.UUID, Disposition]
) -> Iterable[dict[str, Any]]:
    """Yield who wants what against the comment; States that want the same stand together."""
    found: dict[tuple[Promise, str, tuple[tuple[str, str], ...]], dict[str, None]] = defaultdict(dict)
    for (_key, language), bench in benches.items():
        live = [one for one in bench.proposals if contradictions.is_live(one, current.get(one.comment.pk))]
        for group in bench.clashes():
            if not any(proposal.comment.pk in own for proposal, _change in group):
                continue
            for proposal, change in group:
                if proposal.comment.pk not in own and proposal in live:
                    words = (merging.spoken(bench.text, change),)
                    found[SAME_WORDS, language, words][str(proposal.row.member_state)] = None
    by_key: dict[uuid.UUID, list[Bench]] = defaultdict(list)
    for bench in benches.values():
        by_key[bench.key].append(bench)
    for group in by_key.values():
        for one in contradictions.find(group, current):
            sides = (one.one, one.other), (one.other, one.one)
            for mine, other in sides:
                if mine.proposal.comment.pk in own and other.proposal.comment.pk not in own:
                    words = tuple(other.spoken)
                    state = str(other.proposal.row.member_state)
                    found[one.kind.value, other.language, words][state] = None
    for (sentence, language, words), states in found.items():
        yield {"sentence": sentence, "states": ", ".join(states), "language": language, "changes": words}
