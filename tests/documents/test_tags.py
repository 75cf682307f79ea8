"""Tags of the parts of a joined file: fewer elements, which hold what the renderer's own held."""

import datetime as dt
import io

import pikepdf
import pytest

from documents import press
from documents.typesetting import Meta
from tests.documents import test_archival


def rendered(body: str, *, is_part: bool, monkeypatch) -> bytes:
    html = (
        '<html lang="en"><head><title>Part</title></head><body>'
        f"<style>body {{ width: 6cm; font-family: 'Noto Serif' }}</style>{body}</body></html>"
    )
    monkeypatch.setattr(press, "_markup", lambda *_given: html)
    return press.render_pdf("", "en", Meta("Part", dt.date(2022, 5, 26)), {}, is_part=is_part).content


def read(content: bytes) -> tuple[list, int]:
    """Return what each element that holds text holds, as kinds and marks, and how many elements there are."""
    found = []
    with pikepdf.open(io.BytesIO(content)) as file:
        root = file.Root.StructTreeRoot
        places = dict(pikepdf.NumberTree(root.ParentTree).items())
        number = 0

        def go(element, above: tuple[str, ...]) -> None:
            nonlocal number
            number += 1
            kind = str(element.S)
            kinds = above if kind in ("/Span", "/NonStruct") else (*above, kind)
            for kid in element.get("/K", pikepdf.Array()):
                if isinstance(kid, pikepdf.Dictionary) and kid.Type == "/OBJR":
                    found.append((kinds, "a link"))
                elif isinstance(kid, pikepdf.Dictionary):
                    assert kid.P.objgen == element.objgen
                    go(kid, kinds)
                else:
                    page = next(one for one in file.pages if one.obj.objgen == element.Pg.objgen)
                    assert places[int(page.obj.StructParents)][int(kid)].objgen == element.objgen
                    found.append((kinds, page.index, int(kid)))

        go(root.K[0], ())
    return found, number


TABLE = """<table><thead><tr><th scope="col">State</th><th scope="col">Text</th></tr></thead>
<tbody><tr><td>One line<br>and another, which is long enough for three of them at the least</td>
<td><p>A word <em>set apart</em> and <strong>another <em>in it</em></strong>,
<a href="https://example.org/">a link</a>.</p></td></tr>
<tr><td></td><td><ul><li>First</li><li>Second</li></ul></td></tr></tbody></table>"""


@pytest.mark.parametrize(
    "body",
    [
        TABLE,
        "<h1>Head of more words than stand on one line of it</h1><p>"
        + "A paragraph over two pages. " * 400
        + "</p>",
    ],
)
def test_a_part_says_of_each_line_what_the_renderer_says_with_fewer_elements(body, monkeypatch):
    whole, light = (rendered(body, is_part=one, monkeypatch=monkeypatch) for one in (False, True))

    (held, before), (held_lightly, after) = read(whole), read(light)
    assert held_lightly == held and len(held) > 4
    assert after < before * 2 / 3
    with pikepdf.open(io.BytesIO(whole)) as one, pikepdf.open(io.BytesIO(light)) as other:
        assert len(one.pages) == len(other.pages)
        pairs = zip(one.pages, other.pages, strict=True)
        assert all(left.Contents.read_bytes() == right.Contents.read_bytes() for left, right in pairs)
    assert list(test_archival.faults(light)) == []
