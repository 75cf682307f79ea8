import datetime as dt

import pytest
from django.urls import reverse

from comments.answering import dialogue
from comments.enums import Position, Visibility
from comments.models import Comment
from comments.procedure import consultations
from comments.reading.filed import read_all
from plans import blocks, revisions
from plans.enums import BlockKind, PaperStatus
from plans.models import Block, BlockText, ConceptPaper
from tests.comments.given import AFTER, bench_of, carry_out, take_in
from tests.factories import comments, members, plans

FROZEN = AFTER + dt.timedelta(days=2)
AGAIN = FROZEN + dt.timedelta(days=1)
TEXT = "States shall exchange information. They meet twice."
PROPOSED = {"KZ": "States may exchange information. They meet twice.", "TR": TEXT.replace("twice", "once")}


@pytest.fixture
def officer(db):
    return members.signatory(language="en")


@pytest.fixture
def revised(request, officer, set_clock):
    """Return the second revision, not circulated yet: what KZ and TR proposed was taken and answered.

    The parameter, if any, is when each of the two reads what the other proposed.
    """
    visibility = getattr(request, "param", Visibility.AFTER_COMPILATION)
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    paper = plans.paper(blocks=0, status=PaperStatus.CIRCULATED)
    plans.block(paper, texts={"en": TEXT, "ru": "Текст.", "kk": "Мәтін."})
    made = comments.consultation(
        states=("KZ", "TR"), revision=comments.revision(paper), visibility=visibility
    )
    for code, wording in PROPOSED.items():
        person = members.contact_point(members.member_state(code))
        comments.answer(made, person, Position.COMMENTS, remark="", proposed_text=wording)
    consultations.close(made, at=set_clock(AFTER))
    bench = bench_of(made)
    take_in(made, bench, by=officer, at=AFTER + dt.timedelta(hours=1))
    text = BlockText.objects.get(block__key=bench.key, language="ru")
    blocks.edit(text.block, "ru", "Новый текст.", version=1, by=None, at=AFTER + dt.timedelta(hours=2))
    for comment in Comment.objects.all():
        comments.reply_to(
            comment,
            kind="accepted",
            reply=f"Thanks, {comment.response.member_state.code}",
            by=officer,
            at=AFTER,
        )
    return revisions.freeze(paper, by=officer, at=set_clock(FROZEN))


def _url(revision, edition="1") -> str:
    return reverse("comments:trace", args=[revision.paper.slug, edition])


def _circulated(revision, set_clock, **fields):
    set_clock(AGAIN)
    return comments.consultation(
        states=("KZ", "TR"),
        revision=revision,
        opens_at=AGAIN,
        respond_by=dt.date(2022, 7, 1),
        **fields,
    )


def test_each_change_names_its_state_comment_and_answer(client, revised):
    words = ("Sources of the changes", "comment 1 of the compilation", "accepted", "Thanks, KZ")
    client.force_login(members.officer(language="en"))
    page = client.get(_url(revised), {"language": "en"}).content.decode()
    assert [word for word in words if word not in page] == []
    assert page.count('class="note-ref"') == 2
    assert 'id="note-1"' in page and 'id="note-2"' in page


def test_the_translation_says_what_it_follows(client, revised):
    client.force_login(members.officer(language="en"))
    page = client.get(_url(revised), {"language": "ru"}).content.decode()
    assert "follows the change made in the text in: English" in page and "Thanks, TR" in page


def test_the_draft_in_work_has_a_trace_for_those_who_write_it(client, revised):
    assert client.signed_in(members.officer(language="en")).get(_url(revised, "draft")).status_code == 200
    client.force_login(members.contact_point(members.member_state("KZ")))
    assert client.get(_url(revised, "draft")).status_code == 404


