"""Joining another State's proposal: who may, what is filed, and how every reader sees the States together."""

import pytest
from django.urls import reverse

from cica_portal.errors import NotAllowed, StaleVersion
from comments import refusals
from comments.enums import Visibility
from comments.models import DraftComment, Receipt, Response
from comments.procedure import consultations
from comments.reading import filed
from comments.reading.extents import Places
from comments.reading.filed import read_all
from comments.writing import cosponsors, drafts, suggestions
from members.mailing import letters
from members.models import PersonalMail
from plans.outline import revision_outline
from tests.factories import api, comments, members
from tests.refusing import refused


@pytest.fixture
def open_consultation(db, set_clock):
    """Return a round in which each State sees at once what the others file."""
    made = comments.consultation(states=("KZ", "TJ", "UZ"), visibility=Visibility.AT_ONCE)
    set_clock("2022-06-01T12:00:00+06:00")
    return made


@pytest.fixture
def people(open_consultation):
    return {code: members.contact_point(members.member_state(code)) for code in ("KZ", "TJ", "UZ")}


@pytest.fixture
def proposal(open_consultation, people):
    """Return what KZ has filed."""
    comments.draft(open_consultation, people["KZ"], proposed_text="Paragraph 0 better", remark="Shorter")
    return comments.answer(open_consultation, people["KZ"], "comments").comments.get()


def _join_url(comment):
    return reverse("comments:draft-join", args=[comment.response.consultation_id, comment.named])


def _margin(client, consultation, user):
    client.force_login(user)
    page = client.get(reverse("comments:consultation-detail", args=[consultation.pk])).context["page"]
    return "".join(block.margin for block in page.blocks)


def test_joining_makes_a_draft_that_repeats_what_was_filed(people, proposal, at, open_consultation):
    draft = cosponsors.join(proposal, by=people["TJ"], at=at)
    stored = DraftComment.objects.get(member_state__code="TJ")
    said = {name: getattr(stored, name) for name in drafts.FIELDS if name != "joined"}
    assert said == {name: getattr(proposal, name) for name in drafts.FIELDS if name != "joined"}
    receipt = Receipt.objects.get(response=proposal.response)
    assert (stored.pk, stored.joins_id) == (draft.pk, proposal.pk)
    assert {name: stored.joined[name] for name in ("state", "receipt", "comment", "sha256")} == {
        "state": "KZ",
        "receipt": receipt.number,
        "comment": 1,
        "sha256": proposal.sha256,
    }

    cosponsors.join(proposal, by=people["TJ"], at=at)
    filed = comments.answer(open_consultation, people["TJ"], "comments")
    content = Receipt.objects.get(response=filed).content["comments"]
    assert content == drafts.content(filed.comments.all())
    assert content[0]["joined"]["receipt"] == Receipt.objects.get(response=proposal.response).number


@pytest.mark.good_path
def test_joining_twice_is_joining_once(people, proposal, at):
    first = cosponsors.join(proposal, by=people["TJ"], at=at)
    assert cosponsors.join(proposal, by=people["TJ"], at=at) == first


def test_own_joined_and_withdrawn_proposals_are_not_joined(open_consultation, people, proposal, at):
    with pytest.raises(NotAllowed):
        cosponsors.join(proposal, by=people["KZ"], at=at)
    cosponsors.join(proposal, by=people["TJ"], at=at)
    joint = comments.answer(open_consultation, people["TJ"], "comments").comments.get()
    with pytest.raises(NotAllowed):
        cosponsors.join(joint, by=people["UZ"], at=at)
    comments.answer(open_consultation, people["KZ"], "withdrawn")
    with pytest.raises(NotAllowed):
        cosponsors.join(proposal, by=people["UZ"], at=at)


@pytest.mark.parametrize("role", ["reader", "officer", "coordinator"])
def test_only_who_writes_for_a_state_joins(open_consultation, proposal, at, role):
    user = members.user(role, members.member_state("TJ")) if role == "reader" else members.user(role)
    with pytest.raises(NotAllowed):
        cosponsors.join(proposal, by=user, at=at)


