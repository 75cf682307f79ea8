"""The pages by which a note of a State becomes its response: the officer's, the signatory's, the State's."""

import datetime as dt
import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml.html import fromstring

from cica_portal.spaces import ordinary
from comments.enums import EnteredStatus
from comments.models import EnteredResponse, Receipt, Response
from comments.writing.entered import entries
from members.enums import Role
from members.models import MemberState, User
from notes.models import IncomingNote
from notes.register import incoming_notes
from plans import open_points
from plans.models import ConceptPaper
from tests.clients import PortalClient
from tests.factories import comments, members, notes
from tests.refusing import refused

pytestmark = pytest.mark.django_db

AT = notes.AT + dt.timedelta(days=4, hours=5)
REGISTERED = {
    "channel": "note",
    "number": "214",
    "dated_on": "2022-05-27",
    "subject": "Comments on the draft",
    "received_on": "2022-05-30",
    "received_minute": "10:15",
    "position": "comments",
}
SAID = {
    "language": "en",
    "version": "0",
    "type": "editorial",
    "remark": "A comma is missing",
    "rationale": "",
}


@pytest.fixture
def pdf():
    document, content = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(content)
    return content.getvalue()


def client_of(user):
    client = PortalClient().signed_in(user)
    client.cookies["language"] = user.language or "en"
    return client


@pytest.fixture
def consultation(people, set_clock):
    made = notes.circulated()
    set_clock(AT)
    return made


@pytest.fixture
def officer_client(consultation):
    return client_of(members.officer())


def entered_page(name, made, **args):
    return reverse(f"comments:entered-{name}", args=[made.pk, *args.values()])


def register(client, consultation, **given):
    data = REGISTERED | {"member_state": MemberState.objects.get(code="TR").pk} | given
    return client.post(reverse("notes:response-register", args=[consultation.pk]), data)


def test_note_is_registered_entered_confirmed_and_read_by_its_state(
    consultation, officer_client, people, pdf
):
    file = SimpleUploadedFile("note.pdf", pdf, content_type="application/pdf")
    answer = register(officer_client, consultation, file=file)
    made = EnteredResponse.objects.get()
    incoming = IncomingNote.objects.get()
    assert answer.url == entered_page("detail", made)
    assert (incoming.register_number, made.register_number) == (made.register_number, "IN/1")
    assert made.received_at == dt.datetime(2022, 5, 30, 4, 15, tzinfo=dt.UTC)

    block = comments.first_paragraph(consultation)
    page = f"{entered_page('remark-create', made)}?block={block.key}&language=en"
    assert officer_client.get(page).status_code == 200
    answer = officer_client.post(
        page, SAID | {"operation": "MOD", "proposed_text": "Another text", "laid": "MOD:"}
    )
    assert answer.url == entered_page("detail", made)
    assert made.remarks.get().proposed_text == "Another text"
    officer_client.post(entered_page("hand-over", made))
    assert "waits for a signatory" in officer_client.get(entered_page("detail", made)).content.decode()

    signatory = client_of(members.signatory())
    page = signatory.get(entered_page("detail", made))
    assert "received in time" in page.content.decode() and "note.pdf" in page.content.decode()
    signatory.post(entered_page("confirm", made), {"shown": page.context["shown"]})

    response, receipt = Response.objects.get(), Receipt.objects.get()
    board = reverse("comments:consultation-board", args=[consultation.pk])
    board = signatory.get(board, {"standing": "all"}).content.decode()
    assert board.count("by note No. 214 of 27 May 2022, registered as IN/1") == 1
    own = client_of(people["TR"])
    page = own.get(reverse("comments:receipt-detail", args=[receipt.number])).content.decode()
    assert "by note No. 214 of 27 May 2022, registered as IN/1" in page and "10:15" in page
    assert "Another text" in page and response.submitted_by.display_name not in page
    assert own.get(reverse("notes:response-file", args=[response.pk])).content == pdf
    assert client_of(people["RU"]).get(reverse("notes:response-file", args=[response.pk])).status_code == 404


