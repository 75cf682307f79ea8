"""The consultation of May and June 2022, from the letter to the SWG: with answers, and in silence."""

import json
import uuid
from io import StringIO
from itertools import product

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils.translation import override

from comments.enums import ConsultationStatus, Outcome, Position
from comments.models import Consultation, DraftComment, Receipt, Response
from comments.refusals import ConsultationClosed
from comments.writing import drafts, proposed_events, responses
from documents.enums import DocumentKind
from initiatives.models import ProposedEvent
from members.models import MemberState, User
from notes import enclosure_set
from notes.enums import DispatchStatus, NoteKind, NoteStatus
from notes.models import Dispatch, ReminderStep, VerbalNote
from plans.enums import PaperStatus
from plans.models import Block, ConceptPaper
from plans.reference import block_key

pytestmark = pytest.mark.django_db

REFERENCE = "NCT/ICT/688"
PAPER = "ict-security-2022-2023"
OBJECTIVE_C = block_key(PAPER, "s2.c")
# By what the ledger knows that the note, which left as the round opened, has reached a State.
REACHED_AT = "2022-05-26T03:00:00Z"
STAYS = {"withdrawn_at": None, "withdrawal_receipt": None, "left_on": None}
RESPONDED = STAYS | {
    "channel": "portal",
    "source": None,
    "unentered": 0,
    "reached_by": "responded",
    "reached_at": REACHED_AT,
}
DELIVERED = STAYS | {
    "channel": None,
    "source": None,
    "unentered": 0,
    "reached_by": "delivered",
    "reached_at": REACHED_AT,
}


def run(command: str, *args: str, **options: object) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


def ledger() -> dict:
    return json.loads(run("ledger", REFERENCE, "--json"))


def statuses() -> dict[str, str]:
    return {row["code"]: row["status"] for row in ledger()["member_states"]}


def delegate(username: str) -> User:
    return User.objects.get(username=username)


def write(state: str, at, **fields: object) -> DraftComment:
    """Have the State's drafter write a comment on objective c."""
    texts = {
        "block_key": OBJECTIVE_C,
        "type": "substantive",
        "language": "en",
        "remark": "The sentence should begin with an act.",
        "proposed_text": "Promoting the peaceful use of ICTs among the CICA Member States.",
        "rationale": "The other objectives do.",
    }
    return drafts.save(the_consultation(), by=delegate(f"{state}.drafter"), at=at, **(texts | fields))


def submit(state: str, position: str = Position.COMMENTS) -> Response:
    return responses.submit(
        the_consultation(), position=position, by=delegate(f"{state}.contact"), request_key=uuid.uuid4()
    )


def the_consultation() -> Consultation:
    return Consultation.objects.get(reference=REFERENCE)


def reminded(number: str) -> list[str]:
    """Return the States to which the reminder of this number went, once for each recipient."""
    found = Dispatch.objects.filter(note__number=number, status=DispatchStatus.SENT)
    return list(found.order_by("address").values_list("address", flat=True))


def addresses(codes: list[str], *who: str) -> list[str]:
    return sorted(f"{code.lower()}.{one}@member-state.example" for code in codes for one in who)


@pytest.fixture
def letter(set_clock) -> list[str]:
    """The morning of 26 May 2022: the note has left. Returns the codes of the 27 States."""
    set_clock("2022-05-26T09:00:01+06:00")
    run("load_reference_case")
    return list(MemberState.objects.exclude(code="KW").values_list("code", flat=True))


def it_is_quiet() -> None:
    """The next sweep seals what was made and keeps the head of it; the one after finds nothing to do."""
    assert [line for line in run("sweep").splitlines() if not line.startswith("audit head ")] == []
    assert run("sweep") == ""


