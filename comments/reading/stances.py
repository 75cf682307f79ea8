"""Positions on the draft that States stated with their responses, by names (rule 54): no vote, and no status
follows from them. Each is read by whoever may read the response."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from comments.enums import UNCHANGING, DispositionKind, Stance
from comments.models import Acceptance, Comment, Consultation, Disposition, Response
from members.models import User

ACCEPTED = (DispositionKind.ACCEPTED, DispositionKind.ACCEPTED_WITH_CHANGES)


class Conditions(NamedTuple):
    met: int
    number: int

    @property
    def words(self) -> str:
        # Translators: met and number are numbers of conditions, as "2 of 3"
        return _("conditions met: %(met)s of %(number)s") % self._asdict()


def stated(
    consultation: Consultation,
    user: User | None = None,
    at: dt.datetime | None = None,
    *,
    with_late: bool = True,
) -> list[Response]:
    """Return the responses in force that state a position, of those that `user` may read at `at`, or all for
    the house itself; with late ones, which do not count, unless a delegate reads. In protocol order."""
    filed = Response.objects.all() if user is None else Response.objects.visible_to(user, at)
    of_round = filed.filter(consultation=consultation)
    wanted = of_round.standing()
    if with_late and not (user and user.is_delegate):
        wanted |= of_round.late()
    found = wanted.exclude(stance="").select_related("member_state")
    return list(found.order_by("member_state__protocol_name", "version"))


def conditions(responses: Iterable[Response]) -> dict[uuid.UUID, Conditions]:
    """Return of each response that has conditions how many there are, and how many are met: accepted, in the
    text, and agreed to by the State. That all are met is no support: the State alone changes its position."""
    found: dict[uuid.UUID, Conditions] = {}
    for key, is_met in _marked(responses).values_list("response", "is_met"):
        met, number = found.get(key, (0, 0))
        found[key] = Conditions(met + is_met, number + 1)
    return found


def unmet(responses: Iterable[Response]) -> set[uuid.UUID]:
    """Return the conditions of responses that are not met yet."""
    return set(_marked(responses).filter(is_met=False).values_list("pk", flat=True))


def _marked(responses: Iterable[Response]) -> QuerySet[Comment]:
    """Return the conditions of responses, each with whether it is met (`is_met`)."""
    agreed = Disposition.objects.agreed().filter(comment=OuterRef("pk"), kind__in=ACCEPTED)
    is_in_text = (
        Exists(Acceptance.objects.filter(comment=OuterRef("pk")))
        | Exists(agreed.exclude(no_change=""))
        | Q(operation__in=UNCHANGING, proposed_text="")
    )
    marked = Comment.objects.filter(
        response__in=[one.pk for one in responses if one.stance == Stance.ONLY_IF], is_condition=True
    )
    return marked.annotate(is_met=Exists(agreed) & is_in_text)


def by_stance(
    responses: Iterable[Response], *, with_conditions: bool = False
) -> Iterator[tuple[str, int, str]]:
    """Yield each position that was stated, how many States whose response counts state it, and their names;
    those of late ones apart, as what does not count."""
    every, of_each = list(responses), defaultdict(list)
    met = conditions(every) if with_conditions else {}
    for one in every:
        of_each[one.stance, one.counts].append(one)
    for stance, counts in product(Stance, (True, False)):
        if of_one := of_each[stance, counts]:
            names = [
                f"{one.member_state.name} ({met[one.pk].words})" if one.pk in met else one.member_state.name
                for one in of_one
            ]
            yield of_one[0].said_stance, len(of_one) if counts else 0, "; ".join(names)


def lines(responses: Iterable[Response]) -> list[str]:
    """Return what a compilation says of positions at its head; nothing where none is stated."""
    found = [f"{word}: {names}" for word, _number, names in by_stance(responses)]
    return [_("Positions on the draft (no vote)") + ":", *found] if found else []
