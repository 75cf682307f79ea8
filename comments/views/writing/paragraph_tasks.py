"""Work inside a delegation: who does which paragraph until when, and what is ready; for its people alone."""

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cica_portal.languages import reader_language
from cica_portal.web.pages import ActPage, FormPage
from comments.forms import AssignmentForm
from comments.models import DraftComment, ParagraphTask
from comments.procedure.deadlines import unsubmitted
from comments.refusals import UnknownBlock
from comments.remarks.ranges import Places
from comments.views.base import ConsultationView, block_key, reading
from comments.writing import paragraph_tasks
from plans.outline import OutlineRow, revision_outline


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
                    "label": row.marked(language) if row else "",
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

    def text_url(self) -> str:
        url = reverse("comments:consultation-detail", args=[self.consultation.pk])
        return f"{url}{reading(self.request)}#{f'b-{self.key}' if self.key else 'whole'}"

    def back(self) -> HttpResponseBase:
        return redirect(self.text_url())


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
        start = task.due_at.astimezone(self.zone())
        return {"person": task.person.key, "day": start.date(), "hour": start.time()}

    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.request.user.member_state.time_zone)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            row=self.row,
            language=reader_language(),
            back_url=self.text_url(),
            **self.shown(),
            **kwargs,
        )

    def shown(self) -> dict[str, str]:
        language = reader_language()
        row = self.row
        return {"label": row.marked(language), "text": row.text(language)} if row else {}

    def act(self, form: AssignmentForm) -> None:
        values, person, by = form.cleaned_data, form.chosen, self.request.user
        due_at = dt.datetime.combine(values["day"], values["hour"], self.zone()).astimezone(dt.UTC)
        paragraph_tasks.assign(self.consultation, self.key, person, due_at, by=by, at=self.at)
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
