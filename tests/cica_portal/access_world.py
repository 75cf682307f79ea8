"""One of everything that a URL can be about, and one person of every role."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from django.core.mail import EmailMessage
from django.db import transaction
from django.test import override_settings
from django.urls import NoReverseMatch, reverse
from pytest_django import DjangoDbBlocker

from cica_portal import clock
from cica_portal.deadlines import seat_date
from cica_portal.languages import LANGUAGES
from cica_portal.uploads import Admitted
from comments.answering import dialogue
from comments.enums import Operation, Position, StatementKind, Visibility
from comments.models import Consultation, Receipt, ReplyTemplate, Room, Statement
from comments.procedure import consultations
from comments.writing import proposed_events, statements
from comments.writing.entered import confirming, entering, entries
from dashboard.cases.reference_case import load_reference_case
from documents.models import Document
from members.accounts import feed_keys
from members.delegations import addresses, hand_overs, invitations
from members.mailing import backends, personal
from members.models import MemberState, User
from notes.acts import circulation
from notes.enums import NoteKind, NoteStatus
from notes.models import Dispatch, ReminderStep, VerbalNote
from notes.register import incoming_notes, outside_remarks
from notes.wording import texts, wordings
from phrases import corrections
from phrases.texts.catalogue import phrases
from plans.models import ConfidenceBuildingMeasure
from tests.clients import PortalClient
from tests.factories import api, comments, initiatives, members, notes, packages, plans
from tests.factories.offline import offline_form


@contextmanager
def one_transaction(blocker: DjangoDbBlocker) -> Iterator[None]:
    """Open one transaction for a whole module, as `db` does for one test: the world is built once."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def built() -> Iterator["World"]:
    """Build the world, and let the portal's clock run on from its hour."""
    now = dt.datetime.fromisoformat("2022-06-01T12:00:00+06:00").astimezone(dt.UTC)
    clock._started_at = dt.datetime.now(dt.UTC)
    with override_settings(EMAIL_BACKEND="members.mailing.backends.OutboxBackend", PORTAL_CLOCK=now):
        yield World()


