"""Reads a source live into a folder of the home that has the shape of an export; one reader then reads both.

A read begins at one moment, which is its ``observed_at``. Killed, it goes on from the last page that was written; so
does one that the network or a vendor's quota ended, within ``RESUMED``. What could not be asked has its reason, and
its endpoint is not complete.
"""

import json
import shutil
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from keyroll.deadline import within
from keyroll.errors import (
    AnswerRefused,
    ConfigError,
    CredentialRefused,
    KeyrollError,
    NotAllowed,
    NotThere,
    SecretUnavailable,
    Throttled,
    Unfinished,
    Unreachable,
)
from keyroll.intake.bounds import BOUNDS, Bounds, Spent
from keyroll.intake.folder import in_order
from keyroll.intake.spool import Clean, Spool, as_it_is
from keyroll.model.source import Source
from keyroll.pauses import ABOUT
from keyroll.providers import catalogue
from keyroll.providers.live import Ask, Connection, Each, LiveAnswer, LiveSource, Me, Pull

#: A read that did not end is continued within this time; an older one is restarted.
RESUMED: Final = timedelta(hours=6)
#: How far behind the last complete read of a log the next one begins: vendors write some records late.
OVERLAP: Final = timedelta(hours=1)
#: Nothing else of this source can be had, for now or with this credential.
_STOPS: Final = (CredentialRefused, Unreachable, Throttled, Unfinished, SecretUnavailable, ConfigError)
#: Of these: what passes by itself.
_PASSES: Final = (Unreachable, Throttled, Unfinished)
#: Marks a read whose pages are in the lake.
_TAKEN: Final = ".taken"

#: What the folder of a read is named: to the microsecond, for two reads may begin within one second.
_NAME: Final = "%Y-%m-%dT%H%M%S.%fZ"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a live read got: its folder, and why endpoints and logs (by name) are not complete.

    ``me`` is who the vendor says that we are, ``endpoints`` and ``logs`` are all that the connection asks for;
    ``ended`` is false where the read goes on another time; ``again`` says that this is worth a try soon.
    """

    source: Source
    folder: Path
    observed_at: datetime
    me: Me | None
    endpoints: tuple[str, ...]
    logs: tuple[str, ...]
    reasons: Mapping[str, str]
    ended: bool
    again: bool = False

    def pages(self, name: str) -> list[Path]:
        """Return the files with the pages of an endpoint or a log, in order."""
        return sorted(self.folder.glob(f"{name}@*.json"), key=in_order)


def pulls_of(connection: Connection, settings: Mapping[str, str]) -> tuple[Pull, ...]:
    """Return the pulls that can be made with these settings."""
    made: dict[str, Pull] = {}
    for pull in connection.pulls:
        known = pull.each is None or not pull.each.of or pull.each.of in made
        if known and all(settings.get(name) for name in pull.needs):
            made[pull.called] = pull
    return tuple(made.values())


def fetch(
    root: Path,
    source: Source,
    live: LiveSource | KeyrollError,
    pulls: Sequence[Pull],
    parallel: int,
    now: datetime,
    stop: Callable[[], bool] = lambda: False,
    bounds: Bounds | None = None,
    clean: Callable[[Pull], Clean] = lambda _pull: as_it_is,
) -> Fetched:
    """Read all pulls of a source; ``root`` is the folder of all live reads. What fails is in the answer's reasons.

    ``live`` may be the error with which signing in ended: then nothing is asked. Before each question ``stop`` is
    asked whether the rest is left to another time. What ``bounds`` does not let in is no longer asked for: what was
    read until then stays, and is not complete.
    ``clean`` gives what takes the values out of a pull's pages.
    """
    folder, before = _place(root / str(source) / "survey", now)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return _Fetch(source, folder, live, pulls, parallel, before, stop, bounds or BOUNDS, clean).run()


def _place(reads: Path, now: datetime) -> tuple[Path, Path | None]:
    """Return the folder of the read that goes on or begins, and that of the last one, for what has not changed."""
    known = sorted((_began(one), one) for one in reads.iterdir()) if reads.exists() else []
    taken = [one for _, one in known if (one / _TAKEN).exists()]
    before = taken[-1] if taken else None
    begun = [(at, one) for at, one in known if one not in taken]
    for _, one in begun[:-1]:
        shutil.rmtree(one)  # two reads that did not end: only the later one goes on
    if begun and now - RESUMED <= begun[-1][0] <= now:
        return begun[-1][1], before
    if begun:
        shutil.rmtree(begun[-1][1])
    return reads / now.strftime(_NAME), before


def _began(folder: Path) -> datetime:
    return datetime.fromisoformat(folder.name)


def taken(fetched: Fetched) -> None:
    """Note that a read's pages are in the lake, and remove the reads before it. It stays for what does not change."""
    if not fetched.ended:
        return
    (fetched.folder / _TAKEN).touch(mode=0o600)
    for one in fetched.folder.parent.iterdir():
        if _began(one) < fetched.observed_at:
            shutil.rmtree(one)


