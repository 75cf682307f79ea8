"""The page on which a signatory decides on a deadline whose last minutes the portal was away for."""

from typing import Any

from django.utils.translation import gettext_lazy

from cica_portal.web.following import Step
from cica_portal.web.pages import FormPage
from comments.forms import ClosingForm
from comments.procedure import away
from comments.procedure.deadlines import closings
from comments.views.procedure.acts import BoardPage, outcome_step


class ClosingDecide(FormPage, BoardPage):
    """When the portal was away and which States tried; the extension is drafted on its own page."""

    template_name = "comments/consultation_closing.html"
    permission = "comments.decide_closing"
    form_class = ClosingForm
    beside = "reason"
    done = gettext_lazy("Consultation closed as of the deadline.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        closing = self.consultation.held_closings.select_related("decided_by").last()
        return super().get_context_data(
            closing=closing, tried=away.who_tried(closing) if closing else [], **kwargs
        )

    def steps(self) -> list[Step]:
        return [outcome_step(self.consultation)]

    def act(self, form: ClosingForm) -> None:
        closings.close_as_of_deadline(
            self.consultation, reason=form.cleaned_data["reason"], by=self.request.user, at=self.at
        )