def test_joined_text_is_not_changed_unless_it_is_made_ones_own(open_consultation, people, proposal, at):
    draft = cosponsors.join(proposal, by=people["TJ"], at=at)
    fields = {
        "block_key": draft.block_key,
        "type": "editorial",
        "language": "en",
        "remark": "Otherwise",
        "proposed_text": "",
        "rationale": "",
    }
    with refused("comments.joined_as_it_stands"):
        drafts.save(open_consultation, by=people["TJ"], at=at, draft=draft, version=1, **fields)
    cosponsors.part(draft, by=people["TJ"], at=at)
    own = DraftComment.objects.get(pk=draft.pk)
    assert (own.joins_id, own.joined, own.sha256, own.version) == (None, None, proposal.sha256, 2)
    drafts.save(open_consultation, by=people["TJ"], at=at, draft=own, version=2, **fields)
    with pytest.raises(StaleVersion):
        cosponsors.part(draft, by=people["TJ"], at=at)
    with pytest.raises(NotAllowed):
        cosponsors.part(own, by=people["UZ"], at=at)


def test_joint_comment_shows_all_its_states_once_filed(client, open_consultation, people, proposal, at):
    for code in ("TJ", "UZ"):
        cosponsors.join(proposal, by=people[code], at=at)
    states = [members.member_state(code).name for code in ("KZ", "TJ", "UZ")]
    assert "joined by" not in _margin(client, open_consultation, people["KZ"])
    for code in ("TJ", "UZ"):
        comments.answer(open_consultation, people[code], "comments")
    together = f"{states[0]}, joined by {states[1]}, {states[2]}"
    margin = _margin(client, open_consultation, people["KZ"])
    assert margin.count(together) == 1
    assert margin.count("data-comment") == 1
    officer = members.officer()
    page = client.signed_in(officer).page("comments:consultation-compilation", open_consultation.pk)
    assert page.count(together) == 1 and page.count("data-comment") == 1
    page = client.page("comments:consultation-compilation", open_consultation.pk, state="UZ")
    assert page.count(together) == 1


def test_joint_comment_stands_by_itself_once_the_joined_one_has_changed(
    client, open_consultation, people, proposal, at
):
    cosponsors.join(proposal, by=people["TJ"], at=at)
    comments.answer(open_consultation, people["TJ"], "comments")
    comments.answer(open_consultation, people["KZ"], "comments")  # the same text again, as version 2
    assert "joined by" in _margin(client, open_consultation, people["UZ"])
    comments.answer(open_consultation, people["KZ"], "withdrawn")
    margin = _margin(client, open_consultation, people["UZ"])
    receipt = Receipt.objects.get(response=proposal.response).number
    assert "joined by" not in margin and "Shorter" in margin
    assert f"(receipt {receipt}, comment 1)" in margin
    assert "That proposal has since been replaced or withdrawn." in margin


def test_joining_state_is_not_named_to_who_does_not_see_its_answer(
    client, open_consultation, people, proposal, at, set_clock
):
    cosponsors.join(proposal, by=people["TJ"], at=at)
    set_clock("2022-06-07T09:00:00+06:00")  # late: for the Secretariat alone
    with pytest.raises(refusals.ConsultationClosed):
        comments.answer(open_consultation, people["TJ"], "comments")
    name = members.member_state("TJ").name
    assert name not in _margin(client, open_consultation, people["UZ"])
    late = [row for row in read_all(open_consultation) if row.is_late]
    assert [row.member_state.code for row in filed.joint(late)[0]] == ["TJ"]


# What is offered while typing ---------------------------------------------------------------------
def _paragraphs(consultation):
    return [block.key for block in consultation.revision.blocks.filter(kind="paragraph")]


def _offers(consultation, user, at, **typed):
    places = Places(revision_outline(consultation.revision))
    extent = places.extent(comments.first_paragraph(consultation).key)
    return suggestions.offers(consultation, user, at=at, places=places, extent=extent, typed=typed)


def test_offers_are_what_one_may_see_on_the_paragraph_most_similar_first(open_consultation, people, at):
    _first, second = _paragraphs(open_consultation)
    for text, key in (
        ("Something else altogether, and longer", None),
        ("Paragraph 0 better", None),
        ("Elsewhere", second),
    ):
        fields = {"block_key": key} if key else {}
        comments.draft(open_consultation, people["KZ"], proposed_text=text, **fields)
    comments.answer(open_consultation, people["KZ"], "comments")
    comments.draft(open_consultation, people["UZ"], proposed_text="Hidden")
    found = _offers(open_consultation, people["TJ"], at, en="Paragraph 0 much better")
    assert [(offer.comment.proposed_text, offer.is_similar) for offer in found] == [
        ("Paragraph 0 better", True),
        ("Something else altogether, and longer", False),
    ]


