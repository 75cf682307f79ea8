"""The form of a comment: what is proposed, on which paragraphs, in which languages, and why."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.errors import DomainError, Refusal, entry_for
from cica_portal.languages import CHOICES, LANGUAGES, NAMES
from cica_portal.text import TextField, is_blank, seen
from cica_portal.web.forms import PageForm
from cica_portal.web.kept import Basis
from comments import refusals
from comments.enums import CommentType, Operation
from comments.models import DraftComment
from comments.reading import operations
from comments.reading.extents import WHOLE, Extent, Places
from comments.reading.operations import WORDED, WORDING_LIMIT, base
from comments.reading.readings import first_words

FIELD_OF = {
    "comments.rationale_needed": "rationale",
    "comments.wording_needed": "proposed_text",
    "comments.wording_unchanged": "proposed_text",
    "comments.wording_not_for_this": "operation",
    refusals.RangeBackwards: "until",
    "comments.nowhere_to_move": "after",
}


class DraftForm(PageForm):
    """A comment on a block, a range or the whole, in the language `language`.

    The proposed wording starts as the text of the range; wording that was left as it is proposes nothing.
    `laid` says for which operation and range the fields were laid out: where the person has chosen another
    one since, wording that nobody has touched follows the choice, and what was typed stays.
    """

    operation = forms.ChoiceField(
        label=_("What you propose"), choices=Operation.choices, required=False, initial=Operation.MODIFY
    )
    until = forms.ChoiceField(label=_("Up to and including"), required=False)
    after = forms.ChoiceField(label=_("Move after"), required=False)
    type = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=pgettext_lazy("label", "Type"),
        required=False,
        choices=[("", pgettext_lazy("type of a comment", "proposed from the change")), *CommentType.choices],
    )
    proposed_text = TextField(label=_("Proposed wording"), required=False, max_length=WORDING_LIMIT)
    remark = TextField(label=pgettext_lazy("label", "Comment"), required=False, max_length=WORDING_LIMIT)
    rationale = TextField(label=pgettext_lazy("label", "Reason"), required=False, max_length=WORDING_LIMIT)
    language = forms.ChoiceField(choices=CHOICES, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=0, widget=Basis)
    # That of a new draft: what is sent twice is saved once.
    key = forms.UUIDField(required=False, widget=Basis)
    laid = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        places: Places,
        block_key: Any,
        language: str,
        draft: DraftComment | None = None,
        prefix_of_ids: str = "id",
    ) -> None:
        self.places, self.block_key, self.language = places, block_key, language
        self.draft, self.is_emptied = draft, False
        self.others = [code for code in LANGUAGES if code != language] if block_key else []
        self.is_wording_hidden = False
        if data is not None:
            data = self._laid_out_anew(data)
        super().__init__(data, initial=self._start(draft), auto_id=f"{prefix_of_ids}_%s")
        for code in self.others:
            self.fields[f"proposed_{code}"] = TextField(
                # Translators: language is the name of a language
                label=_now("Proposed wording (%(language)s)") % {"language": NAMES[code]},
                required=False,
                max_length=WORDING_LIMIT,
            )
        if block_key is None:
            for name in ("operation", "until", "after", "proposed_text", "laid"):
                del self.fields[name]
            unchosen = pgettext_lazy("type of a comment", "technical, unless another is chosen")
            self.fields["type"].choices = [("", unchosen), *CommentType.choices]
        else:
            self._choose()
        self._set_areas()

    # What the person sees ----------------------------------------------------------------------------
    @property
    def chosen(self) -> str:
        """Return the operation for which the fields are laid out."""
        value = self["operation"].value() if self.block_key else Operation.NONE
        return value if value in Operation.values else Operation.MODIFY

    @property
    def is_worded(self) -> bool:
        return self.chosen in WORDED

    @property
    def is_wide(self) -> bool:
        """Tell whether more is proposed than another wording of one paragraph in its language."""
        others = any(item["is_open"] for item in self.wordings if not item["is_own"])
        return self.chosen != Operation.MODIFY or self.extent.is_range or others

    @property
    def wordings(self) -> list[dict[str, Any]]:
        """Return the fields of wording with what they start from, the comment's own language first."""
        if not self.block_key:
            return []
        found = []
        for code in (self.language, *self.others):
            field = self[self.field_of(code)]
            before, after = base(self.chosen, self.extent, code), field.value() or ""
            found.append(
                {
                    "language": code,
                    "field": field,
                    "before": before,
                    "after": after,
                    "is_own": code == self.language,
                    "is_open": code == self.language or seen(after) != seen(before) or field.errors,
                }
            )
        return found

    @property
    def typed(self) -> dict[str, str]:
        """Return what is proposed so far, by language, without what was left as the text stands."""
        return {
            item["language"]: item["after"]
            for item in self.wordings
            if not is_blank(item["after"]) and seen(item["after"]) != seen(item["before"])
        }

    def _changes(self) -> list[tuple[str, str]]:
        """Return what is proposed so far as pairs: the text as it stands, and the wording for it."""
        return [(item["before"], item["after"]) for item in self.wordings if item["language"] in self.typed]

    def field_of(self, language: str) -> str:
        return field_of(language, self.language)

    @property
    def extent(self) -> Extent:
        return self._extent(self["until"].value() if self.block_key else "")

    def _extent(self, until: Any) -> Extent:
        if not self.block_key:
            return WHOLE
        try:
            return self.places.extent(self.block_key, until or None)
        except DomainError:
            return self.places.extent(self.block_key)

    def _choose(self) -> None:
        first = self.places.position(self.block_key)
        rows = self.places.rows
        following = [(str(row.key), first_words(Extent((row,)))) for row in rows[first + 1 :]]
        self.fields["until"].choices = [("", _("this paragraph only")), *following]
        within = self.extent.rows
        self.fields["after"].choices = [("", pgettext_lazy("choice", "Choose"))] + [
            (str(row.key), first_words(Extent((row,)))) for row in rows if row not in within
        ]

    def _set_areas(self) -> None:
        areas = {"remark": 3, "rationale": 2, "proposed_text": 7} | {f"proposed_{c}": 7 for c in self.others}
        for name, rows in areas.items():
            if name not in self.fields:
                continue
            code = name.removeprefix("proposed_") if name in self._names_of_others() else self.language
            attrs = {"rows": rows, "data-limit": self.fields[name].max_length, "lang": code}
            if name.startswith("proposed"):
                attrs["class"] = "text-official"
            self.fields[name].widget = forms.Textarea(attrs=attrs)

    def _names_of_others(self) -> list[str]:
        return [f"proposed_{code}" for code in self.others]

    def _start(self, draft: DraftComment | None) -> dict[str, Any]:
        start: dict[str, Any] = {"language": self.language, "version": draft.version if draft else 0}
        start["key"] = uuid.uuid4()
        operation, until = (draft.operation, draft.until_key) if draft else (Operation.MODIFY, None)
        proposed = draft.proposals if draft else {}
        if draft is not None:
            start |= {"type": draft.type, "remark": draft.remark, "rationale": draft.rationale}
        if not self.block_key:
            return start
        operation = operation or Operation.MODIFY
        extent = self._extent(until)
        for code in (self.language, *self.others):
            start[self.field_of(code)] = proposed.get(code) or base(operation, extent, code)
        return start | {
            "operation": operation,
            "until": str(until or ""),
            "after": str(draft.after_key or "") if draft else "",
            "laid": f"{operation}:{until or ''}",
        }

    def _laid_out_anew(self, data: Any) -> Any:
        """Return what was sent, the untouched wording brought in line with the operation and range chosen."""
        if not self.block_key:
            return data
        operation, until = data.get("operation", ""), data.get("until", "")
        was_operation, _colon, was_until = data.get("laid", "").partition(":")
        was, now = self._extent(was_until), self._extent(until)
        data = data.copy()
        for code in (self.language, *self.others):
            name = self.field_of(code)
            typed = data.get(name, "")
            left = base(was_operation or Operation.MODIFY, was, code)
            if " ".join(typed.split()) == " ".join(left.split()):
                data[name] = base(operation, now, code)
            elif name in data and {operation, was_operation} <= {"", Operation.MODIFY}:
                data[name] = _widened(typed, was, now, code)
        # Wording that was out of sight belongs to an operation that the person has given up.
        self.is_wording_hidden = was_operation not in {"", *WORDED}
        data["laid"] = f"{operation}:{until}"
        return data

    # What the person sent ----------------------------------------------------------------------------
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self._emptied(cleaned):
            self.add_error(name, str(Refusal("comments.wording_emptied")))
        if self.errors:
            return cleaned
        try:
            self.settled = operations.settle(self._asked(cleaned), self.places.rows)
        except refusals.NothingSaid as refusal:
            self.is_emptied = self.draft is not None
            self.add_error(None, str(refusals.NothingLeft() if self.is_emptied else refusal))
        except DomainError as refusal:
            self.add_error(entry_for(refusal, FIELD_OF), str(refusal))
        return cleaned

    def _emptied(self, cleaned: dict[str, Any]) -> list[str]:
        """Return the fields from which the whole text was struck out: that would be filed as no change."""
        if not self.block_key or self.chosen != Operation.MODIFY:
            return []
        names = {self.field_of(code): base(self.chosen, self.extent, code) for code in LANGUAGES}
        return [
            name
            for name, before in names.items()
            if name in self.data and is_blank(cleaned.get(name, before)) and not is_blank(before)
        ]

    def _asked(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        operation = cleaned.get("operation") or ""
        kind = cleaned["type"] or operations.kind_of(operation, self._changes())
        proposed = {code: cleaned.get(self.field_of(code), "") for code in (self.language, *self.others)}
        if operation not in {"", *WORDED} and self.is_wording_hidden:
            proposed = {}
        return {
            "block_key": self.block_key,
            "until_key": _key(cleaned.get("until")),
            "after_key": _key(cleaned.get("after")),
            # Somebody who only writes a comment has left the wording as it is: nothing to refuse.
            "operation": "" if operation == Operation.MODIFY else operation,
            "type": kind,
            "language": self.language,
            "remark": cleaned["remark"],
            "proposed_text": proposed.pop(self.language, ""),
            "wordings": proposed,
            "rationale": cleaned["rationale"],
        }


def _key(value: str | None) -> uuid.UUID | None:
    return uuid.UUID(value) if value else None


def field_of(language: str, own: str) -> str:
    """Return the name of the field for the wording in `language`, in a comment written in `own`."""
    return "proposed_text" if language == own else f"proposed_{language}"


def _widened(typed: str, was: Extent, now: Extent, language: str) -> str:
    """Return what was typed for a range, for another that begins there: with the text of what has been added
    to it, or without the text of what was taken away, if that still stands at its end."""
    shared = min(len(was.rows), len(now.rows))
    more, less = Extent(now.rows[shared:]).text(language), Extent(was.rows[shared:]).text(language)
    typed = typed.replace("\r\n", "\n")
    if more:
        return f"{typed}\n\n{more}" if not is_blank(typed) else more
    return typed.removesuffix(f"\n\n{less}") if less else typed
