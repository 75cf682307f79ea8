"""A letter wrong, missing, too much or in another place: what is meant is found, in one's own scope."""

import pytest

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
        ("netowrks", "networks"),
        ("безопасноть", "безопасность"),
        ("госудрств", "государств"),
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


@pytest.mark.parametrize(
    "typed", ["netwxxks", "metworks", "sates", "networks", "12345", "securty nothing of this", ""]
)
def test_two_slips_one_in_the_first_letters_a_short_word_and_what_is_right_are_left(consultation, typed):
    assert meant(members.officer(), typed) == ""


def test_what_is_meant_is_never_a_word_that_the_person_may_not_read(consultation):
    hidden = plans.paper()
    plans.block(hidden, texts={"en": "Quarantine", "ru": "", "kk": ""})

    assert meant(members.officer(), "quarantne") == "quarantine"
    assert meant(of("KZ"), "quarantne") == ""
    assert meant(of("KW"), "netwrks") == ""

    assert meant(members.officer(), "netwrks", language="en") == "networks"
    assert meant(members.officer(), "netwrks", language="ru") == ""


def test_a_term_stands_for_all_slips_of_a_stem_but_in_its_first_letters():
    term = slips.near("networks")

    assert term is not None and term.opens == ("net",)
    assert all(term.accepts(word) for word in ("networks", "network", "netwrk", "netwoork", "netowrks"))
    assert not any(term.accepts(word) for word in ("netwo", "netwirc", "entworks", "working"))
    assert words.parse("networks").words != slips.parse("networks").words


def test_the_page_says_what_it_shows_in_place_of_what_was_typed(client, consultation):
    sentence = "No results for “netwrks”. Shown: results for “networks”."
    client.force_login(members.officer(language="en"))

    shown = " ".join(client.page("search:find", q="netwrks").split())

    assert sentence in shown.replace("\u00a0", " ")
    assert "<mark>networks</mark>" in shown
    assert 'value="netwrks"' in shown and "?q=networks&amp;kind=plans" in shown
    assert sentence.split(".")[0] not in client.page("search:find", q="networks")
