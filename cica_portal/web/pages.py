"""What every page does first: ask the policy (rule 1), keep one instant, answer with a template."""

import datetime as dt
from typing import Any

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import cached_property
from django.views import View
from django.views.generic.base import ContextMixin, TemplateResponseMixin

from cica_portal import clock

# The statuses of a page that comes back with what was refused, what another had changed, too many questions.
REFUSED, CONFLICT, TOO_MANY = 422, 409, 429


class Page(AccessMixin, TemplateResponseMixin, ContextMixin, View):
    """A page or an act: lets in who has `permission` on what it is about; `at` is the instant of the request.

    Nobody signed in: the sign-in page. Not visible: 404, from `find_subject`, which fetches through the
    user's own scope (rule 2). Visible, but the act is not this person's: 403. A method that the page does
    not have is 405: to everybody, or, where `tells_methods` is off, to those who are let in.

    What all pages of a kind say stands in their `get_context_data`; `page` adds what this answer says.
    """

    permission = ""
    tells_methods = True

    def find_subject(self) -> Any:
        """Return what the view is about, fetched by `visible_to(user)`; the person's own self for a list.

        Something is always passed: without it the model backend asks the database for rights of its own.
        """
        return self.request.user

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        methods = {name.upper() for name in self.http_method_names if hasattr(self, name)}
        if self.tells_methods and request.method not in methods:
            return self.http_method_not_allowed(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        subject = self.find_subject()
        if not request.user.has_perm(self.permission, subject):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def at(self) -> dt.datetime:
        return clock.now()

    def page(
        self, template: str = "", context: dict[str, Any] | None = None, *, status: int = 200
    ) -> HttpResponse:
        """Answer with `template`, or the one page that the view has."""
        if template:
            self.template_name = template
        return self.render_to_response(self.get_context_data(**(context or {})), status=status)
