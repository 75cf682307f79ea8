"""What a delegation's mail about a consultation says, while it still is true (rule 19)."""

import dataclasses
import datetime as dt
from textwrap import shorten
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import formats
from cica_portal.emphasis import plain
from cica_portal.languages import pick
from cica_portal.web.addresses import absolute as link
from comments.models import Consultation, InternalDeadline, ParagraphTask, Receipt
from comments.procedure import telling
from comments.procedure.deadlines import deadline_calendars, unsubmitted
from comments.reading.extents import Places
from comments.writing import internal_deadlines, paragraph_tasks, receipts
from documents import store
from documents.enums import DocumentStatus
from documents.models import Document
from members.mailing import letters
from members.mailing.letters import Letter
from members.mailing.rows import STATE_ADDRESS
from members.models import PersonalMail, StateAddress
from plans.enums import PaperStatus
from plans.outline import revision_outline

# How much of a paragraph a mail quotes.
TEXT_LIMIT = 200

# Where a message leads, if not to the page of the consultation.
PAGES = {
    telling.Kind.REPLIES_SENT: "comments:own-comments",
    telling.Kind.REPLY_CHANGED: "comments:own-comments",
    telling.Kind.QUESTION_ASKED: "comments:own-comments",
    telling.Kind.COMPILATION_DISTRIBUTED: "comments:consultation-compilation",
}

# What brings a State the receipt of what was entered for it.
OF_RECEIPTS = (telling.Kind.RESPONSE_ENTERED, telling.Kind.STATEMENT_ENTERED)

# What the Secretariat itself has done. A delegation's deadlines, tasks, drafts and joins are its own.
letters.names(
    {
        telling.Kind.TIME_GRANTED: pgettext_lazy("message", "Additional time granted"),
        telling.Kind.TIME_REFUSED: _("Request for additional time refused"),
        telling.Kind.COMPILATION_DISTRIBUTED: _("Compilation distributed"),
        telling.Kind.REPLIES_SENT: _("Replies to the comments of the State"),
        telling.Kind.REPLY_CHANGED: _("Changed reply to a comment of the State"),
        telling.Kind.QUESTION_ASKED: _("Message about a comment"),
        telling.Kind.QUESTION_SETTLED: _("Notice: a message about a comment needs no reply"),
        telling.Kind.RESPONSE_ENTERED: _("Receipt for a response received by note or mail"),
        telling.Kind.STATEMENT_ENTERED: _("Receipt for a statement received by note"),
    }
)


