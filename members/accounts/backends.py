from allauth.account.auth_backends import AuthenticationBackend
from django.db import models

from cica_portal.database import composed
from members.models import User


def _person(pk: int) -> models.QuerySet[User]:
    return User.objects.select_related("member_state", "newness").filter(pk=pk)


class PortalBackend(AuthenticationBackend):
    """allauth's backend; the user of a request comes in one query with State and count of what is new."""

    def get_user(self, user_id: int) -> User | None:
        found = composed.rows(PortalBackend, _person, pk=int(user_id))
        return found[0] if found and self.user_can_authenticate(found[0]) else None

    def has_perm(self, user_obj: User, perm: str, obj: models.Model | None = None) -> bool:
        """Grant nothing: permissions are predicates (rules.py), never rows, and need no query here."""
        return False
