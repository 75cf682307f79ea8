"""Correcting a wording: one person proposes it, a signatory approves or refuses it; it can be withdrawn."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cica_portal import workflow
from cica_portal.database import once
from cica_portal.errors import DomainError, Refusal, StaleVersion
from cica_portal.text import is_blank, sha256
from members import audit
from members.models import User
from phrases import own
from phrases.enums import OF_PORTAL, TRANSITIONS, Kind, Standing, Status
from phrases.models import Correction
from phrases.texts import checks, live, spaces
from phrases.texts.catalogue import TRANSLATED, Phrase, key_of, phrases


class Unfit(DomainError):
    """A wording that cannot be used; says everything that is wrong with it."""

    sentence = _("The text cannot be used. %(faults)s")

    def __init__(self, faults: list[str]) -> None:
        super().__init__(faults=" ".join(faults))
        self.faults = faults


def proposed(by: User) -> Any:
    """Return what is said to who proposed a text, whatever it is of: who approves it."""
    if by.is_signatory:
        return _("Correction proposed. It will be in use once another signatory approves it.")
    return _("Correction proposed. It will be in use once a signatory approves it.")


# Reading ---------------------------------------------------------------------------------------------
def held(phrase: Phrase, language: str, in_use: Correction | None) -> tuple[str, ...]:
    """Return the text that holds today: of the correction in use, if it fits, else the portal's own."""
    if in_use is not None and standing(in_use, phrase) in LIVE:
        return tuple(in_use.forms)
    return phrase.texts[language]


def standing(correction: Correction, phrase: Phrase | None) -> Standing:
    """Tell how a correction in use stands to what the portal comes with today."""
    if correction.kind not in OF_PORTAL:
        return Standing.HOLDS
    if phrase is None:
        return Standing.GONE
    if checks.faults(phrase, correction.language, correction.forms):
        return Standing.MISFIT
    own = list(phrase.texts[correction.language])
    if own == correction.forms:
        return Standing.TAKEN_OVER
    return Standing.HOLDS if own == correction.replaces else Standing.CHANGED


LIVE = frozenset({Standing.HOLDS, Standing.TAKEN_OVER, Standing.CHANGED})


def fingerprint(forms: Sequence[str]) -> str:
    """Return the hash by which a form knows the text that its reader saw."""
    return sha256(list(forms))


# Acts ------------------------------------------------------------------------------------------------
def propose(
    phrase: Phrase,
    language: str,
    forms: Sequence[str],
    *,
    seen: str,
    reason: str,
    by: User,
    at: dt.datetime,
) -> Correction:
    """Propose a wording for approval; `seen` is the fingerprint of the text that it is to replace."""
    by.require("phrases.propose")
    written = [_written(phrase, language, text) for text in forms]
    if found := checks.faults(phrase, language, written):
        raise Unfit(found)
    if is_blank(reason):
        raise Refusal("phrases.reason_missing")
    with transaction.atomic():
        present = held(phrase, language, find_in_use(phrase.key, language))
        if fingerprint(present) != seen:
            raise StaleVersion
        if list(present) == written:
            raise Refusal("phrases.nothing_changed")
        made = _store(
            kind=phrase.kind, key=phrase.key, context=phrase.context, message=phrase.message,
            plural=phrase.plural, language=language, forms=written, replaces=list(phrase.texts[language]),
            reason=reason.strip(), proposed_by=by, proposed_at=at,
        )  # fmt: skip
        _record("correction.propose", made, by=by, at=at, before={"forms": list(present)})
    return made


