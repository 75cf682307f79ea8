"""What the answers are made of. Every field is always there; what is not known is null."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from cica_portal.languages import LANGUAGES
from comments.enums import (
    Channel,
    CommentType,
    ConsultationStatus,
    DispositionKind,
    Operation,
    Outcome,
    Position,
    Proof,
    Standing,
    Visibility,
)
from comments.procedure.replies.ledger import STEPS
from initiatives.enums import EventFormat, EventKind, InitiativeStatus
from notes.enums import NoteKind, NoteStatus
from plans.enums import BlockKind, PaperStatus, TextStatus

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer"}
YES_OR_NO: Schema = {"type": "boolean"}
INSTANT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
KEY: Schema = {"type": "string", "format": "uuid"}
HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
STATE_CODE: Schema = {"type": "string", "pattern": "^[A-Z]{2}$"}


def one_of(choices: Any) -> Schema:
    return {"type": "string", "enum": [str(value) for value in choices.values]}


LANGUAGE: Schema = {"type": "string", "enum": list(LANGUAGES)}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def maybe(schema: Schema) -> Schema:
    """Return the schema of what may be null."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    made = schema | {"type": [schema["type"], "null"]}
    return made | {"enum": [*schema["enum"], None]} if "enum" in schema else made


def many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def by_language(schema: Schema) -> Schema:
    """Return the schema of what is there for some languages."""
    return {"type": "object", "propertyNames": LANGUAGE, "additionalProperties": schema}


def fields(said: Any = "", /, **properties: Schema) -> Schema:
    made: Schema = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return made | {"description": said} if said else made


def told(schema: Schema, said: Any) -> Schema:
    return schema | {"description": said}


_REVISION = {
    "plan": TEXT,
    "number": told(NUMBER, _("0 is the draft that was circulated first, then 1, 2, …")),
    "title": ref("Texts"),
    "text_status": told(
        by_language(one_of(TextStatus)),
        _("Which language is the original, and which translations are official."),
    ),
    "frozen_at": INSTANT,
    "sha256": HASH,
    "url": ADDRESS,
}
_NOTE = {
    "id": KEY,
    "number": told(maybe(TEXT), _("The number of the note; a draft has none.")),
    "printed_numbers": told(
        by_language(TEXT), _("The number as printed in that language, if a historical note differs.")
    ),
    "kind": one_of(NoteKind),
    "status": one_of(NoteStatus),
    "issued_on": maybe(DAY),
    "issued_at": maybe(INSTANT),
    "plan": told(maybe(TEXT), _("The plan that the note is about; a note on another subject has none.")),
    "subject": told(maybe(ref("Texts")), _("The subject of a note that is about no plan.")),
    "consultation": maybe(NUMBER),
    "state": told(
        maybe(STATE_CODE), _("The State to which the note is addressed, if it is not addressed to all.")
    ),
    "is_to_all": told(YES_OR_NO, _("Whether it is addressed to all Member States that its kind addresses.")),
    "addressees": told(
        many(ref("Party")), _("Those whom it names as addressees besides, or alone if it is not to all.")
    ),
    "answers_to": maybe(KEY),
    "annulled_by": told(maybe(TEXT), _("The number of the note that annulled it, if one did.")),
    "replaced_by": told(maybe(TEXT), _("The number of the note that replaced it, if one did.")),
    "is_void": told(YES_OR_NO, _("Whether its number was made void before the note had left.")),
    "url": ADDRESS,
}

