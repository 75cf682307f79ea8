"""What a Word file or workbook says and does not show: programs and searches read what nobody sees.

Looked at is what stands at the text itself: set as hidden, in letters too small to see, or white with nothing
dark behind it. In tables and boxes white may stand on a colour of their style, and passes.
"""

from cica_portal.text import is_blank
from cica_portal.uploads.refusals import WithHiddenSheets, WithHiddenText

# In half points: what is set smaller than three points is not to be read.
SMALLEST = 6
WHITE = frozenset({"FFFFFF", "WHITE"})
OFF = frozenset({"0", "false", "off"})
SHADES = frozenset({"shd", "highlight", "background"})
# What has a ground of its own, by its style or its drawing.
GROUNDS = frozenset({"tbl", "txbxContent", "txbx", "sp"})


class Hidden:
    """The runs of a part, as their pieces come."""

    def __init__(self) -> None:
        self.grounds = 0
        self.runs = 0
        self.is_said = False
        self.marks: set[str] = set()
        self.of_paragraph: set[str] = set()
        self.words: list[str] = []

    def start(self, local: str, named: dict[str, str]) -> None:
        if local == "sheet" and named.get("state", "visible") != "visible":
            raise WithHiddenSheets(sheet=named.get("name", ""))
        if local in GROUNDS:
            self.grounds += 1
        elif local == "p":
            self.of_paragraph = set()
        elif local == "r":
            self.marks, self.words = set(), []
            self.runs += 1
        elif local == "t":
            self.is_said = True
        elif local in SHADES:
            (self.marks if self.runs else self.of_paragraph).add("shade")
        elif self.runs:
            self._property(local, named.get("val", ""))

    def _property(self, local: str, value: str) -> None:
        if local == "vanish" and value not in OFF:
            self.marks.add("vanish")
        elif local == "sz" and value.isdecimal() and int(value) < SMALLEST:
            self.marks.add("small")
        elif local == "color" and value.upper() in WHITE:
            self.marks.add("white")

    def text(self, data: str) -> None:
        if self.is_said and self.runs:
            self.words.append(data)

    def end(self, local: str) -> None:
        if local in GROUNDS:
            self.grounds -= 1
        elif local == "t":
            self.is_said = False
        elif local == "r" and self.runs:
            self.runs -= 1
            self._judge()
            self.marks, self.words = set(), []

    def _judge(self) -> None:
        said = "".join(self.words)
        if is_blank(said):
            return
        is_white = (
            "white" in self.marks and "shade" not in self.marks | self.of_paragraph and not self.grounds
        )
        if is_white or self.marks & {"vanish", "small"}:
            raise WithHiddenText(text=said.strip()[:40])
