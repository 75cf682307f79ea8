"""Observers and partner organizations: the list, each with its names and its official addresses."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal.languages import LANGUAGES
from cica_portal.web.acts import Act, serve
from cica_portal.web.pages import FormPage
from members.directory import correspondents
from members.enums import Correspondence
from members.forms import CorrespondentAddressForm, CorrespondentForm
from members.models import Correspondent, CorrespondentAddress
from members.views.frame import PersonalPage

KEEP = "members.keep_correspondents"
GROUPS = {
    Correspondence.OBSERVER_STATE: _("Observer States"),
    Correspondence.OBSERVER_ORGANIZATION: _("Observer organizations"),
    Correspondence.PARTNER_ORGANIZATION: _("Partner organizations"),
}


class CorrespondentPage(PersonalPage):
    permission = KEEP
    about = "correspondent"
    asked_on = "members:correspondent-detail", "code"

    @cached_property
    def correspondent(self) -> Correspondent:
        found: Correspondent = get_object_or_404(Correspondent, code=self.kwargs["code"])
        return found


class CorrespondentList(PersonalPage):
    permission = KEEP

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = sorted(Correspondent.objects.prefetch_related("addresses"), key=lambda one: one.order)
        groups = [
            (label, [(one, _used(one)) for one in rows if one.kind == kind])
            for kind, label in GROUPS.items()
            if any(one.kind == kind for one in rows)
        ]
        return self.page("members/correspondent_list.html", {"groups": groups})


def _used(correspondent: Correspondent) -> list[CorrespondentAddress]:
    return [one for one in correspondent.addresses.all() if one.removed_at is None]


class CorrespondentCreate(PersonalPage, FormPage):
    permission = KEEP
    template_name = "members/correspondent_form.html"
    form_class = CorrespondentForm
    beside = "code"
    done = _("Added. Enter its official addresses: without them no note can be sent to it.")

    def form(self, *sent: Any, **given: Any) -> CorrespondentForm:
        return CorrespondentForm(*sent, is_new=True, **given)

    def act(self, form: Any) -> HttpResponse:
        made = correspondents.add(form.cleaned_data["code"], **form.given(), by=self.request.user, at=self.at)
        return redirect("members:correspondent-detail", code=made.code)


class CorrespondentRevise(CorrespondentPage, FormPage):
    template_name = "members/correspondent_form.html"
    form_class = CorrespondentForm
    done = _("Names saved. Notes that have been issued keep the names they had.")

    def form(self, *sent: Any, **given: Any) -> CorrespondentForm:
        return CorrespondentForm(*sent, is_new=False, **given)

    def initial(self) -> dict[str, Any]:
        one = self.correspondent
        return {
            "read": correspondents.shown(one),
            "kind": one.kind,
            **{f"name_{language}": getattr(one, f"name_{language}") for language in LANGUAGES},
            "full_en": one.forms["en"]["full"],
            "plain_en": one.forms["en"].get("plain", ""),
            "dat_ru": one.forms["ru"]["dat"],
            "nom_kk": one.forms["kk"]["nom"],
            "dat_kk": one.forms["kk"]["dat"],
        }

    def act(self, form: Any) -> None:
        given = form.given() | {"read": form.cleaned_data["read"]}
        correspondents.revise(self.correspondent, **given, by=self.request.user, at=self.at)


class CorrespondentDetail(CorrespondentPage, FormPage):
    """Its names and its addresses, and one more."""

    template_name = "members/correspondent_detail.html"
    form_class = CorrespondentAddressForm
    perform = staticmethod(correspondents.add_address)
    beside = "email"
    done = _("The address was added. Notes are sent to it as well.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.correspondent
        rows = list(one.addresses.select_related("added_by"))
        return super().get_context_data(
            names=[
                (language, getattr(one, f"name_{language}"), list(one.forms[language].values()))
                for language in LANGUAGES
            ],
            used=[row for row in rows if row.removed_at is None],
            former=[row for row in rows if row.removed_at is not None],
            **kwargs,
        )


class CorrespondentAddressPage(CorrespondentPage):
    about = "address"

    @cached_property
    def address(self) -> CorrespondentAddress:
        rows = CorrespondentAddress.objects.select_related("correspondent")
        return get_object_or_404(rows, pk=self.kwargs["pk"], correspondent__code=self.kwargs["code"])


ACTS = [
    *serve(
        CorrespondentPage,
        "correspondent",
        "observers/<slug:code>/",
        Act(
            "close",
            KEEP,
            correspondents.close,
            _("Taken out of use. It is no longer offered as an addressee."),
        ),
        Act("reopen", KEEP, correspondents.reopen, _("Restored. It is offered as an addressee again.")),
    ),
    *serve(
        CorrespondentAddressPage,
        "correspondent-address",
        "observers/<slug:code>/addresses/<int:pk>/",
        Act(
            "remove",
            KEEP,
            correspondents.remove_address,
            _("The portal no longer sends messages to this address."),
        ),
    ),
]
