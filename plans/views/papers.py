"""The list of plans, the page of one, and the acts on a plan as a whole."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from cica_portal import clock
from cica_portal.errors import DomainError
from cica_portal.languages import is_language
from cica_portal.web.pages import CONFLICT, REFUSED, Page
from plans import carrying
from plans.checks import examination, gate, reviews
from plans.editing import editor_rows
from plans.enums import PUBLISHED_STATUSES, PaperStatus, PlanGate
from plans.forms import OverrideForm, PaperForm, ReviewListForm, TextStatusForm
from plans.life import copying, papers
from plans.models import ConceptPaper
from plans.views import deciding, point_rows
from plans.views.frame import EditView, PaperView

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


class PaperList(Page):
    permission = "plans.view_papers"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = list(
            ConceptPaper.objects.visible_to(request.user).select_related("measure", "coordinator").order_by()
        )
        found.sort(key=lambda paper: (-paper.period_from, paper.measure.position, paper.slug))
        missing = editor_rows.gaps(paper for paper in found if paper.is_editable)
        groups = []
        for heading, statuses in GROUPS:
            members = [(paper, missing.get(paper.pk, 0)) for paper in found if paper.status in statuses]
            if members:
                groups.append({"heading": heading, "papers": members})
        context = {"groups": groups, "may_add": request.user.has_perm("plans.add_paper")}
        return self.page("plans/paper_list.html", context)


class PaperCreate(Page):
    permission = "plans.add_paper"

    def get(self, request: HttpRequest) -> HttpResponse:
        year = clock.now().year
        initial = {"period_from": year, "period_to": year + 1, "source_language": "en"}
        return self.form_page(PaperForm(initial=initial, earlier=self.earlier()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PaperForm(request.POST, earlier=self.earlier())
        if form.is_valid():
            try:
                paper = self.begin(form)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Plan created. Now add its text, block by block."))
                return redirect("plans:paper-edit", paper.slug)
        return self.form_page(form, status=REFUSED)

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
            "at": clock.now(),
        }
        if earlier := form.begun_from:
            return copying.begin_from(earlier, **terms)
        make = copying.begin_from_template if form.with_outline else papers.create
        return make(given["measure"], source_language=given["source_language"], **terms)

    def form_page(self, form: PaperForm, status: int = 200) -> HttpResponse:
        return self.page("plans/paper_form.html", {"form": form}, status=status)


class PaperDetail(PaperView):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        user, paper = request.user, self.paper
        rows = editor_rows.rows(paper)
        may_edit = paper.is_editable and user.has_perm("plans.edit_paper", paper)
        held = gate.look(paper, rows) if paper.is_editable else None
        context = {
            "languages": editor_rows.tally(paper, rows),
            "gate": held,
            "findings": held.unequal if held else [],
            "is_ready": held is not None and held.is_open,
            "may_edit": may_edit,
            "may_circulate": may_edit and user.is_secretariat,
            "revisions": paper.revisions.select_related("frozen_by").order_by("-number"),
            "events": paper.events.select_related("by").order_by("-at", "-pk"),
            "acts": deciding.acts(paper, user),
            "decisions": paper.decisions.select_related("revision", "by").order_by("-at", "-pk"),
            "is_published": paper.status in PUBLISHED_STATUSES,
        }
        return self.page("plans/paper_detail.html", context)


class PaperTextStatus(EditView):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        return self.page("plans/paper_text_status.html", {"form": TextStatusForm(paper=self.paper)})

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = TextStatusForm(request.POST, paper=self.paper)
        if form.is_valid():
            try:
                papers.set_text_status(self.paper, form.statuses, by=request.user, at=clock.now())
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Status of translations saved."))
                return redirect("plans:paper-detail", slug)
        return self.page("plans/paper_text_status.html", {"form": form}, status=REFUSED)


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
            "warnings": examination.warnings(self.paper, [row.outline for row in rows]),
            "points": point_rows.groups(
                carrying.before(self.paper, PlanGate.CIRCULATION, at=self.at), self.at
            ),
        }
        return self.page("plans/paper_gate.html", context)


class GateOverride(PaperView):
    """A signatory lets stale or unreviewed texts through, with the reason."""

    permission = "plans.override_gate"

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        held = gate.look(self.paper)
        if not self.paper.is_editable or held.unequal or not held.overridable or held.is_overridden:
            messages.error(request, str(gate.NotOverridable() if held.unequal else gate.NothingToOverride()))
            return redirect("plans:paper-detail", slug)
        form = OverrideForm(initial={"sha256": held.sha256, "number": len(held.overridable)})
        return self.form_page(form, held)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        form = OverrideForm(request.POST)
        if form.is_valid():
            try:
                gate.override(
                    self.paper,
                    expected_sha256=form.cleaned_data["sha256"],
                    expected=form.cleaned_data["number"],
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    at=clock.now(),
                )
            except gate.GateMoved as refusal:
                messages.error(request, str(refusal))
                return redirect("plans:paper-gate", slug)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Circulation of this text is allowed despite the findings."))
                return redirect("plans:paper-detail", slug)
        return self.form_page(form, gate.look(self.paper), status=REFUSED)

    def form_page(self, form: OverrideForm, held: gate.Gate, status: int = 200) -> HttpResponse:
        return self.page("plans/gate_override.html", {"form": form, "gate": held}, status=status)


class PaperReview(EditView):
    """Read every text of one language that waits for a review, beside its source; then mark them together."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_language(kwargs["language"]):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, slug: str, language: str) -> HttpResponse:
        if not self.paper.is_editable:
            return self.closed()
        return self.list_page()

    def post(self, request: HttpRequest, slug: str, language: str) -> HttpResponse:
        form = ReviewListForm(request.POST)
        if not form.is_valid():
            raise Http404
        try:
            number = reviews.review_listed(
                self.paper, language, form.cleaned_data["listed"], by=request.user, at=clock.now()
            )
        except reviews.ListMoved as refusal:
            messages.error(request, str(refusal))
            return self.list_page(status=CONFLICT)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("plans:paper-detail", slug)
        # Translators: number is a count of texts.
        sentence = ngettext("%(number)s text reviewed.", "%(number)s texts reviewed.", number)
        messages.success(request, sentence % {"number": number})
        return redirect("plans:paper-edit", slug)

    def list_page(self, status: int = 200) -> HttpResponse:
        """Show at most so many at a time as one can read; those that this person wrote are left to others."""
        rows = editor_rows.rows(self.paper)
        language, source = self.kwargs["language"], self.paper.source_language
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
