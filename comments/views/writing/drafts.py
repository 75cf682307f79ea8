"""Writing: a comment on a block, a range or the whole, saved for the own delegation.

The form stands on a page of its own, or, where scripts run, beside the paragraph on the page of the round:
the same address then answers with the piece alone, and after saving with the paragraph as it is now.
"""

import json
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.errors import DomainError, StaleRemoval
from cica_portal.languages import is_language
from cica_portal.text import is_blank, seen
from cica_portal.web import kept
from cica_portal.web.forms import number_sent, shown_version
from cica_portal.web.pages import CONFLICT, REFUSED, ConfirmPage
from comments.forms.writing import FilesForm
from comments.models import DraftComment
from comments.procedure.deadlines import unsubmitted
from comments.procedure.lists import overview
from comments.reading.extents import Places
from comments.reading.operations import WORDING_LIMIT
from comments.reading.readings import read
from comments.refusals import ConsultationClosed, UnknownBlock
from comments.views import reading_page
from comments.views.base import ConsultationView, block_key, text_language
from comments.views.writing.draft_forms import DraftForm
from comments.writing import attachments, cosponsors, drafts, paragraph_tasks, suggestions
from members import audit
from plans.comparison.redline import redline
from plans.outline import OutlineRow, revision_outline
from plans.views.frame import key_of

# How the page of the round asks for the form beside its paragraph.
IN_PLACE = "place"
PIECES = {
    "comments/draft_form.html": "comments/_draft_form.html",
    "comments/draft_conflict.html": "comments/_conflict.html",
    "comments/draft_joined.html": "comments/_joined.html",
}


def shown_wordings(form: DraftForm) -> list[dict[str, Any]]:
    """Return the fields of wording of a form, each with what it changes."""
    return [item | {"preview": _preview(item)} for item in form.wordings if form.is_worded]


def _preview(item: dict[str, Any]) -> str:
    before, after = item["before"], item["after"]
    is_shown = not is_blank(after) and seen(after) != seen(before) and len(after) <= WORDING_LIMIT
    return redline(before, after) if is_shown else ""


