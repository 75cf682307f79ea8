"""One act answers a group: who joins a proposal with it, who says the same where a person ticks it."""

import datetime as dt

import pytest
from django.urls import reverse

from comments.answering import dialogue, dispositions
from comments.enums import Position, Visibility
from comments.models import Disposition
from comments.procedure import consultations
from comments.writing import cosponsors
from members.models import AuditEntry, PersonalMail
from tests.comments.given import AFTER
from tests.factories import comments, members
from tests.factories.comments import filed_by

CODES = ("KG", "KZ", "TJ", "UZ")
WORDING = "Paragraph 0 better"


@pytest.fixture
def people(db):
    return {
        code: members.contact_point(members.member_state(code), language="en", email=f"{code}@example.org")
        for code in CODES
    }


@pytest.fixture
def closed(people, set_clock):
    """Return a closed round: KZ proposes, TJ joins it, UZ says the same by itself, KG something else."""
    consultation = comments.consultation(states=CODES, visibility=Visibility.AT_ONCE)
    at = set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    for code in ("KZ", "UZ"):
        comments.draft(consultation, people[code], proposed_text=WORDING, remark=f"Remark of {code}")
        comments.answer(consultation, people[code], Position.COMMENTS)
    cosponsors.join(filed_by("KZ"), by=people["TJ"], at=at)
    comments.answer(consultation, people["TJ"], Position.COMMENTS)
    comments.answer(consultation, people["KG"], Position.COMMENTS, proposed_text="Paragraph 0 otherwise")
    consultations.close(consultation, at=set_clock(AFTER))
    return consultation


def _page(consultation, code: str) -> str:
    return reverse("comments:disposition-detail", args=[consultation.pk, filed_by(code).pk])


def _group(client, consultation, code: str) -> list[tuple[str, str, bool]]:
    shown = client.get(_page(consultation, code)).context["group"]
    return [(one.row.member_state.code, str(one.tie), one.is_chosen) for one in shown]


def _answer(*codes: str, seen: str = "0", **fields) -> dict:
    answer = {"kind": "not_accepted", "language": "en", "reply": "Agreed in 2021."}
    answer |= {f"seen-{filed_by(code).pk}": seen for code in CODES}
    return answer | {"with": [str(filed_by(code).pk) for code in codes]} | fields


def _answered() -> list[str]:
    found = Disposition.objects.order_by("comment__response__member_state__code")
    return list(found.values_list("comment__response__member_state__code", flat=True))


@pytest.fixture
def officer(client, closed):
    officer = members.officer(language="en")
    client.force_login(officer)
    return officer


def test_who_joined_is_ticked_and_who_says_the_same_is_offered(client, closed, officer):
    assert _group(client, closed, "KZ") == [("TJ", "joined", True), ("UZ", "equal", False)]
    assert _group(client, closed, "TJ") == [("KZ", "joined", True), ("UZ", "equal", False)]
    assert _group(client, closed, "UZ") == [("KZ", "equal", False), ("TJ", "equal", False)]
    assert _group(client, closed, "KG") == []


def test_one_act_answers_all_of_the_group_and_every_state_is_told_once(client, closed, officer, people):
    client.post(_page(closed, "KZ"), _answer("TJ", "UZ"))

    assert _answered() == ["KZ", "TJ", "UZ"]
    made = Disposition.objects.all()
    assert len({one.act for one in made}) == 1
    assert {(one.kind, one.reply, one.version) for one in made} == {("not_accepted", "Agreed in 2021.", 1)}
    entries = AuditEntry.objects.filter(action="disposition.record")
    assert sorted(entry.subject_id for entry in entries) == sorted(str(one.comment_id) for one in made)

    client.post(_page(closed, "KG"), _answer(kind="noted"))
    dialogue.release_answers(closed, by=members.signatory(), at=AFTER)
    told = PersonalMail.objects.filter(kind="replies_sent").values_list("recipient__member_state__code")
    assert sorted(code for (code,) in told) == list(CODES)
    for code in ("KZ", "TJ", "UZ"):
        own = client.signed_in(people[code]).page("comments:own-comments", closed.pk)
        assert own.count("Agreed in 2021.") == 1


def test_what_is_unticked_is_not_answered(client, closed, officer):
    client.post(_page(closed, "KZ"), _answer())
    assert _answered() == ["KZ"]
    # Answered apart, it is not ticked beforehand when the other is answered again.
    client.post(_page(closed, "TJ"), _answer(reply="Another reply."))
    assert _group(client, closed, "KZ")[0] == ("TJ", "joined", False)


def test_what_is_in_no_group_is_not_answered_with_it(client, closed, officer):
    client.post(_page(closed, "KZ"), _answer("KG"))
    assert _answered() == ["KZ"]


def test_of_two_who_answer_a_group_at_once_one_is_refused(client, closed, officer):
    client.post(_page(closed, "TJ"), _answer())
    page = client.post(_page(closed, "KZ"), _answer("TJ"))
    assert page.status_code == 409
    assert "A colleague replied to these comments" in page.content.decode()
    assert _answered() == ["TJ"]


def test_a_group_that_grew_since_the_page_was_opened_is_not_answered(client, closed, officer):
    dispositions.answer_with(filed_by("KG"), filed_by("KZ"), by=members.officer(), at=AFTER)
    answer = _answer("TJ")
    del answer[f"seen-{filed_by('KG').pk}"]
    page = client.post(_page(closed, "KZ"), answer)
    assert page.status_code == 422 and not Disposition.objects.exists()
    assert _group(client, closed, "KZ")[0] == ("KG", "linked", False)
    client.post(_page(closed, "KZ"), _answer("TJ"))
    assert _answered() == ["KG", "KZ", "TJ"]
