"""What is measured: plans of the reference case's text, rounds among all Member States, filed comments."""

import datetime as dt
import itertools
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cica_portal import clock
from cica_portal.data_files import read
from cica_portal.languages import LANGUAGES
from comments.enums import CommentType, Position, Visibility
from comments.models import Consultation, DraftComment
from comments.procedure import consultations
from comments.writing import responses
from documents import renders
from documents.models import Document
from members.enums import Role
from members.models import MemberState, User
from members.reference import load_member_states
from notes import note_documents
from notes.acts import circulation, issuing
from notes.acts.reminding import reminder_sending
from notes.enums import DispatchStatus
from notes.models import Dispatch, ReminderStep, VerbalNote
from notes.register import consultation_notes, numbering
from plans import revisions
from plans.checks import reviews
from plans.enums import PaperStatus
from plans.life import papers
from plans.models import RevisionBlock
from plans.papers import plan_documents
from plans.reference import DATA, load_measures, load_paper

PREFIX = "NCT/ICT"
TEXT = "concept_paper_ict_2022_2023"
REMARKS = (
    "The wording goes beyond what was agreed in the Catalogue; “exchange of views” is the agreed term.",
    "Государство предлагает уточнить порядок проведения мероприятий и указать ответственную сторону.",
    "Бұл тармақта іс-шараны өткізу мерзімі мен орнын нақтылауды ұсынамыз.",
)
REASONS = (
    "Consistency with the CICA Catalogue of Confidence Building Measures.",
    "Приведение в соответствие с Каталогом мер доверия СВМДА.",
    "АӨСШК Сенім шаралары каталогына сәйкестендіру.",
)
# One person of each language in every State, who all receive mail.
PEOPLE = {"en": Role.CONTACT_POINT, "ru": Role.DEPUTY, "kk": Role.DEPUTY}


@dataclass(frozen=True, slots=True)
class Filled:
    """The people who ask and the rounds they ask for, by the number of comments filed."""

    consultations: dict[int, Consultation]
    delegate: User
    officer: User
    signatory: User


def fill(sizes: tuple[int, ...]) -> Filled:
    """Make the Member States, their people and, for each size, a round with that many filed comments."""
    now = clock.now()
    load_member_states(at=now)
    load_measures(at=now)
    numbering.begin_after(PREFIX, 700, at=now)
    states = list(MemberState.objects.members_on(now.date()))
    people = make_people(states)
    made = {size: _consultation(size, states, people, now) for size in sizes}
    officer, signatory = (User.objects.get(username=name) for name in ("officer", "signatory"))
    return Filled(made, people["KZ"], officer, signatory)


def make_people(states: list[MemberState]) -> dict[str, User]:
    """Make an officer, a signatory and three people a State; return the contact points by State."""
    User.objects.create(username="officer", role=Role.OFFICER, language="en", password="!")
    User.objects.create(username="signatory", role=Role.SIGNATORY, language="en", password="!")
    contacts = {}
    for state in states:
        for language, role in PEOPLE.items():
            name = f"{state.code.lower()}.{language}"
            user = User.objects.create(
                username=name,
                role=role,
                member_state=state,
                language=language,
                email=f"{name}@member-state.example",
                password="!",
            )
            if role == Role.CONTACT_POINT:
                contacts[state.code] = user
    return contacts


def _consultation(
    size: int, states: list[MemberState], people: dict[str, User], now: dt.datetime
) -> Consultation:
    data: dict[str, Any] = read(DATA / f"{TEXT}.yaml")
    # One plan of a measure for one period: each size takes a period of its own.
    data["period"] = [1900 + size, 1901 + size]
    opened = now - dt.timedelta(days=1)
    paper = load_paper(f"{TEXT}-{size}", data, slug=f"plan-{size}", by=None, at=opened)
    revision = revisions.freeze(paper, by=None, at=opened)
    consultation = consultations.open_consultation(
        revision,
        reference=f"NCT/ICT/{1000 + size}",
        opens_at=opened,
        respond_by=(now + dt.timedelta(days=10)).date(),
        time_zone="Asia/Almaty",
        visibility=Visibility.AT_ONCE,
        by=None,
    )
    papers.move(paper, PaperStatus.CIRCULATED, by=None, at=opened)
    _comment(consultation, size, states, now)
    for state in states:
        if DraftComment.objects.filter(consultation=consultation, member_state=state).exists():
            responses.submit(
                consultation, position=Position.COMMENTS, by=people[state.code], request_key=uuid.uuid4()
            )
    return consultation


