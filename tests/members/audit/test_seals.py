"""Whoever owns the database can change any row: each change, of each field, is found and named."""

import datetime as dt
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, IntegrityError, connection, connections, models, transaction
from django.db.models import F

from cica_portal.text import sha256
from comments.enums import Position
from comments.models import Addressee, Attachment, Comment, Consultation, Receipt, Response
from comments.procedure import consultations, reaching
from comments.procedure.replies import told
from comments.writing import receipts
from members import audit
from members.audit import seals, witness
from members.models import AuditEntry, AuditHead, PersonalMail, Seal
from tests.factories import comments, members

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
CLOSED = comments.CLOSES_AT + dt.timedelta(minutes=1)


class Undone(Exception):
    pass


@pytest.fixture
def unguarded(db):
    """Take the guards away, as the owner of the tables can."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
        cursor.execute("PRAGMA defer_foreign_keys = ON")


@pytest.fixture
def sealed(db, set_clock, settings, tmp_path, unguarded):
    """A consultation with a comment, its file, a declaration of no objection and a closing, sealed."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.AUDIT_HEAD_FILE = str(tmp_path / "heads.log")
    consultation = comments.reached(comments.consultation(states=("KZ", "TR")))
    set_clock("2022-06-01T12:00:00+06:00")
    kz, tr = (members.contact_point(members.member_state(code)) for code in ("KZ", "TR"))
    comments.attachment(comments.draft(consultation, kz, proposed_text="Another", remark=""), kz)
    comments.answer(consultation, kz, Position.COMMENTS)
    comments.answer(consultation, tr)
    reaching.acknowledge(consultation, by=tr, at=comments.OPENS_AT)
    set_clock(CLOSED)
    assert consultations.close(consultation, at=CLOSED)
    assert seals.seal(CLOSED) > 15
    witness.keep_head(CLOSED)
    return consultation


def verify():
    audit.verify()
    witness.verify()
    return seals.verify()


def other(field: models.Field, value):
    """Return another value of a column."""
    kind = field.get_internal_type()
    if kind == "BooleanField":
        return not value
    if kind in ("DateTimeField", "DateField"):
        return (value or CLOSED) + dt.timedelta(days=1)
    if kind == "JSONField":
        return {"another": 1}
    if kind == "UUIDField":
        return uuid.uuid4()
    if isinstance(field.target_field if field.is_relation else field, models.UUIDField):
        return uuid.uuid4()
    if kind in ("CharField", "TextField", "FileField"):
        return "b" if value == "a" else "a"
    return (value or 0) + 1000


def test_what_is_sealed_is_sealed_once_and_found_as_it_was(sealed):
    count = Seal.objects.count()
    assert seals.seal(CLOSED) == 0
    assert verify() == Seal.objects.count() == count


@pytest.mark.both_databases
def test_every_field_of_every_sealed_row_is_covered(sealed):
    """Change one field after the other, behind the portal's back: each time the row is named."""
    tried = set()
    for one in seals.official():
        sealed_keys = set(Seal.objects.filter(model=one.label).values_list("key", flat=True))
        row = next((row for row in one.rows() if row.written_key in sealed_keys), None)
        if row is None:
            continue
        for field in one.model._meta.concrete_fields:
            if field.primary_key:
                continue
            value = other(field, getattr(row, field.attname))
            with pytest.raises((Undone, IntegrityError)), transaction.atomic():
                # What a constraint refuses cannot be changed at all.
                one.model._base_manager.filter(pk=row.pk).update(**{field.attname: value})
                with pytest.raises(seals.Contradiction, match=rf"^{one.label} {row.written_key} is not"):
                    seals._verify_rows(one)
                raise Undone
            tried.add((one.label, field.name))
        with pytest.raises(Undone), transaction.atomic():
            one.model._base_manager.filter(pk=row.pk)._raw_delete(one.model._base_manager.db)
            with pytest.raises(seals.Contradiction, match="no longer there"):
                seals._verify_rows(one)
            raise Undone
    assert {label for label, _name in tried} >= {
        "comments.response",
        "comments.comment",
        "comments.receipt",
        "comments.ledgerentry",
        "comments.consultation",
        "comments.consultationevent",
        "comments.acknowledgement",
        "comments.attachment",
        "comments.filedattachment",
        "plans.revision",
        "plans.revisionblock",
    }


def test_only_the_keys_of_addresses_that_came_to_sealed_rows_are_not_sealed():
    left_out = {(one.label, name) for one in seals.official() for name in one.but}
    assert left_out == {("notes.verbalnote", "key"), ("comments.timerequest", "key")}


@pytest.mark.parametrize("field", ["sha256", "key", "model"])
def test_a_seal_cannot_be_made_to_fit(sealed, field):
    Seal.objects.filter(pk=Seal.objects.first().pk).update(**{field: "0" * 40})
    with pytest.raises(seals.Contradiction, match="^The seals of entry"):
        seals.verify()


