"""Whose rights a token carries, and what is answered to every other address."""

from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router

from api import schemas, shapes
from api.views.answers import person_of, reads

router = Router()
# Every address that no other router has.
elsewhere = Router()


@reads(router, "me/", "me", "The person whose rights the token carries", schemas.Person)
def get_me(request: HttpRequest) -> dict[str, Any]:
    user = person_of(request)
    return {"name": user.get_full_name(), "role": user.role, "state": shapes.state(user.member_state)}


@reads(elsewhere, "{path:address}", "nothing", "", include_in_schema=False)
def find_nothing(request: HttpRequest, address: str) -> None:
    raise Http404
