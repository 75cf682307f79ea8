"""Views ask the one policy (rule 1): this is where they do."""

from typing import Any

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase


class PermissionRequired(AccessMixin):
    """Let in who has `permission` on what the view is about.

    Nobody signed in: the sign-in page. Not visible: 404, from `find_subject`, which fetches through the
    user's own scope (rule 2). Visible, but the act is not this person's: 403. A method that the page does
    not have is 405 to everybody.
    """

    permission = ""

    def find_subject(self) -> Any:
        """Return what the view is about, fetched by `visible_to(user)`; nothing for a list."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in self._allowed_methods():
            return self.http_method_not_allowed(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        subject = self.find_subject()
        if not request.user.has_perm(self.permission, subject):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
