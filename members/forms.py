from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cica_portal.alphabet import sort_key
from cica_portal.calendar.days import DayField
from cica_portal.languages import LANGUAGES, TITLED, reader_language
from cica_portal.text import LINE_LIMIT, AddressField, PasswordField, TextField
from cica_portal.web.forms import DeskForm, Narrowing, PageForm, offer
from members.audit.labels import ACTS
from members.delegations.invitations import username_for
from members.enums import DELEGATION_ROLES, SECRETARIAT_ROLES, AddressKind, Correspondence, Role
from members.fields import StateChoice
from members.models import Invitation, MemberState, User


class PeopleSearch(PageForm):
    q = TextField(label=_("Name, e-mail address or State"), required=False, max_length=LINE_LIMIT)


def role_choices(roles: Any) -> list[tuple[str, Any]]:
    """Return the roles in their order, with their names."""
    return [(value, label) for value, label in Role.choices if value in roles]


class FactorResetForm(PageForm):
    """How it was made sure who asks; for the second person, only which request it is that was read."""

    reason = TextField(
        label=_("How you made sure that it is this person"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: a call to the number of the mission on record. It is kept on record."),
    )

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, confirms: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.confirms = confirms
        del self.fields["reason" if confirms else "seen"]


class InvitationForm(DeskForm):
    """Whom to invite, in which part. Only the Secretariat chooses a State."""

    state = forms.ChoiceField(label=_("State or Secretariat"), required=False)
    address = AddressField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=pgettext_lazy("user", "Role"))
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=TITLED)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        offer(self, "role", [("", pgettext_lazy("choice", "Choose")), *role_choices(by.roles_given)])
        if by.is_secretariat:
            self._offer_houses()
        else:
            del self.fields["state"]

    def _offer_houses(self) -> None:
        """Offer each State, and the Secretariat to those who may invite to it."""
        language, field = reader_language(), self.fields["state"]
        states = sorted(MemberState.objects.all(), key=lambda state: sort_key(state.name, language))
        own = self.by.roles_given & SECRETARIAT_ROLES
        first = pgettext_lazy("organization", "Secretariat") if own else pgettext_lazy("choice", "Choose")
        offer(self, "state", [("", first), *((state.code, state.name) for state in states)])
        if not own:
            field.label, field.required = _("Member State"), True

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.by.is_secretariat:
            values["state"] = MemberState.objects.filter(code=values.get("state", "")).first()
        else:
            values["state"] = self.by.member_state
        return values


