"""No line of a page ends within years or the number of a receipt, and the words stay as they are."""

import pytest
from django.urls import reverse

from cica_portal.web.line_ends import held
from tests.factories import members
from tests.factories import plans as factory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<h1>ICT security 2026-27</h1>", "<h1>ICT security [2026-27]</h1>"),
        ("<p>на 2022–2023 гг.</p>", "<p>на [2022–2023] гг.</p>"),
        ("<p>жөніндегі <b>2022-2023</b> жылдарға</p>", "<p>жөніндегі <b>[2022-2023]</b> жылдарға</p>"),
        ("<p>under receipt NCT/ICT/688-KZ-1.</p>", "<p>under receipt {NCT/ICT/688-KZ-1}.</p>"),
        (
            "<p>2022-05-26, 2022, 12022-2023, 2022-20234</p>",
            "<p>2022-05-26, 2022, 12022-2023, 2022-20234</p>",
        ),
        ('<a title="for 2022-2023" href="/ict-2022-2023/">Plan</a>',) * 2,
        ("<title>Plan 2022-2023</title>",) * 2,
        ("<select><option selected>2022-2023</option></select>",) * 2,
        ('<textarea name="text">for 2022-2023</textarea>',) * 2,
        ("<svg><text x='1'>2022-2023</text></svg>",) * 2,
        ('<a class="ref" href="/">NCT/ICT/688-KZ-1</a>',) * 2,
        ('<script type="application/json">"2022-2023"</script>',) * 2,
    ],
)
def test_years_and_numbers_of_receipts_stay_whole_where_words_can_be_marked(html, shown):
    made = held(html)
    for mark, name in ("[]", "nowrap"), ("{}", "ref"):
        shown = shown.replace(mark[0], f'<span class="{name}">').replace(mark[1], "</span>")
    assert made == shown
    assert held(made) == made


def test_the_page_of_a_plan_holds_its_years_together(client):
    paper = factory.paper(period_from=2026, period_to=2027)
    client.force_login(members.officer(language="en"))
    page = client.get(reverse("plans:paper-detail", args=[paper.slug])).content.decode()
    assert f'<h1>{paper.measure.short_title} <span class="nowrap">2026-27</span></h1>' in page
    assert f"<title>{paper.short_title}" in page
