"""The papers of the repository say nothing that is not there: rules, decisions, files, names, versions."""

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
# What the portal is not made of.
TESTS = {"tests", "trials"}
DECISIONS = ROOT / "docs" / "decisions"
SOURCES = {".py", ".html", ".txt", ".js", ".css", ".yaml", ".yml", ".toml", ".md", ""}
# What is installed, made at run time, or kept by tools; catalogues and pictures cite nothing.
ELSEWHERE = {".venv", ".git", "var", "locale", "pictures", "__pycache__", "node_modules"}

RULES = re.compile(r"\brules? (\d+(?:(?:, | and | to |[-–])\d+)*)", re.IGNORECASE)
RANGE = re.compile(r"(\d+)(?: to |[-–])(\d+)")
DECISION = re.compile(r"\bdecisions?(?: |/)(\d+)", re.IGNORECASE)
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
PAPER = re.compile(r"\bdocs/[\w./-]+\.md\b|\b[A-Z]{4,}\.md\b")


@cache
def files() -> list[Path]:
    """Return the texts of the repository."""
    found = []
    for folder, inner, names in os.walk(ROOT):
        inner[:] = [name for name in inner if name not in ELSEWHERE and (name == ".ci" or name[0] != ".")]
        found += [Path(folder, name) for name in names if Path(name).suffix in SOURCES and name[0] != "."]
    return found


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def papers() -> list[Path]:
    return [path for path in files() if path.suffix == ".md" and not TESTS & set(path.parts)]


def cited_rules(said: str) -> set[int]:
    """Return the numbers of the rules that a text cites: "rules 17-23", "rules 11 and 38", "rule 4"."""
    cited: set[int] = set()
    for numbers in RULES.findall(said):
        cited.update(int(number) for number in re.findall(r"\d+", numbers))
        for first, last in RANGE.findall(numbers):
            cited.update(range(int(first), int(last) + 1))
    return cited


def rules_explained(page: str) -> list[int]:
    return [int(number) for number in re.findall(r"^(\d+)\. ", page, re.MULTILINE)]


