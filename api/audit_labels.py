"""What the record of acts calls acts on tokens."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "token.make": _("Token for programs made"),
    "token.revoke": _("Token for programs revoked"),
}

SUBJECTS = {
    "api.token": _("token for programs"),
}
