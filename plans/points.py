"""Open points of the text of a plan: what is to be translated, and what is to be reviewed; and, of no
plan, the hand-overs of contact points: the app of people knows of no open points."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from cica_portal import organization
from cica_portal.deadlines import closing_instant
from cica_portal.languages import LANGUAGES
from members.enums import Role
from members.models import HandOver, User
from plans.editing import editor_rows, remarks, waiting_texts
from plans.enums import EDITABLE_STATUSES, Owner
from plans.models import ConceptPaper, PaperEvent, Remark
from plans.open_points.point_kinds import About, Kinds, Page, Point, Scope

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
    # Translators: number is the number of the block; person is who is to do it, name who asks for it.
    "": _("Block %(number)s: %(person)s, asked by %(name)s"),
    # Translators: number is the number of the block; person is who is to do it, name who asks for it.
    "en": _("Block %(number)s, English text: %(person)s, asked by %(name)s"),
    # Translators: number is the number of the block; person is who is to do it, name who asks for it.
    "ru": _("Block %(number)s, Russian text: %(person)s, asked by %(name)s"),
    # Translators: number is the number of the block; person is who is to do it, name who asks for it.
    "kk": _("Block %(number)s, Kazakh text: %(person)s, asked by %(name)s"),
}

# Translators: name is the name of the contact point, successor that of the next one
HANDS_OVER = _("%(name)s hands over to %(successor)s")
KINDS = Kinds()


@KINDS.declare(
    "translation",
    _("Translation to be done"),
    act=ngettext_lazy("Translate %(number)s text", "Translate %(number)s texts", "number"),
)
def translation(scope: Scope) -> Iterator[Point]:
    """Yield, by plan and language, the texts that are missing or older than the text they follow."""
    return _texts(scope, "translation", [editor_rows.MISSING, editor_rows.STALE])


@KINDS.declare(
    "review",
    pgettext_lazy("open point", "Text to be reviewed"),
    act=ngettext_lazy("Review %(number)s text", "Review %(number)s texts", "number"),
)
def review(scope: Scope) -> Iterator[Point]:
    """Yield, by plan and language, the texts that wait for a review, by another than who wrote them."""
    return _texts(scope, "review", [editor_rows.UNREVIEWED])


def _waiting(scope: Scope) -> tuple[list[ConceptPaper], dict[tuple[int, str], waiting_texts.Waiting]]:
    """Return the plans in preparation, and what their texts wait for."""
    papers = scope.asked(_prepared)
    return papers, waiting_texts.waiting(papers) if papers else {}


def _prepared(scope: Scope) -> QuerySet[ConceptPaper]:
    """Return the plans in preparation, with no more than is said of each, and since when they are again."""
    begun = PaperEvent.objects.filter(paper=OuterRef("pk"), to_status__in=EDITABLE_STATUSES)
    again = Subquery(begun.order_by("-at", "-pk").values("at")[:1])
    prepared = scope.papers.filter(status__in=EDITABLE_STATUSES)
    return prepared.annotate(prepared_since=Coalesce(again, "created_at")).only("slug", "source_language")


def _texts(scope: Scope, kind: str, states: Sequence[str]) -> Iterator[Point]:
    papers, counted = scope.once(_waiting)
    officers: set[int] | None = None
    for paper in papers:
        for language in LANGUAGES:
            found = counted.get((paper.pk, language))
            number = sum(found.counts[state] for state in states) if found else 0
            if found is None or not number:
                continue
            page, owner, writer = Page("plans:paper-edit", (paper.slug,)), Owner.OFFICER, None
            act = TRANSLATE[language]
            if kind == "review":
                page, act = Page("plans:paper-review", (paper.slug, language)), REVIEW[language]
                writer = _only(found.writers) if organization.policy("TWO_PERSONS_REVIEW") else None
            if writer is not None:
                officers = _officers() if officers is None else officers
                owner = Owner.OFFICER if officers - {writer} else Owner.SIGNATORY
            yield Point(
                kind=kind,
                paper_id=paper.pk,
                subject=f"{paper.slug}:{language}",
                about=About(TO_TRANSLATE[language], {"number": number}),
                since=_open_since(paper, found, states),
                owner=owner,
                not_by=writer,
                page=page,
                number=number,
                act=act,
            )


def _open_since(paper: ConceptPaper, found: waiting_texts.Waiting, states: Sequence[str]) -> dt.datetime:
    """Return since when a text waits for somebody: not before the plan came, or came back, to preparation."""
    prepared: dt.datetime = vars(paper)["prepared_since"]
    return max(prepared, min((found.since[one] for one in states if one in found.since), default=prepared))


def _only(writers: Collection[int | None]) -> int | None:
    """Return who wrote all of some texts last, where one person did: somebody else is to review them."""
    return next(iter(writers)) if len(writers) == 1 else None


def _officers() -> set[int]:
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
    numbers = remarks.numbers({one.block.paper_id for one in found}) if found else {}
    for one in found:
        if one.person is None:
            continue
        names = {"person": one.person.display_name, "name": one.by.display_name}
        yield Point(
            kind="task",
            paper_id=one.block.paper_id,
            subject=str(one.pk),
            about=About(TASK[one.language], {"number": numbers[one.block_id], **names}),
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
    "hand_over",
    _("Hand-over of a contact point"),
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
