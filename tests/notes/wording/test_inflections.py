import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from cica_portal.data_files import read
from cica_portal.deadlines import Deadline
from cica_portal.errors import NotAllowed, StaleVersion
from cica_portal.spaces import ordinary
from members.models import AuditEntry, MemberState
from members.reference import STATES_FILE
from notes.acts import circulation, readiness
from notes.wording import consistency, inflections, letter_parser, names, placeholder_values, texts
from notes.wording.lexicons import Lexicons
from phrases import corrections, own
from phrases.models import Correction
from plans.reference import MEASURES_FILE
from tests.factories import notes
from tests.factories import plans as plan_factory
from tests.refusing import refused

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


@pytest.fixture
def fill(officer):
    def act(subject, given, **changes):
        terms = {"read": inflections.shown(subject), "by": officer, "at": AT} | changes
        inflections.fill(subject, given, **terms)

    return act


# What is needed --------------------------------------------------------------------------------------
def test_what_notes_need_of_a_measure_and_of_a_state_and_what_is_missing(measure):
    assert inflections.needed(measure) == [("en", "title"), ("ru", "dat_after_po"), ("kk", "nom")]
    assert inflections.needed(MemberState()) == [
        ("en", "full"),
        *(("ru", form) for form in ("ins", "dat", "gen")),
        *(("kk", form) for form in ("nom", "dat", "gen", "abl")),
    ]
    assert inflections.missing(measure) == [("ru", "dat_after_po"), ("kk", "nom")]


def test_each_form_is_shown_in_the_sentence_in_which_it_will_stand(measure):
    found = {(slot.language, slot.form): (slot.before, slot.after) for slot in inflections.slots(measure)}

    assert found["ru", "dat_after_po"] == (
        "… и Плана действий по реализации мер доверия по ",
        " на …, подготовленный … в качестве координатора названной …",
    )
    before, after = found["kk", "nom"]
    assert after.startswith(" басым саласының үйлестірушісі")
    assert found["en", "title"][0].endswith("CICA Confidence-Building Measure “")
    of_state = {(slot.language, slot.form): slot for slot in inflections.slots(MemberState())}
    assert all(slot.before or slot.after for slot in of_state.values())
    assert of_state["ru", "ins"].before.endswith("подготовленный ")
    assert of_state["kk", "abl"].after.startswith(" келіп түсті")


def every_form():
    for item in read(STATES_FILE):
        for language, form in inflections.needed(MemberState()):
            yield item["code"], language, form, item["forms"][language][form]
    for dimension in read(MEASURES_FILE):
        for item in dimension["measures"]:
            for language, form in (("en", "title"), ("ru", "dat_after_po"), ("kk", "nom")):
                if text := item["forms"].get(language, {}).get(form):
                    yield item["code"], language, form, text


def test_the_forms_of_all_states_and_measures_of_the_catalogue_fit():
    rows = list(every_form())

    assert len({code for code, *_ in rows if len(code) == 2}) == 28
    assert [row for row in rows if list(inflections.problems(*row[1:]))] == []


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("kind", ["circulation", "swg_with_comments", "acknowledgement", "deadline_extended"])
def test_every_state_stands_in_the_sentences_in_a_form_that_is_read_again(kind, language):
    """Each of the 28 as coordinator, as recipient, as addressee, as the one that asked, and in a list."""
    names = {
        item["code"]: {code: list(item["forms"][code].values()) for code in ("en", "ru", "kk")}
        for item in read(STATES_FILE)
    }
    for item in read(STATES_FILE):
        values = placeholder_values.values_for(
            language,
            measure_forms=WHOLE,
            period=(2026, 2027),
            issued_on=notes.RESPOND_BY,
            number="NCT/CT/1",
            addressed_to=item["forms"] if kind == "acknowledgement" else None,
            is_host=item["code"] == "KZ",
            coordinator_forms=item["forms"],
            respond_by=Deadline(notes.RESPOND_BY),
            pages=3,
            reference_number="NCT/CT/0",
            reference_date=notes.RESPOND_BY,
            requested_by=item["forms"],
            states=[item["forms"]],
            swg_date=notes.RESPOND_BY,
            filed_date=notes.RESPOND_BY,
            words={"receipt_number": dict.fromkeys(("en", "ru", "kk"), "R-1")},
            choices={"received": "in_portal"},
        )
        page = consistency.plain(texts.compose(kind, language, values))
        found = letter_parser.read(page, language, Lexicons({}, names, {}, {}, {}, {})).states
        hosted = {"KZ"} if kind == "acknowledgement" else set()
        assert found - hosted == {item["code"]} - hosted, (item["code"], page)


# Filling in ------------------------------------------------------------------------------------------
@pytest.mark.good_path
def test_a_missing_form_is_filled_in_and_recorded(measure, fill, officer):
    before = measure.forms

    fill(measure, WHOLE)

    measure.refresh_from_db()
    assert inflections.missing(measure) == []
    assert measure.forms["ru"] == {"nom": "борьба с терроризмом", "dat_after_po": "борьбе с терроризмом"}
    entry = AuditEntry.objects.get(action="names.fill")
    assert (entry.actor, entry.before, entry.after) == (officer, before, measure.forms)


