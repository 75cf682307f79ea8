"""Where the system gives the colours: pictures keep theirs, and one sees where one is."""

from comments.models import Consultation
from tests.browser.conftest import SignIn

# No database changes how a page lies on its sheet or in its window.

FILLS = "(parts) => parts.map((one) => getComputedStyle(one).fill)"
LINES = "Array.from(document.querySelectorAll('.places a'), (one) => getComputedStyle(one).borderBottomColor)"


def test_pictures_keep_their_colours_and_the_place_where_one_is_alone_has_a_line(sign_in: SignIn, portal):
    consultation = Consultation.objects.get(reference="NCT/ICT/689")
    page = sign_in("officer", language="en")
    page.emulate_media(forced_colors="active")

    page.goto("/")
    assert len(set(page.locator(".bar").first.locator("rect").evaluate_all(FILLS))) == 2
    here, *others = page.evaluate(LINES)
    assert len(set(others)) == 1 and here not in others

    page.goto(f"/consultations/{consultation.pk}/board/pictures/")
    assert len(set(page.locator(".picture rect, .picture text").evaluate_all(FILLS))) > 2
