"""Remarks of observers and partner organizations: read, confirmed, shown to the Member States."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from cica_portal.languages import reader_language
from cica_portal.web.acts import Act, serve
from cica_portal.web.pages import visible
from comments.models import OutsideRemark
from comments.reading import outside as reading
from comments.views.base import ConsultationView, PortalView
from comments.views.writing.entering import MARKS
from comments.writing import outside


class OutsideList(ConsultationView):
    """What observers and partners said, as far as the reader may read it."""

    template_name = "comments/outside_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = OutsideRemark.objects.visible_to(self.request.user).filter(consultation=self.consultation)
        related = ("correspondent", "by", "confirmed_by", "release__by")
        lines = reading.set_out(self.consultation, found.select_related(*related), reader_language())
        marked = [(line, MARKS[line.remark.status]) for line in lines]
        return super().get_context_data(lines=marked, **kwargs)


class OutsideView(PortalView):
    """An act about one remark; beyond the Secretariat there is none."""

    permission = "comments.enter_response"
    about = "remark"
    remark = visible(OutsideRemark, "consultation", named="remark")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(remark=self.remark, **kwargs)

    def back(self) -> HttpResponseBase:
        return redirect("comments:outside-list", self.remark.consultation_id)


ACTS = serve(
    OutsideView,
    "outside",
    "observers/remarks/<uuid:remark>/",
    Act(
        "confirm",
        "comments.confirm_entered",
        outside.confirm,
        gettext_lazy("Remark confirmed. The coordinator can now read it; Member States cannot yet."),
    ),
    Act(
        "discard",
        "comments.enter_response",
        outside.discard,
        gettext_lazy("Entry discarded. The note stays in the register."),
    ),
    Act(
        "release",
        "comments.confirm_entered",
        outside.release,
        gettext_lazy(
            "Remark shown to the Member States that were asked. Papers print it in its own section."
        ),
        template="comments/outside_confirm_release.html",
    ),
)
