"""Checking a package offline: its list of files, their hashes, its seals. Needs the file and the certificates
that are accepted; neither the database nor a network."""

import hashlib
import hmac
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import x509
from django.utils.translation import gettext_lazy as _

from documents import sealing
from documents.sealing import Seal
from notes.packages.keeping import FORMAT, MANIFEST, MANIFEST_SEAL

MEBIBYTE = 1024 * 1024
LARGEST = 100 * MEBIBYTE
MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in words for whoever asked; `file` names where."""

    sentence: Any
    file: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.sentence}" if self.file else str(self.sentence)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: nothing wrong, or what; whose seal it is; how many files were compared."""

    faults: tuple[Fault, ...]
    seal: Seal = sealing.NONE
    manifest: dict[str, Any] | None = None
    files: int = 0

    @property
    def is_good(self) -> bool:
        return not self.faults


NOT_A_PACKAGE = _("This is neither a package of the portal (.zip) nor one of its sealed PDFs.")
DAMAGED = _("The archive is damaged and cannot be read.")
TOO_LARGE = _("The file is larger, or has more parts, than any package can have.")
NO_LIST = _("The list of files (manifest.json) is missing or cannot be read.")
LIST_CHANGED = _("The list of files was changed after it was sealed.")
LIST_UNSEALED = _("The list of files is not sealed.")
STRANGE_SEAL = _("The seal does not belong to any of the Secretariat’s certificates accepted here.")
MISSING = _("The file is on the list but missing from the package.")
EXTRA = _("The file is in the package but not on its list.")
CHANGED = _("The file differs from the one on the list: the checksums do not match.")
UNSEALED = _(
    "This file bears no seal. Only packages for the SWG are sealed, so that nothing can be said of whether "
    "it was changed."
)
BROKEN = _("The seal is broken or missing: the file was changed after it was sealed.")


def check(content: bytes, certificates: Sequence[x509.Certificate]) -> Verdict:
    """Check an archive with everything in it, or one sealed PDF by itself."""
    if len(content) > LARGEST:
        return Verdict((Fault(TOO_LARGE),))
    if content.startswith(b"%PDF-"):
        seal = sealing.check_pdf(content, certificates)
        return Verdict(tuple(_of_seal(seal, UNSEALED if seal.is_absent else BROKEN)), seal, files=1)
    if content.startswith(b"PK"):
        return _check_archive(content, certificates)
    return Verdict((Fault(NOT_A_PACKAGE),))


def _check_archive(content: bytes, certificates: Sequence[x509.Certificate]) -> Verdict:
    try:
        files = _unpacked(content)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError):
        return Verdict((Fault(DAMAGED),))
    if files is None:
        return Verdict((Fault(TOO_LARGE),))
    manifest = _listed(files.get(MANIFEST, b""))
    if manifest is None:
        return Verdict((Fault(NO_LIST),))
    if MANIFEST_SEAL not in files:
        return Verdict((Fault(LIST_UNSEALED, MANIFEST),), manifest=manifest)
    seal = sealing.check_beside(files[MANIFEST], files[MANIFEST_SEAL], certificates)
    faults = list(_of_seal(seal, LIST_CHANGED, MANIFEST))
    faults += _compare(manifest, files, certificates)
    return Verdict(tuple(faults), seal, manifest, files=len(manifest["files"]))


def _unpacked(content: bytes) -> dict[str, bytes] | None:
    """Return the parts by name; nothing if they are more, or larger, than any package has."""
    files, left = {}, LARGEST
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_FILES:
            return None
        for entry in entries:
            steps = entry.filename.split("/")
            if entry.filename in files or "" in steps or ".." in steps:
                raise ValueError("two parts of one name, or one outside of the package")
            with archive.open(entry) as part:
                files[entry.filename] = part.read(left + 1)
            left -= len(files[entry.filename])
            if left < 0:
                return None
    return files


def _listed(content: bytes) -> dict[str, Any] | None:
    """Return the manifest, if it is one."""
    try:
        said = json.loads(content)
    except ValueError:
        return None
    if not isinstance(said, dict) or said.get("format") != FORMAT or not isinstance(said.get("files"), list):
        return None
    for entry in said["files"]:
        if not isinstance(entry, dict):
            return None
        if not all(isinstance(entry.get(name), str) for name in ("file", "sha256", "kind")):
            return None
    return said


def _compare(
    manifest: dict[str, Any], files: dict[str, bytes], certificates: Sequence[x509.Certificate]
) -> Iterator[Fault]:
    listed = {entry["file"]: entry for entry in manifest["files"]}
    for name, entry in listed.items():
        if name not in files:
            yield Fault(MISSING, name)
        elif not hmac.compare_digest(hashlib.sha256(files[name]).hexdigest(), entry["sha256"]):
            yield Fault(CHANGED, name)
        elif entry["kind"] == "package":
            yield from _of_seal(sealing.check_pdf(files[name], certificates), BROKEN, name)
    for name in files.keys() - listed.keys() - {MANIFEST, MANIFEST_SEAL}:
        yield Fault(EXTRA, name)


def _of_seal(seal: Seal, broken: Any, file: str = "") -> Iterator[Fault]:
    if not seal.is_whole:
        yield Fault(broken, file)
    elif not seal.is_accepted:
        yield Fault(STRANGE_SEAL, file)
