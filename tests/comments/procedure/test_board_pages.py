import datetime as dt

import pytest
from django.urls import reverse

from comments.procedure import consultations
from comments.refusals import ConsultationClosed
from comments.writing import proposed_events
from plans.enums import PaperStatus
from plans.life import papers
from tests.factories import comments, members, plans
from tests.factories.initiatives import proposed_event

AFTER = "2022-06-07T09:00:00+06:00"
SHORTLY = "The consultation will be closed shortly."


@pytest.fixture
def coordinator(consultation):
    user = plans.coordinating(consultation.revision.paper)
    return user


def _standing(page):
    return [(cell.row.member_state.code, cell.word) for cell in page.context["cells"]]


def test_list_counts_answers_not_drafts(consultation, contact, other, officer, client):
    comments.draft(consultation, other)
    comments.answer(consultation, contact, "comments")
    page = client.signed_in(officer).get(reverse("comments:consultation-list")).content.decode()
    assert "1 of 2 Member States responded; 1 comment" in page


def test_board_shows_every_member_state_in_a_word(consultation, contact, officer, client):
    comments.answer(consultation, contact)
    page = client.signed_in(officer).get(reverse("comments:consultation-board", args=[consultation.pk]))
    assert _standing(page) == [("KZ", "no objection"), ("TR", "no reply yet")]
    content = page.content.decode()
    assert content.count('class="board-cell') == 2
    assert 'href="?standing=awaiting#states"' in content

    url = reverse("comments:consultation-board", args=[consultation.pk])
    client.force_login(officer)

    def listed(**query):
        return [cell.row.member_state.code for cell in client.get(url, query).context["listed"]]

    assert listed(standing="awaiting") == ["TR"]
    assert listed(standing="no_objection") == ["KZ"]
    assert listed(standing="all") == ["KZ", "TR"]
    assert listed(standing="nonsense") == listed() == []


def test_board_after_closing_shows_outcome_and_frozen_ledger(
    consultation, contact, other, officer, client, set_clock
):
    comments.answer(consultation, contact, "comments")
    proposed_events.file(proposed_event(consultation.revision.paper, contact), consultation, by=contact)
    consultations.close(consultation, at=set_clock(AFTER))
    with pytest.raises(ConsultationClosed):
        comments.answer(consultation, other)
    page = client.signed_in(officer).get(reverse("comments:consultation-board", args=[consultation.pk]))
    content = page.content.decode()
    assert _standing(page) == [("KZ", "commented · 1"), ("TR", "late")]
    assert "comments received: the draft will be consolidated" in content
    assert consultation.ledger_sha256 in content
    assert "Workshop on incident response" in content
    assert SHORTLY not in content


def test_board_between_deadline_and_sweep_says_that_the_closing_is_near(
    consultation, officer, client, set_clock
):
    set_clock(AFTER)
    page = client.signed_in(officer).get(reverse("comments:consultation-board", args=[consultation.pk]))
    assert SHORTLY in page.content.decode()


def test_the_former_deadline_is_struck_through_for_delegates_too(
    consultation, contact, signatory, client, at
):
    consultations.extend(consultation, dt.date(2022, 6, 10), reason="Why", by=signatory, at=at)
    for name, args in (("consultation-list", []), ("consultation-detail", [consultation.pk])):
        page = client.signed_in(contact).get(reverse(f"comments:{name}", args=args)).content.decode()
        assert "<s>Monday, 6\u00a0June\u00a02022, 23:59 (Nur-Sultan time, UTC+06:00)</s>" in page


def test_coordinator_sees_comments_from_the_deadline_on(
    consultation, contact, coordinator, client, set_clock
):
    comments.answer(consultation, contact, "comments", remark="For the coordinator’s eyes")
    client.force_login(coordinator)
    urls = {name: reverse(f"comments:{name}", args=[consultation.pk]) for name in ("consultation-detail",)}
    compilation = reverse("comments:consultation-compilation", args=[consultation.pk])
    before = [
        client.get(url).content.decode() for url in (*urls.values(), reverse("comments:consultation-list"))
    ]
    assert not any("For the coordinator" in page or "1 comment" in page for page in before)
    assert not any(members.member_state("KZ").name in page for page in before)
    assert client.get(compilation).status_code == 404
    set_clock(AFTER)
    after = [client.get(url).content.decode() for url in (*urls.values(), compilation)]
    assert all("For the coordinator’s eyes" in page for page in after)
    assert "1 comment" in client.page("comments:consultation-list")


def test_coordinator_of_another_measure_finds_nothing(consultation, contact, client, set_clock):
    comments.answer(consultation, contact, "comments")
    set_clock(AFTER)
    client.force_login(members.coordinator())
    for name in ("consultation-detail", "consultation-compilation", "consultation-board"):
        assert client.get(reverse(f"comments:{name}", args=[consultation.pk])).status_code == 404
    assert consultation.reference not in client.page("comments:consultation-list")


def test_the_board_offers_no_time_for_a_text_that_a_later_one_has_replaced(
    consultation, contact, officer, signatory, client, set_clock
):
    comments.answer(consultation, contact, "comments")
    at = set_clock(AFTER)
    consultations.close(consultation, at=at)
    paper = consultation.revision.paper
    papers.move(paper, PaperStatus.CIRCULATED, by=signatory, at=at)
    later = {"opens_at": at, "respond_by": at.date() + dt.timedelta(days=20)}
    comments.consultation(revision=comments.revision(paper), **later)
    url = reverse("comments:consultation-board", args=[consultation.pk])
    why = "The plan has moved on since this consultation. No further time can be granted."
    for person in (officer, signatory):
        page = client.signed_in(person).get(url)
        told = {one["act"]: one["why"] for one in page.context["held_acts"]}
        assert (told["Extend deadline"], told["Grant additional time"]) == (why, why)
        assert reverse("comments:consultation-grant", args=[consultation.pk]) not in page.content.decode()


def test_what_can_be_done_or_is_nobodys_of_the_board_is_not_held(consultation, officer, client, set_clock):
    url = reverse("comments:consultation-board", args=[consultation.pk])

    def held(person):
        return {one["act"] for one in client.signed_in(person).get(url).context["held_acts"]}

    assert held(signatory := members.signatory()) == {"Confirm outcome", "Distribute compilation"}
    consultations.close(consultation, at=set_clock(AFTER))
    assert held(signatory) == {"Extend deadline", "Distribute compilation"}
    assert held(officer) == {
        "Extend deadline",
        "Grant additional time",
        "Confirm outcome",
        "Distribute compilation",
    }
