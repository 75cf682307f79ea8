from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from cica_portal import clock, deadlines, formats
from cica_portal.alphabet import sort_key
from cica_portal.languages import is_language
from cica_portal.templatetags.portal import reader_language
from members import people
from members.access import PermissionRequired
from members.enums import SECRETARIAT_ROLES, Role
from members.models import MemberState, User

LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60


class LanguageSet(View):
    """Keep the language with the person, and in a cookie for the pages before sign-in."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        language = request.POST.get("language", "")
        if not is_language(language):
            raise Http404
        if request.user.is_authenticated:
            people.set_language(request.user, language)
        response = redirect(self.way_back())
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
        return response

    def way_back(self) -> str:
        target = self.request.POST.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(
            target, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )
        return target if is_ours else "/"


class StateList(PermissionRequired, View):
    """Member States and who acts for each; for the Secretariat."""

    permission = "members.view_states"

    def get(self, request: HttpRequest) -> HttpResponse:
        now, language = clock.now(), reader_language()
        today = deadlines.local_date(now, settings.SECRETARIAT_TIME_ZONE)
        persons = list(User.objects.filter(is_active=True).order_by("last_name", "first_name", "username"))
        by_state: dict[int | None, list[User]] = {}
        for person in sorted(persons, key=role_rank):
            by_state.setdefault(person.member_state_id, []).append(person)
        states = sorted(MemberState.objects.all(), key=lambda state: sort_key(state.name, language))
        rows = [
            {
                "state": state,
                "is_member": state.is_member_on(today),
                "clock": formats.clock_time(now, state.time_zone),
                "people": by_state.get(state.pk, []),
            }
            for state in states
        ]
        context = {
            "rows": rows,
            "today": today,
            "members": sum(row["is_member"] for row in rows),
            "without_people": sum(row["is_member"] and not row["people"] for row in rows),
            "secretariat": [person for person in by_state.get(None, []) if person.role in SECRETARIAT_ROLES],
        }
        return TemplateResponse(request, "members/state_list.html", context)


class Delegation(PermissionRequired, View):
    """The person's own delegation: who acts for the State, and in which part."""

    permission = "members.view_delegation"

    def get(self, request: HttpRequest) -> HttpResponse:
        state = request.user.member_state
        persons = state.people.filter(is_active=True).order_by("last_name", "first_name", "username")
        context = {
            "state": state,
            "clock": formats.clock_time(clock.now(), state.time_zone),
            "people": sorted(persons, key=role_rank),
        }
        return TemplateResponse(request, "members/delegation.html", context)


def role_rank(person: User) -> int:
    """Return the place of a person's role among the roles, to list people by it."""
    return Role.values.index(person.role)
