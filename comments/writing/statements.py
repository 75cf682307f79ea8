"""Reservations and interpretative statements: a State attaches them to the adopted text from its own page, or
by a note that an officer enters and a signatory confirms (rule 53). They move nothing else."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from cica_portal import clock, formats, spaces
from cica_portal.deadlines import seat_date
from cica_portal.errors import NotAllowed, Refusal, StaleVersion
from cica_portal.languages import LANGUAGES, reader_language
from cica_portal.text import is_blank
from comments.enums import Channel, EnteredStatus, StatementKind, TranslationStatus
from comments.models import Consultation, Receipt, Statement, StatementTranslation
from comments.procedure import consultations, telling
from comments.reading import attached
from comments.writing import receipts
from members import audit
from members.delegations import acting
from members.models import MemberState, User
from plans.enums import PUBLISHED_STATUSES
from plans.life import decisions
from plans.models import ConceptPaper
from plans.outline import revision_outline

# What a statement may say: characters.
TEXT_LIMIT = 5000


def file(
    paper: ConceptPaper, kind: StatementKind, *, request_key: uuid.UUID, by: User, **said: Any
) -> Receipt:
    """Attach what is `said` (block_keys, language, text) for the person's State, associate it with another's
    statement (`of`), or withdraw its own; a second call with the key returns the receipt (rule 14)."""
    received_at = clock.arrived()
    with transaction.atomic():
        held = _hold(paper)
        acting.require(by, "comments.file_statement", held)
        own = {"request_key": request_key, "member_state": by.acting_state}
        same = Receipt.objects.filter(**{f"statement__{name}": value for name, value in own.items()})
        if (issued := same.first()) is not None:
            return issued
        said |= own | {"status": EnteredStatus.CONFIRMED, "received_on": seat_date(received_at)}
        return _receive(_make(held, kind, **said, by=by, at=received_at), by=by, at=received_at)


def enter(
    paper: ConceptPaper,
    state: MemberState,
    kind: StatementKind,
    *,
    request_key: uuid.UUID,
    by: User,
    at: dt.datetime,
    **said: Any,
) -> Statement:
    """Enter what a State sent by a registered note (register_number, source, received_on); nobody but the
    Secretariat knows of it until a signatory confirms it."""
    if not by.has_perm("comments.enter_response"):
        raise NotAllowed
    with transaction.atomic():
        held = _hold(paper)
        own = {"request_key": request_key, "member_state": state}
        if (same := Statement.objects.filter(**own).first()) is not None:
            return same
        if said["received_on"] < seat_date(decisions.adopted_at(held)):
            raise Refusal("comments.statement_too_early")
        said |= own | {"channel": Channel.NOTE, "status": EnteredStatus.SUBMITTED}
        made = _make(held, kind, **said, by=by, at=at)
        after = {"kind": str(kind), "register_number": made.register_number}
        audit.record("statement.enter", subject=made, by=by, at=at, member_state=state, after=after)
        return made


def confirm(statement: Statement, *, by: User, at: dt.datetime) -> Receipt:
    """Make what was entered the State's own, in the signatory's name; the State gets its receipt. Who entered
    it does not confirm it."""
    if not by.has_perm("comments.confirm_entered"):
        raise NotAllowed
    with transaction.atomic():
        _hold(statement.paper)
        held = _waiting(statement)
        if held.by_id == by.pk:
            raise Refusal("comments.statement_entered_by_you")
        _refuse(held)
        _settle(held, EnteredStatus.CONFIRMED, by=by, at=at)
        receipt = _receive(held, by=by, at=clock.database_now())
        for language in LANGUAGES:
            receipts.request_document(receipt, language)
        kind, number = telling.Kind.STATEMENT_ENTERED, receipt.number
        states = [held.member_state_id]
        telling.tell(
            kind, receipt.consultation, states, about=number, at=at, to_addresses=True, receipt=number
        )
        return receipt


def discard(statement: Statement, *, by: User, at: dt.datetime) -> None:
    """Give up what was entered; its note stays in the register."""
    if not by.has_perm("comments.enter_response"):
        raise NotAllowed
    with transaction.atomic():
        held = _waiting(statement)
        _settle(held, EnteredStatus.DISCARDED, by=by, at=at)
        audit.record("statement.discard", subject=held, by=by, at=at, member_state=held.member_state)


@transaction.atomic
def translate(
    statement: Statement, language: str, *, text: str, status: str, version: int, by: User, at: dt.datetime
) -> StatementTranslation:
    """Write a working translation, or, without a text, accept that there will be none; `version` is the one
    that was read, 0 for none."""
    if not by.has_perm("comments.translate_comment"):
        raise NotAllowed
    if language == statement.language or statement.kind not in attached.SAYING:
        raise Refusal("comments.already_in_this_language")
    values: dict[str, Any] = {"text": text, "status": str(TranslationStatus(status)), "by": by, "at": at}
    own = StatementTranslation.objects.filter(statement=statement, language=language)
    if version == 0:
        made, is_new = own.get_or_create(statement=statement, language=language, defaults=values)
        if not is_new:
            raise StaleVersion
    elif not own.filter(version=version).update(**values, version=version + 1):
        raise StaleVersion
    after = {"language": language, "text": text, "status": values["status"]}
    audit.record("statement.translate", subject=statement, by=by, at=at, after=after)
    return own.get()


def _hold(paper: ConceptPaper) -> ConceptPaper:
    return ConceptPaper.objects.select_for_update(no_key=True).get(pk=paper.pk)


def _waiting(statement: Statement) -> Statement:
    """Lock what was entered and waits for a signatory."""
    found = Statement.objects.select_for_update(of=("self",)).select_related("member_state", "of", "paper")
    held = found.get(pk=statement.pk)
    if held.status != EnteredStatus.SUBMITTED:
        raise Refusal("comments.entered_moved")
    return held


def _settle(held: Statement, status: EnteredStatus, *, by: User, at: dt.datetime) -> None:
    held.status, held.confirmed_by, held.confirmed_at = status, by, at
    held.save(update_fields=["status", "confirmed_by", "confirmed_at"])


def _make(paper: ConceptPaper, kind: StatementKind, **said: Any) -> Statement:
    made = Statement(paper=paper, revision=decisions.adopted_text(paper), kind=kind, **said)
    _refuse(made)
    is_said = kind != StatementKind.WITHDRAWAL
    last_day = decisions.statements_until(paper)
    made.is_late = is_said and last_day is not None and made.received_on > last_day
    made.save(force_insert=True)
    return made


def _refuse(one: Statement) -> None:
    """Refuse what no State could attach: to no text in force, of no Member State of the day, without words,
    on what is no paragraph, or following what is not in force."""
    paper, state = one.paper, one.member_state
    if paper.status not in PUBLISHED_STATUSES:
        raise Refusal("comments.statement_not_in_force")
    day = decisions.adopted_on(paper) or seat_date(decisions.adopted_at(paper))
    if one.kind != StatementKind.WITHDRAWAL and not state.is_member_on(day):
        spoken = reader_language()
        dated = formats.date_attr(day) if spoken == "kk" else formats.date(day, spoken)
        raise Refusal("comments.no_member_on_the_day", state=state.name, date=spaces.shown(dated))
    if one.kind in attached.SAYING:
        if is_blank(one.text) or not one.language or len(one.text) > TEXT_LIMIT:
            raise Refusal("comments.statement_text_needed")
        if not {str(row.key) for row in revision_outline(one.revision)}.issuperset(one.block_keys):
            raise Refusal("comments.no_such_paragraph")
        return
    in_force, of = Statement.objects.in_force(), one.of
    stands = of is not None and in_force.filter(pk=of.pk, paper=paper).exists()
    is_own = of is not None and of.member_state_id == state.pk
    if one.kind == StatementKind.WITHDRAWAL:
        may = stands and is_own
    else:
        followed = in_force.filter(kind=one.kind, of=of, member_state=state)
        may = of is not None and stands and not is_own and of.kind in attached.SAYING
        may = may and not followed.exists()
    if not may:
        raise Refusal("comments.statement_gone")


def _receive(made: Statement, *, by: User, at: dt.datetime) -> Receipt:
    """Issue the receipt under the number of the note that circulated the plan last."""
    last = Consultation.objects.filter(revision__paper=made.paper_id).latest("opens_at", "pk")
    held = consultations.hold(last)
    state = made.member_state
    number = receipts.next_number(held, state)
    filed: dict[str, Any] = {"state": state, "by": by, "at": at, "number": number}
    content = receipts.head(held, **filed) | {"statement": attached.content(made)}
    receipt = receipts.issue(held, **filed, content=content, statement=made)
    after = {"kind": str(made.kind), "receipt": number, "sha256": receipt.sha256}
    audit.record("statement.file", subject=made, by=by, at=at, member_state=state, after=after)
    return receipt
