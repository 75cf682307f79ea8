"""The workbench of one paragraph: its text and all proposals for it in every language, and the taking."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cica_portal.errors import DomainError
from cica_portal.web import kept
from cica_portal.web.pages import CONFLICT, REFUSED
from comments.consolidation import acceptances, contradictions, dispositions, merges
from comments.consolidation.contradictions import Side
from comments.consolidation.merges import Bench, Choice, Proposal
from comments.enums import Operation
from comments.models import Acceptance, Disposition, MergeDraft
from comments.views.consolidation.merge_forms import MergeForm
from comments.views.consolidation.merge_presentation import (
    BLOCK_ACTS,
    NOT_TAKEN,
    STANDINGS,
    Clashing,
    OnParagraph,
    Sheet,
    ShownChange,
    ShownContradiction,
    ShownProposal,
    ShownSide,
)
from comments.views.consolidation.merging import MergeView
from plans import blocks
from plans.comparison import merging
from plans.comparison.merging import Change, Standing
from plans.comparison.redline import redline
from plans.editing import source_language


class MergeBench(MergeView):
    """One paragraph in each language: proposals as redlines, the changes to take, the result; what is sent is
    for the language of the address."""

    template_name = "comments/merge_bench.html"

    def find(self, key: uuid.UUID, language: str, **kwargs: Any) -> None:
        super().find(**kwargs)
        if all(row.key != key for row in self.places.rows):
            raise Http404
        self.benches = merges.paragraph(self.consultation, key, self.rows, self.places)
        if language not in self.benches:
            raise Http404
        self.bench = self.benches[language]
        self.drafts = acceptances.drafts(self.consultation, key)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form, stored = kwargs.setdefault("form", self.form()), kwargs.pop("stored", None)
        self.current = dispositions.current([row.comment for row in self.on_paragraph()])
        benches = sorted(self.benches.values(), key=lambda bench: bench is not self.bench)
        behind = source_language.behind(self.consultation.revision.paper, self.bench.key)
        trace = Acceptance.objects.filter(edit__block__key=self.bench.key).exclude(edit__language="")
        return super().get_context_data(
            label=self.places.row(self.bench.key).marked(self.bench.language),
            sheets=[
                self.sheet(one, form, stored, behind)
                if one is self.bench
                else self.sheet(one, self.kept_form(one), None, behind)
                for one in benches
            ],
            contradictions=self.contradictions(),
            others=self.others(),
            trace=trace.select_related("comment__response__member_state", "edit", "by"),
            **kwargs,
        )

    def on_paragraph(self) -> list[Any]:
        return [row for row in self.rows if any(part.key == self.bench.key for part in row.extent.rows)]

    def sheet(self, bench: Bench, form: MergeForm, stored: Any, behind: set[tuple[uuid.UUID, str]]) -> Sheet:
        return Sheet(
            bench=bench,
            url=reverse("comments:merge-bench", args=[self.consultation.pk, bench.key, bench.language]),
            form=form,
            draft=self.drafts[bench.language],
            proposals=[self.shown(proposal, form.chosen) for proposal in bench.proposals],
            collisions=[self.clash(bench, group) for group in bench.clashes()],
            result=self.result(bench, form.chosen, form.own),
            stored=stored,
            is_behind=(bench.key, bench.language) in behind,
        )

    def form(self) -> MergeForm:
        if self.request.method == "POST":
            return MergeForm(
                self.request.POST, language=self.bench.language, open_choices=_open_choices(self.bench)
            )
        return self.kept_form(self.bench)

    def kept_form(self, bench: Bench) -> MergeForm:
        """Return the form of a language as it was kept; it is only read where the text is locked."""
        form = MergeForm.of(
            self.drafts[bench.language], text_version=bench.version, open_choices=_open_choices(bench)
        )
        form.fields["own_wording"].disabled = not self.consultation.revision.paper.is_editable
        return form

    def shown(self, proposal: Proposal, chosen: set[Choice]) -> ShownProposal:
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
            disposition=self.current.get(comment.pk),
        )

    def clash(self, bench: Bench, group: list[tuple[Proposal, Change]]) -> list[Clashing]:
        """Name who wants what of the same words; those who want the same stand together."""
        states: dict[tuple[str, str], list[str]] = {}
        for proposal, change in group:
            wanted = merging.spoken(bench.text, change)
            states.setdefault(wanted, []).append(str(proposal.row.member_state))
        return [Clashing(", ".join(names), *wanted) for wanted, names in states.items()]

    def contradictions(self) -> list[ShownContradiction]:
        """Name who wants what; States that want the same against the same words stand together."""
        groups: dict[Any, tuple[dict[str, None], ...]] = {}
        for found in contradictions.find(list(self.benches.values()), self.current):
            sides = found.one, found.other
            names = groups.setdefault((found.kind, *map(self.wanted, sides)), ({}, {}))
            for side, own in zip(sides, names, strict=True):
                own[str(side.proposal.row.member_state)] = None
        return [
            ShownContradiction(
                kind.sentence,
                [
                    ShownSide(
                        ", ".join(names), language, word, is_in_text, [Clashing("", *one) for one in words]
                    )
                    for names, (language, word, is_in_text, words) in zip(states, wanted, strict=True)
                ],
            )
            for (kind, *wanted), states in groups.items()
        ]

    def wanted(self, side: Side) -> tuple[str, str, bool, tuple[tuple[str, str], ...]]:
        """Return the language of a side, what became of it, whether the text has it, and its words."""
        proposal = side.proposal
        word = _word(self.current.get(proposal.comment.pk))
        return side.language, word, proposal.standing == Standing.CONTAINED, tuple(side.spoken)

    def others(self) -> list[OnParagraph]:
        """Return what else States propose for the paragraph: that it goes or moves, that one comes behind it,
        and wording for a range of which only a person can tell whose words are for it."""
        worded = {proposal.comment.pk for bench in self.benches.values() for proposal in bench.proposals}
        return [
            OnParagraph(row, _word(self.current.get(row.comment.pk)), self.page_of(row))
            for row in self.on_paragraph()
            if row.comment.pk not in worded and row.comment.operation != Operation.NONE
        ]

    def page_of(self, row: Any) -> str:
        name = "merge-block" if row.comment.operation in BLOCK_ACTS else "merge-by-hand"
        return reverse(f"comments:{name}", args=[self.consultation.pk, row.comment.pk])

    def result(self, bench: Bench, chosen: set[Choice], own_wording: str) -> dict[str, Any]:
        """Return what a text becomes, or why it cannot."""
        if own_wording:
            return {"redline": redline(bench.text, own_wording), "is_own": True}
        try:
            return {"redline": redline(bench.text, bench.merged(chosen)) if chosen else ""}
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
                return redirect(request.path)
            self.drafts[self.bench.language] = self.save(form)
        except acceptances.StaleMerge as stale:
            form.add_error(None, str(stale))
            self.drafts[self.bench.language] = stale.current
            return self.answer(form, CONFLICT, stored=self.kept(stale.current))
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
        found = self.result(self.bench, chosen & _open_choices(self.bench), draft.own_wording)
        return found | {"by": draft.by.display_name}

    def answer(
        self, form: MergeForm, status: int = 200, stored: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Show the page again with everything chosen and typed; while somebody chooses, the result alone."""
        if self.request.htmx:
            context = {
                "form": form,
                "draft": self.drafts[self.bench.language],
                "bench": self.bench,
                "result": self.result(self.bench, form.chosen, form.own),
                "stored": stored,
                "is_alone": True,
            }
            shown = render(self.request, "comments/_merge_result.html", context, status=status)
            return kept.saved(shown) if status == 200 else shown
        return self.page(context={"form": form, "stored": stored}, status=status)

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


def _open_choices(bench: Bench) -> set[Choice]:
    return {choice for proposal in bench.proposals for choice in proposal.choices}


def _word(disposition: Disposition | None) -> str:
    return str(disposition.get_kind_display()) if disposition else ""
