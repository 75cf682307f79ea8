"""Requests made at random: every address, form field and parameter, as people of every role. No 500.

`ATTACK_REQUESTS` says how many (a small number in the suite, 20,000 on demand), `ATTACK_SEED` which ones.
"""

import copy
import os
import random
from collections import Counter
from urllib.parse import urlencode

from django import forms
from django.db import transaction

from tests.cica_portal.access_table import ROLES, TABLE
from tests.cica_portal.forms_of_portal import forms_of_the_portal
from tests.cica_portal.test_hostile_queries import FORM, PARAMETERS, PASSED_OVER
from trials.attack.conftest import reachable

REQUESTS = int(os.environ.get("ATTACK_REQUESTS", "150"))
SEED = int(os.environ.get("ATTACK_SEED", "17"))
# What fields and parameters are sent, beside what their own choices allow.
VALUES = (
    *("", " ", "0", "1", "-1", "9" * 40, "1e999", "NaN", "0x10", "²", "true", "on", "null", "[]", "{}", "[1"),
    *("0001-01-01", "9999-12-31", "2022-02-30", "24:00", "23:59", "2022-06-01T12:00:00+99:00"),
    *("00000000-0000-0000-0000-000000000000", "en", "ru", "kk", "xx", "KZ", "comments", "no_objection"),
    *("' OR 1=1 --", '"><script>alert(1)</script>', "{{7*7}}", "{% load x %}", "%s%n%x{0}", "${7*7}", "=1+1"),
    *("../../etc/passwd", "file:///etc/passwd", "http://127.0.0.1:6379/", "//evil.example", "javascript:1"),
    *("\x00", "\x1b[31m", "\ufffe", "\u202e", "\u2800", "\ud83d\ude00", "á" * 300, "қ" * 20_001, "a\r\nB: c"),
)


def _fields() -> dict[str, list[str]]:
    """Return the names that requests are made of, each with the values that its forms would take."""
    found: dict[str, list[str]] = {name: [] for name in PARAMETERS}
    for form in forms_of_the_portal():
        for name, field in form.base_fields.items():
            for key in (name, f"{name}-en", f"draft-{name}"):
                choices = getattr(field, "choices", ()) if isinstance(field, forms.ChoiceField) else ()
                found.setdefault(key, []).extend(str(one[0]) for one in choices)
    return found


def _request(chance: random.Random, fields: dict[str, list[str]]) -> str:
    names = chance.sample(sorted(fields), chance.randint(0, 12))
    said = [
        (name, chance.choice([*fields[name], *VALUES]) if chance.random() < 0.7 else chance.choice(VALUES))
        for name in names
    ]
    return urlencode(said + chance.sample(said, min(1, len(said))), errors="surrogatepass")


def _doors(names: list[str]) -> list[tuple[str, str, str]]:
    """Return which roles are let in by which method at these addresses, by the table."""
    return [
        (role, name, method)
        for name in names
        for method, cells in zip(("GET", "POST"), TABLE[name], strict=True)
        for role, cell in zip(ROLES, cells.replace(" ", ""), strict=True)
        if cell == "i"
    ]


def test_no_request_ends_in_an_error(world, capsys):
    chance, fields, answers = random.Random(SEED), _fields(), Counter()
    names, failed = reachable(world, TABLE.keys() - PASSED_OVER), []
    open_doors = _doors(names)
    doors = {method: [one for one in open_doors if one[2] == method] for method in ("GET", "POST")}
    clients = {role: world.client(role) for role in ROLES}
    for client in clients.values():
        client.raise_request_exception = False
    for _number in range(REQUESTS):
        role, name, method = chance.choice(doors[chance.choice(["GET", "POST", "POST"])])
        if chance.random() < 0.1:  # also where nobody is let in
            role, name, method = chance.choice(ROLES), chance.choice(names), chance.choice(["GET", "POST"])
        client, said = clients[role], _request(chance, fields)
        headers = {"HX-Request": "true"} if chance.random() < 0.25 else {}
        cookies = copy.deepcopy(client.cookies)
        with transaction.atomic():
            if method == "GET":
                answer = client.get(f"{world.url(name)}?{said[:6000]}", headers=headers)
            else:
                answer = client.post(world.url(name), said, FORM, headers=headers)
            transaction.set_rollback(True)
        client.cookies = cookies
        answers[answer.status_code] += 1
        if answer.status_code >= 500 and answer.status_code != 503:
            failed.append((method, role, name, said[:2000]))
    with capsys.disabled():
        shares = ", ".join(f"{code} {count / REQUESTS:.0%}" for code, count in sorted(answers.items()))
        print(f"\n{REQUESTS} requests, seed {SEED}: {shares}; {len(failed)} errors")
    assert failed == []
    assert sum(answers[code] for code in (403, 404, 405)) < REQUESTS / 2
    assert sum(answers.values()) == REQUESTS
