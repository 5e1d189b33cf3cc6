"""Seeds from the tests: literals in a folder of tests, with a text in place of computed parts."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1] / "tests"


@cache
def trees(folder: str) -> tuple[bytes, ...]:
    """Return the objects and lists in a folder of tests as JSON, the larger ones first."""
    found = {json.dumps(tree) for node in _nodes(folder) if (tree := _tree(node)) and isinstance(tree, dict | list)}
    return tuple(one.encode() for one in sorted(found, key=lambda one: (-len(one), one)) if len(one) > 30)


@cache
def texts(folder: str) -> tuple[bytes, ...]:
    """Return the texts in a folder of tests that are long enough for a line of a log."""
    found = {node.value for node in _nodes(folder) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return tuple(one.encode("utf-8", "surrogatepass") for one in sorted(found) if len(one) > 30)


def _nodes(folder: str) -> Iterator[ast.AST]:
    for path in sorted((TESTS / folder).rglob("*.py")):
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def _tree(node: ast.AST) -> Any:
    if isinstance(node, ast.Dict):
        return {str(_tree(key)): _tree(value) for key, value in zip(node.keys, node.values, strict=True) if key}
    if isinstance(node, ast.List | ast.Tuple):
        return [_tree(one) for one in node.elts]
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | bool | None):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "1" for one in node.values)
    return "2026-01-02T03:04:05Z"
