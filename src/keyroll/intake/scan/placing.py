"""Turns the values of one file, or of one file's history, into places."""

import codecs
import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from keyroll.intake.scan import places
from keyroll.intake.scan.documents import ScannedDocument, UnreadableDocument, documents
from keyroll.intake.scan.scanner import ScanOutcome
from keyroll.intake.scan.values import Value, distinct, shapes, value_in
from keyroll.providers.contracts.secrets import SecretMatch
from keyroll.reveal import reveal


@dataclass(frozen=True, slots=True)
class Root:
    """The path to scan, its name, and whether the history of a repository is read too.

    ``named`` says that a person gave the name, which may then be used for another path.
    """

    path: Path
    name: str
    history: bool = True
    named: bool = False

    def inside(self, shown: str) -> str:
        """Return a path below the root with the root's own name before it, which may show its kind (``wiki``)."""
        return f"{self.path.name}/{shown}"


@dataclass(frozen=True, slots=True, repr=False)
class Placed:
    """A value at a place. It holds the value: no repr."""

    kind: str
    where: str
    words: str
    value: Value
    line: int = 0
    file: str = ""
    commit: str = ""
    since: datetime | None = None
    sha256: str = ""


@dataclass(slots=True)
class Scan:
    """All places with a value under a root, and the reason why the scan is not complete, if any.

    ``versioned`` holds the folders that are repositories, by their paths from the root.
    """

    root: Root
    outcome: ScanOutcome = field(default_factory=ScanOutcome)
    placed: list[Placed] = field(default_factory=list)
    versioned: set[str] = field(default_factory=set)

    def is_versioned(self, shown: str) -> bool:
        """Return whether a file below the root is in a repository: the root's own, or one inside it."""
        return any(("" if one == PurePosixPath(".") else str(one)) in self.versioned for one in _parents(shown))


def _parents(shown: str) -> Collection[PurePosixPath]:
    return list(PurePosixPath(shown).parents)


Lines = list[tuple[int, Value]]


def of_file(scan: Scan, shown: str, copied: Path | None, met: Lines, *, export: bool) -> Iterator[Placed]:
    """Yield the places of one file: its pages and tickets if it is an export, else the file itself.

    ``copied`` is the copy that was read, if there is one; ``export`` says that it may be read as an export.
    """
    named: set[int] = set()
    found: list[Placed] = []
    digest = sha256(copied) if copied and met else ""
    is_export = False
    try:
        for document in documents(copied, scan.root.inside(shown)) if copied and export else ():
            if not is_export:
                # The scanner does not see where one record ends and the next begins: pairs are found by the shapes
                # here.
                is_export, met = True, [one for one in met if not one[1].paired]
            inside = [place for place, (_, value) in enumerate(met) if _holds(document.text, value)]
            named.update(inside)
            line = min((met[place][0] for place in inside), default=0)
            for value in distinct([*(met[place][1] for place in inside), *_within(document)]):
                digest = digest or (sha256(copied) if copied else "")
                where = f"{shown}:{document.name}"
                found.append(
                    Placed(document.kind, where, document.name, value, line, shown, "", document.since, digest)
                )
    except UnreadableDocument as error:
        scan.outcome.fault(str(error))
    yield from found
    # In an export's raw text a label may be next to the wrong value: only a value with a form of its own counts there.
    left = [one for place, one in enumerate(met) if place not in named and not (is_export and one[1].rank == 0)]
    yield from _plainly(scan, shown, copied, left, digest)


def _plainly(scan: Scan, shown: str, copied: Path | None, met: Lines, digest: str) -> Iterator[Placed]:
    if not met:
        return
    kind = places.kind_of(scan.root.inside(shown), repository=scan.is_versioned(shown))
    if any(value.rank == 0 for _, value in met) and copied and _is_program(copied):
        met = [one for one in met if one[1].rank]
    for line, value in _lined(met):
        yield Placed(kind, shown, f"{shown}:{line}", value, line, shown, sha256=digest)


def _is_program(path: Path) -> bool:
    """Return whether a file is binary: adjacent words in it are not a label and its value."""
    with path.open("rb") as stream:
        begins = stream.read(1 << 16)
    return b"\x00" in begins and not begins.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def sha256(path: Path) -> str:
    """Return the hash of a file that keyroll wrote."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _lined(met: Sequence[tuple[int, Value]]) -> Iterator[tuple[int, Value]]:
    """Yield each value of a file once, with the first line that holds it."""
    lines: dict[bytes, int] = {}
    for line, value in met:
        with reveal(value.secret) as raw:
            lines[raw] = min(line, lines.get(raw, line))
    for value in distinct(value for _, value in met):
        with reveal(value.secret) as raw:
            yield lines[raw], value


def _within(document: ScannedDocument) -> Iterator[Value]:
    for shape in shapes():
        for found in re.finditer(shape.pattern, document.text):
            value = value_in(SecretMatch(shape.name, found[1]))
            if value:
                yield value


def _holds(text: str, value: Value) -> bool:
    with reveal(value.searched) as raw:
        return raw.decode("utf-8", "replace") in text


def of_history(prefix: str, path: str, met: Mapping[str, Lines], times: Mapping[str, datetime]) -> Iterator[Placed]:
    """Yield one place for each value and path: how many commits added a version with it, and the first."""
    by_value: dict[bytes, list[tuple[datetime | None, str, int, Value]]] = defaultdict(list)
    for commit, pairs in met.items():
        for line, value in _lined(pairs):
            with reveal(value.secret) as raw:
                by_value[raw].append((times.get(commit), commit, line, value))
    for sights in by_value.values():
        since, commit, line, value = min(sights, key=lambda one: (one[0] is None, one[0] or 0, one[1]))
        more = f" and {len(sights) - 1} more" if len(sights) > 1 else ""
        words = f"{prefix}{path}:{line} in commit {commit[:8]}{more}"
        yield Placed("git_history", f"history:{prefix}{path}", words, value, line, commit=commit, since=since)
