"""A reservation or statement that came by a registered note: entered here, confirmed by a signatory."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy

from cica_portal.errors import DomainError
from cica_portal.web.pages import FormPage
from comments.models import Statement
from comments.views.writing.statements import OfAdoptedText
from comments.writing import statements
from notes.forms.statements import EnteredStatementForm
from notes.register import incoming_notes

# The field beside which a refusal is shown.
PLACES = {
    "comments.no_member_on_the_day": "register_number",
    "comments.statement_too_early": "register_number",
    "comments.statement_gone": "of",
}


class StatementEnter(OfAdoptedText, FormPage):
    permission = "notes.register_incoming"
    template_name = "notes/statement_enter.html"
    done = gettext_lazy("Entered. A signatory compares it with the note and confirms it.")

    def form(self, *sent: Any, **given: Any) -> EnteredStatementForm:
        standing = Statement.objects.in_force().filter(paper=self.paper).select_related("member_state")
        return EnteredStatementForm(*sent[:1], rows=self.rows, standing=standing, **given)

    def act(self, form: EnteredStatementForm) -> HttpResponse:
        incoming, said = form.cleaned_data["register_number"], form.said()
        made = statements.enter(
            self.paper,
            incoming.member_state,
            said.pop("kind"),
            register_number=incoming.register_number,
            source=incoming_notes.source(incoming),
            received_on=incoming.received_on,
            by=self.request.user,
            at=self.at,
            **said,
        )
        return redirect("comments:statement-detail", made.pk)

    def refused(self, form: Any, refusal: DomainError) -> HttpResponse:
        self.beside = PLACES.get(refusal.code)
        return super().refused(form, refusal)
