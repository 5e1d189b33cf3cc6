"""Finds what lies in an export folder: ``<provider>[@source]/survey|logs/…``, and names what it cannot place."""

import re
from datetime import UTC, datetime
from pathlib import Path

from keyroll.errors import NothingToDo, UsageError
from keyroll.intake import recognise
from keyroll.intake.found import Found, FoundLog, FoundSurvey, Unplaced
from keyroll.model.source import Source
from keyroll.providers import catalogue

_PACKED = (".gz", ".zst")
_DATED = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):?(\d{2}):?(\d{2})(?:\.(\d{1,6}))?Z?)?")


def explore(root: Path, home: Path | None = None) -> Found:
    """Return what lies under ``root``. Raises UsageError where it is no folder, NothingToDo where it is empty."""
    if not root.is_dir():
        raise UsageError(
            f"{root} is not a folder", hint="give the folder of exports, laid out as <provider>/survey|logs/…"
        )
    found = Found()
    groups: dict[tuple[Source, datetime, str], FoundSurvey] = {}
    files = [path for path in root.rglob("*") if path.is_file() and not path.name.startswith(".")]
    for file in sorted(files, key=in_order):
        if home and file.resolve().is_relative_to(home.resolve()):
            continue  # a home inside the folder is no export
        shown = file.relative_to(root).as_posix()
        placed = _place(file, shown)
        if isinstance(placed, FoundLog):
            found.logs.append(placed)
        elif isinstance(placed, Unplaced):
            found.unplaced.append(placed)
        elif isinstance(placed, FoundSurvey):
            key = (placed.source, placed.observed_at or datetime.max.replace(tzinfo=UTC), placed.endpoint.name)
            before = groups.get(key)
            pages = (*before.files, *placed.files) if before else placed.files
            groups[key] = FoundSurvey(placed.source, placed.endpoint, placed.observed_at, pages)
    found.surveys.extend(groups[key] for key in sorted(groups))
    if not (found.surveys or found.logs or found.unplaced):
        raise NothingToDo(f"{root} holds no file", hint="lay exports out as <provider>/survey|logs/…")
    return found


def named_log(name: str, path: Path) -> list[FoundLog]:
    """Return the files at a path as a log named outright: ``aws.cloudtrail`` or ``aws@123.cloudtrail``."""
    text, _, log_name = name.rpartition(".")
    source = Source.parse(text or name)
    catalogue.provider(source.provider)
    log = catalogue.logs(source.provider).get(log_name)
    if log is None:
        known = ", ".join(f"{source.provider}.{one}" for one in catalogue.logs(source.provider))
        raise UsageError(f"there is no log {name!r}", hint=f"known: {known or 'none'}")
    if not path.exists():
        raise UsageError(f"{path} does not exist", hint="name a file, or a folder of files")
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    return [FoundLog(source, log, file, file.name) for file in files]


def in_order(path: Path) -> tuple[list[str | int], str]:
    """Sort page 10 after page 9: only the last page may say that there is no further one."""
    parts = re.split(r"([0-9]+)", str(path))
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], str(path)


def _place(file: Path, shown: str) -> FoundLog | FoundSurvey | Unplaced:
    parts = shown.split("/")
    if len(parts) < 3 or parts[1] not in ("survey", "logs"):
        return _recognise(file, shown, "it does not lie under <provider>[@source]/survey or /logs")
    try:
        source = Source.parse(parts[0])
        catalogue.provider(source.provider)
    except UsageError as error:
        return _recognise(file, shown, str(error))
    if parts[1] == "survey":
        return _survey(source, file, shown, parts)
    return _log(source, file, shown, parts)


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
        known = ", ".join(catalogue.endpoints(source.provider)) or "none: the vendor lists nothing"
        return Unplaced(file, shown, f"{source.provider} has no endpoint {stem!r}; known: {known}")
    if endpoint.format != ending:
        return Unplaced(file, shown, f"{endpoint.name} is read as {endpoint.format}, not {ending or 'a bare name'}")
    return FoundSurvey(source, endpoint, observed_at, ((file, shown),))


def _recognise(file: Path, shown: str, why: str) -> FoundLog | FoundSurvey | Unplaced:
    return recognise.by_content(file, shown) or Unplaced(file, shown, f"{why}, and its content is not recognised")
