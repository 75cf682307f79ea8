"""The names that notes put into their sentences, of measures and States, in every case form they need."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError, StaleVersion
from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import CONFLICT, REFUSED
from members.models import MemberState
from members.requests import SignedInRequest
from notes.forms.drafting import NameForm
from notes.views.frame import NotesPage
from notes.wording import inflections, names
from phrases import corrections, own
from phrases.enums import Kind
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


class NameEdit(NotesPage):
    """Propose the forms of one name, each in the sentence in which it will stand."""

    permission = "notes.write_names"

    @cached_property
    def subject(self) -> inflections.Named:
        model = inflections.GROUPS.get(self.kwargs["group"])
        if model is None:
            raise Http404
        return get_object_or_404(model, code=self.kwargs["code"])

    @property
    def name(self) -> str:
        return names.name_of(self.subject)

    def get(self, request: HttpRequest, group: str, code: str) -> HttpResponse:
        if waiting := own.waiting(Kind.NAME).get(self.name):
            return redirect("phrases:correction-detail", waiting.pk)
        present = names.NAMES.texts(self.name)
        initial = present | {"read": own.fingerprint(present)}
        return self.form_page(NameForm(subject=self.subject, initial=initial))

    def post(self, request: SignedInRequest, group: str, code: str) -> HttpResponse:
        form = NameForm(request.POST, subject=self.subject)
        if not form.is_valid():
            return self.form_page(form, status=REFUSED)
        try:
            made = corrections.propose_own(
                names.NAMES,
                self.name,
                form.given(),
                seen=form.cleaned_data["read"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=self.at,
            )
        except inflections.FormsUnfit as refusal:
            for finding in refusal.findings:
                form.add_error(finding.field, str(finding))
            return self.form_page(form, status=REFUSED)
        except StaleVersion as refusal:
            form.add_error(None, str(refusal))
            return self.form_page(form, status=CONFLICT)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_page(form, status=REFUSED)
        messages.success(request, corrections.PROPOSED)
        return redirect("phrases:correction-detail", made.pk)

    def form_page(self, form: NameForm, *, status: int = 200) -> HttpResponse:
        rows = form.rows()
        context: dict[str, Any] = {
            "subject": self.subject,
            "form": form,
            "languages": [
                (code, [row for row in rows if row["slot"].language == code]) for code in LANGUAGES
            ],
            "missing": len(inflections.missing(self.subject)),
        }
        return self.page("notes/name_edit.html", context, status=status)
