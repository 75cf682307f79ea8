import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation
from lxml.html import fromstring

from cica_portal.errors import NotAllowed
from cica_portal.spaces import ordinary
from comments import closed_refusals
from comments.compilation import columns, matrix, rows
from comments.consolidation import dialogue, dispositions, worklist
from comments.enums import Position, ReactionKind
from comments.models import Clarification, Comment, Disposition, NoReplyNeeded, Reaction
from comments.procedure import consultations
from comments.procedure.deadlines import grants
from members.mailing import letters
from members.models import AuditEntry, PersonalMail
from notes.packages import positions
from plans.open_points import point_kinds
from tests.factories import comments, members, plans
from tests.refusing import refused

AFTER = comments.CLOSES_AT + dt.timedelta(hours=1)
LATER = AFTER + dt.timedelta(days=1)


@pytest.fixture
def closed(db, set_clock):
    """Return a closed round with one comment of KZ and one of TR."""
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    consultation = comments.consultation(states=("KZ", "TR"))
    for code in ("KZ", "TR"):
        comments.answer(consultation, members.contact_point(members.member_state(code)), Position.COMMENTS)
    set_clock(AFTER)
    consultations.close(consultation, at=AFTER)
    return consultation


def _filed() -> list[Comment]:
    return list(Comment.objects.order_by("response__member_state__code"))


def _answer(consultation, chosen=None, kind="not_accepted", reply="Agreed in 2021."):
    return dispositions.record(
        consultation,
        chosen or _filed(),
        kind=kind,
        reply=reply,
        language="en",
        seen={},
        by=members.officer(),
        at=AFTER,
    )


def _released(consultation):
    made = _answer(consultation)
    dialogue.release_answers(consultation, by=members.signatory(), at=AFTER)
    return next(found for found in made if found.comment.response.member_state.code == "KZ")


def _react(disposition, by, kind=ReactionKind.MAINTAINED, statement="Our position stands."):
    return dialogue.react(disposition, kind=kind, statement=statement, language="en", by=by, at=AFTER)


def test_answers_are_released_together_when_every_comment_has_one(closed):
    with refused("comments.not_all_answered"):
        dialogue.release_answers(closed, by=members.signatory(), at=AFTER)
    _answer(closed)
    with pytest.raises(NotAllowed):
        dialogue.release_answers(closed, by=members.officer(), at=AFTER)

    dialogue.release_answers(closed, by=members.signatory(), at=AFTER)

    assert dialogue.is_released(closed)
    with refused("comments.answers_released_already"):
        dialogue.release_answers(closed, by=members.signatory(), at=AFTER)


def test_a_state_maintains_its_position_and_the_swg_gets_it_with_the_statement(closed):
    disposition = _released(closed)
    _react(disposition, members.contact_point())

    [comment] = dialogue.for_swg(closed)
    thread = dialogue.threads([comment])[comment.pk]
    assert (comment.response.member_state.code, thread.is_maintained) == ("KZ", True)
    assert thread.reaction.statement == "Our position stands."
    assert AuditEntry.objects.get(action="disposition.react").member_state.code == "KZ"


def test_a_state_that_agrees_is_not_on_the_list(closed):
    _react(_released(closed), members.contact_point(), ReactionKind.AGREED, "")
    assert dialogue.for_swg(closed) == []


def test_a_comment_for_the_swg_is_on_the_list_whatever_its_state_says(closed):
    _answer(closed, _filed()[1:], kind="for_swg")
    assert [comment.response.member_state.code for comment in dialogue.for_swg(closed)] == ["TR"]


def test_what_goes_before_the_swg_is_one_point_by_whether_its_state_maintains_its_position(closed):
    found = [_answer(closed, [one], kind="for_swg")[0] for one in _filed()]
    dialogue.release_answers(closed, by=members.signatory(), at=AFTER)

    def points():
        kinds = ("position_maintained", "for_swg")
        return {name: [one.state_id for one in point_kinds.kinds()[name].find(_scope())] for name in kinds}

    states = [one.comment.response.member_state_id for one in found]
    assert points() == {"position_maintained": [], "for_swg": states}
    own = next(one for one in found if one.comment.response.member_state.code == "KZ")
    _react(own, members.contact_point())
    maintained = own.comment.response.member_state_id
    others = [one for one in states if one != maintained]
    assert points() == {"position_maintained": [maintained], "for_swg": others}


def test_a_position_is_open_since_it_was_maintained(closed):
    disposition, later = _released(closed), AFTER + dt.timedelta(days=20)
    said = {"kind": ReactionKind.MAINTAINED, "statement": "Our position stands.", "language": "en"}
    dialogue.react(disposition, by=members.contact_point(), at=later, **said)
    [point] = point_kinds.kinds()["position_maintained"].find(_scope())
    assert point.since == later


