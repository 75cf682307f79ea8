"""The record of acts: the portal's for the Secretariat, and for each delegation its own."""

from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.functional import cached_property

from cica_portal import organization
from cica_portal.languages import reader_language
from cica_portal.web.forms import Narrowing
from cica_portal.web.lists import ListPage, Looked, Stretch
from members.audit import checks, reading
from members.forms import OwnRecordSearch, RecordSearch
from members.models import AuditHead, Entry
from members.views.frame import PersonalPage


class RecordPage(PersonalPage, ListPage):
    """A record, the latest act first."""

    size = 100

    def entries(self) -> QuerySet[Entry]:
        raise NotImplementedError

    @cached_property
    def zone(self) -> str:
        state = self.request.user.member_state
        return state.time_zone if state else organization.time_zone()

    def find(self, chosen: dict[str, Any]) -> QuerySet[Entry]:
        return reading.narrowed(self.entries(), chosen, ZoneInfo(self.zone))

    def rows(self, shown: Any, chosen: dict[str, Any]) -> dict[str, Any]:
        return {"lines": reading.lines(shown, self.zone, reader_language()), "zone": self.zone}


class Record(RecordPage):
    """All acts that the Secretariat may know of, in one chain, with its end to compare with what was kept."""

    permission = "members.view_record"
    template_name = "members/record.html"
    search = RecordSearch

    def entries(self) -> QuerySet[Entry]:
        return reading.portal()

    def find(self, chosen: dict[str, Any]) -> QuerySet[Entry]:
        self.words = chosen.get("q", "")
        self.ends = reading.ends(chosen, ZoneInfo(self.zone))
        return super().find({name: one for name, one in chosen.items() if name != "q"})

    def part(self, found: QuerySet[Entry]) -> Stretch:
        """A million entries are neither counted nor all looked through: the address says before or after
        which one to go on."""
        if not self.words:
            return Stretch(self.request, found, "sequence", self.size, self.ends)
        look = partial(reading.containing, words=self.words)
        most = reading.MOST_READ
        return Looked(self.request, found, "sequence", self.size, self.ends, look=look, most=most)

    def rows(self, shown: Any, chosen: dict[str, Any]) -> dict[str, Any]:
        found = {"head": AuditHead.objects.filter(pk=1).first(), "check": checks.last()}
        return super().rows(shown, chosen) | found


class OwnRecord(RecordPage):
    """What the own delegation did before it filed: for its people alone."""

    permission = "members.view_delegation"
    template_name = "members/own_record.html"
    search = OwnRecordSearch

    def form(self) -> Narrowing:
        acts = set(self.entries().order_by().values_list("action", flat=True).distinct())
        return OwnRecordSearch(self.request.GET, acts=acts)

    def entries(self) -> QuerySet[Entry]:
        return reading.of_delegation(self.request.user)
