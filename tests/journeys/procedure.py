"""The whole procedure played at random: several States, joins, replacements, notes, additional time,
questions, two or three consultations, the SWG, the adoption, events before and after it.

After every step the law of open points holds and all numbers agree.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from django.conf import settings
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cica_portal import clock
from cica_portal.deadlines import closing_instant, local_date, seat_date
from cica_portal.errors import DomainError
from cica_portal.languages import LANGUAGES
from comments.answering import dialogue, dispositions
from comments.enums import Channel, DispositionKind, Position, ReactionKind, Visibility
from comments.models import Clarification, Comment, Consultation, EnteredResponse, TimeRequest
from comments.procedure import consultations, outcomes, reaching
from comments.procedure.deadlines import grants, time_requests
from comments.procedure.lists import counts, overview
from comments.procedure.replies import ledger
from comments.writing import cosponsors, proposed_events
from comments.writing.entered import confirming, entering, entries
from initiatives.enums import ProposalStatus
from initiatives.models import ProposedEvent
from initiatives.proposed import decisions as event_decisions
from members.models import User
from notes.acts import issuing
from notes.acts.submitting import submission_after_silence, submission_with_comments
from notes.models import Dispatch, IncomingNote, VerbalNote
from notes.packages import positions
from notes.register import incoming_notes
from plans import blocks, open_points
from plans.enums import PUBLISHED_STATUSES, DecisionKind, PlanGate
from plans.life import carrying
from plans.models import Block, CarriedPoint, ConceptPaper, Coordinator, Review
from plans.open_points import point_kinds
from tests.factories import comments, initiatives, members, notes, plans
from tests.journeys import law

# What is refused where points are open at a gate.
POINTS = "plans.points_"
CODES = ("KZ", "RU", "TR")
STATES = st.sampled_from(CODES)
# Proposals are joined where they are seen at once: more often than not.
VISIBILITIES = (
    Visibility.AT_ONCE,
    Visibility.AT_ONCE,
    Visibility.AFTER_CLOSING,
    Visibility.AFTER_COMPILATION,
)
ANSWERED = {"comment_undisposed", "disposition_unconfirmed"}
TEXT = {"translation", "review"}


class Procedure(RuleBasedStateMachine):
    """One plan, from its first circulation to its adoption, in whatever order people do things."""

    checks: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        self.move(notes.AT)
        self.people: dict[str, User] = notes.delegations(dict.fromkeys(CODES, "en"))
        self.officer, self.signatory = members.officer(), members.signatory()
        self.coordinator = members.coordinator(self.people["RU"].member_state)
        self.paper: ConceptPaper = notes.paper()
        lead = Coordinator.objects.create(
            measure=self.paper.measure, member_state=self.people["RU"].member_state
        )
        lead.people.add(self.coordinator)

    # Time and what there is --------------------------------------------------------------------------
    def move(self, at: dt.datetime) -> None:
        self.at = at
        clock._started_at = dt.datetime.now(dt.UTC)
        settings.PORTAL_CLOCK = at

    def later(self, **time: int) -> dt.datetime:
        self.move(self.at + dt.timedelta(**time or {"minutes": 7}))
        return self.at

    @property
    def status(self) -> str:
        return ConceptPaper.objects.values_list("status", flat=True).get(pk=self.paper.pk)

    @property
    def last(self) -> Consultation | None:
        found = Consultation.objects.filter(revision__paper=self.paper).order_by("opens_at")
        return found.select_related("revision__paper").last()

    def is_open(self) -> bool:
        return self.last is not None and self.last.status == "open"

    def is_closed(self) -> bool:
        return self.last is not None and self.last.status == "closed"

    def points(self, *kinds: str) -> list[point_kinds.Point]:
        found = open_points.of(ConceptPaper.objects.filter(pk=self.paper.pk), self.at)
        return [point for point in found if not kinds or point.kind in kinds]

    def pass_gate(self, gate: PlanGate, act: Callable[..., Any], reason: str = "reason") -> bool:
        """Pass a gate: never without a reason where something is open, and never twice with the same."""
        open_before = carrying.before(self.paper, gate, at=self.at)
        again = [point for point in open_before if point.carried]
        if open_before:
            try:
                with transaction.atomic():
                    act(**{reason: ""})
                raise AssertionError(f"{gate} was passed with {open_before}")
            except DomainError as refusal:  # another rule's goes on to `attempt`
                if refusal.code != POINTS + ("carried_already" if again else "open"):
                    raise
        if again:
            return False
        act(**{reason: "It cannot wait."})
        rows = CarriedPoint.objects.filter(paper=self.paper, gate=gate).values_list("kind", "subject")
        assert {point.key for point in open_before} <= set(rows)
        return True

    # The Secretariat circulates ----------------------------------------------------------------------
    @precondition(lambda self: self.status in {"drafting", "under_consolidation"} and not self.is_open())
    @rule(unreached=st.sets(STATES, max_size=1), visibility=st.sampled_from(VISIBILITIES))
    def circulate(self, unreached: set[str], visibility: str) -> None:
        at = self.later(hours=1)
        note = notes.prepared(
            at=at,
            by=self.officer,
            paper=self.paper,
            respond_by=(at + dt.timedelta(days=14)).date(),
            visibility=visibility,
        )
        terms = {"by": self.signatory, "at": at}
        if self.pass_gate(PlanGate.CIRCULATION, lambda **why: issuing.issue(note, **terms, **why)):
            self.last.addressees.exclude(member_state__code__in=unreached).update(reached_at=at)

    # States answer -----------------------------------------------------------------------------------
    @precondition(lambda self: self.is_open())
    @rule(code=STATES, position=st.sampled_from(Position.values))
    def answer(self, code: str, position: str) -> None:
        self.later()
        user, made = self.people[code], self.last
        if position == Position.COMMENTS:
            wording = f"Paragraph 0, in the words of {code}{self.at:%d%H%M}"
            comments.draft(made, user, proposed_text=wording)
        self.attempt(lambda: comments.answer(made, user, position))

    @precondition(lambda self: self.is_open())
    @rule(code=STATES)
    def join(self, code: str) -> None:
        self.later()
        user, made = self.people[code], self.last
        if (proposal := cosponsors.open_to(user, made, self.at).first()) is not None:
            cosponsors.join(proposal, by=user, at=self.at)
            self.attempt(lambda: comments.answer(made, user, Position.COMMENTS))

    @precondition(lambda self: self.is_open())
    @rule(code=STATES)
    def propose(self, code: str) -> None:
        self.later()
        event = initiatives.proposed_event(self.paper, self.people[code])
        proposed_events.file(event, self.last, by=self.people[code])

    @precondition(lambda self: self.last is not None)
    @rule(code=STATES)
    def ask_for_time(self, code: str) -> None:
        at = self.later()
        wished = local_date(max(at, self.last.closes_at) + dt.timedelta(days=5), self.last.time_zone)
        terms = {"wished_on": wished, "reason": f"A holiday of {code}", "by": self.people[code], "at": at}
        self.attempt(lambda: time_requests.ask(self.last, **terms))

    @rule(act=st.sampled_from(["grant", "refuse", "withdraw"]))
    def decide_time(self, act: str) -> None:
        asked = TimeRequest.objects.open().filter(consultation__revision__paper=self.paper).first()
        if asked is None:
            return
        at = self.later()
        if act == "withdraw":
            by = self.people[asked.member_state.code]
            self.attempt(lambda: time_requests.withdraw(asked, by=by, at=at))
            return
        terms = {
            "reason": f"Given to {asked.member_state.code} at {at:%d %H:%M}",
            "by": self.signatory,
            "at": at,
        }
        until = closing_instant(asked.wished_on, asked.consultation.time_zone)
        if act == "refuse":
            self.attempt(lambda: time_requests.refuse(asked, **terms))
        else:
            self.attempt(lambda: grants.give(asked.consultation, asked.member_state, until=until, **terms))

    @precondition(lambda self: self.is_closed())
    @rule(code=STATES, position=st.sampled_from([Position.COMMENTS, Position.NO_OBJECTION]))
    def answer_in_additional_time(self, code: str, position: str) -> None:
        self.later()
        if grants.running(self.last, self.people[code].member_state_id, self.at) is not None:
            self.attempt(lambda: comments.answer(self.last, self.people[code], position))

    @precondition(lambda self: self.last is not None)
    @rule(code=STATES)
    def register_a_note(self, code: str) -> None:
        """Register a note in which a State answers the last consultation."""
        self.registered(code, self.later())

    def registered(self, code: str, at: dt.datetime) -> IncomingNote:
        return incoming_notes.enter(
            number=f"{at:%d-%H%M}",
            dated_on=seat_date(at),
            received_on=seat_date(at),
            member_state=self.people[code].member_state,
            subject=f"Position of {code} as noted at {at:%d %H:%M}",
            answers_to=notes.note_of(self.last),
            by=self.officer,
            at=at,
        )

    @precondition(lambda self: self.last is not None)
    @rule(code=STATES, position=st.sampled_from([Position.COMMENTS, Position.NO_OBJECTION]))
    def enter_a_note(self, code: str, position: str) -> None:
        """Begin to enter what a State answered by a note, one of the register where there is one."""
        at = self.later()
        known = IncomingNote.objects.filter(member_state__code=code, answers_to__consultation=self.last)
        incoming = known.last() or self.registered(code, at)
        terms = {"channel": Channel.NOTE, "position": position, "received_at": at}
        terms |= {"source": incoming_notes.source(incoming), "register_number": incoming.register_number}
        terms |= {"by": self.officer, "at": at}
        self.attempt(lambda: entering.enter(self.last, self.people[code].member_state, **terms))

    @rule(act=st.sampled_from(["write", "hand_over", "send_back", "discard", "confirm"]))
    def go_on_with_a_note(self, act: str) -> None:
        """Do the next act on what is being entered, in whatever order; most are refused at most times."""
        made = EnteredResponse.objects.under_way().filter(consultation__revision__paper=self.paper).first()
        if made is None:
            return
        by, at = {"by": self.officer, "at": self.later()}, self.at
        signatory = {"by": self.signatory, "at": at}
        key = comments.first_paragraph(made.consultation).key
        said = {
            "block_key": key,
            "type": "substantive",
            "language": "en",
            "remark": f"As noted at {at:%d %H:%M}",
        }
        said |= {
            "until_key": None,
            "after_key": None,
            "operation": "",
            "proposed_text": "",
            "rationale": "It is",
        }
        acts = {
            "write": lambda: entering.save_remark(made, wordings=None, **said, **by),
            "hand_over": lambda: confirming.hand_over(made, **by),
            "send_back": lambda: confirming.send_back(made, reason="See the note", **signatory),
            "discard": lambda: confirming.discard(made, **by),
            "confirm": lambda: confirming.confirm(
                made, shown=entries.digest(made), ends_comments=True, **signatory
            ),
        }
        self.attempt(acts[act])

    @precondition(lambda self: self.status in PUBLISHED_STATUSES)
    @rule(code=STATES)
    def supplement(self, code: str) -> None:
        """Propose an event to the adopted plan."""
        self.later()
        event = initiatives.proposed_event(self.paper, self.people[code])
        proposed_events.supplement(event, by=self.people[code])

    @precondition(lambda self: self.is_open())
    @rule(code=STATES)
    def lose(self, code: str) -> None:
        reaching.mark_lost(self.last, self.people[code].member_state, at=self.later())

    @precondition(lambda self: Dispatch.objects.exists())
    @rule(code=STATES, status=st.sampled_from(["bounced", "unknown", "held", "sent"]))
    def report(self, code: str, status: str) -> None:
        Dispatch.objects.filter(member_state__code=code).update(status=status)

    @precondition(lambda self: self.is_open())
    @rule()
    def close(self) -> None:
        self.move(self.last.closes_at + dt.timedelta(hours=1))
        consultations.close(self.last, at=self.at)
        submission_after_silence.draft_due(self.at)

    # The Secretariat answers -------------------------------------------------------------------------
    @precondition(lambda self: self.is_closed())
    @rule(reason=st.sampled_from(["", "It cannot wait."]))
    def confirm(self, reason: str) -> None:
        """Confirm the outcome: never over a note that is not entered, unless for a reason."""
        made, at = self.last, self.later()
        terms = {"outcome": outcomes.current(made), "by": self.signatory, "at": at}
        held = [point for point in self.points("incoming_unanswered") if point.reference == made.reference]
        before = made.confirmations.count()
        self.attempt(lambda: outcomes.confirm(made, reason=reason, **terms))
        assert not held or reason or made.confirmations.count() == before

    @precondition(lambda self: self.is_closed())
    @rule(kind=st.sampled_from(DispositionKind.values), by_coordinator=st.booleans())
    def dispose(self, kind: str, by_coordinator: bool) -> None:
        waiting = self.points(*ANSWERED)
        if not waiting:
            return
        comment = Comment.objects.get(pk=waiting[0].subject)
        current = dispositions.current([comment]).get(comment.pk)
        dispositions.record(
            comment.response.consultation,
            [comment],
            kind=kind,
            reply=f"The text follows the Catalogue, as seen at {self.later():%d %H:%M}.",
            language="en",
            seen={comment.pk: current.version if current else 0},
            by=self.coordinator if by_coordinator else self.officer,
            at=self.at,
        )

    @precondition(lambda self: self.is_closed())
    @rule()
    def send_replies(self) -> None:
        at = self.later()
        self.attempt(lambda: dialogue.release_answers(self.last, by=self.signatory, at=at))

    @precondition(lambda self: self.is_closed())
    @rule(kind=st.sampled_from(ReactionKind.values), place=st.integers(0, 3))
    def react(self, kind: str, place: int) -> None:
        filed = list(Comment.objects.filter(response__consultation=self.last).order_by("pk"))
        current = list(dispositions.current(filed).values())
        if not current:
            return
        disposition = current[place % len(current)]
        user = self.people[disposition.comment.response.member_state.code]
        at = self.later()
        terms = {"statement": f"Said of the reply at {at:%d %H:%M}", "language": "en", "by": user, "at": at}
        self.attempt(lambda: dialogue.react(disposition, kind=kind, **terms))

    @precondition(lambda self: self.is_closed())
    @rule(by_state=st.booleans())
    def ask(self, by_state: bool) -> None:
        comment = Comment.objects.filter(response__consultation=self.last).order_by("pk").first()
        if comment is not None:
            by = self.people[comment.response.member_state.code] if by_state else self.officer
            at = self.later()
            said = {"text": f"Why, asked at {at:%d %H:%M}?", "language": "en"}
            self.attempt(lambda: dialogue.clarify(comment, **said, by=by, at=at))

    @precondition(lambda self: self.is_closed())
    @rule(by_state=st.booleans())
    def need_no_reply(self, by_state: bool) -> None:
        message = (
            Clarification.objects.filter(comment__response__consultation=self.last).order_by("at").last()
        )
        if message is not None:
            by = self.people[message.comment.response.member_state.code] if by_state else self.officer
            at = self.later()
            self.attempt(lambda: dialogue.settle(message, by=by, at=at))

    @precondition(lambda self: self.status == "under_consolidation")
    @rule()
    def take(self) -> None:
        """Bring the first accepted wording into the text, in every language, as its reviewers would."""
        for point in self.points("wording_untaken")[:1]:
            comment = Comment.objects.get(pk=point.subject)
            if not comment.proposed_text:
                say_why = partial(dispositions.need_no_change, comment, "It says so.")
                self.attempt(partial(say_why, by=self.officer, at=self.later()))
                continue
            block = Block.objects.get(key=comment.block_key)
            block.texts.filter(language=comment.language).update(text=comment.proposed_text)

    @rule(kind=st.sampled_from([*ProposalStatus.values, "remove_line"]))
    def decide_event(self, kind: str) -> None:
        at = self.later()
        if kind == "remove_line":
            line = self.paper.blocks.filter(kind="initiative", removed_at=None).first()
            if line is not None:
                self.attempt(lambda: blocks.remove(line, by=self.officer, at=at))
            return
        event = ProposedEvent.objects.filed().filter(paper=self.paper, decisions=None).first()
        if event is None or kind == ProposalStatus.PROPOSED:
            return
        if kind == ProposalStatus.ACCEPTED:
            line = dict.fromkeys(LANGUAGES, event.title)
            self.attempt(lambda: event_decisions.accept(event, line=line, by=self.coordinator, at=at))
            self.translate()
        elif kind == ProposalStatus.WITHDRAWN:
            event_decisions.withdraw(
                event, reason="", language="en", by=self.people[event.member_state.code], at=at
            )
        else:
            terms = {"reason": "Another year", "language": "en", "by": self.officer, "at": at}
            self.attempt(lambda: event_decisions.answer(event, kind, **terms))

    def translate(self) -> None:
        for block in Block.objects.filter(paper=self.paper, kind="initiative", removed_at=None):
            line = block.texts.get(language="en").text
            for text in block.texts.all():
                if not text.text:
                    block.texts.filter(pk=text.pk).update(text=line)
                Review.objects.get_or_create(
                    text=text, version=text.version, defaults={"by": None, "at": self.at}
                )

    # The SWG and the SOC -----------------------------------------------------------------------------
    @precondition(lambda self: self.is_closed() and self.status in {"under_consolidation", "before_swg"})
    @rule()
    def submit(self) -> None:
        made, at = self.last, self.later(hours=1)
        self.attempt(lambda: submission_with_comments.draft(made, by=self.officer, at=at))
        note = VerbalNote.objects.filter(consultation=made, kind__startswith="swg_", status="drafted").first()
        if note is None:
            return
        notes.store_all(at=at)
        terms = {"by": self.signatory, "at": at}
        self.attempt(
            lambda: self.pass_gate(PlanGate.SUBMISSION, lambda **why: issuing.issue(note, **terms, **why))
        )

    @precondition(lambda self: self.status in {"before_swg", "recommended"})
    @rule(kind=st.sampled_from([DecisionKind.RECOMMENDED, DecisionKind.RETURNED, DecisionKind.APPROVED]))
    def decide(self, kind: str) -> None:
        at = self.later(days=1)
        gates = {DecisionKind.RECOMMENDED: PlanGate.OUTCOME, DecisionKind.APPROVED: PlanGate.ADOPTION}

        def act(**why: str) -> None:
            plans.decided(ConceptPaper.objects.get(pk=self.paper.pk), kind, by=self.signatory, at=at, **why)

        if kind in gates:
            self.attempt(lambda: self.pass_gate(gates[kind], act, "carry_reason"))
        else:
            self.attempt(act)

    def attempt(self, act: Callable[[], object]) -> None:
        """Do what may be refused by another rule than the law's: then nothing has happened."""
        try:
            with transaction.atomic():
                act()
        except DomainError as refusal:
            if refusal.code.startswith(POINTS):
                raise

    # The law -----------------------------------------------------------------------------------------
    @invariant()
    def nothing_is_lost(self) -> None:
        if not hasattr(self, "paper"):
            return
        type(self).checks += 1
        points = self.points()
        keys = [point.key for point in points]
        assert len(set(keys)) == len(keys)
        said, lawful = {key for key in keys if key[0] not in TEXT}, law.open_keys(self.paper, self.at)
        assert said == lawful, f"said beyond the law: {said - lawful}; not said: {lawful - said}"
        if self.status != "withdrawn":
            self.numbers_agree(points)
        self.everybody_reads_what_is_theirs(points)
        self.what_was_carried_is_in_the_package()

    def numbers_agree(self, points: list[point_kinds.Point]) -> None:
        for one in counts.add(overview.listed(self.officer, self.at), self.officer, self.at):
            of_one = [point for point in points if point.reference == one.reference]
            if one.status == "closed":
                waiting = sum(point.kind == "comment_undisposed" for point in of_one)
                assert one.unanswered_count == waiting
                assert len(dialogue.unanswered(one)) == sum(point.kind in ANSWERED for point in of_one)
            rows = ledger.rows(one, at=self.at)
            assert sum(ledger.tally(rows).values()) == len(rows) == one.addressed_count
            if one.pk == self.last.pk and one.status == "open":
                lost = sum(row.standing == "not_reached" for row in rows)
                assert lost == sum(point.kind == "state_not_reached" for point in of_one)

    def everybody_reads_what_is_theirs(self, points: list[point_kinds.Point]) -> None:
        all_keys = {point.key for point in points}
        assert {point.key for point in open_points.of_reader(self.officer, self.at)} == all_keys
        for user in self.people.values():
            own = open_points.of_reader(user, self.at)
            assert {point.state_id for point in own} <= {user.member_state_id}
            assert {point.key for point in own} <= all_keys
        owed = [
            (point, user)
            for point in points
            for user in (self.officer, self.signatory, self.coordinator, *self.people.values())
            if open_points.whose(user)(point)
        ]
        assert {point.key for point, _user in owed} == all_keys

    def what_was_carried_is_in_the_package(self) -> None:
        listed = [row.pk for row in positions.carried(self.paper)]
        assert sorted(listed) == sorted(CarriedPoint.objects.values_list("pk", flat=True))
