"""The rule by which the enclosure is counted: what it makes of so many pages, and the act of changing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from cica_portal import formats
from cica_portal.errors import DomainError, StaleVersion
from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import CONFLICT, REFUSED
from notes.forms.drafting import EnclosureForm
from notes.models import EnclosureRule
from notes.register import enclosure_units
from notes.views.frame import NotesPage

EXAMPLES = (1, 2, 3, 5, 11)


class EnclosureRulePage(NotesPage):
    @property
    def permission(self) -> str:
        return "notes.set_enclosure_rule" if self.request.method == "POST" else "notes.view_enclosure_rule"

    def get(self, request: HttpRequest) -> HttpResponse:
        rule = enclosure_units.rule()
        initial = {"based_on": rule.number if rule else 0, **enclosure_units.units(rule)}
        return self.rule_page(EnclosureForm(initial=initial), rule)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EnclosureForm(request.POST)
        if not form.is_valid():
            return self.rule_page(form, enclosure_units.rule(), status=REFUSED)
        given = {language: form.cleaned_data[language] for language in LANGUAGES}
        try:
            enclosure_units.set_rule(
                given, based_on=form.cleaned_data["based_on"], by=request.user, at=self.at
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            status = CONFLICT if isinstance(refusal, StaleVersion) else REFUSED
            return self.rule_page(form, enclosure_units.rule(), status=status)
        messages.success(request, _("Rule saved. It applies to the enclosures of future notes."))
        return redirect("notes:enclosure-rule")

    def rule_page(
        self, form: EnclosureForm, rule: EnclosureRule | None, *, status: int = 200
    ) -> HttpResponse:
        units = enclosure_units.units(rule)
        context = {
            "form": form,
            "rule": rule,
            "languages": LANGUAGES,
            "examples": [
                (pages, [(code, formats.enclosure_size(pages, code, units[code])) for code in LANGUAGES])
                for pages in EXAMPLES
            ],
            "may_set": self.request.user.has_perm("notes.set_enclosure_rule"),
            "words": [(code, dict(EnclosureForm.UNITS)[units[code].value]) for code in LANGUAGES],
        }
        return self.page("notes/enclosure_rule.html", context, status=status)
