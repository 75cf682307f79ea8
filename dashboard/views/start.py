"""The start page: what needs this person today, by role."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext, ngettext_lazy, pgettext

from cica_portal.languages import reader_language
from cica_portal.operation import clocks, disk
from comments.answering import dialogue
from comments.procedure.lists import overview
from comments.procedure.lists.overview import Leading
from dashboard.operators import alarms
from dashboard.start import agenda, first_steps, open_points
from dashboard.views import outcomes, weeks
from dashboard.views.base import DashboardPage
from initiatives.participation.event_reminders import Kind
from members.audit import checks
from phrases.models import Correction
from plans import open_points as plan_points
from plans.enums import Owner, PaperStatus
from plans.models import ConceptPaper
from plans.open_points import point_kinds
from plans.open_points.point_kinds import Point
from plans.views import point_rows
from plans.views.point_rows import ActRow

# So many acts of each who owes them are on a start page; the page of open points has all.
OF_EACH = 4
# And so many of those that a State waits for.
OF_STATE = 3
# Who owes what a State waits for.
OF_HOUSE = {Owner.OFFICER, Owner.SIGNATORY, Owner.COORDINATOR}

# Events that want something by now, as acts.
OF_EVENTS = {
    # Translators: number is a count of events; an act, as on a button.
    Kind.OVERDUE: ngettext_lazy(
        "Record the outcome of %(number)s past event",
        "Record the outcome of %(number)s past events",
        "number",
    ),
    # Translators: number is a count of events; an act, as on a button.
    Kind.DAY_WANTED: ngettext_lazy(
        "Set the date of %(number)s event", "Set the dates of %(number)s events", "number"
    ),
    # Translators: number is a count of events; an act, as on a button.
    Kind.REPORT_WANTED: ngettext_lazy(
        "Obtain the report on %(number)s event", "Obtain the reports on %(number)s events", "number"
    ),
}

# Translators: number is a count of comments of the reader's State
NOT_ACCEPTED = ngettext_lazy(
    "%(number)s comment not accepted: agree or maintain the position",
    "%(number)s comments not accepted: agree or maintain the position",
    "number",
)


class Act(NamedTuple):
    """An act that is no open point of a plan: what is to be done, and where."""

    act: str
    url: str


class StartView(DashboardPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_secretariat:
            return self.page("dashboard/start_secretariat.html", self.secretariat())
        if user.is_coordinator:
            return self.page("dashboard/start_coordinator.html", self.coordinator())
        return self.page("dashboard/start_delegation.html", self.delegation())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(language=reader_language(), **kwargs)

    @cached_property
    def found(self) -> open_points.Collected:
        return open_points.of_reader(self.request.user, self.at)

    @cached_property
    def consultations(self) -> Leading:
        """The first of the consultations that take responses, and of those lately closed. Of a State that has
        left nothing is asked."""
        user = self.request.user
        found = overview.leading(user, self.at, agenda.LATEST)
        has_left = user.is_delegate and not user.is_of_a_member
        return Leading([], found.past, 0) if has_left else found

    @cached_property
    def failed(self) -> agenda.Failed:
        return agenda.failed()

    def points(self) -> dict[str, Any]:
        """Return the open points as acts: the own ones, and those of others by who owes them; what is owed to
        States is in the Secretariat's table of States alone."""
        user, owes = self.request.user, plan_points.whose(self.request.user)
        acts = point_rows.acts([*self.found.own, *self.found.others], self.at)
        own = [one for one in acts if owes(one.point)]
        others = [
            one
            for one in acts
            if not owes(one.point) and not (user.is_secretariat and all(map(_is_owed_to_state, one.parts)))
        ]
        raised = sorted(own, key=lambda one: _place(one.point))
        leading = raised[: open_points.SHOWN]
        owing = [
            {"owner": owner, "acts": owed[:OF_EACH], "more": max(len(owed) - OF_EACH, 0)}
            for owner in Owner
            if (owed := [one for one in others if one.point.owner == owner])
        ]
        of_states = _of_states(acts) if user.is_secretariat else []
        # Of hundreds of plans those alone are read that are named.
        shown = [*own[:1], *leading, *chain.from_iterable(one["acts"] for one in owing)]
        shown += chain.from_iterable(one[:OF_STATE] for one in of_states)
        papers = open_points.papers_of(one.point for one in shown)
        return {
            "own": leading,
            "first": next(iter(own), None),
            "number": len(own),
            "more": max(len(own) - open_points.SHOWN, 0),
            "others": owing,
            "owed": _owed_to_states(of_states, papers),
            "papers": papers,
            "shows_state": not user.is_delegate,
        }

    def ahead(self, *, with_deadlines: bool = False) -> list[weeks.Item]:
        """Return what falls in the next weeks; deadlines only where no consultation on the page says them."""
        found = weeks.of_reader(self.request.user, self.consultations, self.at, reader_language())
        return [
            one for one in found if with_deadlines or one.is_further or one.lane is not weeks.Lane.DEADLINES
        ]

    def secretariat(self) -> dict[str, Any]:
        current, past = self.consultations.current, self.consultations.past
        states = agenda.awaited(current)
        preparation = agenda.in_preparation()
        prepared = agenda.prepared() if preparation.number else set()
        return {
            # Who has a plan in sight need not ask whether there is one.
            "first_steps": [] if preparation.number or current or past else first_steps.find(),
            "points": self.points(),
            "further": [*self.ready(preparation, prepared), *self.further()],
            "drafted": sum(map(_is_drafted_note, self.found.all)),
            "failed": self.failed,
            "ahead": self.ahead(),
            "consultations": [(item, states.get(item.pk, [])) for item in current],
            "open": self.consultations,
            "past": past,
            "meetings": agenda.meetings(self.at),
            "preparation": preparation,
            "papers": [(paper, paper.pk in prepared) for paper in preparation.papers],
            "work": agenda.work(),
            "is_sound": checks.is_sound(),
            "disk_is_low": disk.is_low(),
            "clocks_differ": clocks.were_apart(),
            "messages_waited": alarms.messages_waited(),
        }

    def ready(self, preparation: agenda.Preparation, prepared: Collection[int | None]) -> list[Act]:
        """Return the circulations that can be prepared: of drafts whose texts are all there and reviewed."""
        waiting = {one.paper_id for one in self.found.all if one.kind in ("translation", "review")}
        shown = {paper.pk: paper for paper in preparation.papers if paper.status == PaperStatus.DRAFTING}
        every = ConceptPaper.objects.filter(status=PaperStatus.DRAFTING).values_list("pk", flat=True)
        drafts = every if preparation.further else shown
        keys = [key for key in drafts if key not in waiting and key not in prepared]
        first, number = keys[: agenda.LATEST], len(keys[agenda.LATEST :])
        papers = [shown[key] for key in first if key in shown]
        if len(papers) < len(first):
            papers = list(ConceptPaper.objects.filter(pk__in=first).select_related("measure"))
        # Translators: plan is the short name of a plan and its years; an act, as on a button.
        words = pgettext("act", "Prepare the circulation of %(plan)s")
        acts = [
            Act(words % {"plan": paper.short_title}, reverse("notes:circulation-prepare", args=[paper.slug]))
            for paper in papers
        ]
        if number:
            # Translators: number is a count of plans, besides those named above; an act, as on a button.
            words = ngettext(
                "Prepare the circulation of %(number)s more plan",
                "Prepare the circulation of %(number)s more plans",
                number,
            )
            acts.append(Act(words % {"number": number}, reverse("plans:paper-list")))
        return [*acts, *self.consolidated(preparation, prepared)]

    def consolidated(self, preparation: agenda.Preparation, prepared: Collection[int | None]) -> list[Act]:
        """Return the plans whose comments are consolidated and of which nothing is left to settle in house:
        they go before the SWG, or are circulated again; the plan's page leads to both."""
        waiting = {one.paper_id for one in self.found.all if one.owner in OF_HOUSE}
        # Translators: plan is the short name of a plan and its years; an act, as on a button.
        words = pgettext("act", "Submit to the SWG or circulate again: %(plan)s")
        return [
            Act(words % {"plan": paper.short_title}, reverse("plans:paper-detail", args=[paper.slug]))
            for paper in preparation.papers
            if paper.status == PaperStatus.UNDER_CONSOLIDATION
            and paper.pk not in waiting
            and paper.pk not in prepared
        ]

    def of_events(self) -> list[Act]:
        """Return what the events want whose records the person keeps."""
        events = reverse("initiatives:initiative-list")
        return [
            Act(str(OF_EVENTS[kind] % {"number": number}), f"{events}?due={kind}")
            for kind, number in agenda.wanting(self.request.user, self.at)
        ]

    def further(self) -> list[Act]:
        """Return what else the Secretariat is to do: of events, documents, and corrections of wording."""
        user, acts = self.request.user, self.of_events()
        if number := self.failed.to_persons + self.failed.unknown:
            # Translators: number is a count of messages; an act, as on a button.
            words = ngettext(
                "Check %(number)s personal message",
                "Check %(number)s personal messages",
                number,
            )
            acts.append(Act(words % {"number": number}, reverse("members:undelivered")))
        if number := self.failed.documents:
            # Translators: number is a count of documents; an act, as on a button.
            words = ngettext(
                "Request %(number)s document again that could not be prepared",
                "Request %(number)s documents again that could not be prepared",
                number,
            )
            acts.append(Act(words % {"number": number}, reverse("notes:outbox")))
        waiting = Correction.objects.waiting().exclude(proposed_by=user) if user.is_signatory else ()
        new_states = [one for one in waiting if one.is_new_state]
        for one in new_states:
            # Translators: name is that of a State
            words = gettext("Approve the new Member State %(name)s")
            named = words % {"name": one.forms[f"name_{reader_language()}"]}
            acts.append(Act(named, reverse("phrases:correction-detail", args=[one.pk])))
        if number := len(waiting) - len(new_states):
            # Translators: number is a count of corrections of wording; an act, as on a button.
            words = ngettext("Approve %(number)s correction", "Approve %(number)s corrections", number)
            url = f"{reverse('phrases:correction-list')}?status=proposed"
            acts.append(Act(words % {"number": number}, url))
        return acts

    def coordinator(self) -> dict[str, Any]:
        current, past = self.consultations.current, self.consultations.past
        papers = ConceptPaper.objects.visible_to(self.request.user)
        return {
            "points": self.points(),
            "ahead": self.ahead(),
            "further": self.of_events(),
            "open": self.consultations,
            "papers": papers.select_related("measure").order_by("-period_from", "slug"),
            "consultations": [(item, []) for item in current],
            "past": past,
        }

    def delegation(self) -> dict[str, Any]:
        current, past = self.consultations.current, self.consultations.past
        user = self.request.user
        asked = [one for one in current if not overview.has_answered(one) and not one.asks_decision]
        follows = agenda.follows(asked, reader_language())
        told = outcomes.latest(past, user, reader_language())
        shown = told.consultation.pk if told else None
        adopted = ConceptPaper.objects.published_to(user).select_related("measure")
        return {
            "points": self.points(),
            "heading": self.of_state(len(asked)),
            "outcomes": told,
            "further_outcomes": [
                Act(str(NOT_ACCEPTED % {"number": number}), reverse("comments:own-comments", args=[one]))
                for one, number in dialogue.reactions_asked(user)
                if one != shown
            ],
            "ahead": self.ahead(with_deadlines=not asked),
            "registrations": agenda.registrations(user, self.at, reader_language())
            if user.can_submit
            else [],
            "of_events": self.of_events() if user.can_submit else [],
            "open": self.consultations,
            "consultations": [(item, follows.get(item.pk, "")) for item in current],
            "past": past,
            "adopted": adopted.order_by("-period_from", "slug")[: agenda.LATEST],
        }

    @cached_property
    def owed_by_state(self) -> int:
        """How many open points are the delegation's, whoever of it is to act."""
        return sum(point.owner == Owner.DELEGATION for point in self.found.all)

    def of_state(self, number: int) -> str:
        """Return for how many responses the State is asked today, else for how many other acts."""
        state = self.request.user.acting_state.name
        if number:
            # Translators: state is the short name of a State; number is a count of responses asked for
            words = ngettext(
                "%(state)s: %(number)s response is requested",
                "%(state)s: %(number)s responses are requested",
                number,
            )
        elif number := self.owed_by_state:
            # Translators: state is the short name of a State; number is a count of actions
            words = ngettext(
                "%(state)s: %(number)s action is required",
                "%(state)s: %(number)s actions are required",
                number,
            )
        else:
            words = pgettext("start page", "%(state)s: nothing is required today")
        return words % {"state": state, "number": number}


