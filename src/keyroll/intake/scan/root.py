"""Scans one root: runs the scanner, reads the exports, and gives places with fingerprints.

The values are held until all places are known, since a path, a title or a key could repeat one: such a name is masked.
"""

import codecs
import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from keyroll.intake.scan import history, places
from keyroll.intake.scan.code_owners import CodeOwners
from keyroll.intake.scan.documents import Document, Unreadable, documents
from keyroll.intake.scan.scanner import MOST_FILE, Outcome, Scanner
from keyroll.intake.scan.values import Value, distinct, shapes, value_in, value_of
from keyroll.model.text import printable
from keyroll.providers.contract import Met
from keyroll.secret import Secret

MASK = "[secret]"
_ARCHIVES = {
    ".zip", ".jar", ".war", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".docx", ".xlsx", ".pptx",
}  # fmt: skip
#: A name that repeats fewer characters of a value shows nothing of it.
_TELLING = 6


@dataclass(frozen=True, slots=True)
class Root:
    """What is scanned, under which name, and whether the history of a repository is read too.

    ``named`` says that a person gave the name, which may then go on for another path.
    """

    path: Path
    name: str
    history: bool = True
    named: bool = False

    def inside(self, shown: str) -> str:
        """Return a path below the root with the root's own name before it, which may say what it is (``wiki``)."""
        return f"{self.path.name}/{shown}"

    def versioned(self, shown: str) -> bool:
        """Say whether a file below the root lies in a repository: the root's own, or one inside it."""
        path = self.path / shown
        return any(history.is_repository(one) for one in path.parents if one.is_relative_to(self.path))


@dataclass(frozen=True, slots=True, repr=False)
class Placed:
    """A value at a place. The value is inside: no repr."""

    kind: str
    where: str
    words: str
    value: Value
    line: int = 0
    file: str = ""
    commit: str = ""
    since: datetime | None = None


@dataclass(slots=True)
class Scan:
    """All places that hold a value under a root, and why the scan is not complete, if so."""

    root: Root
    outcome: Outcome = field(default_factory=Outcome)
    placed: list[Placed] = field(default_factory=list)


_Met = dict[str, list[tuple[int, Value]]]


def scan_root(scanner: Scanner, root: Root, *, tick: Callable[[int], None] | None = None) -> Scan:
    """Scan a root. ``tick`` is called with the number of findings so far."""
    scan = Scan(root)
    files: _Met = defaultdict(list)
    commits: dict[tuple[str, str], dict[str, list[tuple[int, Value]]]] = defaultdict(lambda: defaultdict(list))
    found = scanner.scan(root.path, shapes(), history=root.history, outcome=scan.outcome)
    for number, finding in enumerate(found, 1):
        value = value_of(finding)
        if value and finding.commit:
            commits[finding.repository, finding.path][finding.commit].append((finding.line, value))
        elif value:
            files[_below(root.path, finding.path)].append((finding.line, value))
        if tick:
            tick(number)
    for shown, path in _files(root.path, scan.outcome):
        scan.placed += _of_file(scan, shown, path, files.pop(shown, []))
    for shown, met in files.items():  # the scanner names a file in another way than the system does
        scan.placed += _plainly(root, shown, met)
    for (place, versioned), met_in in commits.items():
        scan.placed += _of_history(root.path, place, versioned, met_in)
    return scan


def _below(root: Path, path: str) -> str:
    try:
        return Path(path).relative_to(root).as_posix()
    except ValueError:
        return root.name if Path(path) == root else path


def _files(root: Path, outcome: Outcome) -> Iterator[tuple[str, Path]]:
    """Yield all files that the scanner was to read; one that nobody may read makes the scan incomplete."""
    if root.is_file():
        yield root.name, root
        return

    def lost(error: OSError) -> None:
        outcome.because = f"{error.filename} cannot be read: {error.strerror}"

    for folder, folders, names in os.walk(root, onerror=lost):
        folders[:] = sorted(one for one in folders if one != ".git")
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_symlink() or not path.is_file():
                continue
            shown = path.relative_to(root).as_posix()
            if not os.access(path, os.R_OK):
                outcome.because = f"{shown} cannot be read: rights"
                continue
            if path.stat().st_size > MOST_FILE:
                outcome.fault(f"{shown} is over {MOST_FILE >> 20} MB")
            outcome.closed += path.suffix.lower() in _ARCHIVES
            yield shown, path


def _of_file(scan: Scan, shown: str, path: Path, met: list[tuple[int, Value]]) -> Iterator[Placed]:
    """Yield the places of one file: its pages and tickets where it is an export, else the file itself."""
    named: set[int] = set()
    export = False
    try:
        for document in documents(path, scan.root.inside(shown)):
            if not export:
                # Where one record ends and the next begins the scanner does not know: pairs are the shapes' work here.
                export, met = True, [one for one in met if not one[1].paired]
            inside = [place for place, (_, value) in enumerate(met) if _holds(document.text, value)]
            named.update(inside)
            values = distinct([*(met[place][1] for place in inside), *_within(document)])
            line = min((met[place][0] for place in inside), default=0)
            for value in values:
                yield Placed(
                    document.kind, f"{shown}:{document.name}", document.name, value, line, shown, since=document.since
                )
    except Unreadable as error:
        scan.outcome.fault(str(error))
    # In an export's raw text a label may stand by something else: only what the form of a value proves counts there.
    left = [one for place, one in enumerate(met) if place not in named and not (export and one[1].rank == 0)]
    yield from _plainly(scan.root, shown, left)


