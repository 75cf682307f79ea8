"""Keeping what was built: sealed last, listed in a manifest under a seal of its own, stored whole or not."""

import datetime as dt
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from cica_portal.operation import whole_files
from cica_portal.text import sha256
from cica_portal.version import version
from documents import sealing
from documents.enums import DocumentStatus
from members import audit
from notes import enclosure_set
from notes.models import SwgPackage, SwgPackageFile, package_path
from notes.packages import asking

FORMAT = "cica-swg-package/1"
MANIFEST, MANIFEST_SEAL = "manifest.json", "manifest.json.p7s"
# The program that checks a package without the portal: part of each package, listed and sealed with it.
CHECKER = settings.BASE_DIR / "static" / "checker" / "check_cica.py"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class Incomplete(Exception):
    """A document of the package is not there and will not come: something has changed since."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a package as built: its name, what it says of itself in the manifest, its bytes."""

    name: str
    facts: dict[str, Any]
    content: bytes


def store(package: SwgPackage, files: list[File], *, at: dt.datetime) -> None:
    """Seal the files, list and pack them, and keep them with the package's row: all or nothing."""
    seal = sealing.signer()
    sealed, kept = [], []
    for file in files:
        is_package = file.facts["kind"] == "package"
        content = sealing.seal_pdf(file.content, seal) if is_package else file.content
        facts = dict(file.facts)
        if is_package:
            facts["unsealed_sha256"] = _digest(file.content)
            kept.append((file.name, facts, content))
        sealed.append(File(file.name, facts, content))
    sealed.append(File(CHECKER.name, {"kind": "checker", "language": ""}, CHECKER.read_bytes()))
    manifest = _manifest(package, sealed)
    archive = _archive(
        [
            *((file.name, file.content) for file in sealed),
            (MANIFEST, manifest),
            (MANIFEST_SEAL, sealing.seal_beside(manifest, seal)),
        ]
    )
    kept.append((asking.name_of(package, "package.zip"), {"language": ""}, archive))
    content_sha256 = content_digest(files)
    saved: list[str] = []
    try:
        with transaction.atomic():
            for name, facts, content in kept:
                _keep(package, name, facts, content, saved)
            stored = SwgPackage.objects.filter(pk=package.pk, status=DocumentStatus.WANTED).update(
                status=DocumentStatus.STORED,
                content_sha256=content_sha256,
                sealed_by=sealing.subject_of(seal.signing_cert)[:300],
                stored_at=at,
                claimed_at=None,
                error="",
            )
            if not stored:
                raise Incomplete("Another process has built the package.")
            audit.record(
                "swg_package.store",
                subject=package,
                by=None,
                at=at,
                after={"content": content_sha256, "archive": _digest(archive)},
            )
    except BaseException:
        for name in saved:
            default_storage.delete(name)
        raise


def content_digest(files: list[File]) -> str:
    """Return the SHA-256 of what a package holds before its seals: every name, what it says, its bytes."""
    return sha256([[file.name, file.facts, _digest(file.content)] for file in files])


def _keep(package: SwgPackage, name: str, facts: dict[str, Any], content: bytes, saved: list[str]) -> None:
    row = SwgPackageFile(
        package=package,
        name=name,
        language=facts["language"],
        size=len(content),
        pages=facts.get("pages"),
        sha256=_digest(content),
        unsealed_sha256=facts.get("unsealed_sha256", ""),
    )
    row.file.name = whole_files.save_whole(default_storage, package_path(row, name), content)
    saved.append(row.file.name)
    row.save(force_insert=True)


def _manifest(package: SwgPackage, files: list[File]) -> bytes:
    consultation, revision = package.consultation, package.revision
    circulated = consultation.revision
    said = {
        "format": FORMAT,
        "portal": version(),
        "pdf": "pdf/a-3a",
        "plan": package.paper.slug,
        **enclosure_set.facts(consultation, revision),
        "circulated": {"number": circulated.number, "sha256": circulated.sha256},
        "ledger_sha256": consultation.ledger_sha256,
        "source_sha256": package.source_sha256,
        "files": [
            {"file": file.name, **file.facts, "size": len(file.content), "sha256": _digest(file.content)}
            for file in files
        ],
    }
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


def _archive(entries: list[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in entries:
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            archive.writestr(entry, content, zipfile.ZIP_STORED)
    return stream.getvalue()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
