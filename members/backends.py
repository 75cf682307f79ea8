from allauth.account.auth_backends import AuthenticationBackend

from members.models import User


class PortalBackend(AuthenticationBackend):
    """allauth's backend; the user of a request comes with the State in the same query."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("member_state").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
