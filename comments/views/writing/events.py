"""Proposing a thematic event: written by the delegation, filed for the State."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cica_portal.deadlines import local_date
from cica_portal.errors import DomainError
from cica_portal.languages import reader_language
from cica_portal.web.pages import CONFLICT, REFUSED
from comments.procedure import overview
from comments.refusals import ConsultationClosed
from comments.views.base import ConsultationView
from comments.writing import proposed_events
from initiatives import proposals
from initiatives.forms import ProposedEventForm
from initiatives.models import ProposedEvent
from initiatives.overview import particulars
from initiatives.overview.particulars import Particulars
from members.models import MemberState
from plans.enums import BlockKind
from plans.outline import OutlineRow, revision_outline


class EventPage(ConsultationView):
    """A page about proposals of the own delegation, set out beside the objectives of the circulated text."""

    permission = "comments.draft_comment"
    event: ProposedEvent | None = None

    @cached_property
    def outline(self) -> list[OutlineRow]:
        return revision_outline(self.consultation.revision)

    def own_events(self) -> QuerySet[ProposedEvent]:
        own = ProposedEvent.objects.visible_to(self.request.user).select_related("host")
        return own.filter(
            paper=self.consultation.revision.paper_id, member_state=self.request.user.member_state_id
        )

    def set_out(self, *found: ProposedEvent) -> list[Particulars]:
        return particulars.of(found, self.outline, reader_language())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(event=self.event, **kwargs)


class EventFormPage(EventPage):
    template_name = "comments/event_form.html"

    def form(self, **kwargs: Any) -> ProposedEventForm:
        return ProposedEventForm(
            paper=self.consultation.revision.paper,
            objectives=self.objectives(),
            states=MemberState.objects.members_on(local_date(self.at, self.consultation.time_zone)),
            language=reader_language(),
            own_state=self.request.user.member_state,
            event=self.event,
            **kwargs,
        )

    def objectives(self) -> list[tuple[str, str]]:
        language = reader_language()
        return [
            (str(row.key), f"{row.label[language]} {row.text(language)}")
            for row in self.outline
            if row.kind == BlockKind.OBJECTIVE
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["form"] = kwargs.get("form") or self.form()
        kwargs.setdefault("own_events", [])
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form(data=request.POST)
        if not form.is_valid():
            return self.page(context={"form": form}, status=REFUSED)
        values = {name: form.cleaned_data[name] for name in proposals.FIELDS}
        try:
            event = proposed_events.save(
                self.consultation,
                by=request.user,
                at=self.at,
                event=self.event,
                version=form.cleaned_data["version"],
                **values,
            )
        except proposals.StaleEvent as stale:
            return self.conflict(stale)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(context={"form": form}, status=REFUSED)
        if request.user.can_submit and overview.takes_answers(self.consultation, self.at):
            return redirect("comments:event-file", pk=self.consultation.pk, event=event.pk)
        messages.success(request, _("Draft saved. Only your delegation can see it until it is submitted."))
        return redirect("comments:consultation-detail", pk=self.consultation.pk)

    def conflict(self, stale: proposals.StaleEvent) -> HttpResponseBase:
        self.template_name = "comments/event_conflict.html"
        data = self.request.POST.copy()
        data["version"] = str(stale.current.version if stale.current else 0)
        self.event = stale.current
        both = [event for event in (ProposedEvent(**stale.mine), stale.current) if event]
        mine, *current = self.set_out(*both)
        return self.page(
            context={"form": self.form(data=data), "current": current[0] if current else None, "mine": mine},
            status=CONFLICT,
        )


class EventCreate(EventFormPage):
    """A new proposal, below those that the delegation has made for this plan."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(own_events=list(self.own_events().with_standing()), **kwargs)


class EventEdit(EventFormPage):
    """One unfiled proposal of the own delegation; anybody else's does not exist."""

    def find(self, pk: int, event: Any) -> None:
        super().find(pk=pk)
        self.event = get_object_or_404(self.own_events(), pk=event, filed_at=None)


class EventView(EventPage):
    """An act on one proposal of the own delegation, which is shown as it is."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(shown=self.set_out(self.event)[0], **kwargs)


class EventFile(EventView):
    """Show exactly what will be filed, then file it. A second click finds the receipt of the first."""

    template_name = "comments/event_confirm_file.html"
    permission = "comments.propose_event"

    def find(self, pk: int, event: Any) -> None:
        super().find(pk=pk)
        self.event = get_object_or_404(self.own_events(), pk=event)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            receipt = proposed_events.file(self.event, self.consultation, by=request.user)
        except ConsultationClosed as refusal:
            messages.error(
                request,
                # Translators: refusal is a whole sentence that says what is wrong
                _("%(refusal)s The proposal was saved as a draft of your delegation.") % {"refusal": refusal},
            )
            return redirect("comments:consultation-detail", pk=self.consultation.pk)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("comments:consultation-detail", pk=self.consultation.pk)
        messages.success(request, _("Event proposed for your State. This is the receipt."))
        return redirect("comments:receipt-detail", number=receipt.number)


class EventRemove(EventView):
    template_name = "comments/event_confirm_remove.html"

    def find(self, pk: int, event: Any) -> None:
        super().find(pk=pk)
        self.event = get_object_or_404(self.own_events(), pk=event, filed_at=None)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        proposed_events.remove(self.event, self.consultation, by=request.user)
        messages.success(request, _("Draft event removed."))
        return redirect("comments:consultation-detail", pk=self.consultation.pk)