class _Fetch:
    """One read of one source."""

    def __init__(
        self,
        source: Source,
        folder: Path,
        live: LiveSource | KeyrollError,
        pulls: Sequence[Pull],
        parallel: int,
        before: Path | None,
        stop: Callable[[], bool],
        bounds: Bounds,
        clean: Callable[[Pull], Clean],
    ) -> None:
        self._source, self._folder, self._live, self._parallel = source, folder, live, parallel
        self._stop = stop
        self._spools = {pull.called: Spool(folder, pull, clean(pull)) for pull in pulls}
        self._before = {pull.called: Spool(before, pull) for pull in pulls} if before else {}
        self._begun_before = _began(before) if before else None
        self._stopped: KeyrollError | None = None
        pages, size = (
            sum(len(one.asked) for one in self._spools.values()),
            sum(one.size for one in self._spools.values()),
        )
        self._spent = Spent(str(source), bounds, pages, size)

    def run(self) -> Fetched:
        me = self._who()
        lists = [one for one in self._spools.values() if one.pull.each is None]
        with ThreadPoolExecutor(self._parallel, thread_name_prefix=str(self._source)) as pool:
            list(pool.map(self._list, lists))
            for spool in self._spools.values():
                if spool.pull.each is not None:
                    self._children(spool, pool)
        ended = all(one.ended for one in self._spools.values())
        reasons: dict[str, str] = {}
        for spool in self._spools.values():
            because = spool.because if spool.ended else str(self._stopped or "the read did not end")
            if spool.pull.feeds and because:
                reasons.setdefault(spool.pull.feeds, because)
        logs = tuple(dict.fromkeys(one.pull.log for one in self._spools.values() if one.pull.log))
        endpoints = tuple(dict.fromkeys(one.pull.endpoint for one in self._spools.values() if one.pull.endpoint))
        for endpoint in endpoints:
            self._account(endpoint, reasons.get(endpoint, ""))
        again = not ended and isinstance(self._stopped, _PASSES)
        return Fetched(self._source, self._folder, _began(self._folder), me, endpoints, logs, reasons, ended, again)

    def _who(self) -> Me | None:
        if isinstance(self._live, KeyrollError):
            self._stopped = self._live
            return None
        try:
            with within(self._spent.left()):
                return self._live.me()
        except KeyrollError as error:
            if isinstance(error, _STOPS):
                self._stopped = error
            return None

    def _account(self, endpoint: str, because: str) -> None:
        """Write the account of an endpoint, which is the raw record of whether its read was complete."""
        feeding = [one for one in self._spools.values() if one.pull.endpoint == endpoint]
        account = {
            "source": str(self._source),
            "endpoint": endpoint,
            "began": self._folder.name,
            "because": because,
            "pulls": {one.pull.called: {"asked": len(one.asked), "because": one.because} for one in feeding},
        }
        account_of(self._folder, endpoint).write_text(json.dumps(account, ensure_ascii=False) + "\n", encoding="utf-8")

    def _list(self, spool: Spool) -> None:
        """Read a list from its first page, or from where it was left, to its end."""
        if spool.ended:
            return
        try:
            self._rest(spool, "")
        except KeyrollError as error:
            self._failed(spool, error)
        else:
            spool.end()

    def _rest(self, spool: Spool, each: str) -> None:
        """Read the pages of one parent that are not here yet. Raises errors of the family."""
        while (cursor := spool.left(each)) is not None:
            ask = Ask(spool.pull.called, each, cursor, since=self._since(spool.pull))
            self._put(spool, ask, self._answer(spool, ask))

    def _since(self, pull: Pull) -> datetime | None:
        """Return from when on a log is still to be read: all of it, unless the last read of it came to its end."""
        old = self._before.get(pull.called) if pull.log else None
        whole = old is not None and old.ended and not old.because
        return self._begun_before - OVERLAP if whole and self._begun_before else None

    def _put(self, spool: Spool, ask: Ask, answered: LiveAnswer) -> None:
        if answered.cursor and (answered.cursor == ask.cursor or spool.earlier(ask.each, answered.cursor)):
            raise AnswerRefused(
                f"{self._source} {spool.pull.called}: the next page is one that was read",
                hint="run it again; if it stays, report it",
            )
        try:
            size = spool.add(ask, answered)
        except OSError as error:
            raise Unfinished(
                f"{self._source}: a page cannot be kept ({error.strerror})",
                hint="make room in the home, then run it again",
            ) from None
        asked, more = spool.counts[ask.each], bool(answered.cursor)
        self._spent.note(spool.pull.called, ask.each, answered.body, size, asked=asked, more=more)

    def _answer(self, spool: Spool, ask: Ask) -> LiveAnswer:
        """Ask; if nothing has changed since the last read, take the page from there."""
        if self._stopped is None and self._stop():
            self._stopped = Unfinished(f"{self._source}: not read to its end in time", hint="it goes on another time")
        if self._stopped:
            raise self._stopped
        self._spent.check()
        old = self._before.get(spool.pull.called)
        known = old.earlier(ask.each, ask.cursor) if old else None
        if old and known and known.etag and known.file:
            answered = self._ask(Ask(ask.pull, ask.each, ask.cursor, known.etag))
            if answered.unchanged:
                return LiveAnswer(old.page(known), known.next, known.etag)
            return answered
        return self._ask(ask)

    def _ask(self, ask: Ask) -> LiveAnswer:
        """Ask on behalf of the source, within the time that it has left. Raises errors of the family."""
        if isinstance(self._live, KeyrollError):
            raise self._live
        named = ABOUT.set(str(self._source))
        failed: KeyrollError
        try:
            with within(self._spent.left()):
                return self._live.ask(ask)
        except Unreachable as error:
            failed = error
        finally:
            ABOUT.reset(named)
        self._spent.check()  # the question ended because the time of the whole read did
        raise failed

    def _failed(self, spool: Spool, error: KeyrollError) -> None:
        """Note why a list could not be read to its end; what stops the whole source leaves it to go on another time."""
        if isinstance(error, _STOPS):
            self._stopped = error
        elif isinstance(error, NotThere) and spool.pull.optional_because:
            spool.end()
        else:
            spool.end(why(self._source, spool.pull, error))

    def _children(self, spool: Spool, pool: ThreadPoolExecutor) -> None:
        """Ask once for every parent: their first pages side by side, what follows in order."""
        each = spool.pull.each
        parents = self._spools.get(each.of) if each else None
        if spool.ended or each is None or (parents and not parents.ended):
            return
        lost: list[str] = []
        names = _Names(spool, parents, each)
        try:
            while window := names.some(self._parallel * 4):
                self._window(spool, window, pool, lost)
        except KeyrollError as error:
            self._failed(spool, error)
            return
        if parents and parents.because:
            lost.append(parents.because)
        more = f" and {len(lost) - 1:,} more" if len(lost) > 1 else ""
        spool.end(lost[0] + more if lost else "")

    def _window(self, spool: Spool, window: list[str], pool: ThreadPoolExecutor, lost: list[str]) -> None:
        def first(name: str) -> LiveAnswer | KeyrollError | None:
            cursor = spool.left(name)
            if cursor != "":
                return None  # it is all here, or was left in the middle
            try:
                return self._answer(spool, Ask(spool.pull.called, name))
            except KeyrollError as error:
                if isinstance(error, _STOPS):
                    self._stopped = error
                return error

        for name, answered in zip(window, pool.map(first, window), strict=True):
            try:
                if isinstance(answered, KeyrollError):
                    raise answered
                if answered is not None:
                    self._put(spool, Ask(spool.pull.called, name), answered)
                self._rest(spool, name)
            except _STOPS:
                raise
            except KeyrollError as error:
                lost.append(
                    f"{why(self._source, spool.pull, error)}: {name}" if name else why(self._source, spool.pull, error)
                )


