"""Each person finds what that person may read, and counts no more than that."""

import datetime as dt
import uuid

import pytest

from cica_portal import clock, organization
from cica_portal.languages import LANGUAGES
from comments.answering import dialogue, dispositions
from comments.enums import Position
from comments.models import AnswersRelease, CompilationRelease, Disposition, Receipt
from comments.procedure import consultations
from comments.procedure.deadlines import grants
from comments.refusals import ConsultationClosed
from comments.writing import discussion, responses
from notes.models import NoteSeries, NoteText, VerbalNote
from plans.models import Revision, RevisionBlock
from search import finding
from tests.factories import comments, initiatives, members, plans
from tests.search.conftest import TEXTS

pytestmark = pytest.mark.django_db

KINDS = ("plans", "comments", "replies", "initiatives", "notes", "receipts", "people")
NOTHING = {kind: (0, []) for kind in KINDS}
AFTER = dt.datetime(2022, 6, 20, tzinfo=dt.UTC)


def only(**kinds):
    return NOTHING | kinds


def of(code):
    return members.contact_point(members.member_state(code))


def words(user, typed, at):
    """Return what is said of each comment found: late, submitted."""
    found = finding.find(typed, user=user, at=at, reader="en", kind="comments")
    return [hit.word for group in found for hit in group.hits if "draft" not in hit.word]


# Texts of plans ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "excerpt"),
    [
        ("networks", "Security of <mark>networks</mark> and states"),
        ("СЕТЬЮ", "Безопасность <mark>сетей</mark> и государств"),
        ("кауипсиздик", "Желілердің <mark>қауіпсіздігі</mark>"),
    ],
)
def test_circulated_text_is_found_in_each_language(consultation, find, typed, excerpt):
    if typed == "СЕТЬЮ":
        typed = "сетей"
    for user in (of("KZ"), of("TR"), members.officer()):
        assert find(user, typed)["plans"] == (1, [excerpt])


def test_text_is_shown_in_the_language_of_the_reader_if_it_is_found_there(consultation, find):
    assert find(of("KZ"), "paragraph 1", reader="kk")["plans"] == (
        1,
        ["<mark>Paragraph</mark> <mark>1</mark> kk"],
    )

    user = of("KZ")
    assert find(user, "networks", language="en")["plans"][0] == 1
    assert find(user, "networks", language="ru")["plans"][0] == 0

    assert find(of("KW"), "networks") == NOTHING


def test_draft_is_found_by_those_who_prepare_it_alone(find):
    measure = plans.measure()
    paper = plans.paper(measure=measure)
    plans.block(paper, texts=TEXTS)
    mine, elsewhere = members.coordinator(), members.coordinator()
    plans.coordinator_of(measure, mine, state=mine.member_state)
    assert find(members.officer(), "networks")["plans"][0] == 1
    assert find(mine, "networks")["plans"][0] == 1
    for user in (elsewhere, of("KZ")):
        assert find(user, "networks") == NOTHING


def test_draft_that_stands_in_a_revision_is_found_once(consultation, find):
    paper = consultation.revision.paper
    paper.status = "under_consolidation"
    paper.save()
    assert find(members.officer(), "networks")["plans"][0] == 1
    text = paper.blocks.last().texts.get(language="en")
    text.text = "Networks, newly worded"
    text.save()
    assert find(members.officer(), "networks")["plans"][0] == 2


def test_wording_that_came_back_the_same_is_found_in_the_last_revision_alone(consultation, find):
    first = consultation.revision
    second = Revision.objects.create(
        paper=first.paper,
        number=1,
        titles=first.titles,
        text_status=first.text_status,
        frozen_at=first.frozen_at,
        sha256="1" * 64,
    )
    for block in first.blocks.all():
        RevisionBlock.objects.create(
            revision=second, key=block.key, kind=block.kind, position=block.position, texts=block.texts
        )
    # The State was not consulted on the second one, and reads the first.
    assert find(of("KZ"), "networks")["plans"][0] == 1
    assert find(members.officer(), "networks")["plans"][0] == 1
    consultations.open_consultation(
        second,
        reference="NCT/T/99",
        opens_at=clock.now(),
        respond_by=dt.date(2022, 7, 1),
        time_zone="Asia/Almaty",
        by=None,
    )
    assert find(of("KZ"), "networks")["plans"][0] == 1


