"""The page of one initiative, its record, and what moves it on."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cica_portal.errors import DomainError, StaleVersion, entry_for
from cica_portal.languages import LANGUAGES, reader_language
from cica_portal.web.pages import CONFLICT, REFUSED, FormPage, Page
from initiatives import lines, wording
from initiatives.drafted import words
from initiatives.enums import INITIATIVE_TRANSITIONS, InitiativeStatus
from initiatives.forms import PLACES, InitiativeForm, StatusForm
from initiatives.implementation import records
from initiatives.models import PUBLISHED, Initiative
from initiatives.overview import known_events
from initiatives.overview.shown import Shown, show
from members.models import MemberState

# What leads to each status, said as the act that it is.
ACTS = {
    InitiativeStatus.PLANNED: gettext_lazy("Plan the event again"),
    InitiativeStatus.ANNOUNCED: gettext_lazy("Announce the event"),
    InitiativeStatus.HELD: gettext_lazy("Record as held"),
    InitiativeStatus.POSTPONED: gettext_lazy("Postpone the event"),
    InitiativeStatus.CANCELLED: gettext_lazy("Cancel the event"),
}
WITH_REASON = frozenset({InitiativeStatus.POSTPONED, InitiativeStatus.CANCELLED})


LACKING = {"title": gettext_lazy("Title of the event"), "place": pgettext_lazy("field", "Place")}


class InitiativePage(Page):
    """A page or an act about one initiative, fetched through the person's own scope by the key of its line:
    its number would count the lines of drafts (rule 4)."""

    permission = "initiatives.view_initiatives"
    about = "initiative"

    @cached_property
    def initiative(self) -> Initiative:
        visible = Initiative.objects.visible_to(self.request.user).with_plan()
        found = get_object_or_404(visible, block_key=self.kwargs["key"])
        return known_events.as_known([found], self.request.user)[0]


class InitiativeView(InitiativePage):
    """The same, set out under its plan as its reader may know it."""

    shows = ("shown",)
    asked_on = "initiatives:initiative-detail", "initiative__block_key"

    @cached_property
    def plan_lines(self) -> lines.Lines:
        return lines.find_lines([self.initiative], self.request.user)

    @property
    def line(self) -> lines.Line | None:
        return self.plan_lines.get(self.initiative.block_key)

    @cached_property
    def shown(self) -> Shown:
        return show(self.initiative, self.line, self.request.user)


class InitiativeDetail(InitiativeView):
    template_name = "initiatives/initiative_detail.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        initiative, user = self.initiative, request.user
        may_edit = user.has_perm("initiatives.edit_initiative", initiative)
        moves = INITIATIVE_TRANSITIONS.get(initiative.status, set()) if may_edit else set()
        is_published = initiative.paper.status in PUBLISHED
        codes = {*initiative.co_hosts, *initiative.participants}
        names = {state.code: state.name for state in MemberState.objects.filter(code__in=codes)}
        served = dict(lines.list_objectives(self.plan_lines, reader_language()))
        texts = self.texts()
        events = list(initiative.events.select_related("by"))
        return self.page(
            context={
                "texts": texts,
                "co_hosts": [name for code, name in names.items() if code in initiative.co_hosts],
                "participants": [
                    (name, initiative.participants[code])
                    for code, name in names.items()
                    if code in initiative.participants
                ],
                "served": [served[key] for key in initiative.objectives if key in served],
                "events": events,
                "reason": next((one.reason for one in reversed(events) if one.reason), "")
                if initiative.status in WITH_REASON
                else "",
                "files": initiative.files.filter(removed_at=None),
                "takes_registrations": initiative.takes_registrations(self.at),
                "may_register": user.has_perm("initiatives.register", initiative),
                "may_edit": may_edit,
                "is_of_host": user.is_delegate and user.member_state_id == initiative.host_id,
                "why_not_edited": self.why_not_edited,
                "may_be_announced": user.is_secretariat and InitiativeStatus.ANNOUNCED in moves,
                "may_edit_text": self.may_edit_text,
                "may_reset": any(text["is_own"] and text["of_record"] for text in texts),
                "acts": [(status, act) for status, act in ACTS.items() if status in moves and is_published],
            }
        )

    @property
    def why_not_edited(self) -> str:
        """Say why a person of the host State does not edit the record now."""
        if self.initiative.is_draft:
            return _("Possible for the host State once the plan is adopted.")
        return _("The contact point or the deputy of your delegation does this.")

    @cached_property
    def may_edit_text(self) -> bool:
        paper = self.initiative.paper
        return paper.is_editable and self.request.user.has_perm("plans.edit_paper", paper)

    def texts(self) -> list[dict[str, Any]]:
        """Return the line in each language; to who edits the draft, with what the record writes there."""
        texts = self.line.texts if self.line else {}
        if not self.may_edit_text:
            return [
                {"language": code, "text": texts[code], "is_own": False, "of_record": "", "lacking": ()}
                for code in LANGUAGES
                if texts.get(code)
            ]
        own = words.own_words(self.initiative, texts)
        return [
            {
                "language": code,
                "text": texts.get(code, ""),
                "is_own": code in own,
                "of_record": words.line_to_be(self.initiative, code),
                "lacking": [LACKING[name] for name in words.lacking(self.initiative, code)],
            }
            for code in LANGUAGES
        ]


class InitiativeEdit(FormPage, InitiativeView):
    """What is known of the event: its terms, and what came of it."""

    template_name = "initiatives/initiative_form.html"
    permission = "initiatives.edit_initiative"
    done = gettext_lazy("Record saved.")

    def form(self, *sent: Any, **_given: Any) -> InitiativeForm:
        return InitiativeForm(
            *sent,
            initiative=self.initiative,
            objectives=lines.list_objectives(self.plan_lines, reader_language()),
            states=MemberState.objects.all(),  # of the days when it was held, too
            language=reader_language(),
            titles=self.initiative.titles,
            places=words.places_of(self.initiative),
        )

    def act(self, form: InitiativeForm) -> None:
        values = {name: form.cleaned_data[name] for name in records.FIELDS if name in form.cleaned_data}
        version = form.cleaned_data["version"]
        records.revise(self.initiative, version=version, by=self.request.user, at=self.at, **values)

    def refused(self, form: InitiativeForm, refusal: DomainError) -> HttpResponse:
        form.add_error(entry_for(refusal, PLACES), str(refusal))
        if not isinstance(refusal, StaleVersion):
            return self.form_page(form, status=REFUSED)
        form.data = form.data.copy()
        form.data["version"] = str(Initiative.objects.get(pk=self.initiative.pk).version)
        return self.page(context={"form": form, "is_stale": True}, status=CONFLICT)


class InitiativeMove(FormPage, InitiativeView):
    """Move the event on, after saying what that means."""

    template_name = "initiatives/initiative_confirm_move.html"
    final = (DomainError,)
    gives_back = ("reason",)
    permission = "initiatives.edit_initiative"

    def find_subject(self) -> Initiative:
        if self.kwargs["status"] not in ACTS:
            raise Http404
        self.status = InitiativeStatus(self.kwargs["status"])
        return self.initiative

    def form(self, *sent: Any, **given: Any) -> StatusForm:
        return StatusForm(*sent, needs_reason=self.status in WITH_REASON, **given)

    def act(self, form: StatusForm) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        records.move(self.initiative, self.status, by=self.request.user, at=self.at, reason=reason)
        # Translators: status is the status of the event, as “announced”.
        said = _("New status of the event: %(status)s.") % {"status": self.status.label}
        messages.success(self.request, said)
        return self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        when = wording.held_when(self.initiative, reader_language())
        return super().get_context_data(act=ACTS[self.status], word=self.status.label, when=when, **kwargs)
