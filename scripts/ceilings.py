"""Count what has to be held by whoever takes this over, and fail where it has grown over its ceiling.

The ceilings stand in pyproject.toml ([tool.portal.ceilings]). Lines are those of the files in Git, blank ones
included; messages are those of the Russian catalogue.
"""

import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = "locale/ru/LC_MESSAGES/django.po"
# A message that is no longer used is kept behind "#~"; the first one is the catalogue's own heading.
MESSAGE = re.compile(r"^msgid ", re.MULTILINE)


def part_of(path: str) -> str:
    """Return under which ceiling a module counts."""
    if "/migrations/" in path:
        return "migrations"
    folder = path.partition("/")[0]
    return folder if folder in ("tests", "trials") else "code"


def count_all(root: Path) -> Counter[str]:
    """Return how much there is under each ceiling."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", "*.py"],
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
    )
    found: Counter[str] = Counter()
    for path in filter(None, listed.stdout.split("\0")):
        if (root / path).is_file():
            found[part_of(path)] += (root / path).read_bytes().count(b"\n")
    found["messages"] = len(MESSAGE.findall((root / CATALOGUE).read_text())) - 1
    return found


def main(root: Path = ROOT) -> int:
    ceilings = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["portal"]["ceilings"]
    found = count_all(root)
    print("; ".join(f"{name} {found[name]:,} of {ceiling:,}" for name, ceiling in ceilings.items()))
    over = [name for name, ceiling in ceilings.items() if found[name] > ceiling]
    if over:
        print(
            f"Over the ceiling: {', '.join(over)}. Take something away; to raise one in pyproject.toml "
            "takes a line in docs/decisions that says what it buys.",
            file=sys.stderr,
        )
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
