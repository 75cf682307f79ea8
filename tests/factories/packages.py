"""A plan before the SWG, commented on, answered, merged and frozen again: all that a package is made of."""

import datetime as dt

from cica_portal.deadlines import seat_date
from comments.answering import dialogue, dispositions
from comments.enums import DispositionKind, Position, ReactionKind
from comments.models import Consultation
from comments.procedure import consultations, outcomes
from comments.writing import proposed_events
from documents import renders
from documents.enums import DocumentKind
from members.models import MemberState, User
from notes.acts import issuing
from notes.acts.submitting import submission_with_comments
from notes.models import IncomingNote, SwgPackage, VerbalNote
from notes.packages import asking, keeping
from notes.register import incoming_notes
from notes.wording import enclosed
from plans.models import ConceptPaper
from tests.factories import comments, initiatives, notes, plans

CLOSED = notes.CLOSES_AT + dt.timedelta(hours=1)
SUBMITTED = CLOSED + dt.timedelta(days=3)
ASKED = CLOSED + dt.timedelta(days=4)
# The second consultation of the same plan.
AGAIN = CLOSED + dt.timedelta(days=7)
AGAIN_BY = dt.date(2022, 6, 27)
CLOSED_AGAIN = dt.datetime(2022, 6, 27, 19, tzinfo=dt.UTC)


def commented(people: dict[str, User], set_clock, *, event: bool = False) -> Consultation:
    """Return a closed round in which KZ commented and TR had no objection, and proposed an `event`."""
    set_clock(notes.AT)
    notes.name_states()
    made = notes.circulated()
    set_clock(notes.AT + dt.timedelta(days=1))
    comments.draft(made, people["KZ"], proposed_text="Paragraph 0, as Kazakhstan proposes", language="en")
    comments.answer(made, people["KZ"], Position.COMMENTS)
    comments.answer(made, people["TR"])
    if event:
        proposed = initiatives.proposed_event(made.revision.paper, people["TR"])
        proposed_events.file(proposed, made, by=people["TR"])
    set_clock(CLOSED)
    consultations.close(made, at=CLOSED)
    made.refresh_from_db()
    return made


def submitted(
    people: dict[str, User], set_clock, *, officer: User, signatory: User, reacts: bool = True
) -> ConceptPaper:
    """Return a plan before the SWG as Rev.1, with a position that KZ maintains, or a reply to which it
    has not reacted."""
    made = commented(people, set_clock)
    outcomes.confirm(made, outcome="comments", by=signatory, at=CLOSED)
    outcomes.release(made, by=signatory, at=CLOSED)
    refuse(made, people["KZ"], officer=officer, signatory=signatory)
    if reacts:
        maintain(made, people["KZ"])
    text = made.revision.paper.blocks.last().texts.get(language="en")
    text.text = "Paragraph 1 en, with words added"
    text.save()
    plans.before_swg(made.revision.paper, dt.date(2022, 7, 21))
    note = submission_with_comments.draft(made, by=officer, at=CLOSED)
    render_enclosed(note, at=CLOSED)
    made.addressees.filter(reached_at=None).update(reached_at=CLOSED)  # told on paper since
    set_clock(SUBMITTED)
    issuing.issue(note, by=signatory, at=SUBMITTED)
    set_clock(ASKED)
    return ConceptPaper.objects.get(pk=note.paper_id)


def render_enclosed(note: VerbalNote, *, at: dt.datetime) -> None:
    """Render what a drafted note encloses; what no package holds is only stored."""
    for item in enclosed.of(note):
        for document in item.copies.values():
            if document.kind == DocumentKind.REPLIES:
                notes.store(document, at=at)
            else:
                renders.render(document, at=at)


def consulted_twice(people: dict[str, User], set_clock, *, officer: User, signatory: User) -> ConceptPaper:
    """Return a plan before the SWG after two consultations: the first had a comment that KZ maintains and an
    event of TR, the second, on another text, closed in silence."""
    first = commented(people, set_clock, event=True)
    outcomes.confirm(first, outcome="comments", by=signatory, at=CLOSED)
    outcomes.release(first, by=signatory, at=CLOSED)
    refuse(first, people["KZ"], officer=officer, signatory=signatory)
    maintain(first, people["KZ"])
    paper = ConceptPaper.objects.get(pk=first.revision.paper_id)
    text = paper.blocks.last().texts.get(language="en")
    text.text = "Paragraph 1 en, with words added"
    text.save()
    set_clock(AGAIN)
    note = notes.prepared(at=AGAIN, paper=paper, respond_by=AGAIN_BY, rendered=False)
    render_enclosed(note, at=AGAIN)
    issuing.issue(note, by=signatory, at=AGAIN, reason="The event is answered later.")
    second = note.own_consultation
    second.addressees.update(reached_at=AGAIN)
    set_clock(CLOSED_AGAIN)
    consultations.close(second, at=CLOSED_AGAIN)
    outcomes.confirm(second, outcome="silence", by=signatory, at=CLOSED_AGAIN)
    return ConceptPaper.objects.get(pk=paper.pk)


def refuse(
    made: Consultation,
    by: User,
    *,
    officer: User,
    signatory: User,
    kind: DispositionKind = DispositionKind.NOT_ACCEPTED,
) -> None:
    """Answer the comment of a State, and release the answer."""
    comment = made.responses.get(member_state=by.member_state).comments.get()
    dispositions.record(
        made,
        [comment],
        kind=kind,
        reply="The text follows the Catalogue.",
        language="en",
        seen={comment.pk: 0},
        by=officer,
        at=CLOSED,
    )
    dialogue.release_answers(made, by=signatory, at=CLOSED)


def maintain(made: Consultation, by: User, *, at: dt.datetime = CLOSED) -> None:
    """Have a State maintain its position."""
    comment = made.responses.get(member_state=by.member_state).comments.get()
    disposition = dispositions.current([comment])[comment.pk]
    dialogue.react(
        disposition,
        kind=ReactionKind.MAINTAINED,
        statement="Қазақстан ұстанымын сақтайды.",
        language="kk",
        by=by,
        at=at,
    )


def wanted(paper: ConceptPaper, by: User) -> SwgPackage:
    return asking.request(paper, by=by, at=ASKED)


def received(made: Consultation, state: MemberState, *, by: User) -> IncomingNote:
    """Register a note that a State sent about the consultation, the day after it opened."""
    came = made.opens_at + dt.timedelta(days=1)
    return incoming_notes.enter(
        number="12/34",
        dated_on=seat_date(came),
        received_on=seat_date(came),
        member_state=state,
        subject="Position on the plan",
        answers_to=notes.note_of(made),
        by=by,
        at=max(came, ASKED),
    )


def stored(made: Consultation, *, source: str = "0" * 64) -> SwgPackage:
    """Return a package of a round with one file, as the rows that building leaves."""
    package = SwgPackage.objects.create(
        paper=made.revision.paper,
        consultation=made,
        revision=made.revision,
        source_sha256=source,
        contents={"documents": [], "absent": []},
        wanted_at=ASKED,
    )
    keeping._keep(package, "package.zip", {"language": ""}, b"PK " + source.encode(), [])
    SwgPackage.objects.filter(pk=package.pk).update(status="stored", stored_at=ASKED)
    package.refresh_from_db()
    return package
