"""Take the pictures of pages that README and the guides show, into docs/pictures and static/guide/pictures.

It serves a copy of the demonstration, and goes through the links as each role does to find the pages.
"""

import io
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client
from django.urls import Resolver404, resolve
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from guide import texts
from scripts import chromium

BASE_DIR = Path(__file__).resolve().parent.parent
FOLDER = BASE_DIR / "var" / "pictures"
COPY = FOLDER / "demonstration.sqlite3"
PAPERS = BASE_DIR / "docs" / "pictures"
GUIDES = BASE_DIR / "static" / "guide" / "pictures"

LANGUAGES = ("en", "ru", "kk")
WINDOW = {"width": 1280, "height": 800}
READ_OF_A_KIND = 2
# A picture is kept in so many colours: letters, a few grounds and marks.
COLOURS = 96
SECONDS_TO_ANSWER = 60
LEFT_OUT = frozenset({"account_logout", "health", "life"})


def copy_demonstration() -> None:
    """Copy the rows of the demonstration, which must be in SQLite; nothing changes the original."""
    database = settings.DATABASES["default"]
    if not settings.DEMONSTRATION or not database["ENGINE"].endswith("sqlite3"):
        sys.exit("Pictures are taken of a demonstration in SQLite. Run `make setup` first.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    COPY.unlink(missing_ok=True)
    with sqlite3.connect(f"file:{database['NAME']}?mode=ro", uri=True) as source, sqlite3.connect(COPY) as to:
        source.backup(to)
    source.close()
    to.close()


def sign_in(account: str, language: str) -> str:
    """Begin a session of the account, which reads in `language` and has seen all hints; return its key."""
    person = get_user_model().objects.get(username=account)
    person.language = language
    person.hidden_hints = [hint["id"] for hint in texts.data("pages")["hints"]]
    person.save(update_fields=["language", "hidden_hints"])
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@contextmanager
def served() -> Iterator[str]:
    """Serve the copy, and return its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{found.getsockname()[1]}"
    command = [sys.executable, "manage.py", "runserver", "--noreload", address.removeprefix("http://")]
    with (FOLDER / "server.log").open("wb") as log:
        server = subprocess.Popen(command, cwd=BASE_DIR, stdout=log, stderr=log)
    try:
        for _time in range(5 * SECONDS_TO_ANSWER):
            with suppress(OSError), urllib.request.urlopen(f"{address}/livez"):
                break
            time.sleep(0.2)
        else:
            sys.exit("The portal does not answer; see var/pictures/server.log.")
        yield address
    finally:
        server.terminate()
        server.wait()


def name_of(path: str) -> str:
    """Return the name of a page by its address, or nothing where it is none of ours."""
    try:
        return resolve(urlsplit(path).path).view_name or ""
    except Resolver404:
        return ""


def pages_of(page: Page, address: str, starts: tuple[str, ...] = ("/",)) -> dict[str, str]:
    """Go through the links of whoever is signed in; return a path for each kind of page, by its name.

    Of each kind so many are read for their links: not every plan has an editor, nor every note an act.
    """
    waiting, known = deque(starts), set(starts)
    found: dict[str, str] = {}
    read: Counter[str] = Counter()
    while waiting:
        path = waiting.popleft()
        name = name_of(path)
        if not name or read[name] == READ_OF_A_KIND or name in LEFT_OUT or name.startswith("api:"):
            continue
        answer = page.context.request.get(address + path, max_redirects=5)
        if answer.status != 200 or not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        page.goto(address + path)
        found.setdefault(name, path)
        read[name] += 1
        for href in page.eval_on_selector_all("a[href]", "(all) => all.map((a) => a.getAttribute('href'))"):
            link = urlsplit(urljoin(address + path, href))
            to = link.path + (f"?{link.query}" if link.query else "")
            if f"{link.scheme}://{link.netloc}" == address and to not in known:
                known.add(to)
                waiting.append(to)
    return found


def compressed(png: bytes, colours: int = COLOURS) -> bytes:
    """Return a picture in a palette of few colours: pages are letters and a few grounds."""
    image = Image.open(io.BytesIO(png)).convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    kept = io.BytesIO()
    image.save(kept, "PNG", optimize=True)
    return kept.getvalue()


@contextmanager
def opened_as(browser, address: str, account: str, language: str) -> Iterator:
    """Open a page in a browser of its own for the account."""
    context = browser.new_context(viewport=WINDOW)
    session = sign_in(account, language)
    cookies = {settings.LANGUAGE_COOKIE_NAME: language, settings.SESSION_COOKIE_NAME: session}
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    try:
        yield context.new_page()
    finally:
        context.close()


def take_papers(browser: Browser, address: str) -> int:
    """Take what README and the guides show: the upper part of a page, of the data in `pictures.yaml`."""
    pictures = texts.data("pictures")
    taken = 0
    for account in sorted({picture["account"] for picture in pictures}):
        with opened_as(browser, address, account, "en") as page:
            paths = pages_of(page, address)
        for language in LANGUAGES:
            with opened_as(browser, address, account, language) as page:
                for picture in (one for one in pictures if one["account"] == account):
                    if picture["page"] not in paths:
                        sys.exit(f"{account} meets no page {picture['page']}.")
                    page.goto(address + paths[picture["page"]])
                    png = compressed(page.screenshot())  # what the window shows
                    files = [GUIDES / language / f"{picture['name']}.png"]
                    if picture.get("readme") == language:
                        files.append(PAPERS / f"{picture['name']}.png")
                    for file in files:
                        file.parent.mkdir(parents=True, exist_ok=True)
                        file.write_bytes(png)
                        taken += 1
        print(f"{account}: done", flush=True)
    return taken


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica_portal.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's loop runs beside the rows
    django.setup()
    copy_demonstration()

    connections["default"].close()
    connections["default"].settings_dict["NAME"] = str(COPY)
    os.environ["DATABASE_URL"] = f"sqlite:///{COPY}"
    try:
        with (
            served() as address,
            sync_playwright() as playwright,
            playwright.chromium.launch(**chromium.options()) as opened,
        ):
            taken = take_papers(opened, address)
    finally:
        connections["default"].close()
        COPY.unlink(missing_ok=True)
    print(f"{taken} pictures")
    return 0


if __name__ == "__main__":
    sys.exit(main())
