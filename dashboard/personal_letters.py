"""What a digest says: the open points that its person still owes as it leaves, and no word of a comment."""

import datetime as dt

from cica_portal import formats
from cica_portal.web.addresses import absolute
from dashboard.start import open_points
from dashboard.telling import digests
from members.mailing import letters
from members.mailing.letters import Letter
from members.models import PersonalMail
from plans import open_points as plan_points
from plans.models import ConceptPaper
from plans.open_points import point_kinds
from plans.open_points.point_kinds import Page

# The page has all.
MOST = 20


@letters.writes(digests.KIND)
def _digest(mail: PersonalMail, at: dt.datetime) -> Letter | None:
    """Return the digest, those that name the person first, each by due day; nothing where all is settled."""
    person, wanted = mail.recipient, {tuple(key) for key in mail.values["points"]}
    keys = {key[0] for key in wanted}
    # What is of no plan is in no list of some plans.
    papers = None if None in keys else ConceptPaper.objects.filter(pk__in=keys)
    own = open_points.of_reader(person, at, papers).own
    found = [point for point in own if digests.key_of(point) in wanted]
    if not found:
        return None
    found.sort(key=lambda point: (point.person_id != person.pk, point.order))
    shown = found[:MOST]
    states, kinds = plan_points.states_of(shown), point_kinds.kinds()
    rows = [
        {
            "label": kinds[point.kind].label,
            "about": point.about,
            "state": states.get(point.state_id) if point.state_id else None,
            "due": formats.date(point.due_on, mail.language) if point.due_on else "",
            "link": _link(point.page),
        }
        for point in shown
    ]
    context = {
        "number": len(found),
        "rows": rows,
        "more": len(found) - len(rows),
        "link": absolute("dashboard:open-points"),
        "settings": absolute("dashboard:digest-settings"),
    }
    return letters.render("dashboard/email/digest", context)


def _link(page: Page) -> str:
    address = absolute(page.name, *page.args)
    return f"{address}#{page.fragment}" if address and page.fragment else address
