"""The list of plans, the page of one, and the acts on a plan as a whole."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy, pgettext_lazy

from cica_portal.alphabet import sort_key
from cica_portal.deadlines import seat_date
from cica_portal.errors import DomainError, Refusal
from cica_portal.languages import LANGUAGES, reader_language
from cica_portal.web import lists
from cica_portal.web.lists import Sorting
from cica_portal.web.pages import CONFLICT, ConfirmPage, FormPage, Page
from plans import open_points
from plans.checks import examination, gate, reviews
from plans.comparison.redline import redline
from plans.editing import editor_rows, progress
from plans.enums import AWAITING_DECISION, PUBLISHED_STATUSES, PaperStatus, PlanGate
from plans.forms import (
    CoordinatorForm,
    OverrideForm,
    PaperForm,
    ReviewListForm,
    SettingForm,
    TextStatusForm,
)
from plans.life import carrying, copying, papers
from plans.models import ConceptPaper
from plans.open_points import point_kinds
from plans.views import deciding, life_line, point_rows
from plans.views.frame import OfLanguage, OpenDraftPage, PaperView, reviewable

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

# Translators: number is a count of blocks.
OLD_YEARS = ngettext_lazy(
    "%(number)s block still names a year of the earlier period. Check whether that year is meant.",
    "%(number)s blocks still name a year of the earlier period. Check whether that year is meant.",
    "number",
)
REVIEWED_AT_ONCE = 50
ENDED = (*PUBLISHED_STATUSES, PaperStatus.WITHDRAWN)
POINTS_SHOWN = 4


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
        """Show the plans that a person may see by group, each group the latest first, or sorted."""
        sorting = Sorting(request, COLUMNS)
        order = (When(status__in=sorted(of), then=place) for place, (_word, of) in enumerate(GROUPS))
        papers = ConceptPaper.objects.visible_to(request.user).select_related("measure", "coordinator")
        found: Any = papers.order_by(Case(*order), "-period_from", "measure__position", "slug")
        if sorting.by:
            listed = sorting.of_list(found)
            found = [paper for _heading, of in GROUPS for paper in listed if paper.status in of]
        page = lists.part(request, found, self.size)
        missing = editor_rows.gaps(paper for paper in page if paper.is_editable)
        groups = [
            (heading, members)
            for heading, statuses in GROUPS
            if (members := [(one, missing.get(one.pk, 0)) for one in page if one.status in statuses])
        ]
        context = {"groups": groups, "sorting": sorting, "page": page, "query": lists.query(request)}
        may_add = request.user.has_perm("plans.add_paper")
        return self.page("plans/paper_list.html", context | {"may_add": may_add})


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
            messages.warning(self.request, OLD_YEARS % {"number": number})
        return redirect("plans:paper-edit", paper.slug)

    def earlier(self) -> Any:
        papers_seen = ConceptPaper.objects.visible_to(self.request.user)
        return papers_seen.exclude(status=PaperStatus.WITHDRAWN).order_by("-period_from", "slug")

    def begin(self, form: PaperForm) -> ConceptPaper:
        given = form.cleaned_data
        terms = {name: given[name] for name in ("period_from", "period_to", "coordinator")}
        terms |= {"titles": form.titles, "by": self.request.user, "at": self.at}
        if earlier := form.begun_from:
            return copying.begin_from(earlier, **terms)
        terms |= {"source_language": given["source_language"], "with_outline": form.with_outline}
        return papers.create(given["measure"], **terms)


class PaperDetail(PaperView):
    """A plan: what is next, its text and papers, and, folded, what is set for it and what became of it."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        user, paper = request.user, self.paper
        rows = editor_rows.rows(paper)
        may_edit = paper.is_editable and user.has_perm("plans.edit_paper", paper)
        held = gate.look(paper, rows) if paper.is_editable else None
        items = list(paper.items.open())
        acts, held_acts = deciding.acts(paper, user, deciding.begun(items, self.at))
        columns = progress.columns(paper, rows)
        events = list(paper.events.select_related("by").order_by("-at", "-pk"))
        decisions = list(
            paper.decisions.select_related("revision", "by", "item__meeting").order_by("-at", "-pk")
        )
        context = self.next_act() | {
            "stages": life_line.stages(paper, events, decisions),
            "rows": rows,
            "languages": columns,
            "needs": progress.list_needs(columns),
            "next_text": progress.next_text(rows, "", (), ("", "")) if may_edit else None,
            "gate": held,
            "may_edit": may_edit,
            "may_circulate": may_edit and user.is_secretariat,
            "not_editable": None if paper.is_editable else self.not_editable(),
            "may_choose_coordinator": may_edit and user.has_perm("plans.choose_coordinator", paper),
            "revisions": paper.revisions.select_related("frozen_by").order_by("-number"),
            "events": events,
            "acts": acts,
            "held_acts": held_acts,
            "is_awaiting": paper.status in AWAITING_DECISION,
            "decisions": decisions,
            "items": items,
            "may_meet": paper.status not in ENDED and user.has_perm("plans.hold_meetings", paper),
            "is_published": paper.status in PUBLISHED_STATUSES,
            "at": self.at,
        }
        return self.page("plans/paper_detail.html", context)

    def next_act(self) -> dict[str, Any]:
        user, kinds = self.request.user, point_kinds.kinds()
        found = [one for one in open_points.of_reader(user, self.at) if one.paper_id == self.paper.pk]
        acts, owes = point_rows.acts(found, self.at), open_points.whose(user)
        own = next((one for one in acts if owes(one.point)), None)
        others = next((one for one in acts if not owes(one.point)), None)
        return {
            "own_act": own,
            "others_act": others,
            "points": [one for one in acts if one is not (own or others) and not one.point.act][
                :POINTS_SHOWN
            ],
            "is_clear": not any(PlanGate.CIRCULATION in kinds[one.kind].gates for one in found),
        }


