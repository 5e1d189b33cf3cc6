"""Fails if a private word of an earlier version is used in its old sense, or one class name has two meanings.

docs/words.md has the terms.

Each word has a pattern that matches its old sense only, so that ordinary English is not refused, and the files in which
it is allowed: stable file layouts, vendors' own words, seeds of the simulator, and the table of earlier names.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Word:
    """A word of an earlier version: its old sense as a pattern, the term of today, and the files that may use it."""

    pattern: str
    instead: str
    allowed: tuple[str, ...] = ()

    def faults(self, path: Path, line: str) -> bool:
        """Return whether a line uses it in the old sense."""
        return not any(part in path.as_posix() for part in self.allowed) and bool(
            re.search(self.pattern, line, re.IGNORECASE)
        )


#: Folders, endpoints and members are called ``survey``, which is stable; their readers use that name.
_SURVEYS = (
    "keyroll/providers/", "keyroll/replay/", "keyroll/intake/", "detection/rotated.py", "docs/adding.md",
    "docs/performance.md", "docs/architecture.md", "docs/limits.md",
)  # fmt: skip
WORDS = (
    Word(r"\b(the|a|our|quiet|whole|noisy|other) houses?\b|\bhouse's\b", "organisation"),
    Word(r"\bdoors?\b", "service, resource or network connection"),
    Word(r"\bmighty\b", "privileged"),
    Word(r"\boutlived\b", "active after off-boarding"),
    Word(r"\bstrays?\b", "shadow credential"),
    Word(r"\bwoken\b", "reactivated"),
    Word(r"\bstorms?\b", "benign surge", ("scenarios/cases",)),
    Word(r"\bmend(s|ed|ing)?\b", "fix"),
    Word(r"\bresidue\b", "open items"),
    Word(r"\b(the|on the) roll\b|\bcensus\b", "inventory", ("docs/estimate.md",)),
    Word(
        r"\b(a|the|each|every|its|strong|weak|which|by|of) handles?\b",
        "identifier",
        ("store/ledger/migrations", "intake/fast/reading.py"),
    ),
    Word(r"\bstrangers?\b(?!\.csv)", "unlisted record, or another actor", ("providers/register", "docs/providers.md")),
    Word(
        r"\b(a|the|one|each|every|later|next|complete|last|no) surveys?\b(?!/)|\bsurveys and logs\b",
        "listing",
        _SURVEYS,
    ),
    Word(r"(?-i:\bBECAUSE = |\bBecause\()", "REASON, ExposureReason"),
    Word(
        r"\b(own_tries|of_campaign|told_(credentials|places|principals)|met_values)\b", "the relation's name of today"
    ),
    Word(r"\bturned key\b|\bkeys? (is|are|was|were) turned\b", "rotated credential lineage"),
)
#: Files that contain the earlier names.
TABLES = ("model/earlier.py", "docs/words.md", "docs/adr/", "scripts/words_lint.py")


def faults(root: Path) -> Iterator[str]:
    """Yield every use of an earlier word below a checkout."""
    files = [root / "README.md"]
    for folder, endings in (("src", (".py", ".sql", ".yml")), ("docs", (".md",)), ("scripts", (".py",))):
        files += [path for path in sorted((root / folder).rglob("*")) if path.suffix in endings]
    for path in files:
        if any(table in path.as_posix() for table in TABLES):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.lstrip().startswith("aliases="):
                continue
            for word in WORDS:
                if word.faults(path.relative_to(root), line):
                    yield f"{path.relative_to(root)}:{number}: write {word.instead!r}: {line.strip()[:100]}"


def shared_names(root: Path) -> Iterator[str]:
    """Yield every public class name of two modules of the package: one name has one meaning."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in sorted((root / "src/keyroll").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].append(path.relative_to(root).as_posix())
    for name, found in sorted(places.items()):
        if len(found) > 1:
            yield f"{found[-1]}: {name} is also a class of {', '.join(found[:-1])}: choose another name"


def main() -> int:
    """Check the checkout."""
    uses = [*faults(Path()), *shared_names(Path())]
    sys.stdout.write("".join(f"{fault}\n" for fault in uses))
    return 1 if uses else 0


if __name__ == "__main__":
    sys.exit(main())