@letters.writes(internal_deadlines.KIND)
def _internal_reminder(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return the reminder of a delegation's own deadline, if it still is that deadline and that person."""
    deadline = (
        InternalDeadline.objects.filter(due_at__gt=at)
        .filter(pk=mail.values["deadline"], due_at=dt.datetime.fromisoformat(mail.values["due_at"]))
        .select_related("member_state", "consultation__revision__paper")
        .first()
    )
    if deadline is None or not _writes_for(mail, deadline) or not internal_deadlines.is_wanted(deadline, at):
        return None
    due = formats.moment(deadline.due_at, deadline.member_state.time_zone, mail.language)
    consultation = deadline.consultation
    ends_at = unsubmitted.last_instant(consultation, deadline.member_state_id, at)
    return letters.render(
        "comments/email/internal_reminder", {"due": due} | _about(consultation, ends_at, mail)
    )


@letters.writes(paragraph_tasks.KIND)
def _paragraph_assigned(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return what is assigned to the person, if it still is, until that day, and is not ready."""
    task = (
        ParagraphTask.objects.filter(pk=mail.values["task"], person=mail.recipient, ready_at=None)
        .filter(due_at=dt.datetime.fromisoformat(mail.values["due_at"]))
        .select_related("member_state", "consultation__revision__paper")
        .first()
    )
    if task is None or not _writes_for(mail, task):
        return None
    consultation, key = task.consultation, task.block_key
    ends_at = unsubmitted.last_instant(consultation, task.member_state_id, at)
    if ends_at is None:
        return None
    row = Places(revision_outline(consultation.revision)).row(key) if key else None
    about = _about(consultation, ends_at, mail)
    return letters.render(
        "comments/email/paragraph_assigned",
        about
        | {
            "due": formats.moment(task.due_at, task.member_state.time_zone, mail.language),
            "label": row.cited(mail.language) if row else "",
            "text": shorten(plain(row.text(mail.language)), TEXT_LIMIT, placeholder="…") if row else "",
            "link": f"{about['link']}#{f'b-{key}' if key else 'whole'}",
        },
    )


@letters.writes(unsubmitted.KIND)
def _unsubmitted_answer(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return the warning, if something is still unfiled and the time for it still ends at that instant."""
    person = mail.recipient
    consultation = Consultation.objects.select_related("revision__paper").get(pk=mail.values["consultation"])
    ends_at = unsubmitted.last_instant(consultation, person.member_state_id, at)
    in_hand = unsubmitted.states(consultation).filter(pk=person.member_state_id)
    is_true = ends_at == dt.datetime.fromisoformat(mail.values["ends_at"]) and in_hand.exists()
    if not person.can_submit or not is_true:
        return None
    return letters.render("comments/email/unsubmitted_answer", _about(consultation, ends_at, mail))


@letters.writes(telling.Kind.QUESTION_SETTLED)
def _settled(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return what who asked is told of a message that needs no reply, while they may still read of it."""
    consultation = Consultation.objects.select_related("revision__paper").get(pk=mail.values["consultation"])
    person, comment = mail.recipient, mail.values["comment"]
    if not person.has_perm("comments.clarify", consultation):
        return None
    context = _about(consultation, consultation.closes_at, mail) | {"is_delegate": person.is_delegate}
    if person.is_delegate:
        context["link"] = f"{link('comments:own-comments', consultation.pk)}#c-{comment}"
    else:
        context["link"] = link("comments:disposition-detail", consultation.pk, comment)
    return letters.render("comments/email/question_settled", context)


@letters.writes(*(kind for kind in telling.Kind if kind != telling.Kind.QUESTION_SETTLED))
def _told(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return what a delegation is told of: time that it was granted, replies, a question. Nothing is sent to
    who no longer answers for the State, nor of a grant that has ended, if only with its plan, or was
    prolonged since."""
    person = mail.recipient
    consultation = Consultation.objects.select_related("revision__paper").get(pk=mail.values["consultation"])
    if person is not None and not person.can_submit:
        return None
    if mail.kind in OF_RECEIPTS:
        return _entered(mail, consultation)
    if mail.kind != telling.Kind.TIME_GRANTED:
        context = _about(consultation, consultation.closes_at, mail)
        if page := PAGES.get(telling.Kind(mail.kind)):
            context["link"] = link(page, consultation.pk)
        release = getattr(consultation, "release", None)
        if mail.kind == telling.Kind.COMPILATION_DISTRIBUTED and release and release.support_until:
            zone = consultation.time_zone
            context["support_until"] = formats.closing(release.support_until, zone, mail.language)
        return letters.render(f"comments/email/{mail.kind}", context)
    own = consultation.grants.filter(member_state=person.member_state_id)
    last = own.order_by("at", "pk").last()
    if last is None or last.pk != mail.values["grant"] or last.until <= at:
        return None
    if consultation.revision.paper.status == PaperStatus.WITHDRAWN:
        return None
    letter = letters.render(f"comments/email/{mail.kind}", _about(consultation, last.until, mail))
    own = deadline_calendars.of_reader(Consultation.objects.filter(pk=consultation.pk), person).get()
    return dataclasses.replace(letter, files=(deadline_calendars.file(own, mail.language),))


def _receipt(mail: PersonalMail) -> tuple[Receipt, Document]:
    related = ("response", "statement", "member_state", "consultation")
    found = Receipt.objects.select_related(*related).get(number=mail.values["receipt"])
    return found, receipts.request_document(found, mail.language)


@letters.waits(*OF_RECEIPTS)
def _waits_for_receipt(mail: PersonalMail) -> bool:
    return _receipt(mail)[1].status == DocumentStatus.WANTED


def _entered(mail: PersonalMail, consultation: Consultation) -> Letter | None:
    """Return what brings a State the receipt of its response or statement by note or mail, to people and to
    addresses that are in use still."""
    address = mail.values.get(STATE_ADDRESS)
    if mail.recipient is None and not StateAddress.objects.in_use().filter(pk=address).exists():
        return None
    receipt, document = _receipt(mail)
    context = _about(consultation, consultation.closes_at, mail) | {
        "number": receipt.number,
        "has_account": mail.recipient is not None,
        "state": receipt.member_state.name,
    }
    if (statement := receipt.statement) is not None:
        context |= {"came": statement.came, "kind": statement.get_kind_display()}
    elif (response := receipt.response) is not None:
        received = formats.moment(response.received_at, consultation.time_zone, mail.language)
        context |= {"came": response.came, "position": response.get_position_display(), "received": received}
    context["link"] = link("comments:receipt-detail", receipt.number)
    letter = letters.render(f"comments/email/{mail.kind}", context)
    if not document.is_stored:
        return letter
    name = f"{receipt.number.replace('/', '-')}.pdf"
    return dataclasses.replace(letter, files=((name, store.read(document), "application/pdf"),))


def _writes_for(mail: PersonalMail, own: InternalDeadline | ParagraphTask) -> bool:
    """Tell whether the person still writes for the State whose own matter this is."""
    return bool(mail.recipient.can_write) and mail.recipient.member_state_id == own.member_state_id


def _about(consultation: Consultation, ends_at: dt.datetime, mail: PersonalMail) -> dict[str, Any]:
    return {
        "reference": consultation.reference,
        "title": pick(consultation.revision.titles, mail.language),
        "closing": formats.closing(ends_at, consultation.time_zone, mail.language),
        "link": link("comments:consultation-detail", consultation.pk),
    }
