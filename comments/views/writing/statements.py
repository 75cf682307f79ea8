"""Reservations and interpretative statements: filed on the page of the adopted text; what was entered of
notes is confirmed, and translated, on pages of the Secretariat."""

import uuid
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES, TITLES, reader_language
from cica_portal.web import following
from cica_portal.web.acts import Act, serve
from cica_portal.web.following import Step
from cica_portal.web.pages import ConfirmPage, FormPage, Page, visible
from comments.enums import EnteredStatus, StatementKind, TranslationStatus
from comments.forms.statements import NONE, StatementForm, StatementTranslationForm
from comments.models import Receipt, Statement
from comments.reading import attached
from comments.views.base import PortalView, uuid_of
from comments.writing import statements
from plans.life import decisions
from plans.models import ConceptPaper
from plans.outline import OutlineRow, revision_outline


class OfAdoptedText(Page):
    """A page about what a State attaches to an adopted plan, which it reads."""

    permission = "comments.file_statement"
    about = "paper"

    @cached_property
    def paper(self) -> ConceptPaper:
        published = ConceptPaper.objects.published_to(self.request.user).select_related("measure")
        return get_object_or_404(published, slug=self.kwargs["slug"])

    @cached_property
    def rows(self) -> list[OutlineRow]:
        return revision_outline(decisions.adopted_text(self.paper))

    def back(self) -> HttpResponseBase:
        return redirect(reverse("plans:published-detail", args=[self.paper.slug]) + "#attached")

    def say_receipt(self, receipt: Receipt) -> None:
        shown = reverse("comments:receipt-detail", args=[receipt.number])
        step = Step(_("It is printed with the adopted text."), shown, _("Show receipt"))
        # Translators: number is the number of the receipt
        done = _("Recorded for your State: receipt %(number)s.") % {"number": receipt.number}
        following.say(self.request, done, [step])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        last_day = decisions.statements_until(self.paper)
        return super().get_context_data(paper=self.paper, last_day=last_day, **kwargs)


class StatementCreate(OfAdoptedText, FormPage):
    template_name = "comments/statement_form.html"

    def form(self, *sent: Any, **given: Any) -> StatementForm:
        return StatementForm(*sent[:1], rows=self.rows, **given)

    def act(self, form: StatementForm) -> None:
        self.say_receipt(statements.file(self.paper, **form.said(), by=self.request.user))


class StatementFollow(OfAdoptedText, ConfirmPage):
    """Associate the State with another's statement, or withdraw what it attached itself."""

    template_name = "comments/statement_follow.html"

    @cached_property
    def statement(self) -> Statement:
        """Return what is followed: to be withdrawn, the State's own, or its association with another's."""
        found = Statement.objects.visible_to(self.request.user).filter(paper=self.paper)
        shown = get_object_or_404(found, pk=self.kwargs["statement"])
        own = Statement.objects.in_force().filter(of=shown, member_state=self.request.user.member_state_id)
        return (own.first() if self.withdraws else None) or shown

    @property
    def withdraws(self) -> bool:
        return bool(self.kwargs["act"] == "withdraw")

    def find_subject(self) -> ConceptPaper:
        if self.kwargs["act"] not in {"withdraw", "associate"}:
            raise Http404
        return self.statement.paper

    def act(self) -> None:
        key = uuid_of(self.request.POST.get("key", "")) or uuid.uuid4()
        kind = StatementKind.WITHDRAWAL if self.withdraws else StatementKind.ASSOCIATION
        receipt = statements.file(self.paper, kind, of=self.statement, request_key=key, by=self.request.user)
        self.say_receipt(receipt)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            statement=self.statement,
            **attached.as_filed(self.statement, reader_language()),
            withdraws=self.withdraws,
            key=uuid.uuid4(),
            **kwargs,
        )


# The Secretariat's -----------------------------------------------------------------------------------
class StatementPage(PortalView):
    """A page or an act about one statement; beyond the Secretariat there is none."""

    permission = "comments.view_statement"
    about = "statement"
    statement = visible(Statement, "paper__measure", "member_state", "of", "by", named="statement")

    def find_subject(self) -> Any:
        if not self.request.user.is_secretariat:
            raise Http404
        return self.statement

    def back(self) -> HttpResponseBase:
        return redirect("comments:statement-detail", self.statement.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one = self.statement
        filed = attached.as_filed(one, reader_language())
        return super().get_context_data(statement=one, paper=one.paper, **filed, **kwargs)


class StatementDetail(StatementPage):
    template_name = "comments/statement_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one, user = self.statement, self.request.user
        is_waiting = one.status == EnteredStatus.SUBMITTED
        made = {each.language: each for each in one.translations.all()}
        wanted = [code for code in LANGUAGES if code != one.language] if one.text else []
        return super().get_context_data(
            is_waiting=is_waiting,
            is_own=one.by_id == user.pk,
            may_confirm=is_waiting and user.is_signatory,
            receipt=Receipt.objects.filter(statement=one).first(),
            translations=[(code, TITLES[code], made.get(code)) for code in wanted],
            **kwargs,
        )


class StatementTranslate(FormPage, StatementPage):
    template_name = "comments/statement_translate.html"
    permission = "comments.translate_comment"
    form_class = StatementTranslationForm
    done = gettext_lazy("Translation saved.")

    def find_subject(self) -> Any:
        found = super().find_subject()
        if self.kwargs["language"] not in LANGUAGES or self.kwargs["language"] == self.statement.language:
            raise Http404
        return found

    def initial(self) -> dict[str, Any]:
        made = self.statement.translations.filter(language=self.kwargs["language"]).first()
        if made is None:
            return {"version": 0, "status": TranslationStatus.DRAFT}
        return {"version": made.version, "text": made.text, "status": made.status if made.text else NONE}

    def act(self, form: StatementTranslationForm) -> None:
        given = form.cleaned_data
        status = TranslationStatus.CHECKED if given["status"] == NONE else given["status"]
        said = {"text": given["text"], "status": status, "version": given["version"]}
        statements.translate(
            self.statement, self.kwargs["language"], **said, by=self.request.user, at=self.at
        )

    def refused(self, form: Any, refusal: DomainError) -> HttpResponseBase:
        data = self.request.POST.copy()
        data["version"] = str(self.initial()["version"])
        again = self.form(data)
        again.is_valid()
        return super().refused(again, refusal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = self.kwargs["language"]
        return super().get_context_data(language=language, language_word=TITLES[language], **kwargs)


ACTS = serve(
    StatementPage,
    "statement",
    "statements/<uuid:statement>/",
    Act(
        "confirm",
        "comments.confirm_entered",
        statements.confirm,
        gettext_lazy("Statement confirmed. The State receives a receipt."),
    ),
    Act(
        "discard",
        "comments.enter_response",
        statements.discard,
        gettext_lazy("Entry discarded. The note stays in the register."),
        back="notes:incoming-list",
    ),
)
