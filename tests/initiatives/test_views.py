import datetime as dt

import pytest
from django.urls import reverse

from cica_portal.spaces import ordinary
from initiatives import proposals
from initiatives.models import Initiative, ProposalDecision
from initiatives.proposed import decisions
from members.enums import Role
from plans.enums import PaperStatus
from plans.life import papers
from plans.models import ConceptPaper
from tests.factories import members, plans
from tests.factories.comments import revision
from tests.factories.initiatives import proposed_event
from tests.refusing import refused

AT = dt.datetime(2022, 6, 20, 6, tzinfo=dt.UTC)


@pytest.fixture
def event(paper, contact, objective):
    made = proposed_event(paper, contact, year=2023, objectives=[objective.key])
    return proposals.mark_filed(made, by=contact, at=AT)


def url(name, event):
    return reverse(f"initiatives:proposal-{name}", args=[event.pk])


def text(response):
    return " ".join(response.content.decode().split())


def test_the_list_shows_each_role_its_own(paper, contact, drafter, coordinator, officer, event, client):
    proposed_event(paper, drafter, title="Only a draft")
    elsewhere = members.coordinator()
    other = members.contact_point(members.member_state("TR"))
    seen = {}
    for name, person in {
        "own": drafter,
        "officer": officer,
        "coordinator": coordinator,
        "elsewhere": elsewhere,
        "other": other,
    }.items():
        page = client.signed_in(person).get(reverse("initiatives:proposal-list"))
        seen[name] = [item.event for group in page.context["groups"] for item in group["listed"]]
        assert "Only a draft" not in text(page)
    assert seen == {"own": [event], "officer": [event], "coordinator": [event], "elsewhere": [], "other": []}


def test_the_list_is_of_one_plan_where_asked(paper, contact, officer, event, client):
    second = plans.paper()
    revision(second)
    proposals.mark_filed(proposed_event(second, contact, title="Second"), by=contact, at=AT)
    page = client.signed_in(officer).get(reverse("initiatives:proposal-list"), {"plan": second.slug})
    assert [item.event.title for group in page.context["groups"] for item in group["listed"]] == ["Second"]


def test_accepting_leads_to_the_line_in_the_editor(paper, coordinator, event, client):
    page = client.signed_in(coordinator).get(url("accept", event))
    assert page.context["line"] in text(page) and "First line" in text(page)
    answer = client.post(url("accept", event), follow=True)
    key = ProposalDecision.objects.get().initiative.block_key
    assert answer.redirect_chain[0][0].endswith(f"?at={key}#b-{key}")
    assert page.context["line"] in text(answer)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_closed_draft_refuses_with_a_sentence(paper, officer, event, client, method):
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.CIRCULATED)
    page = getattr(client.signed_in(officer), method)(url("accept", event), follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "The text of this plan cannot be edited now. Status of the plan: “circulated”."
    ]


def test_an_answer_is_read_by_the_proposing_state_in_its_language(paper, officer, contact, event, client):
    data = {"status": "later", "reason": "In the plan of 2024.", "language": "en"}
    client.signed_in(officer).post(url("answer", event), data)
    contact.language = "kk"
    contact.save()
    page = text(client.signed_in(contact).get(url("detail", event)))
    assert "кейінгі жоспарға қалдырылды" in page and "In the plan of 2024." in page
    assert officer.display_name not in page


@pytest.fixture
def deferred(paper, officer, event):
    """Return the plan in preparation to which the event may have been deferred; no State knows of it."""
    decisions.answer(event, "later", reason="The plan is full.", language="en", by=officer, at=AT)
    years = {"period_from": paper.period_to + 1, "period_to": paper.period_to + 2}
    plans.paper(**years)  # of another measure
    return plans.paper(slug="later", measure=paper.measure, **years)


