"""The page of a note: what it says, to whom it went, what keeps it back; and the acts of one click on it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cica_portal import formats, organization, spaces
from cica_portal.calendar import holidays
from cica_portal.deadlines import Deadline
from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES, reader_language
from cica_portal.web.pages import ActPage, ConfirmPage
from comments.enums import Visibility
from members.directory.people import signatories
from members.models import MemberState, User
from notes import kinds, note_documents
from notes.acts import followups, free_notes, issuing, readiness, recipients, replacing
from notes.acts.readiness import Readiness
from notes.delivery import outbox, reachability
from notes.enums import BEFORE_ISSUE, Addressing, DispatchStatus, NoteStatus
from notes.models import Dispatch, NoteAddressee, ReminderStep, VerbalNote
from notes.register import addressees, arrivals, incoming_notes, verification
from notes.reminders import ladders, schedule
from notes.views.frame import NoteView
from notes.views.messages.delivery import dead_among, tally
from notes.views.reminding import step_row
from notes.wording import corrections, enclosed, wordings
from plans.checks import naming, proofreading
from plans.outline import draft_outline
from plans.views import point_rows

NOTE_MARKS = {
    NoteStatus.IN_PREPARATION: "quiet",
    NoteStatus.DRAFTED: "needs",
    NoteStatus.ISSUED: "done",
    NoteStatus.DISCARDED: "quiet",
}
SATURDAY = 5
# Holidays in so many days before a deadline are named to whoever issues the note.
LAST_DAYS = 7


class NoteDetail(NoteView):
    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        if self.note.status == NoteStatus.ISSUED:
            arrivals.mark_opened(self.note, by=request.user, at=self.at)
            shown = issued_context(self.note, self) | self.letter(reader_language())
            # One that was issued while a page waited for it is loaded anew.
            return self.waited("notes/note_detail.html", shown, is_waiting=False)
        shown = drafted_context(self.note, self) | self.letter("all")
        return self.waited("notes/note_drafted.html", shown, is_waiting=shown["ready"].is_passing)

    def letter(self, usual: str) -> dict[str, Any]:
        """Return the language in which the letter is shown, or that all are, side by side."""
        asked = self.request.GET.get("language", "")
        letter = asked if asked in note_documents.NOTE_LANGUAGES else usual
        return {"letter": letter, "all_languages": LANGUAGES}


def pieces_by_language(ready: Readiness) -> list[dict[str, Any]]:
    """Return the note in each language as it prints; where it cannot be composed, why."""
    # Translators: the note says how many pages its enclosure has
    coming = _("The text is composed once the enclosure is ready: it states the number of its pages.")
    return [
        {
            "language": language,
            "pieces": ready.words.get(language, []),
            "refusal": coming if ready.is_passing else str(ready.refusals.get(language, "")),
        }
        for language in LANGUAGES
    ]


def issued_context(note: VerbalNote, view: NoteView) -> dict[str, Any]:
    user = view.request.user
    rows = (
        Dispatch.objects.filter(note=note)
        .select_related("member_state", "correspondent_address__correspondent", "recipient")
        .prefetch_related("reports")
    )
    if user.is_delegate:
        rows = rows.filter(member_state=user.member_state_id)
    elif not user.is_secretariat:
        rows = rows.none()
    prefetch_related_objects([note], "texts")
    files = {document.language: document for document in note_documents.all_of(note)}
    further, ended_by = following(note, user), followups.ended(note)
    void = getattr(note, "voiding", None)
    context = {
        "is_own_copy": user.is_delegate and any(one.is_copy for one in rows),
        "texts": sorted(note.texts.all(), key=lambda text: LANGUAGES.index(text.language)),
        "printed": [
            (code, printed)
            for code, printed in note.printed_numbers.items()
            if printed and printed != note.number
        ],
        "check_code": verification.spelt(note.check_code or ""),
        "files": [(code, files.get(code)) for code in note_documents.NOTE_LANGUAGES],
        "enclosed": enclosed.of(note),
        "tally": tallied(note, rows, user),
        "own": arrivals.by_state(note).get(user.member_state_id) if user.is_delegate else None,
        "void": void,
        "may_acknowledge": void is None and user.has_perm("notes.acknowledge_note", note),
        "ended_by": ended_by,
        "is_replaced": ended_by is not None and kinds.of(ended_by).replaces,
        "may_replace": replacing.may_replace(note),
        "following": further,
        "corrected": corrected_of(note, user, further),
    }
    if not user.is_secretariat:
        return context
    named = addressees.rows_of(note)
    added = []
    if ended_by is None and void is None:
        added = recipients.of(note, at=view.at, rows=named, written=rows)
    held = sum(one.status == DispatchStatus.HELD for one in rows)
    return {
        **context,
        **addressed(note, named),
        "held": held,
        "is_unsendable": bool(held and outbox.unsendable(note)),
        "added": added,
        "added_mark": recipients.mark(added),
        "hashes": issuing.texts_sha256(note),
        "answers": list(incoming_notes.answers_to(note)),
        "steps": [step_row(step) for step in steps_of(note)],
    }


def tallied(note: VerbalNote, rows: Iterable[Dispatch], user: User) -> list[dict[str, Any]]:
    """Return what became of a note by addressee, as far as the reader may know: by mail, on paper, or not."""
    dead, opened = dead_among(rows), arrivals.by_person(note)
    if not user.is_secretariat:
        return tally(rows, dead, {}, opened)
    written = {one.member_state_id for one in rows if not one.is_copy}
    unwritten = () if hasattr(note, "voiding") else addressees.states_of(note).exclude(pk__in=written)
    handed = note.paper_deliveries.values_list("member_state", "handed_on")
    return tally(rows, dead, arrivals.by_state(note), opened, unwritten, dict(handed))


def addressed(note: VerbalNote, rows: Sequence[NoteAddressee]) -> dict[str, Any]:
    """Return whom the note names besides those of its kind, and who gets a copy of it."""
    return {"named": addressees.names(note, rows), "copied": [row.party.name for row in rows if row.is_copy]}


def following(note: VerbalNote, user: User) -> list[VerbalNote]:
    """Return the notes that correct, annul or replace this one, as far as the reader may see them."""
    seen = VerbalNote.objects.visible_to(user).with_void()
    return list(seen.filter(pk__in=followups.following(note)).order_by("pk"))


def corrected_of(note: VerbalNote, user: User, following: Iterable[VerbalNote] = ()) -> dict[str, Any]:
    """Return a note with its corrections, or of a correction the note that it corrects, if there are any."""
    if not kinds.of(note).corrects_words:
        issued = [one for one in following if one.status == NoteStatus.ISSUED and not one.void_by]
        made = [one for one in issued if kinds.of(one).corrects_words]
        return {"heading": _("Text with the corrections"), "pages": corrections.pages(note, made)}
    subject = VerbalNote.objects.visible_to(user).filter(pk=note.answers_to_id).first()
    if subject is None:
        return {}
    # Translators: number is the number of a note
    heading = _("Note %(number)s with this correction") % {"number": subject.number}
    return {"heading": heading, "pages": corrections.pages(subject, [note])}


def steps_of(note: VerbalNote) -> list[ReminderStep]:
    if not kinds.of(note).opens_consultation or note.consultation_id is None:
        return []
    return list(ReminderStep.objects.filter(consultation=note.consultation).select_related("note"))


# A drafted note --------------------------------------------------------------------------------------
def warnings_of(note: VerbalNote) -> list[str]:
    """Return what a person should know before issuing, though it keeps nothing back."""
    row = kinds.of(note)
    if row.ends:
        # Translators: number is the number of a note
        said = _(
            "Once this note is issued, note %(number)s is no longer in effect. Both stay in the register."
        )
        return [said % {"number": note.subject.number}]
    if (
        row.chooses_addressees
        and not row.is_own_words
        and note.addressing != Addressing.USUAL
        and wordings.names_members(note)
    ):
        return [_("The text of this note speaks of the Member States. Check that it fits its addressees.")]
    if row.extends_deadline:
        return _of_deadline(Deadline.read(note.values["respond_by"]).day)
    return _of_deadline(note.circulation.respond_by) if row.opens_consultation else []


def _of_deadline(day: dt.date) -> list[str]:
    """Return what is to be known of a day as a deadline: a weekend, a holiday, holidays shortly before."""
    language = reader_language()
    found = []
    if day.weekday() >= SATURDAY:
        weekday = {"weekday": formats.weekday(day, language)}
        found.append(_("The deadline does not fall on a working day: %(weekday)s.") % weekday)
    if name := holidays.name(day, language):
        found.append(_("The deadline falls on a holiday at the Secretariat: %(name)s.") % {"name": name})
    if days := holidays.before(day, LAST_DAYS):
        said = spaces.shown(
            "; ".join(f"{formats.date(on, language)} ({holidays.name(on, language)})" for on in days)
        )
        found.append(
            _("Holidays at the Secretariat in the week before the deadline: %(days)s.") % {"days": said}
        )
    return found


def address_warnings(states: Sequence[MemberState]) -> dict[int, str]:
    """Return by State, in the given order, what is known of its addresses that take no mail."""
    by_state_id: dict[int, list[str]] = defaultdict(list)
    for one in ladders.notified(states):
        by_state_id[one.member_state_id].append(one.address)
    dead = reachability.dead(address for own in by_state_id.values() for address in own)
    found = {}
    for state in states:
        own = by_state_id[state.pk]
        lost = [address for address in own if reachability.key(address) in dead]
        values = {"state": state.name, "addresses": ", ".join(lost)}
        if lost and len(lost) == len(own):
            sentence = _(
                "%(state)s: none of its addresses accepts mail (%(addresses)s). The "
                "note will not be delivered to this State."
            )
            found[state.pk] = sentence % values
        elif lost:
            found[state.pk] = _("%(state)s: mail to %(addresses)s was returned earlier.") % values
    return found


def text_warnings_of(note: VerbalNote) -> dict[str, Any]:
    """Return what a careful reader would look at again in the text that this note circulates."""
    if (
        not kinds.of(note).opens_consultation
        or note.status != NoteStatus.DRAFTED
        or not note.paper.is_editable
    ):
        return {}
    rows = draft_outline(note.paper)
    years, found = naming.warnings(note.paper, rows), proofreading.warnings(rows)
    differing = [finding for finding in found if not finding.language]
    if not years and not found:
        return {}
    return {"figures": [*years, *differing], "quotes": len(found) - len(differing)}


def shown_context(
    note: VerbalNote, ready: Readiness, states: Sequence[MemberState], *, at: dt.datetime
) -> dict[str, Any]:
    """Return what the page of a draft and that of its issue say alike; `lost` are warnings of addresses."""
    lost = address_warnings(states) if states else {}
    return {
        "ready": ready,
        "texts": pieces_by_language(ready),
        "points": point_rows.groups(ready.points, at),
        "lost": lost,
        "warnings": [*ready.remarks, *warnings_of(note), *lost.values()],
        "text_warnings": text_warnings_of(note),
    }


def drafted_context(note: VerbalNote, view: NoteView) -> dict[str, Any]:
    user, row = view.request.user, kinds.of(note)
    is_drafted = note.status == NoteStatus.DRAFTED
    ready = readiness.find(note, at=view.at)
    may_issue = is_drafted and user.has_perm("notes.issue_note", note)
    rows = addressees.rows_of(note)
    states = list(recipients.states_of(note, at=view.at)) if is_drafted and row.opens_consultation else []
    return {
        **addressed(note, rows),
        **shown_context(note, ready, states, at=view.at),
        "draft": readiness.mark(note, ready, at=view.at) if may_issue else "",
        "is_drafted": is_drafted,
        "is_in_preparation": note.status == NoteStatus.IN_PREPARATION,
        "returned": free_notes.returned(note) if row.is_own_words else "",
        "may_return": is_drafted and row.is_own_words and user.has_perm("notes.return_note", note),
        "corrected": corrected_of(note, user) if row.corrects_words else {},
        "terms": terms_of(note) if row.opens_consultation else [],
        "closes_at": closes_at(note) if row.opens_consultation else None,
        "zone": organization.time_zone(),
        "may_issue": may_issue,
        "issuers": issuers_of(note) if is_drafted and not may_issue and not ready.is_held else "",
        "may_discard": row.is_discardable(note),
    }


def issuers_of(note: VerbalNote) -> str:
    """Return the names of those who may issue the note."""
    found = [person for person in signatories() if person.has_perm("notes.issue_note", note)]
    return ", ".join(person.display_name for person in found)


def closes_at(note: VerbalNote) -> dt.datetime:
    return note.circulation.deadline.closes_at(organization.time_zone())


def terms_of(note: VerbalNote) -> list[tuple[str, str]]:
    """Return what was chosen for the round, as label and text."""
    prepared, language = note.circulation, reader_language()
    days = [
        formats.date(schedule.due(prepared.respond_by, days, organization.time_zone())[0], language)
        for days in prepared.reminder_days
    ]
    return [
        (
            _("When other Member States can see who objected, and why")
            if not kinds.of(note).asks_for_comments
            else _("When other Member States can see submitted comments"),
            str(Visibility(prepared.visibility).label),
        ),
        (_("Dates of reminders"), spaces.shown("; ".join(days)) or pgettext("reminders", "none")),
    ]


class NoteDiscard(NoteView, ConfirmPage):
    permission = "notes.draft_note"
    template_name = "notes/note_confirm_discard.html"
    perform = staticmethod(issuing.discard)
    statuses = BEFORE_ISSUE
    done = gettext_lazy("Draft note discarded. It was not given a number.")


class NoteReceipt(NoteView, ActPage):
    """One click of a delegate: the State has the note. Asked again, the portal says that it knows."""

    permission = "notes.acknowledge_note"
    perform = staticmethod(arrivals.acknowledge)
    done = gettext_lazy("Receipt of the note acknowledged for your State.")

    def refused(self, refusal: DomainError) -> HttpResponse:
        messages.info(self.request, str(refusal))
        return self.back()
