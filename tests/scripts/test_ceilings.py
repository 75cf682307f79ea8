import importlib.util
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "ceilings.py"


@pytest.fixture(scope="module")
def ceilings():
    spec = importlib.util.spec_from_file_location("ceilings", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def repository(tmp_path):
    """Three lines of code, two of tests, one of migrations, two messages, and a module that is not in Git."""
    for path, text in {
        "notes/acts.py": "a = 1\n\nb = 2\n",
        "tests/notes/test_acts.py": "a = 1\nb = 2\n",
        "notes/migrations/0001_initial.py": "a = 1\n",
        "locale/ru/LC_MESSAGES/django.po": 'msgid ""\nmsgstr ""\n\nmsgid "a"\nmsgid "b"\n#~ msgid "gone"\n',
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "--all"], cwd=tmp_path, check=True)
    (tmp_path / "notes/not_added.py").write_text("c = 3\n")
    return tmp_path


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [(3, 0, "code 3 of 3; tests 2 of 2; migrations 1 of 1; messages 2 of 2"), (2, 1, "")],
)
def test_what_has_grown_over_its_ceiling_fails_and_says_what_a_raise_takes(
    ceilings, repository, capsys, code, status, said
):
    (repository / "pyproject.toml").write_text(
        f"[tool.portal.ceilings]\ncode = {code}\ntests = 2\nmigrations = 1\nmessages = 2\n"
    )

    assert ceilings.main(repository) == status

    printed = capsys.readouterr()
    assert said in printed.out
    assert ("Over the ceiling: code. " in printed.err and "docs/decisions" in printed.err) == bool(status)
