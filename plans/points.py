"""Open points of the text of a plan: what is to be translated, and what is to be reviewed; and, of no
plan, the hand-overs of contact points: the app of people knows of no open points."""

import datetime as dt
from collections.abc import Iterator
from itertools import product

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from cica_portal import organization
from cica_portal.calendar import holidays
from cica_portal.deadlines import closing_instant, seat_date
from cica_portal.languages import LANGUAGES
from members.enums import Role
from members.models import HandOver, User
from plans.editing import waiting_texts
from plans.enums import AWAITING_DECISION, EDITABLE_STATUSES, DecisionKind, Owner, PaperStatus
from plans.models import ConceptPaper, MeetingItem, PaperDecision, PaperEvent, Remark
from plans.open_points.point_kinds import About, Kinds, Page, Point, Scope
from plans.outline import draft_labels

# Whole sentences, since a language's name is inflected.
TO_TRANSLATE = {
    # Translators: number is a count of texts.
    "en": ngettext_lazy("%(number)s text in English", "%(number)s texts in English", "number"),
    # Translators: number is a count of texts.
    "ru": ngettext_lazy("%(number)s text in Russian", "%(number)s texts in Russian", "number"),
    # Translators: number is a count of texts.
    "kk": ngettext_lazy("%(number)s text in Kazakh", "%(number)s texts in Kazakh", "number"),
}
TRANSLATE = {
    # Translators: number is a count of texts; an act, as on a button.
    "en": ngettext_lazy(
        "Translate %(number)s text into English", "Translate %(number)s texts into English", "number"
    ),
    # Translators: number is a count of texts; an act, as on a button.
    "ru": ngettext_lazy(
        "Translate %(number)s text into Russian", "Translate %(number)s texts into Russian", "number"
    ),
    # Translators: number is a count of texts; an act, as on a button.
    "kk": ngettext_lazy(
        "Translate %(number)s text into Kazakh", "Translate %(number)s texts into Kazakh", "number"
    ),
}
REVIEW = {
    # Translators: number is a count of texts; an act, as on a button.
    "en": ngettext_lazy("Review %(number)s text in English", "Review %(number)s texts in English", "number"),
    # Translators: number is a count of texts; an act, as on a button.
    "ru": ngettext_lazy("Review %(number)s text in Russian", "Review %(number)s texts in Russian", "number"),
    # Translators: number is a count of texts; an act, as on a button.
    "kk": ngettext_lazy("Review %(number)s text in Kazakh", "Review %(number)s texts in Kazakh", "number"),
}
# Whole sentences, since a language's name is inflected.
TASK = {
    "": _("%(place)s: %(person)s, asked by %(name)s"),
    "en": _("%(place)s, English text: %(person)s, asked by %(name)s"),
    "ru": _("%(place)s, Russian text: %(person)s, asked by %(name)s"),
    "kk": _("%(place)s, Kazakh text: %(person)s, asked by %(name)s"),
}

# Translators: name is the name of the contact point, successor that of the next one
HANDS_OVER = _("%(name)s hands over to %(successor)s")
KINDS = Kinds()
# So many after the last day of a meeting its results are to be recorded.
WORKING_DAYS_TO_RECORD = 3
# When a plan last moved, and when a decision on it was recorded last.
SINCE = ("moved_at", "decided_at")


@KINDS.declare(
    "translation",
    _("Translation to be done"),
    act=ngettext_lazy("Translate %(number)s text", "Translate %(number)s texts", "number"),
)
def translation(scope: Scope) -> Iterator[Point]:
    """Yield, by plan and language, the texts that are missing or older than the text they follow."""
    return _texts(scope, waiting_texts.TRANSLATION)


@KINDS.declare(
    "review",
    pgettext_lazy("open point", "Text to be reviewed"),
    act=ngettext_lazy("Review %(number)s text", "Review %(number)s texts", "number"),
)
def review(scope: Scope) -> Iterator[Point]:
    """Yield, by plan and language, the texts that wait for a review, by another than who wrote them."""
    return _texts(scope, waiting_texts.REVIEW)


