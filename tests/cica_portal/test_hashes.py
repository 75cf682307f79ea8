"""Every hash that outlives the process that made it: one stored example each, and each field of it.

A stored example that no longer holds means that what was recorded, issued or filed before no longer proves
anything. Then the code is wrong, or a new edition of the content is due beside the old one.
"""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import pytest

from cica_portal.text import sha256
from comments.models import Comment, Consultation, LedgerAddendum, LedgerEntry, Response
from comments.procedure.replies import addenda, ledger
from comments.writing import drafts, receipts
from initiatives import proposals
from initiatives.models import ProposedEvent
from members.audit import chain
from members.models import AuditEntry, DelegationEntry, MemberState, User
from notes import note_documents
from notes.acts import issuing
from notes.models import NoteText, SwgPackage, VerbalNote
from notes.packages import keeping
from notes.packages.contents import Contents, Item
from notes.packages.keeping import File
from plans import revisions
from plans.comparison.editions import Edition
from plans.models import ConceptPaper, ConfidenceBuildingMeasure, Revision
from plans.outline import OutlineRow
from plans.papers import plan_documents

AT = dt.datetime(2022, 5, 26, 3, 0, 0, 7, tzinfo=dt.UTC)
KEYS = [uuid.UUID(int=number) for number in range(1, 5)]


@dataclass(frozen=True)
class Hash:
    """One hash: how it is made of named values, an example, what it is, and what else a value is where the
    least that differs (`another`) is less than the hash tells apart."""

    made: Callable[..., str]
    example: dict[str, Any]
    stored: str
    others: dict[str, Any] = field(default_factory=dict)


# How each of them is made ----------------------------------------------------------------------------
def entry(kind: type) -> Callable[..., str]:
    return lambda **values: sha256(chain._content(kind(**values)))


def of_ledger(**values: Any) -> str:
    reference, code, answer = (values.pop(name) for name in ("reference", "code", "answer"))
    return ledger.digest(
        [
            LedgerEntry(
                consultation=Consultation(reference=reference),
                member_state=MemberState(code=code),
                response=Response(sha256=answer),
                **values,
            )
        ]
    )


def of_addendum(*, number: int, follows: str, code: str, answer: str) -> str:
    response = Response(member_state=MemberState(code=code), sha256=answer)
    return addenda.digest(LedgerAddendum(number=number, response=response), follows=follows)


def of_receipt(*, revision: int, text: str, code: str, person: str, closes_at: dt.datetime, **values: Any):
    consultation = Consultation(
        reference=values["reference"],
        revision=Revision(number=revision, sha256=text),
        closes_at=closes_at,
    )
    state = MemberState(code=code)
    by = User(username=person, member_state=state)
    return sha256(receipts.head(consultation, state=state, by=by, at=values["at"], number=values["number"]))


def of_comment(**values: Any) -> str:
    return drafts.digest_of(Comment(**values))


def of_event(*, host: str, **values: Any) -> str:
    return sha256(proposals.content(ProposedEvent(host=MemberState(code=host), **values)))


def of_text(*, measure: str, years: tuple[int, int], status: dict[str, str], **block: Any) -> str:
    paper = ConceptPaper(
        measure=ConfidenceBuildingMeasure(code=measure),
        period_from=years[0],
        period_to=years[1],
        text_status=status,
    )
    first = OutlineRow(KEYS[0], "title", {"en": "Plan", "ru": "План", "kk": "Жоспар"}, {})
    own = OutlineRow(block["key"], block["kind"], block["texts"], {})
    return revisions.content_sha256(paper, [own, first] if block["is_first"] else [first, own])


def of_redline(*, earlier: int, earlier_text: str, later: int, later_text: str) -> str:
    pair = [
        Revision(number=number, sha256=text)
        for number, text in ((earlier, earlier_text), (later, later_text))
    ]
    return plan_documents.redline_source(*(Edition(ConceptPaper(), one) for one in pair))


def of_note(**values: Any) -> str:
    return note_documents.note_source(VerbalNote(**values))


def of_words(*, language: str, pieces: Any) -> str:
    note = VerbalNote(pk=1)
    note._prefetched_objects_cache = {"texts": [NoteText(language=language, pieces=pieces)]}
    return json.dumps(issuing.texts_sha256(note))