def test_a_seal_of_no_entry_that_seals_is_found(sealed):
    entry = AuditEntry.objects.exclude(action=seals.ACT).first()
    Seal.objects.create(model="comments.comment", key="x", sha256="0" * 64, entry=entry)
    with pytest.raises(seals.Contradiction, match="is in no entry that seals"):
        seals.verify()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda: Consultation.objects.update(closes_at=F("closes_at") - HOUR), "The deadline of"),
        (lambda: Consultation.objects.update(respond_by=comments.RESPOND_BY), "The deadline of"),
        (lambda: Addressee.objects.filter(opened_at=None).update(reached_at=None), "KZ is not what"),
        (lambda: Addressee.objects.update(reached_at=CLOSED), "KZ is not what was recorded"),
        (lambda: Addressee.objects.filter(member_state__code="UZ").update(reached_at=CLOSED), "UZ is not"),
    ],
)
def test_another_deadline_or_reach_is_found_while_the_round_is_open(db, unguarded, set_clock, change, what):
    """Both decide on silence, and are sealed by nothing before the closing."""
    consultation = comments.reached(comments.consultation(states=("KZ", "TR", "UZ")))
    opened, lost = (members.member_state(code) for code in ("TR", "UZ"))
    reaching.mark_opened(consultation, by=members.contact_point(opened), at=comments.OPENS_AT + HOUR)
    reaching.mark_lost(consultation, lost, at=comments.OPENS_AT + HOUR)
    signatory = members.signatory()
    set_clock(comments.OPENS_AT + HOUR)
    longer = comments.RESPOND_BY + DAY
    consultations.extend(consultation, longer, reason="Asked for", by=signatory, at=comments.OPENS_AT + HOUR)
    assert seals.seal(comments.OPENS_AT) and verify()
    change()
    with pytest.raises(seals.Contradiction, match=what):
        verify()


def test_what_a_state_did_late_is_told_as_it_reached_it(db, unguarded):
    """A report that comes late moves it back before the deadline; one of loss, to what the State did."""
    consultation = comments.consultation(states=("KZ",))
    comments.reached(consultation, comments.CLOSES_AT + HOUR)
    state = members.member_state("KZ")
    reaching.mark_opened(consultation, by=members.contact_point(state), at=comments.CLOSES_AT + 2 * HOUR)
    reaching.mark_lost(consultation, state, at=comments.CLOSES_AT + 3 * HOUR)
    assert list(seals.seal(CLOSED) and told.contradictions()) == []
    assert Addressee.objects.get().reached_at == comments.CLOSES_AT + 2 * HOUR
    reaching.mark_reached(consultation, state, at=comments.OPENS_AT + HOUR)
    assert Addressee.objects.get().reached_at == comments.OPENS_AT + HOUR
    assert list(told.contradictions()) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda: Response.objects.update(received_at=comments.OPENS_AT),
        lambda: Attachment.objects.update(sha256="1" * 64),
        lambda: Attachment.objects.update(size=1),
    ],
)
def test_another_answer_or_file_is_found_before_it_is_sealed(sealed, change):
    """The entry of the act carries the hash of words and times: nobody has to wait for the sweep."""
    Seal.objects.all().delete()
    AuditEntry.objects.filter(action=seals.ACT).delete()
    change()
    with pytest.raises(seals.Contradiction, match="is not what was filed"):
        seals.verify()


def test_a_file_that_was_changed_or_is_gone_is_found_and_given_to_nobody(sealed, client):
    attachment = Attachment.objects.get()
    path = default_storage.path(attachment.stored_as)
    with open(path, "ab") as file:
        file.write(b"more")
    with pytest.raises(seals.Contradiction, match="is not the one that was stored"):
        seals.verify()
    client.force_login(members.contact_point(members.member_state("KZ"), username="reader"))
    client.raise_request_exception = False
    answer = client.get(f"/files/{attachment.pk}/")
    assert answer.status_code == 500
    assert comments.PICTURE not in answer.content
    default_storage.delete(attachment.stored_as)
    with pytest.raises(seals.Contradiction, match="cannot be read"):
        seals.verify()


def test_a_tail_that_was_cut_is_found_by_the_kept_heads(sealed):
    last = AuditEntry.objects.last()
    Seal.objects.filter(entry=last).delete()
    AuditEntry.objects.filter(pk=last.pk).delete()
    before = AuditEntry.objects.last()
    AuditHead.objects.update(sequence=before.sequence, hash=before.hash)
    audit.verify()
    with pytest.raises(audit.BrokenChain, match="not the head that was kept in the line of heads.log"):
        witness.verify()


def test_a_tail_that_was_cut_is_found_by_the_mails(sealed, settings):
    settings.AUDIT_HEAD_FILE = ""
    PersonalMail.objects.create(
        kind="audit_head",
        address="witness@example.org",
        written_at=CLOSED,
        not_before=CLOSED,
        values={"sequence": 10_000, "head": "0" * 64, "at": "2022-06-07"},
    )
    with pytest.raises(audit.BrokenChain, match="not the head that was kept in the mail to the witness"):
        witness.verify()


def test_a_removed_head_is_found(sealed):
    AuditHead.objects.all().delete()
    with pytest.raises(audit.BrokenChain, match="the recorded head is missing"):
        audit.verify()