def test_consultation_with_answers_runs_from_the_letter_to_the_coordinator(letter, set_clock):
    # 26 May: the round is open to 27 States, and nothing is due.
    first = run("sweep")
    assert "reminder" not in first
    assert "message" not in first
    assert mail.outbox == []
    assert ledger() | {"member_states": len(statuses())} == {
        "reference": REFERENCE,
        "opens_at": "2022-05-26T03:00:00Z",
        "closes_at": "2022-06-06T18:00:00Z",
        "state": "open",
        "outcome": None,
        "member_states": 27,
    }
    assert set(statuses().values()) == {"awaiting"}

    # 30 May, five working days before the deadline: the contact points of all 27 are reminded.
    set_clock("2022-05-30T08:59:50+06:00")
    it_is_quiet()
    set_clock("2022-05-30T09:00:00+06:00")
    assert "reminder NCT/ICT/689 of NCT/ICT/688 issued to 27 States" in run("sweep").splitlines()
    everybody = addresses(letter, "contact")
    assert reminded("NCT/ICT/689") == everybody
    assert sorted(address for message in mail.outbox for address in message.to) == everybody
    it_is_quiet()
    assert len(mail.outbox) == 27

    # 1 June: Kazakhstan comments and proposes an event.
    at = set_clock("2022-06-01T11:00:00+06:00")
    write("kz", at)
    assert statuses()["KZ"] == "awaiting"
    kazakhstan = submit("kz")
    event = proposed_events.save(
        the_consultation(),
        by=delegate("kz.drafter"),
        at=at,
        language="kk",
        title="Цифрлық криминалистика бойынша семинар",
        kind="workshop",
        format="online",
        year=2023,
        quarter=1,
    )
    receipt = proposed_events.file(event, the_consultation(), by=delegate("kz.contact"))
    assert Receipt.objects.get(response=kazakhstan).number == "NCT/ICT/688-KZ-1"
    assert receipt.number == "NCT/ICT/688-KZ-2"

    # 2 June, two working days before: 26 are reminded, deputies too. Uzbekistan then declares no objection.
    set_clock("2022-06-02T09:00:05+06:00")
    assert "reminder NCT/ICT/690 of NCT/ICT/688 issued to 26 States" in run("sweep").splitlines()
    assert reminded("NCT/ICT/690") == addresses(
        [code for code in letter if code != "KZ"], "contact", "deputy"
    )
    set_clock("2022-06-02T16:00:00+06:00")
    submit("uz", Position.NO_OBJECTION)

    # 3 June, one working day before: 25 are reminded, and that was the last time. No embassy is on record.
    set_clock("2022-06-03T09:00:05+06:00")
    assert "reminder NCT/ICT/691 of NCT/ICT/688 issued to 25 States" in run("sweep").splitlines()
    assert reminded("NCT/ICT/691") == addresses(
        [code for code in letter if code not in {"KZ", "UZ"}], "contact", "deputy"
    )
    # Two to the Secretariat at the first comments; two that list the proposed event as a new open point.
    assert len(mail.outbox) == 27 + 2 + 52 + 50 + 2
    set_clock("2022-06-06T09:00:00+06:00")
    it_is_quiet()

    # 6 June, the last seconds: Tajikistan is in time.
    at = set_clock("2022-06-06T23:59:00+06:00")
    write("tj", at, language="ru", type="editorial", rationale="")
    write("mn", at)
    set_clock("2022-06-06T23:59:57+06:00")
    tajikistan = submit("tj")
    assert (tajikistan.is_late, tajikistan.received_at < the_consultation().closes_at) == (False, True)

    # 7 June, 00:00: the door is shut before anything has run. Mongolia's text is kept, and marked.
    set_clock("2022-06-07T00:00:30+06:00")
    with pytest.raises(ConsultationClosed) as refusal:
        submit("mn")
    with override("en"):
        assert "Monday, 6\u00a0June\u00a02022, 23:59 (Nur-Sultan time, UTC+06:00)" in str(refusal.value)
        assert "Tuesday, 7\u00a0June\u00a02022, 01:59 (Ulaanbaatar time, UTC+08:00)" in str(refusal.value)
    assert DraftComment.objects.filter(member_state__code="MN").count() == 1
    late = Response.objects.get(member_state__code="MN")
    assert (late.is_late, late.comments.count()) == (True, 1)
    assert the_consultation().status == ConsultationStatus.OPEN
    assert ledger()["state"] == "closed"

    # The sweep records what the clock decided.
    assert "round NCT/ICT/688 closed: comments" in run("sweep").splitlines()
    it_is_quiet()
    expected = dict.fromkeys(letter, "silent") | {
        "KZ": "commented",
        "TJ": "commented",
        "UZ": "no_objection",
        "MN": "late",
    }
    assert ledger() == {
        "reference": REFERENCE,
        "opens_at": "2022-05-26T03:00:00Z",
        "closes_at": "2022-06-06T18:00:00Z",
        "state": "closed",
        "outcome": "comments",
        "member_states": [
            {"code": code, "status": expected[code], "events_proposed": 1 if code == "KZ" else 0}
            | (DELIVERED if expected[code] == "silent" else RESPONDED)
            for code in letter
        ],
    }
    assert len(letter) == 27
    assert ConceptPaper.objects.get().status == PaperStatus.UNDER_CONSOLIDATION
    assert not VerbalNote.objects.filter(kind=NoteKind.SWG_WITHOUT_COMMENTS).exists()

    # From closing on the coordinator reads what was filed, drafts never.
    coordinator = delegate("coordinator")
    seen = Response.objects.visible_to(coordinator, the_consultation().closed_at)
    assert sorted(seen.values_list("member_state__code", flat=True)) == ["KZ", "MN", "TJ", "UZ"]
    assert list(DraftComment.objects.visible_to(coordinator)) == []
    assert list(ProposedEvent.objects.visible_to(coordinator)) == [event]

    # What goes to the SWG is asked for as the consultation closes.
    asked = enclosure_set.parts(the_consultation())
    kinds, languages = (DocumentKind.COMMENTS, DocumentKind.PACKAGE), ("en", "kk", "ru")
    assert sorted((one.kind, one.language) for one in asked) == list(product(kinds, languages))
    run("verify_audit")


