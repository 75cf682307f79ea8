"""The list of plans, the page of one, and the acts on a plan as a whole."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Case, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from cica_portal.alphabet import sort_key
from cica_portal.deadlines import seat_date
from cica_portal.errors import DomainError, Refusal
from cica_portal.languages import LANGUAGES, reader_language
from cica_portal.web import lists
from cica_portal.web.lists import Sorting
from cica_portal.web.pages import CONFLICT, ConfirmPage, FormPage, Page
from members.models import User
from plans import blocks, open_points
from plans.checks import examination, gate, reviews
from plans.editing import editor_rows
from plans.enums import AWAITING_DECISION, PUBLISHED_STATUSES, PaperStatus, PlanGate
from plans.forms import CoordinatorForm, OverrideForm, PaperForm, ReviewListForm, TextStatusForm
from plans.life import carrying, copying, papers
from plans.models import ConceptPaper
from plans.open_points import point_kinds
from plans.views import deciding, life_line, point_rows
from plans.views.frame import EditView, OfLanguage, OpenDraftPage, PaperView

GROUPS = [
    (gettext_lazy("In preparation"), {PaperStatus.DRAFTING, PaperStatus.UNDER_CONSOLIDATION}),
    (gettext_lazy("With the Member States"), {PaperStatus.CIRCULATED}),
    (
        gettext_lazy("Under SWG consideration"),
        {PaperStatus.BEFORE_SWG, PaperStatus.CONSIDERED, PaperStatus.RECOMMENDED},
    ),
    (pgettext_lazy("plans", "Adopted"), {PaperStatus.ADOPTED, PaperStatus.IMPLEMENTING}),
    (gettext_lazy("Completed and withdrawn"), {PaperStatus.COMPLETED, PaperStatus.WITHDRAWN}),
]

REVIEWED_AT_ONCE = 50
# So many acts are on the page of a plan; the page of its open points has all.
POINTS_SHOWN = 8


# What the list of plans is sorted by.
COLUMNS: dict[str, Callable[[ConceptPaper], Any]] = {
    "plan": lambda paper: (sort_key(paper.measure.short_title, reader_language()), -paper.period_from),
    "years": lambda paper: (paper.period_from, paper.period_to),
    "coordinator": lambda paper: paper.coordinator.protocol_name if paper.coordinator else None,
    "status": lambda paper: PaperStatus.values.index(paper.status),
}


class PaperList(Page):
    permission = "plans.view_papers"
    size = 50

    def get(self, request: HttpRequest) -> HttpResponse:
        user, sorting = request.user, Sorting(request, COLUMNS)
        found: Any = _grouped(user)
        if sorting.by:
            listed = sorting.of_list(found)
            found = [paper for _heading, of in GROUPS for paper in listed if paper.status in of]
        page = lists.part(request, found, self.size)
        missing = editor_rows.gaps(paper for paper in page if paper.is_editable)
        groups = []
        for heading, statuses in GROUPS:
            members = [(paper, missing.get(paper.pk, 0)) for paper in page if paper.status in statuses]
            if members:
                groups.append({"heading": heading, "papers": members})
        context = {"groups": groups, "sorting": sorting, "page": page, "query": lists.query(request)}
        may_add = request.user.has_perm("plans.add_paper")
        return self.page("plans/paper_list.html", context | {"may_add": may_add})


def _grouped(user: User) -> QuerySet[ConceptPaper]:
    """Return the plans that a person may see, by group, the latest first."""
    place = Case(*(When(status__in=sorted(of), then=place) for place, (_heading, of) in enumerate(GROUPS)))
    papers = ConceptPaper.objects.visible_to(user).select_related("measure", "coordinator")
    return papers.order_by(place, "-period_from", "measure__position", "slug")


class PaperCreate(FormPage):
    permission = "plans.add_paper"
    template_name = "plans/paper_form.html"

    def form(self, *sent: Any, **given: Any) -> PaperForm:
        return PaperForm(*sent, earlier=self.earlier(), **given)

    def initial(self) -> dict[str, Any]:
        year = seat_date(self.at).year
        return {"period_from": year, "period_to": year + 1, "source_language": "en"}

    def act(self, form: PaperForm) -> HttpResponse:
        paper = self.begin(form)
        messages.success(self.request, _("Plan created. Now add its text, block by block."))
        if form.begun_from and (number := copying.left_of(form.begun_from, paper)):
            messages.warning(self.request, old_years(number))
        return redirect("plans:paper-edit", paper.slug)

    def earlier(self) -> Any:
        papers_seen = ConceptPaper.objects.visible_to(self.request.user)
        return papers_seen.exclude(status=PaperStatus.WITHDRAWN).order_by("-period_from", "slug")

    def begin(self, form: PaperForm) -> ConceptPaper:
        given = form.cleaned_data
        terms = {
            "period_from": given["period_from"],
            "period_to": given["period_to"],
            "coordinator": given["coordinator"],
            "titles": form.titles,
            "by": self.request.user,
            "at": self.at,
        }
        if earlier := form.begun_from:
            return copying.begin_from(earlier, **terms)
        make = copying.begin_from_template if form.with_outline else papers.create
        return make(given["measure"], source_language=given["source_language"], **terms)


def old_years(number: int) -> str:
    # Translators: number is a count of blocks.
    return ngettext(
        "%(number)s block still names a year of the earlier period. Check whether that year is meant.",
        "%(number)s blocks still name a year of the earlier period. Check whether that year is meant.",
        number,
    ) % {"number": number}


class PaperDetail(PaperView):
    """A plan: its life, its text, what happened to it. What is next comes by itself, from `PaperNext`."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        user, paper = request.user, self.paper
        rows = editor_rows.rows(paper)
        may_edit = paper.is_editable and user.has_perm("plans.edit_paper", paper)
        held = gate.look(paper, rows) if paper.is_editable else None
        acts, held_acts = deciding.acts(paper, user)
        events = list(paper.events.select_related("by").order_by("-at", "-pk"))
        decisions = list(paper.decisions.select_related("revision", "by").order_by("-at", "-pk"))
        context = {
            "stages": life_line.stages(paper, events, decisions),
            "languages": editor_rows.tally(paper, rows),
            "gate": held,
            "findings": held.unequal if held else [],
            "may_edit": may_edit,
            "not_editable": self.why_not_edited,
            "may_choose_coordinator": may_edit and user.has_perm("plans.choose_coordinator", paper),
            "revisions": paper.revisions.select_related("frozen_by").order_by("-number"),
            "events": events,
            "acts": acts,
            "held_acts": held_acts,
            "decisions": decisions,
            "is_published": paper.status in PUBLISHED_STATUSES,
        }
        return self.page("plans/paper_detail.html", context)

    @property
    def why_not_edited(self) -> DomainError | None:
        paper = self.paper
        return None if paper.is_editable else blocks.NotEditable(status=paper.get_status_display())


