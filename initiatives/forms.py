import datetime as dt
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal import clock, formats, organization
from cica_portal.alphabet import sort_key
from cica_portal.calendar.days import DayField, HourField
from cica_portal.deadlines import closing_instant, seat_date
from cica_portal.errors import DomainError, Refusal, entry_for
from cica_portal.languages import LANGUAGES, TITLED, TITLES, reader_language
from cica_portal.text import LINE_LIMIT, AddressField, TextField
from cica_portal.uploads import LIMITS, AdmittedField
from cica_portal.web.forms import PageForm
from cica_portal.web.kept import Basis
from initiatives import proposals
from initiatives.enums import EventFormat, EventKind, FilePurpose, ProposalStatus
from initiatives.models import EventTerms, Initiative, ProposedEvent
from initiatives.participation import registration
from members.models import MemberState
from plans.models import ConceptPaper


def number_field(label: Any, choices: Sequence[tuple[int, str]] = ()) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, required=False, coerce=int, empty_value=None, choices=[NOT_SETTLED, *choices]
    )


NOT_SETTLED = ("", _("not decided"))

# The field beside which a refusal is shown.
PLACES = {
    proposals.YearOutsidePeriod: "year",
    "initiatives.quarter_without_year": "quarter",
    "initiatives.month_without_year": "month",
    "initiatives.month_and_quarter": "quarter",
    "initiatives.days_and_part": "date_from",
    "initiatives.days_out_of_order": "date_to",
    "initiatives.last_day_alone": "date_from",
    "initiatives.host_twice": "host",
    "initiatives.registration_too_late": "register_until",
}


class ReasonField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=pgettext_lazy("label", "Reason"),
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 4}),
            **kwargs,
        )


class AnswerForm(PageForm):
    """An answer to a proposal that does not enter the plan, or not this one."""

    status = forms.ChoiceField(
        label=pgettext_lazy("proposal", "Decision"),
        widget=forms.RadioSelect,
        choices=[(value, value.label) for value in (ProposalStatus.LATER, ProposalStatus.DECLINED)],
    )
    reason = ReasonField(help_text=_("The proposing State will see this text unchanged."))
    language = forms.ChoiceField(label=_("Language of the reason"), choices=TITLED)


