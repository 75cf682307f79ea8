"""Submitting a response: exactly what will be filed, and what is still to be said or looked at before."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.utils.translation import ngettext, pgettext_lazy

from cica_portal.errors import DomainError, Refusal
from cica_portal.text import TextField
from cica_portal.web.forms import PageForm
from cica_portal.web.kept import Basis
from cica_portal.web.pages import REFUSED, with_words
from comments.enums import Position
from comments.models import DraftComment
from comments.remarks.gists import gist
from comments.remarks.presentation import Shown, first_words, paragraph_name
from comments.remarks.ranges import Extent, Places
from comments.views.writing.answers import AnswerView
from comments.writing import drafts, rival_wordings
from plans.outline import revision_outline

# Of which field of a draft, whose key stands before it, a page sends the text.
RATIONALE = "-rationale"


class ReasonForm(PageForm):
    """The reason of a draft, given where the response is submitted; of the version that the page shows."""

    rationale = TextField(label=pgettext_lazy("label", "Reason"), required=False)
    version = forms.IntegerField(min_value=0, widget=Basis)

    def __init__(self, draft: DraftComment, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix=str(draft.pk), initial={"version": draft.version})
        field = self.fields["rationale"]
        field.widget = forms.Textarea(
            attrs={"rows": 3, "data-limit": field.max_length, "lang": draft.language}
        )


class Written(NamedTuple):
    """A draft as it will be filed, with the form of its reason where that is missing."""

    draft: DraftComment
    said: Shown
    form: ReasonForm | None

    @property
    def gist(self) -> SafeString:
        return gist(self.said)


class ResponseSubmit(AnswerView):
    """Files the drafts; the reasons that some of them lack are given on the same page first."""

    template_name = "comments/response_submit.html"
    position = Position.COMMENTS
    # The forms of reasons that could not be saved, by draft.
    returned: Mapping[uuid.UUID, ReasonForm] = {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["written"] = [
            Written(draft, said, self.form_of(draft))
            for draft, said in zip(context["drafted"], context["written"], strict=True)
        ]
        context["rivals"] = self.rivals(context["written"])
        context["returned"] = self.returned
        context["unreasoned"] = [one for one in context["written"] if one.form]
        return context

    def form_of(self, draft: DraftComment) -> ReasonForm | None:
        return self.returned.get(draft.pk) or (ReasonForm(draft) if draft.lacks_reason else None)

    def rivals(self, written: Iterable[Written]) -> list[tuple[list[tuple[str, str]], list[Written]]]:
        """Return the paragraphs of which several wordings would be filed, by name and first words, and with
        their drafts."""
        by_draft = {one.draft: one for one in written}
        places = Places(revision_outline(self.consultation.revision))
        found = rival_wordings.find_rivals(by_draft, places)
        prefetch_related_objects([draft for one in found for draft in one.drafts], "created_by")
        return [
            (
                [(paragraph_name(places, row.key), first_words(Extent((row,)))) for row in one.extent.rows],
                [by_draft[draft] for draft in one.drafts],
            )
            for one in found
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "reasons" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.returned = self.save_reasons(request.POST.copy())
        return self.page(status=REFUSED) if self.returned else redirect(request.get_full_path())

    def save_reasons(self, sent: QueryDict) -> dict[uuid.UUID, ReasonForm]:
        """Save each reason with its draft; return the forms of those that could not be saved."""
        state = self.request.user.member_state_id
        own = {f"{one.pk}{RATIONALE}": one for one in drafts.of_state(self.consultation, state)}
        returned, saved = {}, 0
        for name in [name for name in sent if name.endswith(RATIONALE)]:
            draft = own.get(name)
            if draft is None:
                messages.error(self.request, with_words(Refusal("comments.draft_gone"), [sent[name]]))
            elif self.is_saved(draft, form := ReasonForm(draft, sent), sent):
                saved += 1
            else:
                returned[draft.pk] = form
        if saved:
            said = ngettext(
                # Translators: number is how many
                "%(number)s reason saved. Nothing has been submitted yet.",
                "%(number)s reasons saved. Nothing has been submitted yet.",
                saved,
            )
            messages.success(self.request, said % {"number": saved})
        return returned

    def is_saved(self, draft: DraftComment, form: ReasonForm, sent: QueryDict) -> bool:
        if not form.is_valid():
            return False
        reason = form.cleaned_data["rationale"]
        if not reason:
            form.add_error("rationale", str(Refusal("comments.rationale_needed")))
            return not draft.lacks_reason
        version = form.cleaned_data["version"]
        try:
            drafts.give_reason(draft, reason, version=version, by=self.request.user, at=self.at)
        except DomainError as refusal:
            form.add_error("rationale", str(refusal))
            # Whoever reads the draft as it is now, and saves again, knows what is changed.
            sent[form.add_prefix("version")] = str(draft.version)
            return False
        return True
