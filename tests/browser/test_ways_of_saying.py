"""Sixteen ways in which States say something over three consultations, each read again in the sealed package.

What is said is said in a browser; the package is built once, and what it says is read as text.
"""

import datetime as dt
import re
import subprocess
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from cica_portal.data_files import read
from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from comments.answering import dialogue, dispositions
from comments.enums import Channel, DispositionKind, Operation, Visibility
from comments.models import Comment
from comments.procedure import consultations, outcomes, reaching
from comments.taking import take
from initiatives.models import ProposedEvent
from initiatives.proposed import decisions
from members.reference import STATES_FILE
from notes.acts import issuing
from notes.acts.submitting import submission_with_comments
from notes.packages import building
from plans import blocks
from plans.checks import reviews
from plans.editing import editor_rows
from plans.models import ConceptPaper
from plans.outline import revision_outline
from tests import states
from tests.browser.words import words as words_of
from tests.comments.given import plan_of
from tests.factories import members, notes, packages, plans

pytestmark = pytest.mark.long

BEGINS = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)
REASON = "It is settled in the next consultation."
REPLY = {
    DispositionKind.ACCEPTED: "",
    DispositionKind.NOT_ACCEPTED: "The text follows the Catalogue.",
    DispositionKind.NOTED: "The Secretariat has noted it.",
    DispositionKind.FOR_SWG: "The SWG is asked to decide.",
}
SAVED = "Draft saved. Only your delegation can see it until it is submitted."
STATEMENT = "India holds to the earlier wording."


