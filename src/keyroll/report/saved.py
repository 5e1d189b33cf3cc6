"""Saved hunts: files of SQL, each one SELECT with a title and a question, which a person may run, read and extend.

``-- title: …`` and ``-- question: …`` are at the head of the file. Those of keyroll are in ``keyroll.detection.saved``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from keyroll.errors import BadQuery, KeyrollError, UsageError
from keyroll.intake.texts import TextFile, text_files
from keyroll.report.listing.asking import answered, asking
from keyroll.report.listing.contract import Listed, ListRequest, Times, nearest
from keyroll.store.home import Home


@dataclass(frozen=True, slots=True)
class Saved:
    """One saved hunt; ``name`` is its file's name."""

    name: str
    title: str
    question: str
    sql: str


@dataclass(frozen=True, slots=True)
class Ran:
    """A saved hunt with its result, or the reason why it could not run."""

    saved: Saved
    listed: Listed | None
    fault: KeyrollError | None = None


def own() -> dict[str, Saved]:
    """Return keyroll's own saved hunts by name."""
    folder = Path(str(resources.files("keyroll.detection") / "saved"))
    return {path.stem: read(path) for path in sorted(folder.glob("*.sql"))}


def read(path: Path) -> Saved:
    """Read one file. Raises UsageError if it lacks a title or a question."""
    (file,) = text_files(path, ())
    return _saved(file)


def _saved(file: TextFile) -> Saved:
    path, text = file.path, file.text
    if file.reason:
        raise UsageError(f"{path} cannot be read: {file.reason}", hint="name a file of SQL, or a folder of them")
    head: dict[str, str] = {}
    for line in text.splitlines():
        key, colon, value = line.removeprefix("--").strip().partition(":")
        if not line.startswith("--"):
            break
        if colon and key in ("title", "question"):
            head[key] = value.strip()
    if not (head.get("title") and head.get("question")):
        raise UsageError(f"{path} has no title or no question", hint="begin it with: -- title: … and -- question: …")
    return Saved(path.stem, head["title"], head["question"], text)


def chosen(names: Sequence[str]) -> list[Saved]:
    """Return saved hunts by name, file or folder; ``all`` are keyroll's own. Raises UsageError."""
    known, hunts = own(), []
    for name in names:
        path = Path(name)
        if name == "all":
            hunts += list(known.values())
        elif name in known:
            hunts.append(known[name])
        elif path.is_dir():
            hunts += [_saved(file) for file in text_files(path, (".sql",))]
        elif path.is_file():
            hunts.append(read(path))
        else:
            hint = f"{nearest(name, known)}known: {', '.join(known)}; or name a file or folder"
            raise UsageError(f"there is no saved hunt {name!r}", hint=hint)
    return hunts


def run(home: Home, hunts: Sequence[Saved], *, limit: int) -> Iterator[Ran]:
    """Run saved hunts one by one; a refused hunt does not stop the others. Raises NothingToDo."""
    with asking(home) as session:
        now = ListRequest(home, Times()).now
        for hunt in hunts:
            try:
                rows, types, cut = answered(session, hunt.sql, limit=limit)
            except BadQuery as error:
                yield Ran(hunt, None, error)
                continue
            yield Ran(hunt, Listed("hunt row", hunt.title, rows, tuple(types), types, cut, now))  # type: ignore[arg-type]
