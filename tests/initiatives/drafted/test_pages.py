"""The pages by which events of a draft are added, edited, made of lines, set back and shown."""

import re
import uuid

import pytest
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from initiatives.models import Initiative
from members.models import User
from plans import blocks
from plans.enums import BlockKind
from plans.models import BlockText, ConceptPaper
from tests.factories import members, plans
from tests.initiatives.drafted.conftest import AT

LINES = {
    "en": "Holding the workshop “Trust” in hybrid format in the second quarter of 2023 (Tashkent), hosted by "
    "the Republic of Uzbekistan.",
    "ru": "Проведение Республикой Узбекистан во втором квартале 2023 г. семинара «Доверие» в смешанном "
    "формате (Ташкент).",
    "kk": "2023 жылғы екінші тоқсанда Өзбекстан Республикасының ұйымдастыруымен «Сенім» семинарын аралас "
    "форматта өткізу (Ташкент).",
}
FORM = {
    "kind": "workshop",
    "format": "hybrid",
    "title_en": "Trust",
    "title_ru": "Доверие",
    "title_kk": "Сенім",
    "place_en": "Tashkent",
    "host": "UZ",
    "year": "2023",
    "quarter": "2",
}
OWN = "free text"


def text(page):
    return " ".join(page.content.decode().split())


def create(client, paper, **fields):
    url = reverse("initiatives:line-create", args=[paper.slug])
    return client.post(url, FORM | {"key": str(uuid.uuid4())} | fields, follow=True)


def write(initiative, language, said, by):
    found = BlockText.objects.select_related("block").get(block__key=initiative.block_key, language=language)
    blocks.edit(found.block, language, said, version=found.version, by=by, at=AT)


