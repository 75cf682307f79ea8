"""What a demonstration holds besides the reference case: rounds open and closed, and a plan in drafting.

Everything is done by the real acts, the past by a clock that is set back for them. Each plan is loaded in
two steps, since the enclosure of a note is rendered between them; an interrupted run is taken up again.
"""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from cica_portal import clock, organization
from cica_portal.data_files import read
from cica_portal.deadlines import local_instant, seat_date
from cica_portal.errors import Refusal
from cica_portal.languages import LANGUAGES
from comments.enums import CommentType, Position
from comments.models import Consultation
from comments.procedure import consultations, reaching
from comments.refusals import ConsultationClosed
from comments.writing import drafts, proposed_events, responses
from dashboard.cases.reference_case import Loaded, load_reference_case
from documents import renders
from initiatives.reference import load_initiatives
from members.models import User
from members.reference import COORDINATING_STATE, COORDINATOR
from notes.acts import circulation, issuing
from notes.enums import DispatchStatus
from notes.models import VerbalNote
from notes.register import consultation_notes
from plans.checks import reviews
from plans.models import ConceptPaper
from plans.papers import plan_documents
from plans.reference import add_people, block_key, find_paper, load_paper

FILE = Path(__file__).parent.parent / "data" / "demonstration.yaml"
HOUR = 10  # of the Secretariat's day, at which a past consultation was opened


def load_demonstration() -> tuple[Loaded, list[str]]:
    """Load what is missing; return what of the reference case was made, and the titles of the plans made."""
    if not settings.DEMONSTRATION:
        raise Refusal("dashboard.not_a_demonstration")
    case = load_reference_case()
    coordinator = User.objects.get(username=COORDINATOR)
    add_people("sme", COORDINATING_STATE, coordinator, at=clock.now())
    today = seat_date(clock.now())
    plans = sorted(
        read(FILE)["plans"], key=lambda plan: plan.get("circulation", {}).get("days_ago", 0), reverse=True
    )
    return case, [title for plan in plans if (title := _load_plan(plan, today))]


def _load_plan(plan: Mapping[str, Any], today: dt.date) -> str:
    """Load one plan as far as it is missing; return its title, or nothing where all of it was there."""
    name = f"demonstration/{plan['id']}"
    terms = plan.get("circulation")
    opens_at = clock.now()
    if terms and terms["days_ago"]:
        day = today - dt.timedelta(days=terms["days_ago"])
        opens_at = local_instant(day, HOUR, organization.time_zone())
    paper = find_paper(name)
    if paper is None:
        paper = _draft(name, plan, opens_at)
        if terms is None:
            return paper.titles["en"]
    note = circulation.drafted_note(paper)
    if terms is None or note is None or paper.revisions.exists():
        return ""
    for document in plan_documents.request_draft(paper, at=opens_at):
        renders.render(document, at=opens_at)
    _consult(name, plan, paper, note, opens_at)
    return paper.titles["en"]


def _draft(name: str, plan: Mapping[str, Any], at: dt.datetime) -> ConceptPaper:
    """Draft the plan and, where it is to be circulated, prepare its circulation."""
    officer = User.objects.get(username="officer")
    terms = plan.get("circulation")
    data = _dated(plan, _first_year(plan, at.year))
    with transaction.atomic():
        paper = load_paper(name, data, by=officer, at=at)
        load_initiatives(paper, name, data, by=officer, at=at)
        if terms:
            # Another person than the one who wrote them: the signatory reads the texts before they circulate.
            reviews.review_all(paper, by=User.objects.get(username="signatory"), at=at)
            circulation.prepare(
                paper,
                respond_by=_respond_by(at, terms["days_to_answer"]),
                visibility=terms["visibility"],
                reminder_days=terms["reminder_days"],
                by=officer,
                at=at,
            )
    return paper


def _first_year(plan: Mapping[str, Any], year: int) -> int:
    """Return the first year of the plan; a later one while the measure has a plan for that period."""
    from_offset, to_offset = plan["years"]
    while ConceptPaper.objects.filter(
        measure__code=plan["measure"], period_from=year + from_offset, period_to=year + to_offset
    ).exists():
        year += 1
    return year + from_offset


