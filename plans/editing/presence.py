"""Who has which text open now: short-lived rows that tell others, and lock nothing."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from members.models import User
from plans.models import BlockText, ConceptPaper, Presence

# A browser says every 20 seconds that a text is open; after a minute of silence it counts as left.
SEEN_FOR = dt.timedelta(seconds=60)
KEPT_FOR = dt.timedelta(minutes=5)


@transaction.atomic
def note(text: BlockText, *, by: User, at: dt.datetime) -> None:
    """Record that `by` has the text open."""
    Presence.objects.update_or_create(text=text, user=by, defaults={"seen_at": at})
    Presence.objects.filter(text__block__paper=text.block.paper_id, seen_at__lt=at - KEPT_FOR).delete()


def leave(text: BlockText, *, by: User) -> None:
    Presence.objects.filter(text=text, user=by).delete()


def others(paper: ConceptPaper, *, than: User, at: dt.datetime) -> QuerySet[Presence]:
    """Return who else has which text of the plan open, in the order of the texts."""
    present = Presence.objects.filter(text__block__paper=paper, seen_at__gt=at - SEEN_FOR).exclude(user=than)
    return present.select_related("user", "text__block").order_by("text__block__position", "user__pk")
