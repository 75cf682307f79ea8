"""The compilation of what was filed: the page, and the same in numbers."""

from typing import Any, NamedTuple

from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from cica_portal.languages import LANGUAGES, reader_language
from comments.compilation import filters, lines, matrix, statistics
from comments.compilation.filters import Sifted
from comments.compilation.matrix import Matrix
from comments.enums import CommentType, DispositionKind, DispositionStage, TranslationStatus
from comments.remarks.presentation import Kept, Proposal, Shown, show
from comments.views.base import ConsultationView
from comments.views.procedure.secretariat import proposed_events
from comments.views.writing.answered import MARKS


class Rendition(NamedTuple):
    """A working translation beside the original: its status in a word, and what it says."""

    language: str
    status: str
    mark: str
    remark: str
    proposal: Proposal | None
    rationale: str


class Row(NamedTuple):
    """A filed comment beside its paragraph, as the compilation shows it."""

    number: int
    anchor: str
    states: str
    said: Shown
    rendition: Rendition | None
    disposition: str
    disposition_mark: str
    is_proposed: bool
    translate_url: str


_kept = Kept()
STATUS_MARKS = {TranslationStatus.DRAFT: "waiting", TranslationStatus.CHECKED: "done"}


def rendition(entry: matrix.Entry, found: Matrix) -> Rendition | None:
    """Return the working translation of an entry, its wording beside the text that it is to stand for."""
    line, language = entry.line, found.language
    translated = line.worked.translated
    if translated is None:
        return None
    status = TranslationStatus(translated.status)
    extent = found.places.extent(line.block_key, line.until_key)
    before = "" if line.operation == "ADD" else extent.text(language)
    return Rendition(
        language=language,
        status=str(status.label),
        mark=STATUS_MARKS[status],
        remark=translated.remark,
        proposal=Proposal(language, before, translated.wording) if translated.wording else None,
        rationale=translated.rationale,
    )


class CompilationView(ConsultationView):
    """What the pages and files share: who may read the compilation, its entries, the filters of the address.

    For a coordinator from the deadline on. For delegates once States read what others filed, and then what
    counts alone; the events that others proposed are not theirs to read here.
    """

    permission = "comments.view_compilation"

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        if not matrix.is_open_to(self.consultation, self.request.user, self.at):
            raise Http404

    def matrix(self, language: str) -> Matrix:
        return matrix.of(self.consultation, self.request.user, at=self.at, language=language)

    @cached_property
    def found(self) -> Matrix:
        return self.matrix(reader_language())

    @cached_property
    def sifted(self) -> Sifted:
        return filters.sift(self.found, self.request.GET)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sifted = self.sifted
        return super().get_context_data(
            sides=sifted.sides,
            query=f"?{sifted.query}" if sifted.query else "",
            is_filtered=sifted.is_filtered,
            total=len(self.found.entries),
            shown_count=len(sifted.entries),
            **kwargs,
        )


class ConsultationCompilation(CompilationView):
    """Every comment in document order, nothing capped; what is granted and what is late apart."""

    template_name = "comments/consultation_compilation.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        translates = user.has_perm("comments.translate_comment", self.consultation)
        shown: dict[str, list[SafeString]] = {matrix.ON_TIME: [], matrix.GRANTED: [], matrix.LATE: []}
        for entry in self.sifted.entries:
            shown[entry.place].append(self.row(entry, translates=translates))
        return super().get_context_data(
            **shown,
            events=[] if user.is_delegate else proposed_events(self.consultation),
            languages=LANGUAGES,
            **kwargs,
        )

    def row(self, entry: matrix.Entry, *, translates: bool) -> SafeString:
        worked, states = entry.line.worked, entry.who(self.found.language)
        answer = (worked.disposition, worked.stage) if self.found.has_dispositions else ("", "")
        version = worked.translated.version if worked.translated else 0
        key = (worked.comment_id, self.found.language, states, entry.number, answer, version, translates)
        return _kept.get(key) or _kept.put(key, self.markup(entry, states, answer, translates))

    def markup(
        self, entry: matrix.Entry, states: str, answer: tuple[str, str], translates: bool
    ) -> SafeString:
        kind = DispositionKind(answer[0]) if answer[0] else None
        row = Row(
            number=entry.number,
            anchor=entry.line.anchor,
            states=states,
            said=show(entry.line, self.found.places),
            rendition=rendition(entry, self.found),
            disposition=str(kind.label) if kind else "",
            disposition_mark=MARKS[kind] if kind else "",
            is_proposed=answer[1] == DispositionStage.PROPOSED,
            translate_url=self.translate_url(entry.line) if translates else "",
        )
        return render_to_string("comments/_compilation_row.html", {"r": row, "said": row.said})

    def translate_url(self, line: lines.Line) -> str:
        others = [code for code in (self.found.language, *LANGUAGES) if code != line.language]
        return reverse(
            "comments:comment-translate", args=[self.consultation.pk, line.worked.comment_id, others[0]]
        )


class ConsultationStatistics(CompilationView):
    """The compilation in numbers; each leads to the comments behind it."""

    template_name = "comments/consultation_statistics.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            tables=statistics.statistics(self.found, self.sifted.entries),
            types=CommentType.choices,
            **kwargs,
        )
