"""How notes are numbered: the proof that no number is missing, the rule, and numbers used elsewhere."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cica_portal import deadlines
from cica_portal.web.pages import FormPage
from notes.enums import NumberingScope
from notes.forms.numbering import ElsewhereForm, NumberingForm
from notes.models import NumberingRule, VoidNumber
from notes.register import completeness, numbering
from notes.views.frame import NotesPage


class SeriesList(NotesPage):
    """Every sequence of numbers, with what is missing in it: the proof that the register is whole."""

    permission = "notes.register_incoming"

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "proof": completeness.proof(),
            "void": VoidNumber.objects.select_related("note", "by"),
            "rule": numbering.rule(),
            "may_set": request.user.has_perm("notes.set_numbering"),
        }
        return self.page("notes/series_list.html", context)


class NumberingSet(FormPage, NotesPage):
    """The rule by which notes are numbered, and the next number of each sequence."""

    permission = "notes.set_numbering"
    template_name = "notes/numbering_form.html"
    shows = ("rule",)
    form_class = NumberingForm
    done = _("Numbering saved. It applies to notes that are still to be issued.")
    asked_on = ("notes:series-list",)

    @cached_property
    def rule(self) -> NumberingRule | None:
        return numbering.rule()

    def initial(self) -> dict[str, Any]:
        rule = self.rule
        scope = rule.scope if rule else NumberingScope.SERIES
        is_yearly = rule.is_yearly if rule else False
        boxes: dict[str, Any] = {
            NumberingForm.name_of(one.name): one.coming
            for one in numbering.sequences(scope, is_yearly=is_yearly, at=self.at)
        }
        return boxes | {
            "scope": scope,
            "is_yearly": "yes" if is_yearly else "no",
            "based_on": rule.number if rule else 0,
        }

    def act(self, form: NumberingForm) -> None:
        numbering.set_rule(**form.terms(), by=self.request.user, at=self.at)


class NumberElsewhere(FormPage, NotesPage):
    """Register a number that was printed on a note outside the portal."""

    permission = "notes.register_incoming"
    template_name = "notes/number_form.html"
    form_class = ElsewhereForm
    beside = "value"
    done = _("Number registered. No note of the portal will use it.")
    asked_on = ("notes:series-list",)

    def initial(self) -> dict[str, Any]:
        return {"dated_on": deadlines.seat_date(self.at)}

    def act(self, form: ElsewhereForm) -> None:
        given = dict(form.cleaned_data)
        series, value = given.pop("series"), given.pop("value")
        numbering.register_elsewhere(series, value, **given, by=self.request.user, at=self.at)
