"""The delegations' own records: a chain for each State, which tells nobody else anything."""

import pytest
from django.db import DatabaseError, transaction

from cica_portal import clock
from members import audit
from members.models import AuditEntry, DelegationEntry
from tests.factories import members

pytestmark = pytest.mark.django_db


def write(person, action="draft.save"):
    with transaction.atomic():
        audit.record_internal(
            action, subject=person, by=person, at=clock.now(), before={"version": 1}, after={"version": 2}
        )


@pytest.fixture
def pair():
    return members.drafter(members.member_state("KZ")), members.drafter(members.member_state("TR"))


def test_each_state_has_a_chain_of_its_own(pair):
    first, second = pair
    for person in (first, second, first, second, first):
        write(person)
    audit.seal_delegations()
    write(first)
    audit.seal_delegations()
    audit.seal_delegations()
    own = DelegationEntry.objects.filter(member_state=first.member_state)
    assert list(own.values_list("sequence", flat=True)) == [1, 2, 3, 4]
    hashes = list(own.values_list("hash", flat=True))
    assert list(own.values_list("previous_hash", flat=True)) == ["0" * 64, *hashes[:-1]]
    assert list(
        DelegationEntry.objects.filter(member_state=second.member_state).values_list("sequence", flat=True)
    ) == [1, 2]
    audit.verify_delegations()
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused(pair):
    with pytest.raises(RuntimeError):
        audit.record_internal("draft.save", subject=pair[0], by=pair[0], at=clock.now())


def test_a_sealed_entry_is_never_changed_or_deleted(pair):
    write(pair[0])
    audit.seal_delegations()
    for change in (
        lambda: DelegationEntry.objects.update(action="other"),
        lambda: DelegationEntry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_an_entry_put_in_from_outside_shows(pair):
    write(pair[0])
    audit.seal_delegations()
    sealed = DelegationEntry.objects.get()
    DelegationEntry.objects.create(
        sequence=2,
        at=clock.now(),
        actor=pair[0],
        actor_label="x",
        member_state=sealed.member_state,
        action="draft.save",
        subject_type="members.user",
        subject_id="1",
        previous_hash=sealed.hash,
        hash="f" * 64,
    )
    with pytest.raises(audit.BrokenChain):
        audit.verify_delegations()