def _dated(plan: Mapping[str, Any], first: int) -> dict[str, Any]:
    """Return the plan's data with the years filled in."""
    last = first + plan["years"][1] - plan["years"][0]
    blocks = []
    for block in plan["blocks"]:
        texts = {language: _with_years(block[language], first, last) for language in LANGUAGES}
        facts = block.get("initiative")
        if facts and "year" in facts:
            texts["initiative"] = facts | {"year": first + facts["year"]}
        blocks.append(block | texts)
    return dict(plan) | {"period": [first, last], "blocks": blocks}


def _with_years(text: str, first: int, last: int) -> str:
    return text.replace("{first}", str(first)).replace("{last}", str(last))


def _respond_by(opens_at: dt.datetime, days: int) -> dt.date:
    """Return the last day to answer: a working day at least so many days after the opening."""
    day = seat_date(opens_at) + dt.timedelta(days=days)
    return day + dt.timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


def _consult(
    name: str, plan: Mapping[str, Any], paper: ConceptPaper, note: VerbalNote, opens_at: dt.datetime
) -> None:
    """Circulate the plan and file the answers of States; close the round if its days are over."""
    is_past = plan["circulation"]["days_ago"] > 0
    signatory = User.objects.get(username="signatory")
    with transaction.atomic():
        with clock.running_from(opens_at):
            consultation = issuing.issue(note, by=signatory, at=opens_at).own_consultation
        if is_past:
            _deliver(consultation, at=opens_at)
        answers = [*plan.get("answers", ()), *plan.get("events", ()), *plan.get("drafts", ())]
        for number, item in enumerate(answers, 1):
            answered_at = opens_at + dt.timedelta(days=number) if is_past else clock.now()
            with clock.running_from(min(answered_at, consultation.closes_at - dt.timedelta(hours=2))):
                _act(name, paper, consultation, item, at=clock.now())
        if is_past:
            _close(name, plan, paper, consultation)


def _deliver(consultation: Consultation, *, at: dt.datetime) -> None:
    """Record that the messages of a past circulation were delivered then: they are not sent now."""
    note = consultation_notes.circulation_note(consultation)
    note.dispatches.update(status=DispatchStatus.DELIVERED, attempts=1, sent_at=at)
    for addressee in consultation.addressees.select_related("member_state"):
        reaching.mark_reached(consultation, addressee.member_state, at=at)


def _act(
    name: str, paper: ConceptPaper, consultation: Consultation, item: Mapping[str, Any], *, at: dt.datetime
) -> None:
    """Do what a delegation did: answer, propose an event, or write a draft that stays with it."""
    code = item["state"].lower()
    drafter, contact = (User.objects.get(username=f"{code}.{who}") for who in ("drafter", "contact"))
    if "position" in item:
        for comment in item.get("comments", ()):
            _write(name, paper, consultation, comment, by=drafter, at=at)
        responses.submit(
            consultation,
            position=Position(item["position"]),
            by=contact,
            request_key=block_key(name, f"answer/{code}"),
        )
    elif "title" in item:
        fields = {key: value for key, value in item.items() if key != "state"}
        if "year" in fields:
            fields["year"] += paper.period_from
        event = proposed_events.save(consultation, by=drafter, at=at, **fields)
        proposed_events.file(event, consultation, by=contact, request_key=block_key(name, f"event/{code}"))
    else:
        _write(name, paper, consultation, item, by=drafter, at=at)


def _write(
    name: str,
    paper: ConceptPaper,
    consultation: Consultation,
    item: Mapping[str, Any],
    *,
    by: User,
    at: dt.datetime,
) -> None:
    texts = {
        field: _with_years(item[field], paper.period_from, paper.period_to)
        for field in ("remark", "proposed_text", "rationale")
    }
    drafts.save(
        consultation,
        by=by,
        at=at,
        block_key=block_key(name, item["block"]) if item["block"] else None,
        type=CommentType(item["type"]),
        language=item["language"],
        **texts,
    )


def _close(name: str, plan: Mapping[str, Any], paper: ConceptPaper, consultation: Consultation) -> None:
    """Close the round, then let the late answers come in: they are kept and marked."""
    with clock.running_from(consultation.closes_at + dt.timedelta(minutes=1)):
        consultations.close(consultation, at=clock.now())
    for item in plan.get("late_answers", ()):
        with clock.running_from(consultation.closes_at + dt.timedelta(hours=15)):
            try:
                _act(name, paper, consultation, item, at=clock.now())
            except ConsultationClosed:
                continue
