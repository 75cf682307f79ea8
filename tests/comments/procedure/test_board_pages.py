import datetime as dt
import re

import pytest
from django.urls import reverse

from cica_portal.spaces import ordinary
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
def officer(db):
    return members.officer()


@pytest.fixture
def coordinator(consultation):
    user = members.coordinator()
    plans.coordinator_of(consultation.revision.paper.measure, user, state=user.member_state)
    return user


@pytest.fixture
def sign_in(client):
    def sign_in_as(user):
        client.force_login(user)
        return client

    return sign_in_as


def _standing(page):
    return [(cell.row.member_state.code, cell.word) for cell in page.context["cells"]]


def test_list_counts_answers_not_drafts(consultation, contact, other, officer, sign_in):
    comments.draft(consultation, other)
    comments.answer(consultation, contact, "comments")
    page = sign_in(officer).get(reverse("comments:consultation-list")).content.decode()
    assert "1 of 2 Member States responded; 1 comment" in page


def test_board_shows_every_member_state_in_a_word(consultation, contact, officer, sign_in):
    comments.answer(consultation, contact)
    page = sign_in(officer).get(reverse("comments:consultation-board", args=[consultation.pk]))
    assert _standing(page) == [("KZ", "no objection"), ("TR", "no reply yet")]
    content = page.content.decode()
    assert content.count('class="board-cell') == 2
    assert 'href="?standing=awaiting#states"' in content


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the schedule can be changed until then"),
        ("ru", "до этого расписание можно изменить"),
        ("kk", "оған дейін кестені өзгертуге болады"),
    ],
)
def test_board_says_that_the_schedule_of_reminders_can_be_changed_and_not_the_plan(
    consultation, officer, sign_in, language, said
):
    officer.language = language
    officer.save(update_fields=["language"])
    page = sign_in(officer).get(reverse("comments:consultation-board", args=[consultation.pk]))
    assert said in ordinary(page.content.decode())


def test_board_opens_the_rows_behind_a_number(consultation, contact, officer, sign_in):
    comments.answer(consultation, contact)
    url = reverse("comments:consultation-board", args=[consultation.pk])
    client = sign_in(officer)

    def listed(**query):
        return [cell.row.member_state.code for cell in client.get(url, query).context["listed"]]

    assert listed(standing="awaiting") == ["TR"]
    assert listed(standing="no_objection") == ["KZ"]
    assert listed(standing="nonsense") == ["KZ", "TR"]


def test_board_is_sorted_by_what_is_asked(consultation, other, officer, sign_in):
    comments.answer(consultation, other)
    url = reverse("comments:consultation-board", args=[consultation.pk])
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
    consultation, contact, other, officer, sign_in, set_clock
):
    comments.answer(consultation, contact, "comments")
    proposed_events.file(proposed_event(consultation.revision.paper, contact), consultation, by=contact)
    consultations.close(consultation, at=set_clock(AFTER))
    with pytest.raises(ConsultationClosed):
        comments.answer(consultation, other)
    page = sign_in(officer).get(reverse("comments:consultation-board", args=[consultation.pk]))
    content = page.content.decode()
    assert _standing(page) == [("KZ", "commented"), ("TR", "late")]
    assert "comments received: the draft will be consolidated" in content
    assert consultation.ledger_sha256 in content
    assert "Workshop on incident response" in content
    assert SHORTLY not in content


def test_the_board_leads_to_a_compilation_only_where_there_are_comments(
    consultation, contact, other, officer, sign_in, set_clock
):
    url, said = reverse("comments:consultation-board", args=[consultation.pk]), []
    comments.answer(consultation, contact)
    for position in ("no_objection", "comments"):
        set_clock("2022-06-01T12:00:00+06:00")
        comments.answer(consultation, other, position)
        set_clock(AFTER)
        page = sign_in(officer).get(url).content.decode()
        said.append("The comments are in the compilation" in page)
        assert reverse("comments:consultation-compilation", args=[consultation.pk]) in page
    assert said == [False, True]


def test_board_between_deadline_and_sweep_says_that_the_closing_is_near(
    consultation, officer, sign_in, set_clock
):
    set_clock(AFTER)
    page = sign_in(officer).get(reverse("comments:consultation-board", args=[consultation.pk]))
    assert SHORTLY in page.content.decode()


