"""The compilation as a file: PDF of stored parts beside one WeasyPrint process, and what a row costs."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.utils import translation

from cica_portal import clock
from cica_portal.operation import garbage
from comments.models import Comment, Consultation
from comments.reading import compilation, filters, on_paper, paper_parts, working_translations
from comments.reading.compilation import Compilation
from comments.reading.exports import word, workbook
from comments.reading.filters import Sifted
from comments.renderers import compilation as rendering
from documents import press, renders
from documents.enums import DocumentKind
from documents.models import Document
from members.models import User
from trials.benchmarks.measure import Limit, Median, Row, in_turns
from trials.benchmarks.papers import finished_html

FIRST, CHANGED, MEMORY, LINEAR = 0.5, 0.04, 0.2, 1.15
PROCESSES = 2
LANGUAGE = "en"

# A process that renders, as a worker's is: warm before there is anything to do.
WORKER = """
import sys, time, django
django.setup()
from cica_portal import clock
from documents import press, renders
from trials.benchmarks.compilations import peak
press.warm_up()
before = peak()
print("ready", flush=True)
sys.stdin.readline()
start = time.process_time()
renders.render_wanted(clock.now())
print(time.process_time() - start, before, peak(), flush=True)
"""

# One WeasyPrint process on the finished HTML.
ALONE = """
import sys, time, django
django.setup()
from documents import press
from trials.benchmarks.compilations import peak
from trials.benchmarks.papers import Floor
press.warm_up()
before = peak()
floor = Floor(open(sys.argv[1], encoding="utf-8").read())
start = time.process_time()
floor.render()
print(time.process_time() - start, before, peak())
"""


def peak() -> int:
    """Return the most memory that this process has had, in kB; what it was forked from does not count."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def rows(
    consultations: dict[int, Consultation], officer: User, environment: dict[str, str], folder: Path
) -> list[Row]:
    """Measure the files of the smallest and the largest of the rounds."""
    small, large = sorted(consultations)
    found = []
    papers = {
        size: _paper(consultations[size], size, officer, environment, folder) for size in (small, large)
    }
    for size in (small, large):
        found += papers[size]
    pdf = {size: papers[size][0].portal for size in papers}
    found.append(_per_row("PDF", small, large, pdf[small], pdf[large]))
    for name, job in (("DOCX", word.document), ("XLSX", workbook.workbook)):
        few, many = _written(job, consultations[small], consultations[large], officer)
        found.append(_per_row(name, small, large, few, many))
    return found


def _per_row(name: str, small: int, large: int, few: float, many: float) -> Row:
    """Set what the large one takes beside as many small ones as have its rows."""
    return Row(f"{name}, {large} comments, a row beside one of {small}", few * large / small, many, LINEAR)


def _seen(consultation: Consultation, officer: User) -> tuple[Compilation, Sifted]:
    found = compilation.for_user(consultation, officer, at=clock.now(), language=LANGUAGE)
    return found, filters.sift(found, {})


def _written(
    job: Callable[..., bytes], small: Consultation, large: Consultation, officer: User
) -> list[Median]:
    """Return how long the files of both take, written in turns by a process that is set up as the web's."""
    garbage.look_seldom()
    writers = [lambda one=one: job(*_seen(one, officer), at=clock.now()) for one in (small, large)]
    return in_turns(*writers, warm_up=1, seconds=8, clock=time.process_time)


def _paper(
    consultation: Consultation, size: int, officer: User, environment: dict[str, str], folder: Path
) -> list[Row]:
    path = folder / f"compilation-{size}.html"
    path.write_text(_in_one(consultation, officer), encoding="utf-8")
    output = _process([sys.executable, "-c", ALONE, str(path)], environment).communicate()[0].split()
    alone, own, peak = float(output[0]), int(output[1]), int(output[2])
    first, memory = _first_time(consultation, officer, environment)
    changed = _changed(consultation, officer)
    limits = (Limit("x memory", memory / (peak - own), MEMORY),) if size >= 2000 else ()
    most = FIRST if size >= 2000 else 1
    return [
        Row(f"compilation as PDF, {size} comments", alone, first, most, limits=limits),
        Row(f"the same after one changed comment, {size}", alone, changed, CHANGED if size >= 2000 else 0.25),
    ]


def _in_one(consultation: Consultation, officer: User) -> str:
    """Return the HTML of the whole as one document."""
    found, sifted = _seen(consultation, officer)
    size, paper_parts.SIZE = paper_parts.SIZE, 1_000_000
    try:
        with translation.override(LANGUAGE):
            (content,) = paper_parts.of(found, sifted.readings)
    finally:
        paper_parts.SIZE = size
    whole = Document(
        kind=DocumentKind.COMPILATION_PART,
        language=LANGUAGE,
        content=content,
        source_sha256=paper_parts.key(content),
    )
    return finished_html(partial(rendering.part, whole))


def _process(command: list[str], environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=os.environ | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _first_time(consultation: Consultation, officer: User, environment: dict[str, str]) -> tuple[float, int]:
    """Return how long two warm processes take from the request to the file, each with a processor of its own,
    and what either needs: the request, and then the time of the processor of the one that took longer."""
    workers = [_process([sys.executable, "-c", WORKER], environment) for _number in range(PROCESSES)]
    for worker in workers:
        worker.stdout.readline()
    start = time.process_time()
    document = on_paper.request(*_seen(consultation, officer), at=clock.now())
    asked = time.process_time() - start
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    said = [worker.stdout.readline().split() for worker in workers]
    for worker in workers:
        worker.communicate()
    document.refresh_from_db()
    if not document.is_stored:
        raise RuntimeError(f"The compilation is {document.status}: {document.error}")
    longest = max(float(taken) for taken, _own, _peak in said)
    return asked + longest, max(int(peak) - int(own) for _taken, own, peak in said)


def _changed(consultation: Consultation, officer: User, times: int = 3) -> float:
    """Return how long it takes, from the request to the file, when one comment has another translation, in a
    process that is warm as a renderer's."""
    thresholds = gc.get_threshold()
    press.warm_up()
    try:
        return _changed_warm(consultation, officer, times)
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)


def _changed_warm(consultation: Consultation, officer: User, times: int) -> float:
    comments = Comment.objects.filter(response__consultation=consultation).exclude(language=LANGUAGE)
    comment, taken = comments[len(comments) // 2], []
    for version in range(times):
        said = {"status": "draft", "version": version, "remark": f"Version {version}"}
        working_translations.save(comment, LANGUAGE, **said, by=officer, at=clock.now())
        start = time.process_time()
        document = on_paper.request(*_seen(consultation, officer), at=clock.now())
        renders.render_wanted(clock.now())
        taken.append(time.process_time() - start)
        document.refresh_from_db()
        if not document.is_stored:
            raise RuntimeError(f"The compilation is {document.status}: {document.error}")
    return sorted(taken)[times // 2]