Texts = dict[tuple[int, str, str], waiting_texts.Waiting]


def _waiting(scope: Scope) -> tuple[list[ConceptPaper], Texts]:
    """Return the plans in preparation, and what their texts wait for."""
    papers = scope.asked(_prepared)
    return papers, waiting_texts.find_waiting(papers) if papers else {}


def _prepared(scope: Scope) -> QuerySet[ConceptPaper]:
    """Return the plans in preparation, with no more than is said of each, and since when they are again."""
    begun = PaperEvent.objects.filter(paper=OuterRef("pk"), to_status__in=EDITABLE_STATUSES)
    again = Subquery(begun.order_by("-at", "-pk").values("at")[:1])
    prepared = scope.papers.filter(status__in=EDITABLE_STATUSES)
    return prepared.annotate(prepared_since=Coalesce(again, "created_at")).only("slug", "source_language")


def _texts(scope: Scope, kind: str) -> Iterator[Point]:
    papers, waiting = scope.once(_waiting)
    for paper, language in product(papers, LANGUAGES):
        found = waiting.get((paper.pk, language, kind))
        if found is None:
            continue
        page, act, writer = Page("plans:paper-edit", (paper.slug,)), TRANSLATE[language], None
        if kind == waiting_texts.REVIEW:
            page, act = Page("plans:paper-review", (paper.slug, language)), REVIEW[language]
            # Where one person wrote all of them last, somebody else is to review them.
            if len(found.writers) == 1 and organization.policy("TWO_PERSONS_REVIEW"):
                (writer,) = found.writers
        # A text waits for nobody before the plan came, or came back, to preparation.
        prepared: dt.datetime = vars(paper)["prepared_since"]
        yield Point(
            kind=kind,
            paper_id=paper.pk,
            subject=f"{paper.slug}:{language}",
            about=About(TO_TRANSLATE[language], {"number": found.number}),
            since=max(prepared, found.since or prepared),
            owner=Owner.OFFICER if writer is None or scope.once(_officers) - {writer} else Owner.SIGNATORY,
            not_by=writer,
            page=page,
            number=found.number,
            act=act,
        )


def _officers(_scope: Scope) -> set[int]:
    return set(User.objects.filter(is_active=True, role=Role.OFFICER).values_list("pk", flat=True))


@KINDS.declare(
    "task",
    pgettext_lazy("open point", "Task on a draft"),
    act=ngettext_lazy(
        "Complete %(number)s task on the draft", "Complete %(number)s tasks on the draft", "number"
    ),
)
def task(scope: Scope) -> Iterator[Point]:
    """Yield what one of those who prepare a draft is asked by name to do with a block."""
    found = scope.asked(_tasks)
    labels = draft_labels({one.block.paper_id for one in found}) if found else {}
    for one in found:
        if one.person is None:
            continue
        names = {"person": one.person.display_name, "name": one.by.display_name}
        yield Point(
            kind="task",
            paper_id=one.block.paper_id,
            subject=str(one.pk),
            about=About(TASK[one.language], {"place": labels[one.block_id], **names}),
            since=one.at,
            due=closing_instant(one.due_on, organization.time_zone()) if one.due_on else None,
            owner=Owner.OFFICER if one.person.is_secretariat else Owner.COORDINATOR,
            person_id=one.person_id,
            page=Page("plans:block-remarks", (one.block.paper.slug, one.block.key), f"remark-{one.pk}"),
        )


def _tasks(scope: Scope) -> QuerySet[Remark]:
    asked = Remark.objects.open().filter(block__paper__in=scope.papers).exclude(person=None)
    return asked.select_related("block__paper", "by", "person")