def test_the_link_to_an_event_is_marked_with_the_language_of_its_title(
    consultation, contact, officer, sign_in
):
    titled = proposed_event(consultation.revision.paper, contact, language="ru", title="Семинар")
    proposed_events.file(titled, consultation, by=contact)
    comments.answer(consultation, contact)
    for name in ("consultation-board", "consultation-compilation"):
        page = sign_in(officer).get(reverse(f"comments:{name}", args=[consultation.pk])).content.decode()
        assert ': <bdi dir="auto" lang="ru">Семинар</bdi></span></a>' in page


def test_the_former_deadline_is_struck_through_for_delegates_too(
    consultation, contact, signatory, sign_in, at
):
    consultations.extend(consultation, dt.date(2022, 6, 10), reason="Why", by=signatory, at=at)
    for name, args in (("consultation-list", []), ("consultation-detail", [consultation.pk])):
        page = sign_in(contact).get(reverse(f"comments:{name}", args=args)).content.decode()
        assert "<s>Monday, 6\u00a0June\u00a02022, 23:59 (Nur-Sultan time, UTC+06:00)</s>" in page


def test_compilation_is_filtered_by_the_address(consultation, contact, other, officer, sign_in):
    comments.draft(consultation, contact, remark="KZ says", type="editorial")
    comments.draft(consultation, other, remark="TR says")
    comments.answer(consultation, contact, "comments")
    comments.answer(consultation, other, "comments")
    url = reverse("comments:consultation-compilation", args=[consultation.pk])
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
    consultation, contact, coordinator, sign_in, set_clock
):
    comments.draft(consultation, contact, remark="For the coordinator’s eyes")
    comments.answer(consultation, contact, "comments")
    client = sign_in(coordinator)
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
    assert "1 comment" in client.get(reverse("comments:consultation-list")).content.decode()


def test_coordinator_of_another_measure_finds_nothing(consultation, contact, sign_in, set_clock):
    comments.answer(consultation, contact, "comments")
    set_clock(AFTER)
    client = sign_in(members.coordinator())
    for name in ("consultation-detail", "consultation-compilation", "consultation-board"):
        assert client.get(reverse(f"comments:{name}", args=[consultation.pk])).status_code == 404
    assert consultation.reference not in client.get(reverse("comments:consultation-list")).content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Not possible now", "Possible after the deadline.", "An authorized signatory grants it.")),
        ("ru", ("Сейчас невозможно", "Возможно после окончания срока.", "уполномоченное лицо")),
        ("kk", ("Қазір мүмкін емес", "Мерзім өткеннен кейін мүмкін болады.", "қол қоюға уәкілетті тұлға")),
    ],
)
def test_the_board_says_why_an_act_is_not_possible_now(consultation, sign_in, language, words):
    url = reverse("comments:consultation-board", args=[consultation.pk])
    page = ordinary(sign_in(members.officer(language=language)).get(url).content.decode())
    assert [word for word in words if word not in page] == []


def test_the_board_offers_no_time_for_a_text_that_a_later_one_has_replaced(
    consultation, contact, officer, signatory, sign_in, set_clock
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
        page = sign_in(person).get(url)
        told = {one.act: one.why for one in page.context["held_acts"]}
        assert (told["Extend deadline"], told["Grant additional time"]) == (why, why)
        assert reverse("comments:consultation-grant", args=[consultation.pk]) not in page.content.decode()


def test_what_can_be_done_or_is_nobodys_of_the_board_is_not_held(consultation, officer, sign_in, set_clock):
    url = reverse("comments:consultation-board", args=[consultation.pk])

    def held(person):
        return {one.act for one in sign_in(person).get(url).context["held_acts"]}

    assert held(signatory := members.signatory()) == {"Confirm outcome", "Distribute compilation"}
    set_clock(AFTER)
    consultations.close(consultation, at=dt.datetime.fromisoformat(AFTER))
    assert held(signatory) == {"Extend deadline", "Distribute compilation"}
    assert held(officer) == {
        "Extend deadline",
        "Grant additional time",
        "Confirm outcome",
        "Distribute compilation",
    }
