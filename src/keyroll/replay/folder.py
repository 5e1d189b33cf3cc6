"""The export folder: log files by source, log and UTC day; listing files by source and date."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from keyroll.errors import UsageError
from keyroll.replay.times import DAY, day_of


@dataclass(frozen=True, slots=True)
class LogFiles:
    """One log of one source: the folder and the names of its files."""

    source: str
    name: str
    pattern: str

    def path(self, day: str) -> str:
        """The file's path inside the folder."""
        return f"{self.source}/logs/{self.name}/{self.pattern.format(day=day)}"


Record = tuple[LogFiles, int, str]
"""A record of a log: its time in milliseconds, and its line."""
OKTA = LogFiles("okta@main", "system_log", "{day}.ndjson.gz")
ACCESS = LogFiles("cloudflare@main", "access", "{day}.ndjson.gz")
CF_AUDIT = LogFiles("cloudflare@main", "audit", "{day}.ndjson")
JIRA = LogFiles("jira@main", "access", "access_log.{day}.log.gz")
JIRA_AUDIT = LogFiles("jira@main", "audit", "{day}.ndjson")
WIKI = LogFiles("confluence@main", "access", "conf_access_log{day}.log.gz")
WIKI_AUDIT = LogFiles("confluence@main", "audit", "{day}.ndjson")
GIT = LogFiles("bitbucket@main", "access", "atlassian-bitbucket-access-{day}.log.gz")
GIT_AUDIT = LogFiles("bitbucket@main", "audit", "{day}.ndjson")
SHEETS = LogFiles("smartsheet@main", "events", "{day}.ndjson")
GATEWAY_DNS = LogFiles("cloudflare@main", "gateway_dns", "{day}.ndjson.gz")
GATEWAY_HTTP = LogFiles("cloudflare@main", "gateway_http", "{day}.ndjson.gz")
GATEWAY_NETWORK = LogFiles("cloudflare@main", "gateway_network", "{day}.ndjson.gz")
CONN = LogFiles("zeek@main", "conn", "conn.{day}.ndjson.gz")
TLS = LogFiles("zeek@main", "ssl", "ssl.{day}.ndjson.gz")
NAMES = LogFiles("zeek@main", "dns", "dns.{day}.ndjson.gz")


def trail(account: str) -> LogFiles:
    """Return CloudTrail of one AWS account."""
    return LogFiles(f"aws@{account}", "cloudtrail", "{day}.json.gz")


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """The place of a record: its file inside the folder, and its number from 1."""

    time: int
    log: LogFiles
    file: str
    record: int


@dataclass(slots=True)
class Folder:
    """Collects one day's records, then writes them in order of time; it holds one day at most."""

    root: Path
    ends: int
    records: int = 0
    files: int = 0
    _today: dict[LogFiles, list[tuple[int, str]]] = field(default_factory=dict)
    _planned: dict[int, list[Record]] = field(default_factory=dict)
    _marks: dict[tuple[LogFiles, str], list[str]] = field(default_factory=dict)
    _marked: set[tuple[LogFiles, int]] = field(default_factory=set)
    _places: dict[str, RecordPlace] = field(default_factory=dict)

    @classmethod
    def new(cls, root: Path, ends: int) -> "Folder":
        """Make the folder. Raises UsageError if it is not empty."""
        if root.exists() and (not root.is_dir() or any(root.iterdir())):
            raise UsageError(f"{root} is not an empty folder", hint="name a folder that does not exist yet")
        root.mkdir(parents=True, exist_ok=True)
        return cls(root, ends)

    def add(self, *records: Record) -> None:
        """Add records of today."""
        for log, ms, line in records:
            self._today.setdefault(log, []).append((ms, line))

    def plan(self, *records: Record) -> None:
        """Keep records of another day until that day is written."""
        for record in records:
            self._planned.setdefault(record[1] // DAY, []).append(record)

    def mark(self, record: Record, key: str) -> None:
        """Plan a record whose place in the folder is requested later by its key."""
        self.plan(record)
        log, ms, line = record
        self._marks.setdefault((log, line), []).append(key)
        self._marked.add((log, ms // DAY))

    def place(self, key: str) -> RecordPlace | None:
        """Return the place of a marked record, once its day is written."""
        return self._places.get(key)

    def close_day(self, start: int) -> None:
        """Write the day that starts here; records after midnight stay for the next day."""
        self.add(*self._planned.pop(start // DAY, ()))
        end = min(start + DAY, self.ends)
        later: dict[LogFiles, list[tuple[int, str]]] = {}
        for log, lines in sorted(self._today.items(), key=lambda item: (item[0].source, item[0].name)):
            lines.sort(key=itemgetter(0))
            kept = lines
            if lines and lines[-1][0] >= end:
                kept = [line for line in lines if line[0] < end]
                over = [line for line in lines if end <= line[0] < self.ends]
                if over:
                    later[log] = over
            if kept:
                self._write_log(log, day_of(start), kept)
        self._today = later

    def survey(self, source: str, date: str, name: str, pages: Iterable[bytes]) -> None:
        """Write the pages of one endpoint, in their order."""
        with self.survey_file(source, date, name).open("wb") as file:
            for page in pages:
                file.write(page)
                file.write(b"\n")
        self.files += 1

    def survey_file(self, source: str, date: str, name: str) -> Path:
        """Return the file of one endpoint, in its folder."""
        path = self.root / source / "survey" / date / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def _write_log(self, log: LogFiles, day: str, lines: list[tuple[int, str]]) -> None:
        name = log.path(day)
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        trailed = log.name == "cloudtrail"
        with path.open("wb") as file:
            pack = _Gzip() if name.endswith(".gz") else None
            for piece in _pieces(lines, trailed=trailed):
                file.write(pack.add(piece) if pack else piece)
            if pack:
                file.write(pack.end())
        self.records += len(lines)
        self.files += 1
        if (log, lines[0][0] // DAY) in self._marked:
            for number, (ms, line) in enumerate(lines, 1):
                for key in self._marks.get((log, line), ()):
                    self._places.setdefault(key, RecordPlace(ms, log, name, number))


def _pieces(lines: list[tuple[int, str]], *, trailed: bool) -> Iterable[bytes]:
    """Yield the file's content in pieces of moderate size."""
    step = 4096
    if trailed:
        yield b'{"Records":['
    for start in range(0, len(lines), step):
        texts = [line for _, line in lines[start : start + step]]
        if trailed:
            yield (("," if start else "") + ",".join(texts)).encode()
        else:
            yield ("\n".join(texts) + "\n").encode()
    if trailed:
        yield b"]}\n"


class _Gzip:
    """A gzip stream without a time or a name in its header, so that equal content gives equal bytes."""

    __slots__ = ("_pack",)

    def __init__(self) -> None:
        self._pack = zlib.compressobj(1, zlib.DEFLATED, 31)

    def add(self, data: bytes) -> bytes:
        return self._pack.compress(data)

    def end(self) -> bytes:
        return self._pack.flush()
