"""Emphasis: what is a mark, what is an asterisk, and that no text is lost between words and marks."""

import pytest
from django.utils.html import escape, strip_tags

from cica_portal.emphasis import (
    BOLD,
    BOTH,
    HIDDEN,
    ITALIC,
    Run,
    canonical,
    markup,
    parted,
    plain,
    runs,
    styles,
    written,
)
from tests.properties import example, given
from tests.properties import strategies as st


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("No mark", [Run("No mark")]),
        ("*so*", [Run("so", ITALIC)]),
        ("**so**", [Run("so", BOLD)]),
        ("***so***", [Run("so", BOTH)]),
        ("in the *Digital Silk Road* of", [Run("in the "), Run("Digital Silk Road", ITALIC), Run(" of")]),
        ("«*Ұлы дала*»", [Run("«"), Run("Ұлы дала", ITALIC), Run("»")]),
        ("**Қазақстан**ның үлесі", [Run("Қазақстан", BOLD), Run("ның үлесі")]),
        ("*и* **или** ***оба***", [Run("и", 1), Run(" "), Run("или", 2), Run(" "), Run("оба", 3)]),
        ("a *b c*\n*d* e", [Run("a "), Run("b c", 1), Run("\n"), Run("d", 1), Run(" e")]),
        (r"*with \* inside*", [Run("with * inside", ITALIC)]),
        (r"\*not so\*", [Run("*not so*")]),
        (r"\\*not so*", [Run(r"\*not so*")]),
        # An asterisk that is none of these stays one
        ("*", [Run("*")]),
        ("2 * 3 * 4", [Run("2 * 3 * 4")]),
        ("2*3*4", [Run("2*3*4")]),
        ("Kosovo*, observers* and States", [Run("Kosovo*, observers* and States")]),
        ("* Without prejudice to *", [Run("* Without prejudice to *")]),
        ("*open", [Run("*open")]),
        ("*open and\nclose*", [Run("*open and\nclose*")]),
        ("* so*", [Run("* so*")]),
        ("*so *", [Run("*so *")]),
        ("*so\u00a0*", [Run("*so\u00a0*")]),
        ("**so*", [Run("**so*")]),
        ("*so**", [Run("*so**")]),
        ("****so****", [Run("****so****")]),
        ("un*believ*able", [Run("un*believ*able")]),
    ],
)
def test_runs_are_what_is_read(text, expected):
    assert runs(text) == expected
    assert plain(text) == "".join(run.text for run in expected)


def test_markup_escapes_words_and_makes_nothing_else_of_them():
    text = "<b>x</b> *<i>y</i>* **&amp;** ***z***"
    assert markup(text) == (
        "&lt;b&gt;x&lt;/b&gt; <em>&lt;i&gt;y&lt;/i&gt;</em> <strong>&amp;amp;</strong> "
        "<strong><em>z</em></strong>"
    )


@pytest.mark.parametrize(
    ("given_runs", "text", "lost"),
    [
        ([Run("so ", ITALIC), Run("on")], "*so* on", []),
        ([Run("so", ITALIC), Run(" far", ITALIC)], "*so far*", []),
        ([Run("so\nfar", BOLD)], "**so**\n**far**", []),
        ([Run(" ", BOLD), Run("so")], " so", []),
        ([Run("*as said*")], r"\*as said\*", []),
        ([Run("2*3 and a*")], "2*3 and a*", []),
        ([Run("a*b", ITALIC)], r"*a\*b*", []),
        ([Run("so", ITALIC), Run("*")], r"*so*\*", []),
        ([Run("un"), Run("believ", ITALIC), Run("able")], "unbelievable", ["believ"]),
        ([Run("so", ITALIC), Run("far", BOLD)], "*so*far", ["far"]),
        ([Run("so\\", ITALIC)], "so\\", ["so\\"]),
    ],
)
def test_written_says_what_marks_can_say(given_runs, text, lost):
    assert written(given_runs) == (text, lost)


LETTERS = st.sampled_from("aЖқ1 \u00a0\n*\\-.")
TEXTS = st.text(LETTERS, max_size=24)


@given(st.lists(st.builds(Run, TEXTS, st.integers(0, 3)), max_size=6))
def test_written_loses_no_word_and_only_the_emphasis_it_names(given_runs):
    text, lost = written(given_runs)
    assert plain(text) == "".join(run.text for run in given_runs)
    wanted = [(sign, run.style) for run in given_runs for sign in run.text if not sign.isspace()]
    found = [(sign, run.style) for run in runs(text) for sign in run.text if not sign.isspace()]
    changed = [was for was, now in zip(wanted, found, strict=True) if was != now]
    assert len(changed) == sum(not sign.isspace() for words in lost for sign in words)


@given(TEXTS)
@example(r"\*a*")
@example("*a* *b*")
@example(r"*a\*b* \* c")
def test_a_text_and_its_runs_say_the_same(text):
    assert written(runs(text)) == (canonical(text), [])
    assert runs(canonical(text)) == runs(text)
    assert canonical(canonical(text)) == canonical(text)
    assert "\\*" in text or canonical(text) == text


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("one two", 3, ("one", "two")),
        ("*one two* three", 4, ("*one*", "*two* three")),
        ("**one. Two.** Three.", 7, ("**one.**", "**Two.** Three.")),
        ("*one* two", 4, ("*one*", "two")),
        ("one *two*", 5, ("one", "*two*")),
        ("one **two**", 5, ("one", "**two**")),
        (r"one \* two", 5, ("one", r"\* two")),
    ],
)
def test_parted_closes_emphasis_and_opens_it_again(text, place, expected):
    assert parted(text, place) == expected


PIECES = st.sampled_from(["a", "жқ", " ", r"\*", "*b*", "**қ л**", "***c*** "])


@given(st.lists(PIECES, max_size=8).map(" ".join), st.integers(0, 40))
def test_parted_keeps_every_word_in_its_style(text, place):
    def read(part: str) -> list[tuple[str, int]]:
        return [(sign, run.style) for run in runs(part) for sign in run.text if not sign.isspace()]

    head, tail = parted(text, min(place, len(text)))
    assert read(head) + read(tail) == read(text)


@given(st.text(max_size=60))
def test_any_text_is_shown_escaped_with_all_its_signs(text):
    shown = "".join(sign for sign, style in zip(text, styles(text), strict=True) if style != HIDDEN)
    assert plain(text) == shown
    assert strip_tags(markup(text).replace("&", "")) == escape(shown).replace("&", "")
