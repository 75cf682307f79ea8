"""What the portal says when an act of a consultation cannot be done."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cica_portal import formats, spaces
from cica_portal.errors import DomainError, StaleVersion
from cica_portal.languages import reader_language
from comments.models import Consultation, Receipt, Response
from members.models import User

# What is refused, by its code.
SENTENCES = {
    "after_the_deadline": _(
        "The internal deadline must be before the deadline of the consultation. Choose an earlier time."
    ),
    "already_acknowledged": _("Your delegation has already acknowledged receipt."),
    "already_asked": _(
        "Your State has already requested additional time. Wait for the decision or withdraw it."
    ),
    "already_confirmed": _("This outcome has already been confirmed."),
    "already_consulted": _("This revision has already been circulated: its consultation is still open."),
    "already_decided": _("This request has been decided or withdrawn in the meantime."),
    "already_in_this_language": _(
        "The comment was submitted in this language and needs no translation. Choose another language."
    ),
    "already_released": _("The compilation of this consultation has already been distributed."),
    # Translators: day is a date in full
    "another_day": _(
        "In the register the note was received on this day: %(day)s. Enter the same day here, or correct the "
        "entry in the register first."
    ),
    "answers_not_released": _("The replies of this consultation have not been sent yet."),
    "answers_released_already": _("The replies of this consultation have already been sent."),
    # Translators: states is a list of Member States
    "change_reason_needed": _("The reply has been sent already to: %(states)s. Say why it changes."),
    # Translators: states is a list of Member States
    "change_waits": _(
        "A change of the reply waits for an authorized signatory: %(states)s. It has to be confirmed, "
        "declined or withdrawn first."
    ),
    "closing_not_held": _("This closing does not wait for a decision. Reload the page."),
    "closing_reason_needed": _("Give the reason for closing as of the deadline. It is kept on record."),
    "columns_missing": _(
        # Translators: columns is the headings of columns
        "Headings of the form were changed or removed: %(columns)s. Restore them and upload the file again."
    ),
    "comments_in_force": _(
        "The State has comments in force under receipt %(receipt)s. Tick that they are no longer to be in "
        "force, then confirm."
    ),
    "condition_needed": _("Mark at least one comment as a condition, or choose another position."),
    "consultation_not_open": _("This consultation is not open yet."),
    "day_needed": _("Give the day by which the States have to confirm: after the meeting."),
    "deadline_before_opening": _("The deadline is before the day of circulation. Choose a later day."),
    "decline_reason_needed": _("Say why your State does not confirm it. Nothing was recorded yet."),
    "draft_gone": _("The draft has been removed. Messages about it are kept."),
    "drafts_changed": _(
        "A colleague changed the comments after you opened this page. Nothing was "
        "submitted. Read the comments below again."
    ),
    "drafts_exist": _(
        "Your delegation has draft comments. A declaration of no objection does not "
        "submit them: confirm that this is intended."
    ),
    "end_reason_needed": _("Give the reason for ending the procedure. It is kept on record."),
    "entered_already": _(
        "A response of %(state)s is already being entered. Complete or discard that entry first."
    ),
    "entered_changed": _(
        "The entry has changed since the page was opened. Nothing was confirmed. Read it again."
    ),
    "entered_in_the_future": _("Enter a time of receipt that has passed."),
    "entered_moved": _("The entry has changed in the meantime. Nothing was recorded. Open it again."),
    "entered_reason_needed": _("Enter what is to be corrected."),
    "entered_waits": _(
        "Responses are being entered or wait for confirmation: %(states)s. Confirm or discard them first."
    ),
    "form_of_another_text": _(
        # Translators: consultation is the number of the note that opened another consultation
        "This form belongs to another text (%(consultation)s). Download the form of this consultation."
    ),
    "grant_reason_needed": _(
        "Give a reason for the additional time. It is recorded, and the State will see it."
    ),
    "group_grew": _(
        "A colleague has linked another comment to these since you opened the page. Nothing was recorded. "
        "Look at it, then reply again."
    ),
    "has_passed": _("This time has passed. Choose a later one."),
    "joined_as_it_stands": _(
        "You can only join another State’s proposal unchanged. To change the wording, "
        "turn the proposal into your own comment first."
    ),
    "extended_past_meeting": _(
        "The plan is on the agenda of a meeting that begins on %(date)s. Choose an earlier deadline, or move "
        "the meeting first."
    ),
    "meeting_before_deadline": _(
        # Translators: date is a day, deadline a deadline with weekday and hour
        "The meeting begins on %(date)s, before the deadline for comments (%(deadline)s). "
        "Choose a later meeting."
    ),
    # Translators: name is that of an observer or a State
    "members_only": _(
        "Only Member States support a variant or object. The remark of %(name)s is listed with those of "
        "observers and partners."
    ),
    "message_needed": _("Write a message. There is nothing to send yet."),
    "more_came": _(
        "The comments are no longer those that you saw when you opened the page. Nothing was recorded. "
        "Look at the list, then choose again."
    ),
    "no_change_chosen": _(
        "Choose at least one change that says what the State asked for. If there is none yet, edit the text "
        "first."
    ),
    "no_change_waits": _(
        "This change of the reply no longer waits: it was confirmed, declined or withdrawn."
    ),
    "no_reply_chosen": _("Choose a reply template."),
    # Translators: date is a date, in Kazakh as an attribute; state is the name of a State
    "no_member_on_the_day": _(
        "On %(date)s %(state)s was not a Member State. Only a Member State makes a reservation."
    ),
    "no_such_paragraph": _("A paragraph that was chosen is not in the adopted text. Choose again."),
    "nobody_to_consult": _(
        "There was no Member State on the day of circulation. Choose a day on which there is at least one."
    ),
    "not_a_duplicate": _(
        "A comment can share a reply only with another comment of the same consultation. Choose one of these."
    ),
    "not_a_writer": _("Choose a user of your delegation who can write comments."),
    "not_asked_for": _(
        "This is not asked for here. Comments are made in a consultation; against a decision by silence "
        "there are objections."
    ),
    "not_addressed": _("This State is not an addressee of the consultation. Choose another State."),
    "not_all_answered": _(
        # Translators: number is how many comments are left
        "Some comments submitted in time have no confirmed reply (%(number)s left). Reply "
        "to all of them, then send the replies together."
    ),
    "not_for_the_bench": _(
        "This comment does not propose a new paragraph, a deletion or a move, so nothing can be carried out."
    ),
    "not_frozen": _(
        "The record of replies is locked when the consultation closes. The certified "
        "record will be available then."
    ),
    "not_later": _("A deadline can only be extended. Choose a time after the current deadline."),
    "not_our_form": _(
        "This is not the portal’s offline form. Download the form here, fill it in and upload that file."
    ),
    "nothing_asked": _("This message no longer waits for a reply from you. Reload the page to see why."),
    "nothing_chosen": _("Choose at least one comment."),
    "nothing_entered": _(
        "A response with comments needs at least one comment, and “no objection” has none. "
        "Correct the entry first."
    ),
    "nothing_further": _("The plan was withdrawn. Nothing further is sent about this consultation."),
    "nothing_taken": _(
        "Choose a proposal or enter the Secretariat’s wording: so far nothing changes in the text."
    ),
    "nothing_to_confirm": _("None of these comments has a proposed disposition that could be confirmed."),
    "nothing_to_release": _(
        "Other Member States already see the comments of this consultation. The "
        "compilation does not have to be distributed."
    ),
    "nothing_to_say": _("Write a message first."),
    "nothing_to_submit": _(
        "Your delegation has not written any comments. Write at least one, or declare no objection."
    ),
    "nothing_to_take_over": _(
        "Your State has no response that came by note or mail. There is nothing to make drafts of."
    ),
    "nothing_to_withdraw": _("Your State has no valid response to withdraw."),
    "nowhere_to_move": _(
        "Choose the paragraph after which the text should be placed: outside the chosen "
        "range and not where the text is now."
    ),
    "objection_reason_needed": _("Give the reason for the objection. Nothing has been submitted yet."),
    "one_time_for_all": _(
        "A decision by silence has one time for all Member States. It is extended for all, not for one."
    ),
    "outcome_changed": _(
        "The outcome has changed since you opened this page. Nothing was confirmed; check the outcome again."
    ),
    "outcome_not_confirmed": _(
        "The outcome of the consultation has not been confirmed. An authorized signatory "
        "must confirm it before anything is sent."
    ),
    "paper_withdrawn": _("The plan was withdrawn. No further replies are given to its comments."),
    "paragraph_needed": _(
        "A comment on the whole text cannot propose a wording. To change, add, move or "
        "delete text, comment on a paragraph."
    ),
    "outside_entered_by_you": _("You entered this remark yourself. Another signatory has to confirm it."),
    "paragraph_settled": _("This paragraph is settled. Reopen it first."),
    "plan_decided_on": _(
        "The plan has been adopted or withdrawn, and the SWG considers no more positions on it. Write a "
        "message to the Secretariat instead."
    ),
    "position_despite_comments": _(
        "Your response contains comments. Choose the position that fits, or change the response."
    ),
    "position_not_quoted": _("Choose the position that the note states, and quote the words that state it."),
    "position_of_withdrawn": _(
        "Your State’s response is withdrawn. A position is stated together with a response: submit one first."
    ),
    "position_reason_needed": _(
        "Say in a comment, on a paragraph or on the whole text, why the State cannot support the draft."
    ),
    "position_without_comments": _(
        "Your response contains no comments. Choose the position that fits, or change the response."
    ),
    "proposal_gone": _(
        "This proposal is no longer in force: its State has withdrawn or replaced its response. "
        "Nothing was joined."
    ),
    "proposals_collide": _(
        # Translators: states is the names of Member States
        "The proposals of %(states)s change the same text. Choose one of them, or write a "
        "wording of your own."
    ),
    "rationale_needed": _("A substantive comment needs a reason. Explain why the text should change."),
    "reacted_already": _("Your State has already stated its position on this reply."),
    "read_before_responding": _(
        "A State may still respond in additional time, or has requested it, and would read the others before."
        " Wait for it, or give a reason for distributing the compilation now."
    ),
    "reason_needed": _("Give a reason for the extension. Member States will see it."),
    "received_before_opening": _(
        "The consultation was not open yet at that time. Check the day and hour of receipt."
    ),
    "recheck_needed": _(
        "The text that a chosen proposal refers to has changed. Nothing was accepted into "
        "the draft. Read the proposal again, then decide."
    ),
    "recorded_already": _("It is already on record that the note was handed over to %(state)s."),
    "refusal_reason_needed": _("Give a reason for the refusal. It is recorded, and the State will see it."),
    "replies_changed": _(
        "The replies have changed since you opened this page. Nothing was sent. Read them again, then send "
        "them."
    ),
    "reply_in_every_language": _(
        "Write the reply in each of the three languages. It will be offered in all of them."
    ),
    "request_reason_needed": _("Give a reason for the request. The Secretariat will see it."),
    "response_changed": _(
        "The response of your State has changed since you opened this page. Nothing was recorded. "
        "Check what the page says now, then confirm again."
    ),
    # Translators: number is how many; found is the numbers of paragraphs
    "results_missing": _(
        "Positions without a result: %(number)s (paragraphs %(found)s). Decide on each before closing."
    ),
    "room_closed": _("The room is closed; its record no longer changes."),
    # Translators: date is a date in full
    "room_too_early": _("The room opens on the first day of the meeting: %(date)s."),
    # Translators: name is that of a person
    "screen_driven": _("%(name)s drives the screen. Take it over first."),
    "second_signatory_needed": _(
        "You confirmed the adoption of this decision. Another signatory has to confirm what sets it aside."
    ),
    "silence_over": _("The silence is broken: there is nothing left to extend or to recall."),
    "silence_was_broken": _("Comments were received: a note saying that there were none cannot be issued."),
    "source_needed": _("Say whose variant this is: a State’s, the coordinator’s or the Chair’s."),
    "statement_entered_by_you": _(
        "You entered this statement yourself. Another signatory has to confirm it."
    ),
    "statement_gone": _(
        "This statement is no longer as the page showed it. Nothing was recorded. Open the plan again."
    ),
    "statement_not_in_force": _(
        "The plan is not adopted. Reservations and statements go with an adopted text."
    ),
    "statement_text_needed": _("Give the text of the State, within the limit, and its language."),
    "statement_too_early": _(
        "The note was received before the plan was adopted. A statement is made on the adopted text."
    ),
    "statement_needed": _("Explain why your State maintains its position. The statement goes to the SWG."),
    "statement_not_needed": _(
        "An agreement goes without a statement, and cannot be taken back. To agree, delete the statement; "
        "to send it to the SWG, choose to maintain the position."
    ),
    "superseded_by_itself": _("Choose another comment of this consultation: none is superseded by itself."),
    # Translators: closing is the end of the period, with day, hour and time zone
    "support_ended": _("Proposals could be supported until %(closing)s."),
    "superseding_needed": _("Choose what superseded the comment."),
    "text_not_open": _("The text can be changed only while the plan is under consolidation."),
    "too_late_to_undo": _(
        "This can no longer be undone: the decision or the text has changed since, or the replies have been "
        "sent. Record another decision instead."
    ),
    # Translators: most is the greatest number allowed
    "too_many_comments": _("The form has more than %(most)s comments. Divide it into several forms."),
    # Translators: most is the greatest number allowed
    "too_many_files": _(
        "A comment can have at most %(most)s files. Remove one first, or combine several into one."
    ),
    "translation_empty": _("Write a translation of the comment, the wording or the reason."),
    "two_people_needed": _("You entered this response yourself. Another signatory has to confirm it."),
    "wording_emptied": _(
        "The proposed wording is empty. To have the text deleted, choose “deletion”. "
        "Otherwise write another wording, or restore the text."
    ),
    "wording_is_their_own": _(
        "The State gave the wording in this language itself or proposed none. Leave the wording empty."
    ),
    "wording_needed": _("Write the text to be added."),
    "wording_not_for_this": _(
        "Your wording differs from the text, but “change of wording” is not chosen. "
        "Choose it, or restore the text."
    ),
    "wording_unchanged": _(
        "The proposed wording is the same as the circulated text. Change it, or choose “no change”."
    ),
    "wrong_day": _("Choose a day between the date of the note and today."),
}


class ConsultationClosed(DomainError):
    """The deadline has passed: says when, on the Secretariat's clock and on the reader's own.

    An act that only an open consultation allows may say instead, by `sentence`, what is not done any more.
    """

    # Translators: official is the deadline, with day, hour and time zone
    sentence = _("The deadline has passed: responses were accepted until %(official)s.")
    with_own_clock = _(
        # Translators: official is the deadline, with day, hour and time zone; own is the same moment in the
        # time of the capital
        "The deadline has passed: responses were accepted until %(official)s, which "
        "is %(own)s in your capital."
    )

    def __init__(
        self,
        consultation: Consultation,
        by: User | None = None,
        *,
        response: Response | None = None,
        receipt: Receipt | None = None,
        sentence: Any = None,
    ) -> None:
        state = by.member_state if by is not None else None
        self.closes_at = consultation.ends_for(state.pk) if state is not None else consultation.closes_at
        self.zone = consultation.time_zone
        self.own_zone = state.time_zone if state is not None else self.zone
        self.response, self.receipt = response, receipt
        if sentence is not None:
            self.with_own_clock = sentence
        super().__init__(sentence)

    def __str__(self) -> str:
        language = reader_language()
        official = spaces.shown(formats.closing(self.closes_at, self.zone, language))
        own = spaces.shown(formats.closing(self.closes_at, self.own_zone, language))
        pattern: Any = self.sentence if own == official else self.with_own_clock
        return str(pattern) % {"official": official, "own": own}


class ObjectionsClosed(ConsultationClosed):
    """The time for objections to a decision by silence has ended."""

    # Translators: official is the end of the time, with day, hour and time zone
    sentence = with_own_clock = _(
        "The time for objections has ended: %(official)s. Your text is filed as late and does not count; it "
        "can be sent as a message or as a statement."
    )


class PlanWithdrawn(DomainError):
    """The plan was withdrawn while it was before the States: nothing is received, and nothing is lost."""

    sentence = _(
        "The plan was withdrawn, and this consultation ended with it. Nothing was "
        "submitted. Your delegation’s texts are kept as drafts."
    )


class UnknownBlock(DomainError):
    sentence = _("This paragraph is not part of the circulated text. Choose another paragraph.")


class NothingSaid(DomainError):
    sentence = _("Write a comment or change the wording. There is nothing to save yet.")


class NothingLeft(NothingSaid):
    sentence = _("Nothing is left of this draft. Remove it, or go on writing.")


class RangeBackwards(DomainError):
    sentence = _("The last paragraph of the range comes before the first. Choose a later one.")


class ConsultationStillOpen(DomainError):
    """An act waits for the closing: the answering of comments, or what its sentence says."""

    sentence = _("Replies to comments are given after the deadline, when the consultation is closed.")


class ClosingNotRecorded(ConsultationStillOpen):
    sentence = _(
        "The deadline has passed, and the closing is being recorded. Replies to comments can be "
        "given in about a minute: reload the page then."
    )


class EntryCorrected(StaleVersion):
    sentence = _(
        "A colleague corrected this entry after you opened the page. Nothing was overwritten. "
        "Compare both below, then save again."
    )


class RemarkRemoved(StaleVersion):
    sentence = _(
        "A colleague removed this comment from the entry after you opened the page. Save it below to "
        "enter it anew."
    )


class NewerResponse(DomainError):
    sentence = _("%(state)s has submitted a later response. What came before it cannot replace it.")
