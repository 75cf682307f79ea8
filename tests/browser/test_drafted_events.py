"""An event of a draft: added by its record, read in three languages, edited, overridden, set back."""

from playwright.sync_api import expect

from initiatives.models import Initiative
from plans.models import ConceptPaper
from tests.browser import checks
from tests.browser.conftest import NARROW, SignIn

TITLES = {"en": "Trust in networks", "ru": "Доверие в сетях", "kk": "Желілердегі сенім"}


def test_an_event_is_a_record_from_the_first_draft(sign_in: SignIn, portal):
    plan = ConceptPaper.objects.get(status="drafting")
    year = plan.period_from
    page = sign_in("officer", language="en")
    page.goto(f"/plans/{plan.slug}/edit/")
    page.get_by_role("link", name="Add an event").first.click()
    for language, title in TITLES.items():
        page.locator(f"[name=title_{language}]").fill(title)
    page.get_by_label("Format").select_option("hybrid")
    page.get_by_label("Year", exact=True).select_option(str(year))
    page.get_by_label("Quarter").select_option("2")
    page.get_by_label("Host State").select_option("UZ")
    page.get_by_label("Place in English").fill("Tashkent")
    page.get_by_role("button", name="Add the event").click()
    said = page.locator("main")
    expect(said).to_contain_text("Event added. Its line is in the working draft.")
    expect(said).to_contain_text(
        f"Holding the workshop “Trust in networks” in hybrid format in the second quarter of {year} "
        "(Tashkent), hosted by the Republic of Uzbekistan."
    )
    expect(said).to_contain_text(
        f"Проведение Республикой Узбекистан во втором квартале {year} г. семинара «Доверие в сетях» в "
        "смешанном формате (Ташкент)."
    )
    expect(said).to_contain_text(
        f"{year} жылғы екінші тоқсанда Өзбекстан Республикасының ұйымдастыруымен «Желілердегі сенім» "
        "семинарын аралас форматта өткізу (Ташкент)."
    )
    assert checks.violations(page) == []

    page.get_by_role("link", name="Edit the record").click()
    page.get_by_label("Quarter").select_option("3")
    page.get_by_role("button", name="Save the record").click()
    for words in ("in the third quarter", "в третьем квартале", "үшінші тоқсанда"):
        expect(said).to_contain_text(words)

    key = Initiative.objects.get(titles__en=TITLES["en"]).block_key
    page.get_by_role("link", name="Open in the working draft").click()
    row = page.locator(f"#b-{key}")
    expect(row.locator(".editor-source")).to_contain_text("from the record")
    row.locator(".editor-text[data-edit=en]").click()
    row.locator("textarea").fill(f"Holding the online workshop on trust in {year + 1}.")
    row.get_by_role("button", name="Save and close").click()
    expect(row.locator(".editor-source")).to_contain_text("in words of its own: English")
    page.reload()
    expect(row).to_contain_text(
        f"The English text of the plan says {year + 1}, the record of the event says {year}."
    )
    page.set_viewport_size({"width": NARROW, "height": 800})
    assert checks.overflow(page) == []
    row.get_by_role("button", name="Set the line from the record again").click()
    expect(said).to_contain_text("Line set from the record.")
    expect(said).to_contain_text("in the third quarter")
    expect(said).not_to_contain_text("in words of its own")