@pytest.mark.parametrize("kind", [ReactionKind.AGREED, ReactionKind.MAINTAINED])
def test_the_start_page_leads_to_replies_that_wait_for_a_reaction_until_there_is_one(closed, client, kind):
    contact = members.contact_point()
    client.force_login(contact)
    own = reverse("comments:own-comments", args=[closed.pk])

    def asked() -> tuple[str, bool, bool]:
        page = ordinary(client.get(reverse("home")).content.decode())
        acts = page.partition('id="open-points"')[2].partition("</section>")[0]
        return fromstring(page).findtext(".//h1"), own in acts, "Nothing else is expected" in page

    _answer(closed, kind="not_accepted")
    assert asked()[0] == "State KZ: nothing is required today"
    dialogue.release_answers(closed, by=members.signatory(), at=AFTER)
    assert asked() == ("State KZ: 1 reply awaits your reaction", True, False)
    disposition = Disposition.objects.get(comment__response__member_state=contact.member_state)
    _react(disposition, contact, kind, "" if kind == ReactionKind.AGREED else "We maintain it.")
    heading, leads, _all_done = asked()
    assert (heading, leads) == ("State KZ: nothing is required today", False)


def _scope():
    return point_kinds.Scope.of(point_kinds.every_plan, AFTER)


def _maintained():
    return [point.state_id for point in point_kinds.kinds()["position_maintained"].find(_scope())]


def test_what_a_state_said_to_a_reply_stands_where_the_same_reply_is_confirmed_again(closed):
    first = _released(closed)
    said = _react(first, members.contact_point())

    [again] = _answer(closed, [first.comment])

    thread = dialogue.threads([first.comment])[first.comment.pk]
    assert (thread.disposition, thread.reaction.statement, thread.reaction.at) == (
        again,
        said.statement,
        AFTER,
    )
    assert (dialogue.for_swg(closed), _maintained()) == ([first.comment], [said.by.member_state_id])
    with refused("comments.reacted_already"):
        _react(again, members.contact_point())
    comments.turn_round(closed, [first.comment], kind="noted", at=AFTER)  # which its State is told of
    assert (dialogue.for_swg(closed), _maintained()) == ([], [])


@pytest.mark.parametrize(("decided", "is_open"), [(1, True), (3, False)])
def test_a_position_that_is_maintained_after_a_decision_waits_for_the_next_one(closed, decided, is_open):
    disposition = _released(closed)
    _decided(closed.revision.paper, at=AFTER + dt.timedelta(hours=decided))
    dialogue.react(
        disposition,
        kind=ReactionKind.MAINTAINED,
        statement="Our position stands.",
        language="en",
        by=members.contact_point(),
        at=AFTER + dt.timedelta(hours=2),
    )
    assert bool(_maintained()) is is_open


def _decided(paper, *, at):
    event = paper.events.create(from_status="before_swg", to_status="under_consolidation", at=at, by=None)
    return paper.decisions.create(
        kind="returned",
        revision=paper.revisions.get(),
        event=event,
        held_on=at.date(),
        reason="To be revised.",
        file_name="report.pdf",
        file_kind="pdf",
        file_sha256="0" * 64,
        stored_as="report.pdf",
        by=members.officer(),
        at=at,
    )


def test_what_is_proposed_after_the_release_changes_nothing_for_its_state_before_it_is_confirmed(
    closed, settings
):
    settings.DISPOSITIONS_CONFIRMED = True
    first, contact = _released(closed), members.contact_point()
    _proposed(closed, first)

    said = _react(first, contact)

    [to_state, to_staff] = (
        dialogue.threads([first.comment], is_told=is_told)[first.comment.pk] for is_told in (True, False)
    )
    assert (to_state.disposition, to_state.reaction) == (first, said)
    assert (to_staff.disposition, to_staff.reaction) == (first, said)
    assert (dialogue.for_swg(closed), _maintained()) == ([first.comment], [contact.member_state_id])
    counts = worklist.of(closed).counts
    assert counts["maintained"] == 1
    [read] = Disposition.objects.visible_to(contact, AFTER).last_for(contact)
    assert read == first


