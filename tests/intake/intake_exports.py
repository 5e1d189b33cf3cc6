"""Tiny exports in the vendors' shapes, and everything that a home holds, to compare."""

import contextlib
import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import zstandard
from sqlalchemy import select

from keyroll.api import Keyroll
from keyroll.cli import main
from keyroll.clock import iso
from keyroll.inventory.tables import MADE_OF
from keyroll.store.home import Home
from keyroll.store.ledger.tables import metadata
from keyroll.store.raw import chunks

NOW = datetime(2023, 11, 20, 8, 0, tzinfo=UTC)
#: When a record was read and committed: what may differ between two runs whose clocks differ.
READ_AT = frozenset({"observed_at", "recorded_at", "first_seen_at", "seen_at"})
#: Who wrote and when is not what was written.
NOT_CONTENT = frozenset({"leases", "meta"})


def okta(number: int, published: str = "2023-11-14T09:22:49.000Z", **more: Any) -> str:
    """One event of Okta's System Log."""
    record = {
        "uuid": f"event-{number}",
        "published": published,
        "eventType": "user.session.start",
        "actor": {"id": "00uBOT", "type": "User", "alternateId": "bot@corp.example", "displayName": "Bot"},
        "client": {"ipAddress": "192.0.2.7", "userAgent": {"rawUserAgent": "curl/8"}},
        "outcome": {"result": "SUCCESS"},
        "transaction": {"id": "t", "type": "WEB", "detail": {"requestApiTokenId": "00Tseen"}},
    }
    return json.dumps(record | more)


def jira(second: int, path: str = "/rest/api/2/search", user: str = "bot") -> str:
    """One line of Jira's access log; the vendor gives it no id."""
    stamp = f"14/Nov/2023:09:{second // 60:02}:{second % 60:02} +0000"
    return f'192.0.2.7 562x1x1 {user} [{stamp}] "GET {path} HTTP/1.1" 200 120 64 "-" "curl/8" "-"'


def cloudtrail(number: int, **more: Any) -> str:
    """One record of CloudTrail, without the envelope."""
    record = {
        "eventVersion": "1.08",
        "eventID": f"trail-{number}",
        "eventTime": "2023-11-14T09:22:49Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": "ListBuckets",
        "userIdentity": {"type": "IAMUser", "userName": "bot", "accessKeyId": "AKIAEXAMPLE000000001"},
        "sourceIPAddress": "192.0.2.7",
    }
    return json.dumps(record | more)


def jira_user(name: str, **more: Any) -> dict[str, Any]:
    """One account in Jira's list of users."""
    link = f"https://jira.corp.example/rest/api/2/user?username={name}"
    return {"self": link, "key": f"JIRAUSER{name}", "name": name, "displayName": name.title(), "active": True} | more


def api_token(number: int) -> dict[str, Any]:
    """One of Okta's API tokens."""
    return {"id": f"00T{number}", "name": f"token {number}", "userId": "00uBOT", "tokenWindow": "P30D"}


REGISTER = (
    "vendor,system,credential,kind,owner,note,reviewed_on\nAcme,jira,bot,account,it@corp.example,believed unused,\n"
)


def har(**headers: str) -> str:
    """A browser recording as people attach it to support cases."""
    entry = {
        "startedDateTime": "2023-10-01T10:00:00Z",
        "request": {
            "method": "GET",
            "url": "https://jira.corp.example/rest/api/2/myself",
            "headers": [{"name": name.replace("_", "-"), "value": value} for name, value in headers.items()],
            "cookies": [{"name": "JSESSIONID", "value": headers.get("cookie", "")}],
        },
        "response": {"status": 200, "headers": [], "cookies": []},
    }
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": [entry]}})


