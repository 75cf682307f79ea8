"""The glossary: its terms in three languages, each corrected or added once a second person approves."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import Page
from members.requests import SignedInRequest
from phrases import own, terms
from phrases.enums import Kind
from phrases.forms import TermForm
from phrases.views.listing import sources
from phrases.views.proposing import OwnTextPage
from plans.models import Term
from plans.terms import glossary


class TermList(Page):
    """Every term in use, those out of use behind them; names of measures are on their own page."""

    request: SignedInRequest
    permission = "phrases.view"
    template_name = "phrases/term_list.html"

    def get(self, request: SignedInRequest) -> HttpResponse:
        waiting = own.waiting(Kind.TERM)
        rows = [
            (term, [(code, glossary.lines(term.texts.get(code, ""))) for code in LANGUAGES])
            for term in Term.objects.all()
        ]
        rows.sort(key=lambda row: (not any(found for _code, found in row[1]), str(row[0]).lower()))
        context = {"rows": rows, "waiting": waiting, "sources": sources(request)}
        return self.page(context=context)


class TermCreate(OwnTextPage):
    """A new term, in its three languages."""

    permission = "phrases.propose"
    template_name = "phrases/term_form.html"
    form_class = TermForm
    holder = terms.TERMS
    # The term that is corrected; none where one is added.
    term: Any = None

    @cached_property
    def name(self) -> str:
        return f"{terms.NEW}{uuid.uuid4()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(term=self.term, **kwargs)


class TermEdit(TermCreate):
    """A term as it is in use; one that waits for approval is shown instead."""

    @cached_property
    def name(self) -> str:
        return str(self.kwargs["code"])

    @cached_property
    def term(self) -> Term:
        return get_object_or_404(Term, code=self.name)