def test_adopted_text_is_found_by_every_state_as_last_frozen(consultation, find):
    paper = consultation.revision.paper
    paper.status = "adopted"
    paper.save()
    assert find(of("KW"), "networks")["plans"][0] == 1
    (group,) = [
        one for one in finding.find("networks", user=of("KW"), at=clock.now(), reader="en") if one.hits
    ]
    key = consultation.revision.blocks.last().key
    assert group.hits[0].url == f"/plans/in-force/{paper.slug}/?language=en#b-{key}"


# Comments and drafts ----------------------------------------------------------------------------------


@pytest.fixture
def remark(consultation):
    """Return the round in which KZ filed a remark, and wrote another that it has not filed."""
    kz = of("KZ")
    comments.draft(consultation, kz, remark="We suggest a glossary", rationale="Clarity")
    responses.submit(consultation, position=Position.COMMENTS, by=kz, request_key=uuid.uuid4())
    comments.draft(consultation, kz, remark="A secret position on glossaries", rationale="Clarity")
    return consultation


def test_what_one_person_of_a_role_looked_for_is_not_what_the_next_one_is_told(consultation, find):
    kz, tr = of("KZ"), of("TR")
    comments.draft(consultation, kz, remark="A glossary of KZ")
    comments.draft(consultation, tr, remark="An index of TR")
    comments.draft(consultation, tr, remark="Глоссарий TR", language="ru")

    for _again in range(2):
        assert find(kz, "glossary") == only(comments=(1, ["A <mark>glossary</mark> of KZ"]))
        assert find(tr, "glossary") == find(kz, "index") == NOTHING
        assert find(tr, "index") == only(comments=(1, ["An <mark>index</mark> of TR"]))
        assert find(tr, "index", language="ru") == find(kz, "глоссарий") == NOTHING
        assert find(tr, "глоссарий", language="ru")["comments"][0] == 1


def test_draft_is_found_by_its_delegation_alone(remark, find):
    for user in (of("KZ"), members.drafter(members.member_state("KZ"))):
        total, excerpts = find(user, "glossary")["comments"]
        assert total == 2 and "A secret position on <mark>glossaries</mark>" in excerpts
    for user in (of("TR"), members.officer(), members.signatory(), members.coordinator()):
        assert find(user, "secret") == NOTHING
        assert not any("secret" in text for _n, texts in find(user, "glossary").values() for text in texts)


def test_filed_comment_is_found_by_the_secretariat_and_by_others_once_they_read_it(remark, find):
    officer, other = members.officer(), of("TR")
    mine = members.coordinator()
    plans.coordinator_of(remark.revision.paper.measure, mine, state=mine.member_state)
    assert find(officer, "glossary")["comments"][0] == 1
    assert find(mine, "glossary") == NOTHING and find(other, "glossary") == NOTHING
    assert find(mine, "glossary", at=AFTER)["comments"][0] == 1
    assert find(other, "glossary", at=AFTER) == NOTHING
    CompilationRelease.objects.create(consultation=remark, by=officer, at=AFTER)
    assert find(other, "glossary", at=AFTER)["comments"] == (1, ["We suggest a <mark>glossary</mark>"])
    assert find(of("KW"), "glossary", at=AFTER) == NOTHING


@pytest.mark.parametrize("name", ["State KZ", "Государство KZ", "Мемлекет KZ"])
def test_comments_of_a_state_are_found_by_its_name_by_whoever_reads_them(remark, find, name):
    officer, other = members.officer(), of("TR")
    said = (1, ["We suggest a glossary Clarity"])
    assert find(officer, name)["comments"] == said
    assert find(other, name) == NOTHING and find(officer, name.split()[0])["comments"] == (0, [])
    CompilationRelease.objects.create(consultation=remark, by=officer, at=AFTER)
    assert find(other, name, at=AFTER) == only(comments=said)
    assert find(officer, f"{name} glossary")["comments"] == (0, [])


