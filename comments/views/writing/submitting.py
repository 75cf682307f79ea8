"""Submitting a response: exactly what will be filed, and what is still to be settled before."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase, QueryDict
from django.utils.safestring import SafeString

from cica_portal.errors import DomainError, Refusal
from cica_portal.text import TextField
from cica_portal.web.forms import PageForm
from cica_portal.web.kept import Basis
from cica_portal.web.pages import REFUSED, with_words
from comments.enums import Position
from comments.models import DraftComment
from comments.reading.gists import gist
from comments.reading.groups import group_rivals
from comments.reading.operations import WORDING_LIMIT
from comments.reading.readings import Reading
from comments.views.writing.answers import AnswerView
from comments.writing import drafts

# Of which field of a draft, whose key stands before it, a page sends the text.
RATIONALE = "-rationale"
# Of several wordings of a paragraph each is filed, as an alternative to the others.
EACH = "each"


class ReasonForm(PageForm):
    """The reason of a draft, given where the response is submitted; of the version that the page shows."""

    rationale = TextField(required=False, max_length=WORDING_LIMIT)
    version = forms.IntegerField(min_value=0, widget=Basis)

    def __init__(self, draft: DraftComment, data: QueryDict | None = None) -> None:
        super().__init__(data, prefix=str(draft.pk), initial={"version": draft.version})
        field = self.fields["rationale"]
        field.widget = forms.Textarea(
            attrs={
                "class": "form-control",
                "rows": 1,
                "data-limit": field.max_length,
                "lang": draft.language,
            }
        )


class Written(NamedTuple):
    """A draft as it will be filed, with the form of its reason where that is missing."""

    draft: DraftComment
    said: Reading
    form: ReasonForm | None
    is_lapsed: bool

    @property
    def gist(self) -> SafeString:
        return gist(self.said)


class Part(NamedTuple):
    """What is filed on one place: a comment, or of several wordings the one that is `chosen`, or each."""

    written: Sequence[Written]
    chosen: str

    @property
    def first(self) -> Written:
        return self.written[0]

    @property
    def is_choice(self) -> bool:
        return len(self.written) > 1

    @property
    def filed(self) -> Sequence[Written]:
        return [one for one in self.written if self.chosen in (EACH, str(one.draft.pk))]

    @property
    def is_settled(self) -> bool:
        return bool(self.filed) and not any(one.form for one in self.filed)


class ResponseSubmit(AnswerView):
    """Files the drafts; reasons that are missing are given, and wordings chosen, in the same act."""

    template_name = "comments/response_submit.html"
    position = Position.COMMENTS
    # The forms of reasons that could not be saved, by draft.
    returned: Mapping[uuid.UUID, ReasonForm] = {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        parts = self.parts(context)
        unsettled = [part for part in parts if not part.is_settled]
        leading = unsettled[0] if unsettled and self.request.method == "POST" else None
        if form := leading and next((one.form for one in leading.filed if one.form), None):
            form.fields["rationale"].widget.attrs["autofocus"] = True
        shown = {"parts": parts, "unsettled": unsettled, "leading": leading, "returned": self.returned}
        return context | shown

    def parts(self, context: Mapping[str, Any]) -> list[Part]:
        """Return what would be filed, place by place, and what is chosen by now of rival wordings."""
        by_reading = {
            id(said): Written(draft, said, self.form_of(draft), draft.pk in context["lapsed"])
            for draft, said in zip(context["drafted"], context["written"], strict=True)
        }
        groups = [[by_reading[id(said)] for said in group] for group in group_rivals(context["written"])]
        return [Part(group, self.choice(group, context["as_filed"])) for group in groups]

    def choice(self, group: Sequence[Written], as_filed: Collection[tuple[uuid.UUID, str]]) -> str:
        """Return which wording was chosen: here, or by what the State has filed already."""
        keys = [str(one.draft.pk) for one in group]
        if len(keys) == 1:
            return EACH
        filed = [str(one.draft.pk) for one in group if (one.draft.pk, one.draft.sha256) in as_filed]
        before = EACH if filed == keys else filed[0] if len(filed) == 1 else ""
        chosen = self.request.POST.get(f"wording-{keys[0]}", before)
        return chosen if chosen in (*keys, EACH) else ""

    def form_of(self, draft: DraftComment) -> ReasonForm | None:
        return self.returned.get(draft.pk) or (ReasonForm(draft) if draft.lacks_reason else None)

    def act(self) -> HttpResponseBase:
        own = drafts.of_state(self.consultation, self.request.user.member_state_id)
        self.sent = self.request.POST.copy()
        is_as_shown = self.sent.get("previewed") == drafts.digest(own)
        self.returned = self.save_reasons(own, self.sent)
        if is_as_shown:
            self.sent["previewed"] = drafts.digest(own)
        context = self.get_context_data()
        if context["unsettled"]:
            return self.render_to_response(context, status=REFUSED)
        filed = {one.draft.pk for part in context["parts"] for one in part.filed}
        self.without = {draft.pk for draft in own} - filed
        return super().act()

    def save_reasons(self, own: Sequence[DraftComment], sent: QueryDict) -> dict[uuid.UUID, ReasonForm]:
        """Save each reason with its draft; return the forms of those that could not be saved."""
        by_name = {f"{one.pk}{RATIONALE}": one for one in own}
        returned = {}
        for name in [name for name in sent if name.endswith(RATIONALE)]:
            draft = by_name.get(name)
            if draft is None:
                messages.error(self.request, with_words(Refusal("comments.draft_gone"), [sent[name]]))
            elif not self.is_saved(draft, form := ReasonForm(draft, sent), sent):
                returned[draft.pk] = form
        return returned

    def is_saved(self, draft: DraftComment, form: ReasonForm, sent: QueryDict) -> bool:
        if not form.is_valid():
            return False
        reason, version = form.cleaned_data["rationale"], form.cleaned_data["version"]
        if not reason:
            return True
        try:
            drafts.give_reason(draft, reason, version=version, by=self.request.user, at=self.at)
        except DomainError as refusal:
            form.add_error("rationale", str(refusal))
            # Whoever reads the draft as it is now, and submits again, knows what is changed.
            sent[form.add_prefix("version")] = str(draft.version)
            return False
        return True
