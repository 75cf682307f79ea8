"""Under the hour of a deadline it stands in words, by the Secretariat's clock and the reader's."""

import pytest
from django.urls import reverse
from lxml.html import fromstring

from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from comments.forms.procedure import InternalDeadlineForm
from tests.factories import members, notes

pytestmark = pytest.mark.django_db

WORDS = reverse("members:deadline-words")
ASKED = {"day_box": "respond_by", "minute_box": "last_minute"}
OFFICIAL = {
    "en": "Monday, 7 December 2026, 18:00 (Astana time, UTC+05:00)",
    "ru": "понедельник, 7 декабря 2026 г., 18:00 (по времени Астаны, UTC+05:00)",
    "kk": "2026 жылғы 7 желтоқсан, дүйсенбі, 18:00 (Астана уақыты бойынша, UTC+05:00)",
}


def words(client, day, minute, **more):
    answer = client.get(WORDS, ASKED | {"respond_by": day, "last_minute": minute} | more)
    return ordinary(" ".join(fromstring(f"<p>{answer.content.decode()}</p>").text_content().split()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_deadline_is_said_by_the_clock_of_the_secretariat(client, language):
    client.force_login(members.signatory(language=language))
    assert words(client, "2026-12-07", "18:00").startswith(OFFICIAL[language])


def test_delegate_reads_the_time_in_the_own_capital_too(client):
    client.force_login(members.contact_point(members.member_state("TH", time_zone="Asia/Bangkok")))
    said = words(client, "2026-12-07", "18:00")
    assert said.startswith(OFFICIAL["en"])
    assert "Time in your capital: Monday, 7 December 2026, 20:00" in said

    assert words(client, "2026-12-07", "18:00", clock="own").startswith(
        "Monday, 7 December 2026, 18:00 (Bangkok time, UTC+07:00)"
    )


def test_a_zone_may_be_named_and_what_is_none_is_the_seat(client):
    client.force_login(members.signatory())
    assert "18:00 (Bangkok time, UTC+07:00)" in words(client, "2026-12-07", "18:00", clock="Asia/Bangkok")
    for other in ("Asia", "Nowhere/Else", "../Asia/Bangkok", "\0", ""):
        assert words(client, "2026-12-07", "18:00", clock=other).startswith(OFFICIAL["en"])


PAGES = ("comments:consultation-grant", "comments:time-request", "notes:extension-prepare")


@pytest.mark.parametrize("is_moved", [False, True])
@pytest.mark.parametrize("page", PAGES)
def test_a_form_of_a_consultation_says_deadlines_by_its_clock_when_the_seat_has_moved(
    client, set_clock, settings, page, is_moved
):
    set_clock(notes.AT)
    people = notes.delegations()
    consultation = notes.circulated()
    settings.SECRETARIAT_TIME_ZONE = "Europe/Istanbul" if is_moved else settings.SECRETARIAT_TIME_ZONE
    client.force_login(people["KZ"] if page == "comments:time-request" else members.signatory())
    html = client.get(reverse(page, args=[consultation.pk])).content.decode()
    asked = [line.get("data-hx-get") for line in fromstring(html).xpath("//output[@data-hx-get]")]
    assert [one.rpartition("clock=")[2] for one in asked] == ["Asia/Almaty" if is_moved else ""]


def test_a_box_may_be_called_day(client):
    client.force_login(members.contact_point(members.member_state("TH", time_zone="Asia/Bangkok")))
    (line,) = fromstring(str(InternalDeadlineForm())).xpath("//output[@data-hx-get]")
    answer = client.get(f"{line.get('data-hx-get')}&day=2026-12-07&hour=18:00")
    assert "18:00 (Bangkok time, UTC+07:00)" in ordinary(answer.content.decode())


@pytest.mark.parametrize(
    ("day", "minute"), [("", "18:00"), ("2026-12-07", ""), ("2026-02-30", "18:00"), ("9999-12-31", "23:59")]
)
def test_what_is_no_deadline_has_no_words(client, day, minute):
    client.force_login(members.signatory())
    assert words(client, day, minute) == ""