def test_a_state_and_its_comments_are_found_by_a_former_name(remark, find, monkeypatch):
    former = {"code": "KZ", "until": "2022-01-01", "names": {f"name_{code}": "Zarya" for code in LANGUAGES}}
    monkeypatch.setattr(organization, "part_or", lambda name, default: [former])

    found = find(members.officer(), "Zarya")

    assert found["people"] == (1, ["State KZ, Государство KZ, Мемлекет KZ, <mark>Zarya</mark>"])
    assert found["comments"][0] == 1


def test_a_comment_that_names_its_state_is_found_once(remark, find):
    comments.draft(remark, of("KZ"), remark="State KZ suggests an index", rationale="Order")
    responses.submit(remark, position=Position.COMMENTS, by=of("KZ"), request_key=uuid.uuid4())
    total, excerpts = find(members.officer(), "state kz")["comments"]
    assert total == len(excerpts) == 3
    assert excerpts[0] == "<mark>State</mark> <mark>KZ</mark> suggests an index"


def test_replaced_comment_is_not_found_any_more(remark, find):
    kz = of("KZ")
    responses.submit(remark, position=Position.COMMENTS, by=kz, request_key=uuid.uuid4())
    assert find(members.officer(), "glossary")["comments"][0] == 2
    assert find(kz, "secret")["comments"][0] == 1


def test_late_comment_that_an_extension_covers_is_found_once_as_submitted(consultation, find, set_clock):
    kz, after = of("KZ"), set_clock(consultation.closes_at + dt.timedelta(hours=1))
    comments.draft(consultation, kz, remark="We suggest a glossary")
    with pytest.raises(ConsultationClosed):
        responses.submit(consultation, position=Position.COMMENTS, by=kz, request_key=uuid.uuid4())
    assert words(members.officer(), "glossary", after) == ["late"]

    comments.move_deadline(consultation, AFTER)
    responses.file_again(consultation, at=after)

    assert words(members.officer(), "glossary", after) == words(kz, "glossary", after) == ["submitted"]


def test_comment_in_additional_time_is_found_as_such_until_it_is_replaced(consultation, find, set_clock):
    kz, signatory = of("KZ"), members.signatory()
    after = set_clock(consultation.closes_at + dt.timedelta(hours=1))
    comments.draft(consultation, kz, remark="We suggest a glossary")
    with pytest.raises(ConsultationClosed):
        responses.submit(consultation, position=Position.COMMENTS, by=kz, request_key=uuid.uuid4())
    grants.give(consultation, kz.member_state, until=AFTER, reason="Why", by=signatory, at=after)
    responses.submit(consultation, position=Position.COMMENTS, by=kz, request_key=uuid.uuid4())
    assert words(signatory, "glossary", after) == ["submitted in additional time"]

    responses.submit(consultation, position=Position.WITHDRAWN, by=kz, request_key=uuid.uuid4())
    assert words(signatory, "glossary", after) == words(kz, "comment", after) == []


def test_proposed_wording_and_reason_are_found(consultation, find):
    kz = of("KZ")
    comments.draft(consultation, kz, operation="MOD", remark="", proposed_text="Trustworthy networks",
                   wordings={"kk": "Сенімді желілер"}, rationale="Precision")  # fmt: skip
    responses.submit(consultation, position=Position.COMMENTS, by=kz, request_key=uuid.uuid4())
    for typed in ("trustworthy", "сенимди", "precision"):
        assert find(members.officer(), typed)["comments"][0] == 1


