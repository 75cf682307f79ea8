"""Passwords that are easily guessed are refused: lists of leaked ones, names, patterns, however decorated."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from cica_portal.languages import LANGUAGES
from members.models import MemberState

# So many guesses are too few (3 of 4 on the scale of the library: some ten thousand million guesses).
LEAST_SCORE = 3
# The library takes no more; what comes after is not needed to judge.
MOST = 72
OF_THE_HOUSE = (
    "cica",
    "secretariat",
    "portal",
    "consultation",
    "consultations",
    "astana",
    "kazakhstan",
    "swg",
)


class GuessablePasswordValidator:
    """Refuses what is on a list of leaked passwords, a pattern of the keyboard, a row, or a word of the
    house, of the account or of its State with a few signs around it."""

    def validate(self, password: str, user: Any = None) -> None:
        own = [getattr(user, name, "") or "" for name in ("username", "first_name", "last_name", "email")]
        words = [part for one in own for part in (one, *one.replace("@", " ").replace(".", " ").split())]
        state = getattr(user, "member_state", None)
        known = [*OF_THE_HOUSE, *filter(None, words), *(_names_of(state) if state else [])]
        if not (_is_hard(password, known) and _is_hard(_besides(password, known), known)):
            raise ValidationError(
                _(
                    "This password is easy to guess: it is on a list of leaked passwords, or a word or "
                    "row with little added. Use several words that do not belong together."
                ),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return _("Passwords that are easy to guess, or that are on lists of leaked ones, are refused.")


def _names_of(state: MemberState) -> list[str]:
    """Return the names of a State in all languages, the words of them that are its own, and its code."""
    names = [getattr(state, f"{field}_{code}") or "" for field in ("name", "full_name") for code in LANGUAGES]
    words = [word for name in names for word in re.findall(r"\w{4,}", name)]
    return [one for one in (state.code, *names, *words) if one]


def _is_hard(password: str, known: list[str]) -> bool:
    return bool(password) and zxcvbn(password[:MOST], user_inputs=known)["score"] >= LEAST_SCORE


def _besides(password: str, known: list[str]) -> str:
    """Return what is left of a password without words of the house and of the account: it has to be hard to
    guess by itself, of whatever signs it is."""
    for word in sorted({one for one in known if len(one) > 1}, key=len, reverse=True):
        password = re.sub(re.escape(word), "", password, flags=re.IGNORECASE)
    return password
