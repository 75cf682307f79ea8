"""Deadlines and events for a person's own calendar: a file to take along, or an address to subscribe to."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from cica_portal import organization
from cica_portal.calendar import calendars
from cica_portal.calendar.calendars import Event
from cica_portal.languages import pick, reader_language
from cica_portal.web.addresses import absolute
from cica_portal.web.downloads import download
from comments.models import Consultation, InternalDeadline
from comments.procedure.deadlines.deadline_calendars import deadline, file, internal_deadline, of_reader
from comments.procedure.lists import overview
from comments.views.base import ConsultationView
from initiatives.models import PUBLISHED, Initiative
from initiatives.overview import calendars as of_initiatives
from members.models import User
from members.views.private_feeds import PrivateFeed
from plans.models import ConceptPaper, ConfidenceBuildingMeasure


class ConsultationCalendar(ConsultationView):
    def find(self, pk: int, **kwargs: Any) -> None:
        found = of_reader(overview.for_reader(self.request.user, self.at), self.request.user)
        self.consultation = get_object_or_404(found, pk=pk)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        name, content, _kind = file(self.consultation, reader_language())
        return download(content, name, calendars.CONTENT_TYPE)


class Subscription(PrivateFeed):
    """A calendar of what the person of the token may see now."""

    content_type = calendars.CONTENT_TYPE

    def content(self, person: User, language: str) -> bytes:
        return calendars.written(self.events(person, language), name=self.name(language))

    def events(self, person: User, language: str) -> list[Event]:
        moved = list(of_reader(self.consultations(person), person).order_by("closes_at", "pk"))
        before = {one.revision.paper_id: absolute("comments:consultation-detail", one.pk) for one in moved}
        initiatives = self.initiatives(person)
        if person.is_delegate:
            initiatives |= Initiative.objects.circulated(before)
        known = initiatives.with_plan().order_by("paper", "pk")
        found = of_initiatives.events(known, person, language, before)
        return found + [deadline(one, language) for one in moved]

    def name(self, language: str) -> str:
        raise NotImplementedError

    def initiatives(self, person: User) -> Any:
        return Initiative.objects.visible_to(person)

    def consultations(self, person: User) -> Any:
        return Consultation.objects.visible_to(person)


class PersonCalendar(Subscription):
    """All that a person may see; for those who write for a State, its delegation's own deadlines, too."""

    def name(self, language: str) -> str:
        return organization.name("calendar", reader_language())

    def events(self, person: User, language: str) -> list[Event]:
        own = InternalDeadline.objects.visible_to(person).select_related(
            "member_state", "consultation__revision"
        )
        return [
            *super().events(person, language),
            *(internal_deadline(one, language) for one in (own if person.can_write else ())),
        ]


class PlanCalendar(Subscription):
    """The deadlines and events of one plan."""

    def events(self, person: User, language: str) -> list[Event]:
        found = ConceptPaper.objects.select_related("measure")
        self.paper = get_object_or_404(found, slug=self.kwargs["slug"])
        consultations, initiatives = self.consultations(person), self.initiatives(person)
        is_known = ConceptPaper.objects.visible_to(person).filter(pk=self.paper.pk).exists()
        if not (is_known or self.paper.status in PUBLISHED or consultations.exists() or initiatives.exists()):
            raise Http404
        # The title as everybody may know it: a working one is no delegate's to read.
        revision = self.paper.revisions.order_by("-number").first()
        self.title = pick(revision.titles, language) if revision else self.paper.measure.title
        return super().events(person, language)

    def name(self, language: str) -> str:
        return self.title

    def initiatives(self, person: User) -> Any:
        return super().initiatives(person).filter(paper=self.paper)

    def consultations(self, person: User) -> Any:
        return super().consultations(person).filter(revision__paper=self.paper)


class MeasureCalendar(Subscription):
    """The deadlines and events of all plans of one measure."""

    def events(self, person: User, language: str) -> list[Event]:
        self.measure = get_object_or_404(ConfidenceBuildingMeasure, code=self.kwargs["code"])
        return super().events(person, language)

    def name(self, language: str) -> str:
        return self.measure.title

    def initiatives(self, person: User) -> Any:
        return super().initiatives(person).filter(paper__measure=self.measure)

    def consultations(self, person: User) -> Any:
        return super().consultations(person).filter(revision__paper__measure=self.measure)
