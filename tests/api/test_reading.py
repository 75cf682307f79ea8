"""What is read: the same as on pages, for each person what that person may read."""

import datetime as dt
import uuid

import pytest
from django.utils.http import http_date

from api import shapes
from comments.answering import dispositions
from comments.enums import Position
from comments.models import AnswersRelease, Comment, CompilationRelease
from comments.procedure import consultations
from comments.procedure.deadlines import grants
from comments.writing import responses
from notes.acts import followups, free_notes, issuing
from tests.factories import api, comments, initiatives, members, notes, plans

pytestmark = pytest.mark.django_db

V1 = "/api/v1/"
DURING = "2022-06-01T12:00:00+06:00"
AFTER = dt.datetime(2022, 6, 20, tzinfo=dt.UTC)


def of(code):
    return members.contact_point(members.member_state(code))


def read(user, path, status=200):
    response = api.client(user).get(V1 + path)
    assert response.status_code == status, response.content
    return response.json()


@pytest.fixture
def consultation(set_clock):
    """Return a round in which KZ filed one remark and keeps another to itself."""
    set_clock(DURING)
    made = comments.consultation(states=("KZ", "TR"))
    kz = of("KZ")
    comments.draft(made, kz, remark="Filed")
    responses.submit(made, position=Position.COMMENTS, by=kz, request_key=uuid.uuid4())
    comments.draft(made, kz, remark="Secret")
    return made


def test_plans_are_those_whose_text_the_person_reads(consultation):
    paper, drafted = consultation.revision.paper, plans.paper()
    everything = {item["id"]: item for item in read(members.officer(), "plans/")["items"]}
    assert set(everything) == {paper.slug, drafted.slug}
    (mine,) = read(of("KZ"), "plans/")["items"]
    assert mine["id"] == paper.slug and mine["status"] is None
    assert everything[paper.slug]["status"] == "circulated"
    assert [one["number"] for one in mine["revisions"]] == [0]
    assert read(of("KW"), "plans/")["items"] == []
    for user, status in ((of("KZ"), 200), (of("KW"), 404), (members.coordinator(), 404)):
        read(user, f"plans/{paper.slug}/", status)
        read(user, f"plans/{paper.slug}/revisions/0/", status)
        read(user, f"plans/{drafted.slug}/", 404)

    revision = consultation.revision
    text = read(of("KZ"), f"plans/{revision.paper.slug}/revisions/0/")
    assert [block["kind"] for block in text["blocks"]] == ["title", "paragraph", "paragraph"]
    assert text["blocks"][1]["text"] == {code: f"Paragraph 0 {code}" for code in ("en", "ru", "kk")}
    assert text["blocks"][1]["key"] == str(comments.first_paragraph(consultation).key)
    assert text["sha256"] == revision.sha256

    paper = consultation.revision.paper
    frozen = dict(paper.titles)
    paper.titles = dict.fromkeys(("en", "ru", "kk"), "Secret new title")
    paper.save()
    assert read(of("KZ"), f"plans/{paper.slug}/")["title"] == frozen
    assert read(members.officer(), f"plans/{paper.slug}/")["title"]["en"] == "Secret new title"


def test_consultations_have_one_deadline_and_stand_by_the_clock(consultation, set_clock):
    (one,) = read(of("TR"), "consultations/")["items"]
    assert one["deadline"] == {
        "closes_at": "2022-06-07T00:00:00+06:00",
        "last_day": "2022-06-06",
        "last_minute": "23:59",
        "time_zone": "Asia/Almaty",
        "text": {
            "en": "Monday, 6 June 2022, 23:59 (Nur-Sultan time, UTC+06:00)",
            "ru": "понедельник, 6 июня 2022 г., 23:59 (по времени Нур-Султана, UTC+06:00)",
            "kk": "2022 жылғы 6 маусым, дүйсенбі, 23:59 (Нұр-Сұлтан уақыты бойынша, UTC+06:00)",
        },
        "earlier": [],
        "additional_time_until": None,
    }
    assert (one["status"], one["outcome"]) == ("open", None)
    consultations.extend(
        consultation, dt.date(2022, 6, 10), reason="Why", by=members.signatory(), at=set_clock(DURING)
    )
    set_clock(AFTER)
    one = read(of("TR"), f"consultations/{consultation.pk}/")
    assert one["status"] == "closed" and one["deadline"]["earlier"] == ["2022-06-07T00:00:00+06:00"]
    consultations.close(consultation, at=AFTER)
    assert read(members.officer(), f"consultations/{consultation.pk}/")["outcome"] == "comments"
    assert read(of("TR"), f"consultations/{consultation.pk}/")["outcome"] is None
    read(of("KW"), f"consultations/{consultation.pk}/", 404)
    assert read(of("KW"), "consultations/")["items"] == []


