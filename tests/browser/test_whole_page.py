"""What a journey reads of a page, or does not find on it, is said of the whole page: it waits for the end."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread, Timer

import pytest
from playwright.sync_api import Page, expect

SECONDS = 0.3


class Halved(BaseHTTPRequestHandler):
    """Answers with the beginning of a page, and a moment later with the rest."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(b"<!doctype html><html lang='en'><title>Page</title><body><h1>Begun</h1>")
        waits = Timer(SECONDS, self.wfile.write, [b"<p>The end</p>"])
        waits.start()
        waits.join()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def begun(page: Page) -> Iterator[Page]:
    """Return a page of which the end is still to come."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Halved) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_port}/", wait_until="commit")
        yield page
        server.shutdown()


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
