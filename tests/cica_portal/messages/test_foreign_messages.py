"""Which texts of our libraries people can see, held against the libraries themselves."""

import ast
import re
from fnmatch import fnmatchcase
from pathlib import Path

import allauth
import django
from django.conf import settings

from cica_portal.messages import foreign_messages

CALLS = {
    "_",
    "gettext",
    "gettext_lazy",
    "gettext_noop",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
}

# Texts of allauth's account and second-factor code that no page of the portal shows.
NEVER_SHOWN = {
    # No page to sign up, to change the address, to sign in by telephone, by address or by a mailed code.
    "You cannot remove your primary email address.",
    "This email address is already associated with this account.",
    "The email address and/or password you specified are not correct.",
    "The phone number and/or password you specified are not correct.",
    "A user is already registered with this email address.",
    "You cannot add more than %d email addresses.",
    "A user is already registered with this phone number.",
    "The phone number is not assigned to any user account.",
    "Your primary email address must be verified.",
    "Please select only one.",
    "Enter a phone number including country code (e.g. +1 for the US).",
    "Phone",
    "Remember Me",
    "Username, email or phone",
    "Username or email",
    "Username or phone",
    "Email or phone",
    "Login",
    "field label",
    "Email (optional)",
    "Username (optional)",
    "Email (again)",
    "Email address confirmation",
    "You must type the same email each time.",
    "You cannot add an email address to an account protected by two-factor authentication.",
    "You cannot activate two-factor authentication until you have verified your email address.",
    # Said in our own templates instead.
    "Forgot your password?",
    "Passwordless",
    "Enabling passwordless operation allows you to sign in using just this key, but imposes additional "
    "requirements such as biometrics or PIN protection.",
    # For an administration site, which the portal has not, and what rows and apps are called there.
    *("Marked {email} as verified.", "Mark selected email addresses as verified"),
    *("Failed to mark {email} as verified.", "user", "key", "email confirmation", "email confirmations"),
    *("email addresses", "sent", "primary", "verified", "created", "session key"),
    *("Accounts", "MFA", "User Sessions"),
}

# Templates with words that are never rendered: their pages are not offered (`cica_portal.urls`), nor
# is a browser trusted, nor does anybody sign up.
NEVER_RENDERED = (
    "account/base_confirm_code.html",
    "account/confirm_*",
    "account/email*.html",
    "account/phone_change.html",
    "account/request_login_code.html",
    "account/sign*.html",
    "account/snippets/*",
    "account/verif*.html",
    "account/email/account_already_exists_*",
    "account/email/email_*",
    "account/email/login_code_*",
    "account/email/password_reset_code_*",
    "account/messages/*email*.txt",
    "account/messages/login_code_sent.txt",
    "account/messages/phone_*.txt",
    "mfa/trust.html",
    "mfa/webauthn/signup_form.html",
)


def _texts(*files: Path) -> set[str]:
    """Return every literal that the files hand to gettext, plural forms included."""
    found = set()
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in CALLS:
                found |= {
                    argument.value
                    for argument in node.args
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                }
    return found


def _listed() -> set[str]:
    return _texts(Path(foreign_messages.__file__))


def _of(package, *patterns: str) -> set[str]:
    folder = Path(package.__file__).parent
    return _texts(*(file for pattern in patterns for file in folder.glob(pattern)))


def test_listed_messages_are_still_said_by_the_libraries():
    said = _of(
        django, "forms/*.py", "core/validators.py", "contrib/auth/*.py", "db/models/**/*.py", "utils/dates.py"
    )
    said |= _of(django, "template/defaultfilters.py", "forms/utils.py")
    said |= _of(allauth, "account/*.py", "mfa/**/*.py")
    plural_variables = {"limit_value", "max", "num", "min_length", "size"}

    assert _listed() - said - plural_variables == set()


def test_every_message_of_the_accounts_library_is_listed_or_never_shown():
    said = _of(allauth, "*.py", *(f"{part}/**/*.py" for part in ("account", "mfa", "usersessions", "core")))

    assert said - _listed() == NEVER_SHOWN


def test_every_template_of_the_accounts_library_with_words_is_ours_or_never_rendered():
    """Pages, mails and messages: what an update brings anew is to be written in the portal's own words."""
    theirs = Path(allauth.__file__).parent / "templates"
    worded = {
        str(file.relative_to(theirs))
        for part in ("account", "mfa", "usersessions", "allauth")
        for file in (theirs / part).rglob("*.*")
        if re.search(r"\{% (?:blocktrans|trans)", file.read_text(encoding="utf-8"))
    }
    left = {name for name in worded if not (settings.BASE_DIR / "templates" / name).exists()}
    used = {shape for shape in NEVER_RENDERED if any(fnmatchcase(name, shape) for name in left)}

    assert {name for name in left if not any(fnmatchcase(name, shape) for shape in NEVER_RENDERED)} == set()
    assert used == set(NEVER_RENDERED)
