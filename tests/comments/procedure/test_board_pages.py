import datetime as dt
import re

import pytest
from django.urls import reverse

from comments.models import CommentRound, RoundExtension
from comments.procedure import consultations
from comments.refusals import RoundClosed
from comments.writing import proposed_events
from tests.factories import comments, members, plans
from tests.factories.initiatives import proposed_event

AFTER = "2022-06-07T09:00:00+06:00"


@pytest.fixture
def officer(db):
    return members.officer()


@pytest.fixture
def coordinator(comment_round):
    user = members.coordinator()
    plans.coordinator_of(comment_round.revision.paper.measure, user, state=user.member_state)
    return user


@pytest.fixture
def sign_in(client):
    def sign_in_as(user):
        client.force_login(user)
        return client

    return sign_in_as


def _standing(page):
    return [(cell.row.member_state.code, cell.word) for cell in page.context["cells"]]


def test_list_counts_answers_not_drafts(comment_round, contact, other, officer, sign_in):
    comments.draft(comment_round, other)
    comments.answer(comment_round, contact, "comments")
    page = sign_in(officer).get(reverse("comments:round-list")).content.decode()
    assert "1 of 2 Member States answered; 1 comment" in page


def test_board_shows_every_member_state_in_a_word(comment_round, contact, officer, sign_in):
    comments.answer(comment_round, contact)
    page = sign_in(officer).get(reverse("comments:round-board", args=[comment_round.pk]))
    assert _standing(page) == [("KZ", "no objection"), ("TR", "no answer yet")]
    content = page.content.decode()
    assert content.count('class="board-cell') == 2
    assert 'href="?standing=awaiting#states"' in content


def test_board_opens_the_rows_behind_a_number(comment_round, contact, officer, sign_in):
    comments.answer(comment_round, contact)
    url = reverse("comments:round-board", args=[comment_round.pk])
    client = sign_in(officer)

    def listed(**query):
        return [cell.row.member_state.code for cell in client.get(url, query).context["listed"]]

    assert listed(standing="awaiting") == ["TR"]
    assert listed(standing="no_objection") == ["KZ"]
    assert listed(standing="nonsense") == ["KZ", "TR"]


def test_board_is_sorted_by_what_is_asked(comment_round, other, officer, sign_in):
    comments.answer(comment_round, other)
    url = reverse("comments:round-board", args=[comment_round.pk])
    client = sign_in(officer)

    def listed(sort):
        return [cell.row.member_state.code for cell in client.get(url, {"sort": sort}).context["listed"]]

    assert {sort: listed(sort) for sort in ("state", "standing", "received", "no;drop")} == {
        "state": ["KZ", "TR"],
        "standing": ["TR", "KZ"],
        "received": ["TR", "KZ"],
        "no;drop": ["KZ", "TR"],
    }


def test_board_after_closing_shows_outcome_and_frozen_ledger(
    comment_round, contact, other, officer, sign_in, set_clock
):
    comments.answer(comment_round, contact, "comments")
    proposed_events.file(proposed_event(comment_round.revision.paper, contact), comment_round, by=contact)
    consultations.close(comment_round, at=set_clock(AFTER))
    with pytest.raises(RoundClosed):
        comments.answer(comment_round, other)
    page = sign_in(officer).get(reverse("comments:round-board", args=[comment_round.pk]))
    content = page.content.decode()
    assert _standing(page) == [("KZ", "commented"), ("TR", "late")]
    assert "comments received: the draft goes under consolidation" in content
    assert comment_round.ledger_sha256 in content
    assert "Workshop on incident response" in content


def test_a_signatory_extends_the_deadline(comment_round, signatory, sign_in):
    client = sign_in(signatory)
    answer = client.post(
        reverse("comments:round-extend", args=[comment_round.pk]),
        {"respond_by": "2022-06-10", "reason": "Requested by three capitals"},
    )
    assert answer.url == reverse("comments:round-board", args=[comment_round.pk])
    assert CommentRound.objects.get().closes_at == dt.datetime(2022, 6, 10, 18, tzinfo=dt.UTC)
    page = client.get(answer.url).content.decode()
    assert "<s>Monday, 6 June 2022, 23:59 (Nur-Sultan time, UTC+06:00)</s>" in page
    assert "Friday, 10 June 2022, 23:59 (Nur-Sultan time, UTC+06:00)" in page
    assert "Requested by three capitals" in page