class _Names:
    """Under which names a pull is asked, each once: those in another pull's pages, then in its own while they grow."""

    def __init__(self, spool: Spool, parents: Spool | None, each: Each) -> None:
        self._spool, self._each = spool, each
        self._first = (
            (name for one, body in parents.pages() for name in each.names(body, one)) if parents else iter([""])
        )
        self._seen: set[str] = set()
        self._waiting: deque[str] = deque()
        self._looked = 0

    def some(self, most: int) -> list[str]:
        """Return further names; none where all have been given and no page has come since."""
        found: list[str] = []
        while len(found) < most:
            name = next(self._first, None)
            name = self._deeper() if name is None else name
            if name is None:
                break
            if name not in self._seen:
                self._seen.add(name)
                found.append(name)
        return found

    def _deeper(self) -> str | None:
        while not self._waiting:
            if not self._each.deeper or self._looked >= len(self._spool.asked):
                return None
            one = self._spool.asked[self._looked]
            self._looked += 1
            if one.file:
                self._waiting.extend(self._each.names(self._spool.page(one), one.each))
        return self._waiting.popleft()


def why(source: Source, pull: Pull, error: KeyrollError) -> str:
    """Return in words why a pull got nothing; a refusal names the scope that is asked for, and its reason."""
    if not isinstance(error, NotAllowed | NotThere):
        return f"not seen: {error}"
    reasons = {one.scope: one.reason for one in catalogue.provider(source.provider).scopes}
    reason = f" ({reasons[pull.scope]})" if pull.scope in reasons else ""
    return f"not seen: scope {pull.scope}{reason}"


def account_of(folder: Path, endpoint: str) -> Path:
    """Where the account of an endpoint's read lies."""
    return folder / f".{endpoint}.account.json"
