"""A proposed event from the delegation's form to a line of the plan or a supplement of it, and back to
the delegation."""

import pytest
from playwright.sync_api import expect

from cica_portal import clock
from comments.models import Consultation, Receipt
from comments.procedure import consultations
from initiatives.models import Initiative
from plans.outline import revision_outline
from tests.browser.conftest import SignIn, sweep
from tests.browser.words import words

TITLE = "Киберқауіпсіздік бойынша өңірлік жаттығу"
LINE = (
    "2026 жылғы 14-16 қыркүйекте Қазақстан Республикасының ұйымдастыруымен «{}» оқу-жаттығуын "
    "аралас форматта өткізу (Астана)."
)


@pytest.mark.both_databases
def test_an_event_is_proposed_taken_into_the_plan_and_its_state_reads_so(sign_in: SignIn, portal, set_clock):
    say = words("kk")
    current = Consultation.objects.get(closes_at__gt=clock.now())
    year = current.revision.paper.period_from
    objective = next(row for row in revision_outline(current.revision) if row.kind == "objective")

    delegate = sign_in("kz.contact", language="kk")
    delegate.goto(f"/consultations/{current.pk}/")
    delegate.get_by_text(say("Other actions"), exact=True).click()
    delegate.get_by_role("link", name=say("Propose thematic event")).click()
    delegate.get_by_label(say("Title of the event")).fill(TITLE)
    delegate.get_by_label(say("Kind", context="field")).select_option("exercise")
    delegate.get_by_label(say("Format", context="field")).select_option("hybrid")
    delegate.get_by_label(say("First day")).fill(f"{year}-09-14")
    delegate.get_by_label(say("Last day")).fill(f"{year}-09-16")
    delegate.get_by_text(say("Co-hosts", context="field"), exact=True).first.click()
    delegate.locator("[name=co_hosts][value=TJ]").check()
    delegate.get_by_label(say("Place", context="field")).fill("Астана")
    delegate.locator(f"[name=objectives][value='{objective.key}']").check()
    delegate.locator("#id_month").select_option("9")
    delegate.get_by_role("button", name=say("Save and continue")).click()
    expect(delegate.locator(".error-summary")).to_contain_text(
        say("Enter either the exact days, or a year with a month or a quarter.")
    )
    delegate.locator("#id_month").select_option("")
    delegate.get_by_role("button", name=say("Save and continue")).click()
    expect(delegate.locator("main")).to_contain_text(objective.text("kk"))
    delegate.get_by_role("button", name=say("Submit for our State")).click()
    expect(delegate.locator(".receipt")).to_be_visible()
    event = Receipt.objects.get(consultation=current, member_state__code="KZ").proposed_event
    assert (event.host.code, event.co_hosts, event.objectives) == ("KZ", ["TJ"], [str(objective.key)])

    set_clock(current.closes_at + consultations.TIME_TO_WRITE)
    sweep()  # the round closes with comments, and the draft is open for editing again
    coordinator = sign_in("coordinator", language="ru")
    tell = words("ru")
    coordinator.goto(f"/initiatives/proposals/{event.pk}/")
    coordinator.get_by_role("link", name=tell("Include in the plan")).click()
    line = LINE.format(TITLE).replace("2026", str(year))
    expect(coordinator.get_by_text(line)).to_be_visible()
    coordinator.get_by_role("button", name=tell("Include in the plan")).click()

    expect(coordinator.locator(".editor-row").filter(has_text=line)).to_have_count(1)
    key = Initiative.objects.get(proposal_decision__event=event).block_key
    row = coordinator.locator(f"#b-{key}")
    expect(row).to_contain_text(line)
    expect(row.locator(".editor-cell[data-state=missing]")).to_have_count(2)

    delegate.goto("/initiatives/proposals/")
    expect(delegate.locator(".item", has_text=TITLE)).to_contain_text(
        say("included in the plan", context="proposal")
    )
