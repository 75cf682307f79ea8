"""The pages of the organization itself: names, bodies, letterhead, seat, holidays, rules of the procedure."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cica_portal import formats, organization, retention
from cica_portal.languages import LANGUAGES, lowfirst, reader_language
from cica_portal.organization import POLICIES
from members.installation import house
from members.installation import seat as moves
from members.models import MemberState, User
from phrases.house.sheets import Row, Sheet, make_row
from phrases.texts import named

FORMS = {
    "full": lowfirst(_("Full name")),
    "full_gen": pgettext_lazy("name", "full name, genitive"),
    "full_dat": pgettext_lazy("name", "full name, dative"),
    "short": _("short name"),
    "short_gen": pgettext_lazy("name", "short name, genitive"),
    "short_dat": pgettext_lazy("name", "short name, dative"),
    "secretariat": _("name of the Secretariat"),
    "secretariat_short": _("short name of the Secretariat"),
    "portal": _("name of the portal"),
    "calendar": _("name of the calendar"),
    "soc": pgettext_lazy("name", "in notes"),
    "soc_gen": pgettext_lazy("name", "in notes, genitive"),
    "swg": pgettext_lazy("name", "in notes"),
    "swg_gen": pgettext_lazy("name", "in notes, genitive"),
    "swg_dat": pgettext_lazy("name", "in notes, dative"),
    "swg_mail": _("in the subject of a message, genitive"),
}
BODIES = {"swg": _("Body that considers a plan"), "soc": _("Body that approves a plan")}
SYMBOL_PATTERN = re.compile(r"[^{}]*\{number\}[^{}]*")
SYMBOLS = _("pattern: {number} counts, {year} is the year of the meeting; empty: typed")
PATTERN_UNFIT = _("A pattern of symbols holds {number} once, and may hold {year}.")
LABELS = {
    "TWO_PERSONS_ISSUE": _("Whoever drafted a note does not issue it"),
    "TWO_PERSONS_REVIEW": _("Whoever wrote a text last does not review it"),
    "DISPOSITIONS_CONFIRMED": _("The Secretariat confirms a coordinator’s decisions on comments"),
    "SECOND_FACTOR_REQUIRED": _("Staff, contact points and deputies need a second factor"),
    "SECOND_FACTOR_OF_WRITERS": _("Coordinators and drafters need a second factor, too"),
    "CALENDARS_BY_PASSWORD": _("Calendars and feeds are read with a password, not by a private address"),
    "DAYS_TO_ANSWER": _("Days to answer that are proposed"),
    "MINIMUM_DAYS_TO_ANSWER": _("Fewest days to answer"),
    "STATEMENT_WORKING_DAYS": _(
        "Working days after the adoption in which reservations and statements are in time"
    ),
    "REMINDER_WORKING_DAYS": _("Working days before the deadline on which reminders are sent"),
    "REMINDER_HOUR": _("Hour at which reminders are sent"),
    "INVITATION_DAYS": _("Days for which an invitation is valid"),
    "API_TOKEN_DAYS": _("Days for which an access token is valid"),
}
KEPT_LABELS = {
    "uploads": _("Word files and offline forms on which nobody decided: days after the upload"),
    "sign_ins": _("Failed attempts to sign in to an account, with the network address: days"),
    "sessions": _("Network address and browser of a session: days after the session ended"),
    "mail": _("Contents of messages to persons: days after sending"),
    "drafts": _("Draft comments of delegations: days after the consultation closed"),
}
YES_NO = (("yes", pgettext_lazy("record", "yes")), ("no", pgettext_lazy("record", "no")))


class Names(Sheet):
    name = "names"
    title = _("Names of the organization")
    lead = _("Every form is shown in the sentence that uses it. Issued notes do not change.")

    def rows(self) -> list[Row]:
        forms = organization.default()[self.name]["en"]
        return [make_row(f"{{}}-{form}", FORMS[form], LANGUAGES, example=form) for form in forms]

    def texts(self) -> dict[str, str]:
        names = organization.part(self.name).items()
        return {f"{code}-{form}": text for code, of in names for form, text in of.items()}

    def write(self, texts: Mapping[str, str], *, by: User, at: dt.datetime) -> None:
        forms = organization.default()[self.name]["en"]
        names = {code: {form: texts[f"{code}-{form}"] for form in forms} for code in LANGUAGES}
        house.record(self.name, names, by=by, at=at)


class Bodies(Sheet):
    name = "bodies"
    title = _("Names of the bodies")
    lead = _("Pages, mail and notes name a body by these forms.")

    def rows(self) -> list[Row]:
        found = []
        for code, body in organization.default()[self.name].items():
            for use in ("note", "pages"):
                of_use = body.get(use, {})
                for form in dict.fromkeys(form for of in of_use.values() for form in of):
                    languages = [one for one in LANGUAGES if form in of_use[one]]
                    heading = f"{BODIES[code]}: {FORMS[form]}"
                    name = f"{code}-{use}-{{}}-{form}"
                    found.append(make_row(name, FORMS[form], languages, heading=heading, example=form))
            heading = f"{BODIES[code]}: {_('Document symbol')}"
            found.append(make_row(f"{code}-symbols", SYMBOLS, heading=heading, required=False, limit=50))
        return found

    def texts(self) -> dict[str, str]:
        bodies = organization.part(self.name)
        return {
            f"{code}-{use}-{language}-{form}": text
            for code, body in bodies.items()
            for use in ("note", "pages")
            for language, forms in body.get(use, {}).items()
            for form, text in forms.items()
        } | {f"{code}-symbols": body.get("symbols", "") for code, body in bodies.items()}

    def faults(self, texts: Mapping[str, str]) -> Iterable[str]:
        bodies = self._written(texts)
        for body in bodies.values():
            if "symbols" in body and not SYMBOL_PATTERN.fullmatch(body["symbols"].replace("{year}", "")):
                yield str(PATTERN_UNFIT)
        yield from named.faults({"bodies": bodies, "messages": organization.part("messages")})

    def write(self, texts: Mapping[str, str], *, by: User, at: dt.datetime) -> None:
        house.record(self.name, self._written(texts), by=by, at=at)

    def _written(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """Return the bodies with these forms; what finds them in a text finds the new names as well."""
        found: dict[str, Any] = {}
        for code, body in organization.part(self.name).items():
            found[code] = {"gender": body["gender"], "read": dict(body["read"])}
            if symbols := texts.get(f"{code}-symbols", "").strip():
                found[code]["symbols"] = symbols
            for use in ("note", "pages"):
                if use in body:
                    found[code][use] = {
                        language: {
                            form: texts.get(f"{code}-{use}-{language}-{form}", text)
                            for form, text in forms.items()
                        }
                        for language, forms in body[use].items()
                    }
            for language in LANGUAGES:
                found[code]["read"][language] = named.pattern_with(
                    body["read"][language], found[code]["pages"][language].values()
                )
        return found


class Letterhead(Sheet):
    name = "letterhead"
    title = _("Letterhead and addressees")
    lead = _("The lines at the head of a note, and those that address all Member States at its foot.")
    parts = (
        ("letterhead", ("en", "ru"), pgettext_lazy("house", "Letterhead")),
        ("members", LANGUAGES, _("All Member States")),
    )

    def rows(self) -> list[Row]:
        return [
            make_row(f"{part}-{{}}", label, languages, sort="lines") for part, languages, label in self.parts
        ]

    def texts(self) -> dict[str, str]:
        return {
            f"{part}-{code}": "\n".join(organization.part(part)[code])
            for part, languages, _label in self.parts
            for code in languages
        }

    def write(self, texts: Mapping[str, str], *, by: User, at: dt.datetime) -> None:
        for part, languages, _label in self.parts:
            lines = {code: texts[f"{part}-{code}"].split("\n") for code in languages}
            content = {code: [line.strip() for line in of if line.strip()] for code, of in lines.items()}
            house.record(part, content, by=by, at=at)


class Seat(Sheet):
    """What the seat is called from a day on, its host country and zone; former names stay for theirs."""

    name = "seat"
    title = _("Seat and host country")
    lead = _(
        "The name of the seat, the host country and the time zone hold from the day on that you enter, which "
        "begins by the clock of the former seat. Notes and deadlines of earlier days keep the former name, "
        "and consultations that are open then keep the zone of their deadline."
    )
    names = (
        ("place", _("seat, at the foot of a note")),
        ("clock", _("clock of the seat, beside a deadline")),
        ("in_host", _("in the host country, after “Embassy”")),
    )

    def rows(self) -> list[Row]:
        states = [(one.code, one.name) for one in MemberState.objects.all()]
        return [
            *(make_row(f"{form}-{{}}", label, LANGUAGES, example=form) for form, label in self.names),
            make_row("from", _("From this day on"), sort="day"),
            make_row("host", _("Host country"), sort="choice", choices=states),
            make_row("time_zone", _("Time zone"), sort="zone"),
        ]

    def texts(self) -> dict[str, str]:
        seat, coming = organization.seats()[-1], moves.coming()
        zone = coming.get("time_zone", organization.time_zone())
        in_host = coming.get("in_host", organization.part("in_host"))
        clock = {code: formats.clock_words(zone, code, seat.day) for code in LANGUAGES}
        return {
            **{f"place-{code}": seat.place[code] for code in LANGUAGES},
            **{f"clock-{code}": clock[code] for code in LANGUAGES},
            **{f"in_host-{code}": in_host[code] for code in LANGUAGES},
            "from": seat.day.isoformat(),
            "host": coming.get("host", organization.host()),
            "time_zone": zone,
        }

    def until_then(self) -> str:
        coming = organization.seats()[-1].day
        present = organization.seat_on(coming - dt.timedelta(days=1))
        if present is None or not moves.coming():
            return ""
        language = reader_language()
        # Translators: day is a date in full; place is the name of the seat, as “Astana” or “город Астана”
        return gettext(
            "The data below hold from a later day on (%(day)s). Until then, the seat is: %(place)s."
        ) % {
            "day": formats.date(coming, language),
            "place": present.place[language],
        }

    def write(self, texts: Mapping[str, str], *, by: User, at: dt.datetime) -> None:
        day, zone = texts["from"].strip(), organization.time_zone()
        earlier = [{"time_zone": zone, **one} for one in organization.part("seats") if str(one["from"]) < day]
        last = {
            "id": f"seat-{day}",
            "from": day,
            "time_zone": texts["time_zone"].strip(),
            "place": {code: texts[f"place-{code}"] for code in LANGUAGES},
            "clock": {code: texts[f"clock-{code}"] for code in LANGUAGES},
        }
        moving = {
            "in_host": {code: texts[f"in_host-{code}"] for code in LANGUAGES},
            "host": texts["host"],
            "time_zone": last["time_zone"],
        }
        moves.move([*earlier, last], moving, by=by, at=at)


class Holidays(Sheet):
    name = "holidays"
    title = pgettext_lazy("house", "Holidays")
    lead = _(
        "A holiday a line: its days with commas, then its names in English, Russian and Kazakh, each after a "
        "semicolon. A day of every year is MM-DD, a day of one year YYYY-MM-DD. Reminders already planned "
        "keep their days."
    )

    def rows(self) -> list[Row]:
        return [
            make_row("yearly", _("On the same day every year"), sort="lines"),
            make_row("moving", _("On another day each year"), sort="lines"),
        ]

    def texts(self) -> dict[str, str]:
        return {
            sort: "\n".join(
                "; ".join([", ".join(map(str, one["days"])), *(one["names"][code] for code in LANGUAGES)])
                for one in holidays
            )
            for sort, holidays in organization.part(self.name).items()
        }

    def faults(self, texts: Mapping[str, str]) -> Iterable[str]:
        for sort in ("yearly", "moving"):
            for line, days, names in _holidays(texts[sort]):
                if len(names) != len(LANGUAGES) or not all(names) or not _are_days(sort, days):
                    yield str(_("This line cannot be read: %(line)s")) % {"line": line}

    def write(self, texts: Mapping[str, str], *, by: User, at: dt.datetime) -> None:
        content = {
            sort: [
                {"days": days, "names": dict(zip(LANGUAGES, names, strict=True))}
                for _line, days, names in _holidays(texts[sort])
            ]
            for sort in ("yearly", "moving")
        }
        house.record(self.name, content, by=by, at=at)


class Policies(Sheet):
    name = "policies"
    title = _("Rules of the procedure")
    lead = _("What is chosen here holds instead of the settings of the server, at once and for what comes.")

    def rows(self) -> list[Row]:
        return [make_row(one, LABELS[one], sort=sort, choices=YES_NO) for one, sort in POLICIES.items()]

    def texts(self) -> dict[str, str]:
        return {name: _shown(organization.policy(name)) for name in POLICIES}

    def faults(self, texts: Mapping[str, str]) -> Iterable[str]:
        if int(texts["MINIMUM_DAYS_TO_ANSWER"]) > int(texts["DAYS_TO_ANSWER"]):
            yield str(_("The days that are proposed are fewer than the fewest days."))
        if int(texts["REMINDER_HOUR"]) > 23:
            yield str(_("An hour is a number from 0 to 23."))
        if not int(texts["INVITATION_DAYS"]) or not int(texts["API_TOKEN_DAYS"]):
            yield str(_("An invitation and an access token are valid for at least one day."))

    def write(self, texts: Mapping[str, str], *, by: User, at: dt.datetime) -> None:
        present, content = self.texts(), dict(organization.policies())
        for name, sort in POLICIES.items():
            if texts[name] != present[name]:
                content[name] = _read(sort, texts[name])
        house.record(self.name, content, by=by, at=at)


class Retention(Sheet):
    """How long what is not for good is kept: obeyed by the sweep that discards."""

    name = retention.PART
    title = _("Retention periods")
    lead = _(
        "What is older is deleted and cannot be restored. 0 means indefinitely, where that is possible. "
        "Notes, responses, the activity log and all that is official are kept indefinitely and are not "
        "listed here."
    )

    def rows(self) -> list[Row]:
        return [make_row(one, KEPT_LABELS[one], sort="number") for one in retention.RULES]

    def texts(self) -> dict[str, str]:
        return {name: str(retention.days(name)) for name in retention.RULES}

    def faults(self, texts: Mapping[str, str]) -> Iterable[str]:
        for name, rule in retention.RULES.items():
            chosen = int(texts[name])
            is_for_good = chosen == retention.FOR_GOOD and name in retention.MAY_BE_FOR_GOOD
            if chosen < rule.least and not is_for_good:
                # Translators: label is what is kept, fewest a number of days
                sentence = str(_("%(label)s: enter at least %(fewest)s."))
                yield sentence % {"label": KEPT_LABELS[name], "fewest": rule.least}

    def write(self, texts: Mapping[str, str], *, by: User, at: dt.datetime) -> None:
        content = {name: int(texts[name]) for name in retention.RULES}
        house.record(retention.PART, content, by=by, at=at)


SHEETS: list[Sheet] = [Names(), Bodies(), Letterhead(), Seat(), Holidays(), Policies(), Retention()]


def _holidays(text: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield each line of holidays with its days and its names."""
    for line in filter(None, map(str.strip, text.split("\n"))):
        days, *names = (piece.strip() for piece in line.split(";"))
        yield line, [day.strip() for day in days.split(",")], names


def _are_days(sort: str, days: Iterable[str]) -> bool:
    """Tell whether these are days of every year (a leap day, too), or of one year."""
    try:
        for day in days:
            dt.date.fromisoformat(f"2000-{day}" if sort == "yearly" else day)
    except ValueError:
        return False
    return True


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _read(sort: str, text: str) -> Any:
    if sort == "choice":
        return text == "yes"
    return [int(number) for number in text.split(",")] if sort == "numbers" else int(text)
