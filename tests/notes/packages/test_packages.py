import datetime as dt
import hashlib
import io
import json
import re
import subprocess
import uuid
import zipfile
from types import SimpleNamespace

import pikepdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import pgettext

from cica_portal import formats
from cica_portal.database import claims
from cica_portal.errors import NotAllowed
from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from comments.answering import dialogue
from comments.enums import DispositionKind
from comments.models import Grant, OutcomeConfirmation, Statement, Support
from comments.procedure import consultations, outcomes
from comments.refusals import ConsultationStillOpen
from dashboard import sweeps
from documents import registry, renders, store
from documents.enums import DocumentKind
from documents.models import Document
from initiatives.models import Initiative
from initiatives.proposed import decisions
from members.models import AuditEntry, MemberState
from notes.models import SwgPackage, SwgPackageFile
from notes.packages import asking, building, contents, draft_decision, front, keeping, positions
from notes.renderers import packages as packages_made
from plans.enums import PaperStatus
from plans.life import meetings
from plans.models import CarriedPoint, ConceptPaper, Meeting
from tests.documents.test_archival import faults
from tests.factories import members, notes, packages, plans
from tests.refusing import refused

pytestmark = pytest.mark.django_db

FOR_SWG = "For the SWG: positions maintained, notes received, additional time, points carried over"


@pytest.fixture
def paper(people, officer, signatory, set_clock):
    """A plan before the SWG as Rev.1, with a comment of KZ whose position it maintains."""
    return packages.submitted(people, set_clock, officer=officer, signatory=signatory)


def read(package_, name):
    with package_.files.get(name=name).file.open("rb") as file:
        return file.read()


def digest(content):
    return hashlib.sha256(content).hexdigest()


def head_of_each_page(content):
    """Return what stands above the text of each page: the file draws it last."""
    words = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return [ordinary(page.strip().splitlines()[-1]) for page in words.stdout.decode().split("\f")[:-1]]


def sweep(at=packages.ASKED):
    return list(sweeps.run(at, sweeps.RENDERING))


def outline(file):
    with file.open_outline() as found:
        return [item.title for item in found.root]


