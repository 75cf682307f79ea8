"""What tests of a plan and its pages ask: addresses, shown words, stored texts, plans of named blocks."""

import datetime as dt
import re
import threading

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cica_portal.languages import LANGUAGES
from plans.editing import editor_rows, sections
from plans.enums import BlockKind
from plans.models import Block, BlockText, ConceptPaper
from plans.outline import draft_outline
from tests.factories import plans as factory

AT = dt.datetime(2022, 5, 20, 9, 0, tzinfo=dt.UTC)
HTMX = {"HTTP_HX_REQUEST": "true"}


def url(name: str, paper: ConceptPaper | None = None, *args) -> str:
    return reverse(f"plans:{name}", args=[paper.slug, *args] if paper else [])


def cell_url(block: Block, language: str = "en") -> str:
    return url("block-edit", block.paper, block.key, language)


def at_block(block: Block) -> str:
    """Return the address of the editor at one block."""
    return f"{url('paper-edit', block.paper)}?at={block.key}#b-{block.key}"


def page(response) -> str:
    return " ".join(response.content.decode().split())


def words(response) -> str:
    """Return a page's words without markup."""
    return " ".join(re.sub(r"<[^>]*>", " ", page(response)).split())


def text_of(block: Block, language: str = "en") -> str:
    return BlockText.objects.get(block=block, language=language).text


def texts_of(paper) -> list[list[str]]:
    return [[row.text(language) for language in LANGUAGES] for row in draft_outline(paper)[1:]]


def order(paper) -> list[str]:
    return [row.text("en") for row in draft_outline(paper)[1:]]


def line_of(paper) -> str:
    """Return the texts of a plan of short blocks as one line."""
    return " ".join(order(paper))


def states(paper, index: int = 1) -> list[str]:
    return [cell.state for cell in editor_rows.rows(paper)[index].cells]


def undo(client, paper, told):
    """Send what the answer to an act in place says that undoes it."""
    seen = {"outline": sections.fingerprint(sections.places(paper))}
    return client.post(told["undo"]["address"], told["undo"]["values"] | seen, **HTMX)


def named(paper, word: str) -> Block:
    return paper.blocks.get(texts__language="en", texts__text=word)


def paper_of(*names: str, source_language: str = "en") -> ConceptPaper:
    """Return a plan of blocks that are named by their kind and a word: "# A" is a heading."""
    paper = factory.paper(blocks=0, source_language=source_language)
    kinds = {"#": BlockKind.HEADING, "-": BlockKind.PARAGRAPH, "a": BlockKind.OBJECTIVE}
    for name in names:
        sign, word = name.split()
        factory.block(paper, kind=kinds[sign], texts=dict.fromkeys(LANGUAGES, word))
    return paper


def queries(client, address: str) -> int:
    """Return how many queries a page takes that was seen before."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def together(*acts) -> list[Exception | None]:
    """Run the acts at once, each in a thread with its own connection; return what each raised."""
    barrier = threading.Barrier(len(acts))
    raised: list[Exception | None] = [None] * len(acts)

    def run(index, act):
        try:
            barrier.wait(timeout=60)
            act()
        except Exception as error:  # the test compares what was raised
            raised[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return raised