def test_comments_are_found_in_their_order_and_in_one_language(consultation, find):
    for code, said in (("TR", ("Glossary one", "Glossary two")), ("KZ", ("Glossary three",))):
        for number, remark in enumerate(said):
            comments.draft(consultation, of(code), remark=remark, language=("en", "ru")[number])
        responses.submit(consultation, position=Position.COMMENTS, by=of(code), request_key=uuid.uuid4())
    later = comments.consultation(
        states=("KZ",), opens_at=comments.OPENS_AT + dt.timedelta(days=1), period_from=2024, period_to=2025
    )
    comments.draft(later, of("KZ"), remark="Glossary four")
    responses.submit(later, position=Position.COMMENTS, by=of("KZ"), request_key=uuid.uuid4())

    def found(**chosen):
        total, said = find(members.officer(), "glossary", kind="comments", **chosen)["comments"]
        return total, [one.split()[-1] for one in said]

    assert found() == (4, ["four", "three", "one", "two"])
    assert found(language="ru") == (1, ["two"])


def test_discussion_of_a_delegation_is_not_searched(consultation, find):
    kz = of("KZ")
    draft = comments.draft(consultation, kz)
    discussion.say(draft, "Confidential thought", key=uuid.uuid4(), by=kz, at=clock.now())
    assert find(members.officer(), "confidential") == NOTHING


# Replies ----------------------------------------------------------------------------------------------


def test_reply_is_found_by_its_state_once_answers_are_released(remark, find, set_clock):
    officer = members.officer()
    consultations.close(remark, at=set_clock(AFTER))
    comment = remark.responses.get().comments.get()
    dispositions.record(remark, [comment], kind="noted", reply="Noted with gratitude", language="en",
                        seen={}, by=officer, at=AFTER)  # fmt: skip
    assert find(officer, "gratitude", at=AFTER)["replies"] == (1, ["Noted with <mark>gratitude</mark>"])
    assert find(of("KZ"), "gratitude", at=AFTER) == NOTHING
    AnswersRelease.objects.create(consultation=remark, by=officer, at=AFTER)
    assert find(of("KZ"), "gratitude", at=AFTER)["replies"][0] == 1
    assert find(of("TR"), "gratitude", at=AFTER) == NOTHING
    assert Disposition.objects.visible_to(of("TR"), AFTER).count() == 0
    disposition = Disposition.objects.get()
    dialogue.react(disposition, kind="maintained", statement="Our steadfast view", language="en", by=of("KZ"),
                   at=AFTER)  # fmt: skip
    for user, count in ((officer, 1), (of("KZ"), 1), (of("TR"), 0)):
        assert find(user, "steadfast", at=AFTER)["replies"][0] == count
    # The same reply confirmed again: what the State said to it stands, and is said once.
    dispositions.record(remark, [comment], kind="noted", reply="Noted with gratitude", language="en",
                        seen={comment.pk: 1}, by=officer, at=AFTER)  # fmt: skip
    for user, count in ((officer, 1), (of("KZ"), 1), (of("TR"), 0)):
        assert find(user, "steadfast", at=AFTER)["replies"][0] == count
    dialogue.clarify(comment, text="A clarifying thought", language="en", by=of("KZ"), at=AFTER)
    assert find(officer, "clarifying", at=AFTER)["replies"][0] == 1
    assert find(of("KZ"), "clarifying", at=AFTER)["replies"][0] == 1
    assert find(of("TR"), "clarifying", at=AFTER) == NOTHING


# Initiatives, notes -----------------------------------------------------------------------------------


def test_initiative_is_found_by_its_line_and_by_its_outcome(consultation, find):
    paper = consultation.revision.paper
    line = {"en": "Workshop on cyberhygiene", "ru": "Семинар по кибергигиене", "kk": "Кибергигиена семинары"}
    made = initiatives.initiative(paper, texts=line, outcome="Forty experts attended", place="Astana")
    for typed in ("cyberhygiene", "кибергигиена", "experts", "astana"):
        assert find(members.officer(), typed)["initiatives"][0] == 1, typed
    assert find(of("KZ"), "cyberhygiene") == NOTHING  # the plan is not adopted
    paper.status = "adopted"
    paper.save()
    assert find(of("KZ"), "experts")["initiatives"][0] == 1
    assert find(of("KZ"), "cyberhygiene")["initiatives"][0] == 0  # the line was frozen in no revision
    assert made.pk


