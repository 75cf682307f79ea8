"""An event proposed to an adopted plan: drafted and filed by its State, decided, told, and read by all."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from cica_portal.errors import NotAllowed
from cica_portal.spaces import ordinary
from comments.models import Consultation, Receipt
from comments.reading import filed
from comments.renderers.receipt import receipt_content
from comments.writing import proposed_events, receipts
from initiatives import proposals
from initiatives.models import Initiative, ProposalDecision, ProposedEvent
from initiatives.overview import calendars, progress
from initiatives.proposed import decisions
from members.mailing import letters
from members.models import AuditEntry, PersonalMail
from plans import open_points
from plans.enums import PaperStatus
from plans.models import ConceptPaper
from search import finding
from tests.factories import api, members
from tests.factories.comments import consultation
from tests.factories.initiatives import initiative, proposed_event
from tests.refusing import refused

AT = dt.datetime(2023, 5, 20, 6, tzinfo=dt.UTC)
LINE = {
    "en": "Holding the workshop “Trust” in 2023.",
    "ru": "Проведение в 2023 г. семинара «Доверие».",
    "kk": "2023 жылы «Сенім» семинарын өткізу.",
}


@pytest.fixture
def adopted(paper, set_clock):
    set_clock(AT)
    consultation(revision=paper.revisions.get())
    ConceptPaper.objects.filter(pk=paper.pk).update(status=PaperStatus.ADOPTED)
    paper.refresh_from_db()
    return paper


@pytest.fixture
def event(adopted, contact):
    day = dt.date(2023, 6, 14)
    return proposed_event(adopted, contact, title="Trust", date_from=day, host=contact.member_state)


def accept(event, by, line=LINE):
    return decisions.accept(event, line=line, by=by, at=AT)


def waiting():
    return [point.key for point in open_points.of(ConceptPaper.objects.all(), AT)]


def test_a_proposal_to_an_adopted_plan_waits_for_its_decision(event, contact, coordinator):
    receipt = proposed_events.supplement(event, by=contact)
    assert proposed_events.supplement(event, by=contact) == receipt
    event.refresh_from_db()
    assert (event.filed_at, event.filed_by) == (receipt.issued_at, contact)
    entry = AuditEntry.objects.get(action="proposed_event.submit")
    said = {"receipt": receipt.number, "sha256": receipt.sha256}
    assert (entry.member_state, entry.after) == (contact.member_state, said)
    assert ("event_undecided", str(event.pk)) in waiting()
    owed = open_points.of_reader(coordinator, AT)
    assert [open_points.whose(coordinator)(point) for point in owed] == [True]


def test_its_receipt_is_numbered_and_hashed_as_every_other(event, adopted, contact):
    with pytest.raises(proposals.ProposalChanged):
        proposed_events.supplement(event, version=event.version + 1, by=contact)
    first = proposed_events.supplement(event, by=contact)
    other = proposed_events.supplement(proposed_event(adopted, contact, title="More"), by=contact)
    consultation = Consultation.objects.get()
    code = contact.member_state.code
    numbers = [f"{consultation.reference}-{code}-{count}" for count in (1, 2)]
    assert [first.number, other.number] == numbers
    assert (first.content["supplements"], first.content["event"]["title"]) == (adopted.slug, "Trust")
    assert receipts.is_genuine(first.number, first.sha256)
    assert not receipts.is_genuine(first.number, other.sha256)
    # The consultation is over: what its States proposed in it stays what it was.
    assert filed.proposed_events(consultation) == []


def test_page_and_paper_of_the_receipt_say_what_it_proves(event, contact, client):
    said = "thematic event proposed to the adopted plan"
    receipt = proposed_events.supplement(event, by=contact)
    client.force_login(contact)
    page = client.get(reverse("comments:receipt-detail", args=[receipt.number]), HTTP_ACCEPT_LANGUAGE="en")
    for shown in (said, receipt.number, receipt.sha256, "Trust"):
        assert shown in ordinary(page.content.decode())
    with translation.override("en"):
        content = receipt_content(receipt, "en")
    assert ordinary(content.position) == said
    assert [one.title for one in content.events] == ["Trust"]
    client.force_login(members.contact_point(members.member_state("TR")))
    assert client.get(reverse("comments:receipt-detail", args=[receipt.number])).status_code == 404


def test_who_may_propose_to_an_adopted_plan(event, adopted, contact, drafter, officer):
    proposals.save_supplement(adopted, by=drafter, at=AT, event=event, version=1, title="Trust in networks")
    others = (drafter, officer, members.coordinator(), members.contact_point(members.member_state("TR")))
    for person in others:
        with pytest.raises(NotAllowed):
            proposed_events.supplement(event, by=person)
    for person in (officer, members.user("reader"), members.coordinator()):
        with pytest.raises(NotAllowed):
            proposals.save_supplement(adopted, by=person, at=AT, language="en", title="Ours")
    assert ProposedEvent.objects.get().filed_at is None
    proposals.remove_supplement(event, by=contact)
    assert ProposedEvent.objects.count() == 0


def test_a_plan_that_is_not_adopted_is_not_supplemented(event, adopted, contact):
    ConceptPaper.objects.update(status=PaperStatus.CIRCULATED)
    adopted.refresh_from_db()
    with refused("initiatives.not_in_force"):
        proposals.save_supplement(adopted, by=contact, at=AT, language="en", title="Ours")
    with refused("initiatives.not_in_force"):
        proposed_events.supplement(event, by=contact)


def test_an_accepted_event_is_planned_and_its_line_kept(event, contact, coordinator):
    proposed_events.supplement(event, by=contact)
    decision = accept(event, coordinator, {code: f" {text} " for code, text in LINE.items()})
    made = Initiative.objects.get()
    assert (decision.line, decision.initiative, made.status) == (LINE, made, "planned")
    assert (made.date_from, made.host) == (event.date_from, contact.member_state)
    assert event.paper.blocks.filter(key=made.block_key).count() == 0
    assert waiting() == []
    assert AuditEntry.objects.get(action="proposed_event.decide").after["texts"] == LINE


@pytest.mark.parametrize("line", [None, {}, LINE | {"kk": "\u200b "}])
def test_the_line_is_wanted_in_each_language(event, contact, officer, line):
    proposed_events.supplement(event, by=contact)
    with refused("initiatives.line_needed"):
        accept(event, officer, line)
    assert (Initiative.objects.count(), ProposalDecision.objects.count()) == (0, 0)


def test_a_completed_plan_is_in_implementation_again(event, adopted, contact, officer):
    initiative(adopted, status="held")
    ConceptPaper.objects.update(status=PaperStatus.COMPLETED)
    proposed_events.supplement(event, by=contact)
    accept(event, officer)
    adopted.refresh_from_db()
    assert adopted.status == PaperStatus.IMPLEMENTING


def test_what_was_open_at_the_adoption_is_accepted_after_it(adopted, contact, officer):
    event = proposals.mark_filed(proposed_event(adopted, contact), by=contact, at=AT)
    assert accept(event, officer).line == LINE


@pytest.mark.parametrize("act", ["accept", "decline", "defer"])
def test_the_state_is_told_of_the_decision_in_the_same_act(event, contact, officer, act):
    proposed_events.supplement(event, by=contact)
    members.contact_point(members.member_state("TR"))
    if act == "accept":
        accept(event, officer)
    else:
        status = {"decline": "declined", "defer": "later"}[act]
        decisions.answer(event, status, reason="No funds.", language="en", by=officer, at=AT)
    mail = PersonalMail.objects.get(kind=decisions.DECIDED)
    assert mail.recipient == contact
    letter = letters.compose(mail, AT)
    assert event.title in letter.subject and str(event.pk) in letter.body
    assert "No funds." not in letter.body
    contact.role = "reader"
    contact.save()
    assert letters.compose(PersonalMail.objects.get(pk=mail.pk), AT) is None


def test_a_state_is_not_told_of_its_own_withdrawal(event, contact):
    proposed_events.supplement(event, by=contact)
    decisions.withdraw(event, reason="", language="en", by=contact, at=AT)
    assert PersonalMail.objects.count() == 0


@pytest.mark.parametrize("language", sorted(LINE))
def test_every_state_reads_the_supplement_everywhere(event, contact, officer, client, language):
    proposed_events.supplement(event, by=contact)
    made = accept(event, officer).initiative
    reader = members.user("reader", members.member_state("TR"), language=language)
    client.force_login(reader)
    for url in (
        reverse("plans:published-detail", args=[event.paper.slug]) + f"?language={language}",
        reverse("initiatives:initiative-list"),
        reverse("initiatives:initiative-detail", args=[made.block_key]),
        reverse("initiatives:calendar") + "?month=2023-06",
        reverse("initiatives:plan-matrix", args=[event.paper.slug]),
    ):
        page = client.get(url, HTTP_ACCEPT_LANGUAGE=language).content.decode()
        assert LINE[language][:24] in page, url
    word = {"en": "Trust", "ru": "Доверие", "kk": "Сенім"}[language]
    groups = finding.find(word, user=reader, at=AT, reader=language)
    (found,) = [hit for group in groups if group.kind == "initiatives" for hit in group.hits]
    assert f"<mark>{word}</mark>" in found.excerpt
    (entry,) = calendars.events(Initiative.objects.with_plan(), reader, language)
    assert entry.summary == LINE[language]
    with translation.override(language):
        report = progress.content(event.paper, language, on=AT.date())
    assert LINE[language] in [ordinary(row.shown.title) for row in report.rows]
    (said,) = api.client(reader).get("/api/v1/initiatives/").json()["items"]
    assert (said["text"], said["is_supplement"]) == (LINE, True)


def test_the_pages_lead_from_the_plan_to_the_record(adopted, contact, officer, client):
    client.force_login(contact)
    create = reverse("initiatives:own-proposal-create", args=[adopted.slug])
    for start in ("/", reverse("plans:published-detail", args=[adopted.slug])):
        assert create in client.get(start).content.decode()
    form = {"title": "Trust", "kind": "workshop", "format": "online", "language": "ru", "version": 0}
    page = client.post(create, form | {"year": "2023"}, follow=True)
    event = ProposedEvent.objects.get()
    assert page.redirect_chain[-1][0] == reverse("comments:supplement-file", args=[adopted.slug, event.pk])
    page = client.post(page.redirect_chain[-1][0], {"version": page.context["event"].version}, follow=True)
    number = Receipt.objects.get(proposed_event=event).number
    assert page.redirect_chain[-1][0] == reverse("comments:receipt-detail", args=[number])

    assert "Trust" in client.signed_in(officer).get("/").content.decode()
    url = reverse("initiatives:proposal-accept", args=[event.pk])
    page = client.get(url)
    assert page.context["form"]["ru"].value() == "Проведение в 2023 г. онлайн-семинара «Trust»."
    page = client.post(url, LINE | {"kk": ""})
    assert page.status_code == 422 and Initiative.objects.count() == 0
    page = client.post(url, LINE, follow=True)
    made = Initiative.objects.get()
    assert page.redirect_chain[-1][0] == reverse("initiatives:initiative-detail", args=[made.block_key])


def test_a_draft_of_a_colleague_is_not_lost(event, adopted, contact, drafter, client):
    url = reverse("initiatives:own-proposal-edit", args=[adopted.slug, event.pk])
    form = {"title": "Mine", "kind": "workshop", "format": "online", "language": "en", "version": 0}
    page = client.signed_in(drafter).post(url, form)
    assert page.status_code == 409
    assert {"Trust", "Mine"} <= {page.context["current"].event.title, page.context["mine"].event.title}
    url = reverse("initiatives:own-proposal-remove", args=[adopted.slug, event.pk])
    shown = client.get(url)
    proposals.save_supplement(adopted, event=event, version=1, title="Rewritten", by=contact, at=AT)
    page = client.post(url, {"version": shown.context["event"].version})
    assert (page.status_code, page.context["shown"].event.title) == (409, "Rewritten")
    page = client.post(url, {"version": page.context["event"].version}, follow=True)
    assert page.redirect_chain[-1][0] == reverse("plans:published-detail", args=[adopted.slug])
    assert ProposedEvent.objects.count() == 0