def test_officer_is_told_that_an_entry_does_not_count_yet_and_who_confirms_it(consultation, people):
    registered = "The note is in the register as IN/1. The response does not count yet."
    who = "Who can confirm it: signs. They see it on their start page."
    until = "Until it is confirmed, the State counts as not having responded."
    User.objects.filter(role=Role.SIGNATORY).update(is_active=False)
    members.signatory(username="signs")
    client = client_of(members.officer(language="en"))
    page = client.get(register(client, consultation, position="no_objection").url).content.decode()
    assert registered in ordinary(page) and until not in ordinary(page)
    page = client.post(entered_page("hand-over", EnteredResponse.objects.get()), follow=True)
    assert who in ordinary(page.content.decode()) and until in ordinary(page.content.decode())


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("note", "by a note of 27 May 2022 without a number, registered as IN/1"),
        ("mail", "by mail of 27 May 2022, registered as IN/1"),
    ],
)
def test_response_is_entered_from_a_note_or_mail_without_a_number(consultation, people, channel, said):
    client = client_of(members.officer(language="en"))
    page = client.get(register(client, consultation, number="", channel=channel).url)
    assert said in ordinary(page.content.decode())
    entry = client.page("notes:incoming-list")
    assert "without a number" in entry
    client.post(entered_page("discard", EnteredResponse.objects.get()))
    (point,) = points("incoming_unanswered")
    assert ordinary(str(point.about)).startswith("Note of 27 May 2022 without a number, registered as IN/1")
    page = client.get(reverse("notes:response-enter", args=[IncomingNote.objects.get().pk]))
    assert "without a number, 27 May 2022" in ordinary(page.content.decode())


def test_registered_note_leads_from_its_open_point_to_its_response(consultation, officer_client, people):
    officer_client.post(
        reverse("notes:incoming-create"),
        {name: REGISTERED[name] for name in ("number", "dated_on", "subject", "received_on")}
        | {"member_state": people["TR"].member_state_id, "answers_to": consultation.reference},
    )
    incoming = IncomingNote.objects.get()
    (point,) = points("incoming_unanswered")
    assert (point.page.name, point.page.args) == ("notes:response-enter", (incoming.pk,))

    url = reverse("notes:response-enter", args=[incoming.pk])
    assert officer_client.get(url).context["form"].initial == {"received_on": incoming.received_on}
    officer_client.post(
        url, {n: REGISTERED[n] for n in ("channel", "received_on", "received_minute", "position")}
    )

    made = EnteredResponse.objects.get()
    assert (made.member_state, made.source["number"]) == (people["TR"].member_state, "214")
    assert points("incoming_unanswered") == [] and len(points("entered_unfinished")) == 1
    assert officer_client.get(url).url == entered_page("detail", made)
    officer_client.post(entered_page("discard", made))
    assert len(points("incoming_unanswered")) == 1


def test_pages_say_which_comments_the_response_replaces(consultation, officer_client, people, set_clock):
    set_clock(notes.AT + dt.timedelta(days=1))
    former = comments.answer(consultation, people["TR"], "comments")
    set_clock(AT)
    receipt = f'<span class="ref">{former.receipt.number}</span>'
    said = f"under receipt {receipt}, whose 1 comment is then no longer in force"
    officer_client.post(
        reverse("notes:incoming-create"),
        {name: REGISTERED[name] for name in ("number", "dated_on", "subject", "received_on")}
        | {"member_state": people["TR"].member_state_id, "answers_to": consultation.reference},
    )
    url = reverse("notes:response-enter", args=[IncomingNote.objects.get().pk])
    assert said in ordinary(officer_client.get(url).content.decode())
    officer_client.post(
        url,
        {n: REGISTERED[n] for n in ("channel", "received_on", "received_minute")}
        | {"position": "no_objection"},
    )
    made = EnteredResponse.objects.get()
    officer_client.post(entered_page("hand-over", made))

    signatory = client_of(members.signatory())
    page = signatory.get(entered_page("detail", made))
    assert said in ordinary(page.content.decode())
    given = {"shown": page.context["shown"]}
    refused = signatory.post(entered_page("confirm", made), given, follow=True)
    assert f"comments in force under receipt {former.receipt.number}." in ordinary(refused.content.decode())
    assert list(Response.objects.all()) == [former]
    signatory.post(entered_page("confirm", made), given | {"ends_comments": "yes"})
    assert Response.objects.standing().get().position == "no_objection"
    assert "replaces the one" not in ordinary(signatory.get(entered_page("detail", made)).content.decode())


def test_day_of_receipt_is_that_of_the_register(consultation, officer_client, people):
    officer_client.post(
        reverse("notes:incoming-create"),
        {name: REGISTERED[name] for name in ("number", "dated_on", "subject", "received_on")}
        | {"member_state": people["TR"].member_state_id, "answers_to": consultation.reference},
    )
    url = reverse("notes:response-enter", args=[IncomingNote.objects.get().pk])
    given = {n: REGISTERED[n] for n in ("channel", "received_on", "received_minute", "position")}
    said = "In the register the note was received on this day: 30 May 2022."
    answer = officer_client.post(url, given | {"received_on": "2022-05-29"})
    assert answer.status_code == 422 and said in ordinary(answer.content.decode())
    assert not EnteredResponse.objects.exists()

    officer_client.post(url, given)
    made = EnteredResponse.objects.get()
    shown = {"shown": entries.head_digest(made)}
    answer = officer_client.post(entered_page("amend", made), given | shown | {"received_on": "2022-05-29"})
    assert answer.status_code == 422 and said in ordinary(answer.content.decode())
    made.refresh_from_db()
    assert made.received_at == dt.datetime(2022, 5, 30, 4, 15, tzinfo=dt.UTC)


