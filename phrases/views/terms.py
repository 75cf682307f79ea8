"""The glossary: its terms in three languages, each corrected or added once a second person approves."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property

from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import Page
from members.requests import SignedInRequest
from phrases import corrections, own, terms
from phrases.enums import Kind
from phrases.forms import TermForm
from phrases.views.listing import sources
from phrases.views.proposing import ProposalPage
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


class TermCreate(ProposalPage):
    """A new term, in its three languages."""

    permission = "phrases.propose"
    template_name = "phrases/term_form.html"
    form_class = TermForm

    @cached_property
    def term(self) -> Term | None:
        """The term that is corrected; none where one is added."""
        return None

    @cached_property
    def name(self) -> str:
        return f"{terms.NEW}{uuid.uuid4()}"

    def initial(self) -> dict[str, Any]:
        texts = terms.TERMS.texts(self.name)
        return texts | {"seen": own.fingerprint(texts)}

    def act(self, form: TermForm) -> HttpResponseBase:
        made = corrections.propose_own(
            terms.TERMS,
            self.name,
            form.texts,
            seen=form.cleaned_data["seen"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            at=self.at,
        )
        return redirect("phrases:correction-detail", made.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(term=self.term, **kwargs)


class TermEdit(TermCreate):
    """A term as it is in use; one that waits for approval is shown instead."""

    @cached_property
    def name(self) -> str:
        return str(self.kwargs["code"])

    @cached_property
    def term(self) -> Term | None:
        return get_object_or_404(Term, code=self.name)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if waiting := own.waiting(Kind.TERM).get(self.name):
            return redirect("phrases:correction-detail", waiting.pk)
        return super().get(request, *args, **kwargs)
