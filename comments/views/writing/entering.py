"""Entering a State's response that came outside the portal, and confirming it: pages of the Secretariat."""

from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cica_portal.errors import DomainError, StaleVersion, entry_for
from cica_portal.languages import CHOICES, is_language, reader_language
from cica_portal.web.acts import Act, serve
from cica_portal.web.forms import shown_version
from cica_portal.web.pages import CONFLICT, REFUSED, ActPage, FormPage
from comments.enums import EnteredStatus, Position
from comments.forms.entered import EnteredConfirmForm, EnteredForm, SendBackForm
from comments.models import EnteredRemark, EnteredResponse
from comments.reading.extents import Extent, Places
from comments.reading.readings import first_words, read
from comments.refusals import EntryCorrected, NewerResponse, RemarkRemoved
from comments.views.base import PortalView, block_key, text_language, uuid_of
from comments.views.writing.draft_forms import FIELD_OF, DraftForm
from comments.views.writing.drafts import shown_wordings
from comments.views.writing.offline import UploadForm
from comments.writing.entered import confirming, entering, entries
from members.directory.people import signatories
from plans.outline import OutlineRow, revision_outline

MARKS = {
    EnteredStatus.DRAFTED: "needs",
    EnteredStatus.SUBMITTED: "waiting",
    EnteredStatus.CONFIRMED: "done",
    EnteredStatus.DISCARDED: "quiet",
}


class EnteredView(PortalView):
    """A page or an act about one entered response; beyond the Secretariat there is none."""

    permission = "comments.enter_response"
    about = "entered"
    entered: EnteredResponse
    asked_on = "comments:entered-detail", "entered__pk"

    def find(self, entered: Any, **kwargs: Any) -> None:
        visible = EnteredResponse.objects.visible_to(self.request.user).select_related(
            "consultation__revision__paper__measure", "member_state", "entered_by", "decided_by", "response"
        )
        self.entered = get_object_or_404(visible, pk=entered)

    @cached_property
    def places(self) -> Places:
        return Places(revision_outline(self.entered.consultation.revision))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consultation = self.entered.consultation
        return super().get_context_data(
            entered=self.entered, consultation=consultation, revision=consultation.revision, **kwargs
        )


class EnteredDetail(EnteredView):
    """All that was entered, as the signatory confirms it, and what may be done with it now."""

    template_name = "comments/entered_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entered, user = self.entered, self.request.user
        rows = entries.in_order(entered)
        confirming = signatories() if entered.status == EnteredStatus.SUBMITTED else []
        writers = entries.writers(entered, confirming) if confirming else set()
        is_drafted = entered.status == EnteredStatus.DRAFTED
        is_submitted = entered.status == EnteredStatus.SUBMITTED
        may_confirm = is_submitted and user.has_perm("comments.confirm_entered")
        kwargs.setdefault("upload_form", UploadForm())
        kwargs.setdefault("back_form", SendBackForm())
        judged = entries.judged(entered)
        overtaken = (is_drafted or is_submitted) and entries.is_overtaken(
            entered.consultation, entered.member_state, entered.received_at
        )
        return super().get_context_data(
            mark=MARKS[EnteredStatus(entered.status)],
            is_late=judged.is_late,
            grant=judged.grant,
            overtaken=NewerResponse.sentence % {"state": entered.member_state.name} if overtaken else "",
            replaced=judged.former if is_drafted or is_submitted else None,
            remarks=[(row, read(row, self.places)) for row in rows],
            is_drafted=is_drafted,
            takes_comments=is_drafted and entered.position == Position.COMMENTS,
            paragraphs=[(row.key, first_words(Extent((row,)))) for row in self.places.rows]
            if is_drafted
            else [],
            languages=CHOICES,
            language=reader_language(),
            may_confirm=may_confirm,
            is_own=user.pk in writers,
            confirmers=", ".join(one.display_name for one in confirming if one.pk not in writers)
            if is_submitted and not (may_confirm and user.pk not in writers)
            else "",
            is_submitted=is_submitted,
            shown=entries.digest(entered),
            **kwargs,
        )