def test_offers_include_drafts_of_colleagues_and_ranges_that_reach_here(open_consultation, people, at):
    _first, second = _paragraphs(open_consultation)
    comments.answer(open_consultation, people["KZ"], "comments", until_key=second, operation="SUP")
    colleague = members.drafter(members.member_state("TJ"))
    comments.draft(open_consultation, colleague, proposed_text="Ours")
    found = _offers(open_consultation, people["TJ"], at)
    assert [(bool(offer.comment), bool(offer.draft)) for offer in found] == [(True, False), (False, True)]
    assert found[1].who == colleague.display_name


def test_what_several_states_propose_alike_is_one_offer_that_names_them(open_consultation, people, at):
    for code, text in (("KZ", "Better"), ("KZ", "Worse"), ("UZ", "Better")):
        comments.draft(open_consultation, people[code], proposed_text=text)
    worse = comments.answer(open_consultation, people["KZ"], "comments").comments.get(proposed_text="Worse")
    cosponsors.join(worse, by=people["UZ"], at=at)
    comments.answer(open_consultation, people["UZ"], "comments")

    found = _offers(open_consultation, people["TJ"], at, en="Better")

    both = {str(people[code].member_state) for code in ("KZ", "UZ")}
    assert [(one.comment.proposed_text, one.number, set(one.who.split(", "))) for one in found] == [
        ("Better", 2, both),
        ("Worse", 2, both),
    ]
    cosponsors.join(found[0].comment, by=people["TJ"], at=at)
    assert [one.comment.pk for one in _offers(open_consultation, people["TJ"], at) if one.comment] == [
        worse.pk
    ]


def test_form_offers_to_join_and_one_click_does(client, open_consultation, people, proposal):
    block = comments.first_paragraph(open_consultation)
    client.force_login(people["TJ"])
    url = (
        reverse("comments:draft-create", args=[open_consultation.pk])
        + f"?block={block.key}&language=ru&with=kk"
    )
    join = _join_url(proposal)
    page = client.get(url).content.decode()
    assert "Join proposal" in page and f'action="{join}?language=ru&amp;with=kk"' in page
    answer = client.post(join + "?language=ru&with=kk")
    draft = DraftComment.objects.get(member_state__code="TJ")
    assert answer.url.endswith(f"?language=ru&with=kk#c-{draft.pk}")
    assert "Join proposal" not in client.get(url).content.decode()
    page = client.page("comments:draft-edit", draft.pk)
    assert "Turn into our own comment" in page and "Shorter" in page
    client.post(reverse("comments:draft-part", args=[draft.pk]))
    assert DraftComment.objects.get(pk=draft.pk).joins_id is None


@pytest.mark.parametrize("visibility", [Visibility.AFTER_COMPILATION, Visibility.AFTER_CLOSING])
def test_nothing_is_offered_or_joined_that_another_state_has_not_shown_yet(
    client, db, set_clock, visibility, at
):
    consultation = comments.consultation(visibility=visibility)
    set_clock("2022-06-01T12:00:00+06:00")
    contact = members.contact_point(members.member_state("KZ"))
    filed = comments.answer(consultation, contact, "comments", remark="Zhasyryn-pikir").comments.get()
    stranger = members.contact_point(members.member_state("TR"))
    with pytest.raises(NotAllowed):
        cosponsors.join(filed, by=stranger, at=at)
    url = reverse("comments:draft-create", args=[consultation.pk]) + f"?block={filed.block_key}"
    assert "Zhasyryn-pikir" not in client.signed_in(stranger).get(url).content.decode()
    existing = client.post(_join_url(filed))
    missing = client.post(_join_url(filed).replace("-1/", "-9/"))
    assert (existing.status_code, missing.status_code) == (404, 404)
    assert Response.objects.count() == 1
    assert not DraftComment.objects.filter(member_state__code="TR").exists()