SCHEMAS: dict[str, Schema] = {
    "Error": fields(
        _("Every error is one sentence in your language, with a code for programs."),
        error=fields(status=NUMBER, code=TEXT, message=TEXT),
    ),
    "Texts": fields(_("A text in the three languages."), **dict.fromkeys(LANGUAGES, TEXT)),
    "Party": fields(code=TEXT, name=ref("Texts")),
    "State": fields(code=STATE_CODE, name=ref("Texts")),
    "Start": fields(
        **dict.fromkeys(("plans", "consultations", "initiatives", "notes", "description"), ADDRESS)
    ),
    "Plan": fields(
        id=TEXT,
        title=ref("Texts"),
        measure=fields(code=TEXT, title=ref("Texts")),
        coordinator=maybe(STATE_CODE),
        period=fields(**{"from": NUMBER, "to": NUMBER}),
        source_language=LANGUAGE,
        status=told(
            maybe(one_of(PaperStatus)),
            _("Shown to those who prepare the plan and, once it is adopted, to all."),
        ),
        url=ADDRESS,
        revisions=told(many(ref("Revision")), _("The locked texts that you may read.")),
    ),
    "Revision": fields(**_REVISION),
    "RevisionText": fields(_("A locked text. It never changes."), **_REVISION, blocks=many(ref("Block"))),
    "Block": fields(
        key=told(KEY, _("Permanent: the same in every language and in every revision.")),
        position=NUMBER,
        kind=one_of(BlockKind),
        label=ref("Texts"),
        text=told(ref("Texts"), _("*italics* and **bold** are marked in this way.")),
    ),
    "Consultation": fields(
        id=NUMBER,
        reference=told(TEXT, _("The number of the note that opened the consultation.")),
        plan=TEXT,
        revision=NUMBER,
        opens_at=INSTANT,
        deadline=ref("Deadline"),
        status=told(one_of(ConsultationStatus), _("As at the time of this request.")),
        visibility=one_of(Visibility),
        outcome=told(
            maybe(one_of(Outcome)),
            _("Shown after the consultation has closed, to those who may see the responses."),
        ),
        url=ADDRESS,
    ),
    "Deadline": fields(
        _("A point in time: responses are accepted before it, not at it or after it."),
        closes_at=told(INSTANT, _("When the consultation closes, with the offset of the time zone.")),
        last_day=told(DAY, _("The last day to respond, in the time zone, up to the last minute.")),
        last_minute=told(
            TEXT,
            _("The last minute to respond, in the time zone, such as 23:59; the whole minute is included."),
        ),
        time_zone=told(TEXT, _("The time zone by its name in the IANA database.")),
        text=told(
            ref("Texts"),
            _("The deadline as written in notes: the last minute, with the seat whose time it is."),
        ),
        earlier=told(many(INSTANT), _("The deadlines before it was extended.")),
        additional_time_until=told(
            maybe(INSTANT), _("The end of the additional time of your State, if it has any.")
        ),
    ),
    "Ledger": fields(
        consultation=NUMBER,
        at=INSTANT,
        is_frozen=YES_OR_NO,
        sha256=maybe(HASH),
        items=many(ref("LedgerRow")),
    ),
    "LedgerRow": fields(
        state=ref("State"),
        standing=told(
            one_of(Standing), _("What the State has done so far, as on the page of the consultation.")
        ),
        frozen_standing=told(
            {"anyOf": [one_of(Standing), {"type": "null"}]},
            _(
                "What was recorded at closing and is covered by the checksum; empty while the "
                "consultation is open."
            ),
        ),
        answer={
            "anyOf": [
                fields(version=NUMBER, position=one_of(Position), received_at=INSTANT),
                {"type": "null"},
            ]
        },
        withdrawal=told(
            {"anyOf": [fields(received_at=INSTANT, receipt=TEXT), {"type": "null"}]},
            _("When the State withdrew its response, and the number of the receipt for that."),
        ),
        left_on=told(
            maybe(DAY), _("Since when it is no Member State, if it left before its time to respond was over.")
        ),
        granted_answer_at=maybe(INSTANT),
        late_at=told(maybe(INSTANT), _("When a late response was received; it does not count.")),
        may_answer_until=told(
            maybe(INSTANT), _("The end of the additional time, until the State has responded.")
        ),
        events_proposed=NUMBER,
        channel=told(maybe(one_of(Channel)), _("By which way its response came.")),
        source=told(
            maybe(TEXT), _("The number in the register of the note or mail by which its response came.")
        ),
        notes_not_entered=told(
            maybe(NUMBER),
            _("How many of its notes wait to be entered as a response; empty for all but the Secretariat."),
        ),
        reached_by=told(maybe(one_of(Proof)), _("By what it is known that the note has reached it.")),
        reached_at=maybe(INSTANT),
        **dict.fromkeys(STEPS, maybe(INSTANT)),
    ),
    "Comment": fields(
        id=KEY,
        state=ref("State"),
        block=told(maybe(KEY), _("The paragraph commented on; empty for the text as a whole.")),
        until_block=told(maybe(KEY), _("The last paragraph of a range.")),
        after_block=told(maybe(KEY), _("The paragraph after which a moved text is placed.")),
        operation=told(
            maybe(one_of(Operation)), _("What it proposes; empty where it proposes no change of the text.")
        ),
        type=one_of(CommentType),
        language=LANGUAGE,
        remark=TEXT,
        proposed=told(by_language(TEXT), _("The proposed wording, by language.")),
        rationale=TEXT,
        joins=told(maybe(STATE_CODE), _("The State whose proposal this comment joins.")),
        received_at=INSTANT,
        version=NUMBER,
        is_late=YES_OR_NO,
        is_granted=YES_OR_NO,
        disposition=told(
            maybe(ref("Disposition")), _("The disposition of the comment, if it is already open to you.")
        ),
    ),
    "Disposition": fields(
        kind=one_of(DispositionKind), is_confirmed=YES_OR_NO, reply=TEXT, language=LANGUAGE, at=INSTANT
    ),
    "Initiative": fields(
        id=told(KEY, _("The line of the plan that announces the event.")),
        plan=TEXT,
        label=maybe(ref("Texts")),
        text=maybe(ref("Texts")),
        is_supplement=told(YES_OR_NO, _("Whether the line supplements the plan since its adoption.")),
        kind=one_of(EventKind),
        format=maybe(one_of(EventFormat)),
        status=one_of(InitiativeStatus),
        is_draft=told(YES_OR_NO, _("Whether the plan is not adopted: the event binds nobody.")),
        titles=told(ref("Texts"), _("The title of the event in each language, empty where it is not known.")),
        host=maybe(STATE_CODE),
        co_hosts=many(STATE_CODE),
        objectives=told(many(KEY), _("The objectives that the event serves.")),
        when=ref("When"),
        place=TEXT,
        places=told(ref("Texts"), _("The place in each language, empty where it is not known.")),
        contact=TEXT,
        outcome=TEXT,
        url=ADDRESS,
    ),
    "When": fields(
        _("As precisely as known: a year, a part of it, days, or hours with their time zone."),
        year=maybe(NUMBER),
        quarter=maybe(NUMBER),
        month=maybe(NUMBER),
        first_day=maybe(DAY),
        last_day=maybe(DAY),
        starts_at=maybe(INSTANT),
        ends_at=maybe(INSTANT),
        time_zone=maybe(TEXT),
    ),
    "Note": fields(**_NOTE),
    "Enclosure": fields(
        titles=told(ref("Texts"), _("What the note calls the enclosure, in each language.")),
        files=many(
            fields(
                language=told(LANGUAGE, _("The language of the readers who get this file.")),
                pages=told(maybe(NUMBER), _("The pages of a PDF; another file has none.")),
                sha256=HASH,
                url=told(ADDRESS, _("Where the file is read in the portal.")),
            )
        ),
    ),
    "NoteText": fields(
        **_NOTE,
        copies=told(many(ref("Party")), _("Who got a copy for information; shown to the Secretariat.")),
        texts=told(by_language(many(TEXT)), _("The lines of the note, by language; a draft has none.")),
        enclosures=told(
            many(ref("Enclosure")), _("What the note encloses, in the order in which it lists it.")
        ),
    ),
}


def page_of(name: str) -> Schema:
    return fields(
        items=many(ref(name)), next=told(maybe(ADDRESS), _("The address of the next page, if there is one."))
    )
