"""Observers and partner organizations: whom notes are written to besides Member States, kept by officers."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from django.db import transaction
from django.db.models import Q

from cica_portal.database import once
from cica_portal.deadlines import seat_date
from cica_portal.errors import AlreadyMoved, NotAllowed, Refusal, StaleVersion
from cica_portal.languages import LANGUAGES, TITLES
from cica_portal.operation.resilience import run_each
from cica_portal.text import is_blank, sha256
from members import audit
from members.enums import Correspondence
from members.models import Correspondent, CorrespondentAddress, MemberState, User
from members.refusals import (
    CorrespondentKnown,
)

CYRILLIC = re.compile(r"[\u0400-\u04ff]")
LATIN = re.compile(r"[A-Za-z]")
# The forms of a name that notes need: in the sentence with its article or in the dative; at the foot, where
# the addressee stands, in English without its article and in Kazakh in the nominative.
FORMS = {"en": ("full", "plain"), "ru": ("dat",), "kk": ("nom", "dat")}

Names = Mapping[str, str]
Forms = Mapping[str, Mapping[str, str]]


def shown(correspondent: Correspondent) -> str:
    """Return what tells whether the names are still those that a person was shown."""
    return sha256({"kind": correspondent.kind, **_said(correspondent)})


def add(
    code: str, *, kind: str, names: Names, forms: Forms, by: User | None, at: dt.datetime
) -> Correspondent:
    """Add an observer or an organization that notes can be written to; `by` is none where data are loaded."""
    if by is not None and not by.has_perm("members.keep_correspondents"):
        raise NotAllowed
    whole = _whole(names, forms)
    with once.refuse_second(CorrespondentKnown(code=code.upper())):
        made = Correspondent(code=code.upper(), kind=kind, forms=whole)
        _name(made, names)
        if by is not None:
            _refuse_member(made, at=at)
        made.save(force_insert=True)
        audit.record(
            "correspondent.record",
            subject=made,
            by=by,
            at=at,
            after={"code": made.code, "kind": str(kind), **_said(made)},
        )
    return made


def revise(
    correspondent: Correspondent,
    *,
    kind: str,
    names: Names,
    forms: Forms,
    read: str,
    by: User,
    at: dt.datetime,
) -> None:
    """Write names and forms anew; notes that were issued keep the words they had."""
    whole = _whole(names, forms)
    with transaction.atomic():
        held = _hold(correspondent, by=by)
        if shown(held) != read:
            raise StaleVersion
        before = {"kind": held.kind, **_said(held)}
        held.kind, held.forms = kind, whole
        _name(held, names)
        after = {"kind": str(kind), **_said(held)}
        if after == before:
            raise Refusal("members.nothing_to_save")
        held.save()
        audit.record("correspondent.revise", subject=held, by=by, at=at, before=before, after=after)


def close(correspondent: Correspondent, *, by: User, at: dt.datetime) -> None:
    """Offer it no more as an addressee, and write to it no more, not even what is on its way."""
    _turn(correspondent, "correspondent.close", is_open=False, by=by, at=at)


def close_members(at: dt.datetime) -> Iterator[Correspondent]:
    """Close the observer States that are Member States by now, each by itself, and yield them: notes go to
    them as to every Member State, and never twice."""

    def close_one(correspondent: Correspondent) -> list[Correspondent]:
        with transaction.atomic():
            held: Correspondent = Correspondent.objects.select_for_update().get(pk=correspondent.pk)
            if held.closed_at is not None:
                return []
            _set_open(held, "correspondent.close", is_open=False, by=None, at=at)
        return [held]

    joined = [one for one in Correspondent.objects.in_use() if _is_member(one, at=at)]
    yield from run_each(joined, close_one)


def _is_member(correspondent: Correspondent, *, at: dt.datetime) -> bool:
    """Tell whether an observer State is a Member State on this day, by its code or its name."""
    same = Q(code=correspondent.code) | Q(name_en__iexact=correspondent.name_en)
    members = MemberState.objects.members_on(seat_date(at))
    return correspondent.kind == Correspondence.OBSERVER_STATE and members.filter(same).exists()


def _refuse_member(correspondent: Correspondent, *, at: dt.datetime) -> None:
    if _is_member(correspondent, at=at):
        raise Refusal("members.is_member_state", name=correspondent.name)


def reopen(correspondent: Correspondent, *, by: User, at: dt.datetime) -> None:
    """Offer it as an addressee again."""
    _refuse_member(correspondent, at=at)
    _turn(correspondent, "correspondent.reopen", is_open=True, by=by, at=at)


def _turn(correspondent: Correspondent, act: str, *, is_open: bool, by: User, at: dt.datetime) -> None:
    with transaction.atomic():
        held = _hold(correspondent, by=by)
        if (held.closed_at is None) == is_open:
            raise AlreadyMoved
        _set_open(held, act, is_open=is_open, by=by, at=at)
    correspondent.closed_at = held.closed_at


def _set_open(held: Correspondent, act: str, *, is_open: bool, by: User | None, at: dt.datetime) -> None:
    held.closed_at = None if is_open else at
    held.save(update_fields=["closed_at"])
    audit.record(act, subject=held, by=by, at=at, after={"code": held.code})


def add_address(
    correspondent: Correspondent, *, email: str, language: str, by: User, at: dt.datetime
) -> CorrespondentAddress:
    """Write to this official address of an observer or an organization too."""
    email = email.strip().lower()
    with transaction.atomic():
        held = _hold(correspondent, by=by)
        if held.closed_at is not None:
            raise Refusal("members.correspondent_closed", name=held.name)
        if held.addresses.filter(email=email, removed_at=None).exists():
            raise Refusal("members.correspondent_address_known", name=held.name)
        address = CorrespondentAddress.objects.create(
            correspondent=held, email=email, language=language, added_by=by, added_at=at
        )
        audit.record(
            "correspondent_address.add",
            subject=address,
            by=by,
            at=at,
            after={"correspondent": held.code, "address": email, "language": language},
        )
    return address


def remove_address(address: CorrespondentAddress, *, by: User, at: dt.datetime) -> None:
    """Write to this address no more, not even what is on its way."""
    by.require("members.keep_correspondents")
    with transaction.atomic():
        in_use = CorrespondentAddress.objects.filter(pk=address.pk, removed_at=None)
        if not in_use.update(removed_at=at):
            raise Refusal("members.address_gone")
        audit.record(
            "correspondent_address.remove",
            subject=address,
            by=by,
            at=at,
            before={"correspondent": address.correspondent.code, "address": address.email},
        )
    address.removed_at = at


def _hold(correspondent: Correspondent, *, by: User) -> Correspondent:
    by.require("members.keep_correspondents")
    held: Correspondent = Correspondent.objects.select_for_update().get(pk=correspondent.pk)
    return held


def _whole(names: Names, forms: Forms) -> dict[str, dict[str, str]]:
    """Return every form that notes need, each in the letters of its language."""
    whole = {
        language: {form: forms.get(language, {}).get(form, "") for form in FORMS[language]}
        for language in LANGUAGES
    }
    for language, of_language in whole.items():
        for text in (names[language], *of_language.values()):
            if is_blank(text):
                raise Refusal("members.names_missing")
            is_cyrillic = bool(CYRILLIC.search(text))
            if is_cyrillic != (language != "en") or not (is_cyrillic or LATIN.search(text)):
                raise Refusal("members.other_letters", language=TITLES[language])
    return whole


def _name(correspondent: Correspondent, names: Names) -> None:
    for language in LANGUAGES:
        setattr(correspondent, f"name_{language}", names[language])


def _said(correspondent: Correspondent) -> dict[str, object]:
    names = {language: getattr(correspondent, f"name_{language}") for language in LANGUAGES}
    return {"names": names, "forms": correspondent.forms}
