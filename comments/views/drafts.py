"""Writing: a comment on a block or on the whole, saved for the own delegation."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES, is_language
from cica_portal.templatetags.portal import reader_language
from cica_portal.text import PARAGRAPH_LIMIT, TextField
from comments import drafts
from comments.forms import DraftForm
from comments.models import CommentRound, DraftComment
from comments.refusals import RoundClosed
from comments.views.base import PortalView, RoundView, block_key, text_language
from plans.models import RevisionBlock
from plans.outline import OutlineRow, revision_outline
from plans.redline import redline


class DraftPage(RoundView):
    """The form of a comment, new or kept; the text that it is about stands above it."""

    template_name = "comments/draft_form.html"
    permission = "comments.draft_comment"
    draft: DraftComment | None = None
    block: OutlineRow | None = None
    language: str

    def place(self, key: Any) -> None:
        if key is None:
            return
        outline = revision_outline(self.comment_round.revision)
        self.block = next((row for row in outline if row.key == key), None)
        if self.block is None:
            raise Http404

    def form(self, **kwargs: Any) -> DraftForm:
        return DraftForm(block=self.block, language=self.language, draft=self.draft, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", None)
        form = kwargs["form"] or self.form()
        kwargs["form"] = form
        proposed = form["proposed_text"].value() if self.block else ""
        current = self.block.text(self.language) if self.block else ""
        return super().get_context_data(
            paragraph=self.block,
            label=self.block.label[self.language] if self.block else "",
            text=current,
            draft=self.draft,
            language=self.language,
            languages=LANGUAGES,
            preview=self.preview(current, proposed),
            query=(f"&block={self.block.key}" if self.block and self.draft is None else "") + self.beside(),
            back_url=self.back_url(),
            keep=f"draft-{self.draft.pk if self.draft else self.block.key if self.block else 'whole'}"
            f"-{self.language}",
            **kwargs,
        )

    def preview(self, current: str, proposed: str) -> str:
        is_shown = proposed and proposed != current and len(proposed) <= PARAGRAPH_LIMIT
        return redline(current, proposed) if is_shown else ""

    def back_url(self) -> str:
        return self.text_url(f"b-{self.block.key}" if self.block else "whole")

    def text_url(self, anchor: str) -> str:
        url = reverse("comments:round-detail", args=[self.comment_round.pk])
        return f"{url}?language={self.language}{self.beside()}#{anchor}"

    def beside(self) -> str:
        """Return, as a further query, the language that stood beside the text when the reader came here."""
        code = self.request.GET.get("with", "")
        return f"&with={code}" if is_language(code) and code != self.language else ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form(data=request.POST)
        if "preview" in request.POST:
            return self.page(form=form)
        if not form.is_valid():
            return self.page(422, form=form)
        values = {name: form.cleaned_data[name] for name in drafts.FIELDS if name != "block_key"}
        try:
            draft = drafts.save(
                self.comment_round,
                by=request.user,
                at=self.at,
                draft=self.draft,
                version=form.cleaned_data["version"],
                block_key=self.block.key if self.block else None,
                **values,
            )
        except drafts.StaleDraft as stale:
            return self.conflict(stale)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(422, form=form)
        if self.at >= self.comment_round.closes_at:
            messages.warning(
                request,
                _("%(refusal)s Your text is kept as a draft of your delegation.")
                % {"refusal": RoundClosed(self.comment_round, request.user)},
            )
        else:
            messages.success(
                request, _("Saved as a draft. Only your delegation sees it until it is submitted.")
            )
        return redirect(self.text_url(f"c-{draft.pk}"))

    def conflict(self, stale: drafts.StaleDraft) -> HttpResponseBase:
        """Show both texts; saving again from here carries the version that is shown."""
        self.template_name = "comments/draft_conflict.html"
        data = self.request.POST.copy()
        data["version"] = str(stale.current.version if stale.current else 0)
        self.draft = stale.current
        return self.page(
            409,
            form=self.form(data=data),
            current=self.texts(stale.current) if stale.current else None,
            mine=self.texts(DraftComment(**stale.mine)),
        )

    def texts(self, draft: DraftComment) -> dict[str, Any]:
        before = self.block.text(draft.language) if self.block else ""
        return {
            "draft": draft,
            "wording": redline(before, draft.proposed_text) if draft.proposed_text else "",
        }


class DraftCreate(DraftPage):
    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        self.place(block_key(self.request))
        self.language = text_language(self.request)


class DraftView(DraftPage):
    """A page about one draft of the own delegation; anybody else's does not exist."""

    def find(self, draft: Any) -> None:
        self.draft = get_object_or_404(DraftComment.objects.visible_to(self.request.user), pk=draft)
        super().find(pk=self.draft.comment_round_id)
        self.place(self.draft.block_key)
        asked = self.request.GET.get("language", "")
        self.language = asked if is_language(asked) else self.draft.language


class DraftEdit(DraftView):
    def form(self, **kwargs: Any) -> DraftForm:
        form = super().form(**kwargs)
        if not form.is_bound and self.draft.language != self.language and self.block:
            form.initial["proposed_text"] = form.current
        return form


class DraftRemove(DraftView):
    template_name = "comments/draft_confirm_remove.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(shown=self.texts(self.draft), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        drafts.remove(self.draft, by=request.user, at=self.at)
        messages.success(request, _("The draft was removed. What your State has filed is unchanged."))
        return redirect(self.back_url())


class RedlinePreview(PortalView):
    """The redline of what is being typed, as a piece of the form; nothing is stored."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, key: Any) -> HttpResponse:
        comment_round = CommentRound.objects.visible_to(request.user).filter(pk=pk).first()
        block = (
            comment_round
            and RevisionBlock.objects.filter(revision=comment_round.revision_id, key=key).first()
        )
        if not block:
            raise Http404
        language = request.POST.get("language", "")
        language = language if is_language(language) else reader_language()
        current = block.texts.get(language, "")
        try:
            proposed = TextField(required=False).clean(request.POST.get("proposed_text", ""))
        except ValidationError:
            return HttpResponse(status=204)  # saving will say what is wrong; the last redline stays
        return HttpResponse(redline(current, proposed) if proposed and proposed != current.strip() else "")
