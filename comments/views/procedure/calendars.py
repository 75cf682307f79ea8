"""Deadlines and events for a person's own calendar: a file to take along, or an address to subscribe to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from cica_portal import organization
from cica_portal.calendar import calendars
from cica_portal.calendar.calendars import Event
from cica_portal.languages import reader_language
from cica_portal.web.addresses import absolute
from cica_portal.web.downloads import download
from comments.models import Consultation, InternalDeadline
from comments.procedure.deadlines.deadline_calendars import deadline, file, internal_deadline, of_reader
from comments.procedure.lists import overview
from comments.views.base import ConsultationView
from initiatives.models import Initiative
from initiatives.overview import calendars as of_initiatives
from members.models import User
from members.views.private_feeds import PrivateFeed


class ConsultationCalendar(ConsultationView):
    def find(self, pk: int, **kwargs: int) -> None:
        found = of_reader(overview.for_reader(self.request.user, self.at), self.request.user)
        self.consultation = get_object_or_404(found, pk=pk)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        name, content, _kind = file(self.consultation, reader_language())
        return download(content, name, calendars.CONTENT_TYPE)


class PersonCalendar(PrivateFeed):
    """All that the person of the token may see now; for those who write for a State, its delegation's own
    deadlines, too."""

    content_type = calendars.CONTENT_TYPE

    def content(self, person: User, language: str) -> bytes:
        name = organization.name("calendar", reader_language())
        return calendars.written(self.events(person, language), name=name)

    def events(self, person: User, language: str) -> list[Event]:
        moved = list(of_reader(Consultation.objects.visible_to(person), person).order_by("closes_at", "pk"))
        before = {one.revision.paper_id: absolute("comments:consultation-detail", one.pk) for one in moved}
        known = Initiative.objects.visible_to(person)
        if person.is_delegate:
            known |= Initiative.objects.circulated(before)
        found = of_initiatives.events(known.with_plan().order_by("paper", "pk"), person, language, before)
        found += [deadline(one, language) for one in moved]
        if person.can_write:
            own = InternalDeadline.objects.visible_to(person)
            own = own.select_related("member_state", "consultation__revision")
            found += [internal_deadline(one, language) for one in own]
        return found