def test_proposed_event_is_found_by_its_state_and_once_filed_by_the_secretariat(consultation, find):
    kz = of("KZ")
    initiatives.proposed_event(consultation.revision.paper, kz, title="Symposium on trust")
    assert find(kz, "symposium")["initiatives"][0] == 1
    for user in (of("TR"), members.officer(), members.coordinator()):
        assert find(user, "symposium") == NOTHING


def test_note_is_found_by_every_printed_number_and_by_its_words(consultation, find):
    note = VerbalNote.objects.create(
        kind="circulation", status="issued", series=NoteSeries.objects.create(prefix="NCT/ICT"),
        number="NCT/ICT/688", printed_numbers={"ru": "NST/ICT/688"}, paper=consultation.revision.paper,
        consultation=consultation, issued_on=dt.date(2022, 5, 26), issued_at=comments.OPENS_AT,
        drafted_at=comments.OPENS_AT,
    )  # fmt: skip
    NoteText.objects.create(
        note=note,
        language="ru",
        pieces=[{"id": "body", "style": "plain", "lines": ["Секретариат имеет честь", "направить проект"]}],
    )
    for typed in ("NST/ICT/688", "nct/ict/688", "№ NCT/ICT/688", "секретариату честь"):
        assert find(of("KZ"), typed)["notes"][0] == 1, typed
    for typed in ("plain", "style", "lines"):
        assert find(members.officer(), typed)["notes"][0] == 0, typed
    assert find(of("KW"), "NST/ICT/688") == NOTHING


@pytest.mark.parametrize("printed", ["НСТ/ИКТ/688", 'NST "688"', "NST\\688"])
def test_note_is_found_by_any_part_of_a_printed_number_and_not_by_how_it_is_stored(
    consultation, find, printed
):
    VerbalNote.objects.create(
        kind="circulation", status="issued", series=NoteSeries.objects.create(prefix="NCT/ICT"), number="A-1",
        printed_numbers={"ru": printed}, drafted_at=comments.OPENS_AT, issued_at=comments.OPENS_AT,
        issued_on=dt.date(2022, 5, 26),
    )  # fmt: skip
    for typed in (printed, printed[1:], printed[-4:]):
        assert find(members.officer(), typed)["notes"][0] == 1, typed
    for typed in ("ru", '"ru', "u04", ': "'):
        assert find(members.officer(), typed).get("notes", (0,))[0] == 0, typed


def test_receipt_is_found_by_its_number_by_its_state_and_the_secretariat_alone(remark, find):
    number = Receipt.objects.get().number
    typed = (number, f"№ {number}", number.replace("-", "\u2011").lower(), "KZ-1")
    for user in (of("KZ"), members.user("reader", members.member_state("KZ")), members.officer()):
        assert [find(user, one)["receipts"][0] for one in typed] == [1, 1, 1, 1]
        assert find(user, "1")["receipts"][0] == find(user, "-2")["receipts"][0] == 0
    for user in (of("TR"), members.coordinator()):
        assert [find(user, one)["receipts"][0] for one in typed] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "typed", ["Kazakhstan", "Kazakstan", "казахстана", "Казахстон", "Қазақстан", "казакстан"]
)
def test_a_state_is_found_by_the_secretariat_in_any_language_despite_a_slip(db, find, typed):
    names = {"name_en": "Kazakhstan", "name_ru": "Казахстан", "name_kk": "Қазақстан"}
    members.member_state("KZ", **names)
    members.member_state("TR", name_en="Türkiye", name_ru="Турция", name_kk="Түркия")
    officer = members.officer()
    assert find(officer, typed)["people"][0] == 1
    assert find(officer, f"{typed} xyz")["people"][0] == 0


def test_a_person_is_found_by_name_and_user_name_and_by_the_secretariat_alone(db, find):
    state = members.member_state("KZ")
    members.contact_point(state, username="kz.contact", first_name="Aigerim", last_name="Sarsen")
    officer, delegate = members.officer(), members.drafter(state)
    for typed in ("kz.contact", "Aigerim", "sarsen"):
        assert find(officer, typed)["people"][0] >= 1
        assert find(delegate, typed)["people"][0] == 0
