"""Member States and who acts for each: for the Secretariat all, for a delegate the own delegation."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from cica_portal import deadlines, formats
from cica_portal.languages import reader_language
from cica_portal.web.lists import Sorting
from members.delegations import roster, standing
from members.enums import SUBMITTING_ROLES, Role
from members.forms import PeopleSearch
from members.models import Invitation, MemberState, User
from members.views.frame import PersonalPage

# What the list of States is sorted by.
COLUMNS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "state": lambda row: row["state"].protocol_name,
    "contacts": lambda row: len(row["contacts"]),
    "coordinators": lambda row: len(row["coordinators"]),
    "signed-in": lambda row: row["signed_in_at"],
    "reached": lambda row: (-row["state"].not_reached, -row["state"].not_yet_reached),
    "open": lambda row: row["state"].open_consultations,
}


class StateList(PersonalPage):
    """Member States and who acts for each; a search finds people by name, address or State."""

    permission = "members.view_states"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = PeopleSearch(request.GET)
        words = form.cleaned_data["q"] if form.is_valid() else ""
        context = {"form": form, "words": words}
        return self.page("members/state_list.html", context | (self.found(words) if words else self.states()))

    def found(self, words: str) -> dict[str, object]:
        return {"found": roster.rows(self.request.user, self.everybody().filter(roster.matching(words)))}

    def states(self) -> dict[str, object]:
        today = deadlines.seat_date(self.at)
        by_state: dict[int | None, list[roster.Row]] = {}
        for row in roster.rows(self.request.user, self.everybody().filter(is_active=True)):
            by_state.setdefault(row.person.member_state_id, []).append(row)
        invited = set(Invitation.objects.waiting().values_list("member_state", flat=True))
        rows = [
            {
                "state": state,
                "is_member": state.is_member_on(today),
                **_clock(state, self.at),
                **_people(by_state.get(state.pk, [])),
                "is_invited": state.pk in invited,
            }
            for state in standing.states(self.at)
        ]
        sorting = Sorting(self.request, COLUMNS, default="state")
        rows = sorting.of_list(rows)
        return {
            "rows": rows,
            "sorting": sorting,
            "today": today,
            "members": sum(bool(row["is_member"]) for row in rows),
            "without_people": sum(bool(row["is_member"]) and not row["people"] for row in rows),
            "secretariat": by_state.get(None, []),
        }

    def everybody(self) -> QuerySet[User]:
        return roster.seen_by(self.request.user)


class StateDetail(PersonalPage):
    """The people of one State, for the Secretariat."""

    permission = "members.view_states"

    @cached_property
    def state(self) -> MemberState:
        return get_object_or_404(MemberState, code=self.kwargs["code"])

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        today = deadlines.seat_date(self.at)
        context = {
            "state": self.state,
            "is_member": self.state.is_member_on(today),
            **_clock(self.state, self.at),
        }
        return self.page(
            "members/state_detail.html", context | roster.of_house(self.request.user, self.state, self.at)
        )


class Secretariat(PersonalPage):
    """The people of the Secretariat itself."""

    permission = "members.view_states"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page("members/secretariat.html", roster.of_house(self.request.user, None, self.at))


class Delegation(PersonalPage):
    """The person's own delegation: who acts for the State, and in which part."""

    permission = "members.view_delegation"

    def get(self, request: HttpRequest) -> HttpResponse:
        user = self.request.user
        state = user.acting_state
        may_hand_over = user.has_perm("members.hand_over")
        context = {"state": state, "may_hand_over": may_hand_over, **_clock(state, self.at)}
        return self.page("members/delegation.html", context | roster.of_house(user, state, self.at))


def _people(rows: list[roster.Row]) -> dict[str, Any]:
    """Return who acts for a State: all, who may submit, who coordinates; when one of them last signed in."""
    people = [row.person for row in rows]
    signed_in = [one.last_login for one in people if one.last_login]
    return {
        "people": rows,
        "contacts": [one for one in people if one.role in SUBMITTING_ROLES],
        "coordinators": [one for one in people if one.role == Role.COORDINATOR],
        "signed_in_at": max(signed_in, default=None),
    }


def _clock(state: MemberState, at: dt.datetime) -> dict[str, str]:
    """Return the time in the capital at that instant, and whose clock it is, in the reader's language."""
    today = deadlines.local_date(at, state.time_zone)
    return {
        "clock": formats.clock_time(at, state.time_zone),
        "whose_clock": formats.clock_words(state.time_zone, reader_language(), today),
    }
