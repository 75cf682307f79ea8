"""What anybody learns who holds a receipt: by its file, by its number, by its QR code."""

import uuid

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from comments import receipt_links
from comments.enums import Position
from comments.models import Receipt
from comments.writing import receipts, responses
from documents import renders, sealing, store
from tests.factories import comments

URL = reverse("comments:receipt-check")
FILE = f"{URL}?file"


@pytest.fixture(autouse=True)
def unhurried():
    """Begin and end with nobody having asked for anything lately."""
    cache.clear()
    yield
    cache.clear()


def printed(receipt, language, at):
    document = receipts.request_document(receipt, language)
    renders.render(document, at=at)
    document.refresh_from_db()
    return store.read(document)


def ask(client, content, name="receipt.pdf"):
    return client.post(FILE, {"file": SimpleUploadedFile(name, content, "application/pdf")})


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_of_a_receipt_is_sealed_and_known(consultation, contact, client, at, language):
    content = printed(Receipt.objects.get(response=comments.answer(consultation, contact)), language, at)

    seal = sealing.check_pdf(content, sealing.accepted())
    assert (seal.is_whole, seal.is_accepted) == (True, True)
    assert ask(client, content).context["verdict"] == "genuine"


def test_a_file_with_other_words_is_not_known(consultation, contact, client, at):
    content = printed(Receipt.objects.get(response=comments.answer(consultation, contact)), "en", at)
    page = ask(client, content.replace(b"%%EOF", b"%%EOF\n% other words", 1))

    assert page.context["verdict"] == "another_file"
    assert "This is not a file that the portal made" in page.content.decode()


@pytest.mark.parametrize("act", [Position.NO_OBJECTION, Position.WITHDRAWN])
def test_a_replaced_receipt_says_since_when(consultation, contact, client, at, set_clock, act):
    first = Receipt.objects.get(response=comments.answer(consultation, contact))
    content = printed(first, "en", at)
    set_clock("2022-06-02T15:20:00+06:00")
    responses.submit(consultation, position=act, by=contact, request_key=uuid.uuid4())
    second = Receipt.objects.exclude(pk=first.pk).get()
    query = {"number": first.number, "sha256": first.sha256}

    for page in (client.post(URL, query), client.get(URL, query), ask(client, content)):
        assert page.context["verdict"] == "replaced"
        assert "or withdrew this one (Thursday, 2 June 2022, 15:20" in ordinary(page.content.decode())
    assert receipts.replaced_at(second.number) is None
    standing = client.post(URL, {"number": second.number, "sha256": second.sha256})
    assert standing.context["verdict"] == "genuine"


def test_the_qr_code_leads_to_the_answer(consultation, contact, client, settings):
    settings.PORTAL_ORIGIN = "https://portal.example.org"
    receipt = Receipt.objects.get(response=comments.answer(consultation, contact))
    link = receipt_links.link(receipt)

    assert link.startswith("https://portal.example.org/receipts/check/?number=")
    assert client.get(link.removeprefix("https://portal.example.org")).context["verdict"] == "genuine"


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_has_no_account_is_led_to_the_check(client, db, language):
    with translation.override(language):
        assert URL in client.page("account_login")
