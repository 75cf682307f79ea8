import datetime as dt
from collections import defaultdict

import pytest
from django.urls import reverse
from django.utils import translation

from cica_portal.data_files import read
from cica_portal.deadlines import Deadline
from cica_portal.spaces import ordinary
from members.models import MemberState
from members.reference import STATES_FILE
from notes.acts import issuing, readiness
from notes.wording import consistency, inflections, letter_parser, placeholder_values, texts
from notes.wording.lexicons import Lexicons
from phrases import corrections
from phrases.house import name_cases
from phrases.models import Correction
from plans.reference import MEASURES_FILE
from tests.factories import notes
from tests.factories import plans as plan_factory

pytestmark = pytest.mark.django_db

AT = notes.AT
WHOLE = {
    "en": {"title": "Combating terrorism"},
    "ru": {"dat_after_po": "борьбе с терроризмом"},
    "kk": {"nom": "Терроризммен күрес"},
}


@pytest.fixture
def measure():
    forms = {"en": {"title": "Combating terrorism"}, "ru": {"nom": "борьба с терроризмом"}, "kk": {}}
    return plan_factory.measure(note_prefix="NCT/CT", forms=forms)


# What is needed --------------------------------------------------------------------------------------
OF_STATE = [
    ("en", "full"),
    *(("ru", form) for form in ("ins", "dat", "gen")),
    *(("kk", form) for form in ("nom", "dat", "gen", "abl")),
]


def every_form():
    for item in read(STATES_FILE):
        for language, form in OF_STATE:
            yield item["code"], language, form, item["forms"][language][form]
    for dimension in read(MEASURES_FILE):
        for item in dimension["measures"]:
            for language, form in (("en", "title"), ("ru", "dat_after_po"), ("kk", "nom")):
                if text := item["forms"].get(language, {}).get(form):
                    yield item["code"], language, form, text


def test_the_forms_of_all_states_and_measures_of_the_catalogue_fit():
    labels = defaultdict(str)
    rows = list(every_form())

    assert len({code for code, *_ in rows if len(code) == 2}) == 28
    texts_of = [{f"{language}-{form}": text} for _code, language, form, text in rows]
    assert [one for one in texts_of if list(name_cases.find_wrong_endings(one, labels))] == []


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("kind", ["circulation", "swg_with_comments", "acknowledgement", "deadline_extended"])
def test_every_state_stands_in_the_sentences_in_a_form_that_is_read_again(kind, language):
    """Each of the 28 as coordinator, as recipient, as addressee, as the one that asked, and in a list."""
    names = {
        item["code"]: {code: list(item["forms"][code].values()) for code in ("en", "ru", "kk")}
        for item in read(STATES_FILE)
    }
    for item in read(STATES_FILE):
        said = {
            "measure": WHOLE,
            "period": (2026, 2027),
            "issued_on": notes.RESPOND_BY,
            "number": "NCT/CT/1",
            "addressed_to": item["forms"] if kind == "acknowledgement" else None,
            "is_host": item["code"] == "KZ",
            "coordinator": item["forms"],
            "respond_by": Deadline(notes.RESPOND_BY),
            "pages": 3,
            "reference_number": "NCT/CT/0",
            "reference_date": notes.RESPOND_BY,
            "requested_by": item["forms"],
            "states": [item["forms"]],
            "swg_date": notes.RESPOND_BY,
            "filed_date": notes.RESPOND_BY,
            "words": {"receipt_number": dict.fromkeys(("en", "ru", "kk"), "R-1")},
            "choices": {"received": "in_portal"},
        }
        values = placeholder_values.values_for(language, said)
        page = consistency.plain(texts.compose(kind, language, values))
        found = letter_parser.read(page, language, Lexicons({}, names, {}, {}, {}, {})).states
        hosted = {"KZ"} if kind == "acknowledgement" else set()
        assert found - hosted == {item["code"]} - hosted, (item["code"], page)


# Endings ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("form", "text", "is_wrong"),
    [
        ("ru-dat_after_po", "борьба с терроризмом", True),
        ("ru-ins", "Республика Корея", True),
        ("kk-gen", "Корея Республикасы", True),
        ("kk-abl", "Корея Республикасына", True),
        ("ru-gen", "Перу", False),
        ("ru-gen", "ОАЭ", False),
    ],
)
def test_a_form_in_another_case_is_found(form, text, is_wrong):
    found = list(name_cases.find_wrong_endings({form: text, "ru-nom": text}, defaultdict(str)))
    assert bool(found) == is_wrong


# In a note -------------------------------------------------------------------------------------------
@pytest.fixture
def held_back(people, officer, measure):
    """The drafted note of a plan on a measure that lacks its Russian and Kazakh forms."""
    notes.name_states()
    titles = {
        "en": "Combating terrorism in 2022-2023",
        "ru": "Борьба с терроризмом в 2022-2023 годах",
        "kk": "2022-2023 жылдардағы терроризммен күрес",
    }
    return notes.prepared(by=officer, paper=notes.paper(measure=measure, titles=titles))


def test_a_measure_without_its_forms_keeps_the_note_back_until_they_are_filled_in(
    client, held_back, officer, signatory, measure, set_clock
):
    set_clock(AT + dt.timedelta(minutes=5))
    client.force_login(officer)
    note_url = reverse("notes:note-detail", args=[held_back.key])
    sheet = f"measure-{measure.code}"
    name_url = reverse("phrases:house-edit", args=[sheet])

    assert f'href="{name_url}"' in client.get(note_url).content.decode()
    with pytest.raises(readiness.NotReady):
        issuing.issue(held_back, by=signatory, at=AT)

    typed = client.get(name_url).context["form"].initial | {"reason": "For the note"}
    typed |= {f"{name}_{code}": "мера" for name in ("title", "dimension") for code in ("ru", "kk")}
    typed |= {f"{name}_en": "Measure" for name in ("title", "dimension")}
    typed |= {f"{code}-{form}": text for code, forms in WHOLE.items() for form, text in forms.items()}
    typed |= {"ru-nom": "борьба с терроризмом"}
    answer = client.post(name_url, typed | {"ru-dat_after_po": "борьба с терроризмом"})
    assert answer.status_code == 422
    assert "“борьба” is not in this case" in ordinary(answer.content.decode())
    client.post(name_url, typed)
    made = Correction.objects.get()
    corrections.approve(made, by=signatory, at=AT)
    assert name_url not in client.get(note_url).content.decode()
    assert issuing.issue(held_back, by=signatory, at=AT).own_consultation.reference == "NCT/CT/1"


def test_a_coordinator_without_a_form_keeps_the_note_back(people, officer):
    notes.name_states()
    note = notes.prepared(by=officer)
    russia = MemberState.objects.get(code="RU")
    del russia.forms["ru"]["ins"]
    russia.save()
    note.refresh_from_db()

    with translation.override("en"):
        lacks = [str(one) for one in inflections.lacking(note)]

    assert lacks == ["Russian: a form of “Russia” that notes need is missing: instrumental."]
