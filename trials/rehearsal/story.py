"""What the people do in a new production: from the first account to a consultation that has closed."""

import datetime as dt
import json
import re
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

import yaml

from trials.rehearsal.house import BASE, PATIENCE, Failed, House, link_in
from trials.rehearsal.visitor import Visitor, code

PASSWORD = "silk road and steppe"
SIGNATORY = "signatory@secretariat.example"
OFFICER = "officer@secretariat.example"
CONTACT = "contact@kazakhstan.example"
ZONE = ZoneInfo("Asia/Almaty")
NUMBER = "NCT/ICT/689"
SLUG = "ict_security-2026-2027"
PLAN = f"/plans/{SLUG}/"
LANGUAGES = ("en", "ru", "kk")
# So long after the note is drafted the consultation closes: whoever is asked answers before.
OPEN_FOR = dt.timedelta(minutes=8)
EARLIER = BASE / "plans" / "data" / "concept_paper_ict_2022_2023.yaml"


def open_account(house: House, name: str, invitation: str) -> Visitor:
    """Open an account by the link of an invitation, with a password and an authenticator app."""
    person = Visitor(name, house.origin, house.certificate)
    person.open(link_in(invitation, "/invitation/"))
    person.submit(
        "Open account",
        first_name=name,
        last_name="of the rehearsal",
        language="en",
        way="password",
        password=PASSWORD,
        password_again=PASSWORD,
    )
    person.follow("Set up app")
    secret = re.search("[A-Z2-7]{32}", person.text)
    if secret is None:
        raise Failed(f"{name} is shown no secret for the authenticator app.")
    person.submit("Set up app", code=code(secret[0]))
    person.must_show("Recovery codes")
    return person


def set_numbering(signatory: Visitor) -> None:
    signatory.open("/notes/series/rule/")
    signatory.submit("Save numbering", **{"next:NCT/ICT": "689", "reason": "As in the register on paper."})
    signatory.must_show("Numbering saved")


def invite(signatory: Visitor, address: str, role: str, state: str = "") -> None:
    signatory.open("/people/invite/")
    signatory.submit(
        "Send invitation",
        state=signatory.option("state", state) if state else "",
        address=address,
        role=role,
        language="en",
    )
    signatory.must_show("Invitation queued")


def draft_plan(officer: Visitor) -> None:
    """Write a plan of a title, a heading and a paragraph, in three languages."""
    earlier = yaml.safe_load(EARLIER.read_text(encoding="utf-8"))["blocks"]
    titles = {
        f"title_{one}": earlier[0][one]
        .replace("2022-2023", "2026-2027")
        .replace(' "', " “")
        .replace('" ', "” ")
        for one in LANGUAGES
    }
    officer.open("/plans/new/")
    officer.submit(
        "Create the plan",
        measure=officer.option("measure", "Security of and in the use of ICTs"),
        coordinator=officer.option("coordinator", "Russia"),
        period_from="2026",
        period_to="2027",
        source_language="en",
        **titles,
    )
    for block in earlier[1:3]:
        officer.open(f"{PLAN}blocks/add/")
        officer.submit(
            "Add the block", kind=block["kind"], **{f"text_{one}": block[one] for one in LANGUAGES}
        )


def review(signatory: Visitor) -> None:
    for language in LANGUAGES:
        signatory.open(f"{PLAN}review/{language}/")
        signatory.submit("Mark all as reviewed")
    signatory.open(f"{PLAN}gate/")
    signatory.must_show("Ready to circulate")


def prepare_note(officer: Visitor) -> str:
    """Draft the note with a deadline of some minutes, and return its address."""
    ends = dt.datetime.now(ZONE) + OPEN_FOR
    officer.open(f"/circulations/{SLUG}/")
    officer.submit(
        "Draft the note",
        respond_by=ends.date().isoformat(),
        last_minute=f"{ends:%H:%M}",
        visibility="after_closing",
        reminder_days="",
    )
    officer.must_show("Draft note prepared")
    return officer.address


def circulate(signatory: Visitor, note: str) -> None:
    """Issue the note once its enclosure is rendered, though other States have nobody yet to write to."""
    wait_until("the enclosure is ready", lambda: _has_link(signatory, note, "Circulate plan"))
    signatory.follow("Circulate plan")
    signatory.submit(
        f"Circulate plan under No. {NUMBER}", reason="The other States are invited in these days."
    )
    signatory.must_show(f"Note {NUMBER} issued")


def respond(house: House, contact: Visitor) -> None:
    """Follow the link of the mail, write a comment, submit the response, and see the receipt."""
    contact.open(link_in(house.mail_to(CONTACT, NUMBER), "/consultations/"))
    consultation = contact.address
    contact.follow("Comment on the whole text")
    contact.submit("Save draft", type="editorial", remark="Kazakhstan supports the draft.")
    contact.open(f"{consultation}answer/")
    contact.submit("Submit for our State")
    contact.must_show("Response submitted for your State: receipt")


def see_it_closed(house: House) -> None:
    """Wait for the deadline: the clock closes, and nobody does anything."""

    def is_closed() -> bool:
        said = json.loads(house.manage("ledger", NUMBER, "--json"))
        return bool(said["state"] == "closed")

    wait_until("the consultation closes", is_closed, OPEN_FOR)


def wait_until(what: str, is_so: Callable[[], bool], more: dt.timedelta = dt.timedelta()) -> None:
    until = time.monotonic() + PATIENCE + more.total_seconds()
    while not is_so():
        if time.monotonic() > until:
            raise Failed(f"It did not come to be in time: {what}.")
        time.sleep(3)


def _has_link(person: Visitor, path: str, words: str) -> bool:
    person.open(path)
    try:
        person.link(words)
    except Failed:
        return False
    return True
