"""Finds the content of an export folder, ``<provider>[@source]/survey|logs/…``, and names files that fit no place."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from keyroll.errors import NothingToDo, UsageError
from keyroll.intake import layouts, limits, recognise, walk
from keyroll.intake.folder_contents import FolderContents, FoundLog, FoundSurvey, Unplaced, Without
from keyroll.intake.mixed import portions
from keyroll.model.source import DEFAULT_NAME, Source
from keyroll.providers import catalogue

_PACKED = (".gz", ".zst")
_TABLE = re.compile(r"\.[ct]sv(?:\.gz|\.zst)?$", re.IGNORECASE)
_DATED = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):?(\d{2}):?(\d{2})(?:\.(\d{1,6}))?Z?)?")


def explore(root: Path, home: Path | None = None) -> FolderContents:
    """Return the content of ``root``, which may be one file.

    Raises UsageError if it is neither a folder nor a file, NothingToDo if it is empty.
    """
    if root.is_file():
        return _alone(root)
    if not root.is_dir():
        raise UsageError(
            f"{root} is not a folder", hint="give the folder of exports, laid out as <provider>/survey|logs/…"
        )
    found = FolderContents()
    nameless = 0
    found_here: list[FoundLog | FoundSurvey] = []
    # The folder that a person names may be behind a link; a file below it may not.
    top = root.resolve()
    for one in _met(top, home):
        # A file name need not be valid text; the shown and stored name must be.
        file, shown = top / one.shown, os.fsencode(one.shown).decode("utf-8", "backslashreplace")
        # A link in the place of a page is a page that is not read: the survey is then not complete.
        placed = _place(file, shown, closed=bool(one.reason)) if not one.is_folder else None
        if placed is None or (one.reason and isinstance(placed, Unplaced)):
            placed = Unplaced(file, shown, one.reason, closed=True)
        if isinstance(placed, Without):
            found.without[placed.reason] = found.without.get(placed.reason, 0) + 1
        elif isinstance(placed, Unplaced):
            nameless += len(found.unplaced) >= limits.UNPLACED
            found.unplaced += [] if nameless else [placed]
        else:
            found_here.append(placed)
    if nameless:
        reason = f"{nameless:,} more files fit no place: they are not listed"
        found.unplaced.append(Unplaced(top, ".", reason, closed=True))
    _arrange(found, found_here)
    if not (found.surveys or found.logs or found.unplaced or found.without):
        raise NothingToDo(f"{root} holds no file", hint="lay exports out as <provider>/survey|logs/…")
    return found


def _arrange(found: FolderContents, placed_here: list[FoundLog | FoundSurvey]) -> None:
    """Add placed files: the pages of one listing together, logs by source."""
    groups: dict[tuple[Source, datetime, str], list[tuple[FoundSurvey, tuple[Path, str]]]] = {}
    for placed in _named_alike(placed_here):
        if isinstance(placed, FoundLog):
            found.logs.append(placed)
        else:
            key = (placed.source, placed.observed_at or datetime.max.replace(tzinfo=UTC), placed.endpoint.name)
            groups.setdefault(key, []).append((placed, placed.files[0]))
    for key in sorted(groups):
        (first, _), *_ = groups[key]
        pages = tuple(page for _, page in groups[key])
        found.surveys.append(FoundSurvey(first.source, first.endpoint, first.observed_at, pages))
    # The order is source after source; within a source it is the order of the walk.
    found.logs = sorted(in_portions(found.logs), key=lambda one: one.group)


def _named_alike(found: list[FoundLog | FoundSurvey]) -> Iterator[FoundLog | FoundSurvey]:
    """Yield files; a loose one that names no source is of the one source that the others of its folder name.

    AWS's list of access keys names no account; the lists that were downloaded with it do.
    """
    names: dict[tuple[str, str], set[str]] = {}
    for one in found:
        if _is_loose(one) and one.source.name != DEFAULT_NAME:
            names.setdefault((_folder(one), one.source.provider), set()).add(one.source.name)
    for one in found:
        known = names.get((_folder(one), one.source.provider), set())
        same = len(known) == 1 and one.source.name == DEFAULT_NAME and _is_loose(one)
        yield replace(one, source=Source(one.source.provider, *known)) if same else one


def _shown(one: FoundLog | FoundSurvey) -> str:
    return one.shown if isinstance(one, FoundLog) else one.files[0][1]


def _folder(one: FoundLog | FoundSurvey) -> str:
    return _shown(one).rpartition("/")[0]


def _is_loose(one: FoundLog | FoundSurvey) -> bool:
    """Return whether no folder in the layout of exports names the source of a file."""
    provider, _, rest = _shown(one).partition("/")
    return provider.partition("@")[0] != one.source.provider or not rest.startswith(("survey/", "logs/"))


def _alone(file: Path) -> FolderContents:
    """Return the kind of one file, by its path or by its content."""
    path = file.resolve()
    placed = _in_layout(path, str(path)) or _recognise(path, path.name, "it is in no folder of exports")
    found = FolderContents()
    if isinstance(placed, Without):
        found.without[placed.reason] = 1
    elif isinstance(placed, FoundLog):
        found.logs = in_portions([placed])
    elif isinstance(placed, FoundSurvey):
        found.surveys.append(placed)
    else:
        found.unplaced.append(placed)
    return found


def named_log(name: str, path: Path) -> list[FoundLog]:
    """Return the files at a path as a log that the person names: ``aws.cloudtrail`` or ``aws@123.cloudtrail``."""
    text, _, log_name = name.rpartition(".")
    source = Source.parse(text or name)
    catalogue.provider(source.provider)
    log = catalogue.logs(source.provider).get(log_name)
    if log is None:
        known = ", ".join(f"{source.provider}.{one}" for one in catalogue.logs(source.provider))
        raise UsageError(f"there is no log {name!r}", hint=f"known: {known or 'none'}")
    if not path.exists():
        raise UsageError(f"{path} does not exist", hint="name a file, or a folder of files")
    top = path.resolve()
    files = [top / one.shown for one in _met(top)] if top.is_dir() else [top]
    # A file that is not a plain file is reported when it is read.
    placed = (_in_layout(file, str(file)) for file in files)
    return in_portions(
        [
            _of_account(FoundLog(source, log, file, file.name), layout, named="@" in name)
            for file, layout in zip(files, placed, strict=True)
            if not isinstance(layout, Without)
        ]
    )


def in_portions(logs: Iterable[FoundLog]) -> list[FoundLog]:
    """Return files of logs; a file with records of several logs is returned for each of them."""
    found = []
    for one in logs:
        parts = portions(one.source, one.log, one.file)
        found += [FoundLog(part.source, part.log, one.file, one.shown, part.pick) for part in parts] or [one]
    return found


def in_order(path: Path) -> str:
    """Return the sort key of a path: only the last page may say that there is no further one."""
    return walk.in_order(str(path))


def _met(top: Path, home: Path | None = None) -> Iterator[walk.Met]:
    """Yield the content of a folder; a home inside it is not an export."""
    without = None
    if home and home.exists():
        state = home.stat()
        without = state.st_dev, state.st_ino
    try:
        yield from walk.walk(top, without)
    except OSError as error:
        raise UsageError(f"{top} cannot be read: {error.strerror}", hint="name a folder that you may read") from None


def _in_layout(file: Path, shown: str) -> FoundLog | Without | None:
    """Return the kind of a file by a vendor's own storage layout; None if it fits none.

    The named folder may be inside the layout, such as ``AWSLogs``: the whole path counts.
    """
    layout = layouts.of_path(os.fsencode(file).decode("utf-8", "backslashreplace"))
    if layout is None:
        return None
    if layout.without:
        return Without(shown, layout.without)
    source = Source(layout.provider, layout.name) if layout.name else Source(layout.provider)
    return FoundLog(source, catalogue.logs(layout.provider)[layout.log], file, shown)


def _of_account(found: FoundLog, layout: FoundLog | None, *, named: bool) -> FoundLog:
    """Return a file with the source that its layout names, unless a person named a source."""
    same = layout is not None and not named and layout.log is found.log
    return replace(found, source=layout.source) if layout and same else found


def _place(file: Path, shown: str, *, closed: bool) -> FoundLog | FoundSurvey | Unplaced | Without:
    parts = shown.split("/")
    layout = None if closed else _in_layout(file, shown)
    if isinstance(layout, Without):
        return layout
    if layout and (len(parts) < 3 or parts[1] != "logs"):
        return layout
    if len(parts) < 3 or parts[1] not in ("survey", "logs"):
        why = "it is not under <provider>[@source]/survey or /logs"
        return Unplaced(file, shown, why) if closed else _recognise(file, shown, why)
    try:
        source = Source.parse(parts[0])
        catalogue.provider(source.provider)
    except UsageError as error:
        return Unplaced(file, shown, str(error)) if closed else _recognise(file, shown, str(error))
    if parts[1] == "survey":
        return _survey(source, file, shown, parts)
    placed = _log(source, file, shown, parts)
    return _of_account(placed, layout, named="@" in parts[0]) if isinstance(placed, FoundLog) else placed


def _log(source: Source, file: Path, shown: str, parts: list[str]) -> FoundLog | FoundSurvey | Unplaced:
    logs = catalogue.logs(source.provider)
    if len(parts) < 4 or parts[2] not in logs:
        known = ", ".join(logs) or "none"
        return Unplaced(file, shown, f"{source.provider} has no log {parts[2]!r}; known: {known}")
    return FoundLog(source, logs[parts[2]], file, shown)


def _survey(source: Source, file: Path, shown: str, parts: list[str]) -> FoundLog | FoundSurvey | Unplaced:
    observed_at = None
    if len(parts) == 4:
        match = _DATED.fullmatch(parts[2])
        if match is None:
            return Unplaced(file, shown, f"{parts[2]!r} is not a date such as 2023-10-18")
        try:
            *numbers, fraction = match.groups(default="")
            micro = int(fraction.ljust(6, "0"))
            observed_at = datetime(*(int(number or 0) for number in numbers), micro, tzinfo=UTC)  # type: ignore[misc, arg-type]
        except ValueError:
            return Unplaced(file, shown, f"there is no day {parts[2]!r}")
    name = file.name
    for ending in _PACKED:
        name = name.removesuffix(ending)
    stem, _, ending = name.rpartition(".") if "." in name else (name, "", "")
    endpoint = catalogue.endpoints(source.provider).get(re.split(r"[.@]", stem, maxsplit=1)[0])
    if endpoint is None:
        found = recognise.by_content(file, shown)
        if isinstance(found, FoundSurvey) and found.source.provider == source.provider:
            return replace(found, source=source, observed_at=observed_at)
        known = ", ".join(catalogue.endpoints(source.provider)) or "none: the vendor lists nothing"
        return Unplaced(file, shown, f"{source.provider} has no endpoint {stem!r}; known: {known}")
    if endpoint.format != ending:
        return Unplaced(file, shown, f"{endpoint.name} is read as {endpoint.format}, not {ending or 'a bare name'}")
    return FoundSurvey(source, endpoint, observed_at, ((file, shown),))


def _recognise(file: Path, shown: str, why: str) -> FoundLog | FoundSurvey | Unplaced | Without:
    more = (
        ": if it lists credentials, name its system: system.toml, or sync --csv FILE --system NAME"
        if _TABLE.search(shown)
        else ""
    )
    return recognise.by_content(file, shown) or Unplaced(file, shown, f"{why}, and its content is not recognised{more}")
