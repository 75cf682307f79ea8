"""Who acts for a State, and who is invited or removed: read for the pages, in a few queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from cica_portal import state_names
from cica_portal.database.contained import contains
from cica_portal.languages import LANGUAGES, reader_language
from members.accounts import factors
from members.delegations import hand_overs
from members.directory.name_order import key_of
from members.enums import MailStatus, Role
from members.mailing import letters
from members.models import Invitation, MemberState, PersonalMail, User

# By what a message tells whether its address takes mail.
TOLD = frozenset({MailStatus.SENT, MailStatus.FAILED})
# Where a person is looked for.
SOUGHT = (
    "first_name", "last_name", "username", "email", *(f"member_state__name_{code}" for code in LANGUAGES),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One person as a page shows them; `may_manage` is the policy's answer for the reader."""

    person: User
    may_manage: bool
    is_protected: bool
    needs_factor: bool
    is_unreached: bool


def seen_by(user: User) -> QuerySet[User]:
    """Return the people that `user` sees, each with whether a second factor is set up, and what became of the
    last message to the address."""
    return (
        User.objects.visible_to(user)
        .select_related("member_state")
        .annotate(
            is_protected=Exists(Authenticator.objects.filter(user=OuterRef("pk"))),
            last_mail=Subquery(_last_mail(user)),
        )
    )


def _last_mail(user: User) -> QuerySet[PersonalMail, str]:
    """Return the status of the last message to a person of which something is known. What a delegation is
    told of its own work says so within the delegation alone (rule 4)."""
    mails = PersonalMail.objects.filter(
        recipient=OuterRef("pk"), address=OuterRef("email"), status__in=sorted(TOLD)
    )
    if not user.is_delegate:
        mails = mails.filter(kind__in=sorted(letters.subjects()))
    return mails.order_by("-claimed_at", "-pk").values_list("status", flat=True)[:1]


def of_house(user: User, state: MemberState | None, at: dt.datetime) -> dict[str, Any]:
    """Return what a page says of the people of a State, or of the Secretariat, in three queries."""
    persons = rows(user, seen_by(user).filter(member_state=state))
    return {
        "people": [row for row in persons if row.person.is_active],
        "removed": [row for row in persons if not row.person.is_active and row.may_manage],
        "invitations": invited(user, state, at),
        "may_invite": user.has_perm("members.invite"),
        "hand_overs": hand_overs.waiting(user, state) if state else (),
    }


def rows(user: User, persons: Iterable[User]) -> list[Row]:
    """Return people by the rank of their roles, then by name in the reader's alphabet."""
    language = reader_language()
    return [
        Row(
            person=person,
            may_manage=user.has_perm("members.manage_person", person),
            is_protected=vars(person)["is_protected"],
            needs_factor=factors.of_role(person.role),
            is_unreached=vars(person)["last_mail"] == MailStatus.FAILED,
        )
        for person in sorted(persons, key=lambda one: (role_rank(one), *key_of(one, language)))
    ]


def invited(user: User, state: MemberState | None, at: dt.datetime) -> list[dict[str, Any]]:
    newest = PersonalMail.objects.filter(invitation=OuterRef("pk")).order_by("-written_at", "-pk")
    waiting = (
        Invitation.objects.visible_to(user)
        .waiting()
        .filter(member_state=state)
        .select_related("invited_by")
        .annotate(mail_status=newest.values("status")[:1])
    )
    return [
        {
            "invitation": invitation,
            "may_manage": user.has_perm("members.manage_invitation", invitation),
            "is_open": invitation.is_open(at),
            "mail_status": vars(invitation)["mail_status"] or "",
        }
        for invitation in waiting
    ]


def matching(words: str) -> Q:
    """Return the condition that a person, or a present or former name of the State, holds every one of
    `words`. A person's own name has no former one: nobody changes it in the portal."""
    condition = Q()
    for word in words.split():
        found = Q(member_state__code__iexact=word) | Q(member_state__code__in=state_names.once_called(word))
        for column in SOUGHT:
            found |= contains(column, word)
        condition &= found
    return condition


def role_rank(person: User) -> int:
    """Return the place of a person's role among the roles, to list people by it."""
    return Role.values.index(person.role)
