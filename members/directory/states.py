"""Member States join, are renamed from a day on, and leave on a day; each is recorded.

Names that hold from a later day wait as data of the house, and a sweep writes them when the day begins at the
seat. Former names stay with the days on which they held.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from cica_portal import state_names
from cica_portal.deadlines import seat_date
from cica_portal.languages import LANGUAGES
from cica_portal.operation.resilience import run_each
from cica_portal.state_names import FORMER
from cica_portal.text import sha256
from members import audit
from members.installation import house
from members.models import MemberState, User

Forms = Mapping[str, Mapping[str, str]]
# The case forms that the portal keeps of a State's name.
FORMS = {
    "en": ("full", "short"),
    "ru": (
        "nom", "gen", "dat", "acc", "ins", "prep", "short", "short_gen", "short_dat", "short_ins",
    ),
    "kk": ("nom", "gen", "dat", "abl", "ins", "short"),
}  # fmt: skip
COMING, ROWS = "state_names_to_come", "state_rows"


def names(state: MemberState) -> dict[str, str]:
    """Return the names of a State in each language."""
    return {
        f"{name}_{code}": getattr(state, f"{name}_{code}") or ""
        for name in ("name", "full_name", "capital")
        for code in LANGUAGES
    }


def coming(state: MemberState) -> dict[str, Any] | None:
    """Return the names that a State will have from a later day on, if any wait."""
    return next((one for one in house.latest(COMING, []) if one["code"] == state.code), None)


def name_on(state: MemberState, day: dt.date, language: str) -> str:
    """Return what a State was called on a day."""
    found = state_names.former(state.code, day)
    text = (found["names"] if found else names(state))[f"name_{language}"]
    return str(text)


def join(
    code: str,
    given: Mapping[str, str],
    forms: Forms,
    *,
    time_zone: str,
    joined_on: dt.date,
    left_on: dt.date | None,
    by: User | None,
    at: dt.datetime,
) -> MemberState:
    """Add a Member State; it is addressed and may act from the day on which it joins."""
    with transaction.atomic():
        state = MemberState.objects.create(
            code=code,
            forms={language: dict(of) for language, of in forms.items()},
            time_zone=time_zone,
            joined_on=joined_on,
            joined_is_exact=True,
            left_on=left_on,
            **given,
        )
        audit.record(
            "member_state.record",
            subject=state,
            by=by,
            at=at,
            member_state=state,
            after={"code": code, "joined_on": joined_on.isoformat()},
        )
        _tell(by=by, at=at)
    return state


def revise(
    state: MemberState,
    given: Mapping[str, str],
    forms: Forms,
    *,
    from_on: dt.date,
    time_zone: str,
    joined_on: dt.date,
    left_on: dt.date | None,
    by: User | None,
    at: dt.datetime,
) -> None:
    """Change zone and membership of a State at once, and its names from a day on."""
    with transaction.atomic():
        held = _hold(state.code)
        before = _membership(held)
        held.time_zone, held.left_on = time_zone, left_on
        if joined_on != held.joined_on:
            held.joined_on, held.joined_is_exact = joined_on, True
        if _membership(held) != before:
            held.save()
            audit.record(
                "member_state.revise", subject=held, by=by, at=at, member_state=held,
                before=before, after=_membership(held),
            )  # fmt: skip
        waiting = [one for one in house.latest(COMING, []) if one["code"] != held.code]
        if names(held) | {"forms": held.forms} != dict(given) | {"forms": forms}:
            if from_on > seat_date(at):
                one = {"code": held.code, "from": from_on.isoformat(), "names": given, "forms": forms}
                waiting.append(one)
            else:
                _rename(held, given, forms, on=from_on, by=by, at=at)
        house.record(COMING, waiting, by=by, at=at)
        _tell(by=by, at=at)


def take_names(at: dt.datetime) -> Iterator[MemberState]:
    """Give the States the names whose day has begun at the seat, and yield them: each by itself."""
    today = seat_date(at).isoformat()
    due = [one for one in house.latest(COMING, []) if one["from"] <= today]
    yield from run_each(due, lambda one: _take(one, at=at))


def _take(due: Mapping[str, Any], *, at: dt.datetime) -> list[MemberState]:
    with transaction.atomic():
        state = _hold(due["code"])
        waiting = house.latest(COMING, [])
        if due not in waiting:
            return []
        _rename(state, due["names"], due["forms"], on=dt.date.fromisoformat(due["from"]), by=None, at=at)
        house.record(COMING, [one for one in waiting if one != due], by=None, at=at)
        _tell(by=None, at=at)
    return [state]


def _hold(code: str) -> MemberState:
    """Lock the States together and return one: coming names are one list of all, and so are former ones."""
    list(MemberState.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    return MemberState.objects.get(code=code)


def _rename(
    state: MemberState,
    given: Mapping[str, str],
    forms: Forms,
    *,
    on: dt.date,
    by: User | None,
    at: dt.datetime,
) -> None:
    before = names(state)
    former = {"code": state.code, "until": on.isoformat(), "names": before, "forms": state.forms}
    for field, text in given.items():
        setattr(state, field, text)
    present, state.forms = state.forms, {language: dict(of) for language, of in forms.items()}
    state.save()
    if dict(given) != before:
        house.record(FORMER, [*house.latest(FORMER, []), former], by=by, at=at)
    audit.record(
        "member_state.revise", subject=state, by=by, at=at, member_state=state,
        before=before | {"forms": present}, after=dict(given) | {"forms": state.forms},
    )  # fmt: skip


def _membership(state: MemberState) -> dict[str, Any]:
    return {
        "time_zone": state.time_zone,
        "joined_on": state.joined_on.isoformat(),
        "left_on": state.left_on.isoformat() if state.left_on else None,
    }


def _tell(*, by: User | None, at: dt.datetime) -> None:
    """Let every process read the States anew: another mark of them is another part of the data."""
    rows = [
        [state.code, names(state), state.forms, _membership(state)] for state in MemberState.objects.all()
    ]
    house.record(ROWS, sha256(rows), by=by, at=at)
