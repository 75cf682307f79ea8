"""What somebody may not read at a moment, found anew from the rows by plain loops.

Nothing here asks what the portal asks when it chooses what to show: a page that shows too much is found.
"""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from comments.enums import Visibility
from comments.models import (
    AnswersRelease,
    Clarification,
    Comment,
    Consultation,
    Disposition,
    DraftComment,
    EnteredRemark,
    Grant,
    Reaction,
    TimeRequest,
)
from notes.models import IncomingNote
from plans.models import BlockText, RevisionBlock


class Secret(NamedTuple):
    """Words that somebody may not read, and what they are."""

    what: str
    words: str


def kept_outside(code: str) -> Iterator[Secret]:
    """Yield what delegations have in drafts: nobody outside reads it, nor does the Secretariat."""
    filed = {one.proposed_text for one in Comment.objects.all()}
    for draft in DraftComment.objects.filter(joins=None).exclude(member_state__code=code):
        if draft.proposed_text and draft.proposed_text not in filed:
            yield Secret(f"a draft of {draft.member_state.code}", _last_word(draft.proposed_text))


def kept_from_coordinator(at: dt.datetime) -> Iterator[Secret]:
    """Yield the comments of consultations that run, unless every State reads them at once."""
    for comment in _proposals():
        made = comment.response.consultation
        if made.visibility != Visibility.AT_ONCE and not _is_over(made, at):
            yield Secret(
                f"a comment of {comment.response.member_state.code}", _last_word(comment.proposed_text)
            )


def kept_from_state(code: str, at: dt.datetime) -> Iterator[Secret]:
    """Yield what other States said or asked, and what the Secretariat has not given out."""
    for comment in _proposals():
        whose = comment.response.member_state.code
        if whose != code and not _is_shown(comment, at):
            yield Secret(f"a comment of {whose}", _last_word(comment.proposed_text))
    for one in Disposition.objects.exclude(reply=""):
        response = one.comment.response
        is_sent = AnswersRelease.objects.filter(consultation=response.consultation).exists()
        if response.member_state.code != code or not (is_sent and one.stage == "confirmed"):
            yield Secret(f"a reply to {response.member_state.code}", one.reply)
    confirmed = {one.remark for one in Comment.objects.all()}
    for remark in EnteredRemark.objects.exclude(remark=""):
        if remark.remark not in confirmed:
            yield Secret("a note that is being entered", remark.remark)
    for note in IncomingNote.objects.exclude(member_state__code=code):
        yield Secret(f"a note of {note.member_state.code}", note.subject)
    for message in Clarification.objects.exclude(comment__response__member_state__code=code):
        yield Secret(f"a question on a comment of {message.comment.response.member_state.code}", message.text)
    for reaction in Reaction.objects.exclude(disposition__comment__response__member_state__code=code):
        state = reaction.disposition.comment.response.member_state
        yield Secret(f"a reaction of {state.code}", reaction.statement)
    for asked in TimeRequest.objects.exclude(member_state__code=code):
        yield Secret(f"a request of {asked.member_state.code}", asked.reason)
    for grant in Grant.objects.exclude(member_state__code=code):
        yield Secret(f"additional time of {grant.member_state.code}", grant.reason)


def _last_word(wording: str) -> str:
    """Return what tells a wording from the others: a page that shows its changes has it in pieces."""
    return wording.split()[-1]


def _proposals() -> Iterator[Comment]:
    """Yield the comments that propose a wording which the text of a plan has not taken up."""
    texts = {one.text for one in BlockText.objects.all()}
    for block in RevisionBlock.objects.all():
        texts |= set(block.texts.values())
    for comment in Comment.objects.filter(joins=None).exclude(proposed_text=""):
        if comment.proposed_text not in texts:
            yield comment


def _is_over(consultation: Consultation, at: dt.datetime) -> bool:
    return at >= consultation.closes_at


def _is_shown(comment: Comment, at: dt.datetime) -> bool:
    made = comment.response.consultation
    counts = not comment.response.is_late or comment.response.grant_id is not None
    by_now = {
        Visibility.AT_ONCE: True,
        Visibility.AFTER_CLOSING: _is_over(made, at),
        Visibility.AFTER_COMPILATION: hasattr(made, "release") and made.release.at <= at,
    }
    return counts and by_now[Visibility(made.visibility)]
