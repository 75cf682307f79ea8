"""What every page knows of the installation."""

from typing import Any

from django.http import HttpRequest

from members.installation import installations


def installation(request: HttpRequest) -> dict[str, Any]:
    return {"is_suspended_copy": installations.is_suspended()}
