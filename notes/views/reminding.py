"""The reminders of a round: what will be sent when, to whom and in which words, before it is; the plan."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES
from cica_portal.web.pages import REFUSED, ActPage, FormPage, visible
from comments.models import Consultation
from members.models import MemberState
from notes.acts.reminding import reminder_notes, reminder_planning
from notes.delivery import letters
from notes.forms.acts import ReminderDraftForm, ReminderForm
from notes.models import Dispatch, NoteSeries, ReminderStep, VerbalNote
from notes.register import consultation_notes, numbers
from notes.reminders import ladders, schedule
from notes.views.frame import NotesPage
from notes.wording import composition
from notes.wording.texts import Piece


def in_protocol_order(state: MemberState) -> tuple[str, str]:
    return state.protocol_name, state.code


class PlanPage(NotesPage):
    permission = "notes.plan_reminders"
    about = "consultation"
    consultation = visible(Consultation, "revision__paper__measure", "revision__paper__coordinator")
    asked_on = "notes:reminder-plan", "consultation__pk"

    def plan(self, *, status: int = 200, **forms: Any) -> HttpResponse:
        user, consultation = self.request.user, self.consultation
        steps = list(
            ReminderStep.objects.filter(consultation=consultation)
            .select_related("note", "approved_by", "scheduled_by")
            .order_by("due_at", "pk")
        )
        reminded, replies = ladders.parted(consultation)
        awaited = [*reminded, *(reply.member_state for reply in replies)]
        waiting = [step for step in steps if step.done_at is None]
        is_open = consultation.is_open(self.at)
        circulated = consultation_notes.circulation_note(consultation)
        context = {
            "is_open": is_open,
            "coming": [self.coming(step, reminded, circulated) for step in waiting] if is_open else [],
            "past": [step_row(step) for step in steps if step.done_at is not None],
            "awaited": [state.name for state in sorted(awaited, key=in_protocol_order)],
            "replies": replies,
            "is_anybody_reminded": bool(reminded),
            "drafted": reminder_notes.drafted(consultation),
            "may_approve": user.has_perm("notes.approve_reminder"),
            "form": ReminderForm(prefix="new", initial={"level": 2, "by_note": True}),
            "draft_form": ReminderDraftForm(prefix="draft"),
            "errors": None,
        }
        return self.page("notes/reminder_plan.html", context | forms, status=status)

    def coming(
        self, step: ReminderStep, reminded: list[MemberState], circulated: VerbalNote | None
    ) -> dict[str, Any]:
        """Return a reminder that is ahead, as it would leave now: to whom, and in which words."""
        if step.level not in self.ladder:
            self.ladder[step.level] = ladders.reminded(reminded, step.level)
        recipients = self.ladder[step.level]
        is_first = step.by_note not in self.shown
        self.shown.add(step.by_note)
        reached = {one.member_state_id for one in recipients}
        return {
            "step": step,
            "mark": reminder_planning.mark(step, self.consultation),
            "is_due": step.due_at <= self.at,
            "recipients": by_state(recipients, reminded),
            "count": len(recipients),
            "unreached": [state.name for state in reminded if state.pk not in reached],
            "words": [(code, self.words(step, circulated, code)) for code in LANGUAGES] if is_first else [],
            "form": ReminderForm(
                prefix=f"step-{step.pk}",
                initial={
                    "working_days": step.working_days,
                    "level": step.level,
                    "by_note": step.by_note,
                },
            ),
        }

    @cached_property
    def ladder(self) -> dict[int, list[Dispatch]]:
        """Who is reminded by level: asked once for all reminders that climb so far."""
        return {}

    @cached_property
    def series(self) -> NoteSeries:
        return numbers.series_of(self.consultation.revision.paper.measure)

    @cached_property
    def number(self) -> str:
        return numbers.coming_number(self.series, at=self.at)

    @cached_property
    def shown(self) -> set[bool]:
        """Which forms have had their words shown: those of the next one differ only in date and number."""
        return set()

    def words(self, step: ReminderStep, circulated: VerbalNote | None, language: str) -> dict[str, Any]:
        """Return the words of a coming reminder: of its note as it would print, or of its mail."""
        try:
            if step.by_note:
                pieces = self.note_words(step, circulated, language)
                return {"language": language, "pieces": pieces, "refusal": ""}
            letter = letters.reminder_letter(circulated, language) if circulated else None
            return {"language": language, "letter": letter, "refusal": ""}
        except DomainError as error:
            return {"language": language, "pieces": [], "letter": None, "refusal": str(error)}

    def note_words(self, step: ReminderStep, circulated: VerbalNote | None, language: str) -> list[Piece]:
        note = reminder_notes.coming(self.consultation, series=self.series, circulated=circulated)
        return composition.composed(note, language, number=self.number, issued_on=step.due_on)


def by_state(recipients: list[Dispatch], states: list[MemberState]) -> list[tuple[str, list[Dispatch]]]:
    """Return who is written to, State by State, in the order of `states`."""
    found = [(state.name, [one for one in recipients if one.member_state_id == state.pk]) for state in states]
    return [row for row in found if row[1]]


def step_row(step: ReminderStep) -> dict[str, Any]:
    """Return a reminder as a list shows it, with the reason why it did not leave."""
    return {"step": step, "skipped": schedule.SKIPPED_LABELS.get(step.skipped, step.skipped)}


class ReminderPlan(PlanPage, FormPage):
    """The plan; a POST sets a further reminder."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.plan()

    def form(self, *sent: Any) -> ReminderForm:
        return ReminderForm(*sent, prefix="new")

    def act(self, form: ReminderForm) -> HttpResponse:
        step = reminder_planning.add(self.consultation, **form.cleaned_data, by=self.request.user, at=self.at)
        messages.success(self.request, told(step))
        return self.back()

    def form_page(self, form: ReminderForm, *, status: int = 200) -> HttpResponse:
        return self.plan(status=status, form=form, errors=form)


