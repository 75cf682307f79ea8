"""PDF from rows, beside WeasyPrint on the finished HTML, warm and in a new process."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import weasyprint
from django.conf import settings
from weasyprint.text.fonts import FontConfiguration

from documents import press, registry
from documents.enums import DocumentKind
from documents.models import Document
from trials.benchmarks.measure import Limit, Row, in_turns

NOTE_IN_NEW_PROCESS = 0.04
WARM = 1.15

# The same job, from rows to bytes, by a process that begins with nothing: the price of no warm worker.
NEW_PROCESS = """
import sys, django
django.setup()
from documents import registry
from documents.models import Document
registry.rendered(Document.objects.get(pk=sys.argv[1]))
"""


class Floor:
    """WeasyPrint and nothing else: fonts and style sheets ready, the HTML finished."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.fonts = FontConfiguration()
        self.styles = [weasyprint.CSS(string=text, font_config=self.fonts) for text in press._style_texts()]

    def render(self) -> bytes:
        return weasyprint.HTML(string=self.html).write_pdf(
            font_config=self.fonts, stylesheets=self.styles, pdf_variant=press.VARIANT
        )


def in_new_process(document: Document, environment: dict[str, str], times: int = 5) -> float:
    """Return the median duration of rendering `document` in a process of its own."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", NEW_PROCESS, str(document.pk)],
            check=True,
            cwd=settings.BASE_DIR,
            env=os.environ | environment,
        )
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def finished_html(job: Callable[[], Any]) -> str:
    """Return the HTML that `job` hands to WeasyPrint last."""
    return finished_htmls(job)[-1]


def finished_htmls(job: Callable[[], Any]) -> list[str]:
    """Return all HTML that `job` hands to WeasyPrint, in turn."""
    seen: list[str] = []

    class Listening(weasyprint.HTML):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            seen.append(kwargs["string"])
            super().__init__(*args, **kwargs)

    original, weasyprint.HTML = weasyprint.HTML, Listening
    try:
        job()
    finally:
        weasyprint.HTML = original
    return seen


def rows(notes: Sequence[Document], plan: Document, environment: dict[str, str]) -> list[Row]:
    """Measure a note in each language, the first also beside a new process, and a plan."""
    press.warm_up()
    if {one.kind for one in notes} != {DocumentKind.NOTE} or plan.kind != DocumentKind.PLAN:
        raise ValueError("Notes and a plan are wanted.")
    found = []
    jobs = [(f"verbal note, {one.language}, warm", one) for one in notes] + [("plan, warm", plan)]
    for job, document in jobs:
        render = partial(registry.rendered, document)
        pages = render().pages
        floor = Floor(finished_html(render))
        floor_time, portal_time = in_turns(
            floor.render, render, warm_up=2, at_most=40, seconds=10, clock=time.process_time
        )
        limits = ()
        if document is notes[0]:
            share = portal_time / in_new_process(document, environment)
            limits = (Limit("x new process", share, NOTE_IN_NEW_PROCESS),)
        found.append(Row(f"{job} ({pages} p.)", floor_time, portal_time, WARM, limits=limits))
    return found
