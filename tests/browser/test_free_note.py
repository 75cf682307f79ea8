"""A note on another subject: written, enclosed, addressed, returned, issued, read by its States, replaced."""

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from notes.models import Dispatch, VerbalNote
from tests.browser.checks import violations
from tests.browser.conftest import SignIn, sweep
from tests.browser.words import words
from tests.notes.acts.test_attaching import pdf

CONTENT = {
    "subject": {"en": "Working hours", "ru": "Часы работы", "kk": "Жұмыс уақыты"},
    "matter": {
        "en": "inform of its working hours",
        "ru": "сообщить о часах своей работы",
        "kk": "өзінің жұмыс уақыты туралы хабарлауды",
    },
    "paragraphs": {
        "en": "The Secretariat is **closed** on holidays.",
        "ru": "В праздничные дни Секретариат **закрыт**.",
        "kk": "Мереке күндері Хатшылық **жабық**.",
    },
}
AGENDA = {"en": "agenda", "ru": "повестка дня", "kk": "күн тәртібі"}
FORM = {"en": "registration form", "ru": "регистрационная форма", "kk": "тіркеу нысаны"}
MARKS = {
    "en": "Enclosure 1: registration form, on 1 p. Enclosure 2: agenda, on 2 p.",
    "ru": "Приложение 1: регистрационная форма, на 1 л. Приложение 2: повестка дня, на 3 л.",
    "kk": "1-қосымша: тіркеу нысаны, 1 п. 2-қосымша: күн тәртібі, 4 п.",
}
PAGES = {"en": 2, "ru": 3, "kk": 4}


def write(page: Page, texts: Mapping[str, Mapping[str, str]]) -> None:
    for name, by_language in texts.items():
        for code, text in by_language.items():
            page.locator(f"#id_{name}-{code}").fill(text)


def enclose(page: Page, title: Mapping[str, str], files: Mapping[str, int]) -> None:
    """Add an enclosure: a file of so many pages for each language, or one for all."""
    write(page, {"title": title})
    for code, pages in files.items():
        file = {"name": f"{code}.pdf", "mimeType": "application/pdf", "buffer": pdf(pages)}
        page.locator(f"#id_file-{code}").set_input_files(file)
    page.locator("form[data-keep] button[type=submit]").click()


def submit(page: Page) -> None:
    page.locator("form.section button[type=submit]").first.click()


def hand_over(page: Page, language: str) -> None:
    """Send the note for signature, and see that it was sent."""
    button = page.get_by_role("button", name=words(language)("Send for signature"))
    button.click()
    expect(button).to_have_count(0)


