"""What is said after an act: what happened, and what is next: who does what, by when, and where.

One component says it, above the page that the act leads to; that page keeps the way back.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest
from django.template.loader import render_to_string


class Step(NamedTuple):
    """One thing that follows: a sentence, and a link to where it is done, if it is done in the portal."""

    sentence: Any
    url: str = ""
    link: Any = ""


def say(request: HttpRequest, done: Any, steps: Sequence[Step] = ()) -> None:
    """Say that an act is done, and what follows; the next page shows it."""
    if steps:
        done = render_to_string("components/_following.html", {"done": done, "steps": steps})
    messages.success(request, done if steps else str(done))
