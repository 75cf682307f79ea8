from typing import Any

from django.shortcuts import get_object_or_404

from api import shapes
from api.views.base import ApiView, ListView
from initiatives import lines
from initiatives.models import Initiative
from initiatives.overview import known_events


class InitiativesScope(ApiView):
    permission = "initiatives.view_initiatives"

    def initiatives(self) -> Any:
        return Initiative.objects.visible_to(self.user).select_related(
            "paper", "host", "proposal_decision__event__host"
        )

    def shaped(self, found: list[Initiative]) -> list[dict[str, Any]]:
        """Return the records, each with the line of the plan that it follows, as the person reads it."""
        found = known_events.as_known(found, self.user)
        by_key = lines.by_key(lines.of_initiatives(found, self.user))
        return [
            shapes.initiative(
                one, by_key.get(one.block_key), self.address("initiative-detail", one.block_key)
            )
            for one in found
        ]


class InitiativeList(InitiativesScope, ListView):
    def items(self, first: int, last: int) -> list[Any]:
        found = self.initiatives().order_by("-paper__period_from", "paper", "pk")
        if plan := self.request.GET.get("plan"):
            # PostgreSQL takes no NUL in a text.
            found = found.none() if "\0" in plan else found.filter(paper__slug=plan)
        return self.shaped(list(found[first:last]))


class InitiativeDetail(InitiativesScope):
    def find_subject(self) -> Any:
        self.initiative = get_object_or_404(self.initiatives(), block_key=self.kwargs["key"])
        return super().find_subject()

    def content(self) -> dict[str, Any]:
        return self.shaped([self.initiative])[0]
