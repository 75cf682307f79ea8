"""What the SWG and the SOC decide: the order, the day, the document, who may; who reads the adopted text."""

import datetime as dt
import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from cica_portal import uploads
from cica_portal.errors import AlreadyMoved, NotAllowed
from cica_portal.spaces import ordinary
from cica_portal.uploads import Admitted
from members.models import AuditEntry
from plans import blocks, revisions
from plans.enums import Owner, PaperStatus
from plans.life import carrying, decisions
from plans.models import ConceptPaper, PaperDecision
from plans.open_points.point_kinds import About, Page, Point
from tests.clients import PortalClient
from tests.factories import comments, members, plans
from tests.files import CHANGES, document
from tests.refusing import refused

pytestmark = pytest.mark.django_db

FILE = Admitted("decision.pdf", "pdf", b"%PDF-1.7 the decision", False)
MEETING = dt.date(2022, 7, 5)
AT = dt.datetime(2022, 7, 6, 4, tzinfo=dt.UTC)


@pytest.fixture
def officer(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return members.officer(username="officer")


@pytest.fixture
def paper(officer):
    """A plan before the SWG, its text frozen on 26 May 2022."""
    made = plans.paper(status=PaperStatus.BEFORE_SWG)
    comments.revision(made)
    return made


def decide(paper, kind, by, **fields):
    return plans.decided(paper, kind, by=by, **({"held_on": MEETING, "at": AT} | fields))


def client_of(user, language="en"):
    client = PortalClient()
    client.force_login(user)
    client.cookies["language"] = language
    return client


def form(**fields):
    file = SimpleUploadedFile("report.png", comments.PICTURE, content_type="image/png")
    return {"reason": "The text", "presided_by": "M. Chair", "symbol": "SWG/4", "file": file} | fields


# The acts --------------------------------------------------------------------------------------------
def test_the_way_from_the_swg_to_the_soc(paper, officer):
    found = []
    for kind in ("considered", "recommended", "approved"):
        made = decide(paper, kind, officer)
        event = made.event
        found.append((made.kind, event.from_status, event.to_status, event.by, made.held_on))

    assert found == [
        ("considered", "before_swg", "considered", officer, MEETING),
        ("recommended", "considered", "recommended", officer, MEETING),
        ("approved", "recommended", "adopted", officer, MEETING),
    ]
    made = PaperDecision.objects.last()
    assert uploads.stored(made.stored_as, made.file_sha256) == b"%PDF-1.7 the decision"
    assert made.file_sha256 == hashlib.sha256(b"%PDF-1.7 the decision").hexdigest()
    entry = AuditEntry.objects.filter(action="paper_decision.record").last()
    assert entry.after == {
        "paper": paper.slug,
        "kind": "approved",
        "held_on": "2022-07-05",
        "item": made.item_id,
        "revision": 0,
        "document": made.file_sha256,
    }
    assert (decisions.adopted_on(paper), decisions.adopted_text(paper).number) == (MEETING, 0)


@pytest.mark.parametrize("status", ["before_swg", "considered", "recommended"])
def test_a_returned_plan_begins_a_new_revision(paper, officer, status):
    ConceptPaper.objects.update(status=status)
    paper.refresh_from_db()

    decide(paper, "returned", officer)

    assert paper.status == PaperStatus.UNDER_CONSOLIDATION
    blocks.edit(paper.blocks.last(), "en", "As the SWG asked", version=1, by=officer, at=AT)
    assert revisions.freeze(paper, by=officer, at=AT).number == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("drafting", "considered"),
        ("circulated", "returned"),
        ("under_consolidation", "recommended"),
        ("before_swg", "approved"),
        ("considered", "approved"),
        ("considered", "considered"),
        ("adopted", "returned"),
        ("withdrawn", "approved"),
    ],
)
def test_what_the_table_does_not_allow_is_refused(paper, officer, status, kind, settings):
    ConceptPaper.objects.update(status=status)
    paper.refresh_from_db()

    with pytest.raises(AlreadyMoved):
        decide(paper, kind, officer)

    paper.refresh_from_db()
    assert (paper.status, PaperDecision.objects.count(), paper.events.count()) == (status, 0, 0)
    assert list(settings.MEDIA_ROOT.rglob("uploads/*")) == []


def test_of_two_who_record_at_once_the_second_is_refused(paper, officer):
    seen_by_another = ConceptPaper.objects.get()
    decide(paper, "recommended", officer)

    with pytest.raises(AlreadyMoved):
        decide(seen_by_another, "returned", officer)
    assert PaperDecision.objects.get().kind == "recommended"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"held_on": dt.date(2022, 7, 7)}, "plans.meeting_to_come"),
        ({"held_on": dt.date(2022, 5, 25)}, "plans.meeting_too_early"),
        ({"reason": " \n"}, "plans.reason_missing"),
    ],
)
def test_a_decision_names_a_meeting_that_was_held_on_this_text(paper, officer, fields, refusal):
    with refused(refusal):
        decide(paper, "recommended", officer, **fields)
    assert ConceptPaper.objects.get().status == "before_swg"


