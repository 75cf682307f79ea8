"""A portal that has grown: a hundred plans, ten thousand notes, a hundred thousand messages, 200 States.

Rows are copied from one plan and one note, in bulk: what is measured is what pages make of them.
"""

import datetime as dt
import itertools
import string
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import models, transaction

from cica_portal import clock
from cica_portal.languages import LANGUAGES
from cica_portal.operation import message_ids
from comments.enums import Position
from comments.models import Addressee, Comment, Consultation, Receipt, Response
from members.enums import Role
from members.models import MemberState, User
from notes.enums import DispatchStatus, NoteKind, NoteStatus
from notes.models import Dispatch, NoteSeries, NoteText, VerbalNote
from plans.models import Block

WORDS = ("wording", "meeting", "threat", "безопасность", "угроза", "мероприятие", "қауіпсіздік", "шара")
# Stands in one note alone.
RARE = "hapaxlegomenon"
BATCH = 2000


def copied(row: models.Model, **changed: Any) -> Any:
    """Return a new row with the values of `row`, except those that are given and the key."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    return type(row)(**{field.attname: getattr(row, field.attname) for field in fields} | changed)


def save(rows: Iterable[models.Model]) -> list[Any]:
    made = list(rows)
    return list(type(made[0])._default_manager.bulk_create(made, batch_size=BATCH)) if made else []


@transaction.atomic
def plans(source: Consultation, first: int, count: int, *, times: int = 1) -> list[Consultation]:
    """Add so many plans like that of `source`, each with its consultation and what was answered: every
    comment so many times."""
    revision, paper = source.revision, source.revision.paper
    # As it stands now: whoever made the source holds the plan as it was before it was circulated.
    paper.refresh_from_db()
    blocks = list(Block.objects.filter(paper=paper).prefetch_related("texts"))
    frozen, addressees = list(revision.blocks.all()), list(Addressee.objects.filter(consultation=source))
    responses = list(Response.objects.filter(consultation=source))
    comments = list(Comment.objects.filter(response__consultation=source))
    receipts = list(Receipt.objects.filter(consultation=source))
    made = []
    for number in range(first, first + count):
        years = {"period_from": 1000 + number, "period_to": 1001 + number}
        its_paper = copied(paper, slug=f"grown-{number}", **years)
        its_paper.save()
        keys = {block.key: uuid.uuid4() for block in blocks}
        drafted = save(copied(block, paper_id=its_paper.pk, key=keys[block.key]) for block in blocks)
        save(
            copied(text, block_id=own.pk, based_on_id=None)
            for block, own in zip(blocks, drafted, strict=True)
            for text in block.texts.all()
        )
        its_revision = copied(revision, paper_id=its_paper.pk)
        its_revision.save()
        save(copied(one, revision_id=its_revision.pk, key=keys.get(one.key, one.key)) for one in frozen)
        consultation = copied(
            source, revision_id=its_revision.pk, reference=f"NCT/G/{number}", closed_at=None
        )
        consultation.save()
        save(copied(one, consultation_id=consultation.pk) for one in addressees)
        answers = {one.pk: uuid.uuid4() for one in responses}
        save(copied(one, pk=answers[one.pk], consultation_id=consultation.pk, request_key=uuid.uuid4())
             for one in responses)  # fmt: skip
        save(
            copied(
                one,
                pk=uuid.uuid4(),
                response_id=answers[one.response_id],
                draft_id=None,
                block_key=keys.get(one.block_key, one.block_key),
                position=one.position + step * len(comments),
            )
            for step in range(times)
            for one in comments
        )
        save(
            copied(
                one,
                consultation_id=consultation.pk,
                response_id=answers[one.response_id],
                number=f"{consultation.reference}/{place}",
            )
            for place, one in enumerate(receipts)
        )
        made.append(consultation)
    return made


@transaction.atomic
def states(source: Consultation, first: int, count: int) -> Consultation:
    """Return a plan like that of `source` with its consultation, which addressed so many Member States: those
    that are new have a contact point each, and every other declares no objection."""
    (consultation,) = plans(source, first, 1)
    addressed = list(Addressee.objects.filter(consultation=consultation).select_related("member_state"))
    contacts = {one.member_state_id: one for one in User.objects.filter(role=Role.CONTACT_POINT)}
    answer = Response.objects.filter(consultation=consultation).first()
    codes = (f"{letter}{digit}" for digit in string.digits for letter in string.ascii_uppercase)
    again = itertools.islice(itertools.cycle(addressed), count - len(addressed))
    models_of = dict(zip(codes, again, strict=False))
    made = save(
        copied(
            one.member_state,
            code=code,
            name_en=f"{one.member_state.name_en} {code}",
            protocol_name=f"{one.member_state.protocol_name} {code}",
        )
        for code, one in models_of.items()
    )
    save(copied(one, consultation_id=consultation.pk, member_state_id=state.pk)
         for one, state in zip(models_of.values(), made, strict=True))  # fmt: skip
    people = save(
        copied(
            contacts[one.member_state_id],
            member_state_id=state.pk,
            key=uuid.uuid4(),
            username=f"contact.{state.code.lower()}",
            email=f"{state.code.lower()}@member-state.example",
        )
        for one, state in zip(models_of.values(), made, strict=True)
    )
    save(
        copied(
            answer,
            pk=uuid.uuid4(),
            member_state_id=person.member_state_id,
            submitted_by_id=person.pk,
            position=Position.NO_OBJECTION,
            request_key=uuid.uuid4(),
        )
        for person in people[::2]
    )
    return consultation


@transaction.atomic
def notes(consultations: list[Consultation], count: int, messages: int) -> None:
    """Add issued notes in three languages, until there are so many, and so many messages to States."""
    now = clock.now()
    series, _made = NoteSeries.objects.get_or_create(prefix="NCT/G")
    begun = series.notes.count()
    states = list(MemberState.objects.members_on(now.date()))
    officer = User.objects.get(username="officer")
    for start in range(begun, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        found = save(
            VerbalNote(
                kind=NoteKind.REMINDER if number % 3 else NoteKind.CIRCULATION,
                status=NoteStatus.ISSUED,
                series=series,
                number=f"NCT/G/{number}",
                printed_numbers=dict.fromkeys(LANGUAGES, f"NCT/G/{number}"),
                paper_id=consultations[number % len(consultations)].revision.paper_id,
                consultation=consultations[number % len(consultations)],
                issued_on=now.date(),
                issued_at=now - dt.timedelta(minutes=number),
                issued_by=officer,
                drafted_at=now,
            )
            for number in numbers
        )
        save(
            NoteText(note=note, language=language, pieces=[_piece(number, language)])
            for number, note in zip(numbers, found, strict=True)
            for language in LANGUAGES
        )
        each = messages // (count - begun)
        save(_messages(found, states, each, now))


def _messages(found: list[VerbalNote], states: list[MemberState], each: int, now: dt.datetime) -> Any:
    for place, note in enumerate(found):
        for step in range(each):
            state = states[(place + step) % len(states)]
            yield Dispatch(
                note=note,
                member_state=state,
                address=f"{state.code.lower()}@member-state.example",
                language="en",
                message_id=message_ids.new(),
                not_before=now,
                sent_at=now,
                status=DispatchStatus.SENT,
            )


def _piece(number: int, language: str) -> dict[str, Any]:
    said = " ".join(WORDS[(number * 5 + step * 3) % len(WORDS)] for step in range(40))
    rare = f" {RARE}" if number == 77 and language == "en" else ""
    return {"id": "opening", "style": "plain", "lines": [f"The Secretariat presents {number}. {said}{rare}"]}
