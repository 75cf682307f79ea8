"""Messages: one function each, a whole text for each language, and never the text of a comment (rule 22)."""

import datetime as dt
from dataclasses import replace
from typing import Any

from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cica_portal import formats, organization
from cica_portal.languages import pick
from cica_portal.web.addresses import absolute as link
from documents import store
from documents.enums import ALL
from members.mailing import letters
from members.mailing.backends import NOTE_HEADER
from members.mailing.letters import Attachment, Letter
from notes import kinds, note_documents
from notes.models import Dispatch, VerbalNote
from notes.wording import enclosed
from phrases.texts import mails

# The letter of what belongs to no consultation: of notes on other subjects, and of those that follow them.
FREE = "free"
COPY = _("This is a copy, sent to you for information. The note is addressed to others.")
# Translators: when is an instant with its weekday
SENT_AGAIN = _("This is a copy of the message sent on %(when)s. Disregard it if you have received that one.")
# Translators: state is the short name of a State in the nominative
OF_STATE = _("This message is for the following Member State: %(state)s.")


def letter_of(
    dispatch: Dispatch, *, names_state: bool = False, first_left: dt.datetime | None = None
) -> Letter:
    """Return the words and files of a message: of its note, or of a reminder by mail alone.

    It names its State where another one has a message of the note at the same address: the second would be
    taken for a double.
    """
    if dispatch.step_id is not None:
        letter = reminder_letter(dispatch.note, dispatch.language)
    else:
        is_outside = dispatch.member_state_id is None
        letter = note_letter(dispatch.note, dispatch.language, is_outside=is_outside)
    return covered(letter, dispatch, names_state=names_state, first_left=first_left)


def covered(
    letter: Letter, dispatch: Dispatch, *, names_state: bool, first_left: dt.datetime | None
) -> Letter:
    """Return the letter with what is said to its recipient alone: that it is a copy, or one of a message that
    left before, for which State it is, and a remark."""
    state = dispatch.member_state if names_state else None
    zone = dispatch.member_state.time_zone if dispatch.member_state else organization.time_zone()
    when = first_left and formats.moment(first_left, zone, dispatch.language)
    with translation.override(dispatch.language):
        mark = str(COPY) if dispatch.is_copy else ""
        of_state = OF_STATE % {"state": state.name} if state is not None else ""
        again = SENT_AGAIN % {"when": when} if when else ""
    above = [text for text in (again, mark, of_state, dispatch.remark) if text]
    return replace(letter, body="\n\n".join([*above, letter.body])) if above else letter


def reminder_letter(note: VerbalNote, language: str) -> Letter:
    """Return the words of a reminder by mail alone, with the note that it recalls."""
    context = note_context(note, language)
    return _rendered("notes/email/reminder_mail", language, context, (note_file(note),))


def note_letter(note: VerbalNote, language: str, *, is_outside: bool = False) -> Letter:
    """Return the words and files that bring a note in a language; raise NotStored while a file is missing.

    Who stands outside of the portal is given no address of its pages where the letter can do without.
    """
    stem = f"notes/email/{kinds.of(note).letter if note.consultation else FREE}"
    files = attachments(note, language)
    context = note_context(note, language) | {"encloses": len(files) > 1}
    if is_outside:
        context |= {"note_link": "", "link": ""}
    return _rendered(stem, language, context, tuple(files))


def _rendered(stem: str, language: str, context: dict[str, Any], files: tuple[Attachment, ...]) -> Letter:
    subject = " ".join(mails.render(f"{stem}.subject.txt", language, context).split())
    return Letter(subject, mails.render(f"{stem}.txt", language, context), files)


def note_message(dispatch: Dispatch, letter: Letter, *, at: dt.datetime) -> EmailMessage:
    """Return the message that brings a note to one recipient."""
    return letters.message(dispatch, letter, at=at, **{NOTE_HEADER: dispatch.note.number})


def note_context(note: VerbalNote, language: str) -> dict[str, Any]:
    consultation = note.consultation
    with translation.override(language):
        kind = str(note.get_kind_display())
    of_note = {
        "kind": kind,
        "note_link": link("notes:note-detail", note.key),
        "number": note.number,
        "issued_on": formats.date(note.issued_on, language),
    }
    if consultation is None:
        is_free = kinds.of(note).letter == FREE
        return of_note | {"subject": pick(note.values["subject"], language), "is_free": is_free}
    return of_note | {
        "title": pick(consultation.revision.titles, language),
        "closing": formats.closing(consultation.closes_at, consultation.time_zone, language),
        "reference": consultation.reference,
        "asks_decision": consultation.asks_decision,
        "link": link("comments:consultation-detail", consultation.pk),
    }


def attachments(note: VerbalNote, language: str) -> list[Attachment]:
    """Return the files that go with a note: the note in all its languages, and what it encloses in the
    recipient's, a translation with its original. Raise NotStored while one is being prepared."""
    stem = note.number.replace("/", "-")
    files = [note_file(note)]
    for name, content, content_type in enclosed.files(note, language):
        files.append((f"{stem}-{name}", content, content_type))
    return files


def note_file(note: VerbalNote) -> Attachment:
    """Return the note in all its languages."""
    name = f"{note.number.replace('/', '-')}.pdf"
    return name, store.read(note_documents.of_note(note, ALL)), "application/pdf"