def test_a_shortened_log_of_heads_is_found(sealed, settings):
    with open(settings.AUDIT_HEAD_FILE, "w") as file:
        file.write("")
    with pytest.raises(audit.BrokenChain, match="is not in the log of heads any more"):
        witness.verify()


@pytest.mark.parametrize(
    "change",
    [
        lambda: Comment.objects.update(proposed_text="Nothing at all"),
        lambda: Comment.objects.update(rationale="Another reason"),
        lambda: Response.objects.update(received_at=comments.OPENS_AT),
        lambda: Response.objects.update(is_late=True),
        lambda: Response.objects.update(position=Position.WITHDRAWN),
        lambda: Comment.objects.update(position=7, remark="More"),
        lambda: Attachment.objects.update(sha256="1" * 64),
        lambda: Attachment.objects.update(name="another.png"),
    ],
)
def test_a_receipt_is_compared_with_what_is_stored_now(sealed, change):
    receipt = Receipt.objects.get(member_state__code="KZ")
    assert receipts.is_genuine(receipt.number, receipt.sha256)
    change()
    assert not receipts.is_genuine(receipt.number, receipt.sha256)


def test_a_paper_made_to_fit_a_changed_answer_is_not_genuine(sealed):
    """What is stored has its checksum, and the receipt that was issued has another."""
    receipt = Receipt.objects.get(member_state__code="KZ")
    Comment.objects.update(rationale="Another reason")
    assert not receipts.is_genuine(receipt.number, sha256(receipts.stored(receipt)))


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_two_sweeps_at_once_seal_each_row_once(monkeypatch):
    """Neither reads what is unsealed while the other seals it."""
    comments.reached(comments.consultation(states=("KZ", "TR")))
    both, unsealed = threading.Barrier(2, timeout=2), seals._unsealed

    def read(one):
        with suppress(threading.BrokenBarrierError):  # the other one waits for the head
            both.wait()
        return unsealed(one)

    seals._question()  # read once in a process, by nobody at once
    monkeypatch.setattr(seals, "_unsealed", read)

    def sweep(_which):
        try:
            return seals.seal(CLOSED)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(sweep, range(2))) == Seal.objects.count() > 0
    assert verify() == Seal.objects.count()


@pytest.mark.both_databases
def test_what_is_official_is_not_replaced_either(db, set_clock):
    """SQLite takes INSERT OR REPLACE; what stands there is deleted by it, and kept by its guard."""
    if connection.vendor != "sqlite":
        return
    consultation = comments.consultation(states=("KZ",))
    set_clock("2022-06-01T12:00:00+06:00")
    comments.answer(consultation, members.contact_point(members.member_state("KZ")))
    with connection.cursor() as cursor:
        for table in ("comments_receipt", "members_auditentry"):
            with pytest.raises(DatabaseError, match=r"never changed or deleted"), transaction.atomic():
                cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.both_databases
def test_every_guarded_table_is_sealed():
    """Each official table is guarded against both acts, whole where all its rows are official, and no other.

    That a guard refuses is tested once, in `tests/cica_portal/database/test_insert_only.py`.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = dict(cursor.fetchall())
    sealed = {one.model._meta.db_table: bool(one.when) for one in seals.official()}
    own = {"members_auditentry": False, "members_delegationentry": True, "members_seal": False}
    updates = {name for name in triggers if name.endswith("_no_update")}
    # What has a result says so in another table: these are never deleted, and kept as they are from then on.
    for table in ("plans_meeting", "plans_meetingitem"):
        assert sealed.pop(table)
        assert "BEFORE UPDATE ON" in triggers[f"{table}_never"]
        assert "BEFORE DELETE ON" in triggers[f"{table}_kept"]
    assert {name.removesuffix("_no_update") for name in updates} == (sealed | own).keys()
    for table, is_narrowed in (sealed | own).items():
        for act in ("UPDATE", "DELETE"):
            text = triggers[f"{table}_no_{act.lower()}"]
            assert (f"BEFORE {act} ON" in text, " WHEN " in text) == (True, is_narrowed), text


EXAMPLE = {
    "id": uuid.UUID(int=1),
    "received_at": dt.datetime(2022, 6, 6, 17, 59, 59, 7, tzinfo=dt.UTC),
    "on": dt.date(2022, 6, 6),
    "minute": dt.time(23, 59),
    "position": "comments",
    "version": 1,
    "is_late": True,
    "source": {"number": "12"},
    "reason": "",
    "grant_id": None,
}


def test_the_hash_of_a_row_stays_what_it_was():
    stored = "fc70c12497aa00cce82bb5c8c2b4b8761d448a1bab0dfefefc889b87c609da23"
    assert seals.digest(EXAMPLE) == stored
    assert seals.digest(EXAMPLE | {"added_later": None}) == stored
    others = {name: None for name, value in EXAMPLE.items() if value} | {"reason": "x", "grant_id": 1}
    assert stored not in {seals.digest(EXAMPLE | {name: value}) for name, value in others.items()}
