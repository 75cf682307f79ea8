"""One text: how it reads in each language, where it appears, its corrections; and proposing one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property

from cica_portal.errors import DomainError, StaleVersion
from cica_portal.languages import LANGUAGES, is_language
from cica_portal.web.pages import CONFLICT, REFUSED, Page
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


class Propose(PhrasePage):
    """Write a new text beside the others, and look at what the checks say before it is proposed."""

    permission = "phrases.propose"
    template_name = "phrases/correction_form.html"

    @cached_property
    def language(self) -> str:
        if not is_language(self.kwargs["language"]):
            raise Http404
        return str(self.kwargs["language"])

    def get(self, request: SignedInRequest, key: str, language: str) -> HttpResponse:
        if waiting := self.waiting(self.language):
            return redirect("phrases:correction-detail", waiting.pk)
        present = corrections.held(self.phrase, self.language, self.in_use(self.language))
        initial = {f"form_{place}": text.strip("\n") for place, text in enumerate(present)}
        form = self.form(initial=initial | {"seen": corrections.fingerprint(present)})
        form.without_warnings()
        return self.form_page(form)

    def form(self, *args: Any, **kwargs: Any) -> ProposalForm:
        return ProposalForm(*args, phrase=self.phrase, language=self.language, **kwargs)

    def post(self, request: SignedInRequest, key: str, language: str) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            form.without_warnings()
            return self.form_page(form, status=REFUSED)
        warnings = checks.warnings(self.phrase, self.language, form.texts)
        if warnings and not form.cleaned_data["anyway"]:
            return self.form_page(form, warnings=warnings, status=REFUSED)
        if not warnings:
            form.without_warnings()
        try:
            made = corrections.propose(
                self.phrase,
                self.language,
                form.texts,
                seen=form.cleaned_data["seen"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=self.at,
            )
        except DomainError as refusal:
            form.add_error(None, refusal.faults if isinstance(refusal, Unfit) else str(refusal))
            status = CONFLICT if isinstance(refusal, StaleVersion) else REFUSED
            return self.form_page(form, warnings=warnings, status=status)
        messages.success(request, corrections.proposed(request.user))
        return redirect("phrases:correction-detail", made.pk)

    def form_page(self, form: ProposalForm, *, warnings: Any = (), status: int = 200) -> HttpResponse:
        context = {
            "phrase": self.phrase,
            "language": self.language,
            "form": form,
            "fields": [form[name] for name in form.names],
            "warnings": warnings,
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
