"""The Member States and observers that the portal carries as data, and the accounts of a demonstration.

Loading makes what is missing and touches nothing else: once loaded, the rows belong to the Secretariat.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from cica_portal.data_files import read
from cica_portal.languages import LANGUAGES
from members import audit
from members.directory import correspondents
from members.enums import Role
from members.models import Correspondent, MemberState, User

STATES_FILE = settings.ORGANIZATION_DIR / "member_states.yaml"

CORRESPONDENTS_FILE = STATES_FILE.with_name("correspondents.yaml")

DEFAULT_PASSWORD = "cica-demonstration"
SECRETARIAT_DOMAIN = "secretariat.example"
STATES_DOMAIN = "member-state.example"

STAFF = {"officer": Role.OFFICER, "signatory": Role.SIGNATORY}
COORDINATOR = "coordinator"
COORDINATING_STATE = "RU"
DELEGATION = {
    "contact": Role.CONTACT_POINT,
    "deputy": Role.DEPUTY,
    "drafter": Role.DRAFTER,
    "reader": Role.READER,
}
# The language in which a delegation's accounts start; all others start in English.
LANGUAGES_BY_STATE = {"KZ": "kk", "AZ": "ru", "KG": "ru", "RU": "ru", "TJ": "ru", "UZ": "ru"}


def load_member_states(*, at: dt.datetime, folder: Path = settings.ORGANIZATION_DIR) -> int:
    """Make the Member States that are missing; return how many were made."""
    with transaction.atomic():
        known = set(MemberState.objects.values_list("code", flat=True))
        missing = [item for item in read(folder / STATES_FILE.name) if item["code"] not in known]
        for item in missing:
            state = MemberState.objects.create(**_state_fields(item))
            audit.record(
                "member_state.record",
                subject=state,
                by=None,
                at=at,
                member_state=state,
                after={"code": state.code, "joined_on": state.joined_on.isoformat()},
            )
    return len(missing)


def load_correspondents(*, at: dt.datetime, folder: Path = settings.ORGANIZATION_DIR) -> int:
    """Make the observers and organizations that are missing; return how many were made."""
    with transaction.atomic():
        known = set(Correspondent.objects.values_list("code", flat=True))
        missing = [item for item in read(folder / CORRESPONDENTS_FILE.name) if item["code"] not in known]
        for item in missing:
            correspondents.add(**item, by=None, at=at)
    return len(missing)


def _state_fields(item: dict[str, Any]) -> dict[str, Any]:
    joined = item["joined"]
    is_exact = isinstance(joined, dt.date)
    fields = {
        "code": item["code"],
        "forms": item["forms"],
        "time_zone": item["time_zone"],
        "joined_on": joined if is_exact else dt.date(joined, 1, 1),
        "joined_is_exact": is_exact,
    }
    for name in ("name", "full_name", "capital"):
        texts = item.get(name, {})
        fields |= {f"{name}_{language}": texts.get(language, "") for language in LANGUAGES}
    return fields


def password() -> str:
    """Return the one password of all demonstration accounts."""
    return settings.DEMONSTRATION_PASSWORD or DEFAULT_PASSWORD


def load_accounts(*, at: dt.datetime) -> int:
    """Make the demonstration accounts that are missing; return how many were made.

    The password is hashed once and shared, so that a hundred accounts take no time. Where the configured
    password has changed, the accounts that still have the former one follow it.
    """
    with transaction.atomic():
        wanted = list(_accounts())
        known = dict(
            User.objects.filter(username__in=[fields["username"] for fields in wanted]).values_list(
                "username", "password"
            )
        )
        shared = _shared_password(known)
        missing = [fields for fields in wanted if fields["username"] not in known]
        for fields in missing:
            user = User.objects.create(password=shared, **fields)
            audit.record(
                "user.create",
                subject=user,
                by=None,
                at=at,
                member_state=user.member_state,
                after={"username": user.username, "role": user.role},
            )
    return len(missing)


def _accounts() -> Iterator[dict[str, Any]]:
    for name, role in STAFF.items():
        yield {"username": name, "role": role, "language": "en", "email": f"{name}@{SECRETARIAT_DOMAIN}"}
    states = {state.code: state for state in MemberState.objects.all()}
    yield {
        "username": COORDINATOR,
        "role": Role.COORDINATOR,
        "member_state": states[COORDINATING_STATE],
        "language": LANGUAGES_BY_STATE[COORDINATING_STATE],
        "email": f"{COORDINATOR}@{STATES_DOMAIN}",
    }
    for code, state in states.items():
        for name, role in DELEGATION.items():
            username = f"{code.lower()}.{name}"
            yield {
                "username": username,
                "role": role,
                "member_state": state,
                "language": LANGUAGES_BY_STATE.get(code, "en"),
                "email": f"{username}@{STATES_DOMAIN}",
            }


def _shared_password(known: dict[str, str]) -> str:
    """Return the hash that the accounts share, renewed where it is not of the configured password."""
    if not known:
        return make_password(password())
    former = Counter(known.values()).most_common(1)[0][0]
    if check_password(password(), former):
        return former
    renewed = make_password(password())
    User.objects.filter(username__in=known, password=former).update(password=renewed)
    return renewed
