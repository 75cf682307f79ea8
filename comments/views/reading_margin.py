"""The margin of the circulated text: each comment as a line that opens, and equal proposals as one."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal.languages import pick
from comments.models import DraftComment
from comments.reading.decisions import tell_decision
from comments.reading.extents import Places
from comments.reading.gists import asked, gist
from comments.reading.readings import LATE, JointKey, Reading, joined_key, read, together
from members.models import User

# What only some remarks have.
_SOMETIMES = ("edit_url", "mark_url", "talk_url", "join_url", "joined_at", "messages", "lacks_reason")
PLAIN: Mapping[str, Any] = dict.fromkeys((*_SOMETIMES, "is_filed", "is_entered", "is_plain"), "")


def markup(remark: Mapping[str, Any]) -> SafeString:
    """Return the remark as the margin shows it, in the language that is active now."""
    return render_to_string("comments/_remark.html", {"r": remark, "said": remark["said"]})


@dataclass(slots=True)
class Margin:
    """What the remarks of one page have in common."""

    consultation: int
    user: User
    reader: str
    places: Places
    joining: Mapping[JointKey, list[Reading]]
    anchors: Mapping[JointKey, str]
    reading: str
    can_replace: bool
    is_entered: bool
    lapsed: Collection[UUID] = ()
    tasks: Collection[UUID | None] = ()

    def drafted(self, draft: DraftComment, filed: Reading | None) -> dict[str, Any]:
        """Return a draft of the own delegation, of which `filed` was made."""
        is_lapsed = draft.pk in self.lapsed
        if filed is not None and draft.sha256 == filed.comment.sha256:
            status, word = "done", pgettext("comment", "submitted")
        elif is_lapsed:
            status, word = "needs", _("joins a proposal that is no longer in force")
        elif filed is None:
            status, word = "waiting", _("draft, visible to your delegation only")
        else:
            status, word = "needs", pgettext("comment", "changed since submitted")
        others = self.joining.get(filed.key, ()) if filed and status == "done" else ()
        # What is filed as it stands is changed for another answer only, while another still counts.
        can_change = self.user.can_write and (status != "done" or self.can_replace)
        url = f"{reverse('comments:draft-edit', args=[draft.pk])}{self.reading}" if can_change else ""
        said = read(draft, self.places, is_lost=is_lapsed)
        is_filed = status == "done"
        if filed is not None and is_filed:
            status, word = tell_decision(vars(filed.comment)) or (status, word)
        return {
            **PLAIN,
            "anchor": f"c-{draft.pk}",
            # Until it is filed it is a person's, for the delegation alone.
            "who": together(str(self.user.member_state), self._names(others))
            if is_filed
            else pgettext("author", "You")
            if draft.created_by_id == self.user.pk
            else draft.created_by.display_name,
            "status": status,
            "word": word,
            "said": said,
            "gist": gist(said),
            "edit_url": url,
            "is_filed": is_filed,
            "mark_url": "" if draft.block_key in self.tasks or not url else self.mark_url(draft.block_key),
            "talk_url": reverse("comments:draft-discussion", args=[draft.pk]),
            "messages": draft.message_count,
            "joined_at": self.anchors.get(joined_key(False, draft.joined), ""),
            "lacks_reason": draft.lacks_reason,
            "is_entered": self.is_entered and filed is not None,
        }

    def mark_url(self, key: UUID | None) -> str:
        """Return where the work on a paragraph, or on the whole text, is marked as ready."""
        block = f"block={key}&" if key else ""
        return f"{reverse('comments:task-mark', args=[self.consultation])}?{block}{self.reading[1:]}"

    def filed(self, found: Sequence[Reading]) -> SafeString:
        """Return what was filed on one paragraph, equal proposals as one, where the first stands; of the own
        State each stands by itself."""
        groups: dict[Hashable, list[Reading]] = defaultdict(list)
        for one in found:
            is_own = one.response.member_state_id == self.user.member_state_id
            groups[one.key if is_own else (asked(one.comment), one.place == LATE)].append(one)
        return SafeString(
            "".join(
                self._group(group)
                if len(group) > 1
                else markup(self._remark(group[0]) | {"join_url": self._join_url(group)})
                for group in groups.values()
            )
        )

    def _group(self, group: Sequence[Reading]) -> SafeString:
        """Return what several States propose in the same words, each for reasons of its own."""
        states = [one for first in group for one in (first, *self.joining.get(first.key, ()))]
        shown = {
            "number": len({one.response.member_state_id for one in states}),
            "states": ", ".join(dict.fromkeys(self._names(states))),
            "gist": gist(group[0]),
            "members": [self._remark(one) for one in group],
            "join_url": self._join_url(group),
        }
        return render_to_string("comments/_remark_group.html", {"g": shown, "said": group[0]})

    def _remark(self, one: Reading) -> dict[str, Any]:
        if decided := tell_decision(vars(one.comment)):
            status, word = decided
        elif one.place == LATE:
            status, word = "needs", pgettext("comment", "late")
        elif self.user.is_delegate and one.response.member_state_id == self.user.member_state_id:
            status, word = "needs", pgettext("comment", "submitted, no longer in your drafts")
        else:
            status, word = "done", pgettext("comment", "submitted")
        joining = self._names(self.joining.get(one.key, ()))
        return {
            **PLAIN,
            "anchor": one.anchor,
            "who": together(pick(one.state_names, self.reader), joining, is_lost=bool(one.joined)),
            "status": status,
            "word": word,
            "said": one,
            "gist": gist(one),
            # What another State has submitted in time needs no mark.
            "is_plain": not decided and status == "done",
        }

    def _join_url(self, group: Iterable[Reading]) -> str:
        found = next((one for one in group if self.can_replace and can_be_joined(one, self.user)), None)
        return f"{join_url_of(self.consultation, found)}{self.reading}" if found else ""

    def _names(self, found: Iterable[Reading]) -> list[str]:
        return [pick(one.state_names, self.reader) for one in found]


def can_be_joined(one: Reading, user: User) -> bool:
    """Tell whether somebody who writes for a State may join this proposal while responses are received."""
    is_other = one.response.member_state_id != user.member_state_id and not one.joined
    return user.can_write and is_other and one.place != LATE


def join_url_of(consultation: int, one: Reading) -> str:
    return reverse("comments:draft-join", args=[consultation, one.comment.named])
