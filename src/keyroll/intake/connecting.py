"""Signs in to sources: checks a connection, and reads many sources live at the same time."""

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent import futures
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from keyroll.errors import Busy, KeyrollError, NotThere, UsageError
from keyroll.intake.bounds import Bounds
from keyroll.intake.connections import Connected
from keyroll.intake.fetch import Fetched, fetch, pulls_of, why
from keyroll.intake.guarded import GuardedSource, guarded, in_time
from keyroll.intake.masking.masks import Masks
from keyroll.intake.spool import as_it_is
from keyroll.model.json import Json
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.live import Ask, Connection, ConnectionSetting, LiveSource, Me, Opening, Pull
from keyroll.providers.other.description import known as described
from keyroll.secret import SecretRef

#: Folder of live reads in a home.
FETCHED: Final = "fetched"
#: The number of sources that are read at once: a read mostly waits for its vendor.
_AT_ONCE: Final = 32
#: The seconds after which ended reads are returned without the others.
_WAIT: Final = 60.0
#: The levels of nested folders that a check descends.
_DEPTH: Final = 6
Pages = dict[str, list[tuple[str, Json]]]


@dataclass(frozen=True, slots=True)
class Sight:
    """The result of one pull in a check; ``because`` is empty if the pull works."""

    pull: Pull
    because: str = ""
    #: Nothing was tried: the pull needs a parent, and there is none.
    untried: bool = False


@dataclass(frozen=True, slots=True)
class ConnectionSights:
    """The vendor's name for a connection's credential, and the result of each of its pulls."""

    me: Me
    sights: tuple[Sight, ...]


def of(source: Source, settings: Mapping[str, str] | None = None) -> Connection:
    """Return the live reader of a source with these settings. Raises UsageError, ConfigError."""
    if source.provider not in catalogue.providers() and source.provider in described():
        raise UsageError(f"{source.provider} is read by a description", hint=f"its source is other@{source.provider}")
    catalogue.provider(source.provider)
    found = catalogue.connection_of(source, settings or {})
    if found is None:
        raise UsageError(
            f"{source.provider} cannot be read live",
            hint=f"give its exports; live: {', '.join(catalogue.connectable())}",
        )
    return found


def settled(source: Source, given: Mapping[str, str]) -> dict[str, str]:
    """Return all settings of a connection with their defaults. Raises UsageError for an unknown or missing one."""
    known = {one.name: one for one in of(source, given).settings}
    for name in given:
        if name not in known:
            raise UsageError(f"{source.provider} has no setting {name!r}", hint=f"known: {', '.join(known) or 'none'}")
    values = {name: given.get(name) or one.default for name, one in known.items()}
    for name, one in known.items():
        if one.required and not values[name]:
            raise UsageError(f"{source.provider} needs {name}: {one.meaning}", hint=f"add --set {name}=…")
    return {name: _lasting(known[name], value) for name, value in values.items() if value}


def _lasting(setting: ConnectionSetting, value: str) -> str:
    """Return the stored form of a setting; the path of a file becomes absolute."""
    return str(Path(value).absolute()) if setting.is_file and Path(value).is_file() else value


@contextmanager
def signed_in(one: Connected) -> Iterator[LiveSource]:
    """Provide a connection. Raises SecretUnavailable, ConfigError, and the vendor's errors."""
    secret = SecretRef.lasting(one.credential, str(one.source)).resolve()
    opening = Opening(one.source, one.address, secret, settled(one.source, one.settings))
    live = GuardedSource(
        one.source,
        guarded(one.source, lambda: in_time(one.source, lambda: of(one.source, one.settings).open(opening), 60)),
    )
    try:
        yield live
    finally:
        live.close()


def check(one: Connected) -> ConnectionSights:
    """Sign in, read the credential's name, and request one page of everything. Raises the errors of the sign-in."""
    pages: Pages = {}
    with signed_in(one) as live:
        me = live.me()
        pulls = pulls_of(of(one.source, one.settings), settled(one.source, one.settings))
        return ConnectionSights(me, tuple(_look(live, one.source, pull, pages) for pull in pulls))


