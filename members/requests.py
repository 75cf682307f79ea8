"""The request of a page that lets in only who is signed in, as types know it."""

from cica_portal.web.requests import PortalRequest
from members.models import User


class SignedInRequest(PortalRequest):
    """A request of a person: `Page` has sent everybody else to sign in before a view sees one."""

    user: User