@pytest.mark.parametrize(
    ("language", "form", "text", "refusal"),
    [
        ("ru", "dat_after_po", "Combating terrorism", inflections.WrongScript),
        ("en", "title", "Борьба с терроризмом", inflections.WrongScript),
        ("en", "title", "2022", inflections.WrongScript),
        ("ru", "dat_after_po", "борьба с терроризмом", inflections.WrongEnding),
        ("ru", "ins", "Республика Корея", inflections.WrongEnding),
        ("kk", "gen", "Корея Республикасы", inflections.WrongEnding),
        ("kk", "abl", "Корея Республикасына", inflections.WrongEnding),
    ],
)
def test_a_form_in_another_case_or_language_is_refused(language, form, text, refusal):
    assert [type(one) for one in inflections.problems(language, form, text)] == [refusal]


def test_a_wrong_form_is_refused_by_name_and_changes_nothing(measure, fill):
    with translation.override("en"), pytest.raises(inflections.FormsUnfit) as refusal:
        fill(measure, WHOLE | {"ru": {"dat_after_po": "борьба с терроризмом"}})

    assert str(refusal.value).startswith(
        "The forms cannot be used. Russian, dative, after “по”: “борьба” is not in this case."
    )
    measure.refresh_from_db()
    assert inflections.missing(measure) == [("ru", "dat_after_po"), ("kk", "nom")]


def test_a_form_of_another_name_is_refused(measure, fill):
    plan_factory.measure(code="drugs", title_en="Drugs", forms={"kk": {"nom": "Есірткі"}})
    with translation.override("en"), pytest.raises(inflections.FormsUnfit) as refusal:
        fill(measure, WHOLE | {"kk": {"nom": "Есірткі"}})

    assert [str(one) for one in refusal.value.findings] == [
        "Kazakh, nominative: “Есірткі” is a form of another name: Drugs."
    ]


def test_a_form_that_notes_need_is_not_emptied(measure, fill):
    with pytest.raises(inflections.FormsUnfit):
        fill(measure, {"en": {"title": " "}})


def test_what_somebody_changed_meanwhile_is_not_overwritten(measure, fill):
    read_before = inflections.shown(measure)
    fill(measure, WHOLE)

    with pytest.raises(StaleVersion):
        fill(measure, {"kk": {"nom": "Терроризм"}}, read=read_before)

    measure.refresh_from_db()
    assert measure.forms["kk"] == WHOLE["kk"]


def test_saving_what_there_is_changes_nothing(measure, fill):
    fill(measure, WHOLE)
    with refused("notes.inflections_nothing_changed"):
        fill(measure, WHOLE)


def test_a_delegate_fills_in_nothing(measure, fill, people):
    with pytest.raises(NotAllowed):
        fill(measure, WHOLE, by=people["TR"])


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
    name_url = reverse("notes:name-edit", args=["measures", measure.code])

    assert f'href="{name_url}"' in client.get(note_url).content.decode()
    with pytest.raises(readiness.NotReady):
        circulation.circulate(held_back, by=signatory, at=AT)

    page = client.get(name_url).content.decode()
    assert "<mark>________</mark> басым саласының" in page
    read = own.fingerprint(names.NAMES.texts(names.name_of(measure)))
    typed = {"read": read, "reason": "For the note"} | {
        f"{code}-{form}": text for code, forms in WHOLE.items() for form, text in forms.items()
    }
    answer = client.post(name_url, typed | {"ru-dat_after_po": "борьба с терроризмом"})
    assert answer.status_code == 422
    assert "борьба" in answer.content.decode()
    assert client.post(name_url, typed | {"read": "0"}).status_code == 409
    answer = client.post(name_url, typed)
    made = Correction.objects.get()
    assert answer.url == reverse("phrases:correction-detail", args=[made.pk])
    assert client.get(name_url).url == answer.url
    assert "waiting for approval" in client.get(reverse("notes:name-list")).content.decode()
    assert "борьбе с терроризмом" in client.get(answer.url).content.decode()
    assert name_url in client.get(note_url).content.decode()
    with pytest.raises(NotAllowed):
        corrections.approve(made, by=officer, at=AT)
    corrections.approve(made, by=signatory, at=AT)
    assert name_url in client.get(answer.url).content.decode()
    assert name_url not in client.get(note_url).content.decode()
    assert circulation.circulate(held_back, by=signatory, at=AT).reference == "NCT/CT/1"


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


# Pages -----------------------------------------------------------------------------------------------
def test_the_list_puts_what_is_missing_first_in_as_many_queries_for_any_number(
    client, officer, measure, people, django_assert_num_queries
):
    plan_factory.measure(forms=WHOLE, code="a-first-one")
    client.force_login(officer)
    client.get(reverse("notes:name-list"))
    with django_assert_num_queries(5):
        page = client.get(reverse("notes:name-list")).content.decode()

    section = page[page.index('id="measures"') : page.index('id="states"')]
    assert section.index("2 forms are missing") < section.index("complete")


@pytest.mark.parametrize("address", [("nowhere", "x"), ("measures", "nothing"), ("states", "XX")])
def test_another_name_does_not_exist(client, officer, address):
    client.force_login(officer)
    assert client.get(reverse("notes:name-edit", args=address)).status_code == 404


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "не хватает 2 форм"), ("kk", "2 септік тұлғасы жетіспейді")]
)
def test_the_pages_speak_the_readers_language(client, officer, measure, language, words):
    officer.language = language
    officer.save()
    client.force_login(officer)
    client.cookies["django_language"] = language
    assert words in ordinary(client.get(reverse("notes:name-list")).content.decode())