def anchors(page: str) -> set[str]:
    """Return the anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(path: Path, said: str) -> Iterator[str]:
    for link in LINK.findall(said):
        target, _, anchor = link.partition("#")
        if ":" in target:
            continue
        page = (path.parent / target).resolve() if target else path
        if not page.exists() or (anchor and anchor not in anchors(text(page))):
            yield link


def missing_paths(said: str) -> Iterator[str]:
    """Yield the paths in code spans that begin at the root of the repository and lead to nothing."""
    roots = {path.name for path in ROOT.iterdir()} - ELSEWHERE
    for span in CODE.findall(said):
        for word in re.findall(r"[\w.*/-]+/[\w.*/-]*", span):
            first = word.partition("/")[0]
            # A placeholder or an address is no path: `templates/<app>/`, `/healthz`.
            if first in roots and "<" not in span and not any(ROOT.glob(word.rstrip("/."))):
                yield word


def test_rules_are_numbered_without_gaps():
    numbers = rules_explained(text(ROOT / "docs" / "rules.md"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 40


def test_every_rule_that_is_cited_is_explained():
    explained = set(rules_explained(text(ROOT / "docs" / "rules.md")))
    cited = {path: cited_rules(text(path)) for path in files() if path != Path(__file__)}
    assert {str(path): numbers - explained for path, numbers in cited.items() if numbers - explained} == {}
    assert len(set().union(*cited.values())) > 20  # the search finds what it is to look at


def test_decisions_are_numbered_in_order_and_listed():
    pages = sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))
    listed = re.findall(r"^\| (\d+) \| \[(.+)\]\((.+)\) \|$", text(DECISIONS / "README.md"), re.MULTILINE)
    titles = {(str(int(name[:4])), text(DECISIONS / name).splitlines()[0][2:], name) for name in pages}
    assert set(listed) == titles
    assert len(listed) == len(pages)


def test_every_decision_that_is_cited_is_there():
    numbers = {int(path.name[:4]) for path in DECISIONS.glob("[0-9]*.md")}
    cited = {
        f"{path.relative_to(ROOT)}: decision {number}"
        for path in files()
        if path != Path(__file__)
        for number in DECISION.findall(text(path))
        if int(number) not in numbers
    }
    assert cited == set()


def test_links_of_papers_lead_somewhere():
    broken = {str(path): found for path in papers() if (found := list(broken_links(path, text(path))))}
    assert broken == {}


def test_paths_that_papers_name_are_there():
    missing = {str(path): found for path in papers() if (found := list(missing_paths(text(path))))}
    assert missing == {}


def test_papers_that_code_names_are_there():
    named = {
        f"{path.relative_to(ROOT)}: {paper}"
        for path in files()
        if path.suffix != ".md" and path != Path(__file__)
        for paper in PAPER.findall(text(path))
        if not (ROOT / paper).exists()
    }
    assert named == set()


def missing_names(said: str) -> Iterator[str]:
    """Yield the classes, and members of classes, in code spans that no module defines."""
    for span in CODE.findall(said):
        if re.fullmatch(r"[A-Z]\w+(\.\w+)?", span):
            owner, _, member = span.partition(".")
            if owner not in defined() or (member and member not in defined()[owner]):
                yield span


@cache
def defined() -> dict[str, set[str]]:
    """Return the names that modules define, each with its members."""
    found: dict[str, set[str]] = {}
    for path in files():
        if path.suffix == ".py" and not TESTS & set(path.relative_to(ROOT).parts):
            for node in ast.parse(text(path)).body:
                if isinstance(node, ast.ClassDef):
                    members = {name for inner in node.body for name in assigned(inner)}
                    found.setdefault(node.name, set()).update(members)
                else:
                    found.update({name: set() for name in assigned(node)})
    return found


def assigned(node: ast.stmt) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


def test_names_of_the_glossary_are_those_of_the_code():
    page = text(ROOT / "docs" / "glossary.md")
    assert list(missing_names(page)) == []
    assert {"Consultation", "DispatchStatus.UNKNOWN", "MemberState.protocol_name"} <= set(CODE.findall(page))
    assert list(missing_names("`CommentRound`, `NoteKind.GREETING`, `NoteKind.REMINDER`")) == [
        "CommentRound",
        "NoteKind.GREETING",
    ]


def test_every_model_is_explained_in_the_glossary():
    named = set(re.findall(r"`(\w+)", text(ROOT / "docs" / "glossary.md")))
    own = [model for model in apps.get_models() if (ROOT / model._meta.app_label).is_dir()]
    assert sorted(model.__name__ for model in own if model.__name__ not in named) == []
    assert len(own) > 50


def test_the_changelog_tells_of_each_version_once():
    """Lines of two branches are merged by union, which may leave a line twice or outside its section."""
    lines = text(ROOT / "CHANGELOG.md").splitlines()
    said = [line for line in lines if len(line) > 40]
    assert {line for line in said if said.count(line) > 1} == set()
    versions = [line for line in lines if line.startswith("## ")]
    assert versions[0] == "## Unreleased"
    assert len(versions) == len(set(versions))
    for version in "\n".join(lines).split("\n## ")[2:]:
        headings = re.findall(r"^### .+$", version, re.MULTILINE)
        assert len(headings) == len(set(headings))
        assert "\n- " not in version.partition("\n### ")[0]  # what is released is grouped


def test_the_version_is_the_one_that_the_changelog_released_last():
    released = re.findall(
        r"^## (\d+\.\d+\.\d+) \(\d{4}-\d\d-\d\d\)$", text(ROOT / "CHANGELOG.md"), re.MULTILINE
    )
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    assert released[0] == project["version"]
