"""Answering for a State: submitting, no objection, withdrawal, and the receipts of what was filed."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cica_portal import formats, spaces
from cica_portal.errors import DomainError, is_among
from cica_portal.languages import TITLED, reader_language
from cica_portal.web import following, lists
from cica_portal.web.downloads import download
from cica_portal.web.following import Step
from cica_portal.web.pages import CONFLICT, REFUSED, ActPage, ConfirmPage
from cica_portal.web.security.checks import CheckPage
from comments.enums import POSITIONS, Position, Stance
from comments.forms.writing import AnswerForm, ReceiptCheckForm, ReceiptFileForm
from comments.models import Consultation, Receipt
from comments.procedure.lists import overview
from comments.reading import attached
from comments.reading.extents import Places
from comments.reading.groups import mark_alternatives
from comments.reading.readings import Reading, read
from comments.refusals import (
    ConsultationClosed,
    PlanWithdrawn,
)
from comments.views.base import ConsultationView, PortalView, uuid_of
from comments.writing import cosponsors, drafts, receipts, responses, stances, taking_over
from initiatives.overview import particulars
from plans.models import Revision
from plans.outline import revision_outline


def set_out(remarks: Iterable[Any], revision: Revision, lapsed: Collection[uuid.UUID] = ()) -> list[Reading]:
    """Return remarks as a page shows them, whether rows or the content of a receipt; of the `lapsed` ones the
    proposal that they join is in force no more."""
    places = Places(revision_outline(revision))
    found = [read(remark, places, is_lost=bool(lapsed) and remark.pk in lapsed) for remark in remarks]
    mark_alternatives(found)
    return found


class AnswerView(ConsultationView, ConfirmPage):
    """Shows exactly what will be filed, then files it."""

    permission = "comments.submit_response"
    again = dict.fromkeys(
        [
            "comments.drafts_changed",
            "comments.drafts_exist",
            "comments.rationale_needed",
            "comments.response_changed",
        ],
        CONFLICT,
    )
    position: str
    # What was sent, where reasons were saved of it first, and the drafts that are not filed.
    sent: QueryDict | None = None
    without: Collection[uuid.UUID] = ()
    # Why the position that was chosen is refused.
    stance_error = ""
    receipt: Receipt

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.ended() is not None:
            return self.refused(PlanWithdrawn())
        is_asked = self.position in POSITIONS[self.consultation.asks_decision]
        return super().get(request, *args, **kwargs) if is_asked else self.back()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        consultation, state = self.consultation, self.request.user.member_state_id
        written = drafts.of_state(consultation, state)
        in_force = responses.in_force(consultation, state)
        filed = list(in_force.comments.order_by("position")) if in_force else []
        as_filed = {(taking_over.key_of(comment), comment.sha256) for comment in filed}
        left_out = taking_over.undrafted(filed, written)
        lapsed = cosponsors.lapsed(consultation, written)
        return super().get_context_data(
            drafted=written,
            written=set_out(written, consultation.revision, lapsed),
            in_force_number=len(filed),
            lapsed=[draft.pk for draft in written if draft.pk in lapsed],
            as_filed=as_filed,
            unfiled=sum((draft.pk, draft.sha256) not in as_filed for draft in written),
            untaken=len(left_out) if in_force and in_force.came else 0,
            removed=set_out(left_out, consultation.revision) if left_out else [],
            is_unchanged=bool(written) and drafts.content(written) == drafts.content(filed),
            previewed=drafts.digest(written),
            request_key=uuid.uuid4(),
            last_receipt=consultation.own_receipt or responses.NO_RECEIPT,
            stances=Stance.choices,
            stance=self.request.POST.get("stance", ""),
            stance_error=self.stance_error,
            conditions=self.request.POST.getlist("condition"),
            earlier_stance=in_force.get_stance_display() if in_force and in_force.stance else "",
            states_position="position" in self.request.GET,
            **kwargs,
        )

    def act(self) -> HttpResponseBase:
        form = AnswerForm(self.sent or self.request.POST)
        if not form.is_valid():
            messages.error(
                self.request,
                _(
                    "The form was incomplete and nothing was submitted. Check "
                    "the form below and submit it again."
                ),
            )
            return self.page(status=REFUSED)
        response = responses.submit(
            self.consultation,
            position=self.position,
            by=self.request.user,
            without=self.without,
            conditions=set(filter(None, map(uuid_of, self.request.POST.getlist("condition")))),
            **form.cleaned_data,
        )
        self.receipt = Receipt.objects.get(response=response)
        if response.position == Position.WITHDRAWN:
            # Translators: number is the number of the receipt
            done = _("Response withdrawn: receipt %(number)s.")
        elif self.receipt.replaces:
            # Translators: number is the number of the receipt
            done = _("Response replaced: receipt %(number)s.")
        else:
            # Translators: number is the number of the receipt
            done = _("Response submitted for your State: receipt %(number)s.")
        following.say(self.request, done % {"number": spaces.shown(self.receipt.number)}, self.steps())
        return redirect("home")

    def steps(self) -> list[Step]:
        """Return what follows: until when the response can be replaced, who replies to it, what is left."""
        consultation = self.consultation
        closing = formats.closing(consultation.ends_at, consultation.time_zone, reader_language())
        if self.position == Position.WITHDRAWN:
            # Translators: closing is a weekday, day and hour
            said = _("Your State can submit another response. Deadline: %(closing)s.")
        else:
            # Translators: closing is a weekday, day and hour
            said = _("Your State can replace the response. Deadline: %(closing)s.")
        receipt = reverse("comments:receipt-detail", args=[self.receipt.number])
        found = [Step(said % {"closing": spaces.shown(closing)}, receipt, _("Show receipt"))]
        if self.position == Position.COMMENTS:
            said = _("The Secretariat replies to each comment after the deadline and tells you by e-mail.")
            found.append(Step(said))
        if self.without:
            text = reverse("comments:consultation-detail", args=[consultation.pk])
            left = _("The wording that was not chosen is still a draft of your delegation.")
            found.append(Step(left, text, _("Back to the text")))
        return found

    def refused(self, refusal: DomainError) -> HttpResponseBase:
        self.find(**self.kwargs)  # a colleague may have acted while this request waited for its turn
        if is_among(refusal, stances.REFUSALS) and self.position != Position.WITHDRAWN:
            self.stance_error = str(refusal)
            return self.page(status=REFUSED)
        if self.consultation.asks_decision or not isinstance(refusal, ConsultationClosed):
            return super().refused(refusal)
        self.template_name = "comments/response_closed.html"
        return self.page(context={"receipt": refusal.receipt}, status=CONFLICT)


class ResponseNoObjection(AnswerView):
    template_name = "comments/response_no_objection.html"
    position = Position.NO_OBJECTION


class ResponseWithdraw(AnswerView):
    template_name = "comments/response_withdraw.html"
    position = Position.WITHDRAWN


class ResponseTakeOver(ConsultationView, ActPage):
    """Makes drafts of what came by note or mail, and opens the text with them."""

    permission = "comments.draft_comment"
    about = "consultation"

    def act(self) -> None:
        made = taking_over.take_over(self.consultation, by=self.request.user, at=self.at)
        self.done = ngettext(
            # Translators: number is how many
            "%(number)s comment of your State’s response is now a draft of your delegation. Change it and "
            "add to it, then replace the response.",
            "%(number)s comments of your State’s response are now drafts of your delegation. Change them and "
            "add to them, then replace the response.",
            len(made),
        ) % {"number": len(made)}


class AnswerList(PortalView):
    """What the own State has filed, newest first, and what it has in hand."""

    template_name = "comments/answer_list.html"
    size = 50

    def find(self, **kwargs: Any) -> None:
        if not self.request.user.is_delegate:
            raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        filed = Receipt.objects.filter(member_state=user.member_state_id).select_related(
            "consultation__revision__paper__measure", "response", "proposed_event", "statement", "issued_to"
        )
        page, rounds = lists.part(self.request, filed, self.size), overview.listed(user, self.at)
        return super().get_context_data(
            receipts=page.object_list,
            page=page,
            in_hand=[item for item in rounds if item.own_drafts or item.own_removed or item.own_events],
            with_outcome={item.own_receipt for item in rounds if overview.has_outcome(item)},
            **kwargs,
        )


class ReceiptDetail(PortalView):
    template_name = "comments/receipt_detail.html"
    receipt: Receipt

    def find(self, number: str) -> None:
        visible = Receipt.objects.visible_to(self.request.user)
        found = visible.filter(number=number).select_related(
            "consultation__revision__paper__measure",
            "member_state",
            "response",
            "proposed_event__host",
            "statement__paper",
            "issued_to",
        )
        self.receipt = found.first() or self.missing()

    def missing(self) -> Receipt:
        raise Http404

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        receipt, own = self.receipt, self.own()
        return super().get_context_data(
            receipt=receipt,
            languages=TITLED,
            consultation=receipt.consultation,
            response=receipt.response,
            received_at=receipt.response.received_at if receipt.response else receipt.issued_at,
            event=self.event(),
            can_replace=own is not None and self.can_replace(own),
            has_changes=own is not None and bool(vars(own)["own_drafts"] or vars(own)["own_removed"]),
            has_outcome=own is not None and overview.has_outcome(own),
            filed=set_out(receipt.content.get("comments", []), receipt.consultation.revision),
            shown=attached.as_filed(receipt.statement, reader_language()) if receipt.statement else None,
            **kwargs,
        )

    def own(self) -> Consultation | None:
        """Return the round as the reader's State has it, if this receipt is of its answer in force."""
        user, receipt = self.request.user, self.receipt
        if receipt.response is None or not user.is_delegate:
            return None
        found = (
            overview.for_reader(user, self.at, with_drafts=True).filter(pk=receipt.consultation_id).first()
        )
        is_in_force = (
            found is not None and overview.has_answered(found) and found.own_receipt == receipt.number
        )
        return found if is_in_force else None

    def can_replace(self, own: Consultation) -> bool:
        """Tell whether the reader may replace the answer, and another would still count."""
        may_submit = self.request.user.has_perm("comments.submit_response", self.receipt.consultation)
        return may_submit and overview.takes_answers(own, self.at)

    def event(self) -> particulars.Particulars | None:
        """Return the proposed event that was filed, set out beside the objectives of the circulated text."""
        event = self.receipt.proposed_event
        if event is None:
            return None
        return particulars.of([event], receipts.outline(self.receipt), reader_language())[0]


