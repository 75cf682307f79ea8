"""The record of acts on its pages: who reads which, in which words, found how."""

import ast
import datetime as dt
import html
import re
from collections import Counter
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from cica_portal.alphabet import ALPHABETS
from cica_portal.languages import LANGUAGES
from cica_portal.spaces import ordinary
from dashboard.cases.reference_case import load_reference_case
from members import audit
from members.audit import labels, reading
from members.forms import RecordSearch
from members.models import AuditEntry, DelegationEntry
from members.views.record import Record
from tests.factories import members, notes
from tests.watch import APPS

pytestmark = pytest.mark.django_db

AT = dt.datetime(2022, 6, 1, 9, 30, tzinfo=dt.UTC)


def write(person, action="user.change_role", subject=None, at=AT, **change):
    with transaction.atomic():
        return audit.record(action, subject=subject or person, by=person, at=at, **change)


def write_own(person, action="draft.save", at=AT, **change):
    with transaction.atomic():
        audit.record_internal(action, subject=person, by=person, at=at, **change)


def page(client, person, name="members:record", **query):
    client.force_login(person)
    response = client.get(reverse(name), query)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def test_actions_are_offered_by_the_alphabet_of_the_reader():
    with translation.override("kk"):
        names = [str(name) for _act, name in RecordSearch().fields["act"].choices[1:]]
    letters = "".join(dict.fromkeys(name[0] for name in names))
    assert letters == "".join(sorted(letters, key=ALPHABETS["kk"].upper().find))
    assert names.index("Байқаушы немесе ұйым қосылды") < names.index("Байланыс тұлғасының міндеті тапсырылды")


def sequences(client, person, **query):
    return [int(number) for number in re.findall(r'id="entry-(\d+)"', page(client, person, **query))]


@pytest.fixture
def officer():
    return members.officer(username="officer")


@pytest.fixture
def drafter():
    return members.drafter(members.member_state("KZ"), first_name="Айгүл", last_name="Сәрсен")


def test_an_entry_says_who_what_for_which_state_before_and_after(client, officer, drafter):
    write(drafter, before={"role": "reader"}, after={"role": "drafter", "until": "2022-06-06T18:00:00+00:00"})
    text = page(client, officer)
    line = text[text.index('<li class="item"') :]
    for word in ("Role of a user changed", "Айгүл Сәрсен", "State KZ", "Read only", "Drafter"):
        assert word in line
    assert "Tuesday, 7\u00a0June\u00a02022, 00:00 (UTC+6)" in line or "7\u00a0June\u00a02022" in line
    assert AuditEntry.objects.get().hash in line


def test_a_deadline_is_written_as_the_day_and_the_minute_that_were_chosen(client, officer):
    write(officer, "verbal_note.prepare", after={"respond_by": "2022-06-06T18:00"})
    assert "6\u00a0June\u00a02022, 18:00" in page(client, officer)


def test_the_record_is_narrowed_by_person_act_state_day_value_and_subject(client, officer, drafter):
    other = members.contact_point(members.member_state("TJ"), username="tj.person")
    write(drafter, "user.set_language", before={"language": "en"}, after={"language": "kk"})
    write(other, "invitation.create", after={"address": "new@example.org", "reason": "Мерзім"})
    write(officer, "paper.create", at=AT + dt.timedelta(days=3), after={"slug": "a-plan"})
    found = {
        (("q", "Айгүл"),): [1],
        (("q", "айгүл"),): [1],
        (("q", "tj.person"),): [2],
        (("q", "NEW@example"),): [2],
        (("q", "Мерзім"),): [2],
        (("q", "Plan created"),): [3],
        (("act", "paper.create"),): [3],
        (("act", "no.such"),): [3, 2, 1],
        (("state", other.member_state.pk),): [2],
        (("since", "2022-06-02"),): [3],
        (("until", "2022-06-01"),): [2, 1],
        (("subject", f"members.user:{drafter.pk}"),): [1],
        (("q", "no such thing"),): [],
    }
    assert {query: sequences(client, officer, **dict(query)) for query in found} == found


def test_the_record_is_paged_through_with_the_same_queries(
    client, officer, drafter, django_assert_num_queries
):
    write(drafter, after={"role": "drafter"})
    client.force_login(officer)
    address = reverse("members:record")
    client.get(address)  # the session begins
    with django_assert_num_queries(
        7
    ):  # session, person, entries, their names, States to choose from, head, check
        client.get(address)
    for number in range(120):
        write(drafter if number % 2 else officer, subject=officer, before={"role": "reader"})
    with django_assert_num_queries(7):
        client.get(address)
    with django_assert_num_queries(7):
        client.get(address, {"before": "40"})
    assert sequences(client, officer) == list(range(121, 21, -1))
    assert sequences(client, officer, before=22) == list(range(21, 0, -1))
    assert sequences(client, officer, after=12) == list(range(112, 12, -1))
    assert sequences(client, officer, after=90) == list(range(121, 21, -1))
    assert sequences(client, officer, before="9" * 30) == list(range(121, 21, -1))
    text = page(client, officer, before=110, act="user.change_role")
    assert 'act=user.change_role&before=10"' in text and 'act=user.change_role&after=109"' in text


