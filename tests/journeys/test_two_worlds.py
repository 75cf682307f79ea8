"""Two worlds, in one of which Jordan was at work: nobody who may not know of it can tell them apart (rule 4).

The same people go to all addresses that they come to, in both: each answer is the same, and so is the number
of questions that it takes the database. Who else is written to gets as many mails, in the same words.
"""

import re
import uuid
from urllib.parse import urljoin, urlsplit

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cica_portal import clock
from comments.enums import Position
from comments.models import Consultation
from comments.writing import drafts, proposed_events, responses
from dashboard import sweeps
from dashboard.cases.reference_case import load_reference_case
from members.accounts import feed_keys
from members.models import MemberState, StateAddress, User
from notes.models import VerbalNote
from tests.clients import PortalClient, steady
from tests.factories import comments, initiatives, members, notes

pytestmark = pytest.mark.django_db

BEGINS = "2022-06-01T10:00:00+06:00"
# Broken silence is noted at once; reminders leave on the mornings of these days.
HOURS = (BEGINS, "2022-06-02T09:05:00+06:00", "2022-06-03T09:05:00+06:00")
LINK = re.compile(r'(?:href|data-hx-get|src)="([^"#]+)')
LEFT_OUT = re.compile(r"/static/|logout|/language|/walk")
PAGES = 70
# What is drawn for each world anew: random keys, marks against forgery, hashes over these; and the seconds
# that this machine took.
RANDOM = re.compile(
    r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[\w-]{40,}"
    r"|\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b|(?: lang=.en.)?>[0-9a-f]{8}<"
    r"|(?<=T\d\d:\d\d):\d\d"
)
WORDS = ("seismograph", "seismogrph", "сейсмограф", "сейсмогрф", "зілзалаөлшеуіш", "Jordan", "workshop")


def work_of_jordan(consultation):
    """Write, attach, submit, replace, withdraw, submit again, ask for time, propose events, all as Jordan."""
    jordan = User.objects.get(username="jo.contact")
    for said, language in zip(WORDS[::2], ("en", "ru", "kk"), strict=False):
        draft = comments.draft(consultation, jordan, remark=f"About the {said}", language=language)
    comments.attachment(draft, jordan)
    comments.message(draft, jordan)
    comments.time_request(consultation, jordan)
    for position in (Position.COMMENTS, Position.COMMENTS, Position.WITHDRAWN, Position.COMMENTS):
        draft = comments.draft(consultation, jordan, remark="One more seismograph")
        responses.submit(
            consultation, position=position, by=jordan, request_key=uuid.uuid4(), despite_drafts=True
        )
    drafts.remove(comments.draft(consultation, jordan), by=jordan, at=clock.now())
    paper = consultation.revision.paper
    proposed_events.file(initiatives.proposed_event(paper, jordan), consultation, by=jordan)
    initiatives.proposed_event(paper, jordan)


def work_of_uzbekistan(consultation, person):
    """Do as the person who looks, in both worlds, what takes the next number of everything."""
    comments.draft(consultation, person, remark="Our remark")
    initiatives.proposed_event(consultation.revision.paper, person)
    comments.time_request(consultation, person)


@pytest.fixture
def lookers(set_clock):
    """Return the people who look, and what each asks for beside what its pages lead to."""
    set_clock(BEGINS)
    load_reference_case()
    uzbekistan = MemberState.objects.get(code="UZ")
    contact = User.objects.get(username="uz.contact")
    people = {
        "contact": contact,
        "reader": members.user("reader", uzbekistan, username="uz.looks"),
        "other": User.objects.get(username="kg.contact"),
        "elsewhere": members.coordinator(MemberState.objects.get(code="RU")),
        "coordinator": User.objects.get(username="coordinator"),
        "nobody": None,
    }
    return people


def asked_by_everybody():
    """Return what people ask for by no link: searches and the API."""
    names = ("me", "plan-list", "consultation-list", "initiative-list", "note-list")
    return [
        *(f"{reverse('search:find')}?q={word}" for word in WORDS),
        *(f"{reverse('search:suggestions')}?q={word[:4]}" for word in WORDS),
        *(reverse(f"api:{name}") for name in names),
    ]


