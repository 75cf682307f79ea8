"""What personal mail says, composed as it leaves; nothing where it is no longer true (rule 19)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from cica_portal import formats
from cica_portal.deadlines import local_date
from cica_portal.languages import pick
from comments.models import Consultation, InternalDeadline
from comments.procedure import unsubmitted
from comments.writing import internal_deadlines
from initiatives import lines, wording
from initiatives.models import Initiative
from initiatives.participation import event_reminders
from members import invitations
from members.mailing import Kind
from members.models import Invitation, PersonalMail
from notes import alerts
from notes.delivery.letters import link


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


def compose(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return the letter in the recipient's language; nothing where it must not leave any more."""
    recipient = mail.recipient
    if recipient is not None and not (recipient.is_active and recipient.email == mail.address):
        return None
    with translation.override(mail.language):
        return COMPOSED[mail.kind](mail, at)


def _letter(stem: str, context: dict[str, Any], *, mark: str = ".") -> Letter:
    subject = render_to_string(f"{stem}{mark}subject.txt", context)
    body = render_to_string(f"{stem}.txt" if mark == "." else f"{stem}{mark}message.txt", context)
    return Letter(subject=" ".join(subject.split()), body=body.strip() + "\n")


def _invitation(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return the letter with a link of which only the hash stays behind."""
    invitation = mail.invitation
    token = invitations.new_token(invitation, at=at)
    if not token:
        return None
    state = invitation.member_state
    context = {
        "invitation": invitation,
        "state": state,
        "expires": formats.moment(invitation.expires_at, _zone(invitation), mail.language),
        "link": link("members:invitation-open", token),
    }
    return _letter("members/email/invitation", context)


def _password_reset(mail: PersonalMail, at: dt.datetime) -> Letter:
    person = mail.recipient
    token = default_token_generator.make_token(person)
    context = {
        "password_reset_url": link("account_reset_password_from_key", user_pk_to_url_str(person), token),
        "username": person.username,
    }
    return _letter("account/email/password_reset_key", context, mark="_")


def _account_notice(mail: PersonalMail, at: dt.datetime) -> Letter:
    values = mail.values
    context = values | {"timestamp": dt.datetime.fromisoformat(values["changed_at"])}
    return _letter(values["template"], context, mark="_")


def _alert(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return the alert on a round, unless its reader no longer works for the Secretariat."""
    if not mail.recipient.is_secretariat:
        return None
    consultation = Consultation.objects.select_related("revision").get(pk=mail.values["round"])
    context = {
        "reference": consultation.reference,
        "title": pick(consultation.revision.titles, mail.language),
        "closing": formats.closing(consultation.closes_at, consultation.time_zone, mail.language),
        "link": link("comments:consultation-board", consultation.pk),
    }
    return _letter(f"notes/email/{mail.kind}", context)


def _internal_reminder(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return the reminder of a delegation's own deadline, if it still is that deadline and that person."""
    deadline = (
        InternalDeadline.objects.ahead(at)
        .filter(pk=mail.values["deadline"], due_at=dt.datetime.fromisoformat(mail.values["due_at"]))
        .select_related("member_state", "consultation__revision__paper")
        .first()
    )
    person = mail.recipient
    is_one_of_them = (
        deadline is not None and person.can_write and person.member_state_id == deadline.member_state_id
    )
    if not is_one_of_them or not internal_deadlines.is_wanted(deadline, at):
        return None
    due = formats.moment(deadline.due_at, deadline.member_state.time_zone, mail.language)
    consultation = deadline.consultation
    ends_at = unsubmitted.last_instant(consultation, deadline.member_state_id, at)
    return _letter("comments/email/internal_reminder", {"due": due} | _about(consultation, ends_at, mail))


def _unsubmitted_answer(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return the warning, if something is still unfiled and the time for it still ends at that instant."""
    person = mail.recipient
    consultation = Consultation.objects.select_related("revision__paper").get(pk=mail.values["consultation"])
    ends_at = unsubmitted.last_instant(consultation, person.member_state_id, at)
    in_hand = unsubmitted.drafts().filter(consultation=consultation, member_state=person.member_state_id)
    is_true = ends_at == dt.datetime.fromisoformat(mail.values["ends_at"]) and in_hand.exists()
    if not person.can_submit or not is_true:
        return None
    return _letter("comments/email/unsubmitted_answer", _about(consultation, ends_at, mail))


def _event(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return what an event wants, if it wants it still, and of that person."""
    found = Initiative.objects.visible_to(mail.recipient).with_plan().filter(pk=mail.values["initiative"])
    initiative = found.first()
    today = local_date(at, settings.SECRETARIAT_TIME_ZONE)
    if initiative is None or mail.recipient not in event_reminders.responsible(initiative):
        return None
    is_same = event_reminders.last_day(initiative).isoformat() == mail.values["last"]
    if not is_same or event_reminders.wanted(initiative, today) != mail.kind:
        return None
    of_plan = lines.of_papers([initiative.paper_id], mail.recipient).get(initiative.paper_id, [])
    line = next((one for one in of_plan if one.key == initiative.block_key), None)
    context = {
        "title": lines.title(initiative, line, mail.language),
        "plan": lines.plan_title(initiative, mail.recipient, mail.language),
        "when": wording.held_when(initiative, mail.language),
        "link": link("initiatives:initiative-detail", initiative.pk),
    }
    return _letter(f"initiatives/email/{mail.kind}", context)


def _about(consultation: Consultation, ends_at: dt.datetime, mail: PersonalMail) -> dict[str, Any]:
    return {
        "reference": consultation.reference,
        "title": pick(consultation.revision.titles, mail.language),
        "closing": formats.closing(ends_at, consultation.time_zone, mail.language),
        "link": link("comments:consultation-detail", consultation.pk),
    }


def _zone(invitation: Invitation) -> str:
    state = invitation.member_state
    return state.time_zone if state is not None else settings.SECRETARIAT_TIME_ZONE


COMPOSED: dict[str, Callable[[PersonalMail, dt.datetime], Letter | None]] = {
    Kind.INVITATION: _invitation,
    Kind.PASSWORD_RESET: _password_reset,
    Kind.ACCOUNT_NOTICE: _account_notice,
    alerts.Kind.SILENCE_BROKEN: _alert,
    alerts.Kind.OUTCOME_CHANGED: _alert,
    event_reminders.Kind.DAY_WANTED: _event,
    event_reminders.Kind.OVERDUE: _event,
    event_reminders.Kind.REPORT_WANTED: _event,
    internal_deadlines.KIND: _internal_reminder,
    unsubmitted.KIND: _unsubmitted_answer,
}