@pytest.mark.parametrize("status", ["drafting", "adopted"])
def test_who_includes_a_deferred_event_reads_into_which_plan_and_how_a_later_one_gets_it(
    paper, officer, coordinator, event, deferred, client, status
):
    ConceptPaper.objects.filter(pk=paper.pk).update(status=status)
    for user in (officer, coordinator):
        page = ordinary(text(client.signed_in(user).get(url("detail", event))))
        assert f"Include after all in: {ordinary(paper.short_title)} " in page
        assert f"To consider for {ordinary(deferred.short_title)}, which is in preparation" in page
        assert page.count(reverse("initiatives:line-create", args=["later"])) == 1
        asked = ordinary(text(client.signed_in(user).get(url("accept", event))))
        assert f"This includes it in {ordinary(paper.short_title)}, for which it was proposed" in asked
    line = {"en": "Workshop", "ru": "Семинар", "kk": "Семинар"}
    client.signed_in(officer).post(url("accept", event), line)
    assert Initiative.objects.get(proposal_decision__event=event).paper == paper
    assert "To consider for" not in text(client.signed_in(officer).get(url("detail", event)))


def test_a_deferred_event_is_added_to_the_later_plan_in_the_words_of_its_state(
    officer, event, deferred, client
):
    address = f"{reverse('initiatives:line-create', args=['later'])}?event={event.pk}"
    assert f'href="{address}"' in client.signed_in(officer).get(url("detail", event)).content.decode()
    page = client.get(address)
    form = page.context["form"]
    assert f"from the deferred proposal of {event.member_state.name}" in ordinary(text(page))
    assert [form[name].value() for name in ("title_en", "title_ru", "kind", "format")] == [
        event.title,
        "",
        event.kind,
        event.format,
    ]
    # Neither the year of the plan for which it was proposed, nor its objectives.
    assert (form["year"].value(), form["objectives"].value()) == (None, None)
    sent = {"key": str(form["key"].value()), "kind": event.kind, "format": event.format}
    client.post(address, sent | {"title_en": event.title, "year": deferred.period_from})
    made = Initiative.objects.get(paper=deferred)
    assert made.titles["en"] == event.title
    assert [one.status for one in event.decisions.all()] == ["later"]


def test_nothing_of_a_proposal_is_filled_in_where_it_is_not_considered_for_the_plan(
    paper, officer, event, deferred, contact, client
):
    form = reverse("initiatives:line-create", args=["later"])
    other = plans.paper(slug="other", period_from=paper.period_to + 1, period_to=paper.period_to + 2)
    undecided = proposals.mark_filed(proposed_event(paper, contact, title="Open"), by=contact, at=AT)
    coordinator = plans.coordinating(other)
    elsewhere = reverse("initiatives:line-create", args=["other"])
    for person, address, named in (
        (officer, form, undecided),
        (officer, elsewhere, event),
        (coordinator, elsewhere, event),
    ):
        page = client.signed_in(person).get(address, {"event": named.pk})
        assert page.status_code == 200 and named.title not in text(page)
    assert client.signed_in(contact).get(form, {"event": event.pk}).status_code == 404
    assert client.signed_in(officer).get(form, {"event": "none"}).status_code == 404


def test_a_state_reads_nothing_of_a_later_plan_in_preparation(contact, event, deferred, client):
    client.force_login(contact)
    for page in (url("detail", event), reverse("initiatives:proposal-list"), reverse("home")):
        read = ordinary(client.get(page).content.decode())
        assert "later/" not in read and ordinary(deferred.short_title) not in read
        assert page == reverse("home") or "deferred to a later plan" in read


def test_a_plan_that_is_circulated_or_not_later_is_not_offered_for_a_deferred_event(
    paper, officer, event, deferred, client
):
    plans.paper(measure=paper.measure, period_from=paper.period_from, period_to=paper.period_to)
    ConceptPaper.objects.filter(pk=deferred.pk).update(status=PaperStatus.CIRCULATED)
    assert "To consider for" not in text(client.signed_in(officer).get(url("detail", event)))


def test_a_state_withdraws_after_a_confirmation(contact, event, client):
    assert "kept on record" in text(client.signed_in(contact).get(url("withdraw", event)))
    client.post(url("withdraw", event), {"reason": "", "language": "en"})
    assert ProposalDecision.objects.get().status == "withdrawn"