def test_the_package_is_asked_for_once_and_built_by_the_sweep(paper, officer):
    made = packages.wanted(paper, officer)
    with pytest.raises(asking.AskedForAlready):
        packages.wanted(paper, officer)
    assert building.build_wanted(packages.ASKED) == []  # while its documents are rendered elsewhere
    made.refresh_from_db()
    assert (made.status, made.attempts) == ("wanted", 0)

    # What is complete in a language is joined while a document of another is rendered elsewhere.
    elsewhere = Document.objects.filter(
        pk__in=made.contents["documents"], kind="ledger", language="kk", status="wanted"
    )
    elsewhere.update(claimed_at=packages.ASKED)
    sweep()
    made.refresh_from_db()
    joined = Document.objects.filter(kind="unsealed_package", status="stored").order_by("language")
    assert (made.status, [one.language for one in joined]) == ("wanted", ["en", "ru"])
    elsewhere.update(claimed_at=None)

    lines = sweep()

    made.refresh_from_db()
    assert lines[-1] == f"package {made.pk} of {paper.slug} built"
    names = ["package-en.pdf", "package-kk.pdf", "package-ru.pdf", "package.zip"]
    assert [file.name for file in made.files.all()] == [f"NCT-ICT-690-{name}" for name in names]
    assert "DEMONSTRATION" in made.sealed_by
    acts = AuditEntry.objects.filter(action__startswith="swg_package.").values_list("action", "actor_label")
    assert list(acts) == [("swg_package.want", "officer"), ("swg_package.store", "portal")]

    archive = zipfile.ZipFile(io.BytesIO(read(made, "NCT-ICT-690-package.zip")))
    manifest = json.loads(archive.read("manifest.json"))
    listed = {entry["file"]: entry["sha256"] for entry in manifest["files"]}
    assert listed == {
        name: digest(archive.read(name))
        for name in archive.namelist()
        if not name.startswith("manifest.json")
    }
    originals = [name.removeprefix("originals/NCT-ICT-689-") for name in listed if "originals" in name]
    files = ("plan-%s.docx", "redline-%s.docx", "comments-%s.docx", "comments-%s.xlsx")
    assert originals == [name % code for code in ("en", "ru", "kk") for name in files]
    assert (manifest["revision"]["number"], manifest["circulated"]["number"]) == (1, 0)

    english = pikepdf.open(io.BytesIO(read(made, "NCT-ICT-690-package-en.pdf")))
    assert outline(english) == [
        "Front page and contents",
        FOR_SWG,
        "Text of the plan, Rev.1",
        "What changed: Draft → Rev.1",
        "Sources of changes: the comments behind each change and the replies",
        "Compilation of comments",
        "Certified record of replies",
        "Note verbale NCT/ICT/689 (circulation)",
        "Note verbale NCT/ICT/690 (submission to the SWG, with comments)",
    ]
    pages = manifest["files"][0]["contents"]
    assert [entry["page"] for entry in pages] == [
        1 + sum(before["pages"] for before in pages[:index]) for index in range(len(pages))
    ]
    assert sum(entry["pages"] for entry in pages) == len(english.pages) == manifest["files"][0]["pages"]
    # One tree under one root, in which every page finds its tags.
    (whole,) = english.Root.StructTreeRoot.K
    assert [str(part.T) for part in whole.K] == outline(english)
    nested = pikepdf.NumberTree(english.Root.StructTreeRoot.ParentTree)
    for page in english.pages:
        tags = nested[int(page.obj.StructParents)]
        assert all(tag.Pg.objgen == page.obj.objgen for tag in tags)
    for language in ("ru", "kk"):
        with pikepdf.open(io.BytesIO(read(made, f"NCT-ICT-690-package-{language}.pdf"))) as other:
            assert str(other.Root.Lang) == language and len(outline(other)) == 9
    for whole in Document.objects.filter(kind="unsealed_package"):
        assert list(faults(store.read(whole))) == []
    # Each page says at its head where it stands in the package, whatever it says at its foot.
    for language, number in (
        ("en", "Package: p. {} / {}"),
        ("ru", "Пакет: с. {} / {}"),
        ("kk", "Топтама: {} / {}-бет"),
    ):
        heads = head_of_each_page(read(made, f"NCT-ICT-690-package-{language}.pdf"))
        assert heads == [number.format(page, len(heads)) for page in range(1, len(heads) + 1)]
    # The same package again is the same bytes before its seal.
    kept = {file.name: file.unsealed_sha256 for file in made.files.exclude(language="")}
    again = list(building.files_of(made, at=packages.ASKED))
    assert {one.name: digest(one.content) for one in again if one.name in kept} == kept
    for kind in ("unsealed_package", "plan_word", "redline_word", "comments_word", "comments_sheet"):
        document = Document.objects.get(kind=kind, language="kk")
        assert digest(registry.rendered(document).content) == document.sha256
    assert all(file.unsealed_sha256 != file.sha256 for file in made.files.exclude(language=""))


@pytest.mark.both_databases
def test_a_stored_package_is_never_changed(paper, officer):
    made = packages.wanted(paper, officer)
    SwgPackage.objects.filter(pk=made.pk).update(status="stored")

    with pytest.raises(DatabaseError), transaction.atomic():
        SwgPackage.objects.filter(pk=made.pk).update(status="wanted")
    with pytest.raises(DatabaseError), transaction.atomic():
        made.delete()


def test_another_package_is_built_when_something_has_changed(paper, people, officer):
    first = contents.of(paper, at=packages.ASKED)
    assert contents.of(paper, at=packages.ASKED).source == first.source

    packages.received(first.consultation, people["TR"].member_state, by=officer)

    second = contents.of(paper, at=packages.ASKED)
    assert second.source != first.source
    changed = {item.kind for item in second.items if item not in first.items}
    # The certified record says of such a State that its note is not entered yet.
    assert changed == {"positions", "ledger"}


@pytest.fixture
def twice(people, officer, signatory, set_clock):
    """A plan before the SWG after two consultations, the second of them silent."""
    return packages.consulted_twice(people, set_clock, officer=officer, signatory=signatory)


