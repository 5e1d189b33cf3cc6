"""Finds the object stores of a repository: its git folder, by ``.git`` files and ``commondir``, and its alternates."""

import posixpath
from dataclasses import dataclass
from pathlib import PurePosixPath

from keyroll.intake.scan.repository.limits import MOST_ALTERNATES, Corrupt, Fault
from keyroll.intake.scan.tree import Tree, TreeFolder

_MOST_POINTER = 1 << 16
_MOST_LIST = 1 << 20


@dataclass(frozen=True, slots=True)
class ScannedRepository:
    """A repository within the root: its shown folder, and its git folder or ``.git`` file."""

    top: str
    git: str
    pointer: bool = False


def found_in(folder: TreeFolder, fault: Fault) -> ScannedRepository | None:
    """Return the repository of a folder that is its working tree, or a bare repository."""
    if ".git" in folder.links:
        fault(f"{folder.below('.git')} is a link: the history behind it is not read")
    if ".git" in folder.folders:
        return ScannedRepository(folder.shown, folder.below(".git"))
    names = {name for name, _ in folder.files}
    if ".git" in names:
        return ScannedRepository(folder.shown, folder.below(".git"), pointer=True)
    own = PurePosixPath(folder.shown).name
    if own != ".git" and "HEAD" in names and "objects" in folder.folders:
        return ScannedRepository(folder.shown, folder.shown)
    return None


def stores(tree: Tree, repository: ScannedRepository, fault: Fault) -> list[str]:
    """Return the folders of a repository's objects, its own first. Raises Corrupt if none can be read."""
    git = repository.git
    try:
        if repository.pointer:
            git = _target(tree, git, "gitdir: ")
        if "commondir" in {name for name, _ in tree.list(git).files}:
            git = _target(tree, f"{git}/commondir" if git else "commondir", "")
        shallow = _below(git, "shallow")
        if any(name == "shallow" and size for name, size in tree.list(git).files):
            fault(f"the history is shallow: git fetch --unshallow ({shallow})")
        first = _below(git, "objects")
        tree.list(first)
    except OSError as error:
        raise Corrupt(f"its objects cannot be read: {error.strerror}") from None
    found = [first]
    _add_alternates(tree, found, fault)
    return found


def _add_alternates(tree: Tree, found: list[str], fault: Fault) -> None:
    """Add the object stores that others name as alternates, if they are below the root."""
    level = list(found)
    for _ in range(MOST_ALTERNATES):
        nearer, level = level, []
        for store in nearer:
            for line in _alternates(tree, store, fault):
                try:
                    other = _inside(tree, store, line)
                    tree.list(other)
                except Corrupt as error:
                    fault(f"alternates of {store}: {error}")
                except OSError as error:
                    fault(f"alternates of {store}: {error.strerror}")
                else:
                    if other not in found:
                        found.append(other)
                        level.append(other)
    if level:
        fault(f"alternates of {found[0]} are nested too deep")


def _alternates(tree: Tree, store: str, fault: Fault) -> list[str]:
    try:
        text = tree.read(f"{store}/info/alternates", _MOST_LIST).decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return []
    except OSError as error:
        fault(f"alternates of {store}: {error.strerror}")
        return []
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _target(tree: Tree, pointer: str, label: str) -> str:
    """Return the folder that a file names. Raises Corrupt if it is outside the root, or the file is not a pointer."""
    text = tree.read(pointer, _MOST_POINTER).decode("utf-8", "surrogateescape").rstrip("\r\n")
    if not text.startswith(label) or "\n" in text:
        raise Corrupt(f"{pointer} names no folder")
    # A path in ``.git`` starts at its folder, one in ``commondir`` at the git folder: both at the file's own place.
    return _inside(tree, posixpath.dirname(pointer), text.removeprefix(label))


def _inside(tree: Tree, base: str, target: str) -> str:
    """Return the path from the root for a name relative to a folder. Raises Corrupt if it is outside."""
    root = tree.root.as_posix()
    whole = posixpath.normpath(posixpath.join(root, base, target))
    if "\x00" in whole or (whole != root and not whole.startswith(f"{root.rstrip('/')}/")):
        raise Corrupt("its objects are outside the scanned folder: scan their folder as well")
    return whole[len(root) :].strip("/")


def _below(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
