"""The texts of the kinds of notes: read, written with a live preview, approved, returned to; and those of one
drafted note, written for it alone."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import REFUSED, ActPage, FormPage
from notes.enums import NoteKind, NoteStatus
from notes.forms.acts import ReasonForm
from notes.forms.drafting import WordingForm
from notes.models import VerbalNote, Wording
from notes.views.frame import NotesPage, NoteView
from notes.wording import examples, formulas, texts, wordings
from plans.comparison.redline import redline


class WordingList(NotesPage):
    """Every kind with the version of its texts in use, and the one that waits for approval."""

    permission = "notes.write_wording"

    def get(self, request: HttpRequest) -> HttpResponse:
        latest: dict[str, Wording] = {}
        in_use: dict[str, Wording] = {}
        for one in Wording.objects.filter(note=None).select_related("approval").order_by("number"):
            latest[one.kind] = one
            if hasattr(one, "approval"):
                in_use[one.kind] = one
        rows = []
        for kind in wordings.kinds():
            waiting = latest.get(kind)
            rows.append(
                {
                    "kind": kind,
                    "number": in_use[kind].number if kind in in_use else wordings.FIRST,
                    "waiting": waiting if waiting and not hasattr(waiting, "approval") else None,
                }
            )
        return self.page("notes/wording_list.html", {"rows": rows})


class KindPage(NotesPage):
    """A page or an act about the texts of one kind."""

    permission = "notes.write_wording"
    shows: tuple[str, ...] = ("kind",)

    @cached_property
    def kind(self) -> NoteKind:
        if self.kwargs["kind"] not in wordings.kinds():
            raise Http404
        return NoteKind(self.kwargs["kind"])

    @cached_property
    def wording(self) -> Wording | None:
        """The version of the address; the first, which no row holds, is None."""
        number = self.kwargs["number"]
        if number == wordings.FIRST:
            return None
        found = Wording.objects.filter(kind=self.kind, note=None, number=number)
        wording = found.select_related("written_by", "approval__by").first()
        if wording is None:
            raise Http404
        return wording

    def pages(self, body: texts.Body, variant: str = "") -> list[dict[str, Any]]:
        subject = self.example()
        return examples.read(subject, body, at=self.at, variant=variant)[0] if subject else []

    def example(self) -> VerbalNote | None:
        """Return the example that was chosen, or the latest round's."""
        found = self.example_notes
        chosen = self.request.GET.get("example") or self.request.POST.get("example") or ""
        circulation = next((one for one in found if str(one.pk) == chosen), found[0] if found else None)
        return examples.note(self.kind, circulation) if circulation else None

    @cached_property
    def example_notes(self) -> list[VerbalNote]:
        return examples.choices()