def test_the_package_tells_of_all_consultations(twice, officer):
    found = contents.of(twice, at=packages.CLOSED_AGAIN)

    listing = contents.listing(found, "en")
    assert listing == [
        FOR_SWG,
        "Text of the plan, Rev.1",
        "What changed: Draft → Rev.1",
        "Sources of changes: the comments behind each change and the replies (Rev.1)",
        "Compilation of comments (NCT/ICT/689)",
        "Compilation of comments (NCT/ICT/690)",
        "Thematic events proposed by Member States, and the decisions on them (NCT/ICT/689)",
        "Certified record of replies (NCT/ICT/689)",
        "Certified record of replies (NCT/ICT/690)",
        "Note verbale NCT/ICT/689 (circulation)",
        "Note verbale NCT/ICT/690 (renewed circulation)",
    ]
    with translation.override("en"):
        assert contents.absences(found.absent) == [
            "No thematic events were proposed in the consultation under note NCT/ICT/690.",
        ]
    made = asking.request(twice, by=officer, at=packages.CLOSED_AGAIN)
    sweep(packages.CLOSED_AGAIN)
    with pikepdf.open(io.BytesIO(read(made, "NCT-ICT-690-package-en.pdf"))) as english:
        assert outline(english) == ["Front page and contents", *listing]
    # The first page has all that a chair reads; the contents may go on, and no row of them is parted.
    for document in Document.objects.filter(kind=DocumentKind.COVER):
        command = ["pdftotext", "-layout", "-", "-"]
        printed = subprocess.run(command, input=store.read(document), capture_output=True, check=True)
        text = ordinary(printed.stdout.decode())
        with translation.override(document.language):
            assert ordinary(pgettext("package", "Contents")) in text.split("\f")[0]
        rows = re.findall(r"^[ \f]*(\d+)\. .* (\d+)$", text, re.MULTILINE)
        assert [row[0] for row in rows] == [str(number) for number in range(1, 12)]

    names = [asking.original_name(made, one) for one in asking.made_of(made) if one.suffix != "pdf"]
    assert len(set(names)) == len(names) == 3 * 6
    assert {"NCT-ICT-689-comments-kk.xlsx", "NCT-ICT-690-comments-kk.xlsx"} <= set(names)

    assert [item.language for item in found.items if item.kind == "positions"] == ["en", "ru", "kk"]
    words = words_of("positions", twice)
    assert "Қазақстан ұстанымын сақтайды." in words and "NCT/ICT/689, NCT/ICT/690" in words
    assert "No Member State maintains" not in words + "".join(contents.absences(found.absent))


def test_the_package_holds_reminders_and_the_note_on_comments_received_by_day(twice):
    note = notes.note_of(contents.consultations_of(twice)[0])
    for number, kind in ((2, "silence_broken"), (1, "reminder")):
        note.pk, note.key, note.kind, note.check_code = None, uuid.uuid4(), kind, None
        note.number, note.issued_at = f"NCT/ICT/9{number}", notes.AT + dt.timedelta(days=number)
        note.save(force_insert=True)
    kinds = [one.kind for one in contents.notes(note.consultation)]
    assert kinds == ["circulation", "reminder", "silence_broken"]


def words_of(kind, paper, language="en"):
    """Return the words of a document of the package as it is rendered now."""
    found = contents.of(paper, at=packages.CLOSED_AGAIN)
    (item,) = [one for one in found.items if (one.kind, one.language) == (kind, language)]
    document = store.request(kind, language, item.source, at=packages.CLOSED_AGAIN, **item.subject)
    renders.render(document, at=packages.CLOSED_AGAIN)
    document.refresh_from_db()
    return without_marks(store.read(document))


def without_marks(content):
    found = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(found.stdout.decode().replace("\u00ad", "").split())


def test_the_package_says_what_became_of_each_event(twice, officer):
    before = contents.of(twice, at=packages.CLOSED_AGAIN)
    (event,) = twice.proposed_events.all()
    decisions.answer(
        event, "declined", reason="Served elsewhere.", language="en", by=officer, at=packages.CLOSED_AGAIN
    )

    after = contents.of(twice, at=packages.CLOSED_AGAIN)
    assert {item.kind for item in after.items if item not in before.items} == {"events"}
    found = words_of("events", twice, "en")
    assert "not included in the plan" in found and "Served elsewhere." in found


def test_the_package_names_the_line_that_an_event_became(twice, officer):
    (event,), block = twice.proposed_events.all(), twice.revisions.last().frozen_blocks[-1]
    made = Initiative.objects.create(
        paper=twice, block_key=block.key, kind="workshop", format="online", changed_at=packages.CLOSED_AGAIN
    )
    event.decisions.create(number=1, status="accepted", initiative=made, by=officer, at=packages.CLOSED_AGAIN)
    assert "included in the plan (paragraph 2)" in words_of("events", twice)


