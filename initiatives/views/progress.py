"""The progress report of an adopted plan as a Word file, for everybody who reads the plan."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.functional import cached_property

from cica_portal import clock, uploads
from cica_portal.deadlines import seat_date
from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import Page
from initiatives.models import PUBLISHED
from initiatives.overview import progress, word
from plans.models import ConceptPaper


class ProgressWord(Page):
    permission = "initiatives.view_initiatives"

    def find_subject(self) -> ConceptPaper:
        return self.paper

    @cached_property
    def paper(self) -> ConceptPaper:
        published = ConceptPaper.objects.filter(status__in=PUBLISHED).select_related("measure")
        paper = get_object_or_404(published, slug=self.kwargs["slug"])
        if not progress.is_had(paper):
            raise Http404
        return paper

    def get(self, request: HttpRequest, slug: str, language: str) -> HttpResponse:
        if language not in LANGUAGES:
            raise Http404
        at = clock.now()
        with translation.override(language):
            found = progress.content(self.paper, language, on=seat_date(at))
            content = word.report(found, language, at=at)
        response = HttpResponse(content, content_type=uploads.WORD_TYPE)
        name = f"{self.paper.slug}-progress-{language}.docx"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
