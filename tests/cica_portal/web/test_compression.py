import gzip

import pytest
from django.http import FileResponse, HttpResponse
from django.test import RequestFactory

from cica_portal.web.compression import PageCompressionMiddleware


def answered(response, accepted="gzip, br"):
    return PageCompressionMiddleware(lambda request: response)(
        RequestFactory().get("/", headers={"accept-encoding": accepted})
    )


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "text/calendar"])
def test_text_leaves_compressed(kind):
    text = "Concept Paper and Plan of Implementation. " * 200

    response = answered(HttpResponse(text, content_type=kind))

    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Vary"] == "Accept-Encoding"
    assert len(response.content) < len(text) / 10
    assert gzip.decompress(response.content).decode() == text


def test_a_reader_that_takes_no_compressed_text_gets_it_plain():
    assert "Content-Encoding" not in answered(HttpResponse("word " * 200), accepted="identity").headers


def test_files_keep_their_bytes_and_their_length(tmp_path):
    paper = tmp_path / "note.pdf"
    paper.write_bytes(b"%PDF-1.7 " + b"0" * 4000)

    with paper.open("rb") as file:
        response = answered(FileResponse(file, content_type="application/pdf"))

        assert "Content-Encoding" not in response.headers
        assert response.headers["Content-Length"] == "4009"
        assert b"".join(response.streaming_content) == paper.read_bytes()


def test_the_pages_of_the_portal_are_compressed(client, db):
    page = client.get("/accounts/login/", headers={"accept-encoding": "gzip"})

    assert page.headers["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(page.content)