class HandOverForm(PageForm):
    """To a colleague with an account, or to somebody who is invited."""

    colleague = forms.ChoiceField(label=_("Colleague in your delegation"), required=False)
    address = AddressField(
        label=_("Or the e-mail address of a person to invite"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=TITLED)

    def __init__(self, *args: Any, colleagues: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(one.key): one for one in colleagues}
        names = [(key, one.display_name) for key, one in self.colleagues.items()]
        offer(self, "colleague", [("", pgettext_lazy("choice", "Choose")), *names])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        values["colleague"] = self.colleagues.get(values.get("colleague", ""))
        if bool(values["colleague"]) == bool(values.get("address")) and "address" not in self.errors:
            raise ValidationError(_("Choose a colleague, or enter an address; not both."))
        return values


class HandOverRefusalForm(PageForm):
    reason = TextField(
        label=_("Reason for refusing"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class RoleForm(PageForm):
    role = forms.ChoiceField(label=pgettext_lazy("user", "Role"))

    def __init__(self, *args: Any, by: User, person: User, **kwargs: Any) -> None:
        super().__init__(*args, initial={"role": person.role}, **kwargs)
        # Of a coordinator the act makes nothing else.
        house = SECRETARIAT_ROLES if person.is_secretariat else DELEGATION_ROLES
        offer(self, "role", role_choices(by.roles_given & house if person.role in house else ()))


class AddressForm(PageForm):
    address = AddressField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, initial={"address": person.email}, **kwargs)


class StateAddressForm(PageForm):
    kind = forms.ChoiceField(label=_("Type of address"), choices=AddressKind.choices)
    email = AddressField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    language = forms.ChoiceField(label=_("Language of the messages"), choices=TITLED)


class CorrespondentForm(PageForm):
    """An observer or an organization: its names in three languages, and the forms that notes need."""

    read = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    code = forms.RegexField(
        r"^[A-Za-z][A-Za-z0-9]{1,11}\Z",
        label=_("Code"),
        help_text=_("2 to 12 Latin letters and digits. It cannot be changed later."),
        error_messages={"invalid": _("2 to 12 Latin letters and digits. It cannot be changed later.")},
    )
    kind = forms.ChoiceField(label=pgettext_lazy("label", "Type"), choices=Correspondence.choices)
    name_en = TextField(label=_("Name in English"), max_length=200)
    full_en = TextField(
        label=_("Name in English as notes write it, with its article"),
        max_length=200,
    )
    plain_en = TextField(
        label=_("Name in English as the addressee at the foot of a note, without the article"), max_length=200
    )
    name_ru = TextField(label=_("Name in Russian"), max_length=200)
    dat_ru = TextField(
        label=_("Name in Russian, dative"),
        max_length=200,
    )
    name_kk = TextField(label=_("Name in Kazakh"), max_length=200)
    nom_kk = TextField(
        label=_("Name in Kazakh as notes write it"),
        max_length=200,
        help_text=_("The full name, as the addressee at the foot of a note"),
    )
    dat_kk = TextField(
        label=_("Name in Kazakh, dative"),
        max_length=200,
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["code"]

    def given(self) -> dict[str, Any]:
        """Return what the acts take."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "names": {language: data[f"name_{language}"] for language in LANGUAGES},
            "forms": {
                "en": {"full": data["full_en"], "plain": data["plain_en"]},
                "ru": {"dat": data["dat_ru"]},
                "kk": {"nom": data["nom_kk"], "dat": data["dat_kk"]},
            },
        }


class CorrespondentAddressForm(PageForm):
    email = AddressField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    language = forms.ChoiceField(label=_("Language of the messages"), choices=TITLED)


class AcceptForm(PageForm):
    """Name, language and the way to sign in; State, role and address are the invitation's."""

    PASSWORD, PASSKEY = "password", "passkey"

    first_name = TextField(
        label=capfirst(_("first name")),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = TextField(
        label=capfirst(_("last name")),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    language = forms.ChoiceField(label=_("Language of the portal"), choices=TITLED)
    way = forms.ChoiceField(
        label=_("How will you sign in?"),
        choices=[
            (PASSWORD, _("With a password")),
            (PASSKEY, _("With a passkey on this device, which you set up in the next step")),
        ],
        initial=PASSWORD,
        widget=forms.RadioSelect,
    )
    password = PasswordField(
        label=_("Password"),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = PasswordField(
        label=_("Password (again)"),
        required=False,
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, initial={"language": invitation.language, "way": self.PASSWORD}, **kwargs)
        self.invitation = invitation
        self.fields["password"].help_text = " ".join(password_validators_help_texts()[:2])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("way") != self.PASSWORD:
            return values | {"password": None}
        password = values.get("password", "")
        if not password:
            self.add_error("password", _("Enter a password, or choose a passkey instead."))
        elif password != values.get("password_again"):
            self.add_error("password_again", _("You must type the same password each time."))
        else:
            self._validate(password, values)
        return values

    def _validate(self, password: str, values: dict[str, Any]) -> None:
        person = User(
            username=username_for(self.invitation.address),
            email=self.invitation.address,
            first_name=values.get("first_name", ""),
            last_name=values.get("last_name", ""),
        )
        try:
            validate_password(password, person)
        except ValidationError as refusal:
            self.add_error("password", refusal)


class OwnRecordSearch(Narrowing):
    """What narrows a delegation's own record: only the acts that are in it are offered."""

    q = TextField(label=_("User, action or value"), required=False, max_length=100)
    act = forms.ChoiceField(label=pgettext_lazy("record", "Action"), required=False)
    since = DayField(label=pgettext_lazy("date", "From"), required=False)
    until = DayField(label=pgettext_lazy("date", "To"), required=False)

    def __init__(self, *args: Any, acts: Collection[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = ((act, str(name)) for act, name in ACTS.items() if acts is None or act in acts)
        named = sorted(offered, key=lambda one: sort_key(one[1], reader_language()))
        offer(self, "act", [("", pgettext_lazy("filter", "all")), *named])


class RecordSearch(OwnRecordSearch):
    """What narrows the portal's record: the State, too, and the one thing that entries are about."""

    state = StateChoice(label=_("Member State"), required=False, empty_label=pgettext_lazy("filter", "all"))
    subject = forms.CharField(required=False, max_length=130, widget=forms.HiddenInput)

    field_order = ("q", "act", "state", "since", "until", "subject")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(state := self.fields["state"], StateChoice):
            state.fill()