def of_contents(*, reference: str, number: int, text: str, absent: tuple[str, ...], **item: Any) -> str:
    return Contents(
        consultation=Consultation(reference=reference),
        revision=Revision(number=number, sha256=text),
        items=(Item(**item),),
        absent=absent,
    ).source


def of_files(*, name: str, facts: dict[str, Any], content: bytes) -> str:
    return keeping.content_digest([File(name, facts, content)])


def of_manifest(**values: Any) -> str:
    circulated = Revision(number=values["circulated"], sha256=values["circulated_text"])
    made = SwgPackage(
        paper=ConceptPaper(slug=values["slug"]),
        consultation=Consultation(
            reference=values["reference"],
            revision=circulated,
            closes_at=values["closes_at"],
            ledger_sha256=values["ledger"],
        ),
        revision=Revision(number=values["number"], sha256=values["text"], titles=values["titles"]),
        source_sha256=values["source"],
    )
    file = File(values["name"], values["facts"], values["content"])
    with patch.object(keeping, "version", lambda: values["portal"]):
        return hashlib.sha256(keeping._manifest(made, [file])).hexdigest()


# The examples ----------------------------------------------------------------------------------------
RECORDED = {
    "sequence": 7,
    "at": AT,
    "actor_id": 5,
    "actor_label": "signatory",
    "member_state_id": 3,
    "action": "consultation.extend",
    "subject_type": "comments.consultation",
    "subject_id": "12",
    "before": {"respond_by": "2022-06-06"},
    "after": {"respond_by": "2022-06-10", "reason": "Мереке"},
    "previous_hash": "a" * 64,
}
TEXTS = {"en": "To exchange views", "ru": "Обменяться мнениями", "kk": "Пікір алмасу"}
STEP_TIMES = ("sent_at", "delivered_at", "opened_at", "acknowledged_at")