class EnteredAmend(FormPage, EnteredView):
    template_name = "comments/entered_amend.html"
    is_stale = False

    def form(self, *sent: Any, **given: Any) -> EnteredForm:
        return EnteredForm(*sent, consultation=self.entered.consultation, **given)

    def initial(self) -> dict[str, Any]:
        entered = self.entered
        local = entered.received_at.astimezone(ZoneInfo(entered.consultation.time_zone))
        return {
            "channel": entered.channel,
            "position": entered.position,
            "stance": entered.stance,
            "stance_words": entered.stance_words,
            "objection": (entered.objection or {}).get("reason", ""),
            "received_on": local.date(),
            "received_minute": local.time(),
        }

    def act(self, form: EnteredForm) -> None:
        values = form.entered()
        shown = self.request.POST.get("shown", "")
        entering.amend(self.entered, **values, shown=shown, by=self.request.user, at=self.at)

    def refused(self, form: EnteredForm, refusal: DomainError) -> HttpResponseBase:
        self.find(**self.kwargs)  # as a colleague left it
        self.is_stale = isinstance(refusal, EntryCorrected)
        return super().refused(form, refusal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = entries.head_digest(self.entered)
        return super().get_context_data(shown=shown, is_stale=self.is_stale, **kwargs)


class EnteredRemarkWrite(EnteredView):
    """The form of a comment as delegations have it, for what stands in their State's note."""

    template_name = "comments/entered_remark.html"
    remark: EnteredRemark | None = None
    block: OutlineRow | None = None
    is_removed = False

    def find(self, entered: Any, remark: Any = None) -> None:
        super().find(entered)
        sent = self.request.POST
        if remark is not None:
            self.remark = self.entered.remarks.filter(pk=remark).first()
            self.is_removed = self.remark is None
            if self.is_removed and "version" not in sent:
                raise Http404
        key = self.remark.block_key if self.remark else block_key(self.request)
        self.language = self.remark.language if self.remark else text_language(self.request)
        if self.is_removed:
            key = uuid_of(sent.get("block", ""))
            self.language = code if is_language(code := sent.get("language", "")) else self.language
        if key is not None:
            self.block = next((row for row in self.places.rows if row.key == key), None)

    def form(self, data: Any = None) -> DraftForm:
        key = self.block.key if self.block else None
        return DraftForm(data, places=self.places, block_key=key, language=self.language, draft=self.remark)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.form()
        return super().get_context_data(
            form=form,
            wordings=shown_wordings(form),
            paragraph=self.block,
            remark=self.remark,
            text=form.extent.text(self.language),
            language=self.language,
            action=self.url_of_a_new_one() if self.is_removed else self.request.get_full_path(),
            keep=f"entered-{self.remark.pk if self.remark else self.entered.pk}",
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST)
        if "preview" in request.POST:
            form.errors.clear()
            context = self.get_context_data(form=form)
            return render(
                request, "comments/_entered_form.html" if request.htmx else self.template_name, context
            )
        if form.is_valid():
            try:
                if self.is_removed:
                    raise RemarkRemoved
                entering.save_remark(
                    self.entered,
                    kept=self.remark,
                    version=form.cleaned_data["version"],
                    by=request.user,
                    at=self.at,
                    **form.settled,
                )
            except DomainError as refusal:
                form.add_error(entry_for(refusal, FIELD_OF), str(refusal))
                status = CONFLICT if isinstance(refusal, StaleVersion) else REFUSED
                return self.page(context={"form": form}, status=status)
            return self.back()
        return self.page(context={"form": form}, status=REFUSED)

    def url_of_a_new_one(self) -> str:
        """Return where to enter anew what was typed into a comment that a colleague removed meanwhile."""
        query = {"language": self.language} | ({"block": str(self.block.key)} if self.block else {})
        return f"{reverse('comments:entered-remark-create', args=[self.entered.pk])}?{urlencode(query)}"


class EnteredRemarkRemove(EnteredView, ActPage):
    done = gettext_lazy("Comment removed from the entry.")

    def act(self) -> None:
        remark = get_object_or_404(self.entered.remarks, pk=self.kwargs["remark"])
        version = shown_version(self.request.POST)
        entering.remove_remark(remark, version=version, by=self.request.user, at=self.at)


class EnteredRemarkMark(EnteredView, ActPage):
    """Whether a comment is a condition of the support of its State, as its note says."""

    def act(self) -> None:
        remark = get_object_or_404(self.entered.remarks, pk=self.kwargs["remark"])
        entering.mark_condition(
            remark,
            is_condition="is_condition" in self.request.POST,
            version=shown_version(self.request.POST) or 0,
            by=self.request.user,
            at=self.at,
        )


class EnteredFormTake(EnteredView, ActPage):
    """An offline form that the State filled in: its comments are entered, its errors are told."""

    def act(self) -> None:
        form = UploadForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            messages.error(self.request, " ".join(form.errors["file"]))
            return
        found = entering.take_form(self.entered, form.cleaned_data["file"], by=self.request.user, at=self.at)
        taken = sum(one.said is not None for one in found)
        said = ngettext(
            "%(number)s comment read from the form.", "%(number)s comments read from the form.", taken
        )
        messages.success(self.request, said % {"number": taken})
        for one in found:
            if one.errors:
                # Translators: number is the number of a row; errors are whole sentences on what is wrong
                row = _("Row %(number)s was not read: %(errors)s")
                messages.warning(self.request, row % {"number": one.number, "errors": " ".join(one.errors)})


class EnteredSendBack(EnteredView, ActPage):
    permission = "comments.confirm_entered"
    gives_back = ("reason",)
    done = gettext_lazy("Entered response sent back")

    def act(self) -> None:
        form = SendBackForm(self.request.POST)
        form.is_valid()
        reason = form.cleaned_data.get("reason", "")
        confirming.send_back(self.entered, reason=reason, by=self.request.user, at=self.at)


ACTS = serve(
    EnteredView,
    "entered",
    "entered/<uuid:entered>/",
    Act(
        "hand-over",
        "comments.enter_response",
        confirming.hand_over,
        gettext_lazy("The response now waits for a signatory to confirm it."),
    ),
    Act(
        "confirm",
        "comments.confirm_entered",
        confirming.confirm,
        gettext_lazy("Response recorded. The receipt is being sent to the State."),
        sent=EnteredConfirmForm,
    ),
    Act(
        "discard",
        "comments.enter_response",
        confirming.discard,
        gettext_lazy("Entry discarded. The note stays in the register and is still to be answered."),
    ),
)
