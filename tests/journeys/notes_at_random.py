"""The procedure at random with all that the Secretariat does by notes besides: extensions, reminders, a note
that annuls another, drafts that are issued late or put aside; and with what States send late."""

import contextlib
import datetime as dt

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from cica_portal.errors import DomainError
from comments.enums import Position, Visibility
from comments.procedure import consultations, outcomes
from notes import kinds
from notes.acts import broken_silence, followups, issuing
from notes.acts.reminding import reminder_planning
from notes.models import VerbalNote
from plans.enums import PUBLISHED_STATUSES, PlanGate
from plans.life import papers
from plans.models import ConceptPaper
from tests.factories import comments, notes
from tests.journeys.procedure import STATES, Procedure


class NotesAtRandom(Procedure):
    """Notes that follow a circulation, in whatever order; most are refused at most times."""

    @precondition(lambda self: self.is_open())
    @rule(days=st.integers(1, 6))
    def extend(self, days: int) -> None:
        at = self.later()
        day = self.last.respond_by + dt.timedelta(days=days)
        self.attempt(lambda: notes.extended(self.last, day, by=self.signatory, at=at))

    @precondition(lambda self: self.is_open())
    @rule(level=st.integers(1, 3))
    def remind(self, level: int) -> None:
        at = self.later()
        self.attempt(lambda: reminder_planning.draft_now(self.last, level=level, by=self.officer, at=at))

    @precondition(lambda self: self.last is not None)
    @rule()
    def tell_of_comments(self) -> None:
        broken_silence.draft_due(self.later())

    @precondition(lambda self: self.last is not None)
    @rule(place=st.integers(0, 5))
    def annul(self, place: int) -> None:
        """Draft the note that takes an issued one of the plan out of effect."""
        at, issued = self.later(), self.notes("issued")
        self.attempt(lambda: followups.annul(issued[place % len(issued)], by=self.officer, at=at))

    @precondition(lambda self: self.notes("drafted"))
    @rule(place=st.integers(0, 3))
    def issue(self, place: int) -> None:
        at, drafted = self.later(), self.notes("drafted")
        note = drafted[place % len(drafted)]
        notes.store_all(at=at)
        gate = kinds.of(note).gate

        def act(**why):
            return issuing.issue(note, by=self.signatory, at=at, **why)

        self.attempt(act if gate is None else lambda: self.pass_gate(PlanGate(gate), act))

    @precondition(lambda self: self.notes("drafted"))
    @rule(place=st.integers(0, 3))
    def put_aside(self, place: int) -> None:
        at, drafted = self.later(), self.notes("drafted")
        self.attempt(lambda: issuing.discard(drafted[place % len(drafted)], by=self.officer, at=at))

    def notes(self, status: str) -> list[VerbalNote]:
        return list(VerbalNote.objects.filter(paper=self.paper, status=status).order_by("pk"))

    @precondition(lambda self: self.is_closed())
    @rule(code=STATES, position=st.sampled_from(Position.values))
    def answer_late(self, code: str, position: str) -> None:
        """Send a response after the deadline: it is kept, and its State is told that it does not count."""
        self.later()
        with contextlib.suppress(DomainError):
            if position == Position.COMMENTS:
                wording = f"Paragraph 0, late in the words of {code}{self.at:%d%H%M}"
                comments.draft(self.last, self.people[code], proposed_text=wording)
            comments.answer(self.last, self.people[code], position)

    @precondition(
        lambda self: self.last is not None and self.status not in {*PUBLISHED_STATUSES, "withdrawn"}
    )
    @rule(is_swept=st.booleans(), is_meant=st.integers(0, 5).map(lambda number: number == 0))
    def withdraw_plan(self, is_swept: bool, is_meant: bool) -> None:
        """Withdraw the plan, seldom: nothing is open any more, and pages still answer."""
        if not is_meant:
            return
        at = self.later()
        plan = ConceptPaper.objects.get(pk=self.paper.pk)
        self.attempt(lambda: papers.withdraw(plan, reason="Another text", by=self.signatory, at=at))
        if is_swept:
            consultations.stop(self.last, at=at)

    @precondition(lambda self: self.is_closed() and self.last.visibility == Visibility.AFTER_COMPILATION)
    @rule()
    def distribute(self) -> None:
        at = self.later()
        self.attempt(lambda: outcomes.release(self.last, by=self.signatory, at=at))
