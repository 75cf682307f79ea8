"""The reference case and the demonstration, loaded once and never again."""

import datetime as dt
import re
from io import StringIO

import pytest
from django.conf import settings as portal_settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection

from cica_portal import clock
from cica_portal.languages import LANGUAGES
from comments.enums import ConsultationStatus, Outcome, Position, Standing
from comments.models import Consultation, DraftComment, Response
from comments.procedure.replies import told
from comments.procedure.replies.ledger import rows
from initiatives.models import Initiative, ProposedEvent
from members import audit
from members.models import AuditEntry, MemberState, User
from notes.enums import DispatchStatus, NoteKind, NoteStatus
from notes.models import Circulation, Dispatch, ReminderStep, VerbalNote
from plans.enums import PaperStatus
from plans.models import ConceptPaper, Coordinator, Edit, Revision
from plans.papers import plan_documents
from plans.revisions import findings
from tests.factories import notes

pytestmark = pytest.mark.django_db

LETTER = portal_settings.BASE_DIR / "tests" / "notes" / "letter_nct_ict_688.md"
OPENED = dt.datetime(2022, 5, 26, 3, tzinfo=dt.UTC)
CLOSES = dt.datetime(2022, 6, 6, 18, tzinfo=dt.UTC)


def load(command: str = "load_reference_case") -> str:
    out = StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


