"""What alerts to the Secretariat's own people say (rule 22)."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from cica_portal import formats
from cica_portal.languages import pick
from cica_portal.web.addresses import absolute as link
from comments.models import Consultation
from members.mailing import letters
from members.mailing.letters import Letter
from members.models import PersonalMail
from notes.alerts import Kind

letters.names(
    {
        Kind.SILENCE_BROKEN: _("Alert: comments received in a consultation"),
        Kind.OUTCOME_CHANGED: _("Alert: the outcome of a consultation has changed"),
    }
)


@letters.writes(*Kind)
def _alert(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return the alert on a round, unless its reader no longer works for the Secretariat."""
    if not mail.recipient.is_secretariat:
        return None
    consultation = Consultation.objects.select_related("revision").get(pk=mail.values["round"])
    context = {
        "reference": consultation.reference,
        "title": pick(consultation.revision.titles, mail.language),
        "closing": formats.closing(consultation.closes_at, consultation.time_zone, mail.language),
        "link": link("comments:consultation-board", consultation.pk),
    }
    return letters.render(f"notes/email/{mail.kind}", context)
