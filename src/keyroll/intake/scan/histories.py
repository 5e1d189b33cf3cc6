"""Has the scanner read the histories within a root, several small ones at once, and returns the found places."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from keyroll.intake.scan.placing import Lines, Scan, of_file, of_history
from keyroll.intake.scan.repository import stores, view
from keyroll.intake.scan.repository.commits import authored
from keyroll.intake.scan.repository.limits import Corrupt, UnpackBudget
from keyroll.intake.scan.scanner import ScanMatch, Scanner, ScanOutcome
from keyroll.intake.scan.staging import MOST_IN_MEMORY, Staging
from keyroll.intake.scan.tree import Tree
from keyroll.intake.scan.values import Value, shapes, value_of

#: A start of the scanner takes half a second, so small histories share one.
_MOST_AT_ONCE, _MOST_HISTORIES = MOST_IN_MEMORY // 2, 64

Tick = Callable[[int], None]


@dataclass(slots=True)
class Run:
    """One scan of a root in progress."""

    scanner: Scanner
    scan: Scan
    tree: Tree
    staging: Staging
    tick: Tick | None
    found: int = 0
    repositories: list[stores.ScannedRepository] = field(default_factory=list)

    def ticked(self) -> None:
        """Count one finding."""
        self.found += 1
        if self.tick:
            self.tick(self.found)


@dataclass(frozen=True, slots=True)
class _History:
    """A repository, the folders of its objects, and their size in bytes."""

    repository: stores.ScannedRepository
    stores: list[str]
    size: int


_Met = list[tuple[ScanMatch, Value]]


def read_histories(run: Run) -> None:
    """Read the histories of all repositories in the root. An unreadable history does not stop the others."""
    group: list[_History] = []
    for history in _histories(run):
        size = sum(one.size for one in group) + history.size
        if group and (size > _MOST_AT_ONCE or len(group) >= _MOST_HISTORIES):
            _read_group(run, group)
            group = []
        group.append(history)
    if group:
        _read_group(run, group)


def _histories(run: Run) -> Iterator[_History]:
    """Yield each repository's history once, whatever the number of its working trees."""
    done: set[str] = set()
    for repository in sorted(run.repositories, key=lambda one: one.pointer):
        fault = _about(run, repository)
        try:
            where = stores.stores(run.tree, repository, fault)
            size = view.size_of(run.tree, where)
        except Corrupt as error:
            fault(str(error))
            continue
        if where[0] not in done:
            done.add(where[0])
            yield _History(repository, where, size)


def _about(run: Run, repository: stores.ScannedRepository) -> Callable[[str], None]:
    name = repository.top or run.scan.root.path.name
    return lambda reason: run.scan.outcome.fault(f"the history of {name}: {reason}")


def _read_group(run: Run, group: list[_History]) -> None:
    """Copy the objects of repositories into new repositories, and scan these, each alone if necessary."""
    outcome = run.scan.outcome
    try:
        with run.staging.folder(sum(one.size for one in group)) as folder:
            views = [_view(run, one, folder / f"n{place}") for place, one in enumerate(group)]
            part = outcome.part()
            met = _scanned(run, folder, part)
            if part.because and len(group) > 1 and part.until:
                # One of them may have crashed the scanner: each is scanned again without the others.
                part.because, met = "", []
                for one in views:
                    met += _scanned(run, one.folder, part) if one else []
            outcome.add(part)
            _place_group(run, list(zip(group, views, strict=True)), met)
    except OSError as error:
        _about(run, group[0].repository)(f"it cannot be copied: {error.strerror}")


def _view(run: Run, history: _History, folder: Path) -> view.RepositoryView | None:
    fault = _about(run, history.repository)
    try:
        made = view.build(run.tree, history.stores, folder, UnpackBudget(run.scan.outcome.until or float("inf")), fault)
    except OSError as error:
        fault(f"it cannot be copied: {error.strerror}")
        return None
    return made if made.objects else None


def _scanned(run: Run, folder: Path, part: ScanOutcome) -> _Met:
    met = []
    for finding in run.scanner.scan(folder, shapes(), history=True, outcome=part):
        value = value_of(finding)
        if value:
            met.append((finding, value))
        run.ticked()
    return met


def _place_group(run: Run, group: list[tuple[_History, view.RepositoryView | None]], met: _Met) -> None:
    for history, seen in group:
        if seen:
            own = str(seen.folder)
            mine = [
                one for one in met
                if len(group) == 1 or one[0].repository == own or one[0].path.startswith(f"{own}/")
            ]  # fmt: skip
            _place(run, history, seen, mine)


def _place(run: Run, history: _History, seen: view.RepositoryView, met: _Met) -> None:
    scan = run.scan
    commits: dict[str, dict[str, Lines]] = defaultdict(lambda: defaultdict(list))
    unnamed: dict[str, Lines] = defaultdict(list)
    for finding, value in met:
        if finding.commit:
            commits[finding.path][finding.commit].append((finding.line, value))
        else:
            inner = finding.path.removeprefix(f"{seen.folder}/objects/")
            unnamed[f"{history.stores[0]}/{inner}"].append((finding.line, value))
    times = authored(seen, {commit for sights in commits.values() for commit in sights})
    top = history.repository.top.removesuffix(".git").rstrip("/")
    prefix = f"{top}/" if top else ""
    for path, sights in commits.items():
        scan.placed += of_history(prefix, path, sights, times)
    for shown, left in unnamed.items():  # objects in no commit
        scan.placed += of_file(scan, shown, None, left, export=False)