def test_co_sponsors_are_told_when_the_original_is_no_longer_in_force(
    open_consultation, people, proposal, at
):
    """The one that submitted it and the one that has it in draft; nobody, while the same words stand."""
    cosponsors.join(proposal, by=people["TJ"], at=at)
    comments.answer(open_consultation, people["TJ"], "comments")
    cosponsors.join(proposal, by=people["UZ"], at=at)
    comments.answer(open_consultation, people["KZ"], "comments", block_key=None)
    assert not PersonalMail.objects.filter(kind="join_lost").exists()
    comments.answer(open_consultation, people["KZ"], "withdrawn")
    told = PersonalMail.objects.filter(kind="join_lost")
    assert {mail.recipient for mail in told} == {people["TJ"], people["UZ"]}
    for language in ("en", "ru", "kk"):
        mail = told.first()
        mail.language = language
        letter = letters.compose(mail, at)
        assert open_consultation.reference in letter.subject
        assert f"/consultations/{open_consultation.pk}/" in letter.body


def test_a_proposal_is_joined_from_wherever_it_is_read(client, open_consultation, people, proposal):
    joining = members.drafter(members.member_state("TJ"))
    link = _join_url(proposal)
    pages = [
        reverse(f"comments:{name}", args=[open_consultation.pk])
        for name in ("consultation-detail", "consultation-compilation")
    ]
    for user, count in (
        (people["KZ"], 0),
        (members.user("reader", members.member_state("UZ")), 0),
        (members.officer(), 0),
        (joining, 1),
    ):
        client.force_login(user)
        assert [client.get(url).content.decode().count(f'href="{link}') for url in pages] == [count, count]
    page = client.get(link)
    assert page.status_code == 200 and "Shorter" in page.content.decode()
    answer = client.post(link)
    assert DraftComment.objects.get(member_state__code="TJ").joins == proposal
    assert f"/consultations/{open_consultation.pk}/" in answer.url


# What was joined and is in force no more ---------------------------------------------------------------
def test_those_who_joined_what_is_gone_are_named_together_and_not_as_joining(
    client, open_consultation, people, proposal, at, set_clock
):
    for code in ("TJ", "UZ"):
        cosponsors.join(proposal, by=people[code], at=at)
        comments.answer(open_consultation, people[code], "comments")
    comments.answer(open_consultation, people["KZ"], "withdrawn")
    consultations.close(open_consultation, at=set_clock("2022-06-07T09:00:00+06:00"))
    single, joining = filed.joint(read_all(open_consultation))
    [head] = single
    assert [row.code for row in (head, *joining[head.key])] == ["TJ", "UZ"]
    assert "no longer in force" in head.joins and "Joins the proposal" not in head.joins
    client.force_login(members.officer(language="en"))
    page = client.page("comments:consultation-compilation", open_consultation.pk)
    names = [members.member_state(code).name for code in ("TJ", "UZ")]
    assert page.count(f"{names[0]} together with {names[1]}") == 1
    assert "Joins the proposal of" not in page and "joined by" not in page


LAPSED = {
    "comments:consultation-detail": "joins a proposal that is no longer in force",
    "comments:response-submit": "joins a proposal that is no longer in force",
    "comments:draft-edit": "Turn it into your own comment, or remove the draft.",
}


def test_a_draft_that_joins_what_is_in_force_no_more_says_so(client, open_consultation, people, proposal, at):
    draft = cosponsors.join(proposal, by=people["TJ"], at=at)
    client.force_login(people["TJ"])

    def said():
        about = {"comments:draft-edit": draft.pk}
        pages = {
            name: client.get(reverse(name, args=[about.get(name, open_consultation.pk)])) for name in LAPSED
        }
        return [LAPSED[name] in " ".join(page.content.decode().split()) for name, page in pages.items()]

    assert said() == [False] * 3
    comments.answer(open_consultation, people["KZ"], "withdrawn")
    assert said() == [True] * 3
    cosponsors.part(draft, by=people["TJ"], at=at)
    assert said() == [False] * 3


def test_programs_read_of_a_lost_proposal_no_more_than_pages_say(open_consultation, people, proposal, at):
    reader = api.client(people["UZ"])
    url = reverse("api:consultation-comments", args=[open_consultation.pk])
    cosponsors.join(proposal, by=people["TJ"], at=at)
    comments.answer(open_consultation, people["TJ"], "comments")
    assert [item["joins"] for item in reader.get(url).json()["items"]] == [None, "KZ"]

    comments.answer(open_consultation, people["KZ"], "withdrawn")

    assert [item["joins"] for item in reader.get(url).json()["items"]] == [None]
