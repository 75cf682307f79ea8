"""In the period for support every State stands behind what another proposed by one act (rule 57)."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from cica_portal.errors import NotAllowed
from comments.models import Comment, CompilationRelease, Support
from comments.procedure import consultations, outcomes
from comments.reading import compilation, for_states, working_files
from comments.writing import supporting
from members.models import PersonalMail
from tests.factories import comments, members
from tests.refusing import refused

AFTER = comments.CLOSES_AT + dt.timedelta(hours=1)
LAST_DAY = dt.date(2022, 6, 14)
# The first instant after that day at the seat, UTC+6 at that time.
ENDS_AT = dt.datetime(2022, 6, 14, 18, tzinfo=dt.UTC)


@pytest.fixture
def states(db):
    return {code: members.contact_point(members.member_state(code)) for code in ("KZ", "TR", "UZ")}


@pytest.fixture
def closed(states, set_clock):
    """Return a consultation in which KZ proposed a wording, TR and UZ nothing, closed and confirmed."""
    made = comments.consultation(states=tuple(states))
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    block = made.revision.blocks.order_by("position")[1]
    comments.draft(made, states["KZ"], block_key=block.key, proposed_text="Other words", rationale="Why")
    comments.answer(made, states["KZ"], "comments")
    consultations.close(made, at=set_clock(AFTER))
    outcomes.confirm(made, outcome="comments", by=members.signatory(), at=AFTER)
    return made


@pytest.fixture
def distributed(closed):
    outcomes.release(closed, support_until=LAST_DAY, by=members.signatory(), at=AFTER)
    closed.refresh_from_db()
    return closed


def proposal():
    return Comment.objects.select_related("response__consultation__release").get()


def behind(consultation):
    (row,) = compilation.entire(consultation, "en").readings
    return row.who


def test_a_state_supports_and_no_longer_and_is_named_in_every_paper(distributed, states):
    before = working_files.source(distributed), for_states.source(distributed, with_replies=False)
    supporting.support(proposal(), by=states["TR"], at=AFTER)
    supporting.support(proposal(), by=states["TR"], at=AFTER)
    supporting.support(proposal(), by=states["UZ"], at=AFTER)
    assert Support.objects.count() == 2
    assert behind(distributed) == "State KZ, joined by State TR, State UZ"
    (row,) = compilation.for_states(distributed, "en", with_replies=False).readings
    assert row.who == behind(distributed)
    # The files are made anew, the table of comments as they were filed is not.
    after = working_files.source(distributed), for_states.source(distributed, with_replies=False)
    assert all(old != new for old, new in zip(before, after, strict=True))
    (filed,) = compilation.entire(distributed, "en", as_filed=True).readings
    assert filed.who == "State KZ"
    supporting.support(proposal(), is_withdrawn=True, by=states["TR"], at=AFTER)
    assert behind(distributed) == "State KZ, joined by State UZ"
    with pytest.raises(DatabaseError), transaction.atomic():
        Support.objects.update(is_withdrawn=True)


def test_the_period_is_one_instant_for_all(distributed, states, set_clock):
    assert CompilationRelease.objects.get().support_until == ENDS_AT
    set_clock(ENDS_AT - dt.timedelta(seconds=1))
    supporting.support(proposal(), by=states["TR"], at=ENDS_AT)
    set_clock(ENDS_AT)
    with refused("comments.support_ended"):
        supporting.support(proposal(), is_withdrawn=True, by=states["TR"], at=ENDS_AT)
    assert behind(distributed) == "State KZ, joined by State TR"


def test_who_may_not_support(distributed, states):
    strangers = (states["KZ"], members.drafter(members.member_state("TR")), members.officer())
    for person in (*strangers, members.contact_point(members.member_state("IN"))):
        with pytest.raises(NotAllowed):
            supporting.support(proposal(), by=person, at=AFTER)
    assert not Support.objects.exists()


def test_without_a_period_nothing_is_supported(closed, states):
    with refused("comments.has_passed"):
        outcomes.release(closed, support_until=AFTER.date(), by=members.signatory(), at=ENDS_AT)
    outcomes.release(closed, by=members.signatory(), at=AFTER)
    with pytest.raises(NotAllowed):
        supporting.support(proposal(), by=states["TR"], at=AFTER)


def test_the_whole_way_on_the_pages(closed, states, client):
    client.force_login(members.signatory())
    url = reverse("comments:consultation-release", args=[closed.pk])
    assert 'value="2022-06-14"' in client.get(url).content.decode()
    client.post(url, {"support_until": "2022-06-14"})
    assert PersonalMail.objects.filter(kind="compilation_distributed").exists()
    client.force_login(states["TR"])
    page = reverse("comments:consultation-compilation", args=[closed.pk])
    shown = client.get(page).content.decode()
    assert "Proposals can be supported until Tuesday, 14 June 2022, 23:59" in shown.replace("\xa0", " ")
    act = reverse("comments:proposal-support", args=[closed.pk, proposal().named])
    assert act in shown
    shown = client.post(act, {"support": "yes"}, follow=True).content.decode()
    assert "State KZ, joined by State TR" in shown.replace("\xa0", " ")
    assert "Withdraw support" in shown
    shown = client.post(act, {"support": "no"}, follow=True).content.decode()
    assert "joined by" not in shown
    client.force_login(states["KZ"])
    assert act not in client.get(page).content.decode()
