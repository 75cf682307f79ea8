"""Write the messages of the sources into the catalogues: where each stands, and what its placeholders are.

Russian and Kazakh get their non-breaking spaces, in the catalogues and in whole mails. New messages are to
be translated; no message is guessed at, and none that is gone is kept. `make messages` runs it.
"""

import os
import subprocess
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
LANGUAGES = ("ru", "kk")
HOW = ("--add-location=file", "--no-obsolete", "--no-wrap")
LEFT_OUT = ("var/*", "tests/*", "trials/*", ".venv/*")

sys.path.insert(0, str(BASE))
os.chdir(BASE)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica_portal.settings")

import polib  # noqa: E402

from phrases.texts import mails, placeholders, spaces  # noqa: E402


def collect() -> None:
    """Let Django collect the messages, with the files in which they stand; lines would change daily."""
    wanted = [f"--locale={language}" for language in LANGUAGES]
    ignored = [f"--ignore={pattern}" for pattern in LEFT_OUT]
    command = [sys.executable, "manage.py", "makemessages", *wanted, *ignored, *HOW]
    subprocess.run(command, check=True)


def explain(catalogue: Path, language: str) -> None:
    """Write the comments on placeholders anew, bind spaces, and take back what msgmerge only guessed."""
    found = polib.pofile(str(catalogue), wrapwidth=0)
    for entry in found:
        said = placeholders.comment(entry.msgid, entry.msgid_plural)
        entry.comment = "\n".join(filter(None, [_own_words(entry), said]))
        if "fuzzy" in entry.flags:
            entry.flags.remove("fuzzy")
            entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
            entry.previous_msgctxt = entry.previous_msgid = entry.previous_msgid_plural = None
        bind(entry, language)
    found.save(str(catalogue))
    usual = ["msgcat", "--no-wrap", "--add-location=file", "--output-file", catalogue, catalogue]
    subprocess.run(usual, check=True)


def bind(entry: polib.POEntry, language: str) -> None:
    """Write the non-breaking spaces of a message."""
    said = (language, entry.msgid, entry.msgid_plural)
    entry.msgstr = spaces.bound(entry.msgstr, *said)
    entry.msgstr_plural = {place: spaces.bound(text, *said) for place, text in entry.msgstr_plural.items()}


def bind_mails(language: str) -> None:
    """Write the non-breaking spaces of the mails that are whole texts."""
    for name in mails.names():
        file = BASE / "templates" / mails.file(name, language)
        file.write_text(spaces.bound(file.read_text(encoding="utf-8"), language), encoding="utf-8")


def _own_words(entry: polib.POEntry) -> str:
    """Return the comment that stands in the sources, without earlier lines on placeholders."""
    signs = tuple(written for written, _said in placeholders.meanings(entry.msgid, entry.msgid_plural))
    lines = entry.comment.splitlines()
    return "\n".join(line for line in lines if not line.startswith(tuple(f"{sign}:" for sign in signs)))


if __name__ == "__main__":
    collect()
    for language in LANGUAGES:
        explain(BASE / "locale" / language / "LC_MESSAGES" / "django.po", language)
        bind_mails(language)
