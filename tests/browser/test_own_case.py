"""A case of one's own by keyboard alone: from an empty plan to its second circulation, in three languages."""

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from cica_portal.languages import LANGUAGES
from comments.models import Comment, Consultation
from notes.models import Dispatch, VerbalNote
from plans.models import ConceptPaper, ConfidenceBuildingMeasure, Coordinator
from plans.outline import draft_outline, revision_outline
from tests.browser.conftest import SignIn, sweep

MEASURE = "natural_disaster_management"
TITLES = {
    "en": "Concept Paper and Plan of Implementation of the CICA confidence-building measure “Natural "
    "disaster management” for 2027-2028",
    "ru": "Концепция и План действий по реализации меры доверия СВМДА «Управление рисками стихийных "
    "бедствий» на 2027-2028 гг.",
    "kk": "Азия Кеңесінің «Табиғи апаттар кезіндегі басқару» сенім шарасын іске асыру жөніндегі 2027-2028 "
    "жылдарға арналған тұжырымдама мен іс-қимыл жоспары",
}
TEXT = (
    ("heading", {"en": "Objectives", "ru": "Цели", "kk": "Мақсаттар"}),
    (
        "paragraph",
        {
            "en": "Member States warn each other of disasters.",
            "ru": "Государства-члены предупреждают друг друга о бедствиях.",
            "kk": "Мүше мемлекеттер апаттар туралы бір-бірін ескертеді.",
        },
    ),
)
# What the State proposes to add, and the same in the languages that the Secretariat translates it into.
ADDED = {"en": " Without delay.", "ru": " Без промедления.", "kk": " Кідіріссіз."}


def reach(page: Page, selector: str, most: int = 120) -> None:
    """Press Tab until the element has the focus, and see that it shows; a part of the page may bring it."""
    page.locator(selector).first.wait_for(state="attached")
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            break
    else:
        raise AssertionError(f"{selector} was not reached with {most} presses of Tab")
    shown = page.evaluate(
        "() => { const style = getComputedStyle(document.activeElement);"
        " return style.outlineStyle !== 'none' || style.boxShadow !== 'none'; }"
    )
    assert shown, f"{selector} has the focus and does not show it"


def choose(page: Page, value: str) -> None:
    """Choose in the list that has the focus."""
    page.keyboard.press("Home")
    for _ in range(60):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(value)


def follow(page: Page, address: str) -> None:
    """Go to the link and open it."""
    reach(page, f"main a[href$='{address}'], main a[href*='{address}?']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address.partition('#')[0]}*")


def submit(page: Page, form: str = "main form") -> None:
    reach(page, f"{form} button[type=submit]")
    page.keyboard.press("Enter")


def begin(page: Page) -> ConceptPaper:
    """Create a plan that has a title and nothing else."""
    page.goto("/plans/")
    follow(page, "/plans/new/")
    reach(page, "[name=measure]")
    choose(page, str(ConfidenceBuildingMeasure.objects.get(code=MEASURE).pk))
    for name, year in (("period_from", "2027"), ("period_to", "2028")):
        reach(page, f"[name={name}]")
        page.keyboard.press("Control+a")
        page.keyboard.type(year)
    reach(page, "[name=coordinator]")
    choose(page, str(Coordinator.objects.filter(measure__code=MEASURE).first().member_state_id))
    for language, title in TITLES.items():
        reach(page, f"[name=title_{language}]")
        page.keyboard.type(title)
    submit(page)
    page.wait_for_url("**/edit/")
    return ConceptPaper.objects.get(measure__code=MEASURE)


def write(page: Page, paper: ConceptPaper) -> None:
    """Add each block below the last one, in its three languages."""
    for number, (kind, texts) in enumerate(TEXT, start=1):
        last = stand_on(page, draft_outline(paper)[-1].key)
        page.keyboard.press("a")
        expect(page.locator(f"{last} .row-panel [name=kind]")).to_be_focused()
        choose(page, kind)
        for language, text in texts.items():
            reach(page, f".row-panel [name=text_{language}]")
            page.keyboard.type(text)
        submit(page, ".row-panel form")
        expect(page.locator(".editor-row")).to_have_count(number + 1)
    assert [row.text("kk") for row in draft_outline(paper)[1:]] == [texts["kk"] for _kind, texts in TEXT]


def stand_on(page: Page, key: object) -> str:
    """Go to a block by the key for the next one; return what finds its row."""
    for _ in range(20):
        if page.evaluate("document.activeElement.id") == f"b-{key}":
            return f"#b-{key}"
        page.keyboard.press("j")
    raise AssertionError(key)


