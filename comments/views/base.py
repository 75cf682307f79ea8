"""What the pages of a consultation share: the round in the reader's own scope, the right, the instant."""

import re
import uuid
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from cica_portal.languages import is_language, reader_language
from cica_portal.web.pages import Page
from cica_portal.workflow import StatusEvent
from comments.enums import ConsultationStatus
from comments.models import Comment, Consultation, OutsideRemark
from comments.procedure.lists import overview
from members.models import User
from plans.enums import PaperStatus
from plans.views.frame import key_of


class PortalView(Page):
    """A page or an act about consultations: what it is about is found by the parts of its address."""

    permission = "comments.view_consultations"
    tells_methods = False

    def find_subject(self) -> Any:
        self.find(**self.kwargs)
        return super().find_subject()

    def find(self, **kwargs: Any) -> None:
        """Fetch what the page is about, in the reader's own scope: anything else is a 404."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page()


class ConsultationView(PortalView):
    about = "consultation"
    asked_on: tuple[str, ...] = ("comments:consultation-detail", "consultation__pk")
    consultation: Consultation

    def find(self, pk: int, **kwargs: Any) -> None:
        user = self.request.user
        remarks = OutsideRemark.objects.visible_to(user).filter(consultation=OuterRef("pk"))
        seen = overview.for_reader(user, self.at).annotate(has_outside=Exists(remarks.order_by()))
        seen = self.with_more(seen, user)
        self.consultation = get_object_or_404(seen, pk=pk)

    @staticmethod
    def with_more(consultations: QuerySet[Consultation], reader: User) -> QuerySet[Consultation]:
        """Add what this page asks of its consultation besides."""
        return consultations

    @property
    def reading_language(self) -> str:
        """Return the language in which the text was read when the reader came here, to go back to it."""
        return text_language(self.request)

    @property
    def second_language(self) -> str:
        """Return the language that stood beside the text when the reader came here."""
        code = self.request.GET.get("with", "")
        return code if is_language(code) and code != self.reading_language else ""

    def text_url(self, key: uuid.UUID | None, anchor: str = "") -> str:
        """Return where the text is read at a paragraph, or at the whole, as it was read before."""
        url = reverse("comments:consultation-detail", args=[self.consultation.pk])
        beside = f"&with={self.second_language}" if self.second_language else ""
        anchor = anchor or (f"b-{key}" if key else "whole")
        return f"{url}?language={self.reading_language}{beside}#{anchor}"

    def ended(self) -> StatusEvent | None:
        """Return what ended the round: the withdrawal of its plan, before the deadline or after the close."""
        if self.consultation.status == ConsultationStatus.WITHDRAWN:
            return self.consultation.events.last()
        paper = self.consultation.revision.paper
        if self.consultation.status == ConsultationStatus.OPEN or paper.status != PaperStatus.WITHDRAWN:
            return None
        return paper.events.filter(to_status=PaperStatus.WITHDRAWN).last()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consultation = self.consultation
        has_answered = overview.has_answered(consultation)
        is_ended = consultation.status == ConsultationStatus.WITHDRAWN
        is_past = self.at >= consultation.closes_at or is_ended
        is_granted = is_past and overview.takes_answers(consultation, self.at)
        return super().get_context_data(
            consultation=consultation,
            revision=consultation.revision,
            is_open=consultation.is_open(self.at),
            ended=self.ended(),
            calendar_url=reverse("comments:consultation-calendar", args=[consultation.pk]),
            is_past=is_past,
            is_read_by_states=overview.is_read_by_states(consultation, self.at),
            is_granted=is_granted,
            is_late=is_past and not is_granted,
            has_answered=has_answered,
            can_replace=has_answered and overview.takes_answers(consultation, self.at),
            earlier=consultation.earlier,
            **kwargs,
        )


# As `Comment.named` says it.
NAMED = re.compile(r"([A-Za-z0-9]{1,2})-([0-9]{1,5})-([0-9]{1,5})")


def named_comment(found: QuerySet[Comment], name: str) -> Comment:
    """Return which of these comments of one consultation an address names; another one is a 404."""
    named = NAMED.fullmatch(name)
    if named is None:
        raise Http404
    code, version, position = named.groups()
    return get_object_or_404(
        found, response__member_state__code=code, response__version=version, position=position
    )


def text_language(request: HttpRequest, name: str = "language") -> str:
    """Return the language of the text asked for, or the reader's own."""
    code = request.GET.get(name, "")
    return code if is_language(code) else reader_language()


def block_key(request: HttpRequest) -> uuid.UUID | None:
    """Return the block asked for; none means the text as a whole."""
    value = request.GET.get("block", "")
    return key_of(value) if value else None


def uuid_of(value: str) -> uuid.UUID | None:
    """Return the key that a request names, if it is one."""
    try:
        return uuid.UUID(value)
    except ValueError:
        return None
