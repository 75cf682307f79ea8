"""A crawl as each role, and everything that it found asked for as all the others: no draft of a State leaks.

Every link that a page of the owner shows is followed; its address is then asked for as everybody else. What
the owner's delegation has written and not filed is in no answer to anybody outside it.
"""

import os
import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

from comments.models import DraftComment
from tests.cica_portal.access_table import ROLES, TABLE
from trials.attack.conftest import reachable

LINK = re.compile(r'(?:href|action|data-hx-get|src)="([^"#]+)')
PAGES = int(os.environ.get("ATTACK_PAGES", "0"))
OWNERS = ("contact", "drafter")
# Without a number of pages, as in the suite, only the addresses of the table are asked for, as these three.
FEW = ("officer", "other", "outside")
OWN = frozenset({"contact", "drafter", "reader"})
# Nobody is signed out, and no session is ended, by a crawl.
LEFT_OUT = re.compile(r"logout|/static/|sessions")
SECRET = "unfiled words of one delegation 7f3a"


def _found(client, start: str) -> list[str]:
    """Return the addresses that a person comes to from the start page, at most so many."""
    waiting, seen = [start], {start}
    for url in waiting:
        if len(seen) >= PAGES:
            break
        answer = client.get(url)
        if answer.streaming or "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        for link in LINK.findall(answer.content.decode()):
            parts = urlsplit(urljoin(url, link.replace("&amp;", "&")))
            address = parts.path + (f"?{parts.query}" if parts.query else "")
            if not parts.netloc and address not in seen and not LEFT_OUT.search(address):
                seen.add(address)
                waiting.append(address)
    return waiting[:PAGES]


def test_nothing_of_a_delegation_is_shown_outside_it(world, capsys):
    DraftComment.objects.update(rationale=SECRET)
    addresses = {world.url(name) for name in reachable(world, set(TABLE))}
    clients = {role: world.client(role) for role in ROLES}
    for role in OWNERS:
        addresses.update(_found(clients[role], "/"))
    assert any(SECRET in _text(clients["contact"].get(url)) for url in sorted(addresses))
    answers, leaks, errors = Counter(), [], []
    asking = sorted(set(ROLES) - OWN) if PAGES else FEW
    for role in asking:
        client = clients[role]
        client.raise_request_exception = False
        for url in sorted(addresses):
            if LEFT_OUT.search(url):
                continue
            answer = client.get(url)
            answers[answer.status_code] += 1
            if SECRET in _text(answer):
                leaks.append((role, url))
            if answer.status_code >= 500:
                errors.append((role, url))
    with capsys.disabled():
        print(f"\n{len(addresses)} addresses as {len(asking)} people: {dict(sorted(answers.items()))}")
    assert (leaks, errors) == ([], [])


def _text(answer) -> str:
    if answer.streaming:
        return b"".join(answer).decode("utf-8", "replace")
    return answer.content.decode("utf-8", "replace")
