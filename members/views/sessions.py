from allauth.usersessions.internal.flows.sessions import end_sessions
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views import View

from members.accounts import sessions
from members.requests import SignedInRequest


class SessionEnd(LoginRequiredMixin, View):
    """End one of the own sessions."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest) -> HttpResponse:
        session = sessions.find(request.user, request.POST.get("session", ""))
        if session is None:
            raise Http404
        end_sessions(request, [session])
        messages.success(request, _("Session ended."))
        return redirect("usersessions_list")
