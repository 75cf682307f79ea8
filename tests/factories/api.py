"""Tokens, and clients that show one."""

from django.test import Client

from api import tokens
from cica_portal import clock
from members.models import User


def key(user: User, label: str = "tests") -> str:
    return tokens.make(user, label=label, at=clock.now())[1]


def client(user: User) -> Client:
    """Return a client that asks in the name of the person."""
    return Client(headers={"authorization": f"Bearer {key(user)}"})
