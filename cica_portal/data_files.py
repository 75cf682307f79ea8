"""The data files that the portal comes with (YAML), read in one way."""

from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_MERGE = "tag:yaml.org,2002:merge"


class DoubleKey(yaml.constructor.ConstructorError):
    """A mapping says one key twice: the first of the two values would be lost unseen."""


class _Loader(yaml.CSafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _value in node.value:
            if key.tag == _MERGE or not isinstance(key, yaml.ScalarNode):
                continue
            if (key.tag, key.value) in seen:
                raise DoubleKey(None, None, f"the key {key.value!r} stands here twice", key.start_mark)
            seen.add((key.tag, key.value))
        return super().construct_mapping(node, deep)


def read(file: Path) -> Any:
    """Return the content of a data file; raise `DoubleKey` if a mapping says a key twice."""
    return _Loader(file.read_text(encoding="utf-8")).get_single_data()


@cache  # 0.3 to 60 ms a file, some on every page; the release is the same as long as a process lives
def read_once(file: Path) -> Any:
    """Return the content of a data file of the release, which nobody may change."""
    return read(file)
