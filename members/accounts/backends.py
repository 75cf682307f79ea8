from allauth.account.auth_backends import AuthenticationBackend
from django.db import models

from members.models import User


class PortalBackend(AuthenticationBackend):
    """allauth's backend; the user of a request comes in one query with State and count of what is new."""

    def get_user(self, user_id: int) -> User | None:
        found = User.objects.select_related("member_state", "newness").filter(pk=user_id).first()
        return found if found and self.user_can_authenticate(found) else None

    def has_perm(self, user_obj: User, perm: str, obj: models.Model | None = None) -> bool:
        """Grant nothing: permissions are predicates (rules.py), never rows, and need no query here."""
        return False
