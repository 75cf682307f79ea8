"""What a plan has beside its text, for the page of the plan: the apps that know of it stand above it."""

from typing import Any

from django import template

from cica_portal.languages import pick, reader_language
from comments.procedure.lists import counts, overview
from initiatives import wording
from initiatives.models import Initiative, ProposedEvent
from notes.models import VerbalNote

register = template.Library()


@register.simple_tag
def papers_of(paper: Any, user: Any, at: Any, rows: Any) -> dict[str, Any]:
    """Return the consultations of a plan, and of its events, pending proposals and notes the first four."""
    language, lines = reader_language(), {row.key: row.texts for row in rows}
    proposed = ProposedEvent.objects.visible_to(user).filed().with_standing().select_related("member_state")
    rounds = overview.for_reader(user, at).filter(revision__paper=paper).order_by("-opens_at")
    return {
        "consultations": counts.add(rounds, user, at),
        "events": [
            (one, pick({**lines.get(one.block_key, {}), **one.titles}, language), wording.when(one, language))
            for one in Initiative.objects.visible_to(user).filter(paper=paper)[:4]
        ],
        "proposals": proposed.filter(paper=paper, standing="proposed")[:4],
        "notes": VerbalNote.objects.visible_to(user).filter(paper=paper)[:4],
    }