def test_ledger_is_for_the_secretariat(consultation, set_clock):
    path = f"consultations/{consultation.pk}/ledger/"
    for user, status in ((of("KZ"), 403), (of("KW"), 404)):
        read(user, path, status)
    open_one = read(members.officer(), path)
    assert [(row["state"]["code"], row["standing"]) for row in open_one["items"]] == [
        ("KZ", "commented"),
        ("TR", "awaiting"),
    ]
    assert (open_one["is_frozen"], open_one["sha256"]) == (False, None)
    consultations.close(consultation, at=set_clock(AFTER))
    frozen = read(members.officer(), path)
    consultation.refresh_from_db()
    assert (frozen["is_frozen"], frozen["sha256"]) == (True, consultation.ledger_sha256)
    assert frozen["items"][1]["standing"] == "silent"
    assert frozen["items"][0]["answer"]["position"] == "comments"


def test_comments_are_read_from_when_they_are_open_to_the_person(consultation, set_clock):
    path = f"consultations/{consultation.pk}/comments/"
    officer, mine = members.officer(), members.coordinator()
    plans.coordinator_of(consultation.revision.paper.measure, mine, state=mine.member_state)

    def remarks(user):
        return [item["remark"] for item in read(user, path)["items"]]

    assert remarks(officer) == remarks(of("KZ")) == ["Filed"]
    assert remarks(of("TR")) == remarks(mine) == []
    read(of("KW"), path, 404)
    consultations.close(consultation, at=set_clock(AFTER))
    assert remarks(mine) == ["Filed"] and remarks(of("TR")) == []
    CompilationRelease.objects.create(consultation=consultation, by=officer, at=AFTER)
    assert remarks(of("TR")) == ["Filed"]


def test_comments_come_page_by_page_in_the_order_of_the_text_with_all_they_say(consultation):
    first, second = consultation.revision.blocks.filter(kind="paragraph").order_by("position")[:2]
    wordings = {"language": "ru", "proposed_text": "Слова", "wordings": {"kk": "Сөздер"}}
    comments.draft(consultation, of("TR"), block_key=second.key, remark="Second", **wordings)
    comments.answer(consultation, of("TR"), Position.COMMENTS, block_key=None, remark="On the whole")
    path = f"consultations/{consultation.pk}/comments/?size=1&page="
    pages = [read(members.officer(), f"{path}{number}") for number in (1, 2, 3, 4)]

    found = [item for page in pages for item in page["items"]]
    assert [(item["state"]["code"], item["block"], item["remark"]) for item in found] == [
        ("TR", None, "On the whole"),
        ("KZ", str(first.key), "Filed"),
        ("TR", str(second.key), "Second"),
    ]
    assert [page["next"] is not None for page in pages] == [True, True, False, False]
    filed = Comment.objects.get(remark="Second")
    assert found[2] == {
        "id": str(filed.pk),
        "state": {"code": "TR", "name": shapes.translated(filed.response.member_state, "name")},
        "block": str(second.key),
        "until_block": None,
        "after_block": None,
        "joins": None,
        "type": "substantive",
        "is_condition": False,
        "operation": "MOD",
        "language": "ru",
        "remark": "Second",
        "proposed": {"ru": "Слова", "kk": "Сөздер"},
        "rationale": "A reason",
        "received_at": shapes.instant(filed.response.received_at, consultation.time_zone).isoformat(
            timespec="milliseconds"
        ),
        "version": 1,
        "is_late": False,
        "is_granted": False,
        "disposition": None,
    }


def test_disposition_is_told_to_its_state_once_released(consultation, set_clock):
    path = f"consultations/{consultation.pk}/comments/"
    officer = members.officer()
    consultations.close(consultation, at=set_clock(AFTER))
    comment = consultation.responses.get().comments.get()
    dispositions.record(consultation, [comment], kind="noted", reply="Noted", language="en", seen={},
                        by=officer, at=AFTER)  # fmt: skip
    CompilationRelease.objects.create(consultation=consultation, by=officer, at=AFTER)

    def told(user):
        (item,) = read(user, path)["items"]
        return item["disposition"] and item["disposition"]["reply"]

    assert told(officer) == "Noted" and told(of("KZ")) is None
    AnswersRelease.objects.create(consultation=consultation, by=officer, at=AFTER)
    assert told(of("KZ")) == "Noted" and told(of("TR")) is None


