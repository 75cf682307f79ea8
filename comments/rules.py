"""Who may see a round, write in it, answer for a State, extend it."""

import rules

from comments.models import Addressee, Consultation
from members.models import User
from members.rules import (
    can_submit,
    can_write,
    is_coordinator,
    is_delegate,
    is_secretariat,
    is_signatory,
)
from plans.rules import coordinates_measure


@rules.predicate
def state_is_addressed(user: User, consultation: Consultation | None) -> bool:
    """Tell whether the round was addressed to the State: asked once, for addressees never change."""
    if consultation is None or user.member_state_id is None:
        return False
    known = consultation.__dict__.setdefault("_is_addressed", {})
    if user.member_state_id not in known:
        known[user.member_state_id] = Addressee.objects.filter(
            consultation=consultation, member_state=user.member_state_id
        ).exists()
    return known[user.member_state_id]


@rules.predicate
def coordinates_the_paper(user: User, consultation: Consultation | None) -> bool:
    """Tell whether the person coordinates the measure that the round is about."""
    return consultation is not None and coordinates_measure(user, consultation.revision.paper)


@rules.predicate
def asks_for_comments(user: User, consultation: Consultation | None) -> bool:
    """Tell whether the round asks for comments: a decision by silence has none (rule 50)."""
    return consultation is None or not consultation.asks_decision


rules.add_perm("comments.view_consultations", is_secretariat | is_coordinator | is_delegate)
rules.add_perm("comments.view_board", is_secretariat | (is_coordinator & coordinates_the_paper))
rules.add_perm("comments.draft_comment", can_write & asks_for_comments & state_is_addressed)
rules.add_perm("comments.set_internal_deadline", can_submit & asks_for_comments & state_is_addressed)
rules.add_perm("comments.submit_response", can_submit & state_is_addressed)
rules.add_perm("comments.propose_event", can_submit & asks_for_comments & state_is_addressed)
rules.add_perm("comments.file_statement", can_submit)
rules.add_perm("comments.view_statement", is_secretariat)
rules.add_perm("comments.keep_room", is_secretariat)
rules.add_perm("comments.sign_room", is_signatory)
rules.add_perm("comments.answer_ad_referendum", can_submit)
rules.add_perm("comments.record_paper_note", is_secretariat)
rules.add_perm("comments.enter_response", is_secretariat)
rules.add_perm("comments.confirm_entered", is_signatory)
rules.add_perm("comments.give_grant", is_signatory)
rules.add_perm("comments.decide_closing", is_signatory)
rules.add_perm("comments.confirm_outcome", is_signatory)
rules.add_perm("comments.support_proposal", can_submit & asks_for_comments & state_is_addressed)
rules.add_perm("comments.release_compilation", is_signatory & asks_for_comments)
rules.add_perm("comments.ask_for_time", can_submit & state_is_addressed)
rules.add_perm("comments.acknowledge", can_write & state_is_addressed)
rules.add_perm(
    "comments.view_compilation",
    asks_for_comments & (is_secretariat | is_coordinator | (is_delegate & state_is_addressed)),
)
rules.add_perm("comments.translate_comment", is_secretariat)
rules.add_perm("comments.record_disposition", is_secretariat | (is_coordinator & coordinates_the_paper))
rules.add_perm("comments.confirm_disposition", is_secretariat)
rules.add_perm("comments.change_sent_reply", is_signatory)
rules.add_perm("comments.keep_replies", is_secretariat)
rules.add_perm("comments.merge_proposals", is_secretariat | (is_coordinator & coordinates_the_paper))
rules.add_perm("comments.release_answers", is_signatory)
rules.add_perm("comments.react", can_submit & state_is_addressed)
rules.add_perm(
    "comments.clarify",
    is_secretariat | (is_coordinator & coordinates_the_paper) | (can_write & state_is_addressed),
)
