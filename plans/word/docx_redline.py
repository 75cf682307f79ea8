"""The redline of two editions as a Word file with real tracked changes.

Accepting all changes gives the later text, rejecting all the earlier one: words, labels, kinds of blocks and
their order. Each change bears the name of the State that proposed it, or of the Secretariat. The styles and
bookmarks are those of the portal's other Word files, so that it can be brought in again. The same bytes for
the same input.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import count
from xml.sax.saxutils import quoteattr

from django.utils import translation

from cica_portal import deadlines, formats
from cica_portal.clock import stamp
from cica_portal.emphasis import PLAIN, runs
from plans.comparison import editions, redline
from plans.comparison.authorship import Authorship, Signature, secretariat
from plans.comparison.editions import Edition
from plans.comparison.emphasis_changes import restyled, restyled_of
from plans.comparison.redline import Change
from plans.comparison.runs import Run
from plans.enums import BlockKind, EditKind, TextStatus
from plans.word import docx_parts, house, writing
from plans.word.docx_parts import text_run, words_of_plan
from plans.word.house import LABEL_STYLE, bookmark, style_id
from plans.word.house import STYLES as NAMES

STYLES = {kind: style_id(name) for kind, name in NAMES.items()}
NOBODY = Authorship((), "")


def document(
    earlier: Edition, later: Edition, language: str, *, at: dt.datetime, authors: Authorship = NOBODY
) -> bytes:
    """Return the Word file: what `earlier` became in `later`, and by whom, as told at `at`."""
    changes = editions.compare(earlier, later, language)
    with translation.override(language):
        is_unofficial = TextStatus.of(later.text_status, language) == TextStatus.UNOFFICIAL
        body = (writing.mark(language) if is_unofficial else "") + Tracker(language, at, authors).body(
            changes
        )
        day = formats.date(deadlines.seat_date(at), language)
        hashes = f"SHA-256 {earlier.sha256[:12]} → {later.sha256[:12]}"
        return docx_parts.package(
            body,
            page=docx_parts.A4,
            styles=house.style_sheet(language, width=docx_parts.TEXT_WIDTH),
            foot=docx_parts.foot(f"{earlier.label} → {later.label}, {day} · {hashes}"),
            title=later.title(language),
            language=language,
            at=at,
            author=secretariat(),
            is_tracked=True,
        )


class Tracker:
    """Writes blocks as paragraphs whose changes are tracked; every mark has a number of its own."""

    def __init__(self, language: str, at: dt.datetime, authors: Authorship) -> None:
        self.language, self.authors = language, authors
        self.numbers = count(1)
        self.portal = Signature(secretariat(), at)

    def body(self, changes: Sequence[Change]) -> str:
        body = "".join(map(self.paragraph, changes))
        # Word never takes away the last paragraph of a file: one that is not tracked must follow.
        is_tracked = changes and changes[-1].state not in {redline.EQUAL, redline.CHANGED}
        return body + ("<w:p/>" if is_tracked else "")

    def paragraph(self, change: Change) -> str:
        return {
            redline.EQUAL: self._staying,
            redline.CHANGED: self._staying,
            redline.ADDED: self._added,
            redline.REMOVED: self._removed,
            redline.MOVED_FROM: self._moved_from,
            redline.MOVED_TO: self._moved_to,
        }[change.state](change)

    def _staying(self, change: Change) -> str:
        old, new = change.old, change.new
        label = self._label("equal", old, self.portal)
        if _label(old, self.language) != _label(new, self.language):
            label = self._label("delete", old, self.portal) + self._label("insert", new, self.portal)
        was = ""
        if change.has_new_kind:
            was = (
                f"<w:pPrChange {self._sign(self._by(change, EditKind.TURNED))}><w:pPr>"
                f'<w:pStyle w:val="{STYLES[BlockKind(old.kind)]}"/></w:pPr></w:pPrChange>'
            )
        return self._paragraph(new, self._marked(new, label + self._words(change, change.words)), was=was)

    def _added(self, change: Change) -> str:
        by = self._by(change, EditKind.ADDED)
        content = self._label("insert", change.new, by) + self._words(change, change.words, by)
        return self._paragraph(change.new, self._marked(change.new, content), f"<w:ins {self._sign(by)}/>")

    def _removed(self, change: Change) -> str:
        by = self._by(change, EditKind.REMOVED)
        content = self._label("delete", change.old, by)
        content += "".join(
            self._tracked("delete", text, by, emphasis=style) for text, style in runs(change.old_text())
        )
        return self._paragraph(change.old, self._marked(change.old, content), f"<w:del {self._sign(by)}/>")

    def _moved_from(self, change: Change) -> str:
        by = self._by(change, EditKind.MOVED)
        label = text_run(_label(change.old, self.language), style=LABEL_STYLE)
        words = "".join(words_of_plan(text, emphasis=style) for text, style in runs(change.old_text()))
        content = f"<w:moveFrom {self._sign(by)}>{label}{words}</w:moveFrom>"
        return self._moved("moveFrom", change.old, content, change.other, by)

    def _moved_to(self, change: Change) -> str:
        """Write what moved as moved and its new words as inserted; its old words stand where it was."""
        by = self._by(change, EditKind.MOVED)
        content = ""
        if label := _label(change.new, self.language):
            content += f"<w:moveTo {self._sign(by)}>{text_run(label, style=LABEL_STYLE)}</w:moveTo>"
        for op, (text, style) in restyled(change.words):
            if op == "equal" and text:
                content += f"<w:moveTo {self._sign(by)}>{words_of_plan(text, emphasis=style)}</w:moveTo>"
            elif op == "insert":
                # Whoever rejects the move rejects its new words with it: they bear the same name.
                content += self._tracked(op, text, by, emphasis=style)
        return self._moved("moveTo", change.new, self._marked(change.new, content), change.number, by)

    def _moved(self, tag: str, row: redline.Row, content: str, number: int, by: Signature) -> str:
        """Write one end of a move; both ends bear one name, after the change at which the block arrives."""
        place = next(self.numbers)
        start = f'<w:{tag}RangeStart w:id="{place}" w:name="move{number}" {_signed(by)}/>'
        mark = f"<w:{tag} {self._sign(by)}/>"
        return self._paragraph(row, start + content, mark) + f'<w:{tag}RangeEnd w:id="{place}"/>'

    def _marked(self, row: redline.Row, content: str) -> str:
        """Return the content under the bookmark of its block; a file has each bookmark once."""
        return docx_parts.bookmarked(content, bookmark(row.key), next(self.numbers))

    def _words(self, change: Change, runs: Iterable[Run], by: Signature | None = None) -> str:
        """Return runs with the author of each, `by` where the edits do not tell."""
        return "".join(
            self._tracked(op, run.text, signature or by or self.portal, emphasis=run.style)
            for op, run, signature in restyled_of(self.authors.signed(change, runs))
        )

    def _label(self, op: str, row: redline.Row, by: Signature) -> str:
        return self._tracked(op, _label(row, self.language), by, LABEL_STYLE)

    def _tracked(self, op: str, text: str, by: Signature, style: str = "", emphasis: int = PLAIN) -> str:
        if not text:
            return ""
        tag = "delText" if op == "delete" else "t"
        written = text_run(text, tag, style) if style else words_of_plan(text, tag, emphasis)
        if op == "equal":
            return written
        return f"<w:{op[:3]} {self._sign(by)}>{written}</w:{op[:3]}>"

    def _by(self, change: Change, kind: str) -> Signature:
        return self.authors.of_act(change.row.key, kind) or self.portal

    def _sign(self, by: Signature) -> str:
        return f'w:id="{next(self.numbers)}" {_signed(by)}'

    def _paragraph(self, row: redline.Row, content: str, mark: str = "", *, was: str = "") -> str:
        mark = f"<w:rPr>{mark}</w:rPr>" if mark else ""
        if row.kind in writing.WHOLE:
            content = docx_parts.unparted(content)
        return docx_parts.paragraph(content, NAMES[BlockKind(row.kind)], mark + was)


def _signed(by: Signature) -> str:
    return f"w:author={quoteattr(by.name)} w:date={quoteattr(stamp(by.at))}"


def _label(row: redline.Row, language: str) -> str:
    """Return the label as it is typed before the text."""
    label = row.label[language]
    return label + house.gap(row.kind) if label else ""