def _look(live: LiveSource, source: Source, pull: Pull, pages: Pages) -> Sight:
    """Request the first page of a pull, under the first name that exists."""
    got = pages.setdefault(pull.called, [])
    try:
        names = [""] if pull.each is None or not pull.each.of else _names(pull, pages.get(pull.each.of, []))
        if not names:
            return Sight(pull, untried=True)
        for _ in range(_DEPTH if pull.each and pull.each.deeper else 1):
            answered = live.ask(Ask(pull.called, names[0]))
            if answered.body is None:
                break
            got.append((names[0], answered.body))
            names = _names(pull, got[-1:]) if pull.each and pull.each.deeper else []
            if not names:
                break
    except KeyrollError as error:
        if isinstance(error, NotThere) and pull.optional_because:
            return Sight(pull)
        return Sight(pull, why(source, pull, error))
    return Sight(pull)


def _names(pull: Pull, pages: list[tuple[str, Json]]) -> list[str]:
    """Return the first name that pages give to a pull, if any."""
    names = (name for each, body in pages for name in (pull.each.names(body, each) if pull.each else ()))
    return list(islice(names, 1))


def pull_all(
    home: Path,
    connections: Sequence[Connected],
    now: datetime,
    stop: Callable[[], bool] = lambda: False,
    masks: Masks | None = None,
) -> list[Fetched]:
    """Read sources live as ``pull_each`` does; return all of them in the order of ``connections``."""
    found = {one.source: one for some in pull_each(home, connections, now, stop, masks=masks) for one in some}
    return [found[one.source] for one in connections]


def pull_each(
    home: Path,
    connections: Sequence[Connected],
    now: datetime,
    stop: Callable[[], bool] = lambda: False,
    *,
    masks: Masks | None = None,
    bounds: Bounds | None = None,
    wait: float = _WAIT,
) -> Iterator[list[Fetched]]:
    """Read sources live at the same time; yield the ended ones every ``wait`` seconds: none waits for a slow one.

    An error of a source is in its own result. If ``stop`` returns true, the remaining requests are left for the next
    read. ``masks`` are those of the home. Raises Busy if another process reads one of the sources.
    """
    root = home / FETCHED
    with ExitStack() as stack:
        for one in connections:
            stack.enter_context(_alone(root / str(one.source)))
        most = max(min(len(connections), _AT_ONCE), 1)
        pool = stack.enter_context(ThreadPoolExecutor(most, thread_name_prefix="source"))
        under_way = {pool.submit(_pull, root, one, now, stop, masks, bounds) for one in connections}
        while under_way:
            ended, under_way = futures.wait(under_way, timeout=wait)
            if ended:
                yield sorted((one.result() for one in ended), key=lambda one: one.source)


def _pull(
    root: Path,
    one: Connected,
    now: datetime,
    stop: Callable[[], bool],
    masks: Masks | None,
    bounds: Bounds | None,
) -> Fetched:
    failed: KeyrollError
    try:
        connection = of(one.source, one.settings)
    except KeyrollError as error:  # its description is missing or broken
        first = next(iter(catalogue.endpoints(one.source.provider)))
        return fetch(root, one.source, error, (Pull(first, "read"),), 1, now)
    try:
        settings = settled(one.source, one.settings)
        pulls = pulls_of(connection, settings)
        with signed_in(one) as live:
            clean = partial(masks.page, one.source) if masks else lambda _pull: as_it_is
            return fetch(root, one.source, live, pulls, connection.parallel, now, stop, bounds, clean)
    except KeyrollError as error:  # a failure after the sign-in is in the read's own reasons
        failed = error
    return fetch(root, one.source, failed, pulls_of(connection, one.settings), connection.parallel, now)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Lock a source for one reader. Raises Busy."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy(f"{folder.name} is being read by another process", hint="wait for it, or end it") from None
        yield
    finally:
        os.close(lock)