def lay(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write an export folder; a name ending in .gz or .zst packs what is given as text."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = content.encode() if isinstance(content, str) else content
        if isinstance(content, str) and name.endswith(".gz"):
            raw = gzip.compress(raw)
        elif isinstance(content, str) and name.endswith(".zst"):
            raw = zstandard.compress(raw)
        path.write_bytes(raw)
    return root


def lines(records: Iterable[str]) -> str:
    """Records as a log file."""
    return "".join(f"{record}\n" for record in records)


def small_export(root: Path) -> Path:
    """A folder with a bit of everything: surveys, logs, packed files, overlaps, and input that is bad."""
    access = [jira(second // 3) for second in range(30)]
    return lay(
        root,
        {
            "okta/survey/2023-10-01/api_tokens.json": json.dumps([api_token(n) for n in range(7)]),
            "okta/survey/2023-11-01/api_tokens.json": json.dumps([api_token(n) for n in range(1, 7)]),
            "jira/survey/users.json": json.dumps([jira_user("bot"), jira_user("ann")]) + "\n[{}]\n",
            "register/survey/vendors.csv": REGISTER,
            "okta/logs/system_log/a.ndjson": lines([*(okta(n) for n in range(20)), "{broken"]),
            "okta/logs/system_log/b.ndjson.gz": lines(okta(n) for n in range(10, 30)),
            "jira/logs/access/one.log": lines(access[:20]),
            "jira/logs/access/two.log.zst": lines(access[10:]),
            "aws/logs/cloudtrail/t.json": f'{{"Records":[{cloudtrail(1)},{cloudtrail(2)}]}}',
            "nobody/logs/x.txt": "what is this",
        },
    )


def synced(folder: Path, home: Path, *, now: datetime | None = NOW) -> Keyroll:
    """Sync a folder into a home."""
    keyroll = Keyroll.open(home, now=now)
    keyroll.exports.sync(folder)
    return keyroll


def content(home: Home, *, without: Iterable[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of all tables of lake and ledger, sorted, ``without`` some columns.

    The files from which the inventory was computed differ by home.
    """
    left_out = frozenset(without)
    found: dict[str, list[tuple[Any, ...]]] = {}
    with home.session() as session:
        for table in set(home.lake.names()) - {MADE_OF}:
            home.lake.view(session, table, "all_rows")
            names = [name for name in session.columns("all_rows") if name not in left_out]
            chosen = ", ".join(f'"{name}"' for name in names)
            found[table] = [tuple(names), *session.tuples(f"SELECT {chosen} FROM all_rows ORDER BY ALL")]
    with home.ledger.engine.connect() as connection:
        for kept in metadata.sorted_tables:
            if kept.name not in NOT_CONTENT:
                columns = [column for column in kept.columns if column.name not in left_out]
                rows = connection.execute(select(*columns)).all()
                found[kept.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


def every_byte(home: Path, keyroll: Keyroll) -> bytes:
    """All that rests in a home: every file as it is, raw unpacked, and every value of the lake."""
    parts = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    parts += [b"".join(chunks(path)) for path in (home / "raw").glob("*")]
    return b"".join(parts) + repr(content(keyroll.home)).encode()


def events(keyroll: Keyroll, table: str, columns: str = "event_id") -> list[Any]:
    """Return columns of a log's native rows in the order of their records; values, where only one is asked for."""
    with keyroll.home.session() as session:
        if not keyroll.home.lake.view(session, f"events/{table}", "those"):
            return []
        rows = session.tuples(f"SELECT {columns} FROM those ORDER BY raw, record")
    return [row[0] if len(row) == 1 else row for row in rows]


def quarantine(keyroll: Keyroll) -> list[tuple[str, int, str]]:
    """Return file, place and reason of everything in quarantine."""
    return [(one.file, one.place, one.reason) for one in keyroll.home.ledger.quarantined()]


def cli(*arguments: object, now: datetime | None = NOW) -> subprocess.CompletedProcess[str]:
    """Run a command as a person does, in a process of its own."""
    command = [sys.executable, "-c", "from keyroll.cli import main; main()", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KEYROLL_")}
    return subprocess.run(
        [*command, *(("--now", iso(now)) if now else ())],
        env=environment | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def here(*arguments: object) -> tuple[int, str, str]:
    """Run a command in this process, which is quicker; return exit code, stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.object(sys, "argv", ["keyroll", *map(str, arguments), "--now", iso(NOW)]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0), out.getvalue(), err.getvalue()
    raise AssertionError("a command ends with its exit code")
