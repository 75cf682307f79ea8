"""What the acts of this app refuse, a sentence to each code."""

from django.utils.translation import gettext_lazy as _

# What is refused, by its code.
SENTENCES = {
    "day_passed": _("This day is over. Choose today or a later day."),
    "foreign_block": _("This block belongs to another plan."),
    "gate_moved": _(
        "The findings have changed since you opened this page. Nothing was recorded; check them again."
    ),
    "days_out_of_order": _("The last day is before the first day. Correct the dates."),
    "decision_of_other_body": _("This is decided by another body. Choose the result that fits the meeting."),
    "item_decided": _("The result is recorded. This item no longer changes."),
    "item_there": _("The plan is on the agenda of this meeting. Change that item."),
    "line_too_long": _(
        # Translators: number is the number of the paragraph in the file.
        "Paragraph %(number)s of the file is too long for a title or a heading. Choose another kind."
    ),
    "list_moved": _(
        "The texts were changed while you were reading. Nothing was marked as reviewed. Read "
        "the new texts first."
    ),
    "meeting_before_last": _(
        "The meeting was held before the one whose decision on the plan was recorded last. "
        "Check the date of the meeting."
    ),
    "meeting_to_come": _(
        "The meeting has not taken place yet. Record its decision on the day of the meeting or later."
    ),
    "meeting_cancelled": _("The meeting has been cancelled. Choose another meeting."),
    "meeting_decided": _("A result of this meeting is recorded. Its data no longer change."),
    "meeting_other_day": _("The meeting was not held on this day. Check the date."),
    "meeting_too_early": _("The meeting was held before the text was locked. Check the date of the meeting."),
    "no_further": _("This block cannot be moved further."),
    "no_text": _("The file contains no text that can be imported."),
    "nobody_named": _("A day needs a person. Choose who is to do it."),
    "not_a_colleague": _("This person does not work on the plan. Choose another person."),
    "not_joined": _("Only paragraphs, objectives and initiatives can be joined with the block that follows."),
    "not_one_line": _(
        # Translators: limit is a number.
        "A heading must be one line of at most %(limit)s characters in every language. Shorten "
        "the text first."
    ),
    "not_overridable": _(
        "A text is missing, or its structure differs between the languages. This cannot be overridden."
    ),
    "nothing_replaced": _("Nothing was changed: no text is selected."),
    "nothing_said": _("Write the remark."),
    "nothing_submitted": _(
        "The plan has no locked revision. A decision can be recorded only on a locked revision."
    ),
    "no_item": _("The plan is on the agenda of no meeting that has begun. Add it to a meeting first."),
    "nothing_to_confirm": _("This text is not older than its source. There is nothing to confirm."),
    "nothing_to_override": _("Nothing here can be overridden."),
    "nothing_to_review": _("There is no text to review here."),
    "nothing_to_split": _("Mark at least one place where the text is to be split."),
    "nothing_written": _("Write the text in at least one language."),
    "one_title": _("The plan already has a title."),
    "other_source": _("The file has no text in the source language of the plan. Upload a file that has it."),
    "other_words": _("Splitting must not change the text. Restore the original text."),
    "own_text": _("You were the last to edit this text. Another user has to review it."),
    # Translators: title is the title of a plan.
    "paper_exists": _("A plan of this measure for this period already exists: “%(title)s”."),
    "period_out_of_order": _("The last year is before the first year. Correct the period."),
    "points_carried_already": _(
        # Translators: points is a list of open points, as “Translation to be done”.
        "These points were carried over at this step before and must be settled now: %(points)s. "
        "Nothing was recorded."
    ),
    "points_for_signatory": _(
        # Translators: points is a list of open points, as “Translation to be done”.
        "Points are still open: %(points)s. Settle them, or ask an authorized signatory to carry them over. "
        "Nothing was recorded."
    ),
    "points_moved": _(
        "The open points have changed since the page was opened. Nothing was recorded. Check them."
    ),
    "points_open": _(
        # Translators: points is a list of open points, as “Translation to be done”.
        "Points are still open: %(points)s. Settle them, or enter the reason for carrying them over. "
        "Nothing was recorded."
    ),
    "reason_missing": _("Give a reason. It is recorded with the decision."),
    "plan_ended": _("This plan is adopted or withdrawn. It is on no agenda any more."),
    "stale_text": _(
        "This text is older than its source. Update it or confirm that it is still correct, then review it."
    ),
    "symbol_taken": _("Another document has this symbol. Enter its own."),
    "text_behind": _(
        "This text does not reflect a change in another language yet. Update it first, then "
        "accept proposals on it."
    ),
    # Translators: found is a list of numbers of paragraphs
    "text_in_brackets": _(
        "The text still has words in square brackets (paragraphs %(found)s). Settle them first."
    ),
    "title_missing": _("Enter the title of the plan in its source language (%(language)s)."),
    "title_stays": _("The title is always first in the plan. It can be edited, but not moved or removed."),
    # Translators: limit is a number.
    "too_long": _("A paragraph would have more than %(limit)s characters. Shorten or divide the text first."),
    # Translators: limit is a number.
    "too_many_items": _("The file has more than %(limit)s paragraphs. Import it in parts."),
    "two_into_one": _("%(place)s: two paragraphs of the file are to go there. Choose one of them."),
    "unknown_columns": _(
        "The rows of the table of languages have different numbers of columns. Correct the "
        "table and upload the file again."
    ),
    "wrong_text_status": _(
        "The text in the source language is the original; the other texts are translations."
    ),
}
