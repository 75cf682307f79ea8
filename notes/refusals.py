"""What the acts of this app refuse, a sentence to each code."""

from django.utils.translation import gettext_lazy as _

# What is refused, by its code.
SENTENCES = {
    "address_taken": _(
        "A message of this note has already been sent to the recipient's present address, %(address)s."
    ),
    # Translators: name is the name of a State or an organization
    "addressed_already": _("%(name)s is an addressee of the note. Who is addressed gets no copy."),
    "approved_already": _("This reminder no longer needs approval."),
    # Translators: day is a date in full
    "before_our_note": _(
        "Note %(number)s was issued on this day: %(day)s. A reply to it cannot have been received earlier. "
        "Check the day of receipt and the number of the note."
    ),
    "being_entered": _(
        "From this entry the response of %(state)s to note %(reference)s is being entered. Discard that "
        "response first, then change the Member State or the note in reply to which it came."
    ),
    "braces_used": _("Leave out braces: what you write is printed as it is, and no value is put in."),
    "circulated_again": _(
        # Translators: number is the number of a note
        "The plan has since been circulated again under note %(number)s. This note speaks of the earlier "
        "text: discard this draft."
    ),
    "circulated_since": _(
        # Translators: number is the number of a note
        "The plan was circulated again under note %(number)s after this consultation. Submit it from that "
        "consultation, and discard a draft of this note on the earlier one."
    ),
    "comments_withdrawn": _(
        "No comments are in force any more, so this note no longer holds. Discard this draft, unless further "
        "comments are expected."
    ),
    # Translators: number is the number of a note
    "consultation_runs": _("The consultation under note %(number)s is still open. Wait until it has closed."),
    "contents_moved": _("The documents of the package have changed since. Request a new package."),
    # Translators: number and register_number are numbers of entries in the register
    "corrected": _(
        "The entry %(number)s has been corrected by %(register_number)s. Enter the response from that one."
    ),
    "dated_ahead": _("Choose today or an earlier day as the date of the note."),
    "days_out_of_order": _(
        "The list of participants is due no earlier than today and no later than the "
        "event. Choose another day."
    ),
    "deadline_extended": _(
        "Note %(number)s extended a deadline until which Member States are still responding, and a deadline "
        "can only be extended. Correct or replace the note instead."
    ),
    "deadline_moved": _(
        "The deadline has changed since this reminder was drafted. Discard it and draft another."
    ),
    "deadline_too_near": _("Member States need at least %(days)s days. Choose %(earliest)s or a later day."),
    "drafted_already": _("A reminder of this consultation has already been drafted and awaits signature."),
    "earlier_outcome_not_confirmed": _(
        "The outcome of the consultation under note %(number)s has not been "
        "confirmed. A signatory has to confirm it first, as the package covers all "
        "consultations on the plan."
    ),
    "ends_another_note": _(
        "Note %(number)s takes another note out of effect, which would come back into effect. Replace it by"
        " another note."
    ),
    "entered_twice": _("Note %(number)s of %(state)s is already in the register as %(register_number)s."),
    "entered_twice_unnumbered": _(
        "The note of %(state)s of this date and with this subject is already in the register as "
        "%(register_number)s."
    ),
    "every_state_is_a_party": _(
        "A consultation is held among all Member States: the note that opens it is addressed "
        "to each of them. Others can get a copy."
    ),
    "everybody_replied": _(
        "There is no one to remind: of each Member State that has not responded a reply is in the register. "
        "Enter the responses."
    ),
    "file_or_paper": _("Choose either files or a document of a Member State, not both."),
    "fixed_addressees": _("The addressees of a note of this kind cannot be chosen. Others can get a copy."),
    "followups_already_drafted": _("A note of this kind already exists, as a draft or issued."),
    "free_notes_nothing_changed": _("Nothing was changed."),
    "free_notes_reason_missing": _("Give a reason: who drafted the note will read it."),
    "has_left": _(
        "Note %(number)s has left: messages of it were sent or may have been, or a State was handed or has"
        " opened it. Annul it by another note."
    ),
    "in_the_future": _(
        "Choose dates no later than today: the note cannot be received before the date it bears."
    ),
    # Translators: number is the number of an entry in the register
    "is_of_a_statement": _(
        "From this entry a statement of %(state)s is being entered. Discard that entry first."
    ),
    "is_set_aside": _("Note %(number)s has been set aside: it is no response of its own."),
    "is_the_deadline": _(
        "%(language)s: correcting “%(words)s” would change the deadline stated in the "
        "note. To change the deadline, extend the consultation."
    ),
    "is_the_number_or_date": _(
        "%(language)s: “%(words)s” is part of the number or the date of the note, by which it is known. "
        "These are not corrected."
    ),
    "is_void": _("Note %(number)s is no longer in effect: another note has annulled or replaced it."),
    "never_annulled": _(
        "Note %(number)s annuls another note, and what was annulled stays so. Send a new note instead."
    ),
    "never_circulated": _("The plan was not circulated under a note, so the invitation has no addressees."),
    "never_replaced": _("Note %(number)s annuls another note. An annulment is not replaced."),
    # Translators: number is the number of an entry in the register
    "no_comments": _("Note %(number)s as entered contains no valid comments to acknowledge."),
    "no_consultation": _(
        "Note %(number)s opened no consultation. Enter the number of a note that opened one."
    ),
    "no_coordinator": _(
        "The note names the State that coordinates the plan, and the plan has none. Choose the "
        "coordinator on the page of the plan, then draft the note."
    ),
    "no_file": _("Choose a file for all languages, or a file for each language that has its own."),
    "no_ground": _(
        "The SOC has not placed this text under the silence procedure. Record the result of its "
        "meeting first."
    ),
    "no_other_response": _(
        "%(state)s has no response in force beside this note. Enter the response from the note, or correct "
        "the entry: leave out the number of our note."
    ),
    "no_series": _("No series of numbers is set for notes on “%(measure)s”. Enter it first."),
    "nobody_awaited": _("All Member States have responded: there is no one to remind."),
    "nobody_chosen": _("Choose at least one addressee, or all Member States."),
    "nobody_commented": _(
        "No comments are in force in this consultation, so none can be submitted with the plan. Circulate "
        "the plan again."
    ),
    # Translators: name is the name of a State or an organization
    "not_a_recipient": _("%(name)s does not get this note. Choose it as an addressee or for a copy first."),
    "not_addressed_by_note": _("Note %(number)s is not addressed to %(state)s."),
    "not_ahead": _("That day has already passed. Choose fewer working days before the deadline."),
    "not_announced": _(
        "Announce the event first: the note states its date and the deadline for registration."
    ),
    "not_before": _("The enclosure cannot be moved further in this direction."),
    "not_built": _("The package could not be built: %(error)s"),
    "not_circulated": _("The plan has not been circulated to Member States, so there is nothing to submit."),
    "not_closed_yet": _(
        "The deadline has passed. The note can be issued once the consultation is closed: until then its "
        "text invites further comments."
    ),
    "not_consolidated": _(
        "The status of the plan is “%(status)s”. It can be submitted to the SWG once "
        "its comments have been consolidated."
    ),
    "not_dead": _("Nothing is on record against %(address)s: it accepts mail."),
    "not_discarded": _("A note of this kind cannot be discarded: it awaits signature."),
    "not_editable": _(
        "The status of the plan is “%(status)s”. Only a plan that is being edited can be circulated."
    ),
    "draft_decision_again": _(
        "The document symbol or the text has changed since the draft decision was saved. Check the draft "
        "decision and save it again."
    ),
    "front_again": _(
        "A figure has changed since the sentences of the front page were edited. Check them and save them "
        "again."
    ),
    # Translators: languages is a list of languages
    "no_draft_decision": _(
        "The draft decision is missing in: %(languages)s. Write it first; the package prints it."
    ),
    "not_failed": _("Only a package that could not be built can be requested again."),
    "not_frozen_yet": _(
        "The status of the plan is “%(status)s”. The package is built once the text "
        "has been locked for the SWG."
    ),
    "not_in_the_note": _(
        "%(language)s: the note does not contain the words “%(words)s”. Enter whole "
        "words as they appear in the note."
    ),
    "not_issued": _(
        "Only an issued note can be corrected, annulled or replaced. Edit or discard a draft note instead."
    ),
    "not_needed": _("The message was not sent again. %(reason)s"),
    "not_reported": _("Nothing has been reported against this message for another address."),
    "not_resent": _("Only a message that failed or bounced, or whose outcome is unknown, can be sent again."),
    "not_set_aside": _("Only a message that is on hold, failed or bounced can be removed from sending."),
    "not_settled": _(
        "Only a message whose outcome is unknown, or whose failure was reported for another address, can be"
        " recorded as delivered."
    ),
    "not_the_latest": _("A later version has been saved in the meantime. Open that version."),
    "not_there": _("The enclosure is no longer part of this note. Reload the page."),
    "not_in_the_register": _("No note in the register has this number, or its entry was corrected since."),
    "note_ended": _(
        "Another note has annulled or replaced this one. Nothing was sent; remove its messages from sending."
    ),
    "nothing_filed": _(
        "%(state)s submitted no comments in this consultation, so there is nothing to acknowledge."
    ),
    "nothing_held": _("No messages of this note are on hold."),
    "nothing_left": _("The first paragraph cannot be empty: the note would have no text."),
    "number_is_void": _("The number %(number)s is void: its note was not sent to anybody."),
    "other_messages": _(
        "The messages have changed since you opened this page. Nothing was sent; check them again."
    ),
    "outcome_moved": _("The outcome is another one by now. Nothing was issued: discard this draft."),
    "own_step": _("You set this reminder, so another signatory has to approve it."),
    # Translators: numbers lists the languages, each with its number of paragraphs
    "paragraphs_differ": _("The number of paragraphs differs between the languages: %(numbers)s."),
    "plan_in_force": _(
        "This note is in effect, and its plan was not withdrawn. "
        "Its messages can be removed from sending one by one."
    ),
    "plan_submitted": _(
        "Note %(number)s submitted a plan that is now before the SWG. Correct or replace the note instead, "
        "or first withdraw the plan or record that the SWG returned it."
    ),
    "plan_withdrawn": _(
        "The plan was withdrawn, so this note no longer holds. Nothing was sent; remove its messages from"
        " sending."
    ),
    "reason_needed": _("Give a reason for removing the messages from sending."),
    # Translators: name is the name of a State or an organization
    "remark_incomplete": _(
        "Enter the remark in every language in which %(name)s gets mail. Missing: %(language)s."
    ),
    # Translators: name is the name of a State or an organization
    "remark_missing": _(
        "The remark to %(name)s is missing in %(language)s, the language of one of its addresses. Enter it."
    ),
    "same_numbering": _("Notes are already numbered in this way."),
    "same_rule": _("The enclosure is already counted by this rule."),
    "same_words": _("The text is the same before and after the correction. Enter the corrected text."),
    "set_already": _("A reminder is already set for that day. Change it, or choose another day."),
    "silence_too_short": _("Member States need at least 72 hours to object. Choose a later day or time."),
    "step_done": _("This reminder has already been sent or skipped."),
    "step_moved": _(
        "The reminder has changed since it was shown to you. It was not approved: check it, then approve it."
    ),
    "submission_not_issued": _(
        "The note submitting the plan to the SWG after the consultation under note "
        "%(number)s has not been issued. A signatory has to issue it before the "
        "decision can be recorded."
    ),
    "submission_with_comments_already_drafted": _(
        "The note submitting the plan to the SWG has already been drafted."
    ),
    # Translators: limit is a number of megabytes.
    "too_heavy": _(
        "The files that a recipient gets with the note are larger than %(limit)s MB together, which mail "
        "servers may reject. Attach a smaller file, or remove one first."
    ),
    "too_low": _(
        "The next number of %(series)s can be %(least)s at the earliest: lower ones have been used."
    ),
    "too_low_for_all": _("The next number can be %(least)s at the earliest: lower ones have been used."),
    # Translators: most is the greatest number of enclosures.
    "too_many_enclosures": _("A note can have at most %(most)s further enclosures. Remove one first."),
    "unknown_kind": _("There are no texts for notes of the kind “%(kind)s”."),
    "unknown_note": _("There is no note with the number “%(reference)s”."),
    "unknown_place": _("The Secretariat's seat on %(day)s is not recorded."),
    "unknown_placeholder": _(
        "The text of the note contains the placeholder “%(name)s”, which is not on the list."
    ),
    "unknown_version": _("There is no version %(number)s of this text."),
    "used_number": _("The number %(number)s is already in the register."),
    "wordings_nothing_changed": _(
        "The text is the same as in the version you opened. Change it before saving."
    ),
    "wordings_reason_missing": _("Give a reason for the change: it is kept with the version."),
    # Translators: language is the name of a language
    "words_missing": _(
        "%(language)s: the subject or the text of the note is missing. It has to say the same in each."
    ),
    "wrong_days": _("Set a reminder from 1 to %(most)s working days before the deadline."),
    "wrong_reminder_days": _(
        "Enter reminders as numbers of working days before the deadline, each from 1 to %(most)s."
    ),
}
