"""The replies kept ready: looked through, written in three languages side by side, taken out of use."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy

from cica_portal.errors import DomainError
from cica_portal.web import addresses
from cica_portal.web.pages import CONFLICT, ActPage
from comments.answering import reply_templates
from comments.forms.answering import ReplyTemplateForm
from comments.models import ReplyTemplate
from comments.views.base import PortalView
from phrases import corrections, own
from phrases.enums import Kind
from phrases.views.proposing import ProposalPage


class ReplyTemplatePage(PortalView):
    permission = "comments.keep_replies"
    asked_on = ("comments:reply-template-list",)


class ReplyTemplateList(ReplyTemplatePage):
    """Every reply by what it answers with, in all languages; those out of use at the end."""

    template_name = "comments/reply_template_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            back=addresses.of_portal(self.request, self.request.GET.get("back", ""), ""),
            waiting=own.waiting(Kind.REPLY),
            groups=reply_templates.offered(),
            retired=reply_templates.by_kind(ReplyTemplate.objects.exclude(retired_at=None)),
            **kwargs,
        )


class ReplyTemplateCreate(ProposalPage, ReplyTemplatePage):
    """A new reply, in its three languages."""

    template_name = "comments/reply_template_form.html"
    form_class = ReplyTemplateForm
    template: ReplyTemplate | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(template=self.template, **kwargs)

    def initial(self) -> dict[str, Any]:
        if self.template is None:
            return {"version": 0}
        texts = {f"text_{language}": text for language, text in self.template.texts.items()}
        return {"kind": self.template.kind, "version": self.template.version} | texts

    def act(self, form: ReplyTemplateForm) -> HttpResponseBase:
        name = str(self.template.pk) if self.template else f"{reply_templates.NEW}{uuid.uuid4()}"
        if self.template and self.template.version != form.cleaned_data["version"]:
            raise reply_templates.StaleReply(self.template)
        made = corrections.propose_own(
            reply_templates.REPLIES,
            name,
            {"kind": form.cleaned_data["kind"], **form.texts},
            seen=own.fingerprint(reply_templates.REPLIES.texts(name)),
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            at=self.at,
        )
        return redirect("phrases:correction-detail", made.pk)

    def refused(self, form: ReplyTemplateForm, refusal: DomainError) -> HttpResponseBase:
        if not isinstance(refusal, reply_templates.StaleReply):
            return super().refused(form, refusal)
        form.add_error(None, str(refusal))
        context = {"form": form.against(refusal.current.version), "stored": refusal.current}
        return self.page(context=context, status=CONFLICT)


class ReplyTemplateEdit(ReplyTemplateCreate):
    """A reply as it is kept, to change against the version that was read."""

    def find(self, template: int, **kwargs: Any) -> None:
        self.template = get_object_or_404(ReplyTemplate, pk=template)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if waiting := own.waiting(Kind.REPLY).get(str(self.kwargs["template"])):
            return redirect("phrases:correction-detail", waiting.pk)
        return super().get(request, *args, **kwargs)


class ReplyTemplateSwitch(ReplyTemplatePage, ActPage):
    """The act of taking a reply out of use, or back into it."""

    acts = {
        "retire": (
            reply_templates.retire,
            gettext_lazy("The reply template was retired. Replies already given with it are unchanged."),
        ),
        "restore": (reply_templates.restore, gettext_lazy("Reply template restored")),
    }

    def find(self, template: int, act: str, **kwargs: Any) -> None:
        if act not in self.acts:
            raise Http404
        self.perform, self.done = self.acts[act]
        self.template = get_object_or_404(ReplyTemplate, pk=template)

    def act(self) -> None:
        self.perform(self.template, by=self.request.user, at=self.at)
