from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from members.models import AuditEntry, AuditHead
from tests.factories import notes

pytestmark = pytest.mark.django_db


def run(command, *args):
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


@pytest.fixture(autouse=True)
def entries():
    """What a circulation leaves in the record."""
    notes.delegations()
    notes.circulated()


def test_audit_is_verified_against_a_kept_head():
    head = AuditHead.objects.get()
    kept = AuditEntry.objects.get(sequence=2)
    said = f"{head.sequence} entries, head {head.hash}; 0 official rows are as they were sealed\n"
    assert run("verify_audit") == said
    assert run("verify_audit", "--expect", f"2:{kept.hash}") == said


@pytest.mark.parametrize(
    ("expect", "sentence"),
    [
        ("x", "--expect takes SEQUENCE:HASH, with a hash of 64 hexadecimal digits."),
        (f"2:{'0' * 64}", f"The audit chain does not contain the expected head 2:{'0' * 64}."),
    ],
)
def test_other_head_than_the_kept_one_fails(expect, sentence):
    with pytest.raises(CommandError) as error:
        run("verify_audit", "--expect", expect)
    assert str(error.value) == sentence


def test_broken_chain_fails_with_one_line():
    AuditHead.objects.filter(sequence__gt=1).update(sequence=F("sequence") + 1)
    with pytest.raises(CommandError) as error:
        run("verify_audit")
    sequence = AuditHead.objects.get().sequence
    assert str(error.value) == (
        f"The audit chain is broken at entry {sequence}: the recorded head is not the end of the chain."
    )
