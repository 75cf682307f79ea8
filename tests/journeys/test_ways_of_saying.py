"""Sixteen ways in which States say something over three consultations, each read again in the sealed package.

Everything is said by the acts of people; the package is built once, and what it says is read as text.
"""

import datetime as dt
import re
import subprocess

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from cica_portal import clock
from cica_portal.data_files import read
from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from comments.compilation.rows import filed_rows
from comments.consolidation import dialogue, dispositions, intake
from comments.enums import Channel, DispositionKind, Operation, Position, ReactionKind, Visibility
from comments.models import Comment
from comments.procedure import consultations, outcomes
from comments.procedure.deadlines import grants
from comments.remarks.ranges import Places
from comments.writing import cosponsors, proposed_events
from comments.writing.entered import confirming, entering, entries
from initiatives.proposed import decisions
from members.reference import STATES_FILE
from notes.acts import circulation
from notes.acts.submitting import submission_with_comments
from notes.packages import building
from notes.register import incoming_notes
from plans import blocks
from plans.checks import reviews
from plans.editing import editor_rows
from plans.models import ConceptPaper
from plans.outline import revision_outline
from tests.factories import comments, initiatives, members, notes, packages, plans

pytestmark = pytest.mark.long

BEGINS = dt.datetime(2026, 3, 2, 4, tzinfo=dt.UTC)
REASON = "It is settled in the next consultation."
REPLY = {
    DispositionKind.ACCEPTED: "",
    DispositionKind.NOT_ACCEPTED: "The text follows the Catalogue.",
    DispositionKind.NOTED: "The Secretariat has noted it.",
    DispositionKind.FOR_SWG: "The SWG is asked to decide.",
}
STATEMENT = "India holds to the earlier wording."


