"""The names that notes put into their sentences, of measures and States, in every case form they need."""

from collections.abc import Collection
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import REFUSED
from members.models import MemberState
from notes.forms.drafting import NameForm
from notes.views.frame import NotesPage
from notes.wording import inflections, names
from phrases import corrections, own
from phrases.enums import Kind
from phrases.views.proposing import ProposalPage
from plans.models import ConfidenceBuildingMeasure


class NameList(NotesPage):
    """Every measure and State, those that lack a form first: they cannot be used in a note until then."""

    permission = "notes.write_names"

    def get(self, request: HttpRequest) -> HttpResponse:
        groups = [
            ("measures", _("Confidence-building measures"), list(ConfidenceBuildingMeasure.objects.all())),
            ("states", _("Member States"), list(MemberState.objects.all())),
        ]
        waiting = own.waiting(Kind.NAME)
        context = {"groups": [(name, title, self.rows(found, waiting)) for name, title, found in groups]}
        return self.page("notes/name_list.html", context)

    @staticmethod
    def rows(
        found: list[inflections.Named], waiting: Collection[str]
    ) -> list[tuple[inflections.Named, int, bool]]:
        rows = [(one, len(inflections.missing(one)), names.name_of(one) in waiting) for one in found]
        return sorted(rows, key=lambda row: row[1] == 0)


class NameEdit(ProposalPage, NotesPage):
    """Propose the forms of one name, each in the sentence in which it will stand."""

    permission = "notes.write_names"
    template_name = "notes/name_edit.html"

    @cached_property
    def subject(self) -> inflections.Named:
        model = inflections.GROUPS.get(self.kwargs["group"])
        if model is None:
            raise Http404
        return get_object_or_404(model, code=self.kwargs["code"])

    @property
    def name(self) -> str:
        return names.name_of(self.subject)

    def get(self, request: HttpRequest, group: str, code: str) -> HttpResponseBase:
        if waiting := own.waiting(Kind.NAME).get(self.name):
            return redirect("phrases:correction-detail", waiting.pk)
        return super().get(request)

    def form(self, *sent: Any, **given: Any) -> NameForm:
        return NameForm(*sent, subject=self.subject, **given)

    def initial(self) -> dict[str, str]:
        present = names.NAMES.texts(self.name)
        return present | {"read": own.fingerprint(present)}

    def act(self, form: NameForm) -> HttpResponse:
        made = corrections.propose_own(
            names.NAMES,
            self.name,
            form.given(),
            seen=form.cleaned_data["read"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            at=self.at,
        )
        return redirect("phrases:correction-detail", made.pk)

    def refused(self, form: NameForm, refusal: DomainError) -> HttpResponseBase:
        if not isinstance(refusal, inflections.FormsUnfit):
            return super().refused(form, refusal)
        for finding in refusal.findings:
            form.add_error(finding.field, str(finding))
        return self.form_page(form, status=REFUSED)

    def get_context_data(self, form: NameForm, **kwargs: Any) -> dict[str, Any]:
        rows = form.rows()
        return super().get_context_data(
            subject=self.subject,
            form=form,
            languages=[(code, [row for row in rows if row["slot"].language == code]) for code in LANGUAGES],
            missing=len(inflections.missing(self.subject)),
            **kwargs,
        )
