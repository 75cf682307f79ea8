"""The record of acts: the portal's for the Secretariat, and for each delegation its own."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from cica_portal.languages import reader_language
from cica_portal.web.lists import query
from members.audit import reading
from members.models import AuditHead, Entry
from members.views.frame import PersonalPage
from members.views.record_forms import OwnRecordSearch, RecordSearch

PAGE_SIZE = 50


class RecordPage(PersonalPage):
    """A record, the latest act first, narrowed by the address and paged through."""

    search: type[OwnRecordSearch]

    def entries(self) -> QuerySet[Entry]:
        raise NotImplementedError

    @cached_property
    def zone(self) -> str:
        state = self.request.user.member_state
        return state.time_zone if state else settings.SECRETARIAT_TIME_ZONE

    def get(self, request: HttpRequest) -> HttpResponse:
        form = self.search(request.GET)
        chosen = form.chosen()
        found = reading.narrowed(self.entries(), chosen, ZoneInfo(self.zone))
        shown = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
        context = {
            "form": form,
            "chosen": chosen,
            "lines": reading.lines(shown, self.zone, reader_language()),
            "page": shown,
            "query": query(request),
            "zone": self.zone,
        }
        return self.page(context=context | self.further())

    def further(self) -> dict[str, Any]:
        return {}


class Record(RecordPage):
    """All acts that the Secretariat may know of, in one chain, with its end to compare with what was kept."""

    permission = "members.view_record"
    template_name = "members/record.html"
    search = RecordSearch

    def entries(self) -> QuerySet[Entry]:
        return reading.portal()

    def further(self) -> dict[str, Any]:
        return {"head": AuditHead.objects.filter(pk=1).first()}


class OwnRecord(RecordPage):
    """What the own delegation did before it filed: for its people alone."""

    permission = "members.view_delegation"
    template_name = "members/own_record.html"
    search = OwnRecordSearch

    def entries(self) -> QuerySet[Entry]:
        return reading.of_delegation(self.request.user)