class World:
    """The case of 2022 in the middle of its round, and a second plan of the same measure in drafting."""

    def __init__(self) -> None:
        load_reference_case()
        self.people = {
            "officer": "officer",
            "signatory": "signatory",
            "coordinator": "coordinator",
            "contact": "kz.contact",
            "drafter": "kz.drafter",
            "reader": "kz.reader",
            "other": "tj.contact",
            "outside": "kw.contact",  # Kuwait became a Member State in October 2022
        }
        people = {role: User.objects.get(username=name) for role, name in self.people.items()}
        people["elsewhere"] = members.coordinator(MemberState.objects.get(code="RU"))
        self.people = people
        self.consultation = Consultation.objects.get()
        self.note = VerbalNote.objects.get()
        self.closed = self._closed_consultation()
        self.response = comments.answer(self.consultation, people["contact"], Position.COMMENTS)
        self.answered = comments.late_comment(self.closed, people["contact"])
        said = {"text": "Which paragraph?", "language": "en", "by": people["officer"], "at": clock.now()}
        self.question = dialogue.clarify(self.answered, **said)
        self.deletion = comments.late_comment(self.closed, people["other"], operation=Operation.SUPPRESS)
        self.draft = comments.draft(self.consultation, people["contact"])
        self.offline = offline_form(self.consultation, people["contact"])
        self.message = comments.message(self.draft, people["contact"])
        self.attachment = comments.attachment(self.draft, people["contact"])
        self.event = initiatives.proposed_event(self.consultation.revision.paper, people["contact"])
        self.proposal = initiatives.proposed_event(self.consultation.revision.paper, people["contact"])
        proposed_events.file(self.proposal, self.consultation, by=people["contact"])
        measure = ConfidenceBuildingMeasure.objects.get(code="ict_security")
        self.paper = plans.paper(measure=measure, slug="in-drafting")
        self.block = self.paper.blocks.last()
        self.prepared = circulation.prepare(
            self.paper,
            respond_by=circulation.usual_deadline(clock.now()),
            by=people["officer"],
            at=clock.now(),
        )
        adopted = plans.paper(
            measure=measure, slug="adopted", period_from=2020, period_to=2021, status="recommended"
        )
        circulated = comments.revision(adopted)
        self.decision = plans.decided(adopted, "approved", by=people["officer"])
        comments.consultation(states=(), revision=circulated)
        self.item = plans.item(self.paper)
        self.room = Room.objects.create(
            item=self.item,
            revision=self.consultation.revision,
            language="en",
            by=people["officer"],
            at=clock.now(),
        )
        self.initiative = initiatives.initiative(
            adopted, host=people["contact"].member_state, status="planned"
        )
        self.supplement = initiatives.proposed_event(adopted, people["contact"])
        said = {"kind": StatementKind.RESERVATION, "text": "No.", "language": "en"}
        statements.file(adopted, **said, request_key=uuid.uuid4(), by=people["contact"])
        self.statement = Statement.objects.get()
        self.outside = outside_remarks.enter(
            self.consultation,
            members.correspondent(),
            number="",
            dated_on=seat_date(clock.now()),
            received_on=seat_date(clock.now()),
            request_key=uuid.uuid4(),
            channel="mail",
            language="en",
            text="A remark.",
            by=people["officer"],
            at=clock.now(),
        )
        self.event_file = initiatives.event_file(self.initiative, people["officer"])
        self.participant = initiatives.participant(self.initiative, people["contact"])
        self.step = ReminderStep.objects.filter(consultation=self.consultation).last()
        self.address = addresses.add(
            people["contact"].member_state,
            kind="embassy",
            email="embassy@example.org",
            language="kk",
            by=people["officer"],
            at=clock.now(),
        )
        self.hand_over = hand_overs.ask(colleague=people["drafter"], by=people["contact"], at=clock.now())
        self.upload = plans.word_import(self.paper, by=people["officer"])
        self.remark = plans.remark(self.paper.blocks.first(), by=people["officer"])
        self.replacement = plans.replacement(self.paper, by=people["officer"])
        self.invitation = members.invitation(people["contact"])
        personal.deliver_due(clock.now())
        self.undelivered = members.undelivered(people["drafter"])
        self.token = invitations.new_token(self.invitation, at=clock.now())
        self.feed = feed_keys.token(feed_keys.make(people["contact"], at=clock.now()))
        self.document = Document.objects.about("paper", self.paper).first()
        self.package = packages.stored(self.closed)
        self.incoming = incoming_notes.enter(
            number="12/34",
            dated_on=dt.date(2022, 5, 30),
            received_on=dt.date(2022, 5, 31),
            member_state=people["contact"].member_state,
            subject="Comments",
            file=Admitted("note.pdf", "pdf", b"%PDF-1.7", is_scanned=False),
            by=people["officer"],
            at=clock.now(),
        )
        self.enter_responses()
        further = dict.fromkeys(LANGUAGES, "A further paragraph.")
        self.wording = wordings.write(
            NoteKind.REMINDER,
            {**texts.first_body(NoteKind.REMINDER), texts.ADDITIONAL: further},
            based_on=wordings.FIRST,
            reason="Asked for",
            by=people["officer"],
            at=clock.now(),
        )
        phrase = next(one for one in phrases().values() if one.message == "Sign in")
        self.phrase = {"key": phrase.key, "language": "kk"}
        self.correction = corrections.propose(
            phrase,
            "ru",
            ["Вход"],
            seen=corrections.fingerprint(phrase.texts["ru"]),
            reason="Shorter",
            by=people["officer"],
            at=clock.now(),
        )
        self.observed = members.correspondent_address(members.correspondent("UNS"))
        self.free_note = notes.free_note(by=people["officer"])
        self.asked = comments.time_request(self.consultation, people["contact"])
        self.ask_again()
        self.message_id = backends.name_of("<message@portal.example.org>")
        self.keys = {role: api.key(person) for role, person in people.items()}
        message = EmailMessage("Note", "Text", "a@example.org", ["b@example.org"])
        message.extra_headers |= {
            "Message-ID": "<message@portal.example.org>",
            backends.NOTE_HEADER: "NCT/ICT/1",
        }
        message.attach("note.pdf", b"%PDF-1.7", "application/pdf")
        backends.OutboxBackend().send_messages([message])

    def _closed_consultation(self) -> Consultation:
        """Return an earlier round on another plan of the same measure, closed with nothing said."""
        measure = ConfidenceBuildingMeasure.objects.get(code="ict_security")
        closed = comments.consultation(
            states=("KZ", "TJ"),
            measure=measure,
            slug="of-last-year",
            opens_at=dt.datetime(2022, 3, 1, 4, tzinfo=dt.UTC),
            respond_by=dt.date(2022, 3, 15),
        )
        consultations.close(closed, at=clock.now())
        VerbalNote.objects.create(
            kind=NoteKind.CIRCULATION,
            status=NoteStatus.ISSUED,
            series=self.note.series,
            number=closed.reference,
            paper=closed.revision.paper,
            consultation=closed,
            issued_on=closed.opens_at.date(),
            issued_at=closed.opens_at,
            drafted_at=closed.opens_at,
        )
        return closed

    def ask_again(self) -> None:
        """Have a plan consulted on anew, with a proposal that other States can join at once."""
        measure = ConfidenceBuildingMeasure.objects.get(code="ict_security")
        opened = dt.datetime(2022, 3, 1, 4, tzinfo=dt.UTC)
        before = comments.consultation(
            measure=measure, slug="asked-again", opens_at=opened, respond_by=dt.date(2022, 3, 15)
        )
        consultations.close(before, at=clock.now())
        again = comments.revision(before.revision.paper)
        self.again = comments.consultation(states=(), revision=again, visibility=Visibility.AT_ONCE)
        comments.answer(self.again, User.objects.get(username="kg.contact"), Position.COMMENTS)

    def client(self, role: str) -> PortalClient:
        client = PortalClient()
        if role != "anonymous":
            client.force_login(self.people[role], backend="members.accounts.backends.PortalBackend")
            # Programs show a token instead; pages take no notice of it.
            client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {self.keys[role]}"
        return client

    def enter_responses(self) -> None:
        """Have one response from a note confirmed, of the contact's State, and another one being entered."""
        people, consultation = self.people, comments.consultation(states=("KZ", "TR"))
        contact, other = people["contact"].member_state, consultation.addressees.get(member_state__code="TR")
        source = incoming_notes.source(self.incoming)
        given = {"channel": "note", "source": source, "at": clock.now()}
        received_at = dt.datetime(2022, 5, 31, 5, tzinfo=dt.UTC)
        given |= {"received_at": received_at, "by": people["officer"]}
        filed = entering.enter(
            consultation,
            contact,
            position="no_objection",
            register_number=self.incoming.register_number,
            **given,
        )
        confirming.hand_over(filed, by=people["officer"], at=clock.now())
        self.from_note = confirming.confirm(
            filed, shown=entries.digest(filed), by=people["signatory"], at=clock.now()
        )
        self.entered = entering.enter(
            consultation, other.member_state, position="comments", register_number="IN/99", **given
        )
        said = {"block_key": None, "until_key": None, "after_key": None, "operation": "", "wordings": None}
        said |= {"type": "editorial", "language": "en", "proposed_text": "", "rationale": ""}
        self.words = entering.save_remark(
            self.entered, by=people["officer"], at=clock.now(), remark="From a note", **said
        )
        self.brings = incoming_notes.enter(
            number="12/35",
            dated_on=dt.date(2022, 5, 30),
            received_on=dt.date(2022, 5, 31),
            member_state=contact,
            subject="Comments",
            answers_to=self.note,
            by=people["officer"],
            at=clock.now(),
        )

    def url(self, name: str) -> str:
        """Return an address of this name, about the one thing of its kind."""
        if name in {"not-offered", "api:nothing"}:
            return {"not-offered": "/accounts/signup/"}.get(name, "/api/v1/nowhere/")
        try:
            return reverse(name, kwargs=self._arguments.get(name, {}))
        except NoReverseMatch as error:
            raise AssertionError(f"{name} needs arguments in access_world.py") from error

    def data(self, name: str) -> dict[str, str]:
        """Return what a POST to this name needs in order to be understood; the rest are sent empty."""
        return self._data.get(name, {})

    @cached_property
    def _data(self) -> dict[str, dict[str, str]]:
        return {
            "members:language-set": {"language": "kk"},
            "plans:block-move": {"to": "up"},
            "plans:block-kind": {"kind": "objective"},
            "plans:block-confirm": {"version": "1"},
            "plans:block-review": {"version": "1"},
            "plans:block-join": dict.fromkeys(("en", "ru", "kk", "next-en", "next-ru", "next-kk"), "1"),
            "plans:paper-review": {"listed": "1:1"},
            "notes:note-release": {"shown": "1"},
            "notes:note-issue": notes.shown(self.prepared, at=clock.now()),
            "notes:note-acknowledge": {"state": "KZ"},
            "comments:carrying": {"act": "keep-all"},
        }

    @cached_property
    def _arguments(self) -> dict[str, dict]:
        slug, pk, closed = {"slug": self.paper.slug}, {"pk": self.consultation.pk}, {"pk": self.closed.pk}
        block = slug | {"key": self.block.key}
        note = {"key": self.prepared.key}
        receipt = {"number": Receipt.objects.get(response=self.response).number}
        dispatch = {"pk": Dispatch.objects.first().pk}
        event = pk | {"event": self.event.pk}
        supplement = {"slug": "adopted", "event": self.supplement.pk}
        answered = closed | {"comment": self.answered.pk}
        proposal = {"pk": self.proposal.pk}
        initiative = {"key": self.initiative.block_key}
        message = {"identifier": self.message_id}
        template = {"template": ReplyTemplate.objects.first().pk}
        return {
            "guide:hint-hide": {"name": "editor"},
            "guide:walk-go": {"number": "1"},
            "guide:guide": {"slug": "officer"},
            "account_confirm_email": {"key": "key"},
            "account_reset_password_from_key": {"uidb36": "1", "key": "key"},
            "mfa_remove_webauthn": {"pk": 1},
            "mfa_edit_webauthn": {"pk": 1},
            "members:state-detail": {"code": "KZ"},
            "phrases:phrase-detail": {"key": self.phrase["key"]},
            "phrases:correction-propose": self.phrase,
            "phrases:correction-export": {"language": "kk"},
            **dict.fromkeys(
                (f"phrases:correction-{act}" for act in ("detail", "approve", "refuse", "withdraw")),
                {"pk": self.correction.pk},
            ),
            **dict.fromkeys(
                (
                    f"members:person-{act}"
                    for act in ("detail", "role", "address", "remove", "reinstate", "factor")
                ),
                {"key": self.people["drafter"].key},
            ),
            **dict.fromkeys(
                (f"members:hand-over-{act}" for act in ("confirm", "refuse", "withdraw")),
                {"pk": self.hand_over.pk},
            ),
            **dict.fromkeys(
                (f"members:undelivered-{act}" for act in ("resend", "set-aside")),
                {"pk": self.undelivered.pk},
            ),
            "members:invitation-resend": {"pk": self.invitation.pk},
            "members:invitation-revoke": {"pk": self.invitation.pk},
            "members:invitation-open": {"token": self.token},
            "notes:invitation-mail": {"pk": self.invitation.pk},
            "comments:reply-template-edit": template,
            "comments:reply-template-switch": template | {"act": "retire"},
            "plans:paper-detail": slug,
            "plans:paper-text": slug,
            "plans:paper-text-status": slug,
            "plans:paper-coordinator": slug,
            "plans:decision-document": {"slug": "adopted", "pk": self.decision.pk},
            "plans:published-detail": {"slug": "adopted"},
            "plans:published-word": {"slug": "adopted", "language": "kk"},
            "plans:published-akoma-ntoso": {"slug": "adopted", "language": "kk"},
            "notes:published-document": {"slug": "adopted", "language": "kk"},
            "notes:decision-prepare": slug,
            "plans:item-add": slug,
            **dict.fromkeys(
                (f"plans:meeting-{act}" for act in ("detail", "change", "cancel")),
                {"pk": self.item.meeting_id},
            ),
            **dict.fromkeys((f"plans:item-{act}" for act in ("change", "take-off")), {"pk": self.item.pk}),
            "comments:room-open": {"pk": self.item.pk},
            **dict.fromkeys(
                (f"comments:room{act}" for act in ("", "-screen", "-close", "-sign", "-write", "-answer")),
                {"pk": self.room.pk},
            ),
            "plans:paper-decide": slug | {"decision": "withdraw"},
            "plans:word-upload": slug,
            "plans:word-import": {"key": self.upload.key},
            "plans:word-changes": {"key": self.upload.key},
            "plans:word-discard": {"key": self.upload.key},
            "plans:paper-word": slug | {"language": "kk"},
            "plans:staff-word": slug | {"language": "kk"},
            "plans:revision-word": {
                "slug": self.consultation.revision.paper.slug,
                "number": 0,
                "language": "all",
            },
            **dict.fromkeys(
                ("plans:revision-akoma-ntoso", "api:revision-akoma-ntoso"),
                {"slug": self.consultation.revision.paper.slug, "number": 0, "language": "kk"},
            ),
            "plans:paper-edit": slug,
            "plans:paper-compare": {"slug": self.consultation.revision.paper.slug},
            "plans:paper-compare-word": {
                "slug": self.consultation.revision.paper.slug,
                "earlier": "0",
                "later": "draft",
                "language": "kk",
            },
            "plans:revision-detail": {"slug": self.consultation.revision.paper.slug, "number": 0},
            "plans:block-add": slug,
            "plans:outline-undo": slug,
            "plans:block-move": block,
            "plans:block-remove": block,
            "plans:block-restore": block,
            "plans:paper-presence": slug,
            "plans:paper-history": slug,
            "plans:paper-gate": slug,
            "phrases:term-edit": {"code": "swg"},
            "phrases:house-edit": {"name": "names"},
            "plans:paper-find": slug,
            "plans:paper-remarks": slug,
            "plans:remark-settle": slug | {"pk": self.remark.pk},
            "plans:block-remarks": block,
            "plans:block-acts": block,
            "plans:replacement-undo": slug | {"pk": self.replacement.pk},
            "dashboard:plan-points": slug,
            "plans:gate-override": slug,
            "plans:paper-review": slug | {"language": "kk"},
            "plans:block-kind": block,
            "plans:block-split": block,
            "plans:block-join": block,
            "plans:block-history": block,
            "plans:block-confirm": block | {"language": "kk"},
            "plans:block-review": block | {"language": "kk"},
            "plans:block-paste": block | {"language": "kk"},
            "plans:block-presence": block | {"language": "kk"},
            "plans:block-beside": block | {"language": "kk"},
            "plans:block-edit": block | {"language": "kk"},
            "api:token-revoke": {"number": 1},
            "api:plan-detail": {"slug": self.consultation.revision.paper.slug},
            "api:revision-detail": {"slug": self.consultation.revision.paper.slug, "number": 0},
            **dict.fromkeys(
                (
                    "api:consultation-detail",
                    "api:consultation-ledger",
                    "api:consultation-comments",
                    "api:consultation-positions",
                ),
                pk,
            ),
            "api:initiative-detail": initiative,
            "api:note-detail": {"key": self.note.key},
            "initiatives:plan-matrix": slug,
            "initiatives:line-offers": slug,
            "initiatives:line-create": slug,
            "initiatives:line-reset": initiative,
            "initiatives:initiative-detail": initiative,
            "initiatives:initiative-edit": initiative,
            "initiatives:initiative-move": initiative | {"status": "announced"},
            "notes:progress-document": {"slug": "adopted", "language": "kk"},
            "initiatives:initiative-files": initiative,
            "initiatives:file-download": {"file": self.event_file.pk},
            "initiatives:file-remove": {"file": self.event_file.pk},
            "initiatives:participant-list": initiative,
            "initiatives:participant-withdraw": initiative | {"participant": self.participant.pk},
            "initiatives:participant-export": initiative | {"kind": "xlsx"},
            "initiatives:own-proposal-create": {"slug": "adopted"},
            "initiatives:own-proposal-edit": supplement,
            "initiatives:own-proposal-remove": supplement,
            "comments:supplement-file": supplement,
            "comments:statement-create": {"slug": "adopted"},
            "notes:statement-enter": {"slug": "adopted"},
            "notes:draft-decision": {"pk": self.item.pk},
            "notes:front-page": {"pk": self.item.pk},
            "comments:statement-follow": {
                "slug": "adopted",
                "statement": self.statement.pk,
                "act": "associate",
            },
            "comments:outside-list": pk,
            "notes:outside-enter": pk,
            "comments:outside-confirm": {"remark": self.outside.pk},
            "comments:outside-discard": {"remark": self.outside.pk},
            "comments:outside-release": {"remark": self.outside.pk},
            "comments:statement-detail": {"statement": self.statement.pk},
            "comments:statement-confirm": {"statement": self.statement.pk},
            "comments:statement-discard": {"statement": self.statement.pk},
            "comments:statement-translate": {"statement": self.statement.pk, "language": "kk"},
            "initiatives:proposal-detail": proposal,
            "initiatives:proposal-accept": proposal,
            "initiatives:proposal-answer": proposal,
            "initiatives:proposal-withdraw": proposal,
            "comments:consultation-akoma-ntoso": pk | {"language": "all"},
            "comments:consultation-detail": pk,
            "comments:consultation-writers": pk,
            "comments:consultation-board": pk,
            "comments:consultation-pictures": pk,
            "notes:extension-prepare": pk,
            "comments:consultation-acknowledge": pk,
            "comments:consultation-calendar": pk,
            "comments:consultation-grant": pk,
            "notes:consultation-paper": pk,
            "comments:time-request": pk,
            **dict.fromkeys(
                (f"comments:time-request-{act}" for act in ("decide", "withdraw")),
                {"asked": self.asked.key},
            ),
            "comments:consultation-outcome": pk,
            "comments:consultation-closing": pk,
            "comments:consultation-release": pk,
            "comments:answer-versions": pk | {"code": "KZ"},
            "comments:consultation-compilation": closed,
            "comments:carrying": {"pk": self.again.pk},
            "notes:compilation-document": closed | {"language": "kk"},
            "comments:consultation-statistics": closed,
            "comments:compilation-file": closed | {"language": "kk", "kind": "xlsx"},
            "comments:comment-translate": closed | {"named": self.answered.named, "language": "kk"},
            "comments:own-comments": closed,
            "comments:comment-react": answered,
            "comments:comment-clarify": answered,
            "comments:comment-settle": answered | {"number": 1},
            "comments:answers-release": closed,
            "comments:merge-all": closed,
            "comments:merge-by-hand": closed | {"comment": self.deletion.pk},
            "comments:disposition-list": closed,
            "comments:disposition-detail": answered,
            "comments:disposition-change": answered,
            "comments:disposition-undo": closed,
            "comments:disposition-answer-with": answered,
            "comments:draft-create": pk,
            "comments:redline-preview": pk
            | {"key": comments.first_paragraph(self.consultation).key, "language": "kk"},
            "comments:offline-upload": pk,
            "comments:offline-form": pk | {"language": "kk", "kind": "docx"},
            "comments:offline-preview": {"form": self.offline.pk},
            "comments:offline-discard": {"form": self.offline.pk},
            "comments:draft-similar": pk | {"key": comments.first_paragraph(self.consultation).key},
            "comments:proposal-support": {"pk": self.again.pk, "named": "KG-1-1"},
            "comments:draft-join": {"pk": self.again.pk, "named": "KG-1-1"},
            "comments:draft-part": {"draft": self.draft.pk},
            "comments:draft-discussion": {"draft": self.draft.pk},
            "comments:message-withdraw": {"message": self.message.pk},
            "comments:consultation-discussion": pk,
            "comments:draft-files": {"draft": self.draft.pk},
            "comments:attachment-remove": {"draft": self.draft.pk, "attachment": self.attachment.pk},
            "comments:attachment-download": {"attachment": self.attachment.pk},
            "comments:draft-edit": {"draft": self.draft.pk},
            "comments:draft-remove": {"draft": self.draft.pk},
            "comments:internal-deadline": pk,
            **dict.fromkeys((f"comments:task-{act}" for act in ("list", "assign", "mark")), pk),
            "comments:response-submit": pk,
            "comments:response-take-over": pk,
            "comments:objection-create": pk,
            "comments:response-no-objection": pk,
            "comments:response-withdraw": pk,
            "comments:event-create": pk,
            "comments:event-edit": event,
            "comments:event-file": event,
            "comments:event-remove": event,
            "comments:receipt-detail": receipt,
            "comments:receipt-content": receipt,
            "dashboard:feed": {"token": self.feed},
            "comments:person-calendar": {"token": self.feed},
            "notes:incoming-correct": {"pk": self.incoming.pk},
            "notes:incoming-file": {"pk": self.incoming.pk},
            "notes:incoming-set-aside": {"pk": self.brings.pk},
            "notes:response-enter": {"pk": self.brings.pk},
            "notes:response-register": pk,
            "notes:note-upload": pk,
            "notes:response-file": {"pk": self.from_note.pk},
            **{
                f"comments:entered-{act}": {"entered": self.entered.pk}
                for act in (
                    "detail",
                    "amend",
                    "remark-create",
                    "form",
                    "hand-over",
                    "confirm",
                    "send-back",
                    "discard",
                )
            },
            **{
                f"comments:entered-{act}": {"entered": self.entered.pk, "remark": self.words.pk}
                for act in ("remark-edit", "remark-mark", "remark-remove")
            },
            "notes:wording-detail": {"kind": "reminder"},
            "notes:wording-edit": {"kind": "reminder"},
            "notes:wording-version": {"kind": "reminder", "number": 2},
            "notes:wording-approve": {"kind": "reminder", "number": 2},
            "notes:wording-return": {"kind": "reminder", "number": 1},
            "notes:consultation-notes": pk,
            "notes:note-acknowledge": pk,
            "notes:event-invite": pk,
            "notes:initiative-invite": initiative,
            "notes:swg-submit": pk,
            "notes:note-wording": note,
            "notes:note-paper": {"key": self.note.key},
            "notes:note-correct": {"key": self.note.key},
            "notes:note-annul": {"key": self.note.key},
            "notes:note-void": {"key": self.note.key},
            "notes:note-replace": {"key": self.note.key},
            "notes:note-detail": note,
            "notes:note-receipt": {"key": self.note.key},
            "notes:note-issue": note,
            **{
                f"notes:free-note-{act}": {"key": self.free_note.key}
                for act in ("edit", "hand-over", "take-back", "return")
            },
            "notes:note-addressees": note,
            "notes:note-remark": note | {"group": "state", "code": "KZ"},
            "notes:note-discard": note,
            "notes:note-document": {"key": self.note.key, "language": "kk"},
            "notes:note-attachments": note,
            "notes:attachment-move": note | {"attachment": 1, "way": "up"},
            "notes:attachment-remove": note | {"attachment": 1},
            "notes:note-enclosure": {"key": self.note.key, "name": "enclosure", "language": "kk"},
            "notes:circulation-prepare": slug,
            "notes:dispatch-resend": dispatch,
            "notes:dispatch-settle": dispatch,
            "notes:dispatch-lose": dispatch,
            "notes:dispatch-set-aside": dispatch,
            "notes:note-send-further": note,
            "notes:note-release": note,
            "notes:note-cancel-messages": note,
            "notes:reminder-plan": pk,
            "notes:reminder-draft": pk,
            "notes:reminder-step": {"pk": self.step.pk},
            "notes:reminder-remove": {"pk": self.step.pk},
            "notes:reminder-approve": {"pk": self.step.pk},
            "members:state-addresses": {"code": "KZ"},
            "members:state-address-remove": {"code": "KZ", "pk": self.address.pk},
            **{
                f"members:correspondent-{act}": {"code": "UNS"}
                for act in ("detail", "revise", "close", "reopen")
            },
            "members:correspondent-address-remove": {"code": "UNS", "pk": self.observed.pk},
            "notes:outbox-message": message,
            "notes:outbox-file": message | {"number": 0},
            "notes:package-detail": {"slug": self.closed.revision.paper.slug},
            "notes:package-again": {"pk": self.package.pk},
            "notes:package-file": {"pk": self.package.pk, "name": "package.zip"},
            "notes:package-download": closed | {"language": "kk"},
            "notes:package-document": closed | {"kind": "note-and-plan", "language": "kk"},
            "notes:document-again": {"pk": self.document.pk},
            "notes:paper-document": slug | {"language": "kk"},
            "comments:trace": {"slug": self.consultation.revision.paper.slug, "edition": "draft"},
            "notes:trace-document": {
                "slug": self.consultation.revision.paper.slug,
                "number": 1,
                "language": "kk",
            },
            "notes:redline-document": {
                "slug": self.consultation.revision.paper.slug,
                "earlier": "0",
                "later": "draft",
                "language": "kk",
            },
            "notes:revision-document": pk | {"language": "kk"},
            "notes:ledger-content": closed,
            "notes:ledger-document": closed | {"language": "kk"},
            "notes:receipt-document": receipt,
        }