class SupplementForm(PageForm):
    """The line by which an accepted event supplements an adopted plan, in each language."""

    def __init__(self, *args: Any, line: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            self.fields[code] = TextField(
                label=TITLES[code],
                initial=line.get(code, ""),
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
            )


class WithdrawalForm(PageForm):
    reason = ReasonField(
        required=False, help_text=_("Optional. The Secretariat and the coordinator will see it.")
    )
    language = forms.ChoiceField(label=_("Language of the reason"), choices=TITLED)


class TermsForm(PageForm):
    """When, where and by whom an event is held, and what it serves."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("field", "Kind"), choices=EventKind.choices, initial=EventKind.WORKSHOP
    )
    format = forms.ChoiceField(
        label=pgettext_lazy("field", "Format"), choices=EventFormat.choices, initial=EventFormat.ONLINE
    )
    date_from = DayField(label=_("First day"), required=False)
    date_to = DayField(label=_("Last day"), required=False)
    year = number_field(pgettext_lazy("field", "Year"))
    quarter = number_field(
        pgettext_lazy("field", "Quarter"), [(number, str(number)) for number in range(1, 5)]
    )
    month = number_field(pgettext_lazy("field", "Month"))
    host = forms.ChoiceField(label=_("Host State"), required=False)
    co_hosts = forms.MultipleChoiceField(
        label=pgettext_lazy("field", "Co-hosts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    place = TextField(label=pgettext_lazy("field", "Place"), max_length=200, required=False)
    objectives = forms.MultipleChoiceField(
        label=pgettext_lazy("field", "Objectives"), required=False, widget=forms.CheckboxSelectMultiple
    )
    contact = TextField(
        label=pgettext_lazy("field", "Contact"),
        max_length=LINE_LIMIT,
        required=False,
        help_text=_("Contact for questions about the event: name, post, telephone or e-mail."),
    )
    # Whether it is held within the years of its plan; an event of an adopted plan may be put off beyond them.
    is_within_period = True

    def __init__(
        self,
        *args: Any,
        paper: ConceptPaper,
        objectives: Sequence[tuple[str, str]],
        states: Sequence[MemberState],
        language: str,
        **kwargs: Any,
    ) -> None:
        self.paper, self.states = paper, {state.code: state for state in states}
        super().__init__(*args, **kwargs)
        before, after = (0, 0) if self.is_within_period else (1, 3)
        years = range(paper.period_from - before, paper.period_to + after + 1)
        self.fields["year"].choices = [NOT_SETTLED, *((year, str(year)) for year in years)]
        months = ((number, formats.month(number, language)) for number in range(1, 13))
        self.fields["month"].choices = [NOT_SETTLED, *months]
        self.names = sorted(
            ((state.code, state.name) for state in states), key=lambda pair: sort_key(pair[1], language)
        )
        self.fields["host"].choices = [NOT_SETTLED, *self.names]
        self.fields["co_hosts"].choices = self.names
        self.fields["objectives"].choices = objectives

    def clean_host(self) -> MemberState | None:
        return self.states.get(self.cleaned_data["host"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors.keys() & set(proposals.TIMES):
            self.check(self.check_time, cleaned)
        self.check(proposals.check_names, cleaned)
        return cleaned

    def check(self, rule: Callable[[ConceptPaper, Mapping[str, Any]], None], cleaned: dict[str, Any]) -> None:
        try:
            rule(self.paper, cleaned)
        except DomainError as refusal:
            self.add_error(entry_for(refusal, PLACES), str(refusal))

    def check_time(self, paper: ConceptPaper, cleaned: Mapping[str, Any]) -> None:
        first, year = cleaned.get("date_from"), cleaned.get("year")
        if first and year not in (None, first.year):
            raise Refusal("initiatives.days_and_part")
        if self.is_within_period:
            proposals.check_time(paper, cleaned)
        else:
            proposals.check_order(cleaned)


class ProposedEventForm(TermsForm):
    """A thematic event for a plan: within its years, by Member States, for its objectives."""

    version = forms.IntegerField(min_value=0, widget=Basis)
    # That of a new proposal: what is sent twice is saved once.
    key = forms.UUIDField(required=False, widget=Basis)
    language = forms.ChoiceField(label=_("Language of the proposal"), choices=TITLED)
    title = TextField(label=_("Title of the event"), max_length=LINE_LIMIT)
    description = TextField(
        label=_("Purpose and content"), required=False, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(
        self,
        *args: Any,
        paper: ConceptPaper,
        language: str,
        own_state: MemberState,
        event: ProposedEvent | None = None,
        **kwargs: Any,
    ) -> None:
        start = {"language": language, "version": 0, "host": own_state.code, "key": uuid.uuid4()}
        if event is not None:
            start = proposals.content(event) | {"version": event.version} | _year_of_days(event)
        kwargs["initial"] = start | kwargs.get("initial", {})
        super().__init__(*args, paper=paper, language=language, **kwargs)
        self.fields["description"].widget.attrs["data-limit"] = self.fields["description"].max_length


TITLE_IN = {
    "en": _("Title of the event in English"),
    "ru": _("Title of the event in Russian"),
    "kk": _("Title of the event in Kazakh"),
}
PLACE_IN = {"en": _("Place in English"), "ru": _("Place in Russian"), "kk": _("Place in Kazakh")}


class RecordForm(TermsForm):
    """What the line of a plan is made from: the terms, with the title and the place in each language."""

    place = None

    def __init__(
        self,
        *args: Any,
        titles: Mapping[str, str],
        places: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            self.fields[f"title_{code}"] = TextField(
                label=TITLE_IN[code], max_length=LINE_LIMIT, required=False, initial=titles.get(code, "")
            )
            self.fields[f"place_{code}"] = TextField(
                label=PLACE_IN[code], max_length=200, required=False, initial=places.get(code, "")
            )
            for name in ("title", "place"):
                self.fields[f"{name}_{code}"].widget.attrs["lang"] = code
        self.fields["format"].choices = [NOT_SETTLED, *EventFormat.choices]
        self.fields["format"].required = False

    @property
    def titles(self) -> list[forms.BoundField]:
        return [self[f"title_{code}"] for code in LANGUAGES]

    @property
    def places(self) -> list[forms.BoundField]:
        return [self[f"place_{code}"] for code in LANGUAGES]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("title", "place"):
            cleaned[f"{name}s"] = {code: cleaned.get(f"{name}_{code}", "") for code in LANGUAGES}
        return cleaned


class InitiativeForm(RecordForm):
    """What is known of an event of a plan: to the hour where it is settled, and what came of it."""

    version = forms.IntegerField(min_value=0, widget=Basis)
    time_from = HourField(label=_("Start time"))
    time_to = HourField(label=_("End time"))
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    register_until = DayField(
        required=False,
        label=_("Registration deadline"),
        help_text=_(
            "The deadline is the end of this day, Secretariat time. Registration opens when the "
            "event is announced."
        ),
    )
    outcome = TextField(
        label=_("Outcome and report"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Result of the event: decisions, recommendations, next steps."),
    )

    def __init__(
        self, *args: Any, initiative: Initiative, states: Sequence[MemberState], **kwargs: Any
    ) -> None:
        self.is_within_period = initiative.is_draft
        # That of the record, too, which may be no State's by now: its hours stay where they were set.
        own = initiative.time_zone or organization.time_zone()
        zones = sorted({organization.time_zone(), own, *(state.time_zone for state in states)})
        start = {name: getattr(initiative, name) for name in (*proposals.TERMS, "kind", "format", "outcome")}
        start |= {
            "host": initiative.host.code if initiative.host else "",
            "version": initiative.version,
            "time_zone": own,
        }
        start |= _year_of_days(initiative)
        if closes_at := initiative.registration_closes_at:
            start["register_until"] = seat_date(formats.last_moment(closes_at))
        for name, instant in (("time_from", initiative.starts_at), ("time_to", initiative.ends_at)):
            if instant:
                start[name] = instant.astimezone(ZoneInfo(initiative.time_zone)).time()
        super().__init__(*args, paper=initiative.paper, states=states, initial=start, **kwargs)
        today = seat_date(clock.now())
        self.fields["time_zone"].choices = [
            (zone, formats.clock_words(zone, reader_language(), today)) for zone in zones
        ]
        self.fields["outcome"].widget.attrs["data-limit"] = self.fields["outcome"].max_length
        for code, name in self.names:
            count = initiative.participants.get(code)
            self.fields[f"people_{code}"] = forms.IntegerField(
                label=name, required=False, min_value=0, max_value=9999, initial=count
            )

    @property
    def people(self) -> list[forms.BoundField]:
        """The numbers of participants, State by State."""
        return [self[f"people_{code}"] for code, _name in self.names]

    @property
    def has_people(self) -> bool:
        return any(field.value() for field in self.people)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["participants"] = {
            code: cleaned[f"people_{code}"] for code, _name in self.names if cleaned.get(f"people_{code}")
        }
        first, zone = cleaned.get("date_from"), cleaned.get("time_zone") or organization.time_zone()
        begins, ends = cleaned.get("time_from"), cleaned.get("time_to")
        if begins and not first:
            self.add_error("time_from", _("Enter the date as well as the time."))
        elif ends and not begins:
            self.add_error("time_to", _("Enter the start time as well as the end time."))
        elif begins and not ends and (cleaned.get("date_to") or first) != first:
            self.add_error("time_to", _("Enter the end time as well: the event lasts several days."))
        cleaned["starts_at"] = _instant(first, begins, zone)
        cleaned["ends_at"] = _instant(cleaned.get("date_to") or first, ends if begins else None, zone)
        cleaned["time_zone"] = zone if cleaned["starts_at"] else ""
        until = cleaned.get("register_until")
        cleaned["registration_closes_at"] = (
            closing_instant(until, organization.time_zone()) if until else None
        )
        return cleaned


class StatusForm(PageForm):
    """The reason of a change of status, where one is wanted or helps."""

    reason = ReasonField(required=False)

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
        self.fields["reason"].help_text = (
            _("Member States will see this reason.") if needs_reason else pgettext_lazy("field", "Optional.")
        )


def _year_of_days(event: EventTerms) -> dict[str, Any]:
    """Leave the year open where exact days say it: who changes the days has not to change it, too."""
    return {"year": None} if event.date_from else {}


def _instant(day: dt.date | None, hour: dt.time | None, zone: str) -> dt.datetime | None:
    if day is None or hour is None:
        return None
    return dt.datetime.combine(day, hour, ZoneInfo(zone)).astimezone(dt.UTC)


class FileForm(PageForm):
    """Brings a document to an event: it passes the gate before anything else looks at it."""

    file = AdmittedField(label=pgettext_lazy("field", "File"), max_length=255)
    purpose = forms.ChoiceField(label=_("Type of document"), choices=FilePurpose.choices)
    language = forms.ChoiceField(label=_("Language of the file"), choices=TITLED)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            # Translators: size is a number.
            "PDF, DOCX, XLSX, PNG or JPEG, without macros or passwords, at most %(size)s MB."
        ) % {"size": LIMITS.megabytes}


class ParticipantForm(PageForm):
    """Somebody whom the own State sends to an event."""

    name = TextField(label=_("Name and surname"), max_length=200)
    post = TextField(label=pgettext_lazy("participant", "Post"), max_length=LINE_LIMIT)
    email = AddressField(
        label=pgettext_lazy("participant", "E-mail"),
        required=False,
        help_text=_("Visible only to the organizers."),
    )
    attendance = forms.ChoiceField(label=pgettext_lazy("participant", "Attendance"))

    def __init__(self, *args: Any, initiative: Initiative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attendance"].choices = [(way, way.label) for way in registration.ways(initiative)]