@pytest.mark.both_databases
def test_note_is_written_issued_read_and_replaced(sign_in: SignIn):
    language = "ru"
    say = words(language)
    officer = sign_in("officer", language=language)
    officer.goto("/notes/")
    officer.get_by_role("link", name=say("New note"), exact=True).click()
    officer.locator("#id_series").select_option("NCT/ICT")
    write(officer, CONTENT)
    officer.get_by_role("button", name=say("Show preview")).click()
    expect(officer.locator(".note-page")).to_have_count(3)
    expect(officer.locator(".note-page strong")).to_have_count(3)
    assert not VerbalNote.objects.filter(kind="free").exists()
    officer.get_by_role("button", name=say("Save draft")).click()
    expect(officer).to_have_url(re.compile(r"/notes/[0-9a-f-]{36}/$"))
    note = VerbalNote.objects.get(kind="free")
    here = f"/notes/{note.key}/"

    # Two enclosures, each counted in each language, put in another order.
    officer.get_by_role("link", name=say("Add or change enclosures")).click()
    enclose(officer, AGENDA, PAGES)
    expect(officer.locator("#chosen + ul > li")).to_have_count(1)
    enclose(officer, FORM, {"all": 1})
    expect(officer.locator("#chosen + ul > li")).to_have_count(2)
    officer.locator("#chosen + ul > li").nth(1).locator("form[action*='/up/'] button").click()
    expect(officer.locator("#chosen + ul > li").first).to_contain_text(FORM[language])
    officer.goto(here)
    for code, mark in MARKS.items():
        expect(officer.locator(f"#text-{code}")).to_contain_text(mark, use_inner_text=True)

    # Two addressees, and a copy to a third.
    officer.locator(".page-line .menu > summary").click()
    officer.get_by_role("link", name=say("Addressees and copies")).click()
    officer.locator("input[name=whom][value=chosen]").check()
    for name, code in (("to", "KZ"), ("to", "IN"), ("copies", "TH")):
        box = officer.locator(f"input[name={name}][value='state:{code}']")
        officer.locator("details", has=box).locator("summary").click()
        box.check()
        officer.locator("details", has=box).locator("summary").click()
    submit(officer)
    expect(officer).to_have_url(re.compile(r"/notes/[0-9a-f-]{36}/$"))
    hand_over(officer, language)

    # The signatory returns it once; then it is issued.
    signatory = sign_in("signatory", language=language)
    signatory.goto(here)
    signatory.get_by_role("link", name=say("Return note")).click()
    signatory.locator("#id_reason").fill("2027?")
    submit(signatory)
    expect(signatory.locator("main")).to_contain_text("2027?")
    officer.goto(here)
    officer.get_by_role("link", name=say("Edit the draft note")).click()
    write(officer, {"subject": {"en": "Working hours in 2027"}})
    officer.get_by_role("button", name=say("Save draft")).click()
    expect(officer).to_have_url(re.compile(r"/notes/[0-9a-f-]{36}/$"))
    hand_over(officer, language)
    number = issue(signatory, note)
    sent = Dispatch.objects.filter(note=note).values_list("member_state__code", "is_copy", "status")
    assert {*sent} == {("KZ", False, "sent"), ("IN", False, "sent"), ("TH", True, "sent")}

    # Who is addressed reads it, with the enclosure in the own language.
    delegate = sign_in("kz.contact", language=language)
    delegate.goto(here)
    expect(delegate.locator(".note-page").first).to_be_visible()
    address = delegate.locator(f".enclosed a[href*='/{language}/']").last.get_attribute("href")
    answer = delegate.request.get(address)
    assert (answer.status, answer.body()) == (200, pdf(PAGES[language]))

    replace(officer, signatory, note, language)
    delegate.goto("/notes/")
    marked = delegate.get_by_role("row").filter(
        has_text=say("replaced by note %(number)s", number=VerbalNote.objects.get(answers_to=note).number)
    )
    expect(marked).to_contain_text(number)


def issue(page: Page, note: VerbalNote) -> str:
    page.goto(f"/notes/{note.key}/issue/")
    submit(page)
    expect(page.locator("#delivery")).to_be_visible()
    sweep()  # the files are rendered, the messages leave
    note.refresh_from_db()
    return note.number


def replace(officer: Page, signatory: Page, note: VerbalNote, language: str) -> None:
    """Replace the note: begun with its words, with the same enclosures, under a number of its own."""
    say = words(language)
    officer.goto(f"/notes/{note.key}/")
    officer.locator(".page-line .menu > summary").click()
    officer.get_by_role("link", name=say("Replace note…")).click()
    expect(officer.locator("#id_matter-ru")).to_have_value("сообщить о часах своей работы.")
    expect(officer.locator("#id_matter-kk")).to_have_value(CONTENT["matter"]["kk"])
    expect(officer.locator("#id_encloses_again")).to_be_checked()
    assert violations(officer) == []
    officer.get_by_role("button", name=say("Save draft")).click()
    expect(officer).to_have_url(re.compile(r"/notes/[0-9a-f-]{36}/$"))
    for code, words_of_it in {"en": "in replacement of its Note No.", "ru": "взамен своей ноты №"}.items():
        expect(officer.locator(f"#text-{code}")).to_contain_text(words_of_it)
        expect(officer.locator(f"#text-{code}")).to_contain_text(MARKS[code], use_inner_text=True)
    hand_over(officer, language)
    made = VerbalNote.objects.get(answers_to=note)
    issue(signatory, made)
    officer.goto(f"/notes/{note.key}/")
    expect(officer.get_by_role("link", name=made.number).first).to_be_visible()
    expect(officer.get_by_role("link", name=say("Replace note…"), include_hidden=True)).to_have_count(0)
