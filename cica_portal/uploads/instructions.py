"""Fields of a Word file and formulas of a workbook: which of them fetch or start something."""

import re
from dataclasses import dataclass, field

from cica_portal.uploads import links
from cica_portal.uploads.refusals import WithFields, WithFormulas

FETCHING = frozenset(
    {
        *("DDE", "DDEAUTO", "LINK", "DATABASE", "IMPORT", "RD", "MACROBUTTON", "PRINT", "HTMLCONTROL"),
        *("INCLUDE", "INCLUDEPICTURE", "INCLUDETEXT"),
    }
)
HYPERLINK = "HYPERLINK"
REFUSED = FETCHING | {HYPERLINK}
_FORMULA = re.compile(
    r"(?<![\w.])(?:_xlfn\.|_xlws\.)*"
    r"(WEBSERVICE|IMAGE|RTD|CALL|REGISTER|REGISTER\.ID|SQL\.REQUEST|EXEC)\s*\(",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"[^"]*"')
_TOKEN = re.compile(r'"([^"]*)"|(\S+)')
# Switches of a link that are followed by words of their own: a place in the file, a tip, a frame, a format.
_WITH_WORDS = frozenset({"\\l", "\\o", "\\t", "\\*", "\\#", "\\@"})


@dataclass(slots=True)
class _Field:
    """A field that has begun: what it says so far, and whether its result is being read."""

    instruction: list[str] = field(default_factory=list)
    is_result: bool = False


class Fields:
    """The fields of a part, as their pieces come. An instruction may be cut into any number of runs."""

    def __init__(self) -> None:
        self.open: list[_Field] = []
        self.is_reading = False

    def start(self, local: str, named: dict[str, str]) -> None:
        if local == "fldSimple":
            self._check_within()
            check_field(named.get("instr", ""))
        elif local == "fldChar":
            self._sign(named.get("fldCharType", ""))
        elif local in {"instrText", "delInstrText", "t"}:
            self.is_reading = bool(self.open)

    def text(self, data: str) -> None:
        if self.is_reading and not self.open[-1].is_result:
            self.open[-1].instruction.append(data)

    def end(self, local: str) -> None:
        if local in {"instrText", "delInstrText", "t"}:
            self.is_reading = False

    def _sign(self, kind: str) -> None:
        if kind == "begin":
            self._check_within()
            self.open.append(_Field())
        elif kind == "separate" and self.open:
            self._said()
            self.open[-1].is_result = True
        elif kind == "end" and self.open:
            if not self.open[-1].is_result:
                self._said()
            self.open.pop()

    def _check_within(self) -> None:
        """Refuse a field that would make the name of the one around it, or where its link leads: no document
        needs that."""
        if not self.open or self.open[-1].is_result:
            return
        said = "".join(self.open[-1].instruction)
        name = said.strip(' \t\r\n"').partition(" ")[0].upper()
        is_begun = bool(name) and said.rstrip() != said
        if name == HYPERLINK or (not is_begun and any(one.startswith(name) for one in REFUSED)):
            raise WithFields(field=f"{{ {name} {{ … }} }}" if name else "{ { … } }")

    def _said(self) -> None:
        check_field("".join(self.open[-1].instruction))


def check_field(instruction: str) -> None:
    """Refuse a field that fetches or starts something, and a link that leads anywhere but to a web page."""
    words = _TOKEN.findall(instruction)
    name = "".join(words[0]).upper() if words else ""
    if name in FETCHING:
        raise WithFields(field=name)
    if name != HYPERLINK:
        return
    before = ""
    for quoted, plain in words[1:]:
        is_switch = plain.startswith("\\") and not plain.startswith("\\\\")
        if not is_switch and before.lower() not in _WITH_WORDS:
            links.check(quoted or plain)
        before = plain if is_switch else ""


def check_formula(formula: str) -> None:
    """Refuse a formula that fetches or starts something; what stands in quotation marks is only words."""
    if found := _FORMULA.search(_QUOTED.sub('""', formula)):
        raise WithFormulas(formula=found[1].upper())