def test_the_package_names_additional_time_and_not_its_reason(twice):
    second = contents.consultations_of(twice)[1]
    state = MemberState.objects.get(code="TR")
    until = packages.CLOSED_AGAIN + dt.timedelta(days=2)
    Grant.objects.create(
        consultation=second,
        member_state=state,
        until=until,
        reason="An election",
        by=members.signatory(),
        at=packages.CLOSED_AGAIN,
    )
    found = words_of("positions", twice)
    granted = f"{state.full_name} {formats.closing(until, second.time_zone, 'en')}"
    assert f"{granted}: additional time running" in found
    assert "An election" not in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_papers_of_a_package_name_states_as_notes_do(twice, officer, language):
    asking.request(twice, by=officer, at=packages.CLOSED_AGAIN)
    sweep(packages.CLOSED_AGAIN)
    kinds = ("compilation", "trace", "ledger", "events", "positions")
    made = [one for one in Document.objects.filter(language=language) if one.kind in kinds]
    assert {one.kind for one in made} == set(kinds)
    said = " ".join(without_marks(store.read(one)) for one in made)
    for own_words in ("as Kazakhstan proposes", "Қазақстан ұстанымын сақтайды."):
        said = said.replace(own_words, "")
    full = {state.code: getattr(state, f"full_name_{language}") for state in MemberState.objects.all()}
    assert set(full.values()) == {name for name in full.values() if name in said}
    for name in full.values():
        said = said.replace(name, "")
    short = {getattr(state, f"name_{language}") for state in MemberState.objects.all()}
    assert [name for name in short if name in said] == []


@pytest.fixture
def unreacted(people, officer, signatory, set_clock):
    """The plan before the SWG, with a reply that refuses what KZ asked for, and no word from it on that."""
    return packages.submitted(people, set_clock, officer=officer, signatory=signatory, reacts=False)


def test_a_package_before_states_have_reacted_says_so_and_denies_nothing(unreacted):
    found = contents.of(unreacted, at=packages.CLOSED_AGAIN)

    assert "positions" not in found.absent
    words = words_of("positions", unreacted, "en")
    assert "No reaction yet from: Republic of Kazakhstan." in words
    with translation.override("en"):
        assert str(contents.ABSENCES[DocumentKind.POSITIONS]) not in words


@pytest.mark.parametrize(
    ("kind", "awaited"), [(DispositionKind.NOT_ACCEPTED, ["KZ"]), (DispositionKind.NOTED, [])]
)
def test_the_list_awaits_reactions_where_the_state_is_asked_for_one(
    people, officer, signatory, set_clock, kind, awaited
):
    made = packages.commented(people, set_clock)
    packages.refuse(made, people["KZ"], officer=officer, signatory=signatory, kind=kind)

    assert [state.code for one in positions.awaited([made]) for state in one.states] == awaited
    assert [number for _pk, number in dialogue.reactions_asked(people["KZ"])] == [1] * len(awaited)


def test_points_carried_over_name_the_secretariat_and_no_account(paper, signatory):
    words = dict.fromkeys(LANGUAGES, "A comment of Kazakhstan")
    CarriedPoint.objects.create(
        paper=paper,
        gate="circulation",
        kind="position_maintained",
        subject="1",
        words=words,
        reason="It goes to the SWG.",
        by=signatory,
        at=packages.CLOSED_AGAIN,
    )
    said = words_of("positions", paper)
    assert "It goes to the SWG. (Secretariat)" in said and signatory.display_name not in said


