"""Acts on a round: the note acknowledged, time granted, the outcome confirmed, the compilation released."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from cica_portal import formats
from cica_portal.alphabet import sort_key
from cica_portal.calendar.days import TooFarAhead
from cica_portal.deadlines import end_of_minute, local_date
from cica_portal.errors import DomainError
from cica_portal.languages import reader_language
from cica_portal.web.pages import REFUSED
from comments.enums import Outcome, Standing, Visibility
from comments.forms import ConfirmationForm, GrantForm, PaperNoteForm
from comments.models import TimeRequest
from comments.procedure import addenda, consultations, grants, ledger, outcomes, paper_notes
from comments.refusals import GrantNotLater, GrantsRunning
from comments.views.base import ConsultationView
from members.models import MemberState


class ConsultationAcknowledge(ConsultationView):
    """One click of a delegate: the State has the note. Asked again, it says who said so already."""

    permission = "comments.acknowledge"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            consultations.acknowledge(self.consultation, by=request.user, at=self.at)
        except DomainError as refusal:
            messages.info(request, str(refusal))
        else:
            messages.success(request, _("Receipt of the note acknowledged for your State."))
        back = request.POST.get("back", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts=None) or not back.startswith("/"):
            back = reverse("comments:consultation-detail", args=[self.consultation.pk])
        return redirect(back)


class ConsultationAct(ConsultationView):
    """An act of a signatory on a round: says what will happen, does it, and goes back to the board."""

    def board(self) -> HttpResponseBase:
        return redirect("comments:consultation-board", pk=self.consultation.pk)

    def refused(self, refusal: DomainError) -> HttpResponseBase:
        messages.error(self.request, str(refusal))
        return self.board()

    def states(self) -> list[MemberState]:
        """Return the addressed States, in protocol order."""
        return [row.member_state for row in self.consultation.addressees.select_related("member_state")]


class GrantGive(ConsultationAct):
    template_name = "comments/consultation_grant.html"
    permission = "comments.give_grant"

    def form(self, *args: Any) -> GrantForm:
        states = sorted(self.states(), key=lambda state: sort_key(state.name, reader_language()))
        code = self.request.GET.get("state", "")
        asked = next((one.wished_on for one in self.asked() if one.member_state.code == code), None)
        day = local_date(max(self.at, self.consultation.closes_at), self.consultation.time_zone)
        initial = {"state": code, "last_day": asked or day}
        return GrantForm(*args, states=[(one.code, one.name) for one in states], initial=initial)

    def asked(self) -> QuerySet[TimeRequest]:
        """Return the requests that a grant answers."""
        return self.consultation.time_requests.open().select_related("member_state", "by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["form"] = kwargs.get("form") or self.form()
        return super().get_context_data(
            given=self.consultation.grants.select_related("member_state", "by"), asked=self.asked(), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(context={"form": form}, status=REFUSED)
        values, zone = form.cleaned_data, self.consultation.time_zone
        try:
            granted = grants.give(
                self.consultation,
                MemberState.objects.get(code=values["state"]),
                until=end_of_minute(values["last_day"], values["last_minute"], zone),
                reason=values["reason"],
                by=request.user,
                at=self.at,
            )
        except (GrantNotLater, TooFarAhead) as refusal:
            form.add_error("last_day", str(refusal))
            return self.page(context={"form": form}, status=REFUSED)
        except DomainError as refusal:
            return self.refused(refusal)
        until = formats.closing(granted.until, zone, reader_language())
        messages.success(
            request,
            # Translators: state is the name of a Member State; until is the end of the additional time,
            # with day, hour and time zone
            _("%(state)s may respond until: %(until)s.") % {"state": granted.member_state, "until": until},
        )
        return self.board()


class PaperNoteRecord(ConsultationAct):
    template_name = "comments/consultation_paper_note.html"
    permission = "comments.record_paper_note"

    def form(self, *args: Any) -> PaperNoteForm:
        states = sorted(self.states(), key=lambda state: sort_key(state.name, reader_language()))
        initial = {"state": self.request.GET.get("state", "")}
        return PaperNoteForm(*args, states=[(one.code, one.name) for one in states], initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["form"] = kwargs.get("form") or self.form()
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST)
        if form.is_valid():
            values = form.cleaned_data
            state = MemberState.objects.get(code=values.pop("state"))
            try:
                paper_notes.record(self.consultation, state, **values, by=request.user, at=self.at)
            except DomainError as refusal:
                form.add_error("handed_on", str(refusal))
            else:
                messages.success(request, _("Delivery on paper recorded."))
                return self.board()
        return self.page(context={"form": form}, status=REFUSED)


class OutcomeConfirm(ConsultationAct):
    """The outcome as it was computed, with what it rests on, for the signatory to confirm."""

    template_name = "comments/consultation_outcome.html"
    permission = "comments.confirm_outcome"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consultation = self.consultation
        outcome = consultation.outcome_now
        rows = ledger.rows(consultation, at=self.at)
        waits = outcomes.awaited(consultation, rows)
        kwargs["form"] = kwargs.get("form") or ConfirmationForm(initial={"outcome": outcome})
        return super().get_context_data(
            outcome=outcome,
            facts=[(str(standing.label), number) for standing, number in ledger.tally(rows).items()],
            is_confirmed=outcomes.is_confirmed(consultation),
            confirmations=list(consultation.confirmations.select_related("by")),
            running=waits.running,
            asked=waits.asked,
            is_early=any(waits),
            addenda=addenda.of(consultation),
            not_reached=[row for row in rows if row.standing == Standing.NOT_REACHED],
            is_silence=outcome == Outcome.SILENCE,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = ConfirmationForm(request.POST)
        outcome = form.cleaned_data["outcome"] if form.is_valid() else ""
        try:
            reason = form.cleaned_data.get("reason", "")
            outcomes.confirm(self.consultation, outcome=outcome, reason=reason, by=request.user, at=self.at)
        except GrantsRunning as refusal:
            form.add_error("reason", str(refusal))
            return self.page(context={"form": form}, status=REFUSED)
        except DomainError as refusal:
            return self.refused(refusal)
        messages.success(request, _("Outcome confirmed in your name."))
        return self.board()


class CompilationReleaseView(ConsultationAct):
    template_name = "comments/consultation_release.html"
    permission = "comments.release_compilation"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.consultation.visibility != Visibility.AFTER_COMPILATION:
            return self.board()
        return self.page()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            states=[state.name for state in self.states()],
            is_confirmed=outcomes.is_confirmed(self.consultation),
            release=getattr(self.consultation, "release", None),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            outcomes.release(self.consultation, by=request.user, at=self.at)
        except DomainError as refusal:
            return self.refused(refusal)
        messages.success(request, _("Compilation distributed to the Member States."))
        return self.board()