HASHES = {
    "audit entry": Hash(
        entry(AuditEntry),
        RECORDED,
        "3633835e2e5bcd82cfaa18aa6090d687b562a6adfcc2344557c46cf198506139",
    ),
    "entry of a delegation": Hash(
        entry(DelegationEntry),
        RECORDED,
        "3633835e2e5bcd82cfaa18aa6090d687b562a6adfcc2344557c46cf198506139",
    ),
    "ledger": Hash(
        of_ledger,
        {
            "reference": "NCT/ICT/688",
            "code": "KZ",
            "standing": "commented",
            "events_proposed": 1,
            "reached_at": AT,
            "answer": "a" * 64,
            **dict.fromkeys(STEP_TIMES, AT),
        },
        "93885645f74c981892f311fb38c676850d80d50b52fac18ef7d7357a040145f0",
    ),
    "addendum to a ledger": Hash(
        of_addendum,
        {"number": 1, "follows": "a" * 64, "code": "KZ", "answer": "b" * 64},
        "fb1d1df029d594a816de8e744978a4eac9982e886ddce53a20e4937050b549f0",
    ),
    "receipt": Hash(
        of_receipt,
        {
            "number": "NCT/ICT/688-KZ-1",
            "reference": "NCT/ICT/688",
            "revision": 0,
            "text": "a" * 64,
            "code": "KZ",
            "person": "kz.contact",
            "at": AT,
            "closes_at": AT + dt.timedelta(days=11),
        },
        "8cedfd581fe3adda8bfe45b456b2a1788fdfdf25be324785750981cbc5e3fa4f",
    ),
    "comment": Hash(
        of_comment,
        {
            "block_key": KEYS[0],
            "type": "substantive",
            "language": "kk",
            "remark": "Ескертпе",
            "proposed_text": "Ұсыныс",
            "rationale": "Негіздеме",
            "operation": "ADD",
            "until_key": KEYS[1],
            "after_key": KEYS[2],
            "wordings": {"en": "A proposal"},
            "joined": {"state": "TR"},
            "attachments": [{"name": "map.png"}],
        },
        "99dd6ee719b877935010416dd54dc248c27341d068c9ae01866984ec00db4411",
    ),
    "proposed event": Hash(
        of_event,
        {
            "language": "ru",
            "title": "Семинар",
            "kind": "workshop",
            "format": "hybrid",
            "description": "Обмен опытом",
            "year": 2023,
            "quarter": 2,
            "date_from": dt.date(2023, 4, 3),
            "date_to": dt.date(2023, 4, 4),
            "place": "Ташкент",
            "host": "KZ",
            "co_hosts": ["UZ"],
            "objectives": [str(KEYS[0])],
            "month": 4,
            "contact": "a@example.org",
        },
        "6520300473d98c40703242393a182f2f81dc474be7688431757a3abb1fec1caa",
    ),
    "text": Hash(
        of_text,
        {
            "measure": "ict",
            "years": (2022, 2023),
            "status": {"en": "original", "ru": "unofficial", "kk": "unofficial"},
            "key": KEYS[1],
            "kind": "paragraph",
            "texts": TEXTS,
            "is_first": False,
        },
        "57c00fe45c11740423b2982976b5e6fd38216b420b7d0b4b397a67b27493a0f1",
    ),
    "redline": Hash(
        of_redline,
        {"earlier": 0, "earlier_text": "a" * 64, "later": 1, "later_text": "b" * 64},
        "4b0ccbea2a9946b682da20d5e65e10dbbfa74fd4f1a72a1c8b52c7e847064b7c",
    ),
    "plan as a document": Hash(
        plan_documents.plan_source,
        {"content": "a" * 64, "number": 1},
        "2a7e43bc51b80deecd58e810666b45c0c2934c2bffaa355f33f9b32add6e32e9",
    ),
    "note as a document": Hash(
        of_note,
        {"number": "NCT/ICT/688", "kind": "circulation"},
        "e58063ae4e0267930e3a9fc4ca31a63cb07c5e0a434999f87228dd00e9b7cc37",
    ),
    "words of a note": Hash(
        of_words,
        {"language": "kk", "pieces": [["opening", "Хатшылық"]]},
        '{"kk": "8333ea3c387c6d04fd1595fe21b78a9b6a3d4fc370bf383c68fed99654cd15c8"}',
    ),
    "contents of a package": Hash(
        of_contents,
        {
            "reference": "NCT/ICT/688",
            "number": 1,
            "text": "a" * 64,
            "absent": ("events",),
            "kind": "note",
            "language": "en",
            "source": "b" * 64,
            "note": "NCT/ICT/688",
        },
        "4d7ebc4924a3f15c0ea376ceba46b6f30e15d14aed04dc592ce2c06f619004b3",
    ),
    "files of a package": Hash(
        of_files,
        {"name": "a.pdf", "facts": {"kind": "package"}, "content": b"%PDF"},
        "01a4da4286e8b2f8b360ea963a9a53d0aeb51d5aac45adf9c3f7c57e1775499b",
    ),
    "manifest of a package": Hash(
        of_manifest,
        {
            "portal": "1.0.0",
            "slug": "ict-2022-2023",
            "reference": "NCT/ICT/688",
            "titles": {"en": "Plan", "ru": "План", "kk": "Жоспар"},
            "closes_at": AT,
            "number": 1,
            "text": "a" * 64,
            "circulated": 0,
            "circulated_text": "b" * 64,
            "ledger": "c" * 64,
            "source": "d" * 64,
            "name": "a.pdf",
            "facts": {"kind": "package"},
            "content": b"%PDF",
        },
        "1381b3f186e76ebfed866b3ce5b823af8d0a1ee103ef37feef48c62801dc818b",
        {"closes_at": AT + dt.timedelta(days=1)},
    ),
}


@pytest.mark.parametrize("name", HASHES)
def test_the_stored_example_of_a_hash_holds(name):
    one = HASHES[name]
    assert one.made(**one.example) == one.stored


def another(value: Any) -> Any:
    """Return a value of the same kind that differs as little as can be."""
    match value:
        case bool():
            return not value
        case dict():
            *_others, last = value
            return value | {last: another(value[last])}
        case tuple() | list():
            return type(value)([*value[:-1], another(value[-1])])
        case dt.datetime():
            return value + dt.timedelta(microseconds=1)
        case uuid.UUID():
            return uuid.UUID(int=value.int + 9)
        case dt.date():
            return value + dt.timedelta(days=1)
        case int():
            return value + 1
        case bytes():
            return value + b"-"
        case str():
            return value + "x"
    return AT


def test_a_hash_covers_each_of_its_values():
    same = [
        (name, changed)
        for name, one in HASHES.items()
        for changed, value in one.example.items()
        if one.made(**one.example | {changed: one.others.get(changed, another(value))})
        == one.made(**one.example)
    ]
    assert not same
