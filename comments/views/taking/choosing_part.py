"""The part of a comment's page that chooses single changes of the proposals, and stores the choices."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from cica_portal.web.pages import CONFLICT, REFUSED
from comments.enums import UNCHANGING
from comments.models import Disposition
from comments.reading.readings import Reading
from comments.taking import choices
from comments.taking.sheets import Sheet, Text
from comments.views.answering.dispositions import DispositionView
from comments.views.taking import choosing
from comments.views.taking.choosing import Choosing, Sent
from comments.views.taking.settling_forms import SettlingForm


class ChoosingPart(DispositionView):
    """What the page of a comment has of choosing: the page finds `sheet`, `row`, `rows`, `dispositions`."""

    sheet: Sheet
    row: Reading
    rows: list[Reading]
    dispositions: Mapping[Any, Disposition]
    may_merge: bool
    # Why chosen changes cannot be made together, by field; and where a colleague stored another choice.
    colliding: Mapping[str, str] = {}
    stale: frozenset[str] = frozenset()

    def choices(self, form: SettlingForm) -> dict[str, Any]:
        return {
            "made_of": {text.name: self.made_of(text, form) for text in self.sheet.writable},
            "colliding": self.colliding,
            "by_hand": {
                text.name: form.is_bound and Sent(text, form.data).is_by_hand for text in self.sheet.writable
            },
            "choosing": self.choosing(form),
            "can_keep_choice": bool(self.sheet.writable),
            "on_paragraph": self.on_paragraph(),
        }

    def choosing(self, form: SettlingForm) -> list[Choosing]:
        """Return the single changes to choose among, for each text with proposals."""
        own = self.row.comment.pk
        return [
            choosing.shown(
                text,
                own,
                self.dispositions,
                sent=Sent(text, form.data) if form.is_bound else None,
                is_open=self.may_merge,
                is_stale=text.name in self.stale,
            )
            for text in self.sheet.texts
            if text.bench and text.bench.proposals
        ]

    def made_of(self, text: Text, form: SettlingForm) -> str:
        """Return the changes that the wording in the field of a text was made of."""
        return choosing.values_of(Sent(text, form.data).was if form.is_bound else text.chosen)

    def on_paragraph(self) -> list[tuple[Reading, str]]:
        """Return what else States propose for the paragraphs: that they go or move, that one comes behind
        them, and wording for a range."""
        worded = {one.comment.pk for text in self.sheet.texts if text.bench for one in text.bench.proposals}
        own = self.row.comment.pk
        return [
            (row, str(given.get_kind_display()) if (given := self.dispositions.get(row.comment.pk)) else "")
            for row in self.rows
            if row.comment.pk not in worded
            and row.comment.pk != own
            and row.comment.operation not in UNCHANGING
            and row.comment.block_key is not None
        ]

    def chosen(self, form: SettlingForm) -> HttpResponseBase:
        """Answer a script with the wording that the chosen changes make."""
        asked = self.request.POST["choose"]
        text = next((one for one in self.sheet.writable if one.name == asked), None)
        if text is None:
            raise Http404
        context = {
            "t": text,
            "cell": form.cell(text),
            "made_of": self.made_of(text, form),
            "refusal": self.colliding.get(text.name, ""),
            "is_by_hand": Sent(text, form.data).is_by_hand,
        }
        return render(self.request, "comments/_into.html", context)

    def keep(self, form: SettlingForm) -> HttpResponseBase:
        """Store the choices for later; what is typed beside them stays on the page."""
        stale, is_kept = set(), False
        for text in self.sheet.writable:
            sent = Sent(text, form.data)
            if not text.draft and not sent.chosen and sent.wording == text.now:
                continue
            try:
                choices.save(
                    self.consultation,
                    text.row.key,
                    text.language,
                    chosen=sorted(sent.chosen),
                    own_wording=sent.own_wording,
                    version=self.version_read(text),
                    by=self.request.user,
                    at=self.at,
                )
                is_kept = True
            except choices.StaleMerge as refusal:
                stale.add(text.name)
                messages.error(self.request, str(refusal))
            except DomainError as refusal:
                messages.error(self.request, str(refusal))
                return self.page(context={"form": form}, status=REFUSED)
        if is_kept:
            messages.success(self.request, _("Choice saved. The draft of the plan is unchanged."))
        self.find(**self.kwargs)
        self.stale = frozenset(stale)
        shown = self.form_of(form.data)
        return self.page(context={"form": shown}, status=CONFLICT if stale else 200)

    def version_read(self, text: Text) -> int:
        """Return the version of the stored choice that was read; of two shown, the one to be replaced."""
        over, read = self.request.POST.get("over", ""), self.request.POST.get(f"draft-{text.name}", "")
        name, _colon, version = over.partition(":")
        value = version if name == text.name else read
        return int(value) if value.isdecimal() and len(value) < 6 else 0
