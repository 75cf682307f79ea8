"""How wide fields stand on the page: as wide as what goes into them."""

import pytest
from django.urls import reverse

from comments.models import Consultation
from tests.browser.conftest import NARROW, WIDE, SignIn

# No database changes how a page lies on its sheet or in its window.


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_reminder_is_set_in_fields_of_its_own_width(sign_in: SignIn, portal, width):
    language = "ru"
    page = sign_in("officer", language=language, width=width)
    page.goto(reverse("notes:reminder-plan", args=[Consultation.objects.get(status="open").pk]))
    days = page.locator("#id_new-working_days").bounding_box()
    whom = page.locator("#id_new-level").bounding_box()
    assert days["width"] < 150 and days["width"] < whom["width"] < 800
