"""Brings an export folder, or the result of a scan, into a home; an error affects nothing else."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from keyroll.errors import UsageError
from keyroll.intake import limits, takeover
from keyroll.intake.connections import told_of
from keyroll.intake.events import LogFile, Quarantine, Read
from keyroll.intake.fast.run import read_logs
from keyroll.intake.fetch import Fetched, account_of, taken
from keyroll.intake.folder import explore, named_log
from keyroll.intake.folder_contents import FoundLog, FoundSurvey, Unplaced
from keyroll.intake.masking.masks import Masks, is_own
from keyroll.intake.recognise import bears_secrets
from keyroll.intake.records import Bad
from keyroll.intake.scan.placing import Root
from keyroll.intake.scan.report import check_root, scan_into
from keyroll.intake.scan.scanner import Scanner
from keyroll.intake.summary import Summary
from keyroll.intake.surveys import TABLE, Gathered, read_survey
from keyroll.intake.tabular.guard import ACCEPT, missing_credentials
from keyroll.intake.tabular.placed import with_tables
from keyroll.model.quarantine import Quarantined
from keyroll.model.source import Source
from keyroll.providers import catalogue
from keyroll.providers.contracts.logs import Log
from keyroll.providers.contracts.survey import Endpoint
from keyroll.providers.keyroll.survey import CONNECTIONS, OWN, SELF
from keyroll.providers.live import Me
from keyroll.providers.scan.survey import COPIES
from keyroll.store.home import Home
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rows import How, RawRow
from keyroll.store.masked import ValueMask
from keyroll.store.raw import Held, RawFile, Unreadable
from keyroll.store.session import Session

#: Called with a step, the amount done, and the total.
Progress = Callable[[str, int, int], None]


def sync_folder(
    home: Home,
    ledger: Ledger,
    root: Path,
    *,
    only: Collection[Source] = (),
    accept: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """Read everything under ``root`` (of the sources in ``only``, where given). ``ledger`` writes under a lease.

    ``accept``: a person accepts tables that differ from earlier ones.
    """
    found = with_tables(home.path, root, explore(root, home.path), accept=accept)
    surveys = [one for one in found.surveys if not only or one.source in only]
    logs = [one for one in found.logs if not only or one.source in only]
    home.lake.sweep()
    home.raw.sweep()
    run = _Run(home, ledger)
    total = len(surveys) + len(logs)
    with home.session() as session:
        for done, one in enumerate(surveys):
            if progress:
                progress(str(one.source), done, total)
            run.check()
            if not accept and (gone := missing_credentials(home, session, one)):
                run.unplaced(Unplaced(*one.files[0], f"{gone}: {ACCEPT}"))
            else:
                run.survey(session, one)
        run.logs(session, logs, lambda step, done: progress(step, len(surveys) + done, total) if progress else None)
    for lost in found.unplaced if not only else ():
        run.unplaced(lost)
    run.summary.without |= found.without
    if progress:
        progress("done", total, total)
    return run.finish()


def sync_found(home: Home, ledger: Ledger, surveys: Sequence[FoundSurvey]) -> Summary:
    """Read listings in files outside of any folder of exports."""
    home.raw.sweep()
    run = _Run(home, ledger)
    with home.session() as session:
        for one in surveys:
            run.check()
            run.survey(session, one)
    return run.finish()


def sync_log(
    home: Home, ledger: Ledger, name: str, paths: Sequence[Path], *, progress: Progress | None = None
) -> Summary:
    """Read files (or all files of folders) as the log ``provider[@source].log``. Raises UsageError."""
    if not paths:
        raise UsageError(f"no PATH to read as {name}", hint=f"name a file, or a folder of files: --log {name} PATH")
    found = [one for path in paths for one in named_log(name, path)]
    run = _Run(home, ledger)
    with home.session() as session:
        run.logs(session, found, lambda step, done: progress(step, done, len(found)) if progress else None)
    return run.finish()


def sync_scan(
    home: Home,
    ledger: Ledger,
    roots: Sequence[Root],
    *,
    scanner: Scanner | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Scan roots for copies of secrets, one after another. A failed scanner does not stop the other roots.

    Raises UsageError if another path had the name of a root: its copies would look as if they were gone.
    """
    run = _Run(home, ledger)
    with home.session() as session:
        for root in roots:
            check_root(home, session, root)
        for root in roots:
            tick = (lambda done, name=root.name: progress(f"scan@{name}", done, done)) if progress else None
            run.check()
            run.scan(session, root, scanner, tick)
    return run.finish()


def sync_fetched(
    home: Home,
    ledger: Ledger,
    fetched: Sequence[Fetched],
    own: Sequence[Mapping[str, str]],
    me: Mapping[Source, Me],
    *,
    progress: Progress | None = None,
) -> Summary:
    """Read the results of live reads, keyroll's ``own`` list of its connections, and the vendors' names for them.

    The folders of live reads are removed once their pages are in the lake and in raw.
    """
    home.lake.sweep()
    home.raw.sweep()
    run = _Run(home, ledger)
    with home.session() as session:
        gathered = Gathered(session, home.lake)
        for done, one in enumerate(fetched):
            if progress:
                progress(str(one.source), done, len(fetched))
            run.check()
            run.fetched(session, one, gathered)
        read = {one.source for one in fetched}
        for source, who in sorted(me.items()):
            told = told_of(source, who) if source in read else who.row()
            run.own(session, source, SELF, [told], gathered)
        run.own(session, OWN, catalogue.endpoints(OWN.provider)[CONNECTIONS], own, gathered)
        run.commit(gathered)
    for one in fetched:
        taken(one)
    return run.finish()


