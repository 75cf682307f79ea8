"""What a note says, for the pages of those whom it asks."""

import datetime as dt
from typing import Any

from django import template
from django.db.models import QuerySet

from comments.models import Consultation
from members.models import User
from notes import kinds
from notes.acts import decision_by_silence
from notes.enums import NoteStatus
from notes.models import NoteText, ReminderStep
from notes.wording import without_comments
from plans.models import ConceptPaper

register = template.Library()


@register.simple_tag
def opening_note(consultation: Consultation, language: str) -> dict[str, Any]:
    """Return the key of the note that opened a consultation, and in its own words what follows if no comments
    come, where it says so; nothing where there is no such note."""
    texts = NoteText.objects.filter(
        language=language,
        note__consultation=consultation,
        note__kind__in=kinds.opening(),
        note__status=NoteStatus.ISSUED,
    )
    text = texts.select_related("note").only("pieces", "note__key").first()
    key, pieces = (text.note.key, text.pieces) if text else (None, [])
    return {"key": key, "follows": without_comments.said(pieces)}


@register.simple_tag
def may_ask_decision(paper: ConceptPaper, user: User) -> bool:
    """Tell whether `user` may draft the note that puts a plan to a decision by silence."""
    return user.has_perm("notes.draft_note") and decision_by_silence.refusal_of(paper) is None


@register.simple_tag
def reminders_of(consultation: Consultation, user: User) -> QuerySet[ReminderStep]:
    """Return the reminders of a consultation that were sent or are scheduled, for the Secretariat alone."""
    if not user.is_secretariat:
        return ReminderStep.objects.none()
    return ReminderStep.objects.filter(consultation=consultation, skipped="")


@register.filter
def placed_on(day: dt.date, course: Any) -> float | None:
    """Return where a day is in the picture of a consultation's course; nothing where it is outside."""
    return course.place(day) if course.holds(day) else None