class WordingDetail(KindPage):
    """The texts of a kind: those in use, as they print, and every version."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        versions = wordings.versions(self.kind)
        in_use = next((one for one in versions if hasattr(one, "approval")), None)
        body = wordings.body(self.kind, in_use.number if in_use else wordings.FIRST)
        latest = versions[0] if versions else None
        context = {
            "number": in_use.number if in_use else wordings.FIRST,
            "versions": [(one, version_word(one, in_use, latest)) for one in versions],
            "first_word": ("done", pgettext("correction", "in use"))
            if in_use is None
            else ("quiet", pgettext("version", "earlier")),
            "waiting": latest if latest and not hasattr(latest, "approval") else None,
            "pages": self.pages(body),
        }
        return self.page("notes/wording_detail.html", context)


def version_word(one: Wording, in_use: Wording | None, latest: Wording | None) -> tuple[str, str]:
    """Return the mark and the word that say where a version stands."""
    if in_use is not None and one.pk == in_use.pk:
        return "done", pgettext("correction", "in use")
    if latest is not None and one.pk == latest.pk and not hasattr(one, "approval"):
        return "needs", _("awaiting approval")
    return "quiet", pgettext("version", "earlier") if hasattr(one, "approval") else _("never in effect")


def paragraphs(form: WordingForm) -> list[dict[str, Any]]:
    return [
        {"title": formulas.title(key), "name": key.replace(".", "-"), "cells": form.cells(key)}
        for key in form.keys
    ]


def offers(kind: str) -> list[tuple[str, list[dict[str, Any]]]]:
    return [(language, formulas.offered(kind, language)) for language in LANGUAGES]


class WritingPage(FormPage):
    """What the two pages share on which texts are written: of a kind, and of one drafted note."""

    template_name = "notes/wording_edit.html"
    findings: Any = ()

    def initial(self) -> dict[str, Any]:
        latest = wordings.latest_number(self.kind, getattr(self, "note", None))
        return WordingForm.initial_of(self.body) | {"based_on": latest}

    def form(self, *sent: Any, **given: Any) -> WordingForm:
        return WordingForm(*sent, kind=self.kind, **given)

    def read(self, form: WordingForm) -> tuple[list[dict[str, Any]], list[Any]]:
        """Return the example with the texts of the form, and what is wrong with them."""
        subject = self.example()
        if subject is None:
            return [], []
        body = form.body() if form.is_bound else self.body
        return examples.read(subject, body, at=self.at, variant=self.variant)

    def get_context_data(self, form: WordingForm, **kwargs: Any) -> dict[str, Any]:
        pages, found = self.read(form)
        return super().get_context_data(
            form=form,
            paragraphs=paragraphs(form),
            offers=offers(self.kind),
            pages=pages,
            findings=[str(one) for one in (self.findings or found)],
            variant=self.variant,
            **kwargs,
        )

    @property
    def variant(self) -> str:
        return self.request.POST.get("variant") or self.request.GET.get("variant") or ""

    def preview(self, form: WordingForm) -> HttpResponse:
        """Return the preview alone, for the page that shows it as it is typed."""
        form.is_valid()
        pages, found = self.read(form)
        context = {"pages": pages, "findings": [str(one) for one in found]}
        return render(self.request, "notes/_wording_preview.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.htmx:
            return self.preview(self.form(request.POST))
        if "preview" in request.POST:
            form = self.form(request.POST)
            form.is_valid()
            return self.form_page(form)
        return super().post(request)

    def refused(self, form: WordingForm, refusal: DomainError) -> HttpResponseBase:
        if not isinstance(refusal, wordings.TextsUnfit):
            return super().refused(form, refusal)
        self.findings = refusal.findings
        form.add_error(None, [str(one) for one in refusal.findings])
        return self.form_page(form, status=REFUSED)


class WordingEdit(WritingPage, KindPage):
    """Write the next version of a kind's texts, beside the placeholders and a preview."""

    @cached_property
    def body(self) -> texts.Body:
        return wordings.body(self.kind, wordings.latest_number(self.kind))

    def read(self, form: WordingForm) -> tuple[list[dict[str, Any]], list[Any]]:
        pages, found = super().read(form)
        body = form.body() if form.is_bound else self.body
        return pages, [*found, *formulas.written_out(self.kind, body)]

    def act(self, form: WordingForm) -> HttpResponse:
        made = wordings.write(
            self.kind,
            form.body(),
            based_on=form.cleaned_data["based_on"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            at=self.at,
        )
        messages.success(
            self.request, _(
"Version %(number)s saved. It takes effect once a signatory has "
"approved it."
)
            % {"number": made.number},
        )  # fmt: skip
        return redirect("notes:wording-version", self.kind, made.number)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=self.kind.label,
            back_url=reverse("notes:wording-detail", args=[self.kind]),
            choices=self.example_notes,
            example=self.example_pk(),
            variants=examples.variants(self.kind),
            **kwargs,
        )

    def example_pk(self) -> int | None:
        subject = self.example()
        if subject is None:
            return None
        circulation = subject.answers_to
        if circulation is not None:
            return circulation.pk
        return next(one.pk for one in self.example_notes if one.consultation == subject.consultation)


