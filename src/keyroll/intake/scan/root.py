"""Scans one root: lets the scanner read copies of its files and histories, and gives the places of what it finds.

The scanner never sees the root itself. Files are copied in batches, a history as a bare repository that we build, so
that no link, no configuration and no name within the root reaches a program (docs/adr/0022).
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from keyroll.intake.scan.placing import Lines, Root, Scan, of_file, of_history
from keyroll.intake.scan.repository import loose, stores, view
from keyroll.intake.scan.repository.commits import authored
from keyroll.intake.scan.repository.limits import Budget, Corrupt
from keyroll.intake.scan.scanner import MOST_FILE, Scanner
from keyroll.intake.scan.staging import Staging, copy, staging
from keyroll.intake.scan.tree import Folder, Tree
from keyroll.intake.scan.values import shapes, value_of

_ARCHIVES = {
    ".zip", ".jar", ".war", ".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".docx", ".xlsx", ".pptx",
}  # fmt: skip
#: What is copied at once; a larger file is copied by itself.
_MOST_BATCH, _MOST_FILES = 128 << 20, 20_000
#: Names by which a scanner could take a folder of copies for a repository, or for its own settings.
_RENAMED = {".git", "head", "commondir", "gitdir", "objects", "refs"}

Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _File:
    """A file to read. One that is not ``listed`` lies in a git folder: it is read, but is no export."""

    shown: str
    size: int
    listed: bool


@dataclass(slots=True)
class _Run:
    """One scan of a root, while it is going on."""

    scanner: Scanner
    scan: Scan
    tree: Tree
    staging: Staging
    tick: Tick | None
    found: int = 0
    repositories: list[stores.Repository] = field(default_factory=list)

    def ticked(self) -> None:
        """Count one finding."""
        self.found += 1
        if self.tick:
            self.tick(self.found)


def scan_root(scanner: Scanner, root: Root, *, tick: Tick | None = None) -> Scan:
    """Scan a root. ``tick`` is called with the number of findings so far."""
    scan = Scan(root)
    try:
        with staging(scanner.folder) as place:
            run = _Run(scanner, scan, Tree(root.path), place, tick)
            for batch in _batches(run):
                _read_files(run, batch)
            if root.history:
                for repository, where in _histories(run):
                    _read_history(run, repository, where)
    except OSError as error:
        scan.outcome.fault(f"what is scanned cannot be copied: {error.strerror}")
    return scan


def _batches(run: _Run) -> Iterator[list[_File]]:
    batch: list[_File] = []
    size = 0
    for file in _files(run):
        if batch and (size + file.size > _MOST_BATCH or len(batch) >= _MOST_FILES):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += file.size
    if batch:
        yield batch


def _files(run: _Run) -> Iterator[_File]:
    """Yield all files to read, and note the repositories; what nobody may read makes the scan incomplete."""
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


def _is_object(run: _Run, folder: Folder, name: str) -> bool:
    """Say whether a file is an object, or a pack, of a repository that was met: its history is read as such."""
    path = PurePosixPath(folder.shown)
    if path.parent.name != "objects" or not (path.name == "pack" or loose.FOLDER.fullmatch(path.name)):
        return False
    above = "" if len(path.parts) == 2 else str(path.parent.parent)
    if not any(one.git == above for one in run.repositories if not one.pointer):
        return False
    return name.startswith("pack-") if path.name == "pack" else bool(loose.NAME.fullmatch(name))


def _file(run: _Run, shown: str, size: int, *, listed: bool) -> Iterator[_File]:
    outcome = run.scan.outcome
    if listed:
        outcome.closed += PurePosixPath(shown).suffix.lower() in _ARCHIVES
    if size <= MOST_FILE:
        yield _File(shown, size, listed)
    elif listed:
        outcome.fault(f"{shown} is over {MOST_FILE >> 20} MB")


def _read_files(run: _Run, batch: list[_File]) -> None:
    """Copy some files, let the scanner read the copies, and read the exports among them."""
    scan = run.scan
    with run.staging.folder(sum(one.size for one in batch)) as folder:
        copies = {}
        for number, file in enumerate(batch):
            copied = _copied(run, file, folder, number)
            if copied:
                copies[str(copied)] = file
        met: dict[str, Lines] = defaultdict(list)
        for finding in run.scanner.scan(folder, shapes(), history=False, outcome=scan.outcome):
            value = value_of(finding)
            if value:
                known = copies.get(finding.path)
                met[known.shown if known else finding.path].append((finding.line, value))
            run.ticked()
        for name, file in copies.items():
            scan.placed += of_file(scan, file.shown, Path(name), met.pop(file.shown, []), export=file.listed)
        for shown, left in met.items():  # the scanner names a file in another way than we do
            scan.placed += of_file(scan, shown, None, left, export=False)


def _copied(run: _Run, file: _File, folder: Path, number: int) -> Path | None:
    """Copy a file to its path below a folder of ours; a path that cannot be made there has a number instead."""
    outcome = run.scan.outcome
    try:
        source = run.tree.open(file.shown)
    except OSError as error:
        outcome.fault(f"{file.shown} cannot be read: {error.strerror}")
        return None
    try:
        for target in (folder / "files" / _named(file.shown), folder / str(number) / _named(file.shown[-80:]).name):
            try:
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
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


def _named(shown: str) -> PurePosixPath:
    """Return a path in which no name can make a repository of a folder."""
    parts = (f"{one.lstrip('.')}-copy" if one.lower() in _RENAMED else one for one in PurePosixPath(shown).parts)
    return PurePosixPath(*parts)


def _histories(run: _Run) -> Iterator[tuple[stores.Repository, list[str]]]:
    """Yield each repository with the folders of its objects; several working trees of one are read once."""
    done: set[str] = set()
    for repository in sorted(run.repositories, key=lambda one: one.pointer):
        fault = _about(run, repository)
        try:
            where = stores.stores(run.tree, repository, fault)
        except Corrupt as error:
            fault(str(error))
            continue
        if where[0] not in done:
            done.add(where[0])
            yield repository, where


def _about(run: _Run, repository: stores.Repository) -> Callable[[str], None]:
    name = repository.top or run.scan.root.path.name
    return lambda reason: run.scan.outcome.fault(f"the history of {name}: {reason}")


def _read_history(run: _Run, repository: stores.Repository, where: list[str]) -> None:
    """Build a repository of ours with the objects of another one, and let the scanner read its history."""
    scan, fault = run.scan, _about(run, repository)
    budget = Budget(scan.outcome.until or float("inf"))
    try:
        with run.staging.folder(view.size_of(run.tree, where)) as folder:
            seen = view.build(run.tree, where, folder / "seen", budget, fault)
            if not seen.objects:
                return
            _place_history(run, repository, where[0], seen)
    except OSError as error:
        fault(f"it cannot be copied: {error.strerror}")
    except Corrupt as error:
        fault(str(error))


def _place_history(run: _Run, repository: stores.Repository, store: str, seen: view.View) -> None:
    scan = run.scan
    commits: dict[str, dict[str, Lines]] = defaultdict(lambda: defaultdict(list))
    unnamed: dict[str, Lines] = defaultdict(list)
    for finding in run.scanner.scan(seen.folder, shapes(), history=True, outcome=scan.outcome):
        value = value_of(finding)
        if value and finding.commit:
            commits[finding.path][finding.commit].append((finding.line, value))
        elif value:
            inner = finding.path.removeprefix(f"{seen.folder}/objects/")
            unnamed[f"{store}/{inner}"].append((finding.line, value))
        run.ticked()
    times = authored(seen, {commit for met in commits.values() for commit in met})
    top = repository.top.removesuffix(".git").rstrip("/")
    prefix = f"{top}/" if top else ""
    for path, met in commits.items():
        scan.placed += of_history(prefix, path, met, times)
    for shown, left in unnamed.items():  # objects that no commit names
        scan.placed += of_file(scan, shown, None, left, export=False)
