"""A joined proposal that is no longer in force: who joined it keeps it as its own, or leaves it."""

import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.errors import NotAllowed
from cica_portal.spaces import ordinary
from comments.compilation import lines
from comments.compilation.rows import filed_rows
from comments.consolidation import dispositions, worklist
from comments.enums import JoinDecision, Position, Visibility
from comments.models import Comment, DraftComment, JoinChoice, Response
from comments.procedure import consultations
from comments.procedure.deadlines import grants
from comments.writing import cosponsors, lost_joins, responses
from comments.writing.join_refusals import JoinDecided, JoinNotLost, LeavingTooLate
from members.mailing import letters
from members.models import AuditEntry, PersonalMail
from plans import open_points, point_kinds
from plans.enums import Owner
from plans.models import ConceptPaper
from tests.factories import api, comments, members

pytestmark = pytest.mark.django_db

AFTER = "2022-06-07T09:00:00+06:00"


@pytest.fixture
def consultation(set_clock):
    made = comments.consultation(states=("KZ", "TJ", "UZ"), visibility=Visibility.AT_ONCE)
    set_clock("2022-06-01T12:00:00+06:00")
    return made


@pytest.fixture
def people(consultation):
    return {
        code: members.contact_point(members.member_state(code), language="en") for code in ("KZ", "TJ", "UZ")
    }


@pytest.fixture
def proposal(consultation, people):
    comments.draft(consultation, people["KZ"], proposed_text="Paragraph 0 better", remark="Shorter")
    return comments.answer(consultation, people["KZ"], Position.COMMENTS).comments.get()


@pytest.fixture
def lose(consultation, people, proposal, at):
    """Return a function that has TJ and UZ join the proposal and KZ withdraw it; it returns TJ's comment."""

    def lose(*, with_another=False):
        for code in ("TJ", "UZ"):
            cosponsors.join(proposal, by=people[code], at=at)
            if with_another and code == "TJ":
                comments.draft(consultation, people[code], remark="Another remark")
            comments.answer(consultation, people[code], Position.COMMENTS)
        comments.answer(consultation, people["KZ"], Position.WITHDRAWN)
        return Comment.objects.get(
            response__member_state__code="TJ", joins=proposal, response__in=Response.objects.standing()
        )

    return lose


def lost_points(at):
    found = open_points.of(ConceptPaper.objects.all(), at)
    return {point.subject for point in found if point.kind == "joined_lost"}


def drafts_lost(person, at):
    found = open_points.of_reader(person, at)
    return {point.subject: point.page for point in found if point.kind == "draft_joined_lost"}


def test_a_draft_that_joins_a_proposal_no_longer_in_force_is_a_point_of_its_own_people_alone(
    consultation, people, proposal, set_clock, at
):
    kept, removed = (cosponsors.join(proposal, by=people[code], at=at) for code in ("TJ", "UZ"))
    assert drafts_lost(people["TJ"], at) == {}
    comments.answer(consultation, people["KZ"], Position.WITHDRAWN)

    (lost,) = [one for one in open_points.of_reader(people["TJ"], at) if one.subject == str(kept.pk)]
    assert lost.since == Response.objects.get(position=Position.WITHDRAWN).receipt.issued_at > kept.created_at
    page = ("comments:draft-edit", (kept.pk,), "")
    assert drafts_lost(people["TJ"], at) == {str(kept.pk): page}
    others = [people["KZ"], members.officer(), members.signatory()]
    assert not any(str(kept.pk) in drafts_lost(person, at) for person in [*others, people["UZ"]])

    cosponsors.part(kept, by=people["TJ"], at=at)
    assert drafts_lost(people["TJ"], at) == {}
    assert set(drafts_lost(people["UZ"], at)) == {str(removed.pk)}
    assert drafts_lost(people["UZ"], close(consultation, set_clock)) == {}


def test_in_additional_time_what_a_state_joined_is_its_own_to_decide_until_that_ends(
    consultation, people, lose, set_clock
):
    comment, signatory = lose(), members.signatory()
    after, until = close(consultation, set_clock), consultation.closes_at + dt.timedelta(days=3)
    give(consultation, people["TJ"], signatory, until, after)
    found = [one for one in open_points.of(ConceptPaper.objects.all(), after) if one.kind == "joined_lost"]
    lost_at = Response.objects.get(position=Position.WITHDRAWN).receipt.issued_at
    assert {one.owner: one.since for one in found} == {
        Owner.DELEGATION: lost_at,
        Owner.OFFICER: consultation.closes_at,
    }
    (own,) = [one for one in found if one.subject == str(comment.pk)]
    (other,) = [one for one in found if one != own]
    assert (own.owner, own.due) == (Owner.DELEGATION, until)
    assert (other.owner, other.due) == (Owner.OFFICER, None)


