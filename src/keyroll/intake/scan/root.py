"""Scans one root: the scanner reads copies of its files and histories, and the places of its findings are returned.

The scanner never reads the root itself. Files are copied in batches, a history as a bare repository that keyroll
builds, so that no link, no configuration and no name within the root reaches a program (docs/adr/0022).
"""

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from posixpath import splitext

from keyroll.intake.scan.histories import Run, Tick, read_histories
from keyroll.intake.scan.placing import Lines, Root, Scan, of_file
from keyroll.intake.scan.repository import loose, stores
from keyroll.intake.scan.scanner import MOST_FILE, Scanner
from keyroll.intake.scan.staging import copy, staging
from keyroll.intake.scan.tree import Tree, TreeFolder
from keyroll.intake.scan.values import shapes, value_of

_ARCHIVES = {
    ".zip", ".jar", ".war", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".docx", ".xlsx", ".pptx",
}  # fmt: skip
#: The number of files that are copied at once.
_MOST_FILES = 50_000
#: Names that could make the scanner take a folder of copies for a repository, or for its own settings.
_RENAMED = {".git", "head", "commondir", "gitdir", "objects", "refs"}


@dataclass(frozen=True, slots=True)
class _File:
    """A file to read. A file that is not ``listed`` is in a git folder: it is read, but not as an export."""

    shown: str
    size: int
    listed: bool


def scan_root(scanner: Scanner, root: Root, *, tick: Tick | None = None) -> Scan:
    """Scan a root. ``tick`` is called with the number of findings so far."""
    scan = Scan(root)
    try:
        with staging(scanner.folder) as place:
            run = Run(scanner, scan, Tree(root.path), place, tick)
            for batch in _batches(run):
                _read_files(run, batch)
            if root.history:
                read_histories(run)
    except OSError as error:
        scan.outcome.fault(f"the root cannot be copied: {error.strerror}")
    return scan


def _batches(run: Run) -> Iterator[list[_File]]:
    """Yield the files in groups that are copied together; a large file is its own group."""
    batch: list[_File] = []
    size, most = 0, run.staging.most
    for file in _files(run):
        if batch and (size + file.size > most or len(batch) >= _MOST_FILES):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += file.size
    if batch:
        yield batch


def _files(run: Run) -> Iterator[_File]:
    """Yield all files to read, and record the repositories; an unreadable file makes the scan incomplete."""
    if run.tree.is_file:
        yield from _file(run, run.scan.root.name, run.tree.root.stat().st_size, listed=True)
        return
    outcome = run.scan.outcome
    for folder in run.tree.walk():
        if folder.fault:
            outcome.fault(f"{folder.shown or run.tree.root} cannot be read: {folder.fault}")
        repository = stores.found_in(folder, outcome.fault if run.scan.root.history else lambda _: None)
        if repository:
            run.repositories.append(repository)
            run.scan.versioned.add(folder.shown)
        parts = PurePosixPath(folder.shown).parts
        for name, size in folder.files:
            if not (run.scan.root.history and _is_object(run, folder, name)):
                yield from _file(run, folder.below(name), size, listed=".git" not in parts)


def _is_object(run: Run, folder: TreeFolder, name: str) -> bool:
    """Return whether a file is an object, or a pack, of a found repository: it is read with the history."""
    path = PurePosixPath(folder.shown)
    if path.parent.name != "objects" or not (path.name == "pack" or loose.FOLDER.fullmatch(path.name)):
        return False
    above = "" if len(path.parts) == 2 else str(path.parent.parent)
    if not any(one.git == above for one in run.repositories if not one.pointer):
        return False
    return name.startswith("pack-") if path.name == "pack" else bool(loose.NAME.fullmatch(name))


def _file(run: Run, shown: str, size: int, *, listed: bool) -> Iterator[_File]:
    outcome = run.scan.outcome
    if listed:
        outcome.closed += splitext(shown)[1].lower() in _ARCHIVES
    if size <= MOST_FILE:
        yield _File(shown, size, listed)
    elif listed:
        outcome.fault(f"{shown} is over {MOST_FILE >> 20} MB")


def _read_files(run: Run, batch: list[_File]) -> None:
    """Copy some files, have the scanner read the copies, and read the exports among them."""
    scan = run.scan
    with run.staging.folder(sum(one.size for one in batch)) as folder:
        copies, made = {}, set[str]()
        for number, file in enumerate(batch):
            copied = _copied(run, file, folder, number, made)
            if copied:
                copies[copied] = file
        met: dict[str, Lines] = defaultdict(list)
        for finding in run.scanner.scan(folder, shapes(), history=False, outcome=scan.outcome):
            value = value_of(finding)
            if value:
                known = copies.get(finding.path)
                met[known.shown if known else finding.path].append((finding.line, value))
            run.ticked()
        for name, file in copies.items():
            scan.placed += of_file(scan, file.shown, Path(name), met.pop(file.shown, []), export=file.listed)
        for shown, left in met.items():  # the scanner's path of a file has another form than ours
            scan.placed += of_file(scan, shown, None, left, export=False)


def _copied(run: Run, file: _File, folder: Path, number: int, made: set[str]) -> str | None:
    """Copy a file to its path below a private folder; a path that cannot be created there is replaced by a number.

    ``made`` holds the folders that exist already.
    """
    outcome = run.scan.outcome
    try:
        source = run.tree.open(file.shown)
    except OSError as error:
        outcome.fault(f"{file.shown} cannot be read: {error.strerror}")
        return None
    try:
        whole = f"files/{_named(file.shown)}"
        for shown in (whole, f"{number}/{whole[-80:].rsplit('/', 1)[-1]}"):
            target = f"{folder}/{shown}"
            parent = target.rsplit("/", 1)[0]
            try:
                if parent not in made:
                    Path(parent).mkdir(parents=True, exist_ok=True, mode=0o700)
                    made.add(parent)
                size = copy(source, target, MOST_FILE)
            except (OSError, ValueError):
                os.lseek(source, 0, os.SEEK_SET)
                continue
            if size > MOST_FILE:
                outcome.fault(f"{file.shown} is over {MOST_FILE >> 20} MB")
                return None
            return target
    finally:
        os.close(source)
    outcome.fault(f"{file.shown} cannot be copied")
    return None


def _named(shown: str) -> str:
    """Return a path in which no name can turn a folder into a repository."""
    return "/".join(f"{one.lstrip('.')}-copy" if one.lower() in _RENAMED else one for one in shown.split("/"))