def review(page: Page, paper: ConceptPaper) -> None:
    """Read the texts of each language and mark them as reviewed, as another person than their writer."""
    page.goto(f"/plans/{paper.slug}/edit/")
    reach(page, "details.tools > summary, main details > summary")
    page.keyboard.press("Enter")
    follow(page, f"/plans/{paper.slug}/review/{LANGUAGES[0]}/")
    for language in LANGUAGES:  # each leads on to the next
        page.wait_for_url(f"**/review/{language}/*")
        submit(page)
    page.wait_for_url("**/edit/*")
    expect(page.locator("[data-state=unreviewed], [data-state=stale]")).to_have_count(0)


def circulate(officer: Page, signatory: Page, paper: ConceptPaper) -> VerbalNote:
    """Prepare the circulation, read its note, and issue it."""
    officer.goto(f"/plans/{paper.slug}/")
    follow(officer, f"/circulations/{paper.slug}/")
    submit(officer)
    officer.wait_for_url(re.compile(r"/notes/[0-9a-f-]{36}/$"))
    note = VerbalNote.objects.filter(paper=paper).latest("pk")
    sweep()  # the enclosures are rendered, and their pages counted
    signatory.goto(f"/notes/{note.key}/")
    expect(signatory.locator(".note-page")).to_have_count(3)
    follow(signatory, f"/notes/{note.key}/issue/")
    submit(signatory)
    signatory.wait_for_url(f"**/notes/{note.key}/")
    note.refresh_from_db()
    sweep()
    assert set(Dispatch.objects.filter(note=note).values_list("status", flat=True)) == {"sent"}
    return note


def comment(page: Page, consultation: Consultation, key: object, language: str) -> Comment:
    """Propose another wording of a paragraph, and submit the response of the State."""
    page.goto("/")
    follow(page, f"/consultations/{consultation.pk}/")
    stand_on(page, key)
    page.keyboard.press("c")
    expect(page.locator(f"#b-{key} .in-place")).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(ADDED[language])
    reach(page, ".writing [name=rationale]")
    page.keyboard.type("--")
    follow(page, f"/consultations/{consultation.pk}/answer/")
    submit(page)
    expect(page.locator("#messages a[href*='/receipts/']")).to_be_visible()
    return Comment.objects.get(response__consultation=consultation)


def confirm(page: Page, consultation: Consultation) -> None:
    page.goto(f"/consultations/{consultation.pk}/board/")
    follow(page, f"/consultations/{consultation.pk}/outcome/")
    submit(page)
    expect(page.locator("#messages")).to_be_visible()


def answer(page: Page, consultation: Consultation) -> None:
    """Accept the wording into the draft."""
    page.goto(f"/consultations/{consultation.pk}/dispositions/")
    page.keyboard.press("j")
    page.wait_for_url(re.compile(r"/dispositions/[0-9a-f-]{36}/"))
    page.keyboard.press("1")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".settled")).to_be_visible()


def send_replies(page: Page, consultation: Consultation) -> None:
    page.goto(f"/consultations/{consultation.pk}/dispositions/")
    follow(page, f"/consultations/{consultation.pk}/answers/release/")
    submit(page)
    expect(page.locator("#messages")).to_be_visible()


def translate(page: Page, paper: ConceptPaper, key: object, source: str) -> None:
    """Bring the other languages up to the wording that was accepted."""
    page.goto(f"/plans/{paper.slug}/edit/")
    row = stand_on(page, key)
    for place, language in enumerate(LANGUAGES, start=1):
        if language == source:
            continue
        page.keyboard.press(str(place))
        expect(page.locator(f"{row} textarea")).to_be_focused()
        page.keyboard.press("Control+End")
        page.keyboard.type(ADDED[language])
        page.keyboard.press("Escape")
        expect(page.locator(f"{row} textarea")).to_have_count(0)


@pytest.mark.long
@pytest.mark.both_databases
def test_a_case_goes_by_keyboard_from_an_empty_plan_to_its_second_circulation(
    sign_in: SignIn, portal, set_clock, settings
):
    language = "kk"
    settings.DISPOSITIONS_CONFIRMED = False
    officer, signatory = (sign_in(name, language=language) for name in ("officer", "signatory"))
    paper = begin(officer)
    write(officer, paper)
    review(signatory, paper)
    first = circulate(officer, signatory, paper)
    consultation = Consultation.objects.get(reference=first.number)
    key = draft_outline(paper)[-1].key
    said = comment(sign_in("kz.contact", language=language), consultation, key, language)

    set_clock(consultation.closes_at + dt.timedelta(minutes=1))
    sweep()
    officer, signatory = (sign_in(name, language=language) for name in ("officer", "signatory"))
    confirm(signatory, consultation)
    answer(officer, consultation)
    send_replies(signatory, consultation)
    translate(officer, paper, key, language)
    review(signatory, paper)
    second = circulate(officer, signatory, paper)

    assert (second.kind, second.answers_to, said.language) == ("circulation_revised", first, language)
    texts = {code: text + ADDED[code] for code, text in TEXT[-1][1].items()}
    conveyed = revision_outline(second.consultation.revision)
    assert {code: conveyed[-1].text(code) for code in LANGUAGES} == texts
