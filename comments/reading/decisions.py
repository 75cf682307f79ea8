"""What became of comments, as a reader may know it: the disposition, and the text that took them in."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, UUIDField
from django.utils.translation import gettext as _

from cica_portal import formats
from cica_portal.languages import reader_language
from comments.enums import DispositionKind, DispositionStage
from comments.models import Acceptance, Comment, Disposition
from comments.procedure import circulated
from members.models import User
from plans.models import PaperDecision, Revision

MARKS = {
    DispositionKind.ACCEPTED: "done",
    DispositionKind.ACCEPTED_WITH_CHANGES: "done",
    DispositionKind.NOT_ACCEPTED: "refused",
    DispositionKind.NOTED: "quiet",
    DispositionKind.OVERTAKEN: "quiet",
    DispositionKind.FOR_SWG: "waiting",
}


# What is known of the disposition of each comment of a list.
KNOWN = (
    *("kind", "stage", "reply", "language", "translations"),
    *("superseded_by_decision_id", "superseded_by_id"),
)


def with_decisions(
    comments: QuerySet[Comment], user: User | None, at: dt.datetime | None
) -> QuerySet[Comment]:
    """Annotate comments with their dispositions (rule 49): a delegate knows what its State was sent, on its
    own ones; whoever answers, and the house itself, the last. `taken_into` is the number of the revision that
    the reader reads and that took the comment in."""
    is_told = user is not None and user.is_delegate
    known = Disposition.objects.visible_to(user, at) if is_told else Disposition.objects.all()
    last = known.filter(comment=OuterRef("pk")).order_by("-version")
    read = Revision.objects.all() if user is None else circulated.revisions(user)
    into = read.filter(paper=OuterRef("edit__block__paper"), frozen_at__gte=OuterRef("at")).order_by("number")
    taken = Acceptance.objects.filter(comment=OuterRef("pk")).annotate(
        into=Subquery(into.values("number")[:1])
    )
    return comments.annotate(
        **{f"disposition_{name}": Subquery(last.values(name)[:1]) for name in KNOWN[:-1]},
        # SQLite would give the key of another row as text.
        disposition_superseded_by_id=Subquery(last.values(KNOWN[-1])[:1], output_field=UUIDField()),
        taken_into=Subquery(taken.order_by(F("into").asc(nulls_last=True)).values("into")[:1]),
    )


def tell_decision(known: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return mark and words of what was decided on a comment, of which `known` has what was annotated."""
    if not (kind := known.get("disposition_kind")):
        return None
    said = say_decision(kind, known["taken_into"], known["disposition_stage"])
    return MARKS[DispositionKind(kind)], said


def say_decision(
    kind: str, into: int | None, stage: str = DispositionStage.CONFIRMED, superseding: str = ""
) -> str:
    """Say what was decided on a comment: "accepted", and once a text has it "accepted, in Rev.1"; of one that
    was superseded, by what."""
    word = str(DispositionKind(kind).label)
    if superseding:
        # Translators: disposition is "superseded by another change"; by is a comment or a decision
        word = _("%(disposition)s: %(by)s") % {"disposition": word, "by": superseding}
    if stage != DispositionStage.CONFIRMED:
        return _("%(disposition)s (to be confirmed)") % {"disposition": word}
    if into is None:
        return word
    text = Revision(number=into).label
    return _("%(disposition)s, in %(revision)s") % {"disposition": word, "revision": text}


def say_body_decision(one: PaperDecision) -> str:
    """Say what the SWG or the SOC decided on a plan, and on which day."""
    return f"{one.get_kind_display()}, {formats.date(one.held_on, reader_language())}"
