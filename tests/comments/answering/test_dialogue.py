import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation
from lxml.html import fromstring

from cica_portal.errors import NotAllowed
from cica_portal.spaces import ordinary
from comments import closed_refusals
from comments.answering import dialogue, worklist
from comments.enums import Position, ReactionKind
from comments.models import Clarification, Disposition, NoReplyNeeded, Reaction
from comments.procedure.deadlines import grants
from comments.reading import columns, compilation
from members.mailing import letters
from members.models import AuditEntry, PersonalMail
from notes.packages import positions
from plans.open_points import point_kinds
from tests.comments.given import AFTER
from tests.factories import comments, members, plans
from tests.refusing import refused

LATER = AFTER + dt.timedelta(days=1)


@pytest.fixture
def closed(db, set_clock):
    """Return a closed round with one comment of KZ and one of TR."""
    return comments.closed(set_clock, KZ={}, TR={})


def _answer(consultation, chosen=None, kind="not_accepted", reply="Agreed in 2021."):
    return comments.reply_to(
        *chosen or comments.filed(), kind=kind, reply=reply, by=members.officer(), at=AFTER
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
    assert not Disposition.objects.visible_to(AnonymousUser(), AFTER).exists()
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
    _answer(closed, comments.filed()[1:], kind="for_swg")
    assert [comment.response.member_state.code for comment in dialogue.for_swg(closed)] == ["TR"]


def test_what_goes_before_the_swg_is_one_point_by_whether_its_state_maintains_its_position(closed):
    found = [_answer(closed, [one], kind="for_swg")[0] for one in comments.filed()]
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
def test_the_start_page_tells_the_decisions_and_demands_nothing(closed, client, kind):
    is_open = "agree or maintain"
    heading = "nothing is required today"
    contact = members.contact_point(language="en")
    client.force_login(contact)

    def told() -> tuple[str, str]:
        page = fromstring(ordinary(client.page("home")))
        assert page.findtext(".//h1").endswith(f" KZ: {heading}")
        section = page.xpath("//section[@aria-labelledby='outcomes']")
        return section[0].text_content() if section else "", ",".join(page.xpath("//main//tbody//a/@href"))

    _answer(closed, kind="not_accepted")
    assert told() == ("", "")
    dialogue.release_answers(closed, by=members.signatory(), at=AFTER)
    disposition = Disposition.objects.get(comment__response__member_state=contact.member_state)
    own = f"{reverse('comments:own-comments', args=[closed.pk])}#c-{disposition.comment_id}"
    words, links = told()
    assert "replies of the Secretariat: today" in words and is_open in words
    assert "Agreed in 2021." in words and "State TR" not in words
    assert links == f"{own},{own}"
    reaction = _react(disposition, contact, kind, "" if kind == ReactionKind.AGREED else "We maintain it.")
    words, links = told()
    with translation.override("en"):
        assert ordinary(str(reaction.get_kind_display())) in words
    assert is_open not in words and links == own


def _scope():
    return point_kinds.Scope(point_kinds.every_plan(), AFTER)


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
    at = AFTER + dt.timedelta(hours=decided)
    plans.returned_row(closed.revision.paper, by=members.officer(), at=at)
    dialogue.react(
        disposition,
        kind=ReactionKind.MAINTAINED,
        statement="Our position stands.",
        language="en",
        by=members.contact_point(),
        at=AFTER + dt.timedelta(hours=2),
    )
    assert bool(_maintained()) is is_open


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
    counts = worklist.worklist_of(closed).counts
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


def test_a_reply_turned_round_after_it_was_sent_is_marked_in_the_compilation(closed):
    said = "Changed after the replies were sent on 7 June 2022. Previously: not accepted."
    first = _released(closed)

    def marks():
        compiled = compilation.entire(closed, "en")
        found = compilation.with_replies(compiled, compiled.readings)
        return [piece.text for row in found for piece in columns._disposition(row)]

    assert said not in marks()
    comments.turn_round(closed, [first.comment], kind="accepted", reply="Agreed after all.", at=LATER)

    assert [ordinary(text) for text in marks()].count(said) == 1


def _proposed(closed, disposition, *, kind="accepted", reply=""):
    coordinator = plans.coordinating(closed.revision.paper)
    comments.reply_to(
        disposition.comment,
        kind=kind,
        reply=reply,
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

    of_kz = [one for one in comments.filed() if one.response.member_state.code == "KZ"]
    comments.turn_round(closed, of_kz, kind="accepted", at=AFTER)

    assert set(changed.values_list("recipient__member_state__code", flat=True)) == {"KZ"}
    letter = letters.compose(changed.first(), AFTER)
    assert closed.reference in letter.subject
    assert reverse("comments:own-comments", args=[closed.pk]) in letter.body

    told = changed.count()
    _answer(closed, of_kz, kind="accepted", reply="Another reply.")
    assert changed.count() == told  # confirmed again as it was
    comments.turn_round(closed, comments.filed(), kind="accepted", at=AFTER)
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
    [newer] = comments.reply_to(made.comment, seen={made.comment_id: 1}, by=members.officer(), at=AFTER)
    dialogue.release_answers(closed, by=members.signatory(), at=AFTER)
    return newer


def test_a_clarification_is_between_the_state_and_those_who_answer(closed):
    comment = comments.filed()[0]
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
    comment, officer = comments.filed()[0], members.officer()
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
    comment, officer, drafter = comments.filed()[0], members.officer(), members.drafter()
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
    comment = comments.filed()[0]
    message = _ask(comment, members.officer())
    reply = _ask(comment, members.drafter(), 5)
    with refused("comments.nothing_asked"):
        dialogue.settle(message, by=members.drafter(), at=AFTER)
    assert _asked(comment) == reply


def test_of_two_who_say_at_once_that_no_reply_is_needed_one_is_recorded(closed, monkeypatch):
    comment = comments.filed()[0]
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
    message = _ask(comments.filed()[0], members.officer())
    settled = dialogue.settle(message, by=members.drafter(), at=AFTER)
    for row in (reaction, settled, message):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.delete()


@pytest.mark.parametrize("by_state", [False, True])
def test_nothing_is_sent_on_a_comment_that_its_state_makes_no_longer(closed, by_state):
    """Who opened the page before the State withdrew it is told so: nobody would read the message."""
    comment = comments.filed()[0]
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
    other = comments.filed()[1]
    dialogue.clarify(other, **said | {"by": members.officer()})
    assert Clarification.objects.get().comment == other
