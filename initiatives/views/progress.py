"""The progress report of an adopted plan as a Word file, for everybody who reads the plan."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.functional import cached_property

from cica_portal import uploads
from cica_portal.deadlines import seat_date
from cica_portal.languages import LANGUAGES
from cica_portal.web.downloads import download
from cica_portal.web.pages import Page
from initiatives.models import PUBLISHED
from initiatives.overview import progress, word
from plans.models import ConceptPaper


class ProgressPage(Page):
    """The report on an adopted plan that has one."""

    permission = "initiatives.view_initiatives"
    about = "paper"

    @cached_property
    def paper(self) -> ConceptPaper:
        published = ConceptPaper.objects.filter(status__in=PUBLISHED).select_related("measure")
        paper = get_object_or_404(published, slug=self.kwargs["slug"])
        if not progress.is_had(paper):
            raise Http404
        return paper


class ProgressWord(ProgressPage):
    def get(self, request: HttpRequest, slug: str, language: str) -> HttpResponse:
        if language not in LANGUAGES:
            raise Http404
        with translation.override(language):
            found = progress.content(self.paper, language, on=seat_date(self.at))
            content = word.report(found, language, at=self.at)
        return download(content, f"{self.paper.slug}-progress-{language}.docx", uploads.WORD_TYPE)
