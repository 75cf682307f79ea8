"""The deadline of a round for a person's own calendar."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cica_portal.templatetags.portal import reader_language
from comments import calendars
from comments.views.base import RoundView


class RoundCalendar(RoundView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        comment_round = self.comment_round
        origin = settings.PORTAL_ORIGIN.rstrip("/")
        page = reverse("comments:round-detail", args=[pk])
        content = calendars.deadline(
            comment_round, reader_language(), link=f"{origin}{page}" if origin else ""
        )
        response = HttpResponse(content, content_type=calendars.CONTENT_TYPE)
        name = f"{comment_round.reference.replace('/', '-')}-deadline.ics"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
