"""What acts, subjects and values of the record are called: each app names its own in `audit_labels.py`."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import module_has_submodule

ACTS: dict[str, Any] = {}
# What an entry can be about, by model.
SUBJECTS: dict[str, Any] = {}
# What the values of an entry are called; one that several apps record is named in the lowest of them.
FIELDS: dict[str, Any] = {}
# The words of values that stand with no field of the subject itself, by the name of the value.
WORDS: dict[str, Mapping[str, Any]] = {}
# By which attribute a subject is called in the Secretariat's record, and what must be read with it.
NAMES: dict[str, tuple[str, ...]] = {}

_LABELS = {"ACTS": ACTS, "SUBJECTS": SUBJECTS, "FIELDS": FIELDS, "WORDS": WORDS, "NAMES": NAMES}
_MODULE = "audit_labels"


def discover() -> None:
    """Collect the labels of every app; refuse one that two apps give."""
    for app in apps.get_app_configs():
        if not module_has_submodule(app.module, _MODULE):
            continue
        module = import_module(f"{app.name}.{_MODULE}")
        for name, known in _LABELS.items():
            own = getattr(module, name, {})
            if twice := known.keys() & own.keys():
                raise ImproperlyConfigured(f"{module.__name__} names again in {name}: {sorted(twice)}")
            known.update(own)
