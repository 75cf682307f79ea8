"""The package of the large case, built once: it is genuine, and its lists hold all that they owe."""

import datetime as dt
import io
import subprocess

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import transaction

from cica_portal import clock
from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from comments.models import Reaction
from documents import renders, store
from documents.enums import DocumentStatus
from documents.models import Document
from notes.acts.submitting import submission_with_comments
from notes.packages import building, positions
from plans.models import CarriedPoint, ConceptPaper
from tests.factories import packages
from tests.journeys import large_case

pytestmark = pytest.mark.long

LANGUAGE = "en"


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker, tmp_path_factory):
    """Submit the plan of the large case to the SWG, build its package once, and put everything back."""
    folder = tmp_path_factory.mktemp("package")

    def move(at: dt.datetime) -> None:
        clock._started_at = dt.datetime.now(dt.UTC)
        django_settings.PORTAL_CLOCK = at

    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        for name, value in (("MEDIA_ROOT", folder / "media"), ("OUTBOX_DIR", folder / "outbox")):
            patch.setattr(django_settings, name, value)
        patch.setattr(django_settings, "PORTAL_CLOCK", django_settings.PORTAL_CLOCK)
        case = large_case.build(move, render)
        submit(case)
        yield case, building.built(ConceptPaper.objects.get(pk=case.paper.pk), at=case.at)
        transaction.set_rollback(True)


def render(note, at):
    """Render what the note waits for in the language that is read here; it stands for the others, too."""
    wanted = Document.objects.filter(status=DocumentStatus.WANTED)
    for document in wanted.filter(language=LANGUAGE):
        renders.render(document, at=at)
    for document in wanted.filter(language__in=LANGUAGES):
        stored = Document.objects.filter(kind=document.kind, language=LANGUAGE, status=DocumentStatus.STORED)
        renders.keep(document, store.read(stored.latest("pk")), stored.latest("pk").pages, at=at)


def submit(case):
    last = case.consultations[-1]
    packages.received(case.consultations[0], case.people["TR"].member_state, by=case.officer)
    large_case.dispose_rest(case, last)
    note = submission_with_comments.draft(last, swg_date=None, by=case.officer, at=case.at)
    render(note, case.at)
    submission_with_comments.submit(note, by=case.signatory, at=case.at, reason=large_case.REASON)


@pytest.fixture(scope="module")
def words(built):
    _case, package = built
    with package.files.get(name__endswith=f"package-{LANGUAGE}.pdf").file.open("rb") as file:
        made = subprocess.run(["pdftotext", "-", "-"], input=file.read(), capture_output=True, check=True)
    return ordinary(" ".join(made.stdout.decode().replace("\u00ad", "").split()))


def missing(words, *wanted):
    return [one for one in wanted if ordinary(" ".join(str(one).split())) not in words]


def test_the_package_is_genuine(built, tmp_path):
    _case, package = built
    file = tmp_path / "package.zip"
    with package.files.get(name__endswith=".zip").file.open("rb") as stored:
        file.write_bytes(stored.read())
    out = io.StringIO()

    call_command("verify_package", file, stdout=out)

    assert out.getvalue().startswith("Genuine: ")


def test_every_consultation_is_told_with_its_record_of_replies(built, words):
    case, _package = built
    assert missing(words, *(f"{made.reference}-LEDGER" for made in case.consultations)) == []


def test_all_that_is_maintained_or_meant_for_the_swg_is_listed(built, words):
    case, _package = built
    listed = [position for made in case.consultations for position in positions.of(made)]
    assert Reaction.objects.filter(kind="maintained").count() == 4 and len(listed) > 4
    assert missing(words, *(position.row.comment.remark for position in listed)) == []
    statements = [reaction.statement for reaction in Reaction.objects.filter(kind="maintained")]
    assert words.count(statements[0]) >= len(statements)


def test_points_carried_over_additional_time_events_and_notes_received_are_listed(built, words):
    case, _package = built
    carried = list(CarriedPoint.objects.all())
    granted = [grant for made in case.consultations for grant in positions.granted(made)]
    received = [note for made in case.consultations for note in positions.received(made)]
    events = case.paper.proposed_events.exclude(filed_at=None)
    assert carried and len(granted) == 3 and len(received) == 1 and events.count() == 6

    assert missing(words, *(grant.member_state.full_name_en for grant in granted)) == []
    assert missing(words, *(event.title for event in events)) == []
    assert missing(words, *(note.register_number for note in received)) == []
    assert missing(words, *{point.reason for point in carried}) == []
