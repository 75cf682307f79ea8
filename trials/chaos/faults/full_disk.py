"""A disk without room, a real one of a few megabytes: of the files, and on SQLite of the database."""

import contextlib
import hashlib
import http.client
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.urls import reverse

from cica_portal import spaces
from comments.models import Attachment, DraftComment
from trials.benchmarks.servers import running
from trials.chaos.faults.found import PORTAL, Found, Ground, close, close_in, files_in, open_pages
from trials.load.delegates import FILED, Delegate
from trials.load.last_seconds import judged
from trials.load.slow_uploads import MEBIBYTES, SlowUpload, large_file

SIZE, EACH = "40m", 6
NO_ROOM = 507
SENTENCES = {
    "en": "The portal has no storage space left",
    "ru": "В портале не осталось места для хранения данных",
    "kk": "Порталда деректерді сақтайтын орын қалмады",
}


class CannotMount(Exception):
    """This machine lets no small file system be mounted."""


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip()
        raise CannotMount(f"no small file system can be mounted here ({said})") from error
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Write until nothing more fits."""
    filler = disk / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)
    return filler


def attempt(ground: Ground) -> Iterator[Found]:
    try:
        with small_disk(ground.folder / "files") as disk:
            found = _files(ground, disk)
            # The small disk goes, and what was kept on it is read again by the check of the night.
            shutil.copytree(disk / "media", ground.folder / "media", dirs_exist_ok=True)
        yield found
        if connection.vendor == "sqlite":
            with small_disk(ground.folder / "base") as disk:
                yield _database(ground, disk)
    except CannotMount as error:
        yield Found("full disk", skipped=str(error))


def _upload(delegate: Delegate, content: bytes) -> SlowUpload:
    draft = DraftComment.objects.filter(member_state=delegate.user.member_state).first()
    path = reverse("comments:draft-files", args=[draft.pk])
    upload = SlowUpload(delegate.port, path, delegate.cookies, delegate.fields, content, 0.0)
    upload.send()
    return upload


def _says_it(page: str, language: str) -> bool:
    said = [code for code, sentence in SENTENCES.items() if sentence in spaces.ordinary(page)]
    return said == [language]


def _files(ground: Ground, disk: Path) -> Found:
    """Files are refused whole while there is no room, answers are filed meanwhile, then files are taken."""
    consultation, crowd = ground.round(EACH)
    senders = crowd[1::2]
    found = Found("full disk of the files", tried=len(senders) + len(crowd))
    content = large_file()
    with running(*PORTAL, ground.environment | {"BENCH_MEDIA": str(disk / "media")}) as server:
        open_pages(crowd, server.port)
        filler = fill(disk)
        for delegate in senders:
            upload, who = _upload(delegate, content), delegate.user.username
            if upload.status != NO_ROOM or not _says_it(upload.page, delegate.user.language):
                found.lost.append(f"{who}: a file without room answered {upload.status}, or other words")
        left = [str(path) for path in files_in(disk) if path != filler]
        if left or Attachment.objects.filter(consultation=consultation).exists():
            found.lost.append(f"half written: {left}")
        if checks_of(server.port)["disk"]:
            found.lost.append("nobody is told: the disk counts as well")
        filler.unlink()
        for delegate in senders:
            upload = _upload(delegate, content)
            if upload.status != FILED:
                found.lost.append(
                    f"{delegate.user.username}: with room again the file answered {upload.status}"
                )
        kept = [hashlib.sha256(path.read_bytes()).hexdigest() for path in files_in(disk)]
        if kept != [hashlib.sha256(content).hexdigest()] * len(senders):
            found.lost.append(f"{len(kept)} files are kept, not all of them as they were sent")
        fill(disk)
        open_pages(crowd, server.port)  # what is filed is what the page shows, files and all
        close_in(consultation, 60)
        for delegate in crowd:
            delegate.press()
        close_in(consultation, 0)
    close(consultation)
    found.lost += judged(crowd, consultation)
    found.seen = (
        f"{len(senders)} files of {MEBIBYTES} MiB refused, in their language, nothing half written, kept"
        f" once there was room; {len(crowd)} answers filed meanwhile; /healthz says it"
    )
    return found


def checks_of(port: int) -> dict[str, bool]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", "/healthz")
    checks: dict[str, bool] = json.loads(line.getresponse().read())["checks"]
    line.close()
    return checks


def _database(ground: Ground, disk: Path) -> Found:
    """An answer is refused whole while the database has no room, and filed by the same button afterwards."""
    consultation, crowd = ground.round(EACH)
    found = Found("full disk of the database", tried=len(crowd))
    close_in(consultation, 600)
    base = disk / "base.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(base)])
    with running(*PORTAL, ground.environment | {"DATABASE_URL": f"sqlite:///{base}"}) as server:
        open_pages(crowd, server.port)
        filler = fill(disk)
        for delegate in crowd:
            delegate.press()
            # The session may be unreadable, too: then the page says it in every language.
            says_it = SENTENCES[delegate.user.language] in spaces.ordinary(delegate.page)
            if delegate.status != NO_ROOM or not says_it:
                found.lost.append(f"{delegate.user.username}: answered {delegate.status}, or other words")
        filler.unlink()
        if (filed := _filed(base, consultation.pk)) != 0:
            found.lost.append(f"half written: {filed} answers")
        for delegate in crowd:
            delegate.press()
            if delegate.status != FILED:
                found.lost.append(f"{delegate.user.username}: with room again answered {delegate.status}")
        if (filed := _filed(base, consultation.pk)) != len(crowd):
            found.lost.append(f"{len(crowd)} filed, {filed} are stored")
    found.seen = f"{len(crowd)} answers refused in three languages, then filed by the same button, once each"
    return found


def _filed(base: Path, consultation: int) -> int:
    with contextlib.closing(sqlite3.connect(base)) as file:
        (whole,) = file.execute("PRAGMA integrity_check").fetchone()
        if whole != "ok":
            raise RuntimeError(f"The database is damaged: {whole}")
        count: int = file.execute(
            "SELECT count(*) FROM comments_response r JOIN comments_receipt c ON c.response_id = r.id"
            " WHERE r.consultation_id = ?",
            [consultation],
        ).fetchone()[0]
        return count
