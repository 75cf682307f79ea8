import pytest
from django.db import transaction

from members.models import MemberState
from notes.acts import followups, issuing
from notes.enums import NoteStatus
from notes.models import VerbalNote
from notes.register import completeness, numbers
from plans.models import ConfidenceBuildingMeasure
from tests.factories import notes, plans
from tests.refusing import kind_of, refused
from tests.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def series():
    return notes.numbered_after("NCT/ICT", 688)


@pytest.fixture
def letter(people, series):
    """The note of 26 May 2022, printed otherwise in Russian and without a number in Kazakh."""
    return VerbalNote.objects.create(
        kind="circulation",
        series=series,
        paper=notes.paper(),
        number="NCT/ICT/688",
        printed_numbers={"en": "NCT/ICT/688", "ru": "NST/ICT/688", "kk": ""},
        drafted_at=notes.AT,
    )


def test_number_of_an_act_that_fails_is_given_again(series):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        numbers.next_number(series, at=notes.AT)
        _ = 1 / 0
    with transaction.atomic():
        assert numbers.next_number(series, at=notes.AT) == "NCT/ICT/689"


def test_numbers_follow_one_another_and_the_coming_one_is_not_taken(series):
    shown = [numbers.coming_number(series, at=notes.AT) for _ in range(2)]
    assert shown == ["NCT/ICT/689", "NCT/ICT/689"]

    with transaction.atomic():
        found = [numbers.next_number(series, at=notes.AT) for _ in range(3)]
    assert found == ["NCT/ICT/689", "NCT/ICT/690", "NCT/ICT/691"]


def test_measure_without_a_series_is_refused():
    measure = plans.measure(note_prefix="")
    with refused("notes.no_series") as refusal:
        numbers.series_of(ConfidenceBuildingMeasure.objects.get(pk=measure.pk))
    assert measure.title in str(refusal.value)


@pytest.mark.parametrize(
    "typed",
    [
        "NCT/ICT/688",
        "nct/ict/688",
        "  NCT/ICT/688 ",
        "№ NCT/ICT/688",
        "№NCT/ICT/688",
        "No. NCT/ICT/688",
        "no NCT/ICT/688",
        "Note No. NCT/ICT/688",
        "нота № NST/ICT/688",
        "NST/ICT/688",
        "№ NST/ICT/688",
    ],
)
def test_note_is_found_by_any_printed_form(letter, typed):
    assert numbers.find(typed) == letter


@pytest.mark.parametrize("typed", ["", "№", "NCT/ICT/68", "NCT/ICT/6888", "No", "Noah/1", "%", "\x00"])
def test_other_numbers_find_nothing(letter, typed):
    with refused("notes.unknown_note"):
        numbers.find(typed)


def test_number_of_the_register_comes_before_a_printed_form(letter):
    later = VerbalNote.objects.create(
        kind="reminder",
        series=letter.series,
        paper=letter.paper,
        number="NST/ICT/688",
        printed_numbers={},
        drafted_at=notes.AT,
    )
    assert numbers.find("NST/ICT/688") == later


# Races -----------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_numbers_taken_at_once_are_all_different_and_leave_no_gap():
    series = notes.numbered_after("NCT/ICT", 688)

    def take(fails):
        taken = []
        for turn in range(5):
            try:
                with transaction.atomic():
                    number = numbers.next_number(series, at=notes.AT)
                    if fails and turn % 2:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                continue
            taken.append(number)
        return taken

    found = at_once(*(lambda fails=place % 2 == 1: take(fails) for place in range(4)))

    taken = sorted(number for one in found for number in one)
    assert taken == [f"NCT/ICT/{number}" for number in range(689, 689 + 2 * 5 + 2 * 3)]
    assert notes.last_number() == 688 + 16


@pytest.mark.django_db(transaction=True)
def test_two_notes_issued_at_once_under_the_number_shown_to_both_get_one_number_and_one_refusal(
    people, officer, signatory
):
    circulated = notes.note_of(notes.circulated())
    words = {"corrected": "all", "instead": notes.HELD, "by": officer, "at": notes.AT}
    first, second = (
        followups.correct(circulated, read=dict.fromkeys(("en", "ru", "kk"), word), **words) for word in "bc"
    )
    shown = numbers.coming_number(circulated.series, at=notes.AT)

    def issue(note):
        return issuing.issue(note, by=signatory, at=notes.AT, expected_number=shown).number

    found = at_once(lambda: issue(first), lambda: issue(second))

    assert sorted(map(str, found), key=len)[0] == shown
    assert sorted(type(one) for one in found if one != shown) == [issuing.NumberMoved]
    issued = VerbalNote.objects.filter(status=NoteStatus.ISSUED).values_list("number", flat=True)
    assert sorted(issued) == ["NCT/ICT/689", "NCT/ICT/690"]
    assert all(one.is_whole for one in completeness.proof().counters)


@pytest.mark.django_db(transaction=True)
def test_states_notes_entered_at_once_get_numbers_without_a_gap(people, officer):
    turkiye = MemberState.objects.get(code="TR")

    def enter(number):
        return notes.received(
            number, state=turkiye, on=notes.RESPOND_BY, by=officer, at=notes.CLOSES_AT
        ).register_number

    found = at_once(*(lambda number=number: enter(number) for number in ("a", "b", "c", "c")))

    assert sorted(one for one in found if isinstance(one, str)) == ["IN/1", "IN/2", "IN/3"]
    assert [kind_of(one) for one in found if not isinstance(one, str)] == ["notes.entered_twice"]
    assert all(one.is_whole for one in completeness.proof().counters)
