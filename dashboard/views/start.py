"""The start page: what needs this person today, by role."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from cica_portal.languages import reader_language
from comments.procedure import outcomes
from dashboard import agenda, event_agenda
from dashboard.views.base import DashboardPage
from notes import alerts, kinds
from notes.delivery import bounces
from phrases.models import Correction


class StartView(DashboardPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_secretariat:
            return self.page("dashboard/start_secretariat.html", self.secretariat())
        if user.is_coordinator:
            return self.page("dashboard/start_coordinator.html", self.coordinator())
        return self.page("dashboard/start_delegation.html", self.delegation())

    def secretariat(self) -> dict[str, Any]:
        user = self.request.user
        current, past = agenda.consultations(user, self.at)
        awaited = agenda.awaited(current)
        drafted = agenda.drafted()
        preparing = {note.paper_id for note in drafted if kinds.of(note).opens_consultation}
        troubles = agenda.troubles()
        broken, unconfirmed = alerts.broken_silences(self.at), outcomes.unconfirmed()
        events, lost = event_agenda.wanting(self.at), bounces.lost(self.at)
        waiting = [(note, user.has_perm("notes.issue_note", note)) for note in drafted]
        corrections = Correction.objects.waiting().exclude(proposed_by=user).count()
        return {
            "drafted": waiting,
            "corrections": corrections,
            "to_sign": next((note for note, may_issue in waiting if may_issue), None),
            "broken": broken,
            "unconfirmed": unconfirmed,
            "may_confirm": user.has_perm("comments.confirm_outcome", user),
            "troubles": troubles,
            "lost": lost,
            "consultations": [(item, awaited.get(item.pk, [])) for item in current],
            "past": past[: agenda.LATEST],
            "papers": [(paper, paper.pk in preparing) for paper in agenda.in_preparation()],
            "work": agenda.work(),
            "events": events,
            "needs": bool(drafted or broken or unconfirmed or events or lost or corrections)
            or any(troubles.values()),
            "language": reader_language(),
        }

    def coordinator(self) -> dict[str, Any]:
        current, past = agenda.consultations(self.request.user, self.at)
        return {
            "papers": agenda.coordinated(self.request.user),
            "consultations": current,
            "past": past[: agenda.LATEST],
            "language": reader_language(),
        }

    def delegation(self) -> dict[str, Any]:
        current, past = agenda.consultations(self.request.user, self.at)
        return {
            "registrations": event_agenda.registrations(self.request.user, self.at, reader_language())
            if self.request.user.can_submit
            else [],
            "consultations": current,
            "past": past[: agenda.LATEST],
            "notes": agenda.received(self.request.user),
            "adopted": agenda.adopted(self.request.user),
        }