def told(step: ReminderStep) -> str:
    if step.is_approved:
        return _("Reminder scheduled. It will be sent automatically on that day.")
    return _(
        "Reminder scheduled. Unless a signatory approves it, only a draft note will be prepared on that day."
    )


class StepPage(PlanPage, ActPage):
    """An act on one step of the plan."""

    @cached_property
    def step(self) -> ReminderStep:
        seen = Consultation.objects.visible_to(self.request.user)
        steps = ReminderStep.objects.filter(consultation__in=seen)
        return get_object_or_404(
            steps.select_related(
                "consultation__revision__paper__measure", "consultation__revision__paper__coordinator"
            ),
            pk=self.kwargs["pk"],
        )

    @cached_property
    def consultation(self) -> Consultation:
        return self.step.consultation

    def act(self) -> None:
        self.perform(self.step, by=self.request.user, at=self.at)


class ReminderStepView(StepPage):
    """Change a reminder that is ahead."""

    def act(self) -> HttpResponse | None:
        form = ReminderForm(self.request.POST, prefix=f"step-{self.step.pk}")
        if not form.is_valid():
            return self.plan(status=REFUSED, errors=form)
        reminder_planning.change(self.step, **form.cleaned_data, by=self.request.user, at=self.at)
        self.step.refresh_from_db()
        messages.success(self.request, told(self.step))
        return None


class ReminderRemove(StepPage):
    perform = staticmethod(reminder_planning.remove)
    done = gettext_lazy("The reminder was removed from the schedule.")


class ReminderApprove(StepPage):
    permission = "notes.approve_reminder"
    done = gettext_lazy("Reminder approved. It will be sent automatically on its day.")

    def act(self) -> None:
        expected = self.request.POST.get("mark", "")
        reminder_planning.approve(self.step, by=self.request.user, at=self.at, expected=expected)


class ReminderDraft(PlanPage, ActPage):
    """Draft a numbered reminder now, for signature."""

    def act(self) -> HttpResponse:
        form = ReminderDraftForm(self.request.POST, prefix="draft")
        if not form.is_valid():
            return self.plan(status=REFUSED, draft_form=form, errors=form)
        note = reminder_planning.draft_now(
            self.consultation, **form.cleaned_data, by=self.request.user, at=self.at
        )
        return self.drafted(note)
