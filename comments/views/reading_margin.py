"""The margin of the circulated text: each comment as a line that opens, and equal proposals as one."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cica_portal.languages import pick
from comments.compilation import lines
from comments.compilation.lines import Line
from comments.models import DraftComment
from comments.remarks.gists import asked, gist
from comments.remarks.presentation import Shown, show, together
from comments.remarks.ranges import Places
from members.models import User


class Remark(NamedTuple):
    """One remark in the margin: who says it, how it stands, what it says."""

    anchor: str
    who: str
    status: str
    word: str
    said: Shown
    edit_url: str = ""
    is_filed: bool = False
    files_url: str = ""
    talk_url: str = ""
    messages: int = 0
    joined_at: str = ""
    lacks_reason: bool = False
    is_entered: bool = False
    join_url: str = ""

    @property
    def gist(self) -> SafeString:
        return gist(self.said)

    @property
    def is_plain(self) -> bool:
        """Tell whether the line needs no mark: what another State has submitted in time."""
        return self.status == "done" and not self.talk_url


class Group(NamedTuple):
    """What several States propose in the same words, each for reasons of its own."""

    number: int
    states: str
    said: Shown
    members: Sequence[Remark]
    join_url: str

    @property
    def gist(self) -> SafeString:
        return gist(self.said)


def markup(remark: Remark) -> SafeString:
    """Return the remark as the margin shows it, in the language that is active now."""
    return render_to_string("comments/_remark.html", {"r": remark, "said": remark.said})


@dataclass(slots=True)
class Margin:
    """What the remarks of one page have in common."""

    consultation: int
    user: User
    reader: str
    places: Places
    joining: Mapping[lines.JointKey, list[Line]]
    anchors: Mapping[lines.JointKey, str]
    reading: str
    can_replace: bool
    is_entered: bool
    lapsed: Collection[UUID] = ()
    # Asked once for the page and not for each of its remarks.
    user_writes: bool = field(init=False)
    is_delegate: bool = field(init=False)
    own_state: int | None = field(init=False)
    words: Mapping[str, tuple[str, str]] = field(init=False)
    join_start: str = field(init=False)

    def __post_init__(self) -> None:
        self.user_writes = self.user.can_write
        self.is_delegate = self.user.is_delegate
        self.own_state = self.user.member_state_id
        self.words = {
            "late": ("needs", pgettext("comment", "late")),
            "own": ("needs", pgettext("comment", "submitted, no longer in your drafts")),
            "filed": ("done", pgettext("comment", "submitted")),
        }
        self.join_start = reverse("comments:draft-join", args=[self.consultation, "any"]).removesuffix("any/")

    def drafted(self, draft: DraftComment, line: Line | None) -> Remark:
        """Return a draft of the own delegation, which `line` was filed from."""
        status, word = _draft_standing(draft, line)
        is_lapsed = draft.pk in self.lapsed
        if is_lapsed and status != "done":
            status, word = "needs", _("joins a proposal that is no longer in force")
        others = self.joining.get(line.key, ()) if line and status == "done" else ()
        # What is filed as it stands is changed for another answer only, while another still counts.
        can_change = self.user_writes and (status != "done" or self.can_replace)
        url = f"{reverse('comments:draft-edit', args=[draft.pk])}{self.reading}" if can_change else ""
        return Remark(
            anchor=f"c-{draft.pk}",
            who=together(str(self.user.member_state), _names(others, self.reader)),
            status=status,
            word=word,
            said=show(draft, self.places, is_lost=is_lapsed),
            edit_url=url,
            is_filed=status == "done",
            files_url="" if draft.joins_id else url.replace("?", "files/?", 1),
            talk_url=reverse("comments:draft-discussion", args=[draft.pk]),
            messages=draft.message_count,
            joined_at=self.anchors.get(lines.joined_key(False, draft.joined), ""),
            lacks_reason=draft.lacks_reason,
            is_entered=self.is_entered and line is not None,
        )

    def filed(self, found: Sequence[Line]) -> SafeString:
        """Return what was filed on one paragraph, equal proposals as one, where the first stands."""
        groups: dict[Hashable, list[Line]] = defaultdict(list)
        for line in found:
            groups[self._asked(line)].append(line)
        return SafeString(
            "".join(
                self._single(group[0]) if len(group) == 1 else self._group(group) for group in groups.values()
            )
        )

    def _asked(self, line: Line) -> Hashable:
        """Return what a line asks for, word for word; one of the own State stands by itself."""
        if line.state_id == self.own_state:
            return line.key
        return asked(line), line.is_late and line.grant_id is None

    def _single(self, line: Line) -> SafeString:
        join_url = self._join_url(line) if self.may_join(line) else ""
        return markup(self._remark(line, join_url=join_url))

    def _group(self, group: Sequence[Line]) -> SafeString:
        joinable = next((line for line in group if self.may_join(line)), None)
        join_url = self._join_url(joinable) if joinable else ""
        states = [one for line in group for one in (line, *self.joining.get(line.key, ()))]
        names = ", ".join(dict.fromkeys(_names(states, self.reader)))
        members = [self._remark(line) for line in group]
        made = Group(len({one.state_id for one in states}), names, members[0].said, members, join_url)
        return render_to_string("comments/_remark_group.html", {"g": made, "said": made.said})

    def _remark(self, line: Line, *, join_url: str = "") -> Remark:
        status, word = self._word(line)
        return Remark(line.anchor, self._who(line), status, word, show(line, self.places), join_url=join_url)

    def _word(self, line: Line) -> tuple[str, str]:
        """Return mark and word of a filed comment, by whether it is late and the reader’s own."""
        if line.is_late and line.grant_id is None:
            return self.words["late"]
        return self.words["own" if self.is_delegate and line.state_id == self.own_state else "filed"]

    def _who(self, line: Line) -> str:
        return together(
            pick(line.state_names, self.reader),
            _names(self.joining.get(line.key, ()), self.reader),
            is_lost=bool(line.joined),
        )

    def may_join(self, line: Line) -> bool:
        return self.can_replace and self.user_writes and is_joinable(line, self.own_state)

    def _join_url(self, line: Line) -> str:
        return f"{self.join_start}{line.named}/{self.reading}"


def can_be_joined(line: Line, user: User) -> bool:
    """Tell whether somebody who writes for a State may join this proposal while responses are received."""
    return user.can_write and is_joinable(line, user.member_state_id)


def is_joinable(line: Line, state: int | None) -> bool:
    """Tell whether another State than this may join the proposal while responses are received."""
    is_other = line.state_id != state and not line.joined
    return is_other and (not line.is_late or line.grant_id is not None)


def join_url_of(consultation: int, line: Line) -> str:
    return reverse("comments:draft-join", args=[consultation, line.named])


def _names(lines: Iterable[Line], reader: str) -> list[str]:
    return [pick(line.state_names, reader) for line in lines]


def _draft_standing(draft: DraftComment, filed: Line | None) -> tuple[str, str]:
    if filed is None:
        return "waiting", _("draft, visible to your delegation only")
    if draft.sha256 == filed.sha256:
        return "done", pgettext("comment", "submitted")
    return "needs", pgettext("comment", "changed since submitted")
