"""What a remark comes to: on one line, and what it asks for, so that equal ones are told as one."""

from collections.abc import Hashable
from itertools import groupby
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cica_portal.emphasis import plain
from comments.remarks.presentation import Proposal, Shown
from plans.comparison.emphasis_changes import restyled
from plans.comparison.redline import visible
from plans.comparison.runs import words

# So many words of a change, or of what is said, tell on one line what a comment is about.
GIST = 8


def asked(remark: Any) -> Hashable:
    """Return what a remark asks for, word for word; one that proposes nothing, what it says."""
    worded = tuple(sorted((remark.wordings or {}).items()))
    own = (remark.proposed_text and remark.language, remark.proposed_text)
    said = "" if remark.proposed_text or remark.wordings else remark.remark
    return remark.until_key, remark.after_key, remark.operation, worded, own, said


def gist(said: Shown) -> SafeString:
    """Return what a comment is about, short: the first words that it changes, or the first that it says."""
    for one in said.proposals:
        if said.act:
            return format_html(
                '{} <span lang="{}">{}</span>', said.act, one.language, _short(plain(one.after))
            )
        return format_html('<span lang="{}">{}</span>', one.language, _change(one))
    if said.joins or said.act:
        return format_html("{}", said.joins or said.act)
    return format_html('<span lang="{}">{}</span>', said.language, _short(said.remark or said.rationale))


def _change(one: Proposal) -> str:
    """Return the first change of a redline: from which words to which."""
    parts = groupby(restyled(words(one.before, one.after)), key=lambda part: part[0] == "equal")
    for is_equal, found in parts:
        if is_equal:
            continue
        changed = list(found)
        old, new = (
            "".join(run.text for op, run in changed if op == wanted) for wanted in ("delete", "insert")
        )
        values = {"gone": _short(old), "comes": _short(new)}
        if old and new:
            # Translators: gone are the words that were replaced; comes are the words in their place
            return _("“%(gone)s” replaced by “%(comes)s”") % values
        if new:
            # Translators: comes are the words that were added
            return _("“%(comes)s” added") % values
        # Translators: gone are the words that were deleted
        return _("“%(gone)s” deleted") % values
    return ""


def _short(text: str) -> str:
    found = visible(text).split()
    return " ".join(found[:GIST]) + ("…" if len(found) > GIST else "")
