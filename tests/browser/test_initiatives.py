"""An event of an adopted plan, from its line to its report: the Secretariat, a delegation and the host."""

import datetime as dt
import io

import pikepdf
import pytest
from playwright.sync_api import expect

from cica_portal import clock
from comments.models import Consultation
from initiatives.models import Initiative, Participant
from members.accounts import feed_keys
from members.models import MemberState, User
from notes.acts import event_invitations
from plans.models import ConceptPaper
from tests.browser import checks
from tests.browser.conftest import NARROW, WIDE, SignIn, sweep
from tests.browser.words import words
from tests.factories import initiatives

NAME = "Әйгерім Бек"


def report() -> dict[str, object]:
    content = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(content)
    return {"name": "report.pdf", "mimeType": "application/pdf", "buffer": content.getvalue()}


def adopted_event(day: dt.date) -> Initiative:
    """Return the event that the current plan has in the year of this day, once the plan is approved."""
    current = Consultation.objects.get(closes_at__gt=clock.now())
    ConceptPaper.objects.filter(pk=current.revision.paper_id).update(status="adopted")
    sweep()
    return Initiative.objects.filter(paper=current.revision.paper_id, status="planned", year=day.year).first()


@pytest.mark.both_databases
def test_an_event_is_announced_registered_for_held_and_reported_on(sign_in: SignIn, portal, set_clock):
    day = clock.now().date() + dt.timedelta(days=30)
    event = adopted_event(day)
    url = f"/initiatives/{event.block_key}/"

    officer = sign_in("officer", language="en")
    officer.goto(url)
    officer.get_by_role("link", name="Edit the record").click()
    officer.get_by_label("First day").fill(day.isoformat())
    officer.get_by_label("Start time").fill("10:00")
    officer.get_by_label("End time").fill("17:30")
    officer.get_by_label("Host State").select_option("TJ")
    officer.get_by_role("textbox", name="Place in English").fill("Dushanbe")
    officer.get_by_label("Registration deadline").fill((day - dt.timedelta(days=7)).isoformat())
    officer.get_by_role("button", name="Save the record").click()
    expect(officer.locator("main")).to_contain_text("10:00–17:30 (UTC+05:00)")
    officer.get_by_role("link", name="Announce the event").click()
    officer.get_by_role("button", name="Announce the event").click()
    expect(officer.locator("main")).to_contain_text("New status of the event: announced.")

    officer.get_by_role("link", name="Invite Member States by note verbale").click()
    for language, title in (("en", "Trust"), ("ru", "Доверие"), ("kk", "Сенім")):
        officer.locator(f"[name=event-{language}]").fill(title)
    officer.get_by_role("button", name="Draft the note").click()
    expect(officer.locator("main")).to_contain_text("“Trust” (Dushanbe)")
    expect(officer.locator("main")).to_contain_text("«Сенім»")
    assert event_invitations.of(event).get().drafted_by.username == "officer"

    say = words("kk")
    delegate = sign_in("kz.contact", language="kk")
    delegate.goto(url)
    delegate.get_by_role("link", name=say("Register participants")).click()
    delegate.get_by_label(say("Name and surname")).fill(NAME)
    delegate.get_by_label(say("Post", context="participant")).fill("Бірінші хатшы")
    delegate.get_by_role("button", name=say("Register a participant")).click()
    expect(delegate.get_by_role("cell", name=NAME, exact=True)).to_be_visible()
    assert Participant.objects.get().member_state.code == "KZ"
    delegate.goto("/account/calendars/")
    delegate.get_by_role("button", name=say("Create my addresses")).click()
    address = delegate.get_by_label(say("All your deadlines and events")).input_value()
    assert f"DTSTART;TZID=Asia/Almaty:{day:%Y%m%d}T100000" in delegate.request.get(address).text()

    set_clock(dt.datetime.combine(day + dt.timedelta(days=1), dt.time(6), dt.UTC))
    tell = words("ru")
    host = sign_in("tj.contact", language="ru")
    host.goto(url)
    host.get_by_role("link", name=tell("View registered participants")).click()
    expect(host.get_by_role("cell", name=NAME, exact=True)).to_be_visible()
    host.goto(url)
    host.get_by_role("link", name=tell("Record as held")).click()
    host.get_by_role("button", name=tell("Record as held")).click()
    host.get_by_role("link", name=tell("Edit the record")).click()
    host.get_by_label(tell("Outcome and report")).fill("Определены контактные пункты.")
    host.get_by_text(tell("Participants by State"), exact=True).click()
    host.locator("[name=people_KZ]").fill("1")
    host.get_by_role("button", name=tell("Save the record")).click()
    host.get_by_role("link", name=tell("Add or remove documents")).click()
    host.locator("[name=file]").set_input_files(report())
    host.get_by_label(tell("Type of document")).select_option("report")
    host.get_by_role("button", name=tell("Add the document")).click()
    expect(host.get_by_role("link", name="report.pdf")).to_be_visible()

    delegate.goto(url)
    expect(delegate.locator("main")).to_contain_text("Определены контактные пункты.")
    with delegate.expect_download() as download:
        delegate.get_by_role("link", name="report.pdf").click()
    assert download.value.suggested_filename == "report.pdf"
    event.refresh_from_db()
    assert (event.status, event.participants) == ("held", {"KZ": 1})


@pytest.mark.parametrize(("name", "language"), [("officer", "ru"), ("kz.contact", "kk")])
def test_pages_about_events_are_accessible_fit_and_are_translated(sign_in: SignIn, portal, name, language):
    day = clock.now().date() + dt.timedelta(days=30)
    event = adopted_event(day)
    officer, state = User.objects.get(username="officer"), MemberState.objects.get(code="KZ")
    initiatives.event_file(event, officer, language=language, name="2026.pdf")
    Initiative.objects.filter(pk=event.pk).update(
        status="announced",
        date_from=day,
        year=day.year,
        host=state,
        registration_closes_at=clock.now() + dt.timedelta(days=7),
    )
    for number in range(2):
        initiatives.participant(event, User.objects.get(username="kz.contact"), name=f"№ {number}", post="№")
    feed_keys.make(User.objects.get(username=name), at=clock.now())
    page = sign_in(name, language=language)
    page.context.add_init_script(checks.AXE_SCRIPT)
    paths = ["", f"calendar/?month={day:%Y-%m}", f"plans/{event.paper.slug}/"]
    paths += [
        f"{event.block_key}/{part}" for part in ("", "participants/", "files/", "edit/", "status/held/")
    ]
    found = []
    further = [f"/plans/in-force/{event.paper.slug}/", "/account/calendars/", "/"]
    further += [f"/notes/events/{event.block_key}/invite/"] if name == "officer" else []
    for path in [*(f"/initiatives/{path}" for path in paths), *further]:
        page.goto(path)
        faults = checks.violations(page) + sorted(checks.leftovers(page))
        page.set_viewport_size({"width": NARROW, "height": 800})
        faults += checks.overflow(page)
        page.set_viewport_size({"width": WIDE, "height": 800})
        found += [f"{path}: {fault}" for fault in faults]
    assert not found, "\n".join(found)
