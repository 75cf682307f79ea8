"""What people take along in Russian and Kazakh: files, calendars and mail hold no English words.

The crawl with a browser (`tests/browser/test_pages.py`) reads pages; here the files behind their links are
read. What people typed, in any language, is theirs. A PDF is not opened: its sentences are messages of the
catalogues and the texts of notes, which have tests of their own.
"""

import csv
import io
import re
import zipfile
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import lxml.html
import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.management import call_command
from django.urls import Resolver404, resolve

from cica_portal import clock
from dashboard import sweeps
from members.models import User
from notes.delivery import letters
from notes.enums import NoteStatus
from notes.models import VerbalNote
from phrases.texts import mails
from tests import states
from tests.browser.checks import ALLOWED, LATIN_WORD, NOT_WORDS
from tests.clients import PortalClient

# The words are the same whatever database they come from.
pytestmark = pytest.mark.long

LOADED = "demonstration_read"
ROLES = ("officer", "signatory", "coordinator", "kz.contact", "kz.reader")
LANGUAGES = ("ru", "kk")
LEFT_OUT = {"account_logout", "health", "api:document"}
MANY = 300  # pages of one person: enough for each kind
# What a calendar says to programs.
ICS_TEXT = re.compile(r"^(?:SUMMARY|DESCRIPTION|LOCATION)(?:;[^:]*)?:(.*)$", re.MULTILINE)
# What the form for comments offline holds in a hidden sheet, by which the portal knows it again.
HIDDEN = {"cica-comments-2", "kind", "value"}
# A file that a person asks for in English.
CHOSEN = re.compile(r"(?:language=|/)en\b")
XML_TEXT = re.compile(r"<(?:\w+:)?t(?: [^>]*)?>([^<]*)<")


@pytest.fixture
def demonstration(transactional_db, settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path / "outbox"
    settings.PORTAL_ORIGIN = "https://portal.example.org"
    if not states.bring(LOADED):
        call_command("load_demonstration", verbosity=0)
        list(sweeps.run(clock.now()))
        states.take(LOADED)


def client_of(name: str, language: str) -> PortalClient:
    person = User.objects.get(username=name)
    User.objects.filter(pk=person.pk).update(language=language)
    client = PortalClient()
    client.force_login(person, backend=django_settings.AUTHENTICATION_BACKENDS[0])
    return client


def files(client: PortalClient) -> Iterator[tuple[str, str, bytes]]:
    """Yield address, name and content of one file of each kind that the person's pages lead to."""
    waiting, seen, kinds = deque(["/"]), {"/"}, set()
    while waiting and len(kinds) < MANY:
        path = waiting.popleft()
        address = urlsplit(path)
        try:
            # One view may write files of several forms: each is a kind of its own.
            form = resolve(address.path).kwargs.get("kind", "")
            kind = resolve(address.path).view_name, form, re.sub(r"(?<!\bas)=[^&]*", "", address.query)
        except Resolver404:
            continue
        is_other = CHOSEN.search(path) or kind[0] in LEFT_OUT or address.query.count("&") > 1
        if is_other or kind in kinds:
            continue
        kinds.add(kind)
        response = client.get(path)
        if response.status_code != 200:
            continue
        content = b"".join(response) if response.streaming else response.content
        if not response["Content-Type"].startswith("text/html"):
            yield path, response.get("Content-Disposition", ""), content
            continue
        for link in lxml.html.fromstring(content).iterlinks():
            target = urldefrag(urljoin(path, link[2]))[0]
            if link[1] == "href" and target.startswith("/") and target not in seen:
                seen.add(target)
                waiting.append(target)


def texts(name: str, content: bytes) -> Iterator[str]:
    """Yield what a reader of a file reads; nothing of a file that is for programs."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for part in packed.namelist():
                if part.endswith(("sharedStrings.xml", "document.xml", "footer1.xml", "header1.xml")):
                    yield from XML_TEXT.findall(packed.read(part).decode())
    elif content.startswith(b"BEGIN:VCALENDAR"):
        yield from ICS_TEXT.findall(content.decode().replace("\r\n ", "").replace("\r\n", "\n"))
    elif ".csv" in name:
        yield from (cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row)


def typed() -> str:
    """Return all texts that people have typed, in every field of every row, on one line."""
    found: list[str] = []

    def collect(value: object) -> None:
        if isinstance(value, str):
            found.append(" ".join(value.split()))
        elif isinstance(value, dict):
            collect(list(value.values()))
        elif isinstance(value, list):
            for one in value:
                collect(one)

    for model in apps.get_models():
        if model._meta.app_label in ("plans", "initiatives", "comments", "members"):
            for row in model._default_manager.values():
                collect(list(row.values()))
    return "\n".join(found)


def english(text: str) -> set[str]:
    return set(LATIN_WORD.findall(NOT_WORDS.sub(" ", text))) - ALLOWED


def test_files_hold_no_english_words(demonstration):
    found, suffixes, own = {}, set(), typed()
    for language in LANGUAGES:
        for role in ROLES:
            for path, name, content in files(client_of(role, language)):
                suffixes.add(Path(name.strip('"')).suffix)
                wrong = [
                    text[:100]
                    for text in texts(name, content)
                    if english(text) and text not in HIDDEN and " ".join(text.split()) not in own
                ]
                if wrong:
                    found.setdefault((language, resolve(urlsplit(path).path).view_name), set()).update(wrong)
    assert not found, "\n".join(f"{where}: {sorted(wrong)}" for where, wrong in found.items())
    assert {".xlsx", ".csv", ".docx", ".ics"} <= suffixes


@pytest.mark.parametrize("language", LANGUAGES)
def test_mail_of_a_note_holds_no_english_words(demonstration, language):
    """All other mail is made of messages, which `tests/cica_portal/test_catalogues.py` reads."""
    note = VerbalNote.objects.filter(status=NoteStatus.ISSUED, consultation__isnull=False).first()
    context = letters.note_context(note, language) | {"subject": ""}  # of a note that is about no plan
    found = {name: english(mails.render(name, language, context)) for name in mails.names()}
    assert {name: words for name, words in found.items() if words} == {}