@transaction.atomic
def _comment(consultation: Consultation, size: int, states: list[MemberState], now: dt.datetime) -> None:
    """Write `size` comments over States, blocks and languages, most with a proposed wording."""
    blocks = list(RevisionBlock.objects.filter(revision=consultation.revision).order_by("position"))
    people = {user.member_state_id: user for user in User.objects.filter(role=Role.CONTACT_POINT)}
    kinds = itertools.cycle(CommentType.values)
    drafts = []
    for number, state, kind in zip(range(size), itertools.cycle(states), kinds, strict=False):
        block = blocks[number * 7 % len(blocks)]
        index = number % len(LANGUAGES)
        language = LANGUAGES[index]
        words = block.texts[language].split()
        place = number % max(1, len(words) - 1)
        is_general, proposes = number % 10 == 0, number % 10 and number % 4
        drafts.append(
            DraftComment(
                consultation=consultation,
                member_state=state,
                block_key=None if is_general else block.key,
                operation="MOD" if proposes else "",
                type=kind,
                language=language,
                remark=f"{REMARKS[index]} ({number})",
                proposed_text=" ".join([*words[:place], f"({number})", *words[place + 1 :]])
                if proposes
                else "",
                rationale=REASONS[index],
                created_by=people[state.pk],
                created_at=now,
                updated_by=people[state.pk],
                updated_at=now,
            )
        )
    DraftComment.objects.bulk_create(drafts)


def circulate(filled: Filled, years: tuple[int, int], *, reminder_days: list[int]) -> Consultation:
    """Circulate a plan for a period of its own, which nobody will answer."""
    now, name = clock.now(), f"reminded-{years[0]}"
    data: dict[str, Any] = read(DATA / f"{TEXT}.yaml") | {"period": list(years)}
    paper = load_paper(f"{TEXT}-{name}", data, slug=f"plan-{name}", by=filled.officer, at=now)
    reviews.review_all(paper, by=filled.signatory, at=now)
    respond_by = (now + dt.timedelta(days=30)).date()
    note = circulation.prepare(
        paper, respond_by=respond_by, reminder_days=reminder_days, by=filled.officer, at=now
    )
    renders.render_wanted(now)
    return issuing.issue(note, by=filled.signatory, at=now).own_consultation


def further_consultation(filled: Filled, size: int) -> Consultation:
    """Make one more round with so many comments, which no page is measured with."""
    now = clock.now()
    states = list(MemberState.objects.members_on(now.date()))
    people = {user.member_state.code: user for user in User.objects.filter(role=Role.CONTACT_POINT)}
    return _consultation(size, states, people, now)


def issue_reminder(filled: Filled) -> VerbalNote:
    """Circulate a plan that nobody has answered, and issue the reminder to all of the Member States."""
    now = clock.now()
    consultation = circulate(filled, (1900, 1901), reminder_days=[1])
    note = consultation_notes.circulation_note(consultation)
    Dispatch.objects.filter(note=note).update(status=DispatchStatus.SENT, sent_at=now)
    for addressee in consultation.addressees.select_related("member_state"):
        consultations.mark_reached(consultation, addressee.member_state, at=now)
    due_at = ReminderStep.objects.get(consultation=consultation).due_at
    (step,) = reminder_sending.send_due(due_at)
    renders.render_wanted(due_at)
    return step.note


def stored_documents(reminder: VerbalNote) -> tuple[list[Document], Document]:
    """Return the note that circulated the plan, in each language and in all, and the plan in English."""
    consultation = reminder.consultation
    note = consultation_notes.circulation_note(consultation)
    made = [note_documents.of_note(note, language) for language in note_documents.NOTE_LANGUAGES]
    return made, plan_documents.of_revision(consultation.revision, "en")
