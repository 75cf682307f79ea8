"""What a journey reads of a page, or does not find on it, is said of the whole page: it waits for the end.
The mouse waits until it stands still."""

import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread, Timer

import pytest
from playwright.sync_api import Page, expect

SECONDS = 0.3
HEAD = b"<!doctype html><html lang='en'><title>Page</title><body>"
MOVING = HEAD + (
    b"<button onclick='this.textContent = document.readyState'>Press</button><img src='/late.png' alt=''>"
)


class Halved(BaseHTTPRequestHandler):
    """Answers with the beginning of a page, and a moment later with the rest: of one, with its picture."""

    def do_GET(self) -> None:
        if self.path == "/late.png":
            time.sleep(SECONDS)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if self.path == "/moving":
            self.wfile.write(MOVING)
            return
        self.wfile.write(HEAD + b"<h1>Begun</h1>")
        waits = Timer(SECONDS, self.wfile.write, [b"<p>The end</p>"])
        waits.start()
        waits.join()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def slow_server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Halved) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def begun(page: Page, slow_server: str) -> Page:
    """Return a page of which the end is still to come."""
    page.goto(f"{slow_server}/", wait_until="commit")
    return page


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(lambda page: page.content(), id="markup"),
        pytest.param(lambda page: page.evaluate("document.body.textContent"), id="by a script"),
        pytest.param(lambda page: page.locator("body").inner_text(), id="words"),
        pytest.param(lambda page: " ".join(page.locator("p").all_inner_texts()), id="words of all"),
        pytest.param(lambda page: "The end" * page.locator("p").count(), id="how many"),
    ],
)
def test_what_is_read_is_of_the_whole_page(begun, read: Callable[[Page], str]):
    assert "The end" in read(begun)


def test_what_is_still_to_come_is_not_taken_for_missing(begun):
    with pytest.raises(AssertionError):
        expect(begun.locator("p")).to_have_count(0, timeout=100)


def test_nothing_is_clicked_on_a_page_that_still_moves(page, slow_server):
    page.goto(f"{slow_server}/moving", wait_until="commit")
    page.locator("button").click()
    expect(page.locator("button")).to_have_text("complete")
