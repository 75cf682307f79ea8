"""A large case, built by the acts of people: 28 Member States, 200 comments, three consultations of one plan.

The first is answered, taken in and circulated again, with what is open carried over; the third has just been
closed, half of it answered. So every kind of what States say waits for somebody, in one round or another.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle

from cica_portal.data_files import read
from cica_portal.languages import LANGUAGES
from comments.answering import dialogue, dispositions
from comments.enums import DispositionKind, Position, ReactionKind, Visibility
from comments.models import Comment, Consultation
from comments.procedure import consultations, outcomes
from comments.procedure.deadlines import grants
from comments.taking import take
from comments.writing import proposed_events
from initiatives.proposed import decisions
from members.models import User
from members.reference import STATES_FILE
from notes.acts import issuing
from plans import blocks
from plans.checks import reviews
from plans.editing import editor_rows
from plans.models import ConceptPaper
from plans.outline import revision_outline
from tests.comments.given import plan_of
from tests.factories import comments, initiatives, members, notes, plans

BEGINS = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)
# How many States comment in each consultation, and how many comments each of them makes: 200 in all.
ROUNDS = ((20, 6), (12, 5), (5, 4))
PARAGRAPHS = 24
KINDS = (
    DispositionKind.ACCEPTED,
    DispositionKind.NOT_ACCEPTED,
    DispositionKind.ACCEPTED,
    DispositionKind.NOTED,
    DispositionKind.FOR_SWG,
    DispositionKind.ACCEPTED_WITH_CHANGES,
)
NOT_REACHED = "UZ"
REASON = "It is settled in the next consultation."

Move = Callable[[dt.datetime], object]


@dataclass
class Case:
    """The plan, its people and its consultations, and the instant at which it stands."""

    paper: ConceptPaper
    people: dict[str, User]
    officer: User
    signatory: User
    coordinator: User
    consultations: list[Consultation]
    at: dt.datetime


def build(move: Move) -> Case:
    """Play the case; `move` sets the portal's clock; nothing that a reader could open is enclosed."""
    move(BEGINS)
    languages = cycle(LANGUAGES)
    codes = {item["code"]: next(languages) for item in read(STATES_FILE)}
    people = notes.delegations(codes)
    officer, signatory = members.officer(), members.signatory()
    coordinator = members.coordinator(people["RU"].member_state)
    paper = notes.paper(blocks=PARAGRAPHS, period_from=2026, period_to=2027)
    plans.coordinator_of(paper.measure, coordinator, state=coordinator.member_state)
    case = Case(paper, people, officer, signatory, coordinator, [], BEGINS)
    for number, (states, each) in enumerate(ROUNDS):
        made = _circulate(case, move)
        _answer(case, made, list(people)[:states], each, number, move)
        _close(case, made, move)
        if number < len(ROUNDS) - 1:
            _consolidate(case, made)
        else:
            filed = _filed(made)
            _dispose(case, filed[: len(filed) // 2])
    return case


def _circulate(case: Case, move: Move) -> Consultation:
    case.at = _later(case, move, days=1)
    paper = ConceptPaper.objects.get(pk=case.paper.pk)
    note = notes.prepared(
        at=case.at,
        by=case.officer,
        paper=paper,
        respond_by=(case.at + dt.timedelta(days=14)).date(),
        visibility=Visibility.AT_ONCE,
    )
    made = issuing.issue(note, by=case.signatory, at=case.at, reason=REASON).own_consultation
    made.addressees.exclude(member_state__code=NOT_REACHED).update(reached_at=case.at)
    made.addressees.filter(member_state__code=NOT_REACHED).update(lost_at=case.at)
    case.consultations.append(made)
    return made


def _answer(case: Case, made: Consultation, codes: Sequence[str], each: int, number: int, move: Move) -> None:
    """Let the first States comment, two have no objection, two propose events, one ask for time; the rest is
    silent."""
    _later(case, move, days=2)
    keys = [row.key for row in revision_outline(made.revision)][1:]
    for place, code in enumerate(codes):
        person = case.people[code]
        for own in range(each):
            key = keys[(place * each + own + number) % len(keys)]
            wording = f"Paragraph {own} as {code} proposes, {number}" if own % 3 else ""
            comments.draft(
                made,
                person,
                block_key=key,
                language=person.language,
                proposed_text=wording,
                remark=f"{code} {own}",
            )
        comments.answer(made, person, Position.COMMENTS)
    quiet = [code for code in case.people if code not in codes and code != NOT_REACHED]
    for code in quiet[:2]:
        comments.answer(made, case.people[code])
    for code in quiet[-2:]:
        event = initiatives.proposed_event(made.revision.paper, case.people[code], title=f"Event of {code}")
        proposed_events.file(event, made, by=case.people[code])
    late = case.people[quiet[2]].member_state
    until = made.closes_at + dt.timedelta(hours=4)
    grants.give(made, late, until=until, reason="A holiday", by=case.signatory, at=case.at)


def _close(case: Case, made: Consultation, move: Move) -> None:
    case.at = made.closes_at + dt.timedelta(days=1)
    move(case.at)
    consultations.close(made, at=case.at)
    made.refresh_from_db()
    outcomes.confirm(made, outcome="comments", by=case.signatory, at=case.at)


def _consolidate(case: Case, made: Consultation) -> None:
    """Answer the comments (in the second consultation all but three), take in what was accepted, decide an
    event; in the first, hear the States on the replies. What was carried over once is settled."""
    filed, at = _filed(made), {"at": case.at}
    is_first = made == case.consultations[0]
    if is_first:
        _dispose(case, _on_own_paragraphs(filed), (DispositionKind.ACCEPTED,))
        _dispose(case, [one for one in filed if not one.dispositions.exists()], KINDS[1:2] + KINDS[3:5])
        _hear(case, made, filed)
    else:
        _dispose(case, filed[:-3])
        dialogue.clarify(filed[0], text="What is meant?", language="en", by=case.officer, **at)
    plan = plan_of(made)
    if plan.items:
        take.take(made, plan.items, digest=plan.digest, by=case.coordinator, **at)
    for event in list(case.paper.proposed_events.filter(decisions=None).order_by("filed_at"))[:-1]:
        terms = {"reason": "In the next plan.", "language": "en", "by": case.coordinator}
        decisions.answer(event, "later", **terms, **at)
    _translate(case)


def _hear(case: Case, made: Consultation, filed: Sequence[Comment]) -> None:
    at = {"at": case.at}
    dialogue.release_answers(made, by=case.signatory, **at)
    current = dispositions.current(filed)
    refused = [current[one.pk] for one in filed if one.pk in current and current[one.pk].kind == KINDS[1]]
    for disposition in refused[:4]:
        by = case.people[disposition.comment.response.member_state.code]
        maintained = {"kind": ReactionKind.MAINTAINED, "statement": "We maintain it.", "language": "en"}
        dialogue.react(disposition, by=by, **maintained, **at)


def _on_own_paragraphs(filed: Sequence[Comment]) -> list[Comment]:
    """Return the first comment with wording on each paragraph: these meet no other."""
    first: dict[object, Comment] = {}
    for comment in filed:
        if comment.proposed_text:
            first.setdefault(comment.block_key, comment)
    return list(first.values())


def _dispose(case: Case, chosen: Sequence[Comment], kinds: Sequence[DispositionKind] = KINDS) -> None:
    for place, kind in enumerate(kinds):
        dispositions.record(
            chosen[0].response.consultation,
            list(chosen[place :: len(kinds)]),
            kind=kind,
            reply="The text follows the Catalogue.",
            language="en",
            seen={},
            by=case.officer,
            at=case.at,
        )


def _translate(case: Case) -> None:
    """Bring the other languages up to date with what was taken in, and review every text."""
    for row in editor_rows.rows(ConceptPaper.objects.get(pk=case.paper.pk)):
        for cell in row.cells:
            if cell.is_stale:
                terms = {"version": cell.version, "by": case.officer, "at": case.at}
                blocks.confirm(row.block, cell.language, **terms)
    reviews.review_all(case.paper, by=case.signatory, at=case.at)


def _filed(made: Consultation) -> list[Comment]:
    """Return the comments by State and place. By their keys, which are random, each run would be another."""
    filed = Comment.objects.filter(response__consultation=made)
    filed = filed.order_by("response__member_state__code", "position")
    return list(filed.select_related("response__consultation", "response__member_state"))


def _later(case: Case, move: Move, **time: int) -> dt.datetime:
    at = case.at + dt.timedelta(**time)
    move(at)
    return at