def test_in_additional_time_a_draft_that_joins_what_is_lost_is_due_when_that_ends(
    consultation, people, proposal, set_clock, at
):
    cosponsors.join(proposal, by=people["TJ"], at=at)
    comments.answer(consultation, people["KZ"], Position.WITHDRAWN)
    after, until = close(consultation, set_clock), consultation.closes_at + dt.timedelta(days=3)
    give(consultation, people["TJ"], members.signatory(), until, after)
    found = open_points.of_reader(people["TJ"], after)
    assert [one.due for one in found if one.kind == "draft_joined_lost"] == [until]


def give(consultation, person, signatory, until, at):
    grants.give(consultation, person.member_state, until=until, reason="Why", by=signatory, at=at)


@pytest.mark.parametrize("number", [1, 3])
def test_points_of_drafts_take_the_same_queries_whatever_their_number(
    consultation, people, at, number, django_assert_num_queries
):
    for part in range(number):
        comments.draft(consultation, people["KZ"], remark=f"Remark {part}")
    for one in comments.answer(consultation, people["KZ"], Position.COMMENTS).comments.all():
        cosponsors.join(one, by=people["TJ"], at=at)
    comments.answer(consultation, people["KZ"], Position.WITHDRAWN)
    kind = point_kinds.kinds()["draft_joined_lost"]
    with django_assert_num_queries(2):
        assert len(list(kind.find(point_kinds.Scope(ConceptPaper.objects.all(), at)))) == number


def close(consultation, set_clock):
    at = set_clock(AFTER)
    consultations.close(consultation, at=at)
    return at


@pytest.mark.good_path
def test_a_kept_proposal_stands_as_it_was_filed_and_is_no_open_point(consultation, people, lose, at):
    comment = lose()
    before = responses.in_force(consultation, people["TJ"].member_state_id)
    assert str(comment.pk) in lost_points(at)

    made = lost_joins.keep(comment, by=people["TJ"], at=at)

    assert (made.decision, made.by, made.at) == (JoinDecision.KEPT, people["TJ"], at)
    assert str(comment.pk) not in lost_points(at) and len(lost_points(at)) == 1
    assert responses.in_force(consultation, people["TJ"].member_state_id) == before
    entry = AuditEntry.objects.get(action="comment.choose_join")
    assert (entry.member_state.code, entry.after) == ("TJ", {"join": "kept"})
    for act in (
        lambda: lost_joins.keep(comment, by=people["TJ"], at=at),
        lambda: lost_joins.leave(comment, by=people["TJ"]),
    ):
        with pytest.raises(JoinDecided):
            act()
    # What is filed again keeps the decision.
    comments.answer(consultation, people["TJ"], Position.COMMENTS)
    assert len(lost_points(at)) == 1


def test_a_proposal_that_is_left_is_in_no_response_and_the_rest_stays(consultation, people, lose, at):
    comment = lose(with_another=True)
    former = comment.response
    response = lost_joins.leave(comment, by=people["TJ"])

    assert responses.in_force(consultation, people["TJ"].member_state_id) == response
    assert (response.version, response.position) == (former.version + 1, Position.COMMENTS)
    assert [one.remark for one in response.comments.all()] == ["Another remark"]
    kept = former.comments.exclude(pk=comment.pk).get()
    assert (response.comments.get().draft_id, response.comments.get().sha256) == (kept.draft_id, kept.sha256)
    assert response.receipt.replaces == former.receipt.number
    assert not DraftComment.objects.filter(member_state__code="TJ", joins__isnull=False).exists()
    assert JoinChoice.objects.get().decision == JoinDecision.LEFT
    assert str(comment.pk) not in lost_points(at)


def test_leaving_the_only_comment_withdraws_the_response(consultation, people, lose):
    response = lost_joins.leave(lose(), by=people["TJ"])
    assert response.position == Position.WITHDRAWN
    assert responses.in_force(consultation, people["TJ"].member_state_id) is None


def test_after_the_deadline_a_proposal_is_kept_and_not_left_but_in_additional_time(
    consultation, people, lose, set_clock
):
    comment = lose()
    at = close(consultation, set_clock)
    with pytest.raises(LeavingTooLate):
        lost_joins.leave(comment, by=people["TJ"])
    assert not JoinChoice.objects.exists() and Response.objects.count() == 4

    until = consultation.closes_at.replace(day=20)
    terms = {"until": until, "reason": "Why", "by": members.signatory(), "at": at}
    grants.give(consultation, people["TJ"].member_state, **terms)
    assert lost_joins.leave(comment, by=people["TJ"]).addendum.number == 1
    other = Comment.objects.get(response__member_state__code="UZ", response__version=1)
    assert lost_joins.keep(other, by=people["UZ"], at=at).decision == JoinDecision.KEPT


