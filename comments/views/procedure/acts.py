"""Acts on a round: the note acknowledged, time granted, the outcome confirmed, the compilation released."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from cica_portal import formats, spaces
from cica_portal.alphabet import sort_key
from cica_portal.calendar.days import TooFarAhead
from cica_portal.deadlines import LAST_MINUTE, NoSuchMinute, closing_instant, local_date, seat_date
from cica_portal.errors import DomainError
from cica_portal.languages import reader_language
from cica_portal.web.following import Step
from cica_portal.web.pages import REFUSED, ActPage, ConfirmPage, FormPage
from comments.answering import dialogue
from comments.closed_refusals import GrantNotLater, GrantsRunning, PlanWentOn
from comments.enums import UNDECIDED, HoldCause, Outcome, Standing, Visibility
from comments.forms.procedure import ClosingForm, ConfirmationForm, DistributionForm, GrantForm
from comments.models import Consultation, Response, TimeRequest
from comments.procedure import away, consultations, outcomes, reaching
from comments.procedure.deadlines import grants
from comments.procedure.lists import overview
from comments.procedure.replies import addenda, ledger
from comments.refusals import PlanWithdrawn
from comments.views.base import ConsultationView
from members.fields import by_clock_of
from members.models import MemberState
from plans.views.point_rows import address


class ConsultationAcknowledge(ConsultationView, ActPage):
    """One click of a delegate: the State has the note. Asked again, it says who said so already."""

    permission = "comments.acknowledge"
    perform = staticmethod(reaching.acknowledge)
    done = gettext_lazy("Receipt of the note acknowledged for your State.")

    def refused(self, refusal: DomainError) -> HttpResponseBase:
        messages.info(self.request, str(refusal))
        return self.back()

    def back(self) -> HttpResponseBase:
        back = self.request.POST.get("back", "")
        is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
        return redirect(back) if is_ours else super().back()


class BoardPage(ConsultationView):
    """An act on a round: says what will happen, does it, and goes back to the board."""

    asked_on = "comments:consultation-board", "consultation__pk"

    def states(self) -> list[MemberState]:
        """Return the addressed States, in protocol order."""
        return [row.member_state for row in self.consultation.addressees.select_related("member_state")]


class GrantGive(FormPage, BoardPage):
    template_name = "comments/consultation_grant.html"
    permission = "comments.give_grant"
    beside = "last_day"
    gives_back = ("reason",)

    def form(self, *sent: Any, **given: Any) -> GrantForm:
        states = sorted(self.states(), key=lambda state: sort_key(state.name, reader_language()))
        standing = Response.objects.standing().filter(consultation=self.consultation)
        responded = set(standing.values_list("member_state", flat=True))
        # Translators: state is the name of a Member State
        has_responded = _("%(state)s (has responded)")
        named = [
            (one.code, has_responded % {"state": one.name} if one.pk in responded else one.name)
            for one in states
        ]
        return by_clock_of(GrantForm(*sent, states=named, **given), self.consultation.time_zone)

    def initial(self) -> dict[str, Any]:
        code = self.request.GET.get("state", "")
        asked = next((one for one in self.asked() if one.member_state.code == code), None)
        if asked is not None:
            return {"state": code, "last_day": asked.wished_on, "last_minute": asked.wished_minute}
        day = local_date(max(self.at, self.consultation.closes_at), self.consultation.time_zone)
        return {"state": code, "last_day": day, "last_minute": LAST_MINUTE}

    def asked(self) -> QuerySet[TimeRequest]:
        """Return the requests that a grant answers."""
        return self.consultation.time_requests.open().select_related("member_state", "by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            given=self.consultation.grants.select_related("member_state", "by"),
            asked=self.asked(),
            receives=grants.receives(self.consultation),
            reads_others=overview.is_read_by_states(self.consultation, self.at)
            or self.consultation.visibility == Visibility.AFTER_CLOSING,
            **kwargs,
        )

    def act(self, form: GrantForm) -> HttpResponseBase:
        values, zone = form.cleaned_data, self.consultation.time_zone
        granted = grants.give(
            self.consultation,
            MemberState.objects.get(code=values["state"]),
            until=closing_instant(values["last_day"], zone, values["last_minute"]),
            reason=values["reason"],
            by=self.request.user,
            at=self.at,
        )
        until = spaces.shown(formats.closing(granted.until, zone, reader_language()))
        messages.success(
            self.request,
            # Translators: state is the name of a Member State; until is the end of the additional time,
            # with day, hour and time zone
            _("%(state)s may respond until: %(until)s.") % {"state": granted.member_state, "until": until},
        )
        return self.back()

    def refused(self, form: GrantForm, refusal: DomainError) -> HttpResponseBase:
        if isinstance(refusal, GrantNotLater | TooFarAhead | NoSuchMinute):
            return super().refused(form, refusal)
        if isinstance(refusal, PlanWithdrawn | PlanWentOn):
            self.find(**self.kwargs)  # the page says so of the plan as it is by now
            return self.form_page(form, status=REFUSED)
        self.say_refused(refusal)
        return self.back()


def replies_step(consultation: Consultation) -> Step:
    """Return what follows once each comment has the reply it needs: replies are sent, or the plan goes on."""
    if not dialogue.is_released(consultation):
        return Step(
            gettext("An authorized signatory sends the replies."),
            reverse("comments:answers-release", args=[consultation.pk]),
            gettext("Send replies"),
        )
    return Step(
        gettext(
            "Once the text is complete and reviewed in three languages, the plan is submitted to the SWG or "
            "circulated again."
        ),
        reverse("plans:paper-detail", args=[consultation.revision.paper.slug]),
        gettext("Open the plan"),
    )


class ClosingDecide(FormPage, BoardPage):
    """When the portal was away and which States tried; the extension is drafted on its own page."""

    template_name = "comments/consultation_closing.html"
    permission = "comments.decide_closing"
    form_class = ClosingForm
    beside = "reason"
    done = gettext_lazy("Consultation closed as of the deadline.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        closing = self.consultation.held_closings.select_related("decided_by").last()
        return super().get_context_data(
            unreached=self.unreached(),
            closing=closing,
            tried=away.who_tried(closing) if closing else [],
            **kwargs,
        )

    def steps(self) -> list[Step]:
        return [
            Step(
                gettext("An authorized signatory confirms the outcome."),
                reverse("comments:consultation-outcome", args=[self.consultation.pk]),
                gettext("See the outcome"),
            )
        ]

    def unreached(self) -> list[str]:
        """Return the States for which a decision by silence is held."""
        closing = away.waiting(self.consultation)
        if closing is None or closing.cause != HoldCause.NOT_REACHED:
            return []
        rows = ledger.rows(self.consultation, at=self.at)
        return [row.member_state.name for row in rows if row.standing == Standing.NOT_REACHED]

    def form(self, *sent: Any, **given: Any) -> ClosingForm:
        form = super().form(*sent, **given)
        if self.unreached():
            form.fields["reason"].label = pgettext("label", "Reason")
        return form

    def act(self, form: ClosingForm) -> None:
        closing = away.waiting(self.consultation)
        if closing is not None and closing.cause == HoldCause.NOT_REACHED:
            self.done = capfirst(f"{UNDECIDED}.")
            consultations.end_without_decision(
                self.consultation, reason=form.cleaned_data["reason"], by=self.request.user, at=self.at
            )
            return
        consultations.close_as_of_deadline(
            self.consultation, reason=form.cleaned_data["reason"], by=self.request.user, at=self.at
        )


class OutcomeConfirm(BoardPage, ConfirmPage):
    """The outcome as it was computed, with what it rests on, for the signatory to confirm."""

    template_name = "comments/consultation_outcome.html"
    permission = "comments.confirm_outcome"
    done = gettext_lazy("Outcome confirmed in your name.")

    def steps(self) -> list[Step]:
        if self.consultation.asks_decision:
            return []  # the note on it is on the start page
        if self.consultation.outcome_now == Outcome.SILENCE:
            return [Step(gettext("The note to the SWG awaits signature on the start page."))]
        if self.consultation.are_withdrawn:
            return [
                Step(
                    gettext("All comments were withdrawn. The plan can be circulated again."),
                    reverse("plans:paper-detail", args=[self.consultation.revision.paper.slug]),
                    gettext("Open the plan"),
                )
            ]
        if not dialogue.unanswered(self.consultation):
            return [replies_step(self.consultation)]
        return [
            Step(
                gettext("The Secretariat and the coordinator reply to the comments."),
                reverse("comments:disposition-list", args=[self.consultation.pk]),
                gettext("Reply to the comments"),
            )
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consultation = self.consultation
        outcome = consultation.outcome_now
        rows = ledger.rows(consultation, at=self.at)
        waits = outcomes.awaited(consultation, rows)
        kwargs["form"] = kwargs.get("form") or ConfirmationForm(initial={"outcome": outcome})
        return super().get_context_data(
            outcome=outcome,
            facts=ledger.totals(consultation, rows),
            is_confirmed=outcomes.is_confirmed(consultation),
            confirmations=list(consultation.confirmations.select_related("by")),
            running=waits.running,
            asked=waits.asked,
            unentered=[
                (row.member_state.name, str(point.about), address(point.page))
                for row in waits.unentered
                for point in row.unentered
            ],
            is_early=any(waits),
            addenda=addenda.of(consultation),
            not_reached=[row for row in rows if row.standing == Standing.NOT_REACHED],
            is_silence=outcome == Outcome.SILENCE,
            later=outcomes.later(consultation),
            returns_plan=outcomes.returns_plan(consultation, outcome),
            **kwargs,
        )

    def act(self) -> None:
        form = ConfirmationForm(self.request.POST)
        outcome = form.cleaned_data["outcome"] if form.is_valid() else ""
        reason = form.cleaned_data.get("reason", "")
        outcomes.confirm(self.consultation, outcome=outcome, reason=reason, by=self.request.user, at=self.at)

    def refused(self, refusal: DomainError) -> HttpResponseBase:
        if not isinstance(refusal, GrantsRunning):
            return super().refused(refusal)
        form = ConfirmationForm(self.request.POST)
        form.add_error("reason", str(refusal))
        return self.page(context={"form": form}, status=REFUSED)


# As many working days as are proposed for the support of proposals.
SUPPORT_WORKING_DAYS = 5


class CompilationReleaseView(FormPage, BoardPage):
    template_name = "comments/consultation_release.html"
    permission = "comments.release_compilation"
    form_class = DistributionForm
    beside = "reason"
    final = ("comments.already_released", "comments.outcome_not_confirmed", "comments.nothing_to_release")
    done = gettext_lazy("Compilation distributed to the Member States.")

    def initial(self) -> dict[str, Any]:
        """Propose five working days for the support of proposals."""
        return {"support_until": formats.working_days_before(seat_date(self.at), -SUPPORT_WORKING_DAYS)}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.consultation.visibility != Visibility.AFTER_COMPILATION:
            return self.back()
        return super().get(request)

    def act(self, form: DistributionForm) -> None:
        outcomes.release(self.consultation, **form.cleaned_data, by=self.request.user, at=self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waits = outcomes.awaited(self.consultation, ledger.rows(self.consultation, at=self.at))
        return super().get_context_data(
            running=waits.running,
            asked=waits.asked,
            states=[state.name for state in self.states() if state.is_member_on(seat_date(self.at))],
            is_confirmed=outcomes.is_confirmed(self.consultation),
            release=getattr(self.consultation, "release", None),
            **kwargs,
        )