def answer(client, url):
    """Return what is answered without what is random in it, and how often the database was asked."""
    with CaptureQueriesContext(connection) as asked:
        got = client.get(url)
        body = b"".join(got) if got.streaming else got.content
    kind = got.headers.get("Content-Type", "")
    text = RANDOM.sub("", steady(body.decode("utf-8", "replace"))) if "pdf" not in kind else kind
    return (got.status_code, text, len(asked))


def walk(person, given, most):
    """Return what is answered at the given addresses and, as far as so many, at all that they lead to."""
    client = PortalClient()
    if person is not None:
        client.force_login(person)
    client.get("/")  # the session begins
    waiting, answers = list(given), {}
    for url in waiting:
        answers[len(answers), RANDOM.sub("", url)] = found = answer(client, url)
        for link in LINK.findall(found[1]) if found[0] == 200 and len(waiting) < most else ():
            parts = urlsplit(urljoin(url, link.replace("&amp;", "&")))
            address = parts.path + (f"?{parts.query}" if parts.query else "")
            if not parts.netloc and address not in waiting and not LEFT_OUT.search(address):
                waiting.append(address)
    return answers


def mails():
    """Return what was mailed to whom, Jordan, the Secretariat and the coordinator left out, who know."""
    know = Q(member_state=None) | Q(member_state__code="JO") | Q(username="coordinator")
    told = set(User.objects.filter(know).values_list("email", flat=True))
    told |= set(StateAddress.objects.filter(member_state__code="JO").values_list("email", flat=True))
    others = sorted(
        RANDOM.sub(
            "", f"{one.recipients()} {one.subject}\n{one.body}\n{[name for name, *_ in one.attachments]}"
        )
        for one in mail.outbox
        if not told & set(one.recipients())
    )
    return {("mail", number): (0, said, 0) for number, said in enumerate(others)}


def look(people, set_clock, work):
    """Return what everybody is answered in a world in which this work was done; it is undone afterwards."""
    consultation = Consultation.objects.get()
    cache.clear()  # where it is kept how often somebody has asked
    mail.outbox.clear()
    with transaction.atomic():
        work(consultation)
        for hour in HOURS:
            at = set_clock(hour)
            assert not [line for line in sweeps.run(at, sweeps.PLANNING) if "failed" in line]
            notes.store_all(at=at)
            assert not [line for line in sweeps.run(at, sweeps.DELIVERING) if "failed" in line]
        set_clock(HOURS[-1])
        work_of_uzbekistan(consultation, people["contact"])
        seen = mails()
        for name, person in people.items():
            given, most = ["/", *asked_by_everybody()], PAGES
            if name == "coordinator":  # start page and board may say who has responded, a search who proposed
                told = reverse("api:initiative-list"), reverse("api:note-list"), "/"
                given = [url for url in given if url not in told and not url.startswith("/search/?")]
                given, most = [reverse("api:consultation-comments", args=[consultation.pk]), *given], 0
            elif person is not None:
                key = feed_keys.token(feed_keys.make(person, at=at))
                given += [
                    reverse(f"{one}", args=[key]) for one in ("dashboard:feed", "comments:person-calendar")
                ]
                read = VerbalNote.objects.visible_to(person).order_by("issued_at")
                given += [reverse("notes:note-detail", args=[note.key]) for note in read]
            seen |= {(name, url): found for url, found in walk(person, given, most).items()}
        transaction.set_rollback(True)
    set_clock(BEGINS)
    return seen


def told_apart(one, other):
    """Return by what two worlds are told apart."""
    return sorted(
        (at, [sorted(set(a[1].split("\n")) ^ set(b[1].split("\n")))[:4], a[0], b[0], a[2], b[2]])
        for at in one.keys() | other.keys()
        if (a := one.get(at, (0, "", 0))) != (b := other.get(at, (0, "", 0)))
    )


def test_nobody_can_tell_that_another_state_was_at_work(lookers, set_clock):
    look(lookers, set_clock, lambda consultation: None)  # what a process composes once, it has composed
    without = look(lookers, set_clock, lambda consultation: None)
    control = look(lookers, set_clock, lambda consultation: None)
    with_work = look(lookers, set_clock, work_of_jordan)

    assert len(without) > 200 and sum(name == "mail" for name, _url in without) > 50
    assert {name for name, _url in without} == {"mail", *lookers}
    assert told_apart(without, control) == []
    assert told_apart(without, with_work) == []
