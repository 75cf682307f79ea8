"""What every page asks first: the policy, the person's own scope, the instant."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.views import View

from cica_portal import clock
from members.access import PermissionRequired

REFUSED = 422


class PortalPage(PermissionRequired, View):
    """A page or an act with its templates in `folder`; `at` is the instant of the whole request."""

    folder = ""

    def find_subject(self) -> Any:
        # Something is always passed: without it the model backend asks the database for rights of its own.
        return self.request.user

    @cached_property
    def at(self) -> dt.datetime:
        return clock.now()

    def page(
        self, template: str, context: dict[str, Any] | None = None, *, status: int = 200
    ) -> HttpResponse:
        return TemplateResponse(self.request, f"{self.folder}/{template}.html", context or {}, status=status)