def test_the_page_warns_before_building_and_says_why_an_older_package_is_out_of_date(
    client, unreacted, officer, people
):
    client.force_login(officer)
    url = reverse("notes:package-detail", args=[unreacted.slug])
    assert "No reaction yet from: Kazakhstan." in ordinary(client.get(url).content.decode())
    asking.request(unreacted, by=officer, at=packages.ASKED)
    sweep(packages.ASKED)
    assert "Out of date" not in client.get(url).content.decode()

    made = contents.consultations_of(unreacted)[0]
    packages.maintain(made, people["KZ"], at=packages.ASKED)

    page = " ".join(client.get(url).content.decode().split())
    assert f"<p>Out of date. New or changed since: {FOR_SWG}.</p>" in ordinary(page)
    assert "No reaction yet" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_after_a_silent_consultation_denies_nothing_before(twice, officer, language):
    made = asking.request(twice, by=officer, at=packages.CLOSED_AGAIN)
    notes.store_all(at=packages.CLOSED_AGAIN)
    figures = [front.Figures(one, packages.CLOSED_AGAIN) for one in contents.consultations_of(twice)]
    with translation.override(language):
        page = packages_made._front_page(made, figures, language, 1)
        denials = {str(sentence) for sentence in contents.ABSENCES.values()}
        (refused_one,) = figures[0].by_result({})

    assert not denials & set(page["absent"]) and all("NCT/ICT/690" in one for one in page["absent"])
    (earlier,), last = page["earlier"], page["last"]
    numbers = [(one.asked, one.responded, len(one.comments)) for one in (earlier, last)]
    assert numbers == [(3, 2, 1), (3, 0, 0)] and [bool(one.silence) for one in figures] == [False, True]
    # No reply, which the record names; and nobody whom the note did not reach, which is said as well.
    assert [(line.number, line.said != "") for line in page["by_state"]] == [(3, True), (0, False)]
    assert (refused_one.number, refused_one.said) == (1, f"1 ({'No.' if language == 'en' else '№'} 1)")
    asked = [[int(number) for number in re.findall(r"\d+", one)] for one in page["asked"]]
    text, listed, events = (page["lines"][place][1] for place in (1, 0, 6))
    assert asked == [[1, text], [1, listed], [1, events], [1, listed]]
    assert [(one["of"], one["number"]) for one in page["maintained"]] == [("NCT/ICT/689", 1)]
    assert len({title for title, _begins in page["lines"]}) == len(page["lines"]) == 11


@pytest.mark.parametrize("number", [1, 2, 5, 11, 21, 28])
def test_the_front_page_counts_positions_in_the_grammar_of_each_language(number, twice):
    found = [SimpleNamespace(thread=SimpleNamespace(is_maintained=True), carried=())] * number
    figures = [SimpleNamespace(consultation=contents.consultations_of(twice)[1], positions=found, only_if=[])]
    english = "position" if number == 1 else "positions"
    russian = "сохраняемой позиции" if number in (1, 21) else "сохраняемым позициям"
    for language, sentence in (
        ("en", f"to decide on {number} {english} maintained (page 2)"),
        ("ru", f"принять решение по {number} {russian} (с. 2)"),
        ("kk", f"сақталып отырған {number} ұстаным бойынша шешім қабылдау (2-бет)"),
    ):
        with translation.override(language):
            asked = front.asked(figures, twice.revisions.last())
            said = front.sentences(asked, {}, {"plan": 3, "positions": 2})
            assert ordinary(list(said)[1]) == sentence


def test_a_position_has_the_number_of_the_compilation_and_is_listed_once(twice):
    (first, _second) = contents.consultations_of(twice)
    (position,) = positions.of(first)
    assert position.row.number == positions.compiled(first).numbers[position.row.comment.pk] == 1
    # Carried over with the event when the plan was circulated again: named at the position, and nowhere else.
    assert [point.kind for point in position.carried] == ["position_maintained"]
    assert [point.kind for point in positions.besides(twice, [position])] == ["event_undecided"]
    words = words_of("positions", twice)
    assert words.count("The event is answered later.") == 2
    # Kazakhstan commented in English and stated its position in Kazakh; the reply is in English.
    said = {"en": ("no translation", 1), "ru": ("перевода нет", 3), "kk": ("аудармасы жоқ", 2)}
    for language, (sentence, number) in said.items():
        assert words_of("positions", twice, language).count(sentence) == number
    _head, _heading, by_state = words.partition("Comments by Member State")
    assert "Republic of Kazakhstan 1 1" in by_state and "maintains its position" in by_state


def test_a_position_names_the_states_that_support_it(twice):
    (first, _second) = contents.consultations_of(twice)
    comment = positions.of(first)[0].row.comment
    person = members.contact_point(members.member_state("TR"))
    given = {"member_state": person.member_state, "by": person, "at": packages.CLOSED_AGAIN}
    Support.objects.create(comment=comment, is_withdrawn=False, **given)
    (position,) = positions.of(first)
    assert position.row.who == "Kazakhstan, joined by Türkiye"