class PaperSetting(OpenDraftPage, FormPage):
    """Something that is said of a plan while its text is open, against what the page showed."""

    form_class: type[SettingForm]

    def form(self, *sent: Any, **given: Any) -> SettingForm:
        return self.form_class(*sent, paper=self.paper, **given)

    def act(self, form: SettingForm) -> None:
        seen = form.cleaned_data["seen"]
        self.set(self.paper, form.setting, seen=seen, by=self.request.user, at=self.at)


class PaperTextStatus(PaperSetting):
    template_name = "plans/paper_text_status.html"
    heading = gettext_lazy("Status of the translations")
    form_class = TextStatusForm
    set = staticmethod(papers.set_text_status)
    done = gettext_lazy("Status of translations saved.")


class PaperCoordinator(PaperSetting):
    template_name = "plans/paper_coordinator.html"
    heading = gettext_lazy("Coordinator of the plan")
    permission = "plans.choose_coordinator"
    form_class = CoordinatorForm
    set = staticmethod(papers.set_coordinator)
    done = gettext_lazy("Coordinator saved.")


class PaperGate(OpenDraftPage):
    """What keeps the draft from being circulated, block by block."""

    def open_page(self) -> HttpResponse:
        rows = editor_rows.rows(self.paper)
        held = gate.look(self.paper, rows)
        may_override = self.request.user.has_perm("plans.override_gate", self.paper)
        context = {
            "gate": held,
            "may_override": may_override and bool(held.overridable),
            "unread": reviews.unread(self.paper, [cell for row in rows for cell in row.cells]),
            "warnings": examination.warnings(self.paper, rows),
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
        if self.paper.is_editable and not held.unequal and held.overridable and not held.is_overridden:
            return super().get(request)
        uneven, nothing = Refusal("plans.not_overridable"), Refusal("plans.nothing_to_override")
        self.say_refused(uneven if held.unequal else nothing)
        return self.back()

    def initial(self) -> dict[str, Any]:
        return {"sha256": self.held.sha256, "number": len(self.held.overridable)}

    def act(self, form: OverrideForm) -> None:
        given = form.cleaned_data
        shown = {"expected_sha256": given["sha256"], "expected": given["number"]}
        gate.override(self.paper, **shown, reason=given["reason"], by=self.request.user, at=self.at)

    def refused(self, form: OverrideForm, refusal: DomainError) -> HttpResponseBase:
        if refusal.code != "plans.gate_moved":
            return super().refused(form, refusal)
        self.say_refused(refusal)
        return redirect("plans:paper-gate", self.paper.slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(gate=self.held, **kwargs)


class PaperReview(OpenDraftPage, OfLanguage, ConfirmPage):
    """Read each text of a language that awaits a review, with its changes and source; then mark them all."""

    again = {"plans.list_moved": CONFLICT}

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
        rows = editor_rows.rows(self.paper)
        may_review = reviewable(self.request.user, rows)
        waiting = {cell.language for row in rows for cell in row.cells if cell.pk in may_review}
        for language in (self.language, *LANGUAGES):
            if language in waiting:
                return redirect("plans:paper-review", self.paper.slug, language)
        return redirect("plans:paper-edit", self.paper.slug)

    def confirm(self, *, status: int = 200) -> HttpResponse:
        """Show at most so many at a time as one can read; those that this person wrote are left to others."""
        rows, source = editor_rows.rows(self.paper), self.paper.source_language
        may_review = reviewable(self.request.user, rows)
        own = [(row, row.cells[LANGUAGES.index(self.language)]) for row in rows]
        waiting = [(row, cell) for row, cell in own if cell.is_unreviewed]
        found = [(row, cell) for row, cell in waiting if cell.pk in may_review]
        cells = [cell for _row, cell in found[:REVIEWED_AT_ONCE]]
        read = reviews.last_read([cell.pk for cell in cells])
        listed = ",".join(f"{cell.pk}:{cell.version}" for cell in cells)
        context = {
            "language": self.language,
            "source": source if source != self.language else "",
            "found": found[:REVIEWED_AT_ONCE],
            "changes": {cell.pk: redline(read[cell.pk], cell.text) for cell in cells if read.get(cell.pk)},
            "more": len(found[REVIEWED_AT_ONCE:]),
            "own": len(waiting) - len(found),
            "form": ReviewListForm(initial={"listed": listed}),
        }
        return self.page("plans/paper_review.html", context, status=status)
