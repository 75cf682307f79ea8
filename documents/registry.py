"""Who renders which kind of document: each app its own, in its module `renderers`.

Those modules load the renderer, which is slow and large: they are imported when the first document is
rendered, and never by a process that serves pages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.utils import translation
from django.utils.module_loading import autodiscover_modules

from cica_portal import state_names
from cica_portal.languages import LANGUAGES
from documents.enums import DocumentKind
from documents.models import Document


class Obsolete(Exception):
    """What the document was to show is no longer there: nobody can want it any more."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A rendered document: the file and how many pages it has; what is no PDF has none to count."""

    content: bytes
    pages: int | None = None


Renderer = Callable[[Document], Rendered]

_renderers: dict[DocumentKind, Renderer] = {}


def renders(kind: DocumentKind) -> Callable[[Renderer], Renderer]:
    """Register a function as what renders documents of this kind."""

    def register(renderer: Renderer) -> Renderer:
        _renderers[kind] = renderer
        return renderer

    return register


def rendered(document: Document) -> Rendered:
    """Render the document in its language, with the States as notes name them; raise Obsolete where its
    source is gone."""
    _discover()
    language = document.language if document.language in LANGUAGES else LANGUAGES[0]
    with translation.override(language), state_names.at_present(), state_names.in_full():
        return _renderers[DocumentKind(document.kind)](document)


@cache  # imports, once
def _discover() -> None:
    autodiscover_modules("renderers")