def test_the_former_deadline_is_struck_through_for_delegates_too(
    comment_round, contact, signatory, sign_in, at
):
    consultations.extend(comment_round, dt.date(2022, 6, 10), reason="Why", by=signatory, at=at)
    for name, args in (("round-list", []), ("round-detail", [comment_round.pk])):
        page = sign_in(contact).get(reverse(f"comments:{name}", args=args)).content.decode()
        assert "<s>Monday, 6 June 2022, 23:59 (Nur-Sultan time, UTC+06:00)</s>" in page


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        (
            {"respond_by": "2022-06-06", "reason": "Why"},
            {"respond_by": ["A deadline can only be extended: choose a day after the present last day."]},
        ),
        ({"respond_by": "2022-06-10", "reason": " "}, {"reason": ["This field is required."]}),
    ],
)
def test_a_refused_extension_says_why(comment_round, signatory, sign_in, fields, errors):
    page = sign_in(signatory).post(reverse("comments:round-extend", args=[comment_round.pk]), fields)
    assert (page.status_code, dict(page.context["form"].errors)) == (422, errors)
    assert RoundExtension.objects.count() == 0


def test_an_officer_does_not_extend(comment_round, officer, sign_in):
    page = sign_in(officer).post(
        reverse("comments:round-extend", args=[comment_round.pk]),
        {"respond_by": "2022-06-10", "reason": "Why"},
    )
    assert (page.status_code, RoundExtension.objects.count()) == (403, 0)


def test_compilation_is_filtered_by_the_address(comment_round, contact, other, officer, sign_in):
    comments.draft(comment_round, contact, remark="KZ says", type="editorial")
    comments.draft(comment_round, other, remark="TR says")
    comments.answer(comment_round, contact, "comments")
    comments.answer(comment_round, other, "comments")
    url = reverse("comments:round-compilation", args=[comment_round.pk])
    client = sign_in(officer)

    def shown(**query):
        page = client.get(url, query).content.decode()
        return re.findall(r">((?:KZ|TR) says)<", page)

    assert shown() == ["KZ says", "TR says"]
    assert shown(state="TR") == ["TR says"]
    assert shown(type="editorial") == ["KZ says"]
    assert shown(state="TR", type="editorial") == []
    assert shown(state="XX", type="nonsense") == ["KZ says", "TR says"]


def test_coordinator_sees_comments_from_the_deadline_on(
    comment_round, contact, coordinator, sign_in, set_clock
):
    comments.draft(comment_round, contact, remark="For the coordinator’s eyes")
    comments.answer(comment_round, contact, "comments")
    client = sign_in(coordinator)
    urls = {name: reverse(f"comments:{name}", args=[comment_round.pk]) for name in ("round-detail",)}
    compilation = reverse("comments:round-compilation", args=[comment_round.pk])
    before = [client.get(url).content.decode() for url in (*urls.values(), reverse("comments:round-list"))]
    assert not any("For the coordinator" in page or "1 comment" in page for page in before)
    assert not any(members.member_state("KZ").name in page for page in before)
    assert client.get(compilation).status_code == 404
    set_clock(AFTER)
    after = [client.get(url).content.decode() for url in (*urls.values(), compilation)]
    assert all("For the coordinator’s eyes" in page for page in after)
    assert "1 comment" in client.get(reverse("comments:round-list")).content.decode()


def test_coordinator_of_another_measure_finds_nothing(comment_round, contact, sign_in, set_clock):
    comments.answer(comment_round, contact, "comments")
    set_clock(AFTER)
    client = sign_in(members.coordinator())
    for name in ("round-detail", "round-compilation", "round-board"):
        assert client.get(reverse(f"comments:{name}", args=[comment_round.pk])).status_code == 404
    assert comment_round.reference not in client.get(reverse("comments:round-list")).content.decode()