def _is_drafted_note(point: Point) -> bool:
    """Tell whether a point is a drafted note; that which submits a plan is one of its own, drafted or not."""
    if point.kind == "submission_missing":
        return point.page.name == "notes:note-detail"
    return point.kind in {"note_unsigned", "free_note_unsigned"}


def _place(point: Point) -> int:
    """Return where a point stands: of those that come first, what one person alone owes stands above."""
    if not point_kinds.kinds()[point.kind].comes_first:
        return 2
    return int(point.person_id is None)


def _is_owed_to_state(row: ActRow) -> bool:
    return row.state is not None and row.point.owner in OF_HOUSE


def _of_states(acts: Iterable[ActRow]) -> list[list[ActRow]]:
    """Return what the house owes to States, the acts of each State by themselves."""
    by_state: dict[int, list[ActRow]] = {}
    for act in acts:
        for row in act.parts:
            if row.state is not None and _is_owed_to_state(row):
                by_state.setdefault(row.state.pk, []).append(row)
    return [point_rows.folded(rows) for rows in by_state.values()]


def _owed_to_states(of_states: Iterable[Sequence[ActRow]], papers: Mapping[int, Any]) -> list[dict[str, Any]]:
    """Return by State what the house owes it, in protocol order: acts, each with the name of its plan, the
    nearest due first, at most so many, and how many more there are; who owes any, and since when."""
    names = {None: pgettext("open point", "no plan")} | {key: one.short_title for key, one in papers.items()}
    return [
        {
            "state": acts[0].states[0],
            "acts": [(one, names[one.point.paper_id]) for one in acts[:OF_STATE]],
            "more": max(len(acts) - OF_STATE, 0),
            "owners": list(dict.fromkeys(one.owner for one in acts)),
            "since": min(one.since for one in acts),
        }
        for acts in sorted(of_states, key=lambda acts: acts[0].states[0].protocol_name)
    ]