class Story:
    """The plan, its people, and what they do; the clock moves with each act.

    What States say is said in a browser, and so is what the Secretariat enters and grants; between it the
    Secretariat circulates, closes and replies by its acts.
    """

    def __init__(self, move, sign_in):
        self.move, self.sign_in, self.at = move, sign_in, BEGINS
        move(BEGINS)
        self.people = notes.delegations({item["code"]: "en" for item in read(STATES_FILE)})
        self.officer, self.signatory = members.officer(), members.signatory()
        self.coordinator = members.coordinator(self.people["RU"].member_state)
        self.paper = notes.paper(blocks=12, period_from=2026, period_to=2027)
        plans.coordinator_of(self.paper.measure, self.coordinator, state=self.coordinator.member_state)

    def later(self, **time):
        self.at += dt.timedelta(**time or {"minutes": 7})
        self.move(self.at)
        return self.at

    def circulate(self):
        at = self.later(days=1)
        paper = ConceptPaper.objects.get(pk=self.paper.pk)
        terms = {"respond_by": (at + dt.timedelta(days=14)).date(), "visibility": Visibility.AT_ONCE}
        note = notes.prepared(at=at, by=self.officer, paper=paper, rendered=False, **terms)
        packages.render_enclosed(note, at=at)
        made = issuing.issue(note, by=self.signatory, at=at, reason=REASON).own_consultation
        made.addressees.exclude(member_state__code="EG").update(reached_at=at)
        self.later(days=1)
        return made

    # In the browser ----------------------------------------------------------------------------------
    def open(self, person, address, language="en"):
        page = self.sign_in(person.username, language=language)
        page.goto(address)
        return page

    def page_of(self, code, made, part="", language="en"):
        return self.open(self.people[code], f"/consultations/{made.pk}/{part}", language)

    def say(self, made, code, place, wording="", *, way=Operation.MODIFY, remark="", language="en"):
        """Write a comment and save it as a draft: on the paragraph of that place, or on the whole text."""
        say = words_of(language)
        page = self.page_of(code, made, "" if place else f"comment/?language={language}", language)
        if place:
            key = revision_outline(made.revision)[place].key
            page.goto(page.locator(f"#b-{key} .block-acts a").get_attribute("href"))
        if way != Operation.MODIFY:
            page.locator(".wording > summary").first.click()
            with page.expect_response(lambda answer: answer.request.method == "POST"):
                page.get_by_label(say("What you propose")).select_option(way)
            expect(page.locator("[name=laid]")).to_have_value(re.compile(f"^{way}:"))
        if wording:
            page.get_by_label(say("Proposed wording"), exact=True).fill(wording)
        page.get_by_label(say("Comment", context="label"), exact=True).fill(remark)
        page.get_by_label(say("Reason", context="label"), exact=True).fill("A reason")
        page.locator("[name=type][value=substantive]").check()
        page.get_by_role("button", name=say("Save draft")).click()
        expect(page.locator("#messages")).to_contain_text(say(SAVED))

    def submit(self, made, code, part="answer/", act="Submit for our State"):
        """Submit what is in draft, or press another act that a State's receipt follows."""
        self.later()
        page = self.page_of(code, made, part)
        page.get_by_role("button", name=act, exact=True).click()
        expect(page.locator("#messages a[href*='/receipts/']")).to_be_visible()

    def withdraw(self, made, code):
        self.submit(made, code, "withdrawal/", "Withdraw response")

    def declare_no_objection(self, made, code):
        self.submit(made, code, "no-objection/", "Declare no objection")

    def join(self, made, code):
        """Join the first proposal of the compilation."""
        page = self.page_of(code, made, "compilation/")
        page.get_by_role("link", name="Join proposal").first.click()
        page.get_by_role("button", name="Join proposal").click()
        expect(page.locator("#messages")).to_contain_text("Joined in a draft of your delegation.")

    def propose_event(self, made, code, title):
        page = self.page_of(code, made, "events/")
        page.get_by_label("Title of the event").fill(title)
        page.get_by_role("button", name="Save and continue").click()
        page.get_by_role("button", name="Submit for our State").click()
        expect(page.locator(".receipt")).to_be_visible()

    def maintain(self, made, comment, code):
        page = self.page_of(code, made, "ours/")
        row = page.locator(f"#c-{comment.pk}")
        row.get_by_role("link", name="Maintain position").click()
        page.locator("textarea[name=statement]").fill(STATEMENT)
        page.get_by_role("button", name="Maintain position").click()
        expect(page.locator(f"#c-{comment.pk}").get_by_text("maintains its position")).to_be_visible()

    def begin_late(self, made, code, remark):
        """Write in time, and open the page that submits it; return what presses its button."""
        self.say(made, code, 1, remark=remark)
        page = self.page_of(code, made, "answer/")

        def submit():
            page.get_by_role("button", name="Submit for our State").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("The deadline has passed")

        return submit

    def grant(self, made, code, until):
        page = self.open(self.signatory, f"/consultations/{made.pk}/grant/")
        page.get_by_label("Member State").select_option(code)
        page.get_by_label("May respond until").fill(until.isoformat())
        page.get_by_label("Reason").fill("A holiday")
        page.get_by_role("button", name="Grant additional time").click()
        expect(page.locator("#messages")).to_be_visible()

    def enter(self, made, code, channel, remark):
        """Enter what a State answered outside the portal, from the register to its receipt."""
        came = self.later().astimezone(ZoneInfo(made.time_zone))
        self.later()
        page = self.open(self.officer, f"/notes/consultations/{made.pk}/response/")
        page.locator(f'[name="channel"][value="{channel}"]').check()
        state = self.people[code].member_state
        page.get_by_label("Member State").select_option(str(state.pk))
        page.get_by_label("Number given by the State").fill("17-5" if channel == Channel.NOTE else "")
        page.get_by_label("Date of the note").fill(came.date().isoformat())
        page.get_by_label("Date received").fill(came.date().isoformat())
        page.get_by_label("Time received (Secretariat time)").fill(f"{came:%H:%M}")
        page.get_by_role("button", name="Enter the comments").click()
        page.get_by_role("button", name="Enter comment").click()
        page.get_by_label("Comment", exact=True).fill(remark)
        page.get_by_label("Reason", exact=True).fill("As said there")
        page.locator("[name=type][value=substantive]").check()
        page.get_by_role("button", name="Save comment").click()
        page.get_by_role("button", name="Ask for confirmation").click()
        expect(page.get_by_text("The entry waits for a signatory to confirm it.")).to_be_visible()
        page = self.open(self.signatory, page.url)
        page.get_by_role("button", name="Confirm response").click()
        expect(page.locator("#messages")).to_contain_text("Response recorded.")

    # By acts of the Secretariat ----------------------------------------------------------------------
    def close(self, made):
        self.at = made.closes_at + dt.timedelta(hours=1)
        self.move(self.at)
        consultations.close(made, at=self.at)
        made.refresh_from_db()

    def answer(self, kind, *found):
        for comment in found:
            dispositions.record(
                comment.response.consultation,
                [comment],
                kind=kind,
                reply=REPLY[kind],
                language="en",
                seen={comment.pk: 0},
                by=self.officer,
                at=self.later(),
            )

    def take(self, made):
        plan = plan_of(made)
        take.take(made, plan.items, digest=plan.digest, by=self.coordinator, at=self.later())
        for row in editor_rows.rows(ConceptPaper.objects.get(pk=self.paper.pk)):
            for cell in row.cells:
                terms = {"version": cell.version, "by": self.officer, "at": self.at}
                if not cell.text:
                    said = f"{row.cells[0].text} ({cell.language})"
                    blocks.edit(row.block, cell.language, said, **terms)
                elif cell.is_stale:
                    blocks.confirm(row.block, cell.language, **terms)
        reviews.review_all(self.paper, by=self.signatory, at=self.at)

    def of(self, made, code):
        found = Comment.objects.filter(response__consultation=made, response__member_state__code=code)
        return list(found.select_related("response__consultation", "response__member_state"))


