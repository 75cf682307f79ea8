"""A working translation of a filed comment: written by the Secretariat, beside what was filed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from cica_portal.languages import TITLES
from cica_portal.web.pages import CONFLICT, FormPage
from comments.enums import TranslationStatus
from comments.forms.answering import TranslationForm
from comments.models import Comment, WorkingTranslation
from comments.reading import working_translations
from comments.reading.extents import Places
from comments.reading.readings import read
from comments.reading.working_translations import StaleTranslation
from comments.views.base import ConsultationView, named_comment
from plans.outline import revision_outline


class CommentTranslate(FormPage, ConsultationView):
    """One comment and its translation into one language; the filters of the list it was opened from stay."""

    template_name = "comments/comment_translate.html"
    permission = "comments.translate_comment"

    def find(self, named: str, language: str, **kwargs: Any) -> None:
        super().find(**kwargs)
        found = Comment.objects.filter(response__consultation=self.consultation)
        self.comment = named_comment(found.select_related("response__member_state"), named)
        if language not in working_translations.wanted(self.comment):
            raise Http404
        self.language = language

    def texts(self) -> dict[str, str]:
        """Return what there is to translate into this language."""
        comment = self.comment
        takes = working_translations.takes_wording(comment, self.language)
        wording = next(iter(comment.proposals.values())) if takes else ""
        return {"remark": comment.remark, "wording": wording, "rationale": comment.rationale}

    @cached_property
    def made(self) -> dict[str, WorkingTranslation]:
        return {one.language: one for one in self.comment.translations.select_related("by")}

    def form(self, *sent: Any, **given: Any) -> TranslationForm:
        return TranslationForm(*sent, texts=self.texts(), language=self.language, **given)

    def initial(self) -> dict[str, Any]:
        current = self.made.get(self.language)
        if current is None:
            return {"version": 0, "status": TranslationStatus.DRAFT}
        return {name: getattr(current, name) for name in ("version", "status", *working_translations.TEXTS)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        comment, made = self.comment, self.made
        current = made.get(self.language)
        places = Places(revision_outline(self.consultation.revision))
        return super().get_context_data(
            comment=comment,
            said=read(comment, places),
            language=self.language,
            language_word=TITLES[self.language],
            current=current,
            tabs=[(code, TITLES[code], code in made) for code in working_translations.wanted(comment)],
            text=places.extent(comment.block_key, comment.until_key).text(self.language),
            back_url=self.back_url(),
            **kwargs,
        )

    def back_url(self) -> str:
        query = self.request.GET.copy()
        query["comment"] = self.comment.named
        url = reverse("comments:consultation-compilation", args=[self.consultation.pk])
        return f"{url}?{query.urlencode()}#c-{self.comment.named}"

    def act(self, form: TranslationForm) -> HttpResponseBase:
        working_translations.save(
            self.comment, self.language, **form.cleaned_data, by=self.request.user, at=self.at
        )
        messages.success(self.request, _("Working translation saved. The submitted text is unchanged."))
        return redirect(self.back_url())

    def refused(self, form: TranslationForm, refusal: DomainError) -> HttpResponseBase:
        if not isinstance(refusal, StaleTranslation):
            return super().refused(form, refusal)
        messages.error(self.request, str(refusal))
        form.data = form.data.copy()
        form.data["version"] = str(refusal.current.version) if refusal.current else "0"
        return self.page(context={"form": form, "theirs": refusal.current}, status=CONFLICT)