@KINDS.declare(
    "meeting_needed",
    _("Plan on the agenda of no meeting"),
    act=ngettext_lazy("Put %(number)s plan on an agenda", "Put %(number)s plans on an agenda", "number"),
)
def meeting_needed(scope: Scope) -> Iterator[Point]:
    """Yield the plans on which a body is to decide, and that no meeting has on its agenda."""
    for paper in scope.asked(_without_meeting):
        yield Point(
            kind="meeting_needed",
            paper_id=paper.pk,
            subject=paper.slug,
            about=About("%(status)s", {"status": PaperStatus(paper.status).label}),
            since=max(filter(None, map(vars(paper).get, SINCE)), default=paper.created_at),
            owner=Owner.OFFICER,
            page=Page("plans:paper-detail", (paper.slug,)),
            owner_page=Page("plans:item-add", (paper.slug,)),
        )


def _without_meeting(scope: Scope) -> QuerySet[ConceptPaper]:
    on_agenda = MeetingItem.objects.open().filter(paper=OuterRef("pk"))
    moved = PaperEvent.objects.filter(paper=OuterRef("pk")).order_by("-at", "-pk")
    decided = PaperDecision.objects.filter(paper=OuterRef("pk")).order_by("-at", "-pk")
    waiting = scope.papers.filter(~Exists(on_agenda), status__in=AWAITING_DECISION).annotate(
        moved_at=Subquery(moved.values("at")[:1]),
        decided_at=Subquery(decided.values("at")[:1]),
        decided_as=Coalesce(Subquery(decided.values("kind")[:1]), Value("")),
    )
    return waiting.exclude(decided_as=DecisionKind.UNDER_SILENCE)


@KINDS.declare(
    "result_missing",
    _("Meeting without a recorded result"),
    act=ngettext_lazy(
        "Record the result of %(number)s agenda item",
        "Record the results of %(number)s agenda items",
        "number",
    ),
)
def result_missing(scope: Scope) -> Iterator[Point]:
    """Yield the items of meetings that are over, without a result."""
    for item in scope.asked(_without_result):
        day = item.meeting.last_on
        if day >= seat_date(scope.at):
            continue
        for _number in range(WORKING_DAYS_TO_RECORD):
            day = holidays.working_day(day + dt.timedelta(days=1))
        yield Point(
            kind="result_missing",
            paper_id=item.paper_id,
            subject=str(item.pk),
            about=About("%(meeting)s", {"meeting": item.meeting}),
            since=closing_instant(item.meeting.last_on, organization.time_zone()),
            due=closing_instant(day, organization.time_zone()),
            owner=Owner.OFFICER,
            page=Page("plans:paper-detail", (item.paper.slug,)),
        )


def _without_result(scope: Scope) -> QuerySet[MeetingItem]:
    submitted = MeetingItem.objects.open().filter(paper__in=scope.papers, paper__status__in=AWAITING_DECISION)
    return submitted.select_related("meeting", "paper")


@KINDS.declare(
    "hand_over",
    _("Hand-over of the post of contact point"),
    is_read_by_coordinator=False,
    is_read_by_state=True,
    is_of_a_plan=False,
    act=ngettext_lazy(
        "Confirm %(number)s hand-over of a contact point",
        "Confirm %(number)s hand-overs of contact points",
        "number",
    ),
)
def hand_over(scope: Scope) -> Iterator[Point]:
    """Yield the hand-overs that the Secretariat has not confirmed."""
    for one in scope.asked(_handed_over):
        yield Point(
            kind="hand_over",
            paper_id=None,
            subject=str(one.pk),
            about=About(HANDS_OVER, {"name": one.person.display_name, "successor": one.successor_label}),
            since=one.asked_at,
            due=None,
            owner=Owner.OFFICER,
            page=Page("members:state-detail", (one.member_state.code,), "hand-over"),
            state_page=Page("members:delegation", (), "hand-over"),
            state_id=one.member_state_id,
        )


def _handed_over(scope: Scope) -> QuerySet[HandOver]:
    found = HandOver.objects.open().filter(confirmed_at=None)
    return found.select_related("member_state", "person", "colleague", "invitation__accepted_by")