def dump() -> dict[str, list[tuple]]:
    """Return every row of every table."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        content = {}
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            content[table] = sorted(cursor.fetchall(), key=repr)
    return content


@pytest.fixture
def note():
    load()
    return VerbalNote.objects.get(number="NCT/ICT/688")


def test_case_is_the_plan_its_registered_note_and_an_open_consultation_of_27_states(note):
    paper = ConceptPaper.objects.get()
    revision = Revision.objects.get()
    consultation = Consultation.objects.get()
    assert (paper.slug, paper.status) == ("ict-security-2022-2023", PaperStatus.CIRCULATED)
    assert (revision.number, revision.paper, revision.frozen_at) == (0, paper, OPENED)
    assert revision.blocks.count() == 20
    assert (consultation.revision, consultation.reference) == (revision, "NCT/ICT/688")
    assert (consultation.opens_at, consultation.closes_at) == (OPENED, CLOSES)
    assert (consultation.respond_by, consultation.time_zone) == (dt.date(2022, 6, 6), "Asia/Almaty")
    assert (consultation.status, consultation.outcome) == (ConsultationStatus.OPEN, "")
    codes = [addressee.member_state.code for addressee in consultation.addressees.all()]
    assert codes == list(MemberState.objects.exclude(code="KW").values_list("code", flat=True))
    assert len(codes) == 27
    assert set(consultation.addressees.values_list("reached_at", flat=True)) == {OPENED}
    assert (note.kind, note.status) == (NoteKind.CIRCULATION, NoteStatus.ISSUED)
    assert note.printed_numbers == {"en": "NCT/ICT/688", "ru": "NST/ICT/688", "kk": ""}
    assert (note.issued_on, note.issued_at) == (dt.date(2022, 5, 26), OPENED)
    assert note.values == {"pages": 3, "respond_by": "2022-06-06"}
    assert notes.last_number() == 688
    assert Circulation.objects.get(note=note).content_sha256 == note.consultation.revision.sha256
    assert [(event.from_status, event.to_status) for event in note.events.all()] == [("drafted", "issued")]


def test_words_and_styles_of_the_note_are_the_letters_own(note):
    text = LETTER.read_text(encoding="utf-8")
    letter = re.sub(r"\*", "", text).split()
    stored = []
    for language in ("en", "ru", "kk"):
        for piece in note.texts.get(language=language).pieces:
            stored += " ".join(piece["lines"]).split()
            printed = "  \n".join(piece["lines"])
            mark = {"bold": "**", "italic": "*", "plain": ""}[piece["style"]]
            assert f"{mark}{printed}{mark}" in text
    assert stored == letter


def test_case_has_its_initiatives_and_a_history_of_that_day(note):
    lines = [(one.kind, one.format, one.year, one.status) for one in Initiative.objects.all()]
    assert lines == [
        ("statement", "", None, "proposed"),
        ("workshop", "online", 2022, "proposed"),
        ("workshop", "online", 2023, "proposed"),
    ]
    assert set(Edit.objects.values_list("at", flat=True)) == {OPENED}
    of_the_day = AuditEntry.objects.filter(at=OPENED).values_list("action", flat=True)
    assert {"paper.create", "revision.freeze", "consultation.open", "verbal_note.issue"} <= set(of_the_day)
    assert audit.verify()[0] == AuditEntry.objects.count()


def test_dispatches_are_delivered_that_day_and_reminders_scheduled_and_nothing_is_sent(note):
    found = Dispatch.objects.select_related("member_state", "recipient")
    assert len(found) == 27
    assert {(one.status, one.sent_at) for one in found} == {(DispatchStatus.DELIVERED, OPENED)}
    by_state = {one.member_state.code: one for one in found}
    assert by_state["KZ"].message_id == "<nct-ict-688.kz@secretariat.example>"
    assert by_state["KZ"].recipient.username == "kz.contact"
    assert (by_state["KZ"].language, by_state["TJ"].language, by_state["AF"].language) == ("kk", "ru", "en")
    assert mail.outbox == []
    steps = ReminderStep.objects.order_by("due_at")
    assert [(step.working_days, step.due_on.isoformat(), step.done_at) for step in steps] == [
        (5, "2022-05-30", None),
        (2, "2022-06-02", None),
        (1, "2022-06-03", None),
    ]
    assert {step.due_at.hour for step in steps} == {3}


def test_coordinator_of_the_demonstration_acts_for_the_measure(note):
    user = User.objects.get(username="coordinator")
    assert list(
        Coordinator.objects.filter(people=user).values_list("measure__code", "member_state__code")
    ) == [("ict_security", "RU")]
    assert list(ConceptPaper.objects.visible_to(user)) == [ConceptPaper.objects.get()]


def test_case_is_loaded_once(note):
    before = dump()
    assert load() == "The reference case is already loaded.\n"
    assert dump() == before


def test_case_in_production_makes_no_account(settings):
    settings.DEMONSTRATION = False
    load()
    assert User.objects.count() == 0
    assert Dispatch.objects.filter(recipient=None).count() == 27
    assert Dispatch.objects.get(member_state__code="AF").address == "af@member-state.example"
    before = dump()
    load()
    assert dump() == before


def test_case_goes_into_a_database_that_is_in_use_already(settings):
    settings.DEMONSTRATION = False
    notes.numbered_after("NCT/ICT", 702)
    load()
    assert notes.last_number() == 702
    assert VerbalNote.objects.get().number == "NCT/ICT/688"


def test_case_is_loaded_whole_or_not_at_all(monkeypatch):
    before = dump()
    monkeypatch.setattr("dashboard.cases.reference_case.record_delivered", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load()
    assert dump() == before


def test_clock_of_production_is_never_set_back(settings):
    settings.DEMONSTRATION = False
    with pytest.raises(RuntimeError), clock.running_from(OPENED):
        pass
    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)


def test_clock_is_set_back_for_the_acts_inside_only():
    with clock.running_from(OPENED):
        inside = (clock.now(), clock.database_now())
    assert all(dt.timedelta(0) <= instant - OPENED < dt.timedelta(seconds=5) for instant in inside)
    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(seconds=5)


def test_demonstration_is_refused_in_production(settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="does not run as a demonstration"):
        load("load_demonstration")
    assert MemberState.objects.count() == 0


@pytest.fixture
def demonstration(set_clock):
    now = set_clock("2026-03-02T09:00:00+05:00")
    load("load_demonstration")
    return now


def test_demonstration_has_an_open_a_closed_and_a_drafted_plan(demonstration):
    by_measure = {
        paper.measure.code: paper for paper in ConceptPaper.objects.exclude(slug="ict-security-2022-2023")
    }
    assert {
        code: (paper.status, paper.period_from, paper.period_to) for code, paper in by_measure.items()
    } == {
        "ict_security": (PaperStatus.CIRCULATED, 2026, 2027),
        "sme": (PaperStatus.UNDER_CONSOLIDATION, 2026, 2027),
        "energy_security": (PaperStatus.DRAFTING, 2027, 2028),
    }
    assert [(one.language, one.block is not None) for one in findings(by_measure["energy_security"])] == [
        ("kk", True),
        ("ru", True),
        ("kk", True),
    ]


def test_demonstration_has_a_consultation_of_this_day(demonstration):
    consultation = Consultation.objects.get(reference="NCT/ICT/689")
    assert consultation.opens_at - demonstration < dt.timedelta(minutes=5)
    assert consultation.respond_by == dt.date(2026, 3, 12)
    assert consultation.is_open(clock.now())
    assert consultation.addressees.count() == 28
    standings = {row.member_state.code: row.standing for row in rows(consultation, at=clock.now())}
    assert {code: standing for code, standing in standings.items() if standing != Standing.AWAITING} == {
        "MN": Standing.COMMENTED,
        "UZ": Standing.COMMENTED,
        "QA": Standing.NO_OBJECTION,
        "TJ": Standing.NO_OBJECTION,
    }
    assert list(
        ProposedEvent.objects.filter(paper=consultation.revision.paper).values_list(
            "member_state__code", "year"
        )
    ) == [("KG", 2027)]
    assert list(
        DraftComment.objects.filter(consultation=consultation)
        .exclude(member_state__code__in=["MN", "UZ"])
        .values_list("member_state__code", flat=True)
    ) == ["AZ"]
    note = VerbalNote.objects.get(number="NCT/ICT/689")
    assert note.issued_by.username == "signatory"
    assert set(note.dispatches.values_list("status", flat=True)) == {DispatchStatus.QUEUED}
    assert notes.counted(note) == {
        "enclosure": [plan_documents.of_revision(consultation.revision, code).pages for code in LANGUAGES]
    }


def test_demonstration_has_a_consultation_that_closed_with_comments_a_month_ago(demonstration):
    consultation = Consultation.objects.get(reference="ECO/SME/1")
    assert consultation.opens_at == dt.datetime(2026, 1, 21, 5, tzinfo=dt.UTC)
    assert (consultation.status, consultation.outcome) == (ConsultationStatus.CLOSED, Outcome.COMMENTS)
    assert consultation.respond_by == dt.date(2026, 2, 2)
    standings = {row.member_state.code: row.standing for row in rows(consultation, at=clock.now())}
    assert {code: standing for code, standing in standings.items() if standing != Standing.SILENT} == {
        "BD": Standing.LATE,
        "KZ": Standing.COMMENTED,
        "MN": Standing.NO_OBJECTION,
        "TH": Standing.COMMENTED,
        "TR": Standing.COMMENTED,
        "UZ": Standing.NO_OBJECTION,
        "VN": Standing.NO_OBJECTION,
    }
    received = Response.objects.filter(consultation=consultation, is_late=False)
    assert all(consultation.opens_at < one.received_at < consultation.closes_at for one in received)
    late = Response.objects.get(consultation=consultation, is_late=True)
    assert late.position == Position.COMMENTS
    assert late.received_at.date() == dt.date(2026, 2, 3)
    coordinator = User.objects.get(username="coordinator")
    assert (
        Response.objects.visible_to(coordinator, clock.now()).filter(consultation=consultation).count() == 7
    )


def test_demonstration_sends_nothing_keeps_the_chain_and_is_loaded_once(demonstration, set_clock):
    assert mail.outbox == []
    assert audit.verify()[0] == AuditEntry.objects.count()
    assert list(told.contradictions()) == []
    set_clock("2026-03-09T09:00:00+05:00")
    before = dump()
    assert load("load_demonstration") == "The demonstration is already loaded.\n"
    assert dump() == before


def test_demonstration_that_was_interrupted_is_taken_up_again(set_clock, monkeypatch):
    set_clock("2026-03-02T09:00:00+05:00")
    monkeypatch.setattr(
        "dashboard.cases.demonstration._consult", lambda *args: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        load("load_demonstration")
    assert not Consultation.objects.filter(reference="ECO/SME/1").exists()
    monkeypatch.undo()
    load("load_demonstration")
    assert sorted(Consultation.objects.values_list("reference", flat=True)) == [
        "ECO/SME/1",
        "NCT/ICT/688",
        "NCT/ICT/689",
    ]
