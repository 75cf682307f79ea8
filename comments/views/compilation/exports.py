"""The compilation as a file, with the filters of the page, for who may read the page."""

from django.http import Http404, HttpRequest, HttpResponseBase

from cica_portal import uploads
from cica_portal.languages import is_language
from cica_portal.spreadsheets import xlsx
from cica_portal.web.downloads import download
from comments.reading import filters
from comments.reading.exports import word, workbook
from comments.views.compilation.table import CompilationView

CONTENT_TYPES = {
    "xlsx": xlsx.CONTENT_TYPE,
    "csv": "text/csv; charset=utf-8",
    "docx": uploads.WORD_TYPE,
}


class CompilationFile(CompilationView):
    """A workbook, a plain table or a Word file, with headings in the language asked for."""

    def get(
        self, request: HttpRequest, pk: int, language: str, kind: str, **kwargs: object
    ) -> HttpResponseBase:
        if not is_language(language) or kind not in CONTENT_TYPES:
            raise Http404
        matrix = self.compiled(language)
        sifted = filters.sift(matrix, request.GET)
        if kind == "xlsx":
            content = workbook.workbook(matrix, sifted, at=self.at)
        elif kind == "csv":
            content = workbook.comma_separated(matrix, sifted)
        else:
            content = word.document(matrix, sifted, at=self.at)
        stem = f"{self.consultation.reference.replace('/', '-')}-{filters.file_stem(matrix, sifted)}"
        return download(content, f"{stem}-{language}.{kind}", CONTENT_TYPES[kind])
