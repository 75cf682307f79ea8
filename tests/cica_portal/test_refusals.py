"""Refusals by code: each code that an act gives has its sentence, and each sentence an act that gives it."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings

from cica_portal.errors import Refusal

OWN = [Path(one.path) for one in apps.get_app_configs() if Path(one.path).parent == settings.BASE_DIR]


def _names(node: ast.AST) -> list[str]:
    return [one.asname or one.name for one in node.names] if isinstance(node, ast.ImportFrom) else []


def given() -> Iterator[str]:
    """Return the codes that stand in the sources where a refusal is made."""
    for folder in [*OWN, settings.BASE_DIR / "cica_portal"]:
        for file in folder.rglob("*.py"):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            imported = {one for node in ast.walk(tree) for one in _names(node)}
            for node in ast.walk(tree) if Refusal.__name__ in imported else ():
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == Refusal.__name__:
                    assert isinstance(node.args[0], ast.Constant), (file, node.lineno)
                    yield str(node.args[0].value)


def test_each_code_has_a_sentence_and_each_sentence_is_said():
    tables = {}
    for config in OWN:
        if (config / "refusals.py").exists():
            sentences = getattr(import_module(f"{config.name}.refusals"), "SENTENCES", {})
            tables |= {f"{config.name}.{what}": sentence for what, sentence in sentences.items()}
    assert len(tables) > 200
    assert set(given()) == set(tables)
    assert str(Refusal("comments.consultation_not_open")) == str(tables["comments.consultation_not_open"])