@pytest.fixture
def correct(officer_client, consultation, people):
    """Return a function that corrects the only entry of the register that stands."""

    def correct(state="TR", **given):
        one = IncomingNote.objects.get(corrected_by=None)
        values = {name: REGISTERED[name] for name in ("number", "dated_on", "subject", "received_on")}
        values |= {"member_state": people[state].member_state_id, "answers_to": consultation.reference}
        return officer_client.post(reverse("notes:incoming-correct", args=[one.pk]), values | given)

    return correct


def test_what_is_being_entered_follows_the_corrected_entry_of_its_note(
    consultation, officer_client, people, correct
):
    register(officer_client, consultation, position="no_objection")
    made = EnteredResponse.objects.get()
    officer_client.post(entered_page("hand-over", made))
    signatory = client_of(members.signatory())
    shown = signatory.get(entered_page("detail", made)).context["shown"]
    url = reverse("notes:incoming-correct", args=[IncomingNote.objects.get().pk])
    page = ordinary(officer_client.get(url).content.decode())
    assert "is being entered from this entry and follows the correction" in page

    correct(number="241", received_on="2022-05-29")
    signatory.post(entered_page("confirm", made), {"shown": shown})
    assert not Response.objects.exists()

    made.refresh_from_db()
    entry = IncomingNote.objects.get(corrected_by=None)
    assert (made.register_number, made.source["pk"], made.source["number"]) == ("IN/2", entry.pk, "241")
    assert made.received_at == dt.datetime(2022, 5, 29, 4, 15, tzinfo=dt.UTC)
    shown = signatory.get(entered_page("detail", made)).context["shown"]
    signatory.post(entered_page("confirm", made), {"shown": shown})
    assert Response.objects.get().source["number"] == "241"


@pytest.mark.parametrize("given", [{"state": "KZ"}, {"answers_to": ""}])
def test_entry_becomes_no_note_of_another_state_while_its_response_is_entered(
    consultation, officer_client, people, correct, given
):
    register(officer_client, consultation)
    made = EnteredResponse.objects.get()
    answer = correct(**given)
    assert answer.status_code == 422 and "Discard that response first" in answer.content.decode()
    assert IncomingNote.objects.count() == 1

    officer_client.post(entered_page("discard", made))
    assert correct(**given).status_code == 302


def test_corrected_entry_of_a_confirmed_response_waits_for_none(
    consultation, officer_client, people, correct
):
    register(officer_client, consultation, position="no_objection")
    made = EnteredResponse.objects.get()
    officer_client.post(entered_page("hand-over", made))
    signatory = client_of(members.signatory())
    shown = signatory.get(entered_page("detail", made)).context["shown"]
    signatory.post(entered_page("confirm", made), {"shown": shown})

    for number in ("241", "242"):
        page = officer_client.get(
            reverse("notes:incoming-correct", args=[IncomingNote.objects.get(corrected_by=None).pk])
        )
        assert "does not change that response" in page.content.decode()
        correct(number=number)
        assert points("incoming_unanswered") == []
    entry = IncomingNote.objects.get(corrected_by=None)
    url = reverse("notes:response-enter", args=[entry.pk])
    assert officer_client.get(url).url == entered_page("detail", made)

    correct("KZ")
    (point,) = points("incoming_unanswered")
    assert point.state_id == people["KZ"].member_state_id


def test_no_response_is_begun_from_an_entry_that_was_corrected_meanwhile(
    consultation, officer_client, people, correct
):
    register(officer_client, consultation)
    officer_client.post(entered_page("discard", EnteredResponse.objects.get()))
    entry = IncomingNote.objects.get()
    correct(number="241")
    with refused("notes.corrected", match="IN/2"):
        incoming_notes.begin_response(
            entry, channel="note", position="comments", received_at=AT, by=members.officer(), at=AT
        )


def points(kind):
    return [one for one in open_points.of(ConceptPaper.objects.all(), AT) if one.kind == kind]


def test_nothing_is_registered_where_the_response_is_refused(consultation, officer_client):
    answer = register(officer_client, consultation, received_minute="23:59", received_on="2022-05-30")
    assert answer.status_code == 422 and not IncomingNote.objects.exists()
    assert "Enter a time of receipt that has passed." in answer.content.decode()