def test_a_decision_is_of_no_earlier_meeting_than_the_one_before_it(paper, officer):
    decide(paper, "recommended", officer)
    with refused("plans.meeting_before_last"):
        decide(paper, "approved", officer, held_on=MEETING - dt.timedelta(days=1))
    paper.refresh_from_db()
    assert paper.status == "recommended"
    assert decide(paper, "approved", officer).held_on == MEETING


def test_without_a_frozen_text_nothing_was_decided(officer):
    with refused("plans.nothing_submitted"):
        decide(plans.paper(status=PaperStatus.BEFORE_SWG), "recommended", officer)
    assert ConceptPaper.objects.get().status == "before_swg"


def test_only_the_secretariat_records(paper):
    mine = members.coordinator()
    plans.coordinator_of(paper.measure, mine, state=mine.member_state)
    for person in (mine, members.contact_point(members.member_state("KZ"))):
        with pytest.raises(NotAllowed):
            decide(paper, "recommended", person)


# The pages -------------------------------------------------------------------------------------------
def test_a_decision_is_recorded_on_its_page(paper, officer, set_clock):
    set_clock(AT)
    plans.item(paper, plans.meeting(MEETING))
    client = client_of(officer)
    shown = client.get(reverse("plans:paper-detail", args=[paper.slug])).content.decode()
    assert "Record recommendation by the SWG" in shown and "Record the approval by the SOC" not in shown
    address = reverse("plans:paper-decide", args=[paper.slug, "recommend"])
    assert "Document of the decision" in client.get(address).content.decode()

    answer = client.post(address, form())

    assert answer.url == reverse("plans:paper-detail", args=[paper.slug])
    made = PaperDecision.objects.get()
    shown = client.get(answer.url).content.decode()
    assert "Recommended by the SWG, 5\u00a0July\u00a02022" in shown and "report.png" in shown
    assert "The SOC decides: record its approval after its meeting." in shown
    file = client.get(reverse("plans:decision-document", args=[paper.slug, made.pk]))
    assert file.content == comments.PICTURE and "report.png" in file.headers["Content-Disposition"]


def test_what_the_document_of_a_decision_carries_is_told(paper, officer, set_clock):
    set_clock(AT)
    plans.item(paper, plans.meeting(MEETING))
    client = client_of(officer)
    file = SimpleUploadedFile("minutes.docx", document(f"<w:p>{CHANGES}</w:p>"))

    answer = client.post(
        reverse("plans:paper-decide", args=[paper.slug, "recommend"]), form(file=file), follow=True
    )

    assert any("“minutes.docx” contains: tracked changes." in str(one) for one in answer.context["messages"])
    assert PaperDecision.objects.get().file_carries == ["tracked_changes"]
    shown = client.get(reverse("plans:paper-detail", args=[paper.slug])).content.decode()
    assert "Contains: tracked changes" in shown


def test_a_decision_that_would_be_refused_is_no_button_and_says_why(paper, officer, set_clock):
    set_clock(AT)
    members.member_state("KZ")
    comments.consultation(revision=paper.revisions.get())
    client, address = client_of(officer), reverse("plans:paper-decide", args=[paper.slug, "recommend"])

    shown = client.get(reverse("plans:paper-detail", args=[paper.slug])).content.decode()

    held = shown.partition('class="plan-settings')[2].partition("</details>")[0]
    assert "Record recommendation by the SWG" in held
    assert "A signatory has to issue it before the decision can be recorded." in held
    assert (
        address not in shown
        and "Record consideration by the SWG" not in shown.partition('class="plan-settings')[0]
    )
    assert client.get(address).url == reverse("plans:paper-detail", args=[paper.slug])


def test_a_decision_says_where_its_open_points_are_found_afterwards(paper, officer, set_clock, monkeypatch):
    set_clock(AT)
    plans.item(paper, plans.meeting(MEETING))
    about = About("Comment 1", {})
    point = Point("comment_undisposed", paper.pk, "1", about, AT, Owner.OFFICER, Page("home", ()))
    monkeypatch.setattr(carrying, "before", lambda *_args, **_more: [point])

    page = client_of(officer).get(reverse("plans:paper-decide", args=[paper.slug, "recommend"]))

    shown = ordinary(" ".join(page.content.decode().split()))
    assert "They stay among the open points of the plan" in shown
    assert "in the next consultation" not in shown