class Story:
    """The plan, its people, and what they do; the clock moves with each act."""

    def __init__(self, move):
        self.move, self.at = move, BEGINS
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
        made = circulation.circulate(note, by=self.signatory, at=at, reason=REASON)
        made.addressees.exclude(member_state__code="EG").update(reached_at=at)
        self.later(days=1)
        return made

    def say(self, made, code, place, wording="", **fields):
        values = {"block_key": self.key(made, place), "proposed_text": wording, "remark": ""} | fields
        return comments.draft(made, self.people[code], **values)

    def key(self, made, place):
        return revision_outline(made.revision)[place].key if place else None

    def submit(self, made, code, position=Position.COMMENTS):
        self.later()
        return comments.answer(made, self.people[code], position)

    def enter(self, made, code, channel, remark):
        """Enter what a State answered outside the portal, from the register to its receipt."""
        at, by = self.later(), {"by": self.officer}
        state = self.people[code].member_state
        terms = {"channel": channel, "position": Position.COMMENTS, "received_at": at, "at": at}
        incoming = incoming_notes.enter(
            number="17-5" if channel == Channel.NOTE else "",
            dated_on=at.date(),
            received_on=at.date(),
            member_state=state,
            subject="Position on the draft",
            answers_to=notes.note_of(made),
            by=self.officer,
            at=at,
        )
        terms |= {"source": incoming_notes.source(incoming), "register_number": incoming.register_number}
        entered = entering.enter(made, state, **terms, **by)
        said = dict.fromkeys(("block_key", "until_key", "after_key"))
        said |= {"type": "substantive", "language": "en", "remark": remark, "rationale": "As said there"}
        said |= {"operation": "", "proposed_text": ""}
        entering.save_remark(entered, wordings=None, **said, **by, at=at)
        confirming.hand_over(entered, **by, at=at)
        shown = entries.digest(entered)
        return confirming.confirm(
            entered, shown=shown, ends_comments=True, by=self.signatory, at=self.later()
        )

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
        plan = intake.find(made, filed_rows(made), Places(revision_outline(made.revision)))
        intake.take_all(made, plan, digest=plan.digest, by=self.coordinator, at=self.later())
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
    proposal = cosponsors.open_to(story.people["TJ"], made, story.at).first()  # 2: joined
    cosponsors.join(proposal, by=story.people["TJ"], at=story.at)
    story.submit(made, "TJ")
    story.submit(made, "KZ", Position.WITHDRAWN)
    story.say(made, "UZ", 2, "A paragraph of Uzbekistan", operation=Operation.ADD, after_key=None)  # 3
    story.say(made, "UZ", 3, operation=Operation.SUPPRESS)  # 4: a deletion
    story.submit(made, "UZ")
    story.say(made, "IN", 4, "Paragraph 3, in the words of India")  # 5: refused, and maintained
    story.say(made, "IN", 5, operation=Operation.NONE, remark="It must stay")  # 6: no change
    story.submit(made, "IN")
    story.say(made, "TH", 0, remark="Thailand asks for a shorter text")  # 7: on the whole text
    story.say(made, "TH", 6, "Текст Таиланда", language="ru")  # 8: one language
    story.submit(made, "TH")
    story.submit(made, "PK", Position.NO_OBJECTION)  # 9: and comments in the next round
    story.enter(made, "CN", Channel.NOTE, "China finds the aim too wide")  # 10
    story.enter(made, "KG", Channel.MAIL, "Kyrgyzstan asks for a list of terms")  # 11
    for code in ("VN", "MN"):
        until = made.closes_at + dt.timedelta(days=2)
        terms = {"until": until, "reason": "A holiday", "by": story.signatory, "at": story.at}
        grants.give(made, story.people[code].member_state, **terms)
    event = initiatives.proposed_event(story.paper, story.people["LK"], title="Forum in Colombo")  # 16
    proposed_events.file(event, made, by=story.people["LK"])
    consultations.mark_lost(made, story.people["EG"].member_state, at=story.later())  # 15: not reached
    story.close(made)
    story.say(made, "VN", 7, "Paragraph 6, in the words of Viet Nam")  # 12: in additional time
    story.submit(made, "VN")
    comments.late_comment(made, story.people["TR"], remark="Türkiye writes late")  # 14
    story.later(days=3)  # 13: the time given to Mongolia passes unused
    outcomes.confirm(made, outcome="comments", by=story.signatory, at=story.at)
    accepted = [*story.of(made, "TJ"), *story.of(made, "UZ")[:1], *story.of(made, "TH")[1:]]
    story.answer(DispositionKind.ACCEPTED, *accepted, *story.of(made, "VN"))
    story.answer(DispositionKind.NOT_ACCEPTED, story.of(made, "UZ")[1], story.of(made, "IN")[0])
    story.answer(DispositionKind.NOTED, story.of(made, "IN")[1], *story.of(made, "CN"), *story.of(made, "KG"))
    story.answer(DispositionKind.FOR_SWG, story.of(made, "TH")[0])
    dialogue.release_answers(made, by=story.signatory, at=story.later())
    refused = dispositions.current(story.of(made, "IN"))[story.of(made, "IN")[0].pk]
    maintained = {"kind": ReactionKind.MAINTAINED, "statement": STATEMENT, "language": "en"}
    dialogue.react(refused, by=story.people["IN"], at=story.later(), **maintained)
    line = dict.fromkeys(LANGUAGES, "Forum in Colombo")
    decisions.accept(event, line=line, by=story.coordinator, at=story.later())
    story.take(made)
    return made


def second(story):
    made = story.circulate()
    story.submit(made, "PK", Position.NO_OBJECTION)
    story.say(made, "PK", 8, "Paragraph 7, in the words of Pakistan")
    story.submit(made, "PK")
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
    note = submission_with_comments.draft(made, swg_date=None, by=story.officer, at=story.later())
    packages.render_enclosed(note, at=story.at)
    submission_with_comments.submit(note, by=story.signatory, at=story.later(), reason=REASON)
    return building.built(ConceptPaper.objects.get(pk=story.paper.pk), at=story.later())


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """Play the story once; return it with its consultations and its package."""
    folder = tmp_path_factory.mktemp("ways")

    def move(at):
        clock._started_at = dt.datetime.now(dt.UTC)
        django_settings.PORTAL_CLOCK = at

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        for name, value in (("MEDIA_ROOT", folder / "media"), ("OUTBOX_DIR", folder / "outbox")):
            patch.setattr(django_settings, name, value)
        patch.setattr(django_settings, "PORTAL_CLOCK", django_settings.PORTAL_CLOCK)
        story = Story(move)
        made = [first(story), second(story), third(story)]
        yield story, made, submit(story, made[-1])
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def words(told):
    """Return the package as text, a language each."""
    _story, _made, package = told
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


