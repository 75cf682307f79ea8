"""Work inside a delegation, for its people alone: its own deadline, who does which paragraph until when, and
what is ready."""

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.languages import reader_language
from cica_portal.web.pages import ActPage, FormPage
from comments.forms.procedure import AssignmentForm, InternalDeadlineForm
from comments.models import DraftComment, ParagraphTask
from comments.procedure.deadlines import unsubmitted
from comments.reading.extents import Places
from comments.refusals import UnknownBlock
from comments.views.base import ConsultationView, block_key
from comments.writing import internal_deadlines, paragraph_tasks
from members.models import User
from plans.outline import OutlineRow, revision_outline


def by_clock(due_at: dt.datetime, user: User) -> dict[str, Any]:
    """Return a time as a form begins with it, by the clock of the person's capital."""
    start = due_at.astimezone(ZoneInfo(user.member_state.time_zone))
    return {"day": start.date(), "hour": start.time()}


def chosen(form: InternalDeadlineForm, user: User) -> dt.datetime:
    """Return the time that was chosen by the clock of the person's capital."""
    day, hour = form.cleaned_data["day"], form.cleaned_data["hour"]
    return dt.datetime.combine(day, hour, ZoneInfo(user.member_state.time_zone)).astimezone(dt.UTC)


class InternalDeadlineSet(FormPage, ConsultationView):
    """Day and hour by the clock of the capital; set, moved or taken away."""

    template_name = "comments/internal_deadline.html"
    permission = "comments.set_internal_deadline"
    form_class = InternalDeadlineForm
    done = gettext_lazy("Internal deadline set. Only your delegation can see it.")

    def initial(self) -> dict[str, Any]:
        own = self.own()
        return by_clock(own.due_at, self.request.user) if own else {}

    def own(self) -> Any:
        return internal_deadlines.of_state(self.consultation, self.request.user.member_state_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = self.own()
        return super().get_context_data(
            own=own, reminders=internal_deadlines.reminders(own) if own else [], **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "clear" in request.POST:
            internal_deadlines.clear(self.consultation, by=request.user, at=self.at)
            messages.success(request, _("Internal deadline removed"))
            return self.back()
        return super().post(request)

    def act(self, form: InternalDeadlineForm) -> None:
        internal_deadlines.put(
            self.consultation, chosen(form, self.request.user), by=self.request.user, at=self.at
        )


class TaskList(ConsultationView):
    """Every paragraph that the delegation works on: whose it is, until when, whether it is ready."""

    template_name = "comments/task_list.html"

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        if not self.request.user.is_delegate:
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, language = self.request.user, reader_language()
        tasks = paragraph_tasks.of_state(self.consultation, user)
        own = {"consultation": self.consultation, "member_state": user.member_state_id}
        written = set(DraftComment.objects.filter(**own).values_list("block_key", flat=True))
        drafts = list(unsubmitted.drafts().filter(**own))
        rows: list[OutlineRow | None] = [None, *revision_outline(self.consultation.revision)]
        return super().get_context_data(
            lines=[
                {
                    "key": row.key if row else None,
                    "label": row.cited(language) if row else "",
                    "text": row.text(language) if row else "",
                    "task": tasks.get(key),
                    "drafts": (number := sum(draft.block_key == key for draft in drafts)),
                    "is_submitted": key in written and not number,
                }
                for row in rows
                if (key := row.key if row else None) in tasks or key in written
            ],
            progress=paragraph_tasks.progress(self.consultation, user),
            can_assign=user.has_perm("comments.set_internal_deadline", self.consultation),
            language=language,
            **kwargs,
        )


class TaskView(ConsultationView):
    """An act on one paragraph, or on the text as a whole."""

    key: uuid.UUID | None
    row: OutlineRow | None = None

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        self.key = block_key(self.request)
        if self.key is not None:
            try:
                self.row = Places(revision_outline(self.consultation.revision)).row(self.key)
            except UnknownBlock as error:
                raise Http404 from error

    def back(self) -> HttpResponseBase:
        return redirect(self.text_url(self.key))


class TaskAssign(FormPage, TaskView):
    """To whom of the delegation, and until when by the clock of the capital."""

    template_name = "comments/task_assign.html"
    permission = "comments.set_internal_deadline"

    def form(self, *sent: Any, **given: Any) -> AssignmentForm:
        people = paragraph_tasks.writers(self.request.user.member_state_id)
        return AssignmentForm(*sent, people=people, **given)

    def initial(self) -> dict[str, Any]:
        task = paragraph_tasks.of_state(self.consultation, self.request.user).get(self.key)
        if task is None or task.due_at is None:
            return {}
        return {"person": task.person.key} | by_clock(task.due_at, self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            row=self.row,
            language=reader_language(),
            back_url=self.text_url(self.key),
            **self.shown(),
            **kwargs,
        )

    def shown(self) -> dict[str, str]:
        language = reader_language()
        row = self.row
        return {"label": row.cited(language), "text": row.text(language)} if row else {}

    def act(self, form: AssignmentForm) -> None:
        person, by = form.chosen, self.request.user
        paragraph_tasks.assign(self.consultation, self.key, person, chosen(form, by), by=by, at=self.at)
        # Translators: name is the name of a person
        said = _("Assigned to %(name)s, who will be told by e-mail. Only your delegation can see this.")
        self.done = said % {"name": person.display_name}


class TaskMark(TaskView, ActPage):
    permission = "comments.draft_comment"

    def act(self) -> None:
        is_ready = self.request.POST.get("ready") == "yes"
        task: ParagraphTask = paragraph_tasks.mark(
            self.consultation, self.key, is_ready=is_ready, by=self.request.user, at=self.at
        )
        self.done = _("Marked as ready for your delegation.") if task.ready_at else _("Marked as not ready.")
