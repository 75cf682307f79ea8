"""What the record of acts calls acts on tokens."""

from django.utils.translation import gettext_lazy as _

from cica_portal.languages import lowfirst

ACTS = {
    "token.make": _("Access token created"),
    "token.revoke": _("Access token revoked"),
}

SUBJECTS = {
    "api.token": lowfirst(_("Access token")),
}
