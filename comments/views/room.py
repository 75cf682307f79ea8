"""The room of an agenda item: the secretary's page, the page on the screen, and the record of the room."""

import dataclasses
import uuid
from typing import Any

from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cica_portal.deadlines import seat_date
from cica_portal.errors import DomainError, StaleVersion
from cica_portal.languages import LANGUAGES, is_language, reader_language
from cica_portal.web.pages import CONFLICT, REFUSED, ActPage, ConfirmPage, FormPage, visible
from comments.enums import Operation, ParagraphState, PositionResult, RoomActKind, VariantSource
from comments.forms.room import RoomActForm, RoomAnswerForm, RoomOpenForm
from comments.models import Room
from comments.room import acts, answers, closing, outcome, state
from comments.room.acts import Said
from comments.room.before import BeforeBody, before_the_body
from comments.room.state import SETTLED, Paragraph, RoomState, Variant
from comments.views.base import PortalView, uuid_of
from members.models import MemberState
from plans.comparison.redline import redline
from plans.models import MeetingItem


class RoomOpen(FormPage):
    """Open the room of an item, in one language."""

    permission = "comments.keep_room"
    template_name = "comments/room_open.html"
    form_class = RoomOpenForm

    @cached_property
    def item(self) -> MeetingItem:
        found = MeetingItem.objects.filter(taken_off_at=None).select_related("meeting", "paper__measure")
        return get_object_or_404(found, pk=self.kwargs["pk"])

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        known = Room.objects.filter(item=self.item).first()
        return redirect("comments:room", known.pk) if known else super().get(request, *args, **kwargs)

    def initial(self) -> dict[str, Any]:
        return {"language": reader_language()}

    def act(self, form: RoomOpenForm) -> HttpResponseBase:
        language = form.cleaned_data["language"]
        room = acts.open_room(self.item, language=language, by=self.request.user, at=self.at)
        return redirect("comments:room", room.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.item
        up_url = reverse("plans:meeting-detail", args=[item.meeting_id])
        is_early = seat_date(self.at) < item.meeting.first_on
        own = {"item": item, "paper": item.paper, "up": item.meeting, "up_url": up_url, "is_early": is_early}
        return super().get_context_data(**own | kwargs)


# Pages of one room -----------------------------------------------------------------------------------
class RoomPage(PortalView):
    """A page of a room, of those that the person sees: the Secretariat, and all once it is confirmed."""

    about = "room"
    room = visible(Room, "item__meeting", "item__paper__measure", "revision__paper", "by")

    @cached_property
    def now(self) -> RoomState:
        return state.read(self.room)

    @cached_property
    def members(self) -> dict[str, MemberState]:
        """The Member States of the meeting's first day, and whoever else is named, in protocol order."""
        return acts.members_on(self.room.item.meeting.first_on)

    def names(self, codes: list[str]) -> list[str]:
        """Return the names of States, in protocol order."""
        return [one.name for code, one in self.members.items() if code in codes]

    def back(self) -> HttpResponseBase:
        return redirect("comments:room", self.room.pk)

    @property
    def may_answer(self) -> bool:
        return self.now.signed is not None and self.request.user.has_perm("comments.answer_ad_referendum")

    def shown_variant(self, place: Paragraph, one: Variant) -> dict[str, Any]:
        changes: SafeString | str = redline(place.base, one.text) if one.operation == Operation.MODIFY else ""
        return {
            "variant": one,
            "names": self.names(one.states),
            "source": VariantSource(one.source).label if one.source in state.OF_NOBODY else "",
            "changes": changes,
        }

    def shown_place(self, place: Paragraph) -> dict[str, Any]:
        """Return a paragraph as pages show it: its number, its variants, who agrees with what until when."""
        return {
            "place": place,
            "cited": place.row.cited(reader_language()) if place.row else "",
            "is_new": place.row is None,
            "is_settled": place.state in SETTLED,
            "drawn": place.drawn if place.standing else None,
            "variants": [self.shown_variant(place, one) for one in place.standing],
            "asked": self.names(place.asked),
            "awaited": (awaited := answers.awaited(place, self.members)),
            "may_answer": self.may_answer and self.request.user.member_state in awaited,
            "declined": [
                (self.names(act.states), next(iter(act.texts.values()), ""), next(iter(act.texts), ""))
                for act in place.answers
                if act.kind == RoomActKind.DECLINED
            ],
            "announced": [
                {"names": self.names(act.states), "text": act.texts.get(self.room.language, "")}
                for act in self.now.announced
                if act.block_key == place.key
            ],
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        room = self.room
        own = {"room": room, "item": room.item, "paper": room.revision.paper, "now": self.now}
        return super().get_context_data(**own | kwargs)


class RoomDetail(RoomPage):
    """The page of the secretary beside the chair; once the room is closed, its record."""

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.record() if self.now.closed else self.desk()

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm("comments.keep_room"):
            raise Http404
        form = RoomActForm(request.POST, codes=list(self.members))
        if not form.is_valid():
            return self.desk(refusal=next(iter(form.errors.values()))[0], status=REFUSED)
        kind, said = RoomActKind(form.cleaned_data["kind"]), form.said(self.room.language)
        # The same words sent twice are one act; other words from the same page, after going back, another.
        key = uuid.uuid5(form.cleaned_data["key"], repr((kind, said)))
        try:
            if kind == RoomActKind.SUPPORT:
                self.change_support(said, key)
            else:
                self.record_act(kind, said, key)
        except DomainError as refusal:
            self.__dict__.pop("now", None)
            status = CONFLICT if isinstance(refusal, StaleVersion) else REFUSED
            return self.desk(refusal=str(refusal), typed=request.POST, status=status)
        at = said.block_key if kind != RoomActKind.TOOK_SCREEN else uuid_of(request.POST.get("here", ""))
        address = reverse("comments:room", args=[self.room.pk])
        return redirect(f"{address}?at={at}" if at else address)

    def record_act(self, kind: RoomActKind, said: Said, key: uuid.UUID) -> None:
        acts.record(self.room, kind, said, key=key, by=self.request.user, at=self.at)

    def change_support(self, said: Said, key: uuid.UUID) -> None:
        """Record who came to stand behind a variant and who left it, from all who stand behind it now."""
        place = self.now.paragraph(said.block_key)
        variant = place.variant(said.variant) if place else None
        before = set(variant.states) if variant else set()
        came = tuple(code for code in said.states if code not in before)
        left = tuple(code for code in before if code not in said.states)
        if came or not left:
            self.record_act(RoomActKind.SUPPORT, dataclasses.replace(said, states=came), key)
        if left:
            fresh = state.read(self.room).paragraph(said.block_key) if came else None
            saw = fresh.last if fresh else said.saw
            own = uuid.uuid5(key, RoomActKind.LEAVE)
            self.record_act(RoomActKind.LEAVE, dataclasses.replace(said, states=left, saw=saw), own)

    def desk(
        self, *, refusal: str = "", typed: QueryDict | None = None, status: int = 200
    ) -> HttpResponseBase:
        now, wanted = self.now, uuid_of(self.request.GET.get("at", "") or self.request.POST.get("block", ""))
        asked = self.request.GET.get("at", "") == "whole"
        place = now.whole if asked else (now.paragraph(wanted) if wanted else None)
        place = place or (now.paragraph(now.shown) if now.shown else None) or now.paragraphs[0]
        before = before_the_body(self.room)
        open_by_place: dict[uuid.UUID | None, int] = {}
        for one in before:
            if one.comment.pk not in now.results:
                open_by_place[one.block_key] = open_by_place.get(one.block_key, 0) + 1
        own_key = None if place is now.whole else place.key
        keys = [one.key for one in now.paragraphs]
        number = keys.index(place.key) if place.key in keys else -1
        context = {
            "paragraphs": [
                (self.shown_place(one), open_by_place.get(one.key, 0), one.key == now.shown)
                for one in now.paragraphs
            ],
            "here": self.shown_place(place),
            "is_whole": place is now.whole,
            "whole_open": open_by_place.get(None, 0),
            "next_key": keys[number + 1] if number + 1 < len(keys) else None,
            "settling": [self.shown_position(one) for one in before if one.block_key == own_key],
            "left": sum(open_by_place.values()),
            "states": [(code, one.name) for code, one in self.members.items()],
            "operations": [(one, one.label) for one in (Operation.MODIFY, Operation.SUPPRESS, Operation.ADD)],
            "sources": [(one, one.label) for one in (VariantSource.STATES, *sorted(state.OF_NOBODY))],
            "results": PositionResult.choices,
            "can_undo": any(
                act.kind in state.UNDOABLE and act.number not in now.undone for act in place.acts
            ),
            "drives": now.driver_id == self.request.user.pk,
            "key": uuid.uuid4(),
            "refusal": refusal,
            "typed": typed,
            "typed_states": typed.getlist("states") if typed else [],
        }
        return self.page("comments/room.html", context, status=status)

    def shown_position(self, one: BeforeBody) -> dict[str, Any]:
        result = self.now.results.get(one.comment.pk)
        return {
            "number": one.number,
            "state": one.state.name,
            "comment": one.comment,
            "said": one.said,
            "is_condition": one.is_condition,
            "thread": one.thread,
            "wording": self.wording(one),
            "result": PositionResult(result.result).label if result else "",
        }

    def wording(self, one: BeforeBody) -> str:
        """Return the wording that a State proposed in the language of the room."""
        own = (proposal.after for proposal in one.said.proposals if proposal.language == self.room.language)
        return next(own, "")

    def record(self) -> HttpResponseBase:
        """The record of the room: by paragraph, variants and States, what was agreed and what fell."""
        now = self.now
        places = [one for one in now.paragraphs if one.state != ParagraphState.NOT_OPENED]
        fell = [
            (self.shown_place(place)["cited"], one)
            for place in now.paragraphs
            for one in place.variants
            if one.fell
        ]
        positions = [
            {
                "state": act.comment.response.member_state.name,
                "result": PositionResult(act.result).label,
                "place": now.paragraph(act.block_key),
            }
            for act in now.results.values()
            if act.comment is not None
        ]
        context = {
            "paragraphs": [self.shown_place(one) for one in places],
            "unopened": len(now.paragraphs) - len(places),
            "whole": self.shown_place(now.whole),
            "fell": fell,
            "positions": positions,
            "reason_limit": RoomAnswerForm.base_fields["reason"].max_length,
            "checksum": now.closed.sha256 if now.closed else "",
            "may_write": self.request.user.has_perm("comments.keep_room") and bool(outcome.unwritten(now)),
            "may_sign": now.signed is None and self.request.user.has_perm("comments.sign_room"),
        }
        return self.page("comments/room_record.html", context)


class RoomScreen(RoomPage):
    """What the room sees: one paragraph, large, without any control; it renews itself."""

    permission = "comments.keep_room"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.page("comments/_room_screen.html" if request.htmx else "comments/room_screen.html")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, asked = self.now, self.request.GET
        place = now.paragraph(now.shown) if now.shown else None
        second = asked.get("with", "")
        if not is_language(second) or second == self.room.language:
            second = ""
        beside = place.row.text(second) if place and place.row and second else ""
        return super().get_context_data(
            here=self.shown_place(place) if place else None,
            second=second,
            beside=beside,
            with_changes="changes" in asked,
            others=[code for code in LANGUAGES if code != self.room.language],
            **kwargs,
        )


class RoomClose(RoomPage, ConfirmPage):
    permission = "comments.keep_room"
    template_name = "comments/room_close.html"
    done = _("Room closed. A signatory confirms its record.")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return self.back() if self.now.closed else self.confirm()

    def act(self) -> None:
        closing.close(self.room, by=self.request.user, at=self.at)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = self.now
        missing = closing.without_result(now)
        falling = [
            (self.shown_place(place)["cited"], one)
            for place in now.paragraphs
            for one in place.variants
            if not one.is_backed and one.number != place.chosen
        ]
        counts = [(one.label, sum(p.state == one for p in now.paragraphs)) for one in ParagraphState]
        places = {one.key: one for one in now.paragraphs}
        return super().get_context_data(
            missing=[
                (one, self.shown_place(places[one.block_key])["cited"] if one.block_key else "")
                for one in missing
            ],
            falling=falling,
            counts=[(label, number) for label, number in counts if number],
            **kwargs,
        )


class RoomWrite(RoomPage, ConfirmPage):
    """What the room settled is shown beside the text, and written into the draft in one act."""

    permission = "comments.keep_room"
    template_name = "comments/room_write.html"
    done = _("Outcome of the room written into the draft. Now update the other languages.")

    def act(self) -> HttpResponseBase:
        outcome.write_into_draft(self.room, by=self.request.user, at=self.at)
        return redirect("plans:paper-edit", self.room.revision.paper.slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = outcome.unwritten(self.now)
        changes = [(self.shown_place(one), redline(one.base, one.text)) for one in found]
        return super().get_context_data(changes=changes, **kwargs)


class RoomAnswer(RoomPage, ActPage):
    """A State confirms what was agreed ad referendum, or declines it."""

    permission = "comments.answer_ad_referendum"
    gives_back = ("reason",)
    done = _("Recorded in the record of the room.")

    def act(self) -> None:
        form = RoomAnswerForm(self.request.POST)
        if not form.is_valid():
            if form.errors.keys() != {"reason"}:
                raise Http404
            raise DomainError(form.errors["reason"][0])
        sent = form.cleaned_data
        answers.answer(
            self.room,
            sent["block"],
            confirms=sent["answer"] == "confirm",
            reason=sent["reason"],
            by=self.request.user,
            at=self.at,
        )


class RoomSign(RoomPage, ConfirmPage):
    """A signatory confirms the record: from then on all Member States read it."""

    permission = "comments.sign_room"
    http_method_names = ["post"]
    done = _("Record confirmed. All Member States read it now.")

    def act(self) -> None:
        closing.sign(self.room, by=self.request.user, at=self.at)
