"""The first password of a person who has a passkey alone."""

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.account.views import password_set
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect


def first_password(request: HttpRequest) -> HttpResponseBase:
    """Ask for the passkey again: a session that was left open gets no password of its own.

    What was sent too late is not kept to be sent again, since it holds the password.
    """
    user = request.user
    has_none = user.is_authenticated and not user.has_usable_password()
    if has_none and is_reauthentication_required(request, app="members"):
        if request.method != "POST":
            raise ReauthenticationRequired
        return redirect("account_set_password")
    answer: HttpResponseBase = password_set(request)
    return answer
