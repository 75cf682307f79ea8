"""What a remark comes to: on one line, and what it asks for, so that equal ones are told as one."""

from collections.abc import Hashable, Iterable
from itertools import groupby
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cica_portal.emphasis import plain
from comments.reading.readings import Proposal, Reading
from plans.comparison.emphasis_changes import restyled
from plans.comparison.redline import visible
from plans.comparison.runs import Run, runs_of

# So many words of a change, or of what is said, tell on one line what a comment is about.
GIST = 8


def asked(remark: Any) -> Hashable:
    """Return what a remark asks for, word for word; one that proposes nothing, what it says."""
    worded = tuple(sorted((remark.wordings or {}).items()))
    own = (remark.proposed_text and remark.language, remark.proposed_text)
    said = "" if remark.proposed_text or remark.wordings else remark.remark
    return remark.until_key, remark.after_key, remark.operation, worded, own, said


def gist(said: Reading) -> SafeString:
    """Return what a comment is about, short, by which it is known wherever it is listed: the most that it
    changes in one place, or the first words that it says."""
    for one in said.proposals:
        if said.act:
            return format_html(
                '{} <span lang="{}">{}</span>', said.act, one.language, _short(plain(one.after))
            )
        return _change(one)
    if said.joins or said.act:
        return format_html("{}", said.joins or said.act)
    return format_html('<span lang="{}">{}</span>', said.language, _short(said.remark or said.rationale))


def change_words(gone: str, comes: str, language: str) -> SafeString:
    """Say what a change of a text does, in the reader's language; the words of the text keep their own."""
    if gone and comes:
        said = _("“%(gone)s” replaced by “%(comes)s”")
    elif comes:
        said = _("“%(comes)s” added")
    else:
        said = _("“%(gone)s” deleted")
    marked = {
        name: format_html('<span lang="{}">{}</span>', language, words)
        for name, words in (("gone", gone), ("comes", comes))
    }
    return mark_safe(conditional_escape(said) % marked)


def _change(one: Proposal) -> SafeString:
    """Return the largest change of a redline, the first of several: from which words to which."""
    parts = groupby(restyled(runs_of(one.before, one.after)), key=lambda part: part[0] == "equal")
    changes = (_sides(found) for is_equal, found in parts if not is_equal)
    old, new = max(changes, key=lambda sides: len("".join(sides)), default=("", ""))
    return change_words(_short(old), _short(new), one.language) if old or new else SafeString()


def _sides(changed: Iterable[tuple[str, Run]]) -> tuple[str, str]:
    """Return the words that a change deletes, and those that it inserts."""
    runs = list(changed)
    old, new = ("".join(run.text for op, run in runs if op == wanted) for wanted in ("delete", "insert"))
    return old, new


def _short(text: str) -> str:
    found = visible(text).split()
    return " ".join(found[:GIST]) + ("…" if len(found) > GIST else "")
