"""A wording keeps what the original needs: placeholders, plural forms, markup."""

import pytest

from cica_portal.languages import LANGUAGES
from phrases.enums import Kind
from phrases.texts import checks
from phrases.texts.catalogue import Phrase
from tests.phrases.conftest import mail

NUMBER = Phrase(
    Kind.MESSAGE, "", "%(number)s entry", "%(number)s entries", dict.fromkeys(LANGUAGES, ("%(number)s",) * 2)
)


def plain(text: str) -> Phrase:
    return Phrase(Kind.MESSAGE, "", text, "", dict.fromkeys(LANGUAGES, (text,)))


@pytest.mark.parametrize(
    ("original", "written"),
    [
        ("Note %(number)s of %(day)s", "Нота %(number)s"),  # one is missing
        ("Note %(number)s", "Нота %(nomber)s"),  # misspelt
        ("Note %(number)s", "Нота %(number)"),  # cut
        ("At most {limit} MB", "Не более {limitt} МБ"),
        ("At most {limit} MB", "Не более limit МБ"),
        ("%s KB", "КБ"),
        ("Sign in", "Войти на 100 %"),  # begins a placeholder where the page fills some in
        ("Sign in", "Войти {name}"),
        ("Sign in", "<b>Войти</b>"),
        ("Sign in", "<script>alert(1)</script>"),
        ("Sign in", 'Войти" onclick="alert(1)'),
        ("Sign in", "Войти\nсейчас"),
        ('See <a href="%(url)s">it</a>', 'См. <a href="https://example.org">%(url)s</a>'),
        ("Sign in", "   "),
        ("Sign in", "\u200b"),
    ],
)
def test_a_wording_that_would_break_a_page_is_refused(original, written):
    assert checks.faults(plain(original), "ru", [written])


@pytest.mark.parametrize(
    ("original", "written"),
    [
        ("Note %(number)s of %(day)s", "От %(day)s: нота %(number)s"),
        ("At most {limit} MB", "Не более {limit} МБ"),
        ("Characters left: %%(number)s", "Осталось: %%(number)s"),
        ("<b>%(n)s</b> left", "осталось <b>%(n)s</b>"),
        ("Sign in", "Войти «сейчас», пожалуйста…"),
    ],
)
def test_a_wording_that_keeps_what_is_needed_is_taken(original, written):
    assert checks.faults(plain(original), "ru", [written]) == []


def test_all_plural_forms_of_the_language_are_needed():
    assert checks.faults(NUMBER, "ru", ["%(number)s запись"])
    assert checks.faults(NUMBER, "ru", ["%(number)s запись", "%(number)s записи", "%(number)s записей", ""])
    assert checks.faults(
        NUMBER, "ru", ["%(number)s запись", "%(number)s записи", "записей", "%(number)s записи"]
    )
    assert not checks.faults(
        NUMBER, "ru", [f"%(number)s {word}" for word in ("запись", "записи", "записей", "записи")]
    )
    assert not checks.faults(NUMBER, "kk", ["%(number)s жазба", "%(number)s жазба"])


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("{{ number }}", "688"),
        lambda text: text.replace("{{ number }}", "{{ nomber }}"),
        lambda text: text + "{{ request.user.password }}",
        lambda text: text + "{% include 'notes/email/ru/note.txt' %}",
        lambda text: text.replace("{% endif %}", ""),
        lambda text: text.replace("{{ number }}", "{{ number }"),
    ],
)
def test_a_mail_keeps_its_values_and_conditions(change):
    found = mail("notes/email/note.txt")
    assert checks.faults(found, "ru", [change(found.texts["ru"][0])])
    assert not checks.faults(found, "ru", [found.texts["ru"][0].replace("Секретариат", "Секретариат,")])


def test_a_subject_is_one_line():
    found = mail("notes/email/note.subject.txt")
    assert checks.faults(found, "en", [found.texts["en"][0] + "\nBcc: someone@example.org"])


def test_an_editor_is_warned_by_the_tables_of_words():
    assert [one.piece for one in checks.warnings(plain("Remove user"), "ru", ["Отстранить"])] == ["Отстран"]
    assert [one.piece for one in checks.warnings(plain("Save"), "en", ["Keep it as it stands"])] == [
        "as it stands",
        "stands",
    ]
