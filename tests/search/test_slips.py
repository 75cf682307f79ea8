"""A letter wrong, missing, too much or in another place: what is meant is found, in one's own scope."""

import pytest
from django.urls import reverse

from cica_portal import clock
from search import finding, slips, words
from tests.factories import members, plans

pytestmark = pytest.mark.django_db


def of(code):
    return members.contact_point(members.member_state(code))


def meant(user, typed, **chosen):
    return finding.meant(typed, user=user, at=clock.now(), reader="en", **chosen)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("netwrks", "networks"),
        ("netvorks", "networks"),
        ("nettworks", "networks"),
        ("newtorks", "networks"),
        ("metworks", "networks"),
        ("безопасноть", "безопасность"),
        ("гасударств", "государств"),
        ("кауипсиздк", "қауіпсіздігі"),
        ("қауіпсіздк", "қауіпсіздігі"),
        ("securty of netwrks", "security of networks"),
    ],
)
def test_one_slip_of_a_letter_is_forgiven_in_each_language(consultation, typed, word):
    for user in (of("KZ"), members.officer()):
        assert meant(user, typed) == word


def test_a_slip_in_an_ending_is_forgiven_too(consultation):
    plans.block(plans.paper(), texts={"en": "The wording of states", "ru": "", "kk": ""})

    assert meant(members.officer(), "wordimg") == "wording"
    assert meant(members.officer(), "wordinh states") == "wording states"


@pytest.mark.parametrize("typed", ["netwxxks", "sates", "networks", "12345", "securty nothing of this", ""])
def test_two_slips_a_short_word_and_what_is_right_are_left(consultation, typed):
    assert meant(members.officer(), typed) == ""


def test_what_is_meant_is_never_a_word_that_the_person_may_not_read(consultation):
    hidden = plans.paper()
    plans.block(hidden, texts={"en": "Quarantine", "ru": "", "kk": ""})

    assert meant(members.officer(), "quarantne") == "quarantine"
    assert meant(of("KZ"), "quarantne") == ""
    assert meant(of("KW"), "netwrks") == ""


def test_the_language_narrows_what_is_meant(consultation):
    assert meant(members.officer(), "netwrks", language="en") == "networks"
    assert meant(members.officer(), "netwrks", language="ru") == ""


def test_beginnings_stand_for_all_slips_of_a_stem():
    term = slips.near("networks")

    assert term is not None and len(term.opens) < 700
    assert all(term.accepts(word) for word in ("networks", "network", "netwrk", "netwoork", "entworks"))
    assert not any(term.accepts(word) for word in ("netwo", "notwirk", "working"))
    assert words.parse("networks").words != slips.parse("networks").words


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "No results for “netwrks”. Shown: results for “networks”."),
        ("ru", "По запросу «netwrks» ничего не найдено. Показаны результаты по запросу «networks»."),
        ("kk", "«netwrks» сұрауы бойынша ештеңе табылмады. «networks» сұрауының нәтижелері көрсетілген."),
    ],
)
def test_the_page_says_what_it_shows_in_place_of_what_was_typed(client, consultation, language, sentence):
    client.force_login(members.officer(language=language))

    shown = " ".join(client.get(reverse("search:find"), {"q": "netwrks"}).content.decode().split())

    assert sentence in shown.replace("\u00a0", " ")
    assert "<mark>networks</mark>" in shown
    assert 'value="netwrks"' in shown and "?q=networks&amp;kind=plans" in shown
    assert (
        sentence.split(".")[0] not in client.get(reverse("search:find"), {"q": "networks"}).content.decode()
    )


def opened(typed):
    """The beginnings by which each attempt asks for what was typed."""
    return [[term.opens for term in query.terms if term.opens] for query in slips.known(slips.parse(typed))]


def test_only_beginnings_of_stored_words_are_asked_for(consultation):
    assert "network" in slips.parse("netwrks").terms[0].opens
    assert opened("netwrks") == [[("network",)]]
    # A slip in the first letters, too; and words that nothing is near to.
    assert opened("metworks") == [[("network",)]]
    assert opened("nothingofthekind") == opened("netwrks nothingofthekind") == []


def test_words_with_the_first_letters_as_they_were_typed_are_asked_for_first(consultation):
    plans.block(plans.paper(), texts={"en": "Swords and wordy texts", "ru": "", "kk": ""})

    assert opened("wordss") == [[("word",)], [("swords", "word")]]
    assert meant(members.officer(), "wordss") == "wordy"


def test_a_word_with_other_first_letters_is_found_where_the_nearer_ones_may_not_be_read(consultation):
    plans.block(plans.paper(), texts={"en": "Metwarks", "ru": "", "kk": ""})

    assert meant(members.officer(), "metworks") == "metwarks"
    assert meant(of("KZ"), "metworks") == "networks"