@pytest.mark.both_databases
def test_every_consultation_is_confirmed_before_the_package(twice):
    with connection.cursor() as cursor:
        on = " ON comments_outcomeconfirmation" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER comments_outcomeconfirmation_no_delete{on}")
    OutcomeConfirmation.objects.filter(consultation__reference="NCT/ICT/689").delete()

    with refused("notes.earlier_outcome_not_confirmed", match="NCT/ICT/689"):
        contents.of(twice, at=packages.CLOSED_AGAIN)


def test_a_plan_that_nobody_objected_to_is_said_to_be_so(people, signatory, set_clock):
    set_clock(notes.AT)
    made = notes.circulated()
    made.addressees.update(reached_at=notes.AT)
    consultations.close(made, at=set_clock(packages.CLOSED))
    outcomes.confirm(made, outcome="silence", by=signatory, at=packages.CLOSED)

    found = contents.of(ConceptPaper.objects.get(), at=packages.CLOSED)

    assert found.absent == ("redline", "events", "positions")


@pytest.mark.good_path
def test_a_document_that_went_parks_the_package_and_it_can_be_asked_for_again(paper, officer, caplog):
    made = packages.wanted(paper, officer)
    Document.objects.filter(pk__in=made.contents["documents"], kind="ledger", language="kk").delete()
    notes.store_all(at=packages.ASKED)
    building.build_wanted(packages.ASKED)
    made.refresh_from_db()
    assert (made.status, made.error) == (
        "failed",
        "Incomplete: A document of the package is missing: ask for the package anew.",
    )

    asking.request_again(made, by=officer, at=packages.ASKED)

    made.refresh_from_db()
    assert (made.status, made.error) == ("wanted", "")
    anew = Document.objects.filter(pk__in=made.contents["documents"], status="wanted")
    assert [(one.kind, one.language) for one in anew] == [("ledger", "kk")]
    with refused("notes.not_failed"):
        asking.request_again(made, by=officer, at=packages.ASKED)


def test_a_package_that_another_process_is_building_is_left_to_it(paper, officer, monkeypatch):
    made, built = packages.wanted(paper, officer), []
    monkeypatch.setattr(building, "build", lambda package, at: built.append(package))
    SwgPackage.objects.update(claimed_at=packages.ASKED, contents={"documents": []})
    later = packages.ASKED + claims.LASTS * 2

    building.build_wanted(packages.ASKED)
    assert built == []
    building.build_wanted(later)
    assert built == [made]
    SwgPackage.objects.update(claimed_at=None, attempts=claims.ATTEMPTS)
    building.build_wanted(later)
    assert built == [made] and SwgPackage.objects.get().status == "failed"


@pytest.mark.both_databases
def test_the_second_to_store_leaves_nothing_behind(paper, officer, settings):
    made = packages.wanted(paper, officer)
    keeping.store(made, [], at=packages.ASKED)
    stored = set(settings.MEDIA_ROOT.rglob("packages/*/*"))
    files = [keeping.File("x.docx", {"kind": "plan", "language": "en"}, b"x")]

    with pytest.raises(DatabaseError):
        keeping.store(made, files, at=packages.ASKED)

    assert set(settings.MEDIA_ROOT.rglob("packages/*/*")) == stored
    assert SwgPackageFile.objects.count() == len(stored) == 1


def test_without_a_certificate_nothing_is_built_and_the_page_can_say_why(
    paper, officer, settings, monkeypatch, caplog
):
    settings.DEMONSTRATION = False
    settings.SEAL_KEY_FILE = "/nowhere/seal.p12"
    made = packages.wanted(paper, officer)
    notes.store_all(at=packages.ASKED)
    monkeypatch.setattr(building, "files_of", lambda package, at: [])
    building.build_wanted(packages.ASKED)
    made.refresh_from_db()

    assert made.status == "failed"
    assert made.error.startswith(
        "The Secretariat's certificate for the electronic seal is missing (SEAL_KEY_FILE)"
    )


def test_who_may_not_ask(paper, people):
    for person in (people["KZ"], members.coordinator()):
        with pytest.raises(NotAllowed):
            packages.wanted(paper, person)
    mine = plans.coordinating(paper)
    assert packages.wanted(paper, mine).wanted_by == mine


