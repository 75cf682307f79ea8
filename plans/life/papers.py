"""Acts on a plan as a whole: make it, move it through its life, say what its translations are."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction

from cica_portal import workflow
from cica_portal.data_files import read
from cica_portal.errors import AlreadyMoved, Refusal
from cica_portal.languages import LANGUAGES, NAMES
from cica_portal.text import is_blank, sha256
from members import audit
from members.models import MemberState, User
from plans import blocks
from plans.enums import PAPER_TRANSITIONS, BlockKind, PaperStatus, TextStatus
from plans.models import ConceptPaper, ConfidenceBuildingMeasure

OUTLINE_FILE = settings.BASE_DIR / "plans" / "data" / "outline_of_a_plan.yaml"


@transaction.atomic
def create(
    measure: ConfidenceBuildingMeasure,
    *,
    period_from: int,
    period_to: int,
    source_language: str,
    coordinator: MemberState | None,
    titles: Mapping[str, str],
    by: User | None,
    at: dt.datetime,
    slug: str = "",
    title_key: uuid.UUID | None = None,
    with_outline: bool = False,
) -> ConceptPaper:
    """Begin a plan with its title block, and where asked the headings that such plans have.

    A measure has one plan for a period, unless it was withdrawn.
    """
    if period_to < period_from:
        raise Refusal("plans.period_out_of_order")
    if is_blank(titles.get(source_language) or ""):
        raise Refusal("plans.title_missing", language=NAMES[source_language])
    # The measure's row is the lock: two people who begin the same plan take turns.
    measure = ConfidenceBuildingMeasure.objects.select_for_update().get(pk=measure.pk)
    same = ConceptPaper.objects.filter(measure=measure, period_from=period_from, period_to=period_to)
    if other := same.exclude(status=PaperStatus.WITHDRAWN).first():
        raise Refusal("plans.paper_exists", title=other.title)
    paper = ConceptPaper.objects.create(
        slug=slug or _free_slug(measure, period_from, period_to),
        measure=measure,
        coordinator=coordinator,
        period_from=period_from,
        period_to=period_to,
        source_language=source_language,
        text_status=dict.fromkeys(LANGUAGES, TextStatus.UNOFFICIAL) | {source_language: TextStatus.ORIGINAL},
        created_at=at,
        created_by=by,
    )
    audit.record(
        "paper.create",
        subject=paper,
        by=by,
        at=at,
        after={"slug": paper.slug, "measure": measure.code, "period": [period_from, period_to]},
    )
    blocks.add(paper, kind=BlockKind.TITLE, texts=titles, key=title_key, by=by, at=at)
    for item in read(OUTLINE_FILE)["blocks"] if with_outline else ():
        blocks.add(paper, kind=item["kind"], texts=item, by=by, at=at)
    paper.refresh_from_db(fields=["titles"])
    return paper


def _free_slug(measure: ConfidenceBuildingMeasure, period_from: int, period_to: int) -> str:
    years = f"{period_from}" if period_from == period_to else f"{period_from}-{period_to}"
    stem = f"{measure.code[:60]}-{years}"
    taken = set(ConceptPaper.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 2
    while slug in taken:
        slug, number = f"{stem}-{number}", number + 1
    return slug


@transaction.atomic
def move(
    paper: ConceptPaper, to_status: str, *, by: User | None, at: dt.datetime, reason: str = ""
) -> ConceptPaper:
    """Move the plan to its next status; of two who do so at once, the second is refused."""
    from_status = paper.status
    workflow.move(
        paper,
        to_status,
        transitions=PAPER_TRANSITIONS,
        events=paper.events,
        by=by,
        at=at,
        reason=reason,
    )
    audit.record(
        "paper.move",
        subject=paper,
        by=by,
        at=at,
        before={"status": str(from_status)},
        after={"status": str(to_status), "reason": reason},
    )
    return paper


def withdraw(paper: ConceptPaper, *, reason: str, by: User, at: dt.datetime) -> ConceptPaper:
    """Withdraw the plan, at any time before its adoption, with the reason: one that was circulated, by a
    signatory. The sweeps find it so."""
    by.require("plans.withdraw_paper", paper)
    require_reason(reason)
    return move(paper, PaperStatus.WITHDRAWN, by=by, at=at, reason=reason)


def mark(setting: Any) -> str:
    """Return what tells a setting of a plan from what it was when a page showed it."""
    return sha256({"setting": setting})


def require_reason(reason: str) -> None:
    if is_blank(reason):
        raise Refusal("plans.reason_missing")


@transaction.atomic
def set_text_status(
    paper: ConceptPaper, statuses: Mapping[str, str], *, seen: str = "", by: User, at: dt.datetime
) -> ConceptPaper:
    """Say of each language whether its text is the original, an official or an unofficial translation.

    `seen` is the mark of what the person saw (`mark`): what a colleague has said since stays.
    """
    locked = _held(paper, "text_status", seen)
    statuses = {language: str(TextStatus(statuses[language])) for language in LANGUAGES}
    originals = [language for language, status in statuses.items() if status == TextStatus.ORIGINAL]
    if originals != [locked.source_language]:
        raise Refusal("plans.wrong_text_status")
    before, paper.text_status = locked.text_status, statuses
    paper.save(update_fields=["text_status"])
    audit.record("paper.set_text_status", subject=paper, by=by, at=at, before=before, after=statuses)
    return paper


@transaction.atomic
def set_coordinator(
    paper: ConceptPaper, coordinator: MemberState | None, *, seen: str = "", by: User, at: dt.datetime
) -> ConceptPaper:
    """Say which Member State prepares the draft; notes name it. `seen` is as in `set_text_status`."""
    held = _held(paper, "coordinator_id", seen).coordinator
    paper.coordinator = coordinator
    paper.save(update_fields=["coordinator"])
    before, after = ({"coordinator": one.code if one else ""} for one in (held, coordinator))
    audit.record("paper.set_coordinator", subject=paper, by=by, at=at, before=before, after=after)
    return paper


def _held(paper: ConceptPaper, name: str, seen: str) -> ConceptPaper:
    """Return the plan, locked; refuse where the setting is no longer the one that the person saw."""
    locked = blocks.lock_draft(paper.pk)
    if seen and seen != mark(getattr(locked, name)):
        raise AlreadyMoved
    return locked