@pytest.mark.parametrize("role", ["officer", "coordinator"])
def test_an_event_is_added_by_its_form_and_read_in_three_languages(
    paper, uzbekistan, officer, coordinator, client, role
):
    client.force_login({"officer": officer, "coordinator": coordinator}[role])
    page = create(client, paper)
    made = Initiative.objects.get()
    assert page.redirect_chain[-1][0] == reverse("initiatives:initiative-detail", args=[made.block_key])
    for line in LINES.values():
        assert line in text(page)
    assert text(page).count("from the record") == 3
    editor = text(client.get(reverse("plans:paper-edit", args=[paper.slug])))
    assert LINES["kk"] in editor and reverse("initiatives:initiative-edit", args=[made.block_key]) in editor


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"title_en": "", "title_ru": "", "title_kk": " "}, "title_en"),
        ({"year": "2031"}, "year"),
        ({"month": "5"}, "quarter"),
        ({"kind": ""}, "kind"),
        ({"host": "XX"}, "host"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(paper, uzbekistan, officer, client, fields, wrong):
    client.force_login(officer)
    page = create(client, paper, **fields)
    assert page.status_code == 422 and wrong in page.context["form"].errors
    assert "Tashkent" in text(page) and Initiative.objects.count() == 0


def test_an_event_goes_behind_the_line_that_the_address_names(paper, uzbekistan, officer, client):
    first = paper.blocks.get(kind=BlockKind.INITIATIVE)
    last = plans.block(paper, kind=BlockKind.INITIATIVE, texts=dict.fromkeys(LANGUAGES, "Last line"))
    url = reverse("initiatives:line-create", args=[paper.slug]) + f"?after={first.key}"
    client.signed_in(officer).post(url, FORM | {"key": str(uuid.uuid4())})
    keys = list(paper.blocks.filter(kind="initiative").order_by("position").values_list("key", flat=True))
    assert keys == [first.key, Initiative.objects.get().block_key, last.key]


def test_a_draft_that_cannot_be_edited_takes_no_event(paper, officer, client):
    ConceptPaper.objects.filter(pk=paper.pk).update(status="circulated")
    page = client.signed_in(officer).get(reverse("initiatives:line-create", args=[paper.slug]), follow=True)
    assert "The text of this plan cannot be edited now" in text(page)


def test_the_editor_says_where_the_words_of_a_line_come_from(paper, event, officer, client):
    url = reverse("plans:paper-edit", args=[paper.slug])
    shown = text(client.signed_in(officer).get(url))
    assert "from the record" in shown and OWN not in shown
    write(event, "ru", "Семинар о доверии в 2023 году.", officer)
    shown = text(client.get(url))
    assert f"{OWN}: Russian" in shown
    reset = reverse("initiatives:line-reset", args=[event.block_key])
    assert reset in shown
    shown = text(client.get(reverse("initiatives:initiative-detail", args=[event.block_key])))
    assert reset in shown and LINES["ru"] in shown and "Семинар о доверии" in shown
    client.post(reset)
    shown = text(client.get(url))
    assert OWN not in shown and LINES["ru"] in shown


def test_saving_a_text_in_its_place_says_at_once_that_it_is_in_words_of_its_own(
    paper, event, officer, client
):
    client.force_login(officer)
    url = reverse("plans:block-edit", args=[paper.slug, event.block_key, "en"])
    page = client.post(url, {"en-text": "Another line.", "en-version": 1}, headers={"hx-request": "true"})
    assert page.status_code == 200
    assert re.search(rf'id="source-{event.block_key}" data-hx-swap-oob', page.content.decode())
    assert "free text: English" in text(page)


def test_an_edited_record_rewrites_the_line(paper, event, officer, client):
    User.objects.filter(pk=officer.pk).update(language="en")
    client.force_login(officer)
    url = reverse("initiatives:initiative-edit", args=[event.block_key])
    assert [field.value() for field in client.get(url).context["form"].titles] == [
        "Trust",
        "Доверие",
        "Сенім",
    ]
    sent = FORM | {"version": "0", "time_zone": "Asia/Almaty", "quarter": "3"}
    page = client.post(url, sent, follow=True)
    assert page.redirect_chain[-1][0] == reverse("initiatives:initiative-detail", args=[event.block_key])
    assert "third quarter of 2023" in text(page) and "в третьем квартале 2023" in text(page)


# Lines that somebody wrote ---------------------------------------------------------------------------------
def typed(paper, **said):
    return plans.block(paper, kind=BlockKind.INITIATIVE, texts=LINES | said)


def offers(client, paper):
    return client.get(reverse("initiatives:line-offers", args=[paper.slug]))


def described(block, **said):
    """Return what a person enters below a line that is to be a record."""
    return {f"{block.key}-{name}": value for name, value in (FORM | {"take": "on"} | said).items()}


def test_a_chosen_line_becomes_a_record_as_a_person_describes_it(paper, uzbekistan, officer, client):
    block = typed(paper)
    editor = text(client.signed_in(officer).get(reverse("plans:paper-edit", args=[paper.slug])))
    assert reverse("initiatives:line-offers", args=[paper.slug]) in editor
    first, second = offers(client, paper).context["form"].lines
    assert not any(line.is_taken or line["kind"].value() or line["year"].value() for line in (first, second))

    url = reverse("initiatives:line-offers", args=[paper.slug])
    assert "1 record created." in text(client.post(url, described(block), follow=True))
    made = Initiative.objects.get()
    assert (made.block_key, made.kind, made.quarter, made.host) == (block.key, "workshop", 2, uzbekistan)
    assert [line.block.key for line in offers(client, paper).context["form"].lines] == [first.block.key]


def test_what_is_missing_is_asked_for_and_nothing_is_made_meanwhile(paper, uzbekistan, officer, client):
    block = typed(paper)
    url = reverse("initiatives:line-offers", args=[paper.slug])
    assert "Choose at least one line." in text(client.signed_in(officer).post(url, {}))
    both = described(paper.blocks.filter(kind="initiative").first(), kind="") | described(block)
    refused = client.post(url, both)
    assert refused.status_code == 422 and Initiative.objects.count() == 0
    assert "-kind" in text(refused) and "Tashkent" in text(refused)
    done = client.post(url, both | {name: "other" for name, value in both.items() if not value}, follow=True)
    assert "2 records created." in text(done) and Initiative.objects.count() == 2
    assert "Every line has its record" in text(offers(client, paper))


def test_an_adopted_plan_offers_no_lines(paper, officer, client):
    ConceptPaper.objects.filter(pk=paper.pk).update(status="adopted")
    page = client.signed_in(officer).get(reverse("initiatives:line-offers", args=[paper.slug]), follow=True)
    assert "can no longer be made records here" in text(page)


# What the words and the record say -------------------------------------------------------------------------
@pytest.mark.parametrize("page", ["plans:paper-gate", "plans:paper-edit", "initiatives:initiative-detail"])
def test_another_year_is_a_finding_wherever_the_line_is_prepared(paper, event, officer, client, page):
    client.force_login(officer)
    url = reverse(page, args=[event.block_key if page.startswith("initiatives") else paper.slug])
    said = "The English text of the plan says 2024, the record of the event says 2023."
    for year in (2024, 2023):
        write(event, "en", f"Holding the seminar “Trust” in {year}.", officer)
        assert (said in ordinary(client.get(url).content.decode())) == (year == 2024)


# Before the adoption ---------------------------------------------------------------------------------------
def test_those_who_prepare_a_plan_see_its_events_everywhere_as_a_draft(
    paper, event, officer, coordinator, client
):
    for person in (officer, coordinator):
        User.objects.filter(pk=person.pk).update(language="en")
        client.force_login(person)
        for url in (
            reverse("initiatives:initiative-list"),
            reverse("initiatives:initiative-detail", args=[event.block_key]),
            reverse("initiatives:calendar") + "?month=2023-05",
            reverse("initiatives:plan-matrix", args=[paper.slug]),
        ):
            assert "draft, not binding" in client.get(url).content.decode().replace("\u00a0", " "), url


def test_the_coordinator_of_another_measure_sees_none_of_it(event, client):
    client.force_login(members.coordinator(members.member_state("TR")))
    assert client.get(reverse("initiatives:initiative-detail", args=[event.block_key])).status_code == 404
    assert "Trust" not in client.page("initiatives:initiative-list")