class NoteWording(NoteView, WritingPage):
    """Write the texts of one drafted note, for this note alone."""

    permission = "notes.draft_note"
    statuses = (NoteStatus.DRAFTED,)
    done = gettext_lazy("This note now has its own text. Nothing has been sent.")

    @cached_property
    def kind(self) -> str:
        return self.note.kind

    @cached_property
    def body(self) -> texts.Body:
        return wordings.body_of(self.note)

    def example(self) -> VerbalNote:
        return self.note

    def act(self, form: WordingForm) -> None:
        wordings.write_note(
            self.note,
            form.body(),
            based_on=form.cleaned_data["based_on"],
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            at=self.at,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=self.note.get_kind_display(),
            back_url=reverse("notes:note-detail", args=[self.note.key]),
            **kwargs,
        )


class WordingVersion(KindPage):
    """One version, beside the one before it, word by word; a signatory approves it here."""

    def get(self, request: HttpRequest, kind: str, number: int) -> HttpResponse:
        versions = wordings.versions(self.kind)
        in_use = next((one for one in versions if hasattr(one, "approval")), None)
        latest = versions[0] if versions else None
        body = wordings.body(self.kind, number)
        before = wordings.body(self.kind, number - 1) if number > wordings.FIRST else {}
        current = in_use.number if in_use else wordings.FIRST
        is_waiting = self.wording is not None and self.wording == latest and not self.is_approved
        context = {
            "wording": self.wording,
            "number": number,
            "changes": changes(before, body),
            "pages": self.pages(body),
            "approval": self.wording.approval if self.is_approved else None,
            "is_in_use": number == current,
            "is_waiting": is_waiting,
            "findings": formulas.written_out(self.kind, body) if is_waiting else [],
            "may_approve": is_waiting and request.user.has_perm("notes.approve_wording", self.wording),
            "may_return": latest is not None and number != latest.number,
        }
        return self.page("notes/wording_version.html", context)

    @property
    def is_approved(self) -> bool:
        return self.wording is not None and hasattr(self.wording, "approval")


def changes(before: texts.Body, after: texts.Body) -> list[dict[str, Any]]:
    """Return the paragraphs that a version changed, by language, as redlines."""
    found = []
    for key, of_piece in after.items():
        earlier = before.get(key, of_piece)
        if any(earlier.get(code, "") != of_piece.get(code, "") for code in LANGUAGES):
            cells = [(code, redline(earlier.get(code, ""), of_piece.get(code, ""))) for code in LANGUAGES]
            found.append({"title": formulas.title(key), "cells": cells})
    return found


class WordingApprove(ActPage, KindPage):
    permission = "notes.approve_wording"

    def find_subject(self) -> Any:
        if self.wording is None:
            raise Http404
        return self.wording

    def act(self) -> HttpResponse:
        wordings.approve(self.wording, by=self.request.user, at=self.at)
        sentence = _("Version %(number)s is in effect. Notes already issued are unchanged.")
        messages.success(self.request, sentence % {"number": self.wording.number})
        return redirect("notes:wording-detail", self.kind)

    def back(self) -> HttpResponse:
        return redirect("notes:wording-version", self.kind, self.wording.number)


class WordingReturn(FormPage, KindPage):
    """Return to an earlier version: it is written anew, as the next one."""

    template_name = "notes/wording_return.html"
    shows = "kind", "wording"
    form_class = ReasonForm

    def initial(self) -> dict[str, Any]:
        return {"based_on": wordings.latest_number(self.kind)}

    def act(self, form: ReasonForm) -> HttpResponse:
        number = self.wording.number if self.wording else wordings.FIRST
        made = wordings.return_to(self.kind, number, **form.cleaned_data, by=self.request.user, at=self.at)
        return redirect("notes:wording-version", self.kind, made.number)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(number=self.kwargs["number"], **kwargs)
