"""The replies kept ready: looked through, written in three languages side by side, taken out of use."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from cica_portal.web.pages import CONFLICT, REFUSED
from comments.consolidation import reply_templates
from comments.forms import ReplyTemplateForm
from comments.models import ReplyTemplate
from comments.views.base import PortalView


class ReplyTemplateList(PortalView):
    """Every reply by what it answers with, in all languages; those out of use at the end."""

    template_name = "comments/reply_template_list.html"
    permission = "comments.keep_replies"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            groups=reply_templates.offered(),
            retired=reply_templates.by_kind(ReplyTemplate.objects.exclude(retired_at=None)),
            **kwargs,
        )


class ReplyTemplateCreate(PortalView):
    """A new reply, in its three languages."""

    template_name = "comments/reply_template_form.html"
    permission = "comments.keep_replies"
    template: ReplyTemplate | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ReplyTemplateForm(initial=self.initial()))
        return super().get_context_data(template=self.template, **kwargs)

    def initial(self) -> dict[str, Any]:
        if self.template is None:
            return {"version": 0}
        texts = {f"text_{language}": text for language, text in self.template.texts.items()}
        return {"kind": self.template.kind, "version": self.template.version} | texts

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = ReplyTemplateForm(request.POST)
        if not form.is_valid():
            return self.page(context={"form": form}, status=REFUSED)
        try:
            reply_templates.save(
                self.template,
                kind=form.cleaned_data["kind"],
                texts=form.texts,
                version=form.cleaned_data["version"],
                by=request.user,
                at=self.at,
            )
        except reply_templates.StaleReply as stale:
            form.add_error(None, str(stale))
            return self.page(
                context={"form": form.against(stale.current.version), "stored": stale.current},
                status=CONFLICT,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(context={"form": form}, status=REFUSED)
        messages.success(request, _("The reply was saved as a template."))
        return redirect("comments:reply-template-list")


class ReplyTemplateEdit(ReplyTemplateCreate):
    """A reply as it is kept, to change against the version that was read."""

    def find(self, template: int, **kwargs: Any) -> None:
        self.template = get_object_or_404(ReplyTemplate, pk=template)


class ReplyTemplateSwitch(PortalView):
    """The act of taking a reply out of use, or back into it."""

    http_method_names = ["post"]
    permission = "comments.keep_replies"
    acts = {"retire": reply_templates.retire, "restore": reply_templates.restore}

    def find(self, template: int, act: str, **kwargs: Any) -> None:
        if act not in self.acts:
            raise Http404
        self.template = get_object_or_404(ReplyTemplate, pk=template)

    def post(self, request: HttpRequest, act: str, **kwargs: Any) -> HttpResponseBase:
        try:
            self.acts[act](self.template, by=request.user, at=self.at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("The reply template was retired. Replies already given with it are unchanged.")
                if act == "retire"
                else _("Reply template restored."),
            )
        return redirect("comments:reply-template-list")
