"""The pages on which texts are found, corrected, decided on and exported."""

import gettext
import html
import io
import subprocess

import pytest
from django.urls import reverse

from cica_portal import clock
from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from members.models import AuditEntry
from phrases import corrections
from phrases.enums import Status
from phrases.models import Correction
from plans import blocks
from tests.factories import members, notes, plans
from tests.phrases.conftest import approve, mail, phrase, propose

pytestmark = pytest.mark.django_db


def page(client, person, name, *args, **query):
    client.force_login(person)
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def proposal(about, language="ru", **values):
    seen = corrections.fingerprint(about.texts[language])
    return {"form_0": "Вход", "seen": seen, "reason": "Короче"} | values


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_found_and_shown_in_every_language(client, language):
    officer = members.officer(language=language)
    listed = page(client, officer, "phrases:phrase-list", q="войти")
    key = phrase("Sign in").key
    assert f'href="/texts/{key}/"' in listed
    shown = page(client, officer, "phrases:phrase-detail", key)
    for text in ("Sign in", "Войти", "Кіру"):
        assert text in shown


def test_a_list_is_narrowed_and_paged_with_the_same_queries(client, django_assert_num_queries):
    officer = members.officer(language="en")
    client.force_login(officer)
    address = reverse("phrases:phrase-list")
    client.get(address)
    with django_assert_num_queries(4):  # session, person, corrections, how many wait
        first = client.get(address)
    for message in ("Sign in", "Search", "Show all notes"):
        propose(phrase(message), "Слово")
    with django_assert_num_queries(4):
        later = client.get(address, {"page": 2})
    assert first.context["page"].number == 1 and later.context["page"].number == 2
    waiting = client.get(address, {"state": "waiting"})
    assert waiting.context["page"].paginator.count == 3
    assert client.get(address, {"area": "nowhere", "page": "x"}).status_code == 200


def test_nothing_found_says_what_to_do(client):
    shown = page(client, members.officer(language="en"), "phrases:phrase-list", q="no such text")
    assert "No text found" in shown and "Use fewer words" in shown
    assert "No corrections" in page(client, members.officer(language="en"), "phrases:correction-list")


def test_texts_with_a_page_of_their_own_are_found_in_the_same_search(client):
    notes.delegations()
    signatory = members.signatory(language="en")
    shown = page(client, signatory, "phrases:phrase-list", q="имеет честь")
    assert 'href="/notes/texts/circulation/"' in shown
    state = members.member_state("KZ")
    assert f'href="/texts/house/state-{state.code}/"' in page(
        client, signatory, "phrases:phrase-list", q=f"Республика {state.code}"
    )


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("officer", "It will be in use once a signatory approves it."),
        ("signatory", "It will be in use once another signatory approves it."),
    ],
)
@pytest.mark.parametrize("sheet", ["", "names"])
def test_who_proposes_reads_that_a_signatory_approves_and_another_one_only_as_a_signatory(
    client, role, words, sheet
):
    client.force_login(members.user(role, language="en"))
    about = phrase("Sign in")
    address, sent = reverse("phrases:correction-propose", args=[about.key, "ru"]), proposal(about)
    if sheet:
        address = reverse("phrases:house-edit", args=[sheet])
        sent = client.get(address).context["form"].initial | {"ru-short": "ОВА", "reason": "Renamed"}
    shown = client.post(address, sent, follow=True).content.decode()
    assert Correction.objects.count() == 1
    assert words in ordinary(shown)


@pytest.mark.good_path
def test_a_correction_goes_from_proposal_to_use_and_back(client, committed):
    officer, signatory = members.officer(language="ru"), members.signatory(language="ru")
    about = phrase("Sign in")
    client.force_login(officer)
    address = reverse("phrases:correction-propose", args=[about.key, "ru"])
    assert client.get(address).context["form"].initial["form_0"] == "Войти"
    response = client.post(address, proposal(about))
    made = Correction.objects.get()
    assert response.url == reverse("phrases:correction-detail", args=[made.pk])
    shown = client.get(response.url).content.decode()
    assert reverse("phrases:correction-approve", args=[made.pk]) not in shown
    client.logout()
    assert "Вход" not in client.get(reverse("account_login")).content.decode()

    client.force_login(signatory)
    with committed():
        client.post(reverse("phrases:correction-approve", args=[made.pk]))
    client.logout()
    assert "Вход" in client.get(reverse("account_login"), HTTP_ACCEPT_LANGUAGE="ru").content.decode()

    client.force_login(signatory)
    withdraw = reverse("phrases:correction-withdraw", args=[made.pk])
    assert client.post(withdraw, {"reason": " "}).status_code == 422
    with committed():
        client.post(withdraw, {"reason": "Не нужно"})
    made.refresh_from_db()
    assert (made.status, made.decision) == (Status.WITHDRAWN, "Не нужно")
    acts = AuditEntry.objects.filter(subject_type="phrases.correction").values_list("action", flat=True)
    assert list(acts) == ["correction.propose", "correction.approve", "correction.withdraw"]


