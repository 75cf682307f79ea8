import datetime as dt

import pytest

from cica_portal import formats
from comments.enums import Position
from comments.models import Consultation
from comments.procedure import consultations
from members.models import AuditEntry, User
from notes.acts.reminding import reminder_sending
from notes.delivery import dispatches, sending
from notes.enums import NoteKind
from notes.models import Dispatch, ReminderStep, VerbalNote
from notes.reminders import ladders, schedule
from plans.enums import PaperStatus
from plans.models import ConceptPaper
from tests.factories import comments, notes
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def at(month, day, hour=3, minute=0):
    return dt.datetime(2022, month, day, hour, minute, tzinfo=dt.UTC)


MONDAY, THURSDAY, FRIDAY = at(5, 30), at(6, 2), at(6, 3)


def steps():
    return list(
        ReminderStep.objects.order_by("due_at", "pk").values_list(
            "working_days", "due_at", "note__number", "skipped"
        )
    )


def reminded(number):
    return list(Dispatch.objects.filter(note__number=number).values_list("member_state__code", flat=True))


def test_reminders_leave_at_nine_on_the_working_days_before(consultation):
    assert steps() == [(5, MONDAY, None, ""), (2, THURSDAY, None, ""), (1, FRIDAY, None, "")]

    assert reminder_sending.send_due(MONDAY - dt.timedelta(seconds=1)) == []
    assert not VerbalNote.objects.filter(kind=NoteKind.REMINDER).exists()


def test_step_whose_time_has_passed_is_not_planned(people):
    notes.circulated(at=at(5, 30, 4))
    assert [step[0] for step in steps()] == [2, 1]


def test_reminder_is_a_numbered_note_to_who_has_not_answered(consultation, people, signatory, set_clock):
    set_clock(at(5, 27))
    comments.answer(consultation, people["RU"])
    (step,) = reminder_sending.send_due(MONDAY)
    note = step.note
    scheduled_by = ReminderStep.objects.first().scheduled_by
    assert (note.kind, note.status, note.number, note.issued_by, note.issued_on) == (
        "reminder",
        "issued",
        "NCT/ICT/690",
        scheduled_by,
        dt.date(2022, 5, 30),
    )
    assert reminded("NCT/ICT/690") == ["KZ", "TR"]
    entry = AuditEntry.objects.filter(action="verbal_note.issue").last()
    assert (entry.actor, entry.after["authority"], entry.after["awaited"]) == (
        None,
        scheduled_by.username,
        ["KZ", "TR"],
    )


def test_reminder_says_the_same_in_three_languages(consultation):
    (step,) = reminder_sending.send_due(MONDAY)
    openings = {
        text.language: next(piece["lines"][0] for piece in text.pieces if piece["id"] == "opening")
        for text in step.note.texts.all()
    }
    assert openings == {
        "en": "The Secretariat of the Conference on Interaction and Confidence Building Measures in Asia "
        "(CICA) "
        "presents its compliments to the CICA Member States and, with reference to its Note No. NCT/ICT/689 "
        "dated "
        "26 May 2022, has the honor to recall that possible comments and feedback on the draft Concept Paper "
        "and "
        "Plan of Implementation of the CICA Confidence-Building Measure “Security of and in the use of ICTs” "
        "for 2022-2023 are expected by Monday, 6 June 2022.",
        "ru": "Секретариат Совещания по взаимодействию и мерам доверия в Азии (СВМДА) свидетельствует свое "
        "уважение "
        "государствам-членам СВМДА и, ссылаясь на свою ноту № NCT/ICT/689 от 26 мая 2022 г., имеет честь "
        "напомнить, "
        "что срок представления возможных комментариев и соображений по проекту Концепции и Плана действий "
        "по реализации мер доверия по безопасности в сфере использования ИКТ и самих ИКТ на 2022-2023 гг. "
        "истекает в понедельник, 6 июня 2022 г.",
        "kk": "Азиядағы өзара іс-қимыл және сенім шаралары кеңесінің (Азия Кеңесінің) Хатшылығы Азия Кеңесі "
        "мүше "
        "мемлекеттеріне өзінің зор ілтипатын білдіріп, өзінің 2022 жылғы 26 мамырдағы № NCT/ICT/689 нотасына "
        "сілтеме жасай отырып, АКТ-ны пайдалану қауіпсіздігі және АКТ-ның қауіпсіздігі басым саласында сенім "
        "шараларын іске асыру жөніндегі 2022-2023 жылдарға арналған тұжырымдама мен іс-қимыл жоспарының "
        "жобасы "
        "бойынша ықтимал ескертпелер мен түсініктемелерді ұсыну мерзімі 2022 жылғы 6 маусымда аяқталатынын "
        "еске салуды өзіне мәртебе санайды.",
    }