def test_a_new_paragraph_that_is_not_in_every_language_yet_is_an_empty_one_there(client, revised):
    blocks.add(
        revised.paper,
        kind=BlockKind.PARAGRAPH,
        texts={"en": "Only *here*."},
        after=revised.paper.blocks.last(),
        by=None,
        at=AGAIN,
    )
    client.force_login(members.officer(language="en"))
    pages = {code: client.get(_url(revised, "draft"), {"language": code}) for code in ("en", "ru", "kk")}
    assert [page.status_code for page in pages.values()] == [200, 200, 200]
    assert "<em>here</em>" in pages["en"].content.decode()
    assert "1 paragraph changed" in pages["ru"].content.decode()


def test_an_unchanged_paragraph_shows_its_emphasis_and_no_marks(client, revised):
    paper = plans.paper(blocks=0)
    plans.block(paper, texts=dict.fromkeys(("en", "ru", "kk"), "In *italics* & plain."))
    for _number in range(2):
        revisions.freeze(paper, by=None, at=FROZEN)
    client.force_login(members.officer(language="en"))
    for address in (
        reverse("comments:trace", args=[paper.slug, 1]),
        reverse("plans:paper-compare", args=[paper.slug]),
    ):
        assert "In <em>italics</em> &amp; plain." in client.get(address).content.decode()


@pytest.mark.parametrize("edition", ["0", "2", "99999", "burn"])
def test_there_is_no_trace_of_what_is_not_there(client, revised, edition):
    assert client.signed_in(members.officer()).get(_url(revised, edition)).status_code == 404


def test_a_state_reads_it_once_the_revision_is_before_it(client, revised, set_clock):
    client.force_login(members.contact_point(members.member_state("KZ"), language="en"))
    assert client.get(_url(revised)).status_code == 404
    _circulated(revised, set_clock)
    assert client.get(_url(revised)).status_code == 200
    client.force_login(members.contact_point(members.member_state("IN")))
    assert client.get(_url(revised)).status_code == 404


@pytest.mark.parametrize(
    "status", ["before_swg", "considered", "recommended", "adopted", "completed", "under_consolidation"]
)
def test_a_state_reads_what_was_submitted_to_the_swg_from_then_on(client, revised, officer, status):
    if status == "under_consolidation":
        plans.returned_row(revised.paper, by=officer, at=AGAIN)
    ConceptPaper.objects.filter(pk=revised.paper_id).update(status=status)
    client.force_login(members.contact_point(members.member_state("KZ"), language="en"))
    assert client.get(_url(revised)).status_code == 200
    client.force_login(members.contact_point(members.member_state("IN")))
    assert client.get(_url(revised)).status_code == 404


@pytest.mark.parametrize(
    ("revised", "shows_others"),
    [(Visibility.AFTER_COMPILATION, False), (Visibility.AFTER_CLOSING, True)],
    indirect=["revised"],
)
def test_a_state_reads_of_others_what_the_consultation_shows_and_answers_once_released(
    client, revised, shows_others, officer, set_clock
):
    first = Comment.objects.first().response.consultation
    _circulated(revised, set_clock)
    client.force_login(members.contact_point(members.member_state("KZ"), language="en"))
    url = _url(revised) + "?language=en"

    page = client.get(url).content.decode()
    assert page.count('class="note-ref"') == 1 + shows_others
    assert "Thanks" not in page and ("State TR" in page) == shows_others
    # The number of the State's comment would tell how many others there are.
    assert ("comment 1 of the compilation" in page) == ("of the compilation" in page) == shows_others

    dialogue.release_answers(first, by=officer, at=AGAIN)
    page = client.get(url).content.decode()
    assert "Thanks, KZ" in page and ("Thanks, TR" in page) == shows_others


def test_a_coordinator_reads_that_of_the_own_measure(client, revised):
    coordinator = members.coordinator()
    assert client.signed_in(coordinator).get(_url(revised)).status_code == 404
    plans.coordinator_of(revised.paper.measure, coordinator, state=coordinator.member_state)
    assert client.get(_url(revised)).status_code == 200


