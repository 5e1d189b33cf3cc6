"""Builds the scanner's copy of a repository: a new bare one, with copies of the objects and nothing else.

keyroll writes its configuration, and its one branch has no commit: the scanner reads all objects, so no name is needed.
Copies keep their names and times, since the scanner reads packs in the order of both.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from keyroll.intake.scan.repository import loose, packs
from keyroll.intake.scan.repository.index import MOST_INDEX, Index, read_index
from keyroll.intake.scan.repository.limits import MOST_LOOSE, MOST_PACKED, MOST_PACKS, Corrupt, Fault, UnpackBudget
from keyroll.intake.scan.staging import copy
from keyroll.intake.scan.tree import Tree

_CONFIG = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
_PACK = re.compile(r"pack-[0-9a-f]{40}\.pack")


@dataclass(slots=True)
class RepositoryView:
    """A folder with a bare repository that keyroll built; ``objects`` counts the objects for the scanner."""

    folder: Path
    objects: int = 0
    packed: list[Path] = field(default_factory=list)
    _indexes: dict[Path, Index] = field(default_factory=dict)

    def content(self, name: str, most: int) -> tuple[int, bytes] | None:
        """Return kind and content of an object by its id, or None if it is not here. Raises Corrupt."""
        path = self.folder / "objects" / name[:2] / name[2:]
        if path.is_file():
            return loose.content(path, most)
        for pack in self.packed:
            found = packs.content(pack, self._index(pack), bytes.fromhex(name), most)
            if found:
                return found
        return None

    def _index(self, pack: Path) -> Index:
        if pack not in self._indexes:
            self._indexes[pack] = read_index(pack.with_suffix(".idx"))
        return self._indexes[pack]


def size_of(tree: Tree, stores: list[str]) -> int:
    """Return the size of the objects of stores in bytes. Raises Corrupt if it is over the limit."""
    size = 0
    for store in stores:
        with suppress(OSError):
            size += sum(one for name, one in tree.list(f"{store}/pack").files if name.endswith((".pack", ".idx")))
        with suppress(OSError):
            for folder in tree.list(store).folders:
                if loose.FOLDER.fullmatch(folder):
                    size += sum(one for _, one in tree.list(f"{store}/{folder}").files)
    if size > MOST_PACKED:
        raise Corrupt(f"its objects take over {MOST_PACKED >> 30} GB")
    return size


def build(tree: Tree, stores: list[str], folder: Path, budget: UnpackBudget, fault: Fault) -> RepositoryView:
    """Copy the objects of stores into a new bare repository. Unreadable objects go to ``fault``. Raises OSError."""
    for name in ("objects/pack", "objects/info", "refs/heads"):
        (folder / name).mkdir(parents=True, mode=0o700)
    (folder / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
    (folder / "config").write_text(_CONFIG, encoding="ascii")
    view = RepositoryView(folder)
    for store in stores:
        try:
            _add_packs(view, tree, store, budget, fault)
            _add_loose(view, tree, store, budget, fault)
        except Corrupt as error:
            fault(f"{store}: {error}")
    return view


def _add_packs(view: RepositoryView, tree: Tree, store: str, budget: UnpackBudget, fault: Fault) -> None:
    folder = f"{store}/pack"
    try:
        held = tree.list(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise Corrupt(f"its packs cannot be read: {error.strerror}") from None
    names = [name for name, _ in held.files if name.endswith(".pack")]
    if len(names) > MOST_PACKS:
        raise Corrupt(f"there are over {MOST_PACKS} packs")
    for name in sorted({*(one for one in held.links if one.endswith(".pack")), *held.folders}):
        fault(f"{folder}/{name} is not a plain file")
    if any(name.endswith(".promisor") for name, _ in held.files):
        fault(f"{store} is a partial clone: git fetch --refetch --no-filter")
    for name in names:

        def about(reason: str, name: str = name) -> None:
            fault(f"{folder}/{name}: {reason}")

        try:
            _add_pack(view, tree, folder, name, budget, about)
        except OSError as error:
            fault(f"{folder}/{name} cannot be read: {error.strerror}")
        except Corrupt as error:
            about(str(error))


def _add_pack(view: RepositoryView, tree: Tree, folder: str, name: str, budget: UnpackBudget, fault: Fault) -> None:
    home = view.folder / "objects" / "pack"
    own = name if _PACK.fullmatch(name) else f"pack-{len(view.packed):040x}.pack"
    pack, given = home / own, view.folder / "given.idx"
    if pack.exists():  # two stores hold the same pack
        return
    try:
        _copied(tree, f"{folder}/{name.removesuffix('.pack')}.idx", given, MOST_INDEX)
        _copied(tree, f"{folder}/{name}", pack, MOST_PACKED)
        view.objects += packs.admit(pack, given, pack.with_suffix(".idx"), budget, fault)
    except (OSError, Corrupt):
        pack.unlink(missing_ok=True)
        raise
    finally:
        given.unlink(missing_ok=True)
    view.packed.append(pack)


def _copied(tree: Tree, shown: str, target: Path, most: int) -> None:
    source = tree.open(shown)
    try:
        if copy(source, target, most) > most:
            raise Corrupt("it is over the limit")
        times = os.fstat(source)
    finally:
        os.close(source)
    os.utime(target, ns=(times.st_atime_ns, times.st_mtime_ns))


def _add_loose(view: RepositoryView, tree: Tree, store: str, budget: UnpackBudget, fault: Fault) -> None:
    for number, (folder, name) in enumerate(_loose(tree, store, fault)):
        if number >= MOST_LOOSE:
            raise Corrupt(f"there are over {MOST_LOOSE} loose objects")
        if not number & 0xFF:
            budget.in_time()
        target = view.folder / "objects" / folder / name
        if target.exists():
            continue
        target.parent.mkdir(exist_ok=True, mode=0o700)
        shown = f"{store}/{folder}/{name}"
        try:
            source = tree.open(shown)
            try:
                loose.admit(source, target, budget)
            finally:
                os.close(source)
            view.objects += 1
        except OSError as error:
            fault(f"{shown} cannot be read: {error.strerror}")
        except Corrupt as error:
            fault(f"{shown}: {error}")


def _loose(tree: Tree, store: str, fault: Fault) -> Iterator[tuple[str, str]]:
    """Yield folder and name of each loose object; a name of another length belongs to an unsupported object format."""
    held = tree.list(store)
    for link in held.links:
        fault(f"{store}/{link} is a link: it is not read")
    for folder in held.folders:
        if not loose.FOLDER.fullmatch(folder):
            continue
        try:
            inner = tree.list(f"{store}/{folder}")
        except OSError as error:
            fault(f"{store}/{folder} cannot be read: {error.strerror}")
            continue
        for link in inner.links:
            fault(f"{store}/{folder}/{link} is a link: it is not read")
        for name, _ in inner.files:
            if loose.NAME.fullmatch(name):
                yield folder, name
            elif re.fullmatch(r"[0-9a-f]{62}", name):
                raise Corrupt("objects named by SHA-256 are not read")