def sync_own(home: Home, ledger: Ledger, endpoint: Endpoint, rows: Sequence[Mapping[str, str]]) -> Summary:
    """Read a list of keyroll's own: a missing entry is gone."""
    run = _Run(home, ledger)
    with home.session() as session:
        gathered = Gathered(session, home.lake)
        run.own(session, OWN, endpoint, rows, gathered)
        run.commit(gathered)
    return run.finish()


class _Run:
    """One sync: its result, and the raw files that it read."""

    def __init__(self, home: Home, ledger: Ledger) -> None:
        self._home, self._ledger = home, ledger
        self._now = home.clock.now()
        self._masks = Masks(home)
        self._written: takeover.CompleteReads | None = None
        self._seen: set[str] = set()
        self._read: set[str] = set()
        self._unreadable: set[str] = set()
        self._bad: dict[tuple[str, str], int] = {}
        self.summary = Summary()

    def check(self) -> None:
        if self._ledger.lease:
            self._ledger.lease.check()

    def scan(self, session: Session, root: Root, scanner: Scanner | None, tick: Callable[[int], None] | None) -> None:
        """Scan a root, and read the report like any other survey; the report itself is stored as raw."""
        report = self._home.path / "tmp" / f"scan-{root.name}.ndjson"
        report.parent.mkdir(exist_ok=True, mode=0o700)
        try:
            scanned = scan_into(self._home, root, report, scanner=scanner, tick=tick)
            endpoint = catalogue.endpoints(scanned.source.provider)[COPIES]
            found = FoundSurvey(scanned.source, endpoint, self._now, ((report, f"{scanned.source} report"),))
            self.survey(session, found, lost=scanned.because, own=True)
        finally:
            report.unlink(missing_ok=True)
        self.summary.scans.append(scanned)

    def own(
        self,
        session: Session,
        source: Source,
        endpoint: Endpoint,
        rows: Sequence[Mapping[str, str]],
        gathered: Gathered,
    ) -> None:
        """Read keyroll's own records of its connections."""
        page = self._home.path / "tmp" / f"own-{source}.json"
        page.parent.mkdir(exist_ok=True, mode=0o700)
        page.write_text(json.dumps(rows), encoding="utf-8")
        try:
            files = ((page, f"{source} {endpoint.name}"),)
            self.survey(session, FoundSurvey(source, endpoint, self._now, files), own=True, gathered=gathered)
        finally:
            page.unlink()

    def commit(self, gathered: Gathered) -> None:
        """Commit the waiting rows to the lake."""
        for source, read in gathered.commit().items():
            self._count(source, read)

    def fetched(self, session: Session, one: Fetched, gathered: Gathered) -> None:
        """Read the result of a live read, endpoint by endpoint, like an export."""
        for name in one.endpoints:
            shown = tuple((file, f"{one.source} live/{one.folder.name}/{file.name}") for file in one.pages(name))
            found = FoundSurvey(one.source, catalogue.endpoints(one.source.provider)[name], one.observed_at, shown)
            account = self._keep(account_of(one.folder, name), f"{one.source} {name} account", None, own=True)
            lost = one.reasons.get(name, "")
            self.survey(session, found, lost=lost, own=True, account=account, gathered=gathered)
            if gathered.full:
                self.commit(gathered)
        for name in one.logs:
            log = catalogue.logs(one.source.provider)[name]
            pages = [(file, f"{one.source} live/{one.folder.name}/{file.name}") for file in one.pages(name)]
            self.logs(session, [FoundLog(one.source, log, *page) for page in pages], own=True)
        self.summary.unseen[one.source] = dict(one.reasons)
        if one.again:
            self.summary.again.add(one.source)

    def survey(
        self,
        session: Session,
        one: FoundSurvey,
        *,
        lost: str = "",
        own: bool = False,
        account: RawFile | None = None,
        gathered: Gathered | None = None,
    ) -> None:
        """Read a survey's files; ``lost`` is the reason why it cannot be complete, ``own``: keyroll wrote them."""
        raws: list[RawFile] = []
        shown: dict[str, str] = {}
        lost = lost or one.lost
        for file, name in one.files:
            try:
                raws.append(self._keep(file, name, one.endpoint, own=own, recode=one.recode))
                shown[raws[-1].sha256] = name
            except Unreadable as error:
                lost = f"{name}: {error}"
                self._lost(one.source, one.endpoint.name, name, error)

        def quarantine(raw: RawFile) -> Quarantine:
            return self._quarantine(one.source, one.endpoint.name, shown[raw.sha256], raw.sha256)

        if raws or account:
            lake = self._home.lake
            self._written = self._written or takeover.CompleteReads.of(session, lake, TABLE)
            more = self._written, lost, account, gathered
            for read in read_survey(session, lake, one, raws, self._now, quarantine, *more):
                self._count(one.source, read)

    def logs(
        self,
        session: Session,
        found: Sequence[FoundLog],
        progress: Callable[[str, int], None] = lambda _step, _done: None,
        *,
        own: bool = False,
    ) -> None:
        """Read log files in order, those of one log of one source together; ``own``: keyroll wrote the files."""
        done = 0
        for (source, _, mixed), group in groupby(found, key=lambda one: one.group):
            files = list(group)

            def kept(files: Sequence[FoundLog] = files, before: int = done) -> Iterator[LogFile]:
                for number, one in enumerate(files):
                    progress(str(one.source), before + number)
                    self.check()
                    if file := self._log_file(one, own=own):
                        yield file

            home, more = self._home, (files[0].log, kept(), self._now)
            for read in read_logs(session, home.worker, home.lake, source, *more, mixed=mixed):
                self._count(source, read)
                self.check()
            done += len(files)

    def _log_file(self, one: FoundLog, *, own: bool) -> LogFile | None:
        try:
            raw = self._keep(one.file, one.shown, one.log, own=own)
        except Unreadable as error:
            self._lost(one.source, one.log.name, one.shown, error)
            return None
        return LogFile(raw, self._quarantine(one.source, one.log.name, one.shown, raw.sha256), one.pick)

    def unplaced(self, lost: Unplaced) -> None:
        if lost.closed:
            self._lost(None, "", lost.shown, lost.reason)
            return
        try:
            raw = self._keep(lost.file, lost.shown, None)
        except Unreadable as error:
            self._lost(None, "", lost.shown, error)
            return
        self._quarantine(None, "", lost.shown, raw.sha256)([Bad(0, lost.reason)])

    def finish(self) -> Summary:
        for row in self._ledger.quarantined():
            if not row.log_or_endpoint and row.raw in self._read:
                continue  # an earlier sync could not place this file
            if row.raw in self._seen or (not row.raw and row.file in self._unreadable):
                self.summary.quarantined += 1
                self.summary.reasons[row.reason] = self.summary.reasons.get(row.reason, 0) + 1
        return self.summary

    def _keep(
        self,
        file: Path,
        shown: str,
        what: Log | Endpoint | None,
        *,
        own: bool = False,
        recode: Callable[[ValueMask], ValueMask] | None = None,
    ) -> RawFile:
        """Store a file; ``what`` (its log or list) decides where its values are. Other files are only referred to."""
        # Records that keyroll writes hold fingerprints instead of values. A file of no known kind is not read.
        mask: ValueMask | None = None if what is None or (own and is_own(what)) else self._masks.of(what)
        mask = recode(mask) if recode and mask else mask
        # Our own file may be behind a link of the home's; the checked file is the stored one.
        with Held.open(file.resolve() if own else file) as held:
            reference = not own and (
                self._home.config["raw"] == "reference"
                or what is None
                or (isinstance(what, Endpoint) and what.secret_bearing)
                or bears_secrets(held)
            )
            raw = self._home.raw.keep(held, reference=reference, mask=mask)
        self._masks.save()  # before the records: a file whose records are committed is not read again
        kinds, self.summary.unsearched = dict(raw.masked.kinds), self._masks.left_out
        shown, path = self._masks.text(shown), str(raw.path)
        # A path that contains a value is not stored: such a file cannot be opened again.
        path = path if self._masks.text(path) == path else ""
        self._ledger.remember_raw(RawRow(raw.sha256, shown, raw.size, How(raw.how), path), kinds)
        for kind, number in kinds.items():
            self.summary.masked[kind] = self.summary.masked.get(kind, 0) + number
        self._seen.add(raw.sha256)
        if what is not None:
            self._read.add(raw.sha256)
        self.summary.files += 1
        return raw

    def _lost(self, source: Source | None, place: str, shown: str, error: Unreadable | str) -> None:
        self._unreadable.add(self._masks.text(shown))
        self.summary.files += 1
        self._quarantine(source, place, shown, "")([Bad(0, str(error))])

    def _quarantine(self, source: Source | None, place: str, shown: str, sha256: str) -> Quarantine:
        clean = self._masks.text
        file = clean(shown)

        def put(bad: list[Bad]) -> None:
            key = shown, sha256
            left = limits.NAMED - self._bad.get(key, 0)
            self._bad[key] = self._bad.get(key, 0) + len(bad)
            # A single fault may be about the whole file.
            named = bad[: max(0, left)] if len(bad) > 1 else list(bad)
            if 0 <= left < len(bad) and len(bad) > 1:
                reason = f"more than {limits.NAMED:,} records of this file are bad: the others are not listed"
                named.append(Bad(bad[left].record, reason))
            self._ledger.quarantine(
                Quarantined(str(source or ""), place, file, one.record, clean(one.reason), sha256, self._now)
                for one in named
            )

        return put

    def _count(self, source: Source, read: Read) -> None:
        self.summary.add(source, read)
        self.summary.unchanged += read.skipped
