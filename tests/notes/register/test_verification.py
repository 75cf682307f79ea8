import pytest
from django.core.cache import cache
from django.urls import reverse

from dashboard.cases.reference_case import load_reference_case
from notes.models import VerbalNote
from notes.register import verification
from tests.factories import notes

pytestmark = pytest.mark.django_db

URL = "/notes/check/"


@pytest.fixture(autouse=True)
def no_checks_yet():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def note(people):
    return notes.note_of(notes.circulated())


def verdict(client, **typed):
    return client.get(URL, typed).context["verdict"]


def test_a_note_gets_a_code_of_its_own_at_issue(note, people, client):
    another = notes.note_of(notes.circulated(paper=notes.paper(measure=note.paper.measure, slug="other")))
    assert len(note.check_code) == 16
    assert set(note.check_code) <= set(verification.ALPHABET)
    assert note.check_code != another.check_code

    assert verdict(client, number=note.number, code=another.check_code) == "unknown"
    assert verdict(client, number="NCT/ICT/999", code=note.check_code) == "unknown"
    assert verdict(client, number=note.number, code=note.check_code[:-1]) == "unknown"


def test_a_historical_note_has_no_code_and_is_genuine_under_none(client):
    load_reference_case()
    assert VerbalNote.objects.get(number="NCT/ICT/688").check_code is None
    for typed in ("-", "0", "None", "0000-0000-0000-0000"):
        assert verdict(client, number="NCT/ICT/688", code=typed) == "unknown"


def test_number_and_code_are_genuine_however_they_are_typed(client, note):
    code = verification.spelt(note.check_code)
    as_misread = note.check_code.lower().replace("0", "o").replace("1", "l")
    for typed in (code, f" {code.lower()} ", note.check_code, as_misread):
        assert verdict(client, number=f"№ {note.number.lower()}", code=typed) == "genuine"


def test_a_drafted_note_is_not_genuine(client, people):
    drafted = notes.prepared()
    VerbalNote.objects.filter(pk=drafted.pk).update(number="NCT/ICT/689", check_code="0" * 16)
    assert verdict(client, number="NCT/ICT/689", code="0" * 16) == "unknown"


def test_the_link_of_the_square_answers_at_once_and_says_nothing_of_the_note(client, note, settings):
    settings.PORTAL_ORIGIN = "https://portal.example.org"
    address = verification.link(note).removeprefix("https://portal.example.org")
    page = client.get(address)
    assert page.context["verdict"] == "genuine"
    assert note.paper.title not in page.content.decode()
    assert "2022" not in page.content.decode().partition("<main")[2].partition("Checked")[0]


def test_without_an_origin_there_is_no_link(note, settings):
    settings.PORTAL_ORIGIN = ""
    assert (verification.link(note), verification.address()) == ("", "")


def test_an_incomplete_question_is_told_what_it_lacks(client):
    page = client.get(URL, {"number": "", "code": ""})
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"number", "code"}
    assert client.get(URL).status_code == 200


def test_checks_of_one_address_are_throttled_genuine_or_not(client, note):
    typed = {"number": note.number, "code": note.check_code}
    answers = [client.get(URL, typed).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]
    assert client.get(URL, typed).context["verdict"] == ""
    assert client.get(URL, typed, REMOTE_ADDR="192.0.2.7").context["verdict"] == "genuine"


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_page_speaks_the_readers_language(client, note, language):
    client.post(reverse("members:language-set"), {"language": language})
    words = {
        "en": "Genuine: the Secretariat",
        "ru": "Подлинность подтверждена",
        "kk": "Түпнұсқалығы расталды",
    }
    page = client.get(URL, {"number": note.number, "code": note.check_code}).content.decode()
    assert words[language] in page


def test_the_check_costs_the_same_queries_for_a_known_and_an_unknown_number(
    client, note, django_assert_num_queries
):
    for number in (note.number, "NCT/ICT/999"):
        with django_assert_num_queries(1):
            client.get(URL, {"number": number, "code": note.check_code})
