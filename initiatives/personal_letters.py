"""What mail about an event says: to its hosts, while it wants them still, to the State that proposed it, and
to those that have registered people (rule 19)."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.deadlines import seat_date
from cica_portal.languages import pick
from cica_portal.web.addresses import absolute as link
from initiatives import lines, wording
from initiatives.enums import ENDED, InitiativeStatus
from initiatives.implementation import news
from initiatives.models import PUBLISHED, Initiative, Participant, ProposedEvent
from initiatives.participation import event_reminders
from initiatives.participation.event_reminders import Kind
from initiatives.proposed import decisions
from members.mailing import letters
from members.mailing.letters import Letter
from members.models import PersonalMail

letters.names(
    {
        Kind.DAY_WANTED: _("Reminder: event without a date"),
        Kind.OVERDUE: _("Reminder: outcome of an event missing"),
        Kind.REPORT_WANTED: _("Reminder: report on an event missing"),
        news.CALLED_OFF: _("Event postponed or cancelled"),
        news.ANNOUNCED_AGAIN: _("Postponed event announced again"),
        news.CHANGED: _("Event with registered participants changed"),
        decisions.DECIDED: _("Decision on an event that the State proposed"),
    }
)


@letters.writes(*Kind)
def _event(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return what an event wants, if it wants it still, and of that person."""
    found = Initiative.objects.visible_to(mail.recipient).with_plan().filter(pk=mail.values["initiative"])
    initiative = found.first()
    today = seat_date(at)
    if initiative is None or mail.recipient not in event_reminders.responsible(initiative):
        return None
    is_same = event_reminders.last_day(initiative).isoformat() == mail.values["last"]
    if not is_same or event_reminders.wanted(initiative, today) != mail.kind:
        return None
    return letters.render(f"initiatives/email/{mail.kind}", _said(initiative, mail))


@letters.writes(news.CALLED_OFF)
def _called_off(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return that an event is put off or cancelled, if it still is, to who still sends people to it."""
    initiative, status = _attended(mail), mail.values["status"]
    if initiative is None or initiative.status != status:
        return None
    context = _said(initiative, mail) | {"is_cancelled": status == InitiativeStatus.CANCELLED}
    return letters.render(f"initiatives/email/{mail.kind}", context)


LABELS = {
    "when": pgettext_lazy("field", "When"),
    "place": pgettext_lazy("field", "Place"),
    "format": pgettext_lazy("field", "Format"),
}


@letters.writes(news.ANNOUNCED_AGAIN)
def _announced_again(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return that an event which was put off is held after all, while it is announced, to who knows that it
    was put off and still sends people to it."""
    initiative = _attended(mail)
    if initiative is None or initiative.status != InitiativeStatus.ANNOUNCED:
        return None
    if not news.knows_put_off(mail, initiative):
        return None
    terms = news.terms_in(initiative, mail.language)
    said = [(LABELS[name], terms[name]) for name in news.TOLD if terms[name]]
    return letters.render(f"initiatives/email/{mail.kind}", _said(initiative, mail) | {"terms": said})


@letters.writes(news.CHANGED)
def _changed(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return what changed of an event that is still ahead, to who still sends people to it."""
    initiative = _attended(mail)
    if initiative is None or initiative.status in ENDED or initiative.paper.status not in PUBLISHED:
        return None
    changes = [(LABELS[name], was, now) for name, was, now in news.untold(mail, initiative)]
    if not changes:
        return None
    is_announced = initiative.status == InitiativeStatus.ANNOUNCED
    context = _said(initiative, mail) | {"changes": changes, "is_announced": is_announced}
    return letters.render(f"initiatives/email/{mail.kind}", context)


def _attended(mail: PersonalMail) -> Initiative | None:
    """Return the event of a message if its recipient may see it and still sends people of the State to it."""
    person = mail.recipient
    coming = Participant.objects.standing().filter(member_state=person.member_state_id)
    found = Initiative.objects.visible_to(person).with_plan().filter(pk=mail.values["initiative"])
    return found.filter(pk__in=coming.values("initiative")).first() if person.can_submit else None


def _said(initiative: Initiative, mail: PersonalMail) -> dict[str, Any]:
    """Return how a message names an event to its recipient."""
    line = lines.find_lines([initiative], mail.recipient).get(initiative.block_key)
    return {
        "title": lines.title(initiative, line, mail.language),
        "plan": lines.plan_title(initiative, mail.recipient, mail.language),
        "when": wording.held_when(initiative, mail.language),
        "link": link("initiatives:initiative-detail", initiative.block_key),
    }


@letters.writes(decisions.DECIDED)
def _decided(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return that a decision was taken on a proposal, to who still submits for its State."""
    person = mail.recipient
    own = ProposedEvent.objects.filter(decisions=mail.values["decision"], member_state=person.member_state_id)
    event = own.with_standing().first()
    if event is None or not person.can_submit:
        return None
    context = {
        "title": event.title,
        "plan": pick(event.plan_titles or {}, mail.language),
        "link": link("initiatives:proposal-detail", event.pk),
    }
    return letters.render(f"initiatives/email/{decisions.DECIDED}", context)
