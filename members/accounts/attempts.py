"""Attempts to sign in that failed: written down, counted, and told (rules 31 and 36).

Beyond a limit a secret that can be guessed no longer opens an account alone: a password needs the second
factor of the account, a code needs a second code. So nobody is kept out who has both, whatever strangers do,
from the same address or another. An account without a second factor opens in a browser that it was opened in
before, or after a new password by mail. The rows are in the database: no cache is needed to count them.
"""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby

from allauth.account.internal.userkit import get_user_by_username
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from cica_portal import clock, retention
from cica_portal.web.security import clients
from members import audit
from members.accounts import browsers
from members.enums import SignInStep
from members.models import FailedSignIn, User

WINDOW = dt.timedelta(minutes=5)
DAY = dt.timedelta(days=1)
# So many wrong passwords in the window: of one name from one address, of one name from everywhere, from one
# address for all names (a mission has one for its whole staff), and in a browser that knows the account.
OF_NAME_AND_ADDRESS, OF_NAME, OF_ADDRESS, OF_BROWSER = 10, 50, 100, 10
# So many wrong codes of one account: in the window, and in a day.
CODES, CODES_A_DAY = 5, 30
# So much of the hash of a session's key tells it from others.
LENGTH_OF_HASH = 40
# From here on a flood of passwords from one address leaves no more rows: they would say nothing new.
FLOOD = 1000
# In one run so many addresses that tried names of no account get an entry each; the others share one.
ADDRESSES_NAMED = 50


def name_hash(name: str) -> str:
    return salted_hmac("sign-in-attempts", name.strip().casefold(), algorithm="sha256").hexdigest()


def password_needs_more(request: HttpRequest, name: str) -> bool:
    """Tell whether a password alone does not open the account from here; asked alike of names nobody has."""
    hashed = name_hash(name)
    failed = _since(WINDOW).filter(step=SignInStep.PASSWORD)
    browser = _browser(request, hashed, failed)
    if browser:
        return False
    network = clients.network_of(clients.address_of(request))
    strange = failed.filter(Q(name_hash=hashed) | Q(network=network), browser="")
    found = strange.aggregate(
        of_both=Count("pk", filter=Q(name_hash=hashed, network=network)),
        of_name=Count("pk", filter=Q(name_hash=hashed)),
        of_network=Count("pk", filter=Q(network=network)),
    )
    limits = {"of_both": OF_NAME_AND_ADDRESS, "of_name": OF_NAME, "of_network": OF_ADDRESS}
    return any(found[key] >= most for key, most in limits.items())


def code_needs_more(request: HttpRequest, user: User) -> bool:
    """Tell whether one code alone does not open the account: many wrong ones were typed for it."""
    hashed = name_hash(user.username)
    failed = _since(DAY).filter(step=SignInStep.CODE, name_hash=hashed)
    browser = _browser(request, hashed, failed.filter(at__gt=clock.now() - WINDOW))
    found = failed.filter(browser=browser).aggregate(
        in_window=Count("pk", filter=Q(at__gt=clock.now() - WINDOW)), in_day=Count("pk")
    )
    in_window: int = found["in_window"]
    in_day: int = found["in_day"]
    return in_window >= (OF_BROWSER if browser else CODES) or in_day >= CODES_A_DAY


def write_down(request: HttpRequest, name: str, step: SignInStep) -> None:
    """Write a failed attempt down, at the same cost whether an account has this name or not."""
    hashed = name_hash(name)
    address = clients.address_of(request)
    network = clients.network_of(address)
    recent = _since(WINDOW)
    user = get_user_by_username(name)
    browser = _browser(request, hashed, recent.filter(step=step))
    if step == SignInStep.CODE or recent.filter(network=network).count() < FLOOD:
        FailedSignIn.objects.create(
            at=clock.now(),
            step=step,
            name_hash=hashed,
            user=user,
            address=address,
            network=network,
            browser=browser,
        )