def propose_own(
    holder: own.Holder, name: str, texts: own.Texts, *, seen: str, reason: str, by: User, at: dt.datetime
) -> Correction:
    """Propose other texts for something whose texts a row holds; they hold once they are approved."""
    changed, present = own.changes(holder, name, texts, seen=seen, by=by)
    if not changed:
        raise Refusal("phrases.nothing_changed")
    if is_blank(reason):
        raise Refusal("phrases.reason_missing")
    with transaction.atomic():
        made = _store(
            kind=holder.kind, key=key_of(holder.kind, "", name, ""), message=name, forms=changed,
            replaces=present, reason=reason.strip(), proposed_by=by, proposed_at=at,
        )  # fmt: skip
        _record("correction.propose", made, by=by, at=at, before={"forms": present})
    return made


def approve(correction: Correction, *, by: User, at: dt.datetime) -> None:
    """Put a wording into use in every process; an earlier correction of the text is superseded."""
    by.require("phrases.decide", correction)
    holder = own.holder_of(correction)
    if holder is None:
        phrase = phrases().get(correction.key)
        if phrase is None:
            raise Refusal("phrases.phrase_gone")
        if found := checks.faults(phrase, correction.language, correction.forms):
            raise Unfit(found)
    with transaction.atomic():
        earlier = find_in_use(correction.key, correction.language)
        if earlier is not None:
            _move(earlier, Status.SUPERSEDED, by=by, at=at)
        _move(correction, Status.IN_USE, by=by, at=at, decided_by=by, decided_at=at)
        _record("correction.approve", correction, by=by, at=at)
        if holder is None:
            transaction.on_commit(live.publish)
        else:
            own.put_into_use(holder, correction, by=by, at=at)


def refuse(correction: Correction, *, reason: str, by: User, at: dt.datetime) -> None:
    """Refuse a proposed wording with a reason that its writer reads."""
    by.require("phrases.decide", correction)
    _end(correction, Status.REFUSED, "correction.refuse", reason=reason, by=by, at=at)


def withdraw(correction: Correction, *, reason: str, by: User, at: dt.datetime) -> None:
    """Withdraw a proposal, or a correction in use: the portal's own text holds again at once."""
    by.require("phrases.withdraw", correction)
    _end(correction, Status.WITHDRAWN, "correction.withdraw", reason=reason, by=by, at=at)


def _end(correction: Correction, status: Status, act: str, *, reason: str, by: User, at: dt.datetime) -> None:
    if is_blank(reason):
        raise Refusal("phrases.reason_missing")
    reason = reason.strip()
    decided = {"decided_by": by, "decided_at": at, "decision": reason}
    with transaction.atomic():
        was_in_use = correction.is_in_use
        _move(correction, status, by=by, at=at, reason=reason, **decided)
        _record(act, correction, by=by, at=at, reason=reason)
        if was_in_use:
            transaction.on_commit(live.publish)


def _move(correction: Correction, status: Status, *, by: User, at: dt.datetime, **fields: Any) -> None:
    events = correction.events
    workflow.move(correction, status, transitions=TRANSITIONS, events=events, by=by, at=at, **fields)


def _record(
    act: str, correction: Correction, *, by: User, at: dt.datetime, before: Any = None, **values: str
) -> None:
    after = {name: getattr(correction, name) for name in ("message", "language", "forms", "reason")} | values
    audit.record(act, subject=correction, by=by, at=at, before=before, after=after)


def _store(**fields: Any) -> Correction:
    with once.refuse_second(Refusal("phrases.already_proposed")):  # one waits already
        return Correction.objects.create(**fields)


def find_in_use(key: str, language: str) -> Correction | None:
    return Correction.objects.in_use().filter(key=key, language=language).first()


def _written(phrase: Phrase, language: str, text: str) -> str:
    """Return a text as it is kept: with its non-breaking spaces, and with the blank ends of the original,
    which the body of a mail begins and ends with."""
    if language in TRANSLATED:
        text = spaces.bound(text, language, phrase.message, phrase.plural)
    if phrase.kind != Kind.MAIL:
        return text.strip()
    own = phrase.texts[language][0]
    head, tail = own[: len(own) - len(own.lstrip())], own[len(own.rstrip()) :]
    return f"{head}{text.strip()}{tail}"
