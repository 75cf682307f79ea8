"""The whole package for the SWG: 60 blocks, 28 States, 500 comments, in three languages.

Its first building is measured beside the sum of bare WeasyPrint renders of the same pages; joining a language
of it, and building it where all is there, beside joining the same files without their tags. All in the time
of the processor, which no other process on the machine can lengthen.
"""

import datetime as dt
import io
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
from django.conf import settings
from django.db import transaction

from cica_portal import clock
from cica_portal.data_files import read
from cica_portal.languages import LANGUAGES
from comments.enums import Position
from comments.models import Consultation, DraftComment
from comments.procedure import consultations, outcomes
from comments.writing import responses
from documents import press, renders, sealing, store
from documents.models import Document
from members.models import MemberState, User
from notes.acts import circulation, issuing
from notes.models import SwgPackage
from notes.packages import asking, building, unsealed
from plans import revisions
from plans.checks import reviews
from plans.enums import PaperStatus
from plans.life import papers
from plans.models import BlockText
from plans.reference import DATA, load_paper
from tests.factories import comments
from trials.benchmarks import data
from trials.benchmarks.measure import Limit, Row, in_turns
from trials.benchmarks.papers import Floor, finished_htmls

BLOCKS, COMMENTS = 60, 500
FIRST = 1.3
JOINED, READY, SECONDS = 8, 4, 0.3


def submitted(filled: data.Filled) -> Consultation:
    """Return a closed round with its comments, whose plan is frozen again as Rev.1 and before the SWG."""
    now = clock.now()
    written: dict[str, Any] = read(DATA / f"{data.TEXT}.yaml") | {"period": [1980, 1981]}
    paragraphs = [block for block in written["blocks"] if block["kind"] == "paragraph"]
    missing = BLOCKS - len(written["blocks"])
    written["blocks"] += [
        paragraphs[number % len(paragraphs)] | {"id": f"more{number}"} for number in range(missing)
    ]
    paper = load_paper(f"{data.TEXT}-package", written, slug="plan-package", by=filled.officer, at=now)
    reviews.review_all(paper, by=filled.signatory, at=now)
    respond_by = (now + dt.timedelta(days=30)).date()
    note = circulation.prepare(paper, respond_by=respond_by, by=filled.officer, at=now)
    renders.render_wanted(now)
    consultation = issuing.issue(note, by=filled.signatory, at=now).own_consultation
    states = list(MemberState.objects.members_on(now.date()))
    data._comment(consultation, COMMENTS, states, now)
    for state in states:
        if DraftComment.objects.filter(consultation=consultation, member_state=state).exists():
            contact = User.objects.get(member_state=state, role="contact_point")
            responses.submit(consultation, position=Position.COMMENTS, by=contact, request_key=uuid.uuid4())
    # All have answered: the deadline is brought forward to where they stand.
    comments.move_deadline(consultation, clock.now())
    closed = clock.now()
    consultations.close(consultation, at=closed)
    consultation.refresh_from_db()
    outcomes.confirm(consultation, outcome="comments", by=filled.signatory, at=closed)
    for text in BlockText.objects.filter(block__paper=paper, block__position__gt=3, block__position__lt=24):
        BlockText.objects.filter(pk=text.pk).update(text=f"{text.text} ({text.language})")
    paper.refresh_from_db()
    revisions.freeze(paper, by=filled.officer, at=closed)
    papers.move(paper, PaperStatus.BEFORE_SWG, by=filled.officer, at=closed)
    return consultation


def rows(filled: data.Filled) -> list[Row]:
    consultation = submitted(filled)
    paper = consultation.revision.paper
    paper.refresh_from_db()
    at = consultation.closes_at + dt.timedelta(hours=2)
    package = asking.request(paper, by=None, at=at)
    taken, html = _first(package, at)
    floors = [Floor(one) for one in html]
    floor = sum(_timed(one.render) for one in floors)
    pages = sum(file.pages or 0 for file in _built(package, at))
    found = [Row(f"package for the SWG, first time ({pages} p.)", floor, taken, FIRST)]
    list(building.files_of(package, at=at))  # keeps what was joined, which was taken back with the rest
    seal, cover = sealing.signer(), unsealed.cover_of(package, "en")
    bare, joined, sealed, bare_all, ready = in_turns(
        lambda: _joined_bare(package, "en"),
        lambda: _joined(package, cover),
        lambda: sealing.seal_pdf(building._joined(package, "en", at=at).content, seal),
        lambda: [_joined_bare(package, language) for language in LANGUAGES],
        lambda: _built(package, at),
        warm_up=1,
        at_most=15,
        seconds=30,
        clock=time.process_time,
    )
    limit = Limit("s", ready, SECONDS)
    return [
        *found,
        Row("one language of it joined, with its tags", bare, joined, JOINED),
        Row("one language of it sealed, documents ready", bare, sealed, READY),
        Row("all of it and the archive, documents ready", bare_all, ready, READY, limits=(limit,)),
    ]


def _first(package: SwgPackage, at: dt.datetime) -> tuple[float, list[str]]:
    """Render all and build, once; return how long it took, and the HTML that WeasyPrint was given."""
    start = time.process_time()

    def all_of_it() -> None:
        while renders.claimable(at).exists():
            renders.render_wanted(at)
        _built(package, at)

    html = finished_htmls(all_of_it)
    return time.process_time() - start, html


def _built(package: SwgPackage, at: dt.datetime) -> list[Any]:
    """Build package whole, then take its rows back, so that it can be built again."""
    with transaction.atomic():
        building.build(package, at=at)
        if not package.is_stored:
            raise RuntimeError(package.error)
        files = list(package.files.all())
        transaction.set_rollback(True)
    for path in (Path(settings.MEDIA_ROOT) / "packages").rglob("*"):
        if path.is_file():
            path.unlink()
    package.refresh_from_db()
    return files


def _joined(package: SwgPackage, cover: Document) -> bytes:
    found = unsealed.of(package, "en", cover)
    return found.joined(press.stamp(found.numbers).number_pages)


def _joined_bare(package: SwgPackage, language: str) -> bytes:
    """Join the same files, page by page, and keep nothing of what they were."""
    made = pikepdf.new()
    for part in asking.joined(package, language):
        with pikepdf.open(io.BytesIO(store.read(part))) as source:
            made.pages.extend(source.pages)
    stream = io.BytesIO()
    made.save(stream, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return stream.getvalue()


def _timed(job: Callable[[], object]) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start
