"""Every text of the portal is there, as it reads, with where it stands."""

import pytest

from cica_portal.languages import LANGUAGES
from phrases import finding
from phrases.enums import Kind
from phrases.texts import checks
from phrases.texts.catalogue import forms_of, phrases
from tests.phrases.conftest import mail, phrase

pytestmark = pytest.mark.django_db


def test_a_message_is_known_in_every_language():
    found = phrase("Sign in")
    assert {code: found.texts[code] for code in LANGUAGES} == {
        "en": ("Sign in",),
        "ru": ("Войти",),
        "kk": ("Кіру",),
    }


def test_plural_forms_say_for_which_numbers_they_are():
    assert [numbers[0] if numbers else "" for numbers in forms_of("ru")] == ["1", "2", "0", ""]
    assert [numbers[0] for numbers in forms_of("kk")] == ["1", "0"]
    assert [numbers[0] for numbers in forms_of("en")] == ["1", "0"]


def test_a_mail_is_one_text_in_each_language():
    found = mail("notes/email/note.txt")
    assert "{{ number }}" in found.texts["kk"][0]
    assert "autoescape" not in found.texts["kk"][0]
    assert found.places[0] == "templates/notes/email/en/note.txt"


def test_every_text_that_the_portal_comes_with_passes_its_own_checks():
    found = {
        (one.message, language): faults
        for one in phrases().values()
        for language in LANGUAGES
        if (faults := checks.faults(one, language, one.texts[language]))
    }
    assert found == {}


def test_a_text_is_found_by_its_words_in_any_language_as_a_reader_sees_them():
    assert [row.phrase for row in finding.rows(words="войти") if row.phrase.message == "Sign in"]
    assert [row.phrase for row in finding.rows(words="КІРУ") if row.phrase.message == "Sign in"]
    assert finding.rows(words="кіру", language="ru") == []
    assert finding.rows(words="no such text anywhere") == []


def test_a_mail_is_found_by_its_words_and_its_area():
    found = finding.rows(words="Нота на портале", area="mail")
    assert {row.phrase.kind for row in found} == {Kind.MAIL}


def test_sources_are_named_by_area_and_by_the_title_of_the_page():
    places = (
        "templates/notes/wording_list.html",
        "cica_portal/errors.py",
        "templates/members/email/invitation.txt",
    )
    assert finding.areas_of(places) == ["notes", "mail", "everywhere"]
    assert len(finding.titles(places)) == 1
