"""Who acts for a State now: asked anew at every official act, in the act's own transaction (rule 6)."""

from django.db import models

from cica_portal.errors import NotAllowed
from members.models import User


def require(by: User, permission: str, subject: models.Model) -> None:
    """Refuse an act unless the person, as stored now, has the right and acts for whom the request came from.

    A request, or a task, begins with the person as read at its start. Until its act holds the lock, access
    may have been revoked, the post may have changed hands, the person moved to another State, or the State
    may have left.
    """
    now = User.objects.select_related("member_state").filter(pk=by.pk).first()
    if now is None or now.member_state_id != by.member_state_id:
        raise NotAllowed
    now.require(permission, subject)
