"""Writes each decision as one line of the log ``gate.decisions``, before the answer is sent."""

import os
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import orjson

from keyroll.gate.deciding import GateDecision


@dataclass
class Recording:
    """Appends to a file a day in ``FOLDER/gate@NAME/logs/decisions/``, the layout of an export."""

    folder: Path
    name: str
    _day: str = ""
    _file: int = -1
    _run: str = field(default_factory=lambda: secrets.token_hex(8))
    _number: int = 0

    @property
    def place(self) -> Path:
        """The folder of this gate's log."""
        return self.folder / f"gate@{self.name}" / "logs" / "decisions"

    def add(self, one: GateDecision, now: datetime) -> None:
        """Append a decision. Raises OSError: without its record, nothing is accepted."""
        day = now.astimezone(UTC).date().isoformat()
        if day != self._day:
            self.place.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.close()
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            self._file, self._day = os.open(self.place / f"{day}.ndjson", flags, 0o600), day
        self._number += 1
        row = {
            "id": f"{self._run}-{self._number}",
            "time": now.astimezone(UTC).isoformat(),
            "decision": "accepted" if one.accepted else "refused",
            "reason": one.reason,
            "credential": one.credential,
            "plan": one.plan,
            "proxy": one.proxy,
            "method": one.method,
            "path": one.path,
            "host": one.host,
            "address": one.address,
            "user_agent": one.user_agent,
        }
        line = orjson.dumps(row) + b"\n"
        if os.write(self._file, line) != len(line):
            raise OSError("the line was not written whole")

    def close(self) -> None:
        """Close the file of the day."""
        if self._file >= 0:
            os.close(self._file)
        self._file, self._day = -1, ""