def test_a_text_that_is_decided_on_is_not_said_to_lack_a_review(paper, officer):
    shown = client_of(officer).get(reverse("plans:paper-detail", args=[paper.slug])).content.decode()

    assert "not reviewed" not in shown.partition('id="languages"')[2].partition("</table>")[0]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"file": ""}, "This field is required."),
        (
            {"file": SimpleUploadedFile("a.pdf", b"MZ a program")},
            "This type of file is not accepted. Upload a PDF, DOCX, XLSX, PNG or JPEG file.",
        ),
        ({"presided_by": " "}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_recorded(paper, officer, set_clock, fields, sentence):
    set_clock(AT)
    plans.item(paper, plans.meeting(MEETING))
    address = reverse("plans:paper-decide", args=[paper.slug, "consider"])

    answer = client_of(officer).post(address, form(**fields))

    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not PaperDecision.objects.exists()


def test_a_result_waits_for_a_meeting(paper, officer, set_clock):
    set_clock(AT)
    plans.item(paper, plans.meeting(dt.date(2022, 7, 7)))
    client = client_of(officer)

    answer = client.get(reverse("plans:paper-decide", args=[paper.slug, "recommend"]), follow=True)

    assert "The plan is on the agenda of no meeting that has begun." in answer.content.decode()


def test_a_meeting_of_several_days_is_asked_on_which_it_decided(paper, officer, set_clock):
    set_clock(AT)
    plans.item(paper, plans.meeting(MEETING, last_on=MEETING + dt.timedelta(days=3)))
    client, address = client_of(officer), reverse("plans:paper-decide", args=[paper.slug, "recommend"])
    for day, sentence in (("2022-07-07", "has not taken place yet"), ("2022-07-04", "not held on this day")):
        assert sentence in client.post(address, form(held_on=day)).content.decode()

    client.post(address, form(held_on="2022-07-06"))

    assert PaperDecision.objects.get().held_on == dt.date(2022, 7, 6)


def test_what_is_deferred_stays_and_goes_on_the_next_agenda(paper, officer, set_clock):
    set_clock(AT)
    plans.item(paper, plans.meeting(MEETING))
    later = plans.meeting(dt.date(2022, 8, 5))
    address = reverse("plans:paper-decide", args=[paper.slug, "defer"])

    assert client_of(officer).post(address, form(deferred_to=later.pk)).status_code == 302

    made, paper = PaperDecision.objects.get(), ConceptPaper.objects.get()
    assert (made.kind, made.event, made.symbol, paper.status) == ("deferred", None, "SWG/4", "before_swg")
    assert [one.meeting for one in paper.items.open()] == [later]


def test_the_soc_alone_approves_and_places_under_silence(paper, officer):
    decide(paper, "recommended", officer)
    of_swg = plans.item(paper, plans.meeting(MEETING))
    terms = {"reason": "Said", "presided_by": "M. Chair", "by": officer, "at": AT}
    for kind in ("approved", "under_silence"):
        with refused("plans.decision_of_other_body"):
            decisions.record(of_swg, kind, document=FILE, **terms)

    made = decide(paper, "under_silence", officer)

    assert (made.item.meeting.body, made.event, ConceptPaper.objects.get().status) == (
        "soc",
        None,
        "recommended",
    )
    with refused("plans.item_decided"):
        decisions.record(made.item, "approved", document=FILE, **terms)


@pytest.mark.parametrize("kind", ["approved", "under_silence"])
def test_a_text_with_brackets_may_be_recommended_and_no_more(paper, officer, monkeypatch, kind):
    monkeypatch.setattr(decisions, "bracketed", lambda rows: rows[1:2])
    decide(paper, "recommended", officer)
    with refused("plans.text_in_brackets", match=r"paragraphs 1\)"):
        decide(paper, kind, officer)
    assert ConceptPaper.objects.get().status == "recommended"


# The adopted plan ------------------------------------------------------------------------------------
@pytest.fixture
def adopted(paper, officer):
    decide(paper, "recommended", officer)
    decide(paper, "approved", officer)
    return paper


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_every_state_reads_the_adopted_text_and_no_other(adopted, officer, language):
    text = adopted.blocks.last().texts.get(language="en")
    text.text = "Written since, for nobody yet"
    text.save()
    reader = members.drafter(members.member_state("VN"), language=language)
    client = client_of(reader, language)

    listed = client.get(reverse("plans:published-list")).content.decode()
    page = client.get(reverse("plans:published-detail", args=[adopted.slug])).content.decode()

    with translation.override(language):
        assert translation.gettext("Adopted plans") in listed
        assert translation.gettext("The text matches its checksum.") is not None
    assert adopted.titles[language] in listed
    assert f"Paragraph 1 {language}" in page and "Written since" not in page
    word = client.get(reverse("plans:published-word", args=[adopted.slug, language]))
    assert word.status_code == 200 and word.content.startswith(b"PK")
    assert client.get(reverse("plans:paper-detail", args=[adopted.slug])).status_code == 404


@pytest.mark.parametrize("status", ["drafting", "before_swg", "recommended", "withdrawn"])
def test_before_its_adoption_no_state_reads_it(paper, status):
    ConceptPaper.objects.update(status=status)
    client = client_of(members.contact_point(members.member_state("KZ")))

    assert client.get(reverse("plans:published-detail", args=[paper.slug])).status_code == 404
    assert client.get(reverse("plans:published-word", args=[paper.slug, "en"])).status_code == 404
    assert client.get(reverse("notes:published-document", args=[paper.slug, "en"])).status_code == 404
    assert paper.titles["en"] not in client.get(reverse("plans:published-list")).content.decode()