class PaperNext(PaperView):
    """What comes next for a plan, and its open points: a part of its page that is asked for after it, since
    all apps are asked what is open."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        user, paper = request.user, self.paper
        may_edit = paper.is_editable and user.has_perm("plans.edit_paper", paper)
        found = open_points.of_reader(user, self.at, ConceptPaper.objects.filter(pk=paper.pk))
        acts = point_rows.acts(found, self.at)
        owes = open_points.whose(user)
        own = [one for one in acts if owes(one.point)]
        others = [one for one in acts if not owes(one.point)]
        decisions, _held = deciding.acts(paper, user) if paper.status in AWAITING_DECISION else ([], [])
        kinds = point_kinds.kinds()
        context = {
            "points": [*own, *others][:POINTS_SHOWN],
            "own_act": next(iter(own), None),
            "others_act": next(iter(others), None),
            "is_ready": may_edit and gate.look(paper).is_open,
            "is_clear": not any(PlanGate.CIRCULATION in kinds[one.kind].gates for one in found),
            "may_edit": may_edit,
            "is_published": paper.status in PUBLISHED_STATUSES,
            "may_circulate": may_edit and user.is_secretariat,
            "decision_due": next((one for one in decisions if one["name"] != "withdraw"), None),
        }
        return self.page("plans/_next_and_points.html", context)


class PaperTextStatus(OpenDraftPage, FormPage):
    template_name = "plans/paper_text_status.html"
    heading = gettext_lazy("Status of the translations")
    done = gettext_lazy("Status of translations saved.")

    def form(self, *sent: Any, **given: Any) -> TextStatusForm:
        return TextStatusForm(*sent, paper=self.paper, **given)

    def act(self, form: TextStatusForm) -> None:
        seen = form.cleaned_data["seen"]
        papers.set_text_status(self.paper, form.statuses, seen=seen, by=self.request.user, at=self.at)


class PaperCoordinator(OpenDraftPage, FormPage):
    template_name = "plans/paper_coordinator.html"
    heading = gettext_lazy("Coordinator of the plan")
    permission = "plans.choose_coordinator"
    done = gettext_lazy("Coordinator saved.")

    def form(self, *sent: Any, **given: Any) -> CoordinatorForm:
        return CoordinatorForm(*sent, paper=self.paper, **given)

    def act(self, form: CoordinatorForm) -> None:
        given = form.cleaned_data
        papers.set_coordinator(
            self.paper, given["coordinator"], seen=given["seen"], by=self.request.user, at=self.at
        )


class PaperGate(EditView):
    """What keeps the draft from being circulated, block by block."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        rows = editor_rows.rows(self.paper)
        held = gate.look(self.paper, rows)
        may_override = request.user.has_perm("plans.override_gate", self.paper)
        context = {
            "gate": held,
            "may_override": may_override and bool(held.overridable),
            "unread": reviews.unread(self.paper, [cell for row in rows for cell in row.cells]),
            "warnings": examination.warnings(self.paper, [row.outline for row in rows]),
            "points": point_rows.groups(
                carrying.before(self.paper, PlanGate.CIRCULATION, at=self.at), self.at
            ),
        }
        return self.page("plans/paper_gate.html", context)


