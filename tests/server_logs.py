"""What real servers wrote into their logs, brought into a home and asked for."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from keyroll.api import Keyroll
from keyroll.intake.view import events_view
from keyroll.store.session import Row
from real_servers import PATIENCE


class Tail:
    """What is written into a log from now on."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._begin = file.stat().st_size if file.exists() else 0

    def until(self, *last: str) -> list[str]:
        """The lines, once all these texts stand in them."""
        deadline = time.monotonic() + PATIENCE
        while True:
            text = self._file.read_bytes()[self._begin :].decode("utf-8", "replace") if self._file.exists() else ""
            if text.endswith("\n") and all(one in text for one in last):
                return [line.removesuffix("\r") for line in text.split("\n") if line.strip()]
            if time.monotonic() > deadline:
                pytest.fail(f"the server did not write {last}: {text[-2000:]}")
            time.sleep(0.05)


@dataclass(frozen=True)
class Brought:
    """A home with logs in it."""

    keyroll: Keyroll
    home: Path

    def events(self, where: str = "true") -> list[Row]:
        """Rows of the event view, in order."""
        with self.keyroll.home.session() as session:
            events_view(session, self.keyroll.home.lake)
            return session.rows(f"SELECT * FROM events WHERE {where} ORDER BY happened_at, raw, record")

    def told(self, *columns: str, where: str = "true") -> list[tuple[Any, ...]]:
        """Some columns of these rows."""
        return [tuple(row[column] for column in columns) for row in self.events(where)]

    def quarantine(self) -> dict[int, str]:
        """The reason of each record that was refused, by its number."""
        return {row.place: row.reason for row in self.keyroll.home.ledger.quarantined()}

    def credentials(self) -> dict[str, Row]:
        """The inventory."""
        return {str(row["id"]): row for row in self.keyroll.inventory.listed("credentials").rows}

    def holds(self, *secrets: str) -> list[str]:
        """The files of the home in which one of these texts stands."""
        files = [file for file in self.home.rglob("*") if file.is_file()]
        return [str(file) for file in files for secret in secrets if secret.encode() in file.read_bytes()]


def bring(
    folder: Path, source: str, log: str, lines: Iterable[str | bytes], *, ending: str = "log", **surveys: Any
) -> Brought:
    """Sync one log file, and surveys by their endpoint, into a new home."""
    exports = folder / "exports" / source
    (exports / "logs" / log).mkdir(parents=True)
    whole = b"".join((one if isinstance(one, bytes) else one.encode()) + b"\n" for one in lines)
    (exports / "logs" / log / f"1.{ending}").write_bytes(whole)
    for endpoint, body in surveys.items():
        (exports / "survey").mkdir(exist_ok=True)
        (exports / "survey" / f"{endpoint}.json").write_text(json.dumps(body), encoding="utf-8")
    keyroll = Keyroll.open(folder / "home", now=datetime.now(UTC))
    keyroll.exports.sync(folder / "exports")
    return Brought(keyroll, folder / "home")
