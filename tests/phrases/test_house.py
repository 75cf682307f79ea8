"""The Secretariat changes the organization's data by page: one proposes, a signatory approves."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from cica_portal import clock, formats, organization
from cica_portal.calendar import holidays
from cica_portal.errors import NotAllowed, StaleVersion
from cica_portal.spaces import ordinary
from dashboard import sweeps
from members.directory import states
from members.installation import house
from members.models import AuditEntry, HousePart, MemberState
from notes.wording import placeholder_values
from notes.wording import texts as note_texts
from phrases import corrections, own
from phrases.forms import HouseForm
from phrases.house import HOUSE, PART_LABELS
from phrases.house.sheets import SheetUnfit
from phrases.models import Correction
from phrases.texts import live
from plans import measures
from plans.models import ConfidenceBuildingMeasure, Coordinator
from tests.factories import members, notes, plans

pytestmark = pytest.mark.django_db

AT = notes.AT


# The organization itself ------------------------------------------------------------------------------
def test_a_name_of_the_organization_holds_everywhere_once_another_person_approves_it(people, committed):
    officer, signatory = people
    present = HOUSE.texts("names")
    given = present | {
        "ru-full_gen": "Организации по взаимодействию в Азии",
        "ru-short": "ОВА",
        "en-portal": "AO",
    }
    with committed():
        made = corrections.propose_own(
            HOUSE, "names", given, seen=own.fingerprint(present), reason="Renamed", by=officer, at=AT
        )

    assert organization.name("short", "ru") == "СВМДА"
    with pytest.raises(NotAllowed):
        corrections.approve(made, by=officer, at=AT)
    with committed():
        corrections.approve(made, by=signatory, at=AT)
    opening = note_texts.first_body("circulation")["opening"]["ru"]
    assert opening.startswith("Секретариат Организации по взаимодействию в Азии (ОВА) свидетельствует")
    assert organization.name("portal", "en") == "AO"
    [entry] = AuditEntry.objects.filter(action="house.write")
    assert (entry.actor, entry.after["names"]["ru"]["short"]) == (signatory, "ОВА")


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("ru-short", "OIA", "short name (Russian): These letters belong to another language."),
        ("kk-full_gen", " ", "full name, genitive (Kazakh): Enter a text."),
        ("en-short", "СВМДА", "short name (English): These letters belong to another language."),
    ],
)
def test_a_form_that_cannot_be_used_is_refused_by_its_name(change, field, text, said):
    with translation.override("en"), pytest.raises(SheetUnfit) as refusal:
        change("names", **{field: text})

    assert str(refusal.value) == f"These data cannot be used. {said}"
    assert not Correction.objects.exists()


def test_of_two_proposals_on_the_same_data_the_later_one_is_told(people):
    present = HOUSE.texts("names")
    with pytest.raises(StaleVersion):
        corrections.propose_own(
            HOUSE, "names", present, seen="another", reason="Renamed", by=people[0], at=AT
        )


def test_a_body_is_named_otherwise_on_pages_and_found_in_letters(change):
    change("bodies", **{"swg-pages-en-short": "EWG", "swg-note-en-swg": "CICA EWG"})

    with translation.override("en"):
        assert translation.gettext("Decisions of the SWG and the SOC") == "Decisions of the EWG and the SOC"
    assert "CICA EWG consideration" in note_texts.first_body("circulation")["request"]["en"]
    assert organization.patterns("en")["swg"].endswith("EWG\\b")


def test_a_body_has_a_pattern_of_symbols_or_none(change):
    change("bodies", **{"swg-symbols": "CICA/SWG/{year}/{number}"})
    assert organization.part("bodies")["swg"]["symbols"] == "CICA/SWG/{year}/{number}"
    for unfit in ("CICA/SWG", "{number}{number}", "{body}/{number}", "{number"):
        with pytest.raises(SheetUnfit, match="holds {number} once"):
            change("bodies", **{"swg-symbols": unfit})
    change("bodies", **{"swg-symbols": ""})
    assert "symbols" not in organization.part("bodies")["swg"]


def test_every_part_of_the_data_has_a_name_for_people():
    assert set(PART_LABELS) == set(house.PARTS)


def test_what_was_changed_last_is_named_in_words(client, change):
    change("letterhead", **{"letterhead-en": "SECRETARIAT\n OF THE ORGANIZATION \n"})
    change("state-new", **NEW_STATE)
    change("state-GE", **{"name_en": "Sakartvelo", "en-full": "Sakartvelo", "from": "2027-06-01"})
    client.force_login(members.officer(language="en"))

    page = client.get(reverse("phrases:house-list")).content.decode()

    said = page[page.index('id="history"') :]
    assert "Letterhead and addressees" in said and "state_names" not in said


def test_the_page_of_a_state_to_be_renamed_says_what_it_is_called_until_then(client, change, set_clock):
    set_clock("2026-12-05T12:00:00+05:00")
    change("state-new", **NEW_STATE)
    client.force_login(members.officer())
    url = reverse("phrases:house-edit", args=["state-GE"])
    assert client.get(url).context["until_then"] == ""
    change("state-GE", **{"name_en": "Sakartvelo", "en-full": "Sakartvelo", "from": "2027-06-01"})

    page = ordinary(client.get(url).content.decode())

    assert "hold from a later day on (1 June 2027). Until then, the name is: Georgia." in page


def test_a_name_is_proposed_from_today_on(client, change, set_clock):
    set_clock("2028-03-05T12:00:00+05:00")
    change("state-new", **NEW_STATE)
    client.force_login(members.officer())

    page = client.get(reverse("phrases:house-edit", args=["state-GE"]))

    assert page.context["form"].initial["from"] == "2028-03-05"


def test_the_letterhead_is_lines(change):
    change("letterhead", **{"letterhead-en": "SECRETARIAT\n OF THE ORGANIZATION \n"})

    assert note_texts.note_texts()["pieces"]["letterhead_en"]["kk"] == ["SECRETARIAT", "OF THE ORGANIZATION"]


ANKARA = {
    "from": "2027-01-01", "host": "TR", "time_zone": "Europe/Istanbul", "in_host-en": "in Türkiye",
    "place-en": "Ankara", "place-ru": "город Анкара", "place-kk": "Анкара қаласы",
    "clock-en": "Ankara time", "clock-ru": "по времени Анкары", "clock-kk": "Анкара уақыты бойынша",
}  # fmt: skip


def seat_now():
    return organization.host(), organization.time_zone(), organization.name("in_host", "en")


IN_ASTANA = ("KZ", "Asia/Almaty", "in the Republic of Kazakhstan")
IN_ANKARA = ("TR", "Europe/Istanbul", "in Türkiye")


@pytest.fixture
def two_hosts():
    members.member_state("TR")
    members.member_state("KZ")


def test_the_seat_has_another_name_host_and_zone_from_a_day_on(change, two_hosts):
    change("seat", **ANKARA)

    assert [placeholder_values.place_on(dt.date(*day), "en") for day in ((2026, 12, 31), (2027, 1, 1))] == [
        "Astana",
        "Ankara",
    ]
    assert seat_now() == IN_ASTANA
    assert {name: HOUSE.texts("seat")[name] for name in ANKARA} == ANKARA
    # The day begins by the clock of the former seat, five hours before UTC.
    assert list(sweeps.ALL["house"](dt.datetime(2026, 12, 31, 18, 59, tzinfo=dt.UTC))) == []
    assert seat_now() == IN_ASTANA

    done = list(sweeps.ALL["house"](dt.datetime(2026, 12, 31, 19, 0, tzinfo=dt.UTC)))

    assert done == ["the seat has the host country and the time zone that hold from today"]
    assert seat_now() == IN_ANKARA
    assert {name: HOUSE.texts("seat")[name] for name in ANKARA} == ANKARA
    assert list(sweeps.ALL["house"](dt.datetime(2027, 1, 2, tzinfo=dt.UTC))) == []


def test_the_page_of_a_seat_to_come_says_until_when_the_present_one_holds(client, change, two_hosts):
    words = "hold from a later day on (1 January 2027). Until then, the seat is: Astana."
    client.force_login(members.officer(language="en"))
    url = reverse("phrases:house-edit", args=["seat"])
    assert client.get(url).context["until_then"] == ""
    change("seat", **ANKARA)

    assert words in ordinary(client.get(url).content.decode())
    assert len(client.get(reverse("phrases:house-list")).context["history"]) == 1
    list(sweeps.ALL["house"](dt.datetime(2027, 1, 2, tzinfo=dt.UTC)))
    assert client.get(url).context["until_then"] == ""


def test_a_seat_that_has_moved_by_the_day_of_the_approval_is_there_at_once(change, two_hosts):
    change("seat", **ANKARA)
    change("seat", at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC), **{"from": "2026-12-01"})
    assert seat_now() == IN_ANKARA
    assert list(sweeps.ALL["house"](dt.datetime(2027, 1, 2, tzinfo=dt.UTC))) == []


def test_hours_are_by_the_clock_of_the_seat_whose_zone_it_is_before_and_after_it_moves(change, two_hosts):
    change("seat", **ANKARA)
    day = dt.date(2027, 2, 1)  # the deadline of a consultation that was opened before the seat moves

    def clocks():
        return [formats.clock_words(zone, "en", day) for zone in ("Asia/Almaty", "Europe/Istanbul")]

    assert clocks() == ["Astana time", "Ankara time"]
    list(sweeps.ALL["house"](dt.datetime(2027, 1, 1, tzinfo=dt.UTC)))
    assert clocks() == ["Astana time", "Ankara time"]


def test_a_consultation_that_is_open_when_the_seat_moves_keeps_its_deadline(change):
    consultation = notes.circulated()
    change("seat", **ANKARA | {"from": "2022-06-01"})
    assert organization.time_zone() == "Asia/Almaty"
    list(sweeps.ALL["house"](dt.datetime(2022, 6, 1, tzinfo=dt.UTC)))
    assert organization.time_zone() == "Europe/Istanbul"
    consultation.refresh_from_db()
    assert (consultation.time_zone, consultation.closes_at) == ("Asia/Almaty", notes.CLOSES_AT)


def test_holidays_are_lines_and_a_line_that_cannot_be_read_is_named(change):
    with (
        translation.override("en"),
        pytest.raises(SheetUnfit, match="This line cannot be read: 13-45; A; B; C"),
    ):
        change("holidays", yearly="13-45; A; B; C")
    change("holidays", yearly="01-01, 01-02; New Year; Новый год; Жаңа жыл\n06-07; Day; День; Күн")

    assert holidays.name(dt.date(2027, 6, 7), "ru") == "День"
    assert not holidays.is_working_day(dt.date(2027, 6, 7)) and holidays.is_working_day(dt.date(2027, 3, 8))


def test_rules_of_the_procedure_hold_instead_of_the_settings(change, settings):
    settings.TWO_PERSONS_ISSUE = False
    change("policies", TWO_PERSONS_ISSUE="yes", DAYS_TO_ANSWER="21", REMINDER_WORKING_DAYS="7, 3")

    assert organization.policy("TWO_PERSONS_ISSUE") is True
    assert organization.policy("DAYS_TO_ANSWER") == 21
    assert organization.policy("REMINDER_WORKING_DAYS") == [7, 3]
    # What nobody chose is still a setting of the server.
    settings.INVITATION_DAYS = 3
    assert organization.policy("INVITATION_DAYS") == 3
    with pytest.raises(SheetUnfit):
        change("policies", REMINDER_HOUR="24")


@pytest.mark.parametrize(
    "name", ["DAYS_TO_ANSWER", "MINIMUM_DAYS_TO_ANSWER", "REMINDER_HOUR", "API_TOKEN_DAYS"]
)
def test_a_rule_that_is_one_number_takes_no_list(change, name):
    with pytest.raises(SheetUnfit, match="Enter whole numbers"):
        change("policies", **{name: "14, 20"})


# Member States ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("day", ["20270101", "2027-W01-1"])
def test_a_day_is_written_in_one_form_by_which_days_are_compared(change, day):
    with pytest.raises(SheetUnfit, match="YYYY-MM-DD"):
        change("seat", **{"from": day})


NEW_STATE = {
    "code": "GE", "time_zone": "Asia/Tbilisi", "joined_on": "2027-01-01", "from": "2027-01-01",
    "name_en": "Georgia", "name_ru": "Грузия", "name_kk": "Грузия",
    "full_name_en": "Georgia", "full_name_ru": "Грузия", "full_name_kk": "Грузия",
    "en-full": "Georgia", "en-short": "Georgia",
    "ru-nom": "Грузия", "ru-gen": "Грузии", "ru-dat": "Грузии", "ru-acc": "Грузию", "ru-ins": "Грузией",
    "ru-prep": "Грузии", "ru-short": "Грузия", "ru-short_gen": "Грузии", "ru-short_dat": "Грузии",
    "ru-short_ins": "Грузией",
    "kk-nom": "Грузия", "kk-gen": "Грузияның", "kk-dat": "Грузияға", "kk-abl": "Грузиядан",
    "kk-ins": "Грузиямен", "kk-short": "Грузия",
}  # fmt: skip


def test_a_state_joins_on_a_day(change):
    change("state-new", **NEW_STATE)

    state = MemberState.objects.get(code="GE")
    assert state.form("ru", "gen") == "Грузии"
    on = [dt.date(2026, 12, 31), dt.date(2027, 1, 1)]
    assert [state in MemberState.objects.members_on(day) for day in on] == [False, True]
    assert "GE" in {one["code"] for one in organization.part(organization.STATES)}


def test_a_proposed_state_is_called_one_where_it_is_approved(change, client, people):
    title = "New Member State"
    change("state-new", **NEW_STATE)
    change("names", **{"en-portal": "AO"})
    client.force_login(people[1])
    listed = client.get(reverse("phrases:correction-list")).content.decode()
    assert f"<p>{title}: <a" in listed and listed.count(title) == 1
    made = Correction.objects.get(message="state-new")
    page = client.get(reverse("phrases:correction-detail", args=[made.pk])).content.decode()
    assert title in page.partition("page-lead")[2].partition("</header>")[0]


def test_a_code_is_given_once(change):
    change("state-new", **NEW_STATE)
    with pytest.raises(SheetUnfit):
        change("state-new", **NEW_STATE)


def test_a_state_is_renamed_from_a_day_on_and_what_was_said_before_stays(change):
    change("state-new", **NEW_STATE)
    change("state-GE", **{"name_en": "Sakartvelo", "en-full": "Sakartvelo", "from": "2027-06-01"})
    state = MemberState.objects.get(code="GE")
    assert (state.name_en, states.coming(state)["names"]["name_en"]) == ("Georgia", "Sakartvelo")
    # The day begins at the seat, six hours before UTC.
    list(sweeps.ALL["house"](dt.datetime(2027, 5, 31, 17, 59, tzinfo=dt.UTC)))
    assert MemberState.objects.get(code="GE").name_en == "Georgia"

    found = list(sweeps.ALL["house"](dt.datetime(2027, 5, 31, 19, 0, tzinfo=dt.UTC)))

    state = MemberState.objects.get(code="GE")
    assert (state.name_en, state.form("en", "full"), states.coming(state)) == (
        "Sakartvelo",
        "Sakartvelo",
        None,
    )
    assert found == ["GE has the names that hold from today"]
    days = (dt.date(2027, 5, 31), dt.date(2027, 6, 1))
    assert [states.name_on(state, day, "en") for day in days] == ["Georgia", "Sakartvelo"]
    assert list(sweeps.ALL["house"](dt.datetime(2027, 6, 2, tzinfo=dt.UTC))) == []


def test_a_state_that_cannot_be_renamed_keeps_no_other_waiting(change, monkeypatch, caplog):
    for code in ("GE", "GG"):
        change("state-new", **NEW_STATE | {"code": code})
        change(f"state-{code}", **{"name_en": "Sakartvelo", "from": "2027-06-01"})
    save = MemberState.save

    def failing(state, **details):
        if state.code == "GE":
            raise ValueError("broken")
        save(state, **details)

    monkeypatch.setattr(MemberState, "save", failing)
    published = []
    monkeypatch.setattr(live, "publish", lambda: published.append("published"))
    day = dt.datetime(2027, 6, 1, tzinfo=dt.UTC)
    lines = list(sweeps.run(day, {"house": sweeps.take_names}))

    assert lines == ["GG has the names that hold from today", "house failed: ValueError"]
    assert published == ["published"]
    found = {one.code: (one.name_en, states.coming(one) is None) for one in MemberState.objects.all()}
    assert found == {"GE": ("Georgia", False), "GG": ("Sakartvelo", True)}


def test_a_state_that_leaves_keeps_the_consultations_of_its_days(change):
    consultation = notes.circulated()
    addressed = set(consultation.addressees.values_list("member_state__code", flat=True))
    state = MemberState.objects.get(code="TR")
    notes.name_states()
    for form in NEW_STATE:
        language, _hyphen, case = form.partition("-")
        if case and not state.forms.get(language, {}).get(case):
            MemberState.objects.get(code="TR").forms.setdefault(language, {})[case] = NEW_STATE[form]
    change("state-TR", left_on="2022-06-01")

    state = MemberState.objects.get(code="TR")
    assert state.left_on == dt.date(2022, 6, 1)
    assert set(consultation.addressees.values_list("member_state__code", flat=True)) == addressed
    days = (dt.date(2022, 5, 31), dt.date(2022, 6, 1))
    assert [state in MemberState.objects.members_on(day) for day in days] == [True, False]


# Measures ---------------------------------------------------------------------------------------------
def test_a_measure_is_added_and_its_coordination_changes_hands(change):
    for code in ("KZ", "RU", "TR"):
        members.member_state(code)
    given = {
        "code": "water", "note_prefix": "ENV/W", "lead": "KZ", "others": "TR",
        "title_en": "Water", "title_ru": "Вода", "title_kk": "Су",
        "dimension_en": "Environment", "dimension_ru": "Экология", "dimension_kk": "Экология",
        "en-title": "Water", "ru-nom": "вода", "ru-dat_after_po": "воде", "kk-nom": "су",
    }  # fmt: skip
    change("measure-new", **given)
    measure = ConfidenceBuildingMeasure.objects.get(code="water")
    assert measures.coordinators(measure) == ("KZ", ["TR"])

    change("measure-water", lead="RU", others="", short_en="Safe water", short_kk="Таза су")

    assert measures.coordinators(measure) == ("RU", [])
    measure.refresh_from_db()
    assert measure.short_titles == {"en": "Safe water", "kk": "Таза су"}
    with pytest.raises(SheetUnfit):
        change("measure-water", short_en="Очень короткое имя")
    ended = Coordinator.objects.filter(measure=measure).exclude(until_on=None)
    assert {one.member_state.code for one in ended} == {"KZ", "TR"}
    with pytest.raises(SheetUnfit):
        change("measure-water", others="XX")


def test_a_measure_takes_no_form_of_another(change):
    plans.measure(code="drugs", title_en="Drugs", forms={"kk": {"nom": "Есірткі"}})
    texts = {"en-title": "Water", "ru-nom": "вода", "ru-dat_after_po": "воде", "kk-nom": "Есірткі"}
    plans.measure(code="water")

    with pytest.raises(SheetUnfit) as refusal:
        change("measure-water", **texts)

    assert [str(one) for one in refusal.value.findings] == [
        "Kazakh, nominative: “Есірткі” is a form of another name: Drugs."
    ]


def test_a_state_that_takes_the_lead_keeps_the_people_who_act_for_it(change):
    states_of = {code: members.member_state(code) for code in ("KZ", "RU")}
    measure = plans.measure(code="water")
    for form in ("en-title", "ru-nom", "ru-dat_after_po", "kk-nom"):
        language, _hyphen, case = form.partition("-")
        measure.forms.setdefault(language, {})[case] = {"en": "Water", "ru": "воде", "kk": "су"}[language]
    measure.save()
    measure.coordinators.update(until_on=dt.date(2020, 1, 1))
    person = members.contact_point(states_of["RU"])
    for code, is_lead in (("KZ", True), ("RU", False)):
        Coordinator.objects.create(measure=measure, member_state=states_of[code], is_lead=is_lead)
    Coordinator.objects.get(member_state__code="RU").people.add(person)
    texts = {
        f"{name}_{code}": text
        for name in ("title", "dimension")
        for code, text in (("en", "Water"), ("ru", "Вода"), ("kk", "Су"))
    }

    change("measure-water", **texts, note_prefix="ENV/W", lead="RU", others="KZ")

    assert list(Coordinator.objects.get(measure=measure, is_lead=True, until_on=None).people.all()) == [
        person
    ]


# The pages ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "model", "fields"),
    [
        ("state-new", MemberState, [f"{name}_en" for name in ("name", "full_name", "capital")]),
        ("measure-new", ConfidenceBuildingMeasure, ["code", "note_prefix", "title_ru", "dimension_kk"]),
    ],
)
def test_a_page_takes_no_more_than_the_column_does(name, model, fields):
    taken = HouseForm(sheet=HOUSE.sheet(name)).fields
    assert [taken[one].max_length for one in fields] == [
        model._meta.get_field(one).max_length for one in fields
    ]


def test_each_form_stands_in_its_sentence_in_three_languages(client):
    client.force_login(members.officer())

    page = client.get(reverse("phrases:house-edit", args=["names"])).content.decode()

    full = "<mark>Азиядағы өзара іс-қимыл және сенім шаралары кеңесінің</mark> Хатшылығы"
    assert full in page
    assert (
        "Секретариат <mark>Совещания по взаимодействию и мерам доверия в Азии</mark> свидетельствует" in page
    )


def test_a_proposal_by_page_waits_for_a_signatory(client, people):
    officer, signatory = people
    client.force_login(officer)
    url = reverse("phrases:house-edit", args=["names"])
    form = client.get(url).context["form"]
    sent = form.initial | {"ru-short": "ОВА", "reason": "Decided by the Council"}

    answer = client.post(url, sent)

    made = Correction.objects.get()
    assert answer["Location"] == reverse("phrases:correction-detail", args=[made.pk])
    assert client.get(url)["Location"] == answer["Location"]
    client.force_login(signatory)
    page = client.get(answer["Location"]).content.decode()
    assert "Names of the organization" in page and "ОВА" in page and "Approve correction" in page


def test_the_list_of_corrections_says_which_data_each_changes(client, people, change):
    change("policies", DAYS_TO_ANSWER="12")
    client.force_login(people[1])
    change("names", **{"en-short": "OIA"})
    change("policies", DAYS_TO_ANSWER="13")
    page = client.get(reverse("phrases:correction-list")).content.decode()
    assert page.count("<p>Rules of the procedure: <a") == 2 and "<p>Names of the organization: <a" in page


def test_what_is_wrong_names_its_field_once(client):
    name, words = "Краткое название (русский)", "Эти буквы относятся к другому языку."
    client.force_login(members.officer(language="ru"))
    url = reverse("phrases:house-edit", args=["names"])
    sent = client.get(url).context["form"].initial | {"ru-short": "OIA", "reason": "Decided"}

    page = ordinary(client.post(url, sent).content.decode())

    assert f'<a href="#id_ru-short">{name}: {words}</a>' in page
    assert page.count(name) == 1 and page.count(words) == 2


@pytest.mark.parametrize(
    ("name", "optional"),
    [
        ("names", set()),
        ("measure-new", {"lead", "others", "short_en", "short_ru", "short_kk"}),
    ],
)
def test_a_page_marks_what_must_be_filled_in(client, people, name, optional):
    client.force_login(people[0])

    form = client.get(reverse("phrases:house-edit", args=[name])).context["form"]

    assert {field.name for field in form if not field.is_hidden and not field.field.required} == optional


def test_a_missing_text_is_said_together_with_what_is_wrong_elsewhere(client, people):
    client.force_login(people[0])
    url = reverse("phrases:house-edit", args=["names"])
    sent = client.get(url).context["form"].initial | {"ru-short": "OIA", "kk-short": " ", "reason": "Decided"}

    answer = client.post(url, sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "ru-short": ["These letters belong to another language."],
        "kk-short": ["Enter a text."],
    }


def test_parts_are_kept_and_never_changed(change):
    change("policies", DAYS_TO_ANSWER="14")
    change("policies", DAYS_TO_ANSWER="15", at=clock.now())

    assert [one.content["DAYS_TO_ANSWER"] for one in HousePart.objects.filter(part="policies")] == [15, 14]
    assert house.latest("policies", {})["DAYS_TO_ANSWER"] == 15
