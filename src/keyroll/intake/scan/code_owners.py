"""Finds the owner of a file in the CODEOWNERS of its folder.

The last line whose pattern matches counts, and a pattern without owners removes them. Patterns have gitignore's syntax.
Sources: docs.github.com "About code owners", docs.gitlab.com "Code Owners syntax and error handling" (sections in
brackets are headings; this reader ignores their default owners), read 2026-11.
"""

from pathlib import Path

from pathspec import GitIgnoreSpec

from keyroll.intake.scan.tree import Tree

#: The places where the forges look for the file, in this order.
PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS", ".bitbucket/CODEOWNERS")

_MOST_BYTES = 4 << 20
_Rules = tuple[tuple[GitIgnoreSpec, str], ...]


class CodeOwners:
    """The owners of files below a root; each folder's rules are read once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._tree = Tree(root)
        self._read: dict[Path, _Rules] = {}

    def of(self, shown: str) -> str:
        """Return the first owner of a file below the root, without ``@``, or an empty text if it has none."""
        path = self._root / shown
        for folder in path.parents:
            if not folder.is_relative_to(self._root):
                break
            if folder not in self._read:
                self._read[folder] = self._rules(folder)
            rules = self._read[folder]
            if rules:
                inside = path.relative_to(folder).as_posix()
                return next((owner for spec, owner in rules if spec.match_file(inside)), "")
        return ""

    def _rules(self, folder: Path) -> _Rules:
        """Return the lines of a folder's file, the last one first; empty if there is no readable file."""
        inside = folder.relative_to(self._root)
        for place in PLACES:
            try:
                text = self._tree.read((inside / place).as_posix(), _MOST_BYTES).decode("utf-8", "replace")
            except OSError:
                continue
            lines = (line.partition(" #")[0].split() for line in text.splitlines())
            told = [line for line in lines if line and not line[0].startswith(("#", "[", "^["))]
            return tuple((GitIgnoreSpec.from_lines([line[0]]), _name(line[1:])) for line in reversed(told))
        return ()


def _name(owners: list[str]) -> str:
    return owners[0].removeprefix("@") if owners else ""
