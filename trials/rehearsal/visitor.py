"""A person at a browser without script: pages, links and forms, over the proxy's TLS."""

import base64
import hmac
import http.cookiejar
import ssl
import struct
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from lxml import html

from trials.rehearsal.house import Failed


class Visitor:
    """One person's session; `page` is what the last answer showed."""

    def __init__(self, name: str, origin: str, certificate: Path) -> None:
        self.name, self.origin = name, origin
        context = ssl.create_default_context(cafile=str(certificate))
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context), urllib.request.HTTPCookieProcessor(self.jar)
        )
        self.address = origin
        self.page = html.Element("html")

    def open(self, path: str) -> None:
        """Follow a link, given whole or from the root of the portal."""
        self._ask(urllib.request.Request(urllib.parse.urljoin(self.address, path)))

    def link(self, words: str) -> str:
        """Return where the link with these words leads."""
        for link in self.page.iter("a"):
            if words in " ".join(link.text_content().split()) and link.get("href"):
                return str(link.get("href"))
        raise self._failed(f"no link {words!r}")

    def option(self, field: str, words: str) -> str:
        """Return the value of the choice that reads `words` in the list of that name."""
        for choice in self.page.xpath(f"//select[@name='{field}']//option"):
            if " ".join(choice.text_content().split()) == words:
                return str(choice.get("value"))
        raise self._failed(f"no choice {words!r} in {field}")

    def follow(self, words: str) -> None:
        self.open(self.link(words))

    def submit(self, act: str, **fields: str) -> None:
        """Fill in the form whose button reads `act`, and press the button."""
        form, button = self._form(act)
        # lxml sends "on" for a choice whose value is empty; a browser sends the empty value.
        empty = set(form.xpath(".//input[@type='radio'][@checked][@value='']/@name"))
        given = [
            (name, "" if name in empty else value) for name, value in form.form_values() if name not in fields
        ]
        for name, value in fields.items():
            if name not in form.fields:
                raise self._failed(f"no field {name!r} in the form {act!r}, which has {sorted(form.fields)}")
            given.append((name, value))
        if button.get("name"):
            given.append((button.get("name"), button.get("value") or ""))
        target = urllib.parse.urljoin(self.address, form.action or self.address)
        data = urllib.parse.urlencode(given).encode()
        request = urllib.request.Request(target, data, {"Referer": self.address, "Origin": self.origin})
        self._ask(request)

    def must_show(self, words: str) -> None:
        if words not in self.text:
            raise self._failed(f"the page does not show {words!r}")

    @property
    def text(self) -> str:
        for hidden in self.page.xpath("//script|//style|//template"):
            hidden.drop_tree()
        return " ".join(self.page.text_content().split())

    def _form(self, act: str) -> tuple[html.FormElement, html.HtmlElement]:
        for form in self.page.forms:
            for button in form.xpath(".//button"):
                if act in " ".join(button.text_content().split()):
                    return form, button
        raise self._failed(f"no form {act!r}")

    def _ask(self, request: urllib.request.Request) -> None:
        try:
            with self.opener.open(request, timeout=60) as answer:
                self.address, content = answer.url, answer.read()
        except urllib.error.HTTPError as error:
            self.page = html.document_fromstring(error.read() or b"<html></html>")
            raise self._failed(f"{request.get_method()} {request.full_url}: {error.code}") from error
        self.page = html.document_fromstring(content)

    def _failed(self, what: str) -> Failed:
        return Failed(f"{self.name} at {self.address}: {what}\n{self.text[:3000]}")


def code(secret: str) -> str:
    """Return what an authenticator app shows now for a secret (RFC 6238, six digits, half minutes)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time() // 30)), "sha1").digest()
    place = digest[-1] & 15
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"
