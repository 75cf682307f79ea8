"""The merge of a closed consultation: the list of its texts, and paragraphs that come, go or move."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from cica_portal.errors import DomainError
from cica_portal.web.pages import REFUSED, ConfirmPage
from comments.compilation.rows import filed_rows
from comments.consolidation import acceptances, contradictions, dispositions, merges
from comments.consolidation.merges import Bench
from comments.enums import Operation
from comments.remarks.ranges import Places
from comments.views.base import ConsultationView
from comments.views.consolidation.merge_presentation import BLOCK_ACTS
from plans.comparison.merging import Standing
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
        benches = merges.benches(self.consultation, self.rows, self.places)
        contradicting = self.contradicting(benches)
        return super().get_context_data(
            benches=[self.line(bench, contradicting) for bench in benches],
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

    def contradicting(self, benches: Iterable[Bench]) -> set[tuple[uuid.UUID, str]]:
        """Return the texts with a proposal that says something against one in another language."""
        current = dispositions.current([row.comment for row in self.rows])
        by_block: dict[uuid.UUID, list[Bench]] = defaultdict(list)
        for bench in benches:
            by_block[bench.key].append(bench)
        return {
            (key, side.language)
            for key, group in by_block.items()
            for found in contradictions.find(group, current)
            for side in (found.one, found.other)
        }

    def line(self, bench: Bench, contradicting: set[tuple[uuid.UUID, str]]) -> dict[str, Any]:
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
            "is_contradicted": (bench.key, bench.language) in contradicting,
        }


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
