"""Documents on paper: from a template and its context to PDF bytes. The only importer of WeasyPrint.

Tagged and archival (PDF/A-3a), the same bytes for the same input: dates come with the data, the file's
identifier is the hash of what goes in. The renderer reaches no file and no network. Fonts and style
sheets are made once in a process, on first use and never before a fork: a child that inherits a font
configuration hangs on its first page. Never import this module in the web process.
"""

import datetime as dt
import hashlib
import os
import resource
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pydyf
import pyphen
import weasyprint
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from cica_portal.languages import LANGUAGES
from cica_portal.operation import garbage
from documents import glyphs, tags
from documents.assembly.stamping import Numbers, Stamp
from documents.registry import Rendered
from documents.typesetting import AUTHOR, Meta, unparted, whole_words

VARIANT = "pdf/a-3a"
STYLE_SHEETS = (
    *("document", "note", "plan", "compilation", "receipt", "redline"),
    *("ledger", "package", "trace", "progress"),
)
# Where Kazakh words are parted at the end of a line: the renderer's dictionaries have no Kazakh one.
KAZAKH_HYPHENS = settings.BASE_DIR / "documents" / "data" / "hyph_kk.dic"
# How the address of a picture begins that holds the picture itself.
PICTURE = "data:image/png;base64,"
MEMORY_LIMIT = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A document whose pages are made and not written yet."""

    html: str
    document: weasyprint.Document

    @property
    def pages(self) -> int:
        return len(self.document.pages)


def render_pdf(
    template: str, language: str, meta: Meta, context: Mapping[str, Any], *, is_part: bool = False
) -> Rendered:
    """Render a template, which extends documents/base.html, as a PDF; a part is read in a joined file."""
    return written(lay_out(template, language, meta, context), is_part=is_part)


def lay_out(template: str, language: str, meta: Meta, context: Mapping[str, Any]) -> LaidOut:
    """Make the pages of a template, for whoever has to count them first."""
    html = _markup(template, language, meta, context)
    with _lock:
        state = warm_state()
        document = weasyprint.HTML(string=html, url_fetcher=NoFetcher()).render(
            font_config=state.fonts, stylesheets=list(state.styles), pdf_variant=VARIANT
        )
    return LaidOut(html, document)


def written(laid: LaidOut, *, is_part: bool = False) -> Rendered:
    """Write pages as a PDF."""

    def finish(document: weasyprint.Document, pdf: pydyf.PDF) -> None:
        _mark_languages(document, pdf)
        if is_part:
            tags.lighten(pdf)

    identifier = hashlib.sha256("\0".join((weasyprint.VERSION, *_style_texts(), laid.html)).encode())
    with _lock:
        pdf = laid.document.write_pdf(
            finisher=finish,
            pdf_variant=VARIANT,
            pdf_identifier=identifier.hexdigest()[:32].encode(),
        )
    return Rendered(pdf, laid.pages)


def _markup(template: str, language: str, meta: Meta, context: Mapping[str, Any]) -> str:
    with translation.override(language):
        html = render_to_string(
            template,
            {
                **context,
                "language": language,
                "meta": meta,
                "title": whole_words(meta.title),
                "author": str(AUTHOR),
            },
        )
        head, body, rest = html.partition("<body")
        return head + unparted(body + glyphs.named(rest))


@cache  # a page rendered, for every package and compilation
def page_of_signs(signs: str) -> bytes:
    """Return a page on which these signs are set: the face of the numbers of pages."""
    meta = Meta(signs, dt.date(2000, 1, 1))
    return render_pdf("documents/page_of_signs.html", LANGUAGES[0], meta, {}).content


def stamp(numbers: Numbers) -> Stamp:
    """Return what writes these numbers on the pages of a file that is put together."""
    return Stamp(page_of_signs(numbers.signs), numbers)


def _mark_languages(document: weasyprint.Document, pdf: pydyf.PDF) -> None:
    """Tell readers aloud which language each page of a note is in: the renderer tags only the file's own."""
    pages, language = {}, None
    for page, reference in zip(document.pages, pdf.page_references, strict=True):
        begun = [code for code in LANGUAGES if f"note-{code}" in page.anchors]
        language = begun[0] if begun else language
        pages[reference] = language
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("S") in ("/Sect", "/NonStruct") and pages.get(item.get("Pg")):
            item["Lang"] = pydyf.String(pages[item["Pg"]])


# The warm state of a process -------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class WarmState:
    fonts: FontConfiguration
    styles: tuple[weasyprint.CSS, ...]


class DeniedURL(ValueError):
    """The renderer asked for something outside: it gets nothing, and the log says what it was."""


class NoFetcher(URLFetcher):
    """Fetch nothing: all that a document needs is given to the renderer as text, a picture as its address."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
        if url.startswith(PICTURE):
            return super().fetch(url, headers)
        raise DeniedURL(f"a document may not fetch {url[:100]}")


_state: tuple[int, WarmState] | None = None
_lock = threading.Lock()


def warm_state() -> WarmState:
    """Return this process's font configuration and parsed style sheets, made on first use."""
    global _state
    if _state is None or _state[0] != os.getpid():
        pyphen.LANGUAGES["kk"], pyphen.LANGUAGES_LOWERCASE["kk"] = KAZAKH_HYPHENS, "kk"
        fonts = FontConfiguration()
        styles = tuple(
            weasyprint.CSS(string=text, url_fetcher=NoFetcher(), font_config=fonts) for text in _style_texts()
        )
        _state = (os.getpid(), WarmState(fonts, styles))
    return _state[1]


def warm_up() -> None:
    """Make a worker ready: state, one page in each language, and a heap that the collector leaves alone.

    To be called in the worker's own initialisation, after the fork.
    """
    text = "Security – Безопасность – Қауіпсіздік"
    for language in LANGUAGES:
        render_pdf("documents/warm_up.html", language, Meta(text, dt.date(2000, 1, 1)), {})
    garbage.look_seldom(garbage.OF_PRINTING)


def limit_resources(memory: int = MEMORY_LIMIT) -> None:
    """Limit this process's address space and forbid core dumps: one bad document cannot take the machine."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _style_texts() -> tuple[str, ...]:
    folder = settings.BASE_DIR / "static" / "notes" / "pdf"
    return tuple((folder / f"{name}.css").read_text(encoding="utf-8") for name in STYLE_SHEETS)