def test_initiatives_carry_their_line(consultation):
    paper = consultation.revision.paper
    made = initiatives.initiative(paper, status="planned", host=members.member_state("KZ"), year=2022)
    (item,) = read(members.officer(), f"initiatives/?plan={paper.slug}")["items"]
    assert item["text"]["ru"] == "A line of the plan" and item["when"]["year"] == 2022
    assert item["label"]["en"] == "1."
    assert read(members.officer(), "initiatives/?plan=other")["items"] == []
    read(members.officer(), "initiatives/?plan=%00", 400)
    read(of("KZ"), f"initiatives/{made.block_key}/", 404)
    paper.status = "adopted"
    paper.save()
    assert read(of("KW"), f"initiatives/{made.block_key}/")["host"] == "KZ"


def test_notes_are_read_with_their_words(set_clock):
    set_clock(notes.AT)
    consultation = notes.circulated()
    note = notes.note_of(consultation)
    kz = members.drafter(members.member_state("KZ"))
    (item,) = read(kz, "notes/")["items"]
    assert (item["number"], item["consultation"], item["status"]) == (
        "NCT/ICT/689",
        consultation.pk,
        "issued",
    )
    texts = read(kz, f"notes/{note.key}/")["texts"]
    assert set(texts) == {"en", "ru", "kk"} and any("689" in line for line in texts["kk"])
    read(of("IN"), f"notes/{note.key}/", 404)
    assert read(of("IN"), "notes/")["items"] == []


def test_client_that_has_a_note_learns_that_it_was_annulled(set_clock):
    set_clock(notes.AT)
    notes.delegations()
    officer, signatory = members.officer(), members.signatory()
    note = notes.free_note(by=officer)
    free_notes.hand_over(note, by=officer, at=notes.AT)
    issuing.issue(note, by=signatory, at=notes.AT)
    asking, url = api.client(officer), f"/api/v1/notes/{note.key}/"
    first = asking.get(url)
    assert first.json()["annulled_by"] is None

    issuing.issue(followups.annul(note, by=officer, at=notes.AT), by=signatory, at=notes.AT)
    known = {"if-none-match": first.headers["ETag"], "if-modified-since": http_date(notes.AT.timestamp())}
    again = asking.get(url, headers={"if-modified-since": known["if-modified-since"]})
    assert again.status_code == 200 and again.json()["annulled_by"] is not None
    assert asking.get(url, headers=known).status_code == 200


@pytest.mark.parametrize(
    "path", ["plans/", "consultations/", "initiatives/", "notes/", "consultations/{}/comments/"]
)
def test_queries_do_not_grow_with_rows(consultation, path, django_assert_max_num_queries):
    officer = members.officer()
    asking = api.client(officer)
    counts = []
    for number in range(3):
        other = comments.consultation(states=("KZ", "TR"))
        initiatives.initiative(other.revision.paper)
        tr = of("TR")
        comments.draft(consultation, tr, remark=f"Remark {number}")
        responses.submit(consultation, position=Position.COMMENTS, by=tr, request_key=uuid.uuid4())
        url = V1 + path.format(consultation.pk)
        asking.get(url)
        with django_assert_max_num_queries(8) as seen:
            assert asking.get(url).json()["items"] or path == "notes/"
        counts.append(len(seen))
    assert len(set(counts)) == 1


def test_a_state_with_additional_time_reads_its_own_end_and_no_other_does(consultation):
    until = dt.datetime(2022, 6, 9, 12, tzinfo=dt.UTC)
    state = members.member_state("TR")
    grants.give(
        consultation, state, until=until, reason="Why", by=members.signatory(), at=consultation.opens_at
    )
    for person, expected in ((of("TR"), "2022-06-09T18:00:00+06:00"), (of("KZ"), None)):
        one = read(person, f"consultations/{consultation.pk}/")
        assert one["deadline"]["additional_time_until"] == expected


def test_a_plan_says_its_next_meeting_to_whom_it_was_sent(consultation):
    paper = consultation.revision.paper
    plans.item(paper, plans.meeting(dt.date(2022, 7, 21)), symbol="SWG/2022/4")
    plans.item(paper, plans.meeting(dt.date(2022, 9, 1), body="soc"))

    (mine,) = read(of("KZ"), "plans/")["items"]

    assert mine["meeting"] == {
        "body": "swg",
        "first_on": "2022-07-21",
        "last_on": "2022-07-21",
        "place": {"en": "Astana", "ru": "Астана", "kk": "Астана"},
        "item": "4",
        "title": dict.fromkeys(("en", "ru", "kk"), "The draft"),
        "symbol": "SWG/2022/4",
    }
    assert read(of("VN"), "plans/")["items"] == []
