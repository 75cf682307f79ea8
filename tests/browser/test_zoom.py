"""Enlarged to twice its size, or in half a window, a page keeps its words whole and fits."""

from comments.models import Consultation
from plans.models import ConceptPaper, ConfidenceBuildingMeasure
from tests.browser import checks
from tests.browser.conftest import NARROW, WIDE, SignIn

# No database changes how a page lies on its sheet or in its window.


def test_no_word_is_torn_apart_in_half_of_the_width(sign_in: SignIn, portal):
    language = "ru"
    closed = Consultation.objects.get(reference="ECO/SME/1")
    paper = ConceptPaper.objects.filter(status="drafting").first()
    page = sign_in("officer", language=language)

    for address in ("/", "/initiatives/calendar/", f"/plans/{paper.slug}/"):
        page.goto(address)
        for width in (WIDE // 2, 910):
            page.set_viewport_size({"width": width, "height": 800})
            assert (address, width, checks.torn(page), checks.overflow(page)) == (address, width, [], [])
    page.set_viewport_size({"width": WIDE // 2, "height": 800})
    page.goto(f"/consultations/{closed.pk}/compilation/")
    assert (checks.torn(page), checks.overflow(page)) == ([], [])


def test_no_word_is_torn_apart_on_the_narrowest_phone(sign_in: SignIn, portal):
    language = "ru"
    paper = ConceptPaper.objects.filter(status="drafting").first()
    page = sign_in("officer", language=language)
    page.set_viewport_size({"width": NARROW, "height": 800})

    for address in ("/", "/record/", f"/plans/{paper.slug}/edit/"):
        page.goto(address)
        assert (address, checks.torn(page), checks.overflow(page)) == (address, [], [])


def test_no_word_of_the_name_of_a_measure_is_torn_apart_on_a_phone(sign_in: SignIn, portal):
    language = "ru"
    paper = ConceptPaper.objects.get(measure__code="sme")
    page = sign_in("officer", language=language)
    titles = ConfidenceBuildingMeasure.objects.values_list(f"title_{language}", flat=True)

    for width in (NARROW, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"/plans/{paper.slug}/text/")
        assert (width, checks.torn(page), checks.overflow(page)) == (width, [], [])
        for title in titles:
            page.locator("h1").evaluate("(heading, title) => { heading.textContent = title; }", title)
            assert (title, checks.torn(page), checks.overflow(page)) == (title, [], [])


def test_no_word_of_a_text_beside_another_is_torn_apart_on_the_narrowest_phone(sign_in: SignIn):
    language = "ru"
    closed = Consultation.objects.get(reference="ECO/SME/1")
    page = sign_in("officer", language=language)
    page.set_viewport_size({"width": NARROW, "height": 800})

    page.goto(f"/consultations/{closed.pk}/?language={language}&with=en")

    assert (checks.torn(page), checks.overflow(page)) == ([], [])
