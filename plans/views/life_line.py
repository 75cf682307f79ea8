"""The life of a plan as a line: its stages with their days, which are past, which is now, what is to come."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.enums import DECISION_STATUSES, DecisionKind, PaperStatus
from plans.models import ConceptPaper, PaperDecision, PaperEvent

STAGES: tuple[tuple[Any, tuple[PaperStatus, ...]], ...] = (
    (pgettext_lazy("stage of a plan", "Drafting"), (PaperStatus.DRAFTING,)),
    (pgettext_lazy("stage of a plan", "With Member States"), (PaperStatus.CIRCULATED,)),
    (pgettext_lazy("stage of a plan", "Consolidation"), (PaperStatus.UNDER_CONSOLIDATION,)),
    (
        pgettext_lazy("stage of a plan", "SWG"),
        (PaperStatus.BEFORE_SWG, PaperStatus.CONSIDERED, PaperStatus.RECOMMENDED),
    ),
    (pgettext_lazy("stage of a plan", "Adopted"), (PaperStatus.ADOPTED,)),
    (pgettext_lazy("stage of a plan", "Implementation"), (PaperStatus.IMPLEMENTING,)),
    (pgettext_lazy("stage of a plan", "Completed"), (PaperStatus.COMPLETED,)),
)
PAST, NOW, TO_COME = "past", "now", "to-come"
SKIPPED = _("not needed")


class Stage(NamedTuple):
    """A stage of a plan: `on` is when it last began, of a decision the day of the meeting; `word` is said in
    place of a day."""

    label: Any
    state: str
    on: dt.datetime | dt.date | None
    word: Any = ""


def stages(
    paper: ConceptPaper, events: Iterable[PaperEvent], decisions: Iterable[PaperDecision] = ()
) -> list[Stage]:
    """Return the stages of a plan in their order; `events` are its moves, `decisions` those of the SWG and
    the SOC, in any order.

    A plan that was withdrawn ended where it stood: what would have come is left out.
    """
    began = _began(paper, events, decisions)
    days = [next((began[one] for one in reversed(began) if one in own), None) for _label, own in STAGES]
    if paper.status == PaperStatus.WITHDRAWN:
        past = [
            Stage(label, PAST, on) for (label, _own), on in zip(STAGES, days, strict=True) if on is not None
        ]
        return [*past, Stage(paper.get_status_display(), NOW, began.get(PaperStatus.WITHDRAWN))]
    here = next(place for place, (_label, own) in enumerate(STAGES) if paper.status in own)
    is_over = paper.status == PaperStatus.COMPLETED
    found = []
    for place, ((label, _own), on) in enumerate(zip(STAGES, days, strict=True)):
        if place < here:
            found.append(Stage(label, PAST, on, "" if on else SKIPPED))
        elif place == here:
            found.append(Stage(label, PAST if is_over else NOW, on))
        else:
            found.append(Stage(label, TO_COME, None))
    return found


def _began(
    paper: ConceptPaper, events: Iterable[PaperEvent], decisions: Iterable[PaperDecision]
) -> dict[PaperStatus, dt.datetime | dt.date]:
    """Return when the plan last came to each status, the last one last: what a body decided is of its day,
    whenever it was recorded."""
    held = {
        DECISION_STATUSES[DecisionKind(one.kind)]: one.held_on
        for one in sorted(decisions, key=lambda one: (one.at, one.pk))
        if one.kind in DECISION_STATUSES and one.kind != DecisionKind.RETURNED
    }
    began: dict[PaperStatus, dt.datetime | dt.date] = {PaperStatus.DRAFTING: paper.created_at}
    for event in sorted(events, key=lambda one: (one.at, one.pk)):
        status = PaperStatus(event.to_status)
        began.pop(status, None)
        began[status] = held.get(status, event.at)
    return began
