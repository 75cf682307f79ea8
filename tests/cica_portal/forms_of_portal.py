"""Every form of the portal, for tests of what all of them keep to."""

import importlib
import pkgutil

from django import forms

APPS = (
    "api",
    "comments",
    "dashboard",
    "documents",
    "initiatives",
    "members",
    "notes",
    "phrases",
    "plans",
    "search",
)


def forms_of_the_portal() -> list[type[forms.BaseForm]]:
    """Return every form of the portal, wherever it is written."""
    for app in APPS:
        for module in pkgutil.walk_packages(importlib.import_module(app).__path__, f"{app}."):
            if ".migrations" not in module.name:
                importlib.import_module(module.name)
    found, waiting = [], [forms.BaseForm]
    while waiting:
        for form in waiting.pop().__subclasses__():
            waiting.append(form)
            if form.__module__.partition(".")[0] in APPS:
                found.append(form)
    return found