def test_words_are_looked_for_in_so_many_entries_at_a_time(client, monkeypatch):
    monkeypatch.setattr(reading, "MOST_READ", 3)
    officer = members.officer(language="en")
    for number in range(1, 7):
        write(officer, after={"reason": "seismograph" if number in {1, 2} else "other"})

    text = page(client, officer, q="seismograph")

    assert "Nothing was found back to entry 4." in ordinary(text) and 'q=seismograph&before=4"' in text
    assert sequences(client, officer, q="seismograph", before=4) == [2, 1]
    assert 'rel="next"' not in page(client, officer, q="seismograph", before=4)
    assert 'rel="next"' not in page(client, officer, q="no such thing", before=4)


DAYS = {"since": AT.date(), "until": AT.date() + dt.timedelta(days=400)}
NARROWED = (
    {"act": "a.b"},
    {"state": 1},
    {"subject": "a.b:1"},
    DAYS,
    {"until": AT.date()},
    DAYS | {"act": "a.b"},
)


@pytest.mark.both_databases
@pytest.mark.parametrize("chosen", NARROWED)
@pytest.mark.parametrize(
    "place", [{}, {"before": 9}, {"after": 9}, {"q": "word"}, {"q": "word", "before": 9}]
)
def test_what_narrows_the_record_has_an_index_and_its_order(rf, monkeypatch, officer, chosen, place):
    view = Record()
    view.setup(rf.get("/", place))
    view.request.user = officer
    monkeypatch.setattr(QuerySet, "__iter__", lambda found: plans.append(found.explain()) or iter(()))
    plans = []
    view.part(view.find(chosen | place))
    assert plans
    if connection.vendor == "sqlite":
        for plan in plans:
            assert re.search(
                r"SEARCH members_auditentry USING \w* ?INDEX \w+ \(.*sequence>\? AND sequence<\?", plan
            )
            assert "TEMP B-TREE" not in plan


def test_days_find_entries_whose_clocks_were_apart(officer):
    for hours in (0, 30, 20, 26, 50, 23, 75):
        write(officer, at=dt.datetime(2022, 6, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hours))
    day = dt.date(2022, 6, 2)
    assert reading.ends({"since": day, "until": day}, dt.UTC) == (2, 4)
    found = reading.narrowed(reading.portal(), {"since": day, "until": day}, dt.UTC)
    assert [one.sequence for one in found] == [4, 2]
    assert reading.ends({"since": dt.date(2022, 6, 9)}, dt.UTC) == (0, 0)


def test_the_record_names_what_acts_were_about_and_counts_nothing(client, officer):
    notes.delegations()
    consultation = notes.circulated()
    text = page(client, officer)
    for about in (consultation.reference, consultation.revision.paper.short_title):
        assert f'data-own-text><bdi dir="auto">{about}</bdi></a>' in text
    with CaptureQueriesContext(connection) as seen:
        client.get(reverse("members:record"))
    assert not [one for one in seen if "COUNT(" in one["sql"]]


def test_a_record_says_by_whose_clock_its_hours_are(client, drafter, officer):
    write_own(drafter)
    type(drafter.member_state).objects.update(time_zone="Asia/Tokyo")
    assert "Times are given in Tokyo" in page(client, drafter, "members:own-record")
    notes.delegations()
    notes.circulated()
    assert "Times are given in Nur-Sultan time" in page(client, officer)


@pytest.mark.parametrize("role", ["contact_point", "deputy", "drafter", "reader"])
def test_a_delegation_reads_its_own_record_and_nobody_elses(client, drafter, role):
    neighbour = members.drafter(members.member_state("TR"), first_name="Neighbour")
    write_own(drafter, after={"version": 2})
    write_own(neighbour, "draft.remove")
    audit.seal_delegations()
    text = page(client, members.user(role, drafter.member_state), "members:own-record")
    assert "Draft comment saved" in text and "Айгүл Сәрсен" in text
    assert "Neighbour" not in text and "Draft comment removed</p>" not in text
    assert re.findall(r'id="entry-(\d*)"', text) == ["1"]


@pytest.mark.good_path
def test_the_own_record_is_narrowed_by_acts_that_are_in_it_alone(client, drafter):
    write_own(drafter)
    write_own(drafter, "message.say")
    write_own(members.drafter(members.member_state("TR")), "draft.remove")
    client.force_login(drafter)
    form = client.get(reverse("members:own-record"), {"act": "message.say"}).context["form"]
    assert {act for act, _name in form.fields["act"].choices} == {"", "draft.save", "message.say"}
    text = page(client, drafter, "members:own-record", act="message.say")
    assert len(re.findall('<li class="item"', text)) == 1


