"""The tokens of one's own account: made, shown once, revoked."""

from collections.abc import Iterable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views import View

from api import tokens
from api.forms import TokenForm
from api.models import Token
from cica_portal import clock
from cica_portal.errors import DomainError
from cica_portal.web.pages import REFUSED


class TokenPage(LoginRequiredMixin, View):
    def page(self, form: TokenForm, *, status: int = 200, **context: Any) -> HttpResponse:
        now = clock.now()
        own = Token.objects.visible_to(self.request.user).select_related("use")
        rows = [
            (number, token, tokens.last_use(token), self.mark(token, now)) for number, token in numbered(own)
        ]
        context |= {"form": form, "rows": rows}
        return TemplateResponse(self.request, "api/token_list.html", context, status=status)

    def mark(self, token: Token, now: Any) -> tuple[str, str]:
        if token.revoked_at is not None:
            return "quiet", pgettext("access token", "revoked")
        return (
            ("done", pgettext("access token", "valid"))
            if token.is_good(now)
            else ("quiet", pgettext("access token", "expired"))
        )


class TokenList(TokenPage):
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(TokenForm())


@method_decorator(reauthentication_required, name="dispatch")
class TokenMake(TokenList):
    """Make a token: its key stands on the answer to this one request, and nowhere else."""

    http_method_names = ["get", "head", "post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TokenForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=REFUSED)
        try:
            token, key = tokens.make(request.user, label=form.cleaned_data["label"], at=clock.now())
        except DomainError as refusal:
            form.add_error("label", str(refusal))
            return self.page(form, status=REFUSED)
        return self.page(TokenForm(), made=token, key=key)


class TokenRevoke(LoginRequiredMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        token = dict(numbered(Token.objects.visible_to(request.user))).get(number)
        if token is None:
            raise Http404
        try:
            tokens.revoke(token, by=request.user, at=clock.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Access token revoked. It no longer gives access."))
        return redirect("api:token-list")


def numbered(own: QuerySet[Token]) -> Iterable[tuple[int, Token]]:
    """Return the tokens of a person, newest first, by the number that each was to this person."""
    return zip(range(len(own), 0, -1), own, strict=True)