def forget(name: str) -> None:
    """Count no more what failed before: the person has proved to be the owner of the stored mail address."""
    FailedSignIn.objects.filter(name_hash=name_hash(name)).update(is_counted=False)


def tell(user: User) -> tuple[int, FailedSignIn | None]:
    """Return how many attempts the person has not been told of, and the last; each is told once."""
    untold = FailedSignIn.objects.filter(user=user, is_told=False)
    found = list(untold.order_by("-at", "-pk")[:FLOOD])
    if found:
        untold.update(is_told=True)
    return len(found), found[0] if found else None


def _since(span: dt.timedelta) -> QuerySet[FailedSignIn]:
    now = clock.now()
    return FailedSignIn.objects.filter(at__gt=now - span, at__lte=now, is_counted=True)


def _browser(request: HttpRequest, hashed: str, failed: QuerySet[FailedSignIn]) -> str:
    """Return the word of a browser that knows the account, until too much has failed in it as well."""
    if request.user.is_authenticated and name_hash(request.user.username) == hashed:
        hashed_key = name_hash(request.session.session_key or "")
        browser = f"session-{hashed_key[:LENGTH_OF_HASH]}"
    else:
        browser = browsers.known_as(request, hashed)
    if not browser or failed.filter(name_hash=hashed, browser=browser).count() >= OF_BROWSER:
        return ""
    return browser


# Into the records -----------------------------------------------------------------------------------
def record_new(at: dt.datetime) -> Iterator[str]:
    """Bring what failed since into the records, one entry for each account, address and step.

    An account of a delegation stands in the delegation's own record: its people's slips would tell that the
    State is at work (rule 4). What no person does by a slip stands in the portal's, without the name.
    """
    unrecorded = FailedSignIn.objects.filter(is_recorded=False).select_related("user__member_state")
    rows = list(unrecorded[:10_000])
    rows.sort(key=lambda row: (row.user_id or 0, row.network, row.step))
    groups = [list(group) for _key, group in groupby(rows, lambda row: (row.user_id, row.network, row.step))]
    nobodys = [group for group in groups if group[0].user is None]
    somebodys = [group for group in groups if group[0].user is not None]
    shared = [row for group in nobodys[ADDRESSES_NAMED:] for row in group]
    if not rows:
        return
    with transaction.atomic():
        for group in somebodys + nobodys[:ADDRESSES_NAMED]:
            _record(group, at, after=_facts(group) | {"ip": group[-1].address})
        if shared:
            _record(shared, at, after=_facts(shared) | {"networks": len(nobodys) - ADDRESSES_NAMED})
        FailedSignIn.objects.filter(pk__in=[row.pk for row in rows]).update(is_recorded=True)
    yield f"failed sign-ins: {len(rows)}"


def forget_old(at: dt.datetime) -> None:
    limit = at - DAY * retention.days("sign_ins")
    recorded = FailedSignIn.objects.filter(is_recorded=True)
    old = recorded.filter(Q(at__lt=limit) | Q(at__lt=at - DAY, user=None))
    if old.exists():  # a minute in which there is none writes nothing
        old.delete()


def _facts(group: list[FailedSignIn]) -> dict[str, object]:
    return {"failures": len(group), "step": group[0].step, "is_account": group[0].user is not None}


def _record(group: list[FailedSignIn], at: dt.datetime, *, after: dict[str, object]) -> None:
    user = group[0].user
    if user is None or not user.is_delegate:
        state = user.member_state if user else None
        subject = user or group[-1]
        audit.record("user.fail_sign_in", subject=subject, by=None, at=at, member_state=state, after=after)
        return
    audit.record_internal(
        "user.fail_sign_in", subject=user, by=None, at=at, member_state=user.member_state, after=after
    )
    lately = FailedSignIn.objects.filter(user=user, at__gt=group[-1].at - WINDOW, at__lte=group[-1].at)
    if lately.count() >= OF_NAME_AND_ADDRESS:
        audit.record("user.fail_sign_in", subject=group[-1], by=None, at=at, after=after)
