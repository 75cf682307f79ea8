"""One consultation in which every State did something else: one number for one thing everywhere."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from comments.answering import dialogue, dispositions
from comments.closed_refusals import GrantsRunning
from comments.enums import DispositionKind, Outcome, Position
from comments.procedure import certificates, consultations, outcomes
from comments.procedure.deadlines import grants
from comments.procedure.lists import answering
from comments.procedure.lists.answering import Waiting
from comments.procedure.replies import ledger
from comments.refusals import ConsultationClosed
from notes.delivery import bounces, sending
from notes.models import Dispatch
from plans.enums import PaperStatus
from plans.models import ConceptPaper
from tests.factories import api, comments, members, notes, plans
from tests.factories.reports import report
from tests.journeys import chips

pytestmark = pytest.mark.django_db

SENT = notes.AT + dt.timedelta(minutes=1)
DURING = notes.AT + dt.timedelta(days=2)
AFTER = notes.CLOSES_AT + dt.timedelta(minutes=1)
UNTIL = AFTER + dt.timedelta(days=3)

# What each State does in the end, by its code.
STANDINGS = {
    "AF": "grant_running",
    "AZ": "silent",
    "CN": "commented",
    "EG": "not_reached",
    "JP": "granted",
    "KG": "granted",
    "KZ": "commented",
    "RU": "no_objection",
    "TR": "withdrawn",
    "VN": "late",
}
ANSWERED = 5
LANGUAGES_OF_STATES = dict.fromkeys(STANDINGS, "en") | {"KZ": "kk", "RU": "ru"}


def numbers(standings):
    found = {}
    for standing in standings.values():
        found[standing] = found.get(standing, 0) + 1
    return found


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.OUTBOX_DIR = tmp_path / "media", tmp_path / "outbox"


@pytest.fixture
def people():
    return notes.delegations(LANGUAGES_OF_STATES)


@pytest.fixture
def signatory():
    return members.signatory(username="signatory")


@pytest.fixture
def consultation(people, signatory, set_clock):
    """Return the round just after its deadline, which no sweep has recorded yet."""
    consultation = notes.circulated(by=signatory)
    notes.store_all()
    sending.deliver_due(SENT)
    bounces.receive(report(Dispatch.objects.get(member_state__code="EG")), at=SENT)
    set_clock(DURING)
    for code in ("KZ", "CN"):
        comments.answer(consultation, people[code], Position.COMMENTS)
    for code in ("RU", "JP", "TR"):
        comments.answer(consultation, people[code])
    comments.answer(consultation, people["TR"], Position.WITHDRAWN)
    for code in ("AF", "KG", "JP"):
        give(consultation, people[code], signatory, at=DURING)
    set_clock(AFTER)
    return consultation


def give(consultation, contact, signatory, *, at, until=UNTIL):
    grants.give(consultation, contact.member_state, until=until, reason="Why", by=signatory, at=at)


def file_late(consultation, people):
    """Let Viet Nam comment too late, and Kyrgyzstan and Japan in their additional time."""
    comments.draft(consultation, people["VN"])
    with pytest.raises(ConsultationClosed):
        comments.answer(consultation, people["VN"], Position.COMMENTS)
    for code in ("KG", "JP"):
        comments.answer(consultation, people[code], Position.COMMENTS)
    consultation.refresh_from_db()


def of_board(client, consultation):
    """Return the numbers of the board, each of which is the number of rows behind it."""
    url = reverse("comments:consultation-board", args=[consultation.pk])
    page = client.get(url)
    assert len(page.context["cells"]) == len(STANDINGS)
    counts = {one["standing"]: one["count"] for one in page.context["counts"]}
    for name, count in counts.items():
        assert len(client.get(url, {"standing": name}).context["listed"]) == count
    return {name: count for name, count in counts.items() if name not in {"all", "unopened", "acknowledged"}}


def of_facts(client, consultation):
    return dict(client.get(reverse("comments:consultation-outcome", args=[consultation.pk])).context["facts"])


def of_command(consultation):
    out = StringIO()
    call_command("ledger", consultation.reference, "--json", stdout=out)
    said = json.loads(out.getvalue())
    return numbers({row["code"]: row["status"] for row in said["member_states"]})


def of_api(signatory, consultation):
    url = reverse("api:consultation-ledger", args=[consultation.pk])
    said = api.client(signatory).get(url).json()
    return numbers({row["state"]["code"]: row["standing"] for row in said["items"]})


def words_of(found):
    return {str(ledger.Standing(name).label): number for name, number in found.items()}


def test_every_surface_says_the_same_numbers(consultation, people, signatory, client):
    consultations.close(consultation, at=AFTER)
    file_late(consultation, people)
    rows = ledger.rows(consultation, at=AFTER)
    assert {row.member_state.code: row.standing for row in rows} == STANDINGS
    expected = numbers(STANDINGS)
    assert sum(expected.values()) == consultation.addressees.count()
    client.force_login(signatory)
    assert of_board(client, consultation) == expected
    assert of_command(consultation) == of_api(signatory, consultation) == expected
    certificate = certificates.content(consultation, "en", at=AFTER)
    assert dict(certificate.totals) == of_facts(client, consultation) == words_of(expected)
    page = client.get(reverse("comments:consultation-list")).content.decode()
    assert f"{ANSWERED} of {len(STANDINGS)} Member States responded" in " ".join(page.split())
    assert sum(expected[name] for name in ("commented", "no_objection", "granted")) == ANSWERED


def test_a_state_with_additional_time_is_not_silent_before_the_closing_is_recorded(
    consultation, people, signatory, client
):
    expected = STANDINGS | {"KG": "grant_running", "JP": "no_objection", "VN": "silent"}
    client.force_login(signatory)
    assert {row.member_state.code: row.standing for row in ledger.rows(consultation, at=AFTER)} == expected
    assert of_board(client, consultation) == of_command(consultation) == numbers(expected)
    consultations.close(consultation, at=AFTER)
    frozen = dict(consultation.ledger.values_list("member_state__code", "standing"))
    assert frozen == expected
    assert of_board(client, consultation) == numbers(expected)


def test_additional_time_that_passed_unused_leaves_the_state_silent(consultation, people, signatory, client):
    consultations.close(consultation, at=AFTER)
    file_late(consultation, people)
    after = {row.member_state.code: row.standing for row in ledger.rows(consultation, at=UNTIL)}
    assert after == STANDINGS | {"AF": "silent"}


def test_the_outcome_waits_for_those_alone_that_have_not_answered(
    consultation, people, signatory, client, set_clock
):
    consultations.close(consultation, at=AFTER)
    file_late(consultation, people)
    client.force_login(signatory)
    url = reverse("comments:consultation-outcome", args=[consultation.pk])
    page = client.get(url)
    assert [row.member_state.code for row in page.context["running"]] == ["AF"]
    assert "State EG" in page.content.decode()
    with pytest.raises(GrantsRunning):
        outcomes.confirm(consultation, outcome=Outcome.COMMENTS, by=signatory, at=AFTER)
    comments.answer(consultation, people["AF"])
    assert "Confirm outcome" in client.get(url).content.decode()
    assert client.post(url, {"outcome": "comments"}, follow=True).context["is_confirmed"]
    later = set_clock(AFTER + dt.timedelta(minutes=1))
    give(consultation, people["AF"], signatory, at=later, until=UNTIL + dt.timedelta(days=1))
    assert [row.member_state.code for row in client.get(url).context["running"]] == []


def test_comments_to_answer_are_one_number(consultation, people, signatory, officer, coordinator, client):
    consultations.close(consultation, at=AFTER)
    file_late(consultation, people)
    ConceptPaper.objects.update(status=PaperStatus.UNDER_CONSOLIDATION)
    counted = list(dialogue.unanswered(consultation))
    assert len(counted) == 4
    propose(consultation, counted[:1], coordinator)
    propose(consultation, counted[1:2], officer)
    assert len(dialogue.unanswered(consultation)) == 3
    url = reverse("comments:disposition-list", args=[consultation.pk])
    for user in (officer, coordinator):
        client.force_login(user)
        for start in ("/", reverse("comments:consultation-list")):
            page = " ".join(client.get(start).content.decode().split())
            assert "2 comments need a reply" in page and "1 reply needs confirmation" in page
        page = client.get(url)
        counts = chips.counts(page)
        assert (counts[Waiting.OPEN], counts[Waiting.PROPOSED], counts[Waiting.LATE]) == (2, 1, 1)
        counts |= chips.kinds(page)
        assert counts[DispositionKind.ACCEPTED] == 2
        for value, number in counts.items():
            assert chips.listed(client.get(url, {"disposition": value})) == number
        compilation = client.get(reverse("comments:consultation-compilation", args=[consultation.pk]))
        (side,) = [one for one in compilation.context["sides"] if one["name"] == "disposition"]
        options = {option["value"]: option["count"] for option in side["options"]}
        assert {value: options[value] for value in ("open", "proposed", "late")} == {
            "open": 2,
            "proposed": 1,
            "late": 1,
        }


@pytest.mark.parametrize(
    ("counts", "stage", "waiting"),
    [
        (True, "", Waiting.OPEN),
        (True, "proposed", Waiting.PROPOSED),
        (True, "confirmed", Waiting.NOTHING),
        (False, "", Waiting.LATE),
        (False, "confirmed", Waiting.NOTHING),
    ],
)
def test_a_comment_waits_for_one_thing(counts, stage, waiting):
    assert answering.waiting(counts=counts, stage=stage) == waiting


@pytest.fixture
def officer():
    return members.officer(username="officer")


@pytest.fixture
def coordinator(consultation, settings):
    settings.DISPOSITIONS_CONFIRMED = True
    made = members.coordinator()
    plans.coordinator_of(consultation.revision.paper.measure, made, state=made.member_state)
    return made


def propose(consultation, chosen, by):
    dispositions.record(
        consultation,
        chosen,
        kind=DispositionKind.ACCEPTED,
        reply="",
        language="en",
        seen={},
        by=by,
        at=AFTER,
    )
