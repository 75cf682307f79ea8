"""The pages of help: for everybody, signed in or not."""

from typing import Any

from django.http import HttpRequest
from django.views.generic import TemplateView

from guide import drawing, texts


def _role(request: HttpRequest) -> str:
    return getattr(request.user, "role", "") if request.user.is_authenticated else ""


class HelpView(TemplateView):
    """How a consultation works, and what the words mean."""

    template_name = "guide/help.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        process = texts.read("process")
        return super().get_context_data(
            steps=[step for step in process["steps"] if "id" in step],
            drawing=drawing.placed(process, _role(self.request)),
            arrows=process["arrows"],
            terms=texts.terms(),
            **kwargs,
        )
