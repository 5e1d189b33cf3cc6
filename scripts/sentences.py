"""Draws random sentences from docs, docstrings and screens. A person judges whether each one is plain.

``python scripts/sentences.py --seed 1 [--many 20]``: the same seed draws the same sentences from the same state of the
checkout. The sources are texts for people: pages, docstrings, and the texts of commands, reports and errors.
"""

import argparse
import ast
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parent.parent
#: Generated pages repeat docstrings; decisions and the table of earlier names are history.
LEFT_OUT: Final = (
    "docs/adr/", "docs/relations.md", "docs/lists.md", "docs/behaviours.md", "docs/posture.md", "docs/support.md",
    "docs/settings.md", "docs/providers.md", "docs/logs.md", "docs/words.md", "model/earlier.py",
)  # fmt: skip
#: Folders whose texts are shown to people.
SCREENS: Final = ("src/keyroll/cli/", "src/keyroll/report/", "src/keyroll/server/", "src/keyroll/api/")
_END: Final = re.compile(r"(?<=[.!?])\s+(?=[A-Z`*\[])")
_FENCE: Final = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_BLOCK: Final = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.|\||#)\s)")
FEWEST_WORDS: Final = 4


class Sentence(NamedTuple):
    """A sentence and its file."""

    place: str
    text: str


def of_text(place: str, text: str) -> Iterator[Sentence]:
    """Yield the sentences of a text: paragraphs and list items, without tables, headings and code."""
    for block in _BLOCK.split(_FENCE.sub("", text)):
        line = " ".join(block.split()).lstrip("-* ")
        if not line.startswith(("|", "#", ">>>", "<")):
            yield from (Sentence(place, one) for one in _END.split(line) if len(one.split()) >= FEWEST_WORDS)


def of_module(place: str, source: str) -> Iterator[Sentence]:
    """Yield the sentences of a module's docstrings, and of its texts if the module writes screens."""
    tree = ast.parse(source)
    documented = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if said := ast.get_docstring(node):
                yield from of_text(place, said)
            documented |= {id(one.value) for one in node.body[:1] if isinstance(one, ast.Expr)}
    if place.startswith(SCREENS):
        for node in ast.walk(tree):
            shown = isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented
            if shown and not re.search(r"[=;{}<>\n]|SELECT|FROM ", str(node.value)):  # type: ignore[attr-defined]
                yield from of_text(place, str(node.value))  # type: ignore[attr-defined]


def sentences(root: Path = ROOT) -> list[Sentence]:
    """Return every sentence, once, in a fixed order."""
    found: list[Sentence] = []
    pages = [*sorted(root.glob("*.md")), *sorted((root / "docs").rglob("*.md")), *sorted((root / "src").rglob("*.py"))]
    for path in pages:
        place = path.relative_to(root).as_posix()
        if any(part in place for part in LEFT_OUT):
            continue
        text = path.read_text(encoding="utf-8")
        found += of_module(place, text) if path.suffix == ".py" else of_text(place, text)
    return list(dict.fromkeys(found))


def drawn(seed: int, many: int, root: Path = ROOT) -> list[Sentence]:
    """Return the sentences of a draw."""
    return random.Random(seed).sample(sentences(root), many)  # noqa: S311 - a draw that can be repeated


def main() -> None:
    """Print a draw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--many", type=int, default=20)
    given = parser.parse_args()
    for number, one in enumerate(drawn(given.seed, given.many), 1):
        sys.stdout.write(f"{number}. {one.place}: {one.text}\n")


if __name__ == "__main__":
    main()
