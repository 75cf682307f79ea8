import datetime as dt
import io
import json
import subprocess
import sys

import pikepdf
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from cica_portal import formats
from cica_portal.languages import LANGUAGES
from comments.enums import Outcome, Position
from comments.procedure import certificates, consultations, outcomes, reaching
from comments.procedure.deadlines import grants
from comments.writing import receipts
from documents import registry, renders
from documents.enums import DocumentKind
from documents.models import Document
from tests.factories import comments, notes
from tests.prints import text_of
from tests.refusing import refused

pytestmark = pytest.mark.django_db

EARLY = dt.datetime(2022, 5, 27, 3, tzinfo=dt.UTC)
AFTER = notes.CLOSES_AT + dt.timedelta(minutes=1)
WORDS = {
    "en": (
        "Certified record of replies",
        "no objection",
        "Delivery of the note",
        "note opened",
        "Authorized signatory",
    ),
    "ru": (
        "Выписка из ведомости ответов",
        "возражений не имеется",
        "Доставка ноты",
        "нота открыта",
        "Уполномоченное лицо",
    ),
    "kk": (
        "Жауаптар тізімдемесінен үзінді",
        "қарсылық жоқ",
        "Нотаның жеткізілуі",
        "нота ашылды",
        "Қол қоюға уәкілетті тұлға",
    ),
}


@pytest.fixture
def closed(people, set_clock):
    """Return a round of KZ, RU and TR: KZ declared no objection, RU opened the note, TR was not reached."""
    consultation = notes.circulated()
    reaching.mark_opened(consultation, by=people["KZ"], at=set_clock(EARLY))
    reaching.mark_opened(consultation, by=people["RU"], at=EARLY)
    comments.answer(consultation, people["KZ"])
    consultations.close(consultation, at=set_clock(AFTER))
    return consultation


def rendered(consultation, language):
    return registry.rendered(certificates.request(consultation, language, at=AFTER))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_certificate_says_the_frozen_ledger_in_each_language(closed, language):
    text = text_of(rendered(closed, language))
    assert all(word in text for word in WORDS[language])
    assert f"{closed.reference}-LEDGER" in text
    assert closed.ledger_sha256[:32] in text and closed.ledger_sha256[32:] in text
    with override(language):
        standings = [row.standing for row in certificates.content(closed, language, at=AFTER).rows]
        assert sorted(standings) == sorted(entry.get_standing_display() for entry in closed.ledger.all())