def test_there_is_no_package_before_its_time(people, officer, signatory, set_clock):
    set_clock(notes.AT)
    with refused("notes.not_circulated"):
        packages.wanted(plans.paper(), officer)
    made = packages.commented(people, set_clock)
    with pytest.raises(ConsultationStillOpen, match="once it has closed"):
        contents.of(made.revision.paper, at=notes.AT)
    assert made.revision.paper.status == PaperStatus.UNDER_CONSOLIDATION
    with refused("notes.not_frozen_yet"):
        packages.wanted(made.revision.paper, officer)
    ConceptPaper.objects.filter(pk=made.revision.paper_id).update(status=PaperStatus.BEFORE_SWG)
    with refused("comments.outcome_not_confirmed"):
        packages.wanted(ConceptPaper.objects.get(pk=made.revision.paper_id), officer)


def test_a_package_is_built_for_an_item_and_a_later_one_is_its_revision(paper, officer):
    item = paper.items.get()
    decision = {language: f"The body decides ({language})." for language in LANGUAGES}
    meetings.revise_item(item, version=1, symbol="SWG/2022/4", by=officer, at=packages.ASKED)
    made = asking.request(paper, by=officer, at=packages.ASKED)
    assert (made.item, made.contents["meeting"]) == (
        item,
        {"held_on": "2022-07-21", "item": "4", "symbol": "SWG/2022/4", "decision": decision},
    )
    with pytest.raises(asking.AskedForAlready):
        asking.request(paper, by=officer, at=packages.ASKED)
    day = dt.date(2022, 7, 22)
    Meeting.objects.update(first_on=day, last_on=day)

    again = asking.request(paper, by=officer, at=packages.ASKED)

    made.refresh_from_db()
    assert made.contents["meeting"]["held_on"] == "2022-07-21"
    assert again.contents["meeting"] == {
        "held_on": "2022-07-22",
        "item": "4",
        "symbol": "SWG/2022/4/Rev.1",
        "decision": decision,
    }
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = ordinary(front.subject(again.revision, day, "4"))
    assert "for the SWG meeting of 22 July 2022, item 4" in said["en"]
    assert "к заседанию СРГ 22 июля 2022 г., пункт 4" in said["ru"]
    assert "АЖТ-ның 2022 жылғы 22 шілдедегі отырысына, 4-тармақ" in said["kk"]


def test_the_draft_decision_is_proposed_and_no_package_is_built_without_it(paper, officer):
    item = paper.items.get()
    texts = draft_decision.propose(item)
    assert ordinary(texts["en"]) == (
        "The Special Working Group, having considered the draft Concept Paper and Plan of Implementation of "
        "the CICA Confidence-Building Measure “Security of and in the use of ICTs” for 2022-2023 (Rev.1), "
        "prepared by the Russian Federation:\n"
        "1. takes note of the comments of Member States received under Note No. NCT/ICT/689 and of the "
        "replies to them;\n"
        "2. recommends that the Senior Officials Committee approve the draft;\n"
        "3. requests the Secretariat to convey the text to Member States."
    )
    terms = {"by": officer, "at": packages.ASKED}
    meetings.revise_item(item, version=1, decision_texts={"en": texts["en"], "ru": texts["ru"]}, **terms)
    with refused("notes.no_draft_decision", match="missing in: Kazakh"):
        asking.request(paper, **terms)
    meetings.revise_item(item, version=2, decision_texts=texts, **terms)

    package = asking.request(paper, **terms)

    notes.store_all(at=packages.ASKED)
    figures = [front.Figures(one, packages.ASKED) for one in contents.consultations_of(paper)]
    page = packages_made._front_page(package, figures, "kk", 2)
    assert page["lines"][0][1] == 2 and page["decision"] == texts["kk"].splitlines()
    assert package.contents["meeting"]["decision"] == texts


