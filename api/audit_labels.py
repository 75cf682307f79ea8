"""What the record of acts calls acts on tokens."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "token.make": _("Access token created"),
    "token.revoke": _("Access token revoked"),
}

SUBJECTS = {
    "api.token": _("access token"),
}
