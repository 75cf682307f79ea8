"""The life of a plan as a line: its stages with their days, which are past, which is now, what is to come."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plans.enums import PaperStatus
from plans.models import ConceptPaper, PaperEvent

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
    """A stage of a plan: `on` is when it last began; `word` is said in place of a day."""

    label: Any
    state: str
    on: dt.datetime | None
    word: Any = ""


def stages(paper: ConceptPaper, events: Iterable[PaperEvent]) -> list[Stage]:
    """Return the stages of a plan in their order; `events` are its moves, in any order.

    A plan that was withdrawn ended where it stood: what would have come is left out.
    """
    began = {PaperStatus.DRAFTING: paper.created_at}
    for event in sorted(events, key=lambda one: (one.at, one.pk)):
        began[PaperStatus(event.to_status)] = event.at
    is_withdrawn = paper.status == PaperStatus.WITHDRAWN
    reached = max(
        (place for place, (_label, statuses) in enumerate(STAGES) if any(one in began for one in statuses)),
        default=0,
    )
    here = next((place for place, (_label, own) in enumerate(STAGES) if paper.status in own), reached)
    found = []
    for place, (label, statuses) in enumerate(STAGES):
        on = max((began[one] for one in statuses if one in began), default=None)
        if is_withdrawn:
            if on is not None:
                found.append(Stage(label, PAST, on))
        elif place < here:
            found.append(Stage(label, PAST, on, "" if on else SKIPPED))
        elif place == here:
            is_over = paper.status == PaperStatus.COMPLETED
            found.append(Stage(label, PAST if is_over else NOW, on))
        else:
            found.append(Stage(label, TO_COME, None))
    if is_withdrawn:
        found.append(Stage(paper.get_status_display(), NOW, began.get(PaperStatus.WITHDRAWN)))
    return found
