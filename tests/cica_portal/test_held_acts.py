"""What a person could expect to do on a page and cannot now stands there with its reason."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from lxml.html import fromstring

from cica_portal import clock
from cica_portal.languages import LANGUAGES
from members.models import Correspondent, User
from notes.enums import NoteKind
from notes.models import ReminderStep
from notes.wording import texts, wordings
from tests.cica_portal.access_world import World, built, one_transaction

OF_DELEGATION = "The contact point or the deputy of your delegation does this."

# Who opens which page of what, and the act that it shows as not possible, with why.
HELD = {
    "a coordinator does not create plans": (
        "coordinator",
        "plans:paper-list",
        lambda world: [],
        "New plan The Secretariat creates plans and appoints their coordinators.",
    ),
    "a circulated text is not edited": (
        "officer",
        "plans:paper-detail",
        lambda world: [world.consultation.revision.paper.slug],
        "Edit the text The text of this plan cannot be edited now. Status of the plan: “circulated”.",
    ),
    "a reader proposes no event": (
        "reader",
        "plans:published-detail",
        lambda world: ["adopted"],
        "Propose thematic event Your role is read only. The contact point of your delegation changes roles.",
    ),
    "a drafter of the host does not edit its event": (
        "drafter",
        "initiatives:initiative-detail",
        lambda world: [world.initiative.block_key],
        f"Edit the record {OF_DELEGATION}",
    ),
    "nobody is invited to an event before it is announced": (
        "officer",
        "initiatives:initiative-detail",
        lambda world: [world.initiative.block_key],
        "Invite Member States by note verbale Possible once the event is announced.",
    ),
    "a drafter does not withdraw a proposal": (
        "drafter",
        "initiatives:proposal-detail",
        lambda world: [world.proposal.pk],
        f"Withdraw the proposal {OF_DELEGATION}",
    ),
    "a text that waits is not corrected again": (
        "officer",
        "phrases:phrase-detail",
        lambda world: [world.phrase["key"]],
        "Propose correction Possible once the correction that is waiting is decided on.",
    ),
    "nobody is invited for a State that is no member": (
        "officer",
        "members:state-detail",
        lambda world: [world.people["outside"].member_state.code],
        "Invite user The State is not currently a member.",
    ),
    "an officer does not approve reminders": (
        "officer",
        "notes:reminder-plan",
        lambda world: [world.consultation.pk],
        "Approve reminder An authorized signatory approves it.",
    ),
    "a plan is submitted after its consultation": (
        "officer",
        "notes:consultation-notes",
        lambda world: [world.consultation.pk],
        "Submit to the SWG… Possible once the consultation is closed and its comments are being "
        "consolidated.",
    ),
    "an entry out of use takes no address": (
        "officer",
        "members:correspondent-detail",
        lambda world: [Correspondent.objects.get(closed_at__isnull=False).code],
        "Add address Possible once the entry is restored. See “Other actions”.",
    ),
}


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker) -> Iterator[None]:
    with one_transaction(django_db_blocker):
        yield


@pytest.fixture(scope="module")
def world(db) -> Iterator[World]:
    with built() as made:
        User.objects.update(language="en")
        first = Correspondent.objects.first()
        ReminderStep.objects.filter(pk=made.step.pk).update(is_approved=False)
        Correspondent.objects.filter(pk=first.pk).update(closed_at=clock.now())
        yield made


def read(world: World, role: str, name: str, arguments: list[object]) -> str:
    client = Client()
    client.force_login(world.people[role])
    return client.get(reverse(name, args=arguments)).content.decode()


def held(page: str) -> list[str]:
    found = fromstring(page).xpath("//*[@class='held-act']")
    return [" ".join(one.text_content().split()) for one in found]


@pytest.mark.parametrize("case", HELD)
def test_act_that_is_not_possible_says_why(world, case):
    role, name, arguments, said = HELD[case]
    assert said in held(read(world, role, name, arguments(world)))


def test_reader_of_a_consultation_is_told_who_answers(world):
    page = read(world, "reader", "comments:consultation-detail", [world.consultation.pk])
    assert "Your role is read only: others of your delegation write comments and submit the response." in page
    page = read(world, "drafter", "comments:consultation-detail", [world.consultation.pk])
    assert "Your role is read only" not in page


def test_signatory_reads_that_another_approves_what_the_signatory_wrote(world, settings):
    settings.TWO_PERSONS_ISSUE = True
    said = "You wrote this version, so another signatory has to approve it."
    arguments = [world.wording.kind, world.wording.number]
    assert said not in read(world, "signatory", "notes:wording-version", arguments)
    own = wordings.write(
        NoteKind.REMINDER,
        {
            **wordings.body(NoteKind.REMINDER, world.wording.number),
            texts.ADDITIONAL: dict.fromkeys(LANGUAGES, "Own"),
        },
        based_on=world.wording.number,
        reason="Asked for",
        by=world.people["signatory"],
        at=clock.now(),
    )
    assert said in read(world, "signatory", "notes:wording-version", [own.kind, own.number])
