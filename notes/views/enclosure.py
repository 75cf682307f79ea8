"""The rule by which the enclosure is counted: what it makes of so many pages, and the act of changing it."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal import formats
from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import FormPage
from notes.forms.drafting import EnclosureForm
from notes.models import EnclosureRule
from notes.register import enclosure_units
from notes.views.frame import NotesPage

EXAMPLES = (1, 2, 3, 5, 11)


class EnclosureRulePage(FormPage, NotesPage):
    template_name = "notes/enclosure_rule.html"
    form_class = EnclosureForm
    done = _("Rule saved. It applies to the enclosures of future notes.")
    shows = ("rule",)
    asked_on = ("notes:enclosure-rule",)

    @property
    def permission(self) -> str:
        return "notes.set_enclosure_rule" if self.request.method == "POST" else "notes.view_enclosure_rule"

    @cached_property
    def rule(self) -> EnclosureRule | None:
        return enclosure_units.rule()

    def initial(self) -> dict[str, Any]:
        return {"based_on": self.rule.number if self.rule else 0, **enclosure_units.units(self.rule)}

    def act(self, form: EnclosureForm) -> None:
        given = {language: form.cleaned_data[language] for language in LANGUAGES}
        enclosure_units.set_rule(
            given, based_on=form.cleaned_data["based_on"], by=self.request.user, at=self.at
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        units = enclosure_units.units(self.rule)
        return super().get_context_data(
            languages=LANGUAGES,
            examples=[
                (pages, [(code, formats.enclosure_size(pages, code, units[code])) for code in LANGUAGES])
                for pages in EXAMPLES
            ],
            may_set=self.request.user.has_perm("notes.set_enclosure_rule"),
            words=[(code, dict(EnclosureForm.UNITS)[units[code].value]) for code in LANGUAGES],
            **kwargs,
        )
