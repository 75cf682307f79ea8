"""Keeping a filter of a list under a name, and removing it: a person's own."""

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views import View

from cica_portal import clock
from cica_portal.errors import DomainError
from cica_portal.web import addresses
from cica_portal.web.lists import PLACES
from members import saved_filters
from members.forms import SavedFilterForm
from members.models import SavedFilter
from members.requests import SignedInRequest


class FilterSave(LoginRequiredMixin, View):
    """Keep the filter of the list that the form stands on."""

    http_method_names = ["post"]

    def post(self, request: SignedInRequest) -> HttpResponse:
        address = addresses.of_portal(request, request.POST.get("next", ""), "/")
        page, query = _list_of(address)
        form = SavedFilterForm({"name": request.POST.get("name", ""), "query": query})
        if not form.is_valid():
            messages.error(
                request, " ".join(str(fault) for faults in form.errors.values() for fault in faults)
            )
            return redirect(address)
        given = form.cleaned_data
        try:
            saved_filters.save(page, given["query"], name=given["name"], by=request.user, at=clock.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Filter saved."))
        return redirect(address)


class FilterRemove(LoginRequiredMixin, View):
    http_method_names = ["post"]

    def post(self, request: SignedInRequest) -> HttpResponse:
        page, _query = _list_of(addresses.of_portal(request, request.POST.get("next", ""), "/"))
        name = request.POST.get("name", "")
        kept = get_object_or_404(SavedFilter, person=request.user, page=page, name=name)
        saved_filters.remove(kept, by=request.user, at=clock.now())
        messages.success(request, _("Filter removed."))
        return addresses.led_back(request)


def _list_of(address: str) -> tuple[str, str]:
    """Return which kind of list an address is of, and what in it narrows and sorts the list."""
    parts = urlsplit(address)
    try:
        page = resolve(parts.path).view_name
    except Resolver404 as unknown:
        raise Http404 from unknown
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in PLACES | {"as"}]
    return page, urlencode(kept)