def _plainly(root: Root, shown: str, met: list[tuple[int, Value]]) -> Iterator[Placed]:
    kind = places.kind_of(root.inside(shown), repository=root.versioned(shown))
    if any(value.rank == 0 for _, value in met) and _is_program(root.path / shown):
        met = [one for one in met if one[1].rank]
    for line, value in _lined(met):
        yield Placed(kind, shown, f"{shown}:{line}", value, line, shown)


def _is_program(path: Path) -> bool:
    """Say whether a file is no text: words that stand side by side in it label nothing."""
    try:
        with path.open("rb") as stream:
            begins = stream.read(1 << 16)
    except OSError:
        return False
    return b"\x00" in begins and not begins.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _lined(met: Sequence[tuple[int, Value]]) -> Iterator[tuple[int, Value]]:
    """Yield each value of a file once, with the first line that holds it."""
    lines: dict[bytes, int] = {}
    for line, value in met:
        with value.secret.open() as raw:
            lines[raw] = min(line, lines.get(raw, line))
    for value in distinct(value for _, value in met):
        with value.secret.open() as raw:
            yield lines[raw], value


def _within(document: Document) -> Iterator[Value]:
    for shape in shapes():
        for found in re.finditer(shape.pattern, document.text):
            value = value_in(Met(shape.name, found[1]))
            if value:
                yield value


def _holds(text: str, value: Value) -> bool:
    with value.searched.open() as raw:
        return raw.decode("utf-8", "replace") in text


def _of_history(root: Path, place: str, path: str, met: Mapping[str, list[tuple[int, Value]]]) -> Iterator[Placed]:
    """Yield one place a value and path: how many commits brought a version of the file with it, and the first one."""
    repository = Path(place) if Path(place).is_absolute() else root
    prefix = "" if repository == root else f"{_below(root, str(repository))}/"
    times = history.authored(repository, met.keys())
    by_value: dict[bytes, list[tuple[datetime | None, str, int, Value]]] = defaultdict(list)
    for commit, pairs in met.items():
        for line, value in _lined(pairs):
            with value.secret.open() as raw:
                by_value[raw].append((times.get(commit), commit, line, value))
    for sights in by_value.values():
        since, commit, line, value = min(sights, key=lambda one: (one[0] is None, one[0] or 0, one[1]))
        more = f" and {len(sights) - 1} more" if len(sights) > 1 else ""
        words = f"{prefix}{path}:{line} in commit {commit[:8]}{more}"
        yield Placed("git_history", f"history:{prefix}{path}", words, value, line, commit=commit, since=since)


def lines_of(scan: Scan, key: Secret, key_id: str) -> Iterator[dict[str, object]]:
    """Yield the report of a scan, in order, as ``providers.scan.survey`` describes it. No value is in it."""
    root, mask = scan.root, _Mask(one.value.secret for one in scan.placed)
    scan.outcome.because = mask(scan.outcome.because)
    yield {
        "scan": {
            "scanner": "kingfisher",
            "root": mask(str(root.path)),
            "history": root.history,
            "because": scan.outcome.because,
        }
    }
    owners, hashes = CodeOwners(root.path), dict[str, str]()
    found: list[tuple[tuple[str, str], dict[str, object]]] = []
    for one in scan.placed:
        fingerprint = one.value.secret.fingerprint(key, key_id)
        if one.file and one.file not in hashes:
            hashes[one.file] = _sha256(root.path / one.file if root.path.is_dir() else root.path)
        place = {
            "id": f"{mask(one.where)}#{fingerprint.rpartition(':')[2][:12]}",
            "kind": one.kind,
            "words": mask(one.words),
            "since": one.since.isoformat() if one.since else None,
            "line": one.line,
            "file": mask(one.file),
            "file_sha256": hashes.get(one.file, ""),
            "commit": one.commit,
            "owner": mask(owners.of(one.file)) if one.file and root.path.is_dir() else "",
        }
        # An identifier that repeats a value (an address whose account is a token) is none.
        identifiers = sorted(
            identifier for identifier in one.value.identifiers if mask(identifier.text) == identifier.text
        )
        value = {
            "fingerprint": fingerprint,
            "provider": one.value.provider,
            "kind": one.value.kind,
            "rule": one.value.rule,
            "strong": [identifier.text for identifier in identifiers if identifier.strong],
            "weak": [identifier.text for identifier in identifiers if not identifier.strong],
        }
        found.append(((str(place["id"]), one.value.rule), {"place": place, "value": value}))
    yield from (line for _, line in sorted(found, key=lambda pair: pair[0]))


class _Mask:
    """Replaces values in names: a ticket's title or a file's name could repeat what it holds."""

    def __init__(self, secrets: Iterator[Secret]) -> None:
        self._secrets = list(secrets)
        self._values: set[str] = set()
        for secret in self._secrets:
            with secret.open() as raw:
                self._values.add(raw.decode("utf-8", "replace"))

    def __call__(self, text: str) -> str:
        for value in self._values:
            if len(value) >= _TELLING and value in text:
                text = text.replace(value, MASK)
        return printable(text)


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
