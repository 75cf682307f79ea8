"""Mail to the official addresses of States: where a message goes once the address that it was for is no
longer in use. It is owed to the State at each of its addresses, and to none of them twice.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Q

from members.enums import MailStatus
from members.mailing import rows
from members.mailing.rows import STATE_ADDRESS
from members.models import MemberState, PersonalMail, StateAddress

SET_ASIDE = "set_aside"
# What has not left, and is looked at once more before it does.
WAITING = frozenset({MailStatus.QUEUED, MailStatus.FAILED})


class Onward(NamedTuple):
    """The address that a message was for, and those that its State has for it now: that one while it is in
    use, otherwise those without the message, of the same kind where there are any."""

    former: StateAddress
    present: Sequence[StateAddress]


def onward(mails: Iterable[PersonalMail]) -> dict[int, Onward]:
    """Return of each message to an official address where it goes now (three queries for any number)."""
    wanted = [mail for mail in mails if STATE_ADDRESS in mail.values]
    known = StateAddress.objects.select_related("member_state").in_bulk(
        {mail.values[STATE_ADDRESS] for mail in wanted}
    )
    formers = {mail.pk: known[mail.values[STATE_ADDRESS]] for mail in wanted}
    moved = [mail for mail in wanted if formers[mail.pk].removed_at is not None]
    in_use: dict[int, list[StateAddress]] = defaultdict(list)
    states = {formers[mail.pk].member_state_id for mail in moved}
    for one in StateAddress.objects.in_use().filter(member_state__in=states):
        in_use[one.member_state_id].append(one)
    written = _written(moved)
    found = {}
    for mail in wanted:
        former = formers[mail.pk]
        same = rows.told_by(mail)
        others = {address for key, once, address in written if key != mail.pk and once.startswith(same)}
        free = [one for one in in_use[former.member_state_id] if one.email.casefold() not in others]
        alike = [one for one in free if one.kind == former.kind]
        found[mail.pk] = Onward(former, (alike or free) if former.removed_at else [former])
    return found


def _written(mails: Iterable[PersonalMail]) -> list[tuple[int, str, str]]:
    """Return the messages that tell the same as any of these, by key and address: those that left or wait,
    and those that somebody decided not to send. One that waits for a person who has gone, or acts for another
    State by now, will not leave: what its State has at that address is not written yet."""
    same = Q(pk__in=[])
    for told in {rows.told_by(mail) for mail in mails}:
        same |= Q(once__startswith=told)
    left = PersonalMail.objects.filter(same).filter(~Q(status=MailStatus.CANCELLED) | Q(error=SET_ASIDE))
    return [
        (mail.pk, mail.once, mail.address.casefold())
        for mail in left.select_related("recipient")
        if mail.status not in WAITING or rows.is_meant_for(mail)
    ]


def forward(mail: PersonalMail, *, at: dt.datetime, **fields: object) -> list[PersonalMail]:
    """Address a message to where it goes now, and write one to each further address; return them all, and
    none where the State has no address for it. `fields` are written with it. Within a transaction."""
    states = MemberState.objects.select_for_update(no_key=True)
    states.get(addresses=mail.values[STATE_ADDRESS])  # one at a time: no address gets what two messages bring
    to = onward([mail])[mail.pk].present
    if not to:
        return []
    made = [rows.to_address(mail.kind, one, at=at, told=rows.told_by(mail), values=mail.values) for one in to]
    first, *others = made
    if to[0].pk != mail.values[STATE_ADDRESS]:
        fields |= {name: getattr(first, name) for name in ("address", "language", "values", "once")}
    PersonalMail.objects.filter(pk=mail.pk).update(**fields)
    for name, value in fields.items():
        setattr(mail, name, value)
    return [mail, *PersonalMail.objects.bulk_create(others)]