def test_numbers_in_the_own_record_tell_nothing_of_others(client, drafter):
    """The rows of all delegations stand in one table: its keys would say that others are at work."""
    neighbour = members.drafter(members.member_state("TR"))
    for _ in range(7):
        write_own(neighbour)
    write_own(drafter)
    key = DelegationEntry.objects.get(actor=drafter).pk
    assert key > 7
    text = page(client, drafter, "members:own-record")
    entry = text[text.index('<li class="item"') : text.index("</li>", text.index('<li class="item"'))]
    assert "not yet chained" in entry
    assert not re.search(rf'ref">|entry-\d|No\.|[>:/ ]{key}[<: ]', entry)


def test_what_a_delegation_does_is_in_no_page_of_the_secretariat(client, officer, drafter):
    write_own(drafter, "message.say")
    write_own(drafter, "user.sign_in")
    for query in ({}, {"q": "Айгүл"}, {"state": drafter.member_state.pk}, {"act": "draft.save"}):
        assert sequences(client, officer, **query) == []
    client.force_login(officer)
    assert client.get(reverse("members:own-record")).status_code == 403


def test_signing_in_is_recorded_where_it_may_be_known(client, officer, drafter):
    for person in (officer, drafter):
        client.logout()
        client.post(reverse("account_login"), {"login": person.username, "password": "correct horse battery"})
    assert list(AuditEntry.objects.values_list("action", "actor")) == [("user.sign_in", officer.pk)]
    assert list(DelegationEntry.objects.values_list("action", "actor")) == [("user.sign_in", drafter.pk)]


@cache
def _strings_of(app: str) -> tuple[set[str], set[str]]:
    """Return all strings in the code of an app, and those by which it records an act."""
    words, recorded = set(), set()
    for path in Path(settings.BASE_DIR, app).rglob("*.py"):
        if "migrations" in path.parts or path.name == "audit_labels.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                function = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
                function = getattr(function, "id", function)
                if function in {"record", "record_internal", "_record"}:
                    recorded.add(node.args[0].value)
    return words, recorded


def _acts_of_the_code() -> dict[str, set[str]]:
    """Return by app what it calls its acts: what is recorded by name, and all that share a noun with it."""
    strings = {app: _strings_of(app) for app in APPS}
    recorded = set().union(*(recorded for _words, recorded in strings.values()))
    nouns = {str(act).partition(".")[0] for act in recorded if "." in str(act)} | {
        "dispatch",
        "reply_template",
        "response",
    }
    is_act = re.compile(rf"(?:{'|'.join(nouns)})\.[a-z_]+")
    return {
        app: {word for word in words if is_act.fullmatch(word) and not word.endswith((".txt", ".docx"))}
        for app, (words, _recorded) in strings.items()
    }


def _labels_of(app: str, name: str) -> set[str]:
    if find_spec(f"{app}.audit_labels") is None:
        return set()
    return set(getattr(import_module(f"{app}.audit_labels"), name, {}))


@pytest.mark.parametrize("app", APPS)
def test_every_act_has_a_name_in_its_own_app_and_no_name_is_left_over(app):
    besides = {
        "plans": {"block.accepted", "block.confirmed"},  # the kind of edit
        "comments": {"consultation.correct_extension"},  # on record, and done no more
    }
    assert _acts_of_the_code()[app] | besides.get(app, set()) == _labels_of(app, "ACTS")


@pytest.mark.parametrize("app", APPS)
def test_every_subject_is_a_model_of_the_app_that_names_it(app):
    models = {model._meta.label_lower for model in apps.get_app_config(app).get_models()}
    assert _labels_of(app, "SUBJECTS") - models == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_acts_read_alike(language):
    with translation.override(language):
        said = Counter(str(label) for label in labels.ACTS.values())
    assert [label for label, times in said.items() if times > 1] == []


def test_what_two_apps_name_is_refused():
    known = dict(labels.ACTS)
    with pytest.raises(ImproperlyConfigured, match=r"names again in ACTS: \['checksum.add'"):
        labels.discover()
    assert known == labels.ACTS


def test_everything_in_the_record_of_the_case_has_its_words():
    load_reference_case()
    entries = list(AuditEntry.objects.all()) + list(DelegationEntry.objects.all())
    assert {entry.subject_type for entry in entries} - set(labels.SUBJECTS) == set()
    keys = {
        key for entry in entries for values in (entry.before, entry.after) if isinstance(values, dict)
        for key in values
    }  # fmt: skip
    assert keys - set(labels.FIELDS) == set()
    assert len(reading.lines(entries, "Asia/Almaty", "en")) == len(entries)


def test_changed_words_are_marked_where_they_are_in_another_language_than_the_page():
    change = {"name": "", "before": "Проведение экспертного совещания", "after": "Holding an expert meeting"}
    said = dict.fromkeys(("act", "subject", "about", "who", "clock"), "")
    entry = SimpleNamespace(sequence=1, at=notes.AT, hash="", member_state=None)
    line = SimpleNamespace(entry=entry, changes=[change], **said)
    context = {"line": line, "zone": "UTC", "narrows": False}
    with translation.override("kk"):
        shown = render_to_string("members/_record_line.html", context)
    assert f'<del><bdi dir="auto" lang="ru">{change["before"]}</bdi></del>' in shown
    assert f'<ins><bdi dir="auto" lang="en">{change["after"]}</bdi></ins>' in shown