@pytest.mark.parametrize("is_maintained", [True, False])
def test_a_change_that_passes_a_comment_on_to_the_swg_waits_and_the_reply_that_was_sent_stands(
    closed, settings, is_maintained
):
    settings.DISPOSITIONS_CONFIRMED = True
    first = _released(closed)
    if is_maintained:
        _react(first, members.contact_point())
    _proposed(closed, first, kind="for_swg", reply="For the SWG.")

    found = [(one.row.comment, one.thread.disposition) for one in positions.of(closed)]
    assert found == [(first.comment, first)] * is_maintained
    kinds = ("position_maintained", "for_swg", "reply_change_unconfirmed")
    waiting = {name: len(list(point_kinds.kinds()[name].find(_scope()))) for name in kinds}
    assert waiting == dict(zip(kinds, (int(is_maintained), 0, 1), strict=True))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Changed after the replies were sent on 7 June 2022. Previously: not accepted."),
        ("ru", "Изменено после направления ответов 7 июня 2022 г. Прежнее решение: не принято."),
        ("kk", "Жауаптар жіберілгеннен кейін өзгертілді (2022 жылғы 7 маусым). Бұрынғы шешім: қабылданбады."),
    ],
)
def test_a_reply_turned_round_after_it_was_sent_is_marked_in_the_compilation(closed, language, said):
    first = _released(closed)

    def marks():
        with translation.override(language):
            compiled = matrix.entire(closed, language)
            found = rows.of(compiled, compiled.lines)
            return [piece.text for row in found for piece in columns._disposition(row)]

    assert said not in marks()
    comments.turn_round(closed, [first.comment], kind="accepted", reply="Agreed after all.", at=LATER)

    assert [ordinary(text) for text in marks()].count(said) == 1


def _proposed(closed, disposition, *, kind="accepted", reply=""):
    coordinator = members.coordinator()
    plans.coordinator_of(closed.revision.paper.measure, coordinator, state=coordinator.member_state)
    dispositions.record(
        closed,
        [disposition.comment],
        kind=kind,
        reply=reply,
        language="en",
        reason="The SWG asked for it.",
        seen={disposition.comment_id: disposition.version},
        by=coordinator,
        at=AFTER,
    )


def test_a_reaction_is_given_once_by_who_submits_for_that_state(closed):
    disposition = _released(closed)
    for by in (members.drafter(), members.contact_point(members.member_state("TR")), members.officer()):
        with pytest.raises(NotAllowed):
            _react(disposition, by)
    with refused("comments.statement_needed"):
        _react(disposition, members.contact_point(), statement=" ")
    with refused("comments.statement_not_needed"):
        _react(disposition, members.contact_point(), ReactionKind.AGREED)
    _react(disposition, members.contact_point())
    with refused("comments.reacted_already"):
        _react(disposition, members.contact_point(), ReactionKind.AGREED, "")
    assert Reaction.objects.count() == 1


def test_a_reply_changed_after_the_release_is_told_to_its_state_alone(closed):
    _answer(closed)
    _answer(closed, kind="noted")
    changed = PersonalMail.objects.filter(kind="reply_changed")
    assert not changed.exists()  # what was decided before is told with the release
    dialogue.release_answers(closed, by=members.signatory(), at=AFTER)

    of_kz = [one for one in _filed() if one.response.member_state.code == "KZ"]
    comments.turn_round(closed, of_kz, kind="accepted", at=AFTER)

    assert set(changed.values_list("recipient__member_state__code", flat=True)) == {"KZ"}
    letter = letters.compose(changed.first(), AFTER)
    assert closed.reference in letter.subject
    assert reverse("comments:own-comments", args=[closed.pk]) in letter.body

    told = changed.count()
    _answer(closed, of_kz, kind="accepted", reply="Another reply.")
    assert changed.count() == told  # confirmed again as it was
    comments.turn_round(closed, _filed(), kind="accepted", at=AFTER)
    assert set(changed.values_list("recipient__member_state__code", flat=True)) == {"KZ", "TR"}
    assert changed.filter(recipient__member_state__code="KZ").count() == told


def test_nobody_reacts_before_the_release_or_to_an_answer_that_was_replaced(closed):
    [made, _other] = _answer(closed)
    with refused("comments.answers_not_released"):
        _react(made, members.contact_point())
    disposition = _released_again(closed, made)
    with pytest.raises(closed_refusals.ReplyChanged):
        _react(made, members.contact_point())
    _react(disposition, members.contact_point())


def _released_again(closed, made):
    [newer] = dispositions.record(
        closed,
        [made.comment],
        kind="noted",
        reply="Noted.",
        language="en",
        seen={made.comment_id: 1},
        by=members.officer(),
        at=AFTER,
    )
    dialogue.release_answers(closed, by=members.signatory(), at=AFTER)
    return newer


def test_a_clarification_is_between_the_state_and_those_who_answer(closed):
    comment = _filed()[0]
    for by in (members.officer(), members.drafter()):
        dialogue.clarify(comment, text="Which threats?", language="en", by=by, at=AFTER)
    stranger = members.contact_point(members.member_state("TR"))
    for by in (stranger, members.coordinator(), members.user("reader")):
        with pytest.raises(NotAllowed):
            dialogue.clarify(comment, text="Hello", language="en", by=by, at=AFTER)
    with refused("comments.message_needed"):
        dialogue.clarify(comment, text="\u200b", language="en", by=members.officer(), at=AFTER)
    assert len(dialogue.threads([comment])[comment.pk].messages) == 2


