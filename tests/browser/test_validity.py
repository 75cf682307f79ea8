"""The reading of pages as HTML finds what is not valid."""

import pytest

from tests.browser.validity import faults

PAGE = '<!DOCTYPE html><html lang="en"><head><title>T</title></head><body><h1>A</h1>%s</body></html>'


@pytest.mark.parametrize(
    "body",
    [
        '<p id="a">1</p><p id="b">2</p><label for="c">3</label><input id="c">',
        '<time datetime="2026-12-07">1</time><time datetime="2026-12-07T23:59:00+05:00">2</time>',
        '<section aria-label="Named">1</section><section><h2>2</h2></section><article><h3>3</h3></article>',
    ],
)
def test_valid_page_has_no_faults(body):
    assert faults((PAGE % body).encode()) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p>1</p></p>", "HTML at line 1: unexpected-end-tag"),
        ("<p><div>1</div></p>", "HTML at line 1: unexpected-end-tag"),
        ('<p id="a">1</p><p id="a">2</p>', "2 elements have the id a"),
        (
            '<time datetime="2026-12-07T23:59:00.123456+05:00">1</time>',
            "time: datetime 2026-12-07T23:59:00.123456+05:00",
        ),
        ('<label for="a">1</label>', "label: for is a, which nothing is"),
        ('<p aria-describedby="a b" id="a">1</p>', "p: aria-describedby is b, which nothing is"),
        ('<select aria-label="S"><option value=""></option></select>', "option: without a word"),
        ('<select aria-label="S"><option value="">---------</option></select>', "option: without a word"),
        ('<section class="block">1</section>', "section: without heading or name: block"),
        ("<h3>Deep</h3>", "h3 follows h1: Deep"),
    ],
)
def test_fault_is_found(body, fault):
    assert any(one.startswith(fault) for one in faults((PAGE % body).encode())), faults(
        (PAGE % body).encode()
    )