def test_only_who_submits_for_the_state_decides_and_only_what_is_lost(
    consultation, people, proposal, lose, at
):
    cosponsors.join(proposal, by=people["TJ"], at=at)
    joined = comments.answer(consultation, people["TJ"], Position.COMMENTS).comments.get()
    with pytest.raises(JoinNotLost):
        lost_joins.keep(joined, by=people["TJ"], at=at)
    comment = lose()
    tajik = members.member_state("TJ")
    for by in (people["UZ"], members.drafter(tajik), members.user("reader", tajik), members.officer()):
        with pytest.raises(NotAllowed):
            lost_joins.keep(comment, by=by, at=at)
        with pytest.raises(NotAllowed):
            lost_joins.leave(comment, by=by)


def test_a_disposed_proposal_is_decided(consultation, people, lose, set_clock):
    comment = lose()
    at = close(consultation, set_clock)
    given = {"kind": "noted", "reply": "Noted.", "language": "en", "seen": {}, "by": members.officer()}
    dispositions.record(consultation, [comment], at=at, **given)
    with pytest.raises(JoinDecided):
        lost_joins.keep(comment, by=people["TJ"], at=at)


def test_those_who_keep_it_are_named_together_and_not_as_joining_what_is_gone(
    client, consultation, people, lose, set_clock
):
    lose()
    close(consultation, set_clock)
    single, joining = lines.joint(filed_rows(consultation))
    [head] = single
    assert [row.code for row in (head, *joining[head.key])] == ["TJ", "UZ"]
    assert "no longer in force" in head.said.joins and "Joins the proposal" not in head.said.joins
    client.force_login(members.officer(language="en"))
    page = client.get(reverse("comments:consultation-compilation", args=[consultation.pk])).content.decode()
    names = [members.member_state(code).name for code in ("TJ", "UZ")]
    assert page.count(f"{names[0]} together with {names[1]}") == 1
    assert "Joins the proposal of" not in page and "joined by" not in page


# The page --------------------------------------------------------------------------------------------
def page_of(comment):
    return reverse("comments:join-decide", args=[comment.response.consultation_id, comment.pk])


@pytest.mark.parametrize(
    ("language", "words", "kept"),
    [
        (
            "en",
            ("Keep as your own proposal, or withdraw support", "Withdraw support"),
            "kept as the State’s own",
        ),
        ("ru", ("Сохранить как собственное предложение или отозвать поддержку", "Отозвать"), "сохранено как"),
        ("kk", ("Өз ұсынысыңыз ретінде қалдыру немесе қолдауды қайтарып алу", "Қолдауды"), "өз ұсынысы"),
    ],
)
def test_the_point_and_the_mail_lead_to_a_page_with_the_words_and_both_acts(
    client, consultation, people, lose, at, language, words, kept
):
    comment, contact = lose(), people["TJ"]
    contact.language = language
    contact.save(update_fields=["language"])
    [point] = [one for one in open_points.of_reader(contact, at) if one.kind == "joined_lost"]
    assert reverse(point.page.name, args=point.page.args) == page_of(comment)
    mail = PersonalMail.objects.get(kind="join_lost", recipient=contact)
    mail.language = language
    assert page_of(comment) in letters.compose(mail, at).body

    client.force_login(contact)
    page = client.get(page_of(comment)).content.decode().replace("\u00a0", " ")
    assert [word for word in (*words, "Shorter") if word not in page] == []
    client.post(page_of(comment), {"decision": "kept"})
    assert kept in client.get(page_of(comment)).content.decode().replace("\u00a0", " ")
    assert JoinChoice.objects.get().by == contact


@pytest.mark.parametrize(
    ("language", "said", "never"),
    [
        ("en", "no longer supported", "rejected"),
        ("ru", "поддержка предложения отозвана", "отказ"),
        ("kk", "ұсынысты қолдауын қайтарып алды", "бас тарт"),
    ],
)
@pytest.mark.parametrize("with_another", [True, False])
def test_a_state_that_supports_no_more_is_not_said_to_have_rejected_the_proposal(
    client, consultation, people, lose, language, said, never, with_another
):
    comment, contact = lose(with_another=with_another), people["TJ"]
    contact.language = language
    contact.save(update_fields=["language"])
    client.force_login(contact)
    pages = [client.get(page_of(comment))]
    pages.append(client.post(page_of(comment), {"decision": "left"}, follow=True))
    pages.append(client.get(page_of(comment)))
    shown = [ordinary(page.content.decode().partition("<main")[2]) for page in pages]
    assert [never in one for one in shown] == [False, False, False]
    assert said in shown[-1]


