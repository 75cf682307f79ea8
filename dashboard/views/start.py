"""The start page: what needs this person today, by role."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from cica_portal.languages import reader_language
from dashboard import agenda, event_agenda, open_points
from dashboard.views.base import DashboardPage
from notes import alerts, kinds
from phrases.models import Correction
from plans import open_points as plan_points
from plans.views import point_rows


class StartView(DashboardPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_secretariat:
            return self.page("dashboard/start_secretariat.html", self.secretariat())
        if user.is_coordinator:
            return self.page("dashboard/start_coordinator.html", self.coordinator())
        return self.page("dashboard/start_delegation.html", self.delegation())

    def points(self) -> dict[str, Any]:
        """Return the open points: the own ones that are due first, and by kind how many others owe."""
        user = self.request.user
        found = open_points.of_reader(user, self.at)
        kinds, shown = plan_points.kinds(), found.own[: open_points.SHOWN]
        return {
            "rows": point_rows.rows(shown, self.at),
            "papers": {} if user.is_delegate else open_points.papers_of(shown),
            "mine": len(found.own),
            "more": len(found.own) > open_points.SHOWN,
            "others": [
                (kinds[name].label, number) for name, number in plan_points.count(found.others).items()
            ],
            "shows_state": not user.is_delegate,
        }

    def secretariat(self) -> dict[str, Any]:
        user = self.request.user
        current, past = agenda.consultations(user, self.at)
        awaited = agenda.awaited(current)
        drafted = agenda.drafted()
        preparing = {note.paper_id for note in drafted if kinds.of(note).opens_consultation}
        broken, parked = alerts.broken_silences(self.at), agenda.parked()
        events = event_agenda.wanting(self.at)
        corrections = Correction.objects.waiting().exclude(proposed_by=user).count()
        return {
            "corrections": corrections,
            "points": self.points(),
            "to_sign": next((note for note in drafted if user.has_perm("notes.issue_note", note)), None),
            "broken": broken,
            "parked": parked,
            "consultations": [(item, awaited.get(item.pk, [])) for item in current],
            "past": past[: agenda.LATEST],
            "papers": [(paper, paper.pk in preparing) for paper in agenda.in_preparation()],
            "work": agenda.work(),
            "events": events,
            "needs": bool(broken or events or parked or corrections),
            "language": reader_language(),
        }

    def coordinator(self) -> dict[str, Any]:
        current, past = agenda.consultations(self.request.user, self.at)
        return {
            "points": self.points(),
            "papers": agenda.coordinated(self.request.user),
            "consultations": current,
            "past": past[: agenda.LATEST],
            "language": reader_language(),
        }

    def delegation(self) -> dict[str, Any]:
        current, past = agenda.consultations(self.request.user, self.at)
        return {
            "points": self.points(),
            "registrations": event_agenda.registrations(self.request.user, self.at, reader_language())
            if self.request.user.can_submit
            else [],
            "consultations": current,
            "past": past[: agenda.LATEST],
            "notes": agenda.received(self.request.user),
            "adopted": agenda.adopted(self.request.user),
        }
