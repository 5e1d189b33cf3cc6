"""Reads a source live into a folder of the home with the layout of an export; one reader then reads both.

A read has one start time, which is its ``observed_at``. A killed read continues after the last written page; so does a
read that the network or a vendor's quota ended, within ``RESUMED``. A failed request is stored with its reason, and its
endpoint is not complete.
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
#: The overlap of the next read of a log with its last complete read: vendors write some records late.
OVERLAP: Final = timedelta(hours=1)
#: Errors that end the read of a source, for now or for this credential.
_STOPS: Final = (CredentialRefused, Unreachable, Throttled, Unfinished, SecretUnavailable, ConfigError)
#: Those of these errors that pass without a change.
_PASSES: Final = (Unreachable, Throttled, Unfinished)
#: Marks a read whose pages are in the lake.
_TAKEN: Final = ".taken"

#: The name of a read's folder, to the microsecond: two reads may begin within one second.
_NAME: Final = "%Y-%m-%dT%H%M%S.%fZ"


@dataclass(frozen=True, slots=True)
class Fetched:
    """The result of a live read: its folder, and the reasons why endpoints and logs (by name) are not complete.

    ``me`` is the credential's name at the vendor; ``endpoints`` and ``logs`` are all that the connection requests.
    ``ended`` is false if the read continues later; ``again`` marks a read that is worth an early retry.
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
    """Return the pulls that are possible with these settings."""
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
    """Read all pulls of a source; ``root`` is the folder of all live reads. Errors become reasons of the result.

    ``live`` may be the error of the sign-in: then nothing is requested. ``stop`` is called before each request and
    returns whether to leave the rest for the next read. Beyond ``bounds`` nothing more is requested: the pages read
    until then stay, and are not complete. ``clean`` returns the function that masks the values in a pull's pages.
    """
    folder, before = _place(root / str(source) / "survey", now)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return _Fetch(source, folder, live, pulls, parallel, before, stop, bounds or BOUNDS, clean).run()


def _place(reads: Path, now: datetime) -> tuple[Path, Path | None]:
    """Return the folder of the continued or new read, and that of the last one, for pages without a change."""
    known = sorted((_began(one), one) for one in reads.iterdir()) if reads.exists() else []
    taken = [one for _, one in known if (one / _TAKEN).exists()]
    before = taken[-1] if taken else None
    begun = [(at, one) for at, one in known if one not in taken]
    for _, one in begun[:-1]:
        shutil.rmtree(one)  # of two unfinished reads only the later one is continued
    if begun and now - RESUMED <= begun[-1][0] <= now:
        return begun[-1][1], before
    if begun:
        shutil.rmtree(begun[-1][1])
    return reads / now.strftime(_NAME), before


def _began(folder: Path) -> datetime:
    return datetime.fromisoformat(folder.name)


def taken(fetched: Fetched) -> None:
    """Record that a read's pages are in the lake, and remove earlier reads. Its folder stays for unchanged pages."""
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
        """Write the account of an endpoint: the raw record of whether its read was complete."""
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
        """Read a list to its end, from its first page or from the last position."""
        if spool.ended:
            return
        try:
            self._rest(spool, "")
        except KeyrollError as error:
            self._failed(spool, error)
        else:
            spool.end()

    def _rest(self, spool: Spool, each: str) -> None:
        """Read the missing pages of one parent. Raises KeyrollError."""
        while (cursor := spool.left(each)) is not None:
            ask = Ask(spool.pull.called, each, cursor, since=self._since(spool.pull))
            self._put(spool, ask, self._answer(spool, ask))

    def _since(self, pull: Pull) -> datetime | None:
        """Return the time from which a log is still to be read; None for all of it if the last read did not end."""
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
        """Make a request; if nothing has changed since the last read, take the page from there."""
        if self._stopped is None and self._stop():
            self._stopped = Unfinished(
                f"{self._source}: not read to its end in time", hint="the next sync continues it"
            )
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
        """Make a request for the source, within its remaining time. Raises KeyrollError."""
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
        self._spent.check()  # the request ended because the time of the whole read is over
        raise failed

    def _failed(self, spool: Spool, error: KeyrollError) -> None:
        """Record why a list is not complete; an error that ends the whole source leaves the list for the next read."""
        if isinstance(error, _STOPS):
            self._stopped = error
        elif isinstance(error, NotThere) and spool.pull.optional_because:
            spool.end()
        else:
            spool.end(why(self._source, spool.pull, error))

    def _children(self, spool: Spool, pool: ThreadPoolExecutor) -> None:
        """Request every parent once: their first pages at the same time, further pages in order."""
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
                return None  # it is complete, or was left in the middle
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
    """The names under which a pull is requested, each once: from another pull's pages, then from its own new pages."""

    def __init__(self, spool: Spool, parents: Spool | None, each: Each) -> None:
        self._spool, self._each = spool, each
        self._first = (
            (name for one, body in parents.pages() for name in each.names(body, one)) if parents else iter([""])
        )
        self._seen: set[str] = set()
        self._waiting: deque[str] = deque()
        self._looked = 0

    def some(self, most: int) -> list[str]:
        """Return further names; none if all were returned and no page has arrived since."""
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
    """Return the reason why a pull failed; for a refusal it names the missing scope and the use of that scope."""
    if not isinstance(error, NotAllowed | NotThere):
        return f"not seen: {error}"
    reasons = {one.scope: one.reason for one in catalogue.provider(source.provider).scopes}
    reason = f" ({reasons[pull.scope]})" if pull.scope in reasons else ""
    return f"not seen: scope {pull.scope}{reason}"


def account_of(folder: Path, endpoint: str) -> Path:
    """Return the path of the account of an endpoint's read."""
    return folder / f".{endpoint}.account.json"