def test_leaving_leads_to_the_receipt_of_what_is_left(client, consultation, people, lose):
    comment = lose(with_another=True)
    client.force_login(people["TJ"])
    answer = client.post(page_of(comment), {"decision": "left"})
    response = responses.in_force(consultation, people["TJ"].member_state_id)
    assert answer.url == reverse("comments:receipt-detail", args=[response.receipt.number])
    assert "no longer supported" in client.get(page_of(comment)).content.decode()


def test_after_the_deadline_the_page_says_what_can_still_be_done(
    client, consultation, people, lose, set_clock
):
    comment = lose()
    close(consultation, set_clock)
    client.force_login(people["TJ"])
    page = client.get(page_of(comment)).content.decode()
    assert "can no longer be changed" in page and 'value="left"' not in page
    assert "Keep as our own proposal" in page
    assert reverse("comments:time-request", args=[consultation.pk]) in page
    refused = client.post(page_of(comment), {"decision": "left"})
    assert refused.status_code == 422 and not JoinChoice.objects.exists()


def test_the_page_is_the_states_alone(client, consultation, people, proposal, lose):
    comment = lose()
    for user, status in (
        (people["UZ"], 404),
        (members.officer(), 404),
        (members.drafter(members.member_state("TJ")), 200),
    ):
        client.force_login(user)
        assert client.get(page_of(comment)).status_code == status
    client.force_login(people["KZ"])
    assert client.get(page_of(proposal)).status_code == 404


def test_the_mail_leads_on_to_the_response_that_replaced_the_joining_one(client, consultation, people, lose):
    comment = lose()
    client.force_login(people["TJ"])
    comments.draft(consultation, people["TJ"], remark="Another remark")
    replaced = comments.answer(consultation, people["TJ"], Position.COMMENTS)
    page = client.get(page_of(comment))
    assert page.status_code == 200 and page.context["others"] == 1
    client.post(page_of(comment), {"decision": "kept"})
    assert JoinChoice.objects.get().comment == replaced.comments.get(joins__isnull=False)
    assert "kept as the State" in client.get(page_of(comment)).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_mail_says_that_the_response_no_longer_joins(client, consultation, people, lose, method):
    comment = lose()
    client.force_login(people["TJ"])
    comments.answer(consultation, people["TJ"])
    answer = getattr(client, method)(page_of(comment), {"decision": "kept"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("comments:consultation-detail", args=[consultation.pk])
    assert "The response of your State no longer contains the proposal." in answer.content.decode()
    assert not JoinChoice.objects.exists()


LAPSED = {
    "comments:consultation-detail": "joins a proposal that is no longer in force",
    "comments:response-submit": "1 draft joins a proposal that is no longer in force.",
    "comments:draft-edit": "Turn it into your own comment, or remove the draft.",
}


@pytest.mark.good_path
def test_a_draft_that_joins_what_is_in_force_no_more_says_so(client, consultation, people, proposal, at):
    draft = cosponsors.join(proposal, by=people["TJ"], at=at)
    client.force_login(people["TJ"])

    def said():
        about = {"comments:draft-edit": draft.pk}
        pages = {name: client.get(reverse(name, args=[about.get(name, consultation.pk)])) for name in LAPSED}
        return [LAPSED[name] in " ".join(page.content.decode().split()) for name, page in pages.items()]

    assert said() == [False] * 3
    comments.answer(consultation, people["KZ"], Position.WITHDRAWN)
    assert said() == [True] * 3
    cosponsors.part(draft, by=people["TJ"], at=at)
    assert said() == [False] * 3


def test_programs_read_of_a_lost_proposal_no_more_than_pages_say(consultation, people, proposal, lose, at):
    reader = api.client(people["UZ"])
    url = reverse("api:consultation-comments", args=[consultation.pk])
    cosponsors.join(proposal, by=people["TJ"], at=at)
    comments.answer(consultation, people["TJ"], Position.COMMENTS)
    assert [item["joins"] for item in reader.get(url).json()["items"]] == [None, "KZ"]

    comments.answer(consultation, people["KZ"], Position.WITHDRAWN)

    assert [item["joins"] for item in reader.get(url).json()["items"]] == [None]


def test_who_answers_reads_of_a_joined_proposal_what_the_compilation_says(consultation, people, proposal, at):
    cosponsors.join(proposal, by=people["TJ"], at=at)
    comments.answer(consultation, people["TJ"], Position.COMMENTS)
    found = worklist.of(consultation)
    listed = {row.comment.pk: row.said.joins for row in found.rows(found.entries)}
    assert listed == {row.comment.pk: row.said.joins for row in filed_rows(consultation)}