class GateOverride(PaperView, FormPage):
    """A signatory lets stale or unreviewed texts through, with the reason."""

    permission = "plans.override_gate"
    template_name = "plans/gate_override.html"
    form_class = OverrideForm
    done = gettext_lazy("Circulation of this text is allowed despite the findings.")

    @cached_property
    def held(self) -> gate.Gate:
        return gate.look(self.paper)

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        held = self.held
        if not self.paper.is_editable or held.unequal or not held.overridable or held.is_overridden:
            messages.error(
                request,
                str(
                    Refusal("plans.not_overridable") if held.unequal else Refusal("plans.nothing_to_override")
                ),
            )
            return self.back()
        return super().get(request)

    def initial(self) -> dict[str, Any]:
        return {"sha256": self.held.sha256, "number": len(self.held.overridable)}

    def act(self, form: OverrideForm) -> None:
        gate.override(
            self.paper,
            expected_sha256=form.cleaned_data["sha256"],
            expected=form.cleaned_data["number"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            at=self.at,
        )

    def refused(self, form: OverrideForm, refusal: DomainError) -> HttpResponseBase:
        if refusal.code != "plans.gate_moved":
            return super().refused(form, refusal)
        messages.error(self.request, str(refusal))
        return redirect("plans:paper-gate", self.paper.slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(gate=self.held, **kwargs)


class PaperReview(OfLanguage, ConfirmPage):
    """Read every text of one language that waits for a review, beside its source; then mark them together."""

    again = {"plans.list_moved": CONFLICT}

    def get(self, request: HttpRequest, slug: str, language: str) -> HttpResponse:
        return self.confirm() if self.paper.is_editable else self.closed()

    def act(self) -> HttpResponse:
        form = ReviewListForm(self.request.POST)
        if not form.is_valid():
            raise Http404
        number = reviews.review_listed(
            self.paper, self.language, form.cleaned_data["listed"], by=self.request.user, at=self.at
        )
        # Translators: number is a count of texts.
        sentence = ngettext("%(number)s text reviewed.", "%(number)s texts reviewed.", number)
        messages.success(self.request, sentence % {"number": number})
        return self.further()

    def further(self) -> HttpResponse:
        """Lead to the next texts that this person may review, this language first, else to the editor."""
        others = [one for one in LANGUAGES if one != self.language]
        waiting = {
            cell.language
            for row in editor_rows.rows(self.paper)
            for cell in row.cells
            if cell.is_unreviewed and reviews.may_review(self.request.user, cell.edited_by_id)
        }
        for language in (self.language, *others):
            if language in waiting:
                return redirect("plans:paper-review", self.paper.slug, language)
        return redirect("plans:paper-edit", self.paper.slug)

    def confirm(self, *, status: int = 200) -> HttpResponse:
        """Show at most so many at a time as one can read; those that this person wrote are left to others."""
        rows = editor_rows.rows(self.paper)
        language, source = self.language, self.paper.source_language
        found, own = [], 0
        for row in rows:
            by_language = {cell.language: cell for cell in row.cells}
            cell = by_language[language]
            if not cell.is_unreviewed:
                continue
            if not reviews.may_review(self.request.user, cell.edited_by_id):
                own += 1
                continue
            found.append((row, cell, by_language[source] if source != language else None))
        shown = found[:REVIEWED_AT_ONCE]
        listed = ",".join(f"{cell.pk}:{cell.version}" for _row, cell, _source in shown)
        context = {
            "language": language,
            "found": shown,
            "more": len(found) - len(shown),
            "own": own,
            "form": ReviewListForm(initial={"listed": listed}),
        }
        return self.page("plans/paper_review.html", context, status=status)