class ReceiptContent(ReceiptDetail):
    """The receipt as a file for programs: with it, and a small program, it is checked without the portal."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = f"{self.receipt.number.replace('/', '-')}.json"
        return download(receipts.as_file(self.receipt), name, "application/json")


class ReceiptCheck(CheckPage):
    """Anybody who holds a receipt may ask whether it is genuine and stands, and nothing more: by its file, by
    typing, or by its QR code."""

    template_name = "comments/receipt_check.html"
    name = "receipt-check"
    replaced_at: dt.datetime | None = None

    def get(self, request: HttpRequest) -> HttpResponseBase:
        if "number" not in request.GET:
            return self.page(ReceiptCheckForm())
        return self.answer(request, ReceiptCheckForm(request.GET))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        if "file" in request.GET:
            return self.answer(request, ReceiptFileForm(request.POST, request.FILES))
        return self.answer(request, ReceiptCheckForm(request.POST))

    def verdict(self, given: dict[str, Any]) -> str:
        if "file" in given:
            receipt = receipts.of_file(given["file"])
            if receipt is None:
                return "another_file"
            given = {"number": receipt.number, "sha256": receipt.sha256}
        if not receipts.is_genuine(given["number"], given["sha256"]):
            return "unknown"
        self.replaced_at = receipts.replaced_at(receipts.number_of(given["number"]))
        return "replaced" if self.replaced_at else "genuine"

    def page(self, form: forms.Form, *, status: int = 200, **context: Any) -> HttpResponseBase:
        by_file, typed = (form, ReceiptCheckForm()) if "file" in form.fields else (ReceiptFileForm(), form)
        shown = {"form": form, "typed": typed, "by_file": by_file, "replaced_at": self.replaced_at}
        return super().page(status=status, **shown, **context)
