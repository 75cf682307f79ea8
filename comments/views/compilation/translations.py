"""A working translation of a filed comment: written by the Secretariat, beside what was filed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from cica_portal.languages import TITLES
from cica_portal.web.pages import CONFLICT, REFUSED
from comments.enums import TranslationStatus
from comments.forms import TranslationForm
from comments.models import Comment, WorkingTranslation
from comments.remarks import working_translations
from comments.remarks.presentation import show
from comments.remarks.ranges import Places
from comments.remarks.working_translations import StaleTranslation
from comments.views.base import ConsultationView
from comments.views.compilation.table import STATUS_MARKS
from plans.outline import revision_outline


class CommentTranslate(ConsultationView):
    """One comment and its translation into one language; the filters of the list it was opened from stay."""

    template_name = "comments/comment_translate.html"
    permission = "comments.translate_comment"

    def find(self, comment: Any, language: str, **kwargs: Any) -> None:
        super().find(**kwargs)
        found = Comment.objects.filter(response__consultation=self.consultation)
        self.comment = get_object_or_404(found.select_related("response__member_state"), pk=comment)
        if language not in working_translations.wanted(self.comment):
            raise Http404
        self.language = language

    def texts(self) -> dict[str, str]:
        """Return what there is to translate into this language."""
        comment = self.comment
        takes = working_translations.takes_wording(comment, self.language)
        wording = next(iter(comment.proposals.values())) if takes else ""
        return {"remark": comment.remark, "wording": wording, "rationale": comment.rationale}

    def form(self, current: WorkingTranslation | None) -> TranslationForm:
        initial: dict[str, Any] = {"version": 0, "status": TranslationStatus.DRAFT}
        if current:
            initial = {
                name: getattr(current, name) for name in ("version", "status", *working_translations.TEXTS)
            }
        return TranslationForm(
            self.request.POST or None, initial=initial, texts=self.texts(), language=self.language
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comment = self.comment
        made = {one.language: one for one in comment.translations.select_related("by")}
        current = made.get(self.language)
        places = Places(revision_outline(self.consultation.revision))
        kwargs.setdefault("form", self.form(current))
        return super().get_context_data(
            comment=comment,
            said=show(comment, places),
            language=self.language,
            language_word=TITLES[self.language],
            current=current,
            mark=STATUS_MARKS[TranslationStatus(current.status)] if current else "",
            tabs=[(code, TITLES[code], code in made) for code in working_translations.wanted(comment)],
            text=places.extent(comment.block_key, comment.until_key).text(self.language),
            back_url=self.back_url(),
            **kwargs,
        )

    def back_url(self) -> str:
        query = self.request.GET.urlencode()
        response = self.comment.response
        anchor = f"#c-{response.member_state.code}-{response.version}-{self.comment.position}"
        url = reverse("comments:consultation-compilation", args=[self.consultation.pk])
        return f"{url}?{query}{anchor}" if query else f"{url}{anchor}"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form(None)
        if not form.is_valid():
            return self.page(context={"form": form}, status=REFUSED)
        try:
            working_translations.save(
                self.comment, self.language, **form.cleaned_data, by=request.user, at=self.at
            )
        except StaleTranslation as refusal:
            messages.error(request, str(refusal))
            form.data = form.data.copy()
            form.data["version"] = str(refusal.current.version) if refusal.current else "0"
            return self.page(context={"form": form, "theirs": refusal.current}, status=CONFLICT)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(context={"form": form}, status=REFUSED)
        messages.success(request, _("Working translation saved. The submitted text is unchanged."))
        return redirect(self.back_url())
