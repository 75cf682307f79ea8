"""How notes are numbered: by series or house, running or yearly; numbers that were used elsewhere."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from cica_portal.errors import NotAllowed, StaleVersion
from members.models import AuditEntry
from notes.acts import issuing
from notes.acts.readiness import UNDECIDED, NotReady
from notes.models import NoteSeries, NumberingRule, TakenNumber, VerbalNote
from notes.register import completeness, numbering, numbers
from tests.factories import notes, plans
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = notes.AT
NEXT_YEAR = dt.datetime(2022, 12, 31, 18, tzinfo=dt.UTC)  # in Astana it is 2023 from now on
PAPER = dt.date(2022, 5, 26)


@pytest.fixture
def series():
    return notes.numbered_after("NCT/ICT", 688)


def rule(signatory, scope="series", *, is_yearly=False, firsts=(), based_on=1, at=AT):
    return numbering.set_rule(
        scope,
        is_yearly=is_yearly,
        firsts=dict(firsts),
        reason="As on paper",
        based_on=based_on,
        by=signatory,
        at=at,
    )


def take(series, at=AT):
    with transaction.atomic():
        return numbers.next_number(series, at=at)


# Rules -----------------------------------------------------------------------------------------------
def test_a_signatory_sets_the_first_number_on_record(signatory):
    plans.measure(note_prefix="ENV/NDM")
    rule(signatory, firsts={"ENV/NDM": 689}, based_on=0)

    series = NoteSeries.objects.get(prefix="ENV/NDM")
    assert numbers.coming(series, at=AT) == numbers.Coming("ENV/NDM/689", is_decided=True)
    assert [take(series), take(series)] == ["ENV/NDM/689", "ENV/NDM/690"]
    entry = AuditEntry.objects.get(action="numbering.set")
    assert (entry.actor, entry.before, entry.after["first_numbers"]) == (signatory, None, {"ENV/NDM": 689})


def test_one_sequence_for_the_house_goes_on_through_all_series(signatory, series):
    other = notes.numbered_after("ECO/SME", 12)
    take(series), take(other)

    rule(signatory, "house")

    assert [take(series), take(other), take(series)] == ["NCT/ICT/690", "ECO/SME/691", "NCT/ICT/692"]
    assert sorted(TakenNumber.objects.values_list("counter__series__prefix", "value"), key=str) == [
        ("ECO/SME", 13),
        ("NCT/ICT", 689),
        (None, 690),
        (None, 691),
        (None, 692),
    ]


def test_each_year_begins_with_1_at_midnight_of_the_seat(signatory, series):
    take(series)
    rule(signatory, is_yearly=True, firsts={"NCT/ICT": 40})

    assert [take(series), take(series)] == ["NCT/ICT/40/2022", "NCT/ICT/41/2022"]
    assert numbers.coming_number(series, at=NEXT_YEAR - dt.timedelta(seconds=1)) == "NCT/ICT/42/2022"
    assert [take(series, NEXT_YEAR), take(series, NEXT_YEAR)] == ["NCT/ICT/1/2023", "NCT/ICT/2/2023"]


def test_a_first_number_that_is_not_used_yet_is_set_anew(signatory):
    plans.measure(note_prefix="ENV/NDM")
    rule(signatory, firsts={"ENV/NDM": 6890}, based_on=0)
    rule(signatory, firsts={"ENV/NDM": 690})

    assert take(NoteSeries.objects.get(prefix="ENV/NDM")) == "ENV/NDM/690"
    sequence = next(
        one for one in numbering.sequences("series", is_yearly=False, at=AT) if one.name == "ENV/NDM"
    )
    assert (sequence.coming, sequence.least) == (691, 691)


def test_received_notes_are_counted_apart_from_the_house(signatory, officer, series):
    rule(signatory, "house", firsts={"IN": 301})
    incoming, _is_new = NoteSeries.objects.get_or_create(prefix="IN")

    assert [take(series), take(incoming), take(series)] == ["NCT/ICT/1", "IN/301", "NCT/ICT/2"]


def test_no_number_comes_twice_when_the_numbering_changes_back(signatory, series):
    take(series)
    rule(signatory, "house")
    take(series)
    with refused("notes.too_low", match="NCT/ICT can be 691"):
        rule(signatory, firsts={"NCT/ICT": 690}, based_on=2)

    rule(signatory, based_on=2)

    assert take(series) == "NCT/ICT/691"


def test_a_number_that_was_given_is_no_next_number(signatory, series):
    take(series)
    with refused("notes.too_low_for_all"):
        rule(signatory, "house", firsts={numbering.HOUSE: 689})
    with refused("notes.too_low"):
        rule(signatory, firsts={"NCT/ICT": 689})
    assert NumberingRule.objects.count() == 1

    made = rule(signatory, firsts={"NCT/ICT": 700})
    for row in (made, made.starts.get(), TakenNumber.objects.get()):
        for act in (row.delete, row.save):
            with pytest.raises(DatabaseError), transaction.atomic():
                act()


def test_numbers_passed_over_by_decision_are_not_missing(signatory, officer, people):
    notes.numbered_after("NCT/ICT", 688)
    note = notes.note_of(notes.circulated())
    rule(signatory, firsts={"NCT/ICT": 701})
    take(note.series)

    counted = next(one for one in completeness.proof().counters if one.prefix == "NCT/ICT")

    assert (counted.passed, counted.missing) == (((690, 700),), (701,))  # 701 is on no note


def test_only_a_signatory_sets_it_once_and_not_over_anothers(officer, signatory, series):
    with pytest.raises(NotAllowed):
        rule(officer, "house")
    rule(signatory, "house")
    with pytest.raises(StaleVersion):
        rule(signatory, is_yearly=True)
    with refused("notes.same_numbering"):
        rule(signatory, "house", based_on=2)


def test_no_person_issues_a_note_before_the_numbering_is_decided(people, signatory, monkeypatch):
    note = notes.prepared()
    monkeypatch.setattr(numbers, "coming", lambda series, at: numbers.Coming("NCT/ICT/689", is_decided=False))
    with pytest.raises(NotReady) as refusal:
        issuing.issue(note, by=signatory, at=AT)
    assert str(UNDECIDED) in str(refusal.value)


def test_without_a_rule_nothing_is_decided():
    series = NoteSeries.objects.create(prefix="ENV/NDM")
    assert numbers.coming(series, at=AT) == numbers.Coming("ENV/NDM/1", is_decided=False)


# Elsewhere -------------------------------------------------------------------------------------------
def elsewhere(officer, series, value, **given):
    terms = {"dated_on": PAPER, "addressee": "All Member States", "subject": "Office hours"} | given
    return numbering.register_elsewhere(series, value, **terms, by=officer, at=AT)


@pytest.mark.good_path
def test_a_number_printed_elsewhere_is_passed_over(officer, series):
    elsewhere(officer, series, 690)
    elsewhere(officer, series, 691)

    assert [take(series), take(series)] == ["NCT/ICT/689", "NCT/ICT/692"]
    assert AuditEntry.objects.filter(action="number.register").count() == 2
    assert [one.number for one in completeness.proof().elsewhere] == ["NCT/ICT/690", "NCT/ICT/691"]


def test_the_next_number_may_be_the_one_used_elsewhere(officer, series):
    elsewhere(officer, series, 689)
    assert (numbers.coming_number(series, at=AT), take(series)) == ("NCT/ICT/690", "NCT/ICT/690")


def test_a_used_number_is_not_registered_again(officer, series, people):
    take(series)
    elsewhere(officer, series, 690)
    for value in (689, 690):
        with refused("notes.used_number", match=f"NCT/ICT/{value}"):
            elsewhere(officer, series, value)
    with refused("notes.dated_ahead"):
        elsewhere(officer, series, 691, dated_on=PAPER + dt.timedelta(days=1))
    with pytest.raises(NotAllowed):
        elsewhere(people["TR"], series, 691)


def test_a_number_used_in_an_earlier_year_is_one_of_that_year(officer, signatory, series):
    rule(signatory, is_yearly=True)
    old_year = {"dated_on": dt.date(2022, 12, 30), "addressee": "Türkiye", "subject": "Office hours"}

    made = numbering.register_elsewhere(series, 55, **old_year, by=officer, at=NEXT_YEAR)

    assert (made.number, made.counter.year) == ("NCT/ICT/55/2022", 2022)
    assert [take(series, NEXT_YEAR) for _each in range(2)] == ["NCT/ICT/1/2023", "NCT/ICT/2/2023"]


def test_a_number_used_before_years_were_counted_bears_none(officer, signatory, series):
    rule(signatory, is_yearly=True, at=NEXT_YEAR)

    made = numbering.register_elsewhere(
        series, 690, dated_on=PAPER, addressee="Türkiye", subject="Office hours", by=officer, at=NEXT_YEAR
    )

    assert (made.number, made.counter.year) == ("NCT/ICT/690", 0)


# The proof -------------------------------------------------------------------------------------------
def test_the_register_proves_that_no_number_is_missing(people, officer):
    letter = notes.note_of(notes.circulated())
    notes.received("12", state=people["TR"].member_state, on=PAPER, subject="x", by=officer, at=AT)

    found = completeness.proof()

    assert letter.number == "NCT/ICT/689"
    assert [(one.prefix, one.first, one.last, one.count, one.is_whole) for one in found.counters] == [
        ("IN", 1, 1, 1, True),
        ("NCT/ICT", 689, 689, 1, True),
    ]


def test_a_gap_and_a_number_that_no_counter_gave_are_found(people, client, officer):
    letter = notes.note_of(notes.circulated())
    take(letter.series)
    VerbalNote.objects.create(
        kind="reminder", series=letter.series, number="NCT/ICT/0689", paper=letter.paper, drafted_at=AT
    )

    found = completeness.proof()

    counted = next(one for one in found.counters if one.prefix == "NCT/ICT")
    assert (counted.missing, counted.is_whole, found.strays) == ((690,), False, ["NCT/ICT/0689"])
    page = client.signed_in(officer).page("notes:series-list")
    assert "missing:" in page and "NCT/ICT/0689" in page


# Pages -----------------------------------------------------------------------------------------------


def test_a_signatory_sets_the_numbering_on_its_page(client, signatory, officer, series):
    address = reverse("notes:numbering-set")
    assert client.signed_in(officer).get(address).status_code == 403
    page = client.signed_in(signatory).get(address)
    assert page.context["form"].initial["next:NCT/ICT"] == 689
    sent = {"scope": "series", "is_yearly": "no", "based_on": 1, "reason": "Ours", "next:NCT/ICT": "688"}

    assert client.post(address, sent).status_code == 302  # nothing of it has been given: 688 stands nowhere
    assert numbers.coming_number(series, at=AT) == "NCT/ICT/688"


def test_an_officer_registers_a_number_used_elsewhere(client, officer, series, people):
    client.force_login(officer)
    address = reverse("notes:number-elsewhere")
    sent = {
        "series": series.pk,
        "value": 690,
        "dated_on": "2022-05-25",
        "addressee": "Türkiye",
        "subject": "Visit",
    }

    assert list(client.get(address).context["form"].initial) == ["dated_on"]
    assert client.post(address, sent).status_code == 302
    again = client.post(address, sent)

    assert again.status_code == 422 and "NCT/ICT/690" in again.content.decode()
    page = client.page("notes:series-list")
    assert "NCT/ICT/690" in page and "Türkiye" in page


def test_a_note_bears_a_number_of_the_year_in_all_its_languages(people, signatory):
    note = notes.prepared()
    rule(signatory, "house", is_yearly=True, firsts={numbering.HOUSE: 12})

    issuing.issue(note, by=signatory, at=AT)

    note.refresh_from_db()
    assert note.number == "NCT/ICT/12/2022"
    assert {text.language for text in note.texts.all() if "NCT/ICT/12/2022" in str(text.pieces)} == {
        "en",
        "ru",
        "kk",
    }
    assert numbers.find("№ NCT/ICT/12/2022") == note


def test_a_number_shown_before_the_numbering_changed_is_not_given(people, signatory):
    note = notes.prepared()
    rule(signatory, "house", firsts={numbering.HOUSE: 700})
    with pytest.raises(issuing.NumberMoved, match="NCT/ICT/700"):
        issuing.issue(note, by=signatory, at=AT, expected_number="NCT/ICT/689")
