"""Minimal valid States and people."""

import datetime as dt
from itertools import count

from cica_portal import clock
from members import mailing
from members.delegations import invitations
from members.enums import SECRETARIAT_ROLES, Correspondence, Role
from members.models import (
    Correspondent,
    CorrespondentAddress,
    Invitation,
    MemberState,
    PersonalMail,
    User,
)

_numbers = count(1)


def member_state(code: str = "KZ", **fields) -> MemberState:
    """Return the State with this code, made on first use."""
    values = {
        "name_en": f"State {code}",
        "name_ru": f"Государство {code}",
        "name_kk": f"Мемлекет {code}",
        "full_name_en": f"the Republic of {code}",
        "full_name_ru": f"Республика {code}",
        "full_name_kk": f"{code} Республикасы",
        "forms": {
            "en": {"full": f"the Republic of {code}", "short": f"State {code}"},
            "ru": {
                case: f"Республика {code} ({case})" for case in ("nom", "gen", "dat", "acc", "ins", "prep")
            },
            "kk": {case: f"{code} Республикасы ({case})" for case in ("nom", "gen", "dat", "abl", "ins")},
        },
        "time_zone": "Asia/Almaty",
        "joined_on": dt.date(1999, 1, 1),
    } | fields
    return MemberState.objects.get_or_create(code=code, defaults=values)[0]


def correspondent(
    code: str = "OBS", kind: str = Correspondence.OBSERVER_ORGANIZATION, **fields
) -> Correspondent:
    """Return the invented organization with this code, made on first use."""
    values = {
        "kind": kind,
        "name_en": f"Organization {code}",
        "name_ru": f"Организация {code}",
        "name_kk": f"{code} Ұйымы",
        "forms": {
            "en": {"full": f"the Organization {code}", "plain": f"Organization {code}"},
            "ru": {"dat": f"Организации {code}"},
            "kk": {"nom": f"{code} Ұйымы", "dat": f"{code} Ұйымына"},
        },
    } | fields
    return Correspondent.objects.get_or_create(code=code, defaults=values)[0]


def correspondent_address(one: Correspondent, language: str = "en", **fields) -> CorrespondentAddress:
    """Return a new official address of an observer or an organization."""
    number = next(_numbers)
    values = {"email": f"protocol{number}@organization.example", "added_at": clock.now()} | fields
    values.setdefault("added_by", User.objects.filter(role=Role.OFFICER).first() or officer())
    return CorrespondentAddress.objects.create(correspondent=one, language=language, **values)


def user(role: str = Role.CONTACT_POINT, state: MemberState | None = None, **fields) -> User:
    """Return a new person with this role; of State KZ where the role needs a State and none is given."""
    number = next(_numbers)
    if role not in SECRETARIAT_ROLES and state is None:
        state = member_state()
    values = {"username": f"{role}{number}", "email": f"{role}{number}@example.org"} | fields
    return User.objects.create_user(password="correct horse battery", role=role, member_state=state, **values)


def officer(**fields) -> User:
    return user(Role.OFFICER, **fields)


def signatory(**fields) -> User:
    return user(Role.SIGNATORY, **fields)


def coordinator(state: MemberState | None = None, **fields) -> User:
    return user(Role.COORDINATOR, state or member_state("RU", time_zone="Europe/Moscow"), **fields)


def contact_point(state: MemberState | None = None, **fields) -> User:
    return user(Role.CONTACT_POINT, state, **fields)


def drafter(state: MemberState | None = None, **fields) -> User:
    return user(Role.DRAFTER, state, **fields)


def invitation(by: User, role: str = Role.DRAFTER, **fields) -> Invitation:
    """Return a waiting invitation to the State of `by`, or to `state`."""
    values = {"language": "en", "at": clock.now(), "state": by.member_state} | fields
    address = values.pop("address", f"invited{next(_numbers)}@example.org")
    return invitations.invite(values.pop("state"), role, address, by=by, **values)


def undelivered(person: User, kind: str = mailing.Kind.PASSWORD_RESET, **fields) -> PersonalMail:
    """Return a message to `person` that the mail server has refused for good."""
    mailing.write(kind, person, at=clock.now())
    made = PersonalMail.objects.latest("pk")
    values = {"status": "failed", "claimed_at": clock.now(), "attempts": 1, "error": "550 no such user"}
    PersonalMail.objects.filter(pk=made.pk).update(**values | fields)
    made.refresh_from_db()
    return made
