"""Fails if a source file is over 400 lines or a function over 40."""

import ast
import sys
from pathlib import Path

FILE, FUNCTION = 400, 40


def faults(path: Path) -> list[str]:
    """Return the parts of a file that are too long."""
    text = path.read_text(encoding="utf-8")
    found = []
    lines = text.count("\n")
    if lines > FILE:
        found.append(f"{path}: {lines} lines, at most {FILE}")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            length = (node.end_lineno or 0) - body[0].lineno + 1 if body else 0
            if length > FUNCTION:
                found.append(f"{path}:{node.lineno}: {node.name} has {length} lines, at most {FUNCTION}")
    return found


def main() -> int:
    """Check the package."""
    problems = [fault for path in sorted(Path("src").rglob("*.py")) for fault in faults(path)]
    sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