def test_the_start_page_of_others_says_what_waits_for_approval(client):
    officer = members.officer(language="en")
    propose(phrase("Sign in"), "Вход", by=officer)
    told = "Approve 1 correction"
    signatory = members.signatory(language="en")
    start = page(client, signatory, "home")
    assert told in start and "1 action is required of you." in start
    assert told not in page(client, officer, "home")
    assert "No action is required of you at present." in page(client, officer, "home")


def test_what_waits_for_approval_is_counted_with_the_other_acts(client):
    officer = members.officer()
    propose(phrase("Sign in"), "Вход", by=officer)
    block = plans.paper().blocks.last()
    blocks.edit(block, "ru", "Слова", version=1, by=officer, at=clock.now())
    start = page(client, members.signatory(language="en"), "home")
    assert "Approve 1 correction" in start and "Review 1 text in Russian" in start
    assert "2 actions are required of you." in start


def test_what_was_typed_stays_when_it_is_refused(client):
    about = phrase("Sign in")
    client.force_login(members.officer(language="en"))
    address = reverse("phrases:correction-propose", args=[about.key, "ru"])
    for values in ({"form_0": "<b>Вход</b>"}, {"reason": ""}, {"form_0": "Войти"}):
        response = client.post(address, proposal(about, **values))
        assert response.status_code == 422
        assert response.context["form"]["form_0"].value() == values.get("form_0", "Вход")
    assert client.post(address, proposal(about, seen="0" * 64)).status_code == 409
    assert Correction.objects.count() == 0


def test_a_warning_can_be_set_aside(client):
    about = phrase("Sign in")
    client.force_login(members.officer(language="en"))
    address = reverse("phrases:correction-propose", args=[about.key, "ru"])
    warned = client.post(address, proposal(about, form_0="Отстранить"))
    assert warned.status_code == 422
    assert "Check the wording" in warned.content.decode()
    assert client.post(address, proposal(about, form_0="Отстранить", anyway="on")).status_code == 302


def test_a_proposal_that_waits_is_shown_instead_of_a_second_form(client):
    made = propose(phrase("Sign in"), "Вход")
    client.force_login(members.officer())
    response = client.get(reverse("phrases:correction-propose", args=[made.key, "ru"]))
    assert response.url == reverse("phrases:correction-detail", args=[made.pk])


def test_a_correction_of_a_text_that_is_gone_is_shown_as_such(client, committed):
    made = propose(phrase("Sign in"), "Вход")
    with committed():
        approve(made)
    Correction.objects.filter(pk=made.pk).update(key="0" * 16, message="Text of an earlier version")
    signatory = members.signatory(language="en")
    assert "not in use: the text no longer exists" in page(client, signatory, "phrases:correction-list")
    shown = page(client, signatory, "phrases:correction-detail", made.pk)
    assert "Text of an earlier version" in shown and "no longer has this text" in shown


def test_corrections_are_exported_as_a_catalogue_that_gettext_reads(client, committed, tmp_path):
    found = mail("notes/email/note.subject.txt")
    with committed():
        approve(propose(phrase("Sign in"), "Вход"))
        approve(propose(phrase("issued", "note"), "направлена"))
        approve(propose(found, found.texts["ru"][0].replace("нота", "нота,")))
    propose(phrase("Search"), "Поиск текста")  # waits: not exported
    client.force_login(members.officer(language="en"))
    response = client.get(reverse("phrases:correction-export", args=["ru"]))
    assert response["Content-Disposition"] == 'attachment; filename="corrections-ru.po"'
    file = tmp_path / "corrections-ru.po"
    file.write_bytes(response.content)
    compiled = subprocess.run(
        ["msgfmt", "--check-format", "--check-header", "-o", "-", file], capture_output=True, check=True
    ).stdout
    read = gettext.GNUTranslations(io.BytesIO(compiled))
    assert (read.pgettext(phrase("Sign in").context, "Sign in"), read.pgettext("note", "issued")) == (
        "Вход",
        "направлена",
    )
    assert "нота," in read.pgettext("templates/notes/email/ru/note.subject.txt", found.texts["ru"][0])
    assert "Поиск текста" not in response.content.decode()
    assert client.get(reverse("phrases:correction-export", args=["xx"])).status_code == 404
