"""The workbench: all proposals for a text beside each other, what taking them makes of it, and the taking."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cica_portal.errors import DomainError
from cica_portal.languages import is_language
from cica_portal.web import kept
from cica_portal.web.pages import CONFLICT, REFUSED, ConfirmPage
from comments.compilation.rows import filed_rows
from comments.consolidation import acceptances, dispositions, merges
from comments.consolidation.merges import Bench, Choice, Proposal
from comments.enums import Operation
from comments.models import Acceptance, MergeDraft
from comments.remarks.ranges import Places
from comments.views.base import ConsultationView
from comments.views.consolidation.merge_forms import MergeForm
from comments.views.consolidation.merge_presentation import (
    BLOCK_ACTS,
    NOT_TAKEN,
    STANDINGS,
    Clashing,
    ShownChange,
    ShownProposal,
)
from plans import blocks
from plans.comparison import merging
from plans.comparison.merging import Change, Standing
from plans.comparison.redline import redline
from plans.outline import revision_outline


class MergeView(ConsultationView):
    """What the pages share: who may merge, the proposals in force, where the blocks stand."""

    permission = "comments.merge_proposals"

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        if self.at < self.consultation.closes_at:
            raise Http404
        self.places = Places(revision_outline(self.consultation.revision))
        self.rows = filed_rows(self.consultation)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paper = self.consultation.revision.paper
        return super().get_context_data(
            paper=paper,
            is_editable=paper.is_editable,
            locked_by=None if paper.is_editable else merges.locked_by(self.consultation),
            **kwargs,
        )


class MergeList(MergeView):
    """Every text with proposals, how far each is, and the proposals to add, delete or move paragraphs."""

    template_name = "comments/merge_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        taken = acceptances.taken([row.comment for row in self.rows])
        return super().get_context_data(
            benches=[self.line(bench) for bench in merges.benches(self.consultation, self.rows, self.places)],
            structural=[
                {
                    "row": row,
                    "act": BLOCK_ACTS[Operation(row.comment.operation)],
                    "is_done": row.comment.pk in taken,
                }
                for row in self.rows
                if row.comment.operation in BLOCK_ACTS
            ],
            **kwargs,
        )

    def line(self, bench: Bench) -> dict[str, Any]:
        row = self.places.row(bench.key)
        standings = [proposal.standing for proposal in bench.proposals]
        return {
            "url": reverse("comments:merge-bench", args=[self.consultation.pk, bench.key, bench.language]),
            "language": bench.language,
            "label": row.marked(bench.language),
            "text": bench.text,
            "states": [proposal.row.member_state for proposal in bench.proposals],
            "open": sum(standing in {Standing.UNCHANGED, Standing.REBASED} for standing in standings),
            "recheck": standings.count(Standing.RECHECK),
            "contained": standings.count(Standing.CONTAINED),
            "collisions": len(bench.collisions()),
        }


class MergeBench(MergeView):
    """One text: its proposals as redlines, the changes to take, the wording of one's own, the result."""

    template_name = "comments/merge_bench.html"

    def find(self, key: uuid.UUID, language: str, **kwargs: Any) -> None:
        super().find(**kwargs)
        if not is_language(language) or all(row.key != key for row in self.places.rows):
            raise Http404
        found = merges.bench(self.consultation, key, language, self.rows, self.places)
        if found is None:
            raise Http404
        self.bench = found
        self.draft = acceptances.draft(self.consultation, key, language)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self.form())
        chosen = form.chosen
        current = dispositions.current([proposal.comment for proposal in self.bench.proposals])
        return super().get_context_data(
            bench=self.bench,
            draft=kwargs.pop("draft", self.draft),
            label=self.places.row(self.bench.key).marked(self.bench.language),
            proposals=[self.shown(proposal, chosen, current) for proposal in self.bench.proposals],
            result=self.result(chosen, form.own),
            collisions=[self.clash(group) for group in self.bench.clashes()],
            stored=kwargs.pop("stored", None),
            trace=Acceptance.objects.filter(
                edit__block__key=self.bench.key, edit__language=self.bench.language
            ).select_related("comment__response__member_state", "edit", "by"),
            **kwargs,
        )

    def form(self) -> MergeForm:
        if self.request.method == "POST":
            return MergeForm(self.request.POST, open_choices=self.open_choices())
        form = MergeForm.of(self.draft, text_version=self.bench.version, open_choices=self.open_choices())
        form.fields["own_wording"].disabled = not self.consultation.revision.paper.is_editable
        return form

    def open_choices(self) -> set[Choice]:
        return {choice for proposal in self.bench.proposals for choice in proposal.choices}

    def shown(
        self, proposal: Proposal, chosen: set[Choice], current: Mapping[uuid.UUID, Any]
    ) -> ShownProposal:
        is_locked = bool(proposal.open) and not self.consultation.revision.paper.is_editable
        kind, word = NOT_TAKEN if is_locked else STANDINGS[proposal.standing]
        comment = proposal.comment
        return ShownProposal(
            proposal=proposal,
            redline=redline(proposal.made_on, proposal.wording),
            changes=[
                ShownChange(
                    f"{comment.pk}:{number}",
                    *merging.spoken(proposal.made_on, carried.change),
                    carried.standing,
                    (comment.pk, number) in chosen,
                )
                for number, carried in enumerate(proposal.carried)
            ],
            kind=kind,
            word=str(word),
            against=proposal.made_on if proposal.standing == Standing.RECHECK else "",
            disposition=current.get(comment.pk),
        )

    def clash(self, group: list[tuple[Proposal, Change]]) -> list[Clashing]:
        """Name who wants what of the same words; those who want the same stand together."""
        states: dict[tuple[str, str], list[str]] = {}
        for proposal, change in group:
            wanted = merging.spoken(self.bench.text, change)
            states.setdefault(wanted, []).append(str(proposal.row.member_state))
        return [Clashing(", ".join(names), *wanted) for wanted, names in states.items()]

    def result(self, chosen: set[Choice], own_wording: str) -> dict[str, Any]:
        """Return what the text becomes, or why it cannot."""
        if own_wording:
            return {"redline": redline(self.bench.text, own_wording), "is_own": True}
        try:
            return {"redline": redline(self.bench.text, self.bench.merged(chosen)) if chosen else ""}
        except DomainError as refusal:
            return {"refusal": str(refusal)}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form()
        if not form.is_valid():
            return self.answer(form, REFUSED)
        try:
            if "take" in request.POST:
                self.take(form)
                messages.success(
                    request,
                    _("Wording accepted into the draft. Update the other languages to match."),
                )
                return redirect("comments:merge-list", pk=self.consultation.pk)
            self.draft = self.save(form)
        except acceptances.StaleMerge as stale:
            form.add_error(None, str(stale))
            return self.answer(form, CONFLICT, draft=stale.current, stored=self.kept(stale.current))
        except blocks.StaleBlock:
            form.add_error(
                None,
                _(
                    "The text of the draft has changed since you opened this page. Check the current "
                    "text, then decide."
                ),
            )
            return self.answer(form, CONFLICT)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.answer(form, REFUSED)
        if not request.htmx:
            messages.success(request, _("Choice saved. The draft of the plan is unchanged."))
            return redirect(request.path)
        return self.answer(form)

    def kept(self, draft: MergeDraft) -> dict[str, Any]:
        """Return what the text becomes by the choices that are stored."""
        chosen = {(uuid.UUID(comment), number) for comment, number in draft.choices}
        return self.result(chosen & self.open_choices(), draft.own_wording) | {"by": draft.by.display_name}

    def answer(
        self,
        form: MergeForm,
        status: int = 200,
        draft: MergeDraft | None = None,
        stored: dict[str, Any] | None = None,
    ) -> HttpResponseBase:
        """Show the page again with everything chosen and typed; while somebody chooses, the result alone."""
        draft = draft or self.draft
        if self.request.htmx:
            context = {
                "form": form,
                "draft": draft,
                "bench": self.bench,
                "result": self.result(form.chosen, form.own),
                "stored": stored,
            }
            shown = render(self.request, "comments/_merge_result.html", context, status=status)
            return kept.saved(shown) if status == 200 else shown
        return self.page(context={"form": form, "draft": draft, "stored": stored}, status=status)

    def save(self, form: MergeForm) -> MergeDraft:
        return acceptances.save(
            self.consultation,
            self.bench.key,
            self.bench.language,
            chosen=sorted(form.chosen),
            own_wording=form.own,
            version=form.read,
            by=self.request.user,
            at=self.at,
        )

    def take(self, form: MergeForm) -> None:
        acceptances.take(
            self.consultation,
            self.bench,
            chosen=sorted(form.chosen),
            own_wording=form.own,
            version=form.cleaned_data["text_version"],
            by=self.request.user,
            at=self.at,
        )


class MergeBlock(MergeView, ConfirmPage):
    """A proposal to add, delete or move paragraphs: what will happen, then the act."""

    template_name = "comments/merge_block.html"

    def find(self, comment: Any, **kwargs: Any) -> None:
        super().find(**kwargs)
        found = [
            row for row in self.rows if row.comment.pk == comment and row.comment.operation in BLOCK_ACTS
        ]
        if not found:
            raise Http404
        self.row = found[0]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            row=self.row,
            act=BLOCK_ACTS[Operation(self.row.comment.operation)],
            has_changed=acceptances.has_changed(self.row),
            is_done=self.row.comment.acceptances.exists(),
            **kwargs,
        )

    again = {DomainError: REFUSED}
    done = gettext_lazy("Draft changed as proposed. Check the numbering and the other languages.")

    def act(self) -> HttpResponseBase:
        acceptances.carry_out(
            self.consultation,
            self.row,
            despite_changes=self.request.POST.get("despite_changes") == "yes",
            by=self.request.user,
            at=self.at,
        )
        return redirect("comments:merge-list", pk=self.consultation.pk)