def test_consultation_in_silence_goes_before_the_swg(letter, set_clock):
    set_clock("2022-06-07T00:00:30+06:00")
    lines = run("sweep").splitlines()
    assert lines[:5] == [
        "round NCT/ICT/688 closed: silence",
        "reminder of NCT/ICT/688 for 2022-05-30 skipped: closed",
        "reminder of NCT/ICT/688 for 2022-06-02 skipped: closed",
        "reminder of NCT/ICT/688 for 2022-06-03 skipped: closed",
        "submission note of NCT/ICT/688 drafted",
    ]
    it_is_quiet()
    assert (ledger()["state"], ledger()["outcome"]) == ("closed", "silence")
    assert statuses() == dict.fromkeys(letter, "silent")
    assert ConceptPaper.objects.get().status == PaperStatus.BEFORE_SWG
    note = VerbalNote.objects.get(kind=NoteKind.SWG_WITHOUT_COMMENTS)
    assert (note.status, note.number, note.consultation) == (NoteStatus.DRAFTED, None, the_consultation())
    assert mail.outbox == []
    run("verify_audit")


def test_consultation_closes_alike_whenever_the_sweep_runs(letter, set_clock):
    set_clock("2022-06-04T12:00:00+06:00")
    submit("qa", Position.NO_OBJECTION)
    set_clock("2026-11-25T12:00:00+05:00")
    assert run("sweep").splitlines()[0] == "round NCT/ICT/688 closed: silence"
    assert statuses() == dict.fromkeys(letter, "silent") | {"QA": "no_objection"}
    assert the_consultation().outcome == Outcome.SILENCE
    assert set(ReminderStep.objects.values_list("skipped", flat=True)) == {"closed"}
    assert mail.outbox == []


def test_consultation_that_waited_for_its_sweeps_reminds_once(letter, set_clock):
    set_clock("2022-06-03T18:00:00+06:00")
    lines = run("sweep").splitlines()
    assert lines[:3] == [
        "reminder of NCT/ICT/688 for 2022-05-30 skipped: overtaken",
        "reminder of NCT/ICT/688 for 2022-06-02 skipped: overtaken",
        "reminder NCT/ICT/689 of NCT/ICT/688 issued to 27 States",
    ]
    assert reminded("NCT/ICT/689") == addresses(letter, "contact", "deputy")
    it_is_quiet()


def test_consultation_in_production_closes_in_silence_without_any_account(settings):
    settings.DEMONSTRATION = False
    run("load_reference_case")
    assert "round NCT/ICT/688 closed: silence" in run("sweep").splitlines()
    assert list(statuses().values()) == ["silent"] * 27
    with pytest.raises(CommandError, match="NCT/ICT/999"):
        run("ledger", "NCT/ICT/999")
    assert mail.outbox == []


def test_consultation_never_touches_what_was_circulated(letter, set_clock):
    before = list(the_consultation().revision.blocks.values("key", "position", "texts"))
    at = set_clock("2022-06-01T09:00:00+06:00")
    write("kz", at)
    submit("kz")
    set_clock("2022-06-07T00:00:30+06:00")
    run("sweep")
    assert list(the_consultation().revision.blocks.values("key", "position", "texts")) == before
    assert Block.objects.filter(key=OBJECTIVE_C).count() == 1