CONFIRMED = {
    "en": "Outcome confirmed by the authorized signatory:",
    "ru": "Итог подтвержден уполномоченным лицом:",
    "kk": "Қорытындыны қол қоюға уәкілетті тұлға растады:",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_certificate_names_who_confirmed_the_outcome(closed, signatory, language):
    unsigned = certificates.request(closed, language, at=AFTER)
    at = AFTER + dt.timedelta(minutes=5)
    outcomes.confirm(closed, outcome=outcomes.current(closed), reason="All heard", by=signatory, at=at)

    text = text_of(rendered(closed, language))

    assert CONFIRMED[language] in text and signatory.display_name in text
    assert formats.moment(at, closed.time_zone, language) in text
    assert WORDS[language][-1] + "\n" not in text
    assert certificates.request(closed, language, at=AFTER) != unsigned


def test_a_certificate_is_the_same_at_every_run(closed, people, set_clock):
    first = rendered(closed, "en").content
    closed.addressees.update(sent_at=AFTER)
    closed.addressees.filter(opened_at=None).update(opened_at=AFTER)
    set_clock(AFTER + dt.timedelta(days=30))
    assert rendered(closed, "en").content == first
    assert Document.objects.filter(kind=DocumentKind.LEDGER).count() == 1


def test_its_number_and_hash_are_checked_on_the_public_page(closed):
    said = certificates.content(closed, "en", at=AFTER)
    assert receipts.is_genuine(said.number, said.sha256)


def test_an_answer_under_a_grant_makes_another_certificate_and_keeps_what_was_frozen(
    closed, people, signatory, set_clock
):
    before, document = (
        certificates.content(closed, "en", at=AFTER),
        certificates.request(closed, "en", at=AFTER),
    )
    until = AFTER + dt.timedelta(days=1)
    grants.give(closed, people["RU"].member_state, until=until, reason="Why", by=signatory, at=AFTER)
    comments.answer(closed, people["RU"], Position.COMMENTS)
    after = certificates.content(closed, "en", at=AFTER)
    assert after.sha256 == before.sha256
    assert [(row.standing, row.frozen) for row in before.rows] == [
        ("no objection", ""),
        ("no reply", ""),
        ("not delivered", ""),
    ]
    assert [(row.standing, row.frozen) for row in after.rows] == [
        ("no objection", ""),
        ("replied within additional time", "no reply"),
        ("not delivered", ""),
    ]
    assert [(one.number, one.position) for one in after.addenda] == [("1", "comments")]
    assert (before.outcome, after.outcome) == (Outcome.SILENCE.label, Outcome.COMMENTS.label)
    assert certificates.request(closed, "en", at=AFTER) != document
    with pytest.raises(registry.Obsolete):
        registry.rendered(document)
    text = " ".join(text_of(rendered(closed, "en")).split())
    assert "Added after the record was locked" in text and "at the deadline: no reply" in text


def test_an_open_consultation_has_no_certificate(people):
    with refused("comments.not_frozen"):
        certificates.request(notes.circulated(), "en", at=EARLY)


def test_staff_download_the_certificate_once_it_is_made(closed, officer, client):
    url = reverse("notes:ledger-document", args=[closed.pk, "kk"])
    assert url in client.signed_in(officer).page("comments:consultation-board", closed.pk)
    assert client.get(url).status_code == 202
    renders.render(Document.objects.get(kind=DocumentKind.LEDGER), at=AFTER)
    answer = client.get(url)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="NCT-ICT-689-LEDGER-kk.pdf"'
    assert answer.content.startswith(b"%PDF")


def test_staff_download_its_content_and_the_program_finds_it_good(closed, officer, people, client, tmp_path):
    url = reverse("notes:ledger-content", args=[closed.pk])
    assert url in client.signed_in(officer).page("comments:consultation-board", closed.pk)
    answer = client.get(url)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="NCT-ICT-689-LEDGER.json"'
    said = json.loads(answer.content)
    assert (said["number"], said["sha256"]) == (f"{closed.reference}-LEDGER", closed.ledger_sha256)
    path = tmp_path / "certificate.json"
    path.write_bytes(answer.content)
    program = settings.BASE_DIR / "static" / "checker" / "check_cica.py"
    run = [sys.executable, "-I", str(program), str(path), "--sha256", closed.ledger_sha256]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.startswith("GOOD: ")) == (0, True), done.stdout

    assert client.signed_in(people["KZ"]).get(url).status_code == 403


def test_the_certificate_of_28_states_is_tagged_and_archival(set_clock):
    codes = tuple(f"{first}{second}" for first in "ABCD" for second in "ABCDEFG")
    consultation = comments.consultation(states=codes)
    consultations.close(consultation, at=set_clock(AFTER))
    with override("kk"):
        document = certificates.request(consultation, "kk", at=AFTER)
    made = registry.rendered(document)
    assert made.pages <= 3

    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert pdf.Root.MarkInfo.Marked and str(pdf.Root.Lang) == "kk"


def test_a_receipt_is_had_in_each_language(closed, people, client):
    number = f"{closed.reference}-KZ-1"
    page = client.signed_in(people["KZ"]).page("comments:receipt-detail", number)
    for language in LANGUAGES:
        url = f"{reverse('notes:receipt-document', args=[number])}?language={language}"
        assert url in page
        assert client.get(url).status_code == 202
    made = Document.objects.filter(kind=DocumentKind.RECEIPT).values_list("language", flat=True)
    assert sorted(made) == sorted(LANGUAGES)
