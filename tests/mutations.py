"""Make seeded mutations in acts, models, rules and parsers, and note which the suite catches.

Not part of the suite: `python -m tests.mutations` runs all unit tests once, to see which of them call what
is to be mutated, and then these alone against each mutation. It tells how many are caught, and names the
others. To be run before tests are cut and afterwards: not one fewer may be caught.
"""

import argparse
import ast
import builtins
import contextlib
import copy
import importlib
import inspect
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
# What only shows, wires or sets up is looked at by pages, journeys and checks.
LEFT_OUT = {"tests", "trials", "scripts", "migrations", "views", "templatetags", "management", "api"}
NAMES_LEFT_OUT = {"urls.py", "apps.py", "admin.py", "settings.py", "refusals.py", "enums.py", "forms.py"}
PAIRS = [
    (ast.Eq, ast.NotEq), (ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.In, ast.NotIn), (ast.Is, ast.IsNot),
    (ast.And, ast.Or), (ast.Add, ast.Sub),
]  # fmt: skip
OPPOSITES: dict[type, type] = {one: other for pair in PAIRS for one, other in (pair, pair[::-1])}
TESTS_AT_MOST, SECONDS_AT_MOST = 120, 180
ORDERS = "PORTAL_MUTATIONS"


class Mutation(NamedTuple):
    """The `number`th node of a function that may be changed, in a module of the portal."""

    path: str
    function: str
    number: int

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").replace("/", ".")

    def __str__(self) -> str:
        tree = ast.parse((ROOT / self.path).read_text())
        node = changeable(dict(functions(tree))[self.function])[self.number]
        return f"{self.path}:{node.lineno} {self.function}: {ast.unparse(node)}"


def functions(tree: ast.AST, above: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Return the functions of a module and of its classes, by their qualified names."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef):
            yield above + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{above}{node.name}.")


def changeable(function: ast.FunctionDef) -> list[Any]:
    """Return the nodes of a function that may be changed, themselves as they were."""
    return [node for part in function.body for node in ast.walk(part) if mutate(copy.deepcopy(node))]


def mutate(node: Any) -> bool:
    """Change a node; false where there is nothing to change."""
    match node:
        case ast.Compare(ops=[only]) if type(only) in OPPOSITES:
            node.ops = [OPPOSITES[type(only)]()]
        case ast.BoolOp(op=op) | ast.BinOp(op=op) if type(op) in OPPOSITES:
            node.op = OPPOSITES[type(op)]()
        case ast.If(test=test) | ast.IfExp(test=test):
            node.test = ast.UnaryOp(ast.Not(), test)
        case ast.Constant(value=bool(value)):
            node.value = not value
        case ast.Constant(value=int(value)):
            node.value = value + 1
        case ast.Expr(value=ast.Call()):
            node.value = ast.Constant(None)
        case ast.Call(func=ast.Attribute(attr="filter" | "exclude"), keywords=[_first, *rest]):
            node.keywords = rest
        case _:
            return False
    return True


def choose(seed: int, number: int) -> list[Mutation]:
    """Return `number` mutations, one a function, in an order that the seed alone decides."""
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, check=True, text=True)
    found = []
    for path in sorted(listed.stdout.split()):
        *folders, name = path.split("/")
        if not folders or LEFT_OUT & {*folders} or name in NAMES_LEFT_OUT:
            continue
        for function, node in functions(ast.parse((ROOT / path).read_text())):
            found += [Mutation(path, function, one) for one in range(len(changeable(node)))]
    random.Random(seed).shuffle(found)
    firsts = {(one.path, one.function): one for one in reversed(found) if original(one)}
    return sorted(firsts.values(), key=found.index)[:number]


def original(mutation: Mutation) -> FunctionType | None:
    """Return the function as the portal has it, without what is wrapped round it."""
    found: Any = importlib.import_module(mutation.module)
    for part in mutation.function.split("."):
        found = inspect.getattr_static(found, part, None)
    for inner in ("fget", "func", "__func__"):
        found = getattr(found, inner, found)
    found = inspect.unwrap(found) if callable(found) else None
    return found if isinstance(found, FunctionType) and not found.__code__.co_freevars else None


def codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from codes(one)


def change(mutation: Mutation, mark: str = "") -> None:
    """Put the mutation into the function, or, with a mark, a call that tells that the function is used."""
    tree = ast.parse((ROOT / mutation.path).read_text())
    function = dict(functions(tree))[mutation.function]
    if mark:
        function.body[:0] = ast.parse(f"_tell_use({mark!r})").body
    else:
        mutate(changeable(function)[mutation.number])
    ast.fix_missing_locations(tree)
    made = compile(tree, mutation.path, "exec", flags=original(mutation).__code__.co_flags & 0x1FF0000)
    code = next(one for one in codes(made) if one.co_qualname == mutation.function)
    original(mutation).__code__ = code


