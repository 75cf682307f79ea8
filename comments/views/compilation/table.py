"""The compilation of what was filed: the page, and the same in numbers."""

import datetime as dt
from collections import Counter
from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from cica_portal.languages import LANGUAGES, reader_language
from cica_portal.web.lists import part
from cica_portal.web.pages import ActPage
from comments.enums import CommentType, DispositionKind
from comments.procedure.lists import overview
from comments.reading import columns, compilation, filed, filters, stances, statistics
from comments.reading.columns import Placed
from comments.reading.compilation import Compilation
from comments.reading.decisions import MARKS
from comments.reading.filters import Sifted
from comments.reading.readings import GRANTED, LATE, ON_TIME, Reading
from comments.views import reading_margin
from comments.views.base import ConsultationView, named_comment
from comments.writing import supporting
from initiatives.overview import particulars
from plans.outline import revision_outline


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
        if not compilation.is_open_to(self.consultation, self.request.user, self.at):
            raise Http404

    def compiled(self, language: str) -> Compilation:
        return compilation.for_user(self.consultation, self.request.user, at=self.at, language=language)

    @cached_property
    def found(self) -> Compilation:
        return self.compiled(reader_language())

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
            total=len(self.found.readings),
            shown_count=len(sifted.readings),
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
    def part(self) -> Page[Reading]:
        found, wanted = self.sifted.readings, self.request.GET.get("comment")
        if not wanted or len(found) <= self.size:
            return part(self.request, found, self.size)
        place = next((place for place, line in enumerate(found) if line.comment.named == wanted), 0)
        return Paginator(found, self.size).get_page(1 + place // self.size)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        translates = user.has_perm("comments.translate_comment", self.consultation)
        shown: dict[str, list[SafeString]] = {ON_TIME: [], GRANTED: [], LATE: []}
        for line in self.part:
            shown[line.place].append(self.row(line, translates=translates))
        query = self.sifted.query
        return super().get_context_data(
            **shown,
            numbers=Counter(line.place for line in self.sifted.readings),
            page=self.part,
            page_query=f"{query}&" if query else "",
            events=[] if user.is_delegate else self.proposed_events(),
            columns=self.columns,
            positions=list(stances.by_stance(self.found.stated)),
            files=self.files(f"?{self.sifted.query}" if self.sifted.is_filtered else ""),
            takes_answers=self.takes_answers,
            support_until=self.support_until,
            **kwargs,
        )

    def proposed_events(self) -> list[particulars.Particulars]:
        """Return the events filed in the round, set out beside the objectives that they serve."""
        found = filed.proposed_events(self.consultation)
        has_objectives = any(event.objectives for event in found)
        outline = revision_outline(self.consultation.revision) if has_objectives else []
        return particulars.of(found, outline, reader_language())

    def files(self, query: str) -> SafeString:
        """Return what leads to the compilation as files."""
        shown = {"consultation": self.consultation.pk, "languages": LANGUAGES, "query": query}
        return render_to_string("comments/_compilation_files.html", shown)

    @cached_property
    def columns(self) -> list[Placed]:
        return columns.on_page(has_dispositions=any(one.answer for one in self.found.readings))

    def row(self, one: Reading, *, translates: bool) -> SafeString:
        joins = self.takes_answers and reading_margin.can_be_joined(one, self.request.user)
        context = {
            "row": one,
            "cells": [(place.name, place.heading, partial(place.pieces, one)) for place in self.columns],
            "disposition_mark": MARKS[DispositionKind(one.answer.kind)] if one.answer else "",
            "outcome_url": self.outcome_url(one) if one.answer else "",
            "translate_url": self.translate_url(one) if translates else "",
            "join_url": reading_margin.join_url_of(self.consultation.pk, one) if joins else "",
            "support_url": self.support_url(one),
            "is_supported": self.is_supported(one),
        }
        return render_to_string("comments/_compilation_row.html", context)

    @cached_property
    def support_until(self) -> dt.datetime | None:
        """The end of the period in which proposals can be supported, while it lasts."""
        if vars(self.consultation)["released_at"] is None:
            return None
        release = self.consultation.release
        return release.support_until if (release.support_until or self.at) > self.at else None

    def support_url(self, one: Reading) -> str:
        """Return where the reader supports a comment for the own State, or no longer: nothing where not."""
        user = self.request.user
        own = user.member_state_id
        may = self.support_until and user.has_perm("comments.support_proposal", self.consultation)
        joined = {other.response.member_state_id for other in (one, *one.others)}
        if not may or own in joined or one.joined or one.place == LATE:
            return ""
        return reverse("comments:proposal-support", args=[self.consultation.pk, one.comment.named])

    def is_supported(self, one: Reading) -> bool:
        return any(given.member_state_id == self.request.user.member_state_id for given in one.supported_by)

    def outcome_url(self, one: Reading) -> str:
        """Return the address of what was changed for a comment."""
        pk, comment = self.consultation.pk, one.answer.comment_id
        if self.request.user.is_delegate:
            return f"{reverse('comments:own-comments', args=[pk])}#c-{comment}"
        return reverse("comments:disposition-detail", args=[pk, comment])

    @cached_property
    def takes_answers(self) -> bool:
        return overview.takes_answers(self.consultation, self.at)

    def translate_url(self, line: Reading) -> str:
        others = [code for code in (self.found.language, *LANGUAGES) if code != line.language]
        return reverse(
            "comments:comment-translate", args=[self.consultation.pk, line.comment.named, others[0]]
        )


class ProposalSupport(ActPage, CompilationView):
    """A State supports what another proposed, or no longer, by one click in the compilation."""

    permission = "comments.support_proposal"

    def find(self, named: str, **kwargs: Any) -> None:
        super().find(**kwargs)
        self.comment = named_comment(filed.for_reading(self.consultation, self.request.user, self.at), named)

    def act(self) -> HttpResponseBase:
        withdraws = self.request.POST.get("support") == "no"
        supporting.support(self.comment, is_withdrawn=withdraws, by=self.request.user, at=self.at)
        return self.back()

    def back(self) -> HttpResponseBase:
        address = reverse("comments:consultation-compilation", args=[self.consultation.pk])
        named = self.comment.named
        return redirect(f"{address}?comment={named}#c-{named}")


class ConsultationStatistics(CompilationView):
    """The compilation in numbers; each leads to the comments behind it."""

    template_name = "comments/consultation_statistics.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            tables=statistics.statistics(self.found, self.sifted.readings),
            types=CommentType.choices,
            **kwargs,
        )