def test_a_clock_that_goes_back_sends_nothing_again(consultation):
    """A machine whose clock is put right, and a task that is delivered again, look at the same rows."""
    for hours in (1, -30, 0, 2, -1, 2):
        reminder_sending.send_due(MONDAY + dt.timedelta(hours=hours))
        sending.deliver_due(MONDAY + dt.timedelta(hours=hours))

    assert steps()[0] == (5, MONDAY, "NCT/ICT/690", "")
    assert sorted(reminded("NCT/ICT/690")) == ["KZ", "RU", "TR"]
    assert notes.last_number() == 690


@pytest.mark.parametrize(
    ("zone", "days", "hours"),
    [
        # Almaty went from UTC+6 to UTC+5 on 1 March 2024; Jerusalem to summer time on 29 March 2024.
        ("Asia/Almaty", (dt.date(2024, 2, 29), dt.date(2024, 3, 1)), (3, 4)),
        ("Asia/Jerusalem", (dt.date(2024, 3, 28), dt.date(2024, 3, 29)), (7, 6)),
    ],
)
def test_reminders_keep_their_hour_when_the_offset_changes(zone, days, hours):
    friday = formats.working_days_before(days[1] + dt.timedelta(days=4), 0)
    found = [schedule.due(friday, number, zone) for number in range(1, 6)]
    instants = dict(found)

    assert [instants[day] for day in days] == [
        dt.datetime(day.year, day.month, day.day, hour, tzinfo=dt.UTC)
        for day, hour in zip(days, hours, strict=True)
    ]


def test_missed_step_is_overtaken_by_the_next(consultation):
    """Nothing ran for days: Member States get one reminder, not three in a row."""
    reminder_sending.send_due(FRIDAY)
    assert steps() == [
        (5, MONDAY, None, "overtaken"),
        (2, THURSDAY, None, "overtaken"),
        (1, FRIDAY, "NCT/ICT/690", ""),
    ]


def test_step_with_nobody_left_takes_no_number(consultation, people, set_clock):
    set_clock(at(5, 27))
    for person in people.values():
        comments.answer(consultation, person)
    reminder_sending.send_due(MONDAY)
    assert steps()[0] == (5, MONDAY, None, "answered")
    assert notes.last_number() == 689


def test_who_withdrew_its_response_has_said_something_and_is_not_awaited(consultation, people, set_clock):
    set_clock(at(5, 27))
    comments.answer(consultation, people["KZ"])
    comments.answer(consultation, people["KZ"], Position.WITHDRAWN)
    assert [state.code for state in ladders.awaiting(consultation)] == ["RU", "TR"]
    assert [state.code for state in ladders.without_response(consultation)] == ["KZ", "RU", "TR"]


def test_states_that_nobody_can_write_to_take_no_number(consultation):
    User.objects.filter(email__endswith="@example.org", member_state__isnull=False).update(email="")
    reminder_sending.send_due(MONDAY)
    assert steps()[0] == (5, MONDAY, None, "unreachable")


def test_nothing_is_sent_after_closing(consultation):
    reminder_sending.send_due(notes.CLOSES_AT)
    assert [step[3] for step in steps()] == ["closed"] * 3
    assert not VerbalNote.objects.filter(kind=NoteKind.REMINDER).exists()


def test_nothing_is_sent_about_a_withdrawn_plan(consultation):
    ConceptPaper.objects.update(status=PaperStatus.WITHDRAWN)
    reminder_sending.send_due(MONDAY)
    assert steps()[0] == (5, MONDAY, None, "withdrawn")


def test_failing_reminder_leaves_no_number(consultation, monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("no")

    monkeypatch.setattr(dispatches, "queue", fail)
    with pytest.raises(OSError, match="no"):
        reminder_sending.send_due(MONDAY)
    assert (notes.last_number(), steps()[0]) == (689, (5, MONDAY, None, ""))


def test_extension_moves_what_is_to_come_and_repeats_what_was_done(consultation, signatory):
    """To Wednesday, 15 June: the reminder already sent five days before is due again before the new day."""
    reminder_sending.send_due(MONDAY)
    consultations.extend(consultation, dt.date(2022, 6, 15), reason="Asked for", by=signatory, at=at(6, 1))
    schedule.replan_due(at(6, 1))
    assert steps() == [
        (5, MONDAY, "NCT/ICT/690", ""),
        (5, at(6, 8), None, ""),
        (2, at(6, 13), None, ""),
        (1, at(6, 14), None, ""),
    ]
    assert schedule.replan_due(at(6, 1)) == []


def test_extension_counts_even_if_nothing_planned_anew(consultation, signatory):
    consultations.extend(
        consultation, dt.date(2022, 6, 15), reason="Asked for", by=signatory, at=at(5, 30, 2)
    )
    assert reminder_sending.send_due(MONDAY) == []
    assert [step[1] for step in steps()] == [at(6, 8), at(6, 13), at(6, 14)]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_issue_one_reminder(people):
    notes.circulated()
    found = at_once(*[lambda: reminder_sending.send_due(MONDAY)] * 2)
    assert not any(isinstance(one, Exception) for one in found), found
    assert list(VerbalNote.objects.filter(kind="reminder").values_list("number", flat=True)) == [
        "NCT/ICT/690"
    ]
    assert (notes.last_number(), Consultation.objects.count()) == (690, 1)