def _ask(comment, by, minutes=0):
    at = AFTER + dt.timedelta(minutes=minutes)
    return dialogue.clarify(comment, text="Which threats?", language="en", by=by, at=at)


def test_a_message_that_is_sent_twice_is_one_and_its_state_is_told_once(closed):
    comment, officer = _filed()[0], members.officer()
    contact = members.contact_point(email="contact@x.example")
    first = _ask(comment, officer)
    assert _ask(comment, officer, minutes=1) == first
    told = PersonalMail.objects.filter(recipient=contact, kind="question_asked")
    assert (Clarification.objects.count(), told.count()) == (1, 1)
    # After a word of anybody else, or that none is needed, the same words are asked anew.
    _ask(comment, contact, minutes=2)
    again = _ask(comment, officer, minutes=3)
    dialogue.settle(again, by=contact, at=AFTER + dt.timedelta(minutes=4))
    assert _ask(comment, officer, minutes=5) != again
    assert (Clarification.objects.count(), told.count()) == (4, 3)


def _asked(comment):
    return dialogue.threads([comment])[comment.pk].asked


@pytest.mark.good_path
@pytest.mark.parametrize("is_of_state", [True, False])
def test_the_side_that_was_asked_says_once_that_no_reply_is_needed(closed, is_of_state):
    comment, officer, drafter = _filed()[0], members.officer(), members.drafter()
    asks, asked = (drafter, officer) if is_of_state else (officer, drafter)
    message = _ask(comment, asks)
    stranger = members.contact_point(members.member_state("TR"))
    for by in (stranger, members.coordinator(), members.user("reader")):
        with pytest.raises(NotAllowed):
            dialogue.settle(message, by=by, at=AFTER)
    with refused("comments.nothing_asked"):
        dialogue.settle(message, by=asks, at=AFTER)

    made = dialogue.settle(message, by=asked, at=AFTER)

    [shown] = dialogue.threads([comment])[comment.pk].messages
    assert (shown.settlement, made.by, made.at, _asked(comment)) == (made, asked, AFTER, None)
    entry = AuditEntry.objects.get(action="comment.settle")
    assert (entry.actor, entry.after) == (asked, {"text": "Which threats?"})
    with refused("comments.nothing_asked"):
        dialogue.settle(message, by=asked, at=AFTER)
    newer = _ask(comment, asks, 5)
    assert _asked(comment) == newer


def test_a_message_that_was_replied_to_is_not_marked_as_needing_no_reply(closed):
    comment = _filed()[0]
    message = _ask(comment, members.officer())
    reply = _ask(comment, members.drafter(), 5)
    with refused("comments.nothing_asked"):
        dialogue.settle(message, by=members.drafter(), at=AFTER)
    assert _asked(comment) == reply


def test_of_two_who_say_at_once_that_no_reply_is_needed_one_is_recorded(closed, monkeypatch):
    comment = _filed()[0]
    message = _ask(comment, members.officer())
    as_read = dialogue.threads([comment])
    dialogue.settle(message, by=members.drafter(), at=AFTER)
    monkeypatch.setattr(dialogue, "threads", lambda comments: as_read)
    with refused("comments.nothing_asked"):
        dialogue.settle(message, by=members.contact_point(), at=AFTER)
    assert NoReplyNeeded.objects.count() == 1


@pytest.mark.both_databases
def test_what_was_said_is_never_changed(closed):
    reaction = _react(_released(closed), members.contact_point())
    message = _ask(_filed()[0], members.officer())
    settled = dialogue.settle(message, by=members.drafter(), at=AFTER)
    for row in (reaction, settled, message):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.delete()


def test_threads_take_the_same_queries_for_any_number(closed, django_assert_num_queries):
    _released(closed)
    filed = _filed()
    with django_assert_num_queries(3):
        dialogue.threads(filed)


@pytest.mark.parametrize("by_state", [False, True])
def test_nothing_is_sent_on_a_comment_that_its_state_makes_no_longer(closed, by_state):
    """Who opened the page before the State withdrew it is told so: nobody would read the message."""
    comment = _filed()[0]
    state = comment.response.member_state
    contact = comment.response.submitted_by
    by = contact if by_state else members.officer()
    said = {"text": "Why?", "language": "en", "by": by, "at": AFTER}
    grants.give(
        closed, state, until=AFTER + dt.timedelta(days=2), reason="Why", by=members.signatory(), at=AFTER
    )
    comments.answer(closed, contact, Position.NO_OBJECTION)
    mails = PersonalMail.objects.count()
    with pytest.raises(closed_refusals.CommentDropped):
        dialogue.clarify(comment, **said)
    assert not Clarification.objects.exists() and PersonalMail.objects.count() == mails
    other = _filed()[1]
    dialogue.clarify(other, **said | {"by": members.officer()})
    assert Clarification.objects.get().comment == other
