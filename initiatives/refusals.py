"""What the acts of this app refuse, a sentence to each code."""

from django.utils.translation import gettext_lazy as _

# What is refused, by its code.
SENTENCES = {
    "day_needed": _("Enter the date of the event first."),
    "days_and_part": _("Enter either the exact days, or a year with a month or a quarter."),
    "days_out_of_order": _("The last day is before the first day. Correct the dates."),
    "decisions_reason_needed": _("Give a reason. The proposing State will see it."),
    "host_twice": _("A State cannot be both host and co-host. Choose one of the two."),
    "hours_out_of_order": _("The event ends before it starts. Correct the times."),
    "last_day_alone": _("Enter the first day as well as the last."),
    "line_needed": _("Enter the line that supplements the plan in each of the three languages."),
    "month_and_quarter": _("Enter either a month or a quarter, not both."),
    "month_without_year": _("Enter the year as well as the month."),
    "name_needed": _("Enter the name and the post of the participant."),
    "new_day_needed": _("The date of the event has passed. Enter the new date first."),
    "not_adopted": _("The plan is not adopted yet. Events can be updated after its adoption."),
    "not_in_force": _("The plan is not adopted. Propose the event in its consultation."),
    # Translators: status is the status of the plan, as “adopted”.
    "not_in_preparation": _(
        "Status of the plan: “%(status)s”. Its lines can no longer be made records here."
    ),
    "not_over": _("The event is not over yet. You can record it as held after its last day."),
    # Translators: status is the status of the plan, as “adopted”.
    "plan_settled": _("Status of the plan: “%(status)s”. Its proposals can no longer be decided."),
    "proposal_lapsed": _("The proposal lapsed when the plan was withdrawn. It can no longer be withdrawn."),
    "quarter_without_year": _("Enter the year as well as the quarter."),
    "records_reason_needed": _("Give a reason. Member States will see it."),
    # Translators: name is the name of a participant.
    "registered_already": _("%(name)s is already registered."),
    "registration_closed": _("Registration for this event is not open."),
    "registration_too_late": _(
        "The registration deadline must not be after the first day of the event. Choose an earlier day."
    ),
    "title_missing": _("Enter the title of the event in at least one language."),
    "title_needed": _("Enter the title of the proposed event."),
    # Translators: most is the greatest number of participants of a delegation.
    "too_many": _("A delegation can register at most %(most)s participants."),
    # Translators: most is the greatest number of documents.
    "too_many_files": _("An event can have at most %(most)s documents. Remove one first."),
    "unknown_objective": _("Choose from the objectives of this plan."),
    "unknown_participant": _("Enter the number of participants by Member State."),
    "unknown_state": _("Only a Member State can be host or co-host. Choose one from the list."),
}
