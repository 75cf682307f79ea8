"""One text: how it reads in each language, where it appears, its corrections; and proposing one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property

from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES, is_language
from cica_portal.web.pages import REFUSED, FormPage, Page
from members.requests import SignedInRequest
from phrases import corrections, finding
from phrases.corrections import Unfit
from phrases.enums import Kind
from phrases.forms import ProposalForm
from phrases.models import Correction
from phrases.texts import checks, mails, placeholders
from phrases.texts.catalogue import Phrase, forms_of, phrases
from phrases.views.listing import badge


class PhrasePage(Page):
    request: SignedInRequest
    permission = "phrases.view"

    @cached_property
    def phrase(self) -> Phrase:
        found = phrases().get(self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def corrections(self) -> list[Correction]:
        """All corrections of the text, the latest first: one query."""
        return list(Correction.objects.filter(key=self.phrase.key).with_people())

    def in_use(self, language: str) -> Correction | None:
        return next((one for one in self.corrections if one.language == language and one.is_in_use), None)

    def waiting(self, language: str) -> Correction | None:
        return next((one for one in self.corrections if one.language == language and one.is_waiting), None)

    def texts(self, language: str) -> list[tuple[str, str]]:
        """Return each form that holds today, with the numbers that take it."""
        held = corrections.held(self.phrase, language, self.in_use(language))
        numbers = forms_of(language) if self.phrase.plural else ((),) * len(held)
        return [(", ".join(of_form), text) for of_form, text in zip(numbers, held, strict=False)]


class PhraseDetail(PhrasePage):
    template_name = "phrases/phrase_detail.html"

    def get(self, request: SignedInRequest, key: str) -> HttpResponse:
        phrase = self.phrase
        context = {
            "phrase": phrase,
            "areas": [finding.AREAS[area] for area in finding.areas_of(phrase.places)],
            "titles": finding.titles(phrase.places),
            "cells": [(code, self.texts(code), self.waiting(code), self.in_use(code)) for code in LANGUAGES],
            "history": [(one, badge(one, phrase)) for one in self.corrections],
            "placeholders": must_keep(phrase),
        }
        return self.page(context=context)


class Propose(PhrasePage, FormPage):
    """Write a new text beside the others, and look at what the checks say before it is proposed."""

    permission = "phrases.propose"
    template_name = "phrases/correction_form.html"
    warnings: Any = ()

    @cached_property
    def language(self) -> str:
        if not is_language(self.kwargs["language"]):
            raise Http404
        return str(self.kwargs["language"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if waiting := self.waiting(self.language):
            return redirect("phrases:correction-detail", waiting.pk)
        present = corrections.held(self.phrase, self.language, self.in_use(self.language))
        initial = {f"form_{place}": text.strip("\n") for place, text in enumerate(present)}
        return self.form_page(self.form(initial=initial | {"seen": corrections.fingerprint(present)}))

    def form(self, *sent: Any, **given: Any) -> ProposalForm:
        return ProposalForm(*sent[:1], phrase=self.phrase, language=self.language, **given)

    def act(self, form: ProposalForm) -> HttpResponse:
        self.warnings = checks.warnings(self.phrase, self.language, form.texts)
        if self.warnings and not form.cleaned_data["anyway"]:
            return self.form_page(form, status=REFUSED)
        made = corrections.propose(
            self.phrase,
            self.language,
            form.texts,
            seen=form.cleaned_data["seen"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            at=self.at,
        )
        messages.success(self.request, corrections.proposed(self.request.user))
        return redirect("phrases:correction-detail", made.pk)

    def refused(self, form: ProposalForm, refusal: DomainError) -> HttpResponseBase:
        if not isinstance(refusal, Unfit):
            return super().refused(form, refusal)
        form.add_error(None, refusal.faults)
        return self.form_page(form, status=REFUSED)

    def form_page(self, form: ProposalForm, *, status: int = 200) -> HttpResponse:
        if not self.warnings:  # nothing is to be read and set aside
            del form.fields["anyway"]
        context = {
            "phrase": self.phrase,
            "language": self.language,
            "form": form,
            "fields": [form[name] for name in form.names],
            "warnings": self.warnings,
            "placeholders": must_keep(self.phrase, self.language),
            "cells": [(code, self.texts(code)) for code in LANGUAGES],
        }
        return self.page(context=context, status=status)


def must_keep(phrase: Phrase, language: str = LANGUAGES[0]) -> list[tuple[str, str]]:
    """Return each placeholder that a text must keep, as it is written in it, with what will stand there."""
    if phrase.kind == Kind.MAIL:
        _tags, values = mails.layout(phrase.texts[language][0])
        return [(f"{{{{ {name} }}}}", placeholders.meaning(name, phrase.message)) for name in values]
    return list(placeholders.meanings(phrase.message, phrase.plural))
