"""What goes to many is encoded once, and each message is the one that Django would have written."""

import email
import email.policy

import pytest
from django.core.mail import EmailMessage

from members.mailing.encoded import Content, Encoded

BODY = "Құрметті әріптес,\nFrom the Secretariat\n.\n6 маусым\n"
FILES = [
    ("NCT-ICT-690.pdf", bytes(range(256)) * 9, "application/pdf"),
    ("Жоспар.docx", b"PK\x03\x04", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("comments.txt", "Замечания\n".encode(), "text/plain"),
]


def headers(number):
    return {
        "From": "Секретариат <portal@example.org>",
        "Message-ID": f"<{number}@example.org>",
        "Date": "Mon, 30 May 2022 03:00:00 -0000",
        "X-Note-Number": "NCT/ICT/690",
    }


def fields(number):
    return {
        "subject": "Еске салу: № 690, ұзақ тақырып, ол бірнеше жолға бөлінеді және оқырманға толық жетеді",
        "body": BODY,
        "from_email": f"bounce+{number}@example.org",
        "to": [f"Қазақстан <kz{number}@example.org>"],
        "attachments": list(FILES),
        "headers": headers(number),
    }


def sent(message, linesep="\r\n"):
    return message.message().as_bytes(linesep=linesep)


@pytest.fixture
def content():
    return Content(BODY, FILES)


@pytest.mark.parametrize("number", [1, 2])
def test_a_message_is_sent_as_django_would_have_written_it(content, number):
    encoded = sent(Encoded(content=content, **fields(number)))
    expected = EmailMessage(**fields(number)).message()
    expected.set_boundary(content.boundary)
    assert encoded == expected.as_bytes(linesep="\r\n")


def test_who_reads_the_message_finds_its_parts(content):
    whole = Encoded(content=content, **fields(1)).message()
    assert [part.get_filename() for part in whole.get_payload()] == [None, *(name for name, *_ in FILES)]
    assert (whole["X-Note-Number"], whole["Message-ID"]) == ("NCT/ICT/690", "<1@example.org>")
    assert whole.as_bytes(linesep="\r\n") == whole.as_bytes().replace(b"\n", b"\r\n")


def test_recipients_share_the_content_and_nothing_else(content):
    written = [sent(Encoded(content=content, **fields(number))) for number in (1, 2)]
    first, second = (email.message_from_bytes(one, policy=email.policy.default) for one in written)
    assert [str(one["To"]) for one in (first, second)] == [
        "Қазақстан <kz1@example.org>",
        "Қазақстан <kz2@example.org>",
    ]
    assert [one["Message-ID"] for one in (first, second)] == ["<1@example.org>", "<2@example.org>"]
    for one in (first, second):
        assert one.get_body().get_content().replace("\r\n", "\n") == BODY
        pdf, docx, text = (part.get_payload(decode=True) for part in one.iter_attachments())
        assert (pdf, docx) == (FILES[0][1], FILES[1][1])
        assert text.replace(b"\r\n", b"\n") == FILES[2][1]


def test_a_header_of_two_lines_is_refused(content):
    given = fields(1) | {"subject": "One\nBcc: other@example.org"}
    with pytest.raises(ValueError, match="newlines"):
        sent(Encoded(content=content, **given))