class DraftPage(ConsultationView):
    """The form of a comment, new or kept; the text that it is about stands above it."""

    template_name = "comments/draft_form.html"
    permission = "comments.draft_comment"
    draft: DraftComment | None = None
    block: OutlineRow | None = None
    language: str

    with_more = staticmethod(paragraph_tasks.announced)

    def place(self, key: Any) -> None:
        self.places = Places(revision_outline(self.consultation.revision))
        if key is not None:
            try:
                self.block = self.places.row(key)
            except UnknownBlock as error:
                raise Http404 from error

    @property
    def is_in_place(self) -> bool:
        return bool(self.request.htmx) and self.request.GET.get("in") == IN_PLACE

    @property
    def mark(self) -> str:
        """Return what tells this form from others that may stand on the same page."""
        return str(self.draft.pk if self.draft else self.block.key if self.block else "whole")

    def form(self, data: Any = None) -> DraftForm:
        return DraftForm(
            data,
            places=self.places,
            block_key=self.block.key if self.block else None,
            language=self.language,
            draft=self.draft,
            prefix_of_ids=f"id_{self.mark}" if self.is_in_place else "id",
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.form()
        return super().get_context_data(
            form=form,
            wordings=shown_wordings(form),
            action=self.url_of(self.draft) if self.draft else self.request.get_full_path(),
            paragraph=self.block,
            number=self.block.number if self.block else 0,
            can_assign=self.request.user.has_perm("comments.set_internal_deadline", self.consultation),
            offers=self.offers(form),
            query=self.query(),
            shown=[self.current(form, code) for code in (self.language, self.second_language) if code],
            draft=self.draft,
            is_filed=self.draft is not None and not unsubmitted.drafts().filter(pk=self.draft.pk).exists(),
            language=self.language,
            back_url=self.back_url(),
            is_in_place=self.is_in_place,
            mark=self.mark if self.is_in_place else "",
            keep=f"draft-{self.mark}-{self.language}",
            **self.files() | kwargs,
        )

    def files(self) -> dict[str, Any]:
        """Return the files of the draft, and the form that adds some."""
        return {
            "said": read(self.draft, self.places) if self.draft else None,
            "files_form": FilesForm(initial={"language": self.language}, auto_id=f"id_{self.mark}_%s"),
            "most": attachments.MOST,
        }

    def offers(self, form: DraftForm) -> list[suggestions.Offer]:
        if self.block is None:
            return []
        return suggestions.offers(
            self.consultation,
            self.request.user,
            at=self.at,
            places=self.places,
            extent=form.extent,
            typed=form.typed,
            but=self.draft,
        )

    def query(self) -> str:
        """Return how the text is read here, for the addresses that lead on from this form and come back."""
        beside = f"&with={self.second_language}" if self.second_language else ""
        place = f"&in={IN_PLACE}" if self.is_in_place else ""
        return f"?language={self.reading_language}{beside}{place}"

    def current(self, form: DraftForm, language: str) -> dict[str, str]:
        """Return the circulated text of the range in one of the languages that are read."""
        return {
            "language": language,
            "label": form.extent.label(language),
            "text": form.extent.text(language),
        }

    def back_url(self) -> str:
        return self.text_url(self.block.key if self.block else None)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponseBase:
        piece = PIECES.get(self.template_name)
        if self.request.htmx and piece:
            return render(self.request, piece, context, **kwargs)
        return super().render_to_response(context, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST)
        if "preview" in request.POST:
            form.errors.clear()
            return self.page(context={"form": form})
        if "autosave" in request.POST:
            return self.autosaved(form)
        if not form.is_valid():
            return self.page(context={"form": form}, status=REFUSED)
        try:
            draft = self.save(form, is_finished=True)
        except drafts.StaleDraft as stale:
            return self.conflict(stale)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.page(context={"form": form}, status=REFUSED)
        return self.saved(draft, _("Draft saved. Only your delegation can see it until it is submitted."))

    def save(self, form: DraftForm, *, is_finished: bool = False) -> DraftComment:
        return drafts.save(
            self.consultation,
            by=self.request.user,
            at=self.at,
            draft=self.draft,
            key=form.cleaned_data["key"],
            version=form.cleaned_data["version"],
            is_finished=is_finished,
            **form.settled,
        )

    def autosaved(self, form: DraftForm) -> HttpResponse:
        """Save what is being typed, and say so in the form, which goes on with the draft; or why not yet."""
        if not form.is_valid():
            why = next(error for errors in form.errors.values() for error in errors)
            return self.said_in_the_form(why, status=REFUSED, form=form)
        try:
            draft = self.save(form)
        except drafts.StaleDraft as stale:
            return self.said_in_the_form(str(stale), status=CONFLICT)
        except DomainError as refusal:
            return self.said_in_the_form(str(refusal), status=REFUSED)
        is_new, self.draft = self.draft is None, draft
        answer = kept.saved(self.said_in_the_form("", is_new=is_new))
        going_on = {
            "url": self.url_of(draft),
            "version": draft.version,
            "keep": f"draft-{draft.pk}-{self.language}",
        }
        answer["HX-Trigger"] = json.dumps({"draft-autosaved": going_on})
        return answer

    def said_in_the_form(
        self, why: str, *, status: int = 200, form: DraftForm | None = None, is_new: bool = False
    ) -> HttpResponse:
        """Answer with when the text was saved, or why it was not, and with how much is not submitted."""
        state = self.request.user.member_state_id
        own = unsubmitted.drafts().filter(consultation=self.consultation, member_state=state)
        removed = unsubmitted.removed().filter(
            response__consultation=self.consultation, response__member_state=state
        )
        can_replace = overview.takes_answers(self.consultation, self.at)
        has_answered = overview.has_answered(self.consultation)
        context = {
            # The form keeps its place on the page while its address becomes that of the draft.
            "mark": self.request.POST["autosave"],
            "why": why,
            "draft": self.draft,
            "form": form,
            "at": f"{self.at.astimezone(ZoneInfo(self.request.user.acting_state.time_zone)):%H:%M}",
            "page": {"unfiled": own.count(), "removed": removed.count() if can_replace else 0},
            "consultation": self.consultation,
            "has_answered": has_answered,
            "can_replace": has_answered and can_replace,
            "is_late": not can_replace,
            "ended": self.ended(),
            "is_new": is_new,
            "query": self.query(),
            **(self.files() if is_new else {}),
        }
        return render(self.request, "comments/_autosaved.html", context, status=status)

    def saved(self, draft: DraftComment, sentence: str) -> HttpResponseBase:
        """Say what was done, and lead back to the same place of the text."""
        if self.at >= self.consultation.ends_at:
            messages.warning(
                self.request,
                # Translators: refusal is a whole sentence that says what is wrong
                _("%(refusal)s Your text was saved as a draft of your delegation.")
                % {"refusal": ConsultationClosed(self.consultation, self.request.user)},
            )
        else:
            messages.success(self.request, sentence)
        if self.is_in_place:
            return self.saved_in_place(draft)
        return redirect(self.text_url(None, f"c-{draft.pk}"))

    def saved_in_place(self, draft: DraftComment) -> HttpResponse:
        """Answer with the paragraph, or what is said on the whole, as it is now, and what else changed."""
        page = reading_page.page(
            self.consultation,
            self.request.user,
            at=self.at,
            language=self.reading_language,
            beside=self.second_language,
        )
        context = super().get_context_data(
            page=page,
            b=next((block for block in page.blocks if block.row.key == draft.block_key), None),
            language=self.reading_language,
            beside=self.second_language,
            draft_url=reverse("comments:draft-create", args=[self.consultation.pk]),
        )
        answer = kept.saved(render(self.request, "comments/_saved_in_place.html", context))
        answer["HX-Retarget"] = f"#b-{draft.block_key}" if draft.block_key else "#whole"
        answer["HX-Reswap"] = "outerHTML"
        answer["HX-Trigger-After-Settle"] = json.dumps({"comment-saved": {"anchor": f"c-{draft.pk}"}})
        return answer

    def conflict(self, stale: drafts.StaleDraft) -> HttpResponseBase:
        """Show both texts; saving again from here carries the version that is shown."""
        self.template_name = "comments/draft_conflict.html"
        data = self.request.POST.copy()
        data["version"] = str(stale.current.version if stale.current else 0)
        data["key"] = str(uuid.uuid4())
        self.draft = stale.current
        return self.page(
            context={
                "form": self.form(data),
                "current": self.texts(stale.current) if stale.current else None,
                "again_url": self.url_of(stale.current) if stale.current else self.url_of_a_new_one(),
                "mine": self.texts(DraftComment(**stale.mine)),
            },
            status=CONFLICT,
        )

    def url_of(self, draft: DraftComment) -> str:
        return f"{reverse('comments:draft-edit', args=[draft.pk])}{self.query()}"

    def url_of_a_new_one(self) -> str:
        """Return where to save what was typed into a draft that a colleague removed meanwhile."""
        query = self.request.GET.copy()
        query["language"] = self.language
        if self.block:
            query["block"] = str(self.block.key)
        return f"{reverse('comments:draft-create', args=[self.consultation.pk])}?{query.urlencode()}"

    def texts(self, draft: DraftComment) -> dict[str, Any]:
        return {"draft": draft, "said": read(draft, self.places)}


class DraftCreate(DraftPage):
    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        self.place(block_key(self.request))
        # What was begun in another language goes on in it, whatever the text is read in now.
        is_begun = "writing" in self.request.GET
        self.language = text_language(self.request, "writing" if is_begun else "language")


class DraftView(DraftPage):
    """A page about one draft of the own delegation; anybody else's does not exist."""

    def find(self, draft: Any) -> None:
        self.draft = get_object_or_404(DraftComment.objects.visible_to(self.request.user), pk=draft)
        super().find(pk=self.draft.consultation_id)
        self.place(self.draft.block_key)
        self.language = self.draft.language


class DraftEdit(DraftView):
    """The form of a draft, in the language in which it was written; what is joined is shown as it stands.

    What was typed into one that a colleague removed meanwhile comes back, to be saved as a new one.
    """

    is_removed = False

    def find(self, draft: Any) -> None:
        if not DraftComment.objects.visible_to(self.request.user).filter(pk=draft).exists():
            self.find_removed(draft)
            return
        super().find(draft)
        if self.draft.joins_id is not None:
            self.template_name = "comments/draft_joined.html"

    def find_removed(self, draft: Any) -> None:
        """Fetch what the form of a draft was about that a colleague removed since, as the form says it."""
        if not audit.is_recorded_internally("draft.remove", draft, self.request.user):
            raise Http404
        sent = self.request.POST
        ConsultationView.find(self, pk=number_sent(sent, "consultation"))
        self.is_removed = True
        self.place(key_of(sent["block"]) if sent.get("block") else None)
        language = sent.get("language", "")
        self.language = language if is_language(language) else self.reading_language

    def save(self, form: DraftForm, *, is_finished: bool = False) -> DraftComment:
        if self.is_removed:
            raise drafts.StaleDraft(None, form.settled)
        return super().save(form, is_finished=is_finished)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if self.draft is None:  # removed
            return super().get_context_data(**kwargs)
        is_lost = bool(cosponsors.lapsed(self.consultation, [self.draft]))
        said = read(self.draft, self.places, is_lost=is_lost)
        return super().get_context_data(said=said, is_lost=is_lost, **kwargs)


class DraftRemove(ConfirmPage, DraftView):
    template_name = "comments/draft_confirm_remove.html"
    again = {StaleRemoval: CONFLICT}
    done = gettext_lazy("Draft removed. What your State has submitted is unchanged.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(said=read(self.draft, self.places), **kwargs)

    def act(self) -> None:
        version = shown_version(self.request.POST)
        drafts.remove(self.draft, version=version, by=self.request.user, at=self.at)

    def back(self) -> HttpResponseBase:
        return redirect(self.back_url())

    def refused(self, refusal: DomainError) -> HttpResponseBase:
        self.find(**self.kwargs)  # as a colleague left it
        return super().refused(refusal)
