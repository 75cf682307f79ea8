"""Remarks and tasks on the blocks of a draft: who writes them, whose they are, and what settles them."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, transaction

from cica_portal.errors import AlreadyMoved, NotAllowed
from members.models import AuditEntry
from plans import blocks, open_points
from plans.checks import reviews
from plans.editing import remarks
from plans.models import ConceptPaper, Coordinator, Remark
from plans.open_points import point_kinds
from tests.factories import members as people
from tests.factories import plans as factory
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)
LATER = AT + dt.timedelta(hours=1)
THURSDAY = dt.date(2022, 5, 26)


@pytest.fixture
def officer():
    return people.officer(first_name="Officer", last_name="One")


@pytest.fixture
def aigul():
    return people.officer(first_name="Aigul", last_name="S")


@pytest.fixture
def paper(set_clock):
    set_clock(AT - dt.timedelta(hours=1))
    return factory.paper(source_language="en")


def coordinator_of(paper: ConceptPaper, **fields):
    person = people.coordinator(**fields)
    Coordinator.objects.create(measure=paper.measure, member_state=person.member_state).people.add(person)
    return person


def tasks(at=LATER) -> list[point_kinds.Point]:
    return [one for one in open_points.of(ConceptPaper.objects.all(), at) if one.kind == "task"]


def ask(block, officer, person, **fields) -> Remark:
    return remarks.write(
        block, "KK by Thursday, please", person=person, due_on=THURSDAY, by=officer, at=AT, **fields
    )


def test_a_task_is_an_open_point_of_its_person_until_its_day_ends_at_the_seat(block, officer, aigul):
    made = ask(block, officer, aigul, language="kk")

    (point,) = tasks()
    assert (point.subject, point.person_id, point.due_on) == (str(made.pk), aigul.pk, THURSDAY)
    assert str(point.about) == "Paragraph 1, Kazakh text: Aigul S, asked by Officer One"
    assert open_points.whose(aigul)(point)
    assert not open_points.whose(officer)(point)
    assert not point.is_overdue(dt.datetime(2022, 5, 26, 17, 59, tzinfo=dt.UTC))
    assert point.is_overdue(dt.datetime(2022, 5, 26, 18, 0, tzinfo=dt.UTC))
    entry = AuditEntry.objects.get(action="remark.write")
    assert entry.after["person"] == "Aigul S"
    assert "Thursday" not in str(entry.after)


def test_a_remark_without_a_person_is_nobody_s_task(block, officer):
    remarks.write(block, "Which one do we keep?", by=officer, at=AT)

    assert tasks() == []
    assert list(remarks.open_threads(block.paper)) == [block.pk]


def test_a_task_is_settled_by_hand_once(block, officer, aigul):
    made = ask(block, officer, aigul)

    remarks.settle(made, by=aigul, at=LATER)

    assert tasks() == []
    assert Remark.objects.get(pk=made.pk).settled_by == aigul
    with pytest.raises(AlreadyMoved):
        remarks.settle(made, by=officer, at=LATER)


def test_a_task_on_a_text_is_settled_by_its_review_and_not_while_it_is_written(block, officer, aigul):
    ask(block, officer, aigul, language="kk")
    blocks.edit(block, "kk", "Ж", version=1, by=aigul, at=LATER)
    blocks.edit(block, "kk", "Жаңа", version=2, by=aigul, at=LATER)
    blocks.edit(block, "ru", "Другое", version=1, by=aigul, at=LATER)
    reviews.review(block, "ru", version=2, by=officer, at=LATER)
    assert len(tasks()) == 1

    reviews.review(block, "kk", version=3, by=officer, at=LATER)
    assert tasks() == []


def test_a_task_on_a_whole_block_stays_until_it_is_marked_and_waits_with_a_removed_one(block, officer, aigul):
    ask(block, officer, aigul)

    blocks.edit(block, "kk", "Жаңа", version=1, by=aigul, at=LATER)
    blocks.move(block, to="down", by=aigul, at=LATER)
    assert len(tasks()) == 1
    blocks.remove(block, by=officer, at=LATER)
    assert tasks() == []
    blocks.restore(block, by=officer, at=LATER)
    assert len(tasks()) == 1


def test_the_coordinator_of_the_measure_writes_and_is_asked_and_nobody_else_is(paper, block, officer):
    ours, other = coordinator_of(paper), people.coordinator(people.member_state("KZ"))
    remarks.write(block, "From the coordinator", person=officer, by=ours, at=AT)
    task = remarks.write(block, "To the coordinator", person=ours, by=officer, at=AT)

    point = next(one for one in tasks() if one.subject == str(task.pk))
    assert (point.owner, open_points.whose(ours)(point)) == ("coordinator", True)
    for person in (other, people.drafter(people.member_state("TR"))):
        with pytest.raises(NotAllowed):
            remarks.write(block, "x", by=person, at=AT)
        with pytest.raises(NotAllowed):
            remarks.answer(task, "x", by=person, at=AT)
        with pytest.raises(NotAllowed):
            remarks.settle(task, by=person, at=AT)
        with refused("plans.not_a_colleague"):
            remarks.write(block, "x", person=person, by=officer, at=AT)
    assert Remark.objects.count() == 2


def test_what_says_nothing_or_cannot_be_done_is_refused(block, officer, aigul):
    for text, fields, refusal in (
        ("\u200b", {}, "plans.nothing_said"),
        ("x", {"due_on": THURSDAY}, "plans.nobody_named"),
        ("x", {"person": aigul, "due_on": dt.date(2022, 5, 19)}, "plans.day_passed"),
        ("x", {"person": people.officer(is_active=False)}, "plans.not_a_colleague"),
    ):
        with refused(refusal):
            remarks.write(block, text, by=officer, at=AT, **fields)
    assert not Remark.objects.exists()


def test_the_same_key_twice_is_one_remark_and_answers_stand_in_their_thread(block, officer, aigul):
    key = uuid.uuid4()
    first = remarks.write(block, "x", key=key, by=officer, at=AT)
    assert remarks.write(block, "x", key=key, by=officer, at=AT) == first

    answer = remarks.answer(first, "Done", by=aigul, at=LATER)

    assert (answer.thread, answer.block) == (first, block)
    assert [one.answered for one in remarks.open_threads(block.paper)[block.pk]] == [1]


@pytest.mark.good_path
def test_open_remarks_go_on_at_the_block_that_their_block_was_joined_to(block, officer, aigul):
    second = block.paper.blocks.get(position=3)
    task = ask(second, officer, aigul, language="kk")
    remarks.answer(task, "On Wednesday", by=aigul, at=AT)
    settled = remarks.write(second, "Done already", by=officer, at=AT)
    remarks.settle(settled, by=officer, at=AT)
    read = {"kk": 1, "ru": 1, "en": 1}
    reviews.review(block, "kk", version=1, by=people.officer(), at=LATER)

    blocks.join(block, versions=read | {f"next-{code}": 1 for code in read}, by=officer, at=LATER)

    (point,) = tasks()
    assert (point.subject, str(point.about)) == (str(task.pk), "Paragraph 1: Aigul S, asked by Officer One")
    assert [one.answered for one in remarks.open_threads(block.paper)[block.pk]] == [1]
    assert Remark.objects.get(pk=settled.pk).block == second
    assert AuditEntry.objects.get(action="remark.carry").before["block"] == str(second.key)


@pytest.mark.both_databases
def test_remarks_are_never_deleted(block, officer):
    made = remarks.write(block, "x", by=officer, at=AT)

    with pytest.raises(DatabaseError), transaction.atomic():
        Remark.objects.filter(pk=made.pk).delete()