class Uses:
    """The first run: which tests call what is to be mutated, and how long each takes."""

    def __init__(self, folder: Path, mutations: list[Mutation]) -> None:
        self.folder, self.mutations = folder, mutations
        self.test, self.seconds = "", {}
        self.found: dict[str, set[str]] = defaultdict(set)

    def pytest_collection_finish(self) -> None:
        builtins._tell_use = lambda mark: self.found[mark].add(self.test)  # type: ignore[attr-defined]
        for number, one in enumerate(self.mutations):
            change(one, str(number))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.test = nodeid

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration

    def pytest_sessionfinish(self) -> None:
        said = {"uses": {mark: sorted(tests) for mark, tests in self.found.items()}, "seconds": self.seconds}
        (self.folder / f"uses-{os.getpid()}.json").write_text(json.dumps(said))


class Trials:
    """The second run: each mutation in a process of its own, with the tests that use what it changes."""

    def __init__(self, folder: Path, lane: int) -> None:
        self.folder, self.lane = folder, lane

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {one.nodeid: one for one in session.items}
        orders = json.loads((self.folder / f"lane-{self.lane}.json").read_text())
        first = next(one for one in session.items if "django_db_setup" in one.fixturenames)
        first.ihook.pytest_runtest_protocol(item=first, nextitem=session.items[-1])
        for number, path, function, node, tests in orders:
            chosen = [items[one] for one in tests if one in items]
            caught = self.is_caught(Mutation(path, function, node), chosen)
            with (self.folder / f"told-{self.lane}").open("a") as told:
                told.write(json.dumps([number, caught, len(chosen)]) + "\n")
        return True

    def is_caught(self, mutation: Mutation, items: list[pytest.Item]) -> bool:
        from django.db import connections  # noqa: PLC0415 - the settings come with the run

        from tests import states  # noqa: PLC0415

        connections.close_all()
        states.is_dirty = True
        child = os.fork()
        if not child:
            signal.alarm(SECONDS_AT_MOST)  # what never ends is caught as well
            with contextlib.redirect_stdout(None), contextlib.redirect_stderr(None):
                os._exit(int(self.fails(mutation, items)))
        return os.waitpid(child, 0)[1] != 0

    def fails(self, mutation: Mutation, items: list[pytest.Item]) -> bool:
        from _pytest.runner import runtestprotocol  # noqa: PLC0415

        change(mutation)
        try:
            return any(
                report.failed
                for item, coming in zip(items, [*items[1:], None], strict=True)
                for report in runtestprotocol(item, log=False, nextitem=coming)
            )
        except BaseException:
            return True


def pytest_configure(config: pytest.Config) -> None:
    orders = json.loads(os.environ[ORDERS])
    folder = Path(orders["folder"])
    if "lane" in orders:
        config.pluginmanager.register(Trials(folder, orders["lane"]))
    elif not config.getoption("numprocesses", None):  # in the workers
        config.pluginmanager.register(Uses(folder, choose(orders["seed"], orders["number"])))


def start(orders: dict[str, Any], *options: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.mutations", "-p", "no:cacheprovider"]
    environment = os.environ | {ORDERS: json.dumps(orders)}
    return subprocess.Popen([*command, *options], cwd=ROOT, env=environment)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=35)
    parser.add_argument("--number", type=int, default=200)
    parser.add_argument("--lanes", type=int, default=2)
    parser.add_argument("tests", nargs="*", default=["tests", "--ignore", "tests/browser"])
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    importlib.import_module("django").setup()
    mutations = choose(asked.seed, asked.number)
    folder = Path(tempfile.mkdtemp(prefix="mutations-"))
    orders = {"folder": str(folder), "seed": asked.seed, "number": asked.number}
    start(orders, "-n", str(asked.lanes), "--dist", "worksteal", *asked.tests).wait()
    uses: dict[str, set[str]] = defaultdict(set)
    seconds: dict[str, float] = {}
    for file in folder.glob("uses-*.json"):
        said = json.loads(file.read_text())
        seconds |= said["seconds"]
        for mark, tests in said["uses"].items():
            uses[mark] |= {*tests}
    trials = [
        (number, *one, sorted(uses[str(number)], key=lambda test: seconds.get(test, 0))[:TESTS_AT_MOST])
        for number, one in enumerate(mutations)
    ]
    lanes = []
    for lane in range(asked.lanes):
        own = trials[lane :: asked.lanes]
        (folder / f"lane-{lane}.json").write_text(json.dumps(own))
        tests = sorted({test.partition("::")[0] for *_rest, chosen in own for test in chosen})
        lanes.append(start(orders | {"lane": lane}, "-p", "no:xdist", *tests))
    for one in lanes:
        one.wait()
    told = [json.loads(line) for file in folder.glob("told-*") for line in file.read_text().splitlines()]
    for number, caught, tried in sorted(told):
        if not caught:
            print(f"not caught by {tried} tests: {mutations[number]}")
    print(f"{sum(caught for _number, caught, _tried in told)} of {len(told)} mutations are caught")


if __name__ == "__main__":
    main()
