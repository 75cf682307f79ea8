"""The whole procedure played at random while people read the portal: what a page offers, it also gives.

After whatever was done somebody opens pages by their links, in one of the languages. Each answers, and none
shows what its reader may not read by then.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import ClassVar
from urllib.parse import urljoin, urlsplit

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from cica_portal.languages import LANGUAGES
from comments.enums import DispositionKind, Position
from members.models import User
from tests.clients import PortalClient
from tests.factories import comments
from tests.journeys import privacy
from tests.journeys.notes_at_random import NotesAtRandom
from tests.journeys.procedure import CODES, STATES, VISIBILITIES

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)|\bhx-get="([^"#]+)')
# What no consultation changes, and the key of no block, in whose place a script puts one.
LEFT_OUT = re.compile(
    r"logout|/static/|/help/|/account|/texts/|/people/|/api/|/states/|/observers|/search|/record/"
    r"|/notes/(series|new|check|enclosure|letter)|/initiatives/calendar|/plans/new"
    r"|/word/|/blocks/|/edit/|/find/|=0{8}-"
)
PAGES = 16
EVERY = 3
# Five, so that each of them comes to read in each of three languages.
ROLES = ("officer", "coordinator", *CODES)
PREPARED_OR_BEING_PREPARED = {200, 202}


class Reading(NotesAtRandom):
    """A plan that is circulated, what becomes of it, and people who read of it meanwhile."""

    pages: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.steps = 0

    @initialize(visibility=st.sampled_from(VISIBILITIES), steps=st.integers(0, 5))
    def begin(self, visibility: str, steps: int) -> None:
        """Circulate the plan and go so many steps towards its adoption, as far as none is refused."""
        super().begin()
        self.circulate(unreached=set(), visibility=visibility)
        self.answer(code="RU", position=Position.COMMENTS)
        self.write(code="KZ")
        onwards = (
            self.close,
            lambda: self.confirm(reason="It cannot wait."),
            lambda: self.dispose(kind=DispositionKind.NOTED, by_coordinator=False),
            self.send_replies,
            self.submit,
        )
        for step in onwards[:steps]:
            step()

    @precondition(lambda self: self.is_open())
    @rule(code=STATES)
    def write(self, code: str) -> None:
        """Propose a wording and submit it to nobody."""
        wording = f"Paragraph 0, in the draft of {code}{self.later():%d%H%M}"
        comments.draft(self.last, self.people[code], proposed_text=wording)

    @invariant()
    def somebody_reads(self) -> None:
        """Let the next person read in the next language, after every third step."""
        self.steps += 1
        if self.steps % EVERY == 0:
            place = self.steps // EVERY
            self.read(ROLES[place % len(ROLES)], LANGUAGES[place % len(LANGUAGES)])

    def read(self, role: str, language: str) -> None:
        user = self.people[role] if role in CODES else getattr(self, role)
        User.objects.filter(pk=user.pk).update(language=language)
        user.refresh_from_db()
        client = PortalClient(headers={"host": "localhost"})
        client.force_login(user, backend="members.accounts.backends.PortalBackend")
        secrets = list(self.secrets(role))
        for address, page in self.opened(client, random.Random(self.steps)):
            shown = unescape(page)
            read = [secret for secret in secrets if secret.words in shown]
            assert not read, f"{role} reads at {address}: {read}"

    def secrets(self, role: str) -> Iterator[privacy.Secret]:
        yield from privacy.kept_outside(role)
        if role == "coordinator":
            yield from privacy.kept_from_coordinator(self.at)
        if role in CODES:
            yield from privacy.kept_from_state(role, self.at)

    def opened(self, client: PortalClient, choose: random.Random) -> Iterator[tuple[str, str]]:
        """Open so many pages by their links, of each kind in turn; yield each address and what it shows."""
        waiting = ["/", f"/consultations/{self.last.pk}/"]
        known, kinds = {*waiting}, Counter()
        while waiting and kinds.total() < PAGES:
            choose.shuffle(waiting)
            address = min(waiting, key=lambda one: kinds[kind_of(one)])
            waiting.remove(address)
            kinds[kind_of(address)] += 1
            answer = client.get(address, follow=True)
            type(self).pages += 1
            assert answer.status_code in PREPARED_OR_BEING_PREPARED, f"{address}: {answer.status_code}"
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            page = content.decode("utf-8", "replace")
            yield address, page
            if "text/html" in answer.headers.get("Content-Type", ""):
                found = [link for link in links(page, address) if link not in known]
                known.update(found)
                waiting.extend(dict.fromkeys(found))


def links(page: str, address: str) -> Iterator[str]:
    """Yield what a page leads to within the portal, as far as a consultation changes it."""
    for found in LINK.findall(page):
        parts = urlsplit(urljoin(address, unescape("".join(found))))
        link = parts.path + (f"?{parts.query}" if parts.query else "")
        if not parts.netloc and not LEFT_OUT.search(link):
            yield link


def kind_of(address: str) -> str:
    """Return an address without its numbers and keys."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "N", address.partition("?")[0])
