"""Delegates with the page open that files their State's answer: what the button sends, what came of it."""

import contextlib
import datetime as dt
import http.client
import itertools
import re
import string
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.urls import reverse

from cica_portal import clock
from cica_portal.data_files import read
from comments.enums import CommentType, Position
from comments.models import Consultation
from comments.procedure import consultations
from comments.writing import drafts
from members.enums import Role
from members.models import MemberState, User
from members.reference import load_member_states
from plans import revisions
from plans.enums import PaperStatus
from plans.life import papers
from plans.reference import DATA, load_measures, load_paper
from trials.benchmarks.data import TEXT

CODES = [first + second for first, second in itertools.product(string.ascii_uppercase, string.digits)]
MOST = len(CODES)
HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')
BUTTONS = {
    Position.COMMENTS: "comments:response-submit",
    Position.NO_OBJECTION: "comments:response-no-objection",
}
FILED, CLOSED = 302, 409


@dataclass
class Delegate:
    """A contact point with the page open: what the button will send, and what came of it."""

    user: User
    position: str
    port: int
    path: str
    cookies: dict[str, str]
    fields: dict[str, str] = field(default_factory=dict)
    press_at: dt.datetime = field(default_factory=clock.now)
    sent_at: dt.datetime | None = None
    status: int = 0
    location: str = ""
    seconds: float = 0.0
    page: str = ""
    tries: int = 0

    def send(
        self, method: str, fields: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, self.path, urlencode(fields) if fields is not None else None, headers)
            self.sent_at = clock.now()
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            line.close()

    def open_page(self) -> None:
        status, headers, page = self.send("GET")
        if status != 200:
            raise RuntimeError(f"GET {self.path} answered {status}")
        for cookie in headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.fields = dict(HIDDEN.findall(page))

    def press(self) -> None:
        """Press the button in time; where the line breaks, press again, as people do: the key is the same."""
        time.sleep(max((self.press_at - clock.now()).total_seconds(), 0))
        start = time.perf_counter()
        for _ in range(3):
            self.tries += 1
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.sent_at = None
                self.status, headers, self.page = self.send("POST", self.fields)
                self.location = headers.get("Location", "")
                break
        self.seconds = time.perf_counter() - start


def prepare(codes: Sequence[str], *, plan: str = TEXT, year: int = 2022) -> tuple[Consultation, list[User]]:
    """Make a round on the plan of the reference case, and a contact point of a State of each of the codes."""
    opened = clock.now() - dt.timedelta(days=1)
    if not MemberState.objects.exists():
        load_member_states(at=opened)
        load_measures(at=opened)
    people = []
    for code in codes:
        names = {
            f"{name}_{language}": code for name in ("name", "full_name") for language in ("en", "ru", "kk")
        }
        state = MemberState.objects.create(
            code=code, time_zone="Asia/Almaty", joined_on=dt.date(1999, 1, 1), **names
        )
        people.append(
            User.objects.create(
                username=code, role=Role.CONTACT_POINT, member_state=state, language="en", password="!"
            )
        )
    data = read(DATA / f"{TEXT}.yaml") | {"period": [year, year + 1]}
    paper = load_paper(plan, data, slug=plan, by=None, at=opened)
    consultation = consultations.open_consultation(
        revisions.freeze(paper, by=None, at=opened),
        reference=f"NCT/ICT/{1000 + Consultation.objects.count()}",
        opens_at=opened,
        respond_by=(clock.now() + dt.timedelta(days=10)).date(),
        time_zone="Asia/Almaty",
        by=None,
    )
    papers.move(paper, PaperStatus.CIRCULATED, by=None, at=opened)
    consultation.addressees.update(reached_at=opened)
    return consultation, people


def signed_in(user: User, consultation: Consultation, position: str) -> Delegate:
    """Sign a delegate in; who files comments has them in draft, the others do not object."""
    if position == Position.COMMENTS:
        for block in consultation.revision.blocks.filter(kind="paragraph")[:3]:
            drafts.save(
                consultation,
                by=user,
                at=clock.now(),
                draft=None,
                version=0,
                block_key=block.key,
                type=CommentType.SUBSTANTIVE,
                language="en",
                remark=f"Remark of {user.username}",
                proposed_text="",
                rationale="Clarity.",
            )
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="members.accounts.backends.PortalBackend")
    name = settings.SESSION_COOKIE_NAME
    path = reverse(BUTTONS[position], args=[consultation.pk])
    return Delegate(user, position, 0, path, {name: client.cookies[name].value})
