"""Writes an export folder of a few thousand records: surveys by date, and files beside it that are to be scanned."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from keyroll.errors import UsageError
from keyroll.model.earlier import with_earlier
from keyroll.model.json import Json


@dataclass(slots=True)
class Exports:
    """A folder of exports; ``records`` counts what was written."""

    root: Path
    records: int = 0

    @classmethod
    def new(cls, out: Path) -> "Exports":
        """Make the folder. Raises UsageError where it is not empty."""
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise UsageError(f"{out} is not an empty folder", hint="name a folder that does not exist yet")
        out.mkdir(parents=True, exist_ok=True)
        return cls(out)

    def survey(self, source: str, day: datetime, endpoint: str, pages: Sequence[Json], records: int) -> None:
        """Write the pages of an endpoint as they stood on a day."""
        self._write(f"{source}/survey/{day:%Y-%m-%d}/{endpoint}.json", "\n".join(map(json.dumps, pages)))
        self.records += records

    def table(self, source: str, day: datetime, endpoint: str, rows: Sequence[Mapping[str, str]]) -> None:
        """Write a table with its header, as CSV."""
        path = self._place(f"{source}/survey/{day:%Y-%m-%d}/{endpoint}.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        self.records += len(rows)

    def log(self, source: str, name: str, lines: Iterable[tuple[datetime, Json]]) -> None:
        """Write a log, one record a line, in order of time."""
        ordered = sorted(lines, key=lambda pair: pair[0])
        self._write(f"{source}/logs/{name}/all.ndjson", "\n".join(json.dumps(record) for _, record in ordered))
        self.records += len(ordered)

    def truth(self, exposed: Iterable[str], survivors: Mapping[str, str]) -> Path:
        """Write beside the folder what is true: who is exposed, and who survives by which reason."""
        told = self.root.with_name(f"{self.root.name}.truth.json")
        left = [{"identifier": identifier, "reason": reason} for identifier, reason in sorted(survivors.items())]
        body = {"exposed": [{"identifier": one} for one in sorted(exposed)], "survivors": left}
        told.write_text(json.dumps(with_earlier(body), indent=1) + "\n", encoding="utf-8")
        return told

    def beside(self, name: str, body: Json) -> Path:
        """Write a file to be scanned, outside of the exports."""
        path = self.root.with_name(f"{self.root.name}.{name}") / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
        return path

    def _write(self, name: str, text: str) -> None:
        self._place(name).write_text(text + "\n", encoding="utf-8")

    def _place(self, name: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path
