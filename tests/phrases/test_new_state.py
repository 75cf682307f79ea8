"""A new Member State: what its names propose, read in sentences, corrected in place, approved."""

import pytest
from django.conf import settings
from django.urls import reverse

from cica_portal import data_files
from cica_portal.languages import LANGUAGES
from members.models import MemberState
from phrases.house import name_cases
from phrases.models import Correction

NEPAL = {
    "code": "NP", "joined_on": "2027-01-01", "reason": "Decision 4",
    "name_en": "Nepal", "full_name_en": "Nepal", "capital_en": "Kathmandu",
    "name_ru": "Непал", "full_name_ru": "Непал", "name_kk": "Непал", "full_name_kk": "Непал",
}  # fmt: skip


def test_the_forms_of_nearly_every_member_state_are_proposed_as_they_are():
    right = []
    for state in data_files.read(settings.BASE_DIR / "organization" / "member_states.yaml"):
        names = {f"{name}_{code}": state[name][code] for name in ("name", "full_name") for code in LANGUAGES}
        proposed = name_cases.propose_forms(names)
        right += [
            proposed[f"{code}-{form}"] == text
            for code, forms in state["forms"].items()
            for form, text in forms.items()
        ]
    assert len(right) == 504
    assert sum(right) == 501  # all but those of Bangladesh, which Russian does not inflect


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Армения", "Арменияның Арменияға Армениядан Армениямен"),
        ("Бутан", "Бутанның Бутанға Бутаннан Бутанмен"),
        ("Лаос", "Лаостың Лаосқа Лаостан Лаоспен"),
        ("Тунис", "Тунистің Туниске Тунистен Туниспен"),
        ("Кавказ", "Кавказдың Кавказға Кавказдан Кавказбен"),
        ("Перу", "Перудің Перуге Перуден Перумен"),
        ("Оман Сұлтандығы", "Оман Сұлтандығының Оман Сұлтандығына Оман Сұлтандығынан Оман Сұлтандығымен"),
        ("Oman", "Oman Oman Oman Oman"),
    ],
)
def test_kazakh_endings_follow_the_last_vowel_and_sound(name, forms):
    assert " ".join(name_cases.inflect_kazakh(name).values()) == forms


@pytest.mark.parametrize(
    ("name", "genitive"),
    [
        ("Саудовская Аравия", "Саудовской Аравии"),
        ("Федеративная Демократическая Республика Непал", "Федеративной Демократической Республики Непал"),
        ("Филиппины", "Филиппин"),
        ("Папуа Новая Гвинея", "Папуа Новая Гвинея"),
        ("Перу", "Перу"),
        ("", ""),
    ],
)
def test_a_russian_name_is_inflected_or_left_alone(name, genitive):
    assert name_cases.inflect_russian(name)["gen"] == genitive


@pytest.mark.parametrize(
    ("code", "capital", "zone"),
    [
        ("NP", "", "Asia/Kathmandu"),
        ("KH", "Phnom Penh", "Asia/Phnom_Penh"),
        ("RU", "Moscow", "Europe/Moscow"),
        ("CN", "Beijing", ""),
        ("XX", "", ""),
    ],
)
def test_the_zone_is_that_of_the_country_or_of_its_capital(code, capital, zone):
    assert name_cases.propose_zone(code, capital) == zone


@pytest.mark.django_db
def test_forms_are_proposed_read_corrected_in_place_and_approved(client, people, committed):
    officer, signatory = people
    client.force_login(officer)
    url = reverse("phrases:state-create")
    form = client.get(url).context["form"]
    needed = {field.name for field in form if not field.is_hidden and field.field.required}
    assert needed == {*NEPAL} - {"capital_en"}
    seen = NEPAL | {"seen": form.initial["seen"]}

    refused = client.post(url, seen | {"name_ru": "", "full_name_kk": "Nepal"})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"name_ru", "full_name_kk"})
    shown = client.post(url, seen)
    assert shown.status_code == 200 and not Correction.objects.exists()
    sent = {name: shown.context["form"][name].value() or "" for name in shown.context["form"].fields}
    assert (sent["ru-gen"], sent["kk-dat"], sent["time_zone"]) == ("Непала", "Непалға", "Asia/Kathmandu")

    again = client.post(url, sent | {"full_name_kk": "Непал Республикасы", "ru-gen": "Непалу"})
    found = again.context["form"]
    assert (found["kk-dat"].value(), found["ru-gen"].value()) == ("Непал Республикасына", "Непалу")
    client.post(url, sent | {"ru-gen": "Королевства Непал"})
    made = Correction.objects.get(message="state-new")
    assert made.forms["ru-short_gen"] == "Королевства Непал"

    client.force_login(signatory)
    assert "Approve the new Member State Nepal" in client.get("/").content.decode()
    page = client.get(reverse("phrases:correction-detail", args=[made.pk])).content.decode()
    assert "Approve the new Member State Nepal" in page and "<strong>Королевства Непал</strong>" in page
    with committed():
        client.post(reverse("phrases:correction-approve", args=[made.pk]))
    state = MemberState.objects.get(code="NP")
    assert (state.form("kk", "abl"), state.form("ru", "short_gen"), state.time_zone) == (
        "Непалдан",
        "Королевства Непал",
        "Asia/Kathmandu",
    )