@pytest.fixture(scope="module")
def parts(told, words):
    """Return the parts of the English package by what they are."""
    text, numbers = words["en"], [one.reference for one in told[1]]
    circulated = f"Circulated under note {numbers[0]} Comments received"
    records = [between(text, f"{one}-LEDGER What each", "What each Member State had done") for one in numbers]
    return {
        "first": between(text, circulated, "/ 25 Compilation"),
        "record": records[0],
        "second record": records[1],
        "sources": between(text, "Sources of the changes: Draft → Rev.1", "Certified record of replies"),
        "swg": text.rpartition("For the SWG: positions maintained")[0].rpartition("Comments under SWG")[2],
    }


NAME = r"(?:State|the Republic of) "
# What was said, by whom; where it is read; and what stands there.
WAYS = {
    "withdrawn": ("record", NAME + r"KZ response withdrawn.{1,80}NCT/ICT/\d+-KZ-2"),
    "joined": ("sources", r"in the words of Kazakhstan " + NAME + r"TJ \d+ accepted"),
    "new paragraph": ("sources", r"A paragraph of Uzbekistan " + NAME + r"UZ \d+ accepted"),
    "deletion": ("first", NAME + r"UZ substantive Delete this paragraph. A reason not accepted"),
    "maintained": ("swg", NAME + r"IN Proposed wording not accepted Maintained.*" + STATEMENT),
    "no change": ("first", NAME + r"IN substantive It must stay A reason noted no change"),
    "whole text": ("swg", NAME + r"TH Thailand asks for a shorter text for the SWG"),
    "one language": ("sources", r"changed in the text in: Russian\).{1,80}" + NAME + r"TH \d+ accepted"),
    "in the next consultation": ("second record", NAME + r"PK commented"),
    "by note": ("record", NAME + r"CN commented.{1,80}by note No\. 17-5 of"),
    "by mail": ("record", NAME + r"KG commented.{1,80}by mail of"),
    "in additional time": ("record", NAME + r"VN replied within"),
    "additional time unused": ("record", NAME + r"MN no reply .{1,60}additional time running"),
    "late": ("first", r"Türkiye writes late A reason late, no reply needed"),
    "not reached": ("record", NAME + r"EG not delivered"),
    "event": ("sources", NAME + r"LK included in the plan event 1, receipt NCT/ICT/\d+-LK-1"),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_was_said_is_in_the_package_with_what_became_of_it(parts, way):
    part, wanted = WAYS[way]
    assert re.search(wanted, parts[part]), parts[part]


def test_nothing_stands_for_no_change_that_nobody_chose(parts):
    assert parts["first"].count("no change") == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "untrue",
    [
        "No Member State maintains a position that was not accommodated.",
        "No comment is behind this change: the Secretariat made it.",
        "no reply yet",
    ],
)
def test_no_part_says_what_is_not_so(words, language, untrue):
    with translation.override(language):
        assert ordinary(gettext(untrue)) not in words[language]


def test_each_count_of_a_record_is_that_of_its_rows(parts):
    counts = between(parts["record"], "Member States 28; ", " Checksum")
    said = {name: int(number) for name, number in re.findall(r"([a-z][a-z ]+): (\d+)", counts)}
    rows = between(parts["record"], "Member States Times", "Added after the record was locked")
    assert sum(said.values()) == 28
    found = {name: len(re.findall(rf"\d+ {NAME}[A-Z]{{2}} {name}", rows)) for name in said}
    # A cell is broken between its words, and the next cell stands between them.
    assert {name: found[name] for name in said if " within " not in name} == {
        name: number for name, number in said.items() if " within " not in name
    }