def first(story):
    made = story.circulate()
    story.say(made, "KZ", 1, "Paragraph 0, in the words of Kazakhstan")  # 1: said, and withdrawn
    story.submit(made, "KZ")
    story.join(made, "TJ")  # 2: joined
    story.submit(made, "TJ")
    story.withdraw(made, "KZ")
    story.say(made, "UZ", 2, "A paragraph of Uzbekistan", way=Operation.ADD)  # 3
    story.say(made, "UZ", 3, way=Operation.SUPPRESS)  # 4: a deletion
    story.submit(made, "UZ")
    story.say(made, "IN", 4, "Paragraph 3, in the words of India")  # 5: refused, and maintained
    story.say(made, "IN", 5, way=Operation.NONE, remark="It must stay")  # 6: no change
    story.submit(made, "IN")
    story.say(made, "TH", 0, remark="Thailand asks for a shorter text")  # 7: on the whole text
    story.say(made, "TH", 6, "Текст Таиланда", language="ru")  # 8: one language
    story.submit(made, "TH")
    story.declare_no_objection(made, "PK")  # 9: and comments in the next round
    story.enter(made, "CN", Channel.NOTE, "China finds the aim too wide")  # 10
    story.enter(made, "KG", Channel.MAIL, "Kyrgyzstan asks for a list of terms")  # 11
    for code in ("VN", "MN"):
        story.grant(made, code, made.respond_by + dt.timedelta(days=2))
    story.propose_event(made, "LK", "Forum in Colombo")  # 16
    reaching.mark_lost(made, story.people["EG"].member_state, at=story.later())  # 15: not reached
    submit_late = story.begin_late(made, "TR", "Türkiye writes late")  # 14
    story.close(made)
    submit_late()
    story.say(made, "VN", 7, "Paragraph 6, in the words of Viet Nam")  # 12: in additional time
    story.submit(made, "VN")
    story.later(days=3)  # 13: the time given to Mongolia passes unused
    outcomes.confirm(made, outcome="comments", by=story.signatory, at=story.at)
    accepted = [*story.of(made, "TJ"), *story.of(made, "UZ")[:1], *story.of(made, "TH")[1:]]
    story.answer(DispositionKind.ACCEPTED, *accepted, *story.of(made, "VN"))
    story.answer(DispositionKind.NOT_ACCEPTED, story.of(made, "UZ")[1], story.of(made, "IN")[0])
    story.answer(DispositionKind.NOTED, story.of(made, "IN")[1], *story.of(made, "CN"), *story.of(made, "KG"))
    story.answer(DispositionKind.FOR_SWG, story.of(made, "TH")[0])
    dialogue.release_answers(made, by=story.signatory, at=story.later())
    story.later()
    story.maintain(made, story.of(made, "IN")[0], "IN")
    line = dict.fromkeys(LANGUAGES, "Forum in Colombo")
    decisions.accept(ProposedEvent.objects.get(), line=line, by=story.coordinator, at=story.later())
    story.take(made)
    return made


def second(story):
    made = story.circulate()
    story.declare_no_objection(made, "PK")
    story.say(made, "PK", 8, "Paragraph 7, in the words of Pakistan")
    story.submit(made, "PK", act="Replace response")
    story.close(made)
    outcomes.confirm(made, outcome="comments", by=story.signatory, at=story.later())
    story.answer(DispositionKind.ACCEPTED, *story.of(made, "PK"))
    dialogue.release_answers(made, by=story.signatory, at=story.later())
    story.take(made)
    return made


def third(story):
    made = story.circulate()
    story.say(made, "AZ", 0, remark="Azerbaijan thanks the Coordinator")
    story.submit(made, "AZ")
    story.close(made)
    outcomes.confirm(made, outcome="comments", by=story.signatory, at=story.later())
    story.answer(DispositionKind.NOTED, *story.of(made, "AZ"))
    dialogue.release_answers(made, by=story.signatory, at=story.later())
    return made


def submit(story, made):
    note = submission_with_comments.draft(made, by=story.officer, at=story.later())
    packages.render_enclosed(note, at=story.at)
    issuing.issue(note, by=story.signatory, at=story.later(), reason=REASON)
    return building.built(ConceptPaper.objects.get(pk=story.paper.pk), at=story.later())


@pytest.fixture
def portal(transactional_db, live_server, settings) -> str:
    """Serve a portal in which there is nothing yet, and return its address."""
    settings.PORTAL_ORIGIN = live_server.url
    states.bring()
    return live_server.url