def test_a_draft_decision_is_looked_at_again_once_its_document_changed(paper, officer):
    item = paper.items.get()
    terms = {"by": officer, "at": packages.ASKED}
    texts = draft_decision.propose(item)
    meetings.revise_item(item, version=1, decision_texts=texts, decision_of=item.document(), **terms)
    asking.request(paper, **terms)
    meetings.revise_item(item, version=2, symbol="SWG/2022/4", **terms)
    with refused("notes.draft_decision_again"):
        asking.request(paper, **terms)
    item.refresh_from_db()
    meetings.revise_item(item, version=3, decision_of=item.document(), **terms)
    assert asking.request(paper, **terms).contents["meeting"]["symbol"] == "SWG/2022/4/Rev.1"


def test_a_changed_sentence_keeps_its_figures_and_is_looked_at_again_once_they_changed(
    paper, officer, client
):
    item, client = paper.items.get(), client.signed_in(officer)
    address = reverse("notes:front-page", args=[item.pk])
    page = ordinary(client.get(address).content.decode())
    assert "to consider the text ({label}, page {page}) and to recommend it" in page

    refused_form = client.post(address, {"version": 1, "text-en": "to consider it (page {page}), Rev.1"})
    assert refused_form.status_code == 422
    assert "Keep each of these once: {label} {page}" in refused_form.content.decode()
    sent = {"version": 1, "text-en": "to take up {label} (page {page});", "text-kk": ""}
    assert client.post(address, sent).status_code == 302
    item.refresh_from_db()
    assert item.front_texts == {"text": {"of": "1", "en": "to take up {label} (page {page})"}}
    assert client.post(address, sent).status_code == 409

    package = asking.request(paper, by=officer, at=packages.ASKED)

    notes.store_all(at=packages.ASKED)
    figures = [front.Figures(one, packages.ASKED) for one in contents.consultations_of(paper)]
    asked = {}
    for language in ("en", "ru"):
        with translation.override(language):
            page = packages_made._front_page(package, figures, language, 1)
        asked[language] = page["asked"][0]
    assert re.fullmatch(r"to take up Rev\.1 \(page \d+\)", ordinary(asked["en"]))
    assert asked["ru"].startswith("рассмотреть текст (")
    item.front_texts["text"]["of"] = "0"
    item.save()
    with refused("notes.front_again"):
        asking.request(paper, by=officer, at=packages.ASKED)
    assert "A figure has changed" in client.get(address).content.decode()
    assert client.post(address, {"version": 2} | {"text-en": asked["en"]}).status_code == 422
    assert client.post(address, sent | {"version": 2}).status_code == 302
    with pytest.raises(asking.AskedForAlready):
        asking.request(paper, by=officer, at=packages.ASKED)


def test_a_draft_decision_names_what_is_in_brackets_and_who_reserves(paper, people, monkeypatch):
    item = paper.items.get()
    Statement.objects.create(
        paper=paper,
        revision=paper.revisions.last(),
        member_state=people["KZ"].member_state,
        kind="reservation",
        text="No.",
        language="en",
        status="confirmed",
        received_on=packages.ASKED.date(),
        request_key=uuid.uuid4(),
        by=people["KZ"],
        at=packages.ASKED,
    )
    with monkeypatch.context() as of_one:
        of_one.setattr(draft_decision, "bracketed", lambda rows: rows[1:2])
        said = {language: ordinary(text) for language, text in draft_decision.propose(item).items()}
    assert (
        "approve the draft, the words in square brackets in paragraph 1 being left to its decision;\n"
        "3. takes note of the reservations and statements of: Kazakhstan;\n4. requests"
    ) in said["en"]
    assert "оставив на его решение слова в квадратных скобках в пункте 1;" in said["ru"]
    monkeypatch.setattr(draft_decision, "bracketed", lambda rows: rows[1:3])
    several = {language: ordinary(text) for language, text in draft_decision.propose(item).items()}
    assert "в квадратных скобках в пунктах 1 и 2;" in several["ru"]
    assert "1 және 2 тармақтардағы тік жақшаға алынған сөздер оның шешіміне қалдырылады;" in several["kk"]
    item.meeting.body = "soc"
    assert "brackets" not in draft_decision.propose(item)["en"]


def test_a_proposed_decision_of_the_approving_body_speaks_of_itself(paper):
    item = paper.items.get()
    item.meeting.body = "soc"
    texts = draft_decision.propose(item)
    assert "2. одобряет проект;" in ordinary(texts["ru"])
    assert texts["kk"].startswith("Аға лауазымды тұлғалар комитеті ")
    assert "2. жобаны мақұлдайды;" in ordinary(texts["kk"])
