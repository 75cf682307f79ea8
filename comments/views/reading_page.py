"""Consultations: the list, and the circulated text with its remarks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from comments.compilation import reading_page
from comments.enums import ConsultationStatus
from comments.procedure import overview
from comments.procedure.consultations import mark_opened
from comments.views.base import ConsultationView, PortalView, text_language
from plans.enums import TextStatus
from plans.views.reading import akoma_ntoso_file


class ConsultationList(PortalView):
    """What is asked, until when, how far it is: each role's own list."""

    def get_template_names(self) -> list[str]:
        user = self.request.user
        role = (
            "secretariat" if user.is_secretariat else "coordinator" if user.is_coordinator else "delegation"
        )
        return [f"comments/consultation_list_{role}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(overview.for_reader(self.request.user, self.at))
        for item in found:
            item.earlier = overview.earlier(item)
        current = [item for item in found if item.is_open(self.at)]
        return super().get_context_data(
            current=sorted(current, key=lambda item: (item.closes_at, item.reference)),
            past=[item for item in found if not item.is_open(self.at)],
            **kwargs,
        )


class ConsultationDetail(ConsultationView):
    template_name = "comments/consultation_detail.html"

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        user = self.request.user
        if user.is_delegate and not self.consultation.own_opened_at and self.at >= self.consultation.opens_at:
            mark_opened(self.consultation, by=user, at=self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, consultation = self.request.user, self.consultation
        language = text_language(self.request)
        beside = text_language(self.request, "with") if self.request.GET.get("with") else ""
        beside = "" if beside == language else beside
        page = reading_page.page(consultation, user, at=self.at, language=language, beside=beside)
        return super().get_context_data(
            page=page,
            language=language,
            beside=beside,
            languages=LANGUAGES,
            unofficial=[
                (code, consultation.revision.text_status_label(code))
                for code in (language, beside)
                if code and consultation.revision.text_status.get(code) == TextStatus.UNOFFICIAL
            ],
            draft_url=reverse("comments:draft-create", args=[consultation.pk]) if user.can_write else "",
            sees_comments=user.is_secretariat or self.at >= consultation.closes_at,
            is_recorded=consultation.status == ConsultationStatus.CLOSED,
            **kwargs,
        )


class ConsultationAkomaNtoso(ConsultationView):
    """The circulated text as Akoma Ntoso, for everybody whom the round addressed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return akoma_ntoso_file(self.consultation.revision, kwargs["language"])