def test_entry_is_corrected_sent_back_and_discarded(consultation, officer_client):
    register(officer_client, consultation)
    made = EnteredResponse.objects.get()
    page = entered_page("amend", made)
    shown = officer_client.get(page)
    assert shown.context["form"].initial["received_minute"] == dt.time(10, 15)
    given = {"channel": "mail", "received_on": "2022-05-30", "received_minute": "09:00"}
    given["shown"] = shown.context["shown"]
    officer_client.post(page, given | {"position": "no_objection"})
    officer_client.post(entered_page("hand-over", made))
    client_of(members.signatory()).post(entered_page("send-back", made), {"reason": "No such mail"})
    assert "No such mail" in officer_client.get(entered_page("detail", made)).content.decode()
    officer_client.post(entered_page("discard", made))
    made.refresh_from_db()
    assert (made.status, made.channel) == (EnteredStatus.DISCARDED, "mail")


def test_correction_of_a_colleague_is_shown_before_it_is_overwritten(consultation, officer_client):
    register(officer_client, consultation)
    made = EnteredResponse.objects.get()
    page = entered_page("amend", made)
    given = {"channel": "mail", "position": "comments", "received_on": "2022-05-30"}
    given["shown"] = officer_client.get(page).context["shown"]
    other = client_of(members.officer(username="other-officer"))
    other.post(page, given | {"received_minute": "11:30"})

    answer = officer_client.post(page, given | {"received_minute": "09:00"})

    assert answer.status_code == 409
    content = ordinary(answer.content.decode())
    assert "A colleague corrected this entry" in content and "11:30" in content and "09:00" in content
    given["shown"] = answer.context["shown"]
    assert officer_client.post(page, given | {"received_minute": "09:00"}).status_code == 302
    made.refresh_from_db()
    assert made.received_at == dt.datetime(2022, 5, 30, 3, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("role", "language", "words"),
    [
        ("officer", "en", "A signatory checks the entry against the note"),
        ("signatory", "en", "A signatory other than you checks the entry against the note"),
    ],
)
def test_only_a_signatory_reads_of_another_signatory(consultation, role, language, words):
    client = client_of(members.user(role, language=language))
    page = client.get(register(client, consultation, position="no_objection").url).content.decode()
    assert words in ordinary(page)


@pytest.mark.parametrize("whole", [False, True])
def test_a_comment_that_a_colleague_took_out_meanwhile_is_entered_anew(consultation, officer_client, whole):
    register(officer_client, consultation)
    made = EnteredResponse.objects.get()
    block = "" if whole else f"&block={comments.first_paragraph(consultation).key}"
    given = SAID if whole else SAID | {"operation": "MOD", "proposed_text": "Another text", "laid": "MOD:"}
    officer_client.post(f"{entered_page('remark-create', made)}?language=en{block}", given)
    before = made.remarks.get()
    url = entered_page("remark-edit", made, remark=before.pk)
    form = next(one for one in fromstring(officer_client.get(url).content).forms if "remark" in one.fields)
    sent = dict(form.form_values()) | {"remark": "Two commas are missing"}
    before.delete()

    answered = officer_client.post(url, sent)

    assert answered.status_code == 409 and not made.remarks.exists()
    form = next(one for one in fromstring(answered.content).forms if "remark" in one.fields)
    assert form.fields["remark"].strip() == "Two commas are missing"
    assert officer_client.post(form.action, dict(form.form_values())).status_code == 302
    again = made.remarks.get()
    assert (again.remark, again.block_key) == ("Two commas are missing", before.block_key)
    assert officer_client.get(url).status_code == 404


def test_a_response_to_an_entry_that_was_corrected_meanwhile_is_refused_with_all_that_was_typed(
    consultation, officer_client, people
):
    entry = {name: REGISTERED[name] for name in ("number", "dated_on", "subject", "received_on")}
    entry |= {"member_state": people["TR"].member_state_id, "answers_to": consultation.reference}
    officer_client.post(reverse("notes:incoming-create"), entry)
    wrong = IncomingNote.objects.get()
    correct = reverse("notes:incoming-correct", args=[wrong.pk])
    officer_client.post(correct, entry | {"subject": "Comments"})

    answered = officer_client.post(correct, entry | {"number": "215", "subject": "Typed meanwhile"})
    assert answered.status_code == 422 and "Typed meanwhile" in answered.content.decode()
    given = {n: REGISTERED[n] for n in ("channel", "received_on", "received_minute", "position")}
    answered = officer_client.post(reverse("notes:response-enter", args=[wrong.pk]), given)
    assert answered.status_code == 422 and "10:15" in answered.content.decode()
    assert IncomingNote.objects.count() == 2 and not EnteredResponse.objects.exists()
