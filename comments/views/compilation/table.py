"""The compilation of what was filed: the page, and the same in numbers."""

from collections import Counter
from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from cica_portal.languages import LANGUAGES, reader_language
from cica_portal.web.lists import part
from comments.compilation import columns, filters, lines, matrix, rows, statistics
from comments.compilation.columns import Placed
from comments.compilation.filters import Sifted
from comments.compilation.matrix import Matrix
from comments.compilation.rows import Answer
from comments.enums import CommentType, DispositionKind, DispositionStage, TranslationStatus
from comments.procedure.lists import overview
from comments.views import reading_margin
from comments.views.base import ConsultationView
from comments.views.procedure.secretariat import proposed_events
from comments.views.writing.answered import MARKS

STATUS_MARKS = {TranslationStatus.DRAFT: "waiting", TranslationStatus.CHECKED: "done"}


def filter_fields(sifted: Sifted) -> SafeString:
    return render_to_string("comments/_side_fields.html", {"sides": sifted.sides})


class CompilationView(ConsultationView):
    """What the pages and files share: who may read the compilation, its lines, the filters of the address.

    For delegates once States read what others filed, and then what counts alone; the events that others
    proposed are not theirs to read here. For a coordinator then too, and from the deadline on.
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
            fields=filter_fields(sifted),
            query=f"?{sifted.query}" if sifted.query else "",
            is_filtered=sifted.is_filtered,
            total=len(self.found.lines),
            shown_count=len(sifted.lines),
            **kwargs,
        )


class ConsultationCompilation(CompilationView):
    """Every comment in document order, nothing capped; what is granted and what is late apart.

    A thousand stand on one page, which no browser minds, and the others on further ones; `comment` in the
    address is a comment whose page is wanted.
    """

    template_name = "comments/consultation_compilation.html"
    size = 1000

    @cached_property
    def part(self) -> Page[lines.Line]:
        found, wanted = self.sifted.lines, self.request.GET.get("comment")
        if not wanted or len(found) <= self.size:
            return part(self.request, found, self.size)
        place = next((place for place, line in enumerate(found) if line.named == wanted), 0)
        return Paginator(found, self.size).get_page(1 + place // self.size)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        translates = user.has_perm("comments.translate_comment", self.consultation)
        shown: dict[str, list[SafeString]] = {lines.ON_TIME: [], lines.GRANTED: [], lines.LATE: []}
        for line in self.part:
            shown[line.place].append(self.row(line, translates=translates))
        query = self.sifted.query
        return super().get_context_data(
            **shown,
            numbers=Counter(line.place for line in self.sifted.lines),
            page=self.part,
            page_query=f"{query}&" if query else "",
            events=[] if user.is_delegate else proposed_events(self.consultation),
            columns=self.columns,
            files=self.files(f"?{self.sifted.query}" if self.sifted.is_filtered else ""),
            takes_answers=self.takes_answers,
            **kwargs,
        )

    def files(self, query: str) -> SafeString:
        """Return what leads to the compilation as files."""
        shown = {"consultation": self.consultation.pk, "languages": LANGUAGES, "query": query}
        return render_to_string("comments/_compilation_files.html", shown)

    @cached_property
    def columns(self) -> list[Placed]:
        return columns.on_page()

    def row(self, line: lines.Line, *, translates: bool) -> SafeString:
        joins = self.takes_answers and reading_margin.can_be_joined(line, self.request.user)
        given = None
        if line.disposition and self.found.has_dispositions:
            is_proposed = line.stage == DispositionStage.PROPOSED
            given = Answer(DispositionKind(line.disposition), is_proposed)
        row = rows.row(self.found, line, given)
        context = {
            "row": row,
            "said": row.said,
            "cells": [(one.name, one.heading, partial(one.pieces, row)) for one in self.columns],
            "anchor": line.anchor,
            "translation_mark": STATUS_MARKS[row.rendition.status] if row.rendition else "",
            "disposition_mark": MARKS[given.kind] if given else "",
            "translate_url": self.translate_url(line) if translates else "",
            "join_url": reading_margin.join_url_of(self.consultation.pk, line) if joins else "",
        }
        return render_to_string("comments/_compilation_row.html", context)

    @cached_property
    def takes_answers(self) -> bool:
        return overview.takes_answers(self.consultation, self.at)

    def translate_url(self, line: lines.Line) -> str:
        others = [code for code in (self.found.language, *LANGUAGES) if code != line.language]
        return reverse("comments:comment-translate", args=[self.consultation.pk, line.named, others[0]])


class ConsultationStatistics(CompilationView):
    """The compilation in numbers; each leads to the comments behind it."""

    template_name = "comments/consultation_statistics.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            tables=statistics.statistics(self.found, self.sifted.lines),
            types=CommentType.choices,
            **kwargs,
        )
