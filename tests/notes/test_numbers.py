import pytest
from django.db import transaction

from notes import numbers
from notes.models import NoteSeries, VerbalNote
from plans.models import ConfidenceBuildingMeasure
from tests.factories import notes, plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def series():
    return NoteSeries.objects.create(prefix="NCT/ICT", last_number=688)


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


def test_numbers_follow_one_another(series):
    with transaction.atomic():
        found = [numbers.next_number(series) for _ in range(3)]
    assert found == ["NCT/ICT/689", "NCT/ICT/690", "NCT/ICT/691"]


def test_number_of_an_act_that_fails_is_given_again(series):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        numbers.next_number(series)
        _ = 1 / 0
    with transaction.atomic():
        assert numbers.next_number(series) == "NCT/ICT/689"


def test_coming_number_is_not_taken(series):
    assert [numbers.coming_number(series), numbers.coming_number(series)] == ["NCT/ICT/689", "NCT/ICT/689"]


def test_measure_without_a_series_is_refused():
    measure = plans.measure(note_prefix="")
    with pytest.raises(numbers.NoSeries) as refusal:
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
    with pytest.raises(numbers.UnknownNote):
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