@pytest.fixture
def told(portal, sign_in, set_clock):
    """Play the story; return its consultations and its package."""
    story = Story(set_clock, sign_in)
    made = [first(story), second(story), third(story)]
    return made, submit(story, made[-1])


def words_of_package(package):
    """Return the package as text, a language each."""
    found = {}
    for language in LANGUAGES:
        with package.files.get(name__endswith=f"package-{language}.pdf").file.open("rb") as file:
            made = subprocess.run(
                ["pdftotext", "-layout", "-", "-"], input=file.read(), capture_output=True, check=True
            )
        found[language] = ordinary(" ".join(made.stdout.decode().replace("\u00ad", "").split()))
    return found


def between(text, begin, end):
    return text.partition(begin)[2].partition(end)[0]


def parts_of(text, numbers):
    """Return the parts of the English package by what they are."""
    circulated = f"Circulated under note {numbers[0]} Comments received"
    records = [between(text, f"{one}-LEDGER What each", "What each Member State had done") for one in numbers]
    return {
        "first": between(text, circulated, "/ 25 Compilation"),
        "record": records[0],
        "second record": records[1],
        "sources": between(text, "Sources of the changes: Draft → Rev.1", "Certified record of replies"),
        "swg": text.rpartition("For the SWG: positions maintained")[0].rpartition("Comments under SWG")[2],
    }


# A row of the record: its number, as much of the State's long name as stands on the first line, the status.
STATE = r"\d+ the Republic of [A-Z]{2} "
# What was said, by whom; where it is read; and what stands there. A cell goes on after the row of the next.
WAYS = {
    "withdrawn": ("record", r"the Republic of KZ response withdrawn.{1,120}NCT/ICT/\d+-KZ-2"),
    "joined": ("sources", r"in the words of Kazakhstan the Republic of TJ \d+ accepted"),
    "new paragraph": ("sources", r"A paragraph of Uzbekistan the Republic of UZ \d+ accepted"),
    "deletion": (
        "first",
        r"Republic of substantive Delete this paragraph\. A reason not accepted Uzbekistan",
    ),
    "maintained": ("swg", r"Republic of India Proposed wording not accepted Maintained.*" + STATEMENT),
    "no change": ("first", r"Republic of India substantive It must stay A reason noted no change"),
    "whole text": ("swg", r"Kingdom of Thailand asks for a shorter text for the SWG"),
    "one language": (
        "sources",
        r"changed in the text in: Russian\).{1,80}the Republic of TH \d+ accepted",
    ),
    "in the next consultation": ("second record", r"the Republic of PK commented"),
    "by note": ("record", r"the Republic of CN commented.{1,60}\(by note No\. 17-5 of"),
    "by mail": ("record", r"the Republic of KG commented.{1,60}\(by mail of"),
    "in additional time": ("record", r"the Republic of VN replied within.{1,60}additional time"),
    "additional time unused": ("record", r"the Republic of MN no reply .{1,60}additional time running"),
    "late": ("first", r"Republic of substantive Türkiye writes late A reason late, no reply needed Türkiye"),
    "not reached": ("record", r"the Republic of EG not delivered not delivered"),
    "event": ("sources", r"the Republic of LK included in the plan.{1,60}event 1, receipt NCT/ICT/\d+-LK-1"),
}
UNTRUE = (
    "No Member State maintains a position that was not accommodated.",
    "No comment is behind this change: the Secretariat made it.",
    "no reply yet",
)


def test_all_that_states_say_is_in_the_sealed_package_with_what_became_of_it(told):
    made, package = told
    words = words_of_package(package)
    parts = parts_of(words["en"], [one.reference for one in made])
    missing = {way: parts[part] for way, (part, wanted) in WAYS.items() if not re.search(wanted, parts[part])}
    assert missing == {}
    assert parts["first"].count("no change") == 1  # nothing stands for it that nobody chose
    for language, text in words.items():
        with translation.override(language):
            assert [said for said in UNTRUE if ordinary(gettext(said)) in text] == []
    assert_counts_are_of_rows(parts["record"])


def assert_counts_are_of_rows(record):
    """Count the rows of each kind in a record, and compare with what stands above them."""
    counts = between(record, "Member States 28; ", " Checksum")
    said = {name: int(number) for name, number in re.findall(r"([a-z][a-z ]+): (\d+)", counts)}
    rows = between(record, "Member States Times", "Added after the record was locked")
    assert sum(said.values()) == 28
    found = {name: len(re.findall(STATE + name, rows)) for name in said}
    # A cell is broken between its words, and the next cell stands between them.
    assert {name: found[name] for name in said if " within " not in name} == {
        name: number for name, number in said.items() if " within " not in name
    }