@pytest.mark.parametrize("role", ["contact", "officer"])
def test_what_nobody_decided_when_the_plan_was_withdrawn_is_not_pending(
    paper, contact, officer, role, client
):
    made = proposals.mark_filed(proposed_event(paper, contact, title="A drill"), by=contact, at=AT)
    other = proposals.mark_filed(proposed_event(paper, contact, title="A course"), by=contact, at=AT)
    decisions.answer(other, "later", reason="Next year", language="en", by=officer, at=AT)
    papers.withdraw(paper, reason="Why", by=members.signatory(), at=AT)
    client.force_login(contact if role == "contact" else officer)
    page = text(client.get(reverse("initiatives:proposal-list")))
    assert page.count("lapsed: the plan was withdrawn") == page.count("deferred to a later plan") == 1
    page = text(client.get(url("detail", made)))
    assert "lapsed: the plan was withdrawn" in page and "pending" not in page
    assert "lapsed" not in text(client.get(url("detail", other)))


LAPSED = "The proposal lapsed when the plan was withdrawn. It can no longer be withdrawn."


def test_a_lapsed_proposal_is_not_withdrawn_and_a_deferred_one_may_be(paper, contact, officer, client):
    made = proposals.mark_filed(proposed_event(paper, contact, title="A drill"), by=contact, at=AT)
    other = proposals.mark_filed(proposed_event(paper, contact, title="A course"), by=contact, at=AT)
    decisions.answer(other, "later", reason="Next year", language="en", by=officer, at=AT)
    papers.withdraw(paper, reason="Why", by=members.signatory(), at=AT)
    for person in (members.drafter(contact.member_state), contact):
        client.force_login(person)
        for one, is_offered in ((made, False), (other, True)):
            assert ("Withdraw the proposal" in text(client.get(url("detail", one)))) is is_offered
    for send in (client.get, client.post):
        assert LAPSED in text(send(url("withdraw", made), {"reason": "R", "language": "en"}, follow=True))
    with refused("initiatives.proposal_lapsed"):
        decisions.withdraw(made, reason="", language="", by=contact, at=AT)
    assert not made.decisions.exists()
    decisions.withdraw(other, reason="", language="", by=contact, at=AT)
    assert decisions.standing(other) == "withdrawn"


def test_an_included_event_is_announced_for_the_next_text_only_until_it_is_circulated(
    paper, contact, officer, event, client
):
    coming = "Member States will see it in the next text"
    decisions.accept(event, by=officer, at=AT)
    assert coming in text(client.signed_in(contact).get(url("detail", event)))
    revision(paper)
    for status in (PaperStatus.CIRCULATED, PaperStatus.ADOPTED):
        ConceptPaper.objects.filter(pk=paper.pk).update(status=status)
        page = text(client.get(url("detail", event)))
        assert coming not in page and "included in the plan" in page


def test_the_page_shows_the_objectives_as_circulated_and_no_draft(paper, contact, objective, event, client):
    objective.texts.filter(language="en").update(text="Secret wording of the draft")
    page = text(client.signed_in(contact).get(url("detail", event)))
    assert "1, a) Sharing information" in page and "Secret wording" not in page


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        (Role.OFFICER, ["accept", "answer"]),
        (Role.CONTACT_POINT, ["withdraw"]),
        (Role.READER, []),
    ],
)
def test_each_role_is_offered_its_acts(event, client, role, acts):
    page = text(client.signed_in(members.user(role)).get(url("detail", event)))
    assert [name for name in ("accept", "answer", "withdraw") if url(name, event) in page] == acts


def test_the_reason_for_a_decision_on_a_proposal_that_was_withdrawn_meanwhile_is_given_back(
    event, contact, officer, client
):
    decisions.withdraw(event, reason="", language="en", by=contact, at=AT)
    given = {"status": "declined", "reason": "There is one already", "language": "en"}
    page = ordinary(text(client.signed_in(officer).post(url("answer", event), given, follow=True)))
    assert "The text you entered: “There is one already”" in page
    assert ProposalDecision.objects.filter(status="declined").count() == 0
