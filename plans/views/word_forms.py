"""Forms for bringing a Word file in: the file passes the gate before anything else looks at it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cica_portal import uploads
from cica_portal.languages import TITLED
from cica_portal.web.forms import PageForm
from plans.forms import PaperForm, check_period
from plans.models import ConceptPaper
from plans.word.reading import ITEM_LIMIT


class WordForm(PageForm):
    """A form with a file, which states the limits of the gate."""

    file = uploads.AdmittedField(kinds=uploads.WORD, label=_("Word file (DOCX)"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            # Translators: size and items are numbers.
            "At most %(size)s MB and %(items)s paragraphs, without macros and external content."
        ) % {"size": uploads.LIMITS.megabytes, "items": ITEM_LIMIT}


class WordPlanForm(WordForm):
    """A new plan from a file: its text, title included, is the file's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = PaperForm().fields
        for name in ("measure", "period_from", "period_to", "coordinator", "source_language"):
            self.fields[name] = fields[name]
        self.fields["source_language"].help_text = _(
            "Language of the file. If the file has a column for each language, all languages are "
            "imported and this one is the original."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        check_period(self)
        return cleaned

    @property
    def plan(self) -> dict[str, Any]:
        """What is kept of the plan until it is made."""
        given, state = self.cleaned_data, self.cleaned_data["coordinator"]
        kept = {name: given[name] for name in ("period_from", "period_to")}
        return kept | {"measure": given["measure"].pk, "coordinator": state and state.pk}


class WordTextForm(WordForm):
    """A file for a plan that exists: its text in one language, or in all side by side."""

    language = forms.ChoiceField(
        label=_("Language of the file"),
        choices=TITLED,
        help_text=_(
            "If the file has a column for each language, all languages are imported, whatever is chosen here."
        ),
    )

    def __init__(self, *args: Any, paper: ConceptPaper, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = paper.source_language
