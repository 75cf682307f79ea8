"""The internal discussion: of one draft, and of a whole round; for the people of one delegation."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy

from cica_portal.errors import Refusal
from cica_portal.web.forms import number_sent
from cica_portal.web.pages import CONFLICT, ActPage, FormPage
from comments.forms.writing import MessageForm
from comments.models import DraftComment, Message
from comments.reading.extents import Places
from comments.reading.readings import Reading, read
from comments.views.base import ConsultationView
from comments.writing import discussion
from members import audit
from plans.outline import revision_outline


class DraftDiscussion(FormPage, ConsultationView):
    """What was said about one draft, and a place to say more while there is the draft."""

    template_name = "comments/draft_discussion.html"
    form_class = MessageForm
    gives_back = ("text",)
    beside = "text"
    draft: DraftComment | None

    def find(self, draft: Any) -> None:
        user = self.request.user
        self.draft_id = draft
        self.draft = DraftComment.objects.visible_to(user).filter(pk=draft).first()
        self.said = list(
            Message.objects.visible_to(user).filter(draft_id=draft).select_related("author", "withdrawal")
        )
        found = self.draft or next(iter(self.said), None)
        if found is None and not audit.is_recorded_internally("draft.remove", draft, user):
            raise Http404
        super().find(pk=found.consultation_id if found else number_sent(self.request.POST, "consultation"))

    def initial(self) -> dict[str, Any]:
        return {"key": uuid.uuid4()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            draft=self.draft,
            said=self.shown() if self.draft else None,
            thread=self.said,
            may_say=self.draft is not None and self.may_say(),
            **kwargs,
        )

    def shown(self) -> Reading:
        return read(self.draft, Places(revision_outline(self.consultation.revision)))

    def may_say(self) -> bool:
        return self.request.user.has_perm("comments.draft_comment", self.consultation)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may_say():
            raise PermissionDenied
        return super().post(request)

    def act(self, form: MessageForm) -> HttpResponseBase:
        if self.draft is None:
            self.say_refused(Refusal("comments.draft_gone"))
            return self.form_page(form, status=CONFLICT)
        given = form.cleaned_data
        discussion.say(self.draft, given["text"], key=given["key"], by=self.request.user, at=self.at)
        return redirect(f"{self.request.path}#last")


class MessageWithdraw(ConsultationView, ActPage):
    permission = "comments.draft_comment"
    done = gettext_lazy("Message withdrawn. Your delegation can see that there was one.")

    def find(self, message: Any) -> None:
        own = Message.objects.visible_to(self.request.user).filter(author=self.request.user)
        self.message = get_object_or_404(own, pk=message)
        super().find(pk=self.message.consultation_id)

    def act(self) -> HttpResponseBase:
        discussion.withdraw(self.message, by=self.request.user, at=self.at)
        return redirect("comments:draft-discussion", draft=self.message.draft_id)


class ConsultationDiscussion(ConsultationView):
    """All that the delegation said among itself in a round, about removed drafts too."""

    template_name = "comments/consultation_discussion.html"

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        if not self.request.user.is_delegate:
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = Places(revision_outline(self.consultation.revision))
        found = [
            {"thread": thread, "said": read(thread.draft, places) if thread.draft else None}
            for thread in discussion.threads(self.consultation, self.request.user)
        ]
        return super().get_context_data(threads=found, **kwargs)
