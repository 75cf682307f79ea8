"""Pages beside their floors under the same server, the saving of a comment, the memory of the worker."""

from collections.abc import Callable
from dataclasses import dataclass

import brotli
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.crypto import get_random_string

from api import tokens
from cica_portal import clock
from comments.models import Consultation, DraftComment
from members.accounts import served
from members.models import User
from plans.models import RevisionBlock
from trials.benchmarks.data import REASONS, REMARKS, Filled
from trials.benchmarks.measure import Limit, Row, in_turns, kilobytes
from trials.benchmarks.servers import Server, running

FLOORS = ("trials.benchmarks.floor_settings", "django.core.wsgi:get_wsgi_application()")
PORTAL = ("trials.benchmarks.settings", "cica_portal.wsgi")

PAGE, API, SAVE, MEMORY = 1.5, 2, 3, 1.3
PAGE_QUERIES, SAVE_QUERIES, API_QUERIES = 6, 8, 7
PAGE_KILOBYTES = 12
# Pages travel as proxies compress them on the way: brotli at its usual setting.
BROTLI_QUALITY = 5
LANGUAGE = "en"
NO_QUERY = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a round: whose, by what name, and which floor it stands beside."""

    job: str
    reader: str
    name: str
    floor: str
    weighs_little: bool = True


PAGES = (
    Page("plan page, {} comments", "delegate", "comments:consultation-detail", "/rounds/{}/{}/"),
    Page(
        "round page, 28 States, {} comments",
        "officer", "comments:consultation-board", "/rounds/{}/{}/states/",
    ),
    Page(
        "compilation, {} comments", "officer", "comments:consultation-compilation", "/rounds/{}/{}/comments/",
        weighs_little=False,
    ),
)  # fmt: skip


def rows(filled: Filled, environment: dict[str, str]) -> list[Row]:
    """Measure every page at every size, the saving of a comment, and the workers that served them."""
    with running(*FLOORS, environment) as floor, running(*PORTAL, environment) as portal:
        found = []
        for page in PAGES:
            session = _sign_in(getattr(filled, page.reader), floor, portal)
            most_queries = PAGE_QUERIES
            for size, consultation in sorted(filled.consultations.items()):
                row = _page(page, size, consultation, session, floor, portal, most_queries)
                found.append(row)
                most_queries = row.queries or PAGE_QUERIES
        session = _sign_in(filled.officer, floor, portal)
        most_queries = API_QUERIES
        for size, consultation in sorted(filled.consultations.items()):
            found.append(_list(filled.officer, size, consultation, floor, portal, most_queries))
            most_queries = found[-1].queries or API_QUERIES
        session = _sign_in(filled.delegate, floor, portal)
        found.append(_save(filled.delegate, max(filled.consultations.items())[1], session, floor, portal))
        found.append(_memory(floor, portal))
    return found


def _sign_in(user: User, floor: Server, portal: Server) -> Client:
    """Sign the person in on both servers; return a client of this process with the portal's session."""
    _session(user, "django.contrib.auth.backends.ModelBackend", floor)
    return _session(user, "members.accounts.backends.PortalBackend", portal)


def _session(user: User, backend: str, server: Server) -> Client:
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend=backend)
    server.cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    return client


def _page(
    page: Page,
    size: int,
    consultation: Consultation,
    session: Client,
    floor: Server,
    portal: Server,
    most_queries: int,
) -> Row:
    path = reverse(page.name, args=[consultation.pk])
    floor_path = page.floor.format(consultation.pk, LANGUAGE)
    weight = kilobytes(len(brotli.compress(portal.get(path), quality=BROTLI_QUALITY)))
    queries = _queries(session, path)
    limits = [Limit("queries", queries, most_queries)]
    if page.weighs_little and size == 100:
        limits.append(Limit("kB", weight, PAGE_KILOBYTES))
    floor_time, portal_time = in_turns(
        lambda: floor.get(floor_path), lambda: portal.get(path), clocks=(floor.processor, portal.processor)
    )
    return Row(page.job.format(size), floor_time, portal_time, PAGE, queries=queries, kilobytes=weight,
               limits=tuple(limits))  # fmt: skip


def _list(
    user: User, size: int, consultation: Consultation, floor: Server, portal: Server, most_queries: int
) -> Row:
    """Ask the read API for a hundred comments of a round, by a token of its own."""
    _token, portal.token = tokens.make(user, label="benchmark", at=clock.now())
    path = reverse("api:consultation-comments", args=[consultation.pk]) + "?size=100"
    floor_path = f"/rounds/{consultation.pk}/{LANGUAGE}/json/"
    weight = kilobytes(len(brotli.compress(portal.get(path), quality=BROTLI_QUALITY)))
    program = Client(headers={"host": "127.0.0.1", "authorization": f"Bearer {portal.token}"})
    queries = _queries(program, path)
    floor_time, portal_time = in_turns(
        lambda: floor.get(floor_path), lambda: portal.get(path), clocks=(floor.processor, portal.processor)
    )
    portal.token = ""
    return Row(f"API: 100 of {size} comments", floor_time, portal_time, API, queries=queries,
               kilobytes=weight, limits=(Limit("queries", queries, most_queries),))  # fmt: skip


def _queries(session: Client, path: str) -> int:
    """Count the queries of a page that has been asked for before, as every later one has."""
    session.get(path)
    return _count(lambda: session.get(path), 200)


def _count(request: Callable[[], HttpResponse], status: int) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = request()
    if answer.status_code != status:
        raise RuntimeError(f"The portal answered {answer.status_code} instead of {status}.")
    return sum(not query["sql"].startswith(NO_QUERY) for query in captured.captured_queries)


def _save(user: User, consultation: Consultation, session: Client, floor: Server, portal: Server) -> Row:
    """Save a new comment with a proposed wording on one block, again and again."""
    block = RevisionBlock.objects.filter(revision=consultation.revision_id, kind="paragraph").first()
    words = {
        "block_key": str(block.key),
        "type": "substantive",
        "language": LANGUAGE,
        "remark": REMARKS[0],
        "proposed_text": block.texts[LANGUAGE] + " Proposed.",
        "rationale": REASONS[0],
        "version": "0",
        served.FIELD: served.mark(user),
    }
    form = reverse("comments:draft-create", args=[consultation.pk])
    path = f"{form}?block={block.key}&language={LANGUAGE}"
    floor_path = f"/rounds/{consultation.pk}/{LANGUAGE}/save/"
    session.get(path)  # nobody's first request saves a comment: that one writes the session, too
    queries = _count(lambda: session.post(path, words), 302)
    token = get_random_string(32)
    for server in (floor, portal):
        server.cookies[settings.CSRF_COOKIE_NAME] = token
    words["csrfmiddlewaretoken"] = token
    floor_time, portal_time = in_turns(
        lambda: floor.post(floor_path, words),
        lambda: portal.post(path, words),
        clocks=(floor.processor, portal.processor),
        at_most=150,
    )
    DraftComment.objects.filter(consultation=consultation, member_state=user.member_state).delete()
    limits = (Limit("queries", queries, SAVE_QUERIES),)
    return Row("saving a comment", floor_time, portal_time, SAVE, queries=queries, limits=limits)


def _memory(floor: Server, portal: Server) -> Row:
    """Weigh both workers after they have served everything above."""
    loaded = float(portal.loads("libpango"))
    limits = (Limit("WeasyPrint in it", loaded, 0),)
    return Row("memory of the web worker", floor.worker_memory(), portal.worker_memory(), MEMORY, "MiB",
               limits=limits)  # fmt: skip