def test_what_people_wrote_is_shown_as_text(client, revised, officer):
    comment = Comment.objects.first()
    comments.reply_to(comment, reply="<b>bold</b>", by=officer, at=FROZEN)
    page = client.signed_in(officer).get(_url(revised), {"language": "en"}).content.decode()
    assert "&lt;b&gt;bold" in page and "<b>bold" not in page


# What the pages of a comment say of it ---------------------------------------------------------------
def _own(client, revised) -> str:
    first = Comment.objects.first().response.consultation
    return client.page("comments:own-comments", first.pk)


def test_a_state_is_led_from_its_comment_to_the_changed_sentence(client, revised, officer, set_clock):
    first = Comment.objects.first().response.consultation
    dialogue.release_answers(first, by=officer, at=AGAIN)
    client.force_login(members.contact_point(members.member_state("KZ"), language="en"))
    assert "traces/" not in _own(client, revised)  # the revision is not before the States yet
    _circulated(revised, set_clock)
    page = _own(client, revised)
    key = comments.first_paragraph(first).key
    assert f"{_url(revised)}?language=en#b-{key}" in page
    assert "included as proposed" in page and "Thanks, KZ" in page
    assert f'id="b-{key}"' in client.get(_url(revised)).content.decode()


def test_proposal_counter_wording_and_final_text_stand_apart(client, revised, officer):
    comment = Comment.objects.get(response__member_state__code="TR")
    consultation = comment.response.consultation
    wording = "States may exchange information. They meet once or twice."
    late = comments.late_comment(
        consultation,
        members.contact_point(members.member_state("UZ")),
        operation="MOD",
        proposed_text=TEXT.replace("States", "All States"),
    )
    take_in(consultation, own_wording=wording, answers=[late], by=officer, at=AGAIN)
    client.force_login(officer)
    page = client.get(reverse("comments:disposition-detail", args=[consultation.pk, late.pk])).content
    text = page.decode()
    assert text.index(">Proposal<") < text.index("Secretariat’s wording") < text.index("Draft now")
    assert "included in the Secretariat’s wording" in text


def test_a_state_reads_of_its_new_text_and_its_move_that_they_are_in_the_text(client, officer, set_clock):
    set_clock(comments.OPENS_AT + dt.timedelta(days=1))
    paper = plans.paper(blocks=0, status=PaperStatus.CIRCULATED)
    first, *_rest, goal = [
        plans.block(paper, texts=dict.fromkeys(("en", "ru", "kk"), text))
        for text in ("One.", "Two.", "Three.")
    ]
    made = comments.consultation(states=("KZ",), revision=comments.revision(paper))
    person = members.contact_point(members.member_state("KZ"), language="en")
    comments.draft(made, person, block_key=first.key, operation="ADD", proposed_text="A new one.")
    comments.draft(made, person, block_key=first.key, operation="MOVE", after_key=goal.key)
    comments.answer(made, person, Position.COMMENTS, block_key=goal.key, operation="SUP")
    consultations.close(made, at=set_clock(AFTER))
    added, moved, _deletion = read_all(made)
    for row in (added, moved):
        carry_out(made, row, by=officer)
    set_clock(FROZEN)
    new = Block.objects.latest("pk")
    for language in ("ru", "kk"):
        blocks.edit(new, language, "Новый.", version=1, by=None, at=FROZEN)
    revision = revisions.freeze(paper, by=officer, at=FROZEN)
    _circulated(revision, set_clock)

    items = client.signed_in(person).page("comments:own-comments", made.pk).split('<li id="c-')

    assert "New paragraph in" in items[1] and f"#b-{new.key}" in items[1] and "A new one." in items[1]
    assert "This paragraph was moved in" in items[2] and f"#b-{first.key}" in items[2]
    assert [number for number, item in enumerate(items) if "is unchanged in" in item] == []
